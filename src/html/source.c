/*
 * A tree written as HTML again, so that a browser, and any other program, may be given it: nothing in
 * it runs, and what could (script, style, handlers, "javascript:") is left out.
 */
#include "entity.h"
#include "tag.h"

#include <courant/html.h>

/* Elements that are not written, with all below them. */
static bool
is_left_out(const struct html_node *node)
{
    switch (node->tag) {
    case HTML_SCRIPT:
    case HTML_STYLE:
    case HTML_TEMPLATE:
    case HTML_SVG:
    case HTML_CANVAS:
    case HTML_OBJECT:
    case HTML_EMBED:
    case HTML_BASE:
    case HTML_META:
    case HTML_LINK: return true;
    default: return false;
    }
}

static bool
is_name(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!char_is_alnum(s.ptr[i]) && s.ptr[i] != '-' && s.ptr[i] != '_' && s.ptr[i] != ':')
            return false;
    return s.len > 0 && char_is_alpha(s.ptr[0]);
}

/* Browsers skip controls and blanks inside a scheme; so "java\tscript:" is looked for without them. */
static bool
is_active_url(str value)
{
    static const char *const schemes[] = { "javascript:", "vbscript:", "data:text",
                                           "data:image/svg" };
    char front[16];
    size_t len = 0;

    for (size_t i = 0; i < value.len && len < sizeof(front); i++)
        if ((unsigned char)value.ptr[i] > ' ')
            front[len++] = value.ptr[i];
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
        if (str_starts_nocase((str){ front, len }, str_of(schemes[i])))
            return true;
    return false;
}

static bool
is_safe_attr(const struct html_attr *attr)
{
    return is_name(attr->name) && !str_starts(attr->name, STR("on")) &&
           !str_eq(attr->name, STR("style")) && !str_eq(attr->name, STR("srcdoc")) &&
           !is_active_url(attr->value);
}

static void
add_start(struct buf *out, const struct html_node *node)
{
    buf_add_char(out, '<');
    buf_add(out, node->name);
    for (size_t i = 0; i < node->attr_count; i++) {
        const struct html_attr *attr = &node->attrs[i];

        if (!is_safe_attr(attr))
            continue;
        buf_add_char(out, ' ');
        buf_add(out, attr->name);
        buf_add(out, STR("=\""));
        entity_escape(out, attr->value);
        buf_add_char(out, '"');
    }
    buf_add_char(out, '>');
    /* The parser takes the first newline after these for nothing. */
    if ((node->tag == HTML_PRE || node->tag == HTML_TEXTAREA) && node->first &&
        str_starts(node->first->text, STR("\n")))
        buf_add_char(out, '\n');
}

static void
add_end(struct buf *out, const struct html_node *node)
{
    if (html_is_void(node))
        return;
    buf_add(out, STR("</"));
    buf_add(out, node->name);
    buf_add_char(out, '>');
}

str
html_source(struct arena *a, const struct html_node *top)
{
    struct buf out = { .arena = a };
    const struct html_node *node = top->first;

    while (node) {
        bool is_written = true;

        if (node->tag == HTML_TEXT)
            entity_escape(&out, node->text);
        else if (is_left_out(node) || !is_name(node->name))
            is_written = false;
        else
            add_start(&out, node);
        if (is_written && node->first) {
            node = node->first;
            continue;
        }
        if (is_written && node->tag != HTML_TEXT)
            add_end(&out, node);
        while (node != top && !node->next) {
            node = node->parent;
            if (node != top)
                add_end(&out, node);
        }
        node = node == top ? NULL : node->next;
    }
    return buf_str(&out);
}
