#include "rule.h"

#include "test.h"

static const struct {
    const char *text;
    bool may_run;
    size_t rules;
    const char *problem; /* the first one: "LINE: …" */
} cases[] = {
    { "", true, 0, "" },
    { "[ads]\nquery = \"title:sale\"\nhide = on\n", true, 1, "" },
    { "[a]\nquery = x\ntag = t\n[b]\nquery = y\nrun = \"logger %u\"\n", true, 2, "" },
    { "[a]\nhide = on\n", true, 0, "1: [a]: a rule needs a query" },
    { "[a]\nquery = x\n", true, 0,
      "2: [a]: the rule does nothing: hide, read, save, highlight, tag or run" },
    { "[a]\nquery = x\nhide = maybe\nsave = on\n", true, 1,
      "3: [a] hide: \"maybe\" is neither on nor off" },
    { "[a]\nquery = x\nsave = on\ncolour = red\n", true, 1,
      "4: [a] colour: a rule has query, hide, read, save, highlight, tag, run" },
    { "[a]\nquery = x\nrun = \"logger %u\"\n", false, 0,
      "2: [a]: the rule does nothing: hide, read, save, highlight, tag or run\n"
      "3: [a] run: nothing is run, for others can change this file" },
    { "query = x\n", true, 0, "1: query: stands before the first [rule]" },
};

static void
rules_are_read_or_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        struct config_problems *problems = config_problems_new(&a);
        const struct config_problem *list;
        const struct config_rule *rules;
        struct ini ini = { 0 };

        ini_load(&a, STR("rules.ini"), str_of(cases[i].text), problems, &ini);
        size_t count = rules_read(&a, STR("rules.ini"), &ini, cases[i].may_run, problems, &rules);
        size_t wrong = config_problems_list(problems, &list);
        struct buf b = { .arena = &a };

        for (size_t k = 0; k < wrong; k++)
            buf_printf(&b, "%s%d: %.*s", k ? "\n" : "", list[k].line, STR_ARG(list[k].words));
        str got = buf_str(&b);

        if (count != cases[i].rules || !str_eq(got, str_of(cases[i].problem)))
            fail_msg("%s: %zu rules, \"%.*s\"", cases[i].text, count, STR_ARG(got));
        arena_free(&a);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_are_read_or_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
