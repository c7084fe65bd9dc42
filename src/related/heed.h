/*
 * src/related/heed.h: when a thread that was muted until it changes much has done so.
 *
 * Source  docs/related.md, "Following and muting"
 */
#ifndef COURANT_RELATED_HEED_H
#define COURANT_RELATED_HEED_H

#include <courant/store_heed.h>

#define HEED_SOURCES_TIMES 2    /* as many independent sources as when it was muted */
#define HEED_SOURCES_MORE  3    /* and so many more */
#define HEED_MOVED_STORIES 3    /* texts since then, which taken together are less like what it */
#define HEED_MOVED_MOST    0.40 /* told before than this: so are one in twenty that grew */

/* A story came to the thread that it is in now: is that muted, and to be shown again? Then it is. */
bool heed_check(struct store *st, struct arena *a, int64_t story_id, struct err *err);

#endif
