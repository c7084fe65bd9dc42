/*
 * src/ui/row.h: one line of a pane being fitted together: pieces of text in roles, cut to the width.
 *
 * Shape   foreign text passes text_fit and text_shown here, and is put in visual order; nothing is wider than
 *         the row, and nothing that the terminal could take for anything but text comes out
 * Memory  in the arena handed in
 */
#ifndef COURANT_UI_ROW_H
#define COURANT_UI_ROW_H

#include <courant/config.h>

#define ROW_PIECES 96
#define ROW_ROLES  6

struct roles { /* each over those before it */
    unsigned char list[ROW_ROLES];
    size_t count;
};

struct piece {
    str text; /* drawable */
    int cols;
    struct roles roles;
};

struct row {
    struct arena *arena;
    int width, cols; /* cols: taken so far */
    bool is_bidi;
    struct piece pieces[ROW_PIECES];
    size_t count;
};

struct roles role_one(enum theme_role role);
void role_add(struct roles *roles, enum theme_role role);

void row_init(struct row *row, struct arena *a, int width, bool is_bidi);
/* Cut with "…" where it is too long for what is left. */
void row_text(struct row *row, enum theme_role role, str text);
/* At most, or exactly, so many columns of it. */
void row_text_most(struct row *row, enum theme_role role, str text, int cols);
void row_text_cols(struct row *row, enum theme_role role, str text, int cols);
void row_text_right(struct row *row, enum theme_role role, str text, int cols);
/* What is drawable already, such as a doc's run: cols columns wide. */
void row_drawable(struct row *row, struct roles roles, str text, int cols);
/* Blanks up to a column; back is not possible. */
void row_to(struct row *row, int col);
int row_left(const struct row *row); /* columns */

#endif
