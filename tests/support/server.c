#include "server.h"

#include "test.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#define ROUTES_MOST      4096
#define CONNECTIONS_MOST 512
#define HEAD_MOST        16384

struct route {
    struct server_route is;
    int count;
    char *last;
};

struct connection {
    struct server *server;
    pthread_t thread;
    int fd;          /* -1: free */
    bool is_started; /* its thread is to be joined */
};

struct server {
    struct arena arena; /* of what was added; under the lock */
    pthread_mutex_t lock;
    pthread_t thread;
    int fd, port;
    bool is_closing;
    struct route routes[ROUTES_MOST];
    size_t route_count;
    int request_count, connection_count;
    struct connection connections[CONNECTIONS_MOST];
};

/* ---- sending ---- */

static bool
send_all(int fd, str bytes)
{
    while (bytes.len > 0) {
        ssize_t put = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);

        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        bytes = str_from(bytes, (size_t)put);
    }
    return true;
}

/* Waits, but no longer than the other side is there. */
static bool
linger(int fd, int ms)
{
    struct pollfd one = { .fd = fd, .events = POLLRDHUP };

    return poll(&one, 1, ms) == 0;
}

static const char *
reason_of(int status)
{
    return status < 300 ? "Fine" : status < 400 ? "Elsewhere" : status < 500 ? "Wrong" : "Broken";
}

static bool
send_head(int fd, const struct server_route *r, int status, const char *more)
{
    struct arena a = { 0 };
    bool ok =
        send_all(fd, arena_printf(&a, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\n%s%s\r\n", status,
                                  reason_of(status), r->type ? r->type : "application/rss+xml",
                                  r->headers ? r->headers : "", more));

    arena_free(&a);
    return ok;
}

static bool
send_body(int fd, const struct server_route *r, int status, const char *more, str body)
{
    char lines[4096];

    snprintf(lines, sizeof(lines), "Content-Length: %zu\r\n%s", body.len, more);
    return send_head(fd, r, status, lines) && send_all(fd, body);
}

static str
pack(struct arena *a, str body, size_t zeros)
{
    z_stream z = { 0 };
    size_t room = deflateBound(NULL, body.len + zeros) / (zeros ? 500 : 1) + 65536;
    char *out = arena_alloc(a, room);
    static unsigned char nothing[65536];

    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_out = (unsigned char *)out;
    z.avail_out = (unsigned)room;
    z.next_in = (unsigned char *)(uintptr_t)body.ptr;
    z.avail_in = (unsigned)body.len;
    deflate(&z, zeros ? Z_NO_FLUSH : Z_FINISH);
    while (zeros > 0) {
        z.next_in = nothing;
        z.avail_in = (unsigned)MIN(zeros, sizeof(nothing));
        zeros -= z.avail_in;
        deflate(&z, zeros ? Z_NO_FLUSH : Z_FINISH);
    }
    deflateEnd(&z);
    return (str){ out, z.total_out };
}

static bool
send_packed(int fd, const struct server_route *r)
{
    struct arena a = { 0 };
    bool ok = send_body(fd, r, 200, "Content-Encoding: gzip\r\n", pack(&a, r->body, r->size));

    arena_free(&a);
    return ok;
}

static bool
send_chunk(int fd, str piece)
{
    char size[32];

    snprintf(size, sizeof(size), "%zx\r\n", piece.len);
    return send_all(fd, str_of(size)) && send_all(fd, piece) && send_all(fd, STR("\r\n"));
}

static bool
send_chunks(int fd, const struct server_route *r, bool is_endless)
{
    bool ok = send_head(fd, r, 200, "Transfer-Encoding: chunked\r\n");

    for (size_t i = 0; ok && i < r->body.len; i += 7)
        ok = is_endless ? send_chunk(fd, r->body) : send_chunk(fd, str_sub(r->body, i, i + 7));
    while (ok && is_endless)
        ok = send_chunk(fd, r->body);
    return ok && send_all(fd, STR("0\r\n\r\n"));
}

static bool
send_half(int fd, const struct server_route *r)
{
    char lines[64];

    snprintf(lines, sizeof(lines), "Content-Length: %zu\r\n", r->body.len);
    return send_head(fd, r, 200, lines) && send_all(fd, str_sub(r->body, 0, r->body.len / 2));
}

static bool
send_drip(int fd, const struct server_route *r)
{
    char lines[64];
    bool ok;

    snprintf(lines, sizeof(lines), "Content-Length: %zu\r\n", r->body.len);
    ok = send_head(fd, r, 200, lines);
    for (size_t i = 0; ok && i < r->body.len; i++)
        ok = linger(fd, r->wait_ms) && send_all(fd, str_sub(r->body, i, i + 1));
    return ok;
}

static bool
send_endless_headers(int fd)
{
    bool ok = send_all(fd, STR("HTTP/1.1 200 Fine\r\n"));

    while (ok)
        ok = send_all(fd, STR("X-More: and more and more and more and more and more\r\n"));
    return false;
}

static bool
send_redirect(int fd, const struct server_route *r)
{
    char lines[2048];

    snprintf(lines, sizeof(lines), "Location: %s\r\n", r->location);
    return send_body(fd, r, r->status ? r->status : 302, lines, STR("elsewhere"));
}

static bool
send_if_changed(int fd, const struct server_route *r, str head)
{
    char tag[32], lines[256];

    snprintf(tag, sizeof(tag), "\"%016" PRIx64 "\"", str_hash(r->body));
    snprintf(lines, sizeof(lines), "ETag: %s\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
             tag);
    if (str_eq(server_header(head, "If-None-Match"), str_of(tag)))
        return send_head(fd, r, 304, lines);
    return send_body(fd, r, r->status ? r->status : 200, lines, r->body);
}

static bool
send_if_allowed(int fd, const struct server_route *r, str head)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct arena a = { 0 };
    struct buf want = { .arena = &a };
    str rest = str_of(r->auth);

    buf_add(&want, STR("Basic "));
    for (size_t i = 0; i < rest.len; i += 3) {
        uint32_t bits = 0;
        size_t have = MIN(rest.len - i, 3);

        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (k < have ? (unsigned char)rest.ptr[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            buf_add_char(&want, k <= have ? digits[bits >> (18 - 6 * k) & 63] : '=');
    }
    bool is_right = str_eq(server_header(head, "Authorization"), buf_str(&want));

    arena_free(&a);
    return is_right ? send_body(fd, r, 200, "", r->body)
                    : send_body(fd, r, 401, "WWW-Authenticate: Basic realm=\"x\"\r\n", STR("no"));
}

static bool
close_hard(int fd)
{
    struct linger now = { .l_onoff = 1 };

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    return false;
}

/* True: the connection may go on. */
static bool
answer(int fd, const struct server_route *r, str head)
{
    int status = r->status ? r->status : 200;

    if (r->wait_ms && r->act != SERVER_DRIP && !linger(fd, r->wait_ms))
        return false;
    switch (r->act) {
    case SERVER_BODY: return send_body(fd, r, status, "", r->body);
    case SERVER_ETAG: return send_if_changed(fd, r, head);
    case SERVER_GZIP:
    case SERVER_BOMB: return send_packed(fd, r);
    case SERVER_CHUNKED: return send_chunks(fd, r, false);
    case SERVER_ENDLESS: return send_chunks(fd, r, true);
    case SERVER_DRIP: return send_drip(fd, r);
    case SERVER_HANG: return linger(fd, -1);
    case SERVER_HANG_BODY: return send_half(fd, r) && linger(fd, -1);
    case SERVER_CUT: return send_half(fd, r) && false;
    case SERVER_RESET: return close_hard(fd);
    case SERVER_REDIRECT: return send_redirect(fd, r);
    case SERVER_HEADERS: return send_endless_headers(fd);
    case SERVER_NOT_HTTP: return send_all(fd, STR("SSH-2.0-OpenSSH_9.2\r\n")) && false;
    case SERVER_AUTH: return send_if_allowed(fd, r, head);
    case SERVER_COOKIE:
        return str_find(server_header(head, "Cookie"), str_of(r->auth)) == STR_NONE
                   ? send_redirect(fd, r)
                   : send_body(fd, r, status, "", r->body);
    case SERVER_ECHO: return send_body(fd, r, status, "", head);
    }
    return false;
}

/* ---- the routes ---- */

static struct route *
find_route(struct server *s, str path)
{
    for (size_t i = 0; i < s->route_count; i++)
        if (str_eq(path, str_of(s->routes[i].is.path)))
            return &s->routes[i];
    return NULL;
}

/* Counts the request and gives a copy of what is to be done, so that answering needs no lock. */
static struct server_route
note_request(struct server *s, str head)
{
    static const struct server_route missing = { .status = 404,
                                                 .type = "text/html",
                                                 .body = STR_INIT("<h1>Not here</h1>") };
    str path = head;

    path = str_from(path, str_find_char(path, ' ') + 1);
    path = str_sub(path, 0, str_find_char(path, ' '));
    path = str_sub(path, 0, str_find_char(path, '?'));
    pthread_mutex_lock(&s->lock);
    struct route *route = find_route(s, path);
    struct server_route is = route ? route->is : missing;

    s->request_count++;
    if (route) {
        route->count++;
        mem_free(route->last);
        route->last = mem_new(head.len + 1);
        memcpy(route->last, head.ptr, head.len);
    }
    pthread_mutex_unlock(&s->lock);
    return is;
}

/* ---- connections ---- */

/* The next head off the connection into head; 0: it is over. What came after it stays in the buffer. */
static size_t
read_head(int fd, char *head, size_t *have)
{
    for (;;) {
        size_t end = str_find((str){ head, *have }, STR("\r\n\r\n"));
        ssize_t got;

        if (end != STR_NONE)
            return end + 4;
        if (*have == HEAD_MOST)
            return 0;
        got = recv(fd, head + *have, HEAD_MOST - *have, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return 0;
        *have += (size_t)got;
    }
}

static void *
serve(void *context)
{
    struct connection *c = context;
    char *head = mem_new(HEAD_MOST + 1);
    size_t have = 0, len;
    bool goes_on = true;

    while (goes_on && (len = read_head(c->fd, head, &have)) > 0) {
        str one = { head, len };
        struct server_route route = note_request(c->server, one);

        goes_on = answer(c->fd, &route, one);
        memmove(head, head + len, have - len);
        have -= len;
    }
    mem_free(head);
    pthread_mutex_lock(&c->server->lock);
    close(c->fd);
    c->fd = -1;
    pthread_mutex_unlock(&c->server->lock);
    return NULL;
}

/* Under the lock. */
static struct connection *
free_connection(struct server *s)
{
    for (size_t i = 0; i < CONNECTIONS_MOST; i++) {
        struct connection *c = &s->connections[i];

        if (c->fd >= 0)
            continue;
        if (c->is_started)
            pthread_join(c->thread, NULL); /* it gave the lock back just before its end */
        c->is_started = false;
        return c;
    }
    return NULL;
}

static void
start_connection(struct server *s, int fd)
{
    int on = 1;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    pthread_mutex_lock(&s->lock);
    struct connection *c = s->is_closing ? NULL : free_connection(s);

    if (c) {
        s->connection_count++;
        c->server = s;
        c->fd = fd;
        c->is_started = pthread_create(&c->thread, NULL, serve, c) == 0;
        if (!c->is_started)
            c->fd = -1;
    }
    if (!c || c->fd < 0)
        close(fd);
    pthread_mutex_unlock(&s->lock);
}

static void *
accept_all(void *context)
{
    struct server *s = context;

    for (;;) {
        int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC);

        if (fd >= 0)
            start_connection(s, fd);
        else if (errno != EINTR && errno != ECONNABORTED)
            return NULL;
    }
}

struct server *
server_new(void)
{
    struct server *s = mem_new(sizeof(*s));
    struct sockaddr_in to = { .sin_family = AF_INET };
    socklen_t len = sizeof(to);

    pthread_mutex_init(&s->lock, NULL);
    for (size_t i = 0; i < CONNECTIONS_MOST; i++)
        s->connections[i].fd = -1;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s->fd < 0 || bind(s->fd, (struct sockaddr *)&to, len) != 0 || listen(s->fd, 512) != 0 ||
        getsockname(s->fd, (struct sockaddr *)&to, &len) != 0)
        fail_msg("no server: %s", strerror(errno));
    s->port = ntohs(to.sin_port);
    assert_int_equal(pthread_create(&s->thread, NULL, accept_all, s), 0);
    return s;
}

void
server_free(struct server *s)
{
    if (!s)
        return;
    pthread_mutex_lock(&s->lock);
    s->is_closing = true;
    shutdown(s->fd, SHUT_RDWR);
    for (size_t i = 0; i < CONNECTIONS_MOST; i++)
        if (s->connections[i].fd >= 0)
            shutdown(s->connections[i].fd, SHUT_RDWR);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    for (size_t i = 0; i < CONNECTIONS_MOST; i++)
        if (s->connections[i].is_started)
            pthread_join(s->connections[i].thread, NULL);
    close(s->fd);
    for (size_t i = 0; i < s->route_count; i++)
        mem_free(s->routes[i].last);
    arena_free(&s->arena);
    pthread_mutex_destroy(&s->lock);
    mem_free(s);
}

/* ---- what tests say and ask ---- */

int
server_port(const struct server *s)
{
    return s->port;
}

const char *
server_url(struct server *s, const char *path)
{
    pthread_mutex_lock(&s->lock);
    str url = arena_printf(&s->arena, "http://127.0.0.1:%d%s", s->port, path);

    pthread_mutex_unlock(&s->lock);
    return url.ptr;
}

static const char *
keep(struct server *s, const char *text)
{
    return text ? arena_cstr(&s->arena, str_of(text)) : NULL;
}

void
server_add(struct server *s, const struct server_route *route)
{
    pthread_mutex_lock(&s->lock);
    struct route *at = find_route(s, str_of(route->path));

    if (!at) {
        assert_true(s->route_count < ROUTES_MOST);
        at = &s->routes[s->route_count++];
    }
    at->is = *route;
    at->is.path = keep(s, route->path);
    at->is.type = keep(s, route->type);
    at->is.headers = keep(s, route->headers);
    at->is.location = keep(s, route->location);
    at->is.auth = keep(s, route->auth);
    at->is.body = arena_str(&s->arena, route->body);
    pthread_mutex_unlock(&s->lock);
}

void
server_feed(struct server *s, const char *path, const char *body)
{
    struct server_route route = { .path = path, .act = SERVER_ETAG, .body = str_of(body) };

    server_add(s, &route);
}

int
server_count(struct server *s, const char *path)
{
    pthread_mutex_lock(&s->lock);
    struct route *route = path ? find_route(s, str_of(path)) : NULL;
    int count = route ? route->count : path ? 0 : s->request_count;

    pthread_mutex_unlock(&s->lock);
    return count;
}

int
server_connections(struct server *s)
{
    pthread_mutex_lock(&s->lock);
    int count = s->connection_count;

    pthread_mutex_unlock(&s->lock);
    return count;
}

str
server_last(struct server *s, struct arena *a, const char *path)
{
    pthread_mutex_lock(&s->lock);
    struct route *route = find_route(s, str_of(path));
    str head = arena_str(a, str_of(route ? route->last : NULL));

    pthread_mutex_unlock(&s->lock);
    return head;
}

str
server_header(str head, const char *name)
{
    str line;

    while (str_take_line(&head, &line)) {
        size_t colon = str_find_char(line, ':');

        if (colon != STR_NONE && str_eq_nocase(str_sub(line, 0, colon), str_of(name)))
            return str_trim(str_from(line, colon + 1));
    }
    return STR("");
}

void
server_forget(struct server *s)
{
    pthread_mutex_lock(&s->lock);
    s->request_count = s->connection_count = 0;
    for (size_t i = 0; i < s->route_count; i++) {
        mem_free(s->routes[i].last);
        s->routes[i].last = NULL;
        s->routes[i].count = 0;
    }
    pthread_mutex_unlock(&s->lock);
}
