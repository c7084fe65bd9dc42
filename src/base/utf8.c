#include <courant/base.h>

#include <string.h>

/* Source: RFC 3629; table 3-7 of the Unicode standard for which second bytes may follow. */

static bool
is_continuation(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* Bytes that the well-formed sequence at p takes, 0 when there is none. */
static size_t
sequence_len(const unsigned char *p, size_t len)
{
    if (p[0] < 0x80)
        return 1;
    if (p[0] < 0xC2 || p[0] > 0xF4)
        return 0;
    size_t want = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;

    if (len < want)
        return 0;
    for (size_t i = 1; i < want; i++)
        if (!is_continuation(p[i]))
            return 0;
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ||
        (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
        return 0;
    return want;
}

uint32_t
rune_take(str *rest)
{
    const unsigned char *p = (const unsigned char *)rest->ptr;
    size_t len = p[0] < 0x80 ? 1 : sequence_len(p, rest->len);

    rest->ptr += len ? len : 1;
    rest->len -= len ? len : 1;
    switch (len) {
    case 1: return p[0];
    case 2: return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
    case 3: return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    case 4:
        return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 |
               (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
    default: return RUNE_BAD;
    }
}

size_t
rune_encode(uint32_t rune, char out[4])
{
    if (rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF))
        rune = RUNE_BAD;
    if (rune < 0x80) {
        out[0] = (char)rune;
        return 1;
    }
    if (rune < 0x800) {
        out[0] = (char)(0xC0 | rune >> 6);
        out[1] = (char)(0x80 | (rune & 0x3F));
        return 2;
    }
    if (rune < 0x10000) {
        out[0] = (char)(0xE0 | rune >> 12);
        out[1] = (char)(0x80 | (rune >> 6 & 0x3F));
        out[2] = (char)(0x80 | (rune & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | rune >> 18);
    out[1] = (char)(0x80 | (rune >> 12 & 0x3F));
    out[2] = (char)(0x80 | (rune >> 6 & 0x3F));
    out[3] = (char)(0x80 | (rune & 0x3F));
    return 4;
}

bool
utf8_is_valid(str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;

    for (size_t i = 0; i < s.len;) {
        uint64_t word;

        if (i + 8 <= s.len && (memcpy(&word, p + i, 8), !(word & UINT64_C(0x8080808080808080)))) {
            i += 8;
            continue;
        }
        size_t len = sequence_len(p + i, s.len - i);

        if (len == 0)
            return false;
        i += len;
    }
    return true;
}

str
utf8_front(str s, size_t most)
{
    size_t len = MIN(s.len, most);

    while (len > 0 && len < s.len && is_continuation((unsigned char)s.ptr[len]))
        len--;
    return str_sub(s, 0, len);
}
