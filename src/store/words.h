/*
 * src/store/words.h: what somebody typed, as an expression for FTS5.
 *
 * A word finds its other forms too: the index has whole words, so the query widens. By the letters: Russian and English
 * words are cut to their Snowball stem and found by it as a beginning; where there is no stemmer (Kazakh, Ukrainian …: the
 * Russian one does harm there) a word of five letters or more is itself taken as a beginning. In quotes: as it stands.
 */
#ifndef COURANT_STORE_WORDS_H
#define COURANT_STORE_WORDS_H

#include <courant/base.h>

enum words_mode {
    WORDS_FORMS,  /* a word and its forms */
    WORDS_EXACT,  /* a phrase in quotes */
    WORDS_PREFIX, /* still being typed: what begins so as well */
};

/* column: "title", or NULL for all. Empty when there is no word in text. */
str words_match(struct arena *a, const char *column, str text, enum words_mode mode);

#endif
