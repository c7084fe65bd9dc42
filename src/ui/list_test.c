#include "ui/list.h"

#include "test.h"

/* A store of rows in memory: ids by time, newest first. */
struct fake {
    struct store_story rows[3000];
    size_t count;
    int reads;
    bool is_broken;
};

static void
fill(struct fake *fake, size_t count)
{
    fake->count = count;
    for (size_t i = 0; i < count; i++)
        fake->rows[i] = (struct store_story){ .id = (int64_t)(count - i),
                                              .sort_at = (int64_t)(count - i) * 10,
                                              .fetched_at = 1 };
}

static void
insert(struct fake *fake, int64_t id, int64_t sort_at, int64_t fetched_at)
{
    size_t at = 0;

    while (at < fake->count && fake->rows[at].sort_at > sort_at)
        at++;
    for (size_t i = fake->count++; i > at; i--)
        fake->rows[i] = fake->rows[i - 1];
    fake->rows[at] = (struct store_story){ .id = id, .sort_at = sort_at, .fetched_at = fetched_at };
}

static bool
is_after(const struct store_story *row, struct store_place place)
{
    return row->sort_at < place.sort_at || (row->sort_at == place.sort_at && row->id < place.id);
}

static bool
fake_after(void *self, struct arena *a, struct store_place place, bool with_place, size_t limit,
           struct store_story **out, size_t *out_count, struct err *err)
{
    struct fake *fake = self;
    size_t n = 0;

    fake->reads++;
    if (fake->is_broken)
        return err_set(err, ERR_STORE, "broken");
    *out = ARENA_ARRAY(a, struct store_story, limit);
    for (size_t i = 0; i < fake->count && n < limit; i++) {
        const struct store_story *row = &fake->rows[i];
        bool is_it = row->sort_at == place.sort_at && row->id == place.id;

        if ((place.id == 0 && place.sort_at == 0) || is_after(row, place) || (is_it && with_place))
            (*out)[n++] = *row;
    }
    *out_count = n;
    return true;
}

static bool
fake_before(void *self, struct arena *a, struct store_place place, size_t limit,
            struct store_story **out, size_t *out_count, struct err *err)
{
    struct fake *fake = self;
    size_t end = 0;

    fake->reads++;
    if (fake->is_broken)
        return err_set(err, ERR_STORE, "broken");
    while (end < fake->count && !is_after(&fake->rows[end], place) &&
           !(fake->rows[end].sort_at == place.sort_at && fake->rows[end].id == place.id))
        end++;
    size_t from = end > limit ? end - limit : 0;

    *out = ARENA_ARRAY(a, struct store_story, limit);
    for (size_t i = from; i < end; i++)
        (*out)[i - from] = fake->rows[i];
    *out_count = end - from;
    return true;
}

static struct fake fake;
static const struct list_source source = { .self = &fake,
                                           .after = fake_after,
                                           .before = fake_before };

static struct list
open_list(size_t count, size_t page)
{
    struct list list = { .scroll.page = page };
    struct err err;

    fake = (struct fake){ 0 };
    fill(&fake, count);
    assert_true(list_first(&list, &source, 100, &err));
    return list;
}

static int64_t
cursor_id(const struct list *list)
{
    return list_cursor(list) ? list_cursor(list)->id : 0;
}

static int64_t
top_id(const struct list *list)
{
    return list->rows[list->scroll.top].story.id;
}

static void
every_story_is_passed_once(void **state)
{
    struct list list = open_list(2500, 20);
    struct err err;

    (void)state;
    for (int64_t want = 2500; want > 1; want--) {
        assert_int_equal(cursor_id(&list), want);
        assert_true(list_move(&list, &source, MOVE_DOWN, 100, &err));
        assert_true(list.scroll.count <= 200);
    }
    assert_true(list_move(&list, &source, MOVE_DOWN, 100, &err));
    assert_int_equal(cursor_id(&list), 1);
    for (int64_t want = 2; want <= 2500; want++) {
        assert_true(list_move(&list, &source, MOVE_UP, 100, &err));
        assert_int_equal(cursor_id(&list), want);
    }
    assert_true(fake.reads < 400); /* one reading for many rows */
    list_clear(&list);
}

static void
ends_are_reached_at_once(void **state)
{
    struct list list = open_list(2500, 20);
    struct err err;

    (void)state;
    assert_true(list_move(&list, &source, MOVE_LAST, 100, &err));
    assert_int_equal(cursor_id(&list), 1);
    assert_int_equal(top_id(&list), 20);
    assert_true(list_move(&list, &source, MOVE_FIRST, 100, &err));
    assert_int_equal(cursor_id(&list), 2500);
    list_clear(&list);
}

static void
what_arrives_moves_nothing(void **state)
{
    struct list list = open_list(500, 20);
    struct err err;

    (void)state;
    for (int i = 0; i < 7; i++)
        assert_true(list_move(&list, &source, MOVE_DOWN, 100, &err));
    int64_t cursor = cursor_id(&list), top = top_id(&list);

    for (int i = 0; i < 5; i++)
        insert(&fake, 1000 + i, 10000 + i, 200);
    insert(&fake, 2000, 15, 200); /* far below */
    assert_true(list_refresh(&list, &source, 200, &err));
    assert_int_equal(cursor_id(&list), cursor);
    assert_int_equal(top_id(&list), top);
    assert_int_equal(list.new_above, 5);
    assert_true(list_move(&list, &source, MOVE_FIRST, 300, &err));
    assert_int_equal(list.new_above, 0);
    assert_int_equal(cursor_id(&list), 1004);
    list_clear(&list);
}

/* A new story between top and cursor: the cursor keeps its line. */
static void
the_cursor_keeps_its_line(void **state)
{
    struct list list = open_list(500, 20);
    struct err err;

    (void)state;
    for (int i = 0; i < 7; i++)
        assert_true(list_move(&list, &source, MOVE_DOWN, 100, &err));
    insert(&fake, 1000, 4975, 200);
    assert_true(list_refresh(&list, &source, 200, &err));
    assert_int_equal(cursor_id(&list), 493);
    assert_int_equal(list.scroll.cursor - list.scroll.top, 7);
    list_clear(&list);
}

static void
a_story_that_goes_leaves_the_next(void **state)
{
    struct list list = open_list(3, 20);
    struct err err;

    (void)state;
    assert_true(list_move(&list, &source, MOVE_DOWN, 100, &err));
    fake.rows[1] = fake.rows[2];
    fake.count = 2;
    assert_true(list_refresh(&list, &source, 200, &err));
    assert_int_equal(cursor_id(&list), 1);
    fake.count = 1;
    assert_true(list_refresh(&list, &source, 200, &err));
    assert_int_equal(cursor_id(&list), 3);
    fake.count = 0;
    assert_true(list_refresh(&list, &source, 200, &err));
    assert_null(list_cursor(&list));
    assert_true(list_move(&list, &source, MOVE_DOWN, 100, &err));
    assert_true(list_move(&list, &source, MOVE_LAST, 100, &err));
    list_clear(&list);
}

static void
a_broken_store_changes_nothing(void **state)
{
    struct list list = open_list(500, 20);
    struct err err = { 0 };

    (void)state;
    assert_true(list_move(&list, &source, MOVE_DOWN, 100, &err));
    fake.is_broken = true;
    assert_false(list_refresh(&list, &source, 200, &err));
    assert_int_equal(err.kind, ERR_STORE);
    assert_int_equal(cursor_id(&list), 499);
    list_clear(&list);
}

static void
a_place_is_found_again(void **state)
{
    struct list list = { .scroll.page = 20 };
    struct err err;

    (void)state;
    fake = (struct fake){ 0 };
    fill(&fake, 500);
    assert_true(list_at(&list, &source, (struct store_place){ .sort_at = 2000, .id = 200 }, 0, 6,
                        100, &err));
    assert_int_equal(cursor_id(&list), 200);
    assert_int_equal(top_id(&list), 206);
    assert_true(list_page(&list, &source, 3, 100, &err));
    assert_int_equal(cursor_id(&list), 200);
    assert_ptr_equal(list_find(&list, 200), list_cursor(&list));
    assert_null(list_find(&list, 9999));
    list_clear(&list);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_story_is_passed_once),
        cmocka_unit_test(ends_are_reached_at_once),
        cmocka_unit_test(what_arrives_moves_nothing),
        cmocka_unit_test(the_cursor_keeps_its_line),
        cmocka_unit_test(a_story_that_goes_leaves_the_next),
        cmocka_unit_test(a_broken_store_changes_nothing),
        cmocka_unit_test(a_place_is_found_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
