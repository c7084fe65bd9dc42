/*
 * src/net/host.h: what is known of each host, and whose turn it is: transfers wait in one line for each
 * host, and hosts that may be called stand in a ring, so that no host keeps the others waiting.
 *
 * Memory  a table owns its hosts; a host stays while transfers point to it
 */
#ifndef COURANT_NET_HOST_H
#define COURANT_NET_HOST_H

#include <courant/base.h>

struct host {
    struct host *next_in_bucket, *next_ready;
    struct chain waiting; /* transfers */
    int urgent;           /* transfers that need no place */
    int active, lent; /* transfers that hold one of its places; that gave theirs back, being slow */
    int typical_ms;   /* until it begins to answer; 0: unknown */
    bool is_ready;    /* stands in the ring */
    bool had_user;    /* an address of the user's own led here */
    bool is_private, is_public; /* the kind of addresses sockets to it had */
    size_t name_len;
    char name[]; /* lower case */
};

#define HOST_BUCKETS 1024

struct host_table {
    struct host *buckets[HOST_BUCKETS];
    struct host *first_ready, *last_ready;
    size_t count;
};

struct host *host_find(struct host_table *table, str name); /* made when there is none */
void host_set_ready(struct host_table *table, struct host *host);
struct host *host_take_ready(struct host_table *table); /* NULL: none */
void host_answered(struct host *host, int64_t wait_ms);
int64_t host_patience_ms(const struct host *host); /* a transfer silent for so long is slow */
void host_table_free(struct host_table *table);

#endif
