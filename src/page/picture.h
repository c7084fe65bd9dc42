/*
 * src/page/picture.h: the picture that stands over the story, its caption and who made it.
 */
#ifndef COURANT_PAGE_PICTURE_H
#define COURANT_PAGE_PICTURE_H

#include "meta.h"

/* The address of an <img>, of the better of its candidates; empty: none that can be fetched. */
str picture_address(struct reader *r, const struct html_node *img);
/* After clean_content; what it takes as caption and credit of the lead picture it drops from the text. */
void picture_find(struct reader *r, const struct meta *meta, struct page_picture *out);

#endif
