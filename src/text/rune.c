#include "rune.h"

struct range {
    uint32_t first, last;
};

/* Default_Ignorable_Code_Point, and what looks like nothing at all (Hangul fillers, blank Braille). */
static const struct range ignorables[] = {
    { 0xAD, 0xAD },       { 0x34F, 0x34F },     { 0x61C, 0x61C },   { 0x115F, 0x1160 },
    { 0x17B4, 0x17B5 },   { 0x180B, 0x180F },   { 0x200B, 0x200F }, { 0x202A, 0x202E },
    { 0x2060, 0x206F },   { 0x2800, 0x2800 },   { 0x3164, 0x3164 }, { 0xFE00, 0xFE0F },
    { 0xFEFF, 0xFEFF },   { 0xFFA0, 0xFFA0 },   { 0xFFF0, 0xFFFB }, { 0x1BCA0, 0x1BCA3 },
    { 0x1D173, 0x1D17A }, { 0xE0000, 0xE0FFF },
};

bool
rune_is_ignorable(uint32_t rune)
{
    size_t low = 0, high = ARRAY_LEN(ignorables);

    /* nearly every letter: told without a search */
    if (rune < 0xAD || (rune > 0x34F && rune < 0x115F && rune != 0x61C) ||
        (rune > 0x3164 && rune < 0xFE00))
        return false;
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (rune > ignorables[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < ARRAY_LEN(ignorables) && rune >= ignorables[low].first;
}
