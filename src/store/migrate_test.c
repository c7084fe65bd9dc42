#include "db.h"
#include "fixture.h"
#include "tokenizer.h"

#include <courant/store_ahead.h>
#include <courant/store_heed.h>

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- stores as earlier versions left them ---- */

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

#define NEWEST (migrations[ARRAY_LEN(migrations) - 1].version)

/* In the words of version 1, which all later ones understand. */
static const char *const data[] = {
    "INSERT INTO source(id, key, url, place, is_listed, section, feed_title, etag)"
    " VALUES (1, 'a', 'https://a.example/feed', 0, 1, 'One', 'Feed A', 'tag'),"
    "        (2, 'b', 'https://b.example/feed', 1, 1, 'One/Two', 'Feed B', '')",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
    " INSERT INTO story(id, source_id, sort_at, fetched_at, published_at, is_listed, is_read, is_saved, is_edited,"
    " identity, content, url_hash, title, url, author, language, teaser)"
    " SELECT i, 1 + i % 2, 1700000000 + i, 1700000500, 1700000000 + i, 1, i % 3 = 0, i % 10 = 0, i % 30 = 0,"
    " i * 7, i, i, 'story ' || i, 'https://a.example/' || i, 'Ann', 'en', 'words' FROM n",
    "INSERT INTO body(story_id, html, categories, image_url, image_credit)"
    " SELECT id, CAST(char(0) || '<p>text ' || id || ' of the sea</p>' AS BLOB), '', '', '' FROM story",
    "INSERT INTO tally(source_id, stories, unread, saved, saved_unread, is_listed)"
    " SELECT source_id, count(*), sum(is_read = 0), sum(is_saved), sum(is_saved AND is_read = 0), 1 FROM story"
    " GROUP BY source_id",
    "INSERT INTO tag(fold, sort_at, story_id, tag) SELECT 'later', sort_at, id, 'Later' FROM story WHERE id % 50 = 0",
    "INSERT INTO revision(story_id, seen_at, title, html) VALUES (30, 1700000400, 'was', x'003c703e6f6c643c2f703e')",
    "INSERT INTO position(story_id, at) VALUES (7, 70)",
    "INSERT INTO gone(source_id, identity, seen_at) VALUES (1, 99999, 1700000000)",
    "INSERT INTO state(name, value) VALUES ('ui.view', 'Later'), ('history', '1 5 7 9')",
};

static void
run_sql(sqlite3 *db, const char *text)
{
    char *words = NULL;

    if (sqlite3_exec(db, text, NULL, NULL, &words) != SQLITE_OK)
        fail_msg("%s: %.100s", words, text);
}

static void
make_store(const char *path, int version)
{
    struct store st = { 0 };
    struct err err = { 0 };
    char text[64];

    unlink(path);
    assert_int_equal(sqlite3_open(path, &st.db), SQLITE_OK);
    assert_true(tokenizer_register(&st, &err));
    run_sql(st.db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; BEGIN");
    for (size_t i = 0; i < ARRAY_LEN(migrations); i++)
        if (migrations[i].version <= version)
            run_sql(st.db, migrations[i].text);
    for (size_t i = 0; i < ARRAY_LEN(data); i++)
        run_sql(st.db, data[i]);
    snprintf(text, sizeof(text), "PRAGMA application_id = %d; PRAGMA user_version = %d",
             STORE_APPLICATION, version);
    run_sql(st.db, text);
    run_sql(st.db, "COMMIT");
    for (size_t i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(st.statements[i]);
    assert_int_equal(sqlite3_close(st.db), SQLITE_OK);
    tokenizer_free(st.tokenizer);
}

static int64_t
count_list(struct fixture *f, const char *text)
{
    struct store_query *query;
    struct store_story *stories;
    size_t count;

    MUST(f, store_query_parse(&f->a, str_of(text), NOW, &query, &f->err));
    MUST(f, store_list_after(f->st, &f->a, query, (struct store_place){ 0 }, false, 1000, &stories,
                             &count, &f->err));
    return (int64_t)count;
}

static const struct {
    const char *query;
    int count;
} answers[] = {
    { "", 500 },          { "is:read", 166 },  { "is:saved", 50 },        { "is:edited", 16 },
    { "tag:later", 10 },  { "source:a", 250 }, { "section:one", 500 },    { "is:hidden", 0 },
    { "is:followed", 0 }, { "is:muted", 0 },   { "\"of the sea\"", 500 },
};

static void
must_be_whole(struct fixture *f, int version)
{
    struct store_text text;
    int64_t *ids;
    size_t count, at;

    MUST(f, store_check(f->st, &f->err));
    fixture_index(f);
    MUST(f, store_check(f->st, &f->err));
    for (size_t i = 0; i < ARRAY_LEN(answers); i++)
        if (count_list(f, answers[i].query) != answers[i].count)
            fail_msg("from version %d: %s: %" PRId64, version, answers[i].query,
                     count_list(f, answers[i].query));
    MUST(f, store_text_load(f->st, &f->a, 30, &text, &f->err));
    assert_str_equal(text.feed_html, STR("<p>text 30 of the sea</p>"));
    assert_int_equal(text.revision_count, 1);
    assert_str_equal(text.revisions[0].html, STR("<p>old</p>"));
    assert_int_equal(store_position_get(f->st, 7), 70);
    assert_str_equal(store_state_get(f->st, &f->a, "ui.view"), STR("Later"));
    MUST(f, store_history_load(f->st, &f->a, &ids, &count, &at, &f->err));
    assert_int_equal(count, 3);
}

/* Of stories that were there before anything could be muted. */
static void
must_take_heed(struct fixture *f)
{
    const struct store_heed muted = { .state = STORE_HEED_MUTED }, none = { 0 };
    int64_t all, unread, saved, now_unread;

    MUST(f, store_totals(f->st, &all, &unread, &saved, &f->err));
    MUST(f, store_heed_set(f->st, 7, &muted, &f->err));
    MUST(f, store_totals(f->st, &all, &now_unread, &saved, &f->err));
    assert_int_equal(now_unread, unread - 1);
    assert_int_equal(count_list(f, "is:muted"), 1);
    MUST(f, store_check(f->st, &f->err));
    MUST(f, store_heed_set(f->st, 7, &none, &f->err));
    assert_int_equal(count_list(f, "is:muted"), 0);
}

static void
every_earlier_store_is_brought_up_to_date(void **state)
{
    struct fixture *f = *state;

    for (int version = 1; version <= NEWEST; version++) {
        store_close(f->st);
        f->st = NULL;
        make_store(f->path, version);
        MUST(f, store_open(f->path, &f->st, &f->err));
        must_be_whole(f, version);
        fixture_story(f, "a", NOW, "new", "x"); /* and goes on */
        MUST(f, store_story_alias(f->st, 30, STR("https://b.example/other"), &f->err));
        MUST(f, store_ahead_put(f->st, STR("https://b.example/ahead"), NULL, NOW, &f->err));
        must_take_heed(f);
        fixture_sources(f, 1);
        MUST(f, store_check(f->st, &f->err));
    }
}

/* ---- killed in the middle ---- */

/* COURANT_SOAK: make soak does it for longer. */
static int
rounds(int usual)
{
    return getenv("COURANT_SOAK") ? usual * 10 : usual;
}

static unsigned seed = 7;

static void
kill_soon(pid_t child, long most_us)
{
    int status;

    seed = seed * 1103515245 + 12345;
    nanosleep(&(struct timespec){ .tv_nsec = (long)(seed >> 8) % most_us * 1000 }, NULL);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
}

static void
a_killed_migration_is_done_by_the_next(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < rounds(30); i++) {
        store_close(f->st);
        f->st = NULL;
        make_store(f->path, 1 + i % MAX(NEWEST - 1, 1));
        pid_t child = fork();

        assert_true(child >= 0);
        if (child == 0) {
            struct store *st = NULL;
            struct err err = { 0 };

            _exit(!store_open(f->path, &st, &err)); /* and no close: as if it had gone down */
        }
        kill_soon(child, 12000);
        MUST(f, store_open(f->path, &f->st, &f->err));
        must_be_whole(f, 1 + i % MAX(NEWEST - 1, 1));
        arena_free(&f->a);
    }
}

/* Marks as fast as it can, and says of each that it is kept. */
static void
mark_for_ever(const char *path, int out)
{
    struct store *st = NULL;
    struct err err = { 0 };

    if (!store_open(path, &st, &err))
        _exit(2);
    for (int64_t id = 1; id <= 500; id++)
        if (!store_mark(st, &id, 1, STORE_SAVED, &err) || write(out, &id, sizeof(id)) < 0)
            _exit(3);
    for (;;)
        pause();
}

static void
a_mark_that_was_kept_survives_a_kill(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < rounds(30); i++) {
        int pipes[2];
        int64_t id = 0, last = 0;
        struct store_story story;

        store_close(f->st);
        f->st = NULL;
        make_store(f->path, NEWEST);
        assert_int_equal(pipe(pipes), 0);
        pid_t child = fork();

        assert_true(child >= 0);
        if (child == 0)
            mark_for_ever(f->path, pipes[1]);
        close(pipes[1]);
        kill_soon(child, 30000);
        while (read(pipes[0], &id, sizeof(id)) == sizeof(id))
            last = id;
        close(pipes[0]);
        MUST(f, store_open(f->path, &f->st, &f->err));
        MUST(f, store_check(f->st, &f->err));
        for (id = 1; id <= last; id++) {
            MUST(f, store_story_get(f->st, &f->a, id, &story, &f->err));
            assert_true(story.is_saved);
        }
        arena_free(&f->a);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(every_earlier_store_is_brought_up_to_date),
        FIXTURE_TEST(a_killed_migration_is_done_by_the_next),
        FIXTURE_TEST(a_mark_that_was_kept_survives_a_kill),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
