/*
 * A feed in XML, by the table of element.c. The reader is always at one place (feed, item, a person in an item),
 * an element that has a row there is entered or captured, all others are passed over with what is in them.
 *
 * A captured element may hold text, CDATA, or markup that nobody escaped. Where nothing has to be decoded its
 * value is a slice of the document; else it is put together in a buffer that all elements share. Either way only
 * what is kept is copied into the arena.
 */
#include "element.h"
#include "markup.h"
#include "parse.h"

#include <courant/feed.h>

#include <string.h>

#define FRAMES_MOST 16
#define NO_RANK     99
#define ESTIMATE_AT 32

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
    ATTR_PERMALINK,
    ATTR_ABOUT,
    ATTR_LASTMOD,
    ATTR_VERSION,
    ATTR_COUNT,
};
static const str attr_names[ATTR_COUNT] = {
    [ATTR_HREF] = STR_INIT("href"),       [ATTR_URL] = STR_INIT("url"),
    [ATTR_SRC] = STR_INIT("src"),         [ATTR_RESOURCE] = STR_INIT("resource"),
    [ATTR_REL] = STR_INIT("rel"),         [ATTR_TYPE] = STR_INIT("type"),
    [ATTR_MODE] = STR_INIT("mode"),       [ATTR_TERM] = STR_INIT("term"),
    [ATTR_LABEL] = STR_INIT("label"),     [ATTR_TEXT] = STR_INIT("text"),
    [ATTR_LENGTH] = STR_INIT("length"),   [ATTR_FILESIZE] = STR_INIT("filesize"),
    [ATTR_MEDIUM] = STR_INIT("medium"),   [ATTR_PERMALINK] = STR_INIT("ispermalink"),
    [ATTR_ABOUT] = STR_INIT("about"),     [ATTR_LASTMOD] = STR_INIT("lastmod"),
    [ATTR_VERSION] = STR_INIT("version"),
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
    str next_url, hub_url, self_url;
    int64_t period_minutes, frequency;
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

/* ---- small helpers ---- */

static struct arena *
arena_of(struct reader *r)
{
    return r->p->values.arena;
}

static unsigned
place_of(const struct reader *r)
{
    return r->frame_count ? r->frames[r->frame_count - 1].place : (unsigned)IN_DOCUMENT;
}

static bool
is_in(const struct reader *r, unsigned place)
{
    for (size_t i = 0; i < r->frame_count; i++)
        if (r->frames[i].place == place)
            return true;
    return false;
}

static struct slots *
target(struct reader *r)
{
    if (place_of(r) == IN_PERSON)
        return &r->person;
    return is_in(r, IN_ITEM) ? &r->item : &r->feed;
}

static str
base_of(const struct reader *r)
{
    return r->bases.count ? r->bases.items[r->bases.count - 1].url : r->p->url;
}

static bool
wants(const struct slots *slots, unsigned field, int rank)
{
    return slots->of[field].rank == 0 || rank < slots->of[field].rank;
}

static void
put(struct slots *slots, unsigned field, int rank, str text)
{
    if (text.len > 0 && wants(slots, field, rank))
        slots->of[field] = (struct slot){ .rank = rank, .text = text };
}

static void
put_date(struct slots *slots, unsigned field, int rank, str text)
{
    struct slot *slot = &slots->of[field];
    int64_t at;

    if ((slot->rank == 0 || rank <= slot->rank) && feed_date_parse(text, &at))
        *slot = (struct slot){ .rank = rank, .at = at };
}

/* ---- attributes ---- */

static str
decode(struct reader *r, struct buf *out, str raw)
{
    unsigned found;

    if (str_find_char(raw, '&') == STR_NONE)
        return raw;
    found = xml_entity_decode(out, raw, &r->xml.entities);
    if (found & ENTITY_BARE)
        r->p->mended |= PARSE_MEND_AMP;
    if (found & ENTITY_UNKNOWN)
        r->p->mended |= PARSE_MEND_ENTITY;
    if (found & ENTITY_ODD)
        r->capture.is_odd = true;
    return buf_str(out);
}

static str
decode_attr(struct reader *r, const struct xml_attr *attr)
{
    struct buf out = { .arena = &r->p->values.scratch };

    return attr ? str_trim(decode(r, &out, attr->raw_value)) : (str){ 0 };
}

static void
take_attrs(struct reader *r, str attrs[ATTR_COUNT])
{
    for (size_t i = 0; i < r->xml.token.attr_count; i++) {
        const struct xml_attr *attr = &r->xml.token.attrs[i];
        size_t colon = str_find_char(attr->name, ':');
        str local = colon == STR_NONE ? attr->name : str_from(attr->name, colon + 1);

        if (str_starts(attr->name, STR("xml")) && (colon == 3 || colon == 5))
            continue;
        for (size_t k = 0; k < ATTR_COUNT; k++)
            if (local.len == attr_names[k].len && str_eq_nocase(local, attr_names[k]) &&
                !attrs[k].ptr)
                attrs[k] = decode_attr(r, attr);
    }
}

/* ---- kinds of text ---- */

/* "text/html; charset=utf-8" without its parameters. */
static str
media_type(str type)
{
    return str_trim(str_sub(type, 0, str_find_char(type, ';')));
}

static void
set_escaped_type(struct capture *c, str type, bool is_atom)
{
    if (type.len == 0)
        c->type = is_atom ? VALUE_SOFT : VALUE_GUESS;
    else if (str_eq_nocase(type, STR("html")) || str_eq_nocase(type, STR("text/html")))
        c->type = VALUE_HTML;
    else
        c->type = VALUE_TEXT;
}

static bool
is_xml_type(str type)
{
    return str_eq_nocase(type, STR("xhtml")) || str_ends(type, STR("+xml")) ||
           str_ends(type, STR("/xml"));
}

/* From the type and mode of Atom 0.3 and 1.0, which RSS feeds use too. */
static void
set_type(struct capture *c, bool is_atom)
{
    str type = media_type(c->attrs[ATTR_TYPE]), mode = c->attrs[ATTR_MODE];
    bool has_slash = str_find_char(type, '/') != STR_NONE;

    if (c->row->way == WAY_LINES && !str_eq_nocase(type, STR("html"))) {
        c->type = VALUE_LINES;
        return;
    }
    set_escaped_type(c, type, is_atom);
    if (str_eq_nocase(mode, STR("base64"))) {
        c->is_base64 = true;
    } else if (is_xml_type(type)) {
        c->type = VALUE_HTML;
        c->is_raw = !str_eq_nocase(mode, STR("escaped"));
    } else if (str_eq_nocase(mode, STR("xml")) && c->type == VALUE_HTML) {
        c->is_raw = true;
    } else if (has_slash && !str_starts_nocase(type, STR("text/")) && mode.len == 0 &&
               c->space == SPACE_ATOM_10) { /* RFC 4287 § 4.1.3.3 */
        c->is_base64 = true;
        c->type = VALUE_HTML;
    }
}

/* ---- capturing ---- */

static void
capture_begin(struct reader *r, const struct element *row)
{
    struct capture *c = &r->capture;
    const struct xml_token *token = &r->xml.token;

    *c = (struct capture){
        .row = row, .depth = r->xml.depth, .space = token->space, .base = base_of(r)
    };
    r->text.len = 0;
    if (token->attr_count > 0)
        take_attrs(r, c->attrs);
    set_type(c, (SPACE_BIT(token->space) & SPACES_ATOM) != 0);
}

/* Adds a piece of text to the buffer as the type wants it. */
static void
add_piece(struct reader *r, str raw, bool is_cdata)
{
    struct capture *c = &r->capture;

    if (c->is_raw && is_cdata)
        markup_add_escaped(&r->text, raw);
    else if (c->is_raw || is_cdata || str_find_char(raw, '&') == STR_NONE)
        buf_add(&r->text, raw);
    else
        decode(r, &r->text, raw);
}

/* From one slice to the buffer. */
static void
flush_first(struct reader *r)
{
    struct capture *c = &r->capture;

    if (c->has_first && !c->has_more)
        add_piece(r, c->first, c->is_first_cdata);
    c->has_more = true;
    buf_add(&r->text, c->gap);
    c->gap = (str){ 0 };
}

static void
capture_text(struct reader *r, str raw, bool is_cdata)
{
    struct capture *c = &r->capture;

    c->len += raw.len;
    if (c->len > VALUE_MOST) {
        r->p->mended |= PARSE_MEND_LONG;
        return;
    }
    if (!is_cdata && str_trim(raw).len == 0) {
        if (c->gap.len == 0 && (c->has_first || c->has_more))
            c->gap = raw;
        return;
    }
    if (!c->has_first && !c->has_more) {
        c->first = raw;
        c->is_first_cdata = is_cdata;
        c->has_first = true;
        return;
    }
    flush_first(r);
    add_piece(r, raw, is_cdata);
}

/*
 * A tag in a captured element: markup that nobody escaped. Text that came before, and was text by its type, is
 * escaped now; what is HTML by type or custom goes on being decoded once.
 */
static void
capture_open(struct reader *r)
{
    struct capture *c = &r->capture;

    c->len += r->xml.token.raw.len;
    if (c->len > VALUE_MOST) {
        r->p->mended |= PARSE_MEND_LONG;
        return;
    }
    flush_first(r);
    if (!c->is_inline && c->type != VALUE_HTML && c->type != VALUE_GUESS) {
        str text = arena_str(&r->p->values.scratch, buf_str(&r->text));

        r->text.len = 0;
        markup_add_escaped(&r->text, text);
        c->is_raw = true;
    }
    c->is_inline = c->is_odd = true;
    c->type = VALUE_HTML;
    markup_add_open(&r->text, &r->p->values.scratch, &r->xml.token, base_of(r));
}

/* The whole text of the capture, until the next; *is_clean: nothing in it can need cleaning. */
static str
captured(struct reader *r, bool *is_clean)
{
    struct capture *c = &r->capture;

    *is_clean = r->p->is_clean && !c->is_base64;
    if (!c->has_more && c->has_first) {
        bool is_plain = c->is_first_cdata ? !c->is_raw : str_find_char(c->first, '&') == STR_NONE;

        if (is_plain && !c->is_base64)
            return c->first;
        add_piece(r, c->first, c->is_first_cdata);
    }
    str text = buf_str(&r->text);

    *is_clean = *is_clean && !c->is_odd;
    return c->is_base64 ? value_base64(&r->p->values, text) : text;
}

static struct value
captured_value(struct reader *r)
{
    struct value value = { .type = r->capture.type, .base = r->capture.base };

    value.text = captured(r, &value.is_clean);
    if (r->capture.is_inline)
        value.base = (str){ 0 }; /* each tag has been resolved where it stood */
    return value;
}

static str
captured_text(struct reader *r)
{
    bool is_clean;

    return str_trim(captured(r, &is_clean));
}

/* ---- what a captured element means ---- */

static void
add_enclosure(struct reader *r, str url, str type, str length)
{
    struct slots *item = &r->item;
    struct feed_enclosure enclosure = { .length = -1 };
    struct value line = { .text = media_type(type), .type = VALUE_TEXT };

    enclosure.url = value_address(&r->p->values, url, r->capture.base);
    if (enclosure.url.len == 0 || item->enclosures.count >= FEED_MOST_ENCLOSURES)
        return;
    enclosure.type = value_line(&r->p->values, &line);
    if (!str_take_int(&length, &enclosure.length))
        enclosure.length = -1;
    if (str_starts_nocase(enclosure.type, STR("image/")))
        put(item, FIELD_IMAGE, RANK_IMAGE_ENCLOSED, enclosure.url);
    *VEC_PUSH(arena_of(r), &item->enclosures) = enclosure;
}

static void
add_category(struct reader *r, str text)
{
    struct value line = { .text = text, .type = VALUE_GUESS };
    struct slots *item = &r->item;
    str category = value_line(&r->p->values, &line);

    if (category.len == 0 || item->categories.count >= FEED_MOST_CATEGORIES)
        return;
    for (size_t i = 0; i < item->categories.count; i++)
        if (str_eq(item->categories.items[i], category))
            return;
    *VEC_PUSH(arena_of(r), &item->categories) = category;
}

/* Only those of the best rank count; one name twice is one person. */
static void
add_author(struct reader *r, struct slots *slots, int rank, str name)
{
    struct slot *slot = &slots->of[FIELD_AUTHOR];

    if (name.len == 0 || (slot->rank != 0 && rank > slot->rank))
        return;
    if (rank < slot->rank)
        slots->authors.count = 0;
    slot->rank = rank;
    for (size_t i = 0; i < slots->authors.count; i++)
        if (str_eq(slots->authors.items[i], name))
            return;
    if (slots->authors.count < FEED_MOST_CATEGORIES)
        *VEC_PUSH(arena_of(r), &slots->authors) = name;
}

static str
first_address(const str attrs[ATTR_COUNT])
{
    static const enum attr order[] = { ATTR_HREF, ATTR_URL, ATTR_SRC, ATTR_RESOURCE };

    for (size_t i = 0; i < ARRAY_LEN(order); i++)
        if (attrs[order[i]].len > 0)
            return attrs[order[i]];
    return (str){ 0 };
}

/* RFC 4287 lets a registered relation be written as an address too. */
static str
relation_of(const struct capture *c)
{
    size_t slash = str_find_last(c->attrs[ATTR_REL], '/');

    return slash == STR_NONE ? c->attrs[ATTR_REL] : str_from(c->attrs[ATTR_REL], slash + 1);
}

static int
rank_of_link(const struct reader *r)
{
    const struct capture *c = &r->capture;
    str type = media_type(c->attrs[ATTR_TYPE]);

    if (c->attrs[ATTR_HREF].len == 0 && c->attrs[ATTR_REL].len == 0)
        return RANK_LINK_TEXT;
    if (type.len > 0 && str_find_nocase(type, STR("html")) == STR_NONE)
        return RANK_LINK_NOT_HTML;
    return r->is_atom ? RANK_LINK_ATOM : RANK_LINK_OTHER;
}

static void
put_feed_link(struct reader *r, str relation, str url)
{
    struct slots *feed = &r->feed;
    str *slot = str_eq_nocase(relation, STR("self"))   ? &feed->self_url
                : str_eq_nocase(relation, STR("next")) ? &feed->next_url
                : str_eq_nocase(relation, STR("hub"))  ? &feed->hub_url
                                                       : NULL;

    if (slot && slot->len == 0)
        *slot = url;
}

static void
put_link(struct reader *r)
{
    struct capture *c = &r->capture;
    str relation = relation_of(c), text = first_address(c->attrs);
    bool is_item = is_in(r, IN_ITEM);

    text = text.len > 0 ? text : captured_text(r);
    if (str_eq_nocase(relation, STR("enclosure"))) {
        if (is_item)
            add_enclosure(r, text, c->attrs[ATTR_TYPE], c->attrs[ATTR_LENGTH]);
        return;
    }
    str url = value_link(&r->p->values, text, c->base);

    if (c->space == SPACE_ITUNES || str_eq_nocase(relation, STR("image")))
        put(target(r), FIELD_IMAGE, str_eq_nocase(relation, STR("image")) ? 4 : NO_RANK, url);
    else if (relation.len == 0 || str_eq_nocase(relation, STR("alternate")))
        put(target(r), FIELD_LINK, rank_of_link(r), url);
    else if (is_item && str_eq_nocase(relation, STR("replies")))
        put(target(r), FIELD_COMMENTS, RANK_COMMENTS_LINK, url);
    else if (!is_item)
        put_feed_link(r, relation, url);
}

static void
put_guid(struct reader *r)
{
    struct value line = { .text = captured_text(r), .type = VALUE_TEXT };
    str id = value_line(&r->p->values, &line);

    put(target(r), FIELD_ID, r->capture.row->rank, id);
    if (!str_eq_nocase(r->capture.attrs[ATTR_PERMALINK], STR("false")))
        put(target(r), FIELD_LINK, RANK_LINK_GUID, value_link(&r->p->values, id, STR("")));
}

/* An address; where it can be none, an id is kept as it stands. */
static void
put_url(struct reader *r)
{
    struct capture *c = &r->capture;
    str text = first_address(c->attrs), url;

    text = text.len > 0 ? text : captured_text(r);
    if (c->row->field == FIELD_ID) {
        struct value line = { .text = text, .type = VALUE_TEXT };

        url = str_find_char(text, ':') == STR_NONE ? value_address(&r->p->values, text, c->base)
                                                   : STR("");
        put(target(r), FIELD_ID, c->row->rank,
            url.len > 0 ? url : value_line(&r->p->values, &line));
        return;
    }
    put(target(r), c->row->field, c->row->rank, value_link(&r->p->values, text, c->base));
}

static void
put_category(struct reader *r)
{
    const str *attrs = r->capture.attrs;

    add_category(r, attrs[ATTR_LABEL].len > 0  ? attrs[ATTR_LABEL]
                    : attrs[ATTR_TERM].len > 0 ? attrs[ATTR_TERM]
                    : attrs[ATTR_TEXT].len > 0 ? attrs[ATTR_TEXT]
                                               : captured_text(r));
}

static void
put_keywords(struct reader *r)
{
    str rest = captured_text(r), word;

    while (str_take_field(&rest, ',', &word))
        add_category(r, word);
}

static void
put_minutes(struct reader *r)
{
    str text = captured_text(r);
    int64_t minutes = 0;

    if (str_take_int(&text, &minutes) && minutes > 0 && minutes <= 366 * 1440 &&
        wants(&r->feed, FIELD_TTL, r->capture.row->rank))
        r->feed.of[FIELD_TTL] = (struct slot){ .rank = r->capture.row->rank, .at = minutes };
}

static void
put_period(struct reader *r)
{
    static const struct {
        str name;
        int64_t minutes;
    } periods[] = { { STR_INIT("hourly"), 60 },
                    { STR_INIT("daily"), 1440 },
                    { STR_INIT("weekly"), 7 * 1440 },
                    { STR_INIT("monthly"), 30 * 1440 },
                    { STR_INIT("yearly"), 365 * 1440 } };
    str text = captured_text(r);

    for (size_t i = 0; i < ARRAY_LEN(periods); i++)
        if (str_eq_nocase(text, periods[i].name))
            r->feed.period_minutes = periods[i].minutes;
    if (r->capture.row->way == WAY_FREQUENCY)
        str_take_int(&text, &r->feed.frequency);
}

static void
put_text(struct reader *r)
{
    struct value line = { .text = captured_text(r), .type = VALUE_TEXT };
    const struct element *row = r->capture.row;

    put(target(r), row->field, row->rank,
        row->field == FIELD_LANGUAGE ? value_language(&r->p->values, line.text)
                                     : value_line(&r->p->values, &line));
}

static void
put_line(struct reader *r)
{
    struct value value = captured_value(r);

    put(target(r), r->capture.row->field, r->capture.row->rank, value_line(&r->p->values, &value));
}

static void
put_body(struct reader *r)
{
    struct value value = captured_value(r);

    if (r->capture.attrs[ATTR_SRC].len == 0) /* elsewhere, not here: RFC 4287 § 4.1.3.2 */
        put(target(r), r->capture.row->field, r->capture.row->rank,
            value_body(&r->p->values, &value));
}

static void
capture_end(struct reader *r)
{
    struct capture *c = &r->capture;

    switch (c->row->way) {
    case WAY_LINE: put_line(r); break;
    case WAY_BODY:
    case WAY_LINES: put_body(r); break;
    case WAY_TEXT: put_text(r); break;
    case WAY_DATE: put_date(target(r), c->row->field, c->row->rank, captured_text(r)); break;
    case WAY_URL: put_url(r); break;
    case WAY_LINK: put_link(r); break;
    case WAY_GUID: put_guid(r); break;
    case WAY_PERSON:
        add_author(r, target(r), c->row->rank, value_person(&r->p->values, captured_text(r)));
        break;
    case WAY_CATEGORY: put_category(r); break;
    case WAY_KEYWORDS: put_keywords(r); break;
    case WAY_ENCLOSURE:
        add_enclosure(r, first_address(c->attrs), c->attrs[ATTR_TYPE], c->attrs[ATTR_LENGTH]);
        break;
    case WAY_MINUTES: put_minutes(r); break;
    case WAY_PERIOD:
    case WAY_FREQUENCY: put_period(r); break;
    case WAY_ENTER:
    case WAY_MEDIA: break; /* are never captured */
    }
    c->row = NULL;
}

/* ---- items ---- */

/* An item's description is its summary; with another summary beside it and no content, it is the content. */
static void
settle_bodies(struct slots *item)
{
    str description = item->of[FIELD_DESCRIPTION].text;
    struct slot *summary = &item->of[FIELD_SUMMARY], *content = &item->of[FIELD_CONTENT];

    if (description.len == 0)
        return;
    if (summary->rank == 1 && content->rank == 0 && !str_eq(summary->text, description))
        *content = (struct slot){ .rank = 1, .text = description };
    else
        *summary = (struct slot){ .rank = 1, .text = description };
}

static str
join_authors(struct reader *r, const struct slots *slots)
{
    struct buf out = { .arena = arena_of(r) };

    if (slots->authors.count == 1)
        return slots->authors.items[0];
    for (size_t i = 0; i < slots->authors.count; i++) {
        buf_add(&out, i > 0 ? STR(", ") : STR(""));
        buf_add(&out, slots->authors.items[i]);
    }
    return slots->authors.count ? buf_str(&out) : (str){ 0 };
}

static bool
is_nothing(const struct slots *item)
{
    for (size_t i = 0; i < FIELD_COUNT; i++)
        if (item->of[i].rank != 0)
            return false;
    return item->categories.count == 0 && item->enclosures.count == 0;
}

/* After the first items it shows how many there will be; growing by doubling would copy all of them again. */
static void
make_room(struct reader *r)
{
    size_t want = ESTIMATE_AT * (r->xml.text.len / (r->xml.at + 1) + 1) * 5 / 4;
    struct feed_item *items;

    want = MIN(want, (size_t)FEED_MOST_ITEMS);
    if (r->items.room >= want)
        return;
    items = ARENA_ARRAY(arena_of(r), struct feed_item, want);
    memcpy(items, r->items.items, r->items.count * sizeof(*items));
    r->items.items = items;
    r->items.room = want;
}

static void
item_end(struct reader *r)
{
    struct slots *s = &r->item;

    settle_bodies(s);
    if (r->items.count == ESTIMATE_AT)
        make_room(r);
    if (!is_nothing(s) && r->items.count < FEED_MOST_ITEMS)
        *VEC_PUSH(arena_of(r), &r->items) = (struct feed_item){
            .id = s->of[FIELD_ID].text,
            .title = s->of[FIELD_TITLE].text,
            .link = s->of[FIELD_LINK].text,
            .author = join_authors(r, s),
            .summary_html = s->of[FIELD_SUMMARY].text,
            .content_html = s->of[FIELD_CONTENT].text,
            .comments = s->of[FIELD_COMMENTS].text,
            .image = s->of[FIELD_IMAGE].text,
            .image_credit = s->of[FIELD_CREDIT].text,
            .language = s->of[FIELD_LANGUAGE].text,
            .published_at = s->of[FIELD_PUBLISHED].at,
            .updated_at = s->of[FIELD_UPDATED].at,
            .categories = s->categories.items,
            .category_count = s->categories.count,
            .enclosures = s->enclosures.items,
            .enclosure_count = s->enclosures.count,
        };
    else if (!is_nothing(s))
        r->p->mended |= PARSE_MEND_ITEMS;
    *s = (struct slots){ 0 };
    values_tidy(&r->p->values);
}

/* ---- places ---- */

static str
xml_lang(struct reader *r)
{
    const struct xml_attr *attr = xml_attr_find_xml(&r->xml, "lang");

    return attr ? value_language(&r->p->values, decode_attr(r, attr)) : (str){ 0 };
}

static enum feed_format
format_of_rdf(const struct reader *r)
{
    for (size_t i = 0; i < r->xml.bindings.count; i++)
        if (r->xml.bindings.items[i].space == SPACE_RSS_090)
            return FEED_RSS_09X;
    return FEED_RSS_10;
}

/* From the root, or what serves as one. */
static enum feed_format
format_of(struct reader *r, const str attrs[ATTR_COUNT])
{
    const struct xml_token *root = &r->xml.token;
    str version = attrs[ATTR_VERSION];

    if (str_eq_nocase(root->local, STR("rss")))
        return str_starts(version, STR("0.9"))   ? FEED_RSS_09X
               : str_starts(version, STR("1.0")) ? FEED_RSS_10
                                                 : FEED_RSS_20;
    if (str_eq_nocase(root->local, STR("rdf")))
        return format_of_rdf(r);
    if (str_eq_nocase(root->local, STR("feed")) || str_eq_nocase(root->local, STR("entry")))
        return root->space == SPACE_ATOM_03 || str_starts(version, STR("0.")) ? FEED_ATOM_03
                                                                              : FEED_ATOM_10;
    if (root->space == SPACE_RSS_11 || root->space == SPACE_RSS_10)
        return FEED_RSS_10;
    return str_eq(root->local, STR("channel")) && attrs[ATTR_HREF].len == 0 ? FEED_RSS_20
                                                                            : FEED_CDF;
}

static void
enter_feed(struct reader *r, const str attrs[ATTR_COUNT])
{
    put(&r->feed, FIELD_LANGUAGE, RANK_LANGUAGE_XML, xml_lang(r));
    if (r->format != FEED_CDF ||
        place_of(r) != IN_FEED) /* a channel in a channel is not the feed */
        put(&r->feed, FIELD_LINK, RANK_LINK_HREF,
            value_link(&r->p->values, attrs[ATTR_HREF], base_of(r)));
    put_date(&r->feed, FIELD_UPDATED, RANK_UPDATED_CDF, attrs[ATTR_LASTMOD]);
}

static void
enter_item(struct reader *r, const str attrs[ATTR_COUNT])
{
    struct value about = { .text = attrs[ATTR_ABOUT], .type = VALUE_TEXT };
    struct values *v = &r->p->values;

    r->item = (struct slots){ 0 };
    r->item_name = r->xml.token.local;
    put(&r->item, FIELD_LANGUAGE, RANK_LANGUAGE_XML, xml_lang(r));
    put(&r->item, FIELD_LINK, RANK_LINK_HREF, value_link(v, attrs[ATTR_HREF], base_of(r)));
    put_date(&r->item, FIELD_UPDATED, RANK_UPDATED_CDF, attrs[ATTR_LASTMOD]);
    if (about.text.len == 0)
        return;
    put(&r->item, FIELD_ID, RANK_ID_ABOUT, value_line(v, &about));
    put(&r->item, FIELD_LINK, RANK_LINK_ABOUT, value_link(v, about.text, base_of(r)));
}

static void
enter_media(struct reader *r, const str attrs[ATTR_COUNT])
{
    if (str_eq_nocase(attrs[ATTR_MEDIUM], STR("image")) ||
        str_starts_nocase(attrs[ATTR_TYPE], STR("image/")))
        put(&r->item, FIELD_IMAGE, RANK_IMAGE_MEDIA,
            value_link(&r->p->values, attrs[ATTR_URL], base_of(r)));
}

static void
enter(struct reader *r, const struct element *row)
{
    str attrs[ATTR_COUNT] = { 0 };
    unsigned place = row->field;

    if (r->xml.token.attr_count > 0)
        take_attrs(r, attrs);
    if (place_of(r) == IN_DOCUMENT) {
        xml_adopt(&r->xml);
        r->format = format_of(r, attrs);
        r->is_atom = r->format == FEED_ATOM_03 || r->format == FEED_ATOM_10;
    }
    if (r->frame_count >= FRAMES_MOST) {
        r->skip_depth = r->xml.depth;
        return;
    }
    if (place == IN_FEED)
        enter_feed(r, attrs);
    else if (place == IN_ITEM)
        enter_item(r, attrs);
    else if (place == IN_PERSON)
        r->person = (struct slots){ 0 };
    else if (place == IN_IMAGE)
        put(target(r), FIELD_IMAGE, RANK_IMAGE_PLAIN,
            value_link(&r->p->values, first_address(attrs), base_of(r)));
    else if (row->way == WAY_MEDIA)
        enter_media(r, attrs);
    r->frames[r->frame_count++] = (struct frame){ place, r->xml.depth };
    r->beside.len = 0;
}

static void
person_end(struct reader *r, bool is_source)
{
    const struct slot *name = &r->person.of[FIELD_TITLE];
    str text = name->rank == 1 ? name->text : value_person(&r->p->values, buf_str(&r->beside));
    int rank = is_source ? RANK_AUTHOR_SOURCE : r->is_atom ? RANK_AUTHOR_ATOM : RANK_AUTHOR_RSS;

    add_author(r, target(r), rank, text.len > 0 ? text : name->text);
}

/* The place on top has ended. */
static void
leave(struct reader *r)
{
    unsigned place = r->frames[--r->frame_count].place;

    if (place == IN_ITEM)
        item_end(r);
    else if (place == IN_PERSON)
        person_end(r, place_of(r) == IN_SOURCE);
    else if (place == IN_IMAGE)
        put(target(r), FIELD_IMAGE, RANK_IMAGE_PLAIN,
            value_link(&r->p->values, buf_str(&r->beside), base_of(r)));
}

/* ---- events ---- */

/* All that is open above depth has ended without saying so: the element just opened belongs at depth. */
static void
end_unclosed(struct reader *r, size_t depth)
{
    if (r->capture.row && r->capture.depth > depth)
        capture_end(r);
    if (r->skip_depth > depth)
        r->skip_depth = 0;
    while (r->frame_count > 0 && r->frames[r->frame_count - 1].depth > depth)
        leave(r);
    xml_lift(&r->xml, depth);
}

/*
 * An item inside an item was never meant: the end tag of the old one, or of something in it, is missing. Only
 * one of the same name, so that an extension's <entry> in an RSS item is left alone.
 */
static void
mend_item(struct reader *r)
{
    const struct xml_token *token = &r->xml.token;

    if (!(SPACE_BIT(token->space) & SPACES_CORE) || (r->capture.row && r->capture.is_raw))
        return;
    if (is_in(r, IN_ITEM)) {
        if (!str_eq_nocase(token->local, r->item_name))
            return;
    } else if (!str_eq_nocase(token->local, r->is_atom ? STR("entry") : STR("item"))) {
        return;
    }
    for (size_t i = r->frame_count; i-- > 0;)
        if (r->frames[i].place == IN_FEED || r->frames[i].place == IN_ITEMS) {
            if (r->xml.depth > r->frames[i].depth + 1)
                end_unclosed(r, r->frames[i].depth);
            return;
        }
}

/*
 * "<title>One <link>…": a field begins within another, and is not HTML that could stand there: the first one's
 * end tag is missing.
 */
static void
mend_field(struct reader *r)
{
    const struct capture *c = &r->capture;
    str local = r->xml.token.local;
    bool is_body = c->row->way == WAY_BODY || c->row->way == WAY_LINES;

    if (c->is_raw || r->xml.depth != c->depth + 1 ||
        !element_find(&r->index, place_of(r), r->xml.token.space, local))
        return;
    if (markup_is_name(local) &&
        (is_body || !(str_eq_nocase(local, STR("link")) || str_eq_nocase(local, STR("title")))))
        return;
    end_unclosed(r, c->depth - 1);
}

static void
push_base(struct reader *r)
{
    const struct xml_attr *attr = xml_attr_find_xml(&r->xml, "base");
    str url = attr ? value_address(&r->p->values, decode_attr(r, attr), base_of(r)) : (str){ 0 };

    if (url.len > 0)
        *VEC_PUSH(arena_of(r), &r->bases) = (struct base){ url, r->xml.depth };
}

static bool
is_settled(struct reader *r, const struct element *row)
{
    switch (row->way) {
    case WAY_LINE:
    case WAY_BODY:
    case WAY_LINES:
    case WAY_TEXT: return !wants(target(r), row->field, row->rank);
    default: return false;
    }
}

static void
on_open(struct reader *r)
{
    const struct element *row;

    if (r->xml.token.attr_count > 0)
        push_base(r);
    if (r->frame_count > 0)
        mend_item(r);
    if (r->capture.row)
        mend_field(r);
    if (r->capture.row) {
        capture_open(r);
        return;
    }
    if (r->skip_depth)
        return;
    if (place_of(r) == IN_DOCUMENT && str_eq_nocase(r->xml.token.local, STR("html")))
        r->p->is_html = true;
    row = element_find(&r->index, place_of(r), r->xml.token.space, r->xml.token.local);
    if (!row && r->frame_count == 0)
        row = element_find(&r->index, IN_DOCUMENT,
                           r->xml.token.space == SPACE_OTHER ? SPACE_RSS : SPACE_OTHER,
                           r->xml.token.local); /* a root may have any namespace */
    if (row && (row->way == WAY_ENTER || row->way == WAY_MEDIA))
        enter(r, row);
    else if (row && !is_settled(r, row))
        capture_begin(r, row);
    else if (r->frame_count > 0)
        r->skip_depth = r->xml.depth;
}

static void
on_close(struct reader *r)
{
    size_t depth = r->xml.depth;

    if (r->capture.row && depth < r->capture.depth)
        capture_end(r);
    else if (r->capture.row && r->capture.len <= VALUE_MOST)
        markup_add_close(&r->text, r->xml.token.name);
    if (depth < r->skip_depth)
        r->skip_depth = 0;
    while (r->frame_count > 0 && r->frames[r->frame_count - 1].depth > depth)
        leave(r);
    while (r->bases.count > 0 && r->bases.items[r->bases.count - 1].depth > depth)
        r->bases.count--;
}

static void
on_text(struct reader *r)
{
    const struct xml_token *token = &r->xml.token;
    bool is_cdata = token->kind == XML_CDATA;

    if (r->capture.row) {
        capture_text(r, token->raw, is_cdata);
        return;
    }
    if (r->skip_depth || !(place_of(r) & (IN_PERSON | IN_IMAGE)) || r->beside.len > VALUE_MOST)
        return;
    if (is_cdata)
        buf_add(&r->beside, token->raw);
    else
        xml_entity_decode(&r->beside, token->raw, &r->xml.entities);
}

/* ---- the feed ---- */

static void
feed_end(struct reader *r, struct feed *out)
{
    struct slots *s = &r->feed;
    struct slot *updated = &s->of[FIELD_UPDATED];
    str author = r->is_atom ? join_authors(r, s) : (str){ 0 };
    int64_t ttl = s->of[FIELD_TTL].at;

    if (ttl == 0 && s->period_minutes > 0)
        ttl = MAX(s->period_minutes / MAX(s->frequency, 1), 1);
    for (size_t i = 0; author.len > 0 && i < r->items.count; i++)
        if (r->items.items[i].author.len == 0)
            r->items.items[i].author = author; /* RFC 4287 § 4.2.1 */
    *out = (struct feed){
        .format = r->format,
        .title = s->of[FIELD_TITLE].text,
        .link = s->of[FIELD_LINK].text,
        .description = s->of[FIELD_DESCRIPTION].text,
        .language = s->of[FIELD_LANGUAGE].text,
        .icon = s->of[FIELD_IMAGE].text,
        .updated_at = updated->rank ? updated->at : s->of[FIELD_PUBLISHED].at,
        .ttl_minutes = ttl,
        .items = r->items.items,
        .item_count = r->items.count,
        .next_url = s->next_url,
        .hub_url = s->hub_url,
        .self_url = s->self_url,
    };
}

bool
xml_feed_read(struct parse *p, struct feed *out)
{
    struct reader *r =
        ARENA_NEW(p->values.arena, struct reader); /* too large for a thread's stack */
    struct arena buffers = { 0 };

    r->p = p;
    r->text = r->beside = (struct buf){ .arena = &buffers };
    element_index_make(&r->index);
    xml_init(&r->xml, p->values.arena, p->text);
    while (xml_next(&r->xml)) {
        switch (r->xml.token.kind) {
        case XML_OPEN: on_open(r); break;
        case XML_CLOSE: on_close(r); break;
        case XML_TEXT:
        case XML_CDATA: on_text(r); break;
        }
    }
    arena_free(&buffers);
    if (r->format == FEED_UNKNOWN)
        return false;
    p->mended |= r->xml.mended;
    feed_end(r, out);
    return true;
}
