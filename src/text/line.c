/*
 * Where lines may break: UAX #14 by libunistring, with what that gets wrong for running text put
 * right: no break after a full stop inside example.org, e.g. and т.е.; none after an opening guillemet or
 * before a closing one set with ordinary blanks; none inside 10 000 and № 5; none before a dash
 * between blanks (Russian keeps it with the word before), nor before French punctuation; none inside
 * 80-й, and none after the one-letter words of Russian, which lean on the word after them; and Korean,
 * which has blanks between its words, breaks there only. Thai's words are thai.c's.
 */
#include "rune.h"

#include <courant/text.h>

#include <string.h>
#include <unictype.h>
#include <unilbrk.h>

/* What stands around a place: runes before and after, 0 where there is none. */
struct place {
    str s;
    size_t at;
};

static bool
is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static uint32_t
rune_before(str s, size_t at, size_t *out_at)
{
    size_t from = at;

    if (at == 0)
        return 0;
    if ((signed char)s.ptr[at - 1] >= 0) {
        *out_at = at - 1;
        return (unsigned char)s.ptr[at - 1];
    }
    do
        from--;
    while (from > 0 && at - from < 4 && is_continuation(s.ptr[from]));
    str rest = { s.ptr + from, at - from };

    *out_at = from;
    return rune_take(&rest);
}

static uint32_t
rune_at(str s, size_t at, size_t *out_end)
{
    if (at >= s.len)
        return 0;
    str rest = { s.ptr + at, s.len - at };
    uint32_t rune = rune_take(&rest);

    *out_end = s.len - rest.len;
    return rune;
}

static bool
is_digit(uint32_t rune)
{
    return rune >= '0' && rune <= '9';
}

static bool
is_letter_of_words(uint32_t rune)
{
    if (rune < 0x80)
        return char_is_alpha((char)rune);
    return rune < 0x2E80 && uc_is_general_category_withtable(rune, UC_CATEGORY_MASK_L);
}

/* "10 000": one to three digits before the blank, three and no more after it. */
static bool
is_digit_group(str s, size_t blank, size_t next)
{
    size_t before = 0, after = 0;

    while (before < 4 && before < blank && is_digit((unsigned char)s.ptr[blank - before - 1]))
        before++;
    while (after < 4 && next + after < s.len && is_digit((unsigned char)s.ptr[next + after]))
        after++;
    return next - blank == 1 && before >= 1 && before <= 3 && after == 3;
}

/* в, и, к, о, с, у, а and their capitals. */
static bool
is_leaning_word(str s, size_t at, uint32_t rune)
{
    static const uint32_t leaning[] = { 0x430, 0x432, 0x438, 0x43A, 0x43E, 0x441, 0x443 };
    uint32_t lower = rune >= 0x410 && rune <= 0x42F ? rune + 32 : rune;
    size_t none;

    if (lower < 0x430 || lower > 0x443)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(leaning); i++)
        if (leaning[i] == lower)
            return !is_letter_of_words(rune_before(s, at, &none));
    return false;
}

/* Is a break after blanks wrong? before: the rune in front of them, which begins at before_at. */
static bool
forbids_after_blank(str s, size_t before_at, size_t blank, size_t next)
{
    size_t end = next, none;
    uint32_t before = rune_at(s, before_at, &none), after = rune_at(s, next, &end), further;

    switch (after) {
    case 0x2014:
    case 0x2013:
    case '-': further = rune_at(s, end, &none); return further == ' ' || rune_is_nbsp(further);
    case '!':
    case '?':
    case ':':
    case ';':
    case '%':
    case 0xB0: return !is_letter_of_words(rune_at(s, end, &none));
    case 0xBB:
        further = rune_at(s, end, &none);
        return !is_letter_of_words(further) && !is_digit(further);
    default: break;
    }
    if (before == 0xAB) {
        uint32_t front = rune_before(s, before_at, &none);

        return front == 0 || rune_is_blank(front) || front == '(' || front == '[';
    }
    if (is_leaning_word(s, before_at, before))
        return true;
    if (is_digit(after))
        return before == 0x2116 || before == 0xA7 ||
               (is_digit(before) && is_digit_group(s, blank, next));
    return false;
}

static bool
is_hangul(uint32_t rune)
{
    return rune >= 0xAC00 && rune <= 0xD7A3;
}

/* Inside a Korean word, with the Latin letters and figures that it may begin with. */
static bool
is_in_korean_word(uint32_t before, uint32_t after)
{
    bool is_word = is_hangul(before) || is_digit(before) || is_letter_of_words(before);

    return (is_word && is_hangul(after)) ||
           (is_hangul(before) && (is_digit(after) || is_letter_of_words(after)));
}

static bool
forbids(str s, size_t at)
{
    size_t before_at = 0, end;
    uint32_t before = rune_before(s, at, &before_at);

    if (before != ' ') {
        size_t digit_at;
        bool is_ordinal = before == '-' && is_digit(rune_before(s, before_at, &digit_at));
        bool is_stop =
            is_ordinal || before == '.' || before == ',' || before == ':' || before == ';';

        uint32_t after = rune_at(s, at, &end);

        /* "[12]" belongs to what it is a note on */
        return (is_stop && is_letter_of_words(after)) || (after == '[' && before != ']') ||
               is_in_korean_word(before, after);
    }
    size_t blank = at;

    while (blank > 0 && s.ptr[blank - 1] == ' ')
        blank--;
    if (blank == 0 || at - blank > 8)
        return false;
    rune_before(s, blank, &before_at);
    return forbids_after_blank(s, before_at, blank, at);
}

void
text_breaks_rough(str s, char *breaks)
{
    if (s.len == 0)
        return;
    u8_possible_linebreaks((const uint8_t *)s.ptr, s.len, "UTF-8", breaks);
    bool must = false;

    for (size_t i = 0; i < s.len; i++) {
        char found = breaks[i];
        bool is_end = found == UC_BREAK_MANDATORY;

        breaks[i] = TEXT_NO_BREAK;
        if (must)
            breaks[i] = TEXT_MUST_BREAK;
        else if (found == UC_BREAK_POSSIBLE && i > 0 && !forbids(s, i))
            breaks[i] = TEXT_MAY_BREAK;
        /* the mark is on the first byte of what ends a line; the next line begins after it */
        must = is_end || (must && is_continuation(s.ptr[i]));
        if (breaks[i] == TEXT_MUST_BREAK && is_continuation(s.ptr[i]))
            breaks[i] = TEXT_NO_BREAK;
    }
}

void
text_breaks(str s, char *breaks)
{
    text_breaks_rough(s, breaks);
    text_breaks_words(s, breaks);
}
