#include "tag.h"

#include <courant/html.h>

struct html_node *
html_next_over(const struct html_node *node, const struct html_node *top)
{
    while (node && node != top) {
        if (node->next)
            return node->next;
        node = node->parent;
    }
    return NULL;
}

struct html_node *
html_next(const struct html_node *node, const struct html_node *top)
{
    return node->first ? node->first : html_next_over(node, top);
}

bool
html_is_block(const struct html_node *node)
{
    return (tag_flags(node->tag) & TAG_BLOCK) != 0;
}

bool
html_is_void(const struct html_node *node)
{
    return (tag_flags(node->tag) & TAG_VOID) != 0;
}

/* Does a style attribute set this property to this value? Blanks may stand anywhere around them. */
static bool
style_says(str style, str property, str value)
{
    str declaration;

    while (str_take_field(&style, ';', &declaration)) {
        size_t colon = str_find_char(declaration, ':');

        if (colon != STR_NONE &&
            str_eq_nocase(str_trim(str_sub(declaration, 0, colon)), property) &&
            str_starts_nocase(str_trim(str_from(declaration, colon + 1)), value))
            return true;
    }
    return false;
}

bool
html_is_hidden(const struct html_node *node)
{
    if (tag_flags(node->tag) & TAG_HIDDEN)
        return true;
    for (size_t i = 0; i < node->attr_count; i++) {
        const struct html_attr *attr = &node->attrs[i];

        if (str_eq(attr->name, STR("hidden")) ||
            (str_eq(attr->name, STR("aria-hidden")) && str_eq_nocase(attr->value, STR("true"))))
            return true;
        if (str_eq(attr->name, STR("style")) &&
            (style_says(attr->value, STR("display"), STR("none")) ||
             style_says(attr->value, STR("visibility"), STR("hidden"))))
            return true;
    }
    return false;
}

static const struct html_attr *
find_attr(const struct html_node *node, str name)
{
    for (size_t i = 0; i < node->attr_count; i++)
        if (str_eq(node->attrs[i].name, name))
            return &node->attrs[i];
    return NULL;
}

str
html_attr(const struct html_node *node, const char *name)
{
    const struct html_attr *attr = find_attr(node, str_of(name));

    return attr ? attr->value : (str){ "", 0 };
}

bool
html_has_attr(const struct html_node *node, const char *name)
{
    return find_attr(node, str_of(name)) != NULL;
}

bool
html_has_word(const struct html_node *node, const char *attr, const char *word)
{
    str rest = html_attr(node, attr), wanted = str_of(word);

    while (rest.len > 0) {
        size_t end = 0;

        while (end < rest.len && !char_is_space(rest.ptr[end]))
            end++;
        if (end > 0 && str_eq(str_sub(rest, 0, end), wanted))
            return true;
        rest = str_from(rest, end + 1);
    }
    return false;
}

struct html_node *
html_find(const struct html_node *top, enum html_tag tag)
{
    for (struct html_node *node = html_next(top, top); node; node = html_next(node, top))
        if (node->tag == tag)
            return node;
    return NULL;
}

struct html_node *
html_ancestor(const struct html_node *node, enum html_tag tag)
{
    struct html_node *up = node->parent;

    while (up && up->tag != tag)
        up = up->parent;
    return up;
}

void
html_detach(struct html_node *node)
{
    struct html_node *parent = node->parent;

    if (!parent)
        return;
    if (node->prev)
        node->prev->next = node->next;
    else
        parent->first = node->next;
    if (node->next)
        node->next->prev = node->prev;
    else
        parent->last = node->prev;
    node->parent = node->prev = node->next = NULL;
}
