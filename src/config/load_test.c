#include "config/setting.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A config folder of its own for each use; the files are written when not NULL. */
static struct config_paths
make_paths(struct arena *a, const char *settings, const char *sources)
{
    static int number;
    struct config_paths over = { .config_folder =
                                     arena_printf(a, "%s/%d/courant", test_folder(), ++number) };
    struct config_paths paths;
    struct err err = { 0 };

    assert_true(config_paths_find(a, &over, &paths, &err));
    if (settings)
        assert_true(file_make_folders(paths.settings_file.ptr, &err) &&
                    file_write(paths.settings_file.ptr, str_of(settings), &err));
    if (sources)
        assert_true(file_make_folders(paths.sources_file.ptr, &err) &&
                    file_write(paths.sources_file.ptr, str_of(sources), &err));
    return paths;
}

static struct config
load(struct arena *a, const char *settings, const char *sources)
{
    struct config_paths paths = make_paths(a, settings, sources);
    struct config config = { 0 };
    struct err err = { 0 };

    if (!config_load(a, &paths, &config, &err))
        fail_msg("%s", err.text);
    return config;
}

static str
problems_text(struct arena *a, const struct config *config)
{
    struct buf b = { .arena = a };

    for (size_t i = 0; i < config->problem_count; i++) {
        const struct config_problem *p = &config->problems[i];

        buf_printf(&b, "%s%.*s:%d: %.*s", i ? "\n" : "", STR_ARG(p->file), p->line,
                   STR_ARG(p->words));
    }
    return buf_str(&b);
}

static void
no_files_mean_defaults(void **state)
{
    struct arena a = { 0 };
    struct config c = load(&a, NULL, NULL);

    (void)state;
    assert_str_equal(c.settings.theme, STR("dark"));
    assert_int_equal(c.settings.refresh_min_s, 600);
    assert_int_equal(c.settings.feed_limit, 16 << 20);
    assert_true(c.settings.has_mouse);
    assert_int_equal(c.source_count, 0);
    assert_int_equal(c.problem_count, 0);
    arena_free(&a);
}

static void
settings_of_every_kind_are_read(void **state)
{
    struct arena a = { 0 };
    struct config c = load(&a,
                           "theme = light\n[courant]\nlayout = rows\nmeasure = 80\njustify = yes\n"
                           "refresh-min = \"1h\"\nfeed-limit = 32m\nbrowser = \"lynx %u\"\n"
                           "[keys]\nopen-browser = \"o, ctrl-o\"\nquit = \"\"\n"
                           "[view:today]\nname = \"Today\"\nquery = \"newer:1d\"\n"
                           "[view:saved]\nquery = \"is:saved\"\n",
                           NULL);

    (void)state;
    assert_str_equal(problems_text(&a, &c), STR(""));
    assert_str_equal(c.settings.theme, STR("light"));
    assert_int_equal(c.settings.layout, LAYOUT_ROWS);
    assert_int_equal(c.settings.measure_cols, 80);
    assert_true(c.settings.is_justified);
    assert_int_equal(c.settings.refresh_min_s, 3600);
    assert_int_equal(c.settings.feed_limit, 32 << 20);
    assert_str_equal(c.settings.browser, STR("lynx %u"));
    assert_int_equal(c.key_count, 2);
    assert_str_equal(c.keys[0].command, STR("open-browser"));
    assert_str_equal(c.keys[0].keys, STR("o, ctrl-o"));
    assert_int_equal(c.keys[1].line, 11);
    assert_int_equal(c.view_count, 2);
    assert_str_equal(c.views[0].name, STR("Today"));
    assert_str_equal(c.views[1].name, STR("saved"));
    assert_str_equal(c.views[1].query, STR("is:saved"));
    arena_free(&a);
}

/* clang-format off */
static const struct { const char *text, *want; } bad_settings[] = {
    { "measure = wide\n", "courant.ini:1: measure: \"wide\" is not a whole number from 20 to 200" },
    { "measure = 10\n", "courant.ini:1: measure: \"10\" is not a whole number from 20 to 200" },
    { "measure = 99999999999999999999\n", "courant.ini:1: measure: \"99999999999999999999\" is not a whole number from 20 to 200" },
    { "mouse = maybe\n", "courant.ini:1: mouse: \"maybe\" is neither on nor off" },
    { "layout = diagonal\n", "courant.ini:1: layout: \"diagonal\" is none of: auto columns rows single" },
    { "refresh-min = 5s\n", "courant.ini:1: refresh-min: \"5s\" is not 1m to 7d" },
    { "timeout = 60\n", "courant.ini:1: timeout: \"60\" is not a time such as 15m or 7d" },
    { "feed-limit = 1\n", "courant.ini:1: feed-limit: \"1\" is not 1k to 256m" },
    { "browser = \"\"\n", "courant.ini:1: browser: names no program" },
    { "\nteme = dark\n", "courant.ini:2: teme: there is no such setting; is it \"theme\"?" },
    { "gibberish = many\n", "courant.ini:1: gibberish: there is no such setting" },
    { "[colour]\nx = 1\n", "courant.ini:2: [colour] x: the sections are [courant], [keys] and [view:NAME]" },
    { "[view:x]\nqery = 1\n", "courant.ini:1: [view:x]: a view needs a name and a query\ncourant.ini:2: [view:x] qery: a view has a query and a name only" },
    { "[view:]\nquery = 1\n", "courant.ini:1: [view:]: a view needs a name and a query" },
    { "refresh-min = 2h\nrefresh-max = 1h\n", "courant.ini:0: refresh-max is less than refresh-min, which then counts" },
};
/* clang-format on */

static void
bad_settings_are_named_and_cost_their_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad_settings); i++) {
        struct arena a = { 0 };
        struct buf b = { .arena = &a };

        buf_printf(&b, "%s[courant]\ntheme = other\n%c", bad_settings[i].text, '\0');
        struct config c = load(&a, b.ptr, NULL);
        str got = problems_text(&a, &c);

        if (!str_eq(got, str_of(bad_settings[i].want)))
            fail_msg("got %.*s\nfor %s", STR_ARG(got), bad_settings[i].text);
        assert_str_equal(c.settings.theme, STR("other"));
        arena_free(&a);
    }
}

static void
set_and_get_agree_for_all(void **state)
{
    struct arena a = { 0 };
    struct config c = load(&a, NULL, NULL);
    const char *const *names;
    size_t count = config_setting_names(&names), met = 0;

    (void)state;
    for (const struct setting *s = setting_table; s->key; s++) {
        struct err err = { 0 };

        if (s->kind == SETTING_IS_GROUP)
            continue;
        assert_string_equal(s->key, names[met++]);
        assert_str_equal(config_get(&a, &c.settings, str_of(s->key)), str_of(s->fallback));
        assert_true(config_set(&a, &c.settings, str_of(s->key), str_of(s->fallback), &err));
        assert_true(strlen(config_setting_help(str_of(s->key))) > 4);
    }
    assert_int_equal(met, count);
    arena_free(&a);
}

static void
a_refused_value_leaves_the_old_one(void **state)
{
    struct arena a = { 0 };
    struct config c = load(&a, NULL, NULL);
    struct err err = { 0 };

    (void)state;
    assert_false(config_set(&a, &c.settings, STR("measure"), STR("7"), &err));
    assert_int_equal(err.kind, ERR_INVALID);
    assert_int_equal(c.settings.measure_cols, 72);
    assert_false(config_set(&a, &c.settings, STR("nothing"), STR("7"), &err));
    assert_int_equal(err.kind, ERR_MISSING);
    assert_int_equal(config_get(&a, &c.settings, STR("nothing")).len, 0);
    assert_null(config_setting_help(STR("nothing")));
    arena_free(&a);
}

static void
sources_are_read_in_order(void **state)
{
    struct arena a = { 0 };
    struct config c = load(
        &a, NULL,
        "[tengri-en]\nurl = \"https://en.tengrinews.kz/news.rss\" ; a note\nname = "
        "\"Tengrinews\"\nsection = \"Central Asia\"\nrefresh = \"30m\"\nfull-text = \"always\"\n"
        "[local]\nurl = \"exec:/usr/bin/mynews --all\"\nfilter = \"sed 's/a b/c/'\"\n"
        "enabled = off\nlimit = 1m\n"
        "content = \"div.article > p\"\nremove = \".ad\"\nuser = me\n"
        "password-command = \"pass news\"\nproxy = \"socks5h://127.0.0.1:9050\"\n"
        "user-agent = \"Mine/1\"\nca-file = \"~/ca.pem\"\ncookies-file = \"/c.txt\"\n");

    (void)state;
    assert_str_equal(problems_text(&a, &c), STR(""));
    assert_int_equal(c.source_count, 2);
    assert_str_equal(c.sources[1].proxy, STR("socks5h://127.0.0.1:9050"));
    assert_str_equal(c.sources[1].user_agent, STR("Mine/1"));
    assert_str_equal(c.sources[1].ca_file, STR("~/ca.pem"));
    assert_str_equal(c.sources[1].cookies_file, STR("/c.txt"));
    assert_str_equal(c.sources[0].key, STR("tengri-en"));
    assert_str_equal(c.sources[0].url, STR("https://en.tengrinews.kz/news.rss"));
    assert_str_equal(c.sources[0].section, STR("Central Asia"));
    assert_int_equal(c.sources[0].refresh_s, 1800);
    assert_int_equal(c.sources[0].full_text, WHEN_ALWAYS);
    assert_false(c.sources[0].is_disabled);
    assert_int_equal(c.sources[1].line, 7);
    assert_true(c.sources[1].is_disabled);
    assert_int_equal(c.sources[1].most_bytes, 1 << 20);
    assert_str_equal(c.sources[1].filter, STR("sed 's/a b/c/'"));
    assert_str_equal(c.sources[1].content_selector, STR("div.article > p"));
    assert_str_equal(c.sources[1].password_command, STR("pass news"));
    arena_free(&a);
}

/* clang-format off */
static const struct { const char *text, *want; } bad_sources[] = {
    { "[bbc]\nurl = \"htp://bbc.co.uk\"\n", "sources.ini:2: [bbc] url: \"htp://bbc.co.uk\" is not an http, https, file or exec address" },
    { "[bbc]\nname = BBC\n", "sources.ini:1: [bbc] has no url; the section is not used" },
    { "[bbc]\n", "sources.ini:1: [bbc] has no url; the section is not used" },
    { "url = \"https://e.org\"\n", "sources.ini:1: url: stands before the first [source]" },
    { "[b b]\nurl = \"https://e.org\"\nname = x\n", "sources.ini:1: [b b]: a source's id has 1 to 64 of a-z 0-9 . _ - and begins with a letter or digit; the section is not used" },
    { "[http://e.org]\nurl = \"https://e.org\"\n", "sources.ini:1: [http://e.org]: a source's id has 1 to 64 of a-z 0-9 . _ - and begins with a letter or digit; the section is not used" },
    { "[x]\nurl = \"https://e.org\"\nrefresh = 5s\n", "sources.ini:3: [x] refresh: \"5s\" is less than a minute" },
    { "[x]\nurl = \"https://e.org\"\nful-text = always\n", "sources.ini:3: [x] ful-text: a source has no such setting; is it \"full-text\"?" },
    { "[x]\nurl = \"https://e.org\"\nenabled = perhaps\n", "sources.ini:3: [x] enabled: \"perhaps\" is neither on nor off" },
    { "[x]\nurl = \"https://e.org\"\n[y]\nurl = \"https://e.org\"\n", "sources.ini:3: [y] has the same url as the section in line 1" },
    { "[x]\nurl = \"https://e.org\"\nproxy = \"ftp://me:secret@e.org\"\n", "sources.ini:3: [x] proxy: is no proxy such as http://host:3128 or socks5h://host:1080" },
    { "[x]\nurl = \"https://e.org\"\nproxy = \"socks5h://\"\n", "sources.ini:3: [x] proxy: is no proxy such as http://host:3128 or socks5h://host:1080" },
    { "[x]\nurl = \"https://e.org\"\nca-file = \"ca.pem\"\n", "sources.ini:3: [x] ca-file: \"ca.pem\" is no whole path such as /a/file or ~/file" },
    { "[x]\nurl = \"https://e.org\"\nfilter = \"\"\n", "sources.ini:3: [x] filter: names no program" },
};
/* clang-format on */

static void
bad_sources_harm_only_themselves(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad_sources); i++) {
        struct arena a = { 0 };
        struct buf b = { .arena = &a };

        buf_printf(&b, "%s[good]\nurl = \"https://good.example/\"\n%c", bad_sources[i].text, '\0');
        struct config c = load(&a, NULL, b.ptr);
        str got = problems_text(&a, &c);

        if (!str_eq(got, str_of(bad_sources[i].want)))
            fail_msg("got %.*s\nfor %s", STR_ARG(got), bad_sources[i].text);
        assert_true(c.source_count > 0);
        assert_str_equal(c.sources[c.source_count - 1].key, STR("good"));
        arena_free(&a);
    }
}

static void
what_cannot_be_read_is_an_error(void **state)
{
    struct arena a = { 0 };
    struct config_paths paths = make_paths(&a, "", NULL);
    struct config c = { 0 };
    struct err err = { 0 };
    char *large = arena_alloc(&a, (2 << 20) + 1);

    (void)state;
    assert_int_equal(mkdir(paths.sources_file.ptr, 0700), 0);
    assert_false(config_load(&a, &paths, &c, &err));
    assert_int_equal(err.kind, ERR_STORE);
    assert_int_equal(rmdir(paths.sources_file.ptr), 0);
    assert_int_equal(mkfifo(paths.sources_file.ptr, 0600), 0); /* must not be waited for */
    assert_false(config_load(&a, &paths, &c, &err));
    assert_int_equal(unlink(paths.sources_file.ptr), 0);
    memset(large, '#', 2 << 20);
    assert_true(file_write(paths.sources_file.ptr, (str){ large, 2 << 20 }, &err));
    assert_false(config_load(&a, &paths, &c, &err));
    assert_int_equal(err.kind, ERR_STORE);
    arena_free(&a);
}

/* Its disk may not be there yet: no new file takes its place, and no empty one is read for it. */
static void
a_link_to_nothing_is_left_and_told(void **state)
{
    static const char *const targets[] = { "/no/such/disk/sources.ini", "sources.ini" };
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        struct config_paths paths = make_paths(&a, "", NULL);
        struct config c = { 0 };
        struct err err = { 0 };
        bool is_first = false;
        struct stat st;

        unlink(paths.sources_file.ptr);
        assert_int_equal(symlink(targets[i], paths.sources_file.ptr), 0);
        assert_true(config_write_first(&paths, &is_first, &err));
        assert_false(is_first);
        assert_int_equal(lstat(paths.sources_file.ptr, &st), 0);
        assert_true(S_ISLNK(st.st_mode));
        assert_false(config_load(&a, &paths, &c, &err));
        assert_int_equal(err.kind, ERR_STORE);
        assert_true(str_find(str_of(err.text), STR("link")) != STR_NONE);
    }
    arena_free(&a);
}

static void
the_first_start_writes_both_files_once(void **state)
{
    struct arena a = { 0 };
    struct config_paths paths = make_paths(&a, NULL, NULL);
    struct config c = { 0 };
    struct err err = { 0 };
    bool is_first = false;
    struct stat st;

    (void)state;
    assert_true(config_write_first(&paths, &is_first, &err));
    assert_true(is_first);
    assert_int_equal(stat(paths.sources_file.ptr, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(config_load(&a, &paths, &c, &err));
    assert_str_equal(problems_text(&a, &c), STR(""));
    assert_in_range(c.source_count, 12, 40);
    assert_true(file_write(paths.sources_file.ptr, STR(""), &err));
    assert_true(config_write_first(&paths, &is_first, &err));
    assert_false(is_first);
    assert_true(config_load(&a, &paths, &c, &err));
    assert_int_equal(c.source_count, 0);
    arena_free(&a);
}

/* With every ; taken away the first courant.ini says all that there is, and nothing wrong. */
static void
the_first_settings_hold_when_they_are_uncommented(void **state)
{
    struct arena a = { 0 };
    struct config_paths paths = make_paths(&a, NULL, NULL);
    struct buf b = { .arena = &a };
    struct err err = { 0 };
    bool is_first = false;
    str raw, line;

    (void)state;
    assert_true(config_write_first(&paths, &is_first, &err));
    assert_true(file_load(paths.settings_file.ptr, 1 << 20, &a, &raw, &err));
    while (str_take_line(&raw, &line))
        buf_printf(&b, "%.*s\n", STR_ARG(str_from(line, str_starts(line, STR(";")))));
    buf_add_char(&b, '\0');
    struct config c = load(&a, b.ptr, NULL), fresh = load(&a, NULL, NULL);

    assert_str_equal(problems_text(&a, &c), STR(""));
    assert_int_equal(c.view_count, 3);
    assert_int_equal(c.key_count, 3);
    for (const struct setting *s = setting_table; s->key; s++)
        if (s->kind != SETTING_IS_GROUP)
            assert_str_equal(config_get(&a, &c.settings, str_of(s->key)),
                             config_get(&a, &fresh.settings, str_of(s->key)));
    arena_free(&a);
}

static void
folders_follow_the_environment(void **state)
{
    struct arena a = { 0 };
    struct config_paths p, over = { .store_file = STR_INIT("x.db") };
    struct err err = { 0 };

    (void)state;
    setenv("HOME", "/h", 1);
    setenv("XDG_CONFIG_HOME", "/c", 1);
    setenv("XDG_DATA_HOME", "relative", 1); /* not absolute: as if not set */
    unsetenv("XDG_STATE_HOME");
    assert_true(config_paths_find(&a, NULL, &p, &err));
    assert_str_equal(p.settings_file, STR("/c/courant/courant.ini"));
    assert_str_equal(p.themes_folder, STR("/c/courant/themes"));
    assert_str_equal(p.store_file, STR("/h/.local/share/courant/courant.db"));
    assert_str_equal(p.log_file, STR("/h/.local/state/courant/courant.log"));
    assert_true(config_paths_find(&a, &over, &p, &err));
    assert_str_equal(p.store_file, STR("x.db"));
    arena_free(&a);
}

/* docs/config.md tells of every setting what the table says. */
static void
the_document_lists_every_setting(void **state)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    str text;

    (void)state;
    if (!file_load("docs/config.md", 1 << 20, &a, &text, &err))
        test_skip("docs/config.md is not in the folder that tests are run from");
    for (const struct setting *s = setting_table; s->key; s++) {
        str row = arena_printf(&a, "| `%s` | `%s` | %.*s | %s |", s->key, s->fallback,
                               STR_ARG(setting_range(&a, s)), s->help);

        if (s->kind != SETTING_IS_GROUP && str_find(text, row) == STR_NONE)
            fail_msg("docs/config.md lacks\n%.*s", STR_ARG(row));
    }
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_files_mean_defaults),
        cmocka_unit_test(settings_of_every_kind_are_read),
        cmocka_unit_test(bad_settings_are_named_and_cost_their_line),
        cmocka_unit_test(set_and_get_agree_for_all),
        cmocka_unit_test(a_refused_value_leaves_the_old_one),
        cmocka_unit_test(sources_are_read_in_order),
        cmocka_unit_test(bad_sources_harm_only_themselves),
        cmocka_unit_test(what_cannot_be_read_is_an_error),
        cmocka_unit_test(a_link_to_nothing_is_left_and_told),
        cmocka_unit_test(the_first_start_writes_both_files_once),
        cmocka_unit_test(the_first_settings_hold_when_they_are_uncommented),
        cmocka_unit_test(folders_follow_the_environment),
        cmocka_unit_test(the_document_lists_every_setting),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
