#include "story.h"

#include "heed.h"
#include "index.h"
#include "pack.h"
#include "pending.h"
#include "teller.h"

#include <courant/html.h>
#include <courant/net.h>
#include <courant/text.h>

#include <string.h>

#define TEASER_HTML 4096 /* bytes of HTML in which its words are looked for */
#define TEASER_MOST 400  /* bytes: 200 characters of Cyrillic */
#define TAG_MOST    64

void
story_read(struct sql *s, struct store_story *out)
{
    *out = (struct store_story){ .id = sql_take_int(s) };
    out->source_id = sql_take_int(s);
    out->sort_at = sql_take_int(s);
    out->fetched_at = sql_take_int(s);
    out->published_at = sql_take_int(s);
    out->is_listed = sql_take_bool(s);
    out->is_read = sql_take_bool(s);
    out->is_saved = sql_take_bool(s);
    out->is_edited = sql_take_bool(s);
    out->has_page = sql_take_bool(s);
    out->has_enclosure = sql_take_bool(s);
    out->is_hidden = sql_take_bool(s);
    out->is_highlighted = sql_take_bool(s);
    out->is_muted = sql_take_bool(s);
    out->thread_id = sql_take_int(s);
    out->title = sql_peek_str(s);
    out->url = sql_peek_str(s);
    out->author = sql_peek_str(s);
    out->language = sql_peek_str(s);
    out->teaser = sql_peek_str(s);
    out->source_key = sql_peek_str(s);
    out->source_name = sql_peek_str(s);
    out->section = sql_peek_str(s);
    out->thread_sources = sql_take_int(s);
    out->heed = (enum store_heed_state)sql_take_int(s); /* was one when it was written */
    out->is_development = out->heed == STORE_HEED_FOLLOWED && out->id > sql_take_int(s);
    pending_show(s->st, out);
}

void
story_copy(struct arena *a, const struct store_story *from, struct store_story *to)
{
    *to = *from;
    to->title = arena_str(a, from->title);
    to->url = arena_str(a, from->url);
    to->author = arena_str(a, from->author);
    to->language = arena_str(a, from->language);
    to->teaser = arena_str(a, from->teaser);
    to->source_key = arena_str(a, from->source_key);
    to->source_name = arena_str(a, from->source_name);
    to->section = arena_str(a, from->section);
}

static bool
missing(int64_t id, struct err *err)
{
    return err_set(err, ERR_MISSING, "story %" PRId64 ": not in the store", id);
}

bool
store_story_get(struct store *st, struct arena *a, int64_t story_id, struct store_story *out,
                struct err *err)
{
    struct sql s = sql_use(st, SQL_STORY_GET);
    struct store_story story;
    bool is_row;

    sql_int(&s, story_id);
    if (!sql_row(&s, &is_row, err))
        return false;
    if (!is_row)
        return missing(story_id, err);
    story_read(&s, &story);
    story_copy(a, &story, out);
    sql_done(&s);
    return true;
}

bool
story_key_get(struct store *st, int64_t id, struct story_key *out, struct err *err)
{
    struct sql s = sql_use(st, SQL_STORY_KEY);
    bool is_row;

    sql_int(&s, id);
    if (!sql_row(&s, &is_row, err))
        return false;
    if (!is_row)
        return missing(id, err);
    *out = (struct story_key){ .sort_at = sql_take_int(&s), .id = id };
    sql_done(&s);
    return true;
}

int64_t
story_url_hash(str url)
{
    struct arena a = { 0 };
    str normal = url.len ? net_url_normal(&a, url) : url;
    int64_t hash = normal.len ? hash_id(normal) : 0;

    arena_free(&a);
    return hash;
}

str
story_teaser(struct arena *a, str html)
{
    return str_trim(
        utf8_front(html_strip_most(a, utf8_front(html, TEASER_HTML), TEASER_MOST), TEASER_MOST));
}

bool
story_tally(struct store *st, int64_t source_id, int64_t stories, int64_t unread, int64_t saved,
            int64_t saved_unread, struct err *err)
{
    struct sql s = sql_use(st, SQL_TALLY_ADD);

    sql_int(&s, source_id);
    sql_int(&s, stories);
    sql_int(&s, unread);
    sql_int(&s, saved);
    sql_int(&s, saved_unread);
    return sql_run(&s, err);
}

static bool
with_id(struct store *st, enum sql_id id, int64_t story_id, struct err *err)
{
    struct sql s = sql_use(st, id);

    sql_int(&s, story_id);
    return sql_run(&s, err);
}

/* ---- the text and all that hangs on it ---- */

struct loading {
    struct store *st;
    struct arena *a;
    struct store_text *out;
    VEC(str) tags;
};

static bool
load_body(struct loading *l, struct err *err)
{
    struct sql s = sql_use(l->st, SQL_BODY_GET);
    bool is_row;

    sql_int(&s, l->out->story.id);
    if (!sql_row(&s, &is_row, err))
        return false;
    if (!is_row)
        return true;
    str packed = sql_take_str(&s, l->a), categories = sql_take_str(&s, l->a), category;

    l->out->lead_url = sql_take_str(&s, l->a);
    l->out->lead_credit = sql_take_str(&s, l->a);
    sql_done(&s);
    while (str_take_line(&categories, &category))
        if (category.len)
            *VEC_PUSH(l->a, &l->tags) = category;
    return unpack(l->st->packer, l->a, packed, &l->out->feed_html, err);
}

static bool
load_page(struct loading *l, struct err *err)
{
    struct sql s = sql_use(l->st, SQL_PAGE_GET);
    struct store_text *out = l->out;
    bool is_row;

    sql_int(&s, out->story.id);
    if (!sql_row(&s, &is_row, err))
        return false;
    if (!is_row)
        return true;
    out->page_at = sql_take_int(&s);
    out->page_kind = (int)sql_take_int(&s); /* was an int when it was written */
    out->page_note = sql_take_str(&s, l->a);
    str packed = sql_take_str(&s, l->a), lead_url = sql_take_str(&s, l->a);

    if (lead_url.len) { /* the page knows its picture better than the feed */
        out->lead_url = lead_url;
        out->lead_alt = sql_take_str(&s, l->a);
        out->lead_caption = sql_take_str(&s, l->a);
        out->lead_credit = sql_take_str(&s, l->a);
    }
    sql_done(&s);
    return unpack(l->st->packer, l->a, packed, &out->page_html, err);
}

static bool
load_tags(struct loading *l, struct err *err)
{
    struct sql s = sql_use(l->st, SQL_TAG_LIST);
    size_t own = 0, count = l->tags.count;
    bool ok, is_row;

    sql_int(&s, l->out->story.id);
    while ((ok = sql_row(&s, &is_row, err)) && is_row)
        *VEC_PUSH(l->a, &l->tags) = sql_take_str(&s, l->a);
    if (!ok)
        return false;
    /* The reader's own stand before the feed's categories. */
    str *all = ARENA_ARRAY(l->a, str, l->tags.count);

    for (size_t i = count; i < l->tags.count; i++)
        all[own++] = l->tags.items[i];
    if (count)
        memcpy(all + own, l->tags.items, count * sizeof(*all));
    l->out->tags = all;
    l->out->tag_count = l->tags.count;
    return true;
}

static bool
load_enclosures(struct loading *l, struct err *err)
{
    struct sql s = sql_use(l->st, SQL_ENCLOSURE_LIST);
    VEC(struct store_enclosure) list = { 0 };
    bool ok, is_row;

    sql_int(&s, l->out->story.id);
    while ((ok = sql_row(&s, &is_row, err)) && is_row) {
        struct store_enclosure *e = VEC_PUSH(l->a, &list);

        e->url = sql_take_str(&s, l->a);
        e->type = sql_take_str(&s, l->a);
        e->length = sql_take_int(&s);
    }
    l->out->enclosures = list.items;
    l->out->enclosure_count = list.count;
    return ok;
}

static bool
load_links(struct loading *l, struct err *err)
{
    struct sql s = sql_use(l->st, SQL_LINK_LIST);
    VEC(struct store_link) list = { 0 };
    bool ok, is_row;

    sql_int(&s, l->out->story.id);
    while ((ok = sql_row(&s, &is_row, err)) && is_row) {
        struct store_link *link = VEC_PUSH(l->a, &list);

        link->title = sql_take_str(&s, l->a);
        link->url = sql_take_str(&s, l->a);
        link->teaser = sql_take_str(&s, l->a);
        link->story_id = sql_take_int(&s);
    }
    l->out->links = list.items;
    l->out->link_count = list.count;
    return ok;
}

static bool
load_revisions(struct loading *l, struct err *err)
{
    struct sql s = sql_use(l->st, SQL_REVISION_LIST);
    VEC(struct store_revision) list = { 0 };
    bool ok, is_row;

    sql_int(&s, l->out->story.id);
    while ((ok = sql_row(&s, &is_row, err)) && is_row) {
        struct store_revision *r = VEC_PUSH(l->a, &list);

        r->seen_at = sql_take_int(&s);
        r->title = sql_take_str(&s, l->a);
        if (!unpack(l->st->packer, l->a, sql_peek_str(&s), &r->html, err)) {
            sql_done(&s);
            return false;
        }
    }
    l->out->revisions = list.items;
    l->out->revision_count = list.count;
    return ok;
}

bool
store_text_load(struct store *st, struct arena *a, int64_t story_id, struct store_text *out,
                struct err *err)
{
    struct store_text text = { 0 };
    struct loading l = { .st = st, .a = a, .out = &text };

    if (!store_story_get(st, a, story_id, &text.story, err) || !load_body(&l, err) ||
        !load_page(&l, err) || !load_tags(&l, err) || !load_enclosures(&l, err) ||
        !load_links(&l, err) || !load_revisions(&l, err))
        return false;
    *out = text;
    return true;
}

bool
store_story_by_url(struct store *st, str url, int64_t *out_id, struct err *err)
{
    static const enum sql_id ways[] = { SQL_STORY_BY_URL, SQL_STORY_BY_PAGE, SQL_STORY_BY_ALIAS };
    int64_t hash = story_url_hash(url), id = 0;

    for (size_t i = 0; hash && !id && i < ARRAY_LEN(ways); i++) {
        struct sql s = sql_use(st, ways[i]);

        sql_int(&s, hash);
        if (!sql_value(&s, 0, &id, err))
            return false;
    }
    if (!id)
        return err_set(err, ERR_MISSING, "%.*s: not in the store", STR_ARG(url));
    *out_id = id;
    return true;
}

bool
store_story_alias(struct store *st, int64_t story_id, str url, struct err *err)
{
    int64_t hash = story_url_hash(url), known = 0;
    struct err missing = { 0 };
    struct sql s;

    if (!hash)
        return err_set(err, ERR_INVALID, "%.*s: not an address", STR_ARG(url));
    if (store_story_by_url(st, url, &known, &missing) && known == story_id)
        return true;
    s = sql_use(st, SQL_ALIAS_ADD);
    sql_int(&s, hash);
    sql_int(&s, story_id);
    return sql_run(&s, err);
}

bool
store_thread_list(struct store *st, struct arena *a, int64_t thread_id, size_t limit,
                  struct store_story **out, size_t *out_count, struct err *err)
{
    struct sql s = sql_use(st, SQL_LANE_THREAD_UP);
    size_t count = 0;
    int64_t *ids = ARENA_ARRAY(a, int64_t, limit);
    bool ok = true, is_row;

    sql_int(&s, thread_id);
    sql_int(&s, 0);
    sql_int(&s, INT64_MIN);
    sql_int(&s, 0);
    sql_int(&s, (int64_t)MIN(limit, INT64_MAX));
    while (count < limit && (ok = sql_row(&s, &is_row, err)) && is_row) {
        sql_take_int(&s);
        ids[count++] = sql_take_int(&s);
    }
    sql_done(&s);
    if (!ok)
        return false;
    struct store_story *stories = ARENA_ARRAY(a, struct store_story, count);

    for (size_t i = 0; i < count; i++)
        if (!store_story_get(st, a, ids[i], &stories[i], err))
            return false;
    *out = stories;
    *out_count = count;
    return true;
}

/* ---- marks ---- */

struct flags {
    int64_t source_id, thread_id;
    bool is_read, is_saved, is_muted;
};

static bool
load_flags(struct store *st, int64_t id, struct flags *out, struct err *err)
{
    struct sql s = sql_use(st, SQL_STORY_FLAGS);
    bool is_row;

    sql_int(&s, id);
    if (!sql_row(&s, &is_row, err))
        return false;
    if (!is_row)
        return missing(id, err);
    out->source_id = sql_take_int(&s);
    out->is_read = sql_take_bool(&s);
    out->is_saved = sql_take_bool(&s);
    out->thread_id = sql_take_int(&s);
    out->is_muted = sql_take_bool(&s);
    sql_done(&s);
    return true;
}

bool
story_mark(struct store *st, int64_t id, enum store_mark mark, struct err *err)
{
    bool is_about_read = mark == STORE_READ || mark == STORE_UNREAD;
    bool want = mark == STORE_READ || mark == STORE_SAVED;
    struct flags f;

    if (!load_flags(st, id, &f, err))
        return false;
    if ((is_about_read ? f.is_read : f.is_saved) == want)
        return true;
    struct sql s = sql_use(st, is_about_read ? SQL_STORY_SET_READ : SQL_STORY_SET_SAVED);
    int64_t step = want ? 1 : -1;

    sql_int(&s, id);
    sql_int(&s, want);
    return sql_run(&s, err) &&
           (is_about_read ? story_tally(st, f.source_id, 0, f.is_muted ? 0 : -step, 0,
                                        f.is_saved ? -step : 0, err)
                          : story_tally(st, f.source_id, 0, 0, step, f.is_read ? 0 : step, err));
}

bool
store_mark(struct store *st, const int64_t *ids, size_t count, enum store_mark mark,
           struct err *err)
{
    struct arena a = { 0 };
    struct pending_write *writes = ARENA_ARRAY(&a, struct pending_write, count);

    for (size_t i = 0; i < count; i++)
        writes[i] = (struct pending_write){ .story_id = ids[i], .mark = mark };
    bool ok = pending_try(st, writes, count, err);

    arena_free(&a);
    return ok;
}

bool
store_own_tags_load(struct store *st, struct arena *a, int64_t story_id, str **out,
                    size_t *out_count, struct err *err)
{
    struct sql s = sql_use(st, SQL_TAG_LIST);
    VEC(str) tags = { 0 };
    bool ok, is_row;

    sql_int(&s, story_id);
    while ((ok = sql_row(&s, &is_row, err)) && is_row)
        *VEC_PUSH(a, &tags) = sql_take_str(&s, a);
    *out = tags.items;
    *out_count = tags.count;
    return ok;
}

bool
store_tags_load(struct store *st, struct arena *a, int64_t story_id, str **out, size_t *out_count,
                struct err *err)
{
    VEC(str) tags = { 0 };
    str categories = { 0 }, category;
    struct sql s = sql_use(st, SQL_TAG_LIST);
    bool ok, is_row;

    sql_int(&s, story_id);
    while ((ok = sql_row(&s, &is_row, err)) && is_row)
        *VEC_PUSH(a, &tags) = sql_take_str(&s, a);
    if (!ok || !sql_text_of(st, SQL_CATEGORIES_GET, story_id, a, &categories, err))
        return false;
    while (str_take_line(&categories, &category))
        if (category.len > 0)
            *VEC_PUSH(a, &tags) = category;
    *out = tags.items;
    *out_count = tags.count;
    return true;
}

static bool
set_tag(struct store *st, int64_t story_id, str tag, str fold, bool is_on, struct err *err)
{
    struct story_key key;

    if (!story_key_get(st, story_id, &key, err))
        return false;
    struct sql s = sql_use(st, is_on ? SQL_TAG_ADD : SQL_TAG_REMOVE);

    sql_text(&s, fold);
    sql_int(&s, key.sort_at);
    sql_int(&s, story_id);
    if (is_on)
        sql_text(&s, tag);
    return sql_run(&s, err);
}

bool
store_tag(struct store *st, int64_t story_id, str tag, bool is_on, struct err *err)
{
    struct arena a = { 0 };
    str clean = utf8_front(text_clean(&a, tag), TAG_MOST), fold = text_fold(&a, clean);
    bool ok = (fold.len || err_set(err, ERR_INVALID, "a tag without a name")) &&
              store_begin(st, err) &&
              db_end(st, set_tag(st, story_id, clean, fold, is_on, err), err);

    arena_free(&a);
    return ok;
}

bool
story_remove(struct store *st, int64_t id, int64_t now, struct err *err)
{
    struct flags f;
    struct sql gone;

    if (!load_flags(st, id, &f, err) || !index_forget(st, id, err))
        return false;
    gone = sql_use(st, SQL_GONE_ADD);
    sql_int(&gone, id);
    sql_int(&gone, now);
    return sql_run(&gone, err) && heed_removed(st, id, f.thread_id, err) &&
           with_id(st, SQL_STORY_REMOVE, id, err) &&
           story_tally(st, f.source_id, -1, f.is_read || f.is_muted ? 0 : -1, f.is_saved ? -1 : 0,
                       f.is_saved && !f.is_read ? -1 : 0, err) &&
           (!f.thread_id || (teller_count(st, f.thread_id, err) &&
                             with_id(st, SQL_REL_THREAD_CLEAR, f.thread_id, err)));
}
