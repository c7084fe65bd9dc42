/*
 * src/page/reader.h: one page while it is read: the tree, and beside it, by node id, what was measured
 * of each node and why it was dropped. Once measured, the tree is never changed.
 *
 * Shape   in this order: measure with hints, meta, title; pick and clean, up to three times, from strict
 *         to lax; then byline, picture, body, related, head and kind read what is left
 * Units   weighed characters: a letter counts 1, one of Han or Kana or Hangul about as much as the
 *         letters of the word that it stands for, so that one threshold serves all scripts
 * Memory  results in arena, everything else in scratch
 */
#ifndef COURANT_PAGE_READER_H
#define COURANT_PAGE_READER_H

#include <courant/base.h>
#include <courant/html.h>
#include <courant/page.h>

/* What class, id, role and element say of a node. hint.c has the words. */
enum hint {
    HINT_BODY = 1 << 0,    /* the text of an article */
    HINT_ARTICLE = 1 << 1, /* the whole of one */
    HINT_COMMENT = 1 << 2, /* what readers wrote */
    HINT_RELATED = 1 << 3, /* other stories */
    HINT_SHARE = 1 << 4,   /* buttons of social networks */
    HINT_ADVERT = 1 << 5,
    HINT_NAV = 1 << 6,
    HINT_LETTER = 1 << 7, /* newsletter, subscribe, sign in */
    HINT_COOKIE = 1 << 8,
    HINT_SIDE = 1 << 9,  /* beside, above or below the content: sidebar, footer, pop-up */
    HINT_META = 1 << 10, /* byline, date, tags, counters */
    HINT_CAPTION = 1 << 11,
    HINT_CREDIT = 1 << 12,
    HINT_WALL = 1 << 13,   /* paywall, registration */
    HINT_UNSEEN = 1 << 14, /* for screen readers or print */
    HINT_BYLINE = 1 << 15,
    HINT_DATE = 1 << 16,
    HINT_TITLE = 1 << 17,
    HINT_LEAD = 1 << 18, /* standfirst */
    HINT_TAGS = 1 << 19,
    HINT_BIO = 1 << 20,     /* about the author */
    HINT_POPULAR = 1 << 21, /* the site\'s most read or newest, whatever the story */
    HINT_WIDGET = 1 << 22,  /* beside the content, or a page builder's word for any part of it */
    HINT_QUOTE = 1 << 23,   /* a sentence of the text, said once more in large letters */
    HINT_PICTURE = 1 << 24, /* holds a picture, and what is said of it */
    HINT_TELLS = 1 << 25,   /* a description: with HINT_PICTURE in one name, a caption */
};

/* Why a node is not in the article; clean_words says it for --explain. */
enum drop {
    KEPT,
    DROP_OUTSIDE, /* not in the container that was chosen */
    DROP_HIDDEN,
    DROP_ELEMENT, /* script, form, button, nav … */
    DROP_COMMENT,
    DROP_RELATED,
    DROP_SHARE,
    DROP_ADVERT,
    DROP_NAV,
    DROP_LETTER,
    DROP_COOKIE,
    DROP_SIDE,
    DROP_META,
    DROP_TITLE,   /* the headline again */
    DROP_LINKS,   /* a list of links */
    DROP_CARDS,   /* teasers of other stories */
    DROP_NOISE,   /* short, and nothing of the kind around it */
    DROP_TWICE,   /* said before */
    DROP_USER,    /* the user's selector */
    DROP_CAPTION, /* the lead picture and what is said of it: given apart */
    DROP_CALL,    /* "follow us", "write to the newsroom" */
    DROP_UNTOLD,  /* behind the end that the page tells machines */
    DROP_COUNT,
};

/* Is this a list of teasers? */
enum cards { CARDS_UNKNOWN, CARDS_YES, CARDS_NO };

struct mark {
    uint32_t hints;
    uint32_t block;  /* id of the nearest block element, itself if it is one */
    uint32_t chars;  /* weighed, all visible below, at this node */
    uint32_t linked; /* of them in links */
    uint32_t stops;  /* sentence marks and commas below */
    uint32_t own_chars, own_linked, own_stops; /* of the text whose nearest block this is */
    uint32_t links;                            /* elements a with an address below */
    int32_t value;                             /* how much prose, less what speaks against it */
    uint32_t prose;                            /* weighed characters of prose below */
    uint32_t end;                              /* id of the last node below, or its own */
    uint8_t drop;                              /* enum drop */
    uint8_t cards;                             /* enum cards */
    uint8_t table;                             /* body.c: 0 not looked at, 1 of data, 2 of layout */
    uint32_t told;                             /* weighed characters below that are told */
    bool is_told;       /* its own text is in the body that the page gives to machines */
    bool is_told_whole; /* from the first word to the last */
    bool is_linked;     /* inside a link */
    bool is_hidden;     /* itself or above */
};

struct reader {
    struct arena *arena;
    struct arena scratch;
    struct html_tree tree;
    struct html_node **nodes; /* by id */
    struct mark *marks;       /* by id */
    const struct page_options *options;
    str url, base; /* as asked; what addresses are relative to */
    str title;     /* found by title.c before the text is cleaned */
    str byline;    /* of the first author, as machines are told; empty: unknown */
    str summary;   /* what the page says of itself in a sentence */
    const struct html_node *headline; /* where the page shows the title; NULL: nowhere */
    bool has_told;                    /* the marks is_told are to be followed */
    bool is_told_cut;                 /* the told text ends early */
    const struct html_node *lede;     /* the standfirst, if it stands outside content */
    const struct html_node *points;   /* the story in a few bullets, behind it */
    const struct html_node *content;
    const char *picked_by; /* how content was found, in words */
    bool is_named;         /* by the user's selector */
    unsigned pass;         /* 0 strict; then laxer */
};

static inline struct mark *
mark_of(const struct reader *r, const struct html_node *node)
{
    return &r->marks[node->id];
}

static inline bool
is_heading(const struct html_node *node)
{
    return node->tag >= HTML_H1 && node->tag <= HTML_H6;
}

static inline bool
is_dropped(const struct reader *r, const struct html_node *node)
{
    return r->marks[node->id].drop != KEPT;
}

static inline bool
is_inside(const struct reader *r, const struct html_node *node, const struct html_node *top)
{
    return node->id >= top->id && node->id <= r->marks[top->id].end;
}

static inline double
link_share(const struct mark *m)
{
    return m->chars ? (double)m->linked / m->chars : 0;
}

/* ---- hint.c ---- */

uint32_t hint_find(const struct html_node *node);
bool hint_tables_are_sorted(void); /* for tests: they are searched by halves */

/* ---- split.c ---- */

void split_paragraphs(struct reader *r); /* at double breaks; before anything else */

/* ---- measure.c ---- */

void mark_measure(struct reader *r);
/* As html_text, without what the marks call hidden; in scratch. */
str mark_text(struct reader *r, const struct html_node *top);
/* Does a style sheet part this text from the one before it, where no blank does? */
bool mark_is_parted(const struct html_node *text);
uint32_t mark_weigh(str text,
                    uint32_t *stops); /* weighed characters; adds sentence marks to *stops */
uint32_t mark_fold(uint32_t rune);    /* of a letter or digit, one for both cases; else 0 */
str mark_letters(struct reader *r, str text); /* nothing but these; in scratch */
bool mark_is_prose(const struct mark *m);     /* is the text that is this block's own prose? */

/* ---- told.c ---- */

/* Marks what of the page stands in the text that JSON-LD gives. */
void told_follow(struct reader *r, str body);

/* ---- lede.c ---- */

/* The standfirst between headline and content, which becomes the first paragraph. */
void lede_find(struct reader *r);

/* ---- pick.c ---- */

void pick_drops(struct reader *r); /* by hints and elements, for this pass */
void pick_content(struct reader *r);
bool pick_is_player(const struct html_node *node);
bool pick_is_card_list(const struct reader *r, const struct html_node *top);

/* ---- clean.c ---- */

void clean_content(struct reader *r);
void clean_drop(struct reader *r, const struct html_node *node, enum drop why); /* and all below */
extern const char *const clean_words[DROP_COUNT];

#endif
