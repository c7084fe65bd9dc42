#include "db.h"
#include "hits.h"
#include "pack.h"
#include "source.h"
#include "tokenizer.h"

#include <courant/store.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct migration {
    int64_t version;
    const char *text;
};

static const struct migration migrations[] = {
#define MIGRATION(version, text) { version, text },
#define SETUP(text)
#define SQL(name, text)
#include "sql.def"
#undef MIGRATION
#undef SETUP
#undef SQL
};

#define VERSION (migrations[ARRAY_LEN(migrations) - 1].version)

static const enum sql_id set_version[] = { SQL_SET_VERSION_1 }; /* [version - 1] */

static const char *const setups[] = {
#define MIGRATION(version, text)
#define SETUP(text) text,
#define SQL(name, text)
#include "sql.def"
#undef MIGRATION
#undef SETUP
#undef SQL
};

/*
 * Called while another writer holds the store. SQLite's own handler sleeps ever longer, up to 100 ms; writers
 * here are done in a few milliseconds, and who waits is a reader with a finger on a key: so it asks often.
 */
static int
wait_for_writer(void *context, int times)
{
    struct store *st = context;
    int wait_ms = times < 20 ? 1 : 5;

    if (st->waited_ms >= STORE_BUSY_MS)
        return 0;
    st->waited_ms += wait_ms;
    nanosleep(&(struct timespec){ .tv_nsec = wait_ms * 1000000L }, NULL);
    return 1;
}

static bool
value_of(struct store *st, enum sql_id id, int64_t *out, struct err *err)
{
    struct sql s = sql_use(st, id);

    return sql_value(&s, 0, out, err);
}

/* Refuses, before anything is written, what is not ours or is newer than this program. */
static bool
check_file(struct store *st, int64_t *out_version, struct err *err)
{
    int64_t application, tables;

    /* Tables first: another copy may be making them right now, and commits them together with the other two. */
    if (!value_of(st, SQL_COUNT_TABLES, &tables, err) ||
        !value_of(st, SQL_GET_APPLICATION, &application, err) ||
        !value_of(st, SQL_GET_VERSION, out_version, err))
        return false;
    if (tables > 0 && application != STORE_APPLICATION)
        return err_set(err, ERR_STORE, "is a database of another program; left as it was");
    if (*out_version > VERSION)
        return err_set(err, ERR_STORE,
                       "was written by a newer courant (version %" PRId64
                       ", this one knows %" PRId64 "); "
                       "left as it was: use the newer one, or another --store",
                       *out_version, VERSION);
    return true;
}

static bool
execute(struct store *st, const char *text, struct err *err)
{
    int code = sqlite3_exec(st->db, text, NULL, NULL, NULL);

    return code == SQLITE_OK || db_fail(st, code, err);
}

static bool
migrate_from(struct store *st, int64_t version, struct err *err)
{
    struct sql s;

    for (size_t i = 0; i < ARRAY_LEN(migrations); i++)
        if (migrations[i].version > version && !execute(st, migrations[i].text, err))
            return false;
    s = sql_use(st, SQL_SET_APPLICATION);
    if (!sql_run(&s, err))
        return false;
    s = sql_use(st, set_version[VERSION - 1]);
    return sql_run(&s, err);
}

/* All in one transaction; another copy may have been faster, so the version is read again inside. */
static bool
migrate(struct store *st, struct err *err)
{
    int64_t version;

    if (!store_begin(st, err))
        return false;
    bool ok =
        check_file(st, &version, err) && (version == VERSION || migrate_from(st, version, err));

    return db_end(st, ok, err);
}

/*
 * Made by us, so that nobody else can read what one reads; SQLite gives its side files the same mode. One that
 * is there is not even opened: a close drops every lock that this process has on the file, those of its other
 * connections too, and then another copy takes the WAL away from under them.
 */
static bool
make_file(const char *path, struct err *err)
{
    int fd;

    if (!file_make_folders(path, err))
        return false;
    fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0 || errno == EEXIST || err_set(err, ERR_STORE, "%s", strerror(errno));
}

static bool
open_file(struct store *st, const char *path, struct err *err)
{
    int64_t version;
    int code;

    if (!make_file(path, err))
        return false;
    code = sqlite3_open_v2(path, &st->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK)
        return st->db ? db_fail(st, code, err) : err_set(err, ERR_STORE, "out of memory");
    sqlite3_extended_result_codes(st->db, 1);
    sqlite3_busy_handler(st->db, wait_for_writer, st);
    if (!check_file(st, &version, err))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(setups); i++)
        if (!execute(st, setups[i], err))
            return false;
    return tokenizer_register(st, err) && (version == VERSION || migrate(st, err));
}

bool
store_open(const char *path, struct store **out, struct err *err)
{
    struct store *st = mem_new(sizeof(*st));

    st->packer = packer_new();
    st->most_revisions = STORE_REVISIONS;
    if (!open_file(st, path, err)) {
        store_close(st);
        return err_wrap(err, "%s", path);
    }
    store_has_changed(st);
    *out = st;
    return true;
}

void
store_close(struct store *st)
{
    if (!st)
        return;
    for (size_t i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(st->statements[i]);
    sqlite3_close(st->db); /* rolls back what is open */
    source_names_free(st->names);
    hits_free(st->hits);
    packer_free(st->packer);
    tokenizer_free(st->tokenizer);
    mem_free(st);
}

void
store_keep_revisions(struct store *st, int64_t most)
{
    st->most_revisions = MAX(most, 0);
}

static bool
check_integrity(struct store *st, struct err *err)
{
    struct sql s = sql_use(st, SQL_CHECK);
    char words[256];
    bool is_row;

    if (!sql_row(&s, &is_row, err) || !is_row)
        return false;
    str answer = sql_peek_str(&s);
    bool ok = str_eq(answer, STR("ok"));

    memcpy(words, answer.ptr, MIN(answer.len, sizeof(words) - 1));
    words[MIN(answer.len, sizeof(words) - 1)] = '\0';
    sql_done(&s);
    return ok || err_set(err, ERR_STORE, "the store is damaged: %s", words);
}

bool
store_check(struct store *st, struct err *err)
{
    struct sql s;
    int64_t wrong = 0;
    bool is_row;

    if (!check_integrity(st, err))
        return false;
    s = sql_use(st, SQL_CHECK_KEYS);
    if (!sql_row(&s, &is_row, err))
        return false;
    sql_done(&s);
    if (is_row)
        return err_set(err, ERR_STORE, "the store is damaged: rows without their story");
    s = sql_use(st, SQL_CHECK_WORDS);
    if (!sql_run(&s, err))
        return err_wrap(err, "search index");
    if (!value_of(st, SQL_CHECK_TALLY, &wrong, err))
        return false;
    return !wrong ||
           err_set(err, ERR_STORE, "the kept counts of %" PRId64 " sources are wrong", wrong);
}
