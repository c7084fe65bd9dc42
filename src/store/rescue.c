/*
 * A damaged store. Its tables are B-trees of pages: what is bad is a page, and with it the rows on it, or all that lies
 * below it. So rows are read in the order of their key until SQLite says that it cannot go on, then from a key further
 * on, ever further while that fails; and from where it goes on again backwards, as far as it goes. Of the
 * tables that have no such key the rows up to the first bad page are saved.
 *
 * Where the pages are bad that tell where each table begins, those of a new store are put in their place: the tables
 * of every store are made in the same order, so that they begin at the same pages.
 *
 * It works on a copy. The new store takes the old one's place at the very end, by renaming.
 */
#include "db.h"
#include "pack.h"
#include "place.h"

#include <courant/store_care.h>
#include <courant/text.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TRIES_MOST   5000 /* places of one table at which reading was begun anew */
#define COLUMNS_MOST 24
#define PAGE_BYTES   4096
#define HEADER_BYTES 100
#define BATCH        2000 /* rows a transaction */

#define VERSIONS_AHEAD 1000

enum statement {
#define RESCUE(table, rows, insert)
#define RESCUE_SQL(name, text) RESCUE_##name,
#include "rescue.def"
#undef RESCUE
#undef RESCUE_SQL
};

static const char *const texts[] = {
#define RESCUE(table, rows, insert)
#define RESCUE_SQL(name, text) text,
#include "rescue.def"
#undef RESCUE
#undef RESCUE_SQL
};

static const struct table {
    const char *name, *down, *up, *insert;
} tables[] = {
#define RESCUE(table, rows, insert) { #table, rows, insert },
#define RESCUE_SQL(name, text)
#include "rescue.def"
#undef RESCUE
#undef RESCUE_SQL
};

struct rescue {
    const char *path;
    struct arena *a;
    struct arena row;
    const char *work, *fresh; /* the copy that is read, the store that is written */
    sqlite3 *from;
    struct store *to;
    sqlite3_stmt *insert;
    size_t pending;        /* rows since the last commit */
    int64_t gaps, refused; /* refused: rows that the new store would not have */
};

/* ---- files ---- */

static const char *
beside(struct rescue *r, const char *path, const char *end)
{
    return arena_printf(r->a, "%s%s", path, end).ptr;
}

/* The store, its log and the log's index. */
static void
remove_store(struct rescue *r, const char *path)
{
    unlink(path);
    unlink(beside(r, path, "-wal"));
    unlink(beside(r, path, "-shm"));
}

static bool
copy_bytes(int from, int to, struct err *err)
{
    char bytes[65536];
    ssize_t len;

    while ((len = read(from, bytes, sizeof(bytes))) > 0)
        for (ssize_t done = 0, more; done < len; done += more)
            if ((more = write(to, bytes + done, (size_t)(len - done))) < 0)
                return err_set(err, ERR_STORE, "the copy could not be written: %s",
                               strerror(errno));
    return len == 0 || err_set(err, ERR_STORE, "could not be read: %s", strerror(errno));
}

static bool
copy_file(const char *from_path, const char *to_path, struct err *err)
{
    int from = open(from_path, O_RDONLY | O_CLOEXEC), to = -1;
    bool ok = from >= 0 || errno == ENOENT ||
              err_set(err, ERR_STORE, "could not be read: %s", strerror(errno));

    if (from >= 0) {
        to = open(to_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        ok = to >= 0 ? copy_bytes(from, to, err)
                     : err_set(err, ERR_STORE, "%s: %s", to_path, strerror(errno));
    }
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    return ok;
}

/*
 * Is a copy of courant at it? One that reads holds a lock on the file for as long as it is open. Of what SQLite cannot
 * even open no other copy is reading either.
 */
static bool
is_in_use(const char *path)
{
    sqlite3 *db = NULL;
    bool is_busy = false;

    if (place_is_emptied(path)) /* to open it would take the log away */
        return false;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
        SQLITE_OK) {
        sqlite3_exec(db, texts[RESCUE_ALONE], NULL, NULL, NULL);
        is_busy = sqlite3_exec(db, texts[RESCUE_BEGIN], NULL, NULL, NULL) == SQLITE_BUSY;
        sqlite3_exec(db, texts[RESCUE_ROLLBACK], NULL, NULL, NULL);
    }
    sqlite3_close(db);
    return is_busy;
}

/* ---- the first page ---- */

static bool
can_be_read(sqlite3 *db)
{
    sqlite3_stmt *q = NULL;
    bool ok = sqlite3_prepare_v2(db, texts[RESCUE_PROBE], -1, &q, NULL) == SQLITE_OK;

    sqlite3_finalize(q);
    return ok;
}

static bool
open_work(struct rescue *r)
{
    sqlite3_close(r->from);
    r->from = NULL;
    return sqlite3_open_v2(r->work, &r->from, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
               SQLITE_OK &&
           can_be_read(r->from);
}

static void
put_u32(unsigned char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(value >> (24 - 8 * i) & 0xFF);
}

/* Of a new store; its size is made the copy's, and the list of free pages is let go. */
static bool
graft_page(struct rescue *r, size_t len)
{
    unsigned char page[PAGE_BYTES];
    int from = open(r->fresh, O_RDONLY | O_CLOEXEC), to = open(r->work, O_RDWR | O_CLOEXEC);
    off_t end = to >= 0 ? lseek(to, 0, SEEK_END) : -1;
    bool ok = from >= 0 && end >= PAGE_BYTES && pread(from, page, sizeof(page), 0) == PAGE_BYTES;

    if (ok) {
        put_u32(page + 28, (uint32_t)(end / PAGE_BYTES));
        memcpy(page + 92, page + 24, 4); /* the size is that of this very change */
        put_u32(page + 32, 0);
        put_u32(page + 36, 0);
        ok = pwrite(to, page, len, 0) == (ssize_t)len;
    }
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    return ok;
}

static uint32_t
get_u32(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static bool
copy_page(int from, int to, uint32_t number)
{
    unsigned char page[PAGE_BYTES];
    off_t at = (off_t)(number - 1) * PAGE_BYTES;

    return number > 0 && pread(from, page, sizeof(page), at) == PAGE_BYTES &&
           pwrite(to, page, sizeof(page), at) == PAGE_BYTES;
}

/*
 * The description of the tables is larger than the first page, which then holds only where its parts are: after
 * the header one of 12 bytes (kind 5, its last part at 8, the count of the others at 3), then two bytes for each part,
 * the place in the page of its number. https://sqlite.org/fileformat2.html, "B-tree Pages".
 */
static bool
graft_schema(struct rescue *r)
{
    unsigned char page[PAGE_BYTES], *head = page + HEADER_BYTES;
    int from = open(r->fresh, O_RDONLY | O_CLOEXEC), to = open(r->work, O_RDWR | O_CLOEXEC);
    bool ok = graft_page(r, PAGE_BYTES) && from >= 0 && to >= 0 &&
              pread(from, page, sizeof(page), 0) == PAGE_BYTES;

    if (ok && head[0] == 5) {
        size_t count = (size_t)head[3] << 8 | head[4];

        ok = copy_page(from, to, get_u32(head + 8));
        for (size_t i = 0; ok && i < count && 12 + 2 * i + 1 < PAGE_BYTES - HEADER_BYTES; i++) {
            size_t at = (size_t)head[12 + 2 * i] << 8 | head[12 + 2 * i + 1];

            ok = at + 4 <= PAGE_BYTES && copy_page(from, to, get_u32(page + at));
        }
    }
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    return ok;
}

static bool
rewrite_fresh(struct rescue *r)
{
    sqlite3 *db = NULL;
    bool ok = sqlite3_open_v2(r->fresh, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
              sqlite3_exec(db, texts[RESCUE_VACUUM], NULL, NULL, NULL) == SQLITE_OK;

    sqlite3_close(db);
    return ok;
}

static bool
say_nothing(struct err *err)
{
    return err_set(err, ERR_DAMAGED,
                   "nothing in it can be read: move it away, and the next start makes a new one");
}

static int64_t
number_of(sqlite3 *db, enum statement id)
{
    sqlite3_stmt *q = NULL;
    int64_t number = 0;

    if (sqlite3_prepare_v2(db, texts[id], -1, &q, NULL) == SQLITE_OK &&
        sqlite3_step(q) == SQLITE_ROW)
        number = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return number;
}

/*
 * What is not damaged but another program's, or a newer one's, would lose what this one does not know. A version far
 * ahead is an overwritten byte.
 */
static bool
check_ours(struct rescue *r, bool is_readable, struct err *err)
{
    int64_t version = number_of(r->from, RESCUE_VERSION), newest = db_version();
    bool has_tables = number_of(r->from, RESCUE_TABLES) > 0;

    if (has_tables && !is_readable && number_of(r->from, RESCUE_APPLICATION) != STORE_APPLICATION)
        return err_set(err, ERR_STORE, "is a database of another program; left as it was");
    if (has_tables && version > newest && version < newest + VERSIONS_AHEAD)
        return err_set(err, ERR_STORE,
                       "was written by a newer courant (version %" PRId64
                       ", this one knows %" PRId64 "); left as it was",
                       version, newest);
    return true;
}

/* As it is; with a new header; with new tables of tables; with those of a store that was once made small. */
static bool
find_tables(struct rescue *r, struct err *err)
{
    struct store *st = NULL;
    bool is_readable = open_work(r);

    if (!check_ours(r, is_readable, err))
        return false;
    if (is_readable)
        return true;
    r->gaps++;
    remove_store(r, r->fresh);
    if (!store_open(r->fresh, &st, err))
        return false;
    store_close(st);
    if ((graft_page(r, HEADER_BYTES) && open_work(r)) || (graft_schema(r) && open_work(r)) ||
        (rewrite_fresh(r) && graft_schema(r) && open_work(r)))
        return true;
    return say_nothing(err);
}

/* ---- rows ---- */

/* Bytes that were overwritten may be anything: what is shown must be text. */
static void
bind_text(struct rescue *r, int at, sqlite3_value *value)
{
    str text = { (const char *)sqlite3_value_text(value), (size_t)sqlite3_value_bytes(value) };

    if (!text_is_clean(text))
        text = text_clean_block(&r->row, text);
    sqlite3_bind_text64(r->insert, at, text.len ? text.ptr : "", text.len, SQLITE_TRANSIENT,
                        SQLITE_UTF8);
}

/* Packed: what cannot be unpacked is no text any more. */
static void
bind_blob(struct rescue *r, int at, sqlite3_value *value)
{
    str packed = { sqlite3_value_blob(value), (size_t)sqlite3_value_bytes(value) }, plain;
    struct err ignored = { 0 };

    if (!unpack(r->to->packer, &r->row, packed, &plain, &ignored))
        packed = pack(r->to->packer, &r->row, STR(""));
    sqlite3_bind_blob64(r->insert, at, packed.ptr, packed.len, SQLITE_TRANSIENT);
}

static bool
insert_row(struct rescue *r, sqlite3_stmt *row)
{
    int count = MIN(sqlite3_column_count(row), COLUMNS_MOST);

    for (int i = 0; i < count; i++) {
        sqlite3_value *value = sqlite3_column_value(row, i);

        switch (sqlite3_value_type(value)) {
        case SQLITE_TEXT: bind_text(r, i + 1, value); break;
        case SQLITE_BLOB: bind_blob(r, i + 1, value); break;
        default: sqlite3_bind_value(r->insert, i + 1, value);
        }
    }
    bool ok = sqlite3_step(r->insert) == SQLITE_DONE;

    sqlite3_reset(r->insert);
    arena_free(&r->row);
    return ok;
}

static bool
commit_some(struct rescue *r, struct err *err)
{
    if (++r->pending < BATCH)
        return true;
    r->pending = 0;
    return store_commit(r->to, err) && store_begin(r->to, err);
}

static void
keep_source(struct rescue *r, sqlite3_stmt *row)
{
    sqlite3_stmt *q = NULL;

    if (sqlite3_prepare_v2(r->to->db, texts[RESCUE_LOST_SOURCE], -1, &q, NULL) == SQLITE_OK) {
        sqlite3_bind_int64(q, 1, sqlite3_column_int64(row, 1));
        sqlite3_step(q);
    }
    sqlite3_finalize(q);
}

/* Only what is not there could have been kept: a row whose story is lost is no gap of its own, nor is a second one. */
static bool
is_refusal(struct rescue *r)
{
    switch (sqlite3_extended_errcode(r->to->db)) {
    case SQLITE_CONSTRAINT_FOREIGNKEY:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID: return false;
    default: return true;
    }
}

static bool
save_row(struct rescue *r, const struct table *table, sqlite3_stmt *row, struct err *err)
{
    bool ok = insert_row(r, row);

    if (!ok && strcmp(table->name, "story") == 0 &&
        sqlite3_extended_errcode(r->to->db) == SQLITE_CONSTRAINT_FOREIGNKEY) {
        keep_source(r, row);
        ok = insert_row(r, row);
    }
    int code = ok ? SQLITE_OK : sqlite3_errcode(r->to->db);

    if ((code & 0xFF) == SQLITE_FULL || (code & 0xFF) == SQLITE_IOERR)
        return db_fail(r->to, code, err);
    r->refused += !ok && is_refusal(r);
    return commit_some(r, err);
}

/* From least to most, or back; *last: the key of the last row read. *is_whole: nothing was in the way. */
static bool
read_rows(struct rescue *r, const struct table *table, const char *text, int64_t least,
          int64_t most, int64_t *last, bool *is_any, bool *is_whole, struct err *err)
{
    sqlite3_stmt *q = NULL;
    int code = sqlite3_prepare_v2(r->from, text, -1, &q, NULL);
    bool ok = true;

    *is_any = false;
    *is_whole = code == SQLITE_ERROR; /* an older store, which has no such thing */
    if (*is_whole)
        return true;
    sqlite3_bind_int64(q, 1, least);
    sqlite3_bind_int64(q, 2, most);
    while (code == SQLITE_OK && ok && (code = sqlite3_step(q)) == SQLITE_ROW) {
        *last = sqlite3_column_int64(q, 0);
        *is_any = true;
        ok = save_row(r, table, q, err);
        code = SQLITE_OK;
    }
    *is_whole = code == SQLITE_DONE;
    sqlite3_finalize(q);
    return ok;
}

static bool
save_table(struct rescue *r, const struct table *table, struct err *err)
{
    int64_t next = 0, step = 1, last = 0, bad_from = -1, ignored;
    bool is_any, is_whole = false, is_back_whole, is_back_any;

    for (int tries = 0; tries < TRIES_MOST && !is_whole; tries++) {
        if (!read_rows(r, table, table->down, next, INT64_MAX, &last, &is_any, &is_whole, err))
            return false;
        if (is_any && bad_from >= 0 &&
            !read_rows(r, table, table->up, bad_from, next - 1, &ignored, &is_back_any,
                       &is_back_whole, err))
            return false;
        if (is_any || is_whole)
            bad_from = -1;
        if (is_whole)
            break;
        r->gaps += bad_from < 0;
        next = is_any ? last : next;
        step = is_any ? 1 : MIN(step * 2, INT64_C(1) << 20);
        if (bad_from < 0)
            bad_from = next + 1;
        if (next > INT64_MAX - step)
            break;
        next += step;
    }
    return true;
}

/* Behind the last good row the end was reached in leaps: what lies there is read from the end. */
static bool
save_end(struct rescue *r, const struct table *table, struct err *err)
{
    int64_t last;
    bool is_any, is_whole;

    return read_rows(r, table, table->up, 0, INT64_MAX, &last, &is_any, &is_whole, err);
}

static bool
save_all(struct rescue *r, struct err *err)
{
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        int64_t gaps = r->gaps;

        if (sqlite3_prepare_v2(r->to->db, tables[i].insert, -1, &r->insert, NULL) != SQLITE_OK)
            return db_fail(r->to, SQLITE_ERROR, err);
        bool ok =
            save_table(r, &tables[i], err) && (r->gaps == gaps || save_end(r, &tables[i], err));

        sqlite3_finalize(r->insert);
        if (!ok)
            return false;
    }
    return true;
}

/* ---- the whole ---- */

static bool
execute(struct rescue *r, enum statement id, struct err *err)
{
    int code = sqlite3_exec(r->to->db, texts[id], NULL, NULL, NULL);

    return code == SQLITE_OK || db_fail(r->to, code, err);
}

static bool
count_saved(struct rescue *r, struct store_rescued *out, struct err *err)
{
    sqlite3_stmt *q = NULL;
    int64_t *const counts[] = { &out->sources, &out->stories, &out->texts, &out->saved,
                                &out->tags };
    int code = sqlite3_prepare_v2(r->to->db, texts[RESCUE_COUNTS], -1, &q, NULL);

    code = code == SQLITE_OK ? sqlite3_step(q) : code;
    for (int i = 0; code == SQLITE_ROW && i < (int)ARRAY_LEN(counts); i++)
        *counts[i] = sqlite3_column_int64(q, i);
    sqlite3_finalize(q);
    return code == SQLITE_ROW || db_fail(r->to, code, err);
}

static bool
fill_fresh(struct rescue *r, struct store_rescued *out, struct err *err)
{
    remove_store(r, r->fresh);
    if (!store_open(r->fresh, &r->to, err) || !store_begin(r->to, err))
        return false;
    bool ok = save_all(r, err) && execute(r, RESCUE_MUTED, err) && execute(r, RESCUE_LISTED, err) &&
              execute(r, RESCUE_TALLY, err);

    ok = (r->to->depth == 0 || db_end(r->to, ok, err)) && ok && count_saved(r, out, err) &&
         store_check(r->to, err);
    store_close(r->to);
    r->to = NULL;
    if (!ok || !file_exists(beside(r, r->fresh, "-wal")))
        return ok;
    return err_set(err, ERR_STORE, "the new store could not be written to its end; make room");
}

static bool
is_alone(const char *path, struct err *err)
{
    if (!is_in_use(path))
        return true;
    if (!place_has_locks(path))
        return err_set(err, ERR_STORE, PLACE_NO_LOCKS);
    return err_set(err, ERR_BUSY, "another copy of courant has the store open: end it first");
}

/* The log goes with the damaged store: what is in it belongs to that one. */
static bool
change_places(struct rescue *r, int64_t now, struct store_rescued *out, struct err *err)
{
    char at[TIME_TEXT_LEN];

    time_text(now, at);
    out->kept =
        arena_printf(r->a, "%s.damaged-%.10s-%.2s%.2s%.2s", r->path, at, at + 11, at + 14, at + 17);
    if (!is_alone(r->path, err)) /* saving may have taken minutes */
        return false;
    /* Two names for it first, so that there is a store at every moment; not all file systems can. */
    if (link(r->path, out->kept.ptr) != 0 && rename(r->path, out->kept.ptr) != 0)
        return err_set(err, ERR_STORE, "%s: %s", out->kept.ptr, strerror(errno));
    rename(beside(r, r->path, "-wal"), beside(r, out->kept.ptr, "-wal"));
    unlink(beside(r, r->path, "-shm"));
    if (rename(r->fresh, r->path) != 0)
        return err_set(err, ERR_STORE, "%s: %s", r->path, strerror(errno));
    return true;
}

/* What was emptied is read from its log, which SQLite does only beside a file that has a page. */
static bool
give_page(struct rescue *r, struct err *err)
{
    return !place_is_emptied(r->work) || truncate(r->work, PAGE_BYTES) == 0 ||
           err_set(err, ERR_STORE, "%s: %s", r->work, strerror(errno));
}

static bool
copy_store(struct rescue *r, struct err *err)
{
    return copy_file(r->path, r->work, err) &&
           copy_file(beside(r, r->path, "-wal"), beside(r, r->work, "-wal"), err) &&
           give_page(r, err);
}

/* A place that was emptied is no obstacle here, and one that is a link is what it leads to. */
static bool
find_place(struct rescue *r, const char *path, struct err *err)
{
    struct err why = { 0 };
    char real[PATH_MAX];
    bool is_there = false;

    if (realpath(path, real))
        r->path = arena_cstr(r->a, str_of(real));
    if (place_check(path, &is_there, &why) || why.kind == ERR_DAMAGED)
        return is_there || err_set(err, ERR_MISSING, "is not there");
    *err = why;
    return false;
}

bool
store_rescue(const char *path, int64_t now, struct arena *a, struct store_rescued *out,
             struct err *err)
{
    struct rescue r = { .path = path, .a = a };
    struct store_rescued saved = { 0 };

    if (!find_place(&r, path, err) || !is_alone(r.path, err))
        return false;
    r.work = beside(&r, r.path, ".rescue-old");
    r.fresh = beside(&r, r.path, ".rescue-new");
    remove_store(&r, r.work);
    bool ok = copy_store(&r, err) && find_tables(&r, err) && fill_fresh(&r, &saved, err);

    sqlite3_close(r.from);
    store_close(r.to);
    saved.gaps = r.gaps + r.refused;
    if (ok && saved.gaps > 0 && saved.sources == 0 && saved.stories == 0)
        ok = say_nothing(err);
    ok = ok && change_places(&r, now, &saved, err);
    remove_store(&r, r.work);
    remove_store(&r, r.fresh);
    if (ok)
        *out = saved;
    return ok;
}
