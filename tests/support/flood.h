/*
 * tests/support/flood.h: a running event as five sources tell it: three print one agency's text, two have texts of their own.
 */
#ifndef COURANT_TEST_FLOOD_H
#define COURANT_TEST_FLOOD_H

#include "reader.h"

#define FLOOD_STORIES 5

/* A home into which it came in three refreshes: the agency's text, a paper of its own, the railway. */
struct home *flood_make(const char *name);
/* Only the first so many stories of it have come; flood_go_on brings the next, by `courant refresh`. */
struct home *flood_begin(const char *name, size_t stories);
void flood_go_on(struct home *h, size_t at);

#endif
