/*
 * Many publishers give the text of the story to machines as well (articleBody in JSON-LD). It has no
 * structure, and sometimes it is cut, so the page stays the source; but what of the page is also said
 * there is the article for sure. Compared by runs of letters, so that neither mark-up nor typography
 * nor missing blanks matter.
 */
#include "reader.h"

enum {
    RUN = 12,             /* letters and digits in a row that are compared */
    MOST_TOLD = 400000,   /* bytes */
    LEAST_TOLD = 400,     /* weighed characters of a text that is worth following */
    TRUSTED_PERCENT = 60, /* of it must stand on the page */
};

struct run {
    uint32_t last[RUN];
    size_t count;
};

/* True: the run is whole, and *hash stands for it. */
static bool
run_add(struct run *run, uint32_t rune, uint32_t *hash)
{
    uint32_t folded = mark_fold(rune), h = UINT32_C(2166136261);

    if (!folded)
        return false;
    run->last[run->count++ % RUN] = folded;
    if (run->count < RUN)
        return false;
    for (size_t i = 0; i < RUN; i++)
        h = (h ^ run->last[(run->count + i) % RUN]) * UINT32_C(16777619);
    *hash = h ? h : 1;
    return true;
}

struct runs {
    uint32_t *hashes; /* open addressing; 0: free */
    uint32_t mask;
};

static uint32_t *
find_slot(const struct runs *runs, uint32_t hash)
{
    uint32_t at = (hash * UINT32_C(2654435761)) & runs->mask;

    while (runs->hashes[at] != 0 && runs->hashes[at] != hash)
        at = (at + 1) & runs->mask;
    return &runs->hashes[at];
}

static void
runs_fill(struct reader *r, struct runs *runs, str told)
{
    uint32_t size = 1024, hash;
    struct run run = { .count = 0 };

    while (size < told.len * 2)
        size *= 2;
    runs->hashes = ARENA_ARRAY(&r->scratch, uint32_t, size);
    runs->mask = size - 1;
    while (told.len > 0)
        if (run_add(&run, rune_take(&told), &hash))
            *find_slot(runs, hash) = hash;
}

/* Of each block's own text, how many runs there are, and how many of them are told. */
static void
count_runs(struct reader *r, const struct runs *runs, uint32_t *all, uint32_t *told)
{
    struct run run = { .count = 0 };
    uint32_t block = 0, hash;

    for (uint32_t id = 0; id < r->tree.count; id++) {
        const struct mark *m = &r->marks[id];

        if (r->nodes[id]->tag != HTML_TEXT || m->is_hidden)
            continue;
        if (m->block != block)
            run = (struct run){ .count = 0 };
        block = m->block;
        for (str rest = r->nodes[id]->text; rest.len > 0;)
            if (run_add(&run, rune_take(&rest), &hash)) {
                all[block]++;
                told[block] += *find_slot(runs, hash) == hash;
            }
    }
}

void
told_follow(struct reader *r, str body)
{
    struct runs runs = { 0 };
    uint32_t stops = 0, weight = mark_weigh(body, &stops);

    if (weight < LEAST_TOLD || body.len > MOST_TOLD)
        return;
    uint32_t *all = ARENA_ARRAY(&r->scratch, uint32_t, r->tree.count);
    uint32_t *told = ARENA_ARRAY(&r->scratch, uint32_t, r->tree.count);

    runs_fill(r, &runs, body);
    count_runs(r, &runs, all, told);
    for (uint32_t id = r->tree.count; id-- > 0;) {
        struct mark *m = &r->marks[id];

        m->is_told = all[id] > 0 && told[id] * UINT64_C(10) >= all[id] * UINT64_C(7);
        m->is_told_whole = m->is_told && told[id] * UINT64_C(100) >= all[id] * UINT64_C(97);
        if (m->is_told)
            m->told += m->own_chars;
        if (r->nodes[id]->parent)
            mark_of(r, r->nodes[id]->parent)->told += m->told;
    }
    r->has_told = r->marks[0].told * UINT64_C(100) >= (uint64_t)weight * TRUSTED_PERCENT;
    r->is_told_cut = str_ends(str_trim(body), STR("...")) || str_ends(str_trim(body), STR("…"));
}
