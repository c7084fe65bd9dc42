#include "worker.h"

#include <courant/refresh_find.h>

#include <string.h>
#include <unistd.h>

#define SAVE_EVERY_MS  100 /* sources wait so long to be written together */
#define SAVE_MOST      200
#define SAVE_BYTES     ((size_t)128 << 10)
#define HELD_BYTES     ((size_t)256 << 10) /* of feeds: with so many no more are looked at */
#define TURN_MS        10                  /* then the caller may look at what else is wanted */
#define QUIET_MS       50                  /* nothing ended for so long: time for indexing */
#define GAP_MS         2 /* between two pieces of it, for the reader's own writes */
#define LEASE_LOOK_MS  1000
#define DUE_MOST       100000 /* in one round; the rest in the next */
#define COMMAND_MS     60000
#define BATCH_AT_FIRST 64

/* ---- tasks ---- */

struct task *
worker_task(struct worker *w, enum task_kind kind)
{
    struct task *t = mem_new(sizeof(*t));

    t->kind = kind;
    t->plan = w->plan;
    plan_keep(w->plan);
    chain_add(&w->tasks, &t->link);
    w->is_busy = true;
    if (kind == TASK_SOURCE) {
        w->source_count++;
        w->has_said_indexing = false;
    }
    return t;
}

static void
free_task(struct task *t)
{
    if (t->round && --t->round->users == 0) {
        arena_free(&t->round->arena);
        mem_free(t->round);
    }
    net_response_free(t->response);
    command_free(t->filtered);
    store_arrival_free(t->arrival);
    arena_free(&t->feed_arena);
    find_free(t->find);
    plan_drop(t->plan);
    arena_free(&t->arena);
    mem_free(t);
}

void
worker_end(struct worker *w, struct task *t)
{
    chain_remove(&w->tasks, &t->link);
    if (t->kind == TASK_SOURCE)
        w->source_count--;
    w->held_bytes -= t->input.raw.len;
    w->moved_ms = time_now_ms();
    free_task(t);
    ahead_next(w);
}

/* ---- saying ---- */

void
worker_event(struct worker *w, const struct refresh_event *event)
{
    struct refresh_event full = *event;

    full.running = w->round_all - w->round_done;
    full.of = w->round_all;
    w->sink.on_event(w->sink.context, &full);
}

void
worker_problem(struct worker *w, const struct err *err)
{
    struct refresh_event event = { .kind = REFRESH_PROBLEM, .err = *err };

    log_add("refresh", "%s", err->text);
    worker_event(w, &event);
}

void
worker_wants_index(struct worker *w)
{
    w->has_index_left = w->has_related_left = w->is_indexing = true;
}

/* ---- opening ---- */

void
worker_wake(struct worker *w)
{
    net_wake(w->net);
}

static void
wake(void *context)
{
    worker_wake(context);
}

static str
make_holder(struct arena *a)
{
    char host[256] = "";

    gethostname(host, sizeof(host) - 1);
    return arena_printf(a, "%s:%ld:%" PRIx64, host, (long)getpid(),
                        (uint64_t)(uintptr_t)a ^ (uint64_t)time_now_ms() << 20);
}

static bool
open_net(struct worker *w, struct err *err)
{
    struct net_options options;

    plan_net_options(w->plan, &options);
    w->net = net_open(&options, err);
    return w->net != NULL;
}

static bool
sync_sources(struct worker *w, struct err *err)
{
    store_keep_revisions(w->st, w->plan->settings.most_revisions);
    return rule_set(w, err) && refresh_sync(w->st, w->plan->listed, w->plan->source_count, 0, err);
}

bool
worker_open(struct worker *w, struct plan *plan, str store_file, const struct worker_sink *sink,
            struct err *err)
{
    *w = (struct worker){ .plan = plan, .sink = *sink };
    w->index_batch = w->related_batch = BATCH_AT_FIRST;
    w->holder = make_holder(&w->arena);
    if (!store_open(arena_cstr(&w->arena, store_file), &w->st, err) || !open_net(w, err) ||
        !sync_sources(w, err)) {
        worker_close(w);
        return false;
    }
    w->commands = commands_new(wake, w);
    w->aside = aside_new(wake, w);
    worker_wants_index(w); /* a copy may have been ended in the middle */
    return true;
}

static void
free_tasks(struct chain *tasks)
{
    struct task *t;

    while ((t = CHAIN_FIRST(struct task, tasks))) {
        chain_remove(tasks, &t->link);
        free_task(t);
    }
}

void
worker_close(struct worker *w)
{
    aside_free(w->aside);
    if (w->st)
        source_save_all(w);
    commands_free(w->commands);
    net_close(w->net);
    free_tasks(&w->tasks);
    free_tasks(&w->unsaved);
    if (w->st)
        quiet_drop_lease(w);
    store_close(w->st);
    plan_drop(w->plan);
    secrets_clear(&w->secrets);
    arena_free(&w->ahead.arena);
    arena_free(&w->looked_arena);
    arena_free(&w->arena);
    *w = (struct worker){ 0 };
}

bool
worker_set_plan(struct worker *w, struct plan *plan, struct err *err)
{
    struct net_options options;
    struct err cookies = { 0 };

    plan_drop(w->plan);
    w->plan = plan;
    secrets_clear(&w->secrets); /* the commands may be other ones now */
    plan_net_options(plan, &options);
    if (!net_set_options(w->net, &options, &cookies))
        worker_problem(w, &cookies);
    return sync_sources(w, err);
}

/* ---- beginning sources ---- */

static struct round *
new_round(void)
{
    struct round *round = mem_new(sizeof(*round));

    round->users = 1; /* the one who makes it */
    return round;
}

static void
end_round(struct round *round)
{
    if (--round->users > 0)
        return;
    arena_free(&round->arena);
    mem_free(round);
}

/* Which sources a round takes. */
struct choice {
    int64_t id;     /* 0: any */
    int64_t due_at; /* or earlier */
    bool is_urgent;
};

static bool
is_chosen(const struct choice *choice, const struct store_source *source)
{
    return source->is_listed && !source->is_disabled && source->due_at <= choice->due_at &&
           (choice->id == 0 || choice->id == source->id);
}

static bool
begin_sources(struct worker *w, const struct choice *choice, struct err *err)
{
    struct round *round = new_round();
    struct store_source *sources = NULL;
    size_t count = 0, begun = 0;
    bool is_first = w->source_count == 0; /* then none of them can be under way */
    bool ok = store_sources_load(w->st, &round->arena, false, &sources, &count, err);

    for (size_t i = 0; ok && i < count; i++)
        if (is_chosen(choice, &sources[i]) && (is_first || !source_is_running(w, sources[i].id)) &&
            source_begin(w, &sources[i], round,
                         choice->is_urgent || str_eq(sources[i].key, w->looked_at)))
            begun++;
    if (begun > 0) {
        struct refresh_event event = { .kind = REFRESH_STARTED };

        event.source_id = begun == 1 && choice->id ? choice->id : 0;
        worker_event(w, &event);
    }
    end_round(round);
    return ok;
}

bool
worker_due(struct worker *w, int64_t now, int64_t *out_next_at, struct err *err)
{
    const struct choice choice = { .due_at = now };
    struct arena a = { 0 };
    int64_t *ids = NULL, next_at = 0;
    size_t count = 0;
    bool ok = store_sources_due(w->st, &a, now, DUE_MOST, &ids, &count, &next_at, err);

    if (ok && count > 0) {
        ok = quiet_take_lease(w, err) && begin_sources(w, &choice, err);
        w->has_expire_left = w->has_expire_left || ok;
    }
    if (ok)
        *out_next_at = next_at;
    arena_free(&a);
    return ok;
}

bool
worker_all(struct worker *w, struct err *err)
{
    const struct choice choice = { .due_at = INT64_MAX };

    if (!quiet_take_lease(w, err))
        return false;
    w->has_expire_left = true;
    return begin_sources(w, &choice, err);
}

bool
worker_source(struct worker *w, int64_t source_id, struct err *err)
{
    const struct choice choice = { .id = source_id, .due_at = INT64_MAX, .is_urgent = true };

    return begin_sources(w, &choice, err);
}

void
worker_look_at(struct worker *w, str key)
{
    arena_free(&w->looked_arena);
    w->looked_at = arena_str(&w->looked_arena, key);
    for (struct task *t = CHAIN_FIRST(struct task, &w->tasks); t; t = CHAIN_NEXT(struct task, t))
        if (t->kind == TASK_SOURCE && t->is_transfer && !t->is_urgent &&
            str_eq(t->source->key, key)) {
            t->is_urgent = true;
            net_hurry(w->net, (uint64_t)(uintptr_t)t);
        }
}

bool
worker_key(struct worker *w, str key, struct err *err)
{
    struct arena a = { 0 };
    struct store_source source;
    bool ok = store_source_find(w->st, &a, key, &source, err);

    if (ok && !source.is_listed)
        ok = err_set(err, ERR_MISSING, "%.*s: no such source", STR_ARG(key));
    if (ok && source.is_disabled)
        ok = err_set(err, ERR_INVALID, "%.*s: this source is switched off", STR_ARG(key));
    ok = ok && worker_source(w, source.id, err);
    arena_free(&a);
    return ok;
}

/* ---- transfers and commands ---- */

void
worker_fetch(struct worker *w, struct task *t, struct net_request *request)
{
    const struct settings *settings = &t->plan->settings;

    request->id = (uint64_t)(uintptr_t)t;
    if (t->spec) {
        request->user_agent = t->spec->user_agent;
        request->proxy = t->spec->proxy;
        /* Its stories may link to servers that have certificates of the usual kind. */
        if (t->kind == TASK_SOURCE || t->is_own_host)
            request->ca_file = t->spec->ca_file;
        request->cookies_file = t->spec->cookies_file;
    }
    request->connect_ms = (int)MIN(settings->connect_timeout_s, 3600) * 1000;
    request->stall_ms = (int)MIN(settings->stall_timeout_s, 3600) * 1000;
    request->whole_ms = (int)MIN(settings->timeout_s, 3600) * 1000;
    t->is_transfer = true;
    net_start(w->net, request, t->is_urgent);
}

void
worker_run(struct worker *w, struct task *t, str command_line, str input)
{
    struct command *c = command_new();

    c->argv = config_argv(&c->arena, arena_str(&c->arena, command_line), STR(""));
    c->input = input;
    c->most_bytes = (size_t)MAX(t->spec && t->spec->most_bytes > 0 ? t->spec->most_bytes
                                                                   : t->plan->settings.feed_limit,
                                1024);
    c->most_ms = COMMAND_MS;
    c->owner = t;
    command_start(w->commands, c);
}

static void
take_response(struct worker *w, struct net_response *response)
{
    struct task *t = (struct task *)(uintptr_t)response->id;

    t->response = response;
    t->is_transfer = false;
    if (t->is_silent)
        worker_end(w, t);
    else if (t->kind == TASK_SOURCE)
        source_answered(w, t);
    else if (t->kind == TASK_FIND)
        discover_answered(w, t);
    else
        page_answered(w, t);
}

/* True: something ended. */
static bool
take_ended(struct worker *w)
{
    int64_t until_ms = time_now_ms() + TURN_MS;
    struct net_response *response;
    struct command *command;
    struct task *prepared;
    bool is_any = false;

    while ((command = command_take(w->commands))) {
        if (command->owner)
            source_ran(w, command->owner, command);
        else
            rule_ran(command);
        is_any = true;
    }
    while ((prepared = aside_take(w->aside))) {
        source_prepared(w, prepared);
        is_any = true;
    }
    while (w->held_bytes < HELD_BYTES && (response = net_take(w->net))) {
        take_response(w, response);
        is_any = true;
        if (time_now_ms() >= until_ms)
            break;
    }
    return is_any;
}

/* ---- moving on ---- */

bool
worker_is_idle(const struct worker *w)
{
    return w->tasks.count == 0 && w->unsaved.count == 0 && !quiet_is_left(w) &&
           commands_running(w->commands) == 0;
}

static bool
is_quiet(const struct worker *w)
{
    return w->source_count == 0 || time_now_ms() - w->moved_ms >= QUIET_MS;
}

static int
shorter(int wait_ms, int64_t other_ms)
{
    int other = (int)MAX(MIN(other_ms, 1 << 30), 0);

    return wait_ms < 0 ? other : MIN(wait_ms, other);
}

static int
how_long(const struct worker *w, int wait_ms)
{
    if (w->is_busy &&
        worker_is_idle(w)) /* what began has failed at once: only that is to be said */
        return 0;
    if (w->unsaved.count > 0)
        wait_ms = shorter(wait_ms, w->unsaved_ms + SAVE_EVERY_MS - time_now_ms());
    if (quiet_is_left(w))
        wait_ms = shorter(wait_ms, is_quiet(w) ? (w->gives_way ? GAP_MS : 0) : QUIET_MS);
    if (w->has_lease)
        wait_ms = shorter(wait_ms, LEASE_LOOK_MS);
    return wait_ms;
}

static void
say_idle(struct worker *w)
{
    struct refresh_event event = { .kind = REFRESH_IDLE, .added = w->added };

    w->is_busy = w->has_said_indexing = false;
    w->round_all = w->round_done = 0;
    w->added = 0;
    worker_event(w, &event);
}

/* The sources are all in; from here on only the index is behind. */
static void
say_indexing(struct worker *w)
{
    struct refresh_event event = { .kind = REFRESH_INDEXING };

    w->has_said_indexing = true;
    w->round_all = w->round_done = 0;
    if (!w->has_reader) /* whose keys would wait for it */
        mem_trim();
    worker_event(w, &event);
}

void
worker_step(struct worker *w, int wait_ms)
{
    if (w->held_bytes < HELD_BYTES)
        net_step(w->net, how_long(w, wait_ms));
    else
        net_step_only(w->net, how_long(w, wait_ms));
    bool is_any = take_ended(w);

    quiet_renew_lease(w);
    if (w->unsaved.count >= SAVE_MOST || w->unsaved_bytes >= SAVE_BYTES ||
        w->source_count == w->unsaved.count ||
        (w->unsaved.count > 0 && time_now_ms() - w->unsaved_ms >= SAVE_EVERY_MS))
        source_save_all(w);
    if (w->is_busy && w->is_indexing && w->source_count == 0 && !w->has_said_indexing)
        say_indexing(w);
    if (!is_any && quiet_is_left(w) && is_quiet(w))
        quiet_step(w);
    if (worker_is_idle(w) && w->is_busy)
        news_tell(w); /* may start commands */
    if (!worker_is_idle(w))
        return;
    quiet_drop_lease(w); /* also when it was only for indexing: nobody else could refresh */
    if (w->is_busy)
        say_idle(w);
}
