/*
 * src/store/tokenizer.h: what the full-text search calls a word, and how good a hit is: FTS5's tokenizer
 * "courant" (text_words) and its function courant_rank.
 *
 * Shape   tokens are whole folded words, never stems: query words reach other forms by prefixes (words.c), so that
 *         quoted phrases are exact and the index does not depend on a language
 * Units   courant_rank: about 0 to 10 for each word of the query, more is better
 * Source  sqlite.org/fts5.html § 7
 */
#ifndef COURANT_STORE_TOKENIZER_H
#define COURANT_STORE_TOKENIZER_H

#include <courant/base.h>

struct store;

#define TOKEN_MOST 64 /* bytes of a word that are kept: nobody types more, base64 does */

/* On this connection, before anything touches the table of words. */
bool tokenizer_register(struct store *st, struct err *err);

/* Changes when text_words or html_strip come to read the same text differently: then the index is stale. */
int64_t tokenizer_print(void);

#endif
