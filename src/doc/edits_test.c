#include "test.h"

#include <courant/doc.h>

static const struct {
    const char *was, *now, *want;
} cases[] = {
    { "<p>The cat sat.</p>", "<p>The dog sat.</p>",
      "<p>The <del>[-cat]</del> <ins>[+dog]</ins> sat. </p><p></p>" },
    { "<p>One</p><p>Two</p>", "<p>One</p><p>And</p><p>Two</p>",
      "<p>One </p><p><ins>[+And]</ins> </p><p>Two </p><p></p>" },
    { "<p>a &lt; b</p>", "<p>a &lt; <b>c</b></p>",
      "<p>a &lt; <del>[-b]</del> <ins>[+c]</ins> </p><p></p>" },
    { "One<br>Two", "One<br>2", "<p>One </p><p><del>[-Two]</del> <ins>[+2]</ins> </p><p></p>" },
};

static void
edits_are_marked(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        str got = doc_edits_html(&a, str_of(cases[i].was), str_of(cases[i].now));

        if (!str_eq(got, str_of(cases[i].want)))
            fail_msg("%s: %.*s", cases[i].now, STR_ARG(got));
        arena_free(&a);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_are_marked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
