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

/* ---- by thread ---- */

/* Every fifth row stands for a thread of its id; of those that are open two more stories stand below. */
static int64_t open_id, held_id;

static bool
fake_below(void *self, struct arena *a, struct list_row *row, struct list_row **out,
           size_t *out_count, struct err *err)
{
    (void)self, (void)err;
    if (row->thread_id != open_id)
        return true;
    *out = ARENA_ARRAY(a, struct list_row, 2);
    (*out)[0].story.id = row->story.id * 1000 + 1;
    (*out)[1].story.id = row->story.id * 1000 + 2;
    *out_count = 2;
    return true;
}

static void
fake_hold(void *self, int64_t story_id)
{
    (void)self;
    held_id = story_id;
}

static const struct list_source by_thread = { .self = &fake,
                                              .is_grouped = true,
                                              .after = fake_after,
                                              .before = fake_before,
                                              .below = fake_below,
                                              .hold = fake_hold };

static struct list
open_by_thread(size_t count, size_t page)
{
    struct list list = { .scroll.page = page };
    struct err err;

    fake = (struct fake){ 0 };
    fill(&fake, count);
    for (size_t i = 0; i < count; i++)
        fake.rows[i].thread_id = fake.rows[i].id % 5 == 0 ? fake.rows[i].id : 0;
    open_id = 0;
    assert_true(list_first(&list, &by_thread, 100, &err));
    return list;
}

static void
what_is_below_a_row_is_passed_in_its_order(void **state)
{
    struct list list = open_by_thread(1000, 20);
    struct err err;

    (void)state;
    open_id = 900;
    for (int64_t want = 1000; want > 800; want--) {
        assert_int_equal(cursor_id(&list), want);
        assert_true(list_move(&list, &by_thread, MOVE_DOWN, 100, &err));
        for (int64_t below = 1; want == 900 && below <= 2; below++) {
            assert_int_equal(cursor_id(&list), 900000 + below);
            assert_true(list_cursor_row(&list)->is_below);
            assert_int_equal(list_cursor_row(&list)->place.id, 900);
            assert_true(list_move(&list, &by_thread, MOVE_DOWN, 100, &err));
        }
    }
    for (int64_t want = 801; want <= 899; want++) {
        assert_true(list_move(&list, &by_thread, MOVE_UP, 100, &err));
        assert_int_equal(cursor_id(&list), want);
    }
    assert_true(list_move(&list, &by_thread, MOVE_UP, 100, &err));
    assert_int_equal(cursor_id(&list), 900002);
    list_clear(&list);
}

static void
the_cursor_stays_below_its_row(void **state)
{
    struct list list = open_by_thread(500, 20);
    struct err err;

    (void)state;
    open_id = 400;
    assert_true(
        list_at(&list, &by_thread, (struct store_place){ 4000, 400 }, 400002, 7, 100, &err));
    assert_int_equal(cursor_id(&list), 400002);
    assert_int_equal(held_id, 400);
    insert(&fake, 1000, 4005, 200);
    assert_true(list_refresh(&list, &by_thread, 200, &err));
    assert_int_equal(cursor_id(&list), 400002);
    assert_int_equal(list.scroll.cursor - list.scroll.top, 7);
    open_id = 0; /* closed: its row is what is left */
    assert_true(list_refresh(&list, &by_thread, 200, &err));
    assert_int_equal(cursor_id(&list), 400);
    assert_true(list_move(&list, &by_thread, MOVE_FIRST, 200, &err));
    assert_int_equal(held_id, 0);
    list_clear(&list);
}

static void
rows_stand_for_what_is_folded_into_them(void **state)
{
    struct list list = open_by_thread(50, 20);
    const int64_t ids[] = { 40, 777 };
    bool is_read[] = { false, false };
    struct fold fold = { .ids = ids, .is_read = is_read, .count = 2, .unread_count = 2 };
    struct store_story folded = { .id = 777, .thread_id = 40 };
    struct store_story alone = { .id = 778 };

    (void)state;
    struct list_row *row = list_row_of(&list, &folded);

    assert_int_equal(row->story.id, 40);
    assert_null(list_row_of(&list, &alone));
    row->fold = &fold;
    list_mark(&list, 777, true, false);
    assert_int_equal(fold.unread_count, 1);
    assert_false(row->story.is_read);
    list_mark(&list, 777, true, false); /* once more changes nothing */
    list_mark(&list, 40, true, true);
    assert_int_equal(fold.unread_count, 0);
    assert_true(row->story.is_read && row->story.is_saved);
    list_mark(&list, 777, false, false);
    assert_int_equal(fold.unread_count, 1);
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
        cmocka_unit_test(what_is_below_a_row_is_passed_in_its_order),
        cmocka_unit_test(the_cursor_stays_below_its_row),
        cmocka_unit_test(rows_stand_for_what_is_folded_into_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
