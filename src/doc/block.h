/*
 * src/doc/block.h: what a doc is made of, for the files of doc/.
 *
 * Shape   blocks in reading order; what contains them (quotes, list items) hangs on each as a chain
 *         of frames, innermost first; text is one str a block with spans over it
 * Units   at: bytes; cols: columns
 * Memory  in the doc's arena
 */
#ifndef COURANT_DOC_BLOCK_H
#define COURANT_DOC_BLOCK_H

#include <courant/doc.h>

/* From at to the next span's: one look, one link. The first begins at 0. */
struct doc_span {
    uint32_t at;
    uint32_t style; /* enum doc_style bits */
    int link;       /* index into doc.links; -1: none */
};

/* Text with its looks. "\n" is a line end that stays. */
struct doc_flow {
    str text;
    const struct doc_span *spans;
    size_t span_count;
};

enum frame_kind { FRAME_QUOTE, FRAME_ITEM, FRAME_DEFINITION };

struct doc_list {
    const struct doc_frame *frame; /* around the list */
    int item_count;
    int number;      /* of the next item */
    int step;        /* -1: reversed */
    char type;       /* 1 a A i I; 0: bullets */
    int marker_cols; /* of the widest marker with the blank after it */
    size_t text_len; /* of all items */
    bool is_loose;   /* items are set apart by a blank line */
};

struct doc_frame {
    enum frame_kind kind;
    const struct doc_frame *outer; /* NULL: the body */
    int depth;                     /* 1: in the body itself */
    struct doc_list *list;         /* of an item or definition */
    str marker;                    /* of an item: "•", "12." */
    bool is_opened;                /* while building: a block stands in it */
    bool has_paragraph;            /* while building: more than one would make the list loose */
};

enum block_kind {
    BLOCK_PARAGRAPH,
    BLOCK_TITLE,
    BLOCK_META,
    BLOCK_NOTE,
    BLOCK_HEADING,
    BLOCK_TERM, /* what a definition list defines */
    BLOCK_CODE,
    BLOCK_RULE,
    BLOCK_PICTURE, /* and media */
    BLOCK_CAPTION,
    BLOCK_TABLE,
};

struct table_cell {
    struct doc_flow flow;
    uint32_t at;   /* place, within the table */
    int col, span; /* first column, columns */
    bool is_header;
};

struct table_row {
    const struct table_cell *cells;
    size_t count;
    bool is_header; /* all its cells are */
};

struct doc_table {
    const struct table_row *rows;
    size_t row_count;
    int col_count;
};

struct doc_block {
    enum block_kind kind;
    int level; /* of a heading: 1 for the biggest that the doc has */
    struct doc_flow flow;
    const struct doc_table *table;
    const struct doc_frame *frame; /* innermost; NULL: the body */
    const struct doc_frame *opens; /* the outermost frame that begins with this block; NULL: none */
    uint32_t at;                   /* place of its first byte */
    bool is_tight;                 /* no blank line before it */
};

/* What a block takes of the places: its text and one for its end. */
size_t block_len(const struct doc_block *block);

#endif
