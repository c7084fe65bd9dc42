/*
 * src/store/churn.h: changes of a text that are no edits: counters that moved on, times that passed, lines that
 * say that what follows is an advertisement.
 *
 * Shape   both plain, one line; false where the texts are the same
 */
#ifndef COURANT_STORE_CHURN_H
#define COURANT_STORE_CHURN_H

#include <courant/base.h>

/* Did anything change but such? */
bool churn_is_edit(str was, str now);

#endif
