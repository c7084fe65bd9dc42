#include "head.h"

#include <courant/net.h>
#include <courant/text.h>

enum { MOST_FEEDS = 32 };

/* ---- feeds ---- */

static bool
is_feed_type(str type)
{
    static const char *const types[] = { "application/rss+xml",   "application/atom+xml",
                                         "application/feed+json", "application/rdf+xml",
                                         "application/json",      "text/xml",
                                         "application/xml" };

    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (str_starts_nocase(str_trim(type), str_of(types[i])))
            return true;
    return false;
}

/* WordPress gives every page a JSON address of its own, and oEmbed's look the same. */
static bool
is_no_feed(str url)
{
    return str_find(url, STR("wp-json")) != STR_NONE || str_find(url, STR("oembed")) != STR_NONE ||
           str_find(url, STR("xmlrpc")) != STR_NONE || str_find(url, STR("opensearch")) != STR_NONE;
}

static bool
is_of_comments(const struct page_feed *feed)
{
    return str_find_nocase(feed->title, STR("comment")) != STR_NONE ||
           str_find_nocase(feed->title, STR("комментар")) != STR_NONE ||
           str_find_nocase(feed->title, STR("kommentar")) != STR_NONE ||
           str_find_nocase(feed->url, STR("comment")) != STR_NONE;
}

struct feeds {
    struct page_feed *items;
    size_t count;
};

static void
add_feed(struct reader *r, struct feeds *feeds, str href, str title, str type)
{
    str url = net_url_resolve(r->arena, r->base, str_trim(href));

    if (href.len == 0 || !net_url_is_web(url) || is_no_feed(url) || feeds->count == MOST_FEEDS)
        return;
    for (size_t i = 0; i < feeds->count; i++)
        if (str_eq(feeds->items[i].url, url))
            return;
    feeds->items[feeds->count++] =
        (struct page_feed){ url, text_clean(r->arena, title), text_clean(r->arena, type) };
}

/* Where nothing is advertised: links that look like one. */
static bool
is_feed_link(const struct html_node *node)
{
    static const char *const ends[] = { "/feed",      "/feed/",    "/rss",      "/rss/",
                                        ".rss",       "/rss.xml",  "/feed.xml", "/atom.xml",
                                        "/index.xml", "/feed.json" };
    str href = str_trim(html_attr(node, "href"));

    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        if (str_ends(href, str_of(ends[i])))
            return true;
    return false;
}

void
head_feeds(struct reader *r, struct page_article *out)
{
    struct feeds feeds = { ARENA_ARRAY(r->arena, struct page_feed, MOST_FEEDS), 0 };
    struct page_feed *sorted = ARENA_ARRAY(r->arena, struct page_feed, MOST_FEEDS);

    for (uint32_t id = 0; id < r->tree.count; id++) {
        const struct html_node *n = r->nodes[id];

        if (n->tag == HTML_LINK && is_feed_type(html_attr(n, "type")) &&
            (html_has_word(n, "rel", "alternate") || html_has_word(n, "rel", "feed")))
            add_feed(r, &feeds, html_attr(n, "href"), html_attr(n, "title"), html_attr(n, "type"));
    }
    for (uint32_t id = 0; feeds.count == 0 && id < r->tree.count; id++)
        if (r->nodes[id]->tag == HTML_A && is_feed_link(r->nodes[id]))
            add_feed(r, &feeds, html_attr(r->nodes[id], "href"),
                     html_text(&r->scratch, r->nodes[id]), (str){ "", 0 });
    /* In the page's order, which is the publisher's; those of comments last. */
    out->feeds = sorted;
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < feeds.count; i++)
            if (is_of_comments(&feeds.items[i]) == (round == 1))
                sorted[out->feed_count++] = feeds.items[i];
}

/* ---- the next page ---- */

static str
without_end(str url)
{
    url = str_sub(url, 0, MIN(str_find_char(url, '?'), str_find_char(url, '#')));
    while (str_ends(url, STR("/")))
        url.len--;
    if (str_ends(url, STR(".html")))
        url.len -= 5;
    else if (str_ends(url, STR(".htm")) || str_ends(url, STR(".php")))
        url.len -= 4;
    return url;
}

/*
 * Is it this article's second (third …) page? rel="next" is also put on the next story, so the address
 * has to be this one's and a number more: "…/2", "…-2.html", "…?page=2".
 */
static bool
is_page_of(str url, str own)
{
    str base = without_end(own), rest = url;

    while (base.len > 0 && char_is_digit(base.ptr[base.len - 1]) &&
           !str_starts(url, str_sub(base, 0, base.len)))
        base.len--;
    if (base.len < 12 || !str_starts(url, base))
        return false;
    rest = str_from(url, base.len);
    for (size_t i = 0; i < rest.len && i < 24; i++)
        if (char_is_digit(rest.ptr[i]))
            return !str_eq(url, own);
    return false;
}

static bool
is_next_link(struct reader *r, const struct html_node *n)
{
    static const char *const words[] = { "next page",     "next",       "след",          "далее",
                                         "nächste seite", "weiter",     "page suivante", "suivant",
                                         "siguiente",     "próxima",    "下一页",        "下一頁",
                                         "次へ",          "次のページ", "다음" };

    if (html_has_word(n, "rel", "next"))
        return true;
    if (n->tag != HTML_A || mark_of(r, n)->chars > 20 || mark_of(r, n)->chars == 0)
        return false;
    str text = text_fold(&r->scratch, html_text(&r->scratch, n));

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_starts(text, str_of(words[i])))
            return true;
    return false;
}

void
head_next(struct reader *r, struct page_article *out)
{
    for (uint32_t id = 0; id < r->tree.count; id++) {
        const struct html_node *n = r->nodes[id];

        if ((n->tag != HTML_A && n->tag != HTML_LINK) || !is_next_link(r, n))
            continue;
        str url = net_url_resolve(r->arena, r->base, str_trim(html_attr(n, "href")));

        if (net_url_is_web(url) && is_page_of(url, r->url)) {
            out->next_url = url;
            return;
        }
    }
}
