/*
 * A feed in XML, by the table of element.c. The reader is always at one place (feed, item, a person in an item),
 * an element that has a row there is entered or captured, all others are passed over with what is in them.
 */
#include "markup.h"
#include "reader.h"

#define ALL_HOURS ((UINT32_C(1) << 24) - 1)
#define ALL_DAYS  0x7f

/* All that is open above depth has ended without saying so: the element just opened belongs at depth. */
static void
end_unclosed(struct reader *r, size_t depth)
{
    if (r->capture.row && r->capture.depth > depth)
        meaning_take(r);
    if (r->skip_depth > depth)
        r->skip_depth = 0;
    while (r->frame_count > 0 && r->frames[r->frame_count - 1].depth > depth)
        place_leave(r);
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
    if (place_is_in(r, IN_ITEM)) {
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
    str url = attr ? value_address(&r->p->values, attr_value(r, attr), place_base(r)) : (str){ 0 };

    if (url.len > 0)
        *VEC_PUSH(reader_arena(r), &r->bases) = (struct base){ url, r->xml.depth };
}

static bool
is_settled(struct reader *r, const struct element *row)
{
    switch (row->way) {
    case WAY_LINE:
    case WAY_BODY:
    case WAY_LINES:
    case WAY_TEXT: return !slots_want(place_slots(r), row->field, row->rank);
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
        place_enter(r, row);
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
        meaning_take(r);
    else if (r->capture.row && r->capture.len <= VALUE_MOST)
        markup_add_close(&r->text, r->xml.token.name);
    if (depth < r->skip_depth)
        r->skip_depth = 0;
    while (r->frame_count > 0 && r->frames[r->frame_count - 1].depth > depth)
        place_leave(r);
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

/* The syndication module: so often in a period, which is a day where only the number is given. */
static int64_t
update_minutes(const struct slots *s)
{
    int64_t period = s->period_minutes > 0 ? s->period_minutes : s->frequency > 0 ? 1440 : 0;

    return period > 0 ? MAX(period / MAX(s->frequency, 1), 1) : 0;
}

/* All hours or days skipped would mean never: whoever writes that meant something else. */
static void
feed_schedule(const struct slots *s, struct feed *out)
{
    int64_t ttl = s->of[FIELD_TTL].at;

    out->ttl_minutes = ttl > 0 ? ttl : update_minutes(s);
    out->update_base_at = s->of[FIELD_UPDATE_BASE].at;
    out->skip_hours = s->skip_hours == ALL_HOURS ? 0 : s->skip_hours;
    out->skip_days = s->skip_days == ALL_DAYS ? 0 : s->skip_days;
}

static void
feed_end(struct reader *r, struct feed *out)
{
    struct slots *s = &r->feed;
    struct slot *updated = &s->of[FIELD_UPDATED];
    str author = r->is_atom ? slots_authors(r, s) : (str){ 0 };

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
        .items = r->items.items,
        .item_count = r->items.count,
        .next_url = s->next_url,
        .hub_url = s->hub_url,
        .self_url = s->self_url,
    };
    feed_schedule(s, out);
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
