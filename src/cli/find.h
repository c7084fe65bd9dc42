/*
 * src/cli/find.h: the feeds behind an address: the address itself, what its page announces, where
 * such sites usually have one.
 *
 * Memory  in the arena handed in
 * Errors  ERR_NET no answer; ERR_MISSING there is no feed to be found; ERR_INVALID no web address
 */
#ifndef COURANT_CLI_FIND_H
#define COURANT_CLI_FIND_H

#include <courant/feed.h>
#include <courant/net.h>

struct settings;

struct find {
    struct arena *arena;
    struct net *net;
    const struct settings *settings;
    str asked; /* the user's address */
    int tries; /* transfers so far */
};

struct find_choice {
    str url, title; /* title empty: not known before it is fetched */
    bool is_tried;  /* feed and final url are there */
    struct feed feed;
};

/*
 * What could be the feed, best first. Either one that has been fetched and is one, or those that the page
 * announces, untried.
 */
bool find_feeds(struct find *f, const struct find_choice **out, size_t *out_count, struct err *err);
/* Fetches and reads a choice, if that was not done before. */
bool find_try(struct find *f, struct find_choice *choice, struct err *err);
/* "https://" in front of what has no scheme, as people type addresses. */
bool find_address(struct arena *a, str typed, str *out, struct err *err);

#endif
