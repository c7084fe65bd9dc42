#include "db.h"

#include "hits.h"
#include "place.h"
#include "rule.h"
#include "source.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

static const char *const texts[SQL_COUNT] = {
#define MIGRATION(version, text)
#define SETUP(text)
#define SQL(name, text) [SQL_##name] = text,
#include "sql.def"
#undef MIGRATION
#undef SETUP
#undef SQL
};

/* What the system said, where it was the system that refused. */
static bool
fail_system(struct store *st, int code, struct err *err)
{
    int number = sqlite3_system_errno(st->db);
    bool is_write = code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_FSYNC ||
                    code == SQLITE_IOERR_SHMSIZE || code == SQLITE_IOERR_TRUNCATE;

    if (number == ENOSPC || number == EDQUOT)
        return err_set(err, ERR_STORE, "the disk is full; make room, then try again");
    return err_set(err, ERR_STORE, "the store could not be %s: %s",
                   is_write                        ? "written"
                   : (code & 0xFF) == SQLITE_IOERR ? "read"
                                                   : "opened",
                   number ? strerror(number) : sqlite3_errmsg(st->db));
}

bool
db_fail(struct store *st, int code, struct err *err)
{
    int extended = sqlite3_extended_errcode(st->db);

    st->failed = (extended & 0xFF) == (code & 0xFF) ? extended : code;
    if (extended == SQLITE_CONSTRAINT_COMMITHOOK)
        return err_set(err, ERR_STORE,
                       "the store was moved or removed from its place, so nothing can be kept: end "
                       "this copy of courant, and start it again");
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        if (st->has_no_locks)
            return err_set(err, ERR_STORE, PLACE_NO_LOCKS);
        return err_set(err, ERR_BUSY, "the store is being written by another copy of courant");
    case SQLITE_INTERRUPT: return err_set(err, ERR_CANCELLED, "stopped, for it is wanted no more");
    case SQLITE_FULL: return err_set(err, ERR_STORE, "the disk is full; make room, then try again");
    case SQLITE_READONLY:
        return err_set(err, ERR_STORE, "the store cannot be written: %s",
                       st->is_read_only ? st->why_read_only : "read-only");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return err_set(err, ERR_DAMAGED,
                       "the store is damaged (%s); `courant doctor --rescue` saves what can be "
                       "read, and keeps the damaged one",
                       sqlite3_errmsg(st->db));
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM: return fail_system(st, st->failed, err);
    default: return err_set(err, ERR_STORE, "the store: %s", sqlite3_errmsg(st->db));
    }
}

struct sql
sql_use(struct store *st, enum sql_id id)
{
    sqlite3_stmt **q = &st->statements[id];

    /* A failure to prepare is told when it is run: then q is NULL and the words are in the connection. */
    if (!*q)
        sqlite3_prepare_v3(st->db, texts[id], -1, SQLITE_PREPARE_PERSISTENT, q, NULL);
    else
        sqlite3_reset(*q);
    st->waited_ms = 0;
    return (struct sql){ .st = st, .q = *q };
}

void
sql_int(struct sql *s, int64_t value)
{
    if (s->q)
        sqlite3_bind_int64(s->q, ++s->at, value);
}

void
sql_text(struct sql *s, str value)
{
    if (s->q)
        sqlite3_bind_text64(s->q, ++s->at, value.len ? value.ptr : "", value.len, SQLITE_STATIC,
                            SQLITE_UTF8);
}

void
sql_blob(struct sql *s, str value)
{
    if (s->q)
        sqlite3_bind_blob64(s->q, ++s->at, value.len ? value.ptr : "", value.len, SQLITE_STATIC);
}

bool
sql_row(struct sql *s, bool *out_row, struct err *err)
{
    int code = s->q ? sqlite3_step(s->q) : sqlite3_errcode(s->st->db);

    s->at = -1;
    *out_row = code == SQLITE_ROW;
    if (code == SQLITE_ROW)
        return true;
    bool ok = code == SQLITE_DONE || db_fail(s->st, code ? code : SQLITE_ERROR, err);

    sql_done(s);
    return ok;
}

bool
sql_run(struct sql *s, struct err *err)
{
    bool is_row = true;

    while (is_row)
        if (!sql_row(s, &is_row, err))
            return false;
    return true;
}

void
sql_done(struct sql *s)
{
    if (s->q)
        sqlite3_reset(s->q);
}

int64_t
sql_take_int(struct sql *s)
{
    return sqlite3_column_int64(s->q, ++s->at);
}

bool
sql_take_bool(struct sql *s)
{
    return sql_take_int(s) != 0;
}

double
sql_take_double(struct sql *s)
{
    return sqlite3_column_double(s->q, ++s->at);
}

str
sql_peek_str(struct sql *s)
{
    const void *bytes = sqlite3_column_blob(s->q, ++s->at);
    int len = sqlite3_column_bytes(s->q, s->at);

    return bytes && len > 0 ? (str){ bytes, (size_t)len } : (str){ "", 0 };
}

str
sql_take_str(struct sql *s, struct arena *a)
{
    return arena_str(a, sql_peek_str(s));
}

bool
sql_value(struct sql *s, int64_t missing, int64_t *out, struct err *err)
{
    bool is_row;

    if (!sql_row(s, &is_row, err))
        return false;
    *out = is_row ? sql_take_int(s) : missing;
    sql_done(s);
    return true;
}

bool
sql_text_value(struct sql *s, struct arena *a, str *out, struct err *err)
{
    bool is_row;

    if (!sql_row(s, &is_row, err))
        return false;
    *out = is_row ? sql_take_str(s, a) : STR("");
    sql_done(s);
    return true;
}

bool
sql_value_of(struct store *st, enum sql_id id, int64_t *out, struct err *err)
{
    struct sql s = sql_use(st, id);

    return sql_value(&s, 0, out, err);
}

bool
sql_text_of(struct store *st, enum sql_id id, int64_t key, struct arena *a, str *out,
            struct err *err)
{
    struct sql s = sql_use(st, id);

    sql_int(&s, key);
    return sql_text_value(&s, a, out, err);
}

bool
sql_ids(struct sql *s, struct arena *a, size_t most, int64_t **out, size_t *out_count,
        struct err *err)
{
    VEC(int64_t) ids = { 0 };
    bool is_row = true;

    while (ids.count < most) {
        if (!sql_row(s, &is_row, err))
            return false;
        if (!is_row)
            break;
        *VEC_PUSH(a, &ids) = sql_take_int(s);
    }
    sql_done(s);
    *out = ids.items;
    *out_count = ids.count;
    return true;
}

int64_t
db_last_id(struct store *st)
{
    return sqlite3_last_insert_rowid(st->db);
}

int64_t
db_changed(struct store *st)
{
    return sqlite3_changes64(st->db);
}

/* ---- transactions ---- */

bool
store_begin(struct store *st, struct err *err)
{
    if (st->depth == 0) {
        struct sql s = sql_use(st, SQL_BEGIN);

        if (!sql_run(&s, err))
            return false;
        st->is_doomed = false;
    }
    st->depth++;
    return true;
}

void
store_cache_grow(struct store *st)
{
    struct err ignored = { 0 };
    struct sql s = sql_use(st, SQL_CACHE_LARGE);

    sql_run(&s, &ignored);
}

bool
store_read_begin(struct store *st, bool *is_begun, struct err *err)
{
    *is_begun = false;
    if (!sqlite3_get_autocommit(st->db))
        return true; /* inside a transaction all is seen as at one moment anyway */
    struct sql s = sql_use(st, SQL_BEGIN_READ);

    *is_begun = sql_run(&s, err);
    return *is_begun;
}

void
store_read_end(struct store *st, bool is_begun)
{
    struct err ignored = { 0 };

    if (!is_begun)
        return;
    struct sql s = sql_use(st, SQL_COMMIT);

    sql_run(&s, &ignored);
}

bool
store_commit(struct store *st, struct err *err)
{
    assert(st->depth > 0);
    if (st->depth > 1) {
        st->depth--;
        return true;
    }
    if (st->is_doomed) {
        store_rollback(st);
        return err_set(err, ERR_STORE, "nothing was written, for a part of it could not be");
    }
    struct sql s = sql_use(st, SQL_COMMIT);

    if (!sql_run(&s, err)) {
        store_rollback(st);
        return false;
    }
    st->depth = 0;
    return true;
}

void
store_rollback(struct store *st)
{
    struct err ignored = { 0 }; /* a full disk may have rolled back already */

    assert(st->depth > 0);
    st->is_doomed = true;
    st->is_print_checked = false;
    st->vocabulary = STORE_VOCABULARY_UNKNOWN; /* it may have been made inside */
    source_names_free(st->names);              /* may have been read from what is now undone */
    st->names = NULL;
    hits_free(st->hits);
    st->hits = NULL;
    rules_forget_runs(st->rules);
    if (--st->depth > 0)
        return;
    struct sql s = sql_use(st, SQL_ROLLBACK);

    if (!sqlite3_get_autocommit(st->db))
        sql_run(&s, &ignored);
}

bool
db_end(struct store *st, bool ok, struct err *err)
{
    if (ok)
        return store_commit(st, err);
    store_rollback(st);
    return false;
}

/* ---- stopping ---- */

#define STOP_STEPS                                                                                 \
    500 /* of SQLite's machine between two questions: a leaf of the search index takes it about five */

static int
ask_whether_to_stop(void *context)
{
    const struct store *st = context;

    return st->depth == 0 && st->should_stop(st->stop_self); /* what is written is written */
}

void
store_stop_when(struct store *st, bool (*should_stop)(void *self), void *self)
{
    st->should_stop = should_stop;
    st->stop_self = self;
    sqlite3_progress_handler(st->db, STOP_STEPS, should_stop ? ask_whether_to_stop : NULL, st);
}

/* ---- changes by others ---- */

static int64_t
data_version(struct store *st)
{
    struct err ignored = { 0 };
    struct sql s = sql_use(st, SQL_DATA_VERSION);
    int64_t version = 0;

    return sql_value(&s, 0, &version, &ignored) ? version : 0;
}

bool
store_has_changed(struct store *st)
{
    int64_t version = data_version(st);
    bool has_changed = version != st->seen_data;

    st->seen_data = version;
    return has_changed;
}

/* ---- small things ---- */

int64_t
hash_id(str s)
{
    uint64_t hash = str_hash(s);
    int64_t id;

    memcpy(&id, &hash, sizeof(id));
    return id ? id : 1;
}
