/*
 * src/feed/element.h: which element fills which field, and which wins: the one table of docs/feeds.md.
 */
#ifndef COURANT_FEED_ELEMENT_H
#define COURANT_FEED_ELEMENT_H

#include "xml.h"

/* Where in a feed the reader is. Bits, as an element may mean the same in several places. */
enum element_place {
    IN_DOCUMENT = 1 << 0, /* no feed yet */
    IN_FEED = 1 << 1,     /* channel, feed, rdf:RDF, rss */
    IN_ITEM = 1 << 2,
    IN_IMAGE = 1 << 3,  /* a channel's or item's image */
    IN_GROUP = 1 << 4,  /* media:group, media:content: what it says is said of the item */
    IN_PERSON = 1 << 5, /* Atom's author */
    IN_SOURCE = 1 << 6, /* atom:source: of another feed, but its author is the entry's */
    IN_ITEMS = 1 << 7,  /* RSS 1.1 has its items in one */
    IN_SKIP = 1 << 8,   /* skipHours, skipDays */
};

/* Sets of namespaces, as bits of enum xml_space. */
#define SPACE_BIT(space) (UINT32_C(1) << (space))
#define SPACES_ATOM      (SPACE_BIT(SPACE_ATOM_03) | SPACE_BIT(SPACE_ATOM_10))
#define SPACES_RSS                                                                                 \
    (SPACE_BIT(SPACE_NONE) | SPACE_BIT(SPACE_RSS) | SPACE_BIT(SPACE_RSS_090) |                     \
     SPACE_BIT(SPACE_RSS_10) | SPACE_BIT(SPACE_RSS_11))
#define SPACES_CORE (SPACES_ATOM | SPACES_RSS)

enum field {
    FIELD_NONE,
    FIELD_TITLE,
    FIELD_ID,
    FIELD_LINK,
    FIELD_DESCRIPTION, /* of the feed; RSS description of an item, which may be summary or content */
    FIELD_SUMMARY,
    FIELD_CONTENT,
    FIELD_AUTHOR,
    FIELD_LANGUAGE,
    FIELD_IMAGE, /* of the feed: its icon */
    FIELD_CREDIT,
    FIELD_COMMENTS,
    FIELD_PUBLISHED,
    FIELD_UPDATED,
    FIELD_TTL,
    FIELD_UPDATE_BASE,
    FIELD_CATEGORY,
    FIELD_ENCLOSURE,
    FIELD_COUNT,
};

/* How the element is read. */
enum element_way {
    WAY_ENTER, /* its children are looked at, in .place */
    WAY_LINE,  /* its text, plain, on one line */
    WAY_BODY,  /* its text as HTML */
    WAY_LINES, /* the same; plain unless it says otherwise, and line ends count */
    WAY_TEXT,  /* its text as it stands */
    WAY_DATE,
    WAY_URL,    /* an address: in href, url, src, rdf:resource or the text */
    WAY_LINK,   /* link: what it is depends on rel */
    WAY_GUID,   /* an id that may be a link too */
    WAY_PERSON, /* one author, in the text */
    WAY_CATEGORY,
    WAY_KEYWORDS, /* categories parted by commas */
    WAY_ENCLOSURE,
    WAY_MEDIA, /* media:content: an image perhaps; then as WAY_ENTER */
    WAY_MINUTES,
    WAY_PERIOD,    /* sy:updatePeriod */
    WAY_FREQUENCY, /* sy:updateFrequency */
    WAY_HOUR,
    WAY_DAY,
};

struct element {
    unsigned places; /* enum element_place */
    uint32_t spaces;
    const char *local;
    enum element_way way;
    unsigned field; /* enum field; WAY_ENTER, WAY_MEDIA: the place that it opens */
    int rank;       /* 1 wins over 2; of the same rank the first wins, of dates the last */
};

struct element_index { /* made once for each parse */
    uint8_t first[64];
    uint8_t next[128];
};

void element_index_make(struct element_index *index);
/* The row for an element met at a place; NULL: it says nothing there. */
const struct element *element_find(const struct element_index *index, unsigned place,
                                   enum xml_space space, str local);

#endif
