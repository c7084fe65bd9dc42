/*
 * src/store/heed.h: how threads are heeded, kept right while stories and threads move. Inside a transaction.
 */
#ifndef COURANT_STORE_HEED_ROOM_H
#define COURANT_STORE_HEED_ROOM_H

#include <courant/store_heed.h>

/* The story went from one thread to another; 0: it was, or is, alone. */
bool heed_joined(struct store *st, int64_t story_id, int64_t from_id, int64_t to_id,
                 struct err *err);
/* All stories of the one are the other's now. */
bool heed_merged(struct store *st, int64_t from_id, int64_t into_id, struct err *err);
/* The story is about to go. */
bool heed_removed(struct store *st, int64_t story_id, int64_t thread_id, struct err *err);

#endif
