/*
 * tests/bench/pages.h: what finding the article costs, against gumbo's bare parse of the same page.
 */
#ifndef COURANT_BENCH_PAGES_H
#define COURANT_BENCH_PAGES_H

void bench_pages(void);

#endif
