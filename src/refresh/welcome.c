#include <courant/feed.h>
#include <courant/refresh.h>
#include <courant/store.h>

/* The edition is of the day on which it is first opened, its stories a minute apart in their order. */
static void
date_as_new(struct arena *a, struct feed *feed, int64_t now)
{
    struct feed_item *items = ARENA_ARRAY(a, struct feed_item, feed->item_count);

    for (size_t i = 0; i < feed->item_count; i++) {
        items[i] = feed->items[i];
        items[i].published_at = now - 60 * (int64_t)i;
    }
    feed->items = items;
}

bool
refresh_welcome(struct store *st, struct err *err)
{
    const struct feed_input input = { .raw = embed_get("welcome.xml") };
    struct store_fetch fetch = { .at = time_now_s() };
    struct store_delta delta;
    struct store_source source;
    struct arena a = { 0 };
    struct feed feed = { 0 };
    bool ok = store_source_find(st, &a, STR("welcome"), &source, err) &&
              feed_parse(&a, &input, &feed, err);

    if (ok) {
        date_as_new(&a, &feed, fetch.at);
        fetch.source_id = source.id;
        fetch.due_at = fetch.at;
        ok = store_feed_write(st, &fetch, &feed, &delta, err);
    }
    arena_free(&a);
    return ok;
}
