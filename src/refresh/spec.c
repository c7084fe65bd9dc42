#include <courant/config.h>
#include <courant/refresh.h>
#include <courant/store.h>

bool
refresh_sync(struct store *st, const struct config_source *sources, size_t count, uint64_t stamp,
             struct err *err)
{
    struct arena a = { 0 };
    struct store_source_spec *specs = ARENA_ARRAY(&a, struct store_source_spec, count);

    for (size_t i = 0; i < count; i++) {
        const struct config_source *from = &sources[i];

        specs[i] = (struct store_source_spec){ .key = from->key,
                                               .url = from->url,
                                               .name = from->name,
                                               .section = from->section,
                                               .is_disabled = from->is_disabled,
                                               .refresh_s = from->refresh_s,
                                               .full_text = (int)from->full_text };
    }
    bool ok = store_sources_sync(st, specs, count, stamp, err);

    arena_free(&a);
    return ok;
}
