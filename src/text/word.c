/*
 * Words for the index, for search and for related stories: all three use this one.
 *
 * Where words are parted by blanks a word is a run of letters, marks and digits. Han, Kana, Hangul
 * and the scripts of South-East Asia run on: there each pair of neighbours is a word, overlapping,
 * so that a phrase of any length is found by its pairs.
 */
#include "fold.h"
#include "rune.h"

#include <courant/text.h>

#include <pthread.h>
#include <string.h>
#include <unictype.h>

enum word_class {
    CLASS_NONE, /* parts words */
    CLASS_LETTER,
    CLASS_CAPITAL, /* upper or title case */
    CLASS_DIGIT,
    CLASS_PAIR,   /* a script without blanks */
    CLASS_EXTEND, /* joins what is before it, begins nothing: marks, joiners, soft hyphen */
};

static unsigned char classes[0x10000]; /* enum word_class of the basic plane */
static pthread_once_t classes_once = PTHREAD_ONCE_INIT;

static const struct {
    uint32_t first, last;
    enum text_script script;
    bool is_paired;
} scripts[] = {
    { 0x41, 0x5A, TEXT_SCRIPT_LATIN, false },
    { 0x61, 0x7A, TEXT_SCRIPT_LATIN, false },
    { 0xAA, 0xAA, TEXT_SCRIPT_LATIN, false },
    { 0xBA, 0xBA, TEXT_SCRIPT_LATIN, false },
    { 0xC0, 0xD6, TEXT_SCRIPT_LATIN, false },
    { 0xD8, 0xF6, TEXT_SCRIPT_LATIN, false },
    { 0xF8, 0x2B8, TEXT_SCRIPT_LATIN, false },
    { 0x370, 0x373, TEXT_SCRIPT_GREEK, false },
    { 0x375, 0x3E1, TEXT_SCRIPT_GREEK, false },
    { 0x3F0, 0x3FF, TEXT_SCRIPT_GREEK, false },
    { 0x400, 0x52F, TEXT_SCRIPT_CYRILLIC, false },
    { 0x591, 0x5F4, TEXT_SCRIPT_HEBREW, false },
    { 0x600, 0x6FF, TEXT_SCRIPT_ARABIC, false },
    { 0x750, 0x77F, TEXT_SCRIPT_ARABIC, false },
    { 0x8A0, 0x8FF, TEXT_SCRIPT_ARABIC, false },
    { 0x900, 0x97F, TEXT_SCRIPT_DEVANAGARI, false },
    { 0xE01, 0xE5B, TEXT_SCRIPT_THAI, true },
    { 0xE80, 0xEFF, TEXT_SCRIPT_OTHER, true },
    { 0x1000, 0x109F, TEXT_SCRIPT_OTHER, true },
    { 0x1100, 0x11FF, TEXT_SCRIPT_HANGUL, true },
    { 0x1780, 0x17FF, TEXT_SCRIPT_OTHER, true },
    { 0x1C80, 0x1C88, TEXT_SCRIPT_CYRILLIC, false },
    { 0x1D00, 0x1D25, TEXT_SCRIPT_LATIN, false },
    { 0x1E00, 0x1EFF, TEXT_SCRIPT_LATIN, false },
    { 0x1F00, 0x1FFF, TEXT_SCRIPT_GREEK, false },
    { 0x2C60, 0x2C7F, TEXT_SCRIPT_LATIN, false },
    { 0x2DE0, 0x2DFF, TEXT_SCRIPT_CYRILLIC, false },
    { 0x2E80, 0x2FD5, TEXT_SCRIPT_HAN, true },
    { 0x3005, 0x3007, TEXT_SCRIPT_HAN, true },
    { 0x3021, 0x3029, TEXT_SCRIPT_HAN, true },
    { 0x3041, 0x3096, TEXT_SCRIPT_KANA, true },
    { 0x309D, 0x309F, TEXT_SCRIPT_KANA, true },
    { 0x30A1, 0x30FA, TEXT_SCRIPT_KANA, true },
    { 0x30FC, 0x30FF, TEXT_SCRIPT_KANA, true },
    { 0x3105, 0x312F, TEXT_SCRIPT_HAN, true },
    { 0x3131, 0x318E, TEXT_SCRIPT_HANGUL, true },
    { 0x31F0, 0x31FF, TEXT_SCRIPT_KANA, true },
    { 0x3400, 0x4DBF, TEXT_SCRIPT_HAN, true },
    { 0x4E00, 0x9FFF, TEXT_SCRIPT_HAN, true },
    { 0xA640, 0xA69F, TEXT_SCRIPT_CYRILLIC, false },
    { 0xA722, 0xA7FF, TEXT_SCRIPT_LATIN, false },
    { 0xA960, 0xA97C, TEXT_SCRIPT_HANGUL, true },
    { 0xAB30, 0xAB64, TEXT_SCRIPT_LATIN, false },
    { 0xAC00, 0xD7FB, TEXT_SCRIPT_HANGUL, true },
    { 0xF900, 0xFAD9, TEXT_SCRIPT_HAN, true },
    { 0xFB00, 0xFB06, TEXT_SCRIPT_LATIN, false },
    { 0xFB1D, 0xFB4F, TEXT_SCRIPT_HEBREW, false },
    { 0xFB50, 0xFDFF, TEXT_SCRIPT_ARABIC, false },
    { 0xFE70, 0xFEFC, TEXT_SCRIPT_ARABIC, false },
    { 0xFF21, 0xFF3A, TEXT_SCRIPT_LATIN, false },
    { 0xFF41, 0xFF5A, TEXT_SCRIPT_LATIN, false },
    { 0xFF66, 0xFF9F, TEXT_SCRIPT_KANA, true },
    { 0xFFA1, 0xFFDC, TEXT_SCRIPT_HANGUL, true },
    { 0x1B000, 0x1B16F, TEXT_SCRIPT_KANA, true },
    { 0x20000, 0x323AF, TEXT_SCRIPT_HAN, true },
};

/* The row of scripts that holds rune, or -1. */
static int
find_script(uint32_t rune)
{
    size_t low = 0, high = ARRAY_LEN(scripts);

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (rune > scripts[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < ARRAY_LEN(scripts) && rune >= scripts[low].first ? (int)low : -1;
}

enum text_script
text_script_of(uint32_t rune)
{
    int row = find_script(rune);

    return row < 0 ? TEXT_SCRIPT_OTHER : scripts[row].script;
}

enum text_script
text_script(str s)
{
    size_t counts[TEXT_SCRIPT_DEVANAGARI + 1] = { 0 };
    enum text_script most = TEXT_SCRIPT_OTHER;

    while (s.len > 0) {
        uint32_t rune = rune_take(&s);

        if (rune < 0x80)
            counts[TEXT_SCRIPT_LATIN] += char_is_alpha((char)rune);
        else
            counts[text_script_of(rune)]++;
    }
    counts[TEXT_SCRIPT_OTHER] = 0;
    for (size_t i = 0; i < ARRAY_LEN(counts); i++)
        if (counts[i] > counts[most])
            most = (enum text_script)i;
    return most;
}

/* Vowels and finals that complete a Hangul syllable, and the voicing marks of half-width Kana. */
static bool
completes_before(uint32_t rune)
{
    return (rune >= 0x1160 && rune <= 0x11FF) || (rune >= 0xD7B0 && rune <= 0xD7FB) ||
           rune == 0xFF9E || rune == 0xFF9F;
}

static enum word_class
compute_class(uint32_t rune)
{
    int row = find_script(rune);

    if (uc_is_general_category_withtable(rune, UC_CATEGORY_MASK_M) || completes_before(rune) ||
        rune == 0xAD || rune == 0x200C || rune == 0x200D)
        return CLASS_EXTEND;
    if (uc_is_general_category_withtable(rune, UC_CATEGORY_MASK_Nd))
        return CLASS_DIGIT;
    if (!uc_is_general_category_withtable(rune, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_Nl))
        return CLASS_NONE;
    if (row >= 0 && scripts[row].is_paired)
        return CLASS_PAIR;
    if (uc_is_general_category_withtable(rune, UC_CATEGORY_MASK_Lu | UC_CATEGORY_MASK_Lt))
        return CLASS_CAPITAL;
    return CLASS_LETTER;
}

static void
build_classes(void)
{
    for (uint32_t rune = 0; rune < ARRAY_LEN(classes); rune++)
        classes[rune] = (unsigned char)compute_class(rune);
}

/* The class at s[i], and the bytes of its rune. */
static enum word_class
class_at(str s, size_t i, size_t *out_len)
{
    if ((signed char)s.ptr[i] >= 0) {
        *out_len = 1;
        return (enum word_class)classes[(unsigned char)s.ptr[i]];
    }
    str rest = str_from(s, i);
    size_t left = rest.len;
    uint32_t rune = rune_take(&rest);

    *out_len = left - rest.len;
    return rune < ARRAY_LEN(classes) ? (enum word_class)classes[rune] : compute_class(rune);
}

/* The end of the unit that begins at i: a rune with what extends it. */
static size_t
unit_end(str s, size_t i)
{
    size_t len;

    class_at(s, i, &len);
    for (i += len; i < s.len && class_at(s, i, &len) == CLASS_EXTEND;)
        i += len;
    return i;
}

struct words {
    struct arena *a;
    VEC(struct text_word) list;
};

/* Lower-case ASCII and Cyrillic is folded as it stands, and needs no copy. */
static bool
is_folded(str s)
{
    while (s.len > 0) {
        unsigned char c = (unsigned char)s.ptr[0];

        if (c < 0x80) {
            if (c >= 'A' && c <= 'Z')
                return false;
            s = str_from(s, 1);
            continue;
        }
        uint32_t rune = rune_take(&s);

        if (rune >= 0x4E00 && rune <= 0x9FFF)
            continue;
        if (rune < 0x400 || rune > 0x52F || (rune >= 0x483 && rune <= 0x489) ||
            fold_cyrillic(rune) != rune)
            return false;
    }
    return true;
}

static void
add_word(struct words *words, str s, size_t from, size_t to, enum word_class first, bool is_number)
{
    str word = str_sub(s, from, to);

    if (!is_folded(word)) {
        struct buf b = { .arena = words->a };

        fold_into(&b, word);
        word = buf_str(&b);
    }
    if (word.len == 0)
        return;
    *VEC_PUSH(words->a, &words->list) = (struct text_word){
        .word = word,
        .at = from,
        .len = to - from,
        .is_capital = first == CLASS_CAPITAL,
        .is_number = is_number,
    };
}

/* A run of letters and digits from `from`: its end. */
static size_t
take_run(struct words *words, str s, size_t from)
{
    size_t i = from, len;
    enum word_class first = class_at(s, from, &len);
    bool is_number = true;

    while (i < s.len) {
        enum word_class class = class_at(s, i, &len);

        if (class == CLASS_NONE || class == CLASS_PAIR)
            break;
        is_number &= class == CLASS_DIGIT;
        i += len;
    }
    add_word(words, s, from, i, first, is_number);
    return i;
}

/* A run of paired units from `from`: its end. */
static size_t
take_pairs(struct words *words, str s, size_t from)
{
    size_t unit = from, next = unit_end(s, unit), len;
    bool is_alone = true;

    while (next < s.len && class_at(s, next, &len) == CLASS_PAIR) {
        size_t end = unit_end(s, next);

        add_word(words, s, unit, end, CLASS_PAIR, false);
        is_alone = false;
        unit = next;
        next = end;
    }
    if (is_alone)
        add_word(words, s, from, next, CLASS_PAIR, false);
    return next;
}

size_t
text_words(struct arena *a, str s, struct text_word **out)
{
    struct words words = { .a = a };

    pthread_once(&classes_once, build_classes);
    for (size_t i = 0, len; i < s.len;) {
        enum word_class class = class_at(s, i, &len);

        if (class == CLASS_PAIR)
            i = take_pairs(&words, s, i);
        else if (class == CLASS_NONE || class == CLASS_EXTEND)
            i += len;
        else
            i = take_run(&words, s, i);
    }
    *out = words.list.items;
    return words.list.count;
}
