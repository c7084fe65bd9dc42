/*
 * One reader for all forms: the text is cut into numbers and words, and each is given the part that it
 * can play. "2025-09-24T14:10:00+05:00", "24 сентября 2025, 14:10", "Sept. 24, 2025 2:10 p.m.",
 * "24.09.2025 14:10" and "2025年9月24日" all pass through it.
 */
#include "date.h"

#include <string.h>

#define MOST_TEXT 120

struct parts {
    int64_t year;
    int month, day, hour, minute, second;
    int zone_minutes;
    bool has_time, is_pm, is_am;
};

/* Beginnings of month names, lower case; more letters where two begin alike. */
static const struct {
    const char *start;
    int month;
} months[] = {
    /* mardi, martedì, martes: Tuesday */
    { "mardi", 0 },
    { "marte", 0 },
    { "jan", 1 },
    { "feb", 2 },
    { "mar", 3 },
    { "apr", 4 },
    { "may", 5 },
    { "jun", 6 },
    { "jul", 7 },
    { "aug", 8 },
    { "sep", 9 },
    { "oct", 10 },
    { "nov", 11 },
    { "dec", 12 },
    { "янв", 1 },
    { "фев", 2 },
    { "мар", 3 },
    { "апр", 4 },
    { "мая", 5 },
    { "май", 5 },
    { "июн", 6 },
    { "июл", 7 },
    { "авг", 8 },
    { "сен", 9 },
    { "окт", 10 },
    { "ноя", 11 },
    { "дек", 12 },
    { "Янв", 1 },
    { "Фев", 2 },
    { "Мар", 3 },
    { "Апр", 4 },
    { "Мая", 5 },
    { "Май", 5 },
    { "Июн", 6 },
    { "Июл", 7 },
    { "Авг", 8 },
    { "Сен", 9 },
    { "Окт", 10 },
    { "Ноя", 11 },
    { "Дек", 12 },
    /* Kazakh */
    { "қаң", 1 },
    { "ақп", 2 },
    { "нау", 3 },
    { "сәу", 4 },
    { "мам", 5 },
    { "мау", 6 },
    { "шіл", 7 },
    { "там", 8 },
    { "қыр", 9 },
    { "қаз", 10 },
    { "қар", 11 },
    { "жел", 12 },
    { "Қаң", 1 },
    { "Ақп", 2 },
    { "Нау", 3 },
    { "Сәу", 4 },
    { "Мам", 5 },
    { "Мау", 6 },
    { "Шіл", 7 },
    { "Там", 8 },
    { "Қыр", 9 },
    { "Қаз", 10 },
    { "Қар", 11 },
    { "Жел", 12 },
    /* Ukrainian */
    { "січ", 1 },
    { "лют", 2 },
    { "бер", 3 },
    { "кві", 4 },
    { "тра", 5 },
    { "чер", 6 },
    { "лип", 7 },
    { "сер", 8 },
    { "вер", 9 },
    { "жов", 10 },
    { "лис", 11 },
    { "гру", 12 },
    /* German, French, Spanish, Italian, Portuguese, Dutch, Turkish, Polish where they differ */
    { "jän", 1 },
    { "gen", 1 },
    { "ene", 1 },
    { "sty", 1 },
    { "oca", 1 },
    { "fév", 2 },
    { "fev", 2 },
    { "lut", 2 },
    { "şub", 2 },
    { "mär", 3 },
    { "maa", 3 },
    { "avr", 4 },
    { "abr", 4 },
    { "kwi", 4 },
    { "nis", 4 },
    { "mai", 5 },
    { "maj", 5 },
    { "mag", 5 },
    { "mei", 5 },
    { "juin", 6 },
    { "giu", 6 },
    { "cze", 6 },
    { "haz", 6 },
    { "juil", 7 },
    { "lug", 7 },
    { "lip", 7 },
    { "tem", 7 },
    { "aoû", 8 },
    { "aou", 8 },
    { "ago", 8 },
    { "sie", 8 },
    { "ağu", 8 },
    { "set", 9 },
    { "wrz", 9 },
    { "eyl", 9 },
    { "okt", 10 },
    { "ott", 10 },
    { "out", 10 },
    { "paź", 10 },
    { "eki", 10 },
    { "lis", 11 },
    { "kas", 11 },
    { "dez", 12 },
    { "dic", 12 },
    { "déc", 12 },
    { "gru", 12 },
    { "ara", 12 },
};

static const struct {
    const char *name;
    int minutes;
} zones[] = {
    { "z", 0 },      { "utc", 0 },    { "gmt", 0 },    { "bst", 60 },   { "cet", 60 },
    { "cest", 120 }, { "eet", 120 },  { "eest", 180 }, { "msk", 180 },  { "мск", 180 },
    { "est", -300 }, { "edt", -240 }, { "et", -240 },  { "cst", -360 }, { "cdt", -300 },
    { "mst", -420 }, { "mdt", -360 }, { "pst", -480 }, { "pdt", -420 }, { "jst", 540 },
    { "kst", 540 },
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

static int
month_of(str word)
{
    for (size_t i = 0; i < ARRAY_LEN(months); i++)
        if (str_starts_nocase(word, str_of(months[i].start)))
            return months[i].month;
    return 0;
}

/* What a word says: a month, a half of the day, a zone, a sign of the Chinese or Japanese date. */
static void
use_word(str word, struct parts *p)
{
    if (p->month == 0 && month_of(word))
        p->month = month_of(word);
    if (str_eq_nocase(word, STR("pm")) || str_eq_nocase(word, STR("p")))
        p->is_pm = true;
    if (str_eq_nocase(word, STR("am")) || str_eq_nocase(word, STR("a")))
        p->is_am = true;
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
    else if (n.digits == 8 && n.value > 19000000 && p->year == 0) {
        p->year = n.value / 10000;
        p->month = (int)(n.value / 100 % 100);
        p->day = (int)(n.value % 100);
    } else if (n.digits == 4 && p->year == 0)
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
        (rest->ptr[0] == ':' || rest->ptr[0] == 'h') && char_is_digit(rest->ptr[1]))
        take_time(rest, n.value, p);
    else
        use_number(n, *rest, p, is_day_first);
}

bool
page_date_read(str text, int64_t *out_at)
{
    struct parts p = { 0 };
    str rest = str_sub(str_trim(text), 0, MOST_TEXT), word;
    bool is_day_first = false;

    while (rest.len > 0) {
        char c = rest.ptr[0];

        if (char_is_digit(c))
            take_number(&rest, &p, &is_day_first);
        else if (p.has_time && (c == '+' || c == '-') && rest.len > 1 && char_is_digit(rest.ptr[1]))
            take_zone(&rest, &p);
        else if (take_word(&rest, &word))
            use_word(word, &p);
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
    if (!is_in_range(&p))
        return false;
    *out_at = time_from_civil(p.year, p.month, p.day, p.hour, p.minute, p.second) -
              (int64_t)p.zone_minutes * 60;
    return true;
}
