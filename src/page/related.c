/*
 * A related story is a link with a headline's length, outside the text or in a "read also" line inside
 * it, in a box that says so: by its heading, by its class, or by standing right under the article. Each
 * link is judged by what stands above it in the tree and by the last label before it; the sums decide
 * (weights below). Boxes that only stand under the article count when no box says that it is one.
 */
#include "related.h"

#include "clean.h"
#include "label.h"
#include "line.h"

#include <courant/net.h>
#include <courant/text.h>

#include <string.h>

enum {
    MOST_LINKS = 30,
    TITLE_LEAST = 15, /* weighed characters of a headline */
    TITLE_MOST = 300,
    LISTED_LEAST = 30, /* in a list of links inside the text */
    LABEL_MOST = 70,
    CARD_MOST = 900, /* of the box around one link with its teaser */
    NEAR_LEVELS = 4, /* how far above the text a box right under it may hang */
};

/* Judgement of one link. Labelled ones pass alone, placed ones when nothing is labelled. */
enum {
    SCORE_LABELLED = 10,
    SCORE_UNDER = 4,
    SCORE_LIST = 1,
    SCORE_SIDE = -2,
    SCORE_POPULAR = -12,
    SCORE_FOREIGN = -100,
    PASS_LABELLED = 6,
    PASS_PLACED = 5,
};

struct found {
    struct page_link link;
    str identity; /* of the address */
    int score;
    bool is_inside; /* a "read also" line in the text */
};

struct finder {
    struct reader *r;
    const struct html_node *content;
    str own_identity, own_canonical;
    enum label label;              /* the last one */
    const struct html_node *scope; /* inside which it holds */
    VEC(struct found) links;
};

/* ---- labels ---- */

/* A heading, or a short line without a link, over what follows. */
static bool
is_label(const struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    if (m->chars < 2 || m->chars > LABEL_MOST || m->linked * 2 > m->chars)
        return false;
    return is_heading(node) || (m->hints & HINT_TITLE) ||
           (m->block == node->id && m->own_chars == m->chars) || node->tag == HTML_STRONG ||
           node->tag == HTML_B || node->tag == HTML_SPAN;
}

/* A label speaks of what is in the same box: its parent's, or one further out when it stands alone there. */
static const struct html_node *
scope_of(const struct reader *r, const struct html_node *label)
{
    const struct html_node *scope = label->parent;

    for (int i = 0; i < 3 && scope && scope->parent; i++) {
        if (mark_of(r, scope)->chars > mark_of(r, label)->chars + TITLE_LEAST)
            break;
        scope = scope->parent;
    }
    return scope;
}

static void
hear_label(struct finder *f, const struct html_node *node)
{
    enum label label = label_find(&f->r->scratch, mark_text(f->r, node));

    /* A line that says nothing ends what a heading said only if it is a heading itself. */
    if (label == LABEL_NONE && !is_heading(node))
        return;
    f->label = label;
    f->scope = scope_of(f->r, node);
}

/* ---- one link ---- */

static str
identity_of(struct reader *r, str url)
{
    return net_url_normal(&r->scratch, url);
}

static bool
is_same_page(const struct finder *f, str identity)
{
    return str_eq(identity, f->own_identity) ||
           (f->own_canonical.len > 0 && str_eq(identity, f->own_canonical));
}

/* The headline of a link that wraps a whole card: its heading, else all of it. */
static const struct html_node *
headline_of(const struct reader *r, const struct html_node *link)
{
    for (const struct html_node *n = html_next(link, link); n; n = html_next(n, link))
        if (n->tag != HTML_TEXT && !mark_of(r, n)->is_hidden && mark_of(r, n)->chars >= 8 &&
            (is_heading(n) || mark_of(r, n)->hints & HINT_TITLE))
            return n;
    return link;
}

/* Inside a link without a heading the first block that is long enough; so that a date does not stick. */
static const struct html_node *
longest_block_of(const struct reader *r, const struct html_node *link)
{
    const struct html_node *best = link;

    if (mark_of(r, link)->block == link->id)
        return link;
    for (const struct html_node *n = html_next(link, link); n; n = html_next(n, link))
        if (n->tag != HTML_TEXT && !mark_of(r, n)->is_hidden && html_is_block(n) &&
            mark_of(r, n)->own_chars >= TITLE_LEAST)
            return n;
    /* Spans that a style sheet sets apart. */
    for (const struct html_node *n = link->first; n; n = n->next)
        if (n->tag != HTML_TEXT && mark_of(r, n)->chars >= TITLE_LEAST &&
            (best == link || mark_of(r, n)->chars > mark_of(r, best)->chars))
            best = n;
    return mark_of(r, best)->chars * 10 < mark_of(r, link)->chars * 5 ? link : best;
}

/* "<span>Related article</span><span>Ferry service resumes</span>": the label has an element of its own. */
static str
without_label_span(struct reader *r, const struct html_node *top, str title)
{
    for (const struct html_node *n = html_next(top, top); n; n = html_next(n, top)) {
        if (n->tag == HTML_TEXT || mark_of(r, n)->is_hidden || mark_of(r, n)->chars == 0 ||
            mark_of(r, n)->chars > LABEL_MOST)
            continue;
        str text = text_clean(&r->scratch, mark_text(r, n));

        if (text.len >= title.len || !str_starts(title, text) ||
            label_find(&r->scratch, text) != LABEL_RELATED)
            return title;
        return str_trim(str_from(title, text.len));
    }
    return title;
}

/* "Read also: Ferry service resumes" without the label. */
static str
without_label(struct reader *r, str title)
{
    size_t colon = str_find_char(title, ':');

    if (colon == STR_NONE || colon > LABEL_MOST ||
        label_find(&r->scratch, str_sub(title, 0, colon)) != LABEL_RELATED)
        return title;
    return str_trim(str_from(title, colon + 1));
}

static size_t
count_words(str s)
{
    size_t count = 0;
    bool is_in = false;

    for (size_t i = 0; i < s.len; i++) {
        count += !char_is_space(s.ptr[i]) && !is_in;
        is_in = !char_is_space(s.ptr[i]);
    }
    return count;
}

static bool
is_headline(str title)
{
    uint32_t stops = 0, chars = mark_weigh(title, &stops);

    if (chars < TITLE_LEAST || chars > TITLE_MOST)
        return false;
    /* Scripts without blanks have one word; what is long in bytes and short in signs is one of them. */
    return count_words(title) >= 3 || (unsigned char)title.ptr[0] >= 0xE0;
}

static str
title_of(struct finder *f, const struct html_node *link)
{
    const struct html_node *node = headline_of(f->r, link);

    if (node == link)
        node = longest_block_of(f->r, link);
    str title = mark_text(f->r, node);

    if (title.len == 0)
        title = html_attr(link, "title");
    if (title.len == 0)
        title = html_attr(link, "aria-label");
    title = without_label_span(f->r, node, text_clean(&f->r->scratch, title));
    return without_label(f->r, title);
}

/* The largest box around a link in which no other story is linked. */
static const struct html_node *
card_of(struct finder *f, const struct html_node *link)
{
    const struct html_node *card = link;

    for (const struct html_node *up = link->parent; up; up = up->parent) {
        const struct mark *m = mark_of(f->r, up);

        if (m->chars > CARD_MOST || up->tag == HTML_BODY || is_inside(f->r, f->content, up) ||
            (m->drop == KEPT && is_inside(f->r, up, f->content)) || up == f->scope)
            break;
        bool is_shared = false;

        if (m->links > mark_of(f->r, card)->links)
            for (const struct html_node *n = html_next(up, up); n && !is_shared;
                 n = html_next(n, up))
                is_shared = n->tag == HTML_A && n != link &&
                            mark_of(f->r, n)->chars >= TITLE_LEAST &&
                            !str_eq(html_attr(n, "href"), html_attr(link, "href"));
        if (is_shared)
            break;
        card = up;
    }
    return card;
}

static str
teaser_of(struct finder *f, const struct html_node *link, str title)
{
    const struct html_node *card = card_of(f, link);

    for (const struct html_node *n = html_next(card, card); n; n = html_next(n, card)) {
        const struct mark *m = mark_of(f->r, n);

        if (n->tag == HTML_TEXT || m->is_hidden || is_heading(n) || m->hints & HINT_TITLE ||
            m->hints & (HINT_META | HINT_DATE) || !html_is_block(n) || m->own_chars < 30 ||
            m->block != n->id)
            continue;
        str text = mark_text(f->r, n);

        if (m->own_chars * 10 >= m->chars * 8 && !str_eq(text, title) &&
            str_find(text, title) == STR_NONE)
            return text_clean(f->r->arena, text);
    }
    return (str){ "", 0 };
}

/* Levels from the text up to the first element that holds both. */
static int
levels_apart(const struct finder *f, const struct html_node *node)
{
    int levels = 0;

    for (const struct html_node *up = f->content; up; up = up->parent, levels++)
        if (is_inside(f->r, node, up))
            return levels;
    return levels;
}

/* What stands above a link, up to what holds the text too. */
static int
score_of_place(const struct finder *f, const struct html_node *link)
{
    uint32_t hints = 0;
    int score = 0;
    bool is_listed = false;

    for (const struct html_node *up = link; up && !is_inside(f->r, f->content, up);
         up = up->parent) {
        const struct mark *m = mark_of(f->r, up);

        hints |= m->hints;
        is_listed |= up->tag == HTML_LI || up->tag == HTML_ARTICLE || m->drop == DROP_LINKS ||
                     m->drop == DROP_CARDS || (m->links > 2 && pick_is_card_list(f->r, up));
    }
    if (hints & HINT_NAV && link->id < f->content->id)
        return SCORE_FOREIGN;
    if (hints & (HINT_COMMENT | HINT_SHARE | HINT_COOKIE | HINT_ADVERT | HINT_LETTER))
        return SCORE_FOREIGN;
    /* Links to the author's other work, to tags and sections, are no stories. */
    if (mark_of(f->r, link)->hints & (HINT_BYLINE | HINT_TAGS) ||
        (hints & (HINT_TAGS | HINT_BYLINE) && !(hints & HINT_RELATED)))
        return SCORE_FOREIGN;
    if (hints & HINT_POPULAR)
        score += SCORE_POPULAR;
    if (hints & HINT_RELATED)
        score += SCORE_LABELLED;
    else if (hints & HINT_NAV)
        return SCORE_FOREIGN;
    if (hints & HINT_SIDE)
        score += SCORE_SIDE;
    if (is_listed)
        score += SCORE_LIST;
    return score;
}

static int
score_of(const struct finder *f, const struct html_node *link, bool is_in_line)
{
    int score = score_of_place(f, link);
    bool is_labelled = f->scope && is_inside(f->r, link, f->scope);

    if (is_in_line)
        return SCORE_LABELLED;
    if (link->id > f->content->id && levels_apart(f, link) <= NEAR_LEVELS)
        score += SCORE_UNDER;
    if (!is_labelled)
        return score;
    switch (f->label) {
    case LABEL_RELATED: return score + SCORE_LABELLED;
    case LABEL_POPULAR: return score + SCORE_POPULAR;
    case LABEL_ADVERT:
    case LABEL_OTHER: return SCORE_FOREIGN;
    case LABEL_NONE: break;
    }
    return score;
}

/* A line of the text that begins "Read also:". */
static bool
is_in_labelled_line(struct finder *f, const struct html_node *link)
{
    const struct html_node *block = f->r->nodes[mark_of(f->r, link)->block];
    const struct mark *m = mark_of(f->r, block);

    /* Between paragraphs a linked headline needs no label. */
    if (is_inside(f->r, link, f->content) &&
        (mark_of(f->r, link)->drop == DROP_RELATED ||
         (mark_of(f->r, link)->drop == DROP_LINKS && m->chars >= LISTED_LEAST &&
          score_of_place(f, link) >= 0) ||
         (mark_of(f->r, link)->drop == DROP_SIDE && score_of_place(f, link) >= SCORE_SIDE &&
          !clean_is_foreign(f->r, link->parent))))
        return true;
    if (m->chars > TITLE_MOST * 2 || m->linked * 10 < m->chars * 3)
        return false;
    return label_find(&f->r->scratch, mark_text(f->r, block)) == LABEL_RELATED;
}

static void
remember(struct finder *f, struct found found)
{
    for (size_t i = 0; i < f->links.count; i++) {
        struct found *old = &f->links.items[i];

        if (!str_eq(old->identity, found.identity))
            continue;
        /* The same story twice: picture and headline, or two boxes. */
        old->score = MAX(old->score, found.score);
        if (old->link.teaser.len == 0)
            old->link.teaser = found.link.teaser;
        return;
    }
    *VEC_PUSH(&f->r->scratch, &f->links) = found;
}

static void
consider(struct finder *f, const struct html_node *link)
{
    struct reader *r = f->r;
    bool is_in_content = is_inside(r, link, f->content);

    if (is_in_content && !is_dropped(r, link))
        return;
    bool is_in_line = is_in_labelled_line(f, link);
    int score = score_of(f, link, is_in_line);

    if (score < MIN((int)PASS_LABELLED, (int)PASS_PLACED))
        return;
    str url = net_url_resolve(r->arena, r->base, str_trim(html_attr(link, "href")));
    str title = title_of(f, link);

    if (!net_url_is_web(url) || !is_headline(title) || line_is_noise(&r->scratch, title))
        return;
    str identity = identity_of(r, url);

    if (is_same_page(f, identity))
        return;
    remember(f, (struct found){ .link = { .title = arena_str(r->arena, title),
                                          .url = url,
                                          .teaser = teaser_of(f, link, title) },
                                .identity = identity,
                                .score = score,
                                .is_inside = is_in_content });
}

static void
give(struct finder *f, struct page_article *out)
{
    size_t labelled = 0, count = 0;
    struct page_link *links = ARENA_ARRAY(f->r->arena, struct page_link, MOST_LINKS);

    for (size_t i = 0; i < f->links.count; i++)
        labelled += f->links.items[i].score >= PASS_LABELLED && !f->links.items[i].is_inside;
    int least = labelled > 0 ? PASS_LABELLED : PASS_PLACED;

    for (size_t i = 0; i < f->links.count && count < MOST_LINKS; i++)
        if (f->links.items[i].score >= least)
            links[count++] = f->links.items[i].link;
    out->related = links;
    out->related_count = count;
}

void
related_find(struct reader *r, struct page_article *out)
{
    struct finder f = { .r = r, .content = r->content };

    if (!r->content)
        return;
    f.own_identity = identity_of(r, r->url);
    if (out->canonical_url.len > 0)
        f.own_canonical = identity_of(r, out->canonical_url);
    const struct html_node *n = r->tree.root;

    while (n) {
        if (n->tag != HTML_TEXT && mark_of(r, n)->is_hidden) {
            n = html_next_over(n, r->tree.root);
            continue;
        }
        if (n->tag != HTML_TEXT && n->tag != HTML_A && is_label(r, n))
            hear_label(&f, n);
        if (n->tag == HTML_A && mark_of(r, n)->links > 0 && f.links.count < MOST_LINKS * 4)
            consider(&f, n);
        n = html_next(n, r->tree.root);
    }
    give(&f, out);
}
