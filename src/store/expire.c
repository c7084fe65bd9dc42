#include "ahead.h"
#include "clock.h"
#include "set.h"
#include "story.h"

#include <courant/store.h>

#include <stdlib.h>

struct bounds {
    int64_t source_id, stories, for_s;
};

struct expiring {
    struct store *st;
    struct arena arena;
    const struct store_keep *keep;
    struct bounds *own; /* of the sources for which it is otherwise */
    size_t own_count;
    int64_t now;
    size_t left; /* of the limit */
    int64_t gone;
};

static bool
remove_all(struct expiring *e, const int64_t *ids, size_t count, struct err *err)
{
    for (size_t i = 0; i < count && e->left > 0; i++) {
        if (!story_remove(e->st, ids[i], e->now, err))
            return false;
        e->left--;
        e->gone++;
    }
    return true;
}

static bool
list_oldest(struct expiring *e, int64_t source_id, bool is_read, size_t most, struct story_key *out,
            size_t *out_count, struct err *err)
{
    struct sql s = sql_use(e->st, SQL_EXPIRE_OLDEST);
    bool ok = true, is_row;

    *out_count = 0;
    sql_int(&s, source_id);
    sql_int(&s, is_read);
    sql_int(&s, (int64_t)most);
    while (*out_count < most && (ok = sql_row(&s, &is_row, err)) && is_row) {
        out[*out_count].id = sql_take_int(&s);
        out[(*out_count)++].sort_at = sql_take_int(&s);
    }
    sql_done(&s);
    return ok;
}

static int
oldest_first(const void *x, const void *y)
{
    const struct story_key *a = x, *b = y;

    if (a->sort_at != b->sort_at)
        return a->sort_at < b->sort_at ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

/* The oldest of the read and of the unread ones, together in order. */
static bool
thin_out(struct expiring *e, int64_t source_id, size_t excess, struct err *err)
{
    size_t most = MIN(excess, e->left), read, unread;
    struct story_key *keys = ARENA_ARRAY(&e->arena, struct story_key, most * 2);
    int64_t *ids = ARENA_ARRAY(&e->arena, int64_t, most * 2);

    if (!list_oldest(e, source_id, true, most, keys, &read, err) ||
        !list_oldest(e, source_id, false, e->keep->is_unread ? 0 : most, keys + read, &unread, err))
        return false;
    qsort(keys, read + unread, sizeof(*keys), oldest_first);
    for (size_t i = 0; i < read + unread; i++)
        ids[i] = keys[i].id;
    return remove_all(e, ids, MIN(most, read + unread), err);
}

static const struct bounds *
find_own(const struct expiring *e, int64_t source_id)
{
    for (size_t i = 0; i < e->own_count; i++)
        if (e->own[i].source_id == source_id)
            return &e->own[i];
    return NULL;
}

/* With most 0 all sources that have stories: for those with bounds of their own. */
static bool
expire_crowded(struct expiring *e, int64_t most, bool is_own, struct err *err)
{
    struct sql s = sql_use(e->st, SQL_EXPIRE_CROWDED);
    VEC(struct story_key) crowded = { 0 }; /* sort_at: how many too many */
    bool ok, is_row;

    sql_int(&s, most);
    while ((ok = sql_row(&s, &is_row, err)) && is_row) {
        struct story_key source = { .id = sql_take_int(&s) };
        const struct bounds *own = find_own(e, source.id);

        source.sort_at = sql_take_int(&s) - (own ? own->stories : 0);
        if (is_own == (own != NULL) && source.sort_at > 0 && (!own || own->stories > 0))
            *VEC_PUSH(&e->arena, &crowded) = source;
    }
    for (size_t i = 0; ok && i < crowded.count && e->left > 0; i++)
        ok = thin_out(e, crowded.items[i].id, (size_t)crowded.items[i].sort_at, err);
    return ok;
}

static bool
expire_aged(struct expiring *e, enum sql_id id, int64_t first, int64_t before, struct err *err)
{
    struct sql s = sql_use(e->st, id);
    int64_t *ids;
    size_t count;

    sql_int(&s, first);
    sql_int(&s, before);
    sql_int(&s, (int64_t)e->left);
    return sql_ids(&s, &e->arena, e->left, &ids, &count, err) && remove_all(e, ids, count, err);
}

/* Source by source: some keep for longer than the others. */
static bool
expire_aged_each(struct expiring *e, struct err *err)
{
    struct tally *tallies;
    size_t count;

    if (!tally_list(e->st, &e->arena, &tallies, &count, err))
        return false;
    for (size_t i = 0; i < count && e->left > 0; i++) {
        const struct bounds *own = find_own(e, tallies[i].source_id);
        int64_t for_s = own ? own->for_s : e->keep->for_s;

        if (for_s > 0 &&
            !expire_aged(e, SQL_EXPIRE_AGED_SOURCE, tallies[i].source_id, e->now - for_s, err))
            return false;
    }
    return true;
}

static bool
expire_old(struct expiring *e, struct err *err)
{
    int64_t for_s = e->keep->for_s;
    bool is_steady = false;

    if (!clock_is_steady(e->st, e->now, &is_steady, err))
        return false;
    if (!is_steady)
        return true;
    if (e->own_count > 0)
        return expire_aged_each(e, err);
    return for_s <= 0 || (expire_aged(e, SQL_EXPIRE_AGED, true, e->now - for_s, err) &&
                          expire_aged(e, SQL_EXPIRE_AGED, false, e->now - for_s, err));
}

static bool
find_bounds(struct expiring *e, struct err *err)
{
    e->own = ARENA_ARRAY(&e->arena, struct bounds, e->keep->source_count);
    for (size_t i = 0; i < e->keep->source_count; i++) {
        const struct store_keep_source *from = &e->keep->sources[i];
        struct store_source source;
        struct err missing = { 0 };

        if (store_source_find(e->st, &e->arena, from->key, &source, &missing)) {
            e->own[e->own_count++] = (struct bounds){ source.id, from->stories, from->for_s };
        } else if (missing.kind != ERR_MISSING) {
            *err = missing;
            return false;
        }
    }
    return true;
}

bool
store_expire_step(struct store *st, const struct store_keep *keep, int64_t now, size_t limit,
                  int64_t *out_gone, struct err *err)
{
    struct expiring e = { .st = st, .keep = keep, .now = now, .left = MIN(limit, 10000) };
    bool ok = store_begin(st, err);

    if (ok) {
        ok = find_bounds(&e, err) &&
             (keep->stories <= 0 || expire_crowded(&e, keep->stories, false, err)) &&
             (e.own_count == 0 || expire_crowded(&e, 0, true, err)) && expire_old(&e, err) &&
             ahead_expire(st, now, err);
        ok = db_end(st, ok, err);
    }
    if (ok)
        *out_gone = e.gone;
    arena_free(&e.arena);
    return ok;
}
