#include "body.h"
#include "byline.h"
#include "head.h"
#include "kind.h"
#include "label.h"
#include "meta.h"
#include "picture.h"
#include "reader.h"
#include "related.h"
#include "state.h"
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
    split_paragraphs(r);
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

static struct html_selector *
read_selector(struct reader *r, str text)
{
    struct html_selector *selector = NULL;
    struct err err = { 0 };

    /* A selector that cannot be read was complained of when the settings were; here it matches nothing. */
    if (text.len > 0)
        html_selector_parse(&r->scratch, text, &selector, &err);
    return selector;
}

static void
drop_by_user(struct reader *r)
{
    const struct html_selector *selector = read_selector(r, r->options->remove_selector);

    for (uint32_t id = 0; selector && id < r->tree.count; id++)
        if (r->nodes[id]->tag != HTML_TEXT && html_matches(r->nodes[id], selector))
            clean_drop(r, r->nodes[id], DROP_USER);
}

static const struct html_node *
content_of_user(struct reader *r)
{
    const struct html_selector *selector = read_selector(r, r->options->content_selector);

    for (uint32_t id = 0; selector && id < r->tree.count; id++)
        if (r->nodes[id]->tag != HTML_TEXT && html_matches(r->nodes[id], selector))
            return r->nodes[id];
    return NULL;
}

/* The user names the element: only what is hidden and what they remove is taken out of it. */
static bool
take_content_of_user(struct reader *r)
{
    const struct html_node *content = content_of_user(r);

    if (!content)
        return false;
    for (uint32_t id = 0; id < r->tree.count; id++)
        r->marks[id].drop =
            r->marks[id].is_hidden && !pick_is_player(r->nodes[id]) ? DROP_HIDDEN : KEPT;
    drop_by_user(r);
    r->content = content;
    r->picked_by = "the user's selector";
    r->is_named = true;
    clean_content(r);
    return true;
}

static void
run_pass(struct reader *r, unsigned pass)
{
    r->pass = pass;
    r->content = NULL;
    pick_drops(r);
    drop_by_user(r);
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

    if (take_content_of_user(r))
        return;
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

static bool
is_markup(str source)
{
    static const char *const tags[] = { "<p", "<br", "<div", "<h2", "<ul", "<P", "<BR" };

    for (size_t i = 0; i < ARRAY_LEN(tags); i++)
        if (str_find(source, str_of(tags[i])) != STR_NONE)
            return true;
    return false;
}

/* The text came out of a string: as HTML it is cleaned like a page. */
static void
write_source(struct reader *r, str source, struct page_article *out)
{
    struct reader inner = { .arena = r->arena,
                            .url = r->url,
                            .base = r->base,
                            .options = r->options,
                            .title = r->title,
                            .byline = r->byline };
    struct err err = { 0 };

    if (is_markup(source) &&
        html_parse(&inner.scratch, source, HTML_MODE_FRAGMENT, NULL, &inner.tree, &err)) {
        split_paragraphs(&inner);
        list_nodes(&inner);
        mark_measure(&inner);
        pick_drops(&inner);
        inner.content = inner.tree.root;
        clean_content(&inner);
        body_write(&inner, &out->html, &out->text);
    } else {
        body_write_plain(r, source, &out->html, &out->text);
    }
    arena_free(&inner.scratch);
}

/*
 * A page that a script draws may carry its text for machines. It counts where the page shows much less,
 * or something else.
 */
static void
use_told_body(struct reader *r, const struct meta *meta, struct page_article *out)
{
    uint32_t stops = 0;
    str body = meta_fact(r, meta, FACT_BODY);
    uint32_t told = mark_weigh(body, &stops), seen = mark_weigh(out->text, &stops);

    if (told > LEAST_TEXT * 2 && (told > seen * 3 || (!r->has_told && told > seen))) {
        write_source(r, body, out);
        return;
    }
    str state = seen < LEAST_TEXT * 2 ? state_body(r) : (str){ "", 0 };

    if (mark_weigh(state, &stops) > MAX(seen * 3, LEAST_TEXT))
        write_source(r, state, out);
}

/* The first of "Jane Doe, Ola Berg and Ann Lee". */
static str
first_author(str names)
{
    size_t comma = str_find_char(names, ','), and = str_find(names, STR(" and "));

    return str_trim(str_sub(names, 0, MIN(comma, and)));
}

/* What helps to find the text and its ends. */
static void
read_signs(struct reader *r, const struct meta *meta, const struct page_article *out)
{
    r->headline = title_place(r);
    r->byline = first_author(byline_told(r, meta));
    if (r->byline.len == 0)
        r->byline = first_author(byline_near_headline(r));
    r->summary = out->description;
    told_follow(r, html_strip(&r->scratch, meta_fact(r, meta, FACT_BODY)));
}

static void
read_page(struct reader *r, struct page_article *out)
{
    struct meta meta = { 0 };

    meta_collect(r, &meta);
    read_meta(r, &meta, out);
    read_signs(r, &meta, out);
    find_content(r);
    if (r->content && !r->is_named)
        lede_find(r);
    byline_find(r, &meta, out);
    picture_find(r, &meta, &out->lead);
    if (r->content)
        body_write(r, &out->html, &out->text);
    use_told_body(r, &meta, out);
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
    str text = mark_text(r, node), id = html_attr(node, "id"), class = html_attr(node, "class");
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
