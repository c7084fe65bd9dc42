/*
 * tests/support/server.h: a small HTTP/1.1 server on 127.0.0.1, for tests: good routes and every bad one.
 *
 * Shape   server_new; server_add for each path; server_url to ask it; server_count and server_last to
 *         see what it was asked. A path without a route answers 404
 * Units   _ms
 * Memory  what is added is copied; what is asked for lives in the arena given, addresses in the server
 * Errors  what goes wrong fails the running test
 * Threads one for each connection; every function here may be called from any
 */
#ifndef COURANT_TEST_SERVER_H
#define COURANT_TEST_SERVER_H

#include <courant/base.h>

enum server_act {
    SERVER_BODY,      /* status (200), body, Content-Length */
    SERVER_ETAG,      /* with ETag and Last-Modified; 304 to a request that has the same ETag */
    SERVER_GZIP,      /* the body packed */
    SERVER_CHUNKED,   /* in pieces of 7 bytes */
    SERVER_DRIP,      /* a byte every wait_ms */
    SERVER_HANG,      /* takes the request, then nothing */
    SERVER_HANG_BODY, /* half of the body, then nothing */
    SERVER_CUT,       /* half of the body, then closes */
    SERVER_RESET,     /* closes without an answer, hard */
    SERVER_REDIRECT,  /* status (302) to location */
    SERVER_ENDLESS,   /* a body in pieces that never ends: the body again and again */
    SERVER_BOMB,      /* a gzip of many zeros: size of them */
    SERVER_HEADERS,   /* headers that never end */
    SERVER_NOT_HTTP,  /* a banner of another protocol */
    SERVER_AUTH, /* 401 unless it is asked with basic credentials "user:password", which is auth */
    SERVER_COOKIE, /* as SERVER_REDIRECT, until auth is among the cookies; headers may set one */
    SERVER_ECHO,   /* the head of the request is the body */
};

struct server_route {
    const char *path; /* exact, without the query */
    enum server_act act;
    int status;           /* 0: the act's own */
    const char *type;     /* Content-Type; NULL: application/rss+xml */
    str body;             /* any bytes */
    const char *headers;  /* more lines, each ended by \r\n; NULL: none */
    const char *location; /* of SERVER_REDIRECT */
    const char *auth;     /* of SERVER_AUTH and SERVER_COOKIE */
    int wait_ms;          /* before the answer; of SERVER_DRIP before each byte */
    size_t size;          /* of SERVER_BOMB */
};

struct server;

struct server *server_new(void);
void server_free(struct server *s); /* closes all connections, waits for its threads */
int server_port(const struct server *s);
const char *server_url(struct server *s, const char *path); /* http://127.0.0.1:PORT/path */
void server_add(struct server *s, const struct server_route *route);    /* or changes that path's */
void server_feed(struct server *s, const char *path, const char *body); /* SERVER_ETAG, short */
int server_count(struct server *s, const char *path); /* requests; NULL: of all paths */
int server_connections(struct server *s);             /* accepted so far */
/* The head of the last request for path, "" when there was none. */
str server_last(struct server *s, struct arena *a, const char *path);
str server_header(str head, const char *name); /* its value in such a head; empty: not there */
void server_forget(struct server *s);          /* counts and last requests start anew */

#endif
