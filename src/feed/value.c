#include "value.h"

#include "markup.h"

#include <courant/html.h>
#include <courant/net.h>
#include <courant/text.h>

#include <string.h>

#define LANGUAGE_MOST 35
#define SCRATCH_MOST  ((size_t)1 << 20)

void
values_tidy(struct values *v)
{
    if (v->scratch.total > SCRATCH_MOST)
        arena_free(&v->scratch);
}

/* A text that will last: itself where it stands in the document, else copied. */
static str
keep(struct values *v, str text)
{
    uintptr_t from = (uintptr_t)v->document.ptr, at = (uintptr_t)text.ptr;
    bool is_inside = at >= from && at - from <= v->document.len;

    return is_inside && text.len > 0 ? text : arena_str(v->arena, text);
}

/* The same for what has only become shorter by its decoding: it goes where it came from. */
static str
keep_at(struct values *v, str text, str home)
{
    if (text.len == 0 || text.len > home.len)
        return keep(v, text);
    memmove((char *)(uintptr_t)home.ptr, text.ptr, text.len);
    return str_sub(home, 0, text.len);
}

/* ---- text that was encoded twice ---- */

/* What a rune is as a byte of Windows-1252, or of ISO 8859-1; -1: it is none. */
static int
byte_of(uint32_t rune)
{
    static const uint16_t high[32] = {
        0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178,
    };

    if (rune < 0x100)
        return (int)rune;
    for (int i = 0; i < 32; i++)
        if (high[i] == rune)
            return 0x80 + i;
    return -1;
}

/* "É…" and "Ã»" can be meant: one pair whose second half is punctuation proves nothing. */
static bool
is_doubtful_pair(const unsigned char *bytes)
{
    return strchr("\x85\x91\x92\x93\x94\x96\x97\xbb\xab\xa0", bytes[1]) != NULL;
}

struct census {
    size_t pairs, doubtful, longer;
};

/* One sequence of runes that are the bytes of one UTF-8 character, off the front; false: it is not one. */
static bool
take_double(str *rest, struct buf *out, struct census *seen)
{
    unsigned char bytes[4];
    size_t want, len = 0;
    int byte = byte_of(rune_take(rest));

    want = byte >= 0xc2 && byte <= 0xdf   ? 2
           : byte >= 0xe0 && byte <= 0xef ? 3
           : byte >= 0xf0 && byte <= 0xf4 ? 4
                                          : 0;
    if (want == 0)
        return false;
    for (bytes[len++] = (unsigned char)byte; len < want; bytes[len++] = (unsigned char)byte) {
        byte = rest->len > 0 ? byte_of(rune_take(rest)) : -1;
        if (byte < 0x80 || byte > 0xbf)
            return false;
    }
    if (!utf8_is_valid((str){ (const char *)bytes, len }))
        return false;
    seen->longer += len > 2;
    seen->pairs += len == 2;
    seen->doubtful += len == 2 && is_doubtful_pair(bytes);
    buf_add(out, (str){ (const char *)bytes, len });
    return true;
}

static size_t
ascii_len(str s)
{
    size_t i = 0;
    uint64_t word;

    while (i + 8 <= s.len &&
           (memcpy(&word, s.ptr + i, 8), (word & UINT64_C(0x8080808080808080)) == 0))
        i += 8;
    while (i < s.len && ((unsigned char)s.ptr[i] & 0x80) == 0)
        i++;
    return i;
}

/*
 * UTF-8 that was read as Windows-1252 and encoded again: "donâ€™t". Only where every character beyond ASCII is
 * part of such a sequence; honest text fails at its first one.
 */
static str
mend_double(struct values *v, str text)
{
    struct buf out = { .arena = &v->scratch };
    struct census seen = { 0 };
    str rest = text;

    for (;;) {
        size_t plain = ascii_len(rest);

        if (plain == rest.len && out.len == 0)
            return text;
        str ascii = str_sub(rest, 0, plain);

        rest = str_from(rest, plain);
        if (rest.len > 0 && out.len == 0) { /* look before anything is copied */
            str ahead = rest;

            if (!take_double(&ahead, &out, &seen))
                return text;
            seen = (struct census){ 0 };
            out.len = 0;
        }
        buf_add(&out, ascii);
        if (rest.len == 0)
            break;
        if (!take_double(&rest, &out, &seen))
            return text;
    }
    if (seen.longer == 0 && seen.pairs == seen.doubtful && seen.pairs < 4)
        return text;
    v->has_double = true;
    return buf_str(&out);
}

/* ---- lines ---- */

/* One blank at most between visible ASCII, none at either end. */
static bool
is_plain_line(str s)
{
    char before = ' ';

    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < 0x20 || s.ptr[i] == 0x7f || (s.ptr[i] == ' ' && before == ' '))
            return false;
        before = s.ptr[i];
    }
    return before != ' ';
}

static str
trimmed(struct values *v, const struct value *value)
{
    str text = str_trim(value->text);

    if (text.len > VALUE_MOST) {
        v->has_long = true;
        text.len = VALUE_MOST;
        while (text.len > 0 && ((unsigned char)text.ptr[text.len] & 0xc0) == 0x80)
            text.len--;
    }
    return text;
}

str
value_line(struct values *v, const struct value *value)
{
    str text = trimmed(v, value);

    if (value->type == VALUE_HTML || (value->type == VALUE_GUESS && markup_is_html(text)))
        return html_strip(v->arena, mend_double(v, text));
    if (is_plain_line(text))
        return keep(v, text);
    return text_clean(v->arena, mend_double(v, text));
}

/* ---- bodies ---- */

/* Plain text as HTML: a blank line parts paragraphs; line ends count where keeps_lines says so. */
static str
text_to_html(struct values *v, str text, bool keeps_lines)
{
    struct buf out = { .arena = &v->scratch };
    str line;
    bool is_blank_line = false;

    while (str_take_line(&text, &line)) {
        if (str_trim(line).len == 0) {
            is_blank_line = true;
            continue;
        }
        if (out.len > 0)
            buf_add(&out, is_blank_line ? STR("<p>") : keeps_lines ? STR("<br>\n") : STR("\n"));
        markup_add_escaped(&out, line);
        is_blank_line = false;
    }
    return buf_str(&out);
}

static bool
is_html_body(const struct value *value, str text)
{
    switch (value->type) {
    case VALUE_HTML: return true;
    case VALUE_SOFT: return markup_is_html(text);
    case VALUE_GUESS: /* RSS is HTML by custom; but plain text has paragraphs that HTML would join */
        return str_find_char(text, '<') != STR_NONE || str_find_char(text, '&') != STR_NONE ||
               str_find(text, STR("\n\n")) == STR_NONE;
    default: return false;
    }
}

str
value_body(struct values *v, const struct value *value)
{
    str text = trimmed(v, value), mended = mend_double(v, text);
    struct buf resolved = { .arena = &v->scratch };
    bool is_clean = value->is_clean && mended.ptr == text.ptr;

    text = mended;
    if (!is_html_body(value, text)) {
        text = text_to_html(v, text, value->type == VALUE_LINES); /* as clean as it was */
    } else if (markup_resolve(&resolved, &v->scratch, text, value->base)) {
        text = buf_str(&resolved);
        is_clean = false; /* references in addresses were decoded */
    }
    return is_clean ? keep_at(v, text, value->home) : text_clean_block(v->arena, text);
}

/* ---- addresses ---- */

/* What stands in an address as it is: visible ASCII but for what would have to be escaped. */
static bool
is_plain_char(char c)
{
    switch (c) {
    case '"':
    case '<':
    case '>':
    case '\\':
    case '^':
    case '`':
    case '{':
    case '|':
    case '}': return false;
    default: return c > 0x20 && c < 0x7f;
    }
}

/* "https://host…" that needs nothing done to it: nearly every address in a feed. */
static bool
is_plain_web(str text)
{
    size_t from = str_starts(text, STR("https://")) ? 8 : str_starts(text, STR("http://")) ? 7 : 0;

    if (from == 0 || from >= text.len || !char_is_alnum(text.ptr[from]))
        return false;
    for (size_t i = from; i < text.len; i++)
        if (!is_plain_char(text.ptr[i]))
            return false;
    return true;
}

str
value_address(struct values *v, str text, str base)
{
    text = str_trim(text);
    if (text.len == 0)
        return (str){ 0 };
    if (is_plain_web(text))
        return keep(v, text);
    return text_clean_url(v->arena, net_url_resolve(&v->scratch, base, text));
}

str
value_link(struct values *v, str text, str base)
{
    str address = value_address(v, text, base);

    return is_plain_web(address) || net_url_is_web(address) ? address : (str){ 0 };
}

/* ---- languages, persons, base64 ---- */

str
value_language(struct values *v, str text)
{
    text = str_trim(text);
    if (text.len < 2 || text.len > LANGUAGE_MOST)
        return (str){ 0 };
    char *tag = arena_cstr(v->arena, text);

    for (size_t i = 0; i < text.len; i++) {
        if (tag[i] == '_')
            tag[i] = '-';
        else if (!char_is_alnum(tag[i]) && tag[i] != '-')
            return (str){ 0 };
    }
    return (str){ tag, text.len };
}

str
value_person(struct values *v, str text)
{
    struct value name = { .type = VALUE_GUESS };
    size_t open = str_find_char(text, '('), less = str_find_char(text, '<');

    name.text = str_trim(text);
    if (open != STR_NONE && str_find_char(str_sub(text, 0, open), '@') != STR_NONE) {
        str inside = str_from(text, open + 1);

        inside = str_trim(str_sub(inside, 0, str_find_last(inside, ')')));
        name.text = inside.len > 0 ? inside : str_sub(text, 0, open);
    } else if (less != STR_NONE && str_find_char(str_from(text, less), '@') != STR_NONE &&
               str_trim(str_sub(text, 0, less)).len > 0) {
        name.text = str_trim(str_sub(text, 0, less));
    }
    if (name.text.len > 2 && name.text.ptr[0] == '"' && str_ends(name.text, STR("\"")))
        name.text = str_sub(name.text, 1, name.text.len - 1);
    return value_line(v, &name);
}

static int
base64_digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* What is no digit is passed over, the '=' at the end too. Bytes that are no text give nothing. */
str
value_base64(struct values *v, str text)
{
    struct buf out = { .arena = &v->scratch };
    uint32_t bits = 0;
    int count = 0;

    for (size_t i = 0; i < text.len; i++) {
        int digit = base64_digit(text.ptr[i]);

        if (digit < 0)
            continue;
        bits = (bits << 6 | (uint32_t)digit) & 0xffffff;
        if (++count % 4 != 1)
            buf_add_char(&out, (char)(bits >> (count % 4 == 2   ? 4
                                               : count % 4 == 3 ? 2
                                                                : 0) &
                                      0xff));
    }
    return utf8_is_valid(buf_str(&out)) ? buf_str(&out) : (str){ 0 };
}
