/*
 * src/doc/build.h: a doc in the making, shared by the files that read the tree.
 *
 * Memory  what stays is in doc's arena; scratch goes when the doc is done
 */
#ifndef COURANT_DOC_BUILD_H
#define COURANT_DOC_BUILD_H

#include "flow.h"

#include <courant/html.h>

/* Bounds that no honest article meets. */
#define BLOCKS_MOST ((size_t)100000)
#define LINKS_MOST  ((size_t)10000)
#define FRAMES_MOST 16 /* nested deeper, content stays at the last */

/* An <a>: its link is entered into the doc when the first text of it comes. */
struct anchor {
    const struct html_node *node;
    str url; /* empty: leads nowhere that can be opened */
    int link;
    bool is_entered;
};

struct figure {
    const struct html_node *node;
    const struct html_node *image; /* seen, its line not yet set */
    const struct html_node *done;  /* its line has been set early, for a caption that came first */
    bool has_caption;
    str credit; /* that the caller knows and the caption lacks */
};

/* What holds below an element; pushed when it changes, popped when the element ends. */
struct state {
    const struct html_node *node;
    uint32_t style;
    struct anchor *anchor;
    const struct doc_frame *frame;
    struct doc_list *list;
    struct figure *figure;
    const struct html_node *caption; /* the element that holds the one we are in */
    struct grid *grid;               /* inside a table that is set as one */
    enum block_kind kind;            /* of the blocks that text makes here */
    int level;                       /* of a heading */
    bool is_bracketed; /* in a <sup> or <sub> of several parts, which brackets hold together */
    int quotations;    /* <q> around: the inner ones have other marks */
    char script;       /* '^' superscript, '_' subscript, as Unicode has the characters */
    bool is_kept;      /* white space: <pre> */
    bool is_cell;      /* ends of blocks are ends of lines here */
    bool is_caption;   /* ends of blocks are blanks here */
    bool is_tight;     /* the next block has no blank line before it */
};

struct builder {
    struct arena *a; /* the doc's */
    struct arena scratch;
    const struct doc_source *source;
    struct doc *doc;
    str title_folded;
    VEC(struct doc_block) blocks;
    VEC(struct doc_link) links;
    VEC(struct state) states;
    uint32_t *link_slots; /* hash table: index into links + 1; 0: free */
    size_t link_slot_count;
    struct flow_maker flow;
    struct state now;
    size_t scan_budget; /* nodes that looking ahead into tables may still visit */
    int ends;           /* <br> one after another */
    str last_picture_url;
};

/* The link's index; -1 when there are too many. The same address has one. */
int build_link(struct builder *b, str url, str text, enum doc_link_kind kind);
/* Absolute and openable, else empty. */
str build_url(struct builder *b, str href);

/* Ends the text so far as a block of the kind that holds now. */
void build_end_block(struct builder *b);
void build_block(struct builder *b, enum block_kind kind, const struct doc_flow *flow);
void build_text(struct builder *b, str text);
/* The style and link that text has here. */
void build_add(struct builder *b, str text, uint32_t more_style);

/* picture.c */
void picture_image(struct builder *b, const struct html_node *node);
void picture_media(struct builder *b, const struct html_node *node);
void picture_caption(struct builder *b, const struct html_node *node);
void picture_caption_end(struct builder *b);
void picture_end_figure(struct builder *b);
/* The caller's lead picture, unless it is among the first in the body too. */
void picture_lead(struct builder *b, const struct html_node *root);

/* grid.c: tables */
struct grid;
bool grid_is_data(struct builder *b, const struct html_node *table);
struct grid *grid_new(struct builder *b);
void grid_row(struct builder *b, const struct html_node *node);
void grid_cell_begin(struct builder *b, const struct html_node *node);
void grid_cell_end(struct builder *b);
void grid_end(struct builder *b, struct grid *grid);

/* walk.c: the tree's elements, in order */
void walk_tree(struct builder *b, const struct html_node *root);

#endif
