#include "churn.h"

#include "test.h"

static const struct {
    const char *was, *now;
    bool is_edit;
} cases[] = {
    { "the same", "the same", false },
    { "the  same", "the same ", false },
    { "12 died in the storm", "15 died in the storm", true },
    { "The bank rose 3 percent", "The bank fell 3 percent", true },
    { "A story. 12 comments", "A story. 15 comments", false },
    { "A story. Views: 1,204", "A story. Views: 1,377", false },
    { "A story. 5 min ago", "A story. 1 hour ago", false },
    { "Новость. 120 просмотров", "Новость. 121 просмотр", false },
    { "One. Two.", "One. Advertisement Two.", false },
    { "One. Two.", "One. Реклама. Two.", false },
    { "One. Two.", "One. And a half. Two.", true },
    { "One. 12 comments", "One. 15 comments And more.", true },
    { "He said yes", "He said: yes!", true }, /* signs are part of a text */
    { "2 minutes to read", "3 minutes to read", false },
};

static void
only_what_a_reader_would_call_one_is_an_edit(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (churn_is_edit(str_of(cases[i].was), str_of(cases[i].now)) != cases[i].is_edit)
            fail_msg("%s | %s", cases[i].was, cases[i].now);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_a_reader_would_call_one_is_an_edit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
