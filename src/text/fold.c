/*
 * Folding, so that what a reader takes for the same is the same: compatibility forms, case, the
 * accents of Latin and Greek, ё and е, apostrophes and quotation marks, soft hyphens.
 *
 * Marks stay where they make another letter: й is not и, nor ї і, and Kazakh has its own letters.
 *
 * Nearly all text is ASCII, Cyrillic, or of scripts without case: those go by a few comparisons.
 * The rest goes word by word through libunistring.
 */
#include "fold.h"

#include "rune.h"

#include <courant/text.h>

#include <stdatomic.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

#define LATIN_FIRST 0xA0
#define LATIN_LAST  0x24F

/*
 * Latin-1 to Latin Extended-B, each folded the long way when it is first met: up to seven bytes, none where that says so
 * (U+00AD), and above them how many, from 1; 0: not met yet. Threads that meet one at once write the same.
 */
static _Atomic uint64_t latin[LATIN_LAST - LATIN_FIRST + 1];

/* Spellings that Unicode keeps apart and readers do not. */
static uint32_t
fold_sign(uint32_t rune)
{
    switch (rune) {
    case 0x451: return 0x435;
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x2BC:
    case 0x60:
    case 0xB4: return '\'';
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0xAB:
    case 0xBB: return '"';
    case 0x2010:
    case 0x2011: return '-';
    default: return rune;
    }
}

static bool
is_latin_or_greek(uint32_t rune)
{
    enum text_script script = text_script_of(rune);

    return script == TEXT_SCRIPT_LATIN || script == TEXT_SCRIPT_GREEK;
}

/* s decomposed; marks of Latin and Greek letters left out. */
static void
add_without_marks(struct buf *b, str s)
{
    bool strips = false;

    while (s.len > 0) {
        uint32_t rune = rune_take(&s);
        bool is_mark = uc_is_general_category_withtable(rune, UC_CATEGORY_MASK_Mn);

        if (!is_mark)
            strips = is_latin_or_greek(rune);
        if ((!is_mark || !strips) && !rune_is_ignorable(rune))
            buf_add_rune(b, fold_sign(rune));
    }
}

/* libunistring's answer is in the array given to it or on the heap. */
static void
drop(uint8_t *got, uint8_t *stack)
{
    if (got != stack)
        mem_free(got);
}

/* The long way: NFKC case folding, NFD without marks, NFC. */
static void
fold_long(struct buf *b, str s)
{
    uint8_t folded_room[256], apart_room[512], whole_room[256];
    size_t folded_len = sizeof(folded_room), apart_len = sizeof(apart_room),
           whole_len = sizeof(whole_room);
    struct arena a = { 0 };
    struct buf bare = { .arena = &a };
    uint8_t *folded =
        u8_casefold((const uint8_t *)s.ptr, s.len, NULL, UNINORM_NFKC, folded_room, &folded_len);
    uint8_t *apart =
        folded ? u8_normalize(UNINORM_NFD, folded, folded_len, apart_room, &apart_len) : NULL;

    if (apart)
        add_without_marks(&bare, (str){ (const char *)apart, apart_len });
    uint8_t *whole =
        u8_normalize(UNINORM_NFC, (const uint8_t *)bare.ptr, bare.len, whole_room, &whole_len);

    if (whole) {
        /* ё made of two parts is whole only now */
        str rest = { (const char *)whole, whole_len };

        while (rest.len > 0)
            buf_add_rune(b, fold_sign(rune_take(&rest)));
    }
    drop(folded, folded_room);
    drop(apart, apart_room);
    drop(whole, whole_room);
    arena_free(&a);
}

static uint64_t
learn_latin(uint32_t rune)
{
    char bytes[sizeof(uint64_t)] = { 0 };
    struct arena a = { 0 };
    struct buf b = { .arena = &a };
    uint64_t folded;

    fold_long(&b, (str){ bytes, rune_encode(rune, bytes) });
    size_t len = MIN(b.len, sizeof(bytes) - 1);

    memset(bytes, 0, sizeof(bytes));
    if (len > 0)
        memcpy(bytes, b.ptr, len);
    bytes[sizeof(bytes) - 1] = (char)(len + 1);
    memcpy(&folded, bytes, sizeof(folded));
    atomic_store_explicit(&latin[rune - LATIN_FIRST], folded, memory_order_relaxed);
    arena_free(&a);
    return folded;
}

static void
fold_latin(struct buf *b, uint32_t rune)
{
    uint64_t folded = atomic_load_explicit(&latin[rune - LATIN_FIRST], memory_order_relaxed);
    char bytes[sizeof(folded)];

    if (folded == 0)
        folded = learn_latin(rune);
    memcpy(bytes, &folded, sizeof(bytes));
    buf_add(b, (str){ bytes, (size_t)bytes[sizeof(bytes) - 1] - 1 });
}

uint32_t
fold_cyrillic(uint32_t rune)
{
    if (rune <= 0x40F)
        rune += 80;
    else if (rune <= 0x42F)
        rune += 32;
    else if (rune >= 0x460 && rune != 0x482 && !(rune >= 0x4C0 && rune <= 0x4CF))
        rune |= 1;
    else if (rune == 0x4C0)
        rune = 0x4CF;
    else if (rune > 0x4C0 && rune < 0x4CF)
        rune += rune & 1;
    return rune == 0x451 ? 0x435 : rune;
}

/* A mark after a short-way letter would have joined it: then the word goes the long way. */
static bool
fold_short_rune(struct buf *b, uint32_t rune)
{
    if (rune < 0x80) {
        buf_add_char(b, char_lower((char)rune));
        return true;
    }
    if (rune >= LATIN_FIRST && rune <= LATIN_LAST) {
        fold_latin(b, rune);
        return true;
    }
    if (rune >= 0x400 && rune <= 0x52F && !(rune >= 0x483 && rune <= 0x489)) {
        buf_add_rune(b, fold_cyrillic(rune));
        return true;
    }
    if (rune >= 0xFF01 && rune <= 0xFF5E) { /* full width */
        buf_add_rune(b, fold_sign((uint32_t)(unsigned char)char_lower((char)(rune - 0xFEE0))));
        return true;
    }
    if (rune == 0x2026 || rune == 0x3000) {
        buf_add(b, rune == 0x3000 ? STR(" ") : STR("..."));
        return true;
    }
    bool is_caseless = (rune >= 0x5D0 && rune <= 0x5EA) || (rune >= 0x628 && rune <= 0x64A) ||
                       (rune >= 0x904 && rune <= 0x928) || (rune >= 0x93E && rune <= 0x94D) ||
                       (rune >= 0xE01 && rune <= 0xE30) || (rune >= 0x3001 && rune <= 0x3029) ||
                       (rune >= 0x3041 && rune <= 0x3096) || (rune >= 0x30A1 && rune <= 0x30FA) ||
                       rune == 0x30FC || (rune >= 0x4E00 && rune <= 0x9FFF) ||
                       (rune >= 0xAC00 && rune <= 0xD7A3);
    bool is_sign = rune == 0x2010 || rune == 0x2011 || (rune >= 0x2013 && rune <= 0x2015) ||
                   (rune >= 0x2018 && rune <= 0x201F && rune != 0x201A);

    if (is_caseless || is_sign)
        buf_add_rune(b, fold_sign(rune));
    return is_caseless || is_sign;
}

/* One word, between blanks: nothing in it joins what is before or after it. */
static void
fold_word(struct buf *b, str word)
{
    size_t start = b->len;

    for (str rest = word; rest.len > 0;)
        if (!fold_short_rune(b, rune_take(&rest))) {
            b->len = start;
            fold_long(b, word);
            return;
        }
}

void
fold_into(struct buf *b, str s)
{
    while (s.len > 0) {
        size_t plain = 0;

        /* ASCII, up to one before what may join it */
        while (plain < s.len && (signed char)s.ptr[plain] >= 0)
            plain++;
        if (plain > 0 && plain < s.len && s.ptr[plain - 1] != ' ') {
            plain--;
            while (plain > 0 && s.ptr[plain - 1] != ' ')
                plain--;
        }
        for (size_t i = 0; i < plain; i++)
            buf_add_char(b, s.ptr[i] == '`' ? '\'' : char_lower(s.ptr[i]));
        s = str_from(s, plain);
        size_t end = str_find_char(s, ' ');

        end = end == STR_NONE ? s.len : end;
        fold_word(b, str_sub(s, 0, end));
        s = str_from(s, end);
    }
}

str
text_fold(struct arena *a, str s)
{
    struct buf b = { .arena = a };

    fold_into(&b, s);
    return buf_str(&b);
}
