/*
 * tests/bench/setting.h: what setting a long article costs: blocks from HTML, lines for a width, finding a word.
 */
#ifndef COURANT_BENCH_SETTING_H
#define COURANT_BENCH_SETTING_H

void bench_setting(void);

#endif
