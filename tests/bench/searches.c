/*
 * Searches as they are typed: common words, rare ones, beginnings of both, several words, words within a source. Before each
 * one another is asked, since the hits of the last are kept.
 *
 * With COURANT_BENCH_STORES=FOLDER the stores are made there and stay for the next run.
 */
#include "searches.h"

#include "make_store.h"
#include "measure.h"
#include "reader.h"
#include "test.h"

#include <courant/store.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ROWS    60 /* as many as a large screen has */
#define ROUNDS  20
#define SOURCES 2000

static const struct {
    const char *label;
    enum {
        WHOLE,
        BEGINNING,
        EXACT
    } form;          /* beginning: but for its last two letters; exact: as it stands */
    size_t ranks[3]; /* of the words tried */
    const char *with;
} searches[] = {
    { "common words", WHOLE, { 0, 3, 9 }, "" },
    { "words of some stories", WHOLE, { 81, 243, 729 }, "" },
    { "rare words", WHOLE, { 2187, 6561, 19683 }, "" },
    { "beginnings of common words", BEGINNING, { 0, 27, 81 }, "" },
    { "beginnings of other words", BEGINNING, { 243, 729, 6561 }, "" },
    { "two words, the last a beginning", BEGINNING, { 27, 81, 243 }, "rere " },
    { "a word in one source", WHOLE, { 0, 9, 81 }, "source:s0100 " },
    { "unread ones with a word", WHOLE, { 0, 9, 81 }, "is:unread " },
    { "all", EXACT, { 0 }, "" },
    { "is:new", EXACT, { 0 }, "is:new" },
};

static void
stop_unless(bool is_done, const struct err *err)
{
    if (is_done)
        return;
    fprintf(stderr, "bench: %s\n", err->text);
    exit(1);
}

/* Milliseconds to the first screen. */
static double
first_screen(struct store *st, str text)
{
    struct arena a = { 0 };
    struct store_query *query;
    struct store_story *stories;
    struct err err = { 0 };
    size_t count;
    int64_t begun = now_us();

    stop_unless(store_query_parse(&a, text, MAKE_STORE_END, &query, &err) &&
                    store_list_after(st, &a, query, (struct store_place){ 0 }, false, ROWS,
                                     &stories, &count, &err),
                &err);
    double took_ms = (double)(now_us() - begun) / 1e3;

    arena_free(&a);
    return took_ms;
}

static str
search_text(struct arena *a, size_t i, size_t rank)
{
    str word = str_of(make_store_word(rank, false));

    if (searches[i].form == EXACT)
        return str_of(searches[i].with);
    if (searches[i].form == BEGINNING)
        word.len -= 2;
    return arena_printf(a, "%s%.*s", searches[i].with, STR_ARG(word));
}

static void
time_searches(struct store *st, struct samples *all)
{
    struct arena a = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(searches); i++) {
        struct samples ms = { 0 };

        for (int round = 0; round < ROUNDS; round++)
            for (size_t k = 0; k < ARRAY_LEN(searches[i].ranks); k++) {
                first_screen(st, STR("nowhere"));
                double took_ms = first_screen(st, search_text(&a, i, searches[i].ranks[k]));

                sample_add(&ms, took_ms);
                sample_add(all, took_ms);
            }
        sample_print(searches[i].label, &ms, "ms");
        sample_clear(&ms);
    }
    arena_free(&a);
}

static void
time_open(const char *path)
{
    struct samples ms = { 0 };

    for (int i = 0; i < ROUNDS; i++) {
        struct store *st = NULL;
        struct err err = { 0 };
        int64_t begun = now_us();

        stop_unless(store_open(path, &st, &err), &err);
        first_screen(st, STR(""));
        sample_add(&ms, (double)(now_us() - begun) / 1e3);
        store_close(st);
    }
    sample_print("opening, with the first screen", &ms, "ms");
    sample_clear(&ms);
}

static void
search_over(int64_t stories, double target_ms)
{
    const struct make_store big = {
        .stories = (size_t)stories, .sources = SOURCES, .is_indexed = true, .read_percent = 50
    };
    struct home *h = home_make("search");
    const char *folder = getenv("COURANT_BENCH_STORES");
    const char *path =
        arena_printf(&h->arena, "%s/indexed-%" PRId64 ".db", folder ? folder : h->folder, stories)
            .ptr;
    struct samples all = { 0 };
    struct store *st = NULL;
    struct err err = { 0 };

    if (access(path, F_OK) != 0)
        stop_unless(make_store(path, &big, &err), &err);
    printf("\nfirst screen of %d hits over %" PRId64 " stories\n", ROWS, stories);
    time_open(path);
    stop_unless(store_open(path, &st, &err), &err);
    time_searches(st, &all);
    store_close(st);
    printf("%-52s %.1f ms  (target: at most %.0f)\n", "p99 of all these", sample_at(&all, 0.99),
           target_ms);
    sample_clear(&all);
    home_free(h);
}

void
bench_search(void)
{
    search_over(100000, 5);
}

void
bench_search_million(void)
{
    search_over(1000000, 20);
}
