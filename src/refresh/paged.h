/*
 * src/refresh/paged.h: an article that its publisher cut into pages, put together again.
 *
 * Shape   page after page by next_url, on one server, at most PAGED_MOST of them, none twice
 * Memory  all in the task's arena
 */
#ifndef COURANT_REFRESH_PAGED_H
#define COURANT_REFRESH_PAGED_H

#include <courant/page.h>

enum { PAGED_MOST = 12 };

struct paged {
    struct page_article whole; /* the first page, with the text of the others behind its own */
    str urls[PAGED_MOST];
    size_t count; /* of pages that are in it */
};

/* Adds one page; url: where it was found. Copies what it keeps into a. */
void paged_add(struct paged *p, struct arena *a, const struct page_article *page, str url);
/* The page to fetch now; empty: the article is whole, or as long as it may be. */
str paged_next(const struct paged *p);

#endif
