#include "df.h"
#include "probe.h"
#include "thread.h"

#include <courant/related.h>

#include <stdlib.h>
#include <string.h>

/* One batch: a transaction in which df is read through a table and written once at the end. */
struct batch {
    struct store *st;
    struct arena arena; /* lives as long as the batch */
    struct df df;
};

struct waiting {
    struct store_story story;
    str text;
};

/* The heaviest terms of a vector, those that it had before left out: a list never grows by an edit. */
static bool
post_new(struct store *st, const struct store_vector *v, const struct vector *heaviest, str before,
         struct err *err)
{
    struct vector old;

    vector_unpack(before, &old);
    old.count = MIN(old.count, heaviest->count);
    for (size_t i = 0; i < heaviest->count; i++) {
        const struct vector_entry *e = &heaviest->items[i];
        bool is_posted = false;

        for (size_t k = 0; k < old.count; k++)
            is_posted |= old.items[k].term == e->term;
        if (!is_posted && !store_rel_post(st, week_of(v->sort_at), e->term, v->story_id,
                                          weight_byte(e->weight), err))
            return false;
    }
    return true;
}

static bool
weigh_story(struct batch *b, struct arena *a, const struct store_story *story, str text,
            bool is_counted, struct probe *out, bool *is_bridged, struct err *err)
{
    struct tokens tokens;
    struct vector word, bridge;
    uint32_t *df = NULL;

    tokens_of(a, token_bare_title(a, story->title, story->source_name), text, story->language,
              &tokens);
    if (!df_count(&b->df, b->st, &b->arena, a, &tokens, is_counted, &df, is_bridged, err))
        return false;
    weigh(&tokens, df, b->df.documents, &word, &bridge);
    probe_init(out, &word, &bridge, tokens.language, story->sort_at);
    return true;
}

/* The vector that the story has from before it changed; an empty one when it is new. */
static bool
read_before(struct batch *b, struct arena *a, int64_t story_id, struct store_vector *out,
            struct err *err)
{
    struct err problem = { 0 };

    if (store_rel_vector_get(b->st, a, story_id, out, &problem) || problem.kind == ERR_MISSING)
        return true;
    *err = problem;
    return false;
}

static void
vector_of(struct arena *a, const struct store_story *story, const struct probe *p,
          struct store_vector *out)
{
    struct vector word = p->word, bridge = p->bridge;

    vector_trim(&word, VECTOR_WORDS);
    vector_trim(&bridge, VECTOR_BRIDGE);
    *out = (struct store_vector){
        .story_id = story->id,
        .source_id = story->source_id,
        .sort_at = story->sort_at,
        .thread_id = story->thread_id,
        .word = vector_pack(a, &word),
        .bridge = vector_pack(a, &bridge),
    };
    memcpy(out->language, p->language, sizeof(out->language));
}

/* A story in company keeps its thread when it changes; one that is alone looks again. */
static bool
index_story(struct batch *b, struct arena *a, const struct waiting *w, struct err *err)
{
    struct store_vector before = { 0 }, v = { 0 };
    struct probe p = { 0 };
    bool is_bridged = false;

    if (!read_before(b, a, w->story.id, &before, err) ||
        !weigh_story(b, a, &w->story, w->text, before.story_id != 0, &p, &is_bridged, err))
        return false;
    vector_of(a, &w->story, &p, &v);
    return store_rel_vector_put(b->st, &v, err) &&
           post_new(b->st, &v, &p.post_word, before.word, err) &&
           post_new(b->st, &v, &p.post_bridge, before.bridge, err) &&
           (v.thread_id != 0 || thread_place(b->st, a, &v, &p, is_bridged, err));
}

static int
by_time(const void *x, const void *y)
{
    const struct store_story *p = &((const struct waiting *)x)->story;
    const struct store_story *q = &((const struct waiting *)y)->story;

    if (p->sort_at != q->sort_at)
        return p->sort_at < q->sort_at ? -1 : 1;
    return (p->id > q->id) - (p->id < q->id);
}

/* In the order in which things happened: threads grow best so, whatever order the feeds came in. */
static bool
index_all(struct batch *b, const int64_t *ids, size_t count, struct err *err)
{
    struct waiting *waiting = ARENA_ARRAY(&b->arena, struct waiting, count + 1);
    bool is_done = true;

    for (size_t i = 0; i < count; i++)
        if (!store_rel_words(b->st, &b->arena, ids[i], &waiting[i].story, &waiting[i].text, err))
            return false;
    qsort(waiting, count, sizeof(*waiting), by_time);
    for (size_t i = 0; is_done && i < count; i++) {
        struct arena a = { 0 };

        is_done = index_story(b, &a, &waiting[i], err);
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
    store_cache_grow(st);
    is_done = store_rel_waiting(st, &b.arena, limit, &ids, &count, err) &&
              index_all(&b, ids, count, err) && store_commit(st, err);
    if (is_done)
        *out_left = count == limit && limit > 0;
    else
        store_rollback(st);
    arena_free(&b.arena);
    return is_done;
}
