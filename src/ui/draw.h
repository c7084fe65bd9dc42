/*
 * src/ui/draw.h: text in roles to places on the screen. The one way from words to cells.
 *
 * Shape   a cell outside the window is not drawn; what is drawn reaches the terminal with term_update
 * Threads the main thread only, between term_open and term_close
 */
#ifndef COURANT_UI_DRAW_H
#define COURANT_UI_DRAW_H

#include "layout.h"
#include "row.h"

/* How roles look from now on; everything must be drawn again. */
void draw_theme(const struct theme *theme);
/* The row, and blanks to its width; ground lies under every piece, over (-1: none) above. */
void draw_row(int x, int y, const struct row *row, enum theme_role ground, int over);
void draw_blank(struct rect r, enum theme_role ground);
/* Cells that are drawn already, with another look. */
void draw_restyle(int x, int y, int cols, enum theme_role ground, enum theme_role role);
/* The line or corner for the sides that meet (enum edge bits). */
void draw_border(int x, int y, unsigned lines, enum theme_role role);
void draw_cursor(int x, int y); /* the terminal's own; x -1: hidden */
/* The same cells again as a link that the terminal can open, id the same for all its parts; right after term_update. */
void draw_hyperlink(int x, int y, int id, str url, str text, struct roles roles,
                    enum theme_role ground);
/* These lines are painted anew with the next update, so that old links go. */
void draw_forget_lines(int y, int rows);

#endif
