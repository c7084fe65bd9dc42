#include "heads.h"

#include "hits.h"

#include <string.h>

#define LOOK_MOST   1000  /* stories of a thread */
#define KNOWN_FIRST 256   /* places for heads that are remembered: a power of two */
#define KNOWN_MOST  65536 /* they double up to here; when these are full it begins anew */

struct head {
    int64_t thread_id;    /* 0: an empty place */
    struct story_key key; /* id 0: no story of it is shown */
};

/* By thread; at most half of the places are taken, so that looking one up ends soon. */
struct known {
    struct head *places; /* NULL: none yet */
    size_t place_count, count;
};

struct heads {
    struct walk test;
    str match;        /* the words' hits are the list; empty: its stories are tested for them */
    struct head held; /* of the thread whose row stays where it stands */
    struct known known;
    struct store_story last; /* tested; borrowed until any row is loaded again. id 0: none */
};

/* The story that the query keeps is shown, whatever it is. */
static bool
is_kept(const struct heads *heads, int64_t id)
{
    return id == heads->test.query->keep_id;
}

static bool
is_hit(struct heads *heads, struct story_key key, bool *out, struct err *err)
{
    *out = true;
    return heads->match.len == 0 || is_kept(heads, key.id) ||
           hits_has(heads->test.st, heads->match, key, out, err);
}

/* Of a hit. */
static bool
is_shown(struct heads *heads, int64_t id, struct store_story *story, bool *out, struct err *err)
{
    if (!walk_test(&heads->test, id, story, out, err))
        return false;
    *out = *out || (is_kept(heads, id) && story->id == id);
    heads->last = *story;
    return true;
}

/*
 * The stories of a thread, newest first. Of those that cannot be shown little is read: where the hits of words decide, what
 * stands in the index; else a few columns.
 */
struct members {
    struct heads *heads;
    struct sql s;
    int looked_at;
};

static struct members
open_members(struct heads *heads, int64_t thread_id)
{
    enum sql_id id = heads->match.len > 0 ? SQL_THREAD_KEYS : SQL_THREAD_FLAGS;
    struct members m = { .heads = heads, .s = sql_use(heads->test.st, id) };

    sql_int(&m.s, thread_id);
    return m;
}

static bool
may_match(struct members *m, int64_t id)
{
    struct store_story flags = { .id = id };

    if (m->heads->match.len > 0)
        return true;
    flags.source_id = sql_take_int(&m->s);
    flags.is_read = sql_take_bool(&m->s);
    flags.is_saved = sql_take_bool(&m->s);
    return is_kept(m->heads, id) || walk_may_match(&m->heads->test, &flags);
}

/* The next that is shown; out_key->id 0: none is left. */
static bool
next_member(struct members *m, struct story_key *out_key, struct store_story *out, struct err *err)
{
    while (m->looked_at++ < LOOK_MOST) {
        bool is_row, is_it = false;

        if (!sql_row(&m->s, &is_row, err))
            return false;
        if (!is_row)
            break;
        struct story_key key = { .sort_at = sql_take_int(&m->s) };

        key.id = sql_take_int(&m->s);
        if (!is_hit(m->heads, key, &is_it, err))
            return false;
        is_it = is_it && may_match(m, key.id);
        if (is_it && !is_shown(m->heads, key.id, out, &is_it, err))
            return false;
        *out_key = key;
        if (is_it)
            return true;
    }
    *out_key = (struct story_key){ 0 };
    return true;
}

static bool
find_newest(struct heads *heads, int64_t thread_id, struct story_key *out, struct err *err)
{
    struct members members = open_members(heads, thread_id);
    struct store_story story = { 0 };
    bool ok = next_member(&members, out, &story, err);

    sql_done(&members.s);
    return ok;
}

/* Only while it is shown at all. */
static bool
find_held(struct heads *heads, int64_t id, struct err *err)
{
    struct store_story story = { 0 };
    struct story_key key = { .id = id };
    struct err missing = { 0 };
    bool is_it = false;

    if (id == 0)
        return true;
    if (!story_key_get(heads->test.st, id, &key, &missing)) {
        *err = missing.kind == ERR_MISSING ? *err : missing;
        return missing.kind == ERR_MISSING;
    }
    if (!is_hit(heads, key, &is_it, err) || (is_it && !is_shown(heads, id, &story, &is_it, err)))
        return false;
    if (is_it)
        heads->held = (struct head){ story.thread_id, key };
    return true;
}

bool
heads_open(struct walk *walk, struct err *err)
{
    struct heads *heads = ARENA_NEW(&walk->arena, struct heads);

    if (!walk_open_test(walk->st, walk->query, SQL_WORDS_HAS, &heads->test, err))
        return false;
    walk->heads = heads;
    heads->test.conjuncts = walk->conjuncts;
    heads->test.conjunct_count = walk->conjunct_count;
    if (walk->is_by_words) {
        heads->match = walk->match;
        walk_trust_words(&heads->test);
    }
    return find_held(heads, walk->query->hold_id, err);
}

/* ---- what is remembered ---- */

/* The place of the thread, or the empty one where it belongs. */
static struct head *
find_place(const struct known *known, int64_t thread_id)
{
    uint64_t hash = (uint64_t)thread_id * UINT64_C(0x9e3779b97f4a7c15);
    size_t mask = known->place_count - 1, at = (size_t)(hash >> 32) & mask;

    while (known->places[at].thread_id != 0 && known->places[at].thread_id != thread_id)
        at = (at + 1) & mask;
    return &known->places[at];
}

/* A walk over more threads than there may be places looks each up once for all these, not once for each story. */
static void
make_room(struct known *known, struct arena *a)
{
    struct known old = *known;

    if (known->count < known->place_count / 2)
        return;
    known->count = 0;
    if (known->place_count == KNOWN_MOST) {
        memset(known->places, 0, known->place_count * sizeof(*known->places));
        return;
    }
    known->place_count = MAX(known->place_count * 2, KNOWN_FIRST);
    known->places = ARENA_ARRAY(a, struct head, known->place_count);
    for (size_t i = 0; i < old.place_count; i++) {
        if (old.places[i].thread_id == 0)
            continue;
        *find_place(known, old.places[i].thread_id) = old.places[i];
        known->count++;
    }
}

static bool
find_head(struct heads *heads, int64_t thread_id, struct story_key *out, struct err *err)
{
    struct known *known = &heads->known;

    if (heads->held.thread_id == thread_id) {
        *out = heads->held.key;
        return true;
    }
    make_room(known, &heads->test.arena);
    struct head *head = find_place(known, thread_id);

    if (head->thread_id != thread_id) {
        struct story_key key;

        if (!find_newest(heads, thread_id, &key, err))
            return false;
        *head = (struct head){ thread_id, key };
        known->count++;
    }
    *out = head->key;
    return true;
}

bool
heads_find(struct heads *heads, int64_t thread_id, struct story_key *out, struct err *err)
{
    heads->last.id = 0;
    return find_head(heads, thread_id, out, err);
}

bool
heads_take_row(struct heads *heads, int64_t id, struct store_story *out)
{
    if (heads->last.id != id)
        return false;
    *out = heads->last;
    return true;
}

bool
heads_list(struct heads *heads, struct arena *a, int64_t thread_id, size_t limit,
           struct store_story **out, size_t *out_count, struct err *err)
{
    struct members members = open_members(heads, thread_id);
    VEC(struct store_story) list = { 0 };
    struct story_key key = { 0 };
    bool ok = true;

    while (list.count < limit) {
        struct store_story story = { 0 };

        ok = next_member(&members, &key, &story, err);
        if (!ok || !key.id)
            break;
        story_copy(a, &story, VEC_PUSH(a, &list));
    }
    sql_done(&members.s);
    *out = list.items;
    *out_count = list.count;
    return ok;
}

void
heads_close(struct heads *heads)
{
    walk_close(&heads->test);
}
