/*
 * src/store/words.h: what somebody typed, as an expression for FTS5.
 *
 * A word finds its other forms, since the index has stems (tokenizer.h); where there is no stemmer for its letters, a word of
 * five or more is taken as a beginning instead. The last word may still be being typed: then what begins so is found as well.
 */
#ifndef COURANT_STORE_WORDS_H
#define COURANT_STORE_WORDS_H

#include <courant/base.h>

enum words_mode {
    WORDS_FORMS,  /* words one after another, in any form */
    WORDS_PREFIX, /* the same, the last one being typed */
};

/* column: "title", or NULL for all. Empty when there is no word in text. */
/* What begins so is a good part of a large index: not to be looked for there while it is typed. */
bool words_is_brief(str word);
str words_match(struct arena *a, const char *column, str text, enum words_mode mode);

#endif
