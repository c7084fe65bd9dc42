/*
 * src/refresh/budget.h: what has been fetched ahead today, so that nobody's servers or connection are used up
 * unasked. Kept in the store: it holds over restarts and for all copies together.
 *
 * Shape   a day is one of UTC
 * Units   pages, bytes as they came over the wire
 */
#ifndef COURANT_REFRESH_BUDGET_H
#define COURANT_REFRESH_BUDGET_H

#include <courant/base.h>

struct store;

#define AHEAD_BYTES (INT64_C(2) << 20) /* of a page that nobody has asked for yet, at most */

struct budget {
    int64_t day, pages, bytes;
};

/* The day of now, with what was spent in it. */
struct budget budget_load(struct store *st, int64_t now);
/* One page more; a store that cannot be written forgets it. */
void budget_spend(struct store *st, int64_t now, int64_t bytes);

#endif
