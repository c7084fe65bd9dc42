#include <courant/feed.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = { 0 };
    struct feed_input input = { .raw = { (const char *)data, size },
                                .url = STR("https://example.org/a/feed.xml") };
    struct feed feed = { 0 };
    struct err err = { 0 };

    if (feed_parse(&a, &input, &feed, &err))
        for (size_t i = 0; i < feed.item_count; i++)
            feed_item_identity(&a, &feed.items[i]);
    arena_free(&a);
    return 0;
}
