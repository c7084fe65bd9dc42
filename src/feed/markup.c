#include "markup.h"

#include "xml.h"

#include <courant/html.h>
#include <courant/net.h>

#include <string.h>

#define NAME_MOST 16

/* Obsolete ones beside those that courant lays out. */
static const str html_names[] = {
#define HTML_TAG(id, name, flags) STR_INIT(name),
#include <courant/html_tag.def>
#undef HTML_TAG
    STR_INIT("acronym"), STR_INIT("applet"),   STR_INIT("basefont"), STR_INIT("bgsound"),
    STR_INIT("big"),     STR_INIT("blink"),    STR_INIT("center"),   STR_INIT("dir"),
    STR_INIT("font"),    STR_INIT("frame"),    STR_INIT("frameset"), STR_INIT("marquee"),
    STR_INIT("nobr"),    STR_INIT("noframes"), STR_INIT("strike"),   STR_INIT("tt"),
    STR_INIT("u"),       STR_INIT("wbr"),
};

static const str void_names[] = {
    STR_INIT("area"),  STR_INIT("base"), STR_INIT("basefont"), STR_INIT("bgsound"),
    STR_INIT("br"),    STR_INIT("col"),  STR_INIT("embed"),    STR_INIT("frame"),
    STR_INIT("hr"),    STR_INIT("img"),  STR_INIT("input"),    STR_INIT("keygen"),
    STR_INIT("link"),  STR_INIT("meta"), STR_INIT("param"),    STR_INIT("source"),
    STR_INIT("track"), STR_INIT("wbr"),
};

/* Attributes that hold an address; srcset holds a list of them. */
static const str address_names[] = {
    STR_INIT("href"),     STR_INIT("src"),        STR_INIT("cite"),    STR_INIT("action"),
    STR_INIT("poster"),   STR_INIT("longdesc"),   STR_INIT("data"),    STR_INIT("background"),
    STR_INIT("codebase"), STR_INIT("formaction"), STR_INIT("profile"), STR_INIT("usemap"),
    STR_INIT("classid"),  STR_INIT("lowsrc"),     STR_INIT("dynsrc"),  STR_INIT("srcset"),
};

static bool
is_one_of(const str *names, size_t count, str name)
{
    for (size_t i = 0; i < count; i++)
        if (name.len == names[i].len && str_eq_nocase(name, names[i]))
            return true;
    return false;
}

/* ---- is it HTML? ---- */

bool
markup_is_name(str name)
{
    return is_one_of(html_names, ARRAY_LEN(html_names), name);
}

static size_t
name_len(str text, size_t at)
{
    size_t len = 0;

    while (at + len < text.len && len < NAME_MOST && char_is_alnum(text.ptr[at + len]))
        len++;
    return len;
}

/* "&amp;", "&#39;": at text's front. */
static bool
is_reference(str text)
{
    size_t end = 1;

    if (text.len > 2 && text.ptr[1] == '#') {
        for (end = 2; end < text.len && char_is_alnum(text.ptr[end]);)
            end++;
        return end > 2 && end < text.len && text.ptr[end] == ';';
    }
    end += name_len(text, 1);
    return end < text.len && text.ptr[end] == ';' && html_entity(str_sub(text, 1, end)).len > 0;
}

static bool
has_reference(str text)
{
    for (size_t at; (at = str_find_char(text, '&')) != STR_NONE; text = str_from(text, at + 1))
        if (is_reference(str_from(text, at)))
            return true;
    return false;
}

/* " name=" after the name of a tag, as nobody writes who only speaks of it. */
static bool
has_attr(str text)
{
    size_t len = 0;

    if (text.len == 0 || !char_is_space(text.ptr[0]))
        return false;
    for (text = str_trim(text);
         len < text.len && (char_is_alnum(text.ptr[len]) || text.ptr[len] == '-');)
        len++;
    return len > 0 && len < text.len && text.ptr[len] == '=';
}

bool
markup_is_html(str text)
{
    bool is_sure = has_reference(text);

    for (size_t at; (at = str_find_char(text, '<')) != STR_NONE;) {
        bool is_end;
        size_t len;

        text = str_from(text, at + 1);
        is_sure =
            is_sure || str_starts(text, STR("!--")) || str_starts_nocase(text, STR("!doctype"));
        is_end = text.len > 0 && text.ptr[0] == '/';
        len = name_len(text, is_end);
        if (len == 0 || !char_is_alpha(text.ptr[is_end]))
            continue;
        str name = str_sub(text, is_end, is_end + len);

        if (!markup_is_name(name))
            return false;
        is_sure = is_sure || is_end || is_one_of(void_names, ARRAY_LEN(void_names), name) ||
                  has_attr(str_from(text, len));
    }
    return is_sure;
}

/* ---- addresses ---- */

static bool
has_scheme(str address)
{
    for (size_t i = 0; i < address.len; i++) {
        char c = address.ptr[i];

        if (c == ':')
            return i > 0;
        if (!char_is_alpha(c) && (i == 0 || (!char_is_digit(c) && !strchr("+-.", c))))
            return false;
    }
    return false;
}

void
markup_add_escaped(struct buf *out, str text)
{
    for (size_t i = 0, from = 0; i <= text.len; i++) {
        char c = i < text.len ? text.ptr[i] : '\0';
        const char *name = c == '&'   ? "&amp;"
                           : c == '<' ? "&lt;"
                           : c == '>' ? "&gt;"
                           : c == '"' ? "&quot;"
                                      : NULL;

        if (!name && i < text.len)
            continue;
        buf_add(out, str_sub(text, from, i));
        buf_add(out, str_of(name));
        from = i + 1;
    }
}

/* One address of an attribute, its references decoded; as it was where it cannot be resolved. */
static str
resolve_one(struct arena *scratch, str address, str base)
{
    str found = has_scheme(address) ? (str){ 0 } : net_url_resolve(scratch, base, address);

    return found.len > 0 ? found : address;
}

/* "a.jpg 1x, b.jpg 2x" */
static str
resolve_list(struct arena *scratch, str list, str base)
{
    struct buf out = { .arena = scratch };

    while ((list = str_trim(list)).len > 0) {
        size_t end = 0, comma;

        while (end < list.len && !char_is_space(list.ptr[end]))
            end++;
        str address = str_sub(list, 0, end);
        bool is_bare = str_ends(address, STR(","));

        while (str_ends(address, STR(",")))
            address.len--;
        list = str_from(list, end);
        comma = is_bare ? 0 : str_find_char(list, ',');
        if (address.len > 0) {
            buf_add(&out, out.len > 0 ? STR(", ") : STR(""));
            buf_add(&out, resolve_one(scratch, address, base));
            if (!is_bare && str_trim(str_sub(list, 0, comma)).len > 0) {
                buf_add_char(&out, ' ');
                buf_add(&out, str_trim(str_sub(list, 0, comma)));
            }
        }
        list = is_bare ? list : comma == STR_NONE ? STR("") : str_from(list, comma + 1);
    }
    return buf_str(&out);
}

/* The value that an attribute should have; false: the one it has. */
static bool
resolve_attr(struct arena *scratch, str name, str raw_value, str base, str *out)
{
    str value = str_trim(raw_value);
    bool is_list;

    if (value.len == 0 || name.len < 3 || base.len == 0 ||
        !is_one_of(address_names, ARRAY_LEN(address_names), name))
        return false;
    is_list = name.len == 6 && str_eq_nocase(name, STR("srcset"));
    if (!is_list && has_scheme(value))
        return false;
    if (str_find_char(value, '&') != STR_NONE)
        value = html_unescape(scratch, value);
    *out = is_list ? resolve_list(scratch, value, base) : resolve_one(scratch, value, base);
    return !str_eq(*out, value);
}

/* ---- going through source ---- */

struct html_attr_at {
    str name, value;
    bool is_quoted;
};

static bool
ends_name(char c)
{
    return char_is_space(c) || c == '=' || c == '>' || c == '/' || c == '"' || c == '\'';
}

/* The next attribute of the tag whose inside begins at *at; false, and *at past its end: there is none. */
static bool
take_html_attr(str html, size_t *at, struct html_attr_at *attr)
{
    size_t i = *at, from;

    while (i < html.len && html.ptr[i] != '>' && ends_name(html.ptr[i]))
        i++;
    if (i >= html.len || html.ptr[i] == '>') {
        *at = MIN(i + 1, html.len);
        return false;
    }
    from = i;
    while (i < html.len && !ends_name(html.ptr[i]))
        i++;
    *attr = (struct html_attr_at){ .name = str_sub(html, from, i) };
    for (from = i; from < html.len && char_is_space(html.ptr[from]);)
        from++;
    *at = i;
    if (from >= html.len || html.ptr[from] != '=')
        return true;
    for (i = from + 1; i < html.len && char_is_space(html.ptr[i]);)
        i++;
    attr->is_quoted = i < html.len && (html.ptr[i] == '"' || html.ptr[i] == '\'');
    if (attr->is_quoted) {
        str inside = str_from(html, i + 1);

        attr->value = str_sub(inside, 0, str_find_char(inside, html.ptr[i]));
        *at = MIN(i + 1 + attr->value.len + 1, html.len);
        return true;
    }
    for (from = i; i < html.len && !char_is_space(html.ptr[i]) && html.ptr[i] != '>';)
        i++;
    attr->value = str_sub(html, from, i);
    *at = i;
    return true;
}

/* Where the tag at html's front ends, its addresses resolved on the way; *copied: how much is in out. */
static size_t
resolve_tag(struct buf *out, struct arena *scratch, str html, size_t at, str base, size_t *copied)
{
    struct html_attr_at attr;
    str value;

    at += 1 + name_len(html, at + 1);
    while (take_html_attr(html, &at, &attr)) {
        if (!resolve_attr(scratch, attr.name, attr.value, base, &value))
            continue;
        buf_add(out, str_sub(html, *copied, (size_t)(attr.value.ptr - html.ptr)));
        buf_add(out, attr.is_quoted ? STR("") : STR("\""));
        markup_add_escaped(out, value);
        buf_add(out, attr.is_quoted ? STR("") : STR("\""));
        *copied = (size_t)(attr.value.ptr - html.ptr) + attr.value.len;
    }
    return at;
}

static size_t
skip_comment(str html, size_t at, bool *has_no_end)
{
    size_t len = *has_no_end ? STR_NONE : str_find(str_from(html, at), STR("-->"));

    *has_no_end = len == STR_NONE;
    return len == STR_NONE ? at + 1 : at + len + 3;
}

bool
markup_resolve(struct buf *out, struct arena *scratch, str html, str base)
{
    size_t at = 0, next, copied = 0;
    bool has_no_end = false;

    if (base.len == 0)
        return false;
    while ((next = str_find_char(str_from(html, at), '<')) != STR_NONE) {
        at += next;
        if (at + 1 < html.len && char_is_alpha(html.ptr[at + 1]))
            at = resolve_tag(out, scratch, html, at, base, &copied);
        else if (str_starts(str_from(html, at), STR("<!--")))
            at = skip_comment(html, at, &has_no_end);
        else
            at++;
    }
    if (copied == 0)
        return false;
    buf_add(out, str_from(html, copied));
    return true;
}

/* ---- markup out of XML ---- */

static bool
needs_rewrite(struct arena *scratch, const struct xml_token *token, str base)
{
    str value;

    if (token->local.len != token->name.len)
        return true;
    for (size_t i = 0; i < token->attr_count; i++)
        if (resolve_attr(scratch, token->attrs[i].name, token->attrs[i].raw_value, base, &value))
            return true;
    return false;
}

void
markup_add_open(struct buf *out, struct arena *scratch, const struct xml_token *token, str base)
{
    if (!needs_rewrite(scratch, token, base)) {
        buf_add(out, token->raw);
        if (token->raw.ptr[token->raw.len - 1] != '>')
            buf_add_char(out, '>'); /* cut off */
        return;
    }
    buf_add_char(out, '<');
    buf_add(out, token->local);
    for (size_t i = 0; i < token->attr_count; i++) {
        str value = token->attrs[i].raw_value;

        buf_printf(out, " %.*s=\"", STR_ARG(token->attrs[i].name));
        if (resolve_attr(scratch, token->attrs[i].name, value, base, &value))
            markup_add_escaped(out, value);
        else
            for (size_t k = 0; k < value.len; k++)
                buf_add(out, value.ptr[k] == '"' ? STR("&quot;") : str_sub(value, k, k + 1));
        buf_add_char(out, '"');
    }
    buf_add(out, token->is_empty ? STR("/>") : STR(">"));
}

void
markup_add_close(struct buf *out, str name)
{
    str local =
        str_from(name, str_find_char(name, ':') == STR_NONE ? 0 : str_find_char(name, ':') + 1);

    if (!is_one_of(void_names, ARRAY_LEN(void_names), local))
        buf_printf(out, "</%.*s>", STR_ARG(local));
}
