#include "pending.h"

#include "fixture.h"

#include <unistd.h>

static struct store *
open_again(struct fixture *f)
{
    struct store *st = NULL;

    MUST(f, store_open(f->path, &st, &f->err));
    return st;
}

/* A reader's connection, which puts off, and another, which holds the store; f->st looks at what is in it. */
struct desk {
    struct store *reader, *writer;
    int64_t ids[2];
};

static struct desk
make_desk(struct fixture *f)
{
    struct desk desk = { 0 };

    fixture_sources(f, 1);
    desk.ids[0] = fixture_story(f, "a", NOW, "one", "<p>x</p>");
    desk.ids[1] = fixture_story(f, "a", NOW - 1, "two", "<p>y</p>");
    desk.reader = open_again(f);
    desk.writer = open_again(f);
    store_put_off(desk.reader);
    MUST(f, store_begin(desk.writer, &f->err));
    return desk;
}

static void
close_desk(struct desk *desk)
{
    store_close(desk->reader);
    store_close(desk->writer);
}

static struct store_story
story_of(struct fixture *f, struct store *st, int64_t id)
{
    struct store_story story = { 0 };

    MUST(f, store_story_get(st, &f->a, id, &story, &f->err));
    return story;
}

static void
a_held_store_puts_off_and_shows_what_will_be(void **state)
{
    struct fixture *f = *state;
    struct desk d = make_desk(f);
    struct err err = { 0 };

    MUST(f, store_mark(d.reader, d.ids, 2, STORE_READ, &f->err));
    MUST(f, store_mark(d.reader, d.ids, 1, STORE_SAVED, &f->err));
    MUST(f, store_mark(d.reader, &d.ids[1], 1, STORE_UNREAD, &f->err)); /* the last word counts */
    MUST(f, store_position_set(d.reader, d.ids[1], 70, &f->err));
    MUST(f, store_position_set(d.reader, d.ids[1], 77, &f->err));
    assert_int_equal(store_pending(d.reader), 6);
    assert_true(story_of(f, d.reader, d.ids[0]).is_read);
    assert_true(story_of(f, d.reader, d.ids[0]).is_saved);
    assert_false(story_of(f, d.reader, d.ids[1]).is_read);
    assert_int_equal(store_position_get(d.reader, d.ids[1]), 77);
    assert_false(story_of(f, f->st, d.ids[0]).is_read);
    assert_false(store_land(d.reader, false, &err));
    assert_int_equal(err.kind, ERR_BUSY);
    assert_int_equal(store_pending(d.reader), 6);

    store_rollback(d.writer);
    MUST(f, store_land(d.reader, false, &f->err));
    assert_int_equal(store_pending(d.reader), 0);
    assert_true(story_of(f, f->st, d.ids[0]).is_read);
    assert_true(story_of(f, f->st, d.ids[0]).is_saved);
    assert_false(story_of(f, f->st, d.ids[1]).is_read);
    assert_int_equal(store_position_get(f->st, d.ids[1]), 77);
    close_desk(&d);
}

static void
what_is_free_is_written_at_once(void **state)
{
    struct fixture *f = *state;
    struct desk d = make_desk(f);

    store_rollback(d.writer);
    MUST(f, store_mark(d.reader, d.ids, 2, STORE_READ, &f->err));
    assert_int_equal(store_pending(d.reader), 0);
    assert_true(story_of(f, f->st, d.ids[1]).is_read);
    close_desk(&d);
}

static void
a_story_that_is_gone_takes_no_other_along(void **state)
{
    struct fixture *f = *state;
    struct desk d = make_desk(f);
    int64_t gone = 99999;

    MUST(f, store_mark(d.reader, &gone, 1, STORE_READ, &f->err));
    MUST(f, store_position_set(d.reader, gone, 5, &f->err));
    MUST(f, store_mark(d.reader, d.ids, 1, STORE_READ, &f->err));
    store_rollback(d.writer);
    MUST(f, store_land(d.reader, true, &f->err));
    assert_true(story_of(f, f->st, d.ids[0]).is_read);
    close_desk(&d);
}

/* What has no room waits for the writer as everybody does: 5 s, then the words. None of it is half done. */
static void
more_than_has_room_is_refused_in_words(void **state)
{
    struct fixture *f = *state;
    struct desk d = make_desk(f);
    struct err err = { 0 };

    for (size_t i = 0; i < PENDING_MOST; i++)
        MUST(f, store_position_set(d.reader, d.ids[0], (uint32_t)i, &f->err));
    assert_false(store_mark(d.reader, d.ids, 2, STORE_READ, &err));
    assert_int_equal(err.kind, ERR_BUSY);
    assert_false(story_of(f, d.reader, d.ids[0]).is_read);
    store_rollback(d.writer);
    MUST(f, store_mark(d.reader, d.ids, 2, STORE_READ, &f->err));
    assert_int_equal(store_pending(d.reader), 0);
    assert_int_equal(store_position_get(f->st, d.ids[0]), PENDING_MOST - 1);
    assert_true(story_of(f, f->st, d.ids[1]).is_read);
    close_desk(&d);
}

/* Nothing will ever be written to a store that is gone: stories are as it has them, and no try goes on for ever. */
static void
what_cannot_be_written_is_forgotten(void **state)
{
    struct fixture *f = *state;
    struct desk d = make_desk(f);
    struct err err = { 0 };

    MUST(f, store_mark(d.reader, d.ids, 1, STORE_READ, &f->err));
    store_rollback(d.writer);
    assert_int_equal(unlink(f->path), 0);
    assert_false(store_land(d.reader, false, &err));
    assert_int_equal(err.kind, ERR_STORE);
    assert_int_equal(store_pending(d.reader), 0);
    assert_false(story_of(f, d.reader, d.ids[0]).is_read);
    close_desk(&d);
}

static void
marking_all_lands_first(void **state)
{
    struct fixture *f = *state;
    struct desk d = make_desk(f);
    struct store_query *query;
    struct store_place after = { 0 };
    int64_t *ids;
    size_t count;

    MUST(f, store_mark(d.reader, d.ids, 1, STORE_READ, &f->err));
    store_rollback(d.writer);
    MUST(f, store_query_parse(&f->a, STR("is:unread"), NOW, &query, &f->err));
    MUST(f, store_mark_query(d.reader, &f->a, query, STORE_READ, &after, &ids, &count, &f->err));
    assert_int_equal(count, 1); /* the other one: undo must not bring back the first */
    assert_int_equal(ids[0], d.ids[1]);
    close_desk(&d);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_held_store_puts_off_and_shows_what_will_be),
        FIXTURE_TEST(what_is_free_is_written_at_once),
        FIXTURE_TEST(a_story_that_is_gone_takes_no_other_along),
        FIXTURE_TEST(more_than_has_room_is_refused_in_words),
        FIXTURE_TEST(what_cannot_be_written_is_forgotten),
        FIXTURE_TEST(marking_all_lands_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
