/*
 * src/text/fold.h: folding for the other files of text/.
 *
 * Memory  grows the caller's buffer
 * Threads any
 */
#ifndef COURANT_TEXT_FOLD_H
#define COURANT_TEXT_FOLD_H

#include <courant/base.h>

/* text_fold, added to b. */
void fold_into(struct buf *b, str s);

/* A letter of U+0400 to U+052F in lower case, ё as е. */
uint32_t fold_cyrillic(uint32_t rune);

#endif
