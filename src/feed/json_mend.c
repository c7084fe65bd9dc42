#include "json_mend.h"

#include <string.h>

struct mender {
    struct buf out;
    str rest;
    char open[JSON_MOST_DEPTH]; /* the brackets that will close what is open */
    bool wants_key[JSON_MOST_DEPTH];
    size_t depth;
    size_t good_len, good_depth; /* out and depth after the last whole value */
};

size_t
json_count(str text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '"') {
            for (i++; i < text.len && text.ptr[i] != '"'; i++)
                i += text.ptr[i] == '\\';
        } else {
            count += c == '{' || c == '[' || c == ',';
        }
    }
    return count;
}

/* The four digits behind "\u"; -1: there are none. */
static int
hex4(str text)
{
    int value = 0;

    for (size_t i = 0; i < 4; i++) {
        char c = i < text.len ? char_lower(text.ptr[i]) : '\0';

        if (!char_is_digit(c) && !(c >= 'a' && c <= 'f'))
            return -1;
        value = value * 16 + (char_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    return value;
}

/* rest begins with a backslash. Surrogates only in pairs; an unknown escape is a backslash. */
static void
take_escape(struct mender *m)
{
    str after = str_from(m->rest, 1);
    bool is_unicode = after.len > 0 && after.ptr[0] == 'u';
    int first = is_unicode ? hex4(str_from(after, 1)) : -1;
    size_t len = 2;

    if (first >= 0xd800 && first < 0xdc00 && str_starts(str_from(after, 5), STR("\\u")) &&
        hex4(str_from(after, 7)) >= 0xdc00 && hex4(str_from(after, 7)) < 0xe000)
        len = 12;
    else if (first >= 0)
        len = 6;
    else if (is_unicode || after.len == 0 || !strchr("\"\\/bfnrt", after.ptr[0]))
        len = 1;
    if (len == 1)
        buf_add(&m->out, STR("\\\\"));
    else if (len == 6 && first >= 0xd800 && first < 0xe000)
        buf_add(&m->out, STR("\\ufffd"));
    else
        buf_add(&m->out, str_sub(m->rest, 0, len));
    m->rest = str_from(m->rest, len);
}

/* rest begins with a quote. False: the text ends inside. */
static bool
take_string(struct mender *m)
{
    buf_add_char(&m->out, '"');
    m->rest = str_from(m->rest, 1);
    while (m->rest.len > 0) {
        char c = m->rest.ptr[0];

        if (c == '\\') {
            take_escape(m);
            continue;
        }
        m->rest = str_from(m->rest, 1);
        if ((unsigned char)c < 0x20)
            buf_printf(&m->out, "\\u%04x", (unsigned)(unsigned char)c);
        else
            buf_add_char(&m->out, c);
        if (c == '"')
            return true;
    }
    return false;
}

static void
drop_comma(struct mender *m)
{
    while (m->out.len > 0 && char_is_space(m->out.ptr[m->out.len - 1]))
        m->out.len--;
    if (m->out.len > 0 && m->out.ptr[m->out.len - 1] == ',')
        m->out.len--;
}

static void
value_is_whole(struct mender *m)
{
    m->good_len = m->out.len;
    m->good_depth = m->depth;
}

/* A number, true, false, null. */
static void
take_literal(struct mender *m)
{
    size_t len = 0;

    while (len < m->rest.len &&
           (char_is_alnum(m->rest.ptr[len]) || strchr("+-.", m->rest.ptr[len])))
        len++;
    buf_add(&m->out, str_sub(m->rest, 0, len));
    m->rest = str_from(m->rest, MAX(len, 1)); /* what can be nothing is left out */
    if (m->rest.len > 0 && len > 0)
        value_is_whole(m);
}

/* False: here the text is cut. */
static bool
take_mark(struct mender *m)
{
    char c = m->rest.ptr[0];

    m->rest = str_from(m->rest, 1);
    switch (c) {
    case '{':
    case '[':
        if (m->depth >= JSON_MOST_DEPTH)
            return false;
        m->wants_key[m->depth] = c == '{';
        m->open[m->depth++] = c == '{' ? '}' : ']';
        buf_add_char(&m->out, c);
        value_is_whole(m);
        return true;
    case '}':
    case ']':
        drop_comma(m);
        if (m->depth == 0 || m->open[m->depth - 1] != c)
            return false;
        m->depth--;
        buf_add_char(&m->out, c);
        value_is_whole(m);
        return m->depth > 0;
    default:
        if (m->depth > 0)
            m->wants_key[m->depth - 1] = c == ',' && m->open[m->depth - 1] == '}';
        buf_add_char(&m->out, c);
        return true;
    }
}

static bool
take_one(struct mender *m)
{
    char c = m->rest.ptr[0];

    if (c == '"') {
        bool is_key = m->depth > 0 && m->wants_key[m->depth - 1];

        if (!take_string(m))
            return false;
        if (!is_key)
            value_is_whole(m);
        return true;
    }
    if (strchr("{}[],:", c) && c)
        return take_mark(m);
    if (char_is_space(c)) {
        buf_add_char(&m->out, c);
        m->rest = str_from(m->rest, 1);
        return true;
    }
    take_literal(m);
    return true;
}

str
json_mend(struct arena *a, str text)
{
    struct mender m = { .out = { .arena = a }, .rest = text };

    while (m.rest.len > 0 && take_one(&m))
        continue;
    if (m.good_len > 0) {
        m.out.len = m.good_len;
        m.depth = m.good_depth;
    }
    while (m.depth > 0)
        buf_add_char(&m.out, m.open[--m.depth]);
    return buf_str(&m.out);
}
