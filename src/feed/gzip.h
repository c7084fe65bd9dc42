/*
 * src/feed/gzip.h: bodies that are gzip though nobody said so.
 *
 * Errors  ERR_LIMIT: opens to more than is allowed; ERR_INVALID: nothing came out. What came out of a
 *         stream that breaks off is kept
 */
#ifndef COURANT_FEED_GZIP_H
#define COURANT_FEED_GZIP_H

#include <courant/base.h>

bool gzip_is(str raw);
bool gzip_open(struct arena *a, str raw, size_t most, str *raw_out, struct err *err);

#endif
