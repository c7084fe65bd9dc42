#include "test.h"

#include <courant/config_edit.h>

#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct config_paths
make_paths(struct arena *a, const char *sources)
{
    static int number;
    struct config_paths over = { .config_folder =
                                     arena_printf(a, "%s/%d", test_folder(), ++number) };
    struct config_paths paths;
    struct err err = { 0 };

    assert_true(config_paths_find(a, &over, &paths, &err));
    if (sources)
        assert_true(file_make_folders(paths.sources_file.ptr, &err) &&
                    file_write(paths.sources_file.ptr, str_of(sources), &err));
    return paths;
}

static str
read_back(struct arena *a, const struct config_paths *paths)
{
    struct err err = { 0 };
    str text;

    if (!file_load(paths->sources_file.ptr, 1 << 20, a, &text, &err))
        fail_msg("%s", err.text);
    return text;
}

#define BBC "[bbc]\nurl = \"https://bbc.example/\"\n"

/* clang-format off */
static const struct { const char *label, *before, *key, *after; } removals[] = {
    { "the only one", BBC, "bbc", "" },
    { "the first", BBC "[b]\nurl = x\n", "bbc", "[b]\nurl = x\n" },
    { "the last", "[b]\nurl = x\n\n" BBC, "bbc", "[b]\nurl = x\n\n" },
    { "letter case", "[BBC]\nurl = x\n[b]\n", "bbc", "[b]\n" },
    { "comments above and below stay",
      "# head\n\n# the BBC\n" BBC "\n# ---- Asia ----\n\n# tengri\n[b]\nurl = x # note\n", "bbc",
      "# head\n\n# the BBC\n\n# ---- Asia ----\n\n# tengri\n[b]\nurl = x # note\n" },
    { "a comment of the next, with nothing between", BBC "# next\n[b]\n", "bbc", "# next\n[b]\n" },
    { "its own comments go", "[b]\n\n[bbc]\n# why\nurl = x\n# refresh = 1h\n\n[c]\n", "bbc", "[b]\n\n[c]\n" },
    { "settings after a gap", "[bbc]\nurl = x\n\nname = B\n\n[c]\n", "bbc", "[c]\n" },
    { "twice", BBC "[b]\nurl = x\n" BBC "[c]\n", "bbc", "[b]\nurl = x\n[c]\n" },
    { "not one that begins so", "[bbc-world]\nurl = x\n" BBC, "bbc", "[bbc-world]\nurl = x\n" },
    { "CRLF", "[b]\r\nurl = x\r\n\r\n[bbc]\r\nurl = y\r\n\r\n[c]\r\n", "bbc", "[b]\r\nurl = x\r\n\r\n[c]\r\n" },
    { "no newline at the end", "[b]\nurl = x\n[bbc]\nurl = y", "bbc", "[b]\nurl = x\n" },
    { "a BOM", "\xEF\xBB\xBF[bbc]\nurl = y\n[b]\n", "bbc", "[b]\n" },
    { "bad lines of others stay", "[b]\njunk\n[bbc]\nurl = y\n[broken\nurl = z\n", "bbc", "[b]\njunk\n[broken\nurl = z\n" },
};
/* clang-format on */

static void
removal_touches_its_own_lines_only(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(removals); i++) {
        struct arena a = { 0 };
        struct config_paths paths = make_paths(&a, removals[i].before);
        struct err err = { 0 };

        if (!config_source_remove(&a, &paths, str_of(removals[i].key), NULL, &err))
            fail_msg("%s: %s", removals[i].label, err.text);
        str got = read_back(&a, &paths);

        if (!str_eq(got, str_of(removals[i].after)))
            fail_msg("%s: got\n%.*s", removals[i].label, STR_ARG(got));
        arena_free(&a);
    }
}

static void
what_is_not_there_is_not_removed(void **state)
{
    struct arena a = { 0 };
    struct config_paths paths = make_paths(&a, "# only\n" BBC);
    struct err err = { 0 };

    (void)state;
    assert_false(config_source_remove(&a, &paths, STR("cnn"), NULL, &err));
    assert_int_equal(err.kind, ERR_MISSING);
    assert_str_equal(str_of(err.text), STR("sources.ini: there is no [cnn]"));
    assert_str_equal(read_back(&a, &paths), STR("# only\n" BBC));
    arena_free(&a);
}

/* clang-format off */
static const struct { const char *label, *before, *after, *key; struct config_source source; } additions[] = {
    { "to a file that is not there", NULL, "[e.org]\nurl     = \"https://www.e.org/feed\"\n", "e.org",
      { .url = STR_INIT("https://www.e.org/feed") } },
    { "after what is there", "# mine\n" BBC,
      "# mine\n" BBC "\n[x]\nurl     = \"https://e.org/\"\nname    = \"E\"\nsection = \"World/All\"\n", "x",
      { .key = STR_INIT("x"), .url = STR_INIT("https://e.org/"), .name = STR_INIT("E"), .section = STR_INIT("World/All") } },
    { "after a line without an end", "[b]\nurl = x", "[b]\nurl = x\n\n[e.org]\nurl     = \"https://e.org/\"\n", "e.org",
      { .url = STR_INIT("https://e.org/") } },
    { "with the file's line ends", "[b]\r\nurl = x\r\n", "[b]\r\nurl = x\r\n\r\n[e.org]\r\nurl     = \"https://e.org/\"\r\n", "e.org",
      { .url = STR_INIT("https://e.org/") } },
    { "a host that is there", "[e.org]\nurl = x\n[e.org-2]\nurl = y\n",
      "[e.org]\nurl = x\n[e.org-2]\nurl = y\n\n[e.org-3]\nurl     = \"https://feeds.e.org/\"\n", "e.org-3",
      { .url = STR_INIT("https://feeds.e.org/") } },
    { "quotes", "", "[q]\nurl     = \"https://e.org/?q=%22a%22#f;g\"\nname    = 'The \"E\"'\nsection = \"It's ”so”\"\n", "q",
      { .key = STR_INIT("q"), .url = STR_INIT("https://e.org/?q=\"a\"#f;g"), .name = STR_INIT("The \"E\""), .section = STR_INIT("It's \"so\"") } },
    { "lines in a name", "", "[n]\nurl     = \"https://e.org/\"\nname    = \"a  [evil] url = exec:x\"\n", "n",
      { .key = STR_INIT("n"), .url = STR_INIT("https://e.org/"), .name = STR_INIT("a\r\n[evil]\nurl = exec:x") } },
    { "everything", "",
      "[all]\nurl     = \"exec:news --all\"\nrefresh = \"90m\"\nfull-text = \"always\"\ncontent = \"p\"\nremove  = \".x\"\nuser    = \"me\"\n"
      "password-command = \"pass\"\nfilter  = \"sed s/a/b/\"\nlimit   = \"2m\"\nenabled = \"off\"\n", "all",
      { .key = STR_INIT("all"), .url = STR_INIT("exec:news --all"), .refresh_s = 5400, .full_text = WHEN_ALWAYS,
        .content_selector = STR_INIT("p"), .remove_selector = STR_INIT(".x"), .user = STR_INIT("me"),
        .password_command = STR_INIT("pass"), .filter = STR_INIT("sed s/a/b/"), .is_disabled = true, .most_bytes = 2 << 20 } },
    { "a file path", "", "[news.xml]\nurl     = \"file:///var/News.xml\"\n", "news.xml", { .url = STR_INIT("file:///var/News.xml") } },
    { "user and port", "", "[e.org-8080]\nurl     = \"http://me:word@e.org:8080/\"\n", "e.org-8080", { .url = STR_INIT("http://me:word@e.org:8080/") } },
    { "another script", "", "[example]\nurl     = \"https://новости.example/\"\n", "example", { .url = STR_INIT("https://новости.example/") } },
};
/* clang-format on */

static void
addition_appends_a_section_that_reads_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(additions); i++) {
        struct arena a = { 0 };
        struct config_paths paths = make_paths(&a, additions[i].before);
        struct config config = { 0 };
        struct err err = { 0 };
        str key = { 0 };

        if (!config_source_add(&a, &paths, &additions[i].source, &key, &err))
            fail_msg("%s: %s", additions[i].label, err.text);
        str got = read_back(&a, &paths);

        if (!str_eq(got, str_of(additions[i].after)) || !str_eq(key, str_of(additions[i].key)))
            fail_msg("%s: got %.*s\n%.*s", additions[i].label, STR_ARG(key), STR_ARG(got));
        assert_true(config_load(&a, &paths, &config, &err));
        assert_str_equal(config.sources[config.source_count - 1].key, key);
        assert_true(config_source_remove(&a, &paths, key, NULL, &err));
        arena_free(&a);
    }
}

/* clang-format off */
static const struct { const char *label; struct config_source source; } refusals[] = {
    { "no address", { .key = STR_INIT("x") } },
    { "a scheme that is not followed", { .url = STR_INIT("javascript:alert(1)") } },
    { "a newline in the address", { .url = STR_INIT("https://e.org/\n[x]") } },
    { "an id that is there", { .key = STR_INIT("bbc"), .url = STR_INIT("https://e.org/") } },
    { "an id that is none", { .key = STR_INIT("../x"), .url = STR_INIT("https://e.org/") } },
    { "an address that is there", { .url = STR_INIT("https://bbc.example/") } },
    { "no UTF-8", { .url = STR_INIT("https://e.org/"), .name = STR_INIT("\xFF") } },
    { "a bidi override", { .url = STR_INIT("https://e.org/"), .name = STR_INIT("a\xE2\x80\xAE" "b") } },
};
/* clang-format on */

static void
what_would_not_read_back_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        struct arena a = { 0 };
        struct config_paths paths = make_paths(&a, BBC);
        struct err err = { 0 };
        str key = STR("untouched");

        if (config_source_add(&a, &paths, &refusals[i].source, &key, &err))
            fail_msg("%s: was added", refusals[i].label);
        assert_int_equal(err.kind, ERR_INVALID);
        assert_str_equal(key, STR("untouched"));
        assert_str_equal(read_back(&a, &paths), STR(BBC));
        arena_free(&a);
    }
}

static void
a_line_too_long_to_read_back_is_refused(void **state)
{
    struct arena a = { 0 };
    struct config_paths paths = make_paths(&a, BBC);
    struct buf url = { .arena = &a };
    struct err err = { 0 };
    str key;

    (void)state;
    buf_add(&url, STR("https://e.org/"));
    for (int i = 0; i < 1000; i++)
        buf_add_char(&url, 'x');
    assert_false(
        config_source_add(&a, &paths, &(struct config_source){ .url = buf_str(&url) }, &key, &err));
    assert_int_equal(err.kind, ERR_INVALID);
    assert_str_equal(read_back(&a, &paths), STR(BBC));
    arena_free(&a);
}

static void
links_and_permissions_are_kept(void **state)
{
    struct arena a = { 0 };
    struct config_paths paths = make_paths(&a, BBC);
    str real = arena_printf(&a, "%.*s.real", STR_ARG(paths.sources_file));
    struct err err = { 0 };
    struct stat st;
    str key;

    (void)state;
    assert_int_equal(rename(paths.sources_file.ptr, real.ptr), 0);
    assert_int_equal(chmod(real.ptr, 0640), 0);
    assert_int_equal(symlink(real.ptr, paths.sources_file.ptr), 0);
    assert_true(config_source_add(
        &a, &paths, &(struct config_source){ .url = STR("https://e.org/") }, &key, &err));
    assert_int_equal(lstat(paths.sources_file.ptr, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(stat(real.ptr, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    arena_free(&a);
}

static void
a_file_that_is_not_to_be_written_is_left(void **state)
{
    struct arena a = { 0 };
    struct config_paths paths = make_paths(&a, BBC);
    pid_t child = fork();
    int status = -1;

    (void)state;
    assert_true(child >= 0);
    if (child == 0) { /* root may write everything */
        struct err err = { 0 };
        bool is_ready =
            chmod(paths.sources_file.ptr, 0444) == 0 &&
            (geteuid() != 0 ||
             (chmod(test_folder(), 0777) == 0 && chown(paths.sources_file.ptr, 65534, 65534) == 0 &&
              chown(path_folder(&a, paths.sources_file).ptr, 65534, 65534) == 0 &&
              setgid(65534) == 0 && setuid(65534) == 0));
        bool is_refused = !config_source_remove(&a, &paths, STR("bbc"), NULL, &err) &&
                          err.kind == ERR_STORE &&
                          str_find(str_of(err.text), STR("Permission denied")) != STR_NONE;

        _exit(is_ready && is_refused ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_str_equal(read_back(&a, &paths), STR(BBC));
    arena_free(&a);
}

/* Each in a process of its own, from the very first start on: nothing that one adds is lost to another. */
static void
many_may_add_at_once(void **state)
{
    enum { COUNT = 12 };
    struct arena a = { 0 };
    struct config_paths paths = make_paths(&a, NULL);
    struct config config;
    struct err err = { 0 };
    bool is_first;
    str key;

    (void)state;
    for (int i = 0; i < COUNT; i++) {
        if (fork() != 0)
            continue;
        const struct config_source source = { .url = arena_printf(&a, "https://e.org/%d", i) };
        bool ok = config_write_first(&paths, &is_first, &err) &&
                  config_source_add(&a, &paths, &source, &key, &err);

        _exit(ok ? 0 : 1);
    }
    for (int i = 0; i < COUNT; i++) {
        int status = -1;

        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    assert_true(config_load(&a, &paths, &config, &err));
    for (int i = 0; i < COUNT; i++) {
        size_t found = 0;

        for (size_t k = 0; k < config.source_count; k++)
            found += str_eq(config.sources[k].url, arena_printf(&a, "https://e.org/%d", i)) ? 1 : 0;
        if (found != 1)
            fail_msg("https://e.org/%d: %zu times", i, found);
    }
    arena_free(&a);
}

/* clang-format off */
static const struct { const char *label, *before, *setting, *value, *after; } changes[] = {
    { "in place, its comment stays", "[b]\nurl = \"x\"\nname   = \"Old\" ; mine\n[c]\n", "name", "New", "[b]\nurl = \"x\"\nname   = \"New\" ; mine\n[c]\n" },
    { "unquoted before", "[b]\nname = Old # mine\n", "name", "New", "[b]\nname = \"New\" # mine\n" },
    { "empty before", "[b]\nname =\n", "name", "New", "[b]\nname = \"New\"\n" },
    { "a new line, as its neighbours stand", "# x\n[b]\nurl     = \"x\"\n# mine\n\n# of c\n[c]\n", "section", "News", "# x\n[b]\nurl     = \"x\"\nsection = \"News\"\n# mine\n\n# of c\n[c]\n" },
    { "tight neighbours", "[b]\nurl=x\n", "enabled", "off", "[b]\nurl=x\nenabled = off\n" },
    { "the last line without its end", "[b]\nurl = x", "enabled", "off", "[b]\nurl = x\nenabled = off\n" },
    { "a section without settings", "[b]\n[c]\n", "name", "B", "[b]\nname = \"B\"\n[c]\n" },
    { "taken out", "[b]\nenabled = off ; for now\nurl = x\n", "enabled", "", "[b]\nurl = x\n" },
    { "taken out where it is not", "[b]\nurl = x\n", "name", "", "[b]\nurl = x\n" },
    { "twice: the last counts", "[b]\nname = 1\nname = 2\n", "name", "3", "[b]\nname = 1\nname = \"3\"\n" },
    { "twice, taken out", "[b]\nname = 1\nurl = x\nname = 2\n", "name", "", "[b]\nurl = x\n" },
    { "the section twice", "[b]\nurl = x\n[c]\nname = C\n[B]\nrefresh = 1h\n", "name", "B", "[b]\nurl = x\n[c]\nname = C\n[B]\nrefresh = 1h\nname    = \"B\"\n" },
    { "a double quote", "[b]\nurl = x\n", "name", "The \"B\"", "[b]\nurl = x\nname = 'The \"B\"'\n" },
    { "CRLF", "[b]\r\nurl = x\r\n[c]\r\n", "name", "B", "[b]\r\nurl = x\r\nname = \"B\"\r\n[c]\r\n" },
};
/* clang-format on */

static void
a_setting_is_changed_and_taken_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
        struct arena a = { 0 };
        struct config_paths paths = make_paths(&a, changes[i].before);
        struct config_undo undo = { 0 };
        struct err err = { 0 };

        if (!config_source_change(&a, &paths, STR("b"), str_of(changes[i].setting),
                                  str_of(changes[i].value), &undo, &err))
            fail_msg("%s: %s", changes[i].label, err.text);
        str got = read_back(&a, &paths);

        if (!str_eq(got, str_of(changes[i].after)))
            fail_msg("%s: got\n%.*s", changes[i].label, STR_ARG(got));
        assert_true(config_undo_edit(&undo, &err));
        assert_str_equal(read_back(&a, &paths), str_of(changes[i].before));
        arena_free(&a);
    }
}

static void
a_rule_is_put_at_the_end_and_taken_back(void **state)
{
    struct arena a = { 0 };
    struct config_paths paths = make_paths(&a, "");
    const struct config_rule hide = { .query = STR("title:\"Deal of\" -x"), .hides = true };
    const struct config_rule tag = { .query = STR("!!"), .tag = STR("odd") };
    const struct config_rule both = { .query = STR("title:\"it's\""), .saves = true };
    const struct config_rule control = { .query = STR("a\x1b[0m"), .saves = true };
    struct config_undo undo = { 0 };
    struct err err = { 0 };
    str name, text;

    (void)state;
    assert_true(config_rule_add(&a, &paths, &hide, &name, &undo, &err));
    assert_str_equal(name, STR("title-deal-of-x"));
    assert_true(config_rule_add(&a, &paths, &hide, &name, NULL, &err));
    assert_str_equal(name, STR("title-deal-of-x-2"));
    assert_true(config_rule_add(&a, &paths, &tag, &name, &undo, &err));
    assert_false(config_rule_add(&a, &paths, &both, &name, NULL, &err));
    assert_int_equal(err.kind, ERR_INVALID);
    assert_true(file_load(paths.rules_file.ptr, 1 << 16, &a, &text, &err));
    assert_str_equal(text,
                     STR("[title-deal-of-x]\nquery   = 'title:\"Deal of\" -x'\nhide    = on\n\n"
                         "[title-deal-of-x-2]\nquery   = 'title:\"Deal of\" -x'\nhide    = on\n\n"
                         "[rule]\nquery   = \"!!\"\ntag     = \"odd\"\n"));
    assert_true(config_undo_edit(&undo, &err));
    assert_true(config_rule_add(&a, &paths, &control, &name, &undo, &err)); /* as a blank */
    assert_true(file_load(paths.rules_file.ptr, 1 << 16, &a, &text, &err));
    assert_true(str_find_char(text, '\x1b') == STR_NONE &&
                str_find(text, STR("[rule]")) == STR_NONE);
    arena_free(&a);
}

static void
what_cannot_be_changed_is_left(void **state)
{
    static const struct {
        const char *key, *setting, *value, *want;
    } cases[] = {
        { "c", "name", "x", "sources.ini: there is no [c]" },
        { "b", "nmae", "x", "a source has no setting \"nmae\"" },
        { "b", "refresh", "5s", "refresh: \"5s\" is less than a minute" },
        { "b", "url", "nowhere", "url: " },
    };
    struct arena a = { 0 };
    struct config_paths paths = make_paths(&a, BBC "[b]\nurl = x\n");
    struct config_undo undo = { 0 };
    struct err err = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_false(config_source_change(&a, &paths, str_of(cases[i].key),
                                          str_of(cases[i].setting), str_of(cases[i].value), &undo,
                                          &err));
        if (!str_starts(str_of(err.text), str_of(cases[i].want)))
            fail_msg("%zu: %s", i, err.text);
    }
    assert_str_equal(read_back(&a, &paths), STR(BBC "[b]\nurl = x\n"));
    /* What somebody changed since is theirs. */
    assert_true(config_source_remove(&a, &paths, STR("b"), &undo, &err));
    assert_true(file_write(paths.sources_file.ptr, STR("[d]\nurl = y\n"), &err));
    assert_false(config_undo_edit(&undo, &err));
    assert_int_equal(err.kind, ERR_INVALID);
    assert_str_equal(read_back(&a, &paths), STR("[d]\nurl = y\n"));
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_setting_is_changed_and_taken_back),
        cmocka_unit_test(a_rule_is_put_at_the_end_and_taken_back),
        cmocka_unit_test(what_cannot_be_changed_is_left),
        cmocka_unit_test(removal_touches_its_own_lines_only),
        cmocka_unit_test(what_is_not_there_is_not_removed),
        cmocka_unit_test(addition_appends_a_section_that_reads_back),
        cmocka_unit_test(what_would_not_read_back_is_refused),
        cmocka_unit_test(a_line_too_long_to_read_back_is_refused),
        cmocka_unit_test(links_and_permissions_are_kept),
        cmocka_unit_test(a_file_that_is_not_to_be_written_is_left),
        cmocka_unit_test(many_may_add_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
