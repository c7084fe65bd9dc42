/*
 * src/doc/layout.h: lines in the making, shared by layout.c and table.c.
 */
#ifndef COURANT_DOC_LAYOUT_H
#define COURANT_DOC_LAYOUT_H

#include "wrap.h"

struct line_list {
    struct doc_line *items;
    size_t count, room;
};

struct setter {
    struct arena *a;
    const struct doc *doc;
    struct doc_options options;
    int width, measure, indent; /* of the pane, of the text, in front of the text */
    struct wrapper wrapper;
    struct text_order *order; /* of its flow's lines, where one has letters from right to left */
    struct line_list lines;   /* a VEC */
    /* of the block in hand */
    const struct doc_block *block;
    struct run_list spare;       /* room for the runs of a line in the making */
    struct run_list first, rest; /* what stands in front of its first line and of the others */
    bool is_rtl;                 /* then these stand behind */
    bool is_visual;              /* some of its text runs from right to left */
    bool is_first_line;
};

/* Columns left for the block's text on a line of the measure, or of the whole pane. */
int set_room(const struct setter *s, bool is_whole);
/* A list for the runs of a line, what stands in front of it included. */
void set_begin_line(struct setter *s, struct run_list *list);
void set_end_line(struct setter *s, struct run_list *list, int indent, uint32_t at);
/* The flow with "[3]" after each link, when that is asked for. */
struct doc_flow set_numbers(struct setter *s, const struct doc_flow *flow);

/* Do its columns go from right to left? */
bool table_is_rtl(const struct doc_table *table);
void table_set(struct setter *s, const struct doc_table *table);

#endif
