#include "server.h"
#include "test.h"
#include "worker.h"

#include <courant/config.h>
#include <courant/refresh.h>
#include <courant/store.h>

#include <sqlite3.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

static struct server *server;
static struct arena arena;
static struct config config;
static str store_file;
static int number;

#define SOURCES_MOST 300
static struct config_source sources[SOURCES_MOST];

static int
open_all(void **state)
{
    struct config_paths over = { .config_folder = str_of(test_folder()) }, paths;
    struct err err = { 0 };

    (void)state;
    alarm(TEST_HANG_S);
    server = server_new();
    store_file = arena_printf(&arena, "%s/%d.db", test_folder(), ++number);
    if (!config_paths_find(&arena, &over, &paths, &err) ||
        !config_load(&arena, &paths, &config, &err))
        return -1;
    config.sources = sources;
    config.source_count = 0;
    config.settings.refresh_auto = false;
    return 0;
}

static int
close_all(void **state)
{
    (void)state;
    server_free(server);
    arena_free(&arena);
    return 0;
}

/* ---- material ---- */

static const char *
feed_text(const char *name, int first, int count)
{
    struct buf b = { .arena = &arena };

    buf_printf(&b, "<rss version=\"2.0\"><channel><title>%s</title>", name);
    for (int i = first + count - 1; i >= first; i--)
        buf_printf(&b,
                   "<item><guid>%s-%d</guid><title>%s %d</title><link>%s</link>"
                   "<pubDate>Mon, 06 Jan 2025 %02d:00:00 GMT</pubDate>"
                   "<description>The harbour is open again</description></item>",
                   name, i, name, i,
                   server_url(server, arena_printf(&arena, "/%s/%d", name, i).ptr), i % 24);
    buf_add(&b, STR("</channel></rss>"));
    return arena_cstr(&arena, buf_str(&b));
}

static struct config_source *
add_source(const char *key, const char *url)
{
    struct config_source *source = &sources[config.source_count++];

    assert_true(config.source_count <= SOURCES_MOST);
    *source = (struct config_source){ .key = str_of(key), .url = str_of(url) };
    return source;
}

/* A source of its own name, at a path of its own name. */
static struct config_source *
add_feed(const char *name, int first, int count)
{
    const char *path = arena_printf(&arena, "/%s", name).ptr;

    server_feed(server, path, feed_text(name, first, count));
    return add_source(name, server_url(server, path));
}

static struct refresh_report *reports;
static size_t report_count;

static void
run_all(void)
{
    struct err err = { 0 };

    if (!refresh_run(&arena, &config, store_file, NULL, 0, true, &reports, &report_count, &err))
        fail_msg("%s", err.text);
}

static struct refresh_report
report_of(const char *key)
{
    for (size_t i = 0; i < report_count; i++)
        if (str_eq(reports[i].key, str_of(key)))
            return reports[i];
    fail_msg("no report of %s", key);
    return (struct refresh_report){ 0 };
}

static struct store *
open_store(void)
{
    struct store *st = NULL;
    struct err err = { 0 };

    if (!store_open(store_file.ptr, &st, &err))
        fail_msg("%s", err.text);
    return st;
}

static struct store_source
state_of(const char *key)
{
    struct store *st = open_store();
    struct store_source source = { 0 };
    struct err err = { 0 };

    assert_true(store_source_find(st, &arena, str_of(key), &source, &err));
    store_close(st);
    return source;
}

/* ---- fetching ---- */

static void
what_is_new_is_stored_and_asked_for_politely(void **state)
{
    (void)state;
    add_feed("one", 0, 5);
    add_feed("two", 0, 7);
    run_all();
    assert_int_equal(report_count, 2);
    assert_str_equal(reports[0].key, STR("one"));
    assert_int_equal(reports[0].added, 5);
    assert_int_equal(reports[1].added, 7);
    assert_int_equal(state_of("two").story_count, 7);
    assert_int_equal(state_of("two").rhythm_s, 3600);

    run_all(); /* validators on the second fetch already */
    assert_true(report_of("one").is_unchanged);
    str head = server_last(server, &arena, "/one");

    assert_true(server_header(head, "If-None-Match").len > 0);
    assert_true(server_header(head, "If-Modified-Since").len > 0);
    assert_true(str_find(server_header(head, "Accept"), STR("rss")) != STR_NONE);

    server_feed(server, "/one", feed_text("one", 0, 8));
    run_all();
    assert_int_equal(report_of("one").added, 3);
    assert_true(report_of("two").is_unchanged);
    assert_int_equal(state_of("one").story_count, 8);
}

static void
the_same_bytes_are_not_read_again(void **state)
{
    struct server_route route = { .path = "/plain", .act = SERVER_BODY };

    (void)state;
    route.body = str_of(feed_text("plain", 0, 3));
    server_add(server, &route);
    add_source("plain", server_url(server, "/plain"));
    run_all();
    assert_int_equal(report_of("plain").added, 3);
    run_all();
    assert_true(report_of("plain").is_unchanged);
    assert_int_equal(server_count(server, "/plain"), 2);
}

static void
only_what_is_due_is_fetched(void **state)
{
    struct err err = { 0 };
    str key = STR("one");

    (void)state;
    add_feed("one", 0, 2);
    add_feed("two", 0, 2)->refresh_s = 3600;
    add_feed("off", 0, 2)->is_disabled = true;
    assert_true(
        refresh_run(&arena, &config, store_file, NULL, 0, false, &reports, &report_count, &err));
    assert_int_equal(report_count, 2);
    assert_true(
        refresh_run(&arena, &config, store_file, NULL, 0, false, &reports, &report_count, &err));
    assert_int_equal(report_count, 0);
    assert_int_equal(server_count(server, NULL), 2);
    struct store_source two = state_of("two");

    assert_in_range(two.due_at - two.tried_at, 3600, 3720);
    assert_true(
        refresh_run(&arena, &config, store_file, &key, 1, false, &reports, &report_count, &err));
    assert_int_equal(report_count, 1);
    key = STR("nobody");
    assert_false(
        refresh_run(&arena, &config, store_file, &key, 1, false, &reports, &report_count, &err));
    assert_int_equal(err.kind, ERR_MISSING);
    assert_int_equal(server_count(server, "/off"), 0);
}

/* ---- faults ---- */

static const struct fault {
    struct server_route route;
    const char *words;
} faults[] = {
    { { .path = "/hang", .act = SERVER_HANG }, "said nothing for 1 s" },
    { { .path = "/reset", .act = SERVER_RESET }, "broke the connection" },
    { { .path = "/cut", .act = SERVER_CUT, .body = STR_INIT("<rss><channel><title>Cut") },
      "cut off" },
    { { .path = "/404", .act = SERVER_BODY, .status = 404 }, "not found on the server (404)" },
    { { .path = "/429", .act = SERVER_BODY, .status = 429, .headers = "Retry-After: 86400\r\n" },
      "not to be asked so often (429)" },
    { { .path = "/304", .act = SERVER_BODY, .status = 304 }, "means nothing here (304)" },
    { { .path = "/500", .act = SERVER_BODY, .status = 500 }, "error of its own (500)" },
    { { .path = "/410", .act = SERVER_BODY, .status = 410 }, "gone for good" },
    { { .path = "/loop", .act = SERVER_REDIRECT, .location = "/loop" }, "more than 5 times" },
    { { .path = "/inside", .act = SERVER_REDIRECT, .location = "http://10.1.2.3/" },
      "inside a private network" },
    { { .path = "/tofile", .act = SERVER_REDIRECT, .location = "file:///etc/passwd" },
      "not http or https" },
    { { .path = "/endless", .act = SERVER_ENDLESS, .body = STR_INIT("<rss><channel>") },
      "larger than 1 MB" },
    { { .path = "/bomb", .act = SERVER_BOMB, .size = 4 << 20 }, "larger than 1 MB" },
    { { .path = "/empty", .act = SERVER_BODY }, "" },
    { { .path = "/html",
        .act = SERVER_BODY,
        .type = "text/html",
        .body = STR_INIT("<!DOCTYPE html><html><body><p>Back soon</p></body></html>") },
      "" },
};

/* Many good ones and every bad one, all on one host: the good ones are in, the bad ones say why. */
static void
bad_sources_harm_only_themselves(void **state)
{
    size_t bad = 0;

    (void)state;
    config.settings.stall_timeout_s = 1;
    config.settings.feed_limit = 1 << 20;
    for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
        server_add(server, &faults[i].route);
        add_source(faults[i].route.path + 1, server_url(server, faults[i].route.path));
    }
    for (int i = 0; i < 60; i++)
        add_feed(arena_printf(&arena, "good%d", i).ptr, 0, 3);
    run_all();
    assert_int_equal(report_count, ARRAY_LEN(faults) + 60);
    for (size_t i = 0; i < report_count; i++) {
        if (str_starts(reports[i].key, STR("good"))) {
            assert_int_equal(reports[i].added, 3);
            continue;
        }
        const struct fault *fault = &faults[bad++];

        if (reports[i].problem.len == 0 ||
            str_find(reports[i].problem, str_of(fault->words)) == STR_NONE)
            fail_msg("%.*s: \"%.*s\"", STR_ARG(reports[i].key), STR_ARG(reports[i].problem));
    }
    struct store_source hang = state_of("hang"), later = state_of("429"), gone = state_of("410");

    assert_true(hang.failure_count == 1 && hang.problem.len > 0 && hang.good_at == 0);
    assert_true(hang.due_at >= hang.tried_at + 600 && hang.due_at <= hang.tried_at + 750);
    assert_in_range(later.due_at - later.tried_at, 86390, 86401);
    assert_true(gone.due_at >= gone.tried_at + SCHEDULE_GONE_S);
}

static void
a_problem_is_kept_until_it_is_mended(void **state)
{
    struct server_route broken = { .path = "/one", .act = SERVER_BODY, .status = 503 };
    struct server_route error_page = { .path = "/one",
                                       .act = SERVER_ETAG,
                                       .body = STR("<html><h1>Database error</h1></html>") };

    (void)state;
    add_feed("one", 0, 4);
    run_all();
    str etag = state_of("one").etag;

    server_add(server, &broken);
    run_all();
    run_all();
    assert_int_equal(state_of("one").failure_count, 2);
    server_add(server, &error_page); /* 200, and its own validator, which must not be believed */
    run_all();
    struct store_source one = state_of("one");

    assert_int_equal(one.failure_count, 3);
    assert_int_equal(one.story_count, 4);
    assert_str_equal(one.etag, etag);
    assert_true(one.problem.len > 0);
    add_feed("one", 0, 4);
    config.source_count--; /* the route only */
    run_all();
    one = state_of("one");
    assert_int_equal(one.failure_count, 0);
    assert_int_equal(one.problem.len, 0);
    assert_int_equal(one.story_count, 4);
    assert_true(report_of("one").is_unchanged);
}

static void
a_lasting_new_address_is_adopted_and_given_up_when_it_fails(void **state)
{
    struct server_route moved = {
        .path = "/old", .act = SERVER_REDIRECT, .status = 301, .location = "/new"
    };
    struct server_route gone = { .path = "/new", .act = SERVER_BODY, .status = 404 };

    (void)state;
    add_feed("new", 0, 3);
    sources[0].url = str_of(server_url(server, "/old"));
    server_add(server, &moved);
    for (int i = 0; i < 3; i++)
        run_all();
    assert_int_equal(server_count(server, "/old"), 3);
    assert_int_equal(state_of("new").permanent_count, 3);
    run_all();
    run_all();
    assert_int_equal(server_count(server, "/old"), 3); /* asked where it lives now */
    assert_int_equal(server_count(server, "/new"), 5);
    server_add(server, &gone);
    run_all();
    assert_int_equal(server_count(server, "/old"), 3);
    run_all(); /* after a failure the user's own address is tried again */
    assert_int_equal(server_count(server, "/old"), 4);
    server_feed(server, "/old", feed_text("new", 0, 4));
    run_all(); /* the new one again, in turn */
    run_all();
    assert_int_equal(report_of("new").added, 1);
    assert_int_equal(state_of("new").permanent_url.len, 0);
}

/* ---- files and programs ---- */

static void
files_and_commands_are_sources_too(void **state)
{
    struct err err = { 0 };
    str file = arena_printf(&arena, "%s/feed.xml", test_folder());
    const char *mark = arena_printf(&arena, "%s/mark", test_folder()).ptr;

    (void)state;
    assert_true(file_write(file.ptr, str_of(feed_text("disk", 0, 3)), &err));
    add_source("file", arena_printf(&arena, "file://%s", file.ptr).ptr);
    add_source("exec", arena_printf(&arena, "exec:cat \"%s\"", file.ptr).ptr);
    add_source("shell", arena_printf(&arena, "exec:cat /nowhere ; touch %s", mark).ptr);
    add_source("false", "exec:false");
    add_source("none", "exec:/no/such/program");
    add_feed("sed", 0, 2)->filter = STR("sed s/sed/Tale/");
    add_feed("break", 0, 2)->filter = STR("false");
    add_source("both", arena_printf(&arena, "exec:cat \"%s\"", file.ptr).ptr)->filter =
        STR("sed s/disk/both/g");
    run_all();
    assert_int_equal(report_of("file").added, 3);
    assert_int_equal(report_of("exec").added, 3);
    assert_int_equal(report_of("sed").added, 2);
    assert_int_equal(report_of("both").added, 3);
    assert_str_equal(state_of("sed").name, STR("Tale"));
    assert_str_equal(state_of("both").name, STR("both"));
    assert_false(file_exists(mark));
    assert_true(report_of("shell").problem.len > 0);
    assert_str_equal(report_of("false").problem, STR("false: ended with status 1"));
    assert_str_equal(report_of("none").problem, STR("/no/such/program: No such file or directory"));
    assert_true(report_of("break").problem.len > 0);
    run_all();
    assert_true(report_of("file").is_unchanged);
    assert_true(report_of("exec").is_unchanged);
    assert_true(report_of("sed").is_unchanged);
    assert_true(report_of("both").is_unchanged);
}

static void
passwords_come_from_a_command(void **state)
{
    struct server_route locked = { .path = "/locked", .act = SERVER_AUTH, .auth = "me:se cret" };
    struct config_source *source;

    (void)state;
    locked.body = str_of(feed_text("locked", 0, 2));
    server_add(server, &locked);
    source = add_source("locked", server_url(server, "/locked"));
    run_all();
    assert_true(str_find(report_of("locked").problem, STR("(401)")) != STR_NONE);
    source->user = STR("me");
    source->password_command = STR("echo \"se cret\"");
    run_all();
    assert_int_equal(report_of("locked").added, 2);
}

/* The same host on another port is another server: whoever runs it is told no password. */
static void
passwords_stay_with_their_server(void **state)
{
    struct server *other = server_new();
    struct server_route moved = { .path = "/feed",
                                  .act = SERVER_REDIRECT,
                                  .status = 301,
                                  .location = server_url(other, "/feed") };
    struct server_route within = {
        .path = "/inside", .act = SERVER_REDIRECT, .status = 301, .location = "/secret"
    };
    struct server_route locked = { .path = "/secret", .act = SERVER_AUTH, .auth = "me:secret" };
    struct config_source *source;
    str head;

    (void)state;
    locked.body = str_of(feed_text("secret", 0, 2));
    server_feed(other, "/feed", feed_text("feed", 0, 2));
    server_add(server, &moved);
    server_add(server, &within);
    server_add(server, &locked);
    source = add_source("feed", server_url(server, "/feed"));
    source->user = STR("me");
    source->password_command = STR("echo secret");
    add_source(
        "inside",
        arena_printf(&arena, "http://me:secret@127.0.0.1:%d/inside", server_port(server)).ptr);
    source->headers = STR("X-Plan: full | X-Token: t-%p");
    for (int i = 0; i < 5; i++) {
        run_all();
        if (i == 0) {
            head = server_last(server, &arena, "/feed");
            assert_true(str_eq(server_header(head, "X-Plan"), STR("full")));
            assert_true(str_eq(server_header(head, "X-Token"), STR("t-secret")));
        }
    }
    assert_int_equal(server_count(server, "/feed"), 3);
    assert_int_equal(server_count(other, "/feed"), 5);
    head = server_last(other, &arena, "/feed");
    assert_true(head.len > 0 && str_find_nocase(head, STR("Authorization")) == STR_NONE &&
                str_find_nocase(head, STR("X-")) == STR_NONE);
    assert_int_equal(server_count(server, "/inside"), 3);
    assert_int_equal(state_of("inside").problem.len, 0);
    assert_int_equal(state_of("inside").story_count, 2);
    server_free(other);
}

/* Of two sources and their pages each goes its own way. */
static void
a_source_has_a_proxy_and_a_name_of_its_own(void **state)
{
    static const char far[] = "http://far.example/feed", page[] = "http://far.example/story";
    static const char body[] =
        "<rss version=\"2.0\"><channel><title>far</title><item><guid>1</guid>"
        "<title>far 1</title><link>http://far.example/story</link></item>"
        "</channel></rss>";
    struct config_source *source = add_source("far", far);
    str head;

    (void)state;
    server_feed(server, far, body);
    server_add(server, &(struct server_route){ .path = page,
                                               .type = "text/html",
                                               .body = STR_INIT("<p>The harbour is open.") });
    source->proxy = arena_printf(&arena, "http://127.0.0.1:%d", server_port(server));
    source->user_agent = STR("own/1");
    source->full_text = WHEN_ALWAYS;
    add_feed("near", 0, 1);
    run_all();
    assert_int_equal(state_of("far").problem.len, 0);
    head = server_last(server, &arena, far);
    assert_true(str_eq(server_header(head, "User-Agent"), STR("own/1")));
    head = server_last(server, &arena, page);
    assert_true(str_eq(server_header(head, "User-Agent"), STR("own/1")));
    head = server_last(server, &arena, "/near");
    assert_true(str_starts(server_header(head, "User-Agent"), STR("courant/")));
}

/* ---- the lease ---- */

static void
ignore_event(void *context, const struct refresh_event *event)
{
    (void)context;
    (void)event;
}

static void
one_copy_refreshes_at_a_time(void **state)
{
    const struct worker_sink sink = { .on_event = ignore_event };
    struct worker w;
    struct err err = { 0 };
    struct store *other = open_store();
    int64_t now = time_now_s(), next_at;

    (void)state;
    add_feed("one", 0, 2);
    assert_true(store_lease_take(other, STR("another"), now, 600, &err));
    assert_true(worker_open(&w, plan_new(&config), store_file, &sink, &err));
    assert_false(worker_due(&w, now, &next_at, &err));
    assert_int_equal(err.kind, ERR_BUSY);
    assert_false(worker_all(&w, &err));
    while (!worker_is_idle(&w)) /* indexing is left to the other one as well */
        worker_step(&w, -1);
    assert_int_equal(server_count(server, NULL), 0);
    assert_true(worker_key(&w, STR("one"), &err)); /* the reader asked for it by name */
    while (!worker_is_idle(&w))
        worker_step(&w, -1);
    assert_int_equal(server_count(server, NULL), 1);

    /* Killed without giving it back: it ends by itself. */
    store_lease_drop(other, STR("another"));
    assert_true(store_lease_take(other, STR("killed"), now - 16, 15, &err));
    assert_true(worker_all(&w, &err));
    assert_false(store_lease_take(other, STR("another"), now, 600, &err));
    while (!worker_is_idle(&w))
        worker_step(&w, -1);
    assert_true(store_lease_take(other, STR("another"), now, 600, &err)); /* given back when idle */
    worker_close(&w);
    store_lease_drop(other, STR("another"));

    /* One that has only looked whether something waits to be indexed does not keep it. */
    assert_true(worker_open(&w, plan_new(&config), store_file, &sink, &err));
    while (!worker_is_idle(&w))
        worker_step(&w, -1);
    assert_true(store_lease_take(other, STR("another"), time_now_s(), 15, &err));
    worker_close(&w);
    store_close(other);
}

/* ---- the thread ---- */

static struct refresher *refresher;
static int wake_fd;

static void
start_thread(void)
{
    struct err err = { 0 };

    wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const struct refresh_options options = { .config = &config,
                                             .store_file = store_file,
                                             .wake_fd = wake_fd };

    if (!refresh_start(&options, &refresher, &err))
        fail_msg("%s", err.text);
}

static void
stop_thread(void)
{
    int64_t began_ms = time_now_ms();

    refresh_stop(refresher);
    close(wake_fd);
    assert_true(time_now_ms() - began_ms < 15000); /* what hangs would take longer */
}

/* Due each second: three times, and no more often than seconds have gone by. */
static void
expect_each_second(const char *path, int64_t began_ms)
{
    int count = server_count(server, path);

    assert_true(count >= 3 && count <= 2 + (time_now_ms() - began_ms) / 1000);
}

/* The next event of that kind; others on the way are dropped. */
static struct refresh_event
wait_event(enum refresh_event_kind kind)
{
    int64_t until_ms = time_now_ms() + TEST_LONG_MS;

    for (;;) {
        struct refresh_event *event = refresh_take(refresher);
        struct pollfd one = { .fd = wake_fd, .events = POLLIN };
        eventfd_t count;

        if (event) {
            struct refresh_event copy = *event;

            refresh_event_free(event);
            if (copy.kind == kind)
                return copy;
            continue;
        }
        if (time_now_ms() > until_ms)
            fail_msg("no event %d", (int)kind);
        poll(&one, 1, 1000);
        eventfd_read(wake_fd, &count);
    }
}

static void
the_thread_tells_what_it_does(void **state)
{
    struct refresh_event event;

    (void)state;
    add_feed("one", 0, 5);
    add_feed("two", 0, 5);
    start_thread();
    refresh_all(refresher);
    event = wait_event(REFRESH_STARTED);
    assert_int_equal(event.of, 2);
    event = wait_event(REFRESH_SOURCE_DONE);
    assert_true(event.source_id > 0 && event.added == 5 && event.running == 1);
    event = wait_event(REFRESH_SOURCE_DONE);
    assert_int_equal(event.running, 0);
    wait_event(REFRESH_INDEXED);
    event = wait_event(REFRESH_IDLE);
    assert_int_equal(event.added, 10);

    struct store *st = open_store();
    struct store_story *found;
    size_t count;
    struct err err = { 0 };

    assert_true(store_search(st, &arena, STR("harbour"), 50, &found, &count, &err));
    assert_int_equal(count, 10);
    store_close(st);

    add_feed("three", 0, 2);
    refresh_reload(refresher, &config);
    refresh_all(refresher);
    event = wait_event(REFRESH_STARTED);
    assert_int_equal(event.of, 3);
    wait_event(REFRESH_IDLE);
    assert_int_equal(state_of("three").story_count, 2);
    stop_thread();
}

static void
the_thread_keeps_the_schedule(void **state)
{
    struct err err = { 0 };
    int64_t began_ms = time_now_ms();

    (void)state;
    add_feed("one", 0, 2)->refresh_s = 1;
    wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const struct refresh_options options = { .config = &config,
                                             .store_file = store_file,
                                             .wake_fd = wake_fd };
    config.settings.refresh_auto = true;

    assert_true(refresh_start(&options, &refresher, &err));
    for (int i = 0; i < 3; i++)
        wait_event(REFRESH_SOURCE_DONE);
    expect_each_second("/one", began_ms);
    stop_thread();
}

static void
the_schedule_is_kept_from_when_it_is_wanted(void **state)
{
    (void)state;
    add_feed("one", 0, 2)->refresh_s = 1;
    start_thread();
    refresh_source(refresher, 1);
    wait_event(REFRESH_IDLE);
    config.settings.refresh_auto = true;
    refresh_reload(refresher, &config);
    for (int i = 0; i < 2; i++)
        wait_event(REFRESH_SOURCE_DONE);
    stop_thread();
}

/* One that hangs holds up itself; the others are fetched when they are due, meanwhile. */
static void
what_is_due_waits_for_no_other_round(void **state)
{
    struct err err = { 0 };
    struct server_route hang = { .path = "/hang", .act = SERVER_HANG };
    int64_t began_ms = time_now_ms();

    (void)state;
    server_add(server, &hang);
    add_source("hang", server_url(server, "/hang"));
    add_feed("quick", 0, 2)->refresh_s = 1;
    wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const struct refresh_options options = { .config = &config,
                                             .store_file = store_file,
                                             .wake_fd = wake_fd };
    config.settings.refresh_auto = true;

    assert_true(refresh_start(&options, &refresher, &err));
    for (int i = 0; i < 3; i++)
        assert_int_equal(wait_event(REFRESH_SOURCE_DONE).err.kind, ERR_NONE);
    expect_each_second("/quick", began_ms);
    assert_int_equal(server_count(server, "/hang"), 1);
    stop_thread();
}

/* Many wait at one host; the one that is listed on the screen is asked for at once. */
static void
what_is_looked_at_goes_first(void **state)
{
    (void)state;
    config.settings.connections_host = 1;
    for (int i = 0; i < 30; i++) {
        const char *name = arena_printf(&arena, "late%d", i).ptr;
        struct server_route route = { .path = arena_printf(&arena, "/%s", name).ptr,
                                      .act = SERVER_BODY,
                                      .wait_ms = 100 };

        route.body = str_of(feed_text(name, 0, 1));
        server_add(server, &route);
        add_source(name, server_url(server, route.path));
    }
    start_thread();
    refresh_look_at(refresher, STR("late20"));
    refresh_all(refresher);
    wait_event(REFRESH_SOURCE_DONE);
    wait_event(REFRESH_SOURCE_DONE);
    refresh_look_at(refresher, STR("late29")); /* it waits already */
    for (int i = 0; i < 3; i++)
        wait_event(REFRESH_SOURCE_DONE);
    assert_int_equal(server_count(server, "/late20"), 1);
    assert_int_equal(server_count(server, "/late29"), 1);
    assert_int_equal(server_count(server, "/late28"), 0);
    stop_thread();
}

/* What a feed asks for holds when it has not changed, too. */
static void
what_a_feed_asks_for_is_remembered(void **state)
{
    const char *text = "<rss version='2.0'><channel><title>t</title><ttl>240</ttl>"
                       "<item><guid>1</guid><title>a</title></item></channel></rss>";

    (void)state;
    server_feed(server, "/ttl", text);
    add_source("ttl", server_url(server, "/ttl"));
    for (int i = 0; i < 2; i++) {
        run_all();
        assert_int_equal(report_of("ttl").is_unchanged, i > 0);
        assert_true(state_of("ttl").due_at >= time_now_s() + 4 * 3600 - 60);
    }
}

/* What cannot be written stays due: a full disk must not become a flood of requests. */
static void
a_store_that_cannot_be_written_is_no_reason_to_hurry(void **state)
{
    struct err err = { 0 };
    sqlite3 *db = NULL;

    (void)state;
    add_feed("one", 0, 2)->refresh_s = 1;
    store_close(open_store());
    assert_int_equal(sqlite3_open(store_file.ptr, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "create trigger full before insert on story "
                                  "begin select raise(abort, 'the disk is full'); end",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const struct refresh_options options = { .config = &config,
                                             .store_file = store_file,
                                             .wake_fd = wake_fd };
    config.settings.refresh_auto = true;

    assert_true(refresh_start(&options, &refresher, &err));
    assert_non_null(strstr(wait_event(REFRESH_PROBLEM).err.text, "the disk is full"));
    wait_event(REFRESH_IDLE);
    for (int64_t until_ms = time_now_ms() + 1000; time_now_ms() < until_ms;)
        poll(NULL, 0, 50);
    assert_int_equal(server_count(server, "/one"), 1);
    stop_thread();
}

#define PARAGRAPH                                                                                    \
    "<p>The ferry service between the two towns resumes on Monday, the harbour master said, after "  \
    "three weeks in which the pier was closed for repairs to the pilings. Tickets cost the same as " \
    "before, and the first boat leaves at six in the morning.</p>"

static const char *
page_text(const char *title)
{
    return arena_printf(&arena,
                        "<!DOCTYPE html><html><head><title>%s</title></head><body><nav><a href=/>"
                        "Home</a></nav><article><h1>%s</h1>%s%s%s%s</article></body></html>",
                        title, title, PARAGRAPH, PARAGRAPH, PARAGRAPH, PARAGRAPH)
        .ptr;
}

static void
add_page(const char *path, const char *type, const char *body)
{
    struct server_route route = {
        .path = path, .act = SERVER_BODY, .type = type, .body = str_of(body)
    };

    server_add(server, &route);
}

static void
pages_are_fetched_and_links_followed(void **state)
{
    struct refresh_event event;
    struct store *st;
    struct err err = { 0 };
    int64_t id = 0;

    (void)state;
    add_feed("one", 0, 2);
    add_page("/one/1", "text/html; charset=utf-8", page_text("One 1"));
    add_page("/far", "text/html", page_text("Further on"));
    add_page("/doc", "application/pdf", "%PDF-1.7");
    add_page("/feed", "text/html", feed_text("hidden", 0, 1));
    add_page("/pic", "image/png", "\x89PNG");
    run_all();
    st = open_store();
    assert_true(store_story_by_url(st, str_of(server_url(server, "/one/1")), &id, &err));
    start_thread();

    refresh_page(refresher, id, true);
    event = wait_event(REFRESH_PAGE_READY);
    assert_int_equal(event.story_id, id);
    assert_int_equal(event.err.kind, ERR_NONE);
    struct store_text text;

    assert_true(store_text_load(st, &arena, id, &text, &err));
    assert_true(str_find(text.page_html, STR("pilings")) != STR_NONE);

    refresh_follow(refresher, str_of(server_url(server, "/one/1"))); /* in the store: no request */
    event = wait_event(REFRESH_PAGE_READY);
    assert_int_equal(event.story_id, id);
    assert_str_equal(str_of(event.url), str_of(server_url(server, "/one/1")));
    assert_int_equal(server_count(server, "/one/1"), 1);

    refresh_follow(refresher, str_of(server_url(server, "/far?utm_source=x")));
    event = wait_event(REFRESH_PAGE_READY);
    if (event.err.kind != ERR_NONE)
        fail_msg("%s", event.err.text);
    assert_true(event.story_id > 0 && event.story_id != id);
    assert_true(store_text_load(st, &arena, event.story_id, &text, &err));
    assert_str_equal(text.story.title, STR("Further on"));

    static const struct {
        const char *path, *words;
    } others[] = {
        { "/doc", "this is a PDF" },
        { "/feed", "this is a feed" },
        { "/pic", "this is a picture" },
        { "/nothing", "not found on the server (404)" },
    };

    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        refresh_follow(refresher, str_of(server_url(server, others[i].path)));
        event = wait_event(REFRESH_PAGE_READY);
        assert_int_equal(event.story_id, 0);
        if (!strstr(event.err.text, others[i].words))
            fail_msg("%s: %s", others[i].path, event.err.text);
    }
    refresh_follow(refresher, STR("http://127.0.0.1:1/")); /* on no source's server: not inside */
    event = wait_event(REFRESH_PAGE_READY);
    assert_non_null(strstr(event.err.text, "private network"));
    refresh_follow(refresher, STR("javascript:alert(1)"));
    event = wait_event(REFRESH_PAGE_READY);
    assert_int_equal(event.err.kind, ERR_INVALID);
    stop_thread();
    store_close(st);
}

static const char *
paged_text(const char *title, const char *more)
{
    return arena_printf(&arena,
                        "<!DOCTYPE html><html><head><title>%s</title></head><body><article><h1>%s"
                        "</h1><p>Only on %s: the boats, and whoever sails them, by day.</p>%s%s%s"
                        "</article>%s</body></html>",
                        title, title, title, PARAGRAPH, PARAGRAPH, PARAGRAPH, more)
        .ptr;
}

static void
pages_of_one_article_are_joined(void **state)
{
    struct refresh_event event;
    struct store *st;
    struct store_text text;
    struct err err = { 0 };

    (void)state;
    add_feed("one", 0, 1);
    add_page("/a-long-way", "text/html",
             paged_text("First", "<a rel=next href='/a-long-way/2'>Next</a>"));
    add_page("/a-long-way/2", "text/html",
             paged_text("Second", "<a rel=next href='/a-long-way/3'>Next</a>"));
    /* the third is not there: what came by then is kept */
    run_all();
    st = open_store();
    start_thread();
    refresh_follow(refresher, str_of(server_url(server, "/a-long-way")));
    event = wait_event(REFRESH_PAGE_READY);
    if (event.err.kind != ERR_NONE)
        fail_msg("%s", event.err.text);
    assert_true(store_text_load(st, &arena, event.story_id, &text, &err));
    assert_str_equal(text.story.title, STR("First"));
    size_t first = str_find(text.page_html, STR("Only on First"));
    size_t second = str_find(text.page_html, STR("Only on Second"));

    if (first == STR_NONE || second == STR_NONE || first > second)
        fail_msg("%.*s", STR_ARG(text.page_html));
    assert_int_equal(server_count(server, "/a-long-way/2"), 1);
    stop_thread();
    store_close(st);
}

static void
a_source_may_name_the_text(void **state)
{
    struct store *st;
    struct store_text text;
    struct err err = { 0 };
    int64_t id = 0;

    (void)state;
    struct config_source *source = add_feed("one", 0, 1);

    source->content_selector = STR(".odd");
    source->remove_selector = STR(".odd .no");
    add_page("/one/0", "text/html",
             "<h1>One 0</h1><article>" PARAGRAPH PARAGRAPH PARAGRAPH "</article><div class=odd>"
             "<p>What the user wants.</p><p class=no>What not.</p></div>");
    run_all();
    st = open_store();
    start_thread();
    assert_true(store_story_by_url(st, str_of(server_url(server, "/one/0")), &id, &err));
    refresh_page(refresher, id, true);
    assert_int_equal(wait_event(REFRESH_PAGE_READY).err.kind, ERR_NONE);
    assert_true(store_text_load(st, &arena, id, &text, &err));
    assert_str_equal(text.page_html, STR("<p>What the user wants.</p>\n"));
    stop_thread();
    store_close(st);
}

/* A notice in the article's place: its words are told, the feed's text stays. */
static void
notices_do_not_replace_the_feed(void **state)
{
    static const char *const notices[] = {
        "<title>The Post</title><h1>We value your privacy</h1><p>We and our partners use cookies on "
        "your device, for measuring and more. You may agree.</p><button>Accept all</button>",
        "<title>The Post</title><div id=root></div><noscript>Please enable JavaScript to run this "
        "app.</noscript><script src=a.js></script>",
        "<title>Page not found</title><h1>Page not found</h1><p>The page that you look for is not "
        "here, or is here no more; the search may help, or the front page.</p>",
    };
    struct store *st;
    struct err err = { 0 };
    int64_t id = 0;

    (void)state;
    add_feed("one", 0, (int)ARRAY_LEN(notices));
    for (size_t i = 0; i < ARRAY_LEN(notices); i++)
        add_page(arena_printf(&arena, "/one/%zu", i).ptr, "text/html", notices[i]);
    run_all();
    st = open_store();
    start_thread();
    for (size_t i = 0; i < ARRAY_LEN(notices); i++) {
        const char *url = server_url(server, arena_printf(&arena, "/one/%zu", i).ptr);
        struct store_text text;

        assert_true(store_story_by_url(st, str_of(url), &id, &err));
        refresh_page(refresher, id, true);
        assert_int_equal(wait_event(REFRESH_PAGE_READY).err.kind, ERR_MISSING);
        assert_true(store_text_load(st, &arena, id, &text, &err));
        if (text.page_html.len > 0 || text.page_note.len == 0 || text.feed_html.len == 0)
            fail_msg("%s: \"%.*s\", note \"%.*s\"", url, STR_ARG(text.page_html),
                     STR_ARG(text.page_note));
    }
    stop_thread();
    store_close(st);
}

static void
pages_come_on_arrival_where_that_is_wanted(void **state)
{
    (void)state;
    add_feed("one", 0, 2)->full_text = WHEN_ALWAYS;
    add_page("/one/0", "text/html", page_text("One 0"));
    add_page("/one/1", "text/html", page_text("One 1"));
    run_all();
    assert_int_equal(server_count(server, "/one/0"), 1);
    assert_int_equal(server_count(server, "/one/1"), 1);
}

static void
what_hangs_can_be_left(void **state)
{
    struct server_route hang = { .path = "/hang", .act = SERVER_HANG };
    struct refresh_event event;

    (void)state;
    server_add(server, &hang);
    add_source("hang", server_url(server, "/hang"));
    add_source("sleep", "exec:sleep 100");
    start_thread();
    refresh_all(refresher);
    wait_event(REFRESH_STARTED);
    refresh_follow(refresher, str_of(server_url(server, "/hang?page")));
    for (int i = 0; i < TEST_LONG_MS / 10 && server_count(server, "/hang") < 2; i++)
        usleep(10000);
    refresh_cancel_pages(refresher);
    event = wait_event(REFRESH_PAGE_READY);
    assert_int_equal(event.err.kind, ERR_CANCELLED);
    stop_thread();
    assert_int_equal(state_of("hang").failure_count, 0); /* it was not its fault */
}

static void
one_page_can_be_waited_for(void **state)
{
    struct err err = { 0 };
    struct store *st;
    int64_t id = 0;

    (void)state;
    add_feed("one", 0, 2);
    add_page("/one/0", "text/html", page_text("One 0"));
    run_all();
    st = open_store();
    assert_true(store_story_by_url(st, str_of(server_url(server, "/one/0")), &id, &err));
    assert_true(refresh_page_now(&config, store_file, id, &err));
    assert_true(store_story_by_url(st, str_of(server_url(server, "/one/1")), &id, &err));
    assert_false(refresh_page_now(&config, store_file, id, &err));
    assert_non_null(strstr(err.text, "404"));
    assert_false(refresh_page_now(&config, store_file, 12345, &err));
    assert_int_equal(err.kind, ERR_MISSING);
    store_close(st);
}

static void
the_welcome_edition_is_a_source_like_others(void **state)
{
    struct store *st = open_store();
    const struct store_source_spec spec = { .key = STR("welcome"),
                                            .url = STR("courant:welcome"),
                                            .is_disabled = true };
    struct err err = { 0 };

    (void)state;
    assert_false(refresh_welcome(st, &err));
    assert_int_equal(err.kind, ERR_MISSING);
    assert_true(store_sources_sync(st, &spec, 1, 0, &err));
    assert_true(refresh_welcome(st, &err));
    assert_true(refresh_welcome(st, &err)); /* twice is once */
    store_close(st);
    assert_true(state_of("welcome").story_count >= 5);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, open_all, close_all)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_new_is_stored_and_asked_for_politely),
        TEST(the_same_bytes_are_not_read_again),
        TEST(only_what_is_due_is_fetched),
        TEST(bad_sources_harm_only_themselves),
        TEST(a_problem_is_kept_until_it_is_mended),
        TEST(a_lasting_new_address_is_adopted_and_given_up_when_it_fails),
        TEST(files_and_commands_are_sources_too),
        TEST(passwords_come_from_a_command),
        TEST(passwords_stay_with_their_server),
        TEST(a_source_has_a_proxy_and_a_name_of_its_own),
        TEST(one_copy_refreshes_at_a_time),
        TEST(the_thread_tells_what_it_does),
        TEST(the_thread_keeps_the_schedule),
        TEST(the_schedule_is_kept_from_when_it_is_wanted),
        TEST(what_is_due_waits_for_no_other_round),
        TEST(what_is_looked_at_goes_first),
        TEST(what_a_feed_asks_for_is_remembered),
        TEST(a_store_that_cannot_be_written_is_no_reason_to_hurry),
        TEST(pages_are_fetched_and_links_followed),
        TEST(pages_of_one_article_are_joined),
        TEST(a_source_may_name_the_text),
        TEST(notices_do_not_replace_the_feed),
        TEST(pages_come_on_arrival_where_that_is_wanted),
        TEST(what_hangs_can_be_left),
        TEST(one_page_can_be_waited_for),
        TEST(the_welcome_edition_is_a_source_like_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
