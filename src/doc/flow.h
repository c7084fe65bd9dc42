/*
 * src/doc/flow.h: running text out of pieces, by HTML's rules for white space.
 *
 * Shape   pieces come with their style and link; white space between them is folded, none stays at
 *         the ends or around a line end; no span cuts a cluster
 * Memory  grows in an arena of the caller's; flow_take copies into another
 */
#ifndef COURANT_DOC_FLOW_H
#define COURANT_DOC_FLOW_H

#include "block.h"

struct flow_maker {
    struct arena *a;
    struct buf text;
    VEC(struct doc_span) spans;
    bool has_gap;     /* white space waits for what follows it */
    bool gap_has_end; /* there was a newline in it */
    uint32_t gap_style;
    int gap_link;
};

void flow_init(struct flow_maker *maker, struct arena *a);
bool flow_is_empty(const struct flow_maker *maker);
void flow_add(struct flow_maker *maker, str text, uint32_t style, int link);
/* White space kept, tabs expanded: for code. */
void flow_add_kept(struct flow_maker *maker, str text, uint32_t style, int link);
void flow_add_gap(struct flow_maker *maker);
void flow_add_end(struct flow_maker *maker); /* a line end */
/* Does the text end in one? */
bool flow_is_at_end(const struct flow_maker *maker);
/* What was added, trimmed, in a; the maker is then empty. False when nothing visible was. */
bool flow_take(struct flow_maker *maker, struct arena *a, bool is_kept, struct doc_flow *out);

/* Two flows and what parts them. */
struct doc_flow flow_join(struct arena *a, const struct doc_flow *x, str between, uint32_t style,
                          const struct doc_flow *y);
/* One span. */
struct doc_flow flow_plain(struct arena *a, str text, uint32_t style, int link);

#endif
