/*
 * src/doc/wrap.h: text into lines of a width, and lines into runs.
 *
 * Shape   a piece is a part of a flow's text that stands on one line, blanks at its end left out
 * Units   columns
 * Memory  in the arena handed in; runs point into the flow's text where they can
 */
#ifndef COURANT_DOC_WRAP_H
#define COURANT_DOC_WRAP_H

#include "block.h"

struct piece {
    uint32_t from, to; /* bytes of the flow's text */
    int cols;          /* with the hyphen */
    bool has_hyphen;   /* broken at a soft hyphen: one is drawn */
    bool is_last;      /* of the paragraph, or before a line end that stays */
};

struct text_order;

struct wrapper {
    struct arena *a;
    char *breaks; /* room for the breaks of a flow */
    size_t room;
    size_t worded;                      /* bytes in which the breaks between Thai words are known */
    VEC(struct piece) pieces;           /* of the last wrap */
    const struct text_hyphens *hyphens; /* for wrap_flow; NULL: words are not parted */
    const struct doc_flow *flow; /* with hyphens: what looks the text has; code is not parted */
};

/* No piece is wider than cols; a cluster wider than that is a piece by itself. */
void wrap_flow(struct wrapper *w, str text, int cols);
/* The same for code: only at line ends and where a line is full. What goes on after that has cols_after. */
void wrap_kept(struct wrapper *w, str text, int cols, int cols_after);
/* Lines of even length, no more of them than need be: for headlines. */
void wrap_balanced(struct wrapper *w, str text, int cols);
/* Columns of the widest line, and of the widest word, when nothing is broken. */
void wrap_measure(struct wrapper *w, str text, int *out_line, int *out_word);

/* Blanks in a piece that justification may widen, no-break ones too. */
int piece_gaps(const struct doc_flow *flow, const struct piece *piece);

struct run_list {
    struct arena *a;
    VEC(struct doc_run) runs;
    int cols;
};

void runs_add(struct run_list *list, str text, uint32_t style, int link);
void runs_add_blank(struct run_list *list, int cols);
/* A piece of a flow, its blanks widened by `extra` columns in all (from the right when told). */
void runs_add_piece(struct run_list *list, const struct doc_flow *flow, const struct piece *piece,
                    int most_cols, int extra, bool from_right);
/* The same in visual order, which was begun with the flow's text. */
void runs_add_visual(struct run_list *list, struct text_order *order, const struct doc_flow *flow,
                     const struct piece *piece, int most_cols);
/* Where the lines of several flows stand side by side: the piece as a paragraph of its own. */
void runs_add_visual_alone(struct run_list *list, struct text_order *order,
                           const struct doc_flow *flow, const struct piece *piece, int most_cols,
                           bool is_rtl);

#endif
