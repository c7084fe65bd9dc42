/*
 * tests/support/escape.h: does a program's output hold only sequences that courant sends on purpose?
 *
 * Shape   raw bytes of a pseudo-terminal; every escape sequence must be one of a short list, no C1, no stray C0
 */
#ifndef COURANT_TEST_ESCAPE_H
#define COURANT_TEST_ESCAPE_H

#include <courant/base.h>

/* False: *at and why tell the first byte that should not be there. */
bool escape_is_known(str bytes, size_t *at, const char **why);
/* Fails the running test, showing the bytes around the place. */
void escape_expect_known(str bytes, const char *what);

#endif
