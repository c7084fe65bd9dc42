/*
 * One reader for all forms: the text is cut into numbers and words, and each is given the part that it
 * can play. "2025-09-24T14:10:00+05:00", "24 сентября 2025, 14:10", "Sept. 24, 2025 2:10 p.m.",
 * "24.09.2025 14:10" and "2025年9月24日" all pass through it.
 */
#include "date.h"

#include "month.h"

#include <string.h>

#define MOST_TEXT 120

struct parts {
    int64_t year;
    int month, day, hour, minute, second;
    int zone_minutes;
    bool has_time, is_pm, is_am;
    bool is_packed; /* the date came as one number, so the time may too */
};

static const struct {
    const char *name;
    int minutes;
} zones[] = {
    { "z", 0 },      { "utc", 0 },    { "gmt", 0 },    { "bst", 60 },   { "cet", 60 },
    { "cest", 120 }, { "eet", 120 },  { "eest", 180 }, { "msk", 180 },  { "мск", 180 },
    { "est", -300 }, { "edt", -240 }, { "et", -240 },  { "cst", -360 }, { "cdt", -300 },
    { "mst", -420 }, { "mdt", -360 }, { "pst", -480 }, { "pdt", -420 }, { "jst", 540 },
    { "kst", 540 },  { "ist", 330 },  { "wib", 420 },  { "sgt", 480 },  { "hkt", 480 },
    { "aest", 600 }, { "aedt", 660 },
};

static bool
take_word(str *rest, str *word)
{
    size_t len = 0;

    while (len < rest->len &&
           (char_is_alpha(rest->ptr[len]) || (unsigned char)rest->ptr[len] >= 0x80))
        len++;
    *word = str_sub(*rest, 0, len);
    *rest = str_from(*rest, len);
    return len > 0;
}

static bool
is_one_of(str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_nocase(word, str_of(list[i])))
            return true;
    return false;
}

/* What a word says: a month, a half of the day, a zone, a sign of the Chinese or Japanese date. */
static void
use_word(str word, str text, struct parts *p)
{
    static const char *const before_noon[] = { "am", "a", "오전", "上午", "午前" };
    static const char *const after_noon[] = { "pm", "p", "오후", "下午", "午後" };

    if (p->month == 0)
        p->month = month_find(text);
    p->is_pm |= is_one_of(word, after_noon, ARRAY_LEN(after_noon));
    p->is_am |= is_one_of(word, before_noon, ARRAY_LEN(before_noon));
    for (size_t i = 0; p->has_time && i < ARRAY_LEN(zones); i++)
        if (str_eq_nocase(word, str_of(zones[i].name)))
            p->zone_minutes = zones[i].minutes;
}

/* ":MM[:SS[.fraction]]" after an hour. */
static void
take_time(str *rest, int64_t hour, struct parts *p)
{
    int64_t minute = 0, second = 0;

    *rest = str_from(*rest, 1);
    str_take_int(rest, &minute);
    if (rest->len > 1 && rest->ptr[0] == ':' && char_is_digit(rest->ptr[1])) {
        *rest = str_from(*rest, 1);
        str_take_int(rest, &second);
        if (rest->len > 0 && (rest->ptr[0] == '.' || rest->ptr[0] == ',')) {
            int64_t fraction;

            *rest = str_from(*rest, 1);
            str_take_int(rest, &fraction);
        }
    }
    p->hour = hour <= 24 ? (int)hour : 99;
    p->minute = minute < 60 ? (int)minute : 99;
    p->second = second <= 60 ? (int)MIN(second, 59) : 99;
    p->has_time = true;
}

/* "+05:00", "-0700", "+5" after a time. */
static void
take_zone(str *rest, struct parts *p)
{
    int sign = rest->ptr[0] == '-' ? -1 : 1;
    int64_t value = 0, minutes = 0;
    size_t before = rest->len - 1;

    *rest = str_from(*rest, 1);
    str_take_int(rest, &value);
    size_t digits = before - rest->len;

    if (digits <= 2 && rest->len > 1 && rest->ptr[0] == ':') {
        *rest = str_from(*rest, 1);
        str_take_int(rest, &minutes);
    } else if (digits > 2) {
        minutes = value % 100;
        value /= 100;
    }
    if (value <= 14 && minutes < 60)
        p->zone_minutes = sign * (int)(value * 60 + minutes);
}

struct number {
    int64_t value;
    size_t digits;
    char after; /* the byte behind it */
};

static bool
is_followed_by(str rest, const char *sign)
{
    return str_starts(rest, str_of(sign));
}

/* "20260614", "202606140930", "20260614093000". */
static bool
is_packed_date(struct number n)
{
    return (n.digits == 8 && n.value > 19000000) || (n.digits == 12 && n.value > 190000000000) ||
           (n.digits == 14 && n.value > 19000000000000);
}

static void
unpack_time(int64_t hhmmss, struct parts *p)
{
    p->hour = (int)(hhmmss / 10000);
    p->minute = (int)(hhmmss / 100 % 100);
    p->second = (int)(hhmmss % 100);
    p->has_time = true;
}

static void
unpack(struct number n, struct parts *p)
{
    int64_t date = n.digits == 8 ? n.value : n.value / (n.digits == 12 ? 10000 : 1000000);

    p->year = date / 10000;
    p->month = (int)(date / 100 % 100);
    p->day = (int)(date % 100);
    p->is_packed = true;
    if (n.digits > 8)
        unpack_time(n.digits == 12 ? n.value % 10000 * 100 : n.value % 1000000, p);
}

/* A number that is no time: a year by its length, then by sign, then by what is still missing. */
static void
use_number(struct number n, str rest, struct parts *p, bool *is_day_first)
{
    if (is_followed_by(rest, "時") || is_followed_by(rest, "时") || is_followed_by(rest, "시") ||
        is_followed_by(rest, "点")) {
        p->hour = n.value <= 24 ? (int)n.value : 99;
        p->has_time = true;
    } else if (is_followed_by(rest, "分") || is_followed_by(rest, "분"))
        p->minute = n.value < 60 ? (int)n.value : 99;
    else if (is_followed_by(rest, "月") || is_followed_by(rest, "월"))
        p->month = n.value <= 12 ? (int)n.value : 99;
    else if (is_packed_date(n) && p->year == 0)
        unpack(n, p);
    else if ((n.digits == 4 || n.digits == 6) && p->is_packed && !p->has_time)
        unpack_time(n.digits == 4 ? n.value * 100 : n.value, p);
    else if (n.digits == 4 && p->year == 0)
        p->year = n.value;
    else if (n.digits > 2)
        return;
    else if (p->year != 0 && p->month == 0)
        p->month = n.value <= 12 ? (int)n.value : 99;
    else if (p->day == 0)
        p->day = (int)n.value;
    else if (p->month == 0) {
        *is_day_first = true;
        p->month = (int)n.value;
    }
}

static bool
is_in_range(const struct parts *p)
{
    static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return p->year >= 1900 && p->year <= 2200 && p->month >= 1 && p->month <= 12 && p->day >= 1 &&
           p->day <= days[p->month - 1] && p->hour <= 24 && p->minute < 60 && p->second < 60;
}

static void
take_number(str *rest, struct parts *p, bool *is_day_first)
{
    struct number n = { 0 };
    size_t before = rest->len;

    if (!str_take_int(rest, &n.value)) {
        *rest = str_from(*rest, 1);
        return;
    }
    n.digits = before - rest->len;
    /* 14:10, and the French 14h10. */
    if (n.digits <= 2 && rest->len > 1 && !p->has_time &&
        (rest->ptr[0] == ':' || rest->ptr[0] == 'h') && char_is_digit(rest->ptr[1])) {
        take_time(rest, n.value, p);
    } else if (n.digits <= 2 && p->day != 0 && !p->has_time && rest->len > 2 &&
               str_starts(*rest, STR(": ")) && char_is_digit(rest->ptr[2])) {
        *rest = str_from(*rest, 1); /* some set a blank behind the colon */
        take_time(rest, n.value, p);
    } else
        use_number(n, *rest, p, is_day_first);
}

/* Arabic, Persian, Devanagari, Bengali, Thai and full-width digits as ASCII; never longer than it was. */
static str
with_ascii_digits(str text, char out[MOST_TEXT])
{
    static const uint32_t zeros[] = { 0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10 };
    size_t len = 0;

    while (text.len > 0) {
        size_t before = text.len;
        const char *at = text.ptr;
        uint32_t rune = rune_take(&text);

        for (size_t i = 0; i < ARRAY_LEN(zeros); i++)
            if (rune >= zeros[i] && rune <= zeros[i] + 9)
                rune = '0' + rune - zeros[i];
        if (rune < 0x80)
            out[len++] = (char)rune;
        else
            for (size_t i = 0; i < before - text.len; i++)
                out[len++] = at[i];
    }
    return (str){ out, len };
}

bool
page_date_read(str text, int64_t *out_at)
{
    char digits[MOST_TEXT];
    struct parts p = { 0 };
    str rest = with_ascii_digits(str_sub(str_trim(text), 0, MOST_TEXT), digits), word;
    bool is_day_first = false;

    while (rest.len > 0) {
        char c = rest.ptr[0];
        str at_word = rest;

        if (char_is_digit(c))
            take_number(&rest, &p, &is_day_first);
        else if (p.has_time && (c == '+' || c == '-') && rest.len > 1 && char_is_digit(rest.ptr[1]))
            take_zone(&rest, &p);
        else if (take_word(&rest, &word))
            use_word(word, at_word, &p);
        else
            rest = str_from(rest, 1);
    }
    /* 09/24/2025: the month cannot be 24, so it was written first. */
    if (is_day_first && p.month > 12 && p.day <= 12) {
        int month = p.day;

        p.day = p.month;
        p.month = month;
    }
    if (p.is_pm && p.hour < 12)
        p.hour += 12;
    if (p.is_am && p.hour == 12)
        p.hour = 0;
    /* Years of the Buddhist era, as Thailand counts them. */
    if (p.year >= 2443 && p.year <= 2743)
        p.year -= 543;
    if (!is_in_range(&p))
        return false;
    *out_at = time_from_civil(p.year, p.month, p.day, p.hour, p.minute, p.second) -
              (int64_t)p.zone_minutes * 60;
    return true;
}
