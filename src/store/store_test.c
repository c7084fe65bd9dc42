#include "db.h"
#include "fixture.h"
#include "tokenizer.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- opening ---- */

static void
a_new_store_is_private(void **state)
{
    struct fixture *f = *state;
    struct stat st;

    assert_int_equal(stat(f->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    *strrchr(f->path, '/') = '\0';
    assert_int_equal(stat(f->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
}

/* Writes a file with this SQL, which the store must refuse and leave as it was. */
static void
refuse(struct fixture *f, const char *sql, const char *why)
{
    str path = arena_printf(&f->a, "%s.other", f->path), was, now;
    struct store *st = NULL;
    struct err err = { 0 };
    sqlite3 *db;

    unlink(path.ptr);
    assert_int_equal(sqlite3_open(path.ptr, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    MUST(f, file_load(path.ptr, 1 << 20, &f->a, &was, &f->err));
    assert_false(store_open(path.ptr, &st, &err));
    assert_null(st);
    assert_int_equal(err.kind, ERR_STORE);
    if (str_find(str_of(err.text), str_of(why)) == STR_NONE)
        fail_msg("%s", err.text);
    err = (struct err){ 0 };
    assert_false(store_rescue(path.ptr, NOW, &f->a, &(struct store_rescued){ 0 }, &err));
    if (str_find(str_of(err.text), str_of(why)) == STR_NONE)
        fail_msg("rescue: %s", err.text);
    MUST(f, file_load(path.ptr, 1 << 20, &f->a, &now, &f->err));
    assert_true(str_eq(was, now));
}

static void
what_is_not_ours_is_refused_and_untouched(void **state)
{
    struct fixture *f = *state;

    refuse(f, "CREATE TABLE x (y); PRAGMA user_version = 1", "another program");
    refuse(f, "CREATE TABLE x (y); PRAGMA user_version = 99; PRAGMA application_id = 1668248946",
           "newer courant");
}

/* ---- older stores ---- */

static const struct {
    int version;
    const char *text;
} migrations[] = {
#define MIGRATION(version, text) { version, text },
#define SETUP(text)
#define SQL(name, text)
#include "sql.def"
#undef MIGRATION
#undef SETUP
#undef SQL
};

static void
must_run(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
}

/* A store as that version made it, with a source and a story that was read. */
static void
make_old(const char *path, int version)
{
    struct store bare = { 0 };
    struct err err = { 0 };
    sqlite3 *db;
    char pragma[64];

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    bare.db = db;
    assert_true(tokenizer_register(&bare, &err));
    for (size_t i = 0; i < ARRAY_LEN(migrations); i++)
        if (migrations[i].version <= version)
            must_run(db, migrations[i].text);
    must_run(db, "PRAGMA application_id = 1668248946");
    snprintf(pragma, sizeof(pragma), "PRAGMA user_version = %d", version);
    must_run(db, pragma);
    must_run(db, "INSERT INTO source(id, key, url, place, is_listed, etag, due_at, rhythm_s) "
                 "VALUES (1, 'old', 'http://old.example/', 0, 1, 'tag', 77, 3600)");
    must_run(db, "INSERT INTO tally(source_id, stories, is_listed) VALUES (1, 1, 1)");
    must_run(
        db,
        "INSERT INTO story(id, source_id, sort_at, fetched_at, published_at, is_listed, is_read,"
        " identity, content, url_hash, title, url, author, language, teaser) "
        "VALUES (1, 1, 5, 5, 5, 1, 1, 2, 3, 4, 'Kept', 'http://old.example/1', '', '', '')");
    for (size_t i = 0; i < ARRAY_LEN(bare.statements); i++)
        sqlite3_finalize(bare.statements[i]);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    tokenizer_free(bare.tokenizer);
}

static void
an_older_store_keeps_what_it_holds(void **state)
{
    struct fixture *f = *state;
    int newest = migrations[ARRAY_LEN(migrations) - 1].version;

    assert_true(newest >= 2);
    for (int version = 1; version <= newest; version++) {
        str path = arena_printf(&f->a, "%s.v%d", f->path, version);
        struct store_source source;
        struct store_story story;
        struct store *st = NULL;

        make_old(path.ptr, version);
        MUST(f, store_open(path.ptr, &st, &f->err));
        MUST(f, store_source_find(st, &f->a, STR("old"), &source, &f->err));
        assert_true(str_eq(source.etag, STR("tag")));
        assert_int_equal(source.due_at, 77);
        assert_int_equal(source.rhythm_s, 3600);
        assert_int_equal(source.story_count, 1);
        assert_int_equal(source.ttl_minutes, 0);
        MUST(f, store_story_get(st, &f->a, 1, &story, &f->err));
        assert_true(str_eq(story.title, STR("Kept")) && story.is_read);
        MUST(f, store_check(st, &f->err));
        store_close(st);
    }
}

static void
what_is_no_database_is_refused(void **state)
{
    struct fixture *f = *state;
    str path = arena_printf(&f->a, "%s.text", f->path), now;
    struct store *st = NULL;
    struct err err = { 0 };

    MUST(f, file_write(path.ptr,
                       STR("This is a letter to a friend, and no database at all, whatever."),
                       &f->err));
    assert_false(store_open(path.ptr, &st, &err));
    assert_int_equal(err.kind, ERR_DAMAGED);
    assert_false(store_rescue(path.ptr, NOW, &f->a, &(struct store_rescued){ 0 }, &err));
    MUST(f, file_load(path.ptr, 1000, &f->a, &now, &f->err));
    assert_true(str_starts(now, STR("This is a letter")));
    assert_false(store_open("/proc/courant/x.db", &st, &err));
    assert_int_equal(err.kind, ERR_STORE);
}

static void
what_was_written_is_there_again(void **state)
{
    struct fixture *f = *state;

    fixture_sources(f, 2);
    fixture_story(f, "a", NOW, "one", "text");
    fixture_index(f);
    MUST(f, store_state_set(f->st, "pane", STR("list"), &f->err));
    store_close(f->st);
    MUST(f, store_open(f->path, &f->st, &f->err));
    assert_str_equal(fixture_list(f, "text"), STR("one"));
    assert_str_equal(store_state_get(f->st, &f->a, "pane"), STR("list"));
    assert_str_equal(store_state_get(f->st, &f->a, "other"), STR(""));
}

static void
damage_is_told(void **state)
{
    struct fixture *f = *state;
    struct err err = { 0 };

    fixture_sources(f, 1);
    fixture_story(f, "a", NOW, "one", "text");
    MUST(f, store_check(f->st, &f->err));
    assert_int_equal(sqlite3_exec(f->st->db, "UPDATE tally SET unread = 7", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_false(store_check(f->st, &err));
    assert_int_equal(err.kind, ERR_DAMAGED);
}

/* ---- sources ---- */

static str
source_keys(struct fixture *f, bool with_unlisted)
{
    struct store_source *sources;
    struct buf b = { .arena = &f->a };
    size_t count;

    MUST(f, store_sources_load(f->st, &f->a, with_unlisted, &sources, &count, &f->err));
    for (size_t i = 0; i < count; i++)
        buf_add(&b, sources[i].key);
    return buf_str(&b);
}

static void
sources_follow_the_file_and_keep_their_state(void **state)
{
    struct fixture *f = *state;
    struct store_source_spec specs[] = {
        { .key = STR_INIT("z"), .url = STR_INIT("https://z.example/"), .name = STR_INIT("Zed") },
        { .key = STR_INIT("b"),
          .url = STR_INIT("https://b.example/feed"),
          .section = STR_INIT("New") },
    };
    struct store_source source;
    int64_t *due, next_at, site, again;
    size_t count;

    fixture_sources(f, 3);
    assert_str_equal(source_keys(f, false), STR("abc"));
    fixture_story(f, "b", NOW, "one", "x");
    MUST(f, store_sources_sync(f->st, specs, 2, 0, &f->err));
    assert_str_equal(source_keys(f, false), STR("zb"));
    assert_int_equal(source_keys(f, true).len, 4);
    MUST(f, store_source_find(f->st, &f->a, STR("b"), &source, &f->err));
    assert_str_equal(source.section, STR("New"));
    assert_int_equal(source.good_at, NOW);
    assert_int_equal(source.unread_count, 1);
    specs[1].url = STR("https://moved.example/");
    MUST(f, store_sources_sync(f->st, specs, 2, 0, &f->err));
    MUST(f, store_source_find(f->st, &f->a, STR("b"), &source, &f->err));
    assert_int_equal(source.due_at, 0); /* another address is fetched at once */

    MUST(f, store_sources_due(f->st, &f->a, NOW, 1, &due, &count, &next_at, &f->err));
    assert_int_equal(count, 1);
    assert_int_equal(next_at, NOW);
    fixture_write(f, "z", NOW, NULL, 0);
    fixture_write(f, "b", NOW + 5, NULL, 0);
    MUST(f, store_sources_due(f->st, &f->a, NOW, 10, &due, &count, &next_at, &f->err));
    assert_int_equal(count, 0);
    assert_int_equal(next_at, NOW + 60);

    fixture_write(f, "z", NOW + 400 * INT64_C(86400), NULL, 0); /* the clock was wrong */
    MUST(f, store_sources_due(f->st, &f->a, NOW, 10, &due, &count, &next_at, &f->err));
    assert_int_equal(count, 1);
    fixture_write(f, "z", NOW, NULL, 0);

    MUST(f, store_source_for_site(f->st, STR("www.Site.example"), STR("Site"), &site, &f->err));
    MUST(f, store_source_for_site(f->st, STR("site.example"), STR("Else"), &again, &f->err));
    assert_int_equal(site, again);
    assert_false(store_source_find(f->st, &f->a, STR("nobody"), &source, &f->err));
    assert_int_equal(f->err.kind, ERR_MISSING);
}

static bool
are_from(struct fixture *f, uint64_t stamp)
{
    bool is_so = false;

    MUST(f, store_sources_are_from(f->st, stamp, &is_so, &f->err));
    return is_so;
}

static void
sources_are_known_by_their_file(void **state)
{
    struct fixture *f = *state;
    const struct store_source_spec one[] = { { .key = STR("a"),
                                               .url = STR("https://a.example/") } };
    const struct store_source_spec other[] = { { .key = STR("b"),
                                                 .url = STR("https://b.example/") } };

    assert_false(are_from(f, 0));
    assert_false(are_from(f, 7));
    MUST(f, store_sources_sync(f->st, one, 1, 0, &f->err));
    assert_false(are_from(f, 0)); /* no file is vouched for by none */
    MUST(f, store_sources_sync(f->st, one, 1, 7, &f->err));
    assert_true(are_from(f, 7));
    assert_false(are_from(f, 8));
    MUST(f, store_sources_sync(f->st, one, 1, 0, &f->err)); /* the same, from somewhere */
    assert_true(are_from(f, 7));
    MUST(f, store_sources_sync(f->st, other, 1, 0, &f->err));
    assert_false(are_from(f, 7));
    MUST(f, store_sources_sync(f->st, other, 1, 9, &f->err));
    assert_true(are_from(f, 9) && !are_from(f, 7));
    MUST(f, store_sources_sync(f->st, one, 1, 8, &f->err));
    assert_true(are_from(f, 8) && !are_from(f, 9));
}

/* ---- what the reader was doing ---- */

static void
history_and_positions_are_kept(void **state)
{
    struct fixture *f = *state;
    int64_t ids[300], *back;
    size_t count, at;

    fixture_sources(f, 1);
    for (size_t i = 0; i < 300; i++)
        ids[i] = fixture_story(f, "a", NOW, arena_printf(&f->a, "t%zu", i).ptr, "x");
    MUST(f, store_history_save(f->st, ids, 3, 1, &f->err));
    MUST(f, store_history_load(f->st, &f->a, &back, &count, &at, &f->err));
    assert_int_equal(count, 3);
    assert_int_equal(at, 1);
    assert_int_equal(back[2], ids[2]);
    MUST(f, store_history_save(f->st, ids, 300, 299, &f->err));
    MUST(f, store_history_load(f->st, &f->a, &back, &count, &at, &f->err));
    assert_int_equal(count, 200);
    assert_int_equal(back[at], ids[299]);
    MUST(f, store_history_save(f->st, ids, 0, 0, &f->err));
    MUST(f, store_history_load(f->st, &f->a, &back, &count, &at, &f->err));
    assert_int_equal(count, 0);
    MUST(f, store_position_set(f->st, ids[0], 4000000000u, &f->err));
    assert_true(store_position_get(f->st, ids[0]) == 4000000000u);
    assert_true(store_position_get(f->st, ids[1]) == 0);
    assert_false(store_position_set(f->st, 99999, 1, &f->err));
    assert_int_equal(f->err.kind, ERR_MISSING);
}

static void
the_lease_is_held_by_one_and_runs_out(void **state)
{
    struct fixture *f = *state;
    struct err err = { 0 };

    MUST(f, store_lease_take(f->st, STR("one"), NOW, 10, &f->err));
    MUST(f, store_lease_take(f->st, STR("one"), NOW + 5, 10, &f->err));
    assert_false(store_lease_take(f->st, STR("two"), NOW + 6, 10, &err));
    assert_int_equal(err.kind, ERR_BUSY);
    store_lease_drop(f->st, STR("two")); /* not its own */
    assert_false(store_lease_take(f->st, STR("two"), NOW + 6, 10, &err));
    MUST(f, store_lease_take(f->st, STR("two"), NOW + 15, 10, &f->err));
    store_lease_drop(f->st, STR("two"));
    MUST(f, store_lease_take(f->st, STR("three"), NOW + 16, 10, &f->err));
    /* the clock had been a year ahead when it was taken */
    MUST(f, store_lease_take(f->st, STR("one"), NOW - 86400 * 365, 10, &f->err));
}

/* ---- several at once ---- */

/* As another process sees it: locks on a file belong to a process, and a close of the file anywhere in it ends them. */
static bool
is_locked(const char *path)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
        int fd = open(path, O_RDWR);

        _exit(fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK);
    }
    waitpid(pid, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

static void
a_second_connection_leaves_the_firsts_locks(void **state)
{
    struct fixture *f = *state;
    struct store *second;

    assert_true(is_locked(f->path));
    MUST(f, store_open(f->path, &second, &f->err));
    assert_true(is_locked(f->path));
    store_close(second);
    assert_true(is_locked(f->path));
}

static void
another_connection_is_noticed(void **state)
{
    struct fixture *f = *state;
    struct store *other;

    MUST(f, store_open(f->path, &other, &f->err));
    assert_false(store_has_changed(f->st));
    MUST(f, store_state_set(f->st, "own", STR("x"), &f->err));
    assert_false(store_has_changed(f->st));
    MUST(f, store_state_set(other, "theirs", STR("x"), &f->err));
    assert_true(store_has_changed(f->st));
    assert_false(store_has_changed(f->st));
    store_close(other);
}

/* SQLite would write on to a file that has no name any more. */
static void
what_is_written_to_a_removed_store_is_refused(void **state)
{
    struct fixture *f = *state;
    str aside = arena_printf(&f->a, "%s.aside", f->path);
    struct err first = { 0 }, second = { 0 };
    int64_t id;

    fixture_sources(f, 1);
    id = fixture_story(f, "a", NOW, "one", "text");
    assert_int_equal(rename(f->path, aside.ptr), 0);
    assert_false(store_mark(f->st, &id, 1, STORE_READ, &first));
    assert_false(store_state_set(f->st, "pane", STR("list"), &second)); /* in no transaction */
    assert_true(strstr(first.text, "moved or removed") && strstr(second.text, "moved or removed"));
    fixture_answer(f, "is:unread", "one");
    MUST(f, file_write(f->path, STR("another"), &f->err));
    assert_false(store_mark(f->st, &id, 1, STORE_READ, &first));
    assert_int_equal(rename(aside.ptr, f->path), 0);
    MUST(f, store_mark(f->st, &id, 1, STORE_READ, &f->err));
    fixture_answer(f, "is:read", "one");
}

static int64_t
log_bytes(struct fixture *f)
{
    struct stat st;

    return stat(arena_printf(&f->a, "%s-wal", f->path).ptr, &st) == 0 ? st.st_size : 0;
}

/* Even where a reader that never ends keeps it from being folded in, it is short again soon after. */
static void
the_log_stays_short(void **state)
{
    struct fixture *f = *state;
    struct store *reader = NULL;
    bool is_begun = false;
    str big = arena_printf(&f->a, "%0*d", 1 << 20, 1);

    MUST(f, store_open(f->path, &reader, &f->err));
    for (int i = 0; i < 80; i++)
        MUST(f, store_state_set(f->st, "big", str_from(big, (size_t)i), &f->err));
    assert_true(log_bytes(f) < 24 << 20);
    MUST(f, store_read_begin(reader, &is_begun, &f->err));
    store_state_get(reader, &f->a, "big"); /* from here on it holds the log */
    for (int i = 0; i < 80; i++)
        MUST(f, store_state_set(f->st, "big", str_from(big, (size_t)i), &f->err));
    store_read_end(reader, is_begun);
    MUST(f, store_state_set(f->st, "big", STR("small"), &f->err));
    MUST(f, store_state_set(f->st, "big", STR("smaller"), &f->err));
    assert_true(log_bytes(f) < 24 << 20);
    store_close(reader);
}

/* In a process of its own: writes feeds, marks, indexes, expires, until it is done or killed. */
static void
write_for_a_while(const char *path, int seed, int rounds)
{
    struct fixture f = { 0 };

    snprintf(f.path, sizeof(f.path), "%s", path);
    if (!store_open(path, &f.st, &f.err))
        _exit(2);
    for (int i = 0; i < rounds; i++) {
        struct feed_item items[20] = { 0 };
        char key[] = { (char)('a' + (seed + i) % 4), 0 };
        struct store_delta delta;
        int64_t left, gone;

        for (int k = 0; k < 20; k++) {
            items[k].id = arena_printf(&f.a, "%d-%d-%d", seed, i, k % 15);
            items[k].title = arena_printf(&f.a, "title %d %d", i, k);
            items[k].content_html = arena_printf(&f.a, "<p>text %d of %d</p>", k, seed);
            items[k].published_at = NOW - i * 100 - k;
        }
        struct feed feed = { .items = items, .item_count = 20, .title = STR("Feed") };
        struct store_source source;

        if (!store_source_find(f.st, &f.a, str_of(key), &source, &f.err))
            _exit(3);
        struct store_fetch fetch = { .source_id = source.id, .at = NOW + i, .due_at = NOW };
        bool ok =
            store_feed_write(f.st, &fetch, &feed, &delta, &f.err) &&
            (!delta.added ||
             store_mark(f.st, &delta.first_id, 1, i % 2 ? STORE_READ : STORE_SAVED, &f.err)) &&
            store_index_step(f.st, 10, &left, &f.err) &&
            (i % 5 || store_expire_step(f.st, &(struct store_keep){ .stories = 60, .for_s = 0 },
                                        NOW + i, 20, &gone, &f.err));

        if (!ok) {
            fprintf(stderr, "writer: %s\n", f.err.text);
            _exit(4);
        }
        arena_free(&f.a);
    }
    store_close(f.st);
    _exit(0);
}

static void
two_processes_write_at_once(void **state)
{
    struct fixture *f = *state;
    int64_t id;
    pid_t child;
    int status;

    fixture_sources(f, 4);
    id = fixture_story(f, "a", NOW, "ours", "x");
    store_close(f->st); /* nothing is carried across a fork */
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        write_for_a_while(f->path, 1, 60);
    MUST(f, store_open(f->path, &f->st, &f->err));
    for (int i = 0; i < 200; i++) {
        struct store_source *sources;
        size_t count;

        MUST(f, store_mark(f->st, &id, 1, i % 2 ? STORE_READ : STORE_UNREAD, &f->err));
        MUST(f, store_sources_load(f->st, &f->a, false, &sources, &count, &f->err));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    MUST(f, store_check(f->st, &f->err));
}

/* Killed at any moment, nothing is left half done: counts, index and rows agree. */
static void
a_killed_writer_leaves_a_sound_store(void **state)
{
    struct fixture *f = *state;
    unsigned seed = 42;

    fixture_sources(f, 4);
    store_close(f->st);
    f->st = NULL;
    for (int i = 0; i < (getenv("COURANT_SOAK") ? 300 : 50); i++) {
        pid_t child = fork();
        int status;

        assert_true(child >= 0);
        if (child == 0)
            write_for_a_while(f->path, i, 1000000);
        seed = seed * 1103515245 + 12345;
        nanosleep(&(struct timespec){ .tv_nsec = (long)(seed >> 8) % 40000000 }, NULL);
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        MUST(f, store_open(f->path, &f->st, &f->err));
        MUST(f, store_check(f->st, &f->err));
        store_close(f->st);
        f->st = NULL;
    }
}

/* Two copies that open the same new store at once both get it whole. */
static void
a_store_is_made_once(void **state)
{
    struct fixture *f = *state;
    str path = arena_printf(&f->a, "%s.new", f->path);
    pid_t children[4];

    for (size_t i = 0; i < ARRAY_LEN(children); i++) {
        children[i] = fork();
        if (children[i] == 0) {
            struct store *st;
            struct err err;

            if (!store_open(path.ptr, &st, &err)) {
                fprintf(stderr, "%s\n", err.text);
                _exit(1);
            }
            store_close(st);
            _exit(0);
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(children); i++) {
        int status;

        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_new_store_is_private),
        FIXTURE_TEST(what_is_not_ours_is_refused_and_untouched),
        FIXTURE_TEST(an_older_store_keeps_what_it_holds),
        FIXTURE_TEST(what_is_no_database_is_refused),
        FIXTURE_TEST(what_was_written_is_there_again),
        FIXTURE_TEST(damage_is_told),
        FIXTURE_TEST(sources_follow_the_file_and_keep_their_state),
        FIXTURE_TEST(sources_are_known_by_their_file),
        FIXTURE_TEST(history_and_positions_are_kept),
        FIXTURE_TEST(the_lease_is_held_by_one_and_runs_out),
        FIXTURE_TEST(a_second_connection_leaves_the_firsts_locks),
        FIXTURE_TEST(another_connection_is_noticed),
        FIXTURE_TEST(what_is_written_to_a_removed_store_is_refused),
        FIXTURE_TEST(the_log_stays_short),
        FIXTURE_TEST(two_processes_write_at_once),
        FIXTURE_TEST(a_killed_writer_leaves_a_sound_store),
        FIXTURE_TEST(a_store_is_made_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
