#include "source.h"

#include "index.h"

#include <courant/net.h>
#include <courant/text.h>

#include <stdlib.h>
#include <string.h>

#define SYNCED                                                                                     \
    "sources" /* mark: what of sources.ini was synced last, so that a start without changes writes nothing */
#define SYNCED_FROM "sources.ini" /* mark: of which file that was, as it was then */
#define NAMES       "names"       /* mark: moves with every change of a name, a section, the list */

static void
source_read(struct sql *s, struct arena *a, struct store_source *out)
{
    int64_t hash;

    *out = (struct store_source){ .id = sql_take_int(s) };
    out->key = sql_take_str(s, a);
    out->url = sql_take_str(s, a);
    out->name = sql_take_str(s, a);
    out->section = sql_take_str(s, a);
    out->site_url = sql_take_str(s, a);
    out->language = sql_take_str(s, a);
    out->icon = sql_take_str(s, a);
    out->is_listed = sql_take_bool(s);
    out->is_disabled = sql_take_bool(s);
    out->refresh_s = sql_take_int(s);
    out->full_text = (int)sql_take_int(s); /* was an int when it was written */
    out->etag = sql_take_str(s, a);
    out->last_modified = sql_take_str(s, a);
    out->permanent_url = sql_take_str(s, a);
    out->permanent_count = (int)sql_take_int(s);
    out->tried_at = sql_take_int(s);
    out->good_at = sql_take_int(s);
    out->due_at = sql_take_int(s);
    out->failure_count = (int)sql_take_int(s);
    out->problem = sql_take_str(s, a);
    out->note = sql_take_str(s, a);
    hash = sql_take_int(s);
    memcpy(&out->body_hash, &hash, sizeof(hash));
    out->rhythm_s = sql_take_int(s);
    out->ttl_minutes = sql_take_int(s);
    out->skip_hours = (uint32_t)sql_take_int(s);
    out->skip_days = (uint8_t)sql_take_int(s);
    out->story_count = sql_take_int(s);
    out->unread_count = sql_take_int(s);
}

bool
store_sources_load(struct store *st, struct arena *a, bool with_unlisted, struct store_source **out,
                   size_t *out_count, struct err *err)
{
    struct sql s = sql_use(st, SQL_SOURCE_LIST);
    VEC(struct store_source) list = { 0 };
    bool ok, is_row;

    sql_int(&s, with_unlisted ? 0 : 1);
    while ((ok = sql_row(&s, &is_row, err)) && is_row)
        source_read(&s, a, VEC_PUSH(a, &list));
    if (!ok)
        return false;
    *out = list.items;
    *out_count = list.count;
    return true;
}

bool
store_source_find(struct store *st, struct arena *a, str key, struct store_source *out,
                  struct err *err)
{
    struct sql s = sql_use(st, SQL_SOURCE_FIND);
    bool is_row;

    sql_text(&s, key);
    if (!sql_row(&s, &is_row, err))
        return false;
    if (!is_row)
        return err_set(err, ERR_MISSING, "%.*s: no such source", STR_ARG(key));
    source_read(&s, a, out);
    sql_done(&s);
    return true;
}

/* ---- agreeing with sources.ini ---- */

struct spec_row { /* what the table has of a source */
    int64_t id, place, refresh_s, full_text;
    bool is_listed, is_disabled;
    str url, user_name, section;
};

static bool
find_spec(struct store *st, struct arena *a, str key, struct spec_row *out, struct err *err)
{
    struct sql s = sql_use(st, SQL_SOURCE_SPEC);
    bool is_row;

    *out = (struct spec_row){ 0 };
    sql_text(&s, key);
    if (!sql_row(&s, &is_row, err))
        return false;
    if (!is_row)
        return true;
    out->id = sql_take_int(&s);
    out->url = sql_take_str(&s, a);
    out->place = sql_take_int(&s);
    out->is_listed = sql_take_bool(&s);
    out->is_disabled = sql_take_bool(&s);
    out->refresh_s = sql_take_int(&s);
    out->full_text = sql_take_int(&s);
    out->user_name = sql_take_str(&s, a);
    out->section = sql_take_str(&s, a);
    sql_done(&s);
    return true;
}

static bool
add_source(struct store *st, const struct spec_row *row, str key, int64_t *out_id, struct err *err)
{
    struct sql s = sql_use(st, SQL_SOURCE_ADD);

    sql_text(&s, key);
    sql_text(&s, row->url);
    sql_int(&s, row->place);
    sql_int(&s, row->is_listed);
    sql_int(&s, row->is_disabled);
    sql_int(&s, row->refresh_s);
    sql_int(&s, row->full_text);
    sql_text(&s, row->user_name);
    sql_text(&s, row->section);
    if (!sql_run(&s, err))
        return false;
    *out_id = db_last_id(st);
    s = sql_use(st, SQL_TALLY_NEW);
    sql_int(&s, *out_id);
    sql_int(&s, row->is_listed);
    return sql_run(&s, err);
}

static bool
set_source(struct store *st, const struct spec_row *row, struct err *err)
{
    struct sql s = sql_use(st, SQL_SOURCE_SET);

    sql_int(&s, row->id);
    sql_text(&s, row->url);
    sql_int(&s, row->place);
    sql_int(&s, row->is_listed);
    sql_int(&s, row->is_disabled);
    sql_int(&s, row->refresh_s);
    sql_int(&s, row->full_text);
    sql_text(&s, row->user_name);
    sql_text(&s, row->section);
    return sql_run(&s, err);
}

static bool
with_id(struct store *st, enum sql_id id, int64_t source_id, struct err *err)
{
    struct sql s = sql_use(st, id);

    sql_int(&s, source_id);
    return sql_run(&s, err);
}

static bool
list_stories(struct store *st, int64_t source_id, bool is_listed, struct err *err)
{
    static const enum sql_id copies[] = { SQL_SOURCE_STORIES, SQL_TALLY_LISTED };

    for (size_t i = 0; i < ARRAY_LEN(copies); i++) {
        struct sql s = sql_use(st, copies[i]);

        sql_int(&s, source_id);
        sql_int(&s, is_listed);
        if (!sql_run(&s, err))
            return false;
    }
    return true;
}

static bool
is_same_spec(const struct spec_row *x, const struct spec_row *y)
{
    return x->place == y->place && x->refresh_s == y->refresh_s && x->full_text == y->full_text &&
           x->is_listed == y->is_listed && x->is_disabled == y->is_disabled &&
           str_eq(x->url, y->url) && str_eq(x->user_name, y->user_name) &&
           str_eq(x->section, y->section);
}

static bool
sync_one(struct store *st, struct arena *a, const struct store_source_spec *spec, size_t place,
         int64_t *out_id, struct err *err)
{
    struct spec_row was, now;

    if (!find_spec(st, a, spec->key, &was, err))
        return false;
    now = (struct spec_row){ .id = was.id,
                             .place = (int64_t)place,
                             .refresh_s = spec->refresh_s,
                             .full_text = spec->full_text,
                             .is_listed = true,
                             .is_disabled = spec->is_disabled,
                             .url = spec->url,
                             .user_name = spec->name,
                             .section = spec->section };
    *out_id = was.id;
    if (!was.id)
        return add_source(st, &now, spec->key, out_id, err);
    if (is_same_spec(&was, &now))
        return true;
    return set_source(st, &now, err) &&
           (str_eq(was.url, now.url) || with_id(st, SQL_SOURCE_MOVED, was.id, err)) &&
           (was.is_listed || list_stories(st, was.id, true, err));
}

static int
by_id(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

    return (a > b) - (a < b);
}

/* What is listed and not among ids any more. */
static bool
unlist_others(struct store *st, struct arena *a, int64_t *ids, size_t count, struct err *err)
{
    struct sql s = sql_use(st, SQL_SOURCE_LISTED);
    int64_t *listed;
    size_t listed_count;
    bool ok = sql_ids(&s, a, SIZE_MAX, &listed, &listed_count, err);

    if (count)
        qsort(ids, count, sizeof(*ids), by_id);
    for (size_t i = 0; ok && i < listed_count; i++)
        if (!count || !bsearch(&listed[i], ids, count, sizeof(*ids), by_id))
            ok = with_id(st, SQL_SOURCE_UNLIST, listed[i], err) &&
                 list_stories(st, listed[i], false, err);
    return ok;
}

static int64_t
specs_hash(struct arena *a, const struct store_source_spec *specs, size_t count)
{
    struct buf b = { .arena = a };

    for (size_t i = 0; i < count; i++) {
        const str texts[] = { specs[i].key, specs[i].url, specs[i].name, specs[i].section };
        const int64_t numbers[] = { specs[i].is_disabled, specs[i].refresh_s, specs[i].full_text };

        for (size_t k = 0; k < ARRAY_LEN(texts); k++) {
            buf_add(&b, texts[k]);
            buf_add_char(&b, 0);
        }
        buf_add(&b, (str){ (const char *)numbers, sizeof(numbers) });
    }
    return hash_id(buf_str(&b));
}

static bool
sync_all(struct store *st, struct arena *a, const struct store_source_spec *specs, size_t count,
         struct err *err)
{
    int64_t *ids = ARENA_ARRAY(a, int64_t, count);

    for (size_t i = 0; i < count; i++)
        if (!sync_one(st, a, &specs[i], i, &ids[i], err))
            return false;
    return unlist_others(st, a, ids, count, err) && source_names_changed(st, err) &&
           mark_set(st, SYNCED, specs_hash(a, specs, count), err);
}

/* With what was synced in it: when another file is synced, by any copy, this one is no longer vouched for. */
static int64_t
from_hash(uint64_t stamp, int64_t synced)
{
    const int64_t both[] = { hash_id((str){ (const char *)&stamp, sizeof(stamp) }), synced };

    return hash_id((str){ (const char *)both, sizeof(both) });
}

bool
store_sources_are_from(struct store *st, uint64_t stamp, bool *out, struct err *err)
{
    int64_t synced, from;

    if (!mark_get(st, SYNCED, &synced, err) || !mark_get(st, SYNCED_FROM, &from, err))
        return false;
    *out = stamp != 0 && from == from_hash(stamp, synced);
    return true;
}

bool
store_sources_sync(struct store *st, const struct store_source_spec *specs, size_t count,
                   uint64_t stamp, struct err *err)
{
    struct arena a = { 0 };
    struct err ignored = { 0 };
    int64_t hash = specs_hash(&a, specs, count), from = from_hash(stamp, hash), synced, was_from;
    bool ok = mark_get(st, SYNCED, &synced, err) && mark_get(st, SYNCED_FROM, &was_from, err);

    if (ok && synced != hash)
        ok = store_begin(st, err) && db_end(st, sync_all(st, &a, specs, count, err), err);
    if (ok && stamp != 0 && was_from != from)
        mark_set(st, SYNCED_FROM, from,
                 &ignored); /* then the next start reads the file, that is all */
    arena_free(&a);
    return ok;
}

bool
store_source_for_site(struct store *st, str host, str site_name, int64_t *out_id, struct err *err)
{
    struct arena a = { 0 };
    str name = utf8_front(arena_lower(&a, host), 255);
    str key =
        arena_join(&a, STR("site:"), str_starts(name, STR("www.")) ? str_from(name, 4) : name);
    struct spec_row row;
    int64_t id = 0;
    bool ok = store_begin(st, err);

    if (ok) {
        ok = find_spec(st, &a, key, &row, err);
        id = row.id;
        if (ok && !id) {
            row = (struct spec_row){ .url = arena_printf(&a, "https://%.*s/", STR_ARG(name)),
                                     .user_name = utf8_front(site_name, STORE_TITLE_MOST),
                                     .is_disabled = true };
            ok = add_source(st, &row, key, &id, err) && source_names_changed(st, err);
        }
        ok = db_end(st, ok, err);
    }
    if (ok)
        *out_id = id;
    arena_free(&a);
    return ok;
}

/* When the clock has been set back, what was fetched before would wait until it is there again. */
static bool
follow_clock(struct store *st, int64_t now, struct err *err)
{
    struct sql s = sql_use(st, SQL_SOURCE_AHEAD);
    int64_t is_any = 0;

    sql_int(&s, now);
    if (!sql_value(&s, 0, &is_any, err))
        return false;
    if (!is_any)
        return true;
    s = sql_use(st, SQL_SOURCE_AHEAD_DUE);
    sql_int(&s, now);
    return sql_run(&s, err);
}

bool
store_sources_due(struct store *st, struct arena *a, int64_t now, size_t limit, int64_t **out_ids,
                  size_t *out_count, int64_t *out_next_at, struct err *err)
{
    size_t most = MIN(limit, INT32_MAX - 1), count;
    int64_t *ids, next;
    struct sql s;

    if (!follow_clock(st, now, err))
        return false;
    s = sql_use(st, SQL_SOURCE_DUE);
    /* One more than asked for tells whether some are left that are due already. */
    sql_int(&s, now);
    sql_int(&s, (int64_t)most + 1);
    if (!sql_ids(&s, a, most + 1, &ids, &count, err))
        return false;
    s = sql_use(st, SQL_SOURCE_NEXT_DUE);
    sql_int(&s, now);
    if (!sql_value(&s, 0, &next, err))
        return false;
    *out_next_at = count > most ? now : next;
    *out_ids = ids;
    *out_count = MIN(count, most);
    return true;
}

/* ---- names, for queries ---- */

void
source_names_free(struct source_names *names)
{
    if (!names)
        return;
    arena_free(&names->arena);
    mem_free(names);
}

static bool
load_names(struct store *st, struct source_names *names, struct err *err)
{
    struct sql s = sql_use(st, SQL_SOURCE_NAMES);
    struct arena *a = &names->arena;
    VEC(struct source_name) list = { 0 };
    bool ok, is_row;

    while ((ok = sql_row(&s, &is_row, err)) && is_row) {
        struct source_name *name = VEC_PUSH(a, &list);

        name->id = sql_take_int(&s);
        name->is_listed = sql_take_bool(&s);
        name->key = text_fold(a, sql_peek_str(&s));
        name->name = text_fold(a, sql_peek_str(&s));
        name->section = text_fold(a, sql_peek_str(&s));
    }
    names->items = list.items;
    names->count = list.count;
    return ok;
}

bool
source_names_changed(struct store *st, struct err *err)
{
    return mark_bump(st, NAMES, err);
}

bool
source_names_get(struct store *st, const struct source_names **out, struct err *err)
{
    int64_t version;

    if (!mark_get(st, NAMES, &version, err))
        return false;
    if (!st->names || st->names->version != version) {
        source_names_free(st->names);
        st->names = mem_new(sizeof(*st->names));
        st->names->version = -1; /* until all are in */
        if (!load_names(st, st->names, err))
            return false;
        st->names->version = version;
    }
    *out = st->names;
    return true;
}
