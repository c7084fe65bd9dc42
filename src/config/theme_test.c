#include "test.h"

#include <courant/config.h>

#include <string.h>

static struct config_paths
make_paths(struct arena *a)
{
    static int number;
    struct config_paths over = { .config_folder =
                                     arena_printf(a, "%s/%d", test_folder(), ++number) };
    struct config_paths paths;
    struct err err = { 0 };

    assert_true(config_paths_find(a, &over, &paths, &err));
    return paths;
}

static void
put_theme(struct arena *a, const struct config_paths *paths, const char *file, const char *text)
{
    str path = path_join(a, paths->themes_folder, str_of(file));
    struct err err = { 0 };

    assert_true(file_make_folders(path.ptr, &err) && file_write(path.ptr, str_of(text), &err));
}

static str
problems_text(struct arena *a, const struct config_problems *problems)
{
    const struct config_problem *list;
    size_t count = config_problems_list(problems, &list);
    struct buf b = { .arena = a };

    for (size_t i = 0; i < count; i++) {
        size_t slash = str_find_last(list[i].file, '/');

        buf_printf(&b, "%s%.*s:%d: %.*s", i ? "\n" : "",
                   STR_ARG(str_from(list[i].file, slash == STR_NONE ? 0 : slash + 1)), list[i].line,
                   STR_ARG(list[i].words));
    }
    return buf_str(&b);
}

/* Loads a theme whose file is text; what was wrong comes back. */
static str
load_text(struct arena *a, const char *text, struct theme *out)
{
    struct config_paths paths = make_paths(a);
    struct config_problems *problems = config_problems_new(a);
    struct err err = { 0 };

    put_theme(a, &paths, "t.ini", text);
    if (!theme_load(a, &paths, STR("t"), out, problems, &err))
        fail_msg("%s", err.text);
    return problems_text(a, problems);
}

#define RGB(hex) (THEME_COLOUR_RGB | (hex))

static void
roles_are_read(void **state)
{
    struct arena a = { 0 };
    struct theme t;
    str problems =
        load_text(&a,
                  "[theme]\ntitle = \"Test\"\n[palette]\nink = \"#abc\"\nsea = blue\n"
                  "deep = sea\nred = \"#cc0000\"\n"
                  "[roles]\nbase = \"ink on 17\"\ntitle = \"deep on default bold  italic\"\n"
                  "link = \"underline\"\nerror = \"red\"\nok = \"bright-green\"\n"
                  "[mono]\nerror = \"bold reverse\"\n",
                  &t);

    (void)state;
    assert_str_equal(problems, STR(""));
    assert_str_equal(t.name, STR("t"));
    assert_str_equal(t.title, STR("Test"));
    assert_int_equal(t.looks[ROLE_BASE].fg, RGB(0xaabbcc));
    assert_int_equal(t.looks[ROLE_BASE].bg, 17);
    assert_int_equal(t.looks[ROLE_TITLE].fg, 4);
    assert_int_equal(t.looks[ROLE_TITLE].bg, THEME_COLOUR_DEFAULT);
    assert_int_equal(t.looks[ROLE_TITLE].attrs, THEME_BOLD | THEME_ITALIC);
    assert_int_equal(t.looks[ROLE_LINK].fg, RGB(0xaabbcc)); /* base's */
    assert_int_equal(t.looks[ROLE_LINK].bg, 17);
    assert_int_equal(t.looks[ROLE_ERROR].fg,
                     RGB(0xcc0000)); /* the palette's red, not the terminal's */
    assert_int_equal(t.looks[ROLE_ERROR].mono, THEME_BOLD | THEME_REVERSE);
    assert_int_equal(t.looks[ROLE_OK].fg, 10);
    assert_int_equal(t.looks[ROLE_CURSOR].mono, THEME_REVERSE); /* of mono.ini */
    arena_free(&a);
}

static void
a_palette_alone_recolours_what_it_inherits(void **state)
{
    struct arena a = { 0 };
    struct theme t;
    str problems = load_text(
        &a, "[theme]\ninherit = dark\n[palette]\npaper = \"#ffffff\"\nink = \"#000000\"\n", &t);

    (void)state;
    assert_str_equal(problems, STR(""));
    assert_int_equal(t.looks[ROLE_TEXT].fg, RGB(0));
    assert_int_equal(t.looks[ROLE_TEXT].bg, RGB(0xffffff));
    assert_int_equal(t.looks[ROLE_CURSOR].bg, RGB(0x2f5f9e));
    assert_true(
        t.is_light); /* seen from the paper: the parent's title and background are not its own */
    arena_free(&a);
}

/* clang-format off */
static const struct { const char *text, *want; } faults[] = {
    { "[roles]\ntitle = \"pink\"\n", "t.ini:2: [roles] title: \"pink\" is no colour, attribute or name of the palette" },
    { "[roles]\ntitle = \"red green\"\n", "t.ini:2: [roles] title: \"green\" is no colour, attribute or name of the palette" },
    { "[roles]\ntitle = \"red on bold\"\n", "t.ini:2: [roles] title: \"bold\" is no colour, attribute or name of the palette" },
    { "[roles]\ntitle = \"#12345\"\n", "t.ini:2: [roles] title: \"#12345\" is no colour, attribute or name of the palette" },
    { "[roles]\ntitle = \"256\"\n", "t.ini:2: [roles] title: \"256\" is no colour, attribute or name of the palette" },
    { "[roles]\ntitel = \"red\"\n", "t.ini:2: [roles] titel: there is no such role; is it \"title\"?" },
    { "[mono]\nfoobar = \"bold\"\n", "t.ini:2: [mono] foobar: there is no such role" },
    { "[palette]\nink = \"nothing\"\n", "t.ini:2: [palette] ink: \"nothing\" is no colour; write \"#rrggbb\", 0 to 255, default, or a name such as bright-red" },
    { "[palette]\nx = y\ny = x\n", "t.ini:2: [palette] x: \"y\" is no colour; write \"#rrggbb\", 0 to 255, default, or a name such as bright-red\n"
                                   "t.ini:3: [palette] y: \"x\" is no colour; write \"#rrggbb\", 0 to 255, default, or a name such as bright-red" },
    { "[palette]\nbold = \"#ffffff\"\n", "t.ini:2: [palette] bold: is a word of its own; call the colour otherwise" },
    { "[theme]\nbackground = \"grey\"\n", "t.ini:2: [theme] background: \"grey\" is none of: dark light" },
    { "[theme]\nname = \"x\"\n", "t.ini:2: [theme] name: there is no such setting" },
    { "[colours]\nx = 1\n", "t.ini:2: [colours] x: the sections are [theme], [palette], [roles], [basic] and [mono]" },
    { "[theme]\ninherit = \"nowhere\"\n", "t.ini:2: [theme] inherit: \"nowhere\": there is no such theme; courant theme list shows all" },
    { "[theme]\ninherit = \"../dark\"\n", "t.ini:2: [theme] inherit: \"../dark\": there is no such theme; courant theme list shows all" },
    { "[theme]\ninherit = \"t\"\n", "t.ini:2: [theme] inherit: \"t\": there is no such theme; courant theme list shows all" },
    { "[roles]\ntitle = #ff0000\n", "t.ini:2: title: the value is empty: # and ; begin a comment; put it in quotes" },
    { "junk\n", "t.ini:1: \"junk\": is none of: [section], key = \"value\", # comment; the line is not used" },
};
/* clang-format on */

static void
faults_are_named_and_the_rest_holds(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
        struct arena a = { 0 };
        struct buf b = { .arena = &a };
        struct theme t;

        buf_printf(&b, "%s[roles]\nheadline = \"cyan bold\"\n%c", faults[i].text, '\0');
        str got = load_text(&a, b.ptr, &t);
        const char *twice =
            strstr(faults[i].text, "[roles]") ? "\nt.ini:3: [roles] is there twice" : "";

        if (!str_starts(got, str_of(*twice ? "" : faults[i].want)) ||
            str_find(got, str_of(faults[i].want)) == STR_NONE)
            fail_msg("got %.*s\nfor %s", STR_ARG(got), faults[i].text);
        assert_int_equal(t.looks[ROLE_HEADLINE].fg, 6);
        arena_free(&a);
    }
}

static void
circles_and_long_chains_end(void **state)
{
    struct arena a = { 0 };
    struct config_paths paths = make_paths(&a);
    struct config_problems *problems = config_problems_new(&a);
    struct theme t;
    struct err err = { 0 };

    (void)state;
    put_theme(&a, &paths, "a.ini", "[theme]\ninherit = b\n[roles]\ntitle = red\n");
    put_theme(&a, &paths, "b.ini", "[theme]\ninherit = c\n[roles]\ntitle = blue\ntext = green\n");
    put_theme(&a, &paths, "c.ini", "\n[theme]\ninherit = a\n");
    assert_true(theme_load(&a, &paths, STR("a"), &t, problems, &err));
    assert_str_equal(problems_text(&a, problems),
                     STR("c.ini:3: [theme] inherit: \"a\" inherits from this theme: a circle"));
    assert_int_equal(t.looks[ROLE_TITLE].fg, 1);
    assert_int_equal(t.looks[ROLE_TEXT].fg, 2);
    for (int i = 0; i < 20; i++)
        put_theme(&a, &paths, arena_printf(&a, "n%d.ini", i).ptr,
                  arena_printf(&a, "[theme]\ninherit = n%d\n", i + 1).ptr);
    problems = config_problems_new(&a);
    assert_true(theme_load(&a, &paths, STR("n0"), &t, problems, &err));
    assert_str_equal(problems_text(&a, problems),
                     STR("n7.ini:2: [theme] inherit: more than 8 themes, one from the other"));
    arena_free(&a);
}

static void
a_users_theme_may_build_on_the_shipped_one_of_its_name(void **state)
{
    struct arena a = { 0 };
    struct config_paths paths = make_paths(&a);
    struct config_problems *problems = config_problems_new(&a);
    struct theme t;
    struct err err = { 0 };
    const str *names;

    (void)state;
    put_theme(&a, &paths, "dark.ini", "[theme]\ninherit = dark\n[roles]\ntitle = red\n");
    put_theme(&a, &paths, "Bad Name.ini", "");
    put_theme(&a, &paths, "zz.ini", "");
    assert_true(theme_load(&a, &paths, STR("DARK"), &t, problems, &err));
    assert_str_equal(problems_text(&a, problems), STR(""));
    assert_int_equal(t.looks[ROLE_TITLE].fg, 1);
    assert_int_equal(t.looks[ROLE_LINK].attrs, THEME_UNDERLINE);
    size_t count = theme_names(&a, &paths, &names), dark = 0;

    assert_str_equal(names[0], STR("dark"));
    assert_str_equal(names[1], STR("zz"));
    for (size_t i = 0; i < count; i++) {
        dark += str_eq(names[i], STR("dark"));
        assert_false(str_eq(names[i], STR("sources")));
    }
    assert_int_equal(dark, 1);
    arena_free(&a);
}

static void
no_name_leaves_the_folders(void **state)
{
    static const char *const names[] = { "",    "..",      "../secret", "/etc/passwd",
                                         "a/b", "sources", "no" };
    struct arena a = { 0 };
    struct config_paths paths = make_paths(&a);

    (void)state;
    put_theme(&a, &paths, "../secret.ini", "[theme]\n");
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct err err = { 0 };
        struct theme t;

        assert_false(theme_load(&a, &paths, str_of(names[i]), &t, config_problems_new(&a), &err));
        assert_int_equal(err.kind, ERR_MISSING);
    }
    arena_free(&a);
}

static void
check_names_what_cannot_be_read(void **state)
{
    struct arena a = { 0 };
    struct config_paths paths = make_paths(&a);
    struct config_problems *problems = config_problems_new(&a);
    struct theme t;
    struct err err = { 0 };

    (void)state;
    put_theme(&a, &paths, "x.ini",
              "[theme]\ninherit = dark\n[roles]\ntext = \"#555555\"\ntitle.unread = \"#ffffff\"\n"
              "cursor = \"ink on paper\"\n[mono]\ncursor = none\n");
    str file = path_join(&a, paths.themes_folder, STR("x.ini"));

    assert_true(theme_check(&a, &paths, file, &t, problems, &err));
    assert_str_equal(
        problems_text(&a, problems),
        STR("x.ini:4: [roles] text: a contrast of 2.4 is hard to read; 4.5 is the least\n"
            "x.ini:5: [roles] title.unread: cannot be told from title by one who sees no colours\n"
            "x.ini:6: [roles] cursor: cannot be told from base\n"
            "x.ini:8: [mono] cursor: cannot be told from base"));
    assert_false(theme_check(&a, &paths, STR("/nowhere.ini"), &t, problems, &err));
    assert_int_equal(err.kind, ERR_MISSING);
    arena_free(&a);
}

/* ---- what is shipped ---- */

struct shipped {
    struct arena arena;
    struct config_paths paths;
    const str *names;
    size_t count;
};

static struct shipped
all_shipped(void)
{
    struct shipped s = { 0 };

    s.paths = make_paths(&s.arena);
    s.count = theme_names(&s.arena, &s.paths, &s.names);
    assert_true(s.count >= 8);
    return s;
}

static struct theme
load_shipped(struct shipped *s, size_t i)
{
    struct config_problems *problems = config_problems_new(&s->arena);
    struct theme t;
    struct err err = { 0 };

    if (!theme_load(&s->arena, &s->paths, s->names[i], &t, problems, &err))
        fail_msg("%s", err.text);
    assert_str_equal(problems_text(&s->arena, problems), STR(""));
    return t;
}

static void
every_shipped_theme_passes_its_own_check(void **state)
{
    struct shipped s = all_shipped();

    (void)state;
    for (size_t i = 0; i < s.count; i++) {
        struct config_problems *problems = config_problems_new(&s.arena);
        str file = arena_printf(&s.arena, "%s/%.*s.ini", test_folder(), STR_ARG(s.names[i]));
        struct theme t;
        struct err err = { 0 };

        assert_true(file_write(file.ptr, embed_get(strrchr(file.ptr, '/') + 1), &err));
        assert_true(theme_check(&s.arena, &s.paths, file, &t, problems, &err));
        str got = problems_text(&s.arena, problems);

        if (got.len > 0)
            fail_msg("%.*s:\n%.*s", STR_ARG(s.names[i]), STR_ARG(got));
        assert_true(t.title.len > 0);
    }
    arena_free(&s.arena);
}

/* The names of all roles; the last is for messages. */
static const char *const role_names[] = {
#define ROLE(id, name, help) name,
#include <courant/theme_role.def>
#undef ROLE
};

static bool
is_same(struct theme_look x, struct theme_look y)
{
    return x.fg == y.fg && x.bg == y.bg && x.attrs == y.attrs;
}

static void
fail_unless_apart(const struct theme *t, int colours, enum theme_role x, enum theme_role y)
{
    if (is_same(theme_look_for(t, x, colours), theme_look_for(t, y, colours)))
        fail_msg("%.*s, %d colours: %s looks like %s", STR_ARG(t->name), colours, role_names[x],
                 role_names[y]);
}

static void
every_shipped_theme_holds_on_few_colours(void **state)
{
    static const int terminals[] = { 0, 8, 16, 256, 1 << 24 };
    struct shipped s = all_shipped();

    (void)state;
    for (size_t i = 0; i < s.count * ARRAY_LEN(terminals); i++) {
        struct theme t = load_shipped(&s, i / ARRAY_LEN(terminals));
        int colours = terminals[i % ARRAY_LEN(terminals)];

        for (enum theme_role role = 0; role < THEME_ROLE_COUNT; role++) {
            struct theme_look look = theme_look_for(&t, role, colours);

            if (role != ROLE_BORDER && theme_contrast(look.fg, look.bg) < 3)
                fail_msg("%.*s, %d colours: %s: %d on %d: contrast %.1f", STR_ARG(t.name), colours,
                         role_names[role], look.fg, look.bg, theme_contrast(look.fg, look.bg));
            assert_true(colours > 256 || (look.fg < MAX(colours, 1) && look.bg < MAX(colours, 1)));
        }
        fail_unless_apart(&t, colours, ROLE_BASE, ROLE_CURSOR);
        fail_unless_apart(&t, colours, ROLE_BASE, ROLE_CURSOR_IDLE);
        fail_unless_apart(&t, colours, ROLE_CURSOR, ROLE_CURSOR_IDLE);
        fail_unless_apart(&t, colours, ROLE_TITLE, ROLE_TITLE_UNREAD);
        fail_unless_apart(&t, colours, ROLE_CHOICE, ROLE_CHOICE_CURRENT);
        fail_unless_apart(&t, colours, ROLE_TEXT, ROLE_LINK);
        fail_unless_apart(&t, colours, ROLE_LINK, ROLE_LINK_CURRENT);
        fail_unless_apart(&t, colours, ROLE_TEXT, ROLE_HIT);
        fail_unless_apart(&t, colours, ROLE_PANE_TITLE, ROLE_PANE_TITLE_FOCUS);
        fail_unless_apart(&t, colours, ROLE_BASE, ROLE_HEADER);
        fail_unless_apart(&t, colours, ROLE_BORDER, ROLE_BORDER_FOCUS);
        fail_unless_apart(&t, colours, ROLE_MESSAGE, ROLE_ERROR);
    }
    arena_free(&s.arena);
}

static void
without_colours_only_attributes_are_left(void **state)
{
    struct shipped s = all_shipped();
    struct theme t = load_shipped(&s, 0);

    (void)state;
    for (enum theme_role role = 0; role < THEME_ROLE_COUNT; role++) {
        struct theme_look look = theme_look_for(&t, role, 0);

        assert_int_equal(look.fg, THEME_COLOUR_DEFAULT);
        assert_int_equal(look.bg, THEME_COLOUR_DEFAULT);
        assert_int_equal(look.attrs, t.looks[role].mono);
    }
    arena_free(&s.arena);
}

static void
a_parents_basic_falls_with_its_role(void **state)
{
    struct arena a = { 0 };
    struct theme t;

    (void)state;
    load_text(&a, "[theme]\ninherit = gruvbox\n[roles]\ncursor = \"#ffffff on #0000ff\"\n", &t);
    assert_false(t.looks[ROLE_CURSOR].has_basic);
    assert_true(t.looks[ROLE_CHOICE_CURRENT].has_basic);
    assert_int_equal(theme_look_for(&t, ROLE_CHOICE_CURRENT, 16).bg, 3);
    assert_int_equal(theme_look_for(&t, ROLE_CHOICE_CURRENT, 256).bg, 172);
    arena_free(&a);
}

static str
load_document(struct arena *a)
{
    struct err err = { 0 };
    str text;

    if (!file_load("docs/themes.md", 1 << 20, a, &text, &err))
        test_skip("docs/themes.md is not in the folder that tests are run from");
    return text;
}

static void
the_document_lists_roles_and_themes(void **state)
{
    struct shipped s = all_shipped();
    str text = load_document(&s.arena);

    (void)state;
#define ROLE(id, name, help)                                                                       \
    if (str_find(text, STR("| `" name "` | " help " |")) == STR_NONE)                              \
        fail_msg("docs/themes.md lacks the role " name);
#include <courant/theme_role.def>
#undef ROLE
    for (size_t i = 0; i < s.count; i++)
        if (str_find(text, arena_printf(&s.arena, "`%.*s`", STR_ARG(s.names[i]))) == STR_NONE)
            fail_msg("docs/themes.md lacks %.*s", STR_ARG(s.names[i]));
    arena_free(&s.arena);
}

/* A reader copies these: they must be as good as what is shipped. */
static void
the_documents_examples_pass_the_check(void **state)
{
    struct arena a = { 0 };
    str rest = load_document(&a);
    size_t at, count = 0;

    (void)state;
    while ((at = str_find(rest, STR("```ini\n"))) != STR_NONE) {
        rest = str_from(rest, at + 7);
        struct config_paths paths = make_paths(&a);
        struct config_problems *problems = config_problems_new(&a);
        str file = path_join(&a, paths.themes_folder, STR("x.ini"));
        struct theme t;
        struct err err = { 0 };

        put_theme(&a, &paths, "x.ini",
                  arena_cstr(&a, str_sub(rest, 0, str_find(rest, STR("```")))));
        assert_true(theme_check(&a, &paths, file, &t, problems, &err));
        assert_str_equal(problems_text(&a, problems), STR(""));
        count++;
    }
    assert_int_equal(count, 2);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roles_are_read),
        cmocka_unit_test(a_palette_alone_recolours_what_it_inherits),
        cmocka_unit_test(faults_are_named_and_the_rest_holds),
        cmocka_unit_test(circles_and_long_chains_end),
        cmocka_unit_test(a_users_theme_may_build_on_the_shipped_one_of_its_name),
        cmocka_unit_test(no_name_leaves_the_folders),
        cmocka_unit_test(check_names_what_cannot_be_read),
        cmocka_unit_test(every_shipped_theme_passes_its_own_check),
        cmocka_unit_test(every_shipped_theme_holds_on_few_colours),
        cmocka_unit_test(without_colours_only_attributes_are_left),
        cmocka_unit_test(a_parents_basic_falls_with_its_role),
        cmocka_unit_test(the_document_lists_roles_and_themes),
        cmocka_unit_test(the_documents_examples_pass_the_check),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
