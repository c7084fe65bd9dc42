/*
 * src/store/teller.h: who tells of a thread. Pages that the reader followed are stories of a source of their own,
 * made for their site; where a subscribed source is of that site too, the two are one teller.
 *
 * Errors  as the store's
 */
#ifndef COURANT_STORE_TELLER_H
#define COURANT_STORE_TELLER_H

#include "db.h"

/* Writes how many tell of the thread. In a transaction. */
bool teller_count(struct store *st, int64_t thread_id, struct err *err);

#endif
