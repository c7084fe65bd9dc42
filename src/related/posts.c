#include "posts.h"

#include "vector.h"

#include <stdlib.h>

#define ROOM_LEAST 1024

/* Small, for a batch looks at tens of thousands, most of them empty. */
struct post_slot {
    int64_t week;
    uint32_t term;
    bool is_used;
    const str *stored; /* NULL: not read yet */
    struct buf *added; /* NULL: nothing */
};

static const str empty = { "", 0 };

bool
posts_begin(struct posts *posts, struct store *st, struct df *df, struct arena *batch,
            struct err *err)
{
    *posts = (struct posts){ .df = df, .arena = batch };
    return store_rel_weeks(st, &posts->first_week, &posts->last_week, err);
}

static struct post_slot *
find_slot(struct post_slot *slots, size_t room, int64_t week, uint32_t term)
{
    uint64_t hash = (((uint64_t)week << 32) ^ term) * UINT64_C(0x9E3779B97F4A7C15);
    size_t at = (size_t)(hash >> 32) & (room - 1);

    while (slots[at].is_used && (slots[at].term != term || slots[at].week != week))
        at = (at + 1) & (room - 1);
    return &slots[at];
}

/* The slot of the list, made where there is none; at most half of all are used. */
static struct post_slot *
use_slot(struct posts *posts, int64_t week, uint32_t term)
{
    if (posts->room < 2 * (posts->count + 1)) {
        size_t room = MAX(2 * posts->room, (size_t)ROOM_LEAST);
        struct arena table = { 0 };
        struct post_slot *slots = ARENA_ARRAY(&table, struct post_slot, room);

        for (size_t i = 0; i < posts->room; i++)
            if (posts->slots[i].is_used)
                *find_slot(slots, room, posts->slots[i].week, posts->slots[i].term) =
                    posts->slots[i];
        arena_free(&posts->table);
        posts->table = table;
        posts->slots = slots;
        posts->room = room;
    }
    struct post_slot *slot = find_slot(posts->slots, posts->room, week, term);

    if (!slot->is_used) {
        *slot = (struct post_slot){ .week = week, .term = term, .is_used = true };
        posts->count++;
    }
    return slot;
}

static const str *
keep_str(struct arena *a, str s)
{
    str *kept = ARENA_NEW(a, str);

    *kept = s;
    return kept;
}

bool
posts_find(struct posts *posts, struct store *st, struct arena *scratch, int64_t week,
           uint32_t term, struct post_list *out, struct err *err)
{
    struct post_slot *slot = use_slot(posts, week, term);
    bool is_kept = posts->read_bytes < POSTS_BYTES;

    out->added = slot->added ? buf_str(slot->added) : empty;
    out->stored = slot->stored ? *slot->stored : empty;
    if (slot->stored)
        return true;
    if (!store_rel_list(st, is_kept ? posts->arena : scratch, week, term, &out->stored, err))
        return false;
    if (is_kept) {
        posts->read_bytes += out->stored.len;
        slot->stored = out->stored.len > 0 ? keep_str(posts->arena, out->stored) : &empty;
    }
    return true;
}

void
posts_add(struct posts *posts, int64_t week, uint32_t term, int64_t story_id, uint8_t weight)
{
    char entry[VECTOR_ENTRY_BYTES];

    if (story_id > UINT32_MAX)
        return; /* four thousand million stories are enough for a posting list */
    entry_write(entry, (uint32_t)story_id, weight);
    struct post_slot *slot = use_slot(posts, week, term);

    if (!slot->added) {
        slot->added = ARENA_NEW(posts->arena, struct buf);
        slot->added->arena = posts->arena;
    }
    buf_add(slot->added, (str){ entry, sizeof(entry) });
    if (posts->last_week < posts->first_week)
        posts->first_week = posts->last_week = week;
    posts->first_week = MIN(posts->first_week, week);
    posts->last_week = MAX(posts->last_week, week);
}

static int
by_key(const void *x, const void *y)
{
    const struct post_slot *p = *(const struct post_slot *const *)x;
    const struct post_slot *q = *(const struct post_slot *const *)y;

    if (p->week != q->week)
        return p->week < q->week ? -1 : 1;
    return (p->term > q->term) - (p->term < q->term);
}

/* In the order of the table, so that neighbours are written while their page is at hand. */
bool
posts_write(struct posts *posts, struct store *st, struct err *err)
{
    const struct post_slot **changed =
        ARENA_ARRAY(posts->arena, const struct post_slot *, posts->count + 1);
    size_t count = 0;

    for (size_t i = 0; i < posts->room; i++)
        if (posts->slots[i].added)
            changed[count++] = &posts->slots[i];
    qsort(changed, count, sizeof(*changed), by_key);
    for (size_t i = 0; i < count; i++)
        if (!store_rel_post(st, changed[i]->week, changed[i]->term, buf_str(changed[i]->added),
                            err))
            return false;
    return true;
}

void
posts_end(struct posts *posts)
{
    arena_free(&posts->table);
    *posts = (struct posts){ 0 };
}
