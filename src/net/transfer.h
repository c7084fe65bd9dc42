/*
 * src/net/transfer.h: one transfer from its request to its answer, over as many redirects as are
 * allowed. net.c decides when it may start and drives it.
 *
 * Shape   transfer_new; then transfer_begin and transfer_end for each hop, until transfer_end says done
 * Memory  a transfer owns copies of its request, and its answer until transfer_take_answer
 * Errors  in the answer
 */
#ifndef COURANT_NET_TRANSFER_H
#define COURANT_NET_TRANSFER_H

#include "curl_api.h"
#include "header.h"
#include "host.h"
#include "proxy.h"

#include <courant/net.h>

#define COOKIES_MOST  ((size_t)4 << 20)  /* bytes of a file of them */
#define BODIES_BUDGET (INT64_C(8) << 20) /* bytes of bodies in memory; transfer.c */

/* What all transfers of one struct net share. */
struct transfer_common {
    CURLSH *share; /* TLS sessions */
    struct arena arena;
    const char *user_agent, *proxy, *ca_file;
    str cookies; /* the whole file */
    bool has_netrc;
    struct proxy_ports proxies; /* the environment's or the setting's */
    CURL *idle[32];             /* easy handles for the next ones */
    size_t idle_count;
    int64_t held_bytes; /* of bodies that nobody has taken yet */
    struct transfer
        *big;       /* the one that may go on growing although held_bytes is over its budget */
    size_t big_len; /* of its body, and when that was looked at */
    int64_t big_ms;
    int paused_count;
};

/* A response with its body beside the arena, so that a body grows in place. */
struct answer {
    struct chain_link link; /* among those that are done */
    struct net_response face;
    char *body;
    size_t room;
};

struct transfer {
    struct chain_link link;
    struct transfer_common *common;
    struct host *host; /* of the hop under way */
    struct net_request request;
    char *blob; /* what request's strings point into */
    struct answer *answer;
    struct header_set headers; /* of the last answer on this hop */
    struct curl_slist *lines;
    CURL *easy;
    str url;     /* of this hop, without user and password */
    str cookies; /* a whole file: everyone's, or one of its own in the answer's arena */
    enum net_trust trust;
    bool is_urgent;
    bool is_running;
    bool is_lent;   /* gave its place back, being slow */
    bool is_paused; /* waits until bodies before it are gone */
    bool is_cancelled;
    bool is_guarded;       /* a socket was refused, being to a private address */
    bool is_same_origin;   /* credentials may be sent */
    bool is_permanent_run; /* nothing but 301 and 308 so far */
    bool has_cookies;
    bool was_set_cookie; /* on a hop so far */
    int hops;
    size_t header_bytes;
    int64_t started_ms, hop_ms, progress_ms; /* first hop, this hop, last byte */
    char curl_words[CURL_ERROR_SIZE];
};

struct transfer *transfer_new(struct transfer_common *common, const struct net_request *request);
void transfer_free(struct transfer *t); /* its answer too, when it was not taken */
/* Prepares t->easy for t->url; t->host is set. False: the answer has the error already. */
bool transfer_begin(struct transfer *t);
/* The hop is over. True: the answer is complete. False: t->url has changed, begin again. */
bool transfer_end(struct transfer *t, CURLcode code);
void transfer_drop_easy(struct transfer *t); /* back among the idle ones */
struct answer *transfer_take_answer(struct transfer *t);
void transfer_resume(struct transfer *t);

struct answer *answer_new(uint64_t id);
void answer_add(struct answer *answer, str raw_bytes);

/* src/net/local.c: a file: address read into the answer. */
void local_read(struct answer *answer, const struct net_request *request);

/* "16 MB", for limits. */
str net_size_words(struct arena *a, int64_t bytes);

#endif
