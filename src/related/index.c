#include "df.h"
#include "heed.h"
#include "probe.h"
#include "split.h"
#include "thread.h"

#include <courant/related.h>

#include <string.h>

#define BATCH_MOST 1000 /* stories: their lists are in memory */

/* One batch: a transaction in which df and lists are read once and written once, at the end. */
struct batch {
    struct store *st;
    struct arena arena; /* lives as long as the batch */
    struct df df;
    struct posts posts;
};

/* The heaviest terms of a vector, those that it had before left out: a list never grows by an edit. */
static void
post_new(struct posts *posts, const struct store_vector *v, const struct vector *heaviest,
         str before)
{
    struct vector old;

    vector_unpack(before, &old);
    old.count = MIN(old.count, heaviest->count);
    for (size_t i = 0; i < heaviest->count; i++) {
        const struct vector_entry *e = &heaviest->items[i];
        bool is_posted = false;

        for (size_t k = 0; k < old.count; k++)
            is_posted |= old.items[k].term == e->term;
        if (!is_posted)
            posts_add(posts, week_of(v->sort_at), e->term, v->story_id, weight_byte(e->weight));
    }
}

/* The story's vector, and as a probe. */
static bool
weigh_story(struct batch *b, struct arena *a, const struct store_rel_words *w, bool is_counted,
            struct store_vector *out, struct probe *p, bool *is_bridged, struct err *err)
{
    struct tokens tokens;
    struct vector word, bridge;
    uint32_t *df = NULL;

    tokens_of(a, token_bare_title(a, w->title, w->source_name), w->text, w->language, &tokens);
    if (!df_count(&b->df, b->st, a, &tokens, is_counted, &df, is_bridged, err))
        return false;
    weigh(&tokens, df, b->df.documents, &word, &bridge);
    probe_init(p, &word, &bridge, tokens.language, w->sort_at);
    *out = (struct store_vector){
        .story_id = w->story_id,
        .source_id = w->source_id,
        .sort_at = w->sort_at,
        .thread_id = w->thread_id,
        .word = vector_pack(a, &word),
        .bridge = vector_pack(a, &bridge),
    };
    memcpy(out->language, tokens.language, sizeof(out->language));
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

/* A story that is alone looks for company, also when it was alone before it changed. */
static bool
index_story(struct batch *b, struct arena *a, const struct store_rel_words *w, struct err *err)
{
    struct store_vector before = { 0 }, v = { 0 };
    struct probe p = { 0 };
    bool is_bridged = false, is_left = false;

    if (!read_before(b, a, w->story_id, &before, err) ||
        !weigh_story(b, a, w, before.story_id != 0, &v, &p, &is_bridged, err) ||
        !store_rel_vector_put(b->st, &v, err))
        return false;
    post_new(&b->posts, &v, &p.post_word, before.word);
    post_new(&b->posts, &v, &p.post_bridge, before.bridge);
    if (v.thread_id != 0 && !split_leave(b->st, a, &v, &is_left, err))
        return false;
    if (v.thread_id != 0 && !is_left)
        return true;
    v.thread_id = 0;
    return thread_place(b->st, a, &b->posts, &v, &p, is_bridged, err) &&
           heed_check(b->st, a, v.story_id, err);
}

/* They come in the order in which things happened: threads grow best so, whatever order the feeds came in. */
static bool
index_all(struct batch *b, const int64_t *ids, size_t count, struct err *err)
{
    bool is_done = posts_begin(&b->posts, b->st, &b->df, &b->arena, err);

    for (size_t i = 0; is_done && i < count; i++) {
        struct store_rel_words words = { 0 };
        struct arena a = { 0 };

        is_done =
            store_rel_words(b->st, &a, ids[i], &words, err) && index_story(b, &a, &words, err);
        arena_free(&a);
    }
    return is_done && posts_write(&b->posts, b->st, err) && df_write(&b->df, b->st, err);
}

bool
related_index_step(struct store *st, size_t limit, bool *out_left, struct err *err)
{
    struct batch b = { .st = st };
    int64_t *ids = NULL;
    size_t count = 0;

    limit = MIN(limit, (size_t)BATCH_MOST);
    if (!store_begin(st, err))
        return false;
    store_cache_grow(st);
    bool is_done = store_rel_waiting(st, &b.arena, limit, &ids, &count, err) &&
                   index_all(&b, ids, count, err) && store_commit(st, err);

    if (is_done)
        *out_left = count == limit && limit > 0;
    else
        store_rollback(st);
    posts_end(&b.posts);
    df_end(&b.df);
    arena_free(&b.arena);
    return is_done;
}
