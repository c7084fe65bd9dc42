/*
 * src/text/convert.h: bytes of a known encoding into UTF-8.
 */
#ifndef COURANT_TEXT_CONVERT_H
#define COURANT_TEXT_CONVERT_H

#include <courant/base.h>

struct encoding;

/* Adds to b; each byte that means nothing becomes U+FFFD. False: this system does not know the encoding. */
bool convert(struct buf *b, str raw, const struct encoding *encoding, bool *out_has_bad);

/* Room in b for as much as raw can become, so that nothing is copied from smaller rooms. */
void convert_reserve(struct buf *b, str raw, size_t unit);

#endif
