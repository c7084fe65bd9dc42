#include "reader.h"

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

static bool
is_link_list(const struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    if (!is_list_like(node->tag) || m->links == 0 || m->prose > 0)
        return false;
    return m->links >= 2 && link_share(m) > 0.6;
}

void
clean_content(struct reader *r)
{
    const struct html_node *top = r->content;
    const struct html_node *n = html_next(top, top);

    while (n) {
        if (!is_dropped(r, n) && n->tag != HTML_TEXT && is_link_list(r, n))
            clean_drop(r, n, DROP_LINKS);
        n = is_dropped(r, n) ? html_next_over(n, top) : html_next(n, top);
    }
}
