#include "line.h"

static bool
fault(struct line *out, const char *why)
{
    out->kind = LINE_BAD;
    out->fault = why;
    return false;
}

/* Would survive iniparser and act on a terminal, or turn the order of what is shown. */
static bool
is_control(uint32_t rune)
{
    return (rune < ' ' && rune != '\t') || (rune >= 0x7F && rune < 0xA0) ||
           (rune >= 0x2028 && rune <= 0x202E) || (rune >= 0x2066 && rune <= 0x2069);
}

/* As nearly every line is. */
static bool
is_plain(str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < ' ' || (unsigned char)text.ptr[i] >= 0x7F)
            return false;
    return true;
}

static bool
check_bytes(str text, struct line *out)
{
    if (text.len > LINE_MOST_BYTES)
        return fault(out, "longer than 1000 bytes");
    if (is_plain(text))
        return true;
    if (!utf8_is_valid(text))
        return fault(out, "is not UTF-8; save the file as UTF-8");
    while (text.len > 0)
        if (is_control(rune_take(&text)))
            return fault(out, "has a control character in it");
    return true;
}

static bool
is_comment(str text)
{
    return text.len > 0 && (text.ptr[0] == '#' || text.ptr[0] == ';');
}

static void
read_section(str text, struct line *out)
{
    size_t end = str_find_char(text, ']');
    str after = end == STR_NONE ? text : str_trim(str_from(text, end + 1));

    out->kind = LINE_SECTION;
    out->name = str_trim(str_sub(text, 1, end));
    if (end == STR_NONE)
        fault(out, "a section's name ends with ]");
    else if (out->name.len == 0 || out->name.len > NAME_MOST_BYTES)
        fault(out, "a section's name has 1 to 128 letters");
    else if (after.len > 0 && !is_comment(after))
        fault(out, "only a comment may stand behind a section's ]");
}

static bool
check_key(str key, struct line *out)
{
    if (key.len == 0)
        return fault(out, "nothing stands before the =");
    if (key.len > NAME_MOST_BYTES)
        return fault(out, "what stands before the = is too long");
    for (size_t i = 0; i < key.len; i++)
        if (!char_is_alnum(key.ptr[i]) && key.ptr[i] != '-' && key.ptr[i] != '_' &&
            key.ptr[i] != '.')
            return fault(out, "before the = only letters, digits and - _ . may stand");
    return true;
}

/* iniparser knows no escapes: the value ends with the next quote, and what follows is lost. */
static void
read_quoted(str value, struct line *out)
{
    size_t end = str_find_char(str_from(value, 1), value.ptr[0]);

    if (end == STR_NONE) {
        fault(out, value.ptr[0] == '"' ? "the \" is not closed" : "the ' is not closed");
        return;
    }
    out->written = str_sub(value, 0, end + 2);
    str after = str_trim(str_from(value, end + 2));

    if (after.len == 0 || is_comment(after))
        return;
    if (end > 0 && value.ptr[end] == '\\')
        out->warning =
            "the value ends at the second quote: \\ escapes nothing here; put a text that has "
            "\" in it between '…'";
    else
        out->warning = "what stands behind the closing quote is not read";
}

/* An unquoted value ends at # or ;, wherever it stands; only after a blank is it likely a comment. */
static void
read_plain(str value, struct line *out)
{
    size_t cut = 0;

    while (cut < value.len && value.ptr[cut] != '#' && value.ptr[cut] != ';')
        cut++;
    out->written = str_trim(str_sub(value, 0, cut));
    if (cut < value.len && cut == 0)
        out->warning = "the value is empty: # and ; begin a comment; put it in quotes";
    else if (cut < value.len && !char_is_space(value.ptr[cut - 1]))
        out->warning = "the value ends at the # or ;: put it in quotes";
}

static void
read_entry(str text, struct line *out)
{
    size_t equals = str_find_char(text, '=');

    if (equals == STR_NONE) {
        fault(out, "is none of: [section], key = \"value\", # comment");
        return;
    }
    str value = str_trim(str_from(text, equals + 1));

    out->kind = LINE_ENTRY;
    out->name = str_trim(str_sub(text, 0, equals));
    if (!check_key(out->name, out))
        return;
    if (value.len > 0 && (value.ptr[0] == '"' || value.ptr[0] == '\''))
        read_quoted(value, out);
    else
        read_plain(value, out);
}

/* iniparser joins such a line with the next one, a comment too, which then swallows a setting. */
static bool
take_backslash(str *text)
{
    if (!str_ends(*text, STR("\\")))
        return false;
    while (str_ends(*text, STR("\\")))
        text->len--;
    *text = str_trim(*text);
    return true;
}

void
line_read(str text, struct line *out)
{
    *out = (struct line){ 0 };
    if (!check_bytes(text, out))
        return;
    text = str_trim(text);
    bool has_backslash = take_backslash(&text);

    if (text.len == 0)
        out->kind = LINE_EMPTY;
    else if (is_comment(text))
        out->kind = LINE_COMMENT;
    else if (text.ptr[0] == '[')
        read_section(text, out);
    else
        read_entry(text, out);
    if (has_backslash && !out->warning)
        out->warning = "a \\ at the end joins no lines; it is left out";
}
