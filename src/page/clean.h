/*
 * src/page/clean.h: what the rules of clean.c, edge.c and repeat.c share.
 */
#ifndef COURANT_PAGE_CLEAN_H
#define COURANT_PAGE_CLEAN_H

#include "reader.h"

void clean_front(struct reader *r);   /* bylines and dates before the first paragraph */
void clean_end(struct reader *r);     /* headings, links, appeals and biographies behind the last */
void clean_repeats(struct reader *r); /* what is said twice */

void clean_untold(struct reader *r); /* what machines are not told, behind what they are */

/* Do most of the links go to other sites? Then they are sources, not the publisher's other stories. */
bool clean_is_foreign(struct reader *r, const struct html_node *top);

#endif
