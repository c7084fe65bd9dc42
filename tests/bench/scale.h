/*
 * tests/bench/scale.h: what grows with the number of feeds, beside newsboat, sfeed and the bare programs where they are
 * installed: refreshes from nginx, a faulty server, wake-ups, keys during a refresh.
 */
#ifndef COURANT_BENCH_SCALE_H
#define COURANT_BENCH_SCALE_H

#include <courant/base.h>

#include <sys/types.h>

void scale_cold(void);   /* cold and unchanged refreshes of 200 feeds with 50 stories each */
void scale_many(void);   /* the same of 1,000 with 20 */
void scale_faults(void); /* 39 of 200 feeds hang, reset, fail, loop, never end */
void scale_idle(void);   /* wake-ups in 10 s */
void scale_rows(void); /* from j to the moment at which the emulator shows the cursor a row down */

str big_feed(struct arena *a, unsigned number, unsigned items);
long peak_of(pid_t pid); /* the most memory that a process held so far, in kB; 0 when it is gone */

#endif
