#include <courant/feed.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int64_t at = 0;

    feed_date_parse((str){ (const char *)data, size }, &at);
    return 0;
}
