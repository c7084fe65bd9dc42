/*
 * src/store/hits.h: the stories that have given words, in the order of lists (by time), a page at a time.
 *
 * FTS5 answers by id, which is the order of arrival. What arrived before a story was fetched can be no newer than
 * that, so that once enough hits are looked at, the newest of them are known to be the newest of all: only as many
 * are looked at as a page needs. They are kept for the next page, until the index changes.
 */
#ifndef COURANT_STORE_HITS_H
#define COURANT_STORE_HITS_H

#include "story.h"

struct hits;

/* match: in the language of FTS5. The next keys before (newest first) or after place, at most room. */
bool hits_next(struct store *st, str match, bool is_up, struct story_key place,
               struct story_key *out, size_t room, size_t *out_count, struct err *err);
/* Is the story with this key one of them? */
bool hits_has(struct store *st, str match, struct story_key key, bool *out, struct err *err);
void hits_free(struct hits *hits);

#endif
