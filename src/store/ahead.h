/*
 * src/store/ahead.h: what the room's other files do with pages that were fetched ahead.
 */
#ifndef COURANT_STORE_PAGE_AHEAD_H
#define COURANT_STORE_PAGE_AHEAD_H

#include "db.h"

/* Those that nobody walked to for long. In a transaction. */
bool ahead_expire(struct store *st, int64_t now, struct err *err);

#endif
