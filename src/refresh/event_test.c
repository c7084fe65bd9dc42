#include "event.h"

#include "test.h"

#include <stdio.h>

static void
put(struct events *events, enum refresh_event_kind kind, int64_t source_id, int64_t added)
{
    events_put(events, &(struct refresh_event){
                           .kind = kind, .source_id = source_id, .added = added, .of = 9 });
}

static struct refresh_event
take(struct events *events)
{
    struct refresh_event *event = events_take(events), copy = { .added = -1 };

    if (event)
        copy = *event;
    mem_free(event);
    return copy;
}

static void
events_come_in_order(void **state)
{
    struct events *events = events_new();

    (void)state;
    for (int64_t round = 0; round < 3; round++) { /* round the ring */
        for (int64_t i = 0; i < EVENTS_MOST - 5; i++)
            put(events, REFRESH_SOURCE_DONE, i + 1, i);
        for (int64_t i = 0; i < EVENTS_MOST - 5; i++)
            assert_true(take(events).source_id == i + 1);
        assert_true(take(events).added == -1);
    }
    events_free(events);
}

static void
what_does_not_fit_is_told_together(void **state)
{
    struct events *events = events_new();
    struct refresh_event event;

    (void)state;
    put(events, REFRESH_STARTED, 0, 0);
    for (int64_t i = 0; i < 100000; i++)
        put(events, REFRESH_SOURCE_DONE, i + 1, 2);
    put(events, REFRESH_IDLE, 0, 7);
    put(events, REFRESH_STARTED, 5, 0);
    put(events, REFRESH_IDLE, 0, 4);
    for (int64_t i = 0; i < EVENTS_MOST; i++)
        assert_int_equal(take(events).kind, i == 0 ? REFRESH_STARTED : REFRESH_SOURCE_DONE);
    event = take(events);
    assert_int_equal(event.kind, REFRESH_STARTED);
    assert_int_equal(event.source_id, 5);
    event = take(events);
    assert_int_equal(event.kind, REFRESH_SOURCE_DONE);
    assert_int_equal(event.source_id, 0); /* several */
    assert_int_equal(event.added, 2 * (100000 - EVENTS_MOST + 1));
    event = take(events);
    assert_int_equal(event.kind, REFRESH_IDLE); /* last, so that nobody waits for ever */
    assert_int_equal(event.added, 11);
    assert_true(take(events).added == -1);
    put(events, REFRESH_INDEXED, 3, 1);
    assert_int_equal(take(events).source_id, 3);
    events_free(events);
}

static void
put_page(struct events *events, int64_t story_id, const char *url, const char *problem)
{
    struct refresh_event event = { .kind = REFRESH_PAGE_READY, .story_id = story_id };

    snprintf(event.url, sizeof(event.url), "%s", url);
    if (problem[0])
        err_set(&event.err, ERR_NET, "%s", problem);
    events_put(events, &event);
}

/* Who waits for one page must not be told that of another's, nor go without a word. */
static void
pages_of_several_stories_are_told_as_such(void **state)
{
    struct events *events = events_new();
    struct refresh_event event;

    (void)state;
    for (int64_t i = 0; i < EVENTS_MOST; i++)
        put(events, REFRESH_SOURCE_DONE, i + 1, 0);
    put_page(events, 7, "", "");
    put_page(events, 9, "https://post.example/followed", "");
    put_page(events, 8, "", "not found (404)");
    for (int64_t i = 0; i < EVENTS_MOST; i++)
        take(events);
    event = take(events);
    assert_int_equal(event.kind, REFRESH_PAGE_READY);
    assert_int_equal(event.story_id, 0);
    assert_int_equal(event.url[0], '\0');
    assert_int_equal(event.err.kind, ERR_NONE);
    event = take(events);
    assert_string_equal(event.url, "https://post.example/followed");
    assert_int_equal(event.story_id, 9);
    assert_true(take(events).added == -1);
    events_free(events);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_come_in_order),
        cmocka_unit_test(what_does_not_fit_is_told_together),
        cmocka_unit_test(pages_of_several_stories_are_told_as_such),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
