#include "candidate.h"

#define SLOTS_LEAST 256
#define MIX         UINT64_C(0x9E3779B97F4A7C15)

/* One posting list with the weight that its term has in the probe. */
struct posting {
    str list;
    float weight;
    bool is_bridge;
};

struct gathering {
    struct store *st;
    struct arena *a;
    struct posts *posts;
    const struct candidate_span *span;
    VEC(struct posting) lists;
    size_t entry_count;
};

static void
add_list(struct gathering *g, struct posting what, str list)
{
    if (list.len < VECTOR_ENTRY_BYTES)
        return;
    what.list = list;
    g->entry_count += list.len / VECTOR_ENTRY_BYTES;
    *VEC_PUSH(g->a, &g->lists) = what;
}

static bool
gather_week(struct gathering *g, struct posting what, uint32_t term, int64_t week, struct err *err)
{
    struct post_list list = { 0 };

    if (g->entry_count >= g->span->entries ||
        week < MAX(g->span->from_week, g->posts->first_week) ||
        week > MIN(g->span->to_week, g->posts->last_week))
        return true;
    if (!posts_find(g->posts, g->st, g->a, week, term, &list, err))
        return false;
    add_list(g, what, list.stored);
    add_list(g, what, list.added);
    return true;
}

/* The lists of one term, the week of the story first, then those beside it, until the allowance is used up. */
static bool
gather_term(struct gathering *g, struct posting what, uint32_t term, struct err *err)
{
    int64_t middle = (g->span->from_week + g->span->to_week) / 2;
    int64_t reach = MAX(g->span->to_week - middle, middle - g->span->from_week);
    uint32_t df = 0;

    if (!df_find(g->posts->df, g->st, g->a, term, &df, err))
        return false;
    if (df <= 1) /* the story's own: nobody else has it, in any week */
        return true;
    if (!gather_week(g, what, term, middle, err))
        return false;
    for (int64_t off = 1; off <= reach && g->entry_count < g->span->entries; off++)
        if (!gather_week(g, what, term, middle + off, err) ||
            !gather_week(g, what, term, middle - off, err))
            return false;
    return true;
}

static bool
gather(struct gathering *g, const struct vector *terms, bool is_bridge, struct err *err)
{
    for (size_t i = 0; i < terms->count; i++) {
        struct posting what = { .weight = terms->items[i].weight, .is_bridge = is_bridge };

        if (!gather_term(g, what, terms->items[i].term, err))
            return false;
    }
    return true;
}

/* slots: a power of two, more than the ids that may come. */
static struct candidate *
find_slot(struct candidate *slots, size_t room, uint32_t id)
{
    size_t at = (size_t)((id * MIX) >> 32) & (room - 1);

    while (slots[at].story_id != 0 && slots[at].story_id != id)
        at = (at + 1) & (room - 1);
    slots[at].story_id = id;
    return &slots[at];
}

static void
add_posting(struct candidate *slots, size_t room, const struct posting *posting)
{
    size_t count = posting->list.len / VECTOR_ENTRY_BYTES;

    for (size_t i = 0; i < count; i++) {
        uint8_t weight = 0;
        uint32_t id = entry_read(posting->list.ptr + i * VECTOR_ENTRY_BYTES, &weight);
        struct candidate *slot = id > 0 ? find_slot(slots, room, id) : NULL;
        float product = posting->weight * (float)weight / VECTOR_WEIGHT_SCALE;

        if (slot && posting->is_bridge)
            slot->bridge += product;
        else if (slot)
            slot->word += product;
    }
}

float
candidate_promise(const struct candidate *c)
{
    return MAX(c->word, 0.9F * c->bridge);
}

/* Is x to stand behind y? The younger story first where the sums are equal. */
static bool
is_behind(const struct candidate *x, const struct candidate *y)
{
    float p = candidate_promise(x), q = candidate_promise(y);

    return p != q ? p < q : x->story_id < y->story_id;
}

/* Lets the item at i sink in a heap whose top is the hindmost. */
static void
sink(struct candidate *heap, size_t count, size_t i)
{
    for (size_t child = 2 * i + 1; child < count; child = 2 * i + 1) {
        if (child + 1 < count && is_behind(&heap[child + 1], &heap[child]))
            child++;
        if (!is_behind(&heap[child], &heap[i]))
            return;
        struct candidate moved = heap[i];

        heap[i] = heap[child];
        heap[child] = moved;
        i = child;
    }
}

size_t
candidates_best(struct candidate *all, size_t count, size_t most)
{
    size_t kept = MIN(count, most);

    for (size_t i = kept / 2; i-- > 0;)
        sink(all, kept, i);
    for (size_t i = kept; kept > 0 && i < count; i++)
        if (is_behind(&all[0], &all[i])) {
            all[0] = all[i];
            sink(all, kept, 0);
        }
    for (size_t left = kept; left > 1;) {
        struct candidate hindmost = all[0];

        all[0] = all[--left];
        all[left] = hindmost;
        sink(all, left, 0);
    }
    return kept;
}

bool
candidates_find(struct store *st, struct arena *a, struct posts *posts, const struct probe *p,
                const struct candidate_span *span, struct candidate **out, size_t *out_count,
                struct err *err)
{
    struct gathering g = { .st = st, .a = a, .posts = posts, .span = span };
    size_t room = SLOTS_LEAST, count = 0;

    if (!gather(&g, &p->post_word, false, err) ||
        (span->is_bridged && !gather(&g, &p->post_bridge, true, err)))
        return false;
    while (room < 2 * g.entry_count)
        room *= 2;
    struct candidate *slots = ARENA_ARRAY(a, struct candidate, room);

    for (size_t i = 0; i < g.lists.count; i++)
        add_posting(slots, room, &g.lists.items[i]);
    for (size_t i = 0; i < room; i++)
        if (slots[i].story_id != 0)
            slots[count++] = slots[i];
    *out = slots;
    *out_count = candidates_best(slots, count, span->most);
    return true;
}
