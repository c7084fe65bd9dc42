#include "test.h"

#include <courant/config.h>

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int64_t
changed_at(const char *path)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    return st.st_ctim.tv_sec;
}

/* In place, as long as it was, its time of writing set back: until a tick has passed, for nothing else tells. */
static void
write_over(const char *path, const char *text)
{
    struct stat before, after;

    assert_int_equal(stat(path, &before), 0);
    do {
        const struct timespec times[] = { before.st_atim, before.st_mtim };
        int fd = open(path, O_WRONLY);

        assert_true(fd >= 0);
        assert_true(pwrite(fd, text, strlen(text), 0) == (ssize_t)strlen(text));
        assert_int_equal(futimens(fd, times), 0);
        close(fd);
        assert_int_equal(stat(path, &after), 0);
    } while (after.st_ctim.tv_sec == before.st_ctim.tv_sec &&
             after.st_ctim.tv_nsec == before.st_ctim.tv_nsec);
    assert_true(after.st_mtim.tv_nsec == before.st_mtim.tv_nsec && after.st_ino == before.st_ino &&
                after.st_size == before.st_size);
}

static void
every_writing_shows(void **state)
{
    struct arena a = { 0 };
    struct config_paths over = { .config_folder = str_of(test_folder()) }, paths;
    struct err err = { 0 };

    (void)state;
    assert_true(config_paths_find(&a, &over, &paths, &err));
    const char *path = paths.sources_file.ptr;

    assert_true(config_sources_stamp(&paths, time_now_s()) == 0); /* there is none */
    assert_true(file_write(path, STR("[a]\n"), &err));
    int64_t at = changed_at(path);

    assert_true(config_sources_stamp(&paths, at) == 0); /* the next writing may have this time */
    assert_true(config_sources_stamp(&paths, at + 2) == 0);
    assert_true(config_sources_stamp(&paths, at - 100) == 0); /* the clock was set back */
    uint64_t first = config_sources_stamp(&paths, at + 10);

    assert_true(first != 0);
    assert_true(config_sources_stamp(&paths, at + 1000) == first);
    write_over(path, "[b]\n");
    at = changed_at(path);
    uint64_t second = config_sources_stamp(&paths, at + 10);

    assert_true(second != 0 && second != first);
    assert_true(file_write(path, STR("[b]\n"), &err)); /* another file, the same in it */
    assert_true(config_sources_stamp(&paths, changed_at(path) + 10) != second);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_writing_shows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
