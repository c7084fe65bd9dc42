/*
 * What the feed or an item has shown so far: of each field the value that wins.
 */
#include "reader.h"

bool
slots_want(const struct slots *slots, unsigned field, int rank)
{
    return slots->of[field].rank == 0 || rank < slots->of[field].rank;
}

void
slots_put(struct slots *slots, unsigned field, int rank, str text)
{
    if (text.len > 0 && slots_want(slots, field, rank))
        slots->of[field] = (struct slot){ .rank = rank, .text = text };
}

void
slots_put_date(struct slots *slots, unsigned field, int rank, str text)
{
    struct slot *slot = &slots->of[field];
    int64_t at;

    if ((slot->rank == 0 || rank <= slot->rank) && feed_date_parse(text, &at))
        *slot = (struct slot){ .rank = rank, .at = at };
}

void
slots_add_enclosure(struct reader *r, str url, str type, str length)
{
    struct slots *item = &r->item;
    struct feed_enclosure enclosure = { .length = -1 };
    struct value line = { .text = attr_media_type(type), .type = VALUE_TEXT };

    enclosure.url = value_address(&r->p->values, url, place_base(r));
    if (enclosure.url.len == 0 || item->enclosures.count >= FEED_MOST_ENCLOSURES)
        return;
    for (size_t i = 0; i < item->enclosures.count; i++)
        if (str_eq(item->enclosures.items[i].url, enclosure.url))
            return;
    enclosure.type = value_line(&r->p->values, &line);
    if (!str_take_int(&length, &enclosure.length))
        enclosure.length = -1;
    if (str_starts_nocase(enclosure.type, STR("image/")))
        slots_put(item, FIELD_IMAGE, RANK_IMAGE_ENCLOSED, enclosure.url);
    *VEC_PUSH(reader_arena(r), &item->enclosures) = enclosure;
}

void
slots_add_category(struct reader *r, str text)
{
    struct value line = { .text = text, .type = VALUE_GUESS };
    struct slots *item = &r->item;
    str category = value_line(&r->p->values, &line);

    if (category.len == 0 || item->categories.count >= FEED_MOST_CATEGORIES)
        return;
    for (size_t i = 0; i < item->categories.count; i++)
        if (str_eq(item->categories.items[i], category))
            return;
    *VEC_PUSH(reader_arena(r), &item->categories) = category;
}

void
slots_add_author(struct reader *r, struct slots *slots, int rank, str name)
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
        *VEC_PUSH(reader_arena(r), &slots->authors) = name;
}

/* An item's description is its summary; with another summary beside it and no content, it is the content. */
void
slots_settle(struct slots *item)
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

str
slots_authors(struct reader *r, const struct slots *slots)
{
    struct buf out = { .arena = reader_arena(r) };

    if (slots->authors.count == 1)
        return slots->authors.items[0];
    for (size_t i = 0; i < slots->authors.count; i++) {
        buf_add(&out, i > 0 ? STR(", ") : STR(""));
        buf_add(&out, slots->authors.items[i]);
    }
    return slots->authors.count ? buf_str(&out) : (str){ 0 };
}

bool
slots_are_empty(const struct slots *item)
{
    for (size_t i = 0; i < FIELD_COUNT; i++)
        if (item->of[i].rank != 0)
            return false;
    return item->categories.count == 0 && item->enclosures.count == 0;
}
