/*
 * tests/support/test.h: what every test includes: cmocka, and the headers that it wants before it.
 */
#ifndef COURANT_TEST_H
#define COURANT_TEST_H

#include <courant/base.h>

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

/* How long to wait for what must come: only a fault makes it that long, no slow disk and no loaded machine. */
#define TEST_LONG_MS 60000
/* For alarm(): a test program that hangs is ended by then, before who runs it loses patience. */
#define TEST_HANG_S 180

#define assert_str_equal(got, want) test_str_equal((got), (want), __FILE__, __LINE__)

void test_str_equal(str got, str want, const char *file, int line);

/* A fresh folder below $TMPDIR for one test program, removed with all in it at exit; terminated. */
const char *test_folder(void);

/* Prints why and marks the running test as skipped: for what is not on this machine. */
void test_skip(const char *why);

#endif
