#include "test.h"

#include <courant/base.h>

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

static void
arguments_arrive_as_they_are(void **state)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    const char *argv[] = { "printf", "%s|", "$(touch x)", "`id`; \"'", "a b\nc", NULL };
    str raw = { 0 };

    (void)state;
    assert_true(run_capture(&a, argv, STR(""), 1000, 5000, &raw, &err));
    assert_str_equal(raw, STR("$(touch x)|`id`; \"'|a b\nc|"));
    arena_free(&a);
}

static void
input_goes_through(void **state)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    const char *argv[] = { "cat", NULL };
    struct buf input = { .arena = &a };
    str raw = { 0 };

    (void)state;
    for (int i = 0; i < 100000; i++)
        buf_printf(&input, "%d\n", i);
    assert_true(run_capture(&a, argv, buf_str(&input), 1 << 20, 20000, &raw, &err));
    assert_true(str_eq(raw, buf_str(&input)));
    arena_free(&a);
}

static void
limits_end_it(void **state)
{
    static const char *const endless[] = { "yes", NULL }, *const asleep[] = { "sleep", "60", NULL };
    static const char *const failing[] = { "false", NULL }, *const absent[] = { "no-such-program",
                                                                                NULL };
    const struct {
        const char *const *argv;
        enum err_kind want;
        const char *words;
    } cases[] = {
        { endless, ERR_LIMIT, "wrote more" },
        { asleep, ERR_LIMIT, "too long" },
        { failing, ERR_INVALID, "status 1" },
        { absent, ERR_MISSING, "No such file" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        struct err err = { 0 };
        str raw = { 0 };

        assert_false(run_capture(&a, cases[i].argv, STR(""), 10000, 300, &raw, &err));
        if (err.kind != cases[i].want || !strstr(err.text, cases[i].words))
            fail_msg("%s: %s", cases[i].argv[0], err.text);
        arena_free(&a);
    }
}

static void *
cancel_soon(void *context)
{
    const int *fd = context;

    poll(NULL, 0, 200);
    eventfd_write(*fd, 1);
    return NULL;
}

static void
another_thread_can_end_it(void **state)
{
    const char *asleep[] = { "sleep", "100", NULL };
    const char *mute[] = { "sh", "-c", "exec >&-; sleep 100", NULL }; /* nothing more to be read */
    const char *const *const cases[] = { asleep, mute };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        struct err err = { 0 };
        str raw = { 0 };
        int fd = eventfd(0, EFD_CLOEXEC);
        int64_t began_ms = time_now_ms();
        pthread_t thread;

        assert_int_equal(pthread_create(&thread, NULL, cancel_soon, &fd), 0);
        assert_false(run_capture_until(&a, cases[i], STR(""), 100, 90000, fd, &raw, &err));
        pthread_join(thread, NULL);
        assert_int_equal(err.kind, ERR_CANCELLED);
        assert_true(time_now_ms() - began_ms < 80000);
        close(fd);
        arena_free(&a);
    }
}

/* Each pipe that could be had is given back when the next could not. */
static void
nothing_is_left_open(void **state)
{
    const char *argv[] = { "true", NULL };
    struct rlimit before, few;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    int next = dup(STDIN_FILENO);

    close(next);
    for (rlim_t room = 0; room <= 6; room++) {
        struct arena a = { 0 };
        struct err err = { 0 };
        str raw = { 0 };

        few = (struct rlimit){ (rlim_t)next + room, before.rlim_max };
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
        bool ok = run_capture(&a, argv, STR(""), 100, TEST_LONG_MS, &raw, &err);

        assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
        assert_true(ok || err.kind == ERR_INVALID);
        int now = dup(STDIN_FILENO);

        close(now);
        assert_int_equal(now, next);
        arena_free(&a);
    }
}

static void
detached_programs_are_started_or_said(void **state)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    str path = path_join(&a, str_of(test_folder()), STR("made"));
    const char *good[] = { "touch", path.ptr, NULL }, *bad[] = { "no-such-program", NULL };

    (void)state;
    assert_true(run_detached(good, &err));
    for (int i = 0; i < TEST_LONG_MS / 10 && !file_exists(path.ptr); i++)
        usleep(10000);
    assert_true(file_exists(path.ptr));
    assert_false(run_detached(bad, &err));
    assert_int_equal(err.kind, ERR_MISSING);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arguments_arrive_as_they_are),
        cmocka_unit_test(input_goes_through),
        cmocka_unit_test(limits_end_it),
        cmocka_unit_test(another_thread_can_end_it),
        cmocka_unit_test(nothing_is_left_open),
        cmocka_unit_test(detached_programs_are_started_or_said),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
