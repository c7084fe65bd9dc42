#include <courant/feed.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read and written must be read again as it was, but for its order. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = { 0 };
    const struct feed_opml_entry *entries = NULL, *again = NULL;
    struct err err = { 0 };
    size_t count = 0, again_count = 0;

    if (feed_opml_read(&a, (str){ (const char *)data, size }, &entries, &count, &err)) {
        str text = feed_opml_write(&a, entries, count);

        if (count > 0 &&
            (!feed_opml_read(&a, text, &again, &again_count, &err) || again_count != count))
            abort();
    }
    arena_free(&a);
    return 0;
}
