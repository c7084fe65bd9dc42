#include "hits.h"

#include "complete.h"
#include "index.h"

#include <stdlib.h>
#include <string.h>

#define STEP      512 /* hits looked at before the next test whether they suffice */
#define STEP_MOST 16384
#define MOST      (1 << 17) /* hits kept; what lies beyond is not listed, but to a script: 2 MB */

struct hits {
    struct arena arena; /* of match and words */
    str match;          /* as it was asked for */
    str words;          /* the same with its beginnings completed */
    int64_t version;    /* INDEX_VERSION */
    struct story_key *keys;
    size_t count, room;
    bool is_sorted;
    size_t step;
    int64_t next_id; /* hits below this id are still to be looked at; 0: none */
    int64_t bound;   /* none of them is newer than this */
};

void
hits_free(struct hits *hits)
{
    if (!hits)
        return;
    arena_free(&hits->arena);
    mem_free(hits->keys);
    mem_free(hits);
}

static int
newest_first(const void *x, const void *y)
{
    const struct story_key *a = x, *b = y;

    if (a->sort_at != b->sort_at)
        return a->sort_at > b->sort_at ? -1 : 1;
    return a->id > b->id ? -1 : a->id < b->id;
}

static void
keep_key(struct hits *hits, struct story_key key)
{
    if (hits->count == hits->room) {
        hits->room = hits->room ? hits->room * 2 : STEP;
        hits->keys = mem_resize(hits->keys, hits->room * sizeof(*hits->keys));
    }
    hits->keys[hits->count++] = key;
    hits->is_sorted = false;
}

/* One hit: its key kept, and when it was fetched, which nothing before it is newer than. */
static bool
look_at(struct store *st, struct hits *hits, int64_t id, struct err *err)
{
    struct sql s = sql_use(st, SQL_STORY_KEY);
    bool is_row;

    sql_int(&s, id);
    if (!sql_row(&s, &is_row, err))
        return false;
    if (is_row) {
        struct story_key key = { .sort_at = sql_take_int(&s), .id = id };

        hits->bound = sql_take_int(&s);
        sql_done(&s);
        keep_key(hits, key);
    }
    return true;
}

static bool
look_further(struct store *st, struct hits *hits, struct err *err)
{
    struct arena a = { 0 };
    struct sql s = sql_use(st, SQL_WORDS_HITS);
    size_t most = st->lists_to_end ? SIZE_MAX : MOST;
    int64_t *ids;
    size_t count;
    bool ok;

    sql_text(&s, hits->words);
    sql_int(&s, hits->next_id);
    sql_int(&s, (int64_t)hits->step);
    ok = sql_ids(&s, &a, hits->step, &ids, &count, err);
    for (size_t i = 0; ok && i < count; i++)
        ok = look_at(st, hits, ids[i], err);
    if (ok)
        hits->next_id = count < hits->step || hits->count >= most ? 0 : ids[count - 1];
    hits->step = MIN(hits->step * 4, STEP_MOST);
    arena_free(&a);
    return ok;
}

static void
sort_keys(struct hits *hits)
{
    if (!hits->is_sorted && hits->count)
        qsort(hits->keys, hits->count, sizeof(*hits->keys), newest_first);
    hits->is_sorted = true;
}

/* The first key that is not newer than place; count: none. */
static size_t
find_place(const struct hits *hits, struct story_key place)
{
    size_t from = 0, to = hits->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (newest_first(&hits->keys[middle], &place) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* How many keys, from the newest, no further hit can come between. */
static size_t
count_settled(const struct hits *hits)
{
    struct story_key bound = { .sort_at = hits->bound, .id = INT64_MAX };

    return hits->next_id ? find_place(hits, bound) : hits->count;
}

static bool
open_hits(struct store *st, str match, struct err *err)
{
    int64_t version;

    if (!mark_get(st, INDEX_VERSION, &version, err))
        return false;
    if (st->hits && st->hits->version == version && str_eq(st->hits->match, match))
        return true;
    hits_free(st->hits);
    st->hits = mem_new(sizeof(*st->hits));
    st->hits->match = arena_str(&st->hits->arena, match);
    st->hits->version = version;
    st->hits->step = STEP;
    st->hits->next_id = INT64_MAX;
    st->hits->bound = INT64_MAX;
    st->hits->words = complete_match(st, &st->hits->arena, st->hits->match);
    return true;
}

static bool
look_until(struct store *st, bool is_up, struct story_key place, size_t room, struct err *err)
{
    struct hits *hits = st->hits;

    for (;;) {
        sort_keys(hits);
        size_t at = find_place(hits, place), settled = count_settled(hits);
        /* Up: all that is newer than place must be settled. Down: a page past it. */
        bool is_enough =
            is_up ? settled >= at && hits->bound <= place.sort_at : settled >= at + room + 1;

        if (is_enough || !hits->next_id)
            return true;
        if (!look_further(st, hits, err))
            return false;
    }
}

bool
hits_next(struct store *st, str match, bool is_up, struct story_key place, struct story_key *out,
          size_t room, size_t *out_count, struct err *err)
{
    if (!open_hits(st, match, err) || !look_until(st, is_up, place, room, err))
        return false;
    struct hits *hits = st->hits;
    size_t at = find_place(hits, place), count = 0;

    if (is_up)
        while (count < room && at > 0)
            out[count++] = hits->keys[--at];
    else
        for (size_t settled = count_settled(hits); count < room && at < settled; at++)
            if (hits->keys[at].id != place.id)
                out[count++] = hits->keys[at];
    *out_count = count;
    return true;
}

bool
hits_has(struct store *st, str match, struct story_key key, bool *out, struct err *err)
{
    if (!open_hits(st, match, err) || !look_until(st, false, key, 1, err))
        return false;
    size_t at = find_place(st->hits, key);

    *out = at < st->hits->count && st->hits->keys[at].id == key.id;
    return true;
}
