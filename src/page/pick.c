/*
 * Which element holds the article: of all, the one whose prose, less the lists of links and teasers in
 * it, is worth most. Every block of text has a value (prose its length, links theirs below nought); an
 * element's is the sum; so a wrapper that takes in a second column loses by that column's links, and
 * one paragraph of a longer text loses against the whole. What names and elements mark as something
 * else (comments, newsletters, navigation) is set aside first, unless it holds too much of the prose to
 * be that.
 */
#include "reader.h"

#include <stdlib.h>

/* ---- set aside by name ---- */

/*
 * A hint drops a node that holds at most so much of the page's prose, in percent: names lie, and the
 * wrapper of a whole page may be called "content-with-sidebar". The last column: passes after this one
 * trust the hint no longer.
 */
static const struct rule {
    uint32_t hint;
    enum drop why;
    unsigned most_percent, most_chars, last_pass;
} rules[] = {
    { HINT_COMMENT, DROP_COMMENT, 85, UINT32_MAX, 1 },
    { HINT_COOKIE, DROP_COOKIE, 40, 4000, 2 },
    { HINT_ADVERT, DROP_ADVERT, 20, 4000, 1 },
    { HINT_SHARE, DROP_SHARE, 15, 1500, 1 },
    { HINT_LETTER, DROP_LETTER, 20, 3000, 1 },
    { HINT_NAV, DROP_NAV, 20, UINT32_MAX, 1 },
    { HINT_RELATED, DROP_RELATED, 30, UINT32_MAX, 1 },
    { HINT_SIDE, DROP_SIDE, 30, UINT32_MAX, 1 },
    { HINT_WIDGET, DROP_SIDE, 20, UINT32_MAX, 1 },
    { HINT_WALL, DROP_LETTER, 15, 400, 1 },
    { HINT_BIO, DROP_META, 25, 1500, 1 },
    { HINT_META, DROP_META, 10, 300, 1 },
};

/* Elements that are never part of an article's text; a form may wrap a whole page. */
static enum drop
drop_of_element(const struct reader *r, const struct html_node *node)
{
    switch (node->tag) {
    case HTML_FORM: return mark_of(r, node)->prose * 3 > r->marks[0].prose ? KEPT : DROP_ELEMENT;
    case HTML_FIELDSET:
    case HTML_INPUT:
    case HTML_BUTTON:
    case HTML_SELECT:
    case HTML_TEXTAREA:
    case HTML_LABEL: return mark_of(r, node)->prose > 100 ? KEPT : DROP_ELEMENT;
    default: return KEPT;
    }
}

static bool
may_be_dropped(const struct html_node *node)
{
    return node->tag != HTML_TEXT && node->tag != HTML_DOCUMENT && node->tag != HTML_HTML &&
           node->tag != HTML_BODY && node->tag != HTML_MAIN;
}

/* "by <span class=author>" in the midst of a sentence is a part of it. */
static bool
is_in_sentence(const struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);
    const struct mark *block = &r->marks[m->block];

    return m->block != node->id && block->own_chars > m->chars + 40 && mark_is_prose(block);
}

/* Page builders call every paragraph a widget: one of text stays. */
static bool
is_text_widget(const struct rule *rule, const struct mark *m)
{
    return rule->hint == HINT_WIDGET && m->prose > 0 && link_share(m) < 0.2;
}

/* A list of other stories has links; a paragraph without any that is called "teaser" is a standfirst. */
static bool
is_standfirst(const struct rule *rule, const struct mark *m)
{
    if (m->prose == 0 || m->links > 0)
        return false;
    return rule->hint == HINT_RELATED ||
           (m->hints & HINT_LEAD && rule->hint & (HINT_META | HINT_SIDE));
}

static enum drop
drop_of_hints(const struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);
    uint64_t total = MAX(r->marks[0].prose, 1);

    if (r->has_told && m->told * 2 > m->chars)
        return KEPT;
    for (size_t i = 0; i < ARRAY_LEN(rules); i++)
        if (m->hints & rules[i].hint && r->pass <= rules[i].last_pass &&
            (uint64_t)m->prose * 100 <= total * rules[i].most_percent &&
            m->chars <= rules[i].most_chars && !is_in_sentence(r, node) &&
            !is_text_widget(&rules[i], m) && !is_standfirst(&rules[i], m))
            return rules[i].why;
    return KEPT;
}

/* A frame that plays a film or a recording becomes a link to it; all others are somebody else's. */
bool
pick_is_player(const struct html_node *node)
{
    static const char *const hosts[] = { "youtube.com/embed",  "youtube-nocookie.com/embed",
                                         "player.vimeo.com",   "dailymotion.com/embed",
                                         "rutube.ru/play",     "vk.com/video",
                                         "ok.ru/video",        "w.soundcloud.com",
                                         "open.spotify.com",   "player.twitch.tv",
                                         "tiktok.com/embed",   "facebook.com/plugins/video",
                                         "bandcamp.com/Embed", "embed.podcasts.apple.com",
                                         "megaphone.fm",       "player.simplecast.com",
                                         "embed.acast.com",    "player.bilibili.com",
                                         "embed.ted.com",      "archive.org/embed" };

    if (node->tag != HTML_IFRAME)
        return false;
    str src = html_attr(node, "src");

    if (src.len == 0 || str_starts(src, STR("about:")))
        src = html_attr(node, "data-src");
    for (size_t i = 0; i < ARRAY_LEN(hosts); i++)
        if (str_find(src, str_of(hosts[i])) != STR_NONE)
            return true;
    return false;
}

void
pick_drops(struct reader *r)
{
    for (uint32_t id = 0; id < r->tree.count; id++) {
        const struct html_node *node = r->nodes[id];
        struct mark *m = &r->marks[id];

        m->drop = node->parent ? mark_of(r, node->parent)->drop : KEPT;
        if (m->drop == KEPT && m->is_hidden && !pick_is_player(node))
            m->drop = DROP_HIDDEN;
        if (m->drop != KEPT || !may_be_dropped(node))
            continue;
        m->drop = (uint8_t)drop_of_element(r, node);
        if (m->drop == KEPT && m->hints)
            m->drop = (uint8_t)drop_of_hints(r, node);
    }
}

/* ---- teasers ---- */

enum { CARD_LEAST = 15, CARD_MOST = 500, CARDS_LEAST = 3, HEADLINE_LEAST = 25 };

/* "#p1427", "viewtopic.php?p=1427#p1427": one post of a thread, not another story. */
static bool
leads_to_post(const struct html_node *top)
{
    for (const struct html_node *n = top; n; n = html_next(n, top)) {
        if (n->tag != HTML_A || !html_has_attr(n, "href"))
            continue;
        str href = html_attr(n, "href");
        size_t sign = str_find_char(href, '#');

        return sign != STR_NONE && href.len > sign + 1 && char_is_digit(href.ptr[href.len - 1]);
    }
    return false;
}

/* A linked line of its own, and something under it. */
static bool
begins_with_link(const struct reader *r, const struct html_node *top)
{
    for (const struct html_node *n = html_next(top, top); n; n = html_next(n, top)) {
        const struct mark *m = mark_of(r, n);

        if (n->tag != HTML_TEXT || m->is_hidden || m->chars < 2)
            continue;
        const struct mark *block = &r->marks[m->block];

        return block->own_linked * 10 >= block->own_chars * 8 && block->own_chars >= HEADLINE_LEAST;
    }
    return false;
}

/* Small, and its headline is a link: the teaser of another story. */
static bool
is_card(const struct reader *r, const struct html_node *top)
{
    const struct mark *m = mark_of(r, top);

    if (top->tag == HTML_TEXT || m->links == 0 || m->links > 6 || m->chars < CARD_LEAST ||
        m->chars > CARD_MOST)
        return false;
    if (link_share(m) > 0.8 || begins_with_link(r, top))
        return true;
    for (const struct html_node *n = html_next(top, top); n; n = html_next(n, top))
        if ((is_heading(n) || (n->tag != HTML_TEXT && mark_of(r, n)->hints & HINT_TITLE)) &&
            (mark_of(r, n)->linked * 10 > mark_of(r, n)->chars * 8) && mark_of(r, n)->chars > 0)
            return !leads_to_post(n);
    return false;
}

static bool
holds_cards(const struct reader *r, const struct html_node *top)
{
    const struct mark *own = mark_of(r, top);
    size_t cards = 0, others = 0;

    /* Names linked within a sentence are no teasers. */
    if ((own->own_chars - own->own_linked) * 10 > own->chars * 4)
        return false;
    for (const struct html_node *n = top->first; n; n = n->next) {
        if (mark_of(r, n)->chars < CARD_LEAST)
            continue;
        if (is_card(r, n))
            cards++;
        else
            others++;
    }
    return cards >= CARDS_LEAST && cards > others * 2;
}

/*
 * Three and more of them beside one another, and little else. Asked of the same nodes again and again, and
 * always answered alike, since what is measured does not change.
 */
bool
pick_is_card_list(const struct reader *r, const struct html_node *top)
{
    struct mark *m = mark_of(r, top);

    if (m->cards == CARDS_UNKNOWN)
        m->cards = holds_cards(r, top) ? CARDS_YES : CARDS_NO;
    return m->cards == CARDS_YES;
}

/* ---- values ---- */

enum {
    FAR = 250,           /* weighed characters of something else between two pieces of one text */
    MOST_STEPS = 40,     /* inwards */
    STORY_LEAST = 400,   /* what a story is worth that stands over others */
    BEFORE_PERCENT = 60, /* what a text is worth that ends above the headline */
};

static int32_t
own_value(const struct reader *r, const struct mark *m, const struct html_node *node)
{
    int32_t own = (int32_t)MIN(m->own_chars, 1 << 24);
    int32_t linked = (int32_t)MIN(m->own_linked, 1 << 24);

    if (own == 0 || is_heading(node))
        return 0;
    if (r->has_told && m->is_told)
        return own;
    if (mark_is_prose(m) && r->has_told)
        return r->is_told_cut ? (own - linked) / 8 : -own / 4;
    if (mark_is_prose(m))
        return own - linked;
    return linked * 2 > own ? -linked - 10 : -MIN(own / 4, 10);
}

static void
sum_values(struct reader *r)
{
    for (uint32_t id = 0; id < r->tree.count; id++)
        r->marks[id].value = 0;
    for (uint32_t id = r->tree.count; id-- > 0;) {
        const struct html_node *node = r->nodes[id];
        struct mark *m = &r->marks[id];

        if (m->drop != KEPT || node->tag == HTML_TEXT)
            continue;
        m->value += own_value(r, m, node);
        if (m->value > 0 && !(r->has_told && m->told * 2 > m->chars) && pick_is_card_list(r, node))
            m->value = -(int32_t)MIN(m->chars, 1 << 24) / 2;
        if (node->parent)
            mark_of(r, node->parent)->value += m->value;
    }
}

/* What an element's name adds to its value, in percent. */
static int
bonus_of(const struct html_node *node, uint32_t hints)
{
    if (str_eq(html_attr(node, "itemprop"), STR("articleBody")))
        return 50;
    if (node->tag == HTML_BODY)
        return -10;
    if (hints & HINT_BODY)
        return 15;
    return hints & HINT_ARTICLE ? 12 : 0;
}

static const struct html_node *
find_best(const struct reader *r)
{
    const struct html_node *best = NULL;
    int64_t most = 0;

    for (uint32_t id = 0; id < r->tree.count; id++) {
        const struct html_node *node = r->nodes[id];
        const struct mark *m = &r->marks[id];

        if (m->drop != KEPT || node->tag == HTML_TEXT || !html_is_block(node) || m->value <= 0)
            continue;
        int64_t worth = (int64_t)m->value * (100 + bonus_of(node, m->hints));

        if (r->headline && m->end < r->headline->id)
            worth = worth * BEFORE_PERCENT / 100;

        if (worth >= most) { /* the inner one of equals */
            most = worth;
            best = node;
        }
    }
    return best;
}

/* Elements that stand for one piece of text, never for an article. */
static bool
is_piece(const struct html_node *node)
{
    switch (node->tag) {
    case HTML_P:
    case HTML_PRE:
    case HTML_BLOCKQUOTE:
    case HTML_UL:
    case HTML_OL:
    case HTML_LI:
    case HTML_DL:
    case HTML_FIGURE:
    case HTML_TR:
    case HTML_TBODY: return true;
    default: return is_heading(node);
    }
}

/*
 * The kept prose from one node on, forwards or backwards, that follows on the text without a gap: what
 * stands far off, behind menus and teasers, belongs to the site.
 */
static uint32_t
near_prose(const struct reader *r, int64_t from, int64_t to, int step)
{
    uint32_t near = 0, gap = 0;

    for (int64_t id = from; id != to && gap < FAR; id += step) {
        const struct mark *m = &r->marks[id];

        if (r->nodes[id]->tag != HTML_TEXT || m->is_hidden || m->chars == 0)
            continue;
        if (m->drop == KEPT && mark_is_prose(&r->marks[m->block])) {
            near += m->chars;
            gap = 0;
        } else if (m->drop != DROP_META && m->drop != DROP_SHARE) {
            gap +=
                m->chars; /* who wrote and when parts the posts of a thread, not the texts of a site */
        }
    }
    return near;
}

static const struct html_node *
best_inside(const struct reader *r, const struct html_node *top)
{
    const struct html_node *best = NULL;

    for (const struct html_node *n = html_next(top, top); n; n = html_next(n, top))
        if (n->tag != HTML_TEXT && !is_dropped(r, n) && html_is_block(n) && !is_piece(n) &&
            (!best || mark_of(r, n)->value >= mark_of(r, best)->value))
            best = n;
    return best;
}

/* Inwards, as long as what is left behind is little, or far from the rest. */
static const struct html_node *
tighten(const struct reader *r, const struct html_node *node)
{
    for (int i = 0; i < MOST_STEPS; i++) {
        const struct html_node *inner = best_inside(r, node);
        int64_t whole = mark_of(r, node)->value;

        if (!inner || mark_of(r, inner)->value * INT64_C(2) < whole)
            return node;
        if (mark_of(r, inner)->value * INT64_C(100) < whole * 94) {
            int64_t start = inner->id, end = mark_of(r, inner)->end;
            uint64_t near = near_prose(r, start - 1, node->id, -1) +
                            near_prose(r, end + 1, (int64_t)mark_of(r, node)->end + 1, 1);

            if (near * 100 > (uint64_t)whole * 6)
                return node;
        }
        node = inner;
    }
    return node;
}

/*
 * Pages that go on for ever set the next story under this one: an article of its own, with a headline of the
 * first order. The one that holds the page's headline is the story.
 */
static const struct html_node *
first_story(const struct reader *r, const struct html_node *top)
{
    const struct html_node *own = NULL;

    if (!r->headline || r->headline->tag != HTML_H1 || !is_inside(r, r->headline, top))
        return top;
    for (const struct html_node *up = r->headline->parent; up && up != top; up = up->parent)
        if (up->tag == HTML_ARTICLE)
            own = up;
    if (!own || mark_of(r, own)->value < STORY_LEAST)
        return top;
    for (uint32_t id = mark_of(r, own)->end + 1; id <= mark_of(r, top)->end; id++) {
        const struct html_node *n = r->nodes[id];

        if (n->tag == HTML_H1 && !is_dropped(r, n) && html_ancestor(n, HTML_ARTICLE))
            return own;
    }
    return top;
}

void
pick_content(struct reader *r)
{
    sum_values(r);
    const struct html_node *best = find_best(r);

    if (!best)
        return;
    best = first_story(r, tighten(r, best));
    r->content = tighten(r, best);
    r->picked_by = r->has_told ? "the text that the page tells machines" : "the most prose";
}
