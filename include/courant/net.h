/*
 * <courant/net.h>: addresses; HTTP and file transfers, many at a time, each with limits.
 *
 * Shape   http, https and file addresses; anything else is refused before the network is touched
 * Units   _ms, _bytes as named
 * Memory  a response owns an arena; whoever takes the response frees it with net_response_free
 * Errors  in the response, in words: ERR_NET, ERR_LIMIT, ERR_INVALID, ERR_CANCELLED
 * Threads a struct net belongs to the thread that opened it; net_wake alone may be called from others
 * Source  RFC 3986, 9110, 9111
 */
#ifndef COURANT_NET_H
#define COURANT_NET_H

#include <courant/base.h>

/* ---- addresses ---- */

struct net_url {
    str scheme, user, host, port, path, query,
        fragment; /* slices; path begins with / or is empty; of mailto: and its like it is all the rest */
    bool has_query, has_fragment;
};

bool net_url_parse(str text, struct net_url *out); /* absolute only; no host: host.ptr is NULL */
str net_url_resolve(struct arena *a, str base,
                    str relative); /* RFC 3986 § 5; browsers' leniency with blanks and \ */
bool net_url_is_web(str url);      /* http or https with a host */
str net_url_host(str url);         /* slice, without port and user; empty: none */
/*
 * May what is told to the server of x in confidence be told to that of y? Host, scheme and port are the same; or
 * y is x with TLS, both on their usual ports.
 */
bool net_url_is_same_server(str x, str y);
/* Are both of one site: is one host the other or a part of it, a leading www. and its like (feeds., m.) left aside? */
bool net_url_is_same_site(str x, str y);
/*
 * One spelling for one page, for identity only: scheme and host lower case, no www., m. or amp. in front,
 * no default port, no fragment, no tracking parameters, no trailing slash, index page or /amp, https for http.
 */
str net_url_normal(struct arena *a, str url);
str net_url_clean(struct arena *a,
                  str url); /* tracking parameters off, else as it was: for opening */
str net_url_without_secret(struct arena *a,
                           str url); /* user and password off: for screens, logs, exports */

/* ---- transfers ---- */

struct net;

struct net_options {
    str user_agent; /* empty: courant's own */
    str proxy;      /* empty: from the environment, as curl; "none": no proxy */
    str ca_file; /* empty: the system's. Of a file's name ~/ at the front is HOME, here and below */
    str cookies_file;  /* Netscape's form, read once; empty: none */
    int most_at_once;  /* 0: 32 */
    int most_per_host; /* 0: 4 */
};

struct net *net_open(const struct net_options *options, struct err *err);
/* Other options from the next transfer on. A file that cannot be read: as if there were none. */
bool net_set_options(struct net *net, const struct net_options *options, struct err *err);
void net_close(struct net *net); /* running transfers are dropped */

enum net_trust {
    NET_PUBLIC, /* the address came from outside: never to loopback, private or link-local addresses */
    /* from the user's own configuration: any host; redirects within it, to others only to public ones */
    NET_USER,
};

struct net_request {
    uint64_t id; /* the caller's */
    str url;
    enum net_trust trust;
    str etag, last_modified; /* validators of an earlier answer; empty: none */
    str accept;              /* empty: anything */
    str user, password;      /* empty: none */
    bool is_strange;    /* a server's word led here: nothing secret goes along, .netrc included */
    const str *headers; /* "Name: value" */
    size_t header_count;
    str user_agent, proxy, ca_file, cookies_file; /* in place of the options'; empty: as they say */
    int64_t most_bytes;                           /* of the decoded body; 0: 16 MB */
    int connect_ms, stall_ms, whole_ms;           /* 0: 10 s, 20 s, 60 s */
};

struct net_response {
    uint64_t id;
    struct arena arena; /* owns everything below */
    struct err err;     /* kind ERR_NONE: an answer came, whatever its status */
    long status;        /* 200, 304, 404 …; 200 for files */
    str final_url;
    str permanent_url; /* where an unbroken run of 301/308 from the start led; empty: none */
    str raw_body;
    str content_type; /* lower case, no parameters */
    str charset;      /* of Content-Type */
    str etag, last_modified;
    int64_t fresh_until_at; /* of Cache-Control, Expires; 0: not said */
    int64_t retry_at;       /* of Retry-After; 0: not said */
    int64_t wire_bytes;
    int64_t took_ms;
};

/* Copies what it needs of request. Starts, or waits for its turn among the running ones. */
void net_start(struct net *net, const struct net_request *request, bool is_urgent);
void net_hurry(struct net *net, uint64_t id);  /* should it wait for its turn: it is urgent now */
void net_cancel(struct net *net, uint64_t id); /* its response comes with ERR_CANCELLED */
size_t net_running(const struct net *net); /* started and not yet taken, waiting ones included */
/* Moves the transfers on; waits at most wait_ms (-1: until something happens or net_wake), unless one could be taken. */
void net_step(struct net *net, int wait_ms);
void net_step_only(struct net *net,
                   int wait_ms); /* the same for who takes none now: waits in any case */
struct net_response *net_take(struct net *net); /* a finished one, NULL: none */
void net_response_free(struct net_response *response);
/* The body alone, when the rest is wanted for longer. Not after something else was made its body. */
void net_response_drop_body(struct net_response *response);
void net_wake(struct net *net); /* from any thread: net_step returns */

/* One transfer, waited for: for `courant add` and `inspect`. */
struct net_response *net_fetch(struct net *net, const struct net_request *request);

#endif
