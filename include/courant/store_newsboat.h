/*
 * <courant/store_newsboat.h>: what a newsboat user has read and flagged: its cache.db, into the store.
 *
 * Shape   SQLite as newsboat 2.x writes it, of any of its schema versions; the file is only ever read, from a copy
 *         made at opening, so that newsboat may be running
 * Memory  what is loaded lives in the arena handed in
 * Errors  ERR_INVALID: no cache of newsboat; ERR_STORE: cannot be read; those of the store
 * Threads that of the store
 */
#ifndef COURANT_STORE_NEWSBOAT_H
#define COURANT_STORE_NEWSBOAT_H

#include <courant/base.h>

struct store;
struct store_newsboat;

bool store_newsboat_open(const char *path, struct store_newsboat **out, struct err *err);
void store_newsboat_close(struct store_newsboat *nb);

struct store_newsboat_feed {
    str address; /* as in the urls file: perhaps exec: or filter: */
    int64_t story_count;
};
/* Those that have stories, by address; at most 10,000. */
bool store_newsboat_feeds(struct store_newsboat *nb, struct arena *a,
                          struct store_newsboat_feed **out, size_t *out_count, struct err *err);

struct store_newsboat_taken {
    int64_t added;   /* stories that the store had not */
    int64_t known;   /* that it had: only their states were taken */
    int64_t deleted; /* hidden in newsboat: remembered, not shown */
    int64_t read, flagged;
};
/*
 * The stories of one address as those of a source, with their states: read stays read and is never made unread; a flag
 * x becomes the tag flag-x, and a story that has one is saved.
 */
bool store_newsboat_take(struct store *st, struct store_newsboat *nb, str address,
                         int64_t source_id, int64_t now, struct store_newsboat_taken *out,
                         struct err *err);

#endif
