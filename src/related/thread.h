/*
 * src/related/thread.h: the thread of a story that arrives: the best that is there, or one of its own.
 *
 * Shape   a thread is kept as the sum of its stories' vectors and the time they span; a story that is
 *         alone has none, and is compared as a thread of one; a full one takes no more, and the next begins
 * Source  docs/related.md, "Threads"
 */
#ifndef COURANT_RELATED_THREAD_H
#define COURANT_RELATED_THREAD_H

#include "posts.h"
#include "probe.h"

#include <courant/store_related.h>

#define THREAD_SIZE_MOST 400 /* stories: whatever a source sends, a join costs no more than that */

/* Joins the story, whose vector is in the store, to the thread it belongs to; may stay alone. */
bool thread_place(struct store *st, struct arena *a, struct posts *posts,
                  const struct store_vector *story, const struct probe *p, bool is_bridged,
                  struct err *err);

#endif
