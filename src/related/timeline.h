/*
 * src/related/timeline.h: a thread's stories by time, near-copies told from texts of their own.
 *
 * Source  docs/related.md, "Threads"
 */
#ifndef COURANT_RELATED_TIMELINE_H
#define COURANT_RELATED_TIMELINE_H

#include <courant/store_related.h>

struct related_thread;

/* As related_thread_load, within a reading that was begun; a thread that is not there has no members. */
bool timeline_load(struct store *st, struct arena *a, int64_t thread_id, struct related_thread *out,
                   struct err *err);

#endif
