#include <courant/base.h>

#include <endian.h>
#include <string.h>

bool
char_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool
char_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool
char_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool
char_is_alnum(char c)
{
    return char_is_alpha(c) || char_is_digit(c);
}

char
char_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

int
char_hex(char c)
{
    if (char_is_digit(c))
        return c - '0';
    return char_lower(c) >= 'a' && char_lower(c) <= 'f' ? char_lower(c) - 'a' + 10 : -1;
}

str
str_of(const char *text)
{
    return (str){ text, text ? strlen(text) : 0 };
}

bool
str_eq(str x, str y)
{
    return x.len == y.len && (x.len == 0 || memcmp(x.ptr, y.ptr, x.len) == 0);
}

bool
str_eq_nocase(str x, str y)
{
    return x.len == y.len && str_starts_nocase(x, y);
}

int
str_cmp(str x, str y)
{
    size_t len = MIN(x.len, y.len);
    int order = len ? memcmp(x.ptr, y.ptr, len) : 0;

    return order ? order : (x.len > y.len) - (x.len < y.len);
}

bool
str_starts(str s, str prefix)
{
    return s.len >= prefix.len && str_eq(str_sub(s, 0, prefix.len), prefix);
}

bool
str_starts_nocase(str s, str prefix)
{
    if (s.len < prefix.len)
        return false;
    for (size_t i = 0; i < prefix.len; i++)
        if (char_lower(s.ptr[i]) != char_lower(prefix.ptr[i]))
            return false;
    return true;
}

bool
str_ends(str s, str suffix)
{
    return s.len >= suffix.len && str_eq(str_from(s, s.len - suffix.len), suffix);
}

size_t
str_find(str s, str needle)
{
    const char *found;

    if (needle.len == 0)
        return 0;
    if (s.len < needle.len)
        return STR_NONE;
    found = memmem(s.ptr, s.len, needle.ptr, needle.len);
    return found ? (size_t)(found - s.ptr) : STR_NONE;
}

size_t
str_find_nocase(str s, str needle)
{
    for (size_t i = 0; i + needle.len <= s.len; i++)
        if (str_starts_nocase(str_from(s, i), needle))
            return i;
    return STR_NONE;
}

size_t
str_find_char(str s, char c)
{
    const char *found = s.len ? memchr(s.ptr, c, s.len) : NULL;

    return found ? (size_t)(found - s.ptr) : STR_NONE;
}

size_t
str_find_last(str s, char c)
{
    for (size_t i = s.len; i > 0; i--)
        if (s.ptr[i - 1] == c)
            return i - 1;
    return STR_NONE;
}

str
str_sub(str s, size_t from, size_t to)
{
    to = MIN(to, s.len);
    from = MIN(from, to);
    return (str){ s.ptr ? s.ptr + from : NULL, to - from };
}

str
str_from(str s, size_t from)
{
    return str_sub(s, from, s.len);
}

str
str_trim(str s)
{
    while (s.len > 0 && char_is_space(s.ptr[s.len - 1]))
        s.len--;
    while (s.len > 0 && char_is_space(s.ptr[0]))
        s = str_from(s, 1);
    return s;
}

bool
str_take_int(str *rest, int64_t *out)
{
    int64_t value = 0;
    size_t i = 0;

    for (; i < rest->len && char_is_digit(rest->ptr[i]); i++) {
        int digit = rest->ptr[i] - '0';

        if (value > (INT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    if (i == 0)
        return false;
    *rest = str_from(*rest, i);
    *out = value;
    return true;
}

bool
str_take_line(str *rest, str *line)
{
    if (rest->len == 0)
        return false;
    size_t end = str_find_char(*rest, '\n');

    if (end == STR_NONE) {
        *line = *rest;
        *rest = str_from(*rest, rest->len);
    } else {
        *line = str_sub(*rest, 0, end);
        *rest = str_from(*rest, end + 1);
    }
    if (line->len > 0 && line->ptr[line->len - 1] == '\r')
        line->len--;
    return true;
}

bool
str_take_field(str *rest, char separator, str *field)
{
    if (!rest->ptr)
        return false;
    size_t end = str_find_char(*rest, separator);

    if (end == STR_NONE) {
        *field = *rest;
        *rest = (str){ 0 };
    } else {
        *field = str_sub(*rest, 0, end);
        *rest = str_from(*rest, end + 1);
    }
    return true;
}

/* FNV-1a over eight bytes at a time, mixed at the end; for tables and identities, not for secrets. */
uint64_t
str_hash(str s)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325) ^ (s.len * UINT64_C(0x9e3779b97f4a7c15));
    size_t i = 0;

    for (; i + 8 <= s.len; i += 8) {
        uint64_t word;

        memcpy(&word, s.ptr + i, sizeof(word));
        h = (h ^ le64toh(word)) * UINT64_C(0x100000001b3);
        h ^= h >> 29;
    }
    for (; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * UINT64_C(0x100000001b3);
    h ^= h >> 33;
    h *= UINT64_C(0xff51afd7ed558ccd);
    h ^= h >> 33;
    h *= UINT64_C(0xc4ceb9fe1a85ec53);
    return h ^ (h >> 33);
}
