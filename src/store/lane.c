#include "lane.h"

#include "hits.h"

#define CHUNK_FEW  64 /* keys read at once where there are few lanes */
#define CHUNK_MANY 4  /* and at first where there are many */
#define MANY       8

struct lane *
lanes_add(struct lanes *lanes)
{
    if (lanes->count == lanes->room)
        lanes->items = vec_grow(lanes->a, lanes->items, &lanes->room, sizeof(*lanes->items));
    struct lane *lane = &lanes->items[lanes->count++];

    *lane = (struct lane){ 0 };
    return lane;
}

bool
key_is_before(struct story_key x, struct story_key y, bool is_up)
{
    bool is_newer = x.sort_at != y.sort_at ? x.sort_at > y.sort_at : x.id > y.id;
    bool is_same = x.sort_at == y.sort_at && x.id == y.id;

    return !is_same && is_newer != is_up;
}

static bool
read_keys(struct lanes *lanes, struct lane *lane, struct err *err)
{
    struct sql s = sql_use(lanes->st, lanes->is_up ? lane->up : lane->down);
    bool ok, is_row;

    if (lane->text.ptr)
        sql_text(&s, lane->text);
    else
        sql_int(&s, lane->first);
    sql_int(&s, lane->second);
    sql_int(&s, lanes->place.sort_at);
    sql_int(&s, lanes->place.id);
    sql_int(&s, (int64_t)lane->chunk);
    while ((ok = sql_row(&s, &is_row, err)) && is_row) {
        lane->keys[lane->count].sort_at = sql_take_int(&s);
        lane->keys[lane->count++].id = sql_take_int(&s);
    }
    return ok;
}

/* From place on, which for a lane that has given keys is its last one. */
static bool
refill(struct lanes *lanes, struct lane *lane, struct err *err)
{
    struct story_key first = lanes->place;
    bool ok;

    if (lane->count)
        lanes->place = lane->keys[lane->count - 1];
    if (!lane->keys || lane->chunk < CHUNK_FEW) {
        lane->chunk =
            !lane->chunk ? (lanes->count > MANY ? CHUNK_MANY : CHUNK_FEW) : lane->chunk * 4;
        lane->keys = ARENA_ARRAY(lanes->a, struct story_key, lane->chunk);
    }
    lane->at = lane->count = 0;
    ok = lane->match.len ? hits_next(lanes->st, lane->match, lanes->is_up, lanes->place, lane->keys,
                                     lane->chunk, &lane->count, err)
                         : read_keys(lanes, lane, err);
    lanes->place = first;
    lane->is_at_end = lane->count < lane->chunk;
    return ok;
}

static bool
lane_is_before(const struct lanes *lanes, size_t x, size_t y)
{
    const struct lane *a = &lanes->items[x], *b = &lanes->items[y];

    return key_is_before(a->keys[a->at], b->keys[b->at], lanes->is_up);
}

static void
sink(struct lanes *lanes, size_t at)
{
    for (;;) {
        size_t best = at;

        for (size_t child = at * 2 + 1; child <= at * 2 + 2 && child < lanes->count; child++)
            if (lane_is_before(lanes, child, best))
                best = child;
        if (best == at)
            return;
        struct lane swap = lanes->items[at];

        lanes->items[at] = lanes->items[best];
        lanes->items[best] = swap;
        at = best;
    }
}

static bool
start(struct lanes *lanes, struct err *err)
{
    size_t kept = 0;

    for (size_t i = 0; i < lanes->count; i++) {
        if (!refill(lanes, &lanes->items[i], err))
            return false;
        if (lanes->items[i].count)
            lanes->items[kept++] = lanes->items[i];
    }
    lanes->count = kept;
    for (size_t i = kept / 2; i-- > 0;)
        sink(lanes, i);
    lanes->is_started = true;
    return true;
}

/* The first lane goes one on; one at its end leaves the heap. */
static bool
advance(struct lanes *lanes, struct err *err)
{
    struct lane *lane = &lanes->items[0];

    if (++lane->at == lane->count) {
        if (lane->is_at_end)
            lane->count = 0;
        else if (!refill(lanes, lane, err))
            return false;
        if (lane->count == 0)
            lanes->items[0] = lanes->items[--lanes->count];
    }
    if (lanes->count)
        sink(lanes, 0);
    return true;
}

bool
lanes_next(struct lanes *lanes, struct story_key *out, bool *out_any, struct err *err)
{
    if (!lanes->is_started && !start(lanes, err))
        return false;
    *out_any = lanes->count > 0;
    if (!*out_any)
        return true;
    *out = lanes->items[0].keys[lanes->items[0].at];
    return advance(lanes, err);
}
