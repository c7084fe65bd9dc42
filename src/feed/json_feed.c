/* JSON Feed 1.0 and 1.1: https://www.jsonfeed.org/version/1.1/ */
#include "json_mend.h"
#include "parse.h"

#include <courant/feed.h>

#include <jansson.h>

#define LOAD_FLAGS (JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL)

/* ---- values: what has not the type that it should is not there ---- */

static str
text_of(const json_t *value)
{
    return json_is_string(value) ? (str){ json_string_value(value), json_string_length(value) }
                                 : (str){ 0 };
}

static str
text_get(const json_t *object, const char *key)
{
    return text_of(json_object_get(object, key));
}

static str
line_get(struct parse *p, const json_t *object, const char *key)
{
    struct value value = { .text = text_get(object, key), .type = VALUE_TEXT };

    return value_line(&p->values, &value);
}

static str
body_get(struct parse *p, const json_t *object, const char *key, enum value_type type)
{
    struct value value = { .text = text_get(object, key), .type = type, .base = p->url };

    return value.text.len > 0 ? value_body(&p->values, &value) : (str){ 0 };
}

/* The first of up to three keys that holds an address of the web. */
static str
link_get(struct parse *p, const json_t *object, const char *const keys[3])
{
    str link = { 0 };

    for (size_t i = 0; i < 3 && keys[i] && link.len == 0; i++)
        link = value_link(&p->values, text_get(object, keys[i]), p->url);
    return link;
}
#define LINK(p, object, ...) link_get((p), (object), (const char *const[3]){ __VA_ARGS__ })

static int64_t
date_get(const json_t *object, const char *key)
{
    int64_t at = 0;

    return feed_date_parse(text_get(object, key), &at) ? at : 0;
}

/* ids are strings; 1.0 let numbers be coerced. */
static str
id_get(struct parse *p, const json_t *object)
{
    const json_t *id = json_object_get(object, "id");

    if (json_is_integer(id))
        return arena_printf(p->values.arena, "%" JSON_INTEGER_FORMAT, json_integer_value(id));
    if (json_is_real(id))
        return arena_printf(p->values.arena, "%.17g", json_real_value(id));
    return line_get(p, object, "id");
}

/* authors of 1.1, author of 1.0: the names, joined. */
static str
authors_get(struct parse *p, const json_t *object)
{
    const json_t *list = json_object_get(object, "authors");
    struct buf out = { .arena = p->values.arena };
    size_t count = MIN(json_array_size(list), (size_t)FEED_MOST_CATEGORIES);

    for (size_t i = 0; i < count; i++) {
        str name = line_get(p, json_array_get(list, i), "name");

        if (name.len == 0)
            continue;
        buf_add(&out, out.len > 0 ? STR(", ") : STR(""));
        buf_add(&out, name);
    }
    return out.len > 0 ? buf_str(&out) : line_get(p, json_object_get(object, "author"), "name");
}

static void
take_tags(struct parse *p, const json_t *item, struct feed_item *out)
{
    const json_t *tags = json_object_get(item, "tags");
    size_t count = MIN(json_array_size(tags), (size_t)FEED_MOST_CATEGORIES), kept = 0;
    str *categories = count ? ARENA_ARRAY(p->values.arena, str, count) : NULL;

    for (size_t i = 0; i < count; i++) {
        struct value value = { .text = text_of(json_array_get(tags, i)), .type = VALUE_TEXT };
        str tag = value_line(&p->values, &value);

        if (tag.len > 0)
            categories[kept++] = tag;
    }
    out->categories = categories;
    out->category_count = kept;
}

static void
take_attachments(struct parse *p, const json_t *item, struct feed_item *out)
{
    const json_t *list = json_object_get(item, "attachments");
    size_t count = MIN(json_array_size(list), (size_t)FEED_MOST_ENCLOSURES), kept = 0;
    struct feed_enclosure *enclosures =
        count ? ARENA_ARRAY(p->values.arena, struct feed_enclosure, count) : NULL;

    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(list, i), *size = json_object_get(one, "size_in_bytes");
        str url = value_address(&p->values, text_get(one, "url"), p->url);

        if (url.len == 0)
            continue;
        enclosures[kept++] = (struct feed_enclosure){
            .url = url,
            .type = line_get(p, one, "mime_type"),
            .length = json_is_number(size) && json_number_value(size) >= 0 &&
                              json_number_value(size) < 9e15
                          ? (int64_t)json_number_value(size)
                          : -1,
        };
    }
    out->enclosures = enclosures;
    out->enclosure_count = kept;
}

static struct feed_item
take_item(struct parse *p, const json_t *item, str feed_author)
{
    struct feed_item out = {
        .id = id_get(p, item),
        .title = line_get(p, item, "title"),
        .link = LINK(p, item, "url", "external_url", "id"),
        .author = authors_get(p, item),
        .summary_html = body_get(p, item, "summary", VALUE_LINES),
        .content_html = body_get(p, item, "content_html", VALUE_HTML),
        .image = LINK(p, item, "image", "banner_image"),
        .language = value_language(&p->values, text_get(item, "language")),
        .published_at = date_get(item, "date_published"),
        .updated_at = date_get(item, "date_modified"),
    };

    if (out.content_html.len == 0)
        out.content_html = body_get(p, item, "content_text", VALUE_LINES);
    if (out.author.len == 0)
        out.author = feed_author;
    take_tags(p, item, &out);
    take_attachments(p, item, &out);
    return out;
}

static str
find_hub(struct parse *p, const json_t *root)
{
    const json_t *hubs = json_object_get(root, "hubs");
    str url = { 0 };

    for (size_t i = 0; i < MIN(json_array_size(hubs), 8) && url.len == 0; i++)
        url = LINK(p, json_array_get(hubs, i), "url");
    return url;
}

static void
take_feed(struct parse *p, const json_t *root, struct feed *out)
{
    const json_t *list = json_object_get(root, "items");
    size_t count = MIN(json_array_size(list), (size_t)FEED_MOST_ITEMS), kept = 0;
    struct feed_item *items = count ? ARENA_ARRAY(p->values.arena, struct feed_item, count) : NULL;
    str author = authors_get(p, root);

    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(list, i);

        if (json_is_object(item))
            items[kept++] = take_item(p, item, author);
        values_tidy(&p->values);
    }
    if (json_array_size(list) > count)
        p->mended |= PARSE_MEND_ITEMS;
    *out = (struct feed){
        .format = FEED_JSON,
        .title = line_get(p, root, "title"),
        .link = LINK(p, root, "home_page_url"),
        .description = line_get(p, root, "description"),
        .language = value_language(&p->values, text_get(root, "language")),
        .icon = LINK(p, root, "icon", "favicon"),
        .items = items,
        .item_count = kept,
        .next_url = LINK(p, root, "next_url"),
        .hub_url = find_hub(p, root),
        .self_url = LINK(p, root, "feed_url"),
    };
}

static json_t *
load(struct parse *p)
{
    json_error_t why;
    json_t *root;

    if (json_count(p->text) > JSON_MOST_VALUES)
        return NULL;
    root = json_loadb(p->text.ptr, p->text.len, LOAD_FLAGS, &why);
    if (root)
        return root;
    str mended = json_mend(&p->values.scratch, p->text);

    p->mended |= PARSE_MEND_JSON;
    return json_loadb(mended.ptr, mended.len, LOAD_FLAGS, &why);
}

/* Any object with items counts: some leave the version out. */
bool
json_feed_read(struct parse *p, struct feed *out)
{
    json_t *root = load(p);
    bool is_feed = json_is_array(json_object_get(root, "items")) ||
                   str_find(text_get(root, "version"), STR("jsonfeed.org/version/")) != STR_NONE;

    if (is_feed)
        take_feed(p, root, out);
    json_decref(root);
    return is_feed;
}
