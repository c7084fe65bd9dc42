#include "set.h"
#include "walk.h"

#include <courant/store.h>

#define COUNT_LOOK_MOST 5000 /* stories looked at for a count */

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

static bool
find_unread(struct store *st, const struct store_query *query, bool is_up, struct story_key from,
            struct store_place *out, struct err *err)
{
    struct arena a = { 0 };
    struct store_story story;
    struct walk walk;
    struct store_query *unread = query_and(&a, query, QUERY_UNREAD, false);
    bool is_any = false, ok = walk_open(st, unread, is_up, from, 1, &walk, err);

    if (ok) {
        ok = walk_next(&walk, &story, &is_any, err);
        walk_close(&walk);
    }
    if (ok && !is_any)
        ok = err_set(err, ERR_MISSING, "no unread story %s", is_up ? "above" : "below");
    if (ok)
        *out = (struct store_place){ story.sort_at, story.id };
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

bool
store_mark_query(struct store *st, struct arena *a, const struct store_query *query,
                 enum store_mark mark, int64_t **out_ids, size_t *out_count, struct err *err)
{
    struct arena scratch = { 0 };
    const struct store_query *rest = not_yet(&scratch, query, mark);
    VEC(int64_t) ids = { 0 };
    struct store_story story;
    struct walk walk;
    bool is_any = true;
    bool ok = walk_open(st, rest, false, start_of((struct store_place){ 0 }, false),
                        STORE_MARK_MOST, &walk, err);

    if (ok) {
        while (ids.count < STORE_MARK_MOST && (ok = walk_next(&walk, &story, &is_any, err)) &&
               is_any)
            *VEC_PUSH(a, &ids) = story.id;
        walk_close(&walk);
    }
    ok = ok && (!ids.count || store_mark(st, ids.items, ids.count, mark, err));
    if (ok) {
        *out_ids = ids.items;
        *out_count = ids.count;
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
