/*
 * Where in a feed the reader is: its feed, an item, a person or image in it; what entering and leaving them means.
 */
#include "reader.h"

#include <string.h>

#define ESTIMATE_AT 32

unsigned
place_of(const struct reader *r)
{
    return r->frame_count ? r->frames[r->frame_count - 1].place : (unsigned)IN_DOCUMENT;
}

bool
place_is_in(const struct reader *r, unsigned place)
{
    for (size_t i = 0; i < r->frame_count; i++)
        if (r->frames[i].place == place)
            return true;
    return false;
}

struct slots *
place_slots(struct reader *r)
{
    if (place_of(r) == IN_PERSON)
        return &r->person;
    return place_is_in(r, IN_ITEM) ? &r->item : &r->feed;
}

str
place_base(const struct reader *r)
{
    return r->bases.count ? r->bases.items[r->bases.count - 1].url : r->p->url;
}

/* ---- items ---- */

/* After the first items it shows how many there will be; growing by doubling would copy all of them again. */
static void
make_room(struct reader *r)
{
    size_t want = ESTIMATE_AT * (r->xml.text.len / (r->xml.at + 1) + 1) * 5 / 4;
    struct feed_item *items;

    want = MIN(want, (size_t)FEED_MOST_ITEMS);
    if (r->items.room >= want)
        return;
    items = ARENA_ARRAY(reader_arena(r), struct feed_item, want);
    memcpy(items, r->items.items, r->items.count * sizeof(*items));
    r->items.items = items;
    r->items.room = want;
}

static void
item_end(struct reader *r)
{
    struct slots *s = &r->item;

    slots_settle(s);
    if (r->items.count == ESTIMATE_AT)
        make_room(r);
    if (!slots_are_empty(s) && r->items.count < FEED_MOST_ITEMS)
        *VEC_PUSH(reader_arena(r), &r->items) = (struct feed_item){
            .id = s->of[FIELD_ID].text,
            .title = s->of[FIELD_TITLE].text,
            .link = s->of[FIELD_LINK].text,
            .author = slots_authors(r, s),
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
    else if (!slots_are_empty(s))
        r->p->mended |= PARSE_MEND_ITEMS;
    *s = (struct slots){ 0 };
    values_tidy(&r->p->values);
}

/* ---- entering ---- */

static str
xml_lang(struct reader *r)
{
    const struct xml_attr *attr = xml_attr_find_xml(&r->xml, "lang");

    return attr ? value_language(&r->p->values, attr_value(r, attr)) : (str){ 0 };
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
    slots_put(&r->feed, FIELD_LANGUAGE, RANK_LANGUAGE_XML, xml_lang(r));
    if (r->format != FEED_CDF ||
        place_of(r) != IN_FEED) /* a channel in a channel is not the feed */
        slots_put(&r->feed, FIELD_LINK, RANK_LINK_HREF,
                  value_link(&r->p->values, attrs[ATTR_HREF], place_base(r)));
    slots_put_date(&r->feed, FIELD_UPDATED, RANK_UPDATED_CDF, attrs[ATTR_LASTMOD]);
}

static void
enter_item(struct reader *r, const str attrs[ATTR_COUNT])
{
    struct value about = { .text = attrs[ATTR_ABOUT], .type = VALUE_TEXT };
    struct values *v = &r->p->values;

    r->item = (struct slots){ 0 };
    r->item_name = r->xml.token.local;
    slots_put(&r->item, FIELD_LANGUAGE, RANK_LANGUAGE_XML, xml_lang(r));
    slots_put(&r->item, FIELD_LINK, RANK_LINK_HREF, value_link(v, attrs[ATTR_HREF], place_base(r)));
    slots_put_date(&r->item, FIELD_UPDATED, RANK_UPDATED_CDF, attrs[ATTR_LASTMOD]);
    if (about.text.len == 0)
        return;
    slots_put(&r->item, FIELD_ID, RANK_ID_ABOUT, value_line(v, &about));
    slots_put(&r->item, FIELD_LINK, RANK_LINK_ABOUT, value_link(v, about.text, place_base(r)));
}

static bool
is_playable(const str attrs[ATTR_COUNT])
{
    return str_eq_nocase(attrs[ATTR_MEDIUM], STR("audio")) ||
           str_eq_nocase(attrs[ATTR_MEDIUM], STR("video")) ||
           str_eq_nocase(attrs[ATTR_MEDIUM], STR("document")) ||
           str_starts_nocase(attrs[ATTR_TYPE], STR("audio/")) ||
           str_starts_nocase(attrs[ATTR_TYPE], STR("video/"));
}

/* Those of a group are one thing in several forms: the one that is the default, else the first, stands for all. */
static void
add_media(struct reader *r, const str attrs[ATTR_COUNT])
{
    struct slots *item = &r->item;
    bool is_grouped = place_of(r) == IN_GROUP;

    if (is_grouped && item->group_enclosure > 0) {
        if (!str_eq_nocase(attrs[ATTR_DEFAULT], STR("true")))
            return;
        item->enclosures.count = item->group_enclosure - 1;
    }
    slots_add_enclosure(r, attrs[ATTR_URL], attrs[ATTR_TYPE], attrs[ATTR_FILESIZE]);
    if (is_grouped)
        item->group_enclosure = item->enclosures.count;
}

static void
enter_media(struct reader *r, const str attrs[ATTR_COUNT])
{
    if (str_eq_nocase(attrs[ATTR_MEDIUM], STR("image")) ||
        str_starts_nocase(attrs[ATTR_TYPE], STR("image/")))
        slots_put(&r->item, FIELD_IMAGE, RANK_IMAGE_MEDIA,
                  value_link(&r->p->values, attrs[ATTR_URL], place_base(r)));
    else if (is_playable(attrs))
        add_media(r, attrs);
}

void
place_enter(struct reader *r, const struct element *row)
{
    str attrs[ATTR_COUNT] = { 0 };
    unsigned place = row->field;

    if (r->xml.token.attr_count > 0)
        attrs_take(r, attrs);
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
        slots_put(place_slots(r), FIELD_IMAGE, RANK_IMAGE_PLAIN,
                  value_link(&r->p->values, attrs_address(attrs), place_base(r)));
    else if (row->way == WAY_MEDIA)
        enter_media(r, attrs);
    else if (place == IN_GROUP)
        r->item.group_enclosure = 0;
    r->frames[r->frame_count++] = (struct frame){ place, r->xml.depth };
    r->beside.len = 0;
}

/* ---- leaving ---- */

static void
person_end(struct reader *r, bool is_source)
{
    const struct slot *name = &r->person.of[FIELD_TITLE];
    str text = name->rank == 1 ? name->text : value_person(&r->p->values, buf_str(&r->beside));
    int rank = is_source ? RANK_AUTHOR_SOURCE : r->is_atom ? RANK_AUTHOR_ATOM : RANK_AUTHOR_RSS;

    slots_add_author(r, place_slots(r), rank, text.len > 0 ? text : name->text);
}

void
place_leave(struct reader *r)
{
    unsigned place = r->frames[--r->frame_count].place;

    if (place == IN_ITEM)
        item_end(r);
    else if (place == IN_PERSON)
        person_end(r, place_of(r) == IN_SOURCE);
    else if (place == IN_IMAGE)
        slots_put(place_slots(r), FIELD_IMAGE, RANK_IMAGE_PLAIN,
                  value_link(&r->p->values, buf_str(&r->beside), place_base(r)));
}
