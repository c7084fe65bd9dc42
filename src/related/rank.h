/*
 * src/related/rank.h: the stories of the store that belong beside one, in order.
 *
 * Memory  in the arena
 * Source  docs/related.md, "The pane"
 */
#ifndef COURANT_RELATED_RANK_H
#define COURANT_RELATED_RANK_H

#include "probe.h"

#include <courant/store_related.h>

#define RANK_MOST 40

struct ranked {
    struct store_vector vector;
    double likeness; /* to the story with its thread's subject mixed in, time left out */
    double score;    /* 0 to 1; 0.5 and above: the same event */
    bool is_same_event, is_same_thread;
    int64_t copy_of; /* the story, or the one before in the list that is no copy; 0: none */
};

/* Best first; none when the story has no vector yet. */
bool rank_load(struct store *st, struct arena *a, int64_t story_id, struct ranked **out,
               size_t *out_count, struct err *err);

#endif
