#include "escape.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

/*
 * What ncurses sends with the entries that courant uses, and what ui/ sends itself: CSI sequences with these
 * last bytes (cursor, erase, insert and delete, scroll, modes, colours, cursor shape), OSC 8 links, two-byte ones for
 * the alternate character set, keypad, save and restore. Reports are never asked for: no "n", no "c".
 */
static const char csi_last[] = "ABCDGHJKLMPSTXZ@abdehlmrtq";
static const char after_esc[] = "78=>MDE\\";

static size_t
csi_len(str s, const char **why)
{
    size_t i = 2;

    while (i < s.len &&
           ((s.ptr[i] >= '0' && s.ptr[i] <= ';') || (s.ptr[i] >= '<' && s.ptr[i] <= '?')))
        i++;
    while (i < s.len && s.ptr[i] >= ' ' && s.ptr[i] <= '/')
        i++;
    if (i >= s.len)
        return s.len; /* cut by the reading, not by the program */
    if (!strchr(csi_last, s.ptr[i]))
        *why = "a CSI sequence that courant does not send";
    return i + 1;
}

/* OSC 8 ; params ; URL ST, of printable ASCII only; nothing else is an OSC of ours, but 52 after a key. */
static size_t
osc_len(str s, const char **why)
{
    size_t i = 2;

    if (s.len > 4 && !str_starts(str_from(s, 2), STR("8;")))
        *why = "an OSC that is no link";
    while (i < s.len && s.ptr[i] >= 0x21 && s.ptr[i] <= 0x7e)
        i++;
    if (i >= s.len)
        return s.len;
    if (s.ptr[i] == '\a')
        return i + 1;
    if (s.ptr[i] != '\x1b' || (i + 1 < s.len && s.ptr[i + 1] != '\\'))
        *why = "a link address that is not printable ASCII";
    return MIN(i + 2, s.len);
}

static size_t
escape_len(str s, const char **why)
{
    if (s.len < 2)
        return s.len;
    if (s.ptr[1] == '[')
        return csi_len(s, why);
    if (s.ptr[1] == ']')
        return osc_len(s, why);
    if (s.ptr[1] == '(' || s.ptr[1] == ')')
        return MIN(3, s.len);
    if (!strchr(after_esc, s.ptr[1]))
        *why = "an escape sequence that courant does not send";
    return 2;
}

bool
escape_is_known(str bytes, size_t *at, const char **why)
{
    str rest = bytes;

    *why = NULL;
    while (rest.len > 0 && !*why) {
        unsigned char c = (unsigned char)rest.ptr[0];

        *at = bytes.len - rest.len;
        if (c == 0x1b) {
            rest = str_from(rest, escape_len(rest, why));
        } else if (c < 0x20) {
            if (!strchr("\b\t\n\r\x0e\x0f", c) || c == 0)
                *why = "a control character";
            rest = str_from(rest, 1);
        } else {
            str before = rest;
            uint32_t rune = rune_take(&rest);

            if (rune == 0x7f || (rune >= 0x80 && rune < 0xa0))
                *why = "DEL or a C1 control";
            else if ((rune >= 0x202a && rune <= 0x202e) || (rune >= 0x2066 && rune <= 0x2069))
                *why = "a bidi control";
            else if (rune == RUNE_BAD && before.len - rest.len == 1 && rest.len > 3)
                *why = "a byte that is no UTF-8";
        }
    }
    return *why == NULL;
}

void
escape_expect_known(str bytes, const char *what)
{
    const char *why = NULL;
    size_t at = 0;

    if (escape_is_known(bytes, &at, &why))
        return;
    print_error("%s: %s at byte %zu:", what, why, at);
    for (size_t i = at > 20 ? at - 20 : 0; i < MIN(bytes.len, at + 40); i++)
        print_error(bytes.ptr[i] >= 0x20 && bytes.ptr[i] < 0x7f ? "%c" : "\\x%02x",
                    (unsigned char)bytes.ptr[i]);
    fail_msg("%s", why);
}
