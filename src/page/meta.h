/*
 * src/page/meta.h: what a page says of itself: JSON-LD, Open Graph, Twitter cards, microdata, meta, link.
 *
 * Shape   each fact from the most trusted place that has it; the table is in meta.c
 * Memory  in the reader's arena, clean, one line
 */
#ifndef COURANT_PAGE_META_H
#define COURANT_PAGE_META_H

#include "reader.h"

enum fact {
    FACT_TITLE,
    FACT_NAME, /* what JSON-LD calls the story besides its headline */
    FACT_BYLINE,
    FACT_PUBLISHED,
    FACT_MODIFIED,
    FACT_SITE,
    FACT_LANGUAGE,
    FACT_DESCRIPTION,
    FACT_IMAGE,
    FACT_CANONICAL,
    FACT_IMAGE_ALT,
    FACT_IMAGE_CAPTION,
    FACT_IMAGE_CREDIT,
    FACT_IS_FREE, /* "false": behind a paywall */
    FACT_BODY,    /* the text, as JSON-LD has it: paragraphs parted by newlines */
    FACT_COUNT,
};

struct meta_pair {
    str key;
    str value;
};

struct meta {
    VEC(struct meta_pair) pairs; /* of <meta> and <link>, in order; keys lower case */
    str ld[FACT_COUNT];          /* of JSON-LD's article */
};

void meta_collect(struct reader *r, struct meta *meta);
/* The most trusted that is acceptable; empty: none. */
str meta_fact(struct reader *r, const struct meta *meta, enum fact fact);
/* The nth value of a key of <meta>; empty at the end. */
str meta_pair_get(const struct meta *meta, const char *key, size_t nth);

/* json_ld.c: adds what one script says. */
void json_ld_read(struct reader *r, str script, struct meta *meta);

#endif
