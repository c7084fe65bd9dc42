/*
 * What a captured element means, by the way that its row in element.c names.
 */
#include "reader.h"

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
    str type = attr_media_type(c->attrs[ATTR_TYPE]);

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
    str relation = relation_of(c), text = attrs_address(c->attrs);
    bool is_item = place_is_in(r, IN_ITEM);

    text = text.len > 0 ? text : capture_trimmed(r);
    if (str_eq_nocase(relation, STR("enclosure"))) {
        if (is_item)
            slots_add_enclosure(r, text, c->attrs[ATTR_TYPE], c->attrs[ATTR_LENGTH]);
        return;
    }
    str url = value_link(&r->p->values, text, c->base);

    if (c->space == SPACE_ITUNES || str_eq_nocase(relation, STR("image")))
        slots_put(place_slots(r), FIELD_IMAGE, str_eq_nocase(relation, STR("image")) ? 4 : NO_RANK,
                  url);
    else if (relation.len == 0 || str_eq_nocase(relation, STR("alternate")))
        slots_put(place_slots(r), FIELD_LINK, rank_of_link(r), url);
    else if (is_item && str_eq_nocase(relation, STR("replies")))
        slots_put(place_slots(r), FIELD_COMMENTS, RANK_COMMENTS_LINK, url);
    else if (!is_item)
        put_feed_link(r, relation, url);
}

static void
put_guid(struct reader *r)
{
    struct value line = { .text = capture_trimmed(r), .type = VALUE_TEXT };
    str id = value_line(&r->p->values, &line);

    slots_put(place_slots(r), FIELD_ID, r->capture.row->rank, id);
    if (!str_eq_nocase(r->capture.attrs[ATTR_PERMALINK], STR("false")))
        slots_put(place_slots(r), FIELD_LINK, RANK_LINK_GUID,
                  value_link(&r->p->values, id, STR("")));
}

/* An address; where it can be none, an id is kept as it stands. */
static void
put_url(struct reader *r)
{
    struct capture *c = &r->capture;
    str text = attrs_address(c->attrs), url;

    text = text.len > 0 ? text : capture_trimmed(r);
    if (c->row->field == FIELD_ID) {
        struct value line = { .text = text, .type = VALUE_TEXT };

        url = str_find_char(text, ':') == STR_NONE ? value_address(&r->p->values, text, c->base)
                                                   : STR("");
        slots_put(place_slots(r), FIELD_ID, c->row->rank,
                  url.len > 0 ? url : value_line(&r->p->values, &line));
        return;
    }
    slots_put(place_slots(r), c->row->field, c->row->rank,
              value_link(&r->p->values, text, c->base));
}

static void
put_category(struct reader *r)
{
    const str *attrs = r->capture.attrs;

    slots_add_category(r, attrs[ATTR_LABEL].len > 0  ? attrs[ATTR_LABEL]
                          : attrs[ATTR_TERM].len > 0 ? attrs[ATTR_TERM]
                          : attrs[ATTR_TEXT].len > 0 ? attrs[ATTR_TEXT]
                                                     : capture_trimmed(r));
}

static void
put_keywords(struct reader *r)
{
    str rest = capture_trimmed(r), word;

    while (str_take_field(&rest, ',', &word))
        slots_add_category(r, word);
}

static void
put_minutes(struct reader *r)
{
    str text = capture_trimmed(r);
    int64_t minutes = 0;

    if (str_take_int(&text, &minutes) && minutes > 0 && minutes <= 366 * 1440 &&
        slots_want(&r->feed, FIELD_TTL, r->capture.row->rank))
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
    str text = capture_trimmed(r);

    for (size_t i = 0; i < ARRAY_LEN(periods); i++)
        if (str_eq_nocase(text, periods[i].name))
            r->feed.period_minutes = periods[i].minutes;
    if (r->capture.row->way == WAY_FREQUENCY)
        str_take_int(&text, &r->feed.frequency);
}

/* 24 is midnight too: RSS 0.91 counted from 1. */
static void
put_hour(struct reader *r)
{
    str text = capture_trimmed(r);
    int64_t hour = 0;

    if (str_take_int(&text, &hour) && hour >= 0 && hour <= 24)
        r->feed.skip_hours |= UINT32_C(1) << (hour % 24);
}

static void
put_day(struct reader *r)
{
    static const char *const days[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };
    str text = capture_trimmed(r);

    for (size_t i = 0; i < ARRAY_LEN(days); i++)
        if (str_starts_nocase(text, str_of(days[i])))
            r->feed.skip_days |= (uint8_t)(1u << i);
}

static void
put_text(struct reader *r)
{
    struct value line = { .text = capture_trimmed(r), .type = VALUE_TEXT };
    const struct element *row = r->capture.row;

    slots_put(place_slots(r), row->field, row->rank,
              row->field == FIELD_LANGUAGE ? value_language(&r->p->values, line.text)
                                           : value_line(&r->p->values, &line));
}

static void
put_line(struct reader *r)
{
    struct value value = capture_value(r);

    slots_put(place_slots(r), r->capture.row->field, r->capture.row->rank,
              value_line(&r->p->values, &value));
}

static void
put_body(struct reader *r)
{
    struct value value = capture_value(r);

    if (r->capture.attrs[ATTR_SRC].len == 0) /* elsewhere, not here: RFC 4287 § 4.1.3.2 */
        slots_put(place_slots(r), r->capture.row->field, r->capture.row->rank,
                  value_body(&r->p->values, &value));
}

void
meaning_take(struct reader *r)
{
    struct capture *c = &r->capture;

    switch (c->row->way) {
    case WAY_LINE: put_line(r); break;
    case WAY_BODY:
    case WAY_LINES: put_body(r); break;
    case WAY_TEXT: put_text(r); break;
    case WAY_DATE:
        slots_put_date(place_slots(r), c->row->field, c->row->rank, capture_trimmed(r));
        break;
    case WAY_URL: put_url(r); break;
    case WAY_LINK: put_link(r); break;
    case WAY_GUID: put_guid(r); break;
    case WAY_PERSON:
        slots_add_author(r, place_slots(r), c->row->rank,
                         value_person(&r->p->values, capture_trimmed(r)));
        break;
    case WAY_CATEGORY: put_category(r); break;
    case WAY_KEYWORDS: put_keywords(r); break;
    case WAY_ENCLOSURE:
        slots_add_enclosure(r, attrs_address(c->attrs), c->attrs[ATTR_TYPE], c->attrs[ATTR_LENGTH]);
        break;
    case WAY_MINUTES: put_minutes(r); break;
    case WAY_PERIOD:
    case WAY_FREQUENCY: put_period(r); break;
    case WAY_HOUR: put_hour(r); break;
    case WAY_DAY: put_day(r); break;
    case WAY_ENTER:
    case WAY_MEDIA: break; /* are never captured */
    }
    c->row = NULL;
}
