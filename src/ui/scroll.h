/*
 * src/ui/scroll.h: a cursor in a number of rows of which a page is in view.
 *
 * Shape   the cursor moves inside the page; past an edge the page moves by half, since panes side by side
 *         cannot scroll cheaply. Rows that are only headings are stepped over
 * Units   rows from 0; a page may be of no rows
 */
#ifndef COURANT_UI_SCROLL_H
#define COURANT_UI_SCROLL_H

#include <courant/base.h>

enum move {
    MOVE_DOWN,
    MOVE_UP,
    MOVE_PAGE_DOWN,
    MOVE_PAGE_UP,
    MOVE_HALF_DOWN,
    MOVE_HALF_UP,
    MOVE_FIRST,
    MOVE_LAST,
};

struct scroll {
    size_t count, page;
    size_t cursor, top;
    const bool *is_heading; /* count entries; NULL: none is one */
};

/* Rows to go, and which way; for MOVE_FIRST and MOVE_LAST more than there can be. */
int64_t move_rows(enum move move, size_t page);

void scroll_fit(struct scroll *s); /* everything within bounds, the cursor in view */
void scroll_move(struct scroll *s, enum move move);
void scroll_to(struct scroll *s, size_t row);  /* the nearest that is no heading */
void scroll_wheel(struct scroll *s, int rows); /* the page moves, and the cursor only as it must */

#endif
