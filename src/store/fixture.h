/*
 * src/store/fixture.h: what the tests of this room share: a fresh store, feeds made of a few words.
 */
#ifndef COURANT_STORE_FIXTURE_H
#define COURANT_STORE_FIXTURE_H

#include "test.h"

#include <courant/feed.h>
#include <courant/store.h>
#include <courant/store_care.h>

#include <stdio.h>
#include <string.h>

#define NOW INT64_C(1700000000)

struct fixture {
    struct store *st;
    struct arena a;
    struct err err;
    char path[4200];
};

#define MUST(f, call)                                                                              \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_msg("%s: %s", #call, (f)->err.text);                                              \
    } while (0)

static inline int
fixture_open(void **state)
{
    static int count;
    struct fixture *f = mem_new(sizeof(*f));

    snprintf(f->path, sizeof(f->path), "%s/%d/courant.db", test_folder(), count++);
    if (!store_open(f->path, &f->st, &f->err))
        fail_msg("%s", f->err.text);
    *state = f;
    return 0;
}

static inline int
fixture_close(void **state)
{
    struct fixture *f = *state;

    store_close(f->st);
    arena_free(&f->a);
    mem_free(f);
    return 0;
}

/* Sources "a", "b" … in sections "one", "one/two", "three", listed. */
static inline void
fixture_sources(struct fixture *f, size_t count)
{
    static const char *const sections[] = { "One", "One/Two", "Three" };
    struct store_source_spec specs[26] = { 0 };

    for (size_t i = 0; i < count; i++) {
        str key = arena_printf(&f->a, "%c", (int)('a' + i));

        specs[i].key = key;
        specs[i].url = arena_printf(&f->a, "https://%.*s.example/feed", STR_ARG(key));
        specs[i].section = str_of(sections[i % 3]);
    }
    MUST(f, store_sources_sync(f->st, specs, count, 0, &f->err));
}

static inline int64_t
fixture_source_id(struct fixture *f, const char *key)
{
    struct store_source source;

    MUST(f, store_source_find(f->st, &f->a, str_of(key), &source, &f->err));
    return source.id;
}

static inline struct store_delta
fixture_write(struct fixture *f, const char *key, int64_t at, const struct feed_item *items,
              size_t count)
{
    struct feed feed = {
        .items = items, .item_count = count, .title = str_of("Feed"), .language = str_of("en")
    };
    struct store_fetch fetch = { .source_id = fixture_source_id(f, key),
                                 .at = at,
                                 .due_at = at + 60 };
    struct store_delta delta = { 0 };

    MUST(f, store_feed_write(f->st, &fetch, &feed, &delta, &f->err));
    return delta;
}

/* One item: its id is its title unless told. */
static inline int64_t
fixture_story(struct fixture *f, const char *key, int64_t at, const char *title, const char *html)
{
    struct feed_item item = { .id = str_of(title),
                              .title = str_of(title),
                              .published_at = at,
                              .content_html = str_of(html) };

    item.link = arena_printf(&f->a, "https://%s.example/%" PRIx64, key, str_hash(item.title));
    return fixture_write(f, key, MAX(at, NOW), &item, 1).last_id;
}

static inline void
fixture_index(struct fixture *f)
{
    int64_t left = 1;

    while (left > 0)
        MUST(f, store_index_step(f->st, 100, &left, &f->err));
}

/* The titles that a query lists, joined by a blank. */
static inline str
fixture_list(struct fixture *f, const char *text)
{
    struct store_query *query;
    struct store_story *stories;
    struct buf b = { .arena = &f->a };
    size_t count;

    MUST(f, store_query_parse(&f->a, str_of(text), NOW, &query, &f->err));
    MUST(f, store_list_after(f->st, &f->a, query, (struct store_place){ 0 }, false, 1000, &stories,
                             &count, &f->err));
    for (size_t i = 0; i < count; i++)
        buf_printf(&b, "%s%.*s", i ? " " : "", STR_ARG(stories[i].title));
    return buf_str(&b);
}

static inline void
fixture_answer(struct fixture *f, const char *query, const char *want)
{
    str got = fixture_list(f, query);

    if (!str_eq(got, str_of(want)))
        fail_msg("%s: got \"%.*s\", want \"%s\"", query, STR_ARG(got), want);
}

#define FIXTURE_TEST(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

#endif
