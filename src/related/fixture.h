/*
 * src/related/fixture.h: what the tests of this room share: a fresh store that is told news, one story at a time.
 */
#ifndef COURANT_RELATED_FIXTURE_H
#define COURANT_RELATED_FIXTURE_H

#include "test.h"

#include <courant/feed.h>
#include <courant/related.h>
#include <courant/store_related.h>

#include <stdio.h>
#include <string.h>

#define NOW  INT64_C(1760000000)
#define HOUR INT64_C(3600)
#define DAY  (24 * HOUR)

struct told {
    const char *source, *event, *title, *text; /* the last two letters of source: its language */
    int64_t age;
};

struct fixture {
    struct store *st;
    struct arena arena;
    struct err err;
};

#define MUST(f, call)                                                                              \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_msg("%s: %s", #call, (f)->err.text);                                              \
    } while (0)

/* With the sources that told may name. */
static inline void
fixture_open(struct fixture *f, const char *name)
{
    static const struct store_source_spec specs[] = {
        { .key = STR_INIT("alpha-en"), .url = STR_INIT("https://a.example/en") },
        { .key = STR_INIT("alpha-ru"), .url = STR_INIT("https://a.example/ru") },
        { .key = STR_INIT("beta-en"), .url = STR_INIT("https://b.example/en") },
        { .key = STR_INIT("gamma-en"), .url = STR_INIT("https://c.example/en") },
        { .key = STR_INIT("delta-en"), .url = STR_INIT("https://d.example/en") },
    };
    char path[4200];

    *f = (struct fixture){ 0 };
    snprintf(path, sizeof(path), "%s/%s.db", test_folder(), name);
    MUST(f, store_open(path, &f->st, &f->err));
    MUST(f, store_sources_sync(f->st, specs, ARRAY_LEN(specs), 0, &f->err));
}

static inline void
fixture_close(struct fixture *f)
{
    store_close(f->st);
    arena_free(&f->arena);
    *f = (struct fixture){ 0 };
}

static inline int64_t
fixture_tell(struct fixture *f, const struct told *t)
{
    struct store_source source = { 0 };
    struct feed_item item = {
        .id = str_of(t->title),
        .title = str_of(t->title),
        .link = arena_printf(&f->arena, "https://%s.example/%s", t->source, t->title),
        .summary_html = str_of(t->text),
        .published_at = NOW - t->age,
    };
    struct feed feed = { .title = str_of(t->source), .items = &item, .item_count = 1 };
    struct store_delta delta = { 0 };

    feed.language = str_from(str_of(t->source), strlen(t->source) - 2);
    MUST(f, store_source_find(f->st, &f->arena, str_of(t->source), &source, &f->err));
    struct store_fetch fetch = { .source_id = source.id, .at = NOW, .due_at = NOW + HOUR };

    MUST(f, store_feed_write(f->st, &fetch, &feed, &delta, &f->err));
    assert_int_equal(delta.added, 1);
    return delta.first_id;
}

static inline void
fixture_relate(struct fixture *f)
{
    bool is_left = true;

    for (int i = 0; is_left && i < 100; i++)
        MUST(f, related_index_step(f->st, 5, &is_left, &f->err));
    assert_false(is_left);
}

static inline int64_t
fixture_thread_of(struct fixture *f, int64_t story_id)
{
    struct store_story story = { 0 };

    MUST(f, store_story_get(f->st, &f->arena, story_id, &story, &f->err));
    return story.thread_id;
}

#endif
