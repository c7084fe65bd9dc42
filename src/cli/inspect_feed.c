/* `courant inspect feed FILE|- [--url BASE] [--json]`: the shape of the JSON is a promise, docs/cli.md. */
#include "inspect.h"
#include "json.h"

#include <courant/feed.h>

#include <stdio.h>

#define FILE_MOST ((size_t)64 << 20)

/* ---- JSON ---- */

static json_t *
enclosure_json(const struct feed_enclosure *enclosure)
{
    json_t *o = json_object();

    json_object_set_new(o, "url", json_of(enclosure->url));
    json_object_set_new(o, "type", json_of(enclosure->type));
    json_object_set_new(o, "length",
                        enclosure->length < 0 ? json_null() : json_integer(enclosure->length));
    return o;
}

static json_t *
item_json(const struct feed_item *item)
{
    json_t *o = json_object(), *categories = json_array(), *enclosures = json_array();

    for (size_t i = 0; i < item->category_count; i++)
        json_array_append_new(categories, json_of(item->categories[i]));
    for (size_t i = 0; i < item->enclosure_count; i++)
        json_array_append_new(enclosures, enclosure_json(&item->enclosures[i]));
    json_object_set_new(o, "id", json_of(item->id));
    json_object_set_new(o, "title", json_of(item->title));
    json_object_set_new(o, "link", json_of(item->link));
    json_object_set_new(o, "author", json_of(item->author));
    json_object_set_new(o, "published", json_time(item->published_at));
    json_object_set_new(o, "updated", json_time(item->updated_at));
    json_object_set_new(o, "summary_html", json_of(item->summary_html));
    json_object_set_new(o, "content_html", json_of(item->content_html));
    json_object_set_new(o, "comments", json_of(item->comments));
    json_object_set_new(o, "categories", categories);
    json_object_set_new(o, "enclosures", enclosures);
    json_object_set_new(o, "image", json_of(item->image));
    json_object_set_new(o, "image_credit", json_of(item->image_credit));
    json_object_set_new(o, "language", json_of(item->language));
    return o;
}

/* Hours, or days of the week from 0, Sunday. */
static json_t *
bits_json(uint32_t bits)
{
    json_t *list = json_array();

    for (int i = 0; i < 24; i++)
        if (bits >> i & 1)
            json_array_append_new(list, json_integer(i));
    return list;
}

static json_t *
feed_json(const struct feed *feed)
{
    json_t *o = json_object(), *items = json_array();

    for (size_t i = 0; i < feed->item_count; i++)
        json_array_append_new(items, item_json(&feed->items[i]));
    json_object_set_new(o, "format", json_string(feed_format_name(feed->format)));
    json_object_set_new(o, "title", json_of(feed->title));
    json_object_set_new(o, "link", json_of(feed->link));
    json_object_set_new(o, "description", json_of(feed->description));
    json_object_set_new(o, "language", json_of(feed->language));
    json_object_set_new(o, "updated", json_time(feed->updated_at));
    json_object_set_new(o, "icon", json_of(feed->icon));
    json_object_set_new(o, "ttl_minutes",
                        feed->ttl_minutes ? json_integer(feed->ttl_minutes) : json_null());
    json_object_set_new(o, "update_base", json_time(feed->update_base_at));
    json_object_set_new(o, "skip_hours", bits_json(feed->skip_hours));
    json_object_set_new(o, "skip_days", bits_json(feed->skip_days));
    json_object_set_new(o, "next", json_of(feed->next_url));
    json_object_set_new(o, "hub", json_of(feed->hub_url));
    json_object_set_new(o, "self", json_of(feed->self_url));
    json_object_set_new(o, "note", json_of(feed->note));
    json_object_set_new(o, "items", items);
    return o;
}

/* ---- words ---- */

static void
print_field(const char *name, str text)
{
    if (text.len > 0)
        printf("%-12s %.*s\n", name, STR_ARG(text));
}

static void
print_date(const char *name, int64_t at)
{
    char text[TIME_TEXT_LEN];

    if (at == 0)
        return;
    time_text(at, text);
    print_field(name, str_of(text));
}

static void
print_item(const struct feed_item *item)
{
    printf("\n");
    print_field("title", item->title);
    print_field("link", item->link);
    print_field("author", item->author);
    print_date("published", item->published_at);
    print_date("updated", item->updated_at);
    print_field("image", item->image);
    for (size_t i = 0; i < item->enclosure_count; i++)
        print_field("enclosure", item->enclosures[i].url);
    printf("%-12s summary %zu bytes, content %zu bytes\n", "text", item->summary_html.len,
           item->content_html.len);
}

static void
print_words(const struct feed *feed)
{
    print_field("format", str_of(feed_format_name(feed->format)));
    print_field("title", feed->title);
    print_field("link", feed->link);
    print_field("description", feed->description);
    print_field("language", feed->language);
    print_date("updated", feed->updated_at);
    print_field("icon", feed->icon);
    print_field("mended", feed->note);
    printf("%-12s %zu\n", "items", feed->item_count);
    for (size_t i = 0; i < feed->item_count; i++)
        print_item(&feed->items[i]);
}

int
inspect_feed(struct cli *cli, str *args, size_t count)
{
    bool is_json = false;
    struct feed_input input = { 0 };
    struct feed feed = { 0 };
    struct err err = { 0 };
    size_t words = 0;
    const struct cli_option options[] = {
        { "--url", NULL, &input.url },
        { "--json", &is_json, NULL },
    };

    if (!cli_options("inspect feed", options, ARRAY_LEN(options), args, count, &words))
        return CLI_USAGE;
    if (words != 1)
        return cli_usage("inspect");
    const char *path = arena_cstr(&cli->arena, args[0]);

    if (!file_load(path, FILE_MOST, &cli->arena, &input.raw, &err))
        return cli_fail(NULL, &err);
    if (!feed_parse(&cli->arena, &input, &feed, &err))
        return cli_fail(path, &err);
    if (is_json)
        json_print(feed_json(&feed));
    else
        print_words(&feed);
    return CLI_DONE;
}
