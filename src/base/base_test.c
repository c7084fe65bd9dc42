#include "test.h"

#include <courant/base.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void
errors_are_cleaned_and_wrapped(void **state)
{
    struct err err = { 0 };

    (void)state;
    assert_false(err_set(&err, ERR_INVALID, "bad \x1b[31m \xC2\x9b \xFF \u202e word"));
    assert_null(strchr(err.text, '\x1b'));
    assert_null(strstr(err.text, "\xC2\x9b"));
    assert_true(utf8_is_valid(str_of(err.text)));
    assert_false(err_wrap(&err, "bbc"));
    assert_true(str_starts(str_of(err.text), STR("bbc: bad")));
    assert_int_equal(err.kind, ERR_INVALID);
}

static void
long_errors_stay_whole_characters(void **state)
{
    struct err err = { 0 };
    char text[2048];

    (void)state;
    for (size_t i = 0; i + 2 < sizeof(text); i += 2)
        memcpy(text + i, "\xD0\xB0", 3);
    err_set(&err, ERR_NET, "x%s", text);
    assert_true(utf8_is_valid(str_of(err.text)));
}

static void
paths_are_parted_at_the_last_slash(void **state)
{
    static const struct {
        const char *path, *folder, *name;
    } cases[] = {
        { "/a/b.ini", "/a", "b.ini" },
        { "/b", "/", "b" },
        { "b", ".", "b" },
        { "a/", "a", "" },
        { "/", "/", "" },
        { "", ".", "" },
    };
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        str folder = path_folder(&a, str_of(cases[i].path));

        assert_string_equal(folder.ptr, cases[i].folder);
        assert_str_equal(path_name(str_of(cases[i].path)), str_of(cases[i].name));
    }
    arena_free(&a);
}

static void
path_expand_knows_the_home(void **state)
{
    static const struct {
        const char *home, *path, *want;
    } cases[] = {
        { "/houses/ann", "~/a/b.pem", "/houses/ann/a/b.pem" },
        { "/", "~/a", "/a" },
        { "/houses/ann", "/etc/~/a", "/etc/~/a" },
        { "/houses/ann", "~bob/a", "~bob/a" },
        { "/houses/ann", "", "" },
        { "", "~/a", "~/a" },
    };
    struct arena a = { 0 };
    str before = str_of(getenv("HOME"));

    (void)state;
    before = (str){ arena_cstr(&a, before), before.len };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        setenv("HOME", cases[i].home, 1);
        assert_string_equal(path_expand(&a, str_of(cases[i].path)).ptr, cases[i].want);
    }
    setenv("HOME", before.ptr, 1);
    arena_free(&a);
}

static void
queue_keeps_order_and_limit(void **state)
{
    struct queue *q = queue_new(3);
    int items[4] = { 0 };

    (void)state;
    assert_true(queue_put(q, &items[1]) && queue_put(q, &items[2]) &&
                queue_put_first(q, &items[0]));
    assert_false(queue_put(q, &items[3]));
    assert_ptr_equal(queue_take(q), &items[0]);
    assert_ptr_equal(queue_take(q), &items[1]);
    assert_int_equal(queue_count(q), 1);
    assert_ptr_equal(queue_take(q), &items[2]);
    assert_null(queue_take(q));
    queue_free(q);
}

static void
days_come_back(void **state)
{
    static const struct {
        int64_t at;
        const char *text;
    } cases[] = {
        { 0, "1970-01-01T00:00:00Z" },         { 1072986501, "2004-01-01T19:48:21Z" },
        { 951782399, "2000-02-28T23:59:59Z" }, { 951782400, "2000-02-29T00:00:00Z" },
        { -1, "1969-12-31T23:59:59Z" },        { INT64_MAX, "9999-12-31T23:59:59Z" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[TIME_TEXT_LEN];

        time_text(cases[i].at, text);
        assert_string_equal(text, cases[i].text);
    }
    for (int64_t at = -100000000000; at < 200000000000; at += 86399 * 97) {
        int64_t year;
        int month, day, hour, minute, second;

        time_to_civil(at, &year, &month, &day, &hour, &minute, &second);
        if (time_from_civil(year, month, day, hour, minute, second) != at)
            fail_msg("%" PRId64 " does not come back", at);
    }
}

static void
files_are_written_whole(void **state)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    str path = arena_printf(&a, "%s/deep/er/file", test_folder());
    str raw = { 0 };
    struct stat st;

    (void)state;
    assert_false(file_write(path.ptr, STR("x"), &err));
    assert_int_equal(err.kind, ERR_STORE);
    assert_true(file_make_folders(path.ptr, &err));
    assert_true(file_write(path.ptr, STR("some\0bytes"), &err));
    assert_true(file_load(path.ptr, 100, &a, &raw, &err));
    assert_str_equal(raw, STR("some\0bytes"));
    assert_int_equal(stat(path.ptr, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_false(file_load(path.ptr, 4, &a, &raw, &err));
    assert_int_equal(err.kind, ERR_LIMIT);
    assert_false(file_load(test_folder(), 4, &a, &raw, &err));
    arena_free(&a);
}

/* Whoever opens a pipe that nobody is at waits for ever. */
static void
pipes_are_not_waited_for(void **state)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    str path = arena_printf(&a, "%s/pipe", test_folder()), raw = { 0 };

    (void)state;
    assert_int_equal(mkfifo(path.ptr, 0600), 0);
    assert_false(file_load_ordinary(path.ptr, 100, &a, &raw, &err));
    assert_int_equal(err.kind, ERR_STORE);
    assert_false(log_open(path.ptr, &err));
    arena_free(&a);
}

static void
log_lines_are_clean(void **state)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    str path = arena_printf(&a, "%s/logs/courant.log", test_folder());
    str raw = { 0 };

    (void)state;
    assert_int_equal(log_fd(), -1);
    log_add("test", "goes nowhere");
    assert_true(log_open(path.ptr, &err));
    log_add("test", "a \x1b]0;b\nc");
    log_close();
    assert_true(file_load(path.ptr, 1000, &a, &raw, &err));
    assert_true(str_find(raw, STR("test: a  ]0;b c\n")) != STR_NONE);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_cleaned_and_wrapped),
        cmocka_unit_test(long_errors_stay_whole_characters),
        cmocka_unit_test(paths_are_parted_at_the_last_slash),
        cmocka_unit_test(path_expand_knows_the_home),
        cmocka_unit_test(queue_keeps_order_and_limit),
        cmocka_unit_test(days_come_back),
        cmocka_unit_test(files_are_written_whole),
        cmocka_unit_test(pipes_are_not_waited_for),
        cmocka_unit_test(log_lines_are_clean),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
