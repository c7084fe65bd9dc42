/*
 * src/store/clock.h: what the clock of this machine is worth. One without a battery starts in 1970; one that has just leapt
 * far ahead is more often wrong than right, and what is old by it must not be thrown away yet.
 *
 * Units   seconds since 1970 UTC
 */
#ifndef COURANT_STORE_CLOCK_H
#define COURANT_STORE_CLOCK_H

#include <courant/store.h>

#define CLOCK_LEAST  INT64_C(1577836800)  /* 2020: before it no clock is right */
#define CLOCK_LEAP_S (INT64_C(7) * 86400) /* further ahead than last seen: a leap, or a holiday */
#define CLOCK_HOLD_S (INT64_C(86400))     /* for so long after it nothing is too old */

/* Notes the time, in the transaction under way. False: it leapt less than a day ago. */
bool clock_is_steady(struct store *st, int64_t now, bool *out_steady, struct err *err);

#endif
