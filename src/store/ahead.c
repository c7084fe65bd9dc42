#include "ahead.h"

#include "pack.h"
#include "story.h"

#include <courant/net.h>
#include <courant/page.h>
#include <courant/store_ahead.h>

#define NO_PAGE (-1) /* kind: it was looked for, and there is none */

static str
normal_of(struct arena *a, str url)
{
    return url.len > 0 ? net_url_normal(a, url) : url;
}

/* The address that led there (AHEAD_LED in sql.def), then the links. Each is one clean line, so lines part them. */
static str
links_text(struct arena *a, str url, const struct page_article *page)
{
    struct buf b = { .arena = a };

    buf_printf(&b, "%.*s\n", STR_ARG(normal_of(a, url)));
    for (size_t i = 0; i < MIN(page->related_count, STORE_LINK_MOST); i++) {
        const struct page_link *link = &page->related[i];

        if (link->url.len <= STORE_URL_MOST)
            buf_printf(&b, "%.*s\n%.*s\n%.*s\n", STR_ARG(utf8_front(link->title, STORE_TITLE_MOST)),
                       STR_ARG(link->url), STR_ARG(utf8_front(link->teaser, STORE_TITLE_MOST)));
    }
    return buf_str(&b);
}

static void
read_links(struct arena *a, str text, struct page_article *out)
{
    VEC(struct page_link) links = { 0 };
    struct page_link link = { 0 };
    str led;

    str_take_line(&text, &led);
    while (str_take_line(&text, &link.title) && str_take_line(&text, &link.url) &&
           str_take_line(&text, &link.teaser))
        *VEC_PUSH(a, &links) = link;
    out->related = links.items;
    out->related_count = links.count;
}

static bool
put(struct store *st, struct arena *a, str url, int kind, const struct page_article *page,
    int64_t now, struct err *err)
{
    struct sql s = sql_use(st, SQL_AHEAD_PUT);
    const struct page_picture *lead = &page->lead;
    const str texts[] = { page->title,       page->byline, page->site_name, page->language,
                          page->description, page->note,   lead->url,       lead->alt,
                          lead->caption,     lead->credit };

    sql_int(&s, story_url_hash(url));
    sql_int(&s, now);
    sql_int(&s, kind);
    sql_int(&s, page->published_at);
    sql_text(&s, page->url);
    sql_text(&s, page->canonical_url.len <= STORE_URL_MOST ? page->canonical_url : STR(""));
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        sql_text(&s, utf8_front(texts[i], STORE_URL_MOST));
    sql_text(&s, links_text(a, url, page));
    sql_blob(&s, pack(st->packer, a, utf8_front(page->html, STORE_HTML_MOST)));
    return sql_run(&s, err);
}

/* The oldest of too many. */
static bool
thin_out(struct store *st, struct err *err)
{
    struct sql s = sql_use(st, SQL_AHEAD_CROWDED);

    sql_int(&s, STORE_AHEAD_MOST);
    return sql_run(&s, err);
}

bool
store_ahead_put(struct store *st, str url, const struct page_article *page, int64_t now,
                struct err *err)
{
    static const struct page_article none = { .kind = PAGE_EMPTY };
    struct arena a = { 0 };
    bool ok;

    if (story_url_hash(url) == 0 || url.len > STORE_URL_MOST ||
        (page && page->url.len > STORE_URL_MOST))
        return err_set(err, ERR_INVALID, "%.*s: not a web address", STR_ARG(url));
    ok = store_begin(st, err) &&
         db_end(st,
                put(st, &a, url, page ? (int)page->kind : NO_PAGE, page ? page : &none, now, err) &&
                    thin_out(st, err),
                err);
    arena_free(&a);
    return ok;
}

static void
read_names(struct sql *s, struct arena *a, struct page_article *out)
{
    str *const texts[] = {
        &out->url,       &out->canonical_url, &out->title,        &out->byline,
        &out->site_name, &out->language,      &out->description,  &out->note,
        &out->lead.url,  &out->lead.alt,      &out->lead.caption, &out->lead.credit,
    };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        *texts[i] = sql_take_str(s, a);
}

/* What is kept for this address, no older than STORE_AHEAD_FOR_S. */
static struct sql
use_of(struct store *st, struct arena *a, enum sql_id id, str url, int64_t now)
{
    struct sql s = sql_use(st, id);

    sql_int(&s, story_url_hash(url));
    sql_int(&s, now - STORE_AHEAD_FOR_S);
    sql_text(&s, normal_of(a, url));
    return s;
}

bool
store_ahead_load(struct store *st, struct arena *a, str url, int64_t now, struct page_article *out,
                 struct err *err)
{
    struct sql s = use_of(st, a, SQL_AHEAD_GET, url, now);
    struct page_article page = { 0 };
    bool is_row;

    if (!sql_row(&s, &is_row, err))
        return false;
    if (!is_row)
        return err_set(err, ERR_MISSING, "%.*s: not fetched ahead", STR_ARG(url));
    page.kind = (enum page_kind)sql_take_int(&s);
    page.published_at = sql_take_int(&s);
    read_names(&s, a, &page);
    read_links(a, sql_take_str(&s, a), &page);
    str packed = sql_take_str(&s, a);

    sql_done(&s);
    if (!unpack(st->packer, a, packed, &page.html, err))
        return false;
    *out = page;
    return true;
}

enum store_ahead
store_ahead_find(struct store *st, str url, int64_t now)
{
    struct arena a = { 0 };
    struct sql s = use_of(st, &a, SQL_AHEAD_KIND, url, now);
    struct err ignored = { 0 };
    int64_t kind = NO_PAGE - 1;
    bool ok = sql_value(&s, NO_PAGE - 1, &kind, &ignored);

    arena_free(&a);
    if (!ok || kind < NO_PAGE)
        return STORE_AHEAD_NONE;
    return kind == NO_PAGE ? STORE_AHEAD_FAILED : STORE_AHEAD_READY;
}

bool
store_ahead_drop(struct store *st, str url, struct err *err)
{
    struct sql s = sql_use(st, SQL_AHEAD_DROP);

    sql_int(&s, story_url_hash(url));
    return sql_run(&s, err);
}

bool
ahead_expire(struct store *st, int64_t now, struct err *err)
{
    struct sql s = sql_use(st, SQL_AHEAD_EXPIRE);

    sql_int(&s, now - STORE_AHEAD_FOR_S);
    return sql_run(&s, err);
}
