/*
 * src/related/copy.h: near-copies: one agency's text in two papers, and whose it is.
 *
 * Source  docs/related.md, "Copies"
 */
#ifndef COURANT_RELATED_COPY_H
#define COURANT_RELATED_COPY_H

#include "vector.h"

#include <courant/store_related.h>

/* A text ready to be compared with many others. */
struct copy_text {
    int64_t source_id; /* 0: nothing is known of it, and it is like no other */
    struct vector words;
};
void copy_text_init(const struct store_vector *vector, struct copy_text *out);
bool copy_is_same(const struct copy_text *x, const struct copy_text *y);

/* Never of two stories of one source: there it is the next edition. */
bool copy_is_of(const struct store_vector *x, const struct store_vector *y);
/* The agency that either names at its head, else the paper that had it first. In the arena, or borrowed. */
str copy_source(struct arena *a, const struct store_story *x, const struct store_story *y);

#endif
