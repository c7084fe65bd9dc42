/*
 * tests/bench/scroll.h: how many bytes go over the line for each line, page and key held down in a long article.
 */
#ifndef COURANT_BENCH_SCROLL_H
#define COURANT_BENCH_SCROLL_H

void bench_scroll(void);

#endif
