/*
 * Many templates set the standfirst with the headline, above picture and byline, and outside the element
 * that holds the text. It is the article's first sentence to whoever reads it.
 */
#include "clean.h"
#include "label.h"
#include "title.h"

#include <courant/page.h>

enum {
    LEAST = 40, /* weighed characters */
    MOST = 700,
    BEFORE = 150, /* nodes above the text, where no headline was found */
    LEVELS = 3,   /* above it in which a name may say what it is */
    ALIKE = 40,   /* bytes of letters at the front that two must share */
    POINT_LEAST = 25,
    POINTS_MOST = 8,
};

static const uint32_t others = HINT_CAPTION | HINT_CREDIT | HINT_BYLINE | HINT_DATE | HINT_TAGS |
                               HINT_COMMENT | HINT_SHARE | HINT_LETTER | HINT_ADVERT | HINT_NAV |
                               HINT_COOKIE | HINT_BIO | HINT_POPULAR;

static bool
begin_alike(str x, str y)
{
    size_t len = MIN(x.len, y.len);

    return len >= ALIKE && str_eq(str_sub(x, 0, ALIKE), str_sub(y, 0, ALIKE));
}

/* Does it follow on the headline, with nothing between? */
static bool
is_next(const struct reader *r, const struct html_node *node)
{
    for (uint32_t id = mark_of(r, r->headline)->end + 1; id < node->id; id++)
        if (r->nodes[id]->tag == HTML_TEXT && r->marks[id].chars > 0)
            return false;
    return mark_of(r, node)->links == 0;
}

/* By name, by what the page says of itself, or because it stands right under the headline. */
static bool
is_standfirst(struct reader *r, const struct html_node *node, str letters)
{
    const struct html_node *up = node, *head = r->headline;

    for (int i = 0; i < LEVELS && up && !is_inside(r, r->content, up); i++, up = up->parent)
        if (mark_of(r, up)->hints & HINT_LEAD ||
            str_eq(html_attr(up, "itemprop"), STR("description")) ||
            str_eq(html_attr(up, "itemprop"), STR("alternativeHeadline")))
            return true;
    if (begin_alike(letters, mark_letters(r, str_sub(r->summary, 0, 10 * ALIKE))))
        return true;
    if (!head || (node->parent != head->parent && node->parent != head->parent->parent))
        return false;
    /* In many languages it is set like a headline, without a full stop. */
    return (mark_is_prose(mark_of(r, node)) && mark_of(r, node)->own_stops > 0) ||
           (is_heading(node) && is_next(r, node));
}

/* The story in a few bullets: a list that is named so, or whose items are all as long as sentences. */
static bool
is_points(const struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);
    size_t items = 0;

    if ((node->tag != HTML_UL && node->tag != HTML_OL) || m->links > 0)
        return false;
    for (const struct html_node *n = node->first; n; n = n->next) {
        if (n->tag == HTML_TEXT)
            continue;
        if (mark_of(r, n)->chars < POINT_LEAST && !(m->hints & HINT_LEAD))
            return false;
        items++;
    }
    return items >= 2 && items <= POINTS_MOST;
}

static bool
may_be_one(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    if (node->tag == HTML_TEXT || m->is_hidden || m->block != node->id || m->chars < LEAST ||
        m->chars > MOST || link_share(m) > 0.4)
        return false;
    if (m->own_chars != m->chars && !is_points(r, node))
        return false;
    for (const struct html_node *up = node; up && !is_inside(r, r->content, up); up = up->parent)
        if (mark_of(r, up)->hints & others || up->tag == HTML_FIGURE || up->tag == HTML_LI ||
            (mark_of(r, up)->hints & HINT_RELATED && mark_of(r, up)->links > 0))
            return false;
    return true;
}

static bool
is_said(str text, str letters)
{
    str front = str_sub(letters, 0, MAX(letters.len / 2, MIN(letters.len, ALIKE)));

    return str_find(text, front) != STR_NONE;
}

static void
keep(struct reader *r, const struct html_node *top)
{
    for (const struct html_node *n = top; n; n = html_next(n, top))
        if (!mark_of(r, n)->is_hidden)
            mark_of(r, n)->drop = KEPT;
}

void
lede_find(struct reader *r)
{
    uint32_t at = r->content->id, from = at > BEFORE ? at - BEFORE : 0;

    if (r->headline && r->headline->id < at)
        from = mark_of(r, r->headline)->end + 1;
    if (r->headline && is_inside(r, r->headline, r->content))
        return;
    str content = mark_letters(r, str_sub(mark_text(r, r->content), 0, MOST * 8));

    for (uint32_t id = from; id < at; id++) {
        const struct html_node *node = r->nodes[id];

        if (!may_be_one(r, node))
            continue;
        str text = mark_text(r, node), letters = mark_letters(r, text);

        if (is_said(content, letters))
            continue;
        if (!r->points && r->headline && is_points(r, node))
            r->points = node;
        else if (!r->lede && is_standfirst(r, node, letters) && label_credit(text).len == 0 &&
                 !title_is_same(&r->scratch, text, r->title))
            r->lede = node;
    }
    keep(r, r->lede);
    keep(r, r->points);
}
