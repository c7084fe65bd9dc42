/*
 * src/store/complete.h: the beginnings of words in an expression for FTS5, completed from the words of the index.
 *
 * Of a beginning FTS5 gathers the hits of all words that begin so, before it gives the first: for "comp" over a million
 * stories, in most of a second. The same words joined by OR give their newest hits at once, and no others, but each takes its
 * time: 30 us, in which the hits of many words are gathered where stories are few. So where there are at most so many
 * words as the store has thousands of stories by four, they stand for the beginning; else it stays.
 *
 * Shape   "word" * becomes "word" OR "wordy" OR "wordless"; what is in quotation marks without a star stays as it is
 * Memory  the answer is in the arena, or match itself
 */
#ifndef COURANT_STORE_COMPLETE_H
#define COURANT_STORE_COMPLETE_H

#include "db.h"

#define COMPLETE_STORIES 4000 /* for each word of one beginning; */
#define COMPLETE_FEWEST  16   /* this many are looked up in any store, */
#define COMPLETE_MOST    250  /* and no more than these */

str complete_match(struct store *st, struct arena *a, str match);

#endif
