/*
 * The one way from outside to the store and the screen.
 *
 * What a terminal could take for an order is cut out: C0 and C1 controls and DEL, and with them the
 * whole escape sequence that they begin (ECMA-48: CSI, and the strings OSC, DCS, SOS, PM, APC), so
 * that no "[31m" is left behind. Bidi overrides go, since they turn around the text beside them.
 * Bad UTF-8 becomes U+FFFD, one for each bad byte. Line ends become "\n".
 *
 * Nearly all that comes is clean already: a scan finds how much, and that is copied whole.
 */
#include "rune.h"

#include <courant/text.h>

#define ESC 0x1B
/* An escape sequence longer than this is none: the text that follows must not be lost. */
#define CSI_MOST     32
#define CONTROL_MOST 4096

/* What one byte means for the scan of a body. */
enum byte_class { BYTE_FINE, BYTE_BAD, BYTE_TWO, BYTE_ODD };

static enum byte_class
class_of(unsigned char c)
{
    if (c >= 0x80)
        return c >= 0xC3 && c <= 0xDF ? BYTE_TWO : BYTE_ODD;
    return (c >= 0x20 && c != 0x7F) || c == '\n' || c == '\t' ? BYTE_FINE : BYTE_BAD;
}

static bool
rune_is_allowed(uint32_t rune)
{
    if (rune < 0xA0)
        return (rune >= 0x20 && rune < 0x7F) || rune == '\n' || rune == '\t';
    return !rune_is_bidi_control(rune) && !rune_is_noncharacter(rune) && rune != 0xFEFF &&
           rune != 0x2028 && rune != 0x2029 && !(rune >= 0xFFF9 && rune <= 0xFFFB);
}

/* A rune at s[i] that may stay: its length in bytes, else 0. */
static size_t
allowed_len(str s, size_t i)
{
    str rest = str_from(s, i);
    size_t left = rest.len;
    uint32_t rune = rune_take(&rest);
    size_t len = left - rest.len;

    if (rune == RUNE_BAD && len == 1)
        return 0;
    return rune_is_allowed(rune) ? len : 0;
}

/* How many bytes from `from` on would stay as they are. */
static size_t
clean_until(str s, size_t from)
{
    size_t i = from;

    while (i < s.len) {
        if (i + 8 <= s.len && bytes_are_plain(s.ptr + i)) {
            i += 8;
            continue;
        }
        enum byte_class class = class_of((unsigned char)s.ptr[i]);
        size_t len = 1;

        if (class == BYTE_TWO && i + 1 < s.len && ((unsigned char)s.ptr[i + 1] & 0xC0) == 0x80)
            len = 2;
        else if (class == BYTE_BAD)
            return i;
        else if (class != BYTE_FINE && (len = allowed_len(s, i)) == 0)
            return i;
        i += len;
    }
    return i;
}

bool
text_is_clean(str s)
{
    return clean_until(s, 0) == s.len;
}

static bool
is_final(char c)
{
    return c >= 0x40 && c <= 0x7E;
}

/* Takes the rest of a control sequence: parameters, intermediates, one final byte. */
static void
skip_csi(str *rest)
{
    size_t i = 0;

    while (i < rest->len && i < CSI_MOST && rest->ptr[i] >= 0x20 && rest->ptr[i] <= 0x3F)
        i++;
    *rest = str_from(*rest, i + (i < rest->len && is_final(rest->ptr[i])));
}

/* Takes a control string up to BEL or ST; where neither comes soon, nothing. */
static void
skip_string(str *rest)
{
    size_t most = MIN(rest->len, (size_t)CONTROL_MOST);

    for (size_t i = 0; i < most; i++) {
        unsigned char c = (unsigned char)rest->ptr[i];

        if (c == '\n')
            return;
        if (c == 0x07 || c == ESC) {
            bool is_st = c == ESC && i + 1 < rest->len && rest->ptr[i + 1] == '\\';

            *rest = str_from(*rest, c == ESC ? i + (is_st ? 2 : 0) : i + 1);
            return;
        }
        if (c == 0xC2 && i + 1 < rest->len && (unsigned char)rest->ptr[i + 1] == 0x9C) {
            *rest = str_from(*rest, i + 2);
            return;
        }
    }
}

/* After ESC or a C1 control has been taken: takes what belongs to it. */
static void
skip_sequence(str *rest, uint32_t control)
{
    if (control == ESC) {
        size_t i = 0;

        while (i < rest->len && i < CSI_MOST && rest->ptr[i] >= 0x20 && rest->ptr[i] <= 0x2F)
            i++;
        if (i == rest->len || rest->ptr[i] < 0x30 || rest->ptr[i] > 0x7E)
            return;
        control = i == 0 ? (uint32_t)(unsigned char)rest->ptr[0] + 0x40 : 0;
        *rest = str_from(*rest, i + 1);
    }
    switch (control) {
    case 0x9B: skip_csi(rest); break;
    case 0x90:
    case 0x98:
    case 0x9D:
    case 0x9E:
    case 0x9F: skip_string(rest); break;
    default: break;
    }
}

/*
 * The next rune of rest that may be shown, taken off with all that must go before it; false at the
 * end. A line end of any kind comes as '\n'.
 */
static bool
take_allowed(str *rest, uint32_t *out)
{
    while (rest->len > 0) {
        uint32_t rune = rune_take(rest);

        if (rune == '\r' || rune == 0x85 || rune == 0x2028 || rune == 0x2029) {
            if (rune == '\r' && rest->len > 0 && rest->ptr[0] == '\n')
                *rest = str_from(*rest, 1);
            *out = '\n';
            return true;
        }
        if (rune == ESC || (rune >= 0x80 && rune < 0xA0)) {
            skip_sequence(rest, rune);
        } else if (rune == 0x0B || rune == 0x0C) {
            *out = '\n';
            return true;
        } else if (rune_is_allowed(rune)) {
            *out = rune;
            return true;
        }
    }
    return false;
}

str
text_clean_block(struct arena *a, str raw)
{
    size_t clean = clean_until(raw, 0);

    if (clean == raw.len)
        return arena_str(a, raw);
    struct buf b = { .arena = a };

    for (size_t from = 0;;) {
        str rest = str_from(raw, clean);
        uint32_t rune;

        buf_add(&b, str_sub(raw, from, clean));
        if (!take_allowed(&rest, &rune))
            return buf_str(&b);
        buf_add_rune(&b, rune);
        from = raw.len - rest.len;
        clean = clean_until(raw, from);
    }
}

/* One blank at most between visible ASCII, none at either end: then one line needs no work. */
static bool
is_plain_line(str raw)
{
    unsigned char before = ' ';

    for (size_t i = 0; i < raw.len; i++) {
        unsigned char c = (unsigned char)raw.ptr[i];

        if (c < 0x20 || c >= 0x7F || (c == ' ' && before == ' '))
            return false;
        before = c;
    }
    return before != ' ';
}

/* In one line these only hide: words with them would not be found, titles not seen as equal. */
static bool
is_hidden_in_line(uint32_t rune)
{
    return rune == 0xAD || rune == 0x200B || rune == 0x2060;
}

str
text_clean(struct arena *a, str raw)
{
    struct buf b = { .arena = a };
    uint32_t rune, gap = 0;
    str rest = raw;

    if (raw.len > 0 && is_plain_line(raw))
        return arena_str(a, raw);
    while (take_allowed(&rest, &rune)) {
        if (rune_is_blank(rune)) {
            gap = ' ';
        } else if (rune_is_nbsp(rune)) {
            gap = gap ? ' ' : rune;
        } else if (!is_hidden_in_line(rune)) {
            if (gap && b.len > 0)
                buf_add_rune(&b, gap);
            gap = 0;
            buf_add_rune(&b, rune);
        }
    }
    return buf_str(&b);
}

str
text_clean_url(struct arena *a, str raw)
{
    struct buf b = { .arena = a };
    str rest = str_trim(raw);
    uint32_t rune;

    while (rest.len > 0) {
        /* Overrides are taken before the common way cuts them: they are to be seen, escaped. */
        str here = rest;
        bool is_override = rune_is_bidi_control(rune_take(&here));

        if (is_override)
            rune = rune_take(&rest);
        else if (!take_allowed(&rest, &rune))
            break;
        if (rune == '\n' || rune == '\t')
            continue;
        if (rune_is_ignorable(rune) || rune_is_blank(rune) || rune_is_nbsp(rune)) {
            char bytes[4];
            size_t len = rune_encode(rune, bytes);

            for (size_t i = 0; i < len; i++)
                buf_printf(&b, "%%%02X", (unsigned)(unsigned char)bytes[i]);
        } else {
            buf_add_rune(&b, rune);
        }
    }
    return buf_str(&b);
}
