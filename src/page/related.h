/*
 * src/page/related.h: the stories that the publisher puts under, beside and inside this one.
 */
#ifndef COURANT_PAGE_RELATED_H
#define COURANT_PAGE_RELATED_H

#include "reader.h"

/* After find_text: what was dropped from the article is where they are looked for. */
void related_find(struct reader *r, struct page_article *out);

#endif
