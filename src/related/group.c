#include "group.h"

#include "probe.h"

#define LANGUAGES_BYTES 64 /* of a thread's "en ru" */

bool
group_load(struct store *st, struct arena *a, int64_t thread_id, struct group *out, struct err *err)
{
    if (!store_rel_thread_get(st, a, thread_id, &out->thread, err))
        return false;
    vector_unpack_sum(out->thread.word, &out->word);
    vector_unpack_sum(out->thread.bridge, &out->bridge);
    return true;
}

bool
group_has_language(const struct group *g, str language)
{
    str rest = g->thread.languages, code;

    while (str_take_field(&rest, ' ', &code))
        if (str_eq(code, language))
            return true;
    return false;
}

static void
add_language(struct arena *a, struct group *g, str language)
{
    str *have = &g->thread.languages;

    if (have->len == 0)
        *have = arena_str(a, language);
    else if (!group_has_language(g, language) && have->len <= LANGUAGES_BYTES)
        *have = arena_printf(a, "%.*s %.*s", STR_ARG(*have), STR_ARG(language));
}

static void
span(struct group *g, int64_t first_at, int64_t last_at, int64_t size)
{
    struct store_thread *t = &g->thread;

    t->first_at = t->size > 0 ? MIN(t->first_at, first_at) : first_at;
    t->last_at = t->size > 0 ? MAX(t->last_at, last_at) : last_at;
    t->size += size;
}

void
group_add(struct arena *a, struct group *g, const struct store_vector *story)
{
    struct vector word, bridge, names;

    vector_unpack(story->word, &word);
    vector_unpack(story->bridge, &bridge);
    names_take(&bridge, &names);
    vector_add(&g->word, &word, 1);
    vector_add(&g->bridge, &bridge, 1);
    add_language(a, g, str_of(story->language));
    span(g, story->sort_at, story->sort_at, 1);
}

void
group_merge(struct arena *a, struct group *g, const struct group *other)
{
    str languages = other->thread.languages, code;

    vector_add(&g->word, &other->word, 1);
    vector_add(&g->bridge, &other->bridge, 1);
    while (str_take_field(&languages, ' ', &code))
        add_language(a, g, code);
    span(g, other->thread.first_at, other->thread.last_at, other->thread.size);
}

bool
group_write(struct store *st, struct arena *a, struct group *g, struct err *err)
{
    vector_trim(&g->word, VECTOR_SUM_WORDS);
    vector_trim(&g->bridge, VECTOR_SUM_BRIDGE);
    g->thread.word = vector_pack_sum(a, &g->word);
    g->thread.bridge = vector_pack_sum(a, &g->bridge);
    return store_rel_thread_put(st, &g->thread, err);
}
