/*
 * src/page/head.h: where a page points: the feeds it advertises, the next page of a long article.
 */
#ifndef COURANT_PAGE_HEAD_H
#define COURANT_PAGE_HEAD_H

#include "reader.h"

void head_feeds(struct reader *r, struct page_article *out);
void head_next(struct reader *r, struct page_article *out);

#endif
