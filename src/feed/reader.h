/*
 * src/feed/reader.h: the reader of a feed in XML, which its files share: where it is (place.c), the element that it
 * gathers (capture.c), what that means (meaning.c), and what the feed has told so far (slots.c).
 *
 * Memory  what is kept lies in the parse's arena; a capture may be a slice of the document
 */
#ifndef COURANT_FEED_READER_H
#define COURANT_FEED_READER_H

#include "element.h"
#include "parse.h"

#include <courant/feed.h>

#define FRAMES_MOST 16
#define NO_RANK     99

/* Ranks of what comes from attributes, beside those of element.c. */
#define RANK_LINK_TEXT      1 /* RSS */
#define RANK_LINK_ATOM      1
#define RANK_LINK_OTHER     2 /* an Atom link in RSS */
#define RANK_LINK_HREF      3 /* CDF */
#define RANK_LINK_NOT_HTML  5
#define RANK_LINK_GUID      6
#define RANK_LINK_ABOUT     7
#define RANK_ID_ABOUT       3
#define RANK_UPDATED_CDF    6
#define RANK_LANGUAGE_XML   3
#define RANK_IMAGE_PLAIN    3 /* <image>, <image href> */
#define RANK_IMAGE_MEDIA    8
#define RANK_IMAGE_ENCLOSED 9
#define RANK_COMMENTS_LINK  2
#define RANK_AUTHOR_ATOM    1
#define RANK_AUTHOR_RSS     3
#define RANK_AUTHOR_SOURCE  9

/* Attributes that some element is asked for. */
enum attr {
    ATTR_HREF,
    ATTR_URL,
    ATTR_SRC,
    ATTR_RESOURCE,
    ATTR_REL,
    ATTR_TYPE,
    ATTR_MODE,
    ATTR_TERM,
    ATTR_LABEL,
    ATTR_TEXT,
    ATTR_LENGTH,
    ATTR_FILESIZE,
    ATTR_MEDIUM,
    ATTR_DEFAULT,
    ATTR_PERMALINK,
    ATTR_ABOUT,
    ATTR_LASTMOD,
    ATTR_VERSION,
    ATTR_COUNT,
};
struct slot {
    int rank; /* 0: nothing yet */
    str text;
    int64_t at; /* dates */
};

/* What the feed or an item has shown so far. */
struct slots {
    struct slot of[FIELD_COUNT];
    VEC(str) authors;
    VEC(str) categories;
    VEC(struct feed_enclosure) enclosures;
    size_t
        group_enclosure; /* how many there were with that of the open media:group; 0: it has none yet */
    str next_url, hub_url, self_url;
    int64_t period_minutes, frequency;
    uint32_t skip_hours;
    uint8_t skip_days;
};

struct frame {
    unsigned place;
    size_t depth;
};

struct base {
    str url;
    size_t depth;
};

struct capture {
    const struct element *row; /* NULL: none is being captured */
    size_t depth;
    enum xml_space space;
    enum value_type type;
    bool is_base64;
    bool is_raw;    /* markup by its type: text stays escaped */
    bool is_inline; /* has had tags in it */
    bool has_first, has_more;
    bool is_first_cdata;
    bool is_odd;    /* some reference in it gave what may need cleaning */
    str first, gap; /* the only piece so far; blanks after it that may be its end */
    str attrs[ATTR_COUNT];
    str base;
    size_t len;
};

struct reader {
    struct parse *p;
    struct xml xml;
    struct element_index index;
    struct frame frames[FRAMES_MOST];
    size_t frame_count;
    size_t skip_depth; /* 0: nothing is being passed over */
    struct capture capture;
    struct buf text;   /* of the capture, where one slice is not enough */
    struct buf beside; /* text that stands directly in a person or image */
    struct slots feed, item, person;
    VEC(struct base) bases;
    VEC(struct feed_item) items;
    str item_name; /* of the open item's element */
    enum feed_format format;
    bool is_atom;
};

static inline struct arena *
reader_arena(struct reader *r)
{
    return r->p->values.arena;
}

/* ---- attr.c: what the attributes of a tag say ---- */

/* raw with its references decoded, in out where there are any. */
str attr_decode(struct reader *r, struct buf *out, str raw);
str attr_value(struct reader *r, const struct xml_attr *attr); /* empty: NULL */
void attrs_take(struct reader *r, str attrs[ATTR_COUNT]);      /* of the tag at hand */
str attrs_address(const str attrs[ATTR_COUNT]);
str attr_media_type(str type); /* "text/html; charset=utf-8" without its parameters */

/* ---- slots.c: what the feed or an item has shown so far ---- */

bool slots_want(const struct slots *slots, unsigned field, int rank);
void slots_put(struct slots *slots, unsigned field, int rank, str text);
void slots_put_date(struct slots *slots, unsigned field, int rank, str text);
void slots_add_enclosure(struct reader *r, str url, str type, str length); /* each address once */
void slots_add_category(struct reader *r, str text);
/* Only those of the best rank count; one name twice is one person. */
void slots_add_author(struct reader *r, struct slots *slots, int rank, str name);
str slots_authors(struct reader *r, const struct slots *slots);
void slots_settle(struct slots *item);
bool slots_are_empty(const struct slots *item);

/* ---- capture.c: the text of one element ---- */

void capture_begin(struct reader *r, const struct element *row);
void capture_text(struct reader *r, str raw, bool is_cdata);
void capture_open(struct reader *r);
/* The whole text of the capture; valid until the next. */
struct value capture_value(struct reader *r);
str capture_trimmed(struct reader *r);

/* ---- meaning.c: the capture has ended: what it said goes to its slot ---- */

void meaning_take(struct reader *r);

/* ---- place.c: where in the feed the reader is ---- */

unsigned place_of(const struct reader *r);
bool place_is_in(const struct reader *r, unsigned place);
struct slots *place_slots(struct reader *r); /* of what is being told of there */
str place_base(const struct reader *r);
void place_enter(struct reader *r, const struct element *row);
void place_leave(struct reader *r); /* the place on top has ended */

#endif
