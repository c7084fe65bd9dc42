#include <courant/net.h>

#include <string.h>

/*
 * Addresses after RFC 3986, read as leniently as browsers read them where feeds and pages need it: blanks
 * around them, tabs and line ends inside them, \ for /, http:/host and http:page. What is told apart from
 * what is RFC 3986, appendix B: scheme ":" "//" user "@" host ":" port path "?" query "#" fragment.
 *
 * Nothing here goes to the network. What decides whether a host may be called is in guard.c and looks at
 * the address that the name led to, never at how it was spelt.
 */

#define URL_MOST 32768 /* bytes; longer ones are no addresses */

/* ---- taking apart ---- */

static bool
is_scheme_char(char c)
{
    return char_is_alnum(c) || c == '+' || c == '-' || c == '.';
}

/* "http" off the front of "http://host"; false when there is none, as in a relative address. */
static bool
take_scheme(str *rest, str *out)
{
    size_t i = 0;

    if (rest->len == 0 || !char_is_alpha(rest->ptr[0]))
        return false;
    while (i < rest->len && is_scheme_char(rest->ptr[i]))
        i++;
    if (i == rest->len || rest->ptr[i] != ':')
        return false;
    *out = str_sub(*rest, 0, i);
    *rest = str_from(*rest, i + 1);
    return true;
}

static bool
is_web_scheme(str scheme)
{
    return str_eq_nocase(scheme, STR("http")) || str_eq_nocase(scheme, STR("https"));
}

static bool
is_slash(char c, bool is_web)
{
    return c == '/' || (is_web && c == '\\');
}

/* What no name has, and what would mislead the eye or the terminal where it is shown. */
static bool
is_host_rune(uint32_t rune)
{
    static const str never = STR_INIT(" \"#%/<>?@\\^`{|}");

    if (rune < 0x80)
        return rune > 0x20 && rune != 0x7F && str_find_char(never, (char)rune) == STR_NONE;
    return rune >= 0xA0 && rune != 0xAD && rune != RUNE_BAD && rune != 0xFEFF &&
           !(rune >= 0x200B && rune <= 0x200F) && !(rune >= 0x2028 && rune <= 0x202E) &&
           !(rune >= 0x2060 && rune <= 0x206F);
}

static bool
is_host(str host, bool is_web)
{
    str rest = host;

    while (rest.len > 0)
        if (!is_host_rune(rune_take(&rest)))
            return false;
    return host.len > 0 || !is_web;
}

static bool
is_port(str port)
{
    int64_t number = 0;

    return port.len == 0 || (str_take_int(&port, &number) && port.len == 0 && number <= 65535);
}

/* user@host:port, where the last @ counts, and [::1] holds its colons together. */
static bool
parse_authority(str text, bool is_web, struct net_url *out)
{
    size_t at = str_find_last(text, '@');

    if (at != STR_NONE) {
        out->user = str_sub(text, 0, at);
        text = str_from(text, at + 1);
    }
    size_t end = str_starts(text, STR("[")) ? str_find_char(text, ']') : str_find_char(text, ':');

    if (str_starts(text, STR("["))) {
        if (end == STR_NONE || (end + 1 < text.len && text.ptr[end + 1] != ':'))
            return false;
        end++;
    }
    out->host = str_sub(text, 0, end);
    out->port = str_from(text, end == STR_NONE ? text.len : end + 1);
    return is_host(out->host, is_web) && is_port(out->port);
}

static void
parse_path(str rest, struct net_url *out)
{
    size_t hash = str_find_char(rest, '#');

    if (hash != STR_NONE) {
        out->fragment = str_from(rest, hash + 1);
        out->has_fragment = true;
        rest = str_sub(rest, 0, hash);
    }
    size_t mark = str_find_char(rest, '?');

    if (mark != STR_NONE) {
        out->query = str_from(rest, mark + 1);
        out->has_query = true;
        rest = str_sub(rest, 0, mark);
    }
    out->path = rest;
}

/* After the scheme, which out has already. host.ptr is NULL when there is no "//" part. */
static bool
parse_rest(str rest, bool is_web, struct net_url *out)
{
    if (rest.len >= 2 && is_slash(rest.ptr[0], is_web) && is_slash(rest.ptr[1], is_web)) {
        size_t end = 2;

        while (end < rest.len && !is_slash(rest.ptr[end], is_web) && rest.ptr[end] != '?' &&
               rest.ptr[end] != '#')
            end++;
        if (!parse_authority(str_sub(rest, 2, end), is_web, out))
            return false;
        rest = str_from(rest, end);
    } else if (is_web && out->scheme.ptr) {
        return false;
    }
    parse_path(rest, out);
    return true;
}

bool
net_url_parse(str text, struct net_url *out)
{
    struct net_url url = { 0 };
    str rest = str_trim(text);

    if (rest.len > URL_MOST || !take_scheme(&rest, &url.scheme) ||
        !parse_rest(rest, is_web_scheme(url.scheme), &url))
        return false;
    *out = url;
    return true;
}

bool
net_url_is_web(str url)
{
    struct net_url parts;

    return net_url_parse(url, &parts) && is_web_scheme(parts.scheme);
}

str
net_url_host(str url)
{
    struct net_url parts;

    return net_url_parse(url, &parts) && parts.host.ptr ? parts.host : STR("");
}

/* What sites put in front of their name for the same site in another form. */
static str
site_of(str url)
{
    static const char *const forms[] = {
        "www.", "m.", "amp.", "mobile.", "feeds.", "feed.", "rss."
    };
    str host = net_url_host(url);

    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        str rest = str_from(host, strlen(forms[i]));

        if (host.len > strlen(forms[i]) && str_find_char(rest, '.') != STR_NONE &&
            str_eq_nocase(str_sub(host, 0, strlen(forms[i])), str_of(forms[i])))
            return rest;
    }
    return host;
}

bool
net_url_is_same_site(str x, str y)
{
    str one = site_of(x), other = site_of(y);
    str longer = one.len >= other.len ? one : other, shorter = one.len >= other.len ? other : one;
    size_t more = longer.len - shorter.len;

    if (shorter.len == 0 || !str_eq_nocase(str_from(longer, more), shorter))
        return false;
    return more == 0 || (longer.ptr[more - 1] == '.' && str_find_char(shorter, '.') != STR_NONE);
}

static str
port_of(const struct net_url *url)
{
    if (url->port.len > 0)
        return url->port;
    return str_eq_nocase(url->scheme, STR("https")) ? STR("443") : STR("80");
}

bool
net_url_is_same_server(str x, str y)
{
    struct net_url a, b;

    if (!net_url_is_web(x) || !net_url_is_web(y) || !net_url_parse(x, &a) ||
        !net_url_parse(y, &b) || !str_eq_nocase(a.host, b.host))
        return false;
    if (str_eq_nocase(a.scheme, b.scheme))
        return str_eq(port_of(&a), port_of(&b));
    return str_eq_nocase(b.scheme, STR("https")) && str_eq(port_of(&a), STR("80")) &&
           str_eq(port_of(&b), STR("443"));
}

/* ---- putting together ---- */

static void
add_lower(struct buf *b, str s)
{
    for (size_t i = 0; i < s.len; i++)
        buf_add_char(b, char_lower(s.ptr[i]));
}

static void
add_authority(struct buf *b, const struct net_url *url)
{
    if (!url->host.ptr)
        return;
    buf_add(b, STR("//"));
    if (url->user.ptr) {
        buf_add(b, url->user);
        buf_add_char(b, '@');
    }
    buf_add(b, url->host);
    if (url->port.len > 0) {
        buf_add_char(b, ':');
        buf_add(b, url->port);
    }
}

static str
compose(struct arena *a, const struct net_url *url)
{
    struct buf b = { .arena = a };

    add_lower(&b, url->scheme);
    buf_add_char(&b, ':');
    add_authority(&b, url);
    if (!url->host.ptr && str_starts(url->path, STR("//")))
        buf_add(&b, STR("/.")); /* else the path would be read as a host: RFC 3986 § 5.3 */
    buf_add(&b, url->path);
    if (url->has_query) {
        buf_add_char(&b, '?');
        buf_add(&b, url->query);
    }
    if (url->has_fragment) {
        buf_add_char(&b, '#');
        buf_add(&b, url->fragment);
    }
    return buf_str(&b);
}

/* ---- resolving ---- */

static bool
needs_escape(char c)
{
    unsigned char byte = (unsigned char)c;

    return byte <= 0x20 || byte >= 0x7F || c == '"' || c == '<' || c == '>' || c == '`' ||
           c == '{' || c == '}' || c == '|' || c == '^';
}

/* What may not stand in an address is percent-escaped; a '%' stays, since it most likely is an escape. */
static str
escape(struct arena *a, str s)
{
    static const char digits[] = "0123456789ABCDEF";
    struct buf b = { .arena = a };
    size_t i = 0;

    while (i < s.len && !needs_escape(s.ptr[i]))
        i++;
    if (i == s.len)
        return s;
    buf_add(&b, str_sub(s, 0, i));
    for (; i < s.len; i++) {
        unsigned char byte = (unsigned char)s.ptr[i];

        if (!needs_escape(s.ptr[i])) {
            buf_add_char(&b, s.ptr[i]);
            continue;
        }
        buf_add_char(&b, '%');
        buf_add_char(&b, digits[byte >> 4]);
        buf_add_char(&b, digits[byte & 15]);
    }
    return buf_str(&b);
}

/* Off both ends controls and blanks, out of the middle tabs and line ends, as browsers do. */
static str
tidy(struct arena *a, str s)
{
    struct buf b = { .arena = a };

    while (s.len > 0 && (unsigned char)s.ptr[s.len - 1] <= 0x20)
        s.len--;
    while (s.len > 0 && (unsigned char)s.ptr[0] <= 0x20)
        s = str_from(s, 1);
    size_t i = 0;

    while (i < s.len && s.ptr[i] != '\t' && s.ptr[i] != '\n' && s.ptr[i] != '\r')
        i++;
    if (i == s.len)
        return s;
    for (i = 0; i < s.len; i++)
        if (s.ptr[i] != '\t' && s.ptr[i] != '\n' && s.ptr[i] != '\r')
            buf_add_char(&b, s.ptr[i]);
    return buf_str(&b);
}

/* Every \ before the query becomes /. */
static str
turn_slashes(struct arena *a, str s)
{
    size_t end = 0;

    while (end < s.len && s.ptr[end] != '?' && s.ptr[end] != '#')
        end++;
    if (str_find_char(str_sub(s, 0, end), '\\') == STR_NONE)
        return s;
    char *copy = arena_cstr(a, s);

    for (size_t i = 0; i < end; i++)
        if (copy[i] == '\\')
            copy[i] = '/';
    return (str){ copy, s.len };
}

/* How many dots a path segment is: ".", ".." and their escaped spellings; 0: it is a name. */
static int
dots_of(str segment)
{
    int dots = 0;

    while (segment.len > 0 && dots < 3) {
        size_t len = segment.ptr[0] == '.' ? 1 : str_starts_nocase(segment, STR("%2e")) ? 3 : 0;

        if (len == 0)
            return 0;
        dots++;
        segment = str_from(segment, len);
    }
    return dots <= 2 ? dots : 0;
}

/* RFC 3986 § 5.2.4 for a path that begins with '/'. */
static str
without_dots(struct arena *a, str path)
{
    struct buf b = { .arena = a };
    str rest = str_from(path, 1), segment;
    bool is_last = false;

    if (path.len == 0 || path.ptr[0] != '/')
        return path;
    while (!is_last) {
        size_t slash = str_find_char(rest, '/');

        is_last = slash == STR_NONE;
        segment = str_sub(rest, 0, slash);
        rest = is_last ? STR("") : str_from(rest, slash + 1);
        int dots = dots_of(segment);

        if (dots == 2) {
            size_t back = str_find_last(buf_str(&b), '/');

            b.len = back == STR_NONE ? 0 : back;
        }
        if (dots == 0 || is_last) {
            buf_add_char(&b, '/');
            buf_add(&b, dots == 0 ? segment : STR(""));
        }
    }
    return buf_str(&b);
}

/* RFC 3986 § 5.2.3. */
static str
merge(struct arena *a, const struct net_url *base, str path)
{
    size_t slash = str_find_last(base->path, '/');

    if (slash == STR_NONE)
        return base->host.ptr ? arena_join(a, STR("/"), path) : path;
    return arena_join(a, str_sub(base->path, 0, slash + 1), path);
}

static str
finish(struct arena *a, struct net_url *url)
{
    if (url->host.ptr && url->path.len > 0 && url->path.ptr[0] != '/')
        url->path = arena_join(a, STR("/"), url->path);
    url->path = escape(a, without_dots(a, url->path));
    url->query = escape(a, url->query);
    url->fragment = escape(a, url->fragment);
    return compose(a, url);
}

static str
resolve_absolute(struct arena *a, str scheme, str rest)
{
    struct net_url url = { .scheme = scheme };
    bool is_web = is_web_scheme(scheme);

    if (is_web) { /* however many slashes were typed */
        rest = turn_slashes(a, rest);
        while (rest.len > 0 && rest.ptr[0] == '/')
            rest = str_from(rest, 1);
        rest = arena_join(a, STR("//"), rest);
    }
    return parse_rest(rest, is_web, &url) ? finish(a, &url) : STR("");
}

static str
resolve_relative(struct arena *a, const struct net_url *base, str relative)
{
    bool is_web = is_web_scheme(base->scheme);
    struct net_url url = { 0 };

    if (!base->host.ptr && (base->path.len == 0 || base->path.ptr[0] != '/'))
        return STR(""); /* nothing is relative to mailto: */
    if (is_web)
        relative = turn_slashes(a, relative);
    if (!parse_rest(relative, is_web, &url))
        return STR("");
    url.scheme = base->scheme;
    if (url.host.ptr)
        return finish(a, &url);
    url.user = base->user;
    url.host = base->host;
    url.port = base->port;
    if (url.path.len == 0) {
        url.path = base->path;
        if (!url.has_query) {
            url.query = base->query;
            url.has_query = base->has_query;
        }
    } else if (url.path.ptr[0] != '/') {
        url.path = merge(a, base, url.path);
    }
    return finish(a, &url);
}

str
net_url_resolve(struct arena *a, str base, str relative)
{
    struct net_url from = { 0 };
    str rest = tidy(a, relative), scheme;
    bool has_base = net_url_parse(base, &from);

    if (rest.len > URL_MOST)
        return STR("");
    if (!take_scheme(&rest, &scheme))
        return has_base ? resolve_relative(a, &from, rest) : STR("");
    /* "http:page" seen from an http address is relative: RFC 3986 § 5.2.2, not strict. */
    if (is_web_scheme(scheme) && has_base && str_eq_nocase(scheme, from.scheme) &&
        !(rest.len >= 2 && is_slash(rest.ptr[0], true) && is_slash(rest.ptr[1], true)))
        return resolve_relative(a, &from, rest);
    return resolve_absolute(a, scheme, rest);
}

/* ---- tracking parameters ---- */

/*
 * What campaigns and networks hang on to addresses, none of which chooses what a page shows. A name that
 * ends in '*' is a beginning. With a value, only that value is one.
 */
static const struct tracker {
    str name, value;
} trackers[] = {
    /* clang-format off */
    { STR_INIT("utm_*"), { 0 } }, { STR_INIT("fbclid"), { 0 } }, { STR_INIT("gclid"), { 0 } }, { STR_INIT("gclsrc"), { 0 } },
    { STR_INIT("dclid"), { 0 } }, { STR_INIT("gbraid"), { 0 } }, { STR_INIT("wbraid"), { 0 } }, { STR_INIT("msclkid"), { 0 } },
    { STR_INIT("yclid"), { 0 } }, { STR_INIT("ysclid"), { 0 } }, { STR_INIT("twclid"), { 0 } }, { STR_INIT("ttclid"), { 0 } },
    { STR_INIT("li_fat_id"), { 0 } }, { STR_INIT("igshid"), { 0 } }, { STR_INIT("igsh"), { 0 } }, { STR_INIT("mc_cid"), { 0 } },
    { STR_INIT("mc_eid"), { 0 } }, { STR_INIT("mkt_tok"), { 0 } }, { STR_INIT("_hsenc"), { 0 } }, { STR_INIT("_hsmi"), { 0 } },
    { STR_INIT("__hs*"), { 0 } }, { STR_INIT("hsctatracking"), { 0 } }, { STR_INIT("vero_*"), { 0 } }, { STR_INIT("oly_*"), { 0 } },
    { STR_INIT("wickedid"), { 0 } }, { STR_INIT("_openstat"), { 0 } }, { STR_INIT("at_medium"), { 0 } },
    { STR_INIT("at_campaign*"), { 0 } }, { STR_INIT("at_custom*"), { 0 } }, { STR_INIT("at_link_*"), { 0 } }, { STR_INIT("at_bbc_*"), { 0 } },
    { STR_INIT("at_format"), { 0 } }, { STR_INIT("at_ptr_name"), { 0 } }, { STR_INIT("xtor"), { 0 } }, { STR_INIT("ns_*"), { 0 } },
    { STR_INIT("pk_*"), { 0 } }, { STR_INIT("mtm_*"), { 0 } }, { STR_INIT("matomo_*"), { 0 } }, { STR_INIT("piwik_*"), { 0 } },
    { STR_INIT("ref_src"), { 0 } }, { STR_INIT("ref_url"), { 0 } }, { STR_INIT("guccounter"), { 0 } }, { STR_INIT("guce_*"), { 0 } },
    { STR_INIT("soc_src"), { 0 } }, { STR_INIT("soc_trk"), { 0 } }, { STR_INIT("ncid"), { 0 } }, { STR_INIT("cmpid"), { 0 } },
    { STR_INIT("icid"), { 0 } }, { STR_INIT("s_cid"), { 0 } }, { STR_INIT("spm"), { 0 } }, { STR_INIT("ito"), { 0 } },
    { STR_INIT("taid"), { 0 } }, { STR_INIT("mbid"), { 0 } }, { STR_INIT("smid"), { 0 } }, { STR_INIT("srnd"), { 0 } },
    { STR_INIT("traffic_source"), { 0 } }, { STR_INIT("trk_*"), { 0 } }, { STR_INIT("mkevt"), { 0 } }, { STR_INIT("elqtrack*"), { 0 } },
    { STR_INIT("partner"), STR_INIT("rss") }, { STR_INIT("emc"), STR_INIT("rss") }, { STR_INIT("source"), STR_INIT("rss") },
    { STR_INIT("from"), STR_INIT("rss") }, { STR_INIT("ref"), STR_INIT("rss") }, { STR_INIT("feed"), STR_INIT("rss") },
    { STR_INIT("cmp"), STR_INIT("rss") }, { STR_INIT("rss"), STR_INIT("1") },
    /* clang-format on */
};

static bool
is_tracker(str parameter)
{
    size_t equals = str_find_char(parameter, '=');
    str name = str_sub(parameter, 0, equals);
    str value = equals == STR_NONE ? STR("") : str_from(parameter, equals + 1);

    for (size_t i = 0; i < ARRAY_LEN(trackers); i++) {
        str known = trackers[i].name;
        bool is_beginning = str_ends(known, STR("*"));

        if (is_beginning ? str_starts_nocase(name, str_sub(known, 0, known.len - 1))
                         : str_eq_nocase(name, known))
            if (trackers[i].value.len == 0 || str_starts_nocase(value, trackers[i].value))
                return true;
    }
    return false;
}

/* The same page in the form that it has for phones. */
static bool
is_amp(str parameter)
{
    static const str forms[] = { STR_INIT("amp"), STR_INIT("amp="), STR_INIT("amp=1"),
                                 STR_INIT("amp=true"), STR_INIT("outputType=amp") };

    for (size_t i = 0; i < ARRAY_LEN(forms); i++)
        if (str_eq_nocase(parameter, forms[i]))
            return true;
    return false;
}

/* The query without those; the same slice when there were none. */
static str
without(struct arena *a, str query, bool (*is_one)(str parameter))
{
    struct buf b = { .arena = a };
    str rest = query, parameter;
    bool is_same = true;

    while (str_take_field(&rest, '&', &parameter)) {
        if (is_one(parameter)) {
            is_same = false;
            continue;
        }
        if (b.len > 0)
            buf_add_char(&b, '&');
        buf_add(&b, parameter);
    }
    return is_same ? query : buf_str(&b);
}

str
net_url_clean(struct arena *a, str url)
{
    struct net_url parts;

    if (!net_url_parse(url, &parts) || !is_web_scheme(parts.scheme) || !parts.has_query)
        return arena_str(a, str_trim(url));
    str query = without(a, parts.query, is_tracker);

    if (query.len == parts.query.len)
        return arena_str(a, str_trim(url));
    parts.query = query;
    parts.has_query = query.len > 0;
    return compose(a, &parts);
}

str
net_url_without_secret(struct arena *a, str url)
{
    struct net_url parts;

    if (!net_url_parse(url, &parts) || !parts.user.ptr)
        return arena_str(a, url);
    parts.user = (str){ 0 };
    return compose(a, &parts);
}

/* ---- one spelling for one page ---- */

/* RFC 3986 § 6.2.2: escapes of what needs none are undone, the others written in capitals. */
static void
add_escapes_normal(struct buf *b, str s)
{
    for (size_t i = 0; i < s.len; i++) {
        int high = i + 2 < s.len && s.ptr[i] == '%' ? char_hex(s.ptr[i + 1]) : -1;
        int low = high >= 0 ? char_hex(s.ptr[i + 2]) : -1;
        char byte = low >= 0 ? (char)(high * 16 + low) : s.ptr[i];

        if (low < 0) {
            buf_add_char(b, s.ptr[i]);
            continue;
        }
        if (char_is_alnum(byte) || byte == '-' || byte == '.' || byte == '_' || byte == '~')
            buf_add_char(b, byte);
        else
            buf_printf(b, "%%%02X", (unsigned)(high * 16 + low));
        i += 2;
    }
}

/* The same site under another name: www.example.org, m.example.org; never down to a bare "com". */
static str
host_normal(struct arena *a, str host)
{
    static const str fronts[] = { STR_INIT("www."), STR_INIT("m."), STR_INIT("amp.") };

    host = arena_lower(a, host);
    if (str_ends(host, STR(".")))
        host.len--;
    for (size_t i = 0; i < ARRAY_LEN(fronts); i++) {
        str rest = str_from(host, fronts[i].len);

        if (str_starts(host, fronts[i]) && str_find_char(rest, '.') != STR_NONE)
            host = rest;
    }
    return host;
}

static str
without_index(str path)
{
    static const str indexes[] = { STR_INIT("index.html"), STR_INIT("index.htm"),
                                   STR_INIT("index.shtml"), STR_INIT("index.php"),
                                   STR_INIT("default.aspx") };
    size_t slash = str_find_last(path, '/');

    for (size_t i = 0; slash != STR_NONE && i < ARRAY_LEN(indexes); i++)
        if (str_eq_nocase(str_from(path, slash + 1), indexes[i]))
            return str_sub(path, 0, slash);
    return path;
}

/* Until nothing is left to take off, so that what is normal stays as it is. */
static str
path_normal(str path)
{
    static const str phones = STR_INIT("/amp");

    for (;;) {
        size_t len = path.len;

        path = without_index(path);
        while (str_ends(path, STR("/")))
            path.len--;
        if (str_ends(path, phones) && path.len > phones.len)
            path.len -= phones.len;
        if (path.len == len)
            return path;
    }
}

str
net_url_normal(struct arena *a, str url)
{
    struct net_url parts;
    struct buf path = { .arena = a }, query = { .arena = a };

    /* Through resolve, so that leniently read spellings of one address become one. */
    url = net_url_resolve(a, STR(""), url);
    if (!net_url_parse(url, &parts) || !is_web_scheme(parts.scheme))
        return url;
    add_escapes_normal(&path, parts.path);
    add_escapes_normal(&query, without(a, without(a, parts.query, is_tracker), is_amp));
    /* 443 whatever the scheme was, since it is https from here on */
    bool is_default = str_eq(parts.port, STR("443")) ||
                      (str_eq(parts.port, STR("80")) && str_eq_nocase(parts.scheme, STR("http")));

    parts = (struct net_url){ .scheme = STR("https"),
                              .host = host_normal(a, parts.host),
                              .port = is_default ? STR("") : parts.port,
                              .path = path_normal(buf_str(&path)),
                              .query = buf_str(&query),
                              .has_query = query.len > 0 };
    return compose(a, &parts);
}
