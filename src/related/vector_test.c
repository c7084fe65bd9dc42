#include "vector.h"

#include "test.h"

#include <math.h>

static struct vector
vector_with(const struct vector_entry *items, size_t count)
{
    struct vector v = { .count = count };

    for (size_t i = 0; i < count; i++)
        v.items[i] = items[i];
    return v;
}

static bool
is_near(double x, double y)
{
    return fabs(x - y) < 0.01;
}

static void
terms_keep_their_kind(void **state)
{
    static const enum term_kind kinds[] = { TERM_WORD, TERM_KEY, TERM_NUMBER, TERM_LIST,
                                            TERM_PLACE };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        assert_int_equal(term_kind_of(term_of(kinds[i], STR("astana"))), kinds[i]);
    assert_int_not_equal(term_of(TERM_WORD, STR("a")), term_of(TERM_KEY, STR("a")));
    assert_int_not_equal(term_of(TERM_WORD, STR("a")), term_of(TERM_WORD, STR("b")));
}

static void
trim_keeps_the_heaviest(void **state)
{
    static const struct vector_entry items[] = {
        { 1, 0.5F }, { 2, -1 }, { 9, 2 }, { 4, 2 }, { 5, 0 }
    };
    struct vector v = vector_with(items, ARRAY_LEN(items));

    (void)state;
    vector_trim(&v, 2);
    assert_int_equal(v.count, 2);
    assert_int_equal(v.items[0].term, 4); /* the smaller term where weights are equal */
    assert_int_equal(v.items[1].term, 9);
    v = vector_with(items, ARRAY_LEN(items));
    vector_trim(&v, 9);
    assert_int_equal(v.count, 3); /* nothing that is not above 0 */
}

static void
unit_dot_and_add(void **state)
{
    static const struct vector_entry left[] = { { 7, 3 }, { 2, 4 } };
    static const struct vector_entry right[] = { { 2, 1 }, { 5, 1 } };
    struct vector x = vector_with(left, 2), y = vector_with(right, 2), none = { .count = 0 };

    (void)state;
    vector_sort_terms(&x);
    assert_true(is_near(vector_dot(&x, &y), 4));
    vector_unit(&x);
    assert_true(is_near(vector_norm(&x), 1));
    vector_unit(&none); /* stays as it is */
    assert_int_equal(none.count, 0);
    vector_add(&x, &y, 0.5F);
    assert_int_equal(x.count, 3);
    vector_sort_terms(&x);
    assert_int_equal(x.items[0].term, 2);
    assert_true(is_near((double)x.items[0].weight, 1.3));
    assert_true(is_near((double)x.items[1].weight, 0.5));
}

static void
adding_stops_at_the_bound(void **state)
{
    struct vector full = { .count = VECTOR_MOST };
    static const struct vector_entry more[] = { { 5, 1 }, { 100000, 1 } };
    struct vector v = vector_with(more, 2);

    (void)state;
    for (uint32_t i = 0; i < VECTOR_MOST; i++)
        full.items[i] = (struct vector_entry){ i, 1 };
    vector_add(&full, &v, 1);
    assert_int_equal(full.count, VECTOR_MOST);
    vector_trim(&full, 1);
    assert_int_equal(full.items[0].term, 5);
}

static void
packing_keeps_order_and_weights(void **state)
{
    static const struct vector_entry items[] = { { 0xFFFFFFFF, 0.8F }, { 3, 0.6F }, { 4, 0.001F } };
    struct vector v = vector_with(items, ARRAY_LEN(items)), got;
    struct arena a = { 0 };
    str packed = vector_pack(&a, &v);

    (void)state;
    assert_int_equal(packed.len, 3 * VECTOR_ENTRY_BYTES);
    vector_unpack(packed, &got);
    assert_int_equal(got.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(got.items[i].term, items[i].term);
        assert_true(is_near((double)got.items[i].weight, (double)items[i].weight));
    }
    vector_scale(&v, 12);
    vector_unpack_sum(vector_pack_sum(&a, &v), &got);
    assert_true(is_near((double)got.items[0].weight / 12, 0.8));
    assert_true(is_near((double)got.items[1].weight / 12, 0.6));
    arena_free(&a);
}

/* What a damaged store may hold must not be read beyond its end. */
static void
unpacking_stands_anything(void **state)
{
    static const char junk[3 + VECTOR_ENTRY_BYTES * 200] = { 0 };
    static const char endless[] = "\x00\x00\xC0\x7F\x01\x02\x03\x04\x05";
    struct vector got;

    (void)state;
    vector_unpack((str){ junk, sizeof(junk) }, &got);
    assert_int_equal(got.count, VECTOR_MOST);
    vector_unpack((str){ junk, 4 }, &got);
    assert_int_equal(got.count, 0);
    vector_unpack((str){ NULL, 0 }, &got);
    assert_int_equal(got.count, 0);
    vector_unpack_sum((str){ junk, 3 }, &got);
    assert_int_equal(got.count, 0);
    vector_unpack_sum((str){ endless, 9 }, &got); /* not a number */
    assert_int_equal(got.count, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_keep_their_kind),
        cmocka_unit_test(trim_keeps_the_heaviest),
        cmocka_unit_test(unit_dot_and_add),
        cmocka_unit_test(adding_stops_at_the_bound),
        cmocka_unit_test(packing_keeps_order_and_weights),
        cmocka_unit_test(unpacking_stands_anything),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
