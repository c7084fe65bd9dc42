/*
 * src/store/tokenizer.h: what the full-text search calls a word, and how good a hit is: FTS5's tokenizer
 * "courant" (text_words) and its function courant_rank.
 *
 * Shape   a word becomes its stem, the same for what is indexed and what is looked for, so that one term finds all forms and
 *         no query has to gather many. By the letters alone, for FTS5 tells no language: plain Latin letters by the English
 *         stemmer of Snowball, the Russian alphabet by the Russian one; anything else (Kazakh, Ukrainian, French …) stays
 *         whole, for there those two would do harm
 * Units   courant_rank: about 0 to 10 for each word of the query, more is better
 * Source  sqlite.org/fts5.html § 7
 */
#ifndef COURANT_STORE_TOKENIZER_H
#define COURANT_STORE_TOKENIZER_H

#include <courant/base.h>

struct store;

#define TOKEN_MOST     64     /* bytes of a word that are kept: nobody types more, base64 does */
#define TOKEN_VERBATIM '\x02' /* before a word of a query that is one of the index's already */

struct tokenizer; /* stemmers, and stems of the last few thousand words */

/* On this connection, before anything touches the table of words. */
bool tokenizer_register(struct store *st, struct err *err);

/* What a word that text_words gave is in the index; borrowed until the next call. */
str tokenizer_stem(struct tokenizer *t, str word);

/* Changes when text_words, html_strip or the stemmers come to read the same text differently: then the index is stale. */
int64_t tokenizer_print(struct store *st);
void tokenizer_free(struct tokenizer *t);

#endif
