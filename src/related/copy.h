/*
 * src/related/copy.h: near-copies: one agency's text in two papers, and whose it is.
 *
 * Source  docs/related.md, "Copies"
 */
#ifndef COURANT_RELATED_COPY_H
#define COURANT_RELATED_COPY_H

#include <courant/store_related.h>

/* Never of two stories of one source: there it is the next edition. */
bool copy_is_of(const struct store_vector *x, const struct store_vector *y);
/* The agency that either names at its head, else the paper that had it first. In the arena, or borrowed. */
str copy_source(struct arena *a, const struct store_story *x, const struct store_story *y);

#endif
