#include "groups.h"

#include "make_store.h"
#include "measure.h"
#include "reader.h"
#include "screen.h"
#include "test.h"

#include <courant/store_related.h>

#include <stdio.h>
#include <stdlib.h>

#define WINDOW       120 /* rows, as the reader reads them */
#define WINDOWS      400
#define PAGES        100
#define ACTIVE       60 /* threads that a day tells of */
#define MEMBERS      5  /* stories of a thread, in the mean */
#define VECTOR_BYTES 240
#define SOURCES      50
#define QUIET_MS     40

static void
stop_unless(bool is_done, const struct err *err)
{
    if (is_done)
        return;
    fprintf(stderr, "bench: %s\n", err->text);
    exit(1);
}

static uint64_t
draw(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static void
put_vector(struct store *st, int64_t id, uint64_t *seed, struct err *err)
{
    char bytes[VECTOR_BYTES];
    const struct store_vector vector = { .story_id = id,
                                         .language = "en",
                                         .word = { bytes, sizeof(bytes) } };

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (char)(draw(seed) & 0x7f);
    stop_unless(store_rel_vector_put(st, &vector, err), err);
}

/* Every second story is in a thread: one of those of its days, which come and go. */
static void
make_threads(struct store *st, int64_t stories)
{
    int64_t threads[ACTIVE] = { 0 };
    uint64_t seed = 1;
    struct err err = { 0 };

    stop_unless(store_begin(st, &err), &err);
    for (int64_t id = 1; id <= stories; id++) {
        int64_t *thread_id = &threads[draw(&seed) % ACTIVE];

        if (draw(&seed) % 2)
            continue;
        if (*thread_id == 0 || draw(&seed) % MEMBERS == 0) {
            struct store_thread thread = { .first_at = MAKE_STORE_END, .last_at = MAKE_STORE_END };

            stop_unless(store_rel_thread_put(st, &thread, &err), &err);
            *thread_id = thread.id;
        }
        stop_unless(store_rel_thread_join(st, id, *thread_id, &err), &err);
        put_vector(st, id, &seed, &err);
        if (id % 2000 == 0)
            stop_unless(store_commit(st, &err) && store_begin(st, &err), &err);
    }
    stop_unless(store_commit(st, &err), &err);
}

static struct home *
home_with_threads(int64_t stories)
{
    char name[32];

    snprintf(name, sizeof(name), "groups%" PRId64, stories);
    struct home *h = home_make(name);
    const char *path = home_path(h, "data/courant/courant.db");
    const struct make_store big = {
        .stories = (size_t)stories, .sources = SOURCES, .is_indexed = true, .read_percent = 50
    };
    struct store *st = NULL;
    struct err err = { 0 };

    for (int i = 1; i <= SOURCES; i++)
        home_source(h, arena_printf(&h->arena, "s%04d", i).ptr, "none.xml", NULL, "Big",
                    "enabled = off");
    home_setting(h, "refresh = off\nrefresh-on-start = off\nlayout = rows");
    home_write(h);
    stop_unless(file_make_folders(path, &err) && make_store(path, &big, &err), &err);
    stop_unless(store_open(path, &st, &err), &err);
    make_threads(st, stories);
    store_close(st);
    return h;
}

/* ---- windows ---- */

/* CPU time of windows down the list from places all over it, the first of them from the top. */
static void
read_windows(struct store *st, const char *text, bool is_grouped, int64_t stories,
             struct samples *ms)
{
    struct arena a = { 0 };
    struct store_query *query = NULL;
    struct err err = { 0 };
    uint64_t seed = 7;

    stop_unless(store_query_parse(&a, str_of(text), MAKE_STORE_END, &query, &err), &err);
    store_query_group(query, is_grouped);
    for (int i = 0; i < WINDOWS; i++) {
        struct arena page = { 0 };
        struct store_story story = { 0 }, *rows = NULL;
        struct store_place place = { 0 };
        size_t count = 0;

        if (i > 0) {
            int64_t id = 1 + (int64_t)(draw(&seed) % (uint64_t)stories);

            stop_unless(store_story_get(st, &page, id, &story, &err), &err);
            place = (struct store_place){ story.sort_at, story.id };
        }
        double begun_ms = cpu_ms();

        stop_unless(store_list_after(st, &page, query, place, false, WINDOW, &rows, &count, &err),
                    &err);
        sample_add(ms, cpu_ms() - begun_ms);
        arena_free(&page);
    }
    arena_free(&a);
}

/* p99 of grouped windows of a view, flat ones beside them. */
static double
compare_windows(struct home *h, int64_t stories, const char *name, const char *query)
{
    struct store *st = NULL;
    struct err err = { 0 };
    struct samples flat = { 0 }, grouped = { 0 };
    char line[80];

    stop_unless(store_open(home_path(h, "data/courant/courant.db"), &st, &err), &err);
    read_windows(st, query, false, stories, &flat);
    read_windows(st, query, true, stories, &grouped);
    snprintf(line, sizeof(line), "%s, %d stories", name, WINDOW);
    sample_print(line, &flat, "ms");
    snprintf(line, sizeof(line), "%s, %d threads", name, WINDOW);
    sample_print(line, &grouped, "ms");
    ratio_print("p50, by thread against flat", sample_at(&grouped, 0.5), sample_at(&flat, 0.5), 0);
    ratio_print("p99, by thread against flat", sample_at(&grouped, 0.99), sample_at(&flat, 0.99),
                0);
    double p99 = sample_at(&grouped, 0.99);

    store_close(st);
    sample_clear(&flat);
    sample_clear(&grouped);
    return p99;
}

/* ---- in the reader ---- */

static void
page_through(struct home *h, const char *setting, struct samples *start, struct samples *page)
{
    home_setting(h, setting);
    for (int i = 0; i < 5; i++) {
        struct screen *s = home_read(h, 40, 120);

        sample_add(start, (double)screen_start_us(s, 200) / 1000);
        screen_send(s, "\x1b[Hz"); /* from the top, the list alone */
        screen_settle(s, 300);
        for (int k = 0; k < PAGES / 5; k++)
            sample_add(page, (double)screen_key_us(s, "\x1b[6~", QUIET_MS) / 1000);
        screen_send(s, "zQ");
        screen_wait_end(s, 5000);
        screen_end(s);
    }
}

static void
compare_reader(struct home *h)
{
    struct samples start[2] = { { 0 }, { 0 } }, page[2] = { { 0 }, { 0 } };

    page_through(h, "group = off", &start[0], &page[0]);
    page_through(h, "group = threads", &start[1], &page[1]);
    sample_print("start, every story a row", &start[0], "ms");
    sample_print("start, by thread", &start[1], "ms");
    sample_print("a page down, every story a row", &page[0], "ms");
    sample_print("a page down, by thread", &page[1], "ms");
    ratio_print("start p50, by thread against flat", sample_at(&start[1], 0.5),
                sample_at(&start[0], 0.5), 2);
    ratio_print("a page down p99, by thread against flat", sample_at(&page[1], 0.99),
                sample_at(&page[0], 0.99), 2);
    for (int i = 0; i < 2; i++) {
        sample_clear(&start[i]);
        sample_clear(&page[i]);
    }
}

void
bench_groups(void)
{
    static const int64_t sizes[] = { 10000, 100000 };
    double all[ARRAY_LEN(sizes)] = { 0 };

    printf("\nthe list by thread: half the stories in threads of %d\n", MEMBERS);
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct home *h = home_with_threads(sizes[i]);

        printf("%" PRId64 " stories\n", sizes[i]);
        all[i] = compare_windows(h, sizes[i], "everything", "");
        compare_windows(h, sizes[i], "unread", "is:unread");
        compare_windows(h, sizes[i], "a source", "source:s0007");
        compare_windows(h, sizes[i], "a word", make_store_word(300, false));
        compare_reader(h);
        home_free(h);
    }
    ratio_print("windows p99, 100,000 stories against 10,000", all[1], all[0], 1.5);
}
