#include "byline.h"

#include "date.h"
#include "label.h"

#include <courant/text.h>

enum {
    NAME_MOST = 120, /* weighed characters of a byline */
    FRONT = 200,     /* nodes before the text in which date and author stand */
    AFTER = 60,
    LINE_MOST = 80, /* of a line that names the author */
    DATE_MOST = 60, /* weighed characters of a line that is a date */
};

/* Where to look: from a while before the text to a little into it. */
static void
range_of(const struct reader *r, uint32_t *from, uint32_t *to)
{
    uint32_t at = r->content ? r->content->id : 0;

    *from = at > FRONT ? at - FRONT : 0;
    *to = MIN(at + AFTER, r->tree.count);
}

static bool
is_author(const struct html_node *node, const struct mark *m)
{
    return m->hints & HINT_BYLINE || html_has_word(node, "rel", "author");
}

/* What systems write where nobody did: an account, not a person. */
static bool
is_account(str name)
{
    static const char *const accounts[] = { "admin",  "administrator", "root",     "webmaster",
                                            "editor", "superuser",     "system",   "user",
                                            "author", "wordpress",     "anonymous" };

    for (size_t i = 0; i < ARRAY_LEN(accounts); i++)
        if (str_eq_nocase(name, str_of(accounts[i])))
            return true;
    return false;
}

/* "Jane Doe -", before a date that is an element of its own; "Jane Doe Author", with what she is under it. */
static str
without_dashes(str name)
{
    static const char *const ends[] = { " ",      "-",          "–",       "—",
                                        "|",      "·",          "•",       ",",
                                        " Автор", " Журналист", " Author", " Reporter",
                                        " Autor", " Autorin",   " 기자",   " 특파원" };

    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        if (str_ends(name, str_of(ends[i]))) {
            name = str_sub(name, 0, name.len - str_of(ends[i]).len);
            i = (size_t)-1; /* and once more from the first */
        }
    return name;
}

static bool
has_digit(str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (char_is_digit(text.ptr[i]))
            return true;
    return false;
}

/* The elements named after an author within a byline that also holds a date or a count. */
static str
parts_in(struct reader *r, const struct html_node *node)
{
    struct buf names = { .arena = &r->scratch };
    const struct html_node *n = html_next(node, node);

    while (n) {
        bool is_part = n->tag != HTML_TEXT && is_author(n, mark_of(r, n)) &&
                       mark_of(r, n)->chars > 2 && !has_digit(mark_text(r, n));
        str name = is_part ? label_author(mark_text(r, n)) : (str){ 0 };

        if (name.len > 0)
            buf_printf(&names, "%s%.*s", names.len > 0 ? ", " : "", STR_ARG(name));
        n = is_part ? html_next_over(n, node) : html_next(n, node);
    }
    return buf_str(&names);
}

static bool
is_name(const struct html_node *node)
{
    return node->tag != HTML_TEXT &&
           (html_has_word(node, "rel", "author") || html_has_word(node, "itemprop", "name") ||
            str_ends(html_attr(node, "class"), STR("-name")) ||
            str_ends(html_attr(node, "class"), STR("_name")));
}

/* A linked name inside a byline is the name; else all of the line, without "By". */
static str
name_in(struct reader *r, const struct html_node *node)
{
    str text = without_dashes(label_author(mark_text(r, node)));

    for (const struct html_node *n = html_next(node, node); n; n = html_next(n, node))
        if (is_name(n) && mark_of(r, n)->chars > 2)
            return without_dashes(label_author(mark_text(r, n)));
    str parts = has_digit(text) ? parts_in(r, node) : (str){ 0 };

    return parts.len > 0 ? parts : text;
}

static str
byline_between(struct reader *r, uint32_t from, uint32_t to)
{
    for (uint32_t id = from; id < to; id++) {
        const struct html_node *node = r->nodes[id];
        const struct mark *m = &r->marks[id];
        int64_t at;

        if (node->tag == HTML_TEXT || m->is_hidden || m->chars < 3 || m->chars > NAME_MOST ||
            !is_author(node, m))
            continue;
        str name = name_in(r, node);

        if (name.len > 0 && !is_account(name) && !page_date_read(name, &at))
            return name;
    }
    return (str){ "", 0 };
}

/* Does each word begin like a name's: "Karl Maier und Ida Roth", not "by the river"? */
static bool
is_names(str text)
{
    size_t words = 0, small = 0;
    str word;

    while (str_take_field(&text, ' ', &word)) {
        words += word.len > 0;
        small += word.len > 0 && word.ptr[0] >= 'a' && word.ptr[0] <= 'z';
    }
    return words >= 2 && words <= 12 && small * 2 < words;
}

/* "By" and names, and no more than these; empty: it is not so. */
static str
names_in(str text)
{
    str name = without_dashes(label_author(text));

    if (name.len == text.len || has_digit(name) || str_ends(name, STR(".")) || !is_names(name))
        return (str){ "", 0 };
    return name;
}

/* Of "By <a>Jane Doe</a> 24 October", or of "<span>By Jane Doe</span> <span>24 October</span>". */
static str
names_before_date(struct reader *r, const struct html_node *block)
{
    str all = label_author(mark_text(r, block));

    for (const struct html_node *n = html_next(block, block); n; n = html_next(n, block)) {
        if (n->tag == HTML_TEXT || mark_of(r, n)->chars < 3)
            continue;
        str text = mark_text(r, n);

        if (n->tag == HTML_A && str_starts(all, text) && !has_digit(text) && is_names(text))
            return text;
        if (names_in(text).len > 0)
            return names_in(text);
    }
    return (str){ "", 0 };
}

/* "Von Karl Maier und Ida Roth" under the headline, in an element without a name that tells. */
static str
line_with_author(struct reader *r, uint32_t from, uint32_t to)
{
    from = r->headline ? mark_of(r, r->headline)->end + 1 : from;
    for (uint32_t id = from; id < to; id++) {
        const struct mark *m = &r->marks[id];

        if (m->block != id || m->is_hidden || m->own_chars != m->chars || m->chars < 6 ||
            m->chars > LINE_MOST)
            continue;
        str text = mark_text(r, r->nodes[id]), name = names_in(text);

        if (name.len == 0 && has_digit(text) && label_author(text).len < text.len)
            name = names_before_date(r, r->nodes[id]);
        if (name.len > 0)
            return name;
    }
    return (str){ "", 0 };
}

static str
byline_on_page(struct reader *r)
{
    uint32_t from, to;

    range_of(r, &from, &to);
    str name = byline_between(r, from, to);

    return name.len > 0 ? name : line_with_author(r, from, to);
}

str
byline_near_headline(struct reader *r)
{
    uint32_t at = r->headline ? r->headline->id : 0;
    uint32_t to = at > 0 ? MIN(at + FRONT, r->tree.count) : 0;
    str name = byline_between(r, at, to);

    return name.len > 0 || to == 0 ? name : line_with_author(r, at, to);
}

/* An element that is made for a time beats one that is named after it. */
static bool
time_on_page(struct reader *r, uint32_t from, uint32_t to, int64_t *out_at)
{
    for (uint32_t id = from; id < to; id++)
        if (r->nodes[id]->tag == HTML_TIME && !r->marks[id].is_hidden &&
            page_date_read(html_attr(r->nodes[id], "datetime"), out_at))
            return true;
    return false;
}

/* A short line between the headline and the first sentences; at last even one for screen readers only. */
static bool
line_with_date(struct reader *r, uint32_t to, bool is_hidden_too, int64_t *out_at)
{
    uint32_t from = r->headline ? mark_of(r, r->headline)->end + 1 : to;

    for (uint32_t id = from; id < to; id++) {
        const struct html_node *node = r->nodes[id];
        const struct mark *m = &r->marks[id];

        if (node->tag != HTML_TEXT || m->is_linked || (m->is_hidden && !is_hidden_too))
            continue;
        str text = str_trim(node->text);

        if (text.len > 7 && (m->is_hidden ? text.len : m->chars) < DATE_MOST &&
            page_date_read(text, out_at))
            return true;
    }
    return false;
}

/* "<em>2026</em><em>10</em>/<em>24</em>": the style sheet parts what no blank does. */
static str
pieces_of(struct reader *r, const struct html_node *top)
{
    struct buf out = { .arena = &r->scratch };

    for (const struct html_node *n = html_next(top, top); n; n = html_next(n, top))
        if (n->tag == HTML_TEXT && !mark_of(r, n)->is_hidden)
            buf_printf(&out, "%.*s ", STR_ARG(n->text));
    return buf_str(&out);
}

static bool
date_on_page(struct reader *r, int64_t *out_at)
{
    uint32_t from, to;

    range_of(r, &from, &to);
    if (time_on_page(r, from, to, out_at))
        return true;
    for (uint32_t id = from; id < to; id++) {
        const struct html_node *node = r->nodes[id];
        const struct mark *m = &r->marks[id];

        if (node->tag == HTML_TEXT || m->is_hidden || !(m->hints & HINT_DATE))
            continue;
        if (page_date_read(html_attr(node, "datetime"), out_at) ||
            page_date_read(html_attr(node, "content"), out_at) ||
            (m->chars > 0 && m->chars < NAME_MOST &&
             (page_date_read(mark_text(r, node), out_at) ||
              page_date_read(pieces_of(r, node), out_at))))
            return true;
    }
    return line_with_date(r, to, false, out_at) || line_with_date(r, to, true, out_at);
}

str
byline_told(struct reader *r, const struct meta *meta)
{
    str name = label_author(meta_fact(r, meta, FACT_BYLINE));

    return is_account(name) ? (str){ "", 0 } : name;
}

void
byline_find(struct reader *r, const struct meta *meta, struct page_article *out)
{
    out->byline = text_clean(r->arena, byline_told(r, meta));
    if (out->byline.len == 0)
        out->byline = text_clean(r->arena, byline_on_page(r));
    if (!page_date_read(meta_fact(r, meta, FACT_PUBLISHED), &out->published_at))
        date_on_page(r, &out->published_at);
    page_date_read(meta_fact(r, meta, FACT_MODIFIED), &out->modified_at);
}
