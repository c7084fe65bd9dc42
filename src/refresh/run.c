#include "worker.h"

#include <stdlib.h>
#include <string.h>

#define LEASE_WAIT_MS 20000 /* another copy refreshes: longer than a killed one holds it */
#define LEASE_LOOK_MS 250

struct collect {
    struct arena *a;
    struct worker *worker;
    struct refresh_report *reports;
    size_t count, room;
    struct err problem; /* the first that concerns everything */
    struct err page;    /* of the page that was asked for */
    bool has_page;
};

static void
on_event(void *context, const struct refresh_event *event)
{
    struct collect *c = context;

    if (event->kind == REFRESH_PROBLEM && c->problem.kind == ERR_NONE)
        c->problem = event->err;
    if (event->kind == REFRESH_PAGE_READY) {
        c->page = event->err;
        c->has_page = true;
    }
}

static void
on_source(void *context, const struct task *t)
{
    struct collect *c = context;

    if (c->count == c->room) /* a source that was added to the file meanwhile: no report of it */
        return;
    c->reports[c->count++] =
        (struct refresh_report){ .key = arena_str(c->a, t->source->key),
                                 .added = t->delta.added,
                                 .changed = t->delta.changed,
                                 .is_unchanged = t->fetch.is_unchanged,
                                 .problem = arena_str(c->a, str_of(t->err.text)) };
}

static bool
begin(struct worker *w, const str *keys, size_t key_count, bool is_forced, struct err *err)
{
    int64_t next_at = 0;

    for (size_t i = 0; i < key_count; i++)
        if (!worker_key(w, keys[i], err))
            return false;
    if (key_count > 0)
        return true;
    return is_forced ? worker_all(w, err) : worker_due(w, time_now_s(), &next_at, err);
}

/* Waits while another copy is at it. */
static bool
begin_in_turn(struct worker *w, const str *keys, size_t key_count, bool is_forced, struct err *err)
{
    int64_t until_ms = time_now_ms() + LEASE_WAIT_MS;

    while (!begin(w, keys, key_count, is_forced, err)) {
        if (err->kind != ERR_BUSY || time_now_ms() >= until_ms)
            return false;
        *err = (struct err){ 0 };
        net_step(w->net, LEASE_LOOK_MS);
    }
    return true;
}

static int
by_key(const void *x, const void *y)
{
    const struct refresh_report *a = x, *b = y;

    return str_cmp(a->key, b->key);
}

/* Into the order of sources.ini. */
static void
sort_reports(const struct plan *plan, struct arena *a, struct refresh_report *reports, size_t count)
{
    struct refresh_report *sorted = ARENA_ARRAY(a, struct refresh_report, count);
    size_t n = 0;

    if (count == 0)
        return;
    qsort(reports, count, sizeof(*reports), by_key);
    for (size_t i = 0; i < plan->source_count && n < count; i++) {
        const struct refresh_report want = { .key = plan->listed[i].key };
        const struct refresh_report *found = bsearch(&want, reports, count, sizeof(want), by_key);

        if (found)
            sorted[n++] = *found;
    }
    memcpy(reports, sorted, n * sizeof(*reports));
}

bool
refresh_run(struct arena *a, const struct config *config, str store_file, const str *keys,
            size_t key_count, bool is_forced, struct refresh_report **out, size_t *out_count,
            struct err *err)
{
    struct worker w;
    struct collect c = { .a = a, .worker = &w, .room = config->source_count };
    const struct worker_sink sink = { .on_event = on_event, .on_source = on_source, .context = &c };

    c.reports = ARENA_ARRAY(a, struct refresh_report, c.room);
    if (!worker_open(&w, plan_new(config), store_file, &sink, err))
        return false;
    bool ok = begin_in_turn(&w, keys, key_count, is_forced, err);

    while (ok && !worker_is_idle(&w))
        worker_step(&w, -1);
    if (ok) {
        sort_reports(w.plan, a, c.reports, c.count);
        *out = c.reports;
        *out_count = c.count;
        if (c.problem.kind != ERR_NONE) {
            *err = c.problem;
            ok = false;
        }
    }
    worker_close(&w);
    return ok;
}

bool
refresh_page_now(const struct config *config, str store_file, int64_t story_id, struct err *err)
{
    struct arena a = { 0 };
    struct worker w;
    struct collect c = { .a = &a, .worker = &w };
    const struct worker_sink sink = { .on_event = on_event, .context = &c };
    bool ok = worker_open(&w, plan_new(config), store_file, &sink, err);

    if (ok) {
        worker_page(&w, story_id, true);
        while (!c.has_page)
            worker_step(&w, -1);
        worker_close(&w);
        if (c.page.kind != ERR_NONE) {
            *err = c.page;
            ok = false;
        }
    }
    arena_free(&a);
    return ok;
}
