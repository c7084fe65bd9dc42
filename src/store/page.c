#include "db.h"
#include "index.h"
#include "pack.h"
#include "story.h"

#include <courant/net.h>
#include <courant/page.h>

/* What the page calls itself counts only within its own site: else any page could pass for another's. */
static str
page_address(struct arena *a, const struct page_article *page)
{
    str own = net_url_host(net_url_normal(a, page->canonical_url));
    str asked = net_url_host(net_url_normal(a, page->url));
    str url = own.len && str_eq(own, asked) ? page->canonical_url : page->url;

    return url.len <= STORE_URL_MOST ? url : STR("");
}

static bool
set_page(struct store *st, struct arena *a, int64_t id, const struct page_article *page,
         int64_t now, struct err *err)
{
    struct sql s = sql_use(st, SQL_PAGE_SET);

    sql_int(&s, id);
    sql_int(&s, now);
    sql_int(&s, page->kind);
    sql_int(&s, story_url_hash(page_address(a, page)));
    sql_text(&s, utf8_front(page->note, STORE_TITLE_MOST));
    sql_blob(&s, pack(st->packer, a, utf8_front(page->html, STORE_HTML_MOST)));
    sql_text(&s, utf8_front(page->lead.url, STORE_URL_MOST));
    sql_text(&s, utf8_front(page->lead.alt, STORE_TITLE_MOST));
    sql_text(&s, utf8_front(page->lead.caption, STORE_TITLE_MOST));
    sql_text(&s, utf8_front(page->lead.credit, STORE_TITLE_MOST));
    return sql_run(&s, err);
}

static bool
set_links(struct store *st, int64_t id, const struct page_article *page, struct err *err)
{
    struct sql s = sql_use(st, SQL_LINK_CLEAR);

    sql_int(&s, id);
    if (!sql_run(&s, err))
        return false;
    for (size_t i = 0; i < MIN(page->related_count, STORE_LINK_MOST); i++) {
        const struct page_link *link = &page->related[i];

        if (link->url.len > STORE_URL_MOST)
            continue;
        s = sql_use(st, SQL_LINK_ADD);
        sql_int(&s, id);
        sql_int(&s, (int64_t)i);
        sql_int(&s, story_url_hash(link->url));
        sql_text(&s, utf8_front(link->title, STORE_TITLE_MOST));
        sql_text(&s, link->url);
        sql_text(&s, utf8_front(link->teaser, STORE_TITLE_MOST));
        if (!sql_run(&s, err))
            return false;
    }
    return true;
}

static bool
with_int(struct store *st, enum sql_id statement, int64_t id, int64_t value, struct err *err)
{
    struct sql s = sql_use(st, statement);

    sql_int(&s, id);
    sql_int(&s, value);
    return sql_run(&s, err);
}

static bool
wait_for_vector(struct store *st, int64_t id, struct err *err)
{
    struct sql s = sql_use(st, SQL_REL_AGAIN_ADD);

    sql_int(&s, id);
    return sql_run(&s, err);
}

static bool
write_page(struct store *st, struct arena *a, int64_t id, const struct page_article *page,
           int64_t now, struct err *err)
{
    struct story_key key;

    return story_key_get(st, id, &key, err) && index_forget(st, id, err) &&
           set_page(st, a, id, page, now, err) && set_links(st, id, page, err) &&
           with_int(st, SQL_STORY_SET_PAGE, id, page->html.len > 0, err) &&
           (page->url.len == 0 || !story_url_hash(page->url) ||
            store_story_alias(st, id, page->url, err)) &&
           wait_for_vector(st, id, err);
}

bool
store_page_write(struct store *st, int64_t story_id, const struct page_article *page, int64_t now,
                 struct err *err)
{
    struct arena a = { 0 };
    bool ok = store_begin(st, err) && db_end(st, write_page(st, &a, story_id, page, now, err), err);

    arena_free(&a);
    return ok;
}

static bool
write_failure(struct store *st, int64_t id, str words, int64_t now, struct err *err)
{
    struct story_key key;
    struct sql s;

    if (!story_key_get(st, id, &key, err))
        return false;
    s = sql_use(st, SQL_PAGE_FAIL);
    sql_int(&s, id);
    sql_int(&s, now);
    sql_int(&s, PAGE_ERROR);
    sql_text(&s, utf8_front(words, STORE_TITLE_MOST));
    return sql_run(&s, err);
}

bool
store_page_fail(struct store *st, int64_t story_id, str words, int64_t now, struct err *err)
{
    return store_begin(st, err) && db_end(st, write_failure(st, story_id, words, now, err), err);
}

/* ---- pages that no feed brought ---- */

static bool
find_by_identity(struct store *st, int64_t source_id, int64_t identity, int64_t *out_id,
                 struct err *err)
{
    struct sql s = sql_use(st, SQL_STORY_BY_IDENTITY);

    sql_int(&s, source_id);
    sql_int(&s, identity);
    return sql_value(&s, 0, out_id, err);
}

static bool
add_story(struct store *st, struct arena *a, int64_t source_id, int64_t identity,
          const struct page_article *page, int64_t now, int64_t *out_id, struct err *err)
{
    str url = page_address(a, page);
    struct sql s = sql_use(st, SQL_STORY_ADD);

    sql_int(&s, source_id);
    sql_int(&s, page->published_at ? MIN(page->published_at, now) : now);
    sql_int(&s, now);
    sql_int(&s, page->published_at);
    sql_int(&s, 0);
    sql_int(&s, 0);
    sql_int(&s, identity);
    sql_int(&s, identity);
    sql_int(&s, story_url_hash(url));
    sql_text(&s, utf8_front(page->title.len ? page->title : url, STORE_TITLE_MOST));
    sql_text(&s, url);
    sql_text(&s, utf8_front(page->byline, STORE_TITLE_MOST));
    sql_text(&s, utf8_front(page->language, 35));
    sql_text(&s, story_teaser(a, page->description.len ? page->description : page->html));
    if (!sql_run(&s, err))
        return false;
    *out_id = db_last_id(st);
    return story_tally(st, source_id, 1, 1, 0, 0, err);
}

static bool
add_page(struct store *st, struct arena *a, const struct page_article *page, int64_t now,
         int64_t *out_id, struct err *err)
{
    str url = page_address(a, page);
    str normal = net_url_normal(a, url), host = net_url_host(normal);
    int64_t source_id, identity = hash_id(normal.len ? normal : url);

    if (!host.len)
        return err_set(err, ERR_INVALID, "%.*s: not a web address", STR_ARG(page->url));
    return store_source_for_site(st, host, page->site_name.len ? page->site_name : host, &source_id,
                                 err) &&
           find_by_identity(st, source_id, identity, out_id, err) &&
           (*out_id || add_story(st, a, source_id, identity, page, now, out_id, err)) &&
           write_page(st, a, *out_id, page, now, err);
}

bool
store_page_add(struct store *st, const struct page_article *page, int64_t now, int64_t *out_id,
               struct err *err)
{
    struct arena a = { 0 };
    int64_t id = 0;
    bool ok = store_begin(st, err) && db_end(st, add_page(st, &a, page, now, &id, err), err);

    if (ok)
        *out_id = id;
    arena_free(&a);
    return ok;
}
