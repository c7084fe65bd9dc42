/*
 * tests/bench/searches.h: from a query to the first screen of its hits, and from opening the store to its first screen.
 */
#ifndef COURANT_BENCH_SEARCHES_H
#define COURANT_BENCH_SEARCHES_H

void bench_search(void); /* over 100,000 stories */
void bench_search_million(
    void); /* its store takes ten minutes to make: see COURANT_BENCH_STORES in searches.c */

#endif
