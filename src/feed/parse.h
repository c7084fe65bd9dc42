/*
 * src/feed/parse.h: between feed.c, which knows what came, and the readers of each format.
 */
#ifndef COURANT_FEED_PARSE_H
#define COURANT_FEED_PARSE_H

#include "value.h"

#include <courant/base.h>

#define FEED_MOST_ITEMS      20000
#define FEED_MOST_CATEGORIES 100
#define FEED_MOST_ENCLOSURES 100

struct feed;

/* What was mended, beyond what xml.h tells. */
enum parse_mend {
    PARSE_MEND_AMP = 1 << 16,    /* bare & */
    PARSE_MEND_ENTITY = 1 << 17, /* unknown entities */
    PARSE_MEND_ITEMS = 1 << 18,  /* more than FEED_MOST_ITEMS */
    PARSE_MEND_DOUBLE = 1 << 19,
    PARSE_MEND_LONG = 1 << 20,
    PARSE_MEND_JUNK = 1 << 21, /* something before the feed */
    PARSE_MEND_GZIP = 1 << 22,
    PARSE_MEND_CHARSET = 1 << 23,
    PARSE_MEND_BYTES = 1 << 24,
    PARSE_MEND_JSON = 1 << 25,
};

struct parse {
    struct values values;
    str text;       /* UTF-8, lasting: fields may be slices of it */
    bool owns_text; /* it was decoded for this parse: what has been read may be written over */
    str url;
    bool is_clean; /* text_clean_block would change nothing in text */
    unsigned mended;
    bool is_html;   /* no feed, but a page */
    str advertised; /* the feeds that such a page names */
};

/* False: there is no feed in it; out is then as it was. */
bool xml_feed_read(struct parse *p, struct feed *out);
bool json_feed_read(struct parse *p, struct feed *out);

#endif
