/*
 * src/store/heads.h: of each thread in a list the story at which its one row stands: the newest that the query shows.
 *
 * Cost    one look into an index for a thread, and the test of its newest stories until one matches; what was found is
 *         remembered for the walk
 */
#ifndef COURANT_STORE_HEADS_H
#define COURANT_STORE_HEADS_H

#include "walk.h"

/* For a walk whose way is chosen: walk->heads, which goes with it. */
bool heads_open(struct walk *walk, struct err *err);
/* out->id 0: none, or too many had to be looked at; each story is then a row of its own. */
bool heads_find(struct heads *heads, int64_t thread_id, struct story_key *out, struct err *err);
/* The row of a head that was tested just now; borrowed until the next call to any walk. False: to be loaded again. */
bool heads_take_row(struct heads *heads, int64_t id, struct store_story *out);
/* All of a thread that the query shows, newest first. */
bool heads_list(struct heads *heads, struct arena *a, int64_t thread_id, size_t limit,
                struct store_story **out, size_t *out_count, struct err *err);
void heads_close(struct heads *heads);

#endif
