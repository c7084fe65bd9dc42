/*
 * <courant/doc.h>: setting: HTML into blocks and spans, blocks into lines at a width.
 *
 * Shape   a doc is built once from HTML; a layout is made from it for one width, any number of times
 * Units   columns of the terminal; y counts lines from 0
 * Memory  doc and layout live in their arenas; a layout points into its doc
 * Errors  none: HTML that breaks the parser's budget is set as plain text
 * Threads any, one arena each
 * Source  docs/architecture.md, "Setting"
 */
#ifndef COURANT_DOC_H
#define COURANT_DOC_H

#include <courant/base.h>

/* What a run of text is; the screen gives each a look. Bits, since they combine. */
enum doc_style {
    DOC_PLAIN = 0,
    DOC_STRONG = 1 << 0,
    DOC_EM = 1 << 1,
    DOC_CODE = 1 << 2,
    DOC_LINK = 1 << 3,
    DOC_HEADING = 1 << 4,
    DOC_QUOTE = 1 << 5,
    DOC_STRIKE = 1 << 6,
    DOC_UNDERLINE = 1 << 7,
    DOC_PICTURE = 1 << 8,
    DOC_FAINT = 1 << 9, /* credits, rules, bars, bullets, link numbers */
    DOC_MARK = 1 << 10,
    DOC_TITLE = 1 << 11, /* the headline that the caller put in front */
    DOC_META = 1 << 12,  /* source, date, reading time */
    DOC_NOTE = 1 << 13,  /* what the caller says about the text, not the text itself */
};

enum doc_link_kind { DOC_LINK_PAGE, DOC_LINK_PICTURE, DOC_LINK_MEDIA };

struct doc_link {
    str url;  /* absolute, http or https; nothing else is a link */
    str text; /* what it reads as, one line */
    enum doc_link_kind kind;
};

struct doc {
    struct doc_block *blocks;
    size_t block_count;
    struct doc_link *links; /* numbered from 1 on screen: links[0] is 1; the same address once */
    size_t link_count;
    size_t word_count; /* for the time to read; CJK characters count half a word */
    bool is_empty;
};

struct doc_source {
    str title; /* set as the headline; empty: none */
    str meta;  /* one line under it: source, date, author */
    str html;  /* body */
    str base_url;
    str lead_picture_alt; /* with credit: a picture line above the text; both empty: none */
    str lead_picture_credit;
    str lead_picture_url;
    str note; /* a line in words above the text ("only a teaser: the page answered 403"); empty: none */
    size_t
        minutes_from_words; /* with so many words, the time to read goes to meta's end; 0: never */
};

void doc_build(struct arena *a, const struct doc_source *source, struct doc *out);

/* For doc_source: the words of both, what went in <del>, what came in <ins>. */
str doc_edits_html(struct arena *a, str was_html, str now_html);

struct doc_options {
    int width_cols;   /* of the pane */
    int measure_cols; /* best width of text, 0: as wide as the pane; centred when the pane is wider */
    bool is_justified;
    bool has_link_numbers;              /* "[3]" after each link */
    bool is_bidi;                       /* put right-to-left lines in visual order */
    const struct text_hyphens *hyphens; /* parts words at line ends; NULL: none are */
};

struct doc_run {
    str text;       /* drawable: text_shown has passed it */
    uint32_t style; /* enum doc_style bits */
    int cols;
    int link; /* index into doc.links, -1: none */
};

struct doc_line {
    const struct doc_run *runs;
    size_t run_count;
    int indent_cols; /* blank columns in front, centring included */
    uint32_t at;     /* place in the doc's text: the same words keep it at any width */
    bool has_hyphen; /* a word goes on in the next line; the last run's "-" is not its own */
};

struct doc_layout {
    const struct doc_line *lines;
    size_t line_count;
    int width_cols;
    uint32_t end;  /* place behind the doc's last word */
    bool is_whole; /* no lines are to come, before these or after them */
    struct doc_setting *setting;
};

void doc_layout(struct arena *a, const struct doc *doc, const struct doc_options *options,
                struct doc_layout *out);
/*
 * Only what is seen first: the lines of the blocks around place `at`, if there are as many at least `least` from its
 * line on, else the last of the doc. The arena, doc and what options point to stay as they are until it is whole.
 */
void doc_layout_begin(struct arena *a, const struct doc *doc, const struct doc_options *options,
                      uint32_t at, size_t least, struct doc_layout *out);
/* Some of the other lines, about so many. How many are new in front of those that were there. */
size_t doc_layout_more(struct doc_layout *layout, size_t about);

size_t doc_line_of(const struct doc_layout *layout,
                   uint32_t at); /* the line that shows this place */

/* All places where text occurs (folded), as line and columns. */
struct doc_hit {
    size_t line;
    int col, cols; /* col counts from the line's first run, indent not included */
};
size_t doc_search(struct arena *a, const struct doc_layout *layout, str words,
                  struct doc_hit **out);

/* For pipes and `show`: lines of plain text, a list of links at the end where asked. */
str doc_text(struct arena *a, const struct doc *doc, const struct doc_options *options,
             bool has_link_list);

/* Minutes, at least 1. */
int doc_reading_minutes(const struct doc *doc);

#endif
