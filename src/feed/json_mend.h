/*
 * src/feed/json_mend.h: JSON that a strict parser refuses, put right.
 *
 * Shape   control characters in strings, bad escapes and lone surrogates, commas before a bracket, an end
 *         that is missing: cut after the last whole value, and closed
 * Memory  the result lives in the arena
 */
#ifndef COURANT_FEED_JSON_MEND_H
#define COURANT_FEED_JSON_MEND_H

#include <courant/base.h>

#define JSON_MOST_DEPTH  256
#define JSON_MOST_VALUES 1000000

/* How many objects, arrays and commas stand outside strings: a parser's memory goes by it. */
size_t json_count(str text);
str json_mend(struct arena *a, str text);

#endif
