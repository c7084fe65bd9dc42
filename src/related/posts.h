/*
 * src/related/posts.h: posting lists as a batch sees them: each read once, what is added kept until the end.
 *
 * Shape   a list is two runs of entries (vector.h): those of the store, and those that this batch added
 * Memory  lists live in the arena of the batch, at most POSTS_BYTES of those read; then each is read anew;
 *         the table of them is its own, and goes with posts_end
 * Source  docs/related.md, "Candidates"
 */
#ifndef COURANT_RELATED_POSTS_H
#define COURANT_RELATED_POSTS_H

#include "df.h"

#include <courant/store_related.h>

#define POSTS_BYTES ((size_t)4 << 20)

struct posts {
    struct df *df;
    struct arena *arena;
    struct arena table;
    struct post_slot *slots; /* open addressing; room is a power of two */
    size_t count, room, read_bytes;
    int64_t first_week, last_week; /* in which there is anything; last before first: nothing */
};

struct post_list {
    str stored, added;
};

bool posts_begin(struct posts *posts, struct store *st, struct df *df, struct arena *batch,
                 struct err *err);
/* Lists of the term from week to week; into scratch where the batch's memory is used up. */
bool posts_find(struct posts *posts, struct store *st, struct arena *scratch, int64_t week,
                uint32_t term, struct post_list *out, struct err *err);
void posts_add(struct posts *posts, int64_t week, uint32_t term, int64_t story_id, uint8_t weight);
bool posts_write(struct posts *posts, struct store *st, struct err *err);
void posts_end(struct posts *posts); /* also after a failure, and for a zeroed one */

#endif
