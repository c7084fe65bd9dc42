/*
 * src/store/complete.h: the beginnings of words in an expression for FTS5, completed from the words of the index.
 *
 * Of a beginning FTS5 gathers the hits of all words that begin so, before it gives the first: for "comp" over a million
 * stories, in most of a second. The same words joined by OR give their newest hits at once, and no others. But each takes
 * 30 us, and the fewer the stories, the sooner the hits of many words are gathered. So the words stand for the beginning
 * where they are few for the store; else it stays.
 *
 * Shape   "word" * becomes "word" OR "wordy" OR "wordless"; what is in quotation marks without a star stays as it is
 * Memory  the answer is in the arena, or match itself
 */
#ifndef COURANT_STORE_COMPLETE_H
#define COURANT_STORE_COMPLETE_H

#include "db.h"

/* Words for one beginning: one for so many stories, within bounds. */
#define COMPLETE_STORIES 4000
#define COMPLETE_FEWEST  16
#define COMPLETE_MOST    250

str complete_match(struct store *st, struct arena *a, str match);

#endif
