/*
 * Which charset a document is in, and out of it into UTF-8.
 *
 * Order of trust: byte order mark; UTF-16 and UTF-32 seen by their zero bytes; EBCDIC by its "<?xm"; what HTTP said; what
 * the document says of itself; valid UTF-8; detection; windows-1252. Labels lie, so one that was
 * declared loses where the bytes are valid UTF-8 with more than ASCII in them, and a declared UTF-8,
 * UTF-16 or UTF-32 where they are nonsense as such.
 */
#include "convert.h"
#include "detector.h"
#include "label.h"
#include "rune.h"

#include <courant/text.h>

#include <string.h>

#define PRESCAN_LEN ((size_t)8192)      /* pages put scripts before their <meta charset> */
#define DETECT_LEN  ((size_t)128 << 10) /* what the detector sees */
#define PEEK_LEN    ((size_t)4096)      /* enough to tell UTF-16 by its zeros */

/* ---- marks and zeros ---- */

/* The longer marks first: UTF-32LE's begins with UTF-16LE's. */
static const struct {
    str bytes;
    enum encoding_id id;
} marks[] = {
    { STR_INIT("\xFF\xFE\0\0"), ENCODING_UTF_32LE },
    { STR_INIT("\0\0\xFE\xFF"), ENCODING_UTF_32BE },
    { STR_INIT("\xEF\xBB\xBF"), ENCODING_UTF_8 },
    { STR_INIT("\xFF\xFE"), ENCODING_UTF_16LE },
    { STR_INIT("\xFE\xFF"), ENCODING_UTF_16BE },
};

static enum encoding_id
find_mark(str raw, size_t *out_len)
{
    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        if (str_starts(raw, marks[i].bytes)) {
            *out_len = marks[i].bytes.len;
            return marks[i].id;
        }
    return ENCODING_NONE;
}

/* Markup in UTF-16 or UTF-32 has most of its zero bytes at the same places of each unit. */
static enum encoding_id
find_by_zeros(str raw)
{
    size_t zeros[4] = { 0 }, most = MIN(raw.len, PEEK_LEN) & ~(size_t)3, units = most / 4;

    if (units == 0)
        return ENCODING_NONE;
    for (size_t i = 0; i < most; i++)
        zeros[i % 4] += raw.ptr[i] == '\0';
    size_t many = MAX(units - units / 4, 2), few = units / 8;

    if (zeros[0] >= many && zeros[1] >= many && zeros[2] >= units / 2 && zeros[3] <= few)
        return ENCODING_UTF_32BE;
    if (zeros[3] >= many && zeros[2] >= many && zeros[1] >= units / 2 && zeros[0] <= few)
        return ENCODING_UTF_32LE;
    size_t even = zeros[0] + zeros[2], odd = zeros[1] + zeros[3], some = MAX(units * 2 / 3, 2);

    if (even >= some && odd <= few)
        return ENCODING_UTF_16BE;
    if (odd >= some && even <= few)
        return ENCODING_UTF_16LE;
    return ENCODING_NONE;
}

/* ---- what the document says of itself ---- */

/* The value of name="…" or name='…' in a tag's text; blanks around the sign allowed. */
static str
pseudo_attr(str tag, str name)
{
    size_t at = str_find(tag, name);

    if (at == STR_NONE)
        return STR("");
    str rest = str_trim(str_from(tag, at + name.len));

    if (!str_starts(rest, STR("=")))
        return STR("");
    rest = str_trim(str_from(rest, 1));
    if (rest.len == 0 || (rest.ptr[0] != '"' && rest.ptr[0] != '\''))
        return STR("");
    size_t end = str_find_char(str_from(rest, 1), rest.ptr[0]);

    return end == STR_NONE ? STR("") : str_sub(rest, 1, end + 1);
}

static enum encoding_id
xml_declared(str head)
{
    size_t at = str_find(head, STR("<?xml"));

    if (at == STR_NONE)
        return ENCODING_NONE;
    str tag = str_from(head, at + 5);
    size_t end = str_find_char(tag, '>');

    return encoding_find(pseudo_attr(str_sub(tag, 0, end), STR("encoding")));
}

/* WHATWG, "extracting a character encoding from a meta element": charset=… anywhere in content. */
static enum encoding_id
content_charset(str content)
{
    str rest = content;

    for (size_t at; (at = str_find_nocase(rest, STR("charset"))) != STR_NONE;) {
        rest = str_trim(str_from(rest, at + 7));
        if (!str_starts(rest, STR("=")))
            continue;
        rest = str_trim(str_from(rest, 1));
        size_t from = 0, to = 0;

        if (rest.len > 0 && (rest.ptr[0] == '"' || rest.ptr[0] == '\'')) {
            from = 1;
            to = str_find_char(str_from(rest, 1), rest.ptr[0]);
            return to == STR_NONE ? ENCODING_NONE : encoding_find(str_sub(rest, from, to + 1));
        }
        while (to < rest.len && !char_is_space(rest.ptr[to]) && rest.ptr[to] != ';')
            to++;
        return encoding_find(str_sub(rest, 0, to));
    }
    return ENCODING_NONE;
}

/* One attribute off the front of a tag; false at the tag's end, which is taken. */
static bool
take_attr(str *rest, str *name, str *value)
{
    size_t i = 0;

    while (i < rest->len && (char_is_space(rest->ptr[i]) || rest->ptr[i] == '/'))
        i++;
    *rest = str_from(*rest, i);
    if (rest->len == 0 || rest->ptr[0] == '>') {
        *rest = str_from(*rest, 1);
        return false;
    }
    for (i = 0; i < rest->len && !char_is_space(rest->ptr[i]) && rest->ptr[i] != '/' &&
                rest->ptr[i] != '>' && (rest->ptr[i] != '=' || i == 0);)
        i++;
    *name = str_sub(*rest, 0, i);
    *value = STR("");
    while (i < rest->len && char_is_space(rest->ptr[i]))
        i++;
    *rest = str_from(*rest, i);
    if (!str_starts(*rest, STR("=")))
        return true;
    for (i = 1; i < rest->len && char_is_space(rest->ptr[i]);)
        i++;
    *rest = str_from(*rest, i);
    if (rest->len > 0 && (rest->ptr[0] == '"' || rest->ptr[0] == '\'')) {
        size_t end = str_find_char(str_from(*rest, 1), rest->ptr[0]);

        *value = str_sub(*rest, 1, end == STR_NONE ? rest->len : end + 1);
        *rest = str_from(*rest, end == STR_NONE ? rest->len : end + 2);
        return true;
    }
    for (i = 0; i < rest->len && !char_is_space(rest->ptr[i]) && rest->ptr[i] != '>';)
        i++;
    *value = str_sub(*rest, 0, i);
    *rest = str_from(*rest, i);
    return true;
}

/* The attributes of a <meta>, taken; what it declares or ENCODING_NONE. */
static enum encoding_id
meta_declared(str *rest)
{
    str name, value;
    bool is_content_type = false, has_charset = false;
    enum encoding_id charset = ENCODING_NONE, content = ENCODING_NONE;

    while (take_attr(rest, &name, &value)) {
        if (str_eq_nocase(name, STR("http-equiv"))) {
            is_content_type |= str_eq_nocase(value, STR("content-type"));
        } else if (str_eq_nocase(name, STR("content")) && !content) {
            content = content_charset(value);
        } else if (str_eq_nocase(name, STR("charset")) && !has_charset) {
            charset = encoding_find(value);
            has_charset = true;
        }
    }
    if (!has_charset && is_content_type)
        charset = content;
    /* A <meta> that could be read as ASCII is not in UTF-16. */
    return charset && encodings[charset].unit > 1 ? ENCODING_UTF_8 : charset;
}

/* WHATWG, "prescan a byte stream to determine its encoding". */
static enum encoding_id
html_declared(str head)
{
    str rest = head, name, value;

    while (rest.len > 0) {
        size_t at = str_find_char(rest, '<');

        if (at == STR_NONE)
            break;
        rest = str_from(rest, at);
        if (str_starts(rest, STR("<!--"))) {
            /* "<!-->" is a comment too, so the end may share the beginning's dashes */
            size_t end = str_find(str_from(rest, 2), STR("-->"));

            rest = end == STR_NONE ? STR("") : str_from(rest, end + 5);
            continue;
        }
        bool is_meta = str_starts_nocase(rest, STR("<meta")) && rest.len > 5 &&
                       (char_is_space(rest.ptr[5]) || rest.ptr[5] == '/');

        if (is_meta) {
            rest = str_from(rest, 5);
            enum encoding_id found = meta_declared(&rest);

            if (found)
                return found;
            continue;
        }
        size_t letter = str_starts(rest, STR("</")) ? 2 : 1;

        if (letter < rest.len && char_is_alpha(rest.ptr[letter])) {
            size_t i = letter;

            while (i < rest.len && !char_is_space(rest.ptr[i]) && rest.ptr[i] != '>')
                i++;
            for (rest = str_from(rest, i); take_attr(&rest, &name, &value);)
                ;
        } else if (rest.len > 1 && (letter == 2 || rest.ptr[1] == '!' || rest.ptr[1] == '?')) {
            size_t end = str_find_char(rest, '>');

            rest = end == STR_NONE ? STR("") : str_from(rest, end + 1);
        } else {
            rest = str_from(rest, 1);
        }
    }
    return xml_declared(str_sub(head, 0, 1024));
}

/* ---- guessing ---- */

struct utf8_census {
    size_t good, bad; /* sequences of more than one byte; bytes that are none */
};

/* Is all of rest the beginning of one sequence? Transfers have limits, and end where they end. */
static bool
is_cut_sequence(str rest)
{
    unsigned char lead = (unsigned char)rest.ptr[0];
    size_t want = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

    if (lead < 0xC2 || lead > 0xF4 || rest.len >= want)
        return false;
    for (size_t i = 1; i < rest.len; i++)
        if (((unsigned char)rest.ptr[i] & 0xC0) != 0x80)
            return false;
    return true;
}

/* Over all of raw, or as far as it takes to find most_bad. */
static struct utf8_census
count_utf8(str raw, size_t most_bad)
{
    struct utf8_census census = { 0 };

    for (str rest = raw; rest.len > 0 && census.bad < most_bad;) {
        if (rest.len >= 8 && bytes_are_ascii(rest.ptr)) {
            rest = str_from(rest, 8);
            continue;
        }
        if (is_cut_sequence(rest))
            break;
        size_t before = rest.len;
        uint32_t rune = rune_take(&rest);

        census.good += before - rest.len > 1;
        census.bad += rune == RUNE_BAD && before - rest.len == 1;
    }
    return census;
}

/*
 * KZ-1048 looks like windows-1251 to the detector. Where that has ґ, є, ј, ѕ and ќ it has Kazakh
 * letters; ј, ѕ or ќ together with ы, which the languages that have those lack, is Kazakh.
 */
static bool
is_kazakh(str raw)
{
    size_t kazakh = 0, yeru = 0;

    for (size_t i = 0; i < raw.len; i++) {
        unsigned char c = (unsigned char)raw.ptr[i];

        kazakh += c == 0xBC || c == 0xBE || c == 0x9D;
        yeru += c == 0xFB;
    }
    return kazakh >= 3 && yeru > 0;
}

static enum encoding_id
detect(str raw)
{
    struct arena a = { 0 };
    enum encoding_id found;
    size_t from = 0;

    /* Scripts and markup before the first foreign byte teach nothing. */
    while (from < raw.len && (signed char)raw.ptr[from] >= 0 && raw.ptr[from] != 0x1B)
        from++;
    str seen = str_sub(raw, from > 256 ? from - 256 : 0, from + DETECT_LEN);

    found = encoding_find(detector_guess(&a, seen));
    arena_free(&a);
    if (found == ENCODING_WINDOWS_1251 && is_kazakh(seen))
        found = ENCODING_KZ_1048;
    return found ? found : ENCODING_WINDOWS_1252;
}

/* Does raw make sense in this encoding of more than one byte a unit? */
static bool
is_wide_sane(str raw, enum encoding_id id)
{
    size_t unit = encodings[id].unit, controls = 0, odd = 0, count = 0;
    bool is_big = id == ENCODING_UTF_16BE || id == ENCODING_UTF_32BE;
    size_t most = MIN(raw.len, PEEK_LEN);

    for (size_t i = 0; i + unit <= most; i += unit, count++) {
        uint32_t value = 0;

        for (size_t k = 0; k < unit; k++)
            value = value << 8 | (unsigned char)raw.ptr[is_big ? i + k : i + unit - 1 - k];
        controls += value < 0x20 && value != '\n' && value != '\r' && value != '\t';
        /* private use, unassigned planes; and Yi to half-width forms never make most of a text */
        odd += (unit == 2 && value >= 0xE000 && value < 0xFB00) || value > 0x3FFFF;
    }
    /* ASCII read as UTF-16 is Chinese without one newline, blank or tag. */
    size_t lefts = 0;

    for (size_t i = 0; i < most; i++)
        lefts += raw.ptr[i] == '\0';
    return count > 0 && controls + odd <= count / 16 && (lefts > 0 || !utf8_is_valid(raw));
}

/* ---- decoding ---- */

/* Valid UTF-8 without NUL and marks from nearly valid. */
static str
mend_utf8(struct arena *a, str raw, bool *out_has_bad)
{
    if (utf8_is_valid(raw) && str_find_char(raw, '\0') == STR_NONE)
        return arena_str(a, raw);
    struct buf b = { .arena = a };

    convert_reserve(&b, raw, 1);
    for (str rest = raw; rest.len > 0;) {
        size_t plain = 0;

        while (plain + 8 <= rest.len && bytes_are_ascii(rest.ptr + plain) &&
               !memchr(rest.ptr + plain, '\0', 8))
            plain += 8;
        buf_add(&b, str_sub(rest, 0, plain));
        rest = str_from(rest, plain);
        if (rest.len == 0)
            break;
        size_t before = rest.len;
        uint32_t rune = rune_take(&rest);

        *out_has_bad |= rune == RUNE_BAD && before - rest.len == 1;
        if (rune != 0)
            buf_add_rune(&b, rune);
    }
    return buf_str(&b);
}

static str
without_nul(str s)
{
    char *to = (char *)(uintptr_t)s.ptr;
    size_t len = 0;

    if (str_find_char(s, '\0') == STR_NONE)
        return s;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '\0')
            to[len++] = s.ptr[i];
    return (str){ s.ptr, len };
}

static void
decode_as(struct arena *a, str raw, enum encoding_id id, struct text_decoded *out)
{
    struct buf b = { .arena = a };

    out->has_bad_bytes = false;
    out->charset = encodings[id].name;
    if (id == ENCODING_UTF_8 || !convert(&b, raw, &encodings[id], &out->has_bad_bytes)) {
        out->charset = encodings[ENCODING_UTF_8].name;
        out->text = mend_utf8(a, raw, &out->has_bad_bytes);
    } else {
        out->text = without_nul(buf_str(&b)); /* b's own bytes: nobody else sees them yet */
    }
    if (str_starts(out->text, STR("\xEF\xBB\xBF")))
        out->text = str_from(out->text, 3);
}

/* XML 1.0, appendix F: the declaration is readable in any EBCDIC, and tells which one it is. */
static enum encoding_id
find_ebcdic(str raw, str http_charset)
{
    enum encoding_id id = encoding_find(http_charset);
    struct arena a = { 0 };
    struct buf head = { .arena = &a };
    bool has_bad = false;

    if (!str_starts(raw, STR("\x4C\x6F\xA7\x94")))
        return ENCODING_NONE;
    if (!encoding_is_ebcdic(id) &&
        convert(&head, str_sub(raw, 0, 256), &encodings[ENCODING_IBM037], &has_bad))
        id = xml_declared(buf_str(&head));
    arena_free(&a);
    return encoding_is_ebcdic(id) ? id : ENCODING_IBM037;
}

static enum encoding_id
find_declared(str raw, enum text_kind kind, str http_charset)
{
    enum encoding_id id = encoding_find(http_charset);

    if (!id && kind == TEXT_XML)
        id = xml_declared(str_sub(raw, 0, 1024));
    else if (!id && kind == TEXT_HTML)
        id = html_declared(str_sub(raw, 0, PRESCAN_LEN));
    /* Markup in it would not have been readable. */
    return encoding_is_ebcdic(id) && kind != TEXT_PLAIN ? ENCODING_NONE : id;
}

/* What was declared, when the bytes do not speak against it; else what they look like. */
static enum encoding_id
choose(str raw, enum encoding_id declared, bool *out_is_guessed)
{
    bool is_narrow = encodings[declared].unit == 1;
    bool is_legacy = declared && is_narrow && declared != ENCODING_UTF_8;

    *out_is_guessed = false;
    if (!is_narrow && is_wide_sane(raw, declared))
        return declared;
    struct utf8_census census = count_utf8(raw, is_legacy ? 1 : SIZE_MAX);
    bool is_all_utf8 = census.good > 0 && census.bad == 0;

    if (declared == ENCODING_UTF_8 ? census.bad <= census.good : is_legacy && !is_all_utf8)
        return declared;
    *out_is_guessed = true;
    if (is_all_utf8 || census.bad * 8 < census.good)
        return ENCODING_UTF_8;
    if (census.bad == 0 && str_find_char(raw, 0x1B) == STR_NONE)
        return ENCODING_UTF_8; /* ASCII, and not the shifting kind */
    enum encoding_id found = detect(raw);

    return encodings[found].unit > 1 && !is_wide_sane(raw, found) ? ENCODING_WINDOWS_1252 : found;
}

void
text_decode(struct arena *a, str raw, enum text_kind kind, str http_charset,
            struct text_decoded *out)
{
    size_t mark_len = 0;
    enum encoding_id id = find_mark(raw, &mark_len);

    *out = (struct text_decoded){ 0 };
    if (!id)
        id = find_by_zeros(raw);
    if (!id)
        id = find_ebcdic(raw, http_charset);
    if (id) {
        decode_as(a, str_from(raw, mark_len), id, out);
        return;
    }
    bool is_guessed = false;

    id = choose(raw, find_declared(raw, kind, http_charset), &is_guessed);
    decode_as(a, raw, id, out);
    out->is_guessed = is_guessed;
}
