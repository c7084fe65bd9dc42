#include "heads.h"
#include "set.h"
#include "walk.h"

#include <courant/store.h>

#define COUNT_LOOK_MOST 5000 /* stories looked at for a count */
#define ROW_LOOK_MOST   1000 /* stories looked at for the next thread that has unread ones */

static struct story_key
key_of(struct store_place place)
{
    return (struct story_key){ place.sort_at, place.id };
}

/* { 0 } is before the first; with_place: the story at place is to come too, so one begins just before it. */
static struct story_key
start_of(struct store_place place, bool with_place)
{
    if (place.sort_at == 0 && place.id == 0)
        return (struct story_key){ INT64_MAX, INT64_MAX };
    return (struct story_key){ place.sort_at, with_place ? place.id + 1 : place.id };
}

struct window {
    struct store_story *items;
    size_t count;
};

static bool
take_window(struct store *st, struct arena *a, const struct store_query *query, bool is_up,
            struct story_key from, size_t limit, struct window *out, struct err *err)
{
    VEC(struct store_story) list = { 0 };
    struct store_story story;
    struct walk walk;
    bool ok = true, is_any = true;

    if (!walk_open(st, query, is_up, from, limit, &walk, err))
        return false;
    while (list.count < limit && (ok = walk_next(&walk, &story, &is_any, err)) && is_any)
        story_copy(a, &story, VEC_PUSH(a, &list));
    walk_close(&walk);
    *out = (struct window){ list.items, list.count };
    return ok;
}

bool
store_list_after(struct store *st, struct arena *a, const struct store_query *query,
                 struct store_place place, bool with_place, size_t limit, struct store_story **out,
                 size_t *out_count, struct err *err)
{
    struct window window;

    if (!take_window(st, a, query, false, start_of(place, with_place), limit, &window, err))
        return false;
    *out = window.items;
    *out_count = window.count;
    return true;
}

bool
store_list_before(struct store *st, struct arena *a, const struct store_query *query,
                  struct store_place place, size_t limit, struct store_story **out,
                  size_t *out_count, struct err *err)
{
    struct window window = { 0 };

    if ((place.sort_at || place.id) &&
        !take_window(st, a, query, true, key_of(place), limit, &window, err))
        return false;
    for (size_t i = 0; i < window.count / 2; i++) {
        struct store_story swap = window.items[i];

        window.items[i] = window.items[window.count - 1 - i];
        window.items[window.count - 1 - i] = swap;
    }
    *out = window.items;
    *out_count = window.count;
    return true;
}

static struct store_query *
unread_of(struct arena *a, const struct store_query *query)
{
    struct store_query *unread = query_and(a, query, QUERY_UNREAD, false);

    unread->is_grouped = query->is_grouped;
    return unread;
}

/* ---- the next unread one ---- */

/* Where every story is a row; out->id 0: none. */
static bool
find_unread_story(struct store *st, const struct store_query *unread, bool is_up,
                  struct story_key from, struct story_key *out, struct err *err)
{
    struct store_story story;
    struct walk walk;
    bool is_any = false, ok;

    *out = (struct story_key){ 0 };
    if (!walk_open(st, unread, is_up, from, 1, &walk, err))
        return false;
    ok = walk_next(&walk, &story, &is_any, err);
    walk_close(&walk);
    if (ok && is_any)
        *out = (struct story_key){ story.sort_at, story.id };
    return ok;
}

/* The newest unread story that stands in the row; out->id 0: none. */
static bool
find_unread_in(const struct walk *unread, const struct store_story *row, struct story_key *out,
               struct err *err)
{
    *out = (struct story_key){ 0 };
    if (row->thread_id)
        return heads_find(unread->heads, row->thread_id, out, err);
    if (!row->is_read)
        *out = (struct story_key){ row->sort_at, row->id };
    return true;
}

/* Row after row, as far as there is patience; *io_from: how far that was. */
static bool
find_unread_row(struct walk *rows, const struct walk *unread, struct story_key *io_from,
                struct story_key *out, struct err *err)
{
    struct store_story row;
    bool is_any = true;

    rows->look_most = ROW_LOOK_MOST;
    while (!out->id) {
        if (!walk_next(rows, &row, &is_any, err))
            return false;
        if (!is_any)
            return true;
        *io_from = (struct story_key){ row.sort_at, row.id };
        if (!find_unread_in(unread, &row, out, err))
            return false;
    }
    return true;
}

/* Far from unread rows: the nearest unread story whose row is not passed yet. Its row is one of the next. */
static bool
find_unread_far(struct walk *unread, const struct walk *rows, struct story_key from,
                struct story_key *out, struct err *err)
{
    bool is_up = rows->lanes.is_up, is_any = true;
    struct store_story story;

    while (!out->id) {
        struct story_key row;

        if (!walk_next(unread, &story, &is_any, err))
            return false;
        if (!is_any)
            return true;
        struct story_key key = { story.sort_at, story.id };

        row = key;
        if (story.thread_id && !heads_find(rows->heads, story.thread_id, &row, err))
            return false;
        if (!row.id || key_is_before(from, row, is_up))
            *out = key;
    }
    return true;
}

/* Above, rows stand whose unread stories are all older than here: those lie below. */
static bool
find_unread_below(struct store *st, const struct store_query *unread, const struct walk *rows,
                  struct story_key here, struct story_key from, struct story_key *out,
                  struct err *err)
{
    struct walk older;

    if (!walk_open(st, unread, false, here, 1, &older, err))
        return false;
    bool ok = find_unread_far(&older, rows, from, out, err);

    walk_close(&older);
    return ok;
}

static bool
find_unread_grouped(struct store *st, const struct store_query *query,
                    const struct store_query *unread, bool is_up, struct story_key from,
                    struct story_key *out, struct err *err)
{
    struct story_key here = from;
    struct walk rows, stories;
    bool ok;

    *out = (struct story_key){ 0 };
    if (!walk_open(st, query, is_up, from, 1, &rows, err))
        return false;
    ok = walk_open(st, unread, is_up, from, 1, &stories, err);
    if (ok) {
        ok = find_unread_row(&rows, &stories, &from, out, err);
        bool is_far = rows.looked_at >= rows.look_most;

        if (ok && !out->id && is_far)
            ok = find_unread_far(&stories, &rows, from, out, err) &&
                 (out->id || !is_up || find_unread_below(st, unread, &rows, here, from, out, err));
        walk_close(&stories);
    }
    walk_close(&rows);
    return ok;
}

static bool
find_unread(struct store *st, const struct store_query *query, bool is_up, struct story_key from,
            struct store_place *out, struct err *err)
{
    struct arena a = { 0 };
    const struct store_query *unread = unread_of(&a, query);
    struct story_key key;
    bool ok = query->is_grouped ? find_unread_grouped(st, query, unread, is_up, from, &key, err)
                                : find_unread_story(st, unread, is_up, from, &key, err);

    if (ok && !key.id)
        ok = err_set(err, ERR_MISSING, "no unread story %s", is_up ? "above" : "below");
    if (ok)
        *out = (struct store_place){ key.sort_at, key.id };
    arena_free(&a);
    return ok;
}

bool
store_next_unread(struct store *st, const struct store_query *query, struct store_place after,
                  struct store_place *out, struct err *err)
{
    return find_unread(st, query, false, start_of(after, false), out, err);
}

bool
store_previous_unread(struct store *st, const struct store_query *query, struct store_place before,
                      struct store_place *out, struct err *err)
{
    return find_unread(st, query, true, key_of(before), out, err);
}

/* ---- rows of threads ---- */

bool
store_list_thread(struct store *st, struct arena *a, const struct store_query *query,
                  int64_t thread_id, size_t limit, struct store_story **out, size_t *out_count,
                  struct err *err)
{
    struct store_query grouped = *query;
    struct walk walk;
    bool ok;

    grouped.is_grouped = true;
    if (!walk_open(st, &grouped, false, start_of((struct store_place){ 0 }, false), 1, &walk, err))
        return false;
    ok = heads_list(walk.heads, a, thread_id, limit, out, out_count, err);
    walk_close(&walk);
    return ok;
}

bool
store_list_row(struct store *st, const struct store_query *query, const struct store_story *story,
               struct store_place *out, struct err *err)
{
    struct story_key key = { story->sort_at, story->id }, head = { 0 };
    struct walk walk;
    bool ok = true;

    if (query->is_grouped && story->thread_id) {
        if (!walk_open(st, query, false, start_of((struct store_place){ 0 }, false), 1, &walk, err))
            return false;
        ok = heads_find(walk.heads, story->thread_id, &head, err);
        walk_close(&walk);
    }
    if (ok)
        *out = head.id ? (struct store_place){ head.sort_at, head.id }
                       : (struct store_place){ key.sort_at, key.id };
    return ok;
}

/* ---- counts by looking ---- */

bool
store_list_unread(struct store *st, const struct store_query *query, int64_t most, int64_t *out,
                  struct err *err)
{
    struct arena a = { 0 };
    struct store_query *unread = query_and(&a, query, QUERY_UNREAD, false);
    struct store_story story;
    struct walk walk;
    int64_t count = 0;
    bool is_any = true, is_cut = false,
         ok = walk_open(st, unread, false, start_of((struct store_place){ 0 }, false), 1, &walk,
                        err);

    if (ok) {
        walk.look_most = COUNT_LOOK_MOST;
        while (count < most && (ok = walk_next(&walk, &story, &is_any, err)) && is_any)
            count++;
        is_cut = walk.looked_at >= walk.look_most;
        walk_close(&walk);
    }
    if (ok)
        *out = is_cut && count < most ? -1 : count;
    arena_free(&a);
    return ok;
}

/* ---- marking what a query shows ---- */

/* Which stories have yet to be marked. */
static struct store_query *
not_yet(struct arena *a, const struct store_query *query, enum store_mark mark)
{
    switch (mark) {
    case STORE_READ: return query_and(a, query, QUERY_UNREAD, false);
    case STORE_UNREAD: return query_and(a, query, QUERY_READ, false);
    case STORE_SAVED: return query_and(a, query, QUERY_SAVED, true);
    default: return query_and(a, query, QUERY_SAVED, false);
    }
}

static bool
find_to_mark(struct store *st, struct arena *a, const struct store_query *rest,
             struct store_place *io_after, int64_t **out_ids, size_t *out_count, struct err *err)
{
    VEC(int64_t) ids = { 0 };
    struct store_story story;
    struct walk walk;
    bool is_any = true, ok = true;

    if (!walk_open(st, rest, false, start_of(*io_after, false), STORE_MARK_MOST, &walk, err))
        return false;
    while (ids.count < STORE_MARK_MOST && (ok = walk_next(&walk, &story, &is_any, err)) && is_any) {
        *VEC_PUSH(a, &ids) = story.id;
        *io_after = (struct store_place){ story.sort_at, story.id };
    }
    walk_close(&walk);
    *out_ids = ids.items;
    *out_count = ids.count;
    return ok;
}

bool
store_mark_query(struct store *st, struct arena *a, const struct store_query *query,
                 enum store_mark mark, struct store_place *io_after, int64_t **out_ids,
                 size_t *out_count, struct err *err)
{
    struct arena scratch = { 0 };
    const struct store_query *rest = not_yet(&scratch, query, mark);
    struct store_place after = *io_after;
    bool listed_to_end = st->lists_to_end;
    int64_t *ids = NULL;
    size_t count = 0;

    st->lists_to_end = true; /* all, or the reader would take for read what is not */
    bool ok = store_land(st, true, err) && find_to_mark(st, a, rest, &after, &ids, &count, err);

    st->lists_to_end = listed_to_end;
    ok = ok && (!count || store_mark(st, ids, count, mark, err));
    if (ok) {
        *io_after = after;
        *out_ids = ids;
        *out_count = count;
    }
    arena_free(&scratch);
    return ok;
}

/* ---- counts, from what is kept ---- */

struct shape { /* of a query whose count is kept */
    bool is_unread, is_saved, is_everywhere;
    struct story_set sets[8];
    size_t set_count;
};

static bool
find_shape(struct store *st, struct arena *a, const struct store_query *query, bool *out_known,
           struct shape *out, struct err *err)
{
    size_t *conjuncts, count = query_conjuncts(a, query, &conjuncts);

    *out = (struct shape){ 0 };
    *out_known = false;
    for (size_t i = 0; i < count; i++) {
        const struct query_node *node = &query->nodes[conjuncts[i]];
        bool is_set = node->kind == QUERY_SOURCE || node->kind == QUERY_SECTION;

        if (!is_set && node->kind != QUERY_UNREAD && node->kind != QUERY_SAVED)
            return true;
        if (is_set && out->set_count == ARRAY_LEN(out->sets))
            return true;
        if (is_set && !set_find(st, a, node, &out->sets[out->set_count++], err))
            return false;
        out->is_unread = out->is_unread || node->kind == QUERY_UNREAD;
        out->is_saved = out->is_saved || node->kind == QUERY_SAVED;
        out->is_everywhere =
            out->is_everywhere || node->kind == QUERY_SAVED || node->kind == QUERY_SOURCE;
    }
    *out_known = true;
    return true;
}

static bool
is_in_shape(const struct shape *shape, const struct tally *tally)
{
    for (size_t i = 0; i < shape->set_count; i++)
        if (!set_has(&shape->sets[i], tally->source_id))
            return false;
    return shape->is_everywhere || tally->is_listed;
}

bool
store_list_count(struct store *st, const struct store_query *query, int64_t *out_all,
                 int64_t *out_unread, struct err *err)
{
    struct arena a = { 0 };
    struct tally *tallies = NULL, sum = { 0 };
    struct shape shape;
    size_t count = 0;
    bool is_known, ok = find_shape(st, &a, query, &is_known, &shape, err) &&
                        (!is_known || tally_list(st, &a, &tallies, &count, err));

    for (size_t i = 0; ok && i < count; i++) {
        const struct tally *t = &tallies[i];

        if (!is_in_shape(&shape, t))
            continue;
        sum.unread += shape.is_saved ? t->saved_unread : t->unread;
        sum.stories += shape.is_saved ? t->saved : t->stories;
    }
    if (ok) {
        *out_unread = is_known ? sum.unread : -1;
        *out_all = !is_known ? -1 : shape.is_unread ? sum.unread : sum.stories;
    }
    arena_free(&a);
    return ok;
}

bool
store_totals(struct store *st, int64_t *out_all, int64_t *out_unread, int64_t *out_saved,
             struct err *err)
{
    struct sql s = sql_use(st, SQL_TALLY_ALL);
    bool is_row;

    if (!sql_row(&s, &is_row, err))
        return false;
    *out_all = sql_take_int(&s);
    *out_unread = sql_take_int(&s);
    *out_saved = sql_take_int(&s);
    sql_done(&s);
    return true;
}
