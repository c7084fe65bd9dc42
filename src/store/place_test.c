#include "place.h"

#include "db.h"
#include "fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

static str
beside(struct fixture *f, const char *end)
{
    return arena_printf(&f->a, "%s%s", f->path, end);
}

static void
what_can_be_no_store_is_told_and_not_opened(void **state)
{
    struct fixture *f = *state;
    str folder = path_folder(&f->a, str_of(f->path));

    assert_int_equal(mkfifo(beside(f, ".pipe").ptr, 0600), 0);
    assert_int_equal(symlink("nowhere", beside(f, ".dangling").ptr), 0);
    assert_int_equal(symlink("courant.db.round", beside(f, ".round").ptr), 0);
    const struct {
        str path;
        const char *words;
    } cases[] = {
        { folder, "is not an ordinary file" },
        { beside(f, ".pipe"), "is not an ordinary file" },
        { STR("/dev/null"), "is not an ordinary file" },
        { beside(f, ".dangling"), "leads to nothing" },
        { beside(f, ".round"), "symbolic links" },
        { beside(f, "/below"), "Not a directory" },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct store *st = NULL;
        struct err err = { 0 };

        assert_false(store_open(cases[i].path.ptr, &st, &err));
        if (err.kind != ERR_STORE || str_find(str_of(err.text), str_of(cases[i].words)) == STR_NONE)
            fail_msg("%s: %s", cases[i].path.ptr, err.text);
        err = (struct err){ 0 };
        assert_false(
            store_rescue(cases[i].path.ptr, NOW, &f->a, &(struct store_rescued){ 0 }, &err));
        if (err.kind != ERR_STORE || str_find(str_of(err.text), str_of(cases[i].words)) == STR_NONE)
            fail_msg("rescue: %s: %s", cases[i].path.ptr, err.text);
    }
}

/* ---- a file system without locks, as NFS may be ---- */

static int
refuse_lock(int fd, int command, ...)
{
    va_list args;

    va_start(args, command);
    void *argument = va_arg(args, void *);

    va_end(args);
    if (command != F_SETLK)
        return fcntl(fd, command, argument);
    errno = ENOLCK;
    return -1;
}

static void
set_fcntl(int (*function)(int, int, ...))
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    union {
        int (*fcntl)(int, int, ...);
        sqlite3_syscall_ptr plain;
    } call = { .fcntl = function };

    assert_int_equal(vfs->xSetSystemCall(vfs, "fcntl", function ? call.plain : NULL), SQLITE_OK);
}

static void
without_locks_one_can_read(void **state)
{
    struct fixture *f = *state;
    struct store *st = NULL;
    struct err err = { 0 };
    int64_t id;

    fixture_sources(f, 1);
    id = fixture_story(f, "a", NOW, "one", "text");
    store_close(f->st);
    f->st = NULL;
    assert_true(place_has_locks(f->path));
    set_fcntl(refuse_lock);
    assert_false(place_has_locks(f->path));
    bool is_open = store_open(f->path, &st, &err);
    bool is_made = store_open(beside(f, ".new").ptr, &(struct store *){ NULL }, &f->err);

    if (is_open) {
        f->st = st;
        fixture_answer(f, "is:unread", "one");
        assert_true(strstr(store_read_only(st), "no locks"));
        assert_false(store_mark(st, &id, 1, STORE_READ, &err));
        store_close(st);
        f->st = NULL;
    }
    set_fcntl(NULL);
    assert_true(is_open && !is_made);
    assert_true(strstr(err.text, "no locks") && strstr(f->err.text, "no locks"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(what_can_be_no_store_is_told_and_not_opened),
        FIXTURE_TEST(without_locks_one_can_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
