#include "bridge.h"

#include "test.h"

/* Two words of one meaning have one line; a beginning is as good as the word. */
static void
words_of_one_meaning_meet(void **state)
{
    static const struct {
        const char *x_language, *x, *y_language, *y;
        bool is_one;
    } cases[] = {
        { "en", "earthquake", "ru", "землетрясение", true },
        { "en", "government", "kk", "үкіметі", true },
        { "en", "president", "de", "prasident", true },
        { "en", "earthquake", "ru", "президент", false },
        { "pt", "gobierno", "es", "gobierno", true }, /* a near relation's column */
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        bool is_place = false;
        uint32_t x = bridge_line(str_of(cases[i].x_language), str_of(cases[i].x), &is_place);
        uint32_t y = bridge_line(str_of(cases[i].y_language), str_of(cases[i].y), &is_place);

        if (x == 0 || y == 0 || (x == y) != cases[i].is_one)
            fail_msg("%s and %s: lines %u and %u", cases[i].x, cases[i].y, x, y);
    }
}

static void
places_are_marked(void **state)
{
    bool is_place = false;

    (void)state;
    assert_true(bridge_line(STR("en"), STR("russia"), &is_place) > 0);
    assert_true(is_place);
    assert_true(bridge_line(STR("en"), STR("president"), &is_place) > 0);
    assert_false(is_place);
}

static void
what_is_not_there_has_no_line(void **state)
{
    bool is_place = false;

    (void)state;
    assert_int_equal(bridge_line(STR("en"), STR("xylophonist"), &is_place), 0);
    assert_int_equal(bridge_line(STR("tlh"), STR("president"), &is_place), 0);
    assert_int_equal(bridge_line(STR("en"), STR(""), &is_place), 0);
}

static void
a_beginning_is_five_letters_of_any_script(void **state)
{
    (void)state;
    assert_true(str_eq(bridge_beginning(STR("president")), STR("presi")));
    assert_true(str_eq(bridge_beginning(STR("землетрясение")), STR("земле")));
    assert_true(str_eq(bridge_beginning(STR("war")), STR("war")));
    assert_true(str_eq(bridge_beginning(STR("")), STR("")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_one_meaning_meet),
        cmocka_unit_test(places_are_marked),
        cmocka_unit_test(what_is_not_there_has_no_line),
        cmocka_unit_test(a_beginning_is_five_letters_of_any_script),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
