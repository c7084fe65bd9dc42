/*
 * src/ui/fold.h: threads in the list: which are open, and what a row stands for.
 *
 * Shape   the row of a closed thread shows its newest development, and stands for all its stories of the view; below that
 *         of an open one stand the others, newest first, each with the copies of its text folded into it
 * Memory  what a row stands for lives as long as the row
 */
#ifndef COURANT_UI_FOLD_H
#define COURANT_UI_FOLD_H

#include "app.h"

/* For list_source.below. */
bool fold_below(void *app, struct arena *a, struct list_row *row, struct list_row **out,
                size_t *out_count, struct err *err);
/* What a row of the view stands for is looked up when it is first asked for: most rows never come into view. */
void fold_look(struct app *app, struct list_row *row);

bool fold_is_open(const struct view *view, int64_t thread_id);
/* is_passing: closed again when reading on leaves it. Of too many the eldest is closed. */
void fold_open(struct view *view, int64_t thread_id, bool is_passing);
void fold_close(struct view *view, int64_t thread_id);
/* Of those opened in passing all but this one; was there any? */
bool fold_close_passed(struct view *view, int64_t but_id);

#endif
