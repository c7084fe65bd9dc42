/*
 * src/related/language.h: which language a story is in: what the feed declares where the letters agree,
 * else what letters and little words say.
 *
 * Shape   a code of ISO 639 of two or three letters, terminated
 * Source  docs/related.md, "Languages"
 */
#ifndef COURANT_RELATED_LANGUAGE_H
#define COURANT_RELATED_LANGUAGE_H

#include <courant/base.h>

#define LANGUAGE_ROOM 4

struct text_word;

/* words: of title and text. declared: as the feed says it ("en-US"), may be empty. */
void language_of(str declared, const struct text_word *words, size_t count,
                 char out[LANGUAGE_ROOM]);

#endif
