/*
 * A page names its story three times: for machines (JSON-LD, Open Graph), in <title>, and in the
 * headline that readers see. The first two may carry the site's name; the last is the cleanest but
 * has to be told from the site's own <h1>. So: what machines are told wins, the name of the site is cut
 * off where something else on the page proves that it is one, and the visible headline is that proof.
 */
#include "title.h"

#include <courant/net.h>
#include <courant/text.h>

#include <string.h>

#define MOST_TITLE  600
#define END_LEAST   16 /* bytes, folded, of a headline without its kicker */
#define KICKER_MOST 40

static const char *const separators[] = { " | ", " - ", " – ", " — ",  " :: ", " » ", " « ", " · ",
                                          " • ", " / ", " @ ", " ｜ ", " ― ",  " < ", "｜" };

/* Letters and digits, folded: what is left when typography is taken away. */
static str
bare(struct arena *a, str s)
{
    str folded = text_fold(a, s), rest = folded;
    struct buf out = { .arena = a };

    while (rest.len > 0) {
        str from = rest;
        uint32_t rune = rune_take(&rest);
        bool is_sign = rune < 0x80
                           ? !char_is_alnum((char)rune)
                           : rune == 0xA0 || (rune >= 0x2000 && rune <= 0x206F) || rune == 0xAB ||
                                 rune == 0xBB || rune == 0xB7 || (rune >= 0x3000 && rune <= 0x3020);

        if (!is_sign)
            buf_add(&out, str_sub(from, 0, from.len - rest.len));
    }
    return buf_str(&out);
}

bool
title_is_same(struct arena *a, str x, str y)
{
    str bare_x = bare(a, x), bare_y = bare(a, y);

    return bare_x.len > 0 && str_eq(bare_x, bare_y);
}

/* "Traffic: Night train comes back" and "Railways Night train comes back": another kicker each. */
bool
title_ends_same(struct arena *a, str x, str y)
{
    size_t colon = str_find(y, STR(": "));
    str end = bare(a, colon == STR_NONE ? y : str_from(y, colon + 2)), whole = bare(a, x);

    return end.len >= END_LEAST && str_ends(whole, end) && whole.len - end.len < KICKER_MOST;
}

/* Is this piece of a title the site's name? Its host counts: "tengrinews.kz" is Tengrinews. */
static bool
is_site(struct reader *r, str piece, str site_name)
{
    struct arena *a = &r->scratch;
    str name = bare(a, piece), site = bare(a, site_name);
    str host = net_url_host(r->base), label;

    if (str_starts_nocase(host, STR("www.")))
        host = str_from(host, 4);
    str bare_host = bare(a, host);

    if (name.len < 2)
        return false;
    /* "Wikipedia" of en.wikipedia.org; the last label is a country or "com". */
    while (str_find_char(host, '.') != STR_NONE && str_take_field(&host, '.', &label))
        if (label.len >= 3 && str_eq(name, bare(a, label)))
            return true;
    if (site.len >= 2 &&
        (str_eq(name, site) ||
         (site.len >= 4 && name.len >= 4 && (str_starts(name, site) || str_starts(site, name)))))
        return true;
    return str_eq(name, bare_host) || (name.len >= 5 && str_starts(bare_host, name));
}

/* The first or last separator: where, and its length. */
static size_t
find_separator(str s, bool is_last, size_t *len)
{
    size_t best = STR_NONE;

    for (size_t i = 0; i < ARRAY_LEN(separators); i++) {
        str sep = str_of(separators[i]);

        for (size_t at = 0; at + sep.len < s.len; at++) {
            if (!str_starts(str_from(s, at), sep))
                continue;
            if (best == STR_NONE || (is_last ? at > best : at < best)) {
                best = at;
                *len = sep.len;
            }
            if (!is_last)
                break;
        }
    }
    return best;
}

static str
cut_site(struct reader *r, str title, str site_name)
{
    for (int round = 0; round < 4; round++) {
        size_t len = 0, at = find_separator(title, true, &len);

        if (at == STR_NONE)
            break;
        if (at > 0 && is_site(r, str_from(title, at + len), site_name)) {
            title = str_trim(str_sub(title, 0, at));
            continue;
        }
        at = find_separator(title, false, &len);
        if (!is_site(r, str_sub(title, 0, at), site_name))
            break;
        title = str_trim(str_from(title, at + len));
    }
    /* "The Vell diary: Ferry sails again" */
    size_t colon = str_find(title, STR(": "));

    if (colon != STR_NONE && site_name.len > 0 &&
        title_is_same(&r->scratch, str_sub(title, 0, colon), site_name))
        title = str_trim(str_from(title, colon + 2));
    return title;
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

/*
 * "Ferry sails again - Old Board", where nothing else on the page says what the site is called: a short
 * end behind a long front is its name.
 */
static str
cut_short_end(str title)
{
    size_t len = 0, at = find_separator(title, true, &len);
    str front = str_sub(title, 0, at), end = str_from(title, at == STR_NONE ? title.len : at + len);

    if (at == STR_NONE || count_words(front) < 4 || count_words(end) > 3)
        return title;
    return str_trim(front);
}

/* Is one the beginning or end of the other, cut at a separator or ending in an ellipsis? */
static bool
is_headline_of(struct reader *r, str headline, str title)
{
    str x = bare(&r->scratch, headline), y = bare(&r->scratch, title);

    if (x.len < 8 || y.len < x.len)
        return false;
    /* At the end stands the headline behind the site's name, or the site's name behind the headline. */
    return str_starts(y, x) || (str_ends(y, x) && x.len * 2 >= y.len);
}

/*
 * The h1 that says what the title says; so the site's own is passed over. One that the title begins with
 * is better than one that it ends with, which may be the site's.
 */
static str
find_headline(struct reader *r, str title)
{
    str found = { "", 0 };
    bool is_front = false;

    for (uint32_t id = 0; id < r->tree.count; id++) {
        const struct html_node *node = r->nodes[id];
        bool is_one =
            node->tag == HTML_H1 || (node->tag == HTML_H2 && mark_of(r, node)->hints & HINT_TITLE);

        if (!is_one || mark_of(r, node)->is_hidden || mark_of(r, node)->chars > MOST_TITLE)
            continue;
        str text = mark_text(r, node);

        if (!is_headline_of(r, text, title))
            continue;
        bool is_here_front = str_starts(bare(&r->scratch, title), bare(&r->scratch, text));

        if (is_here_front > is_front || (is_here_front == is_front && text.len > found.len)) {
            found = text;
            is_front = is_here_front;
        }
    }
    return found;
}

/* The only h1 of a page, where neither machine nor <title> says anything. */
static str
lone_headline(struct reader *r)
{
    str found = { "", 0 };

    for (uint32_t id = 0; id < r->tree.count; id++) {
        const struct html_node *node = r->nodes[id];

        if (node->tag != HTML_H1 || mark_of(r, node)->is_hidden || mark_of(r, node)->chars == 0)
            continue;
        str text = mark_text(r, node);

        if (text.len > 0 && text.len <= MOST_TITLE)
            found = found.len > 0 && count_words(found) >= count_words(text) ? found : text;
    }
    return found;
}

static str
page_title(struct reader *r)
{
    const struct html_node *head = html_find(r->tree.root, HTML_HEAD);
    const struct html_node *title = head ? html_find(head, HTML_TITLE) : NULL;

    if (!title)
        title = html_find(r->tree.root, HTML_TITLE);
    return title ? text_clean(r->arena, html_text(&r->scratch, title)) : (str){ "", 0 };
}

/* "A headline that was cut at a hund…" gives way to one that goes on. */
static str
prefer_whole(struct reader *r, str told, str whole)
{
    str cut = told;

    if (str_ends(cut, STR("…")))
        cut.len -= 3;
    else if (str_ends(cut, STR("...")))
        cut.len -= 3;
    else
        return told;
    str x = bare(&r->scratch, cut), y = bare(&r->scratch, whole);

    return y.len > x.len && str_starts(y, x) ? whole : told;
}

/* Three words, or as much in a script that does not part them. */
static bool
is_long_enough(str headline)
{
    uint32_t stops = 0;

    return count_words(headline) >= 2 ||
           ((unsigned char)headline.ptr[0] >= 0xE0 && mark_weigh(headline, &stops) >= 12);
}

str
title_find(struct reader *r, const struct meta *meta, str site_name)
{
    str told = meta_fact(r, meta, FACT_TITLE), in_head = page_title(r);
    str title = told.len > 0 ? told : in_head;

    /* What the feed called it is the headline's own words where the page says them too. */
    if (r->options->known_title.len > 0 && find_headline(r, r->options->known_title).len > 0)
        title = r->options->known_title;
    if (title.len == 0)
        title = lone_headline(r);
    if (title.len == 0)
        return text_clean(r->arena, r->options->known_title);
    str headline = find_headline(r, title), named = meta_fact(r, meta, FACT_NAME);

    /* Encyclopedias give a description as headline, and the headline as name. */
    if (headline.len == 0 && named.len > 0 && find_headline(r, named).len > 0)
        headline = title = named;

    title = prefer_whole(r, title, headline.len > 0 ? headline : in_head);
    title = cut_site(r, title, site_name);
    /* A title that ends or begins with the headline says something else besides: the site's name. */
    if (headline.len > 0 && headline.len < title.len && is_headline_of(r, headline, title) &&
        is_long_enough(headline))
        title = headline;
    else if (told.len == 0 && headline.len == 0)
        title = cut_short_end(title);
    return text_clean(r->arena, title);
}

const struct html_node *
title_place(struct reader *r)
{
    const struct html_node *found = NULL;

    for (uint32_t id = 0; r->title.len > 0 && id < r->tree.count; id++) {
        const struct html_node *node = r->nodes[id];
        const struct mark *m = &r->marks[id];
        bool is_first = node->tag == HTML_H1;

        if ((!is_first && (found || node->tag != HTML_H2) &&
             (found || node->tag == HTML_TEXT || !(m->hints & HINT_TITLE))) ||
            m->is_hidden || m->chars == 0 || m->chars > MOST_TITLE || (!is_first && m->links > 0) ||
            !title_is_same(&r->scratch, mark_text(r, node), r->title))
            continue;
        found = node;
        if (is_first)
            break;
    }
    return found;
}
