#include "fixture.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static struct store *
open_again(struct fixture *f)
{
    struct store *st = NULL;

    MUST(f, store_open(f->path, &st, &f->err));
    return st;
}

static void
others_know_who_sits_at_a_store(void **state)
{
    struct fixture *f = *state;
    struct store *first = open_again(f), *second = open_again(f);

    assert_false(store_is_attended(f->st)); /* open is not attended */
    store_attend(first);
    store_attend(second);
    assert_true(store_is_attended(f->st));
    store_close(first);
    assert_true(store_is_attended(f->st));
    store_close(second);
    assert_false(store_is_attended(f->st));
}

/* Attends, says so, and waits to be killed. */
static void
attend_until_killed(const char *path, int fd)
{
    struct store *st = NULL;
    struct err err = { 0 };
    bool ok = store_open(path, &st, &err);

    if (ok)
        store_attend(st);
    if (write(fd, ok ? "y" : "n", 1) != 1)
        _exit(1);
    for (;;)
        pause();
}

static void
a_killed_copy_is_gone(void **state)
{
    struct fixture *f = *state;
    char said = 0;
    int fds[2], status;

    assert_int_equal(pipe(fds), 0);
    pid_t pid = fork();

    if (pid == 0)
        attend_until_killed(f->path, fds[1]);
    assert_int_equal(read(fds[0], &said, 1), 1);
    assert_int_equal(said, 'y');
    assert_true(store_is_attended(f->st));
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_false(store_is_attended(f->st));
    close(fds[0]);
    close(fds[1]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(others_know_who_sits_at_a_store),
        FIXTURE_TEST(a_killed_copy_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
