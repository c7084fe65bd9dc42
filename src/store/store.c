#include "db.h"
#include "hits.h"
#include "pack.h"
#include "place.h"
#include "rule.h"
#include "source.h"
#include "tokenizer.h"

#include <courant/store.h>

#include <errno.h>
#include <pthread.h>
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

#define LOG_PAGES      2000  /* of the log, 8 MB: it is folded into the file */
#define LOG_LONG_PAGES 16384 /* 64 MB: and this waits for those who read */
#define LOG_WAIT_MS    20
#define LOCKS_TRIED_MS 250 /* longer than a writer takes: is it one? */

#define VERSION (migrations[ARRAY_LEN(migrations) - 1].version)

int64_t
db_version(void)
{
    return VERSION;
}

static const enum sql_id set_version[] = {
    SQL_SET_VERSION_1, SQL_SET_VERSION_2, SQL_SET_VERSION_3,
    SQL_SET_VERSION_4, SQL_SET_VERSION_5, SQL_SET_VERSION_6
}; /* [version - 1] */

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
    int wait_ms = times < 200 ? 1 : 5;

    if (st->waited_ms >= LOCKS_TRIED_MS && !st->are_locks_tried) {
        st->are_locks_tried = true;
        st->has_no_locks = !place_has_locks(sqlite3_db_filename(st->db, "main"));
    }
    if (st->waited_ms >= st->most_wait_ms || st->has_no_locks)
        return 0;
    st->waited_ms += wait_ms;
    nanosleep(&(struct timespec){ .tv_nsec = wait_ms * 1000000L }, NULL);
    return 1;
}

/* Refuses, before anything is written, what is not ours or is newer than this program. */
static bool
check_file(struct store *st, int64_t *out_version, struct err *err)
{
    int64_t application, tables;

    /* Tables first: another copy may be making them right now, and commits them together with the other two. */
    if (!sql_value_of(st, SQL_COUNT_TABLES, &tables, err) ||
        !sql_value_of(st, SQL_GET_APPLICATION, &application, err) ||
        !sql_value_of(st, SQL_GET_VERSION, out_version, err))
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
    int code;

    st->waited_ms = 0;
    code = sqlite3_exec(st->db, text, NULL, NULL, NULL);
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

/* ---- opening ---- */

/*
 * The ways in which a store is opened, the next when the one before fails for want of leave to write or of room. Beside
 * the file SQLite wants a log and an index of it that copies share. Where these are there already they will do for
 * reading. Where they cannot be made the index may lie in memory, if no other copy is at it; and a file that nothing can
 * be written beside may be read as it is, without what a log should still hold.
 */
static const struct way {
    const char *parameters; /* of its URI */
    int flags;
    bool is_writing, is_alone;
} ways[] = {
    { "", SQLITE_OPEN_READWRITE, true, false },
    { "", SQLITE_OPEN_READONLY, false, false },
    { "", SQLITE_OPEN_READWRITE, false, true },
    { "?immutable=1", SQLITE_OPEN_READONLY, false, false },
};

/* "%23" for what means something in a URI. */
static const char *
uri_of(struct arena *a, const char *path, const struct way *way)
{
    struct buf b = { .arena = a };

    buf_add(&b, STR("file:"));
    for (const char *c = path; *c; c++)
        if (*c == '%' || *c == '?' || *c == '#')
            buf_printf(&b, "%%%02X", (unsigned)*c);
        else
            buf_add_char(&b, *c);
    buf_add(&b, str_of(way->parameters));
    return arena_cstr(a, buf_str(&b));
}

/*
 * After each commit. A log that grows for ever makes the next opening after a crash take as long as reading it does. Folding
 * it in does not shorten it while somebody reads what is in it; so at four times the length what reads is
 * waited for, for a moment.
 */
static int
fold_log(void *context, sqlite3 *db, const char *name, int pages)
{
    struct store *st = context;
    int most = st->leaves_log ? LOG_LONG_PAGES : LOG_PAGES;

    if (pages < most)
        return SQLITE_OK;
    st->waited_ms = st->most_wait_ms - (pages < LOG_LONG_PAGES ? 0 : LOG_WAIT_MS);
    sqlite3_wal_checkpoint_v2(
        db, name, pages < LOG_LONG_PAGES ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_TRUNCATE,
        NULL, NULL);
    return SQLITE_OK; /* not folded is not lost: the next commit tries again */
}

/*
 * Before each commit. SQLite would go on writing to a file that was removed or replaced, where nobody finds it again. Not
 * zero: the commit becomes a rollback.
 */
static int
refuse_commit(void *context)
{
    struct store *st = context;
    int has_moved = 0;

    sqlite3_file_control(st->db, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
    return has_moved;
}

static bool
set_up(struct store *st, const struct way *way, struct err *err)
{
    struct err ignored = { 0 };
    struct sql s;

    for (size_t i = 0; i < ARRAY_LEN(setups); i++)
        if (!execute(st, setups[i], way->is_writing ? err : &ignored) && way->is_writing)
            return false;
    if (way->is_writing) {
        sqlite3_wal_hook(st->db, fold_log, st);
        sqlite3_commit_hook(st->db, refuse_commit, st);
        return true;
    }
    s = sql_use(st, SQL_QUERY_ONLY);
    return sql_run(&s, err);
}

/* SQLite counts what it allocates under one lock that all threads share, and nobody asks for the counts. */
static void
count_no_memory(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static bool
connect(struct store *st, const char *path, const struct way *way, struct err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct arena a = { 0 };

    pthread_once(&once, count_no_memory);
    int code = sqlite3_open_v2(uri_of(&a, path, way), &st->db,
                               way->flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL);

    arena_free(&a);
    if (code != SQLITE_OK)
        return st->db ? db_fail(st, code, err) : err_set(err, ERR_STORE, "out of memory");
    sqlite3_extended_result_codes(st->db, 1);
    sqlite3_busy_handler(st->db, wait_for_writer, st);
    if (!way->is_alone)
        return true;
    struct sql s = sql_use(st, SQL_ALONE);

    return sql_run(&s, err);
}

static void
disconnect(struct store *st)
{
    for (size_t i = 0; i < SQL_COUNT; i++) {
        sqlite3_finalize(st->statements[i]);
        st->statements[i] = NULL;
    }
    sqlite3_close(st->db); /* rolls back what is open */
    st->db = NULL;
    tokenizer_free(st->tokenizer);
    st->tokenizer = NULL;
}

static bool
open_way(struct store *st, const char *path, const struct way *way, struct err *err)
{
    int64_t version;

    st->failed = 0;
    if (!connect(st, path, way, err) || !check_file(st, &version, err) || !set_up(st, way, err) ||
        !tokenizer_register(st, err))
        return false;
    if (version != VERSION && way->is_writing)
        return migrate(st, err);
    if (version == 0) /* what kept it from being made is in the words already */
        return err_set(err, ERR_STORE, "is new, and could not be made: %s", st->why_read_only);
    return version == VERSION ||
           err_set(err, ERR_STORE,
                   "was written by an older courant, and what this one would add cannot be "
                   "written: %s",
                   st->why_read_only);
}

static bool
is_unwritable(int code)
{
    switch (code & 0xFF) {
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_FULL:
    case SQLITE_IOERR: return true;
    default: return false;
    }
}

/* The file's own leave, or that of its folder: SQLite's words tell neither. */
static void
find_why(struct store *st, const char *path, const struct err *err)
{
    struct arena a = { 0 };
    str words = str_of(err->text);

    if (access(path, W_OK) != 0)
        words = str_of(strerror(errno));
    else if (access(path_folder(&a, str_of(path)).ptr, W_OK) != 0)
        words = arena_printf(&a, "its folder: %s", strerror(errno));
    st->is_read_only = true;
    words = utf8_front(words, sizeof(st->why_read_only) - 1);
    memcpy(st->why_read_only, words.ptr, words.len);
    st->why_read_only[words.len] = '\0';
    arena_free(&a);
}

static bool
open_file(struct store *st, const char *path, struct err *err)
{
    struct err first = { 0 }, later = { 0 };
    bool is_there;

    if (!place_check(path, &is_there, err) || (!is_there && !place_make(path, err)))
        return false;
    st->most_wait_ms = STORE_OPENING_MS;
    if (open_way(st, path, &ways[0], &first)) {
        st->most_wait_ms = STORE_BUSY_MS;
        if (sqlite3_db_readonly(st->db, "main") == 1)
            find_why(st, path, &first);
        return true;
    }
    if (!is_unwritable(st->failed) && !st->has_no_locks) {
        *err = first;
        return false;
    }
    st->most_wait_ms = STORE_BUSY_MS;
    find_why(st, path, &first);
    for (size_t i = 1; i < ARRAY_LEN(ways); i++) {
        disconnect(st);
        later = (struct err){ 0 };
        if (open_way(st, path, &ways[i], &later))
            return true;
    }
    *err = later.kind == ERR_BUSY || is_unwritable(st->failed) ? first : later;
    return false;
}

bool
store_open(const char *path, struct store **out, struct err *err)
{
    struct store *st = mem_new(sizeof(*st));

    st->packer = packer_new();
    st->attend_fd = -1;
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
store_leave_log(struct store *st)
{
    st->leaves_log = true;
}

void
store_list_to_end(struct store *st)
{
    st->lists_to_end = true;
}

const char *
store_read_only(const struct store *st)
{
    return st->is_read_only ? st->why_read_only : NULL;
}

void
store_close(struct store *st)
{
    if (!st)
        return;
    store_attend_end(st);
    disconnect(st);
    source_names_free(st->names);
    hits_free(st->hits);
    rules_free(st->rules);
    mem_free(st->pending);
    packer_free(st->packer);
    mem_free(st);
}

void
store_keep_revisions(struct store *st, int64_t most)
{
    st->most_revisions = MAX(most, 0);
}
