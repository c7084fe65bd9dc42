#include "df.h"
#include "probe.h"
#include "thread.h"

#include <courant/related.h>

#include <string.h>

/* One batch: a transaction in which df is read through a table and written once at the end. */
struct batch {
    struct store *st;
    struct arena arena; /* lives as long as the batch */
    struct df df;
};

/* Posts are made of the heaviest terms only: these are looked up when others look for company. */
static bool
post(struct store *st, const struct store_vector *v, const struct probe *p, struct err *err)
{
    const struct vector *const posted[] = { &p->post_word, &p->post_bridge };

    for (size_t k = 0; k < ARRAY_LEN(posted); k++)
        for (size_t i = 0; i < posted[k]->count; i++)
            if (!store_rel_post(st, week_of(v->sort_at), posted[k]->items[i].term, v->story_id,
                                weight_byte(posted[k]->items[i].weight), err))
                return false;
    return true;
}

static bool
weigh_story(struct batch *b, struct arena *a, const struct store_story *story, str text,
            struct probe *out, bool *is_bridged, struct err *err)
{
    struct tokens tokens;
    struct vector word, bridge;
    uint32_t *df = NULL;

    tokens_of(a, token_bare_title(a, story->title, story->source_name), text, story->language,
              &tokens);
    if (!df_count(&b->df, b->st, &b->arena, a, &tokens, &df, is_bridged, err))
        return false;
    weigh(&tokens, df, b->df.documents, &word, &bridge);
    probe_init(out, &word, &bridge, tokens.language, story->sort_at);
    return true;
}

static bool
index_story(struct batch *b, struct arena *a, int64_t story_id, struct err *err)
{
    struct store_story story = { 0 };
    struct probe p = { 0 };
    str text = { 0 };
    bool is_bridged = false;

    if (!store_rel_words(b->st, a, story_id, &story, &text, err) ||
        !weigh_story(b, a, &story, text, &p, &is_bridged, err))
        return false;
    struct vector word = p.word, bridge = p.bridge;
    struct store_vector v = {
        .story_id = story_id,
        .source_id = story.source_id,
        .sort_at = story.sort_at,
        .thread_id = story.thread_id,
    };

    vector_trim(&word, VECTOR_WORDS);
    vector_trim(&bridge, VECTOR_BRIDGE);
    memcpy(v.language, p.language, sizeof(v.language));
    v.word = vector_pack(a, &word);
    v.bridge = vector_pack(a, &bridge);
    return store_rel_vector_put(b->st, &v, err) && post(b->st, &v, &p, err) &&
           (v.thread_id != 0 || thread_place(b->st, a, &v, &p, is_bridged, err));
}

static bool
index_all(struct batch *b, const int64_t *ids, size_t count, struct err *err)
{
    bool is_done = true;

    for (size_t i = 0; is_done && i < count; i++) {
        struct arena a = { 0 };

        is_done = index_story(b, &a, ids[i], err);
        arena_free(&a);
    }
    return is_done && df_write(&b->df, b->st, err);
}

bool
related_index_step(struct store *st, size_t limit, bool *out_left, struct err *err)
{
    struct batch b = { .st = st };
    int64_t *ids = NULL;
    size_t count = 0;
    bool is_done = store_begin(st, err);

    if (!is_done)
        return false;
    is_done = store_rel_waiting(st, &b.arena, limit, &ids, &count, err) &&
              index_all(&b, ids, count, err) && store_commit(st, err);
    if (is_done)
        *out_left = count == limit && limit > 0;
    else
        store_rollback(st);
    arena_free(&b.arena);
    return is_done;
}
