/*
 * tests/bench/feeds.h: how fast feed/ reads, beside sfeed and expat on the same bytes.
 */
#ifndef COURANT_BENCH_FEEDS_H
#define COURANT_BENCH_FEEDS_H

void bench_feeds(void);

#endif
