/*
 * src/text/rune.h: what the files of text/ ask of a code point, and pieces they share.
 *
 * Shape   any uint32_t; what is no code point answers as an unassigned one
 * Threads any
 */
#ifndef COURANT_TEXT_RUNE_H
#define COURANT_TEXT_RUNE_H

#include <courant/base.h>

#include <string.h>

/* Embeddings, overrides and isolates: they can turn around text that is not theirs. */
static inline bool
rune_is_bidi_control(uint32_t rune)
{
    return (rune >= 0x202A && rune <= 0x202E) || (rune >= 0x2066 && rune <= 0x2069);
}

static inline bool
rune_is_bidi_mark(uint32_t rune)
{
    return rune == 0x200E || rune == 0x200F || rune == 0x061C;
}

static inline bool
rune_is_variation(uint32_t rune)
{
    return (rune >= 0xFE00 && rune <= 0xFE0F) || (rune >= 0xE0100 && rune <= 0xE01EF) ||
           (rune >= 0x180B && rune <= 0x180F && rune != 0x180E);
}

static inline bool
rune_is_noncharacter(uint32_t rune)
{
    return (rune & 0xFFFE) == 0xFFFE || (rune >= 0xFDD0 && rune <= 0xFDEF);
}

/* Takes no room and has no look of its own: hides in names, shears rows. */
bool rune_is_ignorable(uint32_t rune);

/* Blanks of any width that a line may break at; no-break ones are not here. */
static inline bool
rune_is_blank(uint32_t rune)
{
    return rune == ' ' || (rune >= '\t' && rune <= '\r') || rune == 0x85 || rune == 0x1680 ||
           (rune >= 0x2000 && rune <= 0x200A && rune != 0x2007) || rune == 0x2028 ||
           rune == 0x2029 || rune == 0x205F || rune == 0x3000;
}

static inline bool
rune_is_nbsp(uint32_t rune)
{
    return rune == 0xA0 || rune == 0x202F || rune == 0x2007;
}

/* Are the eight bytes at p all ASCII? */
static inline bool
bytes_are_ascii(const char *p)
{
    uint64_t word;

    memcpy(&word, p, sizeof(word));
    return !(word & UINT64_C(0x8080808080808080));
}

/* Are the eight bytes at p all visible ASCII or blanks: no newline, tab or other control? */
static inline bool
bytes_are_plain(const char *p)
{
    uint64_t word;

    memcpy(&word, p, sizeof(word));
    uint64_t low = word - UINT64_C(0x2020202020202020);
    uint64_t del = word + UINT64_C(0x0101010101010101);

    return !((low | del | word) & UINT64_C(0x8080808080808080));
}

#endif
