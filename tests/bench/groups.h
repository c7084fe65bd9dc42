/*
 * tests/bench/groups.h: what the list by thread costs, beside the list of every story: its windows, and keys in the reader.
 */
#ifndef COURANT_BENCH_GROUPS_H
#define COURANT_BENCH_GROUPS_H

void bench_groups(void);

#endif
