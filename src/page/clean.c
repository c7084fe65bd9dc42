#include "date.h"
#include "label.h"
#include "reader.h"
#include "title.h"

#include <courant/net.h>

const char *const clean_words[DROP_COUNT] = {
    [KEPT] = "kept",
    [DROP_OUTSIDE] = "outside the article",
    [DROP_HIDDEN] = "hidden",
    [DROP_ELEMENT] = "form or button",
    [DROP_COMMENT] = "readers' comments",
    [DROP_RELATED] = "related stories",
    [DROP_SHARE] = "share buttons",
    [DROP_ADVERT] = "advertisement",
    [DROP_NAV] = "navigation",
    [DROP_LETTER] = "newsletter or sign-in box",
    [DROP_COOKIE] = "cookie notice",
    [DROP_SIDE] = "beside the article",
    [DROP_META] = "byline, date or tags",
    [DROP_TITLE] = "the headline again",
    [DROP_LINKS] = "list of links",
    [DROP_CARDS] = "teasers of other stories",
    [DROP_NOISE] = "label without text",
    [DROP_TWICE] = "said before",
    [DROP_USER] = "removed by the user's selector",
    [DROP_CAPTION] = "the lead picture, given apart",
};

void
clean_drop(struct reader *r, const struct html_node *top, enum drop why)
{
    for (const struct html_node *n = top; n; n = html_next(n, top))
        if (mark_of(r, n)->drop == KEPT)
            mark_of(r, n)->drop = (uint8_t)why;
}

enum { MOST_LINES = 16 };

/* ---- small helpers ---- */

static bool
is_heading(const struct html_node *node)
{
    return node->tag >= HTML_H1 && node->tag <= HTML_H6;
}

static str
text_of(struct reader *r, const struct html_node *node)
{
    return mark_text(r, node);
}

/* "example.kz" of "www.en.example.kz": near enough to tell one's own pages from others'. */
static str
site_of(str url)
{
    str host = net_url_host(url);
    size_t dot = str_find_last(host, '.');
    size_t before = dot == STR_NONE ? STR_NONE : str_find_last(str_sub(host, 0, dot), '.');

    return before == STR_NONE ? host : str_from(host, before + 1);
}

static bool
leads_elsewhere(struct reader *r, const struct html_node *link)
{
    str url = net_url_resolve(&r->scratch, r->base, str_trim(html_attr(link, "href")));

    return net_url_is_web(url) && !str_eq_nocase(site_of(url), site_of(r->base));
}

/* Do most of the links go to other sites? Then they are sources, not the publisher's other stories. */
static bool
is_foreign(struct reader *r, const struct html_node *top)
{
    size_t foreign = 0, links = 0;

    for (const struct html_node *n = html_next(top, top); n; n = html_next(n, top))
        if (n->tag == HTML_A && mark_of(r, n)->links) {
            links++;
            foreign += leads_elsewhere(r, n);
        }
    return foreign * 2 > links;
}

/* ---- rules: each looks at one kept element and tells why it should go ---- */

static bool
is_list_like(enum html_tag tag)
{
    switch (tag) {
    case HTML_UL:
    case HTML_OL:
    case HTML_DIV:
    case HTML_SECTION:
    case HTML_TABLE:
    case HTML_DL:
    case HTML_P: return true;
    default: return false;
    }
}

/* Most pieces of it are links and nothing else. */
static bool
has_link_pieces(const struct reader *r, const struct html_node *node)
{
    size_t pieces = 0, linked = 0;

    for (const struct html_node *n = node->first; n; n = n->next)
        if (mark_of(r, n)->chars > 1) {
            pieces++;
            linked += link_share(mark_of(r, n)) > 0.6;
        }
    return linked * 10 >= pieces * 7;
}

static bool
is_link_list(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    if (!is_list_like(node->tag) || m->links < 2 || m->prose > 0 || link_share(m) < 0.6)
        return false;
    return has_link_pieces(r, node) && !is_foreign(r, node);
}

static bool
is_teasers(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    return m->links >= 3 && m->chars * 10 < mark_of(r, r->content)->chars * 4 &&
           pick_is_card_list(r, node) && !is_foreign(r, node);
}

static bool
is_headline(struct reader *r, const struct html_node *node)
{
    if (!is_heading(node) && !(mark_of(r, node)->hints & HINT_TITLE))
        return false;
    return r->title.len > 0 && mark_of(r, node)->chars < 400 &&
           title_is_same(&r->scratch, text_of(r, node), r->title);
}

/* "Read also: Ferry service resumes", with little but a link behind the label. */
static bool
is_read_also(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    if (m->block != node->id || m->chars >= 400 || m->links == 0 || link_share(m) <= 0.3)
        return false;
    /* "Similar boats sail elsewhere": a sentence, unless a colon parts the label from the link. */
    str text = text_of(r, node), front = str_sub(text, 0, 60);
    bool is_parted =
        str_find_char(front, ':') != STR_NONE || str_find(front, STR("：")) != STR_NONE;

    return (is_parted || link_share(m) > 0.5) && label_find(&r->scratch, text) == LABEL_RELATED;
}

/* "Advertisement" alone; "Subscribe to our channel" with a link. */
static enum drop
drop_of_label(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    if (m->block != node->id || m->chars > 300 || (m->links == 0 && m->chars >= 40))
        return KEPT;
    enum label label = label_find(&r->scratch, text_of(r, node));

    if (label == LABEL_ADVERT && m->chars < 40)
        return DROP_ADVERT;
    /* "Share prices fell" begins like "Share this", but is not half a link. */
    return label == LABEL_OTHER && link_share(m) > 0.25 && !is_heading(node) ? DROP_LETTER : KEPT;
}

static enum drop
judge(struct reader *r, const struct html_node *node)
{
    if (is_headline(r, node))
        return DROP_TITLE;
    if (mark_of(r, node)->links > 0 && is_link_list(r, node))
        return DROP_LINKS;
    if (mark_of(r, node)->links > 2 && is_teasers(r, node))
        return DROP_CARDS;
    if (html_is_block(node) && mark_of(r, node)->own_chars > 0) {
        if (is_read_also(r, node))
            return DROP_RELATED;
        return drop_of_label(r, node);
    }
    return KEPT;
}

/* ---- a heading and the list of links under it ---- */

static const struct html_node *
next_with_text(const struct reader *r, const struct html_node *node, const struct html_node *top)
{
    do
        node = html_next_over(node, top);
    while (node && mark_of(r, node)->chars == 0);
    return node;
}

/* "Related stories", then links or teasers up to the next text: all of it goes. */
static void
drop_labelled(struct reader *r, const struct html_node *label)
{
    const struct html_node *n = next_with_text(r, label, r->content);
    bool has_dropped = false;

    while (n) {
        const struct mark *m = mark_of(r, n);

        if (m->drop == KEPT && (link_share(m) < 0.4 || mark_of(r, n)->prose > 600))
            break;
        has_dropped |= m->drop == KEPT || m->drop == DROP_RELATED || m->drop == DROP_LINKS ||
                       m->drop == DROP_CARDS;
        clean_drop(r, n, DROP_RELATED);
        n = next_with_text(r, n, r->content);
    }
    if (has_dropped)
        clean_drop(r, label, DROP_RELATED);
}

static bool
is_list_label(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    if (m->block != node->id || m->chars == 0 || m->chars > 80 || mark_is_prose(m))
        return false;
    enum label label = label_find(&r->scratch, text_of(r, node));

    return label == LABEL_RELATED || label == LABEL_POPULAR || label == LABEL_ADVERT;
}

/* ---- front and end ---- */

/* "By then it was too late." is no byline. */
static bool
ends_sentence(str text)
{
    static const char *const marks[] = { ".", "!", "?", "…", "”", "\"", "»", "。", "।", "؟", ":" };

    if (str_ends(text, STR("a.m.")) || str_ends(text, STR("p.m.")))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        if (str_ends(text, str_of(marks[i])))
            return true;
    return false;
}

/* "24.09.2025 14:10", "By Jane Doe", "3 min read" before the first line of text. */
static bool
is_front_matter(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);
    str text = m->chars > 0 && m->chars < 70 ? text_of(r, node) : (str){ "", 0 };
    int64_t at;

    if (text.len == 0 || ends_sentence(text))
        return false;
    if (m->chars < 45 && page_date_read(text, &at))
        return true;
    return label_author(text).len < text.len ||
           str_find_nocase(text, STR("min read")) != STR_NONE ||
           str_find_nocase(text, STR("minute read")) != STR_NONE;
}

static void
clean_front(struct reader *r)
{
    const struct html_node *top = r->content;

    for (const struct html_node *n = html_next(top, top); n; n = html_next(n, top)) {
        const struct mark *m = mark_of(r, n);

        if (n->tag == HTML_TEXT || m->drop != KEPT || m->block != n->id || m->own_chars == 0)
            continue;
        if (m->own_chars > 80)
            return;
        if (m->own_chars == m->chars && is_front_matter(r, n))
            clean_drop(r, n, DROP_META);
    }
}

/* A headline that is a link, as a line of its own. */
static bool
is_linked_line(struct reader *r, const struct html_node *block)
{
    const struct mark *m = mark_of(r, block);

    return m->own_chars == m->chars && m->links == 1 && link_share(m) > 0.8 && m->chars >= 15 &&
           !is_foreign(r, block) && block != r->content;
}

/*
 * From the end backwards: headings with nothing under them, and two or more linked headlines, which are
 * the publisher's other stories.
 */
static void
clean_end(struct reader *r)
{
    const struct html_node *lines[MOST_LINES];
    size_t count = 0;

    for (uint32_t id = mark_of(r, r->content)->end; id > r->content->id; id--) {
        const struct html_node *n = r->nodes[id];

        if (n->tag != HTML_TEXT || r->marks[id].drop != KEPT || str_trim(n->text).len == 0)
            continue;
        const struct html_node *block = r->nodes[r->marks[id].block];

        if (count > 0 && lines[count - 1] == block)
            continue;
        if (is_heading(block) && !(count > 0 && is_linked_line(r, block)))
            clean_drop(r, block, DROP_NOISE);
        else if (count < MOST_LINES && is_linked_line(r, block))
            lines[count++] = block;
        else
            break;
    }
    for (size_t i = 0; count > 1 && i < count; i++)
        clean_drop(r, lines[i], DROP_LINKS);
}

void
clean_content(struct reader *r)
{
    const struct html_node *top = r->content;
    const struct html_node *n = html_next(top, top);

    while (n) {
        if (!is_dropped(r, n) && n->tag != HTML_TEXT && mark_of(r, n)->chars > 0) {
            enum drop why = judge(r, n);

            if (why != KEPT)
                clean_drop(r, n, why);
            else if (html_is_block(n) && is_list_label(r, n))
                drop_labelled(r, n);
        }
        n = is_dropped(r, n) ? html_next_over(n, top) : html_next(n, top);
    }
    clean_front(r);
    clean_end(r);
}
