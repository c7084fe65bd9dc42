#include <courant/feed.h>
#include <courant/refresh.h>
#include <courant/store.h>

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
        fetch.source_id = source.id;
        fetch.due_at = fetch.at;
        ok = store_feed_write(st, &fetch, &feed, &delta, err);
    }
    arena_free(&a);
    return ok;
}
