/*
 * Any bytes as a query: read, or refused with a place; what is read is listed and searched for in a small store,
 * so that the expressions made of it are taken by FTS5.
 */
#include <courant/store.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct store *
open_store(void)
{
    static const char *const suffixes[] = { "", "-wal", "-shm" };
    char path[] = "/tmp/courant-fuzz-XXXXXX", file[sizeof(path) + 8];
    struct err err = { 0 };
    struct store *st = NULL;
    int fd = mkstemp(path);

    if (fd < 0 || !store_open(path, &st, &err))
        abort();
    close(fd);
    for (size_t i = 0; i < ARRAY_LEN(suffixes);
         i++) { /* they stay open; gone when the fuzzer ends */
        snprintf(file, sizeof(file), "%s%s", path, suffixes[i]);
        unlink(file);
    }
    return st;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct store *st;
    struct arena a = { 0 };
    struct err err = { 0 };
    str text = arena_str(&a, (str){ (const char *)data, size });
    struct store_query *query;
    struct store_story *stories;
    size_t count;

    st = st ? st : open_store();
    if (store_query_parse(&a, text, 1700000000, &query, &err)) {
        if (!store_list_after(st, &a, query, (struct store_place){ 0 }, false, 5, &stories, &count,
                              &err) ||
            !store_search(st, &a, text, 5, &stories, &count, &err))
            abort();
    } else if (err.kind != ERR_INVALID) {
        abort();
    }
    arena_free(&a);
    return 0;
}
