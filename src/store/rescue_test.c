#include "db.h"
#include "fixture.h"

#include <courant/store_heed.h>

#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- damage, and what is saved of it ---- */

#define STORIES 400

/* Stories 1 to STORIES, some read, some saved, some tagged; closed, so that all of it is in the one file. */
static void
fill(struct fixture *f)
{
    const struct store_heed followed = { .state = STORE_HEED_FOLLOWED };
    const struct store_heed muted = { .state = STORE_HEED_MUTED };

    fixture_sources(f, 2);
    MUST(f, store_begin(f->st, &f->err));
    for (int i = 0; i < STORIES; i++) {
        str title = arena_printf(&f->a, "story-%d", i);
        int64_t id = fixture_story(f, i % 2 ? "a" : "b", NOW + i, title.ptr,
                                   "<p>A text that is long enough to take its place</p>");

        if (i % 3 == 0)
            MUST(f, store_mark(f->st, &id, 1, STORE_READ, &f->err));
        if (i % 10 == 0)
            MUST(f, store_mark(f->st, &id, 1, STORE_SAVED, &f->err));
        if (i % 20 == 0)
            MUST(f, store_tag(f->st, id, STR("keep"), true, &f->err));
        if (i == 7 || i == 9)
            MUST(f, store_heed_set(f->st, id, i == 7 ? &followed : &muted, &f->err));
    }
    MUST(f, store_commit(f->st, &f->err));
    fixture_index(f);
    MUST(f, store_state_set(f->st, "pane", STR("list"), &f->err));
    store_close(f->st);
    f->st = NULL;
}

static void
overwrite(struct fixture *f, long at, size_t len)
{
    FILE *file = fopen(f->path, "r+b");

    assert_non_null(file);
    fseek(file, at, at < 0 ? SEEK_END : SEEK_SET);
    for (size_t i = 0; i < len; i++)
        fputc((int)(i * 37 + 11) & 0xFF, file);
    fclose(file);
}

/* at: a byte of the file, or with part > 0 a share of it in 64ths. */
static const struct {
    const char *label;
    long at;
    int part;
    size_t len;
    int64_t least_stories;
} damages[] = {
    { "the magic", 0, 0, 16, STORIES },
    { "the header", 0, 0, 100, STORIES },
    { "the first page", 0, 0, 4096, STORIES },
    { "an early page", 4096 * 3, 0, 4096, 1 },
    { "1/8", 0, 8, 4096, STORIES * 3 / 4 },
    { "1/4", 0, 16, 4096, STORIES * 3 / 4 },
    { "1/3", 0, 21, 4096, STORIES * 3 / 4 },
    { "a page and a half in the middle", 0, 32, 6000, STORIES * 3 / 4 },
    { "3/4", 0, 48, 4096, STORIES * 3 / 4 },
    { "some bytes", 0, 40, 64, STORIES * 3 / 4 },
    { "the end", -4096, 0, 4096, STORIES * 3 / 4 },
};

static long
place_of(struct fixture *f, size_t i)
{
    struct stat st;

    assert_int_equal(stat(f->path, &st), 0);
    return damages[i].part ? (long)(st.st_size / 64 * damages[i].part) : damages[i].at;
}

static int64_t
size_of_file(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 ? st.st_size : -1;
}

static void
what_can_be_read_of_a_damaged_store_is_saved(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(damages); i++) {
        void *made = NULL;
        struct store_rescued saved = { 0 };
        struct err err = { 0 };

        fixture_open(&made);
        struct fixture *f = made;
        fill(f);
        overwrite(f, place_of(f, i), damages[i].len);
        int64_t size = size_of_file(f->path);

        if (!store_rescue(f->path, NOW, &f->a, &saved, &err))
            fail_msg("%s: %s", damages[i].label, err.text);
        if (saved.stories < damages[i].least_stories || saved.stories > STORIES)
            fail_msg("%s: %" PRId64 " stories", damages[i].label, saved.stories);
        assert_int_equal(size_of_file(saved.kept.ptr), size); /* the damaged one, as it was */
        MUST(f, store_open(f->path, &f->st, &f->err));
        MUST(f, store_check(f->st, &f->err));
        fixture_index(f);
        MUST(f, store_check(f->st, &f->err));
        fixture_close(&made);
    }
}

static void
a_rescued_store_has_the_marks(void **state)
{
    struct fixture *f = *state;
    struct store_rescued saved = { 0 };

    fill(f);
    overwrite(f, 0, 100);
    MUST(f, store_rescue(f->path, NOW, &f->a, &saved, &f->err));
    assert_int_equal(saved.stories, STORIES);
    assert_int_equal(saved.texts, STORIES);
    assert_int_equal(saved.sources, 2);
    assert_int_equal(saved.saved, STORIES / 10);
    assert_int_equal(saved.tags, STORIES / 20);
    assert_true(saved.gaps > 0);
    assert_int_equal(access(arena_printf(&f->a, "%s.rescue-new", f->path).ptr, F_OK), -1);
    assert_int_equal(access(arena_printf(&f->a, "%s.rescue-old", f->path).ptr, F_OK), -1);
    MUST(f, store_open(f->path, &f->st, &f->err));
    fixture_index(f);
    assert_str_equal(
        fixture_list(f, "is:read tag:keep source:b newer:2023-11-14 title:\"story 0\""),
        STR("story-0"));
    assert_str_equal(store_state_get(f->st, &f->a, "pane"), STR("list"));
    assert_str_equal(fixture_list(f, "is:followed"), STR("story-7"));
    assert_str_equal(fixture_list(f, "is:muted"), STR("story-9"));
    MUST(f, store_check(f->st, &f->err));
}

static void
a_store_in_use_is_not_rescued(void **state)
{
    struct fixture *f = *state;
    struct store_rescued saved = { 0 };
    struct err err = { 0 };
    pid_t child = fork(); /* locks are a process's */

    assert_true(child >= 0);
    if (child == 0)
        _exit(!store_rescue(f->path, NOW, &f->a, &saved, &err) && err.kind == ERR_BUSY ? 0 : 1);
    int status = -1;

    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void
damage_is_told_in_words(void **state)
{
    struct fixture *f = *state;
    struct store *st = NULL;
    struct err err = { 0 };

    fill(f);
    overwrite(f, 0, 100);
    assert_false(store_open(f->path, &st, &err));
    assert_int_equal(err.kind, ERR_DAMAGED);
    assert_true(str_find(str_of(err.text), STR("doctor --rescue")) != STR_NONE);
}

/* What a copy that is killed leaves: the store, and beside it its log. */
static void
copy_as_killed(struct fixture *f, const char *to)
{
    static const char *const ends[] = { "", "-wal" };

    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        str bytes;

        MUST(f, file_load(arena_printf(&f->a, "%s%s", f->path, ends[i]).ptr, 1 << 26, &f->a, &bytes,
                          &f->err));
        MUST(f, file_write(arena_printf(&f->a, "%s%s", to, ends[i]).ptr, bytes, &f->err));
    }
}

/* SQLite takes the log of an empty file away. */
static void
an_emptied_store_is_read_from_its_log(void **state)
{
    struct fixture *f = *state;
    const char *path = arena_printf(&f->a, "%s.emptied", f->path).ptr;
    struct store_rescued saved = { 0 };
    struct store *st = NULL;
    struct err err = { 0 };

    fixture_sources(f, 1);
    fixture_story(f, "a", NOW, "one", "text");
    copy_as_killed(f, path); /* nothing of it is in the file yet */
    assert_int_equal(truncate(path, 0), 0);
    assert_false(store_open(path, &st, &err));
    assert_int_equal(err.kind, ERR_DAMAGED);
    MUST(f, store_rescue(path, NOW, &f->a, &saved, &f->err));
    assert_int_equal(saved.stories, 1);
    assert_int_equal(size_of_file(saved.kept.ptr), 0);
    assert_true(size_of_file(arena_printf(&f->a, "%.*s-wal", STR_ARG(saved.kept)).ptr) > 0);
}

static void
a_linked_store_is_rescued_where_it_is(void **state)
{
    struct fixture *f = *state;
    const char *path = arena_printf(&f->a, "%s.real", f->path).ptr;
    const char *name = arena_printf(&f->a, "%s.link", f->path).ptr;
    struct store_rescued saved = { 0 };
    struct stat st;

    fixture_sources(f, 1);
    fixture_story(f, "a", NOW, "one", "text");
    copy_as_killed(f, path);
    assert_int_equal(symlink(path, name), 0);
    MUST(f, store_rescue(name, NOW, &f->a, &saved, &f->err));
    assert_int_equal(saved.stories, 1); /* which is in the log, beside what the link leads to */
    assert_true(lstat(name, &st) == 0 && S_ISLNK(st.st_mode));
    assert_true(str_starts(saved.kept, str_of(path)));
}

static void
where_nothing_is_saved_nothing_is_replaced(void **state)
{
    struct fixture *f = *state;
    struct store_rescued saved = { 0 };
    struct err err = { 0 };
    int64_t size;

    fill(f);
    size = size_of_file(f->path);
    overwrite(f, 0, (size_t)size);
    assert_false(store_rescue(f->path, NOW, &f->a, &saved, &err));
    assert_true(str_find(str_of(err.text), STR("nothing in it can be read")) != STR_NONE);
    assert_int_equal(size_of_file(f->path), size);
}

static void
a_store_is_made_small(void **state)
{
    struct fixture *f = *state;
    int64_t before = 0, after = 0, gone = 1;

    fill(f);
    MUST(f, store_open(f->path, &f->st, &f->err));
    while (gone > 0)
        MUST(f, store_expire_step(f->st, &(struct store_keep){ .stories = 20, .for_s = 0 }, NOW,
                                  500, &gone, &f->err));
    MUST(f, store_compact(f->st, &before, &after, &f->err));
    assert_true(after < before);
    MUST(f, store_check(f->st, &f->err));
}

/* Nothing is in the way of reading it, but it is no story that one could write. */
static void
a_row_that_is_refused_is_a_gap(void **state)
{
    static const char *const spoil[] = {
        "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, 'title TEXT NOT NULL', 'title TEXT')"
        " WHERE name = 'story'; PRAGMA schema_version = 4242",
        "UPDATE story SET title = NULL WHERE id IN (5, 6)",
    };
    struct fixture *f = *state;
    struct store_rescued saved = { 0 };

    fill(f);
    for (size_t i = 0; i < ARRAY_LEN(spoil); i++) {
        sqlite3 *db;
        char *words = NULL;

        assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
        if (sqlite3_exec(db, spoil[i], NULL, NULL, &words) != SQLITE_OK)
            fail_msg("%s", words);
        assert_int_equal(sqlite3_close(db), SQLITE_OK);
    }
    MUST(f, store_rescue(f->path, NOW, &f->a, &saved, &f->err));
    assert_int_equal(saved.stories, STORIES - 2);
    assert_int_equal(saved.gaps, 2);
    MUST(f, store_open(f->path, &f->st, &f->err));
    MUST(f, store_check(f->st, &f->err));
}

/* ---- what cannot be written ---- */

/* As somebody else, who may read but not write: root may everything. */
static int
as_nobody(struct fixture *f, int (*look)(struct fixture *f))
{
    pid_t child = fork();
    int status = -1;

    assert_true(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(99);
        _exit(look(f));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int
look_without_leave(struct fixture *f)
{
    struct store *st = NULL;
    struct err err = { 0 };
    int64_t id = 2; /* not saved yet */

    if (!store_open(f->path, &st, &err) || !store_read_only(st)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    f->st = st;
    if (!str_starts(fixture_list(f, "is:saved text"), STR("story-390 ")))
        return 2;
    if (store_mark(st, &id, 1, STORE_SAVED, &err) || err.kind != ERR_STORE ||
        str_find(str_of(err.text), STR("cannot be written")) == STR_NONE)
        return 3;
    if (!store_check(st, &err))
        return 4;
    store_close(st);
    return 0;
}

/* The test's folder is private; as somebody else its folders must be passable. */
static void
let_pass(struct fixture *f, mode_t folder, mode_t file)
{
    str path = str_of(f->path);
    size_t slash;
    bool is_first = true;

    assert_int_equal(chmod(f->path, file), 0);
    while ((slash = str_find_last(path, '/')) != STR_NONE && slash > 0) {
        path = str_sub(path, 0, slash);
        if (!str_starts(path, str_of(test_folder())))
            break;
        chmod(arena_cstr(&f->a, path), is_first ? folder : 0755);
        is_first = false;
    }
}

static void
without_leave_to_write_one_can_read(void **state)
{
    struct fixture *f = *state;

    fill(f);
    let_pass(f, 0755, 0444);
    assert_int_equal(as_nobody(f, look_without_leave), 0);
    let_pass(f, 0555, 0666); /* the file might be, but nothing beside it */
    assert_int_equal(as_nobody(f, look_without_leave), 0);
    /* Beside one that writes, whose log is there to be read. */
    MUST(f, store_open(f->path, &f->st, &f->err));
    MUST(f, store_state_set(f->st, "pane", STR("other"), &f->err));
    let_pass(f, 0755, 0444);
    chmod(arena_printf(&f->a, "%s-wal", f->path).ptr, 0444);
    chmod(arena_printf(&f->a, "%s-shm", f->path).ptr, 0444);
    assert_int_equal(as_nobody(f, look_without_leave), 0);
    let_pass(f, 0755, 0600);
}

static int
look_on_full_disk(struct fixture *f)
{
    struct store *st = NULL;
    struct err err = { 0 };
    int64_t ids[STORIES];

    if (!store_open(f->path, &st, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    f->st = st;
    if (!str_starts(fixture_list(f, "is:saved text"), STR("story-390 ")))
        return 2;
    for (int i = 0; i < STORIES; i++)
        ids[i] = i + 1;
    if (store_mark(st, ids, STORIES, STORE_SAVED, &err) || err.kind != ERR_STORE ||
        (str_find(str_of(err.text), STR("full")) == STR_NONE &&
         str_find(str_of(err.text), STR("cannot be written")) == STR_NONE)) {
        fprintf(stderr, "%s\n", err.text);
        return 3;
    }
    if (!str_starts(fixture_list(f, "is:saved text"), STR("story-390 ")))
        return 4;
    store_close(st);
    return 0;
}

static void
fill_disk(const char *folder)
{
    char path[5000], bytes[4096] = { 1 };

    snprintf(path, sizeof(path), "%s/ballast", folder);
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    setbuf(file, NULL);
    while (fwrite(bytes, 1, sizeof(bytes), file) == sizeof(bytes))
        ;
    fclose(file);
}

/* Needs a file system of its own, which only root may make. */
static void
on_a_full_disk_one_can_read(void **state)
{
    struct fixture *f = *state;
    str disk = arena_printf(&f->a, "%s/disk", test_folder());

    fill(f);
    mkdir(disk.ptr, 0755);
    if (mount("none", disk.ptr, "tmpfs", 0, "size=3m") != 0) {
        print_message("skipped: no leave to mount a file system\n");
        skip();
    }
    str copy = arena_printf(&f->a, "cp %s %s/courant.db", f->path, disk.ptr);
    const char *const argv[] = { "sh", "-c", copy.ptr, NULL };
    str ignored;
    bool ok = run_capture(&f->a, argv, STR(""), 100, 5000, &ignored, &f->err);

    snprintf(f->path, sizeof(f->path), "%s/courant.db", disk.ptr);
    fill_disk(disk.ptr);
    pid_t child = ok ? fork() : -1;
    int status = -1;

    if (child == 0)
        _exit(look_on_full_disk(f));
    if (child > 0)
        waitpid(child, &status, 0);
    umount2(disk.ptr, MNT_DETACH);
    assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
}

/* Exit status: 0 refused and left, 1 rescued and whole, else wrong. */
static int
rescue_on_disk(struct fixture *f, int64_t size)
{
    struct store_rescued saved = { 0 };
    struct err err = { 0 };

    if (!store_rescue(f->path, NOW, &f->a, &saved, &err))
        return size_of_file(f->path) == size ? 0 : 2;
    if (!store_open(f->path, &f->st, &err) || !store_check(f->st, &err))
        return 3;
    int64_t all = 0, unread, stories_saved;

    return store_totals(f->st, &all, &unread, &stories_saved, &err) && all == saved.stories ? 1 : 4;
}

/* With a little more room each time: where the new one cannot be written to its end the old one stays. */
static void
a_rescue_without_room_replaces_nothing(void **state)
{
    struct fixture *f = *state;
    str disk = arena_printf(&f->a, "%s/rescue-disk", test_folder());
    const char *from = arena_printf(&f->a, "%s", f->path).ptr;
    bool has_failed = false, has_worked = false;
    int64_t size;
    str bytes;

    fill(f);
    size = size_of_file(from);
    MUST(f, file_load(from, 1 << 26, &f->a, &bytes, &f->err));
    mkdir(disk.ptr, 0755);
    for (int64_t room = size * 2; room < size * 8 && !has_worked; room += size / 8) {
        str options = arena_printf(&f->a, "size=%" PRId64, room);

        if (mount("none", disk.ptr, "tmpfs", 0, options.ptr) != 0) {
            print_message("skipped: no leave to mount a file system\n");
            skip();
        }
        snprintf(f->path, sizeof(f->path), "%s/courant.db", disk.ptr);
        bool is_there = file_write(f->path, bytes, &f->err);
        pid_t child = is_there ? fork() : -1;
        int status = -1;

        if (child == 0)
            _exit(rescue_on_disk(f, size));
        if (child > 0)
            waitpid(child, &status, 0);
        umount2(disk.ptr, MNT_DETACH);
        if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
            fail_msg("with room for %" PRId64 ": %d", room, status);
        has_failed = has_failed || WEXITSTATUS(status) == 0;
        has_worked = WEXITSTATUS(status) == 1;
    }
    assert_true(has_failed && has_worked);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_be_read_of_a_damaged_store_is_saved),
        FIXTURE_TEST(a_rescued_store_has_the_marks),
        FIXTURE_TEST(a_store_in_use_is_not_rescued),
        FIXTURE_TEST(damage_is_told_in_words),
        FIXTURE_TEST(an_emptied_store_is_read_from_its_log),
        FIXTURE_TEST(a_linked_store_is_rescued_where_it_is),
        FIXTURE_TEST(where_nothing_is_saved_nothing_is_replaced),
        FIXTURE_TEST(a_store_is_made_small),
        FIXTURE_TEST(without_leave_to_write_one_can_read),
        FIXTURE_TEST(on_a_full_disk_one_can_read),
        FIXTURE_TEST(a_rescue_without_room_replaces_nothing),
        FIXTURE_TEST(a_row_that_is_refused_is_a_gap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
