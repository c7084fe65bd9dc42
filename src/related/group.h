/*
 * src/related/group.h: a thread, or a story that is alone as a thread of one, with the sums of its vectors.
 *
 * Memory  strings of the thread live in the arena
 * Source  docs/related.md, "Threads"
 */
#ifndef COURANT_RELATED_GROUP_H
#define COURANT_RELATED_GROUP_H

#include "vector.h"

#include <courant/store_related.h>

struct group {
    struct store_thread thread; /* id 0: not written yet */
    struct vector word, bridge; /* sums */
};

bool group_load(struct store *st, struct arena *a, int64_t thread_id, struct group *out,
                struct err *err);
/* One more story. */
void group_add(struct arena *a, struct group *g, const struct store_vector *story);
/* All of another one. */
void group_merge(struct arena *a, struct group *g, const struct group *other);
bool group_has_language(const struct group *g, str language);
bool group_write(struct store *st, struct arena *a, struct group *g, struct err *err);

#endif
