#include "test.h"

#include <courant/config.h>

/*
 * Each row is a text, the entries read from it as "section.key=value@line" parted by "|", and how
 * many errors and warnings are said. libraries.md's table of what iniparser does by itself is here,
 * row for row, with what courant makes of it.
 */
/* clang-format off */
static const struct { const char *label, *text, *want; int errors, warnings; } cases[] = {
    { "plain", "[a]\nx = 1\ny=2\n", "a.x=1@2|a.y=2@3", 0, 0 },
    { "no section", "x = 1\n[a]\ny = 2", ".x=1@1|a.y=2@3", 0, 0 },
    { "a fragment unquoted", "[a]\nurl = https://e.org/x#frag\n", "a.url=https://e.org/x@2", 0, 1 },
    { "a semicolon unquoted", "[a]\nurl = https://e.org/x;y=1\n", "a.url=https://e.org/x@2", 0, 1 },
    { "equals in a value", "[a]\nurl = https://e.org/?a=1&b=2==\n", "a.url=https://e.org/?a=1&b=2==@2", 0, 0 },
    { "quoted", "[a]\nurl = \"https://e.org/x#f;y=1\"\n", "a.url=https://e.org/x#f;y=1@2", 0, 0 },
    { "single quotes", "[a]\nv = 'say \"hi\"; #'\n", "a.v=say \"hi\"; #@2", 0, 0 },
    { "a colour unquoted", "[a]\nfg = #ff8800\n", "a.fg=@2", 0, 1 },
    { "a colour quoted", "[a]\nfg = \"#ff8800\"\n", "a.fg=#ff8800@2", 0, 0 },
    { "escaped quotes", "[a]\nv = \"say \\\"hi\\\"\"\n", "a.v=say \\@2", 0, 1 },
    { "a quote later on", "[a]\nv = say \"hi\" there\n", "a.v=say \"hi\" there@2", 0, 0 },
    { "text behind a quote", "[a]\nv = \"x\" y\n", "a.v=x@2", 0, 1 },
    { "doubled quotes", "[a]\nv = 'it''s'\n", "a.v=it@2", 0, 1 },
    { "no equals", "[a]\nx = 1\nv\ny = 2\n", "a.x=1@2|a.y=2@4", 1, 0 },
    { "junk behind a section", "[a] junk\nx = 1\n[b]\ny = 2\n", "b.y=2@4", 1, 0 },
    { "an open section", "[b]\nurl = 1\n[a\nurl = 2\n[c]\nz = 3\n", "b.url=1@2|c.z=3@6", 1, 0 },
    { "an empty section name", "[ ]\nx = 1\n", "", 1, 0 },
    { "a comment behind a section", "[a] ; here\nx = 1 # one\n", "a.x=1@2", 0, 0 },
    { "BOM", "\xEF\xBB\xBF[a]\nx = 1\n", "a.x=1@2", 0, 0 },
    { "a colon in a section", "[view:today]\nx = 1\n", "view:today.x=1@2", 0, 0 },
    { "letter case", "[A]\nKey = V\n", "a.key=V@2", 0, 0 },
    { "not ASCII", "[view:Новости]\nx = \"Қазақ\"\n", "view:Новости.x=Қазақ@2", 0, 0 },
    { "a key twice", "[a]\nx = 1\nx = 2\n", "a.x=2@3", 0, 1 },
    { "a section twice", "[a]\nx = 1\n[b]\nz = 3\n[a]\ny = 2\n", "a.x=1@2|b.z=3@4|a.y=2@6", 0, 1 },
    { "a backslash ends a comment", "# note \\\n[a]\nx = 1\n", "a.x=1@3", 0, 1 },
    { "a backslash ends a value", "[a]\nv = one\\\nw = two\n", "a.v=one@2|a.w=two@3", 0, 1 },
    { "percent signs", "[a]\nv = \"100% %s %n %20\"\n", "a.v=100% %s %n %20@2", 0, 0 },
    { "CRLF and tabs", "[a]\r\n\tx\t=\t1\r\n", "a.x=1@2", 0, 0 },
    { "empty", "", "", 0, 0 },
    { "an empty value", "[a]\nx =\ny = \"\"\n", "a.x=@2|a.y=@3", 0, 0 },
    { "blanks in quotes", "[a]\nx = \" 1 \"\n", "a.x= 1 @2", 0, 0 },
    { "an empty section", "[a]\n[b]\nx = 1\n[c]\n", "a.=@1|b.x=1@3|c.=@4", 0, 0 },
    { "an open quote", "[a]\nx = \"1\ny = 2\n", "a.y=2@3", 1, 0 },
    { "an open single quote", "[a]\nx = 'tis so\n", "a.=@1", 1, 0 },
    { "a URL as a key", "[a]\nhttps://e.org = 1\ny = 2\n", "a.y=2@3", 1, 0 },
    { "no key", "[a]\n= 1\n", "a.=@1", 1, 0 },
    { "an escape sequence", "[a]\nx = \"\x1b[31m\"\ny = 2\n", "a.y=2@3", 1, 0 },
    { "C1 and bidi", "[a]\nx = \xC2\x9Bz\ny = \xE2\x80\xAEz\n", "a.=@1", 2, 0 },
    { "no UTF-8", "[a]\nx = \xFF\ny = 2\n", "a.y=2@3", 1, 0 },
    { "a key named as a section is", "[view]\nx = 1\n[view:x]\ny = 2\n", "view.x=1@2|view:x.y=2@4", 0, 0 },
    { "one value in many places", "x = \"v\"\n[a]\nx = \"v\"\ny = v\nx = \"v\"\n[b]\nx = \"v\"\n", ".x=v@1|a.y=v@4|a.x=v@5|b.x=v@7", 0, 1 },
};
/* clang-format on */

static str
describe(struct arena *a, const struct ini *ini)
{
    struct buf b = { .arena = a };

    for (size_t i = 0; i < ini->count; i++) {
        const struct ini_entry *e = &ini->entries[i];

        buf_printf(&b, "%s%.*s.%.*s=%.*s@%d", i ? "|" : "", STR_ARG(e->section), STR_ARG(e->key),
                   STR_ARG(e->value), e->line);
    }
    return buf_str(&b);
}

static int
count_problems(const struct config_problems *problems, bool warnings)
{
    const struct config_problem *list;
    size_t count = config_problems_list(problems, &list);
    int found = 0;

    for (size_t i = 0; i < count; i++)
        found += list[i].is_warning == warnings;
    return found;
}

static void
each_line_is_read_or_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        struct config_problems *problems = config_problems_new(&a);
        struct ini ini = { 0 };

        ini_load(&a, STR("t.ini"), str_of(cases[i].text), problems, &ini);
        str got = describe(&a, &ini);
        int errors = count_problems(problems, false), warnings = count_problems(problems, true);

        if (!str_eq(got, str_of(cases[i].want)) || errors != cases[i].errors ||
            warnings != cases[i].warnings)
            fail_msg("%s: got \"%.*s\", %d errors, %d warnings", cases[i].label, STR_ARG(got),
                     errors, warnings);
        arena_free(&a);
    }
}

static void
nul_bytes_are_left_out(void **state)
{
    struct arena a = { 0 };
    struct config_problems *problems = config_problems_new(&a);
    struct ini ini = { 0 };

    (void)state;
    ini_load(&a, STR("t.ini"), STR("[a]\nx = 1\0 2\ny = 3\n"), problems, &ini);
    assert_str_equal(describe(&a, &ini), STR("a.x=1 2@2|a.y=3@3"));
    assert_int_equal(count_problems(problems, true), 1);
    arena_free(&a);
}

static void
line_length_is_bounded(void **state)
{
    (void)state;
    for (size_t len = 990; len < 1040; len++) {
        struct arena a = { 0 };
        struct config_problems *problems = config_problems_new(&a);
        struct buf b = { .arena = &a };
        struct ini ini = { 0 };

        buf_add(&b, STR("[a]\nx = "));
        for (size_t i = 4; i < len; i++)
            buf_add_char(&b, 'v');
        buf_add(&b, STR("\ny = 1\n"));
        ini_load(&a, STR("t.ini"), buf_str(&b), problems, &ini);
        assert_int_equal(ini.count, len <= 1000 ? 2 : 1);
        assert_int_equal(count_problems(problems, false), len <= 1000 ? 0 : 1);
        if (len <= 1000)
            assert_int_equal(ini.entries[0].value.len, len - 4);
        arena_free(&a);
    }
}

static void
a_problem_names_file_and_line(void **state)
{
    struct arena a = { 0 };
    struct config_problems *problems = config_problems_new(&a);
    const struct config_problem *list;
    struct ini ini = { 0 };

    (void)state;
    ini_load(&a, STR("t.ini"), STR("[a]\n\noops\x1b[2J\n"), problems, &ini);
    assert_int_equal(config_problems_list(problems, &list), 1);
    assert_str_equal(list[0].file, STR("t.ini"));
    assert_int_equal(list[0].line, 3);
    assert_true(str_find_char(list[0].words, '\x1b') == STR_NONE);
    arena_free(&a);
}

/* iniparser alone takes time quadratic in the keys: minutes for this file. */
static void
a_full_file_is_read_in_time(void **state)
{
    struct arena a = { 0 };
    struct config_problems *problems = config_problems_new(&a);
    struct buf b = { .arena = &a };
    struct ini ini = { 0 };

    (void)state;
    for (int i = 0; b.len < ((size_t)1 << 20) - 20; i++)
        buf_printf(&b, "%s%d = %d\n", i % 100 ? "k" : "[s]\nk", i, i);
    ini_load(&a, STR("t.ini"), buf_str(&b), problems, &ini);
    assert_true(ini.count > 50000);
    for (size_t i = 0; i < ini.count; i++) /* each got its own of the many that were handed on */
        if (!str_eq(ini.entries[i].value, str_from(ini.entries[i].key, 1)))
            fail_msg("line %d is read as %.*s", ini.entries[i].line, STR_ARG(ini.entries[i].value));
    arena_free(&a);
}

static void
junk_is_reported_within_reason(void **state)
{
    struct arena a = { 0 };
    struct config_problems *problems = config_problems_new(&a);
    const struct config_problem *list;
    struct buf b = { .arena = &a };
    struct ini ini = { 0 };

    (void)state;
    for (int i = 0; i < 100000; i++)
        buf_add(&b, STR("junk\n"));
    ini_load(&a, STR("t.ini"), buf_str(&b), problems, &ini);
    assert_true(config_problems_list(problems, &list) < 300);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_line_is_read_or_named),
        cmocka_unit_test(nul_bytes_are_left_out),
        cmocka_unit_test(line_length_is_bounded),
        cmocka_unit_test(a_problem_names_file_and_line),
        cmocka_unit_test(a_full_file_is_read_in_time),
        cmocka_unit_test(junk_is_reported_within_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
