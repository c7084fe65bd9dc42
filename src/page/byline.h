/*
 * src/page/byline.h: who wrote it and when: from the page's record, else from the lines about the headline.
 */
#ifndef COURANT_PAGE_BYLINE_H
#define COURANT_PAGE_BYLINE_H

#include "meta.h"

/* As machines are told; empty where that is an account ("admin"), not a person. */
str byline_told(struct reader *r, const struct meta *meta);
void byline_find(struct reader *r, const struct meta *meta, struct page_article *out);

/* By name of element, under the headline: before it is known where the text is. */
str byline_near_headline(struct reader *r);

#endif
