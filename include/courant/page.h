/*
 * <courant/page.h>: a web page into the article in it, the related stories under it, the feeds it advertises.
 *
 * Shape   HTML as UTF-8 (text_decode comes first) and the address it came from
 * Memory  everything in the arena; strings are clean
 * Errors  ERR_LIMIT: the parser's budget; a page without an article is no error: see .kind
 * Threads any, one arena each
 * Source  docs/architecture.md, "Extraction"
 */
#ifndef COURANT_PAGE_H
#define COURANT_PAGE_H

#include <courant/base.h>

struct html_tree;

enum page_kind {
    PAGE_ARTICLE,
    PAGE_EMPTY,   /* no text that could be an article (a front page, a list) */
    PAGE_PAYWALL, /* only the beginning is there */
    PAGE_CONSENT, /* a cookie wall in its place */
    PAGE_SCRIPT,  /* drawn by a script: nothing in the HTML */
    PAGE_ERROR,   /* "not found", "access denied" in words */
};

struct page_link {
    str title;
    str url; /* absolute */
    str teaser;
};

struct page_picture {
    str url;
    str alt;
    str caption;
    str credit; /* "akorda.kz" of "Photo: akorda.kz" */
};

struct page_feed {
    str url;
    str title;
    str type; /* application/rss+xml … */
};

struct page_article {
    enum page_kind kind;
    str url;           /* as asked */
    str canonical_url; /* what the page calls itself; empty: nothing */
    str title;
    str byline;
    str site_name;
    str language;
    str description;
    int64_t published_at;            /* 0: not given */
    int64_t modified_at;             /* 0: not given */
    str html;                        /* the body: clean structure only, absolute addresses */
    str text;                        /* paragraphs, headings, list items, parted by an empty line;
                                        what is said of pictures is in html only */
    struct page_picture lead;        /* url empty: none; it is not in html and text a second time */
    const struct page_link *related; /* the publisher's: under, beside, inside ("read also") */
    size_t related_count;
    const struct page_feed *feeds;
    size_t feed_count;
    str next_url; /* of a paged article; empty: none */
    str note;     /* for .kind other than PAGE_ARTICLE: what to tell the reader */
};

struct page_options {
    str content_selector; /* the user's, for a stubborn site; empty: find it */
    str remove_selector;
    str known_title; /* what the feed called it; empty: unknown */
};

bool page_extract(struct arena *a, str html, str url, const struct page_options *options,
                  struct page_article *out, struct err *err);

/* Why each large block was kept or dropped, as lines of text, for `inspect page --explain`. */
str page_explain(struct arena *a, str html, str url, const struct page_options *options);

/* Only the feeds that a page advertises, best first. */
size_t page_feeds(struct arena *a, str html, str url, const struct page_feed **out);

#endif
