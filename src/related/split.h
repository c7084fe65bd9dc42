/*
 * src/related/split.h: whether a thread that has grown still tells of one event.
 *
 * Shape   looked at whenever a thread has doubled, so that each story's part of the work stays the same
 * Source  docs/related.md, "Threads"
 */
#ifndef COURANT_RELATED_SPLIT_H
#define COURANT_RELATED_SPLIT_H

#include <courant/store_related.h>

/* Parts the thread where its stories fall into groups that have little in common; the largest keeps its id. */
bool split_check(struct store *st, struct arena *a, int64_t thread_id, struct err *err);
/*
 * A story that changed leaves its thread if it is like none of the others any more; the thread is gone with its last
 * story but one. Else it stays, so that threads keep their ids through edits.
 */
bool split_leave(struct store *st, struct arena *a, const struct store_vector *story, bool *is_left,
                 struct err *err);

#endif
