#include "event.h"
#include "worker.h"

#include <courant/refresh_find.h>

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#define NICENESS      5
#define BUSY_LOOK_MS  3000            /* another copy refreshes: looked at again after that */
#define FULL_LOOK_MS  (5 * 60 * 1000) /* the store could not be written: servers are left alone */
#define LOOK_LEAST_MS 1000
#define LOOK_MOST_MS  (15 * 60 * 1000) /* the clock of poll stands still while a machine sleeps */

enum job_kind {
    JOB_STOP,
    JOB_DUE,
    JOB_ALL,
    JOB_SOURCE,
    JOB_KEY,
    JOB_PAGE,
    JOB_FOLLOW,
    JOB_AHEAD,
    JOB_RELOAD,
    JOB_CANCEL_PAGES,
    JOB_LOOK_AT,
    JOB_FIND,
};

struct job {
    enum job_kind kind;
    int64_t id;
    bool is_urgent;
    size_t most; /* pages */
    struct plan *plan;
    size_t url_len, more_len;
    char url[]; /* or a key; what is more stands behind it */
};

struct refresher {
    pthread_t thread;
    struct queue *jobs;
    struct events *events;
    int wake_fd;
    struct worker worker; /* the thread's, but for worker_wake */
    /* the thread's own */
    bool is_stopping;
    int64_t next_at; /* the wall clock: when something is due; 0: never */
    int64_t look_ms; /* not before; after another copy was found at it */
    bool is_next_known;
};

/* ---- events ---- */

static void
put_event(void *context, const struct refresh_event *event)
{
    struct refresher *r = context;

    events_put(r->events, event);
    if (r->wake_fd >= 0)
        eventfd_write(r->wake_fd, 1);
}

struct refresh_event *
refresh_take(struct refresher *r)
{
    return events_take(r->events);
}

void
refresh_event_free(struct refresh_event *event)
{
    if (event)
        refresh_found_free(event->found);
    mem_free(event);
}

/* ---- the thread ---- */

static void
report(struct refresher *r, bool ok, const struct err *err)
{
    if (!ok)
        worker_problem(&r->worker, err);
}

static void
reload(struct refresher *r, struct plan *plan)
{
    struct err err = { 0 };

    report(r, worker_set_plan(&r->worker, plan, &err), &err);
    r->is_next_known = false;
}

static void
look_for_due(struct refresher *r)
{
    struct err err = { 0 };

    if (worker_due(&r->worker, time_now_s(), &r->next_at, &err)) {
        r->is_next_known = true;
        return;
    }
    if (err.kind == ERR_BUSY)
        r->look_ms = time_now_ms() + BUSY_LOOK_MS;
    else
        report(r, false, &err);
    r->is_next_known = false;
    r->look_ms = MAX(r->look_ms, time_now_ms() + BUSY_LOOK_MS);
}

static void
do_job(struct refresher *r, struct job *job)
{
    struct worker *w = &r->worker;
    struct err err = { 0 };
    str url = { job->url, job->url_len };

    switch (job->kind) {
    case JOB_STOP: r->is_stopping = true; break;
    case JOB_DUE: look_for_due(r); break;
    case JOB_ALL: report(r, worker_all(w, &err), &err); break;
    case JOB_SOURCE: report(r, worker_source(w, job->id, &err), &err); break;
    case JOB_KEY: report(r, worker_key(w, url, &err), &err); break;
    case JOB_PAGE: worker_page(w, job->id, job->is_urgent); break;
    case JOB_FOLLOW: worker_follow(w, url); break;
    case JOB_AHEAD: worker_ahead(w, job->id, job->most); break;
    case JOB_RELOAD:
        reload(r, job->plan);
        job->plan = NULL;
        break;
    case JOB_CANCEL_PAGES: worker_cancel_pages(w); break;
    case JOB_LOOK_AT: worker_look_at(w, url); break;
    case JOB_FIND: worker_find(w, url, (str){ job->url + job->url_len, job->more_len }); break;
    }
}

static void
free_job(struct job *job)
{
    plan_drop(job->plan);
    mem_free(job);
}

static void
do_jobs(struct refresher *r)
{
    struct job *job;

    while (!r->is_stopping && (job = queue_take(r->jobs))) {
        do_job(r, job);
        free_job(job);
    }
}

/* What has ended is due again by itself; no need to ask the store. */
static void
take_soonest(struct refresher *r)
{
    struct worker *w = &r->worker;

    if (w->soonest_at > 0 && (r->next_at == 0 || w->soonest_at < r->next_at))
        r->next_at = w->soonest_at;
    w->soonest_at = 0;
    if (!w->has_write_failed)
        return;
    w->has_write_failed = false; /* due still, but not at once */
    r->is_next_known = false;
    r->look_ms = MAX(r->look_ms, time_now_ms() + FULL_LOOK_MS);
}

/*
 * What is due is begun, whatever else is under way. How long until something is. Nobody looks twice within a
 * second, so that many sources that fall due one after the other do not each cost a look of their own.
 */
static int
keep_schedule(struct refresher *r)
{
    int64_t now_ms = time_now_ms(), wait_s;

    if (!r->worker.plan->settings.refresh_auto)
        return -1;
    take_soonest(r);
    if (now_ms < r->look_ms)
        return (int)(r->look_ms - now_ms);
    if (!r->is_next_known || (r->next_at > 0 && r->next_at <= time_now_s())) {
        r->look_ms = now_ms + LOOK_LEAST_MS;
        look_for_due(r);
    }
    if (!r->is_next_known)
        return BUSY_LOOK_MS;
    if (r->next_at == 0)
        return -1;
    wait_s = MAX(r->next_at - time_now_s(), 1);
    return (int)MIN(wait_s * 1000, LOOK_MOST_MS);
}

/* Parsing and indexing can wait, a finger on a key cannot. To Linux a thread has a niceness of its own. */
static void
give_way(void)
{
#ifdef __linux__
    setpriority(PRIO_PROCESS, (id_t)gettid(), NICENESS);
#endif
}

static void *
run(void *context)
{
    struct refresher *r = context;

    give_way();
    for (;;) {
        do_jobs(r);
        if (r->is_stopping)
            return NULL;
        int wait_ms = keep_schedule(r);
        bool was_running = r->worker.source_count > 0;

        worker_step(&r->worker, wait_ms);
        if (was_running && r->worker.source_count == 0)
            r->is_next_known = false;
    }
}

/* Signals are the UI thread's; this one blocks them all and hands that on to its own. */
static bool
start_thread(struct refresher *r, struct err *err)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int why = pthread_create(&r->thread, NULL, run, r);

    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return why == 0 || err_set(err, ERR_LIMIT, "no thread for refreshing: %s", strerror(why));
}

static void
free_refresher(struct refresher *r)
{
    struct job *job;

    worker_close(&r->worker);
    while ((job = queue_take(r->jobs)))
        free_job(job);
    queue_free(r->jobs);
    events_free(r->events);
    mem_free(r);
}

bool
refresh_start(const struct refresh_options *options, struct refresher **out, struct err *err)
{
    struct refresher *r = mem_new(sizeof(*r));
    const struct worker_sink sink = { .on_event = put_event, .context = r };
    const struct settings *settings = &options->config->settings;

    r->jobs = queue_new(0);
    r->events = events_new();
    r->wake_fd = options->wake_fd;
    if (!settings->refresh_on_start)
        r->look_ms = time_now_ms() + settings->refresh_min_s * 1000;
    if (!worker_open(&r->worker, plan_new(options->config), options->store_file, &sink, err) ||
        (r->worker.has_reader = true, !start_thread(r, err))) {
        free_refresher(r);
        return false;
    }
    *out = r;
    return true;
}

/* ---- jobs ---- */

static void
put(struct refresher *r, const struct job *head, str url, str more)
{
    struct job *job = mem_new(sizeof(*job) + url.len + more.len);

    *job = *head;
    job->url_len = url.len;
    job->more_len = more.len;
    if (url.len > 0)
        memcpy(job->url, url.ptr, url.len);
    if (more.len > 0)
        memcpy(job->url + url.len, more.ptr, more.len);
    if (job->kind == JOB_STOP)
        queue_put_first(r->jobs, job);
    else
        queue_put(r->jobs, job);
    worker_wake(&r->worker);
}

static void
put_job(struct refresher *r, enum job_kind kind, str url)
{
    const struct job head = { .kind = kind };

    put(r, &head, url, STR(""));
}

void
refresh_stop(struct refresher *r)
{
    if (!r)
        return;
    put_job(r, JOB_STOP, STR(""));
    pthread_join(r->thread, NULL);
    free_refresher(r);
}

void
refresh_due(struct refresher *r)
{
    put_job(r, JOB_DUE, STR(""));
}

void
refresh_all(struct refresher *r)
{
    put_job(r, JOB_ALL, STR(""));
}

void
refresh_source(struct refresher *r, int64_t source_id)
{
    const struct job head = { .kind = JOB_SOURCE, .id = source_id };

    put(r, &head, STR(""), STR(""));
}

void
refresh_page(struct refresher *r, int64_t story_id, bool is_urgent)
{
    const struct job head = { .kind = JOB_PAGE, .id = story_id, .is_urgent = is_urgent };

    put(r, &head, STR(""), STR(""));
}

void
refresh_follow(struct refresher *r, str url)
{
    put_job(r, JOB_FOLLOW, url);
}

void
refresh_ahead(struct refresher *r, int64_t story_id, size_t most)
{
    const struct job head = { .kind = JOB_AHEAD, .id = story_id, .most = most };

    put(r, &head, STR(""), STR(""));
}

void
refresh_reload(struct refresher *r, const struct config *config)
{
    const struct job head = { .kind = JOB_RELOAD, .plan = plan_new(config) };

    put(r, &head, STR(""), STR(""));
}

void
refresh_cancel_pages(struct refresher *r)
{
    put_job(r, JOB_CANCEL_PAGES, STR(""));
}

void
refresh_look_at(struct refresher *r, str key)
{
    put_job(r, JOB_LOOK_AT, key);
}

void
refresh_key(struct refresher *r, str key)
{
    put_job(r, JOB_KEY, key);
}

void
refresh_find(struct refresher *r, str asked, str choice)
{
    const struct job head = { .kind = JOB_FIND };

    put(r, &head, asked, choice);
}
