#include "story.h"

#include <courant/store.h>

#include <stdlib.h>

struct expiring {
    struct store *st;
    struct arena arena;
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
        !list_oldest(e, source_id, false, most, keys + read, &unread, err))
        return false;
    qsort(keys, read + unread, sizeof(*keys), oldest_first);
    for (size_t i = 0; i < read + unread; i++)
        ids[i] = keys[i].id;
    return remove_all(e, ids, MIN(most, read + unread), err);
}

static bool
expire_crowded(struct expiring *e, int64_t keep_stories, struct err *err)
{
    struct sql s = sql_use(e->st, SQL_EXPIRE_CROWDED);
    VEC(struct story_key) crowded = { 0 }; /* sort_at: how many too many */
    bool ok, is_row;

    sql_int(&s, keep_stories);
    while ((ok = sql_row(&s, &is_row, err)) && is_row) {
        struct story_key *source = VEC_PUSH(&e->arena, &crowded);

        source->id = sql_take_int(&s);
        source->sort_at = sql_take_int(&s);
    }
    for (size_t i = 0; ok && i < crowded.count && e->left > 0; i++)
        ok = thin_out(e, crowded.items[i].id, (size_t)crowded.items[i].sort_at, err);
    return ok;
}

static bool
expire_aged(struct expiring *e, bool is_listed, int64_t before, struct err *err)
{
    struct sql s = sql_use(e->st, SQL_EXPIRE_AGED);
    int64_t *ids;
    size_t count;

    sql_int(&s, is_listed);
    sql_int(&s, before);
    sql_int(&s, (int64_t)e->left);
    return sql_ids(&s, &e->arena, e->left, &ids, &count, err) && remove_all(e, ids, count, err);
}

bool
store_expire_step(struct store *st, int64_t keep_stories, int64_t keep_for_s, int64_t now,
                  size_t limit, int64_t *out_gone, struct err *err)
{
    struct expiring e = { .st = st, .now = now, .left = MIN(limit, 10000) };
    bool ok = store_begin(st, err);

    if (ok) {
        ok = (keep_stories <= 0 || expire_crowded(&e, keep_stories, err)) &&
             (keep_for_s <= 0 || (expire_aged(&e, true, now - keep_for_s, err) &&
                                  expire_aged(&e, false, now - keep_for_s, err)));
        ok = db_end(st, ok, err);
    }
    if (ok)
        *out_gone = e.gone;
    arena_free(&e.arena);
    return ok;
}
