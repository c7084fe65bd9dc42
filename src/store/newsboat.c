/*
 * newsboat's cache.db. Its guid is what the feed gave as id; where the feed gave none it is the link and the date's
 * text in one, or the link, or the title. Titles are plain text, bodies are as they were delivered. When a story was
 * fetched or read is not known.
 *
 * A story that the store has is left as it is, whatever the cache has of its text: only its state is taken.
 */
#include "db.h"
#include "story.h"

#include <courant/feed.h>
#include <courant/net.h>
#include <courant/store_newsboat.h>
#include <courant/text.h>

#include <stdio.h>
#include <string.h>

#define TAGS_MOST    52 /* letters that can be flags */
#define CONTENT_MOST ((size_t)8 << 20)

enum nb_statement {
#define NEWSBOAT(name, text) NB_##name,
#include "newsboat.def"
#undef NEWSBOAT
};

static const char *const texts[] = {
#define NEWSBOAT(name, text) text,
#include "newsboat.def"
#undef NEWSBOAT
};

struct store_newsboat {
    sqlite3 *db;
};

struct row {
    struct feed_item item;
    struct feed_enclosure enclosure;
    str flags;
    bool is_read, is_deleted;
};

struct taking {
    struct store *st;
    struct store_newsboat *nb;
    struct arena arena; /* of a batch */
    int64_t source_id, now, last_row;
    VEC(struct row) rows;
    struct store_newsboat_taken taken;
};

/* ---- the copy ---- */

static bool
nb_fail(struct store_newsboat *nb, struct err *err)
{
    int code = sqlite3_errcode(nb->db) & 0xFF;

    if (code == SQLITE_NOTADB || code == SQLITE_ERROR) /* the latter: no such table or column */
        return err_set(err, ERR_INVALID, "is no cache of newsboat (%s)", sqlite3_errmsg(nb->db));
    return err_set(err, ERR_STORE, "cannot be read: %s", sqlite3_errmsg(nb->db));
}

/* A temporary database, which SQLite removes with its connection. */
static bool
copy_from(struct store_newsboat *nb, sqlite3 *from, struct err *err)
{
    sqlite3_backup *backup = sqlite3_backup_init(nb->db, "main", from, "main");

    if (backup) {
        sqlite3_backup_step(backup, -1);
        sqlite3_backup_finish(backup);
    }
    return sqlite3_errcode(nb->db) == SQLITE_OK || nb_fail(nb, err);
}

bool
store_newsboat_open(const char *path, struct store_newsboat **out, struct err *err)
{
    struct store_newsboat *nb = mem_new(sizeof(*nb));
    sqlite3 *from = NULL;
    bool ok = false;

    if (sqlite3_open_v2(path, &from, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK) {
        err_set(err, ERR_STORE, "cannot be read: %s", from ? sqlite3_errmsg(from) : "no memory");
    } else if (sqlite3_open_v2("", &nb->db,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                               NULL) != SQLITE_OK) {
        err_set(err, ERR_STORE, "no room for a copy");
    } else {
        sqlite3_busy_timeout(from, STORE_BUSY_MS);
        sqlite3_db_config(nb->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
        ok = copy_from(nb, from, err);
    }
    sqlite3_close(from);
    if (ok)
        *out = nb;
    else
        store_newsboat_close(nb);
    return ok;
}

void
store_newsboat_close(struct store_newsboat *nb)
{
    if (!nb)
        return;
    sqlite3_close(nb->db);
    mem_free(nb);
}

/* The first of these statements that its tables allow; NULL: err says why not. */
static sqlite3_stmt *
prepare(struct store_newsboat *nb, enum nb_statement first, enum nb_statement last, struct err *err)
{
    sqlite3_stmt *q = NULL;

    for (enum nb_statement id = first; !q && id <= last; id++)
        sqlite3_prepare_v2(nb->db, texts[id], -1, &q, NULL);
    if (!q)
        nb_fail(nb, err);
    return q;
}

static str
column(sqlite3_stmt *q, int at)
{
    const char *text = (const char *)sqlite3_column_text(q, at);

    return text ? (str){ text, (size_t)sqlite3_column_bytes(q, at) } : (str){ 0 };
}

bool
store_newsboat_feeds(struct store_newsboat *nb, struct arena *a, struct store_newsboat_feed **out,
                     size_t *out_count, struct err *err)
{
    VEC(struct store_newsboat_feed) feeds = { 0 };
    sqlite3_stmt *q = prepare(nb, NB_FEEDS, NB_FEEDS, err);
    int code;

    if (!q)
        return false;
    while ((code = sqlite3_step(q)) == SQLITE_ROW)
        *VEC_PUSH(a, &feeds) =
            (struct store_newsboat_feed){ arena_str(a, column(q, 0)), sqlite3_column_int64(q, 1) };
    sqlite3_finalize(q);
    if (code != SQLITE_DONE)
        return nb_fail(nb, err);
    *out = feeds.items;
    *out_count = feeds.count;
    return true;
}

/* ---- a story of it ---- */

static str
html_of(struct arena *a, str raw_content, str mime_type)
{
    struct buf b = { .arena = a };
    str content = text_clean_block(a, utf8_front(raw_content, CONTENT_MOST));

    if (!str_eq_nocase(mime_type, STR("text/plain")))
        return content;
    for (size_t i = 0; i < content.len; i++) {
        switch (content.ptr[i]) {
        case '&': buf_add(&b, STR("&amp;")); break;
        case '<': buf_add(&b, STR("&lt;")); break;
        case '>': buf_add(&b, STR("&gt;")); break;
        case '\n': buf_add(&b, STR("<br>\n")); break;
        default: buf_add_char(&b, content.ptr[i]);
        }
    }
    return buf_str(&b);
}

/* Without an id of its own it had its link with the date behind. */
static str
id_of(str guid, str raw_link)
{
    bool is_made = raw_link.len > 0 && guid.len > raw_link.len && str_starts(guid, raw_link);

    return is_made ? (str){ 0 } : guid;
}

static str
link_of(struct arena *a, str raw_url)
{
    str url = text_clean_url(a, raw_url);

    return net_url_is_web(url) ? url : (str){ 0 };
}

static void
read_row(struct arena *a, sqlite3_stmt *q, struct row *out)
{
    *out = (struct row){
        .item = { .id = text_clean(a, id_of(column(q, 1), column(q, 4))),
                  .title = text_clean(a, column(q, 2)),
                  .author = text_clean(a, column(q, 3)),
                  .link = link_of(a, column(q, 4)),
                  .published_at = MAX(sqlite3_column_int64(q, 5), 0),
                  .content_html = html_of(a, column(q, 6), column(q, 12)) },
        .is_read = sqlite3_column_int64(q, 7) == 0,
        .flags = arena_str(a, column(q, 8)),
        .is_deleted = sqlite3_column_int64(q, 9) != 0,
        .enclosure = { .url = link_of(a, column(q, 10)),
                       .type = text_clean(a, column(q, 11)),
                       .length = -1 },
    };
}

static bool
load_batch(struct taking *t, str address, struct err *err)
{
    sqlite3_stmt *q = prepare(t->nb, NB_ITEMS, NB_ITEMS_BEFORE_2_22, err);
    int code;

    if (!q)
        return false;
    sqlite3_bind_text64(q, 1, address.ptr, address.len, SQLITE_STATIC, SQLITE_UTF8);
    sqlite3_bind_int64(q, 2, t->last_row);
    while ((code = sqlite3_step(q)) == SQLITE_ROW) {
        t->last_row = sqlite3_column_int64(q, 0);
        read_row(&t->arena, q, VEC_PUSH(&t->arena, &t->rows));
    }
    sqlite3_finalize(q);
    return code == SQLITE_DONE || nb_fail(t->nb, err);
}

/* ---- into the store ---- */

static bool
find_by_identity(struct taking *t, const struct feed_item *item, int64_t *out_id, struct err *err)
{
    struct sql s = sql_use(t->st, SQL_STORY_BY_IDENTITY);

    sql_int(&s, t->source_id);
    sql_int(&s, hash_id(feed_item_identity(&t->arena, item)));
    return sql_value(&s, 0, out_id, err);
}

/* Same source, page and title: the same story, as when a feed changes its ids. */
static bool
find_by_page(struct taking *t, const struct feed_item *item, int64_t *out_id, struct err *err)
{
    int64_t url_hash = story_url_hash(item->link);
    struct sql s = sql_use(t->st, SQL_STORY_BY_URL);
    bool ok, is_row;

    if (!url_hash)
        return true;
    sql_int(&s, url_hash);
    while ((ok = sql_row(&s, &is_row, err)) && is_row) {
        int64_t id = sql_take_int(&s);
        bool is_ours = sql_take_int(&s) == t->source_id;

        if (is_ours && str_eq(sql_peek_str(&s), item->title)) {
            *out_id = id;
            sql_done(&s);
            break;
        }
    }
    return ok;
}

static bool
find_story(struct taking *t, const struct feed_item *item, int64_t *out_id, struct err *err)
{
    *out_id = 0;
    return find_by_identity(t, item, out_id, err) &&
           (*out_id != 0 || find_by_page(t, item, out_id, err));
}

static bool
add_new(struct taking *t, struct err *err)
{
    struct store_fetch fetch = { .source_id = t->source_id, .at = t->now, .is_import = true };
    struct store_delta delta = { 0 };
    VEC(struct feed_item) items = { 0 };

    for (size_t i = t->rows.count; i-- > 0;) { /* feeds begin with the newest */
        struct row *row = &t->rows.items[i];
        int64_t id;

        if (!find_story(t, &row->item, &id, err))
            return false;
        row->item.enclosures = &row->enclosure;
        row->item.enclosure_count = row->enclosure.url.len > 0;
        if (id == 0)
            *VEC_PUSH(&t->arena, &items) = row->item;
        else
            t->taken.known++;
        row->is_deleted = row->is_deleted && id == 0; /* what the store shows is not taken away */
    }
    struct feed feed = { .items = items.items, .item_count = items.count };

    if (items.count == 0)
        return true;
    if (!store_feed_write(t->st, &fetch, &feed, &delta, err))
        return false;
    t->taken.added += delta.added;
    return true;
}

static bool
set_flags(struct taking *t, int64_t id, str flags, struct err *err)
{
    size_t count = 0;

    for (size_t i = 0; i < flags.len && count < TAGS_MOST; i++) {
        if (!char_is_alpha(flags.ptr[i]))
            continue;
        count++;
        if (!store_tag(t->st, id, arena_printf(&t->arena, "flag-%c", flags.ptr[i]), true, err))
            return false;
    }
    t->taken.flagged += count > 0;
    return count == 0 || store_mark(t->st, &id, 1, STORE_SAVED, err);
}

static bool
set_state(struct taking *t, const struct row *row, struct err *err)
{
    int64_t id;

    if (!find_story(t, &row->item, &id, err))
        return false;
    if (id == 0) /* was gone from the store before */
        return true;
    if (row->is_deleted) {
        t->taken.added--;
        t->taken.deleted++;
        return story_remove(t->st, id, t->now, err);
    }
    t->taken.read += row->is_read;
    return (!row->is_read || store_mark(t->st, &id, 1, STORE_READ, err)) &&
           set_flags(t, id, row->flags, err);
}

static bool
write_batch(struct taking *t, struct err *err)
{
    bool ok;

    if (!store_begin(t->st, err))
        return false;
    ok = add_new(t, err);
    for (size_t i = 0; ok && i < t->rows.count; i++)
        ok = set_state(t, &t->rows.items[i], err);
    return db_end(t->st, ok, err);
}

bool
store_newsboat_take(struct store *st, struct store_newsboat *nb, str address, int64_t source_id,
                    int64_t now, struct store_newsboat_taken *out, struct err *err)
{
    struct taking t = {
        .st = st, .nb = nb, .source_id = source_id, .now = now, .last_row = INT64_MIN
    };
    bool ok, is_more = true;

    while ((ok = is_more && load_batch(&t, address, err)) && t.rows.count > 0) {
        is_more = write_batch(&t, err);
        arena_free(&t.arena);
        t.rows.items = NULL;
        t.rows.count = t.rows.room = 0;
    }
    arena_free(&t.arena);
    if (ok)
        *out = t.taken;
    return ok;
}
