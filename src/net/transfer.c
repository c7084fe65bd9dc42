#include "transfer.h"

#include "guard.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define HOPS_MOST         5
#define BYTES_DEFAULT     (INT64_C(16) << 20)
#define HEADER_BYTES_MOST ((size_t)256 << 10)
#define CONNECT_DEFAULT   10000
#define STALL_DEFAULT     20000
#define WHOLE_DEFAULT     60000
#define CLOCK_MS          5 /* by which curl's clock may differ from ours */
/*
 * Bodies that are over BODY_BIG stop growing while all that are held come to BODIES_BUDGET, but for one,
 * which goes on. So servers that send without end cost one limit of memory, not one each.
 */
#define BODY_BIG (INT64_C(256) << 10)

#define COPIES_MOST 64 /* headers of a request */
#define COOKIE_MOST 8192
/* None, but from now on they are kept; CURLOPT_COOKIEFILE would do so too, and lose its list when it is reset. */
#define NO_COOKIE "Set-Cookie:"

/* ---- the request, copied ---- */

#define AT(field) offsetof(struct net_request, field)
static const size_t texts[] = { AT(url),     AT(etag),        AT(last_modified), AT(accept),
                                AT(user),    AT(password),    AT(user_agent),    AT(proxy),
                                AT(ca_file), AT(cookies_file) };

static str
text_at(const struct net_request *r, size_t offset)
{
    return *(const str *)(const void *)((const char *)r + offset);
}

static size_t
text_len(const struct net_request *r)
{
    size_t len = 0;

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        len += text_at(r, texts[i]).len;
    for (size_t i = 0; i < r->header_count; i++)
        len += r->headers[i].len;
    return len;
}

static str
copy_to(char **at, str s)
{
    str copy = { *at, s.len };

    if (s.len)
        memcpy(*at, s.ptr, s.len);
    *at += s.len;
    return copy;
}

/* One block, not an arena: thousands may wait. */
static void
copy_request(struct transfer *t, const struct net_request *from)
{
    struct net_request *to = &t->request;
    size_t count = MIN(from->header_count, COPIES_MOST);
    char *at = t->blob = mem_new(count * sizeof(str) + text_len(from));
    str *headers = (str *)(void *)at;

    *to = *from;
    at += count * sizeof(str);
    for (size_t i = 0; i < count; i++)
        headers[i] = copy_to(&at, from->headers[i]);
    to->headers = headers;
    to->header_count = count;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        *(str *)(void *)((char *)to + texts[i]) = copy_to(&at, text_at(from, texts[i]));
    to->most_bytes = from->most_bytes > 0 ? from->most_bytes : BYTES_DEFAULT;
    to->connect_ms = from->connect_ms > 0 ? from->connect_ms : CONNECT_DEFAULT;
    to->stall_ms = from->stall_ms > 0 ? from->stall_ms : STALL_DEFAULT;
    to->whole_ms = from->whole_ms > 0 ? from->whole_ms : WHOLE_DEFAULT;
}

struct transfer *
transfer_new(struct transfer_common *common, const struct net_request *request)
{
    struct transfer *t = mem_new(sizeof(*t));

    t->common = common;
    copy_request(t, request);
    t->url = t->request.url;
    t->trust = request->trust;
    t->is_permanent_run = true;
    t->is_same_origin = !request->is_strange;
    return t;
}

void
transfer_free(struct transfer *t)
{
    if (!t)
        return;
    if (t->answer) {
        t->common->held_bytes -= (int64_t)t->answer->face.raw_body.len;
        net_response_free(&t->answer->face);
    }
    mem_free(t->blob);
    mem_free(t);
}

/* ---- the answer ---- */

struct answer *
answer_new(uint64_t id)
{
    struct answer *answer = mem_new(sizeof(*answer));

    answer->face.id = id;
    answer->face.raw_body = STR("");
    return answer;
}

void
answer_add(struct answer *answer, str raw_bytes)
{
    struct net_response *r = &answer->face;
    size_t len = r->raw_body.len;

    if (answer->room - len < raw_bytes.len) {
        answer->room = MAX(answer->room * 2, MAX(len + raw_bytes.len, 8192));
        answer->body = mem_resize(answer->body, answer->room);
    }
    if (raw_bytes.len > 0)
        memcpy(answer->body + len, raw_bytes.ptr, raw_bytes.len);
    r->raw_body = (str){ answer->body, len + raw_bytes.len };
}

struct answer *
transfer_take_answer(struct transfer *t)
{
    struct answer *answer = t->answer;

    t->answer = NULL;
    return answer;
}

static struct answer *
answer_of(struct net_response *response)
{
    return (struct answer *)(void *)((char *)response - offsetof(struct answer, face));
}

void
net_response_free(struct net_response *response)
{
    if (!response)
        return;
    struct answer *answer = answer_of(response);

    arena_free(&answer->face.arena);
    mem_free(answer->body);
    mem_free(answer);
}

void
net_response_drop_body(struct net_response *response)
{
    struct answer *answer = answer_of(response);

    mem_free(answer->body);
    answer->body = NULL;
    answer->room = 0;
    response->raw_body = STR("");
}

static void
empty_body(struct transfer *t)
{
    t->common->held_bytes -= (int64_t)t->answer->face.raw_body.len;
    net_response_drop_body(&t->answer->face);
}

/* ---- words ---- */

str
net_size_words(struct arena *a, int64_t bytes)
{
    if (bytes >= 1 << 20 && bytes % (1 << 20) == 0)
        return arena_printf(a, "%" PRId64 " MB", bytes >> 20);
    if (bytes >= 1 << 10 && bytes % (1 << 10) == 0)
        return arena_printf(a, "%" PRId64 " kB", bytes >> 10);
    return arena_printf(a, "%" PRId64 " bytes", bytes);
}

static str
seconds_words(struct arena *a, int ms)
{
    return ms % 1000 == 0 ? arena_printf(a, "%d s", ms / 1000)
                          : arena_printf(a, "%d.%d s", ms / 1000, ms % 1000 / 100);
}

static bool
fail_size(struct transfer *t)
{
    return err_set(&t->answer->face.err, ERR_LIMIT, "larger than %.*s",
                   STR_ARG(net_size_words(&t->answer->face.arena, t->request.most_bytes)));
}

/* %s: curl's own words. */
static const struct code_words {
    CURLcode code;
    enum err_kind kind;
    const char *words;
} code_words[] = {
    { CURLE_COULDNT_RESOLVE_PROXY, ERR_NET, "the proxy's name is not known" },
    { CURLE_URL_MALFORMAT, ERR_INVALID, "this is no address" },
    { CURLE_UNSUPPORTED_PROTOCOL, ERR_NET, "the answer is not HTTP" },
    { CURLE_WEIRD_SERVER_REPLY, ERR_NET, "the answer is not HTTP" },
    { CURLE_GOT_NOTHING, ERR_NET, "the server closed the connection without an answer" },
    { CURLE_PARTIAL_FILE, ERR_NET, "the answer was cut off" },
    { CURLE_HTTP2, ERR_NET, "the answer was cut off" },
    { CURLE_HTTP2_STREAM, ERR_NET, "the answer was cut off" },
    { CURLE_BAD_CONTENT_ENCODING, ERR_NET, "the answer cannot be unpacked" },
    { CURLE_SEND_ERROR, ERR_NET, "the connection broke" },
    { CURLE_OUT_OF_MEMORY, ERR_LIMIT, "the server sent a header that is too long" },
    { CURLE_SSL_CACERT_BADFILE, ERR_NET, "the file of certificates cannot be read" },
};

static void
fail_timeout(struct transfer *t)
{
    struct arena *a = &t->answer->face.arena;
    struct err *err = &t->answer->face.err;
    curl_off_t connected_us = 0;

    if (time_now_ms() - t->started_ms + CLOCK_MS >= t->request.whole_ms) {
        err_set(err, ERR_NET, "not done within %.*s",
                STR_ARG(seconds_words(a, t->request.whole_ms)));
        return;
    }
    curl.easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME_T, &connected_us);
    if (connected_us == 0)
        err_set(err, ERR_NET, "the server did not answer within %.*s",
                STR_ARG(seconds_words(a, t->request.connect_ms)));
    else if (t->headers.status == 0)
        err_set(err, ERR_NET, "the server took the request, then said nothing for %.*s",
                STR_ARG(seconds_words(a, t->request.stall_ms)));
    else
        err_set(err, ERR_NET, "the server stopped in the middle for %.*s",
                STR_ARG(seconds_words(a, t->request.stall_ms)));
}

static void
fail_connect(struct transfer *t)
{
    struct err *err = &t->answer->face.err;
    long why = 0;

    curl.easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &why);
    if (t->is_guarded)
        err_set(err, ERR_NET,
                "%.*s is inside a private network, where an address from outside may "
                "not lead",
                STR_ARG(net_url_host(t->url)));
    else if (why == ECONNREFUSED)
        err_set(err, ERR_NET, "the server refused the connection");
    else if (why == ENETUNREACH || why == EHOSTUNREACH)
        err_set(err, ERR_NET, "there is no way to the server from this network");
    else
        err_set(err, ERR_NET, "no connection: %s",
                t->curl_words[0] ? t->curl_words : "the server cannot be reached");
}

static void
fail_tls(struct transfer *t, CURLcode code)
{
    str words = str_of(t->curl_words[0] ? t->curl_words : curl.easy_strerror(code));
    size_t colon = str_find(words, STR(": "));

    if (code == CURLE_PEER_FAILED_VERIFICATION && str_starts(words, STR("SSL")) &&
        colon != STR_NONE)
        words = str_from(words, colon + 2);
    err_set(&t->answer->face.err, ERR_NET, "%s: %.*s",
            code == CURLE_PEER_FAILED_VERIFICATION ? "the certificate is not valid"
                                                   : "no secure connection",
            STR_ARG(words));
}

/* What a callback said (a limit) goes before what curl made of it. */
static void
fail_code(struct transfer *t, CURLcode code)
{
    struct err *err = &t->answer->face.err;

    if (err->kind != ERR_NONE)
        return;
    switch ((int)code) {
    case CURLE_OPERATION_TIMEDOUT: fail_timeout(t); return;
    case CURLE_COULDNT_CONNECT: fail_connect(t); return;
    case CURLE_FILESIZE_EXCEEDED: fail_size(t); return;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER: fail_tls(t, code); return;
    case CURLE_COULDNT_RESOLVE_HOST:
        err_set(err, ERR_NET, "the name %.*s is not known, or there is no network",
                STR_ARG(net_url_host(t->url)));
        return;
    case CURLE_RECV_ERROR:
        err_set(err, ERR_NET,
                t->headers.status ? "the answer was cut off" : "the server broke the connection");
        return;
    default: break;
    }
    for (size_t i = 0; i < ARRAY_LEN(code_words); i++)
        if (code_words[i].code == code) {
            err_set(err, code_words[i].kind, "%s", code_words[i].words);
            return;
        }
    err_set(err, ERR_NET, "%s", t->curl_words[0] ? t->curl_words : curl.easy_strerror(code));
}

/* ---- what curl calls ---- */

static size_t
on_header(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    size_t len = size * count;
    bool is_first = t->headers.status == 0;

    t->progress_ms = time_now_ms();
    t->header_bytes += len;
    if (t->header_bytes > HEADER_BYTES_MOST) {
        err_set(&t->answer->face.err, ERR_LIMIT, "the server sent more than %.*s of headers",
                STR_ARG(net_size_words(&t->answer->face.arena, (int64_t)HEADER_BYTES_MOST)));
        return 0;
    }
    if (t->answer->face.raw_body.len == 0) /* not those after a body in pieces */
        header_line(&t->headers, &t->answer->face.arena, (str){ bytes, len });
    if (is_first && t->headers.status != 0)
        host_answered(t->host, t->progress_ms - t->hop_ms);
    return len;
}

/* May this body grow by len now? */
static bool
may_grow(struct transfer *t, int64_t len)
{
    struct transfer_common *common = t->common;

    if ((int64_t)t->answer->face.raw_body.len + len <= BODY_BIG ||
        common->held_bytes + len <= BODIES_BUDGET || common->big == t)
        return true;
    if (common->big)
        return false;
    common->big = t;
    common->big_ms = time_now_ms();
    common->big_len = t->answer->face.raw_body.len;
    return true;
}

static size_t
on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *t = context;
    size_t len = size * count;

    t->progress_ms = time_now_ms();
    if ((int64_t)len > t->request.most_bytes - (int64_t)t->answer->face.raw_body.len) {
        fail_size(t);
        return 0;
    }
    if (!may_grow(t, (int64_t)len)) {
        if (!t->is_paused)
            t->common->paused_count++;
        t->is_paused = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    answer_add(t->answer, (str){ bytes, len });
    t->common->held_bytes += (int64_t)len;
    return len;
}

/* Bytes on the wire: what is packed may open to nothing for ever. */
static int
on_progress(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
            curl_off_t up)
{
    struct transfer *t = context;

    (void)down_total;
    (void)up_total;
    (void)up;
    if (down <= t->request.most_bytes)
        return 0;
    fail_size(t);
    return 1;
}

static bool
is_proxy_port(const struct transfer *t, const struct sockaddr *address)
{
    struct proxy_ports own = proxy_ports_of(t->request.proxy);

    return proxy_ports_have(t->request.proxy.len > 0 ? &own : &t->common->proxies, address);
}

static curl_socket_t
on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct transfer *t = context;
    bool is_private = guard_is_private(&to->addr);

    (void)purpose;
    if (is_private && t->trust == NET_PUBLIC && !is_proxy_port(t, &to->addr)) {
        t->is_guarded = true;
        return CURL_SOCKET_BAD;
    }
    if (is_private)
        t->host->is_private = true;
    else
        t->host->is_public = true;
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* ---- a hop ---- */

static void
add_line(struct transfer *t, const char *name, str value)
{
    if (value.len == 0 || str_find_char(value, '\n') != STR_NONE ||
        str_find_char(value, '\r') != STR_NONE)
        return;
    str line = arena_printf(&t->answer->face.arena, "%s%.*s", name, STR_ARG(value));
    struct curl_slist *longer = curl.slist_append(t->lines, line.ptr);

    if (longer)
        t->lines = longer;
}

static void
set_headers(struct transfer *t)
{
    const struct net_request *r = &t->request;

    add_line(t, "Accept: ", r->accept);
    add_line(t, "If-None-Match: ", r->etag);
    add_line(t, "If-Modified-Since: ", r->last_modified);
    for (size_t i = 0; t->is_same_origin && i < r->header_count; i++)
        add_line(t, "", r->headers[i]);
    if (t->lines)
        curl.easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->lines);
}

static void
set_credentials(struct transfer *t)
{
    struct arena *a = &t->answer->face.arena;

    if (!t->is_same_origin)
        return;
    if (t->request.user.len > 0) {
        curl.easy_setopt(t->easy, CURLOPT_USERNAME, arena_cstr(a, t->request.user));
        curl.easy_setopt(t->easy, CURLOPT_PASSWORD, arena_cstr(a, t->request.password));
    } else if (t->trust == NET_USER && t->common->has_netrc) {
        curl.easy_setopt(t->easy, CURLOPT_NETRC, (long)CURL_NETRC_OPTIONAL);
    }
}

/*
 * An open connection is used again by its host's name, whatever address it went to; so a stranger's link
 * to a name where the user has a private source needs a new one, which on_socket will refuse.
 */
static bool
needs_own_connection(const struct transfer *t)
{
    str name = { t->host->name, t->host->name_len };
    bool is_idn = str_find(name, STR("xn--")) != STR_NONE;

    for (size_t i = 0; i < name.len; i++)
        is_idn |= (unsigned char)name.ptr[i] >= 0x80;
    return t->trust == NET_PUBLIC &&
           (is_idn || (t->host->had_user && (t->host->is_private || !t->host->is_public)));
}

static void
set_limits(struct transfer *t)
{
    const struct net_request *r = &t->request;
    int64_t left_ms = MAX(r->whole_ms - (t->hop_ms - t->started_ms), 1);

    curl.easy_setopt(t->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)r->connect_ms);
    curl.easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, (long)left_ms);
    curl.easy_setopt(t->easy, CURLOPT_LOW_SPEED_LIMIT, 10L);
    curl.easy_setopt(t->easy, CURLOPT_LOW_SPEED_TIME, (long)(r->stall_ms + 999) / 1000);
    curl.easy_setopt(t->easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)r->most_bytes);
}

static void
set_callbacks(struct transfer *t)
{
    curl.easy_setopt(t->easy, CURLOPT_PRIVATE, t);
    curl.easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, on_header);
    curl.easy_setopt(t->easy, CURLOPT_HEADERDATA, t);
    curl.easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, on_body);
    curl.easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
    curl.easy_setopt(t->easy, CURLOPT_NOPROGRESS, 0L);
    curl.easy_setopt(t->easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl.easy_setopt(t->easy, CURLOPT_XFERINFODATA, t);
    curl.easy_setopt(t->easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl.easy_setopt(t->easy, CURLOPT_OPENSOCKETDATA, t);
    curl.easy_setopt(t->easy, CURLOPT_ERRORBUFFER, t->curl_words);
}

/* Lines of Netscape's form: domain, subdomains too, path, only over TLS, until, name, value. */
static bool
is_cookie_of(str line, str host)
{
    str rest = str_starts(line, STR("#HttpOnly_")) ? str_from(line, 10) : line, domain;

    if (!str_take_field(&rest, '\t', &domain))
        return false;
    if (str_starts(domain, STR(".")))
        domain = str_from(domain, 1);
    if (domain.len == 0 || domain.len > host.len ||
        !str_eq_nocase(str_from(host, host.len - domain.len), domain))
        return false;
    return domain.len == host.len || host.ptr[host.len - domain.len - 1] == '.';
}

/* curl is given only those that may concern it; which of them go along it decides by the rules of RFC 6265. */
static void
set_cookies(struct transfer *t)
{
    str rest = t->cookies, host = net_url_host(t->url), line;

    if (t->has_cookies || rest.len == 0)
        return;
    while (str_take_line(&rest, &line)) {
        if (line.len > COOKIE_MOST || !is_cookie_of(line, host))
            continue;
        t->has_cookies = true;
        curl.easy_setopt(t->easy, CURLOPT_COOKIELIST, arena_cstr(&t->answer->face.arena, line));
    }
}

static void
keep_cookies(struct transfer *t)
{
    curl.easy_setopt(t->easy, CURLOPT_COOKIELIST, NO_COOKIE);
    t->has_cookies = true;
}

/* Its own, where it has some, else everyone's. */
static void
set_way(struct transfer *t)
{
    struct arena *a = &t->answer->face.arena;
    const struct net_request *r = &t->request;
    const char *agent =
        r->user_agent.len > 0 ? arena_cstr(a, r->user_agent) : t->common->user_agent;
    const char *proxy = r->proxy.len > 0 ? proxy_option(a, r->proxy) : t->common->proxy;
    const char *ca_file = r->ca_file.len > 0 ? path_expand(a, r->ca_file).ptr : t->common->ca_file;

    curl.easy_setopt(t->easy, CURLOPT_USERAGENT, agent);
    if (proxy)
        curl.easy_setopt(t->easy, CURLOPT_PROXY, proxy);
    if (ca_file)
        curl.easy_setopt(t->easy, CURLOPT_CAINFO, ca_file);
}

static void
set_options(struct transfer *t)
{
    const struct transfer_common *common = t->common;

    curl.easy_setopt(t->easy, CURLOPT_URL, arena_cstr(&t->answer->face.arena, t->url));
    curl.easy_setopt(t->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl.easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L);
    curl.easy_setopt(t->easy, CURLOPT_QUICK_EXIT, 1L);
    curl.easy_setopt(t->easy, CURLOPT_SHARE, common->share);
    curl.easy_setopt(t->easy, CURLOPT_ACCEPT_ENCODING, "");
    curl.easy_setopt(t->easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set_way(t);
    /* Waiting for the first connection pays where it may turn out to be HTTP/2. */
    if (str_starts_nocase(t->url, STR("https:")))
        curl.easy_setopt(t->easy, CURLOPT_PIPEWAIT, 1L);
    if (needs_own_connection(t))
        curl.easy_setopt(t->easy, CURLOPT_FRESH_CONNECT, 1L);
    set_cookies(t);
    /* Pages like to send their reader round through a cookie; forgotten when the transfer is over. */
    if (t->request.trust == NET_PUBLIC && !t->has_cookies)
        keep_cookies(t);
}

static CURL *
take_easy(struct transfer_common *common)
{
    return common->idle_count > 0 ? common->idle[--common->idle_count] : curl.easy_init();
}

static void
end_hop(struct transfer *t)
{
    if (t->is_paused)
        t->common->paused_count--;
    t->is_paused = false;
    if (t->common->big == t)
        t->common->big = NULL;
    if (t->lines) /* a file is read without curl, which may not have been loaded */
        curl.slist_free_all(t->lines);
    t->lines = NULL;
    if (t->easy)
        curl.easy_reset(t->easy); /* which keeps cookies, as pages want it on their way round */
}

void
transfer_drop_easy(struct transfer *t)
{
    struct transfer_common *common = t->common;

    end_hop(t);
    if (t->easy && !t->has_cookies && common->idle_count < ARRAY_LEN(common->idle))
        common->idle[common->idle_count++] = t->easy;
    else if (t->easy)
        curl.easy_cleanup(t->easy);
    t->easy = NULL;
}

static str
unescape(struct arena *a, str s)
{
    int len = 0;

    if (s.len == 0)
        return STR(""); /* to curl no length means up to a NUL */
    char *plain = curl.easy_unescape(NULL, s.ptr, (int)MIN(s.len, 4096), &len);
    str copy = plain ? arena_str(a, (str){ plain, (size_t)len }) : STR("");

    curl.free(plain);
    return copy;
}

/* A source whose cookies cannot be read would be answered with a page for strangers. */
static bool
load_cookies(struct transfer *t)
{
    struct net_response *r = &t->answer->face;

    t->cookies = t->common->cookies;
    if (t->request.cookies_file.len == 0)
        return true;
    return file_load_ordinary(path_expand(&r->arena, t->request.cookies_file).ptr, COOKIES_MOST,
                              &r->arena, &t->cookies, &r->err) ||
           err_wrap(&r->err, "cookies-file");
}

/* User and password of the address go to where those of the configuration are; nobody sees them after. */
static void
begin_first(struct transfer *t)
{
    struct arena *a;
    struct net_url url;

    t->answer = answer_new(t->request.id);
    t->started_ms = t->hop_ms;
    a = &t->answer->face.arena;
    t->url = net_url_without_secret(a, net_url_resolve(a, STR(""), t->request.url));
    if (!net_url_parse(t->request.url, &url) || url.user.len == 0)
        return;
    size_t colon = str_find_char(url.user, ':');

    t->request.user = unescape(a, str_sub(url.user, 0, colon));
    t->request.password = colon == STR_NONE ? STR("") : unescape(a, str_from(url.user, colon + 1));
}

bool
transfer_begin(struct transfer *t)
{
    t->hop_ms = t->progress_ms = time_now_ms();
    if (!t->answer) {
        begin_first(t);
        if (!load_cookies(t))
            return false;
    }
    t->headers = (struct header_set){ 0 };
    t->header_bytes = 0;
    t->is_guarded = false;
    t->curl_words[0] = '\0';
    if (t->trust == NET_USER)
        t->host->had_user = true;
    if (t->trust == NET_PUBLIC && guard_host_is_private(net_url_host(t->url))) {
        t->is_guarded = true;
        fail_connect(t);
        return false;
    }
    if (!t->easy)
        t->easy = take_easy(t->common);
    if (!t->easy)
        return err_set(&t->answer->face.err, ERR_LIMIT, "curl cannot start a transfer");
    set_options(t);
    set_callbacks(t);
    set_limits(t);
    set_credentials(t);
    set_headers(t);
    return true;
}

/* ---- its end ---- */

static bool
is_redirect(const struct header_set *headers)
{
    int s = headers->status;

    return headers->location.len > 0 && (s == 301 || s == 302 || s == 303 || s == 307 || s == 308);
}

/*
 * Some servers send a feed's reader round and round until it brings the cookie that they set on the way. Those are begun
 * anew, once, with cookies, which are forgotten when the transfer is over; all others come without.
 */
static bool
begin_with_cookies(struct transfer *t)
{
    struct arena *a = &t->answer->face.arena;

    if (!t->was_set_cookie || t->has_cookies)
        return false;
    keep_cookies(t);
    t->hops = 0;
    t->trust = t->request.trust;
    t->is_permanent_run = true;
    t->is_same_origin = !t->request.is_strange;
    t->answer->face.permanent_url = STR("");
    t->url = net_url_without_secret(a, net_url_resolve(a, STR(""), t->request.url));
    return true;
}

/* Sets what the next hop may know, and whom it may call. False: there is none. */
static bool
follow(struct transfer *t)
{
    struct net_response *r = &t->answer->face;
    struct net_url first, next;

    t->was_set_cookie = t->was_set_cookie || t->headers.has_cookie;
    str url = net_url_resolve(&r->arena, t->url, t->headers.location);

    if (!net_url_parse(url, &next) || !net_url_is_web(url))
        return err_set(&r->err, ERR_NET, "redirected to an address that is not http or https");
    if (++t->hops > HOPS_MOST)
        return begin_with_cookies(t) ||
               err_set(&r->err, ERR_NET, "redirected more than %d times", HOPS_MOST);
    url = net_url_without_secret(&r->arena, url);
    net_url_parse(t->request.url, &first);
    bool is_same_host = str_eq_nocase(first.host, next.host);
    bool is_downgrade =
        str_eq_nocase(first.scheme, STR("https")) && str_eq_nocase(next.scheme, STR("http"));

    t->trust = t->request.trust == NET_USER && is_same_host ? NET_USER : NET_PUBLIC;
    t->is_same_origin = !t->request.is_strange && net_url_is_same_server(t->request.url, url);
    t->is_permanent_run = t->is_permanent_run && !is_downgrade &&
                          (t->headers.status == 301 || t->headers.status == 308);
    if (t->is_permanent_run)
        r->permanent_url = url;
    t->url = url;
    return true;
}

static void
fill(struct transfer *t)
{
    struct net_response *r = &t->answer->face;
    int64_t now = time_now_s();

    r->status = t->headers.status;
    header_content_type(&r->arena, t->headers.content_type, &r->content_type, &r->charset);
    r->etag = t->headers.etag;
    r->last_modified = t->headers.last_modified;
    r->fresh_until_at = header_fresh_until(&t->headers, now);
    r->retry_at = header_retry_at(&t->headers, now);
}

bool
transfer_end(struct transfer *t, CURLcode code)
{
    struct net_response *r = &t->answer->face;
    curl_off_t body_bytes = 0;

    if (t->easy)
        curl.easy_getinfo(t->easy, CURLINFO_SIZE_DOWNLOAD_T, &body_bytes);
    r->wire_bytes += body_bytes + (int64_t)t->header_bytes;
    if (t->is_cancelled)
        err_set(&r->err, ERR_CANCELLED, "cancelled");
    else if (code != CURLE_OK)
        fail_code(t, code);
    else if (!is_redirect(&t->headers))
        fill(t);
    else if (follow(t)) {
        empty_body(t);
        end_hop(t);
        return false;
    }
    if (r->err.kind != ERR_NONE) {
        empty_body(t);
        r->permanent_url = STR("");
    }
    r->final_url = arena_str(&r->arena, t->url);
    r->took_ms = time_now_ms() - t->started_ms;
    return true;
}

void
transfer_resume(struct transfer *t)
{
    t->is_paused = false;
    t->common->paused_count--;
    curl.easy_pause(t->easy, CURLPAUSE_CONT);
}
