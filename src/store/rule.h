/*
 * src/store/rule.h: the user's rules, applied to what has just come.
 */
#ifndef COURANT_STORE_RULE_H
#define COURANT_STORE_RULE_H

#include "db.h"

/* To the stories first to last, just added in the open transaction. */
bool rules_apply(struct store *st, int64_t first_id, int64_t last_id, int64_t now, struct err *err);
void rules_forget_runs(struct rules *rules); /* the transaction was undone */
void rules_free(struct rules *rules);

#endif
