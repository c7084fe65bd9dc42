#include "json_mend.h"

#include <courant/feed.h>

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As a feed, even where nothing in it says that it is one; and mended, after which it is still UTF-8. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = { 0 };
    str raw = { (const char *)data, size };
    struct feed_input input = { .url = STR("https://example.org/a/feed.json") };
    struct feed feed = { 0 };
    struct err err = { 0 };

    input.raw = arena_join(&a, STR("{\"items\":"), raw);
    feed_parse(&a, &input, &feed, &err);
    input.raw = raw;
    if (feed_parse(&a, &input, &feed, &err))
        for (size_t i = 0; i < feed.item_count; i++)
            assert(utf8_is_valid(feed_item_identity(&a, &feed.items[i])));
    if (utf8_is_valid(raw))
        assert(utf8_is_valid(json_mend(&a, raw)));
    arena_free(&a);
    return 0;
}
