/*
 * Text without markup: of a tree (html_text), and of source that never becomes one (html_strip).
 */
#include "entity.h"
#include "tag.h"

#include <courant/html.h>
#include <courant/text.h>

#define MOST_TAG_NAME 32
/* Each quote or comment without an end costs a search to the end of all; after so many, none is made. */
#define MOST_UNCLOSED 16

/* ---- folding white space while adding ---- */

struct folder {
    struct buf out;
    bool is_blank_due; /* between what is there and what comes next */
    bool is_in_cdata;  /* its end is no text */
    int unclosed;      /* quotes and comments so far */
};

static void
add_folded(struct folder *f, str s)
{
    size_t from = 0;

    for (size_t i = 0; i <= s.len; i++) {
        if (i < s.len && !char_is_space(s.ptr[i]))
            continue;
        if (i > from) {
            if (f->is_blank_due && f->out.len > 0)
                buf_add_char(&f->out, ' ');
            buf_add(&f->out, str_sub(s, from, i));
            f->is_blank_due = false;
        }
        f->is_blank_due |= i < s.len;
        from = i + 1;
    }
}

/* The node after this one and what is below it; a block that ends on the way parts text. */
static const struct html_node *
next_over(const struct html_node *node, const struct html_node *top, struct folder *f)
{
    while (node != top) {
        f->is_blank_due |= node->tag != HTML_TEXT && html_is_block(node);
        if (node->next)
            return node->next;
        node = node->parent;
    }
    return NULL;
}

str
html_text(struct arena *a, const struct html_node *top)
{
    struct folder f = { .out = { .arena = a } };
    const struct html_node *node = top;

    while (node) {
        if (node->tag == HTML_TEXT)
            add_folded(&f, node->text);
        else
            f.is_blank_due |= html_is_block(node) || node->tag == HTML_BR;
        if (node->first && (node == top || !html_is_hidden(node)))
            node = node->first;
        else
            node = next_over(node, top, &f);
    }
    return buf_str(&f.out);
}

/* ---- without a tree ---- */

/* What follows "<" decides whether it opens markup; "a < b" and "<3" do not. */
static bool
is_markup(str s)
{
    return s.len > 1 &&
           (char_is_alpha(s.ptr[1]) || s.ptr[1] == '/' || s.ptr[1] == '!' || s.ptr[1] == '?');
}

/* The length of a tag from "<" to ">", quoted attributes respected; to the end when unclosed. */
static size_t
tag_len(str s, struct folder *f)
{
    char quote = 0;

    for (size_t i = 1; i < s.len && f->unclosed < MOST_UNCLOSED; i++) {
        char c = s.ptr[i];

        if (quote ? c == quote : c == '>')
            quote = 0;
        if (!quote && c == '>')
            return i + 1;
        if (!quote && (c == '"' || c == '\'') && s.ptr[i - 1] == '=')
            quote = c;
    }
    /* A quote that never closes: as if there were none. */
    f->unclosed++;
    size_t end = str_find_char(s, '>');

    return end == STR_NONE ? s.len : end + 1;
}

static size_t
comment_len(str s, struct folder *f)
{
    size_t end = f->unclosed < MOST_UNCLOSED ? str_find(str_from(s, 4), STR("-->")) : STR_NONE;

    if (end != STR_NONE)
        return end + 4 + 3;
    f->unclosed++;
    end = str_find_char(s, '>');
    return end == STR_NONE ? s.len : end + 1;
}

static str
tag_name(struct arena *a, str s)
{
    size_t from = s.len > 1 && s.ptr[1] == '/' ? 2 : 1, to = from;

    while (to < s.len && to < from + MOST_TAG_NAME && char_is_alnum(s.ptr[to]))
        to++;
    return arena_lower(a, str_sub(s, from, to));
}

/* From after a script's or style's start tag to its end tag. */
static size_t
raw_len(str s, str name)
{
    for (size_t at = 0; at < s.len;) {
        size_t found = str_find(str_from(s, at), STR("</"));

        if (found == STR_NONE)
            break;
        at += found + 2;
        if (str_starts_nocase(str_from(s, at), name))
            return at - 2;
    }
    return s.len;
}

/* Markup at the front of s: its length. */
static size_t
skip_markup(struct arena *a, str s, struct folder *f)
{
    if (str_starts(s, STR("<![CDATA["))) {
        f->is_in_cdata = true;
        return 9;
    }
    if (str_starts(s, STR("<!--")))
        return comment_len(s, f);
    size_t len = tag_len(s, f);
    str name = tag_name(a, s);
    enum html_tag tag = tag_find(name);

    f->is_blank_due |= (tag_flags(tag) & TAG_BLOCK) || tag == HTML_BR;
    if (s.ptr[1] != '/' && (tag == HTML_SCRIPT || tag == HTML_STYLE))
        len += raw_len(str_from(s, len), name);
    return len;
}

static void
add_text(struct folder *f, struct buf *decoded, str s)
{
    decoded->len = 0;
    while (s.len > 0) {
        size_t at = str_find_char(s, '&');
        size_t taken = 0;

        buf_add(decoded, str_sub(s, 0, at));
        s = str_from(s, at);
        if (s.len == 0)
            break;
        taken = entity_take(s, decoded);
        if (!taken) {
            buf_add_char(decoded, '&');
            taken = 1;
        }
        s = str_from(s, taken);
    }
    add_folded(f, buf_str(decoded));
}

str
html_strip_most(struct arena *a, str html, size_t most)
{
    struct folder f = { .out = { .arena = a } };
    struct arena scratch = { 0 };
    struct buf decoded = { .arena = &scratch };

    while (html.len > 0 && f.out.len < most) {
        size_t at = MIN(str_find_char(html, '<'), html.len);

        while (at < html.len && !is_markup(str_from(html, at)))
            at += 1 + MIN(str_find_char(str_from(html, at + 1), '<'), html.len - at - 1);
        str text = str_sub(html, 0, at);
        size_t end = f.is_in_cdata ? str_find(text, STR("]]>")) : STR_NONE;

        if (end != STR_NONE) {
            add_text(&f, &decoded, str_sub(text, 0, end));
            text = str_from(text, end + 3);
            f.is_in_cdata = false;
        }
        add_text(&f, &decoded, text);
        html = str_from(html, at);
        if (html.len > 0)
            html = str_from(html, skip_markup(&scratch, html, &f));
    }
    arena_free(&scratch);
    return text_clean(a, buf_str(&f.out));
}

str
html_strip(struct arena *a, str html)
{
    return html_strip_most(a, html, SIZE_MAX);
}
