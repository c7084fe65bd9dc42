/*
 * src/page/kind.h: what a page is when it is no whole article, and the words for it.
 */
#ifndef COURANT_PAGE_KIND_H
#define COURANT_PAGE_KIND_H

#include "meta.h"

/* After the text was found: sets out->kind and out->note. */
void kind_find(struct reader *r, const struct meta *meta, struct page_article *out);

#endif
