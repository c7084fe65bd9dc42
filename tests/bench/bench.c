/*
 * make bench: the figures of docs/performance.md, as ratios within one run where a machine's noise would drown
 * absolute ones. usage: bench COURANT [SECTION…]; without sections all
 * of them but those that are long: many, related-million, search-million.
 */
#include "feeds.h"
#include "groups.h"
#include "make_store.h"
#include "measure.h"
#include "pages.h"
#include "reader.h"
#include "scale.h"
#include "screen.h"
#include "scroll.h"
#include "searches.h"
#include "server.h"
#include "setting.h"
#include "test.h"

#include <courant/related.h>

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STARTS     9
#define KEYS       200
#define QUIET_MS   60
#define FEEDS      200
#define FEED_ITEMS 50
#define ROWS       40
#define COLS       120

static struct home *
home_with_stories(const char *name, int64_t stories)
{
    struct home *h = home_make(name);
    struct err err = { 0 };
    const char *store = home_path(h, "data/courant/courant.db");
    struct make_store big = { .stories = (size_t)stories,
                              .sources = 10,
                              .is_indexed = stories <= 100000,
                              .read_percent = 50 };

    for (int64_t i = 1; i <= (int64_t)big.sources; i++) /* listed, but never fetched */
        home_source(h, arena_printf(&h->arena, "s%04" PRId64, i).ptr, "none.xml", NULL, "Big",
                    "enabled = off");
    home_setting(h, "refresh = off\nrefresh-on-start = off");
    home_write(h);
    if (!file_make_folders(store, &err) || !make_store(store, &big, &err)) {
        fprintf(stderr, "bench: %s\n", err.text);
        exit(1);
    }
    return h;
}

/* A figure of an empty list is none. */
static void
expect_stories(struct screen *s)
{
    if (!screen_wait(s, "s0", 10000) && !screen_wait(s, "Source", 1)) {
        fprintf(stderr, "bench: no stories on screen:\n%s", screen_text(s));
        exit(1);
    }
}

/* ---- start ---- */

/* The floor: a program that opens the store, reads a screenful and draws it. */
static double
bare_start(struct home *h)
{
    const char *argv[] = {
        arena_printf(&h->arena, "%s/tests/bench/bare/start", getenv("COURANT_BUILD")).ptr,
        home_path(h, "data/courant/courant.db"), NULL
    };
    struct samples ms = { 0 };

    for (int k = 0; k < STARTS; k++) {
        struct screen *s = screen_start(&(struct screen_options){
            .argv = argv, .home = h->folder, .rows = ROWS, .cols = COLS });

        sample_add(&ms, (double)screen_start_us(s, 200) / 1000);
        screen_send(s, "q");
        screen_wait_end(s, 5000);
        screen_end(s);
    }
    double p50 = sample_at(&ms, 0.5);

    sample_print("  the bare program", &ms, "ms");
    sample_clear(&ms);
    return p50;
}

static void
bench_start(void)
{
    static const int64_t sizes[] = { 1000, 100000, 1000000 };
    double p50[ARRAY_LEN(sizes)] = { 0 }, bare[ARRAY_LEN(sizes)] = { 0 };

    printf("\nstart to the first complete screen, %dx%d\n", COLS, ROWS);
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        char name[64];
        struct samples ms = { 0 };

        snprintf(name, sizeof(name), "start%" PRId64, sizes[i]);
        struct home *h = home_with_stories(name, sizes[i]);

        for (int k = 0; k < STARTS; k++) {
            struct screen *s = home_read(h, ROWS, COLS);

            sample_add(&ms, (double)screen_start_us(s, 200) / 1000);
            expect_stories(s);
            if (k == 0)
                printf("%-52s %ld kB  (target: at most 25600)\n",
                       "memory of the reader after a start", peak_of(screen_pid(s)));
            screen_send(s, "Q");
            screen_wait_end(s, 5000);
            screen_end(s);
        }
        snprintf(name, sizeof(name), "start, %" PRId64 " stories", sizes[i]);
        sample_print(name, &ms, "ms");
        p50[i] = sample_at(&ms, 0.5);
        sample_clear(&ms);
        bare[i] = bare_start(h);
        ratio_print("start against the bare program", p50[i], bare[i], 3);
        home_free(h);
    }
    ratio_print("start, 100,000 stories against 1,000", p50[1], p50[0], 1.3);
    ratio_print("start, 1,000,000 stories against 1,000", p50[2], p50[0], 1.3);
}

/* ---- keys ---- */

/* Time from a key to the last byte it caused, and how many bytes those were. */
static void
sample_keys(struct screen *s, const char *key, int count, struct samples *ms, struct samples *bytes)
{
    for (int i = 0; i < count; i++) {
        screen_mark(s);
        sample_add(ms, (double)screen_key_us(s, key, QUIET_MS) / 1000);
        sample_add(bytes, (double)screen_bytes(s).len);
    }
}

static void
list_keys(struct screen *s, const char *what, struct samples *ms)
{
    struct samples bytes = { 0 };
    char name[80];

    sample_keys(s, "j", KEYS, ms, &bytes);
    snprintf(name, sizeof(name), "j in the list, %s", what);
    sample_print(name, ms, "ms");
    sample_print("  bytes", &bytes, "B");
    sample_clear(&bytes);
}

static void
article_keys(struct screen *s, const char *what, struct samples *ms)
{
    struct samples bytes = { 0 };
    char name[80];

    for (int i = 0; i < 20; i++) {
        sample_keys(s, " ", 2, ms, &bytes);
        screen_send(s, "j");
        screen_settle(s, 250);
    }
    snprintf(name, sizeof(name), "Space in the article, %s", what);
    sample_print(name, ms, "ms");
    sample_print("  bytes", &bytes, "B");
    sample_clear(&bytes);
}

/* ---- many feeds on a loopback server ---- */

static void
serve_feeds(struct home *h, struct server *server)
{
    for (unsigned i = 0; i < FEEDS; i++) {
        str path = arena_printf(&h->arena, "/feed%u.xml", i);

        server_add(server, &(struct server_route){ .path = path.ptr,
                                                   .act = SERVER_ETAG,
                                                   .body = big_feed(&h->arena, i, FEED_ITEMS) });
        home_source(h, arena_printf(&h->arena, "feed%u", i).ptr, server_url(server, path.ptr), NULL,
                    "Bench", NULL);
    }
}

/* Milliseconds that `courant refresh --force` takes until the stories can be read and are related. */
static double
timed_refresh(struct home *h, long *peak_kb)
{
    const char *argv[] = { courant_path(), "refresh", "--force", NULL };
    int64_t begun = now_us();
    int status = 0;

    home_write(h);
    struct screen *s = screen_start(
        &(struct screen_options){ .argv = argv, .home = h->folder, .rows = 24, .cols = 80 });

    while ((status = screen_wait_end(s, 20)) < 0) {
        long now_kb = peak_of(screen_pid(s));

        *peak_kb = MAX(*peak_kb, now_kb);
    }
    double took_ms = (double)(now_us() - begun) / 1e3;

    if (screen_end(s) != 0)
        printf("  refresh ended with %d\n", status);
    return took_ms;
}

static void
bench_refresh(void)
{
    struct home *h = home_make("refresh");
    struct server *server = server_new();
    struct samples cold = { 0 }, unchanged = { 0 };
    long peak_kb = 0;

    printf(
        "\nrefresh of %d feeds with %d stories from a loopback server (stored, indexed, related)\n",
        FEEDS, FEED_ITEMS);
    home_setting(h, "refresh = off\nrefresh-on-start = off\nconnections-host = 32");
    serve_feeds(h, server);
    for (int i = 0; i < 2; i++) {
        unlink(home_path(h, "data/courant/courant.db"));
        unlink(home_path(h, "data/courant/courant.db-wal"));
        unlink(home_path(h, "data/courant/courant.db-shm"));
        sample_add(&cold, timed_refresh(h, &peak_kb));
        for (int k = 0; k < 3; k++)
            sample_add(&unchanged, timed_refresh(h, &(long){ 0 }));
    }
    sample_print("cold refresh", &cold, "ms");
    sample_print("unchanged refresh (all 304)", &unchanged, "ms");
    printf("%-52s %ld kB\n", "peak memory of the refresh", peak_kb);
    ratio_print("unchanged against cold", sample_at(&unchanged, 0.5), sample_at(&cold, 0.5), 0);
    server_free(server);
    home_free(h);
}

static void
bench_keys(void)
{
    struct home *h = home_with_stories("keys", 100000);
    struct server *server = server_new();
    struct samples idle = { 0 }, busy = { 0 }, idle_space = { 0 }, busy_space = { 0 };

    printf("\nkeys at %dx%d over 100,000 stories, idle and while %d feeds are fetched\n", COLS,
           ROWS, FEEDS);
    serve_feeds(h, server);
    home_setting(h, "connections-host = 4");
    struct screen *s = home_read(h, ROWS, COLS);

    expect_stories(s);
    screen_settle(s, 500);
    list_keys(s, "idle", &idle);
    article_keys(s, "idle", &idle_space);
    screen_send(s, "\x1bOH");
    screen_send(s, "R");
    list_keys(s, "refreshing", &busy);
    screen_send(s, "R");
    article_keys(s, "refreshing", &busy_space);
    ratio_print("j, p99 refreshing against idle", sample_at(&busy, 0.99), sample_at(&idle, 0.99),
                2);
    ratio_print("Space, p99 refreshing against idle", sample_at(&busy_space, 0.99),
                sample_at(&idle_space, 0.99), 2);
    printf("%-52s %ld kB\n", "peak memory of the reader", peak_of(screen_pid(s)));
    screen_send(s, "Q");
    screen_wait_end(s, 5000);
    screen_end(s);
    server_free(server);
    sample_clear(&idle);
    sample_clear(&busy);
    sample_clear(&idle_space);
    sample_clear(&busy_space);
    home_free(h);
}

/* ---- related stories ---- */

#define PANES 300
#define LATE                                                                                       \
    5 /* per cent of the stories: those whose arrival is timed, when all others are there */

#define FRONTS     20
#define FRONT_ROWS 40

struct related_cost {
    double arrival_ms, pane_p50_ms, pane_p99_ms, front_ms, bytes;
    size_t front_rows;
};

static void
stop_unless(bool is_done, const struct err *err)
{
    if (is_done)
        return;
    fprintf(stderr, "bench: %s\n", err->text);
    exit(1);
}

static double
store_bytes(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 ? (double)st.st_size : 0;
}

/* CPU time a story takes to be related, of the last of them. */
static double
relate_all(struct store *st, size_t stories)
{
    struct err err = { 0 };
    size_t done = 0, late = stories - stories * LATE / 100;
    double begun_ms = 0;
    bool is_left = true;

    while (is_left) {
        if (done < late)
            begun_ms = cpu_ms();
        stop_unless(related_index_step(st, 200, &is_left, &err), &err);
        done += 200;
    }
    return (cpu_ms() - begun_ms) / (double)(stories - late);
}

/* CPU time that panes take, of stories with full weeks on both sides. */
static void
fill_panes(struct store *st, size_t stories, struct samples *ms)
{
    for (size_t i = 0; i < PANES; i++) {
        struct arena a = { 0 };
        struct related related = { 0 };
        struct err err = { 0 };
        int64_t id = (int64_t)(stories / 4 + i * (stories / 2 / PANES));
        double begun_ms = cpu_ms();

        stop_unless(related_load(st, &a, id, &related, &err), &err);
        sample_add(ms, cpu_ms() - begun_ms);
        arena_free(&a);
    }
}

/* CPU time that the front page takes, of the last day with all its news. */
static double
fill_fronts(struct store *st, size_t *out_rows)
{
    struct samples ms = { 0 };

    for (size_t i = 0; i < FRONTS; i++) {
        struct arena a = { 0 };
        const struct related_top *rows = NULL;
        struct err err = { 0 };
        double begun_ms = cpu_ms();

        stop_unless(related_front_load(st, &a, MAKE_STORE_END, FRONT_ROWS, &rows, out_rows, &err),
                    &err);
        sample_add(&ms, cpu_ms() - begun_ms);
        arena_free(&a);
    }
    double median_ms = sample_at(&ms, 0.5);

    sample_clear(&ms);
    return median_ms;
}

static struct related_cost
related_cost(size_t stories)
{
    char name[32];

    snprintf(name, sizeof(name), "related%zu", stories); /* a store of its own each */
    struct home *h = home_make(name);
    const char *path = home_path(h, "data/courant/courant.db");
    const struct make_store big = {
        .stories = stories, .sources = 200, .read_percent = 50, .told_percent = 50
    };
    struct store *st = NULL;
    struct samples ms = { 0 };
    struct related_cost cost = { 0 };
    struct err err = { 0 };

    stop_unless(file_make_folders(path, &err) && make_store(path, &big, &err), &err);
    double before = store_bytes(path);

    stop_unless(store_open(path, &st, &err), &err);
    cost.arrival_ms = relate_all(st, stories);
    fill_panes(st, stories, &ms);
    cost.front_ms = fill_fronts(st, &cost.front_rows);
    store_close(st);
    cost.pane_p50_ms = sample_at(&ms, 0.5);
    cost.pane_p99_ms = sample_at(&ms, 0.99);
    cost.bytes = (store_bytes(path) - before) / (double)stories;
    printf("%-9zu arrival %.3f ms a story; pane p50 %.1f, p99 %.1f ms; index %.0f bytes a story\n",
           stories, cost.arrival_ms, cost.pane_p50_ms, cost.pane_p99_ms, cost.bytes);
    printf("%-9zu front page of %zu rows %.1f ms\n", stories, cost.front_rows, cost.front_ms);
    fflush(stdout);
    sample_clear(&ms);
    home_free(h);
    return cost;
}

static void
compare_related(size_t few, size_t many)
{
    printf("\nrelated stories, CPU time; one year of them, so that more are more a day\n");
    struct related_cost x = related_cost(few), y = related_cost(many);

    ratio_print("arrival, many against few", y.arrival_ms, x.arrival_ms, 3);
    ratio_print("pane p50, many against few", y.pane_p50_ms, x.pane_p50_ms, 3);
    ratio_print("front page, many against few", y.front_ms, x.front_ms, 3);
    ratio_print("index bytes a story, many against few", y.bytes, x.bytes, 1.5);
}

static void
bench_related(void)
{
    compare_related(10000, 100000);
}

static void
bench_related_million(void)
{
    compare_related(100000, 1000000);
}

static const struct {
    const char *name;
    void (*run)(void);
    bool is_long; /* only when it is named */
} sections[] = {
    { "start", bench_start, false },
    { "keys", bench_keys, false },
    { "refresh", bench_refresh, false },
    { "pages", bench_pages, false },
    { "setting", bench_setting, false },
    { "scroll", bench_scroll, false },
    { "feeds", bench_feeds, false },
    { "related", bench_related, false },
    { "groups", bench_groups, false },
    { "cold", scale_cold, false },
    { "many", scale_many, true },
    { "faults", scale_faults, false },
    { "idle", scale_idle, false },
    { "rows", scale_rows, false },
    { "related-million", bench_related_million, true },
    { "search", bench_search, false },
    { "search-million", bench_search_million, true },
};

int
main(int argc, char **argv)
{
    if (argc > 1)
        setenv("COURANT", realpath(argv[1], NULL), 1);
    setenv("COURANT_BUILD", argc > 1 ? dirname(realpath(argv[1], NULL)) : "build", 1);
    for (size_t i = 0; i < ARRAY_LEN(sections); i++) {
        bool wanted = argc < 3 && !sections[i].is_long;

        for (int k = 2; k < argc; k++)
            wanted = wanted || strcmp(argv[k], sections[i].name) == 0;
        if (wanted)
            sections[i].run();
    }
    return 0;
}
