/*
 * src/ui/layout.h: which pane stands where. Pure arithmetic.
 *
 * Shape   columns (100 columns or more): stories left, article over related right, and over 160 columns the
 *         sources as a fourth; rows (under 100): stories, article, related below each other; single (under 60
 *         columns or 16 rows, or a zoomed pane): only the pane with the focus
 * Units   cells of the terminal, from 0 at the top left; any size down to 1 by 1 gives a layout
 */
#ifndef COURANT_UI_LAYOUT_H
#define COURANT_UI_LAYOUT_H

#include <courant/base.h>

struct rect {
    int x, y, cols, rows;
};

enum pane { PANE_STORIES, PANE_ARTICLE, PANE_RELATED, PANE_SOURCES, PANE_COUNT };

enum edge { EDGE_TOP = 1, EDGE_BOTTOM = 2, EDGE_LEFT = 4, EDGE_RIGHT = 8 };

struct layout_wish {
    int cols, rows;
    int kind; /* enum config_layout */
    enum pane focus;
    bool is_zoomed;
    int related_lines; /* what related has to show: with the focus it grows to that, not beyond */
    bool has_sources;  /* asked for; where they have no column they take the list's place */
};

struct layout_place {
    bool is_shown;
    unsigned edges;    /* enum edge bits: where its frame has a line */
    struct rect frame; /* with its lines, which neighbours share */
    struct rect inner; /* what the pane draws in */
};

struct layout {
    int kind; /* LAYOUT_COLUMNS, LAYOUT_ROWS or LAYOUT_SINGLE */
    bool has_header, has_status;
    struct rect header, body, status;
    struct layout_place places[PANE_COUNT];
};

void layout_make(const struct layout_wish *wish, struct layout *out);

/* The lines that meet in a cell, as enum edge bits standing for up, down, left, right; 0: no border. */
unsigned layout_border(const struct layout *layout, int x, int y);
bool layout_is_border_of(const struct layout *layout, enum pane pane, int x, int y);
bool layout_pane_at(const struct layout *layout, int x, int y, enum pane *out);
/* The pane after (step 1) or before (-1) this one, among those that can have the focus. */
enum pane layout_next_pane(const struct layout *layout, const struct layout_wish *wish, int step);

bool rect_has(struct rect r, int x, int y);

#endif
