#include "transfer.h"

#include <pthread.h>
#include <stdlib.h>
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
#define CONNECTIONS_KEPT 64
#define WAIT_MOST_MS     (1000 * 60 * 60)
#define AGENT            "courant/0.1 (news reader)"

struct list {
    struct transfer *first, *last;
    size_t count;
};

struct net {
    CURLM *multi;
    struct transfer_common common;
    struct host_table hosts;
    struct list running, urgent, files;
    struct answer *first_done, *last_done;
    size_t untaken;       /* started, and their answer not taken */
    size_t waiting_count; /* in the lines of the hosts */
    int most_at_once, most_per_host;
    int active, urgent_active;
    int64_t looked_ms;
};

/* ---- lists ---- */

static void
list_add(struct list *list, struct transfer *t)
{
    t->next = NULL;
    t->prev = list->last;
    if (list->last)
        list->last->next = t;
    else
        list->first = t;
    list->last = t;
    list->count++;
}

static void
list_remove(struct list *list, struct transfer *t)
{
    if (t->prev)
        t->prev->next = t->next;
    else
        list->first = t->next;
    if (t->next)
        t->next->prev = t->prev;
    else
        list->last = t->prev;
    list->count--;
}

static void
put_done(struct net *net, struct answer *answer)
{
    answer->next = NULL;
    if (net->last_done)
        net->last_done->next = answer;
    else
        net->first_done = answer;
    net->last_done = answer;
}

/* ---- opening and closing ---- */

static void
init_curl(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static int
proxy_port(str proxy)
{
    struct net_url url;
    int64_t port = 1080; /* curl's default */

    if (str_find(proxy, STR("://")) == STR_NONE) {
        size_t colon = str_find_last(proxy, ':');
        str digits = colon == STR_NONE ? STR("") : str_from(proxy, colon + 1);

        str_take_int(&digits, &port);
    } else if (net_url_parse(proxy, &url) && url.port.len > 0) {
        str_take_int(&url.port, &port);
    } else if (str_starts_nocase(proxy, STR("https:"))) {
        port = 443;
    }
    return (int)MIN(port, 65535);
}

static void
note_proxies(struct transfer_common *common, str setting)
{
    static const char *const names[] = { "http_proxy", "https_proxy", "all_proxy" };

    if (setting.len > 0) {
        common->proxy_ports[common->proxy_count++] = proxy_port(setting);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        str value = str_of(getenv(names[i]));

        if (value.len == 0 && i == 1)
            value = str_of(getenv("HTTPS_PROXY"));
        else if (value.len == 0 && i == 2)
            value = str_of(getenv("ALL_PROXY"));
        if (value.len > 0)
            common->proxy_ports[common->proxy_count++] = proxy_port(value);
    }
}

static void
set_common(struct transfer_common *common, const struct net_options *options)
{
    struct arena *a = &common->arena;
    str home = str_of(getenv("HOME"));

    common->user_agent =
        arena_cstr(a, options->user_agent.len > 0 ? options->user_agent : STR(AGENT));
    common->proxy = options->proxy.len > 0 ? arena_cstr(a, options->proxy) : NULL;
    common->ca_file = options->ca_file.len > 0 ? arena_cstr(a, options->ca_file) : NULL;
    common->has_netrc = home.len > 0 && file_exists(path_join(a, home, STR(".netrc")).ptr);
    note_proxies(common, options->proxy);
    curl_share_setopt(common->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

struct net *
net_open(const struct net_options *options, struct err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct net *net = mem_new(sizeof(*net));

    pthread_once(&once, init_curl);
    net->multi = curl_multi_init();
    net->common.share = curl_share_init();
    if (!net->multi || !net->common.share) {
        net_close(net);
        err_set(err, ERR_LIMIT, "curl cannot be started");
        return NULL;
    }
    net->most_at_once = options->most_at_once > 0 ? options->most_at_once : AT_ONCE_DEFAULT;
    net->most_per_host = options->most_per_host > 0 ? options->most_per_host : PER_HOST_DEFAULT;
    set_common(&net->common, options);
    curl_multi_setopt(net->multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
    curl_multi_setopt(net->multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_KEPT);
    return net;
}

static void
drop_list(struct net *net, struct list *list)
{
    while (list->first) {
        struct transfer *t = list->first;

        list_remove(list, t);
        if (t->is_running)
            curl_multi_remove_handle(net->multi, t->easy);
        transfer_drop_easy(t);
        transfer_free(t);
    }
}

static void
drop_waiting(struct net *net)
{
    for (size_t i = 0; i < HOST_BUCKETS; i++)
        for (struct host *host = net->hosts.buckets[i]; host; host = host->next_in_bucket)
            while (host->first_waiting) {
                struct transfer *t = host->first_waiting;

                host->first_waiting = t->next;
                transfer_free(t);
            }
}

void
net_close(struct net *net)
{
    struct net_response *response;

    if (!net)
        return;
    drop_list(net, &net->running);
    drop_list(net, &net->urgent);
    drop_list(net, &net->files);
    drop_waiting(net);
    host_table_free(&net->hosts);
    while ((response = net_take(net)))
        net_response_free(response);
    for (size_t i = 0; i < net->common.idle_count; i++)
        curl_easy_cleanup(net->common.idle[i]);
    curl_multi_cleanup(net->multi);
    curl_share_cleanup(net->common.share);
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
    if (host->first_waiting && has_room(net, host))
        host_set_ready(&net->hosts, host);
}

static void
release_place(struct net *net, struct transfer *t)
{
    if (t->is_urgent)
        net->urgent_active--;
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
    if (t->is_urgent)
        net->urgent_active++;
    else {
        t->host->active++;
        net->active++;
    }
}

static void
finish(struct net *net, struct transfer *t)
{
    transfer_drop_easy(t);
    put_done(net, transfer_take_answer(t));
    transfer_free(t);
}

/* Gives the hop to curl; what cannot even begin is done. */
static void
launch(struct net *net, struct transfer *t)
{
    t->host = host_find(&net->hosts, net_url_host(t->url));
    take_place(net, t);
    if (transfer_begin(t)) {
        list_add(&net->running, t);
        t->is_running = true;
        if (curl_multi_add_handle(net->multi, t->easy) == CURLM_OK)
            return;
        t->is_running = false;
        list_remove(&net->running, t);
    }
    release_place(net, t);
    transfer_end(t, CURLE_FAILED_INIT);
    finish(net, t);
}

static struct transfer *
take_waiting(struct net *net, struct host *host)
{
    struct transfer *t = host->first_waiting;

    host->first_waiting = t->next;
    if (!host->first_waiting)
        host->last_waiting = NULL;
    host->waiting_count--;
    net->waiting_count--;
    return t;
}

static bool
is_full(const struct net *net)
{
    return net->active >= net->most_at_once ||
           net->running.count >= (size_t)net->most_at_once * SLOW_FACTOR;
}

static void
admit(struct net *net)
{
    struct host *host;

    while (net->urgent.first && net->urgent_active < URGENT_MOST) {
        struct transfer *t = net->urgent.first;

        list_remove(&net->urgent, t);
        launch(net, t);
    }
    while (!is_full(net) && (host = host_take_ready(&net->hosts))) {
        if (!host->first_waiting || !has_room(net, host))
            continue; /* cancelled or filled since; it is offered again when a place is free */
        launch(net, take_waiting(net, host));
        offer_host(net, host);
    }
}

static void
read_files(struct net *net)
{
    for (int i = 0; i < FILES_A_STEP && net->files.first; i++) {
        struct transfer *t = net->files.first;

        list_remove(&net->files, t);
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
    for (struct transfer *t = net->running.first; t; t = t->next) {
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
    curl_multi_remove_handle(net->multi, t->easy);
    t->is_running = false;
    list_remove(&net->running, t);
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

    curl_multi_perform(net->multi, &running);
    while ((message = curl_multi_info_read(net->multi, &left))) {
        struct transfer *t = NULL;

        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode code = message->data.result; /* gone with the message once the handle is removed */

        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &t);
        on_done(net, t, code);
    }
}

/* Bodies that had to wait for room in memory; all at once, for each finds out by itself. */
static void
resume_paused(struct net *net)
{
    if (net->common.paused_count == 0 || net->common.big)
        return;
    for (struct transfer *t = net->running.first; t; t = t->next)
        if (t->is_paused)
            transfer_resume(t);
}

static void
move_on(struct net *net)
{
    lend_slow(net);
    admit(net);
    perform(net);
    resume_paused(net);
    admit(net);
}

static void
step(struct net *net, int wait_ms)
{
    if (wait_ms < 0 || wait_ms > WAIT_MOST_MS)
        wait_ms = WAIT_MOST_MS;
    if (net->waiting_count > 0)
        wait_ms = MIN(wait_ms, LOOK_EVERY_MS);
    curl_multi_poll(net->multi, NULL, 0, wait_ms, NULL);
    move_on(net);
}

void
net_step(struct net *net, int wait_ms)
{
    read_files(net);
    move_on(net);
    if (!net->first_done && wait_ms != 0)
        step(net, wait_ms);
}

void
net_wake(struct net *net)
{
    curl_multi_wakeup(net->multi);
}

/* ---- asking and answering ---- */

void
net_start(struct net *net, const struct net_request *request, bool is_urgent)
{
    struct transfer *t = transfer_new(&net->common, request);

    net->untaken++;
    if (str_starts_nocase(str_trim(t->url), STR("file:"))) {
        list_add(&net->files, t);
        return;
    }
    if (!net_url_is_web(t->url)) {
        t->answer = answer_new(request->id);
        err_set(&t->answer->face.err, ERR_INVALID, "this is not an http, https or file address");
        finish(net, t);
        return;
    }
    t->is_urgent = is_urgent;
    if (is_urgent) {
        list_add(&net->urgent, t);
        return;
    }
    struct host *host = t->host = host_find(&net->hosts, net_url_host(t->url));

    t->next = NULL;
    if (host->last_waiting)
        host->last_waiting->next = t;
    else
        host->first_waiting = t;
    host->last_waiting = t;
    host->waiting_count++;
    net->waiting_count++;
    offer_host(net, host);
}

static void
cancel_unstarted(struct net *net, struct transfer *t)
{
    t->answer = answer_new(t->request.id);
    err_set(&t->answer->face.err, ERR_CANCELLED, "cancelled");
    finish(net, t);
}

static bool
cancel_in_list(struct net *net, struct list *list, uint64_t id)
{
    struct transfer *t = list->first;

    while (t && t->request.id != id)
        t = t->next;
    if (!t)
        return false;
    if (t->is_running) {
        t->is_cancelled = true;
        on_done(net, t, CURLE_ABORTED_BY_CALLBACK);
    } else {
        list_remove(list, t);
        cancel_unstarted(net, t);
    }
    return true;
}

static bool
cancel_waiting(struct net *net, struct host *host, uint64_t id)
{
    struct transfer *before = NULL, *t = host->first_waiting;

    while (t && t->request.id != id) {
        before = t;
        t = t->next;
    }
    if (!t)
        return false;
    if (before)
        before->next = t->next;
    else
        host->first_waiting = t->next;
    if (host->last_waiting == t)
        host->last_waiting = before;
    host->waiting_count--;
    net->waiting_count--;
    cancel_unstarted(net, t);
    return true;
}

void
net_cancel(struct net *net, uint64_t id)
{
    bool is_found = cancel_in_list(net, &net->running, id) ||
                    cancel_in_list(net, &net->urgent, id) || cancel_in_list(net, &net->files, id);

    for (size_t i = 0; i < HOST_BUCKETS && !is_found; i++)
        for (struct host *host = net->hosts.buckets[i]; host && !is_found;
             host = host->next_in_bucket)
            is_found = cancel_waiting(net, host, id);
}

size_t
net_running(const struct net *net)
{
    return net->untaken;
}

static struct net_response *
take_after(struct net *net, struct answer *before)
{
    struct answer **link = before ? &before->next : &net->first_done, *answer = *link;

    *link = answer->next;
    if (net->last_done == answer)
        net->last_done = before;
    net->untaken--;
    net->common.held_bytes -= (int64_t)answer->face.raw_body.len;
    return &answer->face;
}

struct net_response *
net_take(struct net *net)
{
    return net->first_done ? take_after(net, NULL) : NULL;
}

struct net_response *
net_fetch(struct net *net, const struct net_request *request)
{
    net_start(net, request, true);
    read_files(net);
    move_on(net);
    for (;;) {
        struct answer *before = NULL, *answer = net->first_done;

        while (answer && answer->face.id != request->id) {
            before = answer;
            answer = answer->next;
        }
        if (answer)
            return take_after(net, before);
        read_files(net);
        step(net, net->files.first ? 0 : -1);
    }
}
