#include "heed.h"

#include "db.h"
#include "story.h"

static int64_t
key_of(int64_t story_id, int64_t thread_id)
{
    return thread_id != 0 ? thread_id : -story_id;
}

static bool
is_muting(enum store_heed_state state)
{
    return state == STORE_HEED_MUTED || state == STORE_HEED_FOR_GOOD;
}

/* ---- rows ---- */

static void
read_heed(struct sql *s, struct arena *a, struct store_heed *out)
{
    *out = (struct store_heed){ .thread_id = sql_take_int(s) };
    out->state = (enum store_heed_state)sql_take_int(s); /* was one when it was written */
    out->story_id = sql_take_int(s);
    out->set_at = sql_take_int(s);
    out->seen_id = sql_take_int(s);
    out->told_id = sql_take_int(s);
    out->source_count = sql_take_int(s);
    out->word = sql_take_str(s, a);
}

static bool
get(struct store *st, struct arena *a, int64_t key, struct store_heed *out, struct err *err)
{
    struct sql s = sql_use(st, SQL_HEED_GET);
    bool is_row;

    sql_int(&s, key);
    if (!sql_row(&s, &is_row, err))
        return false;
    *out = (struct store_heed){ .thread_id = key };
    if (is_row) {
        read_heed(&s, a, out);
        sql_done(&s);
    }
    return true;
}

static bool
put(struct store *st, const struct store_heed *heed, struct err *err)
{
    struct sql s = sql_use(st, SQL_HEED_PUT);

    sql_int(&s, heed->thread_id);
    sql_int(&s, heed->state);
    sql_int(&s, heed->story_id);
    sql_int(&s, heed->set_at);
    sql_int(&s, heed->seen_id);
    sql_int(&s, heed->told_id);
    sql_int(&s, heed->source_count);
    sql_blob(&s, heed->word);
    return sql_run(&s, err);
}

static bool
drop(struct store *st, int64_t key, struct err *err)
{
    struct sql s = sql_use(st, SQL_HEED_REMOVE);

    sql_int(&s, key);
    return sql_run(&s, err);
}

/* ---- stories are as their thread is ---- */

static bool
mute_story(struct store *st, int64_t id, bool is_muted, struct err *err)
{
    struct arena a = { 0 };
    struct store_story story;
    bool ok = store_story_get(st, &a, id, &story, err);

    arena_free(&a);
    if (!ok || story.is_muted == is_muted)
        return ok;
    struct sql s = sql_use(st, SQL_STORY_MUTE);

    sql_int(&s, id);
    sql_int(&s, is_muted);
    return sql_run(&s, err) &&
           (story.is_read || story_tally(st, story.source_id, 0, is_muted ? -1 : 1, 0, 0, err));
}

static bool
list_stories(struct store *st, struct arena *a, int64_t key, int64_t **out, size_t *out_count,
             struct err *err)
{
    struct sql s = sql_use(st, SQL_HEED_STORIES);

    if (key < 0) {
        *out = ARENA_NEW(a, int64_t);
        **out = -key;
        *out_count = 1;
        return true;
    }
    sql_int(&s, key);
    return sql_ids(&s, a, SIZE_MAX, out, out_count, err);
}

static bool
mute_thread(struct store *st, int64_t key, bool is_muted, struct err *err)
{
    struct arena a = { 0 };
    int64_t *ids;
    size_t count = 0;
    bool ok = list_stories(st, &a, key, &ids, &count, err);

    for (size_t i = 0; ok && i < count; i++)
        ok = mute_story(st, ids[i], is_muted, err);
    arena_free(&a);
    return ok;
}

/* ---- what the reader says ---- */

static bool
find_key(struct store *st, int64_t story_id, int64_t *out, struct err *err)
{
    struct arena a = { 0 };
    struct store_story story;
    bool ok = store_story_get(st, &a, story_id, &story, err);

    arena_free(&a);
    if (ok)
        *out = key_of(story_id, story.thread_id);
    return ok;
}

bool
store_heed_get(struct store *st, struct arena *a, int64_t story_id, struct store_heed *out,
               struct err *err)
{
    int64_t key;

    return find_key(st, story_id, &key, err) && get(st, a, key, out, err);
}

/* What came back from muting stands there only to say so: the oldest such gives way. */
static bool
make_room(struct store *st, bool *out, struct err *err)
{
    struct sql s = sql_use(st, SQL_HEED_COUNT);
    int64_t count;

    if (!sql_value(&s, 0, &count, err))
        return false;
    *out = count < STORE_HEED_MOST;
    if (*out)
        return true;
    s = sql_use(st, SQL_HEED_DROP_OLDEST);
    sql_int(&s, STORE_HEED_BACK);
    if (!sql_run(&s, err))
        return false;
    *out = db_changed(st) > 0;
    return true;
}

static bool
has_room(struct store *st, int64_t key, struct err *err)
{
    struct arena a = { 0 };
    struct store_heed was = { 0 };
    bool ok = get(st, &a, key, &was, err), has = was.state != STORE_HEED_NONE;

    arena_free(&a);
    if (!ok || (!has && !make_room(st, &has, err)))
        return false;
    return has || err_set(err, ERR_LIMIT, "%d threads are followed or muted; let some of them go",
                          STORE_HEED_MOST);
}

static bool
set(struct store *st, int64_t story_id, const struct store_heed *heed, struct err *err)
{
    struct store_heed row = *heed;

    if (!find_key(st, story_id, &row.thread_id, err))
        return false;
    row.story_id = story_id;
    return (row.state ? has_room(st, row.thread_id, err) && put(st, &row, err)
                      : drop(st, row.thread_id, err)) &&
           mute_thread(st, row.thread_id, is_muting(row.state), err);
}

bool
store_heed_set(struct store *st, int64_t story_id, const struct store_heed *heed, struct err *err)
{
    return store_begin(st, err) && db_end(st, set(st, story_id, heed, err), err);
}

/* Which of the two stands there is known by when it was set and on which story; that it came back is its own doing. */
static bool
is_same(const struct store_heed *x, const struct store_heed *y)
{
    if (x->state == STORE_HEED_NONE || y->state == STORE_HEED_NONE)
        return x->state == y->state;
    return x->set_at == y->set_at && x->story_id == y->story_id;
}

/* On the story on which it was; where that is gone, on the one that is left of its thread. */
static bool
put_back(struct store *st, struct arena *a, int64_t story_id, const struct store_heed *was,
         struct err *err)
{
    struct store_heed there = { 0 };
    struct err problem = { 0 };

    if (store_heed_get(st, a, was->story_id, &there, &problem)) /* parted from the other since? */
        return there.state != STORE_HEED_NONE || set(st, was->story_id, was, err);
    if (problem.kind == ERR_MISSING)
        return set(st, story_id, was, err);
    *err = problem;
    return false;
}

static bool
restore(struct store *st, struct arena *a, int64_t story_id, const struct store_heed *set_then,
        const struct store_heed *was, struct err *err)
{
    const struct store_heed none = { 0 };
    struct store_heed now = { 0 }, back = *was;

    if (!store_heed_get(st, a, story_id, &now, err))
        return false;
    if (!is_same(&now, set_then))
        return err_set(err, ERR_INVALID,
                       "not taken back: the thread was followed or muted in another way since");
    back.told_id = MAX(was->told_id, now.told_id); /* nothing is told twice */
    return set(st, story_id, &none, err) &&
           (was->state == STORE_HEED_NONE || put_back(st, a, story_id, &back, err));
}

bool
store_heed_restore(struct store *st, int64_t story_id, const struct store_heed *set_then,
                   const struct store_heed *was, struct err *err)
{
    struct arena a = { 0 };
    bool ok =
        store_begin(st, err) && db_end(st, restore(st, &a, story_id, set_then, was, err), err);

    arena_free(&a);
    return ok;
}

bool
store_heed_list(struct store *st, struct arena *a, enum store_heed_state state,
                struct store_heed **out, size_t *out_count, struct err *err)
{
    struct sql s = sql_use(st, SQL_HEED_LIST);
    VEC(struct store_heed) list = { 0 };
    bool ok, is_row;

    sql_int(&s, state);
    while ((ok = sql_row(&s, &is_row, err)) && is_row)
        read_heed(&s, a, VEC_PUSH(a, &list));
    *out = list.items;
    *out_count = list.count;
    return ok;
}

bool
store_heed_last(struct store *st, int64_t thread_id, int64_t *out_id, struct err *err)
{
    struct sql s = sql_use(st, SQL_HEED_LAST);

    *out_id = -thread_id;
    if (thread_id < 0)
        return true;
    sql_int(&s, thread_id);
    return sql_value(&s, 0, out_id, err);
}

bool
store_heed_news(struct store *st, int64_t thread_id, int64_t after_id, int64_t *out_count,
                int64_t *out_last_id, struct err *err)
{
    struct sql s = sql_use(st, SQL_HEED_NEW);
    bool is_row;

    *out_count = *out_last_id = 0;
    sql_int(&s, thread_id);
    sql_int(&s, after_id);
    if (!sql_row(&s, &is_row, err))
        return false;
    *out_count = sql_take_int(&s);
    *out_last_id = sql_take_int(&s);
    sql_done(&s);
    return true;
}

bool
store_heed_told(struct store *st, const struct store_heed *heed, int64_t story_id, bool *out_first,
                struct err *err)
{
    struct sql s = sql_use(st, SQL_HEED_TOLD);

    sql_int(&s, heed->thread_id);
    sql_int(&s, story_id);
    sql_int(&s, heed->told_id);
    if (!sql_run(&s, err))
        return false;
    *out_first = db_changed(st) > 0;
    return true;
}

bool
store_heed_has(struct store *st, enum store_heed_state state, bool *out, struct err *err)
{
    struct sql s = sql_use(st, SQL_HEED_HAS);
    int64_t one;

    sql_int(&s, state);
    if (!sql_value(&s, 0, &one, err))
        return false;
    *out = one != 0;
    return true;
}

/* ---- while threads move ---- */

/* Nothing that the reader follows goes out of sight because it turned out to be one with something muted. */
static struct store_heed
stronger(const struct store_heed *x, const struct store_heed *y)
{
    static const int rank[] = { [STORE_HEED_NONE] = 0,
                                [STORE_HEED_BACK] = 1,
                                [STORE_HEED_MUTED] = 2,
                                [STORE_HEED_FOR_GOOD] = 3,
                                [STORE_HEED_FOLLOWED] = 4 };
    struct store_heed heed = rank[x->state] >= rank[y->state] ? *x : *y;

    if (x->state == y->state) {
        heed.seen_id = MIN(x->seen_id, y->seen_id);
        heed.told_id = MAX(x->told_id, y->told_id);
        heed.source_count = MAX(x->source_count, y->source_count);
    }
    return heed;
}

/* What was said of the one holds for the other, and its stories are treated so. */
static bool
move(struct store *st, const struct store_heed *from, int64_t to, struct err *err)
{
    struct arena a = { 0 };
    struct store_heed there = { 0 }, heed;
    bool ok = get(st, &a, to, &there, err);

    if (ok) {
        heed = stronger(&there, from);
        heed.thread_id = to;
        ok = drop(st, from->thread_id, err) && put(st, &heed, err) &&
             mute_thread(st, to, is_muting(heed.state), err);
    }
    arena_free(&a);
    return ok;
}

bool
heed_joined(struct store *st, int64_t story_id, int64_t from_id, int64_t to_id, struct err *err)
{
    struct arena a = { 0 };
    struct store_heed was = { 0 }, is = { 0 };
    int64_t from = key_of(story_id, from_id), to = key_of(story_id, to_id);
    bool ok = from == to || get(st, &a, from, &was, err);

    if (ok && from != to && was.state && was.story_id == story_id)
        ok = move(st, &was, to, err) && (from < 0 || mute_thread(st, from, false, err));
    else if (ok && from != to)
        ok = get(st, &a, to, &is, err) && (is_muting(is.state) == is_muting(was.state) ||
                                           mute_story(st, story_id, is_muting(is.state), err));
    arena_free(&a);
    return ok;
}

bool
heed_merged(struct store *st, int64_t from_id, int64_t into_id, struct err *err)
{
    struct arena a = { 0 };
    struct store_heed was = { 0 }, is = { 0 };
    bool ok = get(st, &a, from_id, &was, err) && get(st, &a, into_id, &is, err);

    if (ok && was.state)
        ok = move(st, &was, into_id, err);
    else if (ok && is.state)
        ok = mute_thread(st, into_id, is_muting(is.state), err);
    arena_free(&a);
    return ok;
}

/* The newest story that is left takes its place; with the last one it goes too. */
bool
heed_removed(struct store *st, int64_t story_id, int64_t thread_id, struct err *err)
{
    static const enum sql_id steps[] = { SQL_HEED_ANCHOR, SQL_HEED_FORGET };
    bool ok = true;

    for (size_t i = 0; ok && i < ARRAY_LEN(steps); i++) {
        struct sql s = sql_use(st, steps[i]);

        sql_int(&s, key_of(story_id, thread_id));
        sql_int(&s, story_id);
        ok = sql_run(&s, err);
    }
    return ok;
}
