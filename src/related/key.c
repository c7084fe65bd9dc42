#include "key.h"

#include <stdlib.h>
#include <string.h>

/*
 * Names are told by their consonants: vowels change with every language that writes a name down, and
 * endings with every case. So a word is first spelled in Latin letters, then what different
 * spellings write for one sound becomes one sign, vowels go, and the first four signs are the key.
 */

#define LATIN_MOST 24 /* letters looked at; keys are full long before */
#define KEY_LEAST  3
#define VOWEL_SIGN 'A'
#define HUSH_SIGN  'S' /* sh, ch, zh, j and their kin */

struct letter {
    uint32_t rune;
    const char *latin;
};

/* By code point, for bsearch. Signs that are silent (ь, alif and the long vowels of Arabic) are absent. */
/* clang-format off */
static const struct letter letters[] = {
    { 0xDF, "ss" }, { 0xE6, "ae" }, { 0xF0, "d" }, { 0xF8, "o" }, { 0xFE, "th" }, { 0x111, "d" },
    { 0x131, "i" }, { 0x142, "l" }, { 0x153, "oe" }, { 0x259, "a" },
    /* Greek */
    { 0x3B1, "a" }, { 0x3B2, "v" }, { 0x3B3, "g" }, { 0x3B4, "d" }, { 0x3B5, "e" }, { 0x3B6, "z" },
    { 0x3B7, "i" }, { 0x3B8, "th" }, { 0x3B9, "i" }, { 0x3BA, "k" }, { 0x3BB, "l" }, { 0x3BC, "m" },
    { 0x3BD, "n" }, { 0x3BE, "x" }, { 0x3BF, "o" }, { 0x3C0, "p" }, { 0x3C1, "r" }, { 0x3C2, "s" },
    { 0x3C3, "s" }, { 0x3C4, "t" }, { 0x3C5, "i" }, { 0x3C6, "f" }, { 0x3C7, "kh" }, { 0x3C8, "ps" },
    { 0x3C9, "o" },
    /* Cyrillic: Russian, then its neighbours */
    { 0x430, "a" }, { 0x431, "b" }, { 0x432, "v" }, { 0x433, "g" }, { 0x434, "d" }, { 0x435, "e" },
    { 0x436, "zh" }, { 0x437, "z" }, { 0x438, "i" }, { 0x439, "i" }, { 0x43A, "k" }, { 0x43B, "l" },
    { 0x43C, "m" }, { 0x43D, "n" }, { 0x43E, "o" }, { 0x43F, "p" }, { 0x440, "r" }, { 0x441, "s" },
    { 0x442, "t" }, { 0x443, "u" }, { 0x444, "f" }, { 0x445, "kh" }, { 0x446, "ts" }, { 0x447, "ch" },
    { 0x448, "sh" }, { 0x449, "sh" }, { 0x44B, "i" }, { 0x44D, "e" }, { 0x44E, "iu" }, { 0x44F, "ia" },
    { 0x451, "e" }, { 0x452, "zh" }, { 0x453, "g" }, { 0x454, "e" }, { 0x455, "dz" }, { 0x456, "i" },
    { 0x457, "i" }, { 0x458, "i" }, { 0x459, "l" }, { 0x45A, "n" }, { 0x45B, "ch" }, { 0x45C, "k" },
    { 0x45E, "u" }, { 0x45F, "zh" }, { 0x491, "g" }, { 0x493, "g" }, { 0x497, "zh" }, { 0x49B, "k" },
    { 0x4A3, "n" }, { 0x4AF, "u" }, { 0x4B1, "u" }, { 0x4B3, "kh" }, { 0x4B7, "ch" }, { 0x4BB, "kh" },
    { 0x4D9, "a" }, { 0x4E9, "o" },
    /* Hebrew */
    { 0x5D1, "b" }, { 0x5D2, "g" }, { 0x5D3, "d" }, { 0x5D4, "h" }, { 0x5D5, "v" }, { 0x5D6, "z" },
    { 0x5D7, "kh" }, { 0x5D8, "t" }, { 0x5DA, "kh" }, { 0x5DB, "k" }, { 0x5DC, "l" }, { 0x5DD, "m" },
    { 0x5DE, "m" }, { 0x5DF, "n" }, { 0x5E0, "n" }, { 0x5E1, "s" }, { 0x5E3, "f" }, { 0x5E4, "p" },
    { 0x5E5, "ts" }, { 0x5E6, "ts" }, { 0x5E7, "k" }, { 0x5E8, "r" }, { 0x5E9, "sh" }, { 0x5EA, "t" },
    /* Arabic and Persian */
    { 0x621, "a" }, { 0x622, "a" }, { 0x623, "a" }, { 0x624, "a" }, { 0x625, "a" }, { 0x626, "a" },
    { 0x627, "a" }, { 0x628, "b" }, { 0x62A, "t" }, { 0x62B, "t" }, { 0x62C, "zh" }, { 0x62D, "kh" },
    { 0x62E, "kh" }, { 0x62F, "d" }, { 0x630, "d" }, { 0x631, "r" }, { 0x632, "z" }, { 0x633, "s" },
    { 0x634, "sh" }, { 0x635, "s" }, { 0x636, "d" }, { 0x637, "t" }, { 0x638, "z" }, { 0x639, "a" },
    { 0x63A, "g" }, { 0x641, "f" }, { 0x642, "k" }, { 0x643, "k" }, { 0x644, "l" }, { 0x645, "m" },
    { 0x646, "n" }, { 0x647, "h" }, { 0x648, "u" }, { 0x64A, "i" }, { 0x67E, "p" }, { 0x686, "ch" },
    { 0x698, "zh" }, { 0x6A9, "k" }, { 0x6AF, "g" }, { 0x6CC, "i" },
};

/* Several letters for one sound, the longer before what it begins with. */
static const struct sound {
    const char *spelled;
    const char *signs;
} sounds[] = {
    { "tsch", "S" }, { "dzh", "S" }, { "tsz", "S" }, { "sch", "S" }, { "tch", "S" }, { "dj", "S" },
    { "sh", "S" }, { "ch", "S" }, { "cz", "S" }, { "sz", "S" }, { "zh", "S" }, { "kh", "h" },
    { "ph", "f" }, { "th", "t" }, { "ts", "s" }, { "tz", "s" }, { "ck", "k" }, { "qu", "k" },
    { "gh", "g" }, { "wh", "v" }, { "ce", "s" }, { "ci", "s" }, { "cy", "s" }, { "x", "ks" },
    { "c", "k" }, { "q", "k" }, { "w", "v" }, { "z", "s" },
};
/* clang-format on */

static int
by_rune(const void *x, const void *y)
{
    const struct letter *p = x, *q = y;

    return (p->rune > q->rune) - (p->rune < q->rune);
}

/* Latin letters of a word; false when a letter of another script is in it. */
static bool
spell_latin(str word, char out[LATIN_MOST + 1])
{
    size_t len = 0;

    while (word.len > 0 && len < LATIN_MOST - 2) {
        uint32_t rune = rune_take(&word);
        const struct letter *found = NULL;

        if (rune >= 'a' && rune <= 'z') {
            out[len++] = (char)rune;
            continue;
        }
        if (rune >= 0x1100)
            return false;
        struct letter key = { .rune = rune };

        found = bsearch(&key, letters, ARRAY_LEN(letters), sizeof(key), by_rune);
        for (const char *p = found ? found->latin : ""; *p; p++)
            out[len++] = *p;
    }
    out[len] = '\0';
    return len > 0;
}

static bool
is_vowel(char c)
{
    return c != '\0' && strchr("aeiouy", c) != NULL;
}

static const struct sound *
find_sound(const char *at)
{
    if (!strchr("tdscpkzqgwx", *at))
        return NULL;
    for (size_t i = 0; i < ARRAY_LEN(sounds); i++)
        if (*at == sounds[i].spelled[0] &&
            strncmp(at, sounds[i].spelled, strlen(sounds[i].spelled)) == 0)
            return &sounds[i];
    return NULL;
}

/* The signs of the sound at p, and how many letters it took. h is heard only in front, j only before a vowel. */
static size_t
take_sound(const char *word, const char *p, char signs[3])
{
    const struct sound *sound = find_sound(p);

    signs[0] = signs[1] = signs[2] = '\0';
    if (sound) {
        size_t len = strlen(sound->spelled);

        memcpy(signs, sound->signs, strlen(sound->signs));
        if (signs[0] == 'h' && p > word)
            signs[0] = '\0';
        return sound->spelled[0] == 'c' && len == 2 && is_vowel(sound->spelled[1]) ? 1 : len;
    }
    if (*p == 'j')
        signs[0] = (char)(p == word || is_vowel(p[1]) ? HUSH_SIGN : '\0');
    else if (is_vowel(*p))
        signs[0] = (char)(p == word ? VOWEL_SIGN : '\0');
    else if (*p != 'h' || p == word)
        signs[0] = *p;
    return 1;
}

size_t
key_of(str folded_word, char out[KEY_MOST])
{
    char latin[LATIN_MOST + 1];
    size_t count = 0;
    char before = '\0'; /* the sign of the letter just before: doubles are made single */

    if (!spell_latin(folded_word, latin))
        return 0;
    for (const char *p = latin; *p && count < KEY_MOST;) {
        char signs[3];

        p += take_sound(latin, p, signs);
        for (size_t i = 0; signs[i] && count < KEY_MOST; i++)
            if (signs[i] != before || signs[i] == VOWEL_SIGN)
                out[count++] = before = signs[i];
        if (!signs[0])
            before = '\0';
    }
    return count >= KEY_LEAST ? count : 0;
}
