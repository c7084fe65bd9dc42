#include "db.h"
#include "pending.h"

#include <courant/store.h>

#include <string.h>

#define HISTORY      "history"
#define HISTORY_MOST 200
#define LEASE_MOST_S 86400 /* one that ends later was taken under a wrong clock */

bool
store_state_set(struct store *st, const char *name, str value, struct err *err)
{
    struct sql s = sql_use(st, SQL_STATE_SET);

    sql_text(&s, str_of(name));
    sql_text(&s, value);
    return sql_run(&s, err);
}

str
store_state_get(struct store *st, struct arena *a, const char *name)
{
    struct sql s = sql_use(st, SQL_STATE_GET);
    struct err ignored = { 0 };
    str value = { "", 0 };
    bool is_row;

    sql_text(&s, str_of(name));
    if (sql_row(&s, &is_row, &ignored) && is_row) {
        value = sql_take_str(&s, a);
        sql_done(&s);
    }
    return value;
}

bool
position_write(struct store *st, int64_t story_id, uint32_t at, struct err *err)
{
    struct sql s = sql_use(st, SQL_POSITION_SET);

    sql_int(&s, story_id);
    sql_int(&s, at);
    return sql_run(&s, err) &&
           (db_changed(st) > 0 ||
            err_set(err, ERR_MISSING, "story %" PRId64 ": not in the store", story_id));
}

bool
store_position_set(struct store *st, int64_t story_id, uint32_t at, struct err *err)
{
    struct pending_write w = { .story_id = story_id, .is_place = true, .at = at };

    return pending_try(st, &w, 1, err);
}

uint32_t
store_position_get(struct store *st, int64_t story_id)
{
    struct sql s = sql_use(st, SQL_POSITION_GET);
    struct err ignored = { 0 };
    int64_t at = 0;
    uint32_t pending_at;

    if (pending_place(st, story_id, &pending_at))
        return pending_at;

    sql_int(&s, story_id);
    if (!sql_value(&s, 0, &at, &ignored) || at < 0 || at > UINT32_MAX)
        return 0;
    return (uint32_t)at;
}

/* ---- the walk: "place id id id …", one row, for it is always read and written whole ---- */

bool
store_history_save(struct store *st, const int64_t *ids, size_t count, size_t now_at,
                   struct err *err)
{
    struct arena a = { 0 };
    struct buf b = { .arena = &a };
    size_t first = count > HISTORY_MOST ? count - HISTORY_MOST : 0;

    /* Around where one is, should that lie before the last 200. */
    first = MIN(first, now_at);
    buf_printf(&b, "%zu", now_at - first);
    for (size_t i = first; i < count && i - first < HISTORY_MOST; i++)
        buf_printf(&b, " %" PRId64, ids[i]);
    bool ok = store_state_set(st, HISTORY, buf_str(&b), err);

    arena_free(&a);
    return ok;
}

bool
store_history_load(struct store *st, struct arena *a, int64_t **out_ids, size_t *out_count,
                   size_t *out_at, struct err *err)
{
    str rest = store_state_get(st, a, HISTORY), field;
    VEC(int64_t) ids = { 0 };
    int64_t at = 0, id, found;
    size_t kept_at = 0;

    if (str_take_field(&rest, ' ', &field))
        str_take_int(&field, &at);
    for (int64_t i = 0; str_take_field(&rest, ' ', &field) && str_take_int(&field, &id); i++) {
        struct sql s = sql_use(st, SQL_STORY_KEY);

        sql_int(&s, id);
        if (!sql_value(&s, INT64_MIN, &found, err))
            return false;
        if (found == INT64_MIN)
            continue; /* it was taken away meanwhile */
        if (i <= at)
            kept_at = ids.count;
        *VEC_PUSH(a, &ids) = id;
    }
    *out_ids = ids.items;
    *out_count = ids.count;
    *out_at = kept_at;
    return true;
}

/* ---- the lease ---- */

bool
store_lease_take(struct store *st, str holder, int64_t now, int64_t span_s, struct err *err)
{
    struct sql s = sql_use(st, SQL_LEASE_TAKE);

    sql_text(&s, holder);
    sql_int(&s, now + span_s);
    sql_int(&s, now);
    sql_int(&s, now + LEASE_MOST_S);
    return sql_run(&s, err) &&
           (db_changed(st) > 0 || err_set(err, ERR_BUSY, "another copy of courant is refreshing"));
}

void
store_lease_drop(struct store *st, str holder)
{
    struct sql s = sql_use(st, SQL_LEASE_DROP);
    struct err ignored = { 0 };

    sql_text(&s, holder);
    sql_run(&s, &ignored);
}
