#include "worker.h"

#include <courant/feed.h>

/*
 * One source: a password if it needs one, then its feed (from a server, a file or a command), then its
 * filter, then the store. What came is looked at only when it is not what came last time.
 */

#define ACCEPT                                                                                     \
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, "    \
    "text/xml;q=0.9, */*;q=0.5"
#define HEADERS_MOST 32
#define PERMANENT_FETCHES                                                                          \
    3                    /* so often in a row it was sent elsewhere for good: it lives there now */
#define PAGES_AT_ONCE 50 /* of new stories, fetched on arrival */

/* ---- beginning ---- */

bool
source_is_running(const struct worker *w, int64_t source_id)
{
    const struct chain *const both[] = { &w->tasks, &w->unsaved };

    for (size_t i = 0; i < ARRAY_LEN(both); i++)
        for (const struct task *t = CHAIN_FIRST(struct task, both[i]); t;
             t = CHAIN_NEXT(struct task, t))
            if (t->kind == TASK_SOURCE && t->source->id == source_id)
                return true;
    return false;
}

/* Where it lives now; after a failure there, in turns also where the user said. */
static str
choose_url(const struct store_source *source)
{
    bool has_moved = source->permanent_count >= PERMANENT_FETCHES &&
                     net_url_is_web(source->permanent_url) && net_url_is_web(source->url);

    return has_moved && source->failure_count % 2 == 0 ? source->permanent_url : source->url;
}

/* The source's own limit, else everyone's. */
static int64_t
most_bytes(const struct task *t)
{
    return t->spec && t->spec->most_bytes > 0 ? t->spec->most_bytes : t->plan->settings.feed_limit;
}

static bool
is_exec(str url)
{
    return str_starts_nocase(url, STR("exec:"));
}

static str
add_user(struct arena *a, str user, str url)
{
    size_t at = str_find(url, STR("://")) + 3; /* as net_url_is_same_server has seen */

    return arena_printf(a, "%.*s%.*s@%.*s", STR_ARG(str_sub(url, 0, at)), STR_ARG(user),
                        STR_ARG(str_from(url, at)));
}

static str
fill_in(struct arena *a, str text, str password)
{
    struct buf b = { .arena = a };
    size_t at;

    while ((at = str_find(text, STR("%p"))) != STR_NONE) {
        buf_add(&b, str_sub(text, 0, at));
        buf_add(&b, password);
        text = str_from(text, at + 2);
    }
    buf_add(&b, text);
    return buf_str(&b);
}

static void
set_headers(const struct worker *w, struct task *t, struct net_request *request)
{
    str *headers = ARENA_ARRAY(&t->arena, str, HEADERS_MOST);
    str rest = t->spec->headers, part, password = STR("");

    secret_find(&w->secrets, t->source->key, &password);
    while (request->header_count < HEADERS_MOST && str_take_field(&rest, '|', &part))
        headers[request->header_count++] = fill_in(&t->arena, str_trim(part), password);
    request->headers = headers;
}

/* A password that stands in the user's own address is not in the one that a server gave. */
static void
set_credentials(struct worker *w, struct task *t, struct net_request *request)
{
    struct net_url own;
    str password = STR("");

    if (t->spec && t->spec->headers.len > 0)
        set_headers(w, t, request);
    if (t->spec && t->spec->user.len > 0) {
        secret_find(&w->secrets, t->source->key, &password);
        request->user = t->spec->user;
        request->password = password;
    } else if (t->fetch_url.ptr != t->source->url.ptr && net_url_parse(t->source->url, &own) &&
               own.user.len > 0) {
        request->url = add_user(&t->arena, own.user, t->fetch_url);
    }
}

static void
fetch(struct worker *w, struct task *t)
{
    struct net_request request = {
        .url = t->fetch_url,
        .trust = NET_USER,
        .etag = t->source->etag,
        .last_modified = t->source->last_modified,
        .accept = STR(ACCEPT),
        .most_bytes = most_bytes(t),
    };

    /* By the word of a server on another host: then it may not be inside. */
    if (!str_eq_nocase(net_url_host(t->fetch_url), net_url_host(t->source->url)))
        request.trust = NET_PUBLIC;
    request.is_strange =
        net_url_is_web(t->fetch_url) && !net_url_is_same_server(t->source->url, t->fetch_url);
    if (!request.is_strange)
        set_credentials(w, t, &request);
    worker_fetch(w, t, &request);
}

static bool
wants_password(const struct worker *w, const struct task *t)
{
    str known;

    return t->spec && t->spec->password_command.len > 0 &&
           (t->spec->user.len > 0 || str_find(t->spec->headers, STR("%p")) != STR_NONE) &&
           !secret_find(&w->secrets, t->source->key, &known);
}

static void
begin(struct worker *w, struct task *t)
{
    if (wants_password(w, t))
        worker_run(w, t, t->spec->password_command, STR(""));
    else if (is_exec(t->fetch_url))
        worker_run(w, t, str_from(t->fetch_url, 5), STR(""));
    else
        fetch(w, t);
}

bool
source_begin(struct worker *w, struct store_source *source, struct round *round, bool is_urgent)
{
    const struct config_source *spec = plan_find(w->plan, source->key);

    /* The user's own file decides what is fetched and run; the store only remembers. */
    if (!spec || !str_eq(spec->url, source->url))
        return false;
    struct task *t = worker_task(w, TASK_SOURCE);

    w->round_all++;
    t->is_urgent = is_urgent;
    t->spec = spec;
    t->round = round;
    round->users++;
    t->source = source;
    t->fetch_url = choose_url(source);
    t->fetch = (struct store_fetch){ .source_id = source->id };
    begin(w, t);
    return true;
}

/* ---- storing ---- */

static void
say_done(struct worker *w, const struct task *t)
{
    struct refresh_event event = { .kind = REFRESH_SOURCE_DONE,
                                   .source_id = t->source->id,
                                   .added = t->delta.added,
                                   .changed = t->delta.changed,
                                   .err = t->err };

    if (t->fetch.due_at > 0 && (w->soonest_at == 0 || t->fetch.due_at < w->soonest_at))
        w->soonest_at = t->fetch.due_at;
    w->round_done++;
    w->added += t->delta.added;
    if (w->sink.on_source)
        w->sink.on_source(w->sink.context, t);
    worker_event(w, &event);
}

/* A full disk: nothing says when these sources are due, so the schedule must not ask at once. */
static void
fail_write(struct worker *w, const struct err *err)
{
    w->has_write_failed = true;
    worker_problem(w, err);
}

static void
fetch_pages(struct worker *w, const struct task *t)
{
    int full_text =
        t->spec->full_text != WHEN_AUTO ? (int)t->spec->full_text : t->plan->settings.full_text;
    int64_t first = MAX(t->delta.first_id, t->delta.last_id - PAGES_AT_ONCE + 1);

    if (full_text != WHEN_ALWAYS || t->delta.added == 0)
        return;
    for (int64_t id = t->delta.last_id; id >= first; id--)
        worker_page(w, id, false);
}

static bool
write_task(struct worker *w, struct task *t, struct err *err)
{
    t->delta = (struct store_delta){ 0 };
    return t->arrival ? store_arrival_write(w->st, t->arrival, &t->delta, err)
                      : store_feed_write(w->st, &t->fetch, NULL, &t->delta, err);
}

static bool
write_together(struct worker *w, struct err *err)
{
    if (!store_begin(w->st, err))
        return false;
    for (struct task *t = CHAIN_FIRST(struct task, &w->unsaved); t; t = CHAIN_NEXT(struct task, t))
        if (!write_task(w, t, err)) {
            store_rollback(w->st);
            return false;
        }
    return store_commit(w->st, err);
}

/* What is wrong with one of them must not cost the others what they brought. */
static void
write_apart(struct worker *w)
{
    struct err first = { 0 };

    for (struct task *t = CHAIN_FIRST(struct task, &w->unsaved); t;
         t = CHAIN_NEXT(struct task, t)) {
        struct err err = { 0 };

        if (write_task(w, t, &err))
            continue;
        t->delta = (struct store_delta){ 0 };
        if (t->arrival)
            t->err = err;
        if (first.kind == ERR_NONE)
            first = err;
    }
    if (first.kind != ERR_NONE)
        fail_write(w, &first);
}

static void
end_saved(struct worker *w, struct task *t)
{
    if (t->delta.added + t->delta.changed > 0)
        worker_wants_index(w);
    if (t->delta.added > 0)
        fetch_pages(w, t);
    say_done(w, t);
    chain_remove(&w->unsaved, &t->link);
    chain_add(&w->tasks, &t->link); /* whence it ends like any other */
    worker_end(w, t);
}

void
source_save_all(struct worker *w)
{
    struct err err = { 0 };
    struct task *t;

    if (w->unsaved.count == 0)
        return;
    if (!write_together(w, &err))
        write_apart(w);
    rule_run_all(w);
    while ((t = CHAIN_FIRST(struct task, &w->unsaved)))
        end_saved(w, t);
    w->unsaved_bytes = 0;
}

static void
save_later(struct worker *w, struct task *t)
{
    if (w->unsaved.count == 0)
        w->unsaved_ms = time_now_ms();
    w->unsaved_bytes += t->input.raw.len;
    if (!t->arrival) { /* else its feed may be made of slices of that */
        if (t->response)
            net_response_drop_body(t->response);
        command_free(t->filtered);
        t->filtered = NULL;
    }
    chain_remove(&w->tasks, &t->link);
    chain_add(&w->unsaved, &t->link);
    w->moved_ms = time_now_ms();
}

static void
fail(struct worker *w, struct task *t, bool is_network, int64_t retry_at)
{
    t->fetch.problem = str_of(t->err.text);
    t->fetch.due_at = schedule_bad(&t->plan->rules, t->source->failure_count + 1, is_network,
                                   retry_at, str_hash(t->source->key), t->fetch.at);
    save_later(w, t);
}

/* feed: what came; NULL: what the source last said holds. */
static void
schedule(struct task *t, int64_t rhythm_s, const struct feed *feed)
{
    const struct store_source *source = t->source;
    struct schedule_answer answer = { .own_s = source->refresh_s,
                                      .rhythm_s = rhythm_s,
                                      .ttl_minutes = feed ? feed->ttl_minutes : source->ttl_minutes,
                                      .skip_hours = feed ? feed->skip_hours : source->skip_hours,
                                      .skip_days = feed ? feed->skip_days : source->skip_days,
                                      .fresh_until_at =
                                          t->response ? t->response->fresh_until_at : 0,
                                      .seed = str_hash(t->source->key) };

    t->fetch.rhythm_s = rhythm_s;
    t->fetch.due_at = schedule_good(&t->plan->rules, &answer, t->fetch.at);
}

static void
end_unchanged(struct worker *w, struct task *t)
{
    t->fetch.is_unchanged = true;
    t->fetch.body_hash = t->source->body_hash;
    schedule(t, schedule_rhythm_slower(&t->plan->rules, t->source->rhythm_s), NULL);
    save_later(w, t);
}

/* ---- what came ---- */

/* In the thread beside, as what follows. */
static void
parse(void *context)
{
    struct task *t = context;

    if (feed_parse(&t->feed_arena, &t->input, &t->feed, &t->err))
        t->arrival = store_arrival_new(&t->fetch, &t->feed);
}

static void
prepare(void *context)
{
    struct task *t = context;

    store_arrival_prepare(t->arrival);
}

static void
look_up(struct worker *w, struct task *t)
{
    int64_t rhythm_s = schedule_rhythm(&t->feed, t->fetch.at);

    t->is_looked_up = true;
    t->fetch.note = t->feed.note;
    schedule(t, rhythm_s > 0 ? rhythm_s : t->source->rhythm_s, &t->feed);
    if (store_arrival_look(w->st, t->arrival, &t->err)) {
        aside_put(w->aside, prepare, t, true);
        return;
    }
    fail_write(w, &t->err);
    say_done(w, t);
    worker_end(w, t);
}

void
source_prepared(struct worker *w, struct task *t)
{
    if (!t->arrival)
        fail(w, t, false, 0);
    else if (!t->is_looked_up)
        look_up(w, t);
    else
        save_later(w, t);
}

static void
take_body(struct worker *w, struct task *t, str raw_body)
{
    const struct net_response *r = t->response;

    t->input = (struct feed_input){
        .raw = raw_body,
        .url = t->source->url,
        .most_bytes = (size_t)MAX(most_bytes(t), 0),
    };
    if (r) {
        t->input.url = r->final_url;
        t->input.http_charset = t->filtered ? STR("") : r->charset;
        t->input.content_type = r->content_type;
    }
    w->held_bytes += raw_body.len;
    aside_put(w->aside, parse, t, false);
}

static bool
is_same_body(struct task *t, str raw_body)
{
    uint64_t hash = str_hash(raw_body);

    t->fetch.body_hash = hash ? hash : 1; /* 0 means none */
    return t->fetch.body_hash == t->source->body_hash;
}

static void
note_answer(struct task *t)
{
    const struct net_response *r = t->response;

    t->fetch.etag = r->etag;
    t->fetch.last_modified = r->last_modified;
    t->fetch.permanent_url = r->permanent_url;
    /* Asked where it moved to, and not sent on: it still lives there. */
    if (r->permanent_url.len == 0 && !str_eq(t->fetch_url, t->source->url))
        t->fetch.permanent_url = t->fetch_url;
}

static void
fail_status(struct worker *w, struct task *t)
{
    const struct net_response *r = t->response;

    err_set(&t->err, ERR_NET, "%.*s", STR_ARG(status_words(&t->response->arena, r->status)));
    if (r->status == 401)
        secret_forget(&w->secrets, t->source->key); /* it may have been changed: ask again */
    fail(w, t, false, r->retry_at);
    if (r->status == 410)
        t->fetch.due_at = t->fetch.at + SCHEDULE_GONE_S;
}

/* "Not modified" to who has nothing to compare with: a broken cache, and there would be no story for ever. */
static bool
brings_nothing(const struct task *t)
{
    const struct net_response *r = t->response;
    bool has_validators = t->source->etag.len > 0 || t->source->last_modified.len > 0;

    return r->status == 304 ? !has_validators : r->status < 200 || r->status > 299;
}

void
source_answered(struct worker *w, struct task *t)
{
    const struct net_response *r = t->response;

    t->fetch.at = time_now_s();
    if (r->err.kind == ERR_CANCELLED) {
        worker_end(w, t);
        return;
    }
    if (r->err.kind != ERR_NONE) {
        t->err = r->err;
        fail(w, t, r->err.kind == ERR_NET && r->status == 0, r->retry_at);
        return;
    }
    if (brings_nothing(t)) {
        fail_status(w, t);
        return;
    }
    note_answer(t);
    if (r->status == 304 || is_same_body(t, r->raw_body))
        end_unchanged(w, t);
    else if (t->spec->filter.len > 0)
        worker_run(w, t, t->spec->filter, r->raw_body);
    else
        take_body(w, t, r->raw_body);
}

static void
keep_password(struct worker *w, const struct task *t, str raw_out)
{
    str line = STR("");

    str_take_line(&raw_out, &line);
    secret_keep(&w->secrets, t->source->key, line);
}

/* A program has ended: the password command, the source itself, or its filter. */
void
source_ran(struct worker *w, struct task *t, struct command *command)
{
    bool is_password = !t->response && wants_password(w, t);
    bool is_first = !t->response && t->spec->filter.len > 0;

    t->fetch.at = time_now_s();
    if (command->err.kind != ERR_NONE) {
        t->err = command->err;
        command_free(command);
        fail(w, t, false, 0);
        return;
    }
    if (is_password) {
        keep_password(w, t, command->raw_out);
        command_free(command);
        begin(w, t);
        return;
    }
    bool was_filtered = t->filtered != NULL;

    command_free(t->filtered);
    t->filtered = command;
    if (!t->response && !was_filtered && is_same_body(t, command->raw_out))
        end_unchanged(w, t);
    else if (is_first && !was_filtered)
        worker_run(w, t, t->spec->filter, command->raw_out);
    else
        take_body(w, t, command->raw_out);
}
