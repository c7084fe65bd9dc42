/*
 * src/store/db.h: an open store inside its room: prepared statements by name, binding and reading in order,
 * transactions that nest.
 *
 * Shape   sql_use, then sql_int/sql_text/… for ?1 ?2 … in order, then sql_run, or sql_row until it says no
 * Memory  what is bound must live until the statement is done; what is read is copied into an arena
 * Errors  ERR_BUSY: another writer for 5 s; else ERR_STORE, in words that say what to do
 */
#ifndef COURANT_STORE_DB_H
#define COURANT_STORE_DB_H

#include <courant/base.h>
#include <courant/store.h>

#include <sqlite3.h>

#define STORE_APPLICATION    1668248946 /* "cour", as in SET_APPLICATION */
#define STORE_BUSY_MS        5000
#define STORE_OPENING_MS     60000 /* another copy makes the store, or brings it to this version */
#define STORE_REVISIONS      10
#define STORE_TITLE_MOST     1000 /* bytes, each cut at a character */
#define STORE_URL_MOST       4096
#define STORE_HTML_MOST      ((size_t)4 << 20)
#define STORE_ENCLOSURE_MOST 50
#define STORE_LINK_MOST      100

enum sql_id {
#define MIGRATION(version, text)
#define SETUP(text)
#define SQL(name, text) SQL_##name,
#include "sql.def"
#undef MIGRATION
#undef SETUP
#undef SQL
    SQL_COUNT,
};

struct packer;       /* pack.h */
struct source_names; /* source.h */
struct hits;         /* hits.h */
struct rules;        /* rule.h */
struct tokenizer;    /* tokenizer.h */
struct pending;      /* pending.h */

struct store {
    sqlite3 *db;
    sqlite3_stmt *statements[SQL_COUNT];
    int depth;         /* of store_begin */
    bool is_doomed;    /* a write inside failed: the outermost commit must not */
    int waited_ms;     /* by the busy handler, for one statement */
    int most_wait_ms;  /* longer while it is opened */
    int64_t seen_data; /* data_version as store_has_changed saw it */
    int64_t most_revisions;
    struct packer *packer;
    struct source_names *names; /* NULL: not loaded */
    struct hits *hits;          /* of the last query by words; NULL: none */
    struct tokenizer *tokenizer;
    struct rules *rules;     /* NULL: none */
    struct pending *pending; /* NULL: nothing is put off */
    bool is_print_checked;   /* index.c */
    enum { STORE_VOCABULARY_UNKNOWN, STORE_VOCABULARY_THERE, STORE_VOCABULARY_MISSING } vocabulary;
    bool (*should_stop)(void *self); /* NULL: nothing stops what is read */
    void *stop_self;
    int failed;    /* SQLite's extended code of the last failure */
    int attend_fd; /* -1: nobody sits here */
    bool is_read_only;
    bool are_locks_tried, has_no_locks;
    bool indexes_long;   /* in longer transactions, of which fewer need merging later */
    bool leaves_log;     /* folds it in only when it has grown too long */
    bool lists_to_end;   /* however many stories have to be looked at */
    struct store_since { /* walk.c: of what came after a visit, as far as it was looked at */
        int64_t visit_id, last_id, sort_at; /* sort_at: no newer than the oldest of them */
    } since;
    char why_read_only[200]; /* in words */
};

struct sql {
    struct store *st;
    sqlite3_stmt *q; /* NULL: could not be prepared */
    int at;          /* the parameter or column that comes next, less one */
};

void store_attend_end(struct store *st);
int64_t db_version(void); /* of the tables, as this program makes them */

struct sql sql_use(struct store *st, enum sql_id id);
void sql_int(struct sql *s, int64_t value);
void sql_text(struct sql *s, str value);
void sql_blob(struct sql *s, str value);
/* Runs it to its end; rows are passed over. */
bool sql_run(struct sql *s, struct err *err);
/* *out_row: is there a (further) row? At the end, and on errors, the statement is reset. */
bool sql_row(struct sql *s, bool *out_row, struct err *err);
void sql_done(struct sql *s); /* for who does not read to the end */

int64_t sql_take_int(struct sql *s);
bool sql_take_bool(struct sql *s);
double sql_take_double(struct sql *s);
str sql_take_str(struct sql *s, struct arena *a); /* text or blob */
str sql_peek_str(struct sql *s);                  /* borrowed until the next step */

/* One integer of one row: missing is the answer when there is no row. */
bool sql_value(struct sql *s, int64_t missing, int64_t *out, struct err *err);
/* The same where it is asked of the whole store: 0 when there is no row. */
bool sql_value_of(struct store *st, enum sql_id id, int64_t *out, struct err *err);
/* One text of one row: empty when there is no row. */
bool sql_text_value(struct sql *s, struct arena *a, str *out, struct err *err);
/* The same of the row that ?1 says. */
bool sql_text_of(struct store *st, enum sql_id id, int64_t key, struct arena *a, str *out,
                 struct err *err);
/* Up to most ids, in the statement's order. */
bool sql_ids(struct sql *s, struct arena *a, size_t most, int64_t **out, size_t *out_count,
             struct err *err);

bool db_fail(struct store *st, int code, struct err *err); /* always false */
int64_t db_last_id(struct store *st);
int64_t db_changed(struct store *st); /* rows, by the last statement */
/* Commits when ok, else rolls back; answers whether all is well. */
bool db_end(struct store *st, bool ok, struct err *err);

int64_t hash_id(str s); /* str_hash as SQLite has integers; never 0 */

#endif
