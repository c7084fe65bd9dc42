/*
 * tests/bench/measure.h: samples of one quantity, and how they are printed.
 *
 * Units   whatever the caller gives; a line names it
 */
#ifndef COURANT_BENCH_MEASURE_H
#define COURANT_BENCH_MEASURE_H

#include <courant/base.h>

struct samples {
    double *values;
    size_t count, room;
};

void sample_add(struct samples *s, double value);
double sample_at(struct samples *s, double share); /* 0 least, 0.5 median, 0.99, 1 most */
void sample_print(const char *name, struct samples *s, const char *unit);
void sample_clear(struct samples *s);
void ratio_print(const char *name, double value, double base, double target); /* target 0: none */
int64_t now_us(void);
double cpu_ms(void); /* that this process has had */

#endif
