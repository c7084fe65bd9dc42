#include "budget.h"

#include "test.h"

#include <courant/store.h>

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#define NOON INT64_C(1700049600)

static struct store *st;
static char path[4200];

static int
open_store(void **state)
{
    static int count;
    struct err err = { 0 };

    (void)state;
    snprintf(path, sizeof(path), "%s/%d.db", test_folder(), count++);
    return store_open(path, &st, &err) ? 0 : -1;
}

static int
close_store(void **state)
{
    (void)state;
    store_close(st);
    return 0;
}

static void
must_be(int64_t now, int64_t pages, int64_t bytes)
{
    struct budget b = budget_load(st, now);

    assert_int_equal(b.day, now / 86400);
    assert_int_equal(b.pages, pages);
    assert_int_equal(b.bytes, bytes);
}

static void
a_day_is_added_up_and_the_next_begins_anew(void **state)
{
    (void)state;
    must_be(NOON, 0, 0);
    budget_spend(st, NOON, 1000);
    budget_spend(st, NOON + 60, 500);
    must_be(NOON + 60, 2, 1500);
    must_be(NOON + 86400, 0, 0);
    budget_spend(st, NOON + 86400, 7);
    must_be(NOON + 86400, 1, 7);
    budget_spend(st, NOON + 86400, -7); /* nothing comes back */
    must_be(NOON + 86400, 2, 7);
    budget_spend(st, NOON + 86400, INT64_MAX);
    must_be(NOON + 86400, 3, INT64_MAX);
}

static void *
spend_in_another_copy(void *context)
{
    struct store *own = NULL;
    struct err err = { 0 };

    if (store_open(context, &own, &err))
        budget_spend(own, NOON, 10);
    store_close(own);
    return NULL;
}

/* What one copy spends while another one does is not forgotten. */
static void
copies_add_to_each_other(void **state)
{
    struct err err = { 0 };
    pthread_t other;

    (void)state;
    assert_true(store_begin(st, &err));
    budget_spend(st, NOON, 1);
    assert_int_equal(pthread_create(&other, NULL, spend_in_another_copy, path), 0);
    usleep(300000); /* it has to wait; had it not begun by now, nothing would be shown */
    assert_true(store_commit(st, &err));
    pthread_join(other, NULL);
    must_be(NOON, 2, 11);
}

static void
what_cannot_be_read_is_nothing_spent(void **state)
{
    static const char *const texts[] = { "", "x", "19676", "19676 3", "19676 3 x", "19676 -3 7" };
    struct err err = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        assert_true(store_state_set(st, "prefetch", str_of(texts[i]), &err));
        must_be(NOON, 0, 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_day_is_added_up_and_the_next_begins_anew, open_store,
                                        close_store),
        cmocka_unit_test_setup_teardown(copies_add_to_each_other, open_store, close_store),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_nothing_spent, open_store,
                                        close_store),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
