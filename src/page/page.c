#include "body.h"
#include "byline.h"
#include "head.h"
#include "kind.h"
#include "meta.h"
#include "picture.h"
#include "reader.h"
#include "related.h"
#include "title.h"

#include <courant/net.h>
#include <courant/page.h>
#include <courant/text.h>

enum {
    LEAST_TEXT = 250, /* weighed characters under which a laxer pass is tried */
    PASSES = 3,
    LEAST_TOLD = 60, /* of a block that page_explain speaks of */
};

static void
find_base(struct reader *r)
{
    const struct html_node *base = html_find(r->tree.root, HTML_BASE);
    str href = base ? str_trim(html_attr(base, "href")) : (str){ "", 0 };

    r->base = href.len > 0 ? net_url_resolve(r->arena, r->url, href) : r->url;
    if (!net_url_is_web(r->base))
        r->base = r->url;
}

static void
list_nodes(struct reader *r)
{
    r->nodes = ARENA_ARRAY(&r->scratch, struct html_node *, r->tree.count);
    r->marks = ARENA_ARRAY(&r->scratch, struct mark, r->tree.count);
    for (struct html_node *n = r->tree.root; n; n = html_next(n, r->tree.root))
        r->nodes[n->id] = n;
}

static bool
open_reader(struct reader *r, struct arena *a, str html, str url,
            const struct page_options *options, struct err *err)
{
    static const struct page_options none;

    *r = (struct reader){ .arena = a, .url = url, .options = options ? options : &none };
    if (!html_parse(&r->scratch, html, HTML_MODE_DOCUMENT, NULL, &r->tree, err)) {
        arena_free(&r->scratch);
        return false;
    }
    list_nodes(r);
    find_base(r);
    mark_measure(r);
    return true;
}

static uint32_t
kept_chars(const struct reader *r)
{
    uint64_t chars = 0;

    for (uint32_t id = r->content->id; id <= mark_of(r, r->content)->end; id++)
        if (r->nodes[id]->tag == HTML_TEXT && r->marks[id].drop == KEPT)
            chars += r->marks[id].chars;
    return (uint32_t)chars;
}

static void
run_pass(struct reader *r, unsigned pass)
{
    r->pass = pass;
    r->content = NULL;
    pick_drops(r);
    pick_content(r);
    if (r->content)
        clean_content(r);
}

/* Strict first; each laxer pass trusts fewer names, and wins only if it finds much more. */
static void
find_content(struct reader *r)
{
    uint32_t best = 0;
    unsigned best_pass = 0;

    for (unsigned pass = 0; pass < PASSES && best < LEAST_TEXT; pass++) {
        run_pass(r, pass);
        uint32_t chars = r->content ? kept_chars(r) : 0;

        if (chars > best * 2) {
            best = chars;
            best_pass = pass;
        }
    }
    if (r->pass != best_pass)
        run_pass(r, best_pass);
}

static void
read_meta(struct reader *r, const struct meta *meta, struct page_article *out)
{
    out->url = arena_str(r->arena, r->url);
    out->site_name = meta_fact(r, meta, FACT_SITE);
    out->title = r->title = title_find(r, meta, out->site_name);
    out->language = meta_fact(r, meta, FACT_LANGUAGE);
    out->description = meta_fact(r, meta, FACT_DESCRIPTION);
    out->canonical_url = net_url_resolve(r->arena, r->base, meta_fact(r, meta, FACT_CANONICAL));
}

static void
read_page(struct reader *r, struct page_article *out)
{
    struct meta meta = { 0 };

    meta_collect(r, &meta);
    read_meta(r, &meta, out);
    find_content(r);
    byline_find(r, &meta, out);
    picture_find(r, &meta, &out->lead);
    if (r->content)
        body_write(r, r->content, &out->html, &out->text);
    related_find(r, out);
    head_feeds(r, out);
    head_next(r, out);
    kind_find(r, &meta, out);
}

bool
page_extract(struct arena *a, str html, str url, const struct page_options *options,
             struct page_article *out, struct err *err)
{
    struct reader r;
    struct page_article found = { 0 };

    if (!open_reader(&r, a, html, url, options, err))
        return false;
    read_page(&r, &found);
    arena_free(&r.scratch);
    *out = found;
    return true;
}

size_t
page_feeds(struct arena *a, str html, str url, const struct page_feed **out)
{
    struct reader r;
    struct page_article found = { 0 };
    struct err err = { 0 };

    if (!open_reader(&r, a, html, url, NULL, &err))
        return 0;
    head_feeds(&r, &found);
    arena_free(&r.scratch);
    *out = found.feeds;
    return found.feed_count;
}

/* ---- why ---- */

static void
explain_node(struct reader *r, struct buf *out, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);
    str text = html_text(&r->scratch, node), id = html_attr(node, "id"),
        class = html_attr(node, "class");
    str shown = text_fit(&r->scratch, text, 60);

    buf_printf(out, "%-26s %6" PRIu32 "  %.*s%s%.*s%s%.*s  %.*s\n", clean_words[m->drop], m->chars,
               STR_ARG(node->name), id.len ? "#" : "", STR_ARG(str_sub(id, 0, 40)),
               class.len ? "." : "", STR_ARG(str_sub(class, 0, 60)), STR_ARG(shown));
}

/* A block is worth a line when it is the outermost that was dropped, or a kept one with text of its own. */
static bool
is_told(const struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    if (node->tag == HTML_TEXT || !html_is_block(node) || !node->parent)
        return false;
    if (m->drop != KEPT && m->drop != DROP_OUTSIDE)
        return m->chars >= LEAST_TOLD && mark_of(r, node->parent)->drop != m->drop;
    return m->own_chars >= LEAST_TOLD;
}

str
page_explain(struct arena *a, str html, str url, const struct page_options *options)
{
    struct reader r;
    struct page_article found = { 0 };
    struct err err = { 0 };
    struct buf out = { .arena = a };

    if (!open_reader(&r, a, html, url, options, &err))
        return arena_str(a, str_of(err.text));
    read_page(&r, &found);
    if (r.content) {
        buf_printf(&out, "article found by %s, pass %u, in:\n", r.picked_by, r.pass + 1);
        explain_node(&r, &out, r.content);
        for (uint32_t id = 0; id < r.tree.count; id++)
            if (!is_inside(&r, r.nodes[id], r.content) && r.marks[id].drop == KEPT)
                r.marks[id].drop = DROP_OUTSIDE;
    }
    buf_add(&out, STR("\nwhy                         weight  element  text\n"));
    for (uint32_t id = 0; id < r.tree.count; id++)
        if (is_told(&r, r.nodes[id]))
            explain_node(&r, &out, r.nodes[id]);
    arena_free(&r.scratch);
    return text_clean_block(a, buf_str(&out));
}
