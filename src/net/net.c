#include "transfer.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/*
 * Many transfers over one curl multi handle. curl is given only what may run now: a place in all and a
 * place with its host. Who is silent for longer than its host usually is gives its places back and goes on
 * beside the others, so that servers which hang hold nobody up, up to SLOW_FACTOR times as many.
 */

#define AT_ONCE_DEFAULT  32
#define PER_HOST_DEFAULT 4
#define SLOW_FACTOR      8
#define URGENT_MOST      8 /* which wait for nobody */
#define LOOK_EVERY_MS    20
#define FILES_A_STEP     16
/* Answers that nobody has taken yet: with so many, or so many bytes of them, nothing new is begun. */
#define DONE_MOST        16
#define DONE_BYTES       (INT64_C(512) << 10)
#define CONNECTIONS_KEPT 64
#define BIG_LOOK_MS      3000
#define BIG_LEAST        (64 << 10) /* bytes that it brings in that time, or others go before it */
#define WAIT_MOST_MS     (1000 * 60 * 60)
/* A program without a site gives none; who packages it says one: make SITE=https://… */
#define AGENT                                                                                      \
    (COURANT_SITE[0] ? "courant/0.1 (newsreader; +" COURANT_SITE ")" : "courant/0.1 (newsreader)")

struct net {
    CURLM *multi; /* NULL: nothing was to be fetched yet */
    int wake_fd;
    struct transfer_common common;
    struct host_table hosts;
    struct chain running, urgent, files; /* transfers */
    struct chain done;                   /* answers */
    int64_t done_bytes;                  /* of their bodies */
    size_t untaken;                      /* started, and their answer not taken */
    size_t waiting_count;                /* in the lines of the hosts */
    int most_at_once, most_per_host;
    int active, urgent_active;
    int64_t looked_ms;
};

/* ---- opening and closing ---- */

static bool
set_common(struct transfer_common *common, const struct net_options *options, struct err *err)
{
    struct arena *a = &common->arena;
    str home = str_of(getenv("HOME"));

    arena_free(a);
    common->cookies = STR("");
    common->user_agent =
        arena_cstr(a, options->user_agent.len > 0 ? options->user_agent : str_of(AGENT));
    common->proxy = proxy_option(a, options->proxy);
    common->ca_file = options->ca_file.len > 0 ? path_expand(a, options->ca_file).ptr : NULL;
    common->has_netrc = home.len > 0 && file_exists(path_join(a, home, STR(".netrc")).ptr);
    common->proxies = proxy_ports_of(options->proxy);
    return options->cookies_file.len == 0 ||
           file_load_ordinary(path_expand(a, options->cookies_file).ptr, COOKIES_MOST, a,
                              &common->cookies, err);
}

bool
net_set_options(struct net *net, const struct net_options *options, struct err *err)
{
    net->most_at_once = options->most_at_once > 0 ? options->most_at_once : AT_ONCE_DEFAULT;
    net->most_per_host = options->most_per_host > 0 ? options->most_per_host : PER_HOST_DEFAULT;
    return set_common(&net->common, options, err);
}

struct net *
net_open(const struct net_options *options, struct err *err)
{
    struct net *net = mem_new(sizeof(*net));
    struct err cookies = { 0 };

    net->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (net->wake_fd < 0) {
        mem_free(net);
        err_set(err, ERR_LIMIT, "no eventfd: %s", strerror(errno));
        return NULL;
    }
    if (!net_set_options(net, options, &cookies))
        log_add("net", "cookies-file: %s", cookies.text);
    return net;
}

/* Once something is to be fetched. */
static bool
start_curl(struct net *net, struct err *err)
{
    if (net->multi)
        return true;
    if (!curl_load(err))
        return false;
    net->common.share = curl.share_init();
    net->multi = curl.multi_init();
    if (!net->multi || !net->common.share)
        return err_set(err, ERR_LIMIT, "curl cannot be started");
    curl.share_setopt(net->common.share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    curl.multi_setopt(net->multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
    curl.multi_setopt(net->multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_KEPT);
    return true;
}

static void
drop_all(struct net *net, struct chain *transfers)
{
    struct transfer *t;

    while ((t = CHAIN_FIRST(struct transfer, transfers))) {
        chain_remove(transfers, &t->link);
        if (t->is_running)
            curl.multi_remove_handle(net->multi, t->easy);
        transfer_drop_easy(t);
        transfer_free(t);
    }
}

static void
drop_waiting(struct net *net)
{
    for (size_t i = 0; i < HOST_BUCKETS; i++)
        for (struct host *host = net->hosts.buckets[i]; host; host = host->next_in_bucket)
            drop_all(net, &host->waiting);
}

void
net_close(struct net *net)
{
    struct net_response *response;

    if (!net)
        return;
    drop_all(net, &net->running);
    drop_all(net, &net->urgent);
    drop_all(net, &net->files);
    drop_waiting(net);
    host_table_free(&net->hosts);
    while ((response = net_take(net)))
        net_response_free(response);
    for (size_t i = 0; i < net->common.idle_count; i++)
        curl.easy_cleanup(net->common.idle[i]);
    if (net->multi)
        curl.multi_cleanup(net->multi);
    if (net->common.share)
        curl.share_cleanup(net->common.share);
    close(net->wake_fd);
    arena_free(&net->common.arena);
    mem_free(net);
}

/* ---- whose turn it is ---- */

static bool
has_room(const struct net *net, const struct host *host)
{
    return host->active < net->most_per_host &&
           host->active + host->lent < net->most_per_host * SLOW_FACTOR;
}

static void
offer_host(struct net *net, struct host *host)
{
    if (host->waiting.count > 0 && has_room(net, host))
        host_set_ready(&net->hosts, host);
}

static void
release_place(struct net *net, struct transfer *t)
{
    if (t->is_urgent) {
        t->host->urgent--;
        net->urgent_active--;
    }
    if (t->is_lent)
        t->host->lent--;
    else if (!t->is_urgent) {
        t->host->active--;
        net->active--;
    }
    t->is_lent = false;
    offer_host(net, t->host);
}

static void
take_place(struct net *net, struct transfer *t)
{
    if (t->is_urgent) {
        t->host->urgent++;
        net->urgent_active++;
    } else {
        t->host->active++;
        net->active++;
    }
}

static void
finish(struct net *net, struct transfer *t)
{
    transfer_drop_easy(t);
    net->done_bytes += (int64_t)t->answer->face.raw_body.len;
    chain_add(&net->done, &transfer_take_answer(t)->link);
    transfer_free(t);
}

/* Gives the hop to curl; what cannot even begin is done. */
static void
launch(struct net *net, struct transfer *t)
{
    t->host = host_find(&net->hosts, net_url_host(t->url));
    take_place(net, t);
    if (transfer_begin(t)) {
        chain_add(&net->running, &t->link);
        t->is_running = true;
        if (curl.multi_add_handle(net->multi, t->easy) == CURLM_OK)
            return;
        t->is_running = false;
        chain_remove(&net->running, &t->link);
    }
    release_place(net, t);
    transfer_end(t, CURLE_FAILED_INIT);
    finish(net, t);
}

static struct transfer *
take_waiting(struct net *net, struct host *host)
{
    struct transfer *t = CHAIN_FIRST(struct transfer, &host->waiting);

    chain_remove(&host->waiting, &t->link);
    net->waiting_count--;
    return t;
}

/* A server is often faster than what reads its feeds, and bodies would pile up by the hundred. */
static bool
is_behind(const struct net *net)
{
    return net->done.count >= DONE_MOST || net->done_bytes >= DONE_BYTES;
}

/* Those beside the places that are there for all are for who waits for the slow, while memory is left for them. */
static bool
is_crowded(const struct net *net)
{
    const struct transfer *big = net->common.big;
    int64_t held = net->common.held_bytes - (big ? (int64_t)big->answer->face.raw_body.len : 0);

    return net->running.count >= (size_t)net->most_at_once * SLOW_FACTOR ||
           (net->running.count >= (size_t)net->most_at_once && held >= BODIES_BUDGET);
}

static bool
is_full(const struct net *net)
{
    return is_behind(net) || is_crowded(net) || net->active >= net->most_at_once;
}

static void
admit(struct net *net)
{
    struct host *host;

    while (net->urgent.count > 0 && net->urgent_active < URGENT_MOST) {
        struct transfer *t = CHAIN_FIRST(struct transfer, &net->urgent);

        chain_remove(&net->urgent, &t->link);
        launch(net, t);
    }
    while (!is_full(net) && (host = host_take_ready(&net->hosts))) {
        if (host->waiting.count == 0 || !has_room(net, host))
            continue; /* cancelled or filled since; it is offered again when a place is free */
        launch(net, take_waiting(net, host));
        offer_host(net, host);
    }
}

static void
read_files(struct net *net)
{
    for (int i = 0; i < FILES_A_STEP && net->files.count > 0 && !is_behind(net); i++) {
        struct transfer *t = CHAIN_FIRST(struct transfer, &net->files);

        chain_remove(&net->files, &t->link);
        t->answer = answer_new(t->request.id);
        if (t->request.trust == NET_USER)
            local_read(t->answer, &t->request);
        else
            err_set(&t->answer->face.err, ERR_INVALID,
                    "files are read only for the user's own sources");
        net->common.held_bytes += (int64_t)t->answer->face.raw_body.len;
        finish(net, t);
    }
}

/* Who has been silent for too long gives its places back. */
static void
lend_slow(struct net *net)
{
    int64_t now_ms = time_now_ms();

    if (net->waiting_count == 0 || now_ms - net->looked_ms < LOOK_EVERY_MS)
        return;
    net->looked_ms = now_ms;
    for (struct transfer *t = CHAIN_FIRST(struct transfer, &net->running); t;
         t = CHAIN_NEXT(struct transfer, t)) {
        if (t->is_lent || t->is_urgent || t->is_paused ||
            now_ms - t->progress_ms < host_patience_ms(t->host))
            continue;
        t->is_lent = true;
        t->host->active--;
        t->host->lent++;
        net->active--;
        offer_host(net, t->host);
    }
}

/* ---- moving on ---- */

static void
on_done(struct net *net, struct transfer *t, CURLcode code)
{
    curl.multi_remove_handle(net->multi, t->easy);
    t->is_running = false;
    chain_remove(&net->running, &t->link);
    release_place(net, t);
    if (transfer_end(t, code))
        finish(net, t);
    else
        launch(net, t);
}

static void
perform(struct net *net)
{
    int running = 0, left = 0;
    CURLMsg *message;

    if (net->running.count == 0)
        return;
    curl.multi_perform(net->multi, &running);
    while ((message = curl.multi_info_read(net->multi, &left))) {
        struct transfer *t = NULL;

        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode code = message->data.result; /* gone with the message once the handle is removed */

        curl.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &t);
        on_done(net, t, code);
    }
}

/* Who sends megabytes, and then hardly anything, would have all other large bodies wait for him to end. */
static void
end_trickling(struct net *net)
{
    struct transfer_common *common = &net->common;
    struct transfer *t = common->big;
    int64_t now_ms = time_now_ms();

    if (!t || now_ms - common->big_ms < BIG_LOOK_MS)
        return;
    bool is_trickling = t->answer->face.raw_body.len - common->big_len < BIG_LEAST;

    common->big_ms = now_ms;
    common->big_len = t->answer->face.raw_body.len;
    if (!is_trickling || common->paused_count == 0)
        return;
    err_set(&t->answer->face.err, ERR_NET, "large, and too slow for others to wait for it");
    on_done(net, t, CURLE_OPERATION_TIMEDOUT);
}

/* Bodies that had to wait for room in memory; all at once, for each finds out by itself. */
static void
resume_paused(struct net *net)
{
    if (net->common.paused_count == 0 || net->common.big)
        return;
    for (struct transfer *t = CHAIN_FIRST(struct transfer, &net->running); t;
         t = CHAIN_NEXT(struct transfer, t))
        if (t->is_paused)
            transfer_resume(t);
}

static void
move_on(struct net *net)
{
    lend_slow(net);
    admit(net);
    perform(net);
    end_trickling(net);
    resume_paused(net);
    admit(net);
}

static void
wait_for(struct net *net, int wait_ms)
{
    struct curl_waitfd wake = { .fd = net->wake_fd, .events = CURL_WAIT_POLLIN };
    struct pollfd alone = { .fd = net->wake_fd, .events = POLLIN };
    eventfd_t ignored;

    if (net->multi)
        curl.multi_poll(net->multi, &wake, 1, wait_ms, NULL);
    else
        poll(&alone, 1, wait_ms);
    eventfd_read(net->wake_fd, &ignored);
}

static void
step(struct net *net, int wait_ms)
{
    if (wait_ms < 0 || wait_ms > WAIT_MOST_MS)
        wait_ms = WAIT_MOST_MS;
    if (net->waiting_count > 0)
        wait_ms = MIN(wait_ms, LOOK_EVERY_MS);
    else if (net->common.paused_count > 0)
        wait_ms = MIN(wait_ms, BIG_LOOK_MS);
    wait_for(net, wait_ms);
    move_on(net);
}

void
net_step(struct net *net, int wait_ms)
{
    read_files(net);
    move_on(net);
    if (net->done.count == 0 && wait_ms != 0)
        step(net, wait_ms);
}

void
net_step_only(struct net *net, int wait_ms)
{
    read_files(net);
    move_on(net);
    if (wait_ms != 0)
        step(net, wait_ms);
}

void
net_wake(struct net *net)
{
    eventfd_write(net->wake_fd, 1);
}

/* ---- asking and answering ---- */

void
net_start(struct net *net, const struct net_request *request, bool is_urgent)
{
    struct transfer *t = transfer_new(&net->common, request);
    struct err err = { 0 };

    net->untaken++;
    if (str_starts_nocase(str_trim(t->url), STR("file:"))) {
        chain_add(&net->files, &t->link);
        return;
    }
    if (!net_url_is_web(t->url))
        err_set(&err, ERR_INVALID, "this is not an http, https or file address");
    if (err.kind != ERR_NONE || !start_curl(net, &err)) {
        t->answer = answer_new(request->id);
        t->answer->face.err = err;
        finish(net, t);
        return;
    }
    t->is_urgent = is_urgent;
    if (is_urgent) {
        chain_add(&net->urgent, &t->link);
        return;
    }
    struct host *host = t->host = host_find(&net->hosts, net_url_host(t->url));

    chain_add(&host->waiting, &t->link);
    net->waiting_count++;
    offer_host(net, host);
}

static struct transfer *
find_in(const struct chain *transfers, uint64_t id)
{
    struct transfer *t = CHAIN_FIRST(struct transfer, transfers);

    while (t && t->request.id != id)
        t = CHAIN_NEXT(struct transfer, t);
    return t;
}

static struct transfer *
find_waiting(struct net *net, uint64_t id, struct host **out_host)
{
    for (size_t i = 0; i < HOST_BUCKETS; i++)
        for (struct host *host = net->hosts.buckets[i]; host; host = host->next_in_bucket) {
            struct transfer *t = find_in(&host->waiting, id);

            *out_host = host;
            if (t)
                return t;
        }
    return NULL;
}

void
net_hurry(struct net *net, uint64_t id)
{
    struct host *host;
    struct transfer *t = find_waiting(net, id, &host);

    if (!t)
        return;
    chain_remove(&host->waiting, &t->link);
    net->waiting_count--;
    t->is_urgent = true;
    chain_add(&net->urgent, &t->link);
}

/* True: it stood there. */
static bool
cancel_in(struct net *net, struct chain *transfers, uint64_t id)
{
    struct transfer *t = find_in(transfers, id);

    if (!t)
        return false;
    t->is_cancelled = true;
    if (t->is_running) {
        on_done(net, t, CURLE_ABORTED_BY_CALLBACK);
        return true;
    }
    chain_remove(transfers, &t->link);
    t->answer = answer_new(id);
    err_set(&t->answer->face.err, ERR_CANCELLED, "cancelled");
    finish(net, t);
    return true;
}

void
net_cancel(struct net *net, uint64_t id)
{
    struct host *host;

    if (cancel_in(net, &net->running, id) || cancel_in(net, &net->urgent, id) ||
        cancel_in(net, &net->files, id) || !find_waiting(net, id, &host))
        return;
    net->waiting_count--;
    cancel_in(net, &host->waiting, id);
}

size_t
net_running(const struct net *net)
{
    return net->untaken;
}

static struct net_response *
take(struct net *net, struct answer *answer)
{
    if (!answer)
        return NULL;
    chain_remove(&net->done, &answer->link);
    net->untaken--;
    net->done_bytes -= (int64_t)answer->face.raw_body.len;
    net->common.held_bytes -= (int64_t)answer->face.raw_body.len;
    return &answer->face;
}

struct net_response *
net_take(struct net *net)
{
    return take(net, CHAIN_FIRST(struct answer, &net->done));
}

struct net_response *
net_fetch(struct net *net, const struct net_request *request)
{
    net_start(net, request, true);
    read_files(net);
    move_on(net);
    for (;;) {
        struct answer *answer = CHAIN_FIRST(struct answer, &net->done);

        while (answer && answer->face.id != request->id)
            answer = CHAIN_NEXT(struct answer, answer);
        if (answer)
            return take(net, answer);
        read_files(net);
        step(net, net->files.count > 0 ? 0 : -1);
    }
}
