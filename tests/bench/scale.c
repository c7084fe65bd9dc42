#include "scale.h"

#include "make_store.h"
#include "measure.h"
#include "reader.h"
#include "screen.h"
#include "server.h"
#include "test.h"

#include <courant/store.h>

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define REPEATS 3
#define SHORT                                                                                      \
    5 /* runs of what is short, for each of those, in turns with what it is compared with */
#define SFEED_MOST 200 /* feeds: it runs several programs for each */
#define RUN_MS     300000

/* ---- material ---- */

/* A word as unevenly common as real ones: half of all draws fall on a few dozen. */
static const char *
draw_word(unsigned *seed)
{
    *seed = *seed * 1103515245 + 12345;
    double share = (double)(*seed >> 8) / (double)(1 << 24);

    return make_store_word((size_t)(share * share * share * share * 30000), false);
}

str
big_feed(struct arena *a, unsigned number, unsigned items)
{
    struct feed_story *stories = ARENA_ARRAY(a, struct feed_story, items);

    for (unsigned i = 0; i < items; i++) {
        struct buf html = { .arena = a };
        unsigned seed = number * 7919 + i * 104729;

        for (unsigned p = 0; p < 5; p++) {
            buf_add(&html, STR("<p>"));
            for (unsigned w = 0; w < 80; w++)
                buf_printf(&html, "%s ", draw_word(&seed));
            buf_add(&html, STR("</p>"));
        }
        stories[i] = (struct feed_story){
            .title = arena_printf(a, "%s %s %s %s %s, part %u", draw_word(&seed), draw_word(&seed),
                                  draw_word(&seed), draw_word(&seed), draw_word(&seed), i)
                         .ptr,
            .url = arena_printf(a, "https://feed%u.example/%u", number, i).ptr,
            .html = arena_cstr(a, buf_str(&html)),
            .age_h = (int)(i * 3 + number % 3),
        };
    }
    return feed_of(a, arena_printf(a, "feed%u", number).ptr, stories, items);
}

long
peak_of(pid_t pid)
{
    char path[64], text[4096] = "";
    long peak_kb = 0;

    snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    FILE *f = fopen(path, "r");

    if (!f)
        return 0;
    size_t len = fread(text, 1, sizeof(text) - 1, f);
    const char *line = len ? strstr(text, "VmHWM:") : NULL;

    if (line)
        peak_kb = strtol(line + 6, NULL, 10);
    fclose(f);
    return peak_kb;
}

/* ---- programs ---- */

static bool
is_installed(const char *program)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    str out;
    const char *const argv[] = { "which", program, NULL };
    bool ok = run_capture(&a, argv, STR(""), 4096, 5000, &out, &err);

    if (!ok)
        printf("  %s is not installed: left out\n", program);
    arena_free(&a);
    return ok;
}

static pid_t
start(const char *const *argv, const char *home)
{
    pid_t pid = fork();

    if (pid == 0) {
        int nowhere = open("/dev/null", O_RDWR);

        dup2(nowhere, 0);
        dup2(nowhere, 1);
        dup2(nowhere, 2);
        setenv("HOME", home, 1);
        setenv("XDG_CONFIG_HOME", arena_printf(&(struct arena){ 0 }, "%s/config", home).ptr, 1);
        setenv("XDG_DATA_HOME", arena_printf(&(struct arena){ 0 }, "%s/data", home).ptr, 1);
        setenv("XDG_STATE_HOME", arena_printf(&(struct arena){ 0 }, "%s/state", home).ptr, 1);
        unsetenv("http_proxy");
        execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    return pid;
}

/* Milliseconds until it ended; *peak_kb: its most memory. */
static double
timed_run(const char *const *argv, const char *home, long *peak_kb)
{
    int64_t begun = now_us();
    pid_t pid = start(argv, home);
    struct rusage used;
    int status = 0;

    wait4(pid, &status, 0, &used);
    if (peak_kb)
        *peak_kb = MAX(*peak_kb, used.ru_maxrss);
    double took_ms = (double)(now_us() - begun) / 1e3;

    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        printf("  %s ended with status %d\n", argv[0], WEXITSTATUS(status));
    return took_ms;
}

static const char *
bare(struct arena *a, const char *name)
{
    return arena_printf(a, "%s/tests/bench/bare/%s", getenv("COURANT_BUILD"), name).ptr;
}

/* ---- nginx ---- */

struct web {
    pid_t pid;
    int port;
    const char *prefix; /* http://127.0.0.1:PORT/f */
};

static int
free_port(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof(at);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (bind(fd, (struct sockaddr *)&at, len) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &len) != 0)
        return -1;
    close(fd);
    return ntohs(at.sin_port);
}

static bool
start_web(struct home *h, struct web *web)
{
    const char *nginx = access("/usr/sbin/nginx", X_OK) == 0 ? "/usr/sbin/nginx" : "nginx";

    web->port = free_port();
    const char *conf = home_file(
        h, "nginx.conf",
        arena_printf(&h->arena,
                     "daemon off; master_process off; pid nginx.pid; error_log stderr crit;\n"
                     "events { worker_connections 1024; }\n"
                     "http { access_log off; types { application/rss+xml xml; }\n"
                     "client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3;\n"
                     "uwsgi_temp_path t4; scgi_temp_path t5; keepalive_requests 100000;\n"
                     "server { listen 127.0.0.1:%d; root %s/www; if_modified_since before; } }\n",
                     web->port, h->folder));
    const char *const argv[] = { nginx, "-p", h->folder, "-c", conf, NULL };

    web->pid = start(argv, h->folder);
    web->prefix = arena_printf(&h->arena, "http://127.0.0.1:%d/f", web->port).ptr;
    usleep(300000);
    return waitpid(web->pid, NULL, WNOHANG) == 0;
}

static void
stop_web(const struct web *web)
{
    kill(web->pid, SIGTERM);
    waitpid(web->pid, NULL, 0);
}

static void
write_feeds(struct home *h, const struct web *web, unsigned feeds, unsigned items)
{
    struct buf urls = { .arena = &h->arena }, rc = { .arena = &h->arena };
    int64_t bytes = 0;

    buf_printf(&rc, "sfeedpath=\"%s/sfeed\"\nfeeds() {\n", h->folder);
    for (unsigned i = 0; i < feeds; i++) {
        struct arena a = { 0 };
        str text = big_feed(&a, i, items);
        const char *url = arena_printf(&h->arena, "%s%u.xml", web->prefix, i).ptr;

        home_file(h, arena_printf(&h->arena, "www/f%u.xml", i).ptr, text);
        home_source(h, arena_printf(&h->arena, "feed%u", i).ptr, url, NULL, "Bench", NULL);
        buf_printf(&urls, "%s\n", url);
        buf_printf(&rc, "feed \"feed%u\" \"%s\"\n", i, url);
        bytes += (int64_t)text.len;
        arena_free(&a);
    }
    buf_add(&rc, STR("}\n"));
    home_file(h, "urls", buf_str(&urls));
    home_file(h, "sfeedrc", buf_str(&rc));
    home_file(h, "newsboat.conf", STR("auto-reload no\n"));
    printf("\n%u feeds with %u stories each, %" PRId64 " MB, from nginx on loopback\n", feeds,
           items, bytes >> 20);
}

/* ---- courant itself ---- */

struct refresh_times {
    struct samples readable, done;
    long peak_kb;
};

static void
forget_store(struct home *h)
{
    static const char *const names[] = { "", "-wal", "-shm" };

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        unlink(home_path(h, arena_printf(&h->arena, "data/courant/courant.db%s", names[i]).ptr));
}

/* Cold: into an empty store. How long until all stories can be listed, and until the program has ended. */
static void
timed_cold(struct home *h, int64_t stories, struct refresh_times *times)
{
    const char *const argv[] = { courant_path(), "refresh", "--force", NULL };
    const char *path = home_path(h, "data/courant/courant.db");
    int64_t all = 0, unread, saved, readable_us = 0;
    struct store *st = NULL;
    struct err err = { 0 };
    int status;

    forget_store(h);
    if (!file_make_folders(path, &err) || !store_open(path, &st, &err)) {
        printf("  %s\n", err.text);
        return;
    }
    int64_t begun = now_us();
    pid_t pid = start(argv, h->folder), ended = 0;
    long peak_kb = 0;

    while (ended == 0) {
        long now_kb =
            peak_of(pid); /* not of rusage, which has this program's own from before exec */

        peak_kb = now_kb ? now_kb : peak_kb;
        ended = waitpid(pid, &status, WNOHANG);
        if (readable_us == 0 && store_totals(st, &all, &unread, &saved, &err) && all >= stories)
            readable_us = now_us();
        usleep(2000);
    }
    if (readable_us == 0)
        printf("  only %" PRId64 " of %" PRId64 " stories came\n", all, stories);
    if (readable_us > 0)
        sample_add(&times->readable, (double)(readable_us - begun) / 1e3);
    sample_add(&times->done, (double)(now_us() - begun) / 1e3);
    times->peak_kb = MAX(times->peak_kb, peak_kb);
    store_close(st);
}

/* ---- cold and unchanged ---- */

struct peers {
    struct samples plain, fts, bare_unchanged, newsboat, newsboat_unchanged, sfeed;
};

static void
run_bare(struct home *h, const char *mode, unsigned feeds, const char *prefix, struct samples *out)
{
    const char *db = home_path(h, "bare.db");
    const char *const argv[] = {
        bare(&h->arena, "fetch"), mode, db, arena_printf(&h->arena, "%u", feeds).ptr, prefix, NULL
    };

    unlink(db);
    unlink(home_path(h, "bare.db-wal"));
    sample_add(out, timed_run(argv, h->folder, NULL));
}

static void
run_newsboat(struct home *h, struct peers *peers)
{
    const char *cache = home_path(h, "newsboat.db");
    const char *const argv[] = { "newsboat",
                                 "-C",
                                 home_path(h, "newsboat.conf"),
                                 "-u",
                                 home_path(h, "urls"),
                                 "-c",
                                 cache,
                                 "-x",
                                 "reload",
                                 NULL };

    unlink(cache);
    sample_add(&peers->newsboat, timed_run(argv, h->folder, NULL));
    timed_run(argv, h->folder, NULL); /* it sends validators from the third time on */
    sample_add(&peers->newsboat_unchanged, timed_run(argv, h->folder, NULL));
}

static void
print_peer(const char *name, struct samples *s)
{
    if (s->count > 0)
        sample_print(name, s, "ms");
    sample_clear(s);
}

static void
cold(const char *name, unsigned feeds, unsigned items)
{
    struct home *h = home_make(name);
    struct refresh_times times = { 0 };
    struct samples unchanged = { 0 };
    struct peers peers = { 0 };
    struct web web;

    home_setting(h, "refresh = off\nrefresh-on-start = off\nconnections-host = 32");
    if (!file_make_folders(home_path(h, "www/x"), &(struct err){ 0 }) || !start_web(h, &web)) {
        printf("  nginx is not installed: left out\n");
        home_free(h);
        return;
    }
    write_feeds(h, &web, feeds, items);
    home_write(h);
    for (int i = 0; i < REPEATS; i++) {
        const char *const again[] = { courant_path(), "refresh", "--force", NULL };

        run_bare(h, "plain", feeds, web.prefix, &peers.plain);
        timed_cold(h, (int64_t)feeds * items, &times);
        run_bare(h, "plain", feeds, web.prefix, &peers.plain);
        run_bare(h, "fts", feeds, web.prefix, &peers.fts);
        for (int k = 0; k < SHORT; k++) {
            run_bare(h, "unchanged", feeds, web.prefix, &peers.bare_unchanged);
            sample_add(&unchanged, timed_run(again, h->folder, &(long){ 0 }));
        }
    }
    if (is_installed("newsboat"))
        run_newsboat(h, &peers);
    if (feeds <= SFEED_MOST && is_installed("sfeed_update")) {
        const char *const argv[] = { "sfeed_update", home_path(h, "sfeedrc"), NULL };

        sample_add(&peers.sfeed, timed_run(argv, h->folder, NULL));
    }
    double plain = sample_at(&peers.plain, 0.5), fts = sample_at(&peers.fts, 0.5);
    double bare_unchanged = sample_at(&peers.bare_unchanged, 0.5);

    fflush(stdout);
    sample_print("courant, cold: all stories readable", &times.readable, "ms");
    sample_print("courant, cold: indexed and related too", &times.done, "ms");
    sample_print("courant, unchanged (all 304)", &unchanged, "ms");
    printf("%-52s %ld kB  (target: at most 40960)\n", "courant, peak memory", times.peak_kb);
    print_peer("bare program: fetched and stored", &peers.plain);
    print_peer("bare program: with FTS5", &peers.fts);
    print_peer("bare program: unchanged", &peers.bare_unchanged);
    print_peer("newsboat, cold", &peers.newsboat);
    print_peer("newsboat, unchanged (its third time)", &peers.newsboat_unchanged);
    print_peer("sfeed_update, cold", &peers.sfeed);
    ratio_print("readable against the bare program", sample_at(&times.readable, 0.5), plain, 1);
    ratio_print("indexed, related against it with FTS5", sample_at(&times.done, 0.5), fts, 1.5);
    ratio_print("unchanged against the bare program", sample_at(&unchanged, 0.5), bare_unchanged,
                1.5);
    sample_clear(&times.readable);
    sample_clear(&times.done);
    sample_clear(&unchanged);
    stop_web(&web);
    home_free(h);
}

void
scale_cold(void)
{
    cold("cold200", 200, 50);
}

void
scale_many(void)
{
    cold("cold1000", 1000, 20);
}

/* ---- a faulty server ---- */

#define FAULTY_FEEDS 200
#define FAULTY_ITEMS 50

static const struct server_route faults[] = {
    { .act = SERVER_HANG },
    { .act = SERVER_RESET },
    { .act = SERVER_BODY, .status = 429, .headers = "Retry-After: 3600\r\n" },
    { .act = SERVER_BODY, .status = 500 },
    { .act = SERVER_REDIRECT, .location = "/f0.xml" }, /* which is such a one too: a loop */
    { .act = SERVER_ENDLESS, .body = STR_INIT("<rss><channel><title>and so on</title>") },
    { .act = SERVER_HANG_BODY, .body = STR_INIT("<rss><channel><title>half</title>") },
};

/* Every fifth is bad; without faults all are good. */
static int64_t
serve(struct home *h, struct server *server, bool has_faults)
{
    int64_t good = 0;

    for (unsigned i = 0; i < FAULTY_FEEDS; i++) {
        const char *path = arena_printf(&h->arena, "/f%u.xml", i).ptr;
        struct server_route route = { .act = SERVER_ETAG };
        bool is_bad = has_faults && i % 5 == 0 && i < 195;

        if (is_bad)
            route = i == 0 ? faults[4] : faults[i / 5 % ARRAY_LEN(faults)];
        else {
            route.body = big_feed(&h->arena, i, FAULTY_ITEMS);
            good++;
        }
        route.path = path;
        server_add(server, &route);
        home_source(h, arena_printf(&h->arena, "f%u", i).ptr, server_url(server, path), NULL,
                    "Bench", NULL);
    }
    return good;
}

static double
faulty_run(const char *name, bool has_faults, long *peak_kb)
{
    struct home *h = home_make(name);
    struct server *server = server_new();
    struct refresh_times times = { 0 };

    home_setting(h, "refresh = off\nrefresh-on-start = off\nconnections-host = 32");
    int64_t good = serve(h, server, has_faults);

    home_write(h);
    timed_cold(h, good * FAULTY_ITEMS, &times);
    double readable_ms = sample_at(&times.readable, 0.5);

    *peak_kb = times.peak_kb;
    if (has_faults) {
        int status = 0;
        str listed = HOME_RUN(h, &status, "sources"), line;
        int named = 0;

        while (str_take_line(&listed, &line))
            named += str_find(line, STR("server")) != STR_NONE ||
                     str_find(line, STR("larger than")) != STR_NONE ||
                     str_find(line, STR("not done")) != STR_NONE ||
                     str_find(line, STR("redirected")) != STR_NONE;
        printf("%-52s %d of 39\n", "bad ones named by `courant sources`", named);
        printf("%-52s %.0f ms\n", "until the last bad one was given up",
               sample_at(&times.done, 0.5));
    }
    sample_clear(&times.readable);
    sample_clear(&times.done);
    server_free(server);
    home_free(h);
    return readable_ms;
}

void
scale_faults(void)
{
    long good_kb = 0, bad_kb = 0;

    printf("\n39 of %d feeds hang, reset, answer 429 or 500, loop, never end\n", FAULTY_FEEDS);
    double good_ms = faulty_run("faultless", false, &good_kb);
    double bad_ms = faulty_run("faulty", true, &bad_kb);

    printf("%-52s %.0f ms, %.0f ms without faults\n", "every good feed readable", bad_ms, good_ms);
    printf("%-52s %ld kB  (target: at most 61440)\n", "peak memory", bad_kb);
    ratio_print("good feeds in, with faults against without", bad_ms, good_ms, 2);
}

/* ---- wake-ups ---- */

/* Of all threads: how often they went to sleep by themselves, so how often they were woken. */
static long
wakeups_of(pid_t pid)
{
    char path[64];
    long sum = 0;

    snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
    DIR *tasks = opendir(path);
    struct dirent *entry;

    while (tasks && (entry = readdir(tasks))) {
        char name[400], line[256];

        snprintf(name, sizeof(name), "%s/%s/status", path, entry->d_name);
        FILE *f = fopen(name, "r");

        while (f && fgets(line, sizeof(line), f))
            if (strncmp(line, "voluntary_ctxt_switches:", 24) == 0)
                sum += strtol(line + 24, NULL, 10);
        if (f)
            fclose(f);
    }
    if (tasks)
        closedir(tasks);
    return sum;
}

static struct screen *
read_quietly(struct home *h)
{
    struct screen *s = home_read(h, 40, 120);

    screen_wait(s, "f", 5000);
    screen_settle(s, 3000);
    return s;
}

void
scale_idle(void)
{
    struct home *h = home_make("idle");
    struct server *server = server_new();
    struct samples wakeups = { 0 };

    printf(
        "\nwake-ups in 10 s of a reader that nobody touches, 200 sources of which none is due\n");
    serve(h, server, false);
    struct screen *s = read_quietly(h);

    screen_wait(s, "indexing", 20000);
    if (!screen_wait_gone(s, "indexing", 300000))
        printf("  it is still indexing: what follows is no figure\n");
    screen_settle(s, 3000);
    for (int i = 0; i < 3; i++) {
        long before = wakeups_of(screen_pid(s));

        usleep(10000000);
        sample_add(&wakeups, (double)(wakeups_of(screen_pid(s)) - before));
    }
    sample_print("wake-ups (target: at most 1, the clock)", &wakeups, "");
    printf("%-52s %ld kB\n", "peak memory of that reader", peak_of(screen_pid(s)));
    screen_send(s, "Q");
    screen_wait_end(s, 5000);
    screen_end(s);
    sample_clear(&wakeups);
    server_free(server);
    home_free(h);
}

/* ---- keys, by what the emulator shows ---- */

/* The row whose ground differs from that of the row below it and above it: the cursor's. */
static int
cursor_row(struct screen *s, int rows)
{
    int32_t plain = screen_cell(s, rows - 4, 2).bg;

    for (int y = 2; y < rows - 4; y++)
        if (screen_cell(s, y, 3).bg != plain || screen_cell(s, y, 3).is_reversed)
            return y;
    return -1;
}

static void
sample_rows(struct screen *s, const char *key, int count, struct samples *ms)
{
    for (int i = 0; i < count; i++) {
        int before = cursor_row(s, 40);
        int64_t begun = now_us();

        screen_send(s, key);
        while (cursor_row(s, 40) == before && now_us() - begun < 2000000)
            screen_settle(s, 0);
        sample_add(ms, (double)(now_us() - begun) / 1e3);
        screen_settle(s, 10);
    }
}

void
scale_rows(void)
{
    struct home *h = home_make("rows");
    struct samples idle = { 0 }, busy = { 0 };
    struct web web;

    printf("\nfrom j or k to the moment at which the emulator has the cursor on another row\n");
    home_setting(h, "connections-host = 32\nrefresh-on-start = off\nrefresh = on");
    if (!file_make_folders(home_path(h, "www/x"), &(struct err){ 0 }) || !start_web(h, &web)) {
        printf("  nginx is not installed: left out\n");
        home_free(h);
        return;
    }
    write_feeds(h, &web, 1000, 20);
    home_write(h);
    const char *const first[] = { courant_path(), "refresh", "feed0", "feed1", "feed2", NULL };

    timed_run(first, h->folder, NULL);
    struct screen *s = read_quietly(h);

    for (int i = 0; i < 50; i++) {
        sample_rows(s, "j", 1, &idle);
        sample_rows(s, "k", 1, &idle);
    }
    sample_print("j and k, idle", &idle, "ms");
    screen_send(s, "R");
    for (int i = 0; i < 150; i++) {
        sample_rows(s, "j", 1, &busy);
        sample_rows(s, "k", 1, &busy);
    }
    sample_print("j and k while 1,000 feeds are fetched", &busy, "ms");
    printf("  targets: p99 at most 3 ms, worst at most 20 ms\n");
    printf("%-52s %ld kB  (target: at most 40960)\n", "peak memory of that reader",
           peak_of(screen_pid(s)));
    screen_send(s, "Q");
    screen_wait_end(s, 5000);
    screen_end(s);
    sample_clear(&idle);
    sample_clear(&busy);
    stop_web(&web);
    home_free(h);
}
