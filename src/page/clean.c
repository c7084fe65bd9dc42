#include "clean.h"

#include "label.h"
#include "line.h"
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
    [DROP_CALL] = "asks readers to do something",
    [DROP_UNTOLD] = "behind the end that the page tells machines",
};

void
clean_drop(struct reader *r, const struct html_node *top, enum drop why)
{
    for (const struct html_node *n = top; n; n = html_next(n, top))
        if (mark_of(r, n)->drop == KEPT)
            mark_of(r, n)->drop = (uint8_t)why;
}

enum {
    NOISE_MOST = 60, /* weighed characters of a line that may be noise */
    JUMP_LEAST = 8,
    CALL_MOST = 300,
    FOLLOW_MOST = 250,
    CONSENT_MOST = 600,
    LONG_TEXT = 400,
    BRIEF_TEXT = 200,
};

/* ---- small helpers ---- */

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

bool
clean_is_foreign(struct reader *r, const struct html_node *top)
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
is_lone_bullet(const struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    return node->tag == HTML_UL && m->links == 1 && link_share(m) > 0.95 && m->chars >= 25 &&
           mark_of(r, r->content)->prose > BRIEF_TEXT;
}

static bool
is_link_list(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    if (!is_list_like(node->tag) || m->prose > 0 || link_share(m) < 0.6 ||
        (m->links < 2 && !is_lone_bullet(r, node)))
        return false;
    return has_link_pieces(r, node) && !clean_is_foreign(r, node);
}

static bool
is_teasers(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    return m->links >= 3 && m->chars * 10 < mark_of(r, r->content)->chars * 4 &&
           pick_is_card_list(r, node) && !clean_is_foreign(r, node);
}

static bool
is_headline(struct reader *r, const struct html_node *node)
{
    if (!is_heading(node) && !(mark_of(r, node)->hints & HINT_TITLE))
        return false;
    if (r->title.len == 0 || mark_of(r, node)->chars >= 400)
        return false;
    str text = text_of(r, node);

    return title_is_same(&r->scratch, text, r->title) ||
           (mark_of(r, node)->prose == 0 && title_ends_same(&r->scratch, text, r->title));
}

/* Is it made for an address to write to? */
static bool
has_letter_form(const struct html_node *top)
{
    for (const struct html_node *n = html_next(top, top); n; n = html_next(n, top))
        if (n->tag == HTML_INPUT && str_eq_nocase(html_attr(n, "type"), STR("email")))
            return true;
    return false;
}

static str
first_line(struct reader *r, const struct html_node *box)
{
    for (const struct html_node *n = html_next(box, box); n; n = html_next(n, box))
        if (mark_of(r, n)->block == n->id && mark_of(r, n)->own_chars > 0)
            return text_of(r, n);
    return (str){ "", 0 };
}

/* "Get the best of us in your inbox" over a form; "Sign up to …" with what one gets under it. */
static bool
is_letter_box(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    switch (node->tag) {
    case HTML_DIV:
    case HTML_ASIDE:
    case HTML_SECTION:
    case HTML_FIGURE: break;
    default: return false;
    }
    if (m->chars > LONG_TEXT || m->chars * 3 > mark_of(r, r->content)->chars || m->is_told)
        return false;
    if (has_letter_form(node))
        return true;
    /* one line alone is judged as a line */
    return m->own_chars == 0 && line_is_sign_up(&r->scratch, first_line(r, node));
}

/* Where a link leads that is made for the reader's next step, never a source. */
static bool
is_way_to_follow(str url)
{
    static const char *const places[] = {
        "//play.google.com/store/apps",  "//apps.apple.com/",
        "//itunes.apple.com/",           "//appgallery.huawei.com/",
        "//whatsapp.com/channel",        "//www.whatsapp.com/channel",
        "//chat.whatsapp.com/",          "//news.google.com/publications",
        "//news.google.com/s/",          "//invite.viber.com/",
        "google.com/preferences/source", "/newsletter",
        "//appgallery.cloud.huawei.com/"
    };

    for (size_t i = 0; i < ARRAY_LEN(places); i++)
        if (str_find_nocase(url, str_of(places[i])) != STR_NONE)
            return true;
    return false;
}

/*
 * A short box or line whose links all lead to the house's own application, channel or newsletter, in
 * whatever language it asks.
 */
static bool
is_follow_box(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);
    size_t links = 0;

    if (node->tag == HTML_TEXT || !html_is_block(node) || m->links == 0 || m->chars > FOLLOW_MOST ||
        m->is_told || node->tag == HTML_LI || node->tag == HTML_TD ||
        mark_of(r, r->content)->prose < MAX((uint32_t)BRIEF_TEXT, m->chars * 2))
        return false;
    for (const struct html_node *n = html_next(node, node); n; n = html_next(n, node)) {
        if (n->tag != HTML_A || !html_has_attr(n, "href") || mark_of(r, n)->chars == 0)
            continue;
        if (!is_way_to_follow(html_attr(n, "href")))
            return false;
        links++;
    }
    return links > 0;
}

/* "We need your consent to load this video", and what is explained under it. */
static bool
is_consent_box(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    if (!html_is_block(node) || m->chars == 0 || m->chars > CONSENT_MOST || m->is_told ||
        is_heading(node) || m->chars * 2 > mark_of(r, r->content)->chars)
        return false;
    return line_is_consent(&r->scratch, m->own_chars > 0 ? text_of(r, node) : first_line(r, node));
}

/* A figure without a picture, and little but a link in it: a card of another story. */
static bool
is_link_card(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    if (node->tag != HTML_FIGURE || m->links == 0 || m->prose > 0 || link_share(m) < 0.5)
        return false;
    for (const struct html_node *n = html_next(node, node); n; n = html_next(n, node))
        if (n->tag == HTML_IMG || n->tag == HTML_VIDEO || n->tag == HTML_FIGCAPTION)
            return false;
    return !clean_is_foreign(r, node);
}

/* "Read also: Ferry service resumes", with little but a link behind the label. */
static bool
is_read_also(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    if (m->block != node->id || m->chars >= 400 || m->linked == 0 || link_share(m) <= 0.3)
        return false;
    /* "Similar boats sail elsewhere": a sentence, unless a colon parts the label from the link. */
    str text = text_of(r, node), front = str_sub(text, 0, 60);
    bool is_parted =
        str_find_char(front, ':') != STR_NONE || str_find(front, STR("：")) != STR_NONE;

    return (is_parted || link_share(m) > 0.5) && label_find(&r->scratch, text) == LABEL_RELATED;
}

static bool
is_in_list(const struct html_node *node)
{
    for (const struct html_node *up = node->parent; up && up->tag != HTML_BODY; up = up->parent)
        switch (up->tag) {
        case HTML_LI:
        case HTML_DD:
        case HTML_TD:
        case HTML_FIGURE:
        case HTML_BLOCKQUOTE: return true;
        default: break;
        }
    return false;
}

/* The one bullet of a list, and mostly a link: "Join our channel". */
static bool
is_lone_item(const struct reader *r, const struct html_node *node)
{
    const struct html_node *list = node->parent;

    return node->tag == HTML_LI && list && link_share(mark_of(r, node)) > 0.7 &&
           mark_of(r, list)->chars == mark_of(r, node)->chars;
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

/* "Share", "Advertisement", "Hide caption"; "Follow us on …" with a link in it. */
static enum drop
drop_of_line(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    if (m->block != node->id || m->own_chars != m->chars || m->chars > CALL_MOST || m->is_told)
        return KEPT;
    if (m->chars <= NOISE_MOST && line_is_noise(&r->scratch, text_of(r, node)))
        return DROP_NOISE;
    bool is_call = m->links > 0 && m->linked * 10 > m->chars &&
                   (!is_in_list(node) || is_lone_item(r, node)) &&
                   line_is_call(&r->scratch, text_of(r, node), link_share(m) > 0.3);

    return is_call ? DROP_CALL : KEPT;
}

/* "Jump to recipe": a line that leads to another place of this page. Headings are linked to themselves. */
static bool
is_jump(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    if (m->links != 1 || m->chars < JUMP_LEAST || m->chars > NOISE_MOST || link_share(m) < 0.9 ||
        is_heading(node) || html_ancestor(node, HTML_LI) || node->tag == HTML_LI)
        return false;
    for (const struct html_node *n = node; n; n = html_next(n, node))
        if (n->tag == HTML_A && html_has_attr(n, "href"))
            return str_starts(str_trim(html_attr(n, "href")), STR("#")) &&
                   html_attr(n, "href").len > 1;
    return false;
}

/* A paragraph that is nothing but the linked headline of another story, between those of this one. */
static bool
is_lone_link(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    return (node->tag == HTML_P || node->tag == HTML_DIV) && m->links == 1 &&
           m->own_chars == m->chars && link_share(m) > 0.9 && m->chars >= 30 && m->chars < 250 &&
           !is_in_list(node) && mark_of(r, r->content)->prose > LONG_TEXT && !m->is_told &&
           !clean_is_foreign(r, node);
}

static enum drop
judge(struct reader *r, const struct html_node *node)
{
    if (is_headline(r, node))
        return DROP_TITLE;
    if (is_letter_box(r, node))
        return DROP_LETTER;
    if (is_consent_box(r, node))
        return DROP_COOKIE;
    if (is_follow_box(r, node))
        return DROP_CALL;
    if (is_link_card(r, node))
        return DROP_RELATED;
    if (mark_of(r, node)->links > 0 && is_link_list(r, node))
        return DROP_LINKS;
    if (mark_of(r, node)->links > 2 && is_teasers(r, node))
        return DROP_CARDS;
    if (html_is_block(node) && mark_of(r, node)->own_chars > 0) {
        if (is_read_also(r, node))
            return DROP_RELATED;
        if (is_lone_link(r, node))
            return DROP_RELATED;
        if (is_jump(r, node))
            return DROP_NAV;
        enum drop why = drop_of_label(r, node);

        return why == KEPT ? drop_of_line(r, node) : why;
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
    clean_repeats(r);
    clean_untold(r);
    clean_front(r);
    clean_end(r);
}
