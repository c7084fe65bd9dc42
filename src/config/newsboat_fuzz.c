#include <courant/config.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = { 0 };
    const struct config_newsboat_line *lines = NULL;

    config_newsboat_read(&a, (str){ (const char *)data, size }, &lines);
    arena_free(&a);
    return 0;
}
