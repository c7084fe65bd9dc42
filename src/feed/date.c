/*
 * Dates as feeds write them. RSS asks for RFC 822, Atom for RFC 3339; what comes is also asctime, every shape
 * of ISO 8601, what a database or a template printed, and all of these in the language of the site.
 *
 * So there is no list of formats. The text is taken apart into numbers and words from left to right; what a
 * thing is follows from itself (a month's name, four digits, a colon behind it) and from what is still missing.
 * Then everything is checked: a part out of range, or a word that has no business in a date, and it is none.
 * Without a zone it is UTC; an unknown zone's name counts as UTC too.
 */
#include "date_word.h"

#include <courant/feed.h>
#include <courant/text.h>

#include <string.h>

#define DATE_MOST_LEN  128
#define DATE_MOST_ZONE (15 * 3600)
#define NOT_SEEN       (-1)

struct date {
    int year, month, day; /* NOT_SEEN, or as written */
    int hour, minute, second;
    int weekday;
    int day_of_year, week;
    int64_t zone_s;
    enum date_rule rule;
    enum date_word_kind half;
    bool has_number_zone, is_month_weak, wants_time;
    bool is_order_open; /* 3/4/2020: both ways of reading are in range */
};

/* A number's digits, off the front. */
struct digits {
    int count;
    int64_t value;
};

static struct digits
take_digits(str *rest)
{
    struct digits d = { 0 };

    while (rest->len > 0 && char_is_digit(rest->ptr[0]) && d.count < 18) {
        d.value = d.value * 10 + (rest->ptr[0] - '0');
        d.count++;
        *rest = str_from(*rest, 1);
    }
    return d;
}

static bool
next_is(str rest, char c)
{
    return rest.len > 0 && rest.ptr[0] == c;
}

static bool
next_is_digit(str rest, size_t at)
{
    return rest.len > at && char_is_digit(rest.ptr[at]);
}

static bool
is_complete(const struct date *date)
{
    return date->year != NOT_SEEN &&
           ((date->month != NOT_SEEN && date->day != NOT_SEEN) || date->day_of_year != NOT_SEEN);
}

/* ---- numbers ---- */

static bool
put_year(struct date *date, struct digits d)
{
    if (date->year != NOT_SEEN || d.count > 4 || d.count == 3)
        return false;
    date->year = (int)d.value;
    if (d.count <= 2) /* RFC 2822 § 4.3 */
        date->year += d.value < 50 ? 2000 : 1900;
    return true;
}

static bool
put_month(struct date *date, int64_t month)
{
    if (date->month != NOT_SEEN || month < 1 || month > 12)
        return false;
    date->month = (int)month;
    return true;
}

static bool
put_day(struct date *date, int64_t day)
{
    if (date->day != NOT_SEEN || day < 1 || day > 31)
        return false;
    date->day = (int)day;
    return true;
}

static void
take_fraction(str *rest)
{
    if ((next_is(*rest, '.') || next_is(*rest, ',')) && next_is_digit(*rest, 1)) {
        *rest = str_from(*rest, 1);
        while (next_is_digit(*rest, 0))
            *rest = str_from(*rest, 1);
    }
}

/* The separator is ':', or in French "15h54". */
static bool
take_time(struct date *date, struct digits hour, str *rest)
{
    struct digits minute, second;

    if (date->hour != NOT_SEEN || hour.count > 2)
        return false;
    date->wants_time = false;
    date->hour = (int)hour.value;
    *rest = str_from(*rest, 1);
    minute = take_digits(rest);
    if (minute.count < 1 || minute.count > 2)
        return false;
    date->minute = (int)minute.value;
    if (next_is(*rest, ':')) {
        *rest = str_from(*rest, 1);
        second = take_digits(rest);
        if (second.count < 1 || second.count > 2 || next_is(*rest, ':'))
            return false;
        date->second = (int)second.value;
    }
    take_fraction(rest);
    return true;
}

/* 1014, 101455 after a T or a whole date; 10 after a T. */
static bool
put_compact_time(struct date *date, struct digits d, str *rest)
{
    int64_t value = d.value;

    if (date->hour != NOT_SEEN || d.count > 6 || d.count % 2)
        return false;
    date->second = d.count == 6 ? (int)(value % 100) : 0;
    value = d.count == 6 ? value / 100 : value;
    date->minute = d.count >= 4 ? (int)(value % 100) : 0;
    date->hour = (int)(d.count >= 4 ? value / 100 : value);
    take_fraction(rest);
    return true;
}

/* 5 digits and more stand for several parts at once. */
static bool
put_compact(struct date *date, struct digits d, str *rest)
{
    struct digits year = { 4, 0 };
    int64_t value = d.value;

    if (d.count == 14 || d.count == 12) {
        struct digits time = { d.count - 8, value % (d.count == 14 ? 1000000 : 10000) };

        value /= d.count == 14 ? 1000000 : 10000;
        if (!put_compact_time(date, time, rest))
            return false;
        d.count = 8;
    }
    switch (d.count) {
    case 5: /* YYDDD */
        year = (struct digits){ 2, value / 1000 };
        date->day_of_year = (int)(value % 1000);
        return put_year(date, year);
    case 6: /* YYYYMM where it can be, else YYMMDD */
        if (value / 10000 >= 19 && value / 10000 <= 20 && value % 100 >= 1 && value % 100 <= 12) {
            year.value = value / 100;
            return put_year(date, year) && put_month(date, value % 100);
        }
        year = (struct digits){ 2, value / 10000 };
        return put_year(date, year) && put_month(date, value / 100 % 100) &&
               put_day(date, value % 100);
    case 7: /* YYYYDDD */
        year.value = value / 1000;
        date->day_of_year = (int)(value % 1000);
        return put_year(date, year);
    case 8:
        year.value = value / 10000;
        return put_year(date, year) && put_month(date, value / 100 % 100) &&
               put_day(date, value % 100);
    default: return false;
    }
}

/* 12/31/2003, 31/12/2003, 31.12.2003, 31-12-2003, 2003/12/31, 03-12-31. */
static bool
put_triple(struct date *date, char separator, const struct digits *d)
{
    if (d[1].count > 2)
        return false;
    if (d[0].count == 4)
        return put_year(date, d[0]) && put_month(date, d[1].value) && put_day(date, d[2].value);
    if (d[0].count > 2)
        return false;
    if (separator == '-' && d[2].count == 2 && d[1].value <= 12)
        return put_year(date, d[0]) && put_month(date, d[1].value) && put_day(date, d[2].value);
    bool is_day_first = separator != '/' || d[0].value > 12;

    if (d[1].value > 12)
        is_day_first = false;
    date->is_order_open = separator == '/' && d[0].value <= 12 && d[1].value <= 12;
    return put_year(date, d[2]) && put_month(date, d[is_day_first ? 1 : 0].value) &&
           put_day(date, d[is_day_first ? 0 : 1].value);
}

/* 2003-12, 2003-335, 12/2003, 31.12. */
static bool
put_pair(struct date *date, const struct digits *d)
{
    if (d[0].count == 4 && d[1].count == 3) {
        date->day_of_year = (int)d[1].value;
        return put_year(date, d[0]);
    }
    if (d[0].count == 4)
        return d[1].count <= 2 && put_year(date, d[0]) && put_month(date, d[1].value);
    if (d[0].count == 2 && d[1].count == 3) {
        date->day_of_year = (int)d[1].value;
        return put_year(date, d[0]);
    }
    if (d[1].count == 4)
        return put_month(date, d[0].value) && put_year(date, d[1]);
    return d[1].count <= 2 && put_day(date, d[0].value) && put_month(date, d[1].value);
}

/* Is a further number joined to this one? "16. 11. 2020" is as good as "16.11.2020". */
static size_t
joint_len(str rest, char separator)
{
    if (rest.len == 0 || (separator ? rest.ptr[0] != separator : !strchr("-/.", rest.ptr[0])))
        return 0;
    if (next_is_digit(rest, 1))
        return 1;
    return rest.ptr[0] == '.' && rest.len > 2 && rest.ptr[1] == ' ' && next_is_digit(rest, 2) ? 2
                                                                                              : 0;
}

static bool
take_group(struct date *date, struct digits first, str *rest)
{
    struct digits d[3] = { first };
    char separator = rest->ptr[0];
    size_t count = 1, joint;

    while (count < 3 && (joint = joint_len(*rest, separator)) > 0) {
        str before = *rest;

        *rest = str_from(*rest, joint);
        d[count] = take_digits(rest);
        if (count == 1 && separator == '.' && joint == 2 && next_is(*rest, ':')) {
            *rest = before; /* "26. 10:15": a day and a time */
            return put_day(date, first.value);
        }
        if (count == 2 && joint == 2 && next_is(*rest, ':')) {
            *rest = before; /* "26.10. 10:15" */
            break;
        }
        count++;
    }
    return count == 3 ? put_triple(date, separator, d) : put_pair(date, d);
}

/* "11 04 2020": the second number is a month, since a year comes yet. */
static bool
is_year_next(str rest)
{
    str after = str_from(rest, 1);

    return next_is(rest, ' ') && take_digits(&after).count == 4 && !next_is(after, ':');
}

/* A lone number: what is still missing, in the order in which people write. */
static bool
put_number(struct date *date, struct digits d, str rest)
{
    if (d.count == 4)
        return put_year(date, d);
    if (d.count > 2)
        return false;
    if (date->day == NOT_SEEN && d.value >= 1 && d.value <= 31)
        return put_day(date, d.value);
    if (date->day != NOT_SEEN && date->month == NOT_SEEN &&
        (date->year != NOT_SEEN || is_year_next(rest)))
        return put_month(date, d.value);
    return d.count == 2 && put_year(date, d);
}

/* 년 월 일 and 年 月 日 stand behind their numbers; so do the hours and minutes. */
static const struct {
    str text;
    char part;
} markers[] = {
    { STR_INIT("년"), 'y' }, { STR_INIT("年"), 'y' }, { STR_INIT("월"), 'm' },
    { STR_INIT("月"), 'm' }, { STR_INIT("일"), 'd' }, { STR_INIT("日"), 'd' },
    { STR_INIT("号"), 'd' }, { STR_INIT("號"), 'd' }, { STR_INIT("시"), 'H' },
    { STR_INIT("時"), 'H' }, { STR_INIT("时"), 'H' }, { STR_INIT("点"), 'H' },
    { STR_INIT("분"), 'M' }, { STR_INIT("分"), 'M' }, { STR_INIT("초"), 'S' },
    { STR_INIT("秒"), 'S' },
};

static bool
put_marked(struct date *date, struct digits d, char part)
{
    int value = d.count <= 4 ? (int)d.value : NOT_SEEN;

    switch (part) {
    case 'y': return put_year(date, d);
    case 'm': return put_month(date, d.value);
    case 'd': return put_day(date, d.value);
    case 'H': date->hour = value; break;
    case 'M': date->minute = value; break;
    default: date->second = value; break;
    }
    return value != NOT_SEEN;
}

/* "15h54", "15 h 54": leaves rest where one mark stands in front of the minutes. */
static bool
skip_to_hour_mark(str *rest)
{
    str mark = next_is(*rest, ' ') ? str_from(*rest, 1) : *rest;

    if (!next_is(mark, 'h') || !next_is_digit(mark, mark.len > 1 && mark.ptr[1] == ' ' ? 2 : 1))
        return false;
    *rest = mark.ptr[1] == ' ' ? str_from(mark, 1) : mark;
    return true;
}

static bool
take_number(struct date *date, str *rest)
{
    struct digits d = take_digits(rest);

    if (next_is_digit(*rest, 0))
        return false;
    if (next_is(*rest, ':') || (date->hour == NOT_SEEN && skip_to_hour_mark(rest)))
        return take_time(date, d, rest);
    if (date->wants_time) {
        date->wants_time = false;
        return put_compact_time(date, d, rest);
    }
    for (size_t i = 0; i < ARRAY_LEN(markers); i++) {
        str gap = next_is(*rest, ' ') ? str_from(*rest, 1) : *rest;

        if (!str_starts(gap, markers[i].text))
            continue;
        *rest = str_from(gap, markers[i].text.len);
        return put_marked(date, d, markers[i].part);
    }
    if (is_complete(date) && date->hour == NOT_SEEN && next_is(*rest, '.') &&
        next_is_digit(*rest, 1) && d.count <= 2)
        return take_time(date, d, rest); /* "16.11.2020, 15.54 Uhr" */
    if (is_complete(date) && date->hour == NOT_SEEN && (d.count == 4 || d.count == 6))
        return put_compact_time(date, d, rest);
    if (d.count >= 5)
        return put_compact(date, d, rest);
    if (date->year == NOT_SEEN && joint_len(*rest, 0) && date->month == NOT_SEEN)
        return take_group(date, d, rest);
    return put_number(date, d, *rest);
}

/* ---- zones ---- */

/* +0100, +01:00, +1, -00:20. A number that is no zone makes the whole no date. */
static bool
take_offset(struct date *date, str *rest)
{
    bool is_west = rest->ptr[0] == '-';
    struct digits d, minutes = { 2, 0 };

    *rest = str_from(*rest, 1);
    d = take_digits(rest);
    if (next_is(*rest, ':') && d.count <= 2) {
        *rest = str_from(*rest, 1);
        minutes = take_digits(rest);
    } else if (d.count == 3 || d.count == 4) {
        minutes.value = d.value % 100;
        d.value /= 100;
    } else if (d.count > 2) {
        return false;
    }
    if (d.count == 0 || minutes.count != 2 || minutes.value > 59 || date->has_number_zone)
        return false;
    int64_t span_s = d.value * 3600 + minutes.value * 60;

    date->zone_s = is_west ? -span_s : span_s; /* "GMT+0100", "EST -0500": the number says it */
    date->has_number_zone = true;
    date->rule = DATE_RULE_NONE;
    return span_s <= DATE_MOST_ZONE;
}

static bool
is_offset(const struct date *date, str rest, char before)
{
    return (rest.ptr[0] == '+' || rest.ptr[0] == '-') && next_is_digit(rest, 1) &&
           (date->hour != NOT_SEEN ||
            (is_complete(date) && (rest.ptr[0] == '+' || before == ' ' || char_is_digit(before))));
}

/* ---- words ---- */

static bool
is_word_char(char c)
{
    return char_is_alpha(c) || ((unsigned char)c & 0x80) != 0;
}

/* Letters; a full stop, apostrophe or slash inside (a.m., п'ятниця, Europe/Kyiv), a '_' (New_York). */
static str
take_word(str *rest)
{
    size_t len = 0;

    while (len < rest->len) {
        char c = rest->ptr[len];
        bool is_joint = (c == '.' || c == '\'' || c == '/' || c == '_') && len > 0 &&
                        len + 1 < rest->len && is_word_char(rest->ptr[len + 1]);

        if (!is_word_char(c) && !is_joint)
            break;
        len++;
    }
    str word = str_sub(*rest, 0, len);

    *rest = str_from(*rest, len);
    return word;
}

static bool
put_zone(struct date *date, struct date_word found)
{
    if (date->has_number_zone)
        return true; /* "+0100 (CET)": the number said it */
    date->zone_s = found.zone_s;
    date->rule = found.rule;
    return true;
}

/* A name that nobody knows: a zone's if it stands where one does, a weekday's if it is the first word. */
static bool
allow_unknown(struct date *date, str word, bool is_first, char before, str rest)
{
    bool is_ascii = (word.ptr[0] & 0x80) == 0;

    if (is_first)
        return next_is(rest, ',') || next_is(rest, '.');
    if (date->hour == NOT_SEEN || !is_ascii || char_is_digit(before))
        return false;
    if (str_find_char(word, '/') == STR_NONE && word.len > 5)
        return false;
    return put_zone(date, (struct date_word){ .zone_s = 0 });
}

static bool
take_named(struct date *date, str *rest, bool is_first, char before)
{
    str word = take_word(rest);
    struct date_word found;

    if (str_eq(word, STR("t")) && is_complete(date) && date->hour == NOT_SEEN &&
        next_is_digit(*rest, 0))
        return date->wants_time = true;
    if (str_eq(word, STR("w")) && date->year != NOT_SEEN && next_is_digit(*rest, 0)) {
        date->week = (int)take_digits(rest).value;
        return true;
    }
    if (str_eq(word, STR("at")) && date->hour == NOT_SEEN)
        return true; /* else it is the Atlantic zone */
    found = date_word_find(word);
    switch (found.kind) {
    case DATE_WORD_EITHER:
        if (date->weekday == NOT_SEEN)
            date->weekday = found.weekday;
        if (date->month == NOT_SEEN) {
            date->month = found.month;
            date->is_month_weak = true;
        }
        return true;
    case DATE_WORD_MONTH:
        if (date->month != NOT_SEEN && !date->is_month_weak)
            return false;
        date->is_month_weak = false;
        date->month = found.month;
        return true;
    case DATE_WORD_WEEKDAY: date->weekday = found.weekday; return true;
    case DATE_WORD_AM:
    case DATE_WORD_PM: date->half = found.kind; return true;
    case DATE_WORD_FILLER: return true;
    case DATE_WORD_ZONE: return put_zone(date, found);
    default: return allow_unknown(date, word, is_first, before, *rest);
    }
}

/* ---- the whole ---- */

/* ISO 8601:1988 lets the century go: "-03-12" and "-0312" are December 2003. */
static void
take_short_century(struct date *date, str *rest)
{
    str after = str_from(*rest, 1);
    struct digits year, month = { 0 };

    if (!next_is(*rest, '-') || !next_is_digit(*rest, 1))
        return;
    year = take_digits(&after);
    if (year.count == 4) {
        month = (struct digits){ 2, year.value % 100 };
        year = (struct digits){ 2, year.value / 100 };
    } else if (next_is(after, '-') && next_is_digit(after, 1)) {
        after = str_from(after, 1);
        month = take_digits(&after);
    }
    if (year.count != 2 || after.len > 0)
        return;
    put_year(date, year);
    if (month.count)
        put_month(date, month.value);
    *rest = after;
}

static bool
take_parts(struct date *date, str rest)
{
    bool is_first = true;
    char before = ' ';

    take_short_century(date, &rest);
    while (rest.len > 0) {
        char c = rest.ptr[0];
        str from = rest;

        if (char_is_digit(c)) {
            if (!take_number(date, &rest))
                return false;
            is_first = false;
        } else if (is_offset(date, rest, before)) {
            if (!take_offset(date, &rest))
                return false;
        } else if (is_word_char(c)) {
            if (!take_named(date, &rest, is_first, before))
                return false;
            is_first = false;
        } else if (c == '(') { /* RFC 822 has comments: "+0000 (Coordinated Universal Time)" */
            rest = str_from(rest, MIN(str_find_char(rest, ')'), rest.len - 1) + 1);
        } else if (strchr(" ,;.[]-/|\t\r\n@", c)) {
            rest = str_from(rest, 1);
        } else {
            return false; /* ":" where no time is, and all that never stands in a date */
        }
        before = rest.ptr > from.ptr ? rest.ptr[-1] : ' ';
    }
    return true;
}

static int
month_len(int year, int month)
{
    static const int len[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return len[month - 1] + (month == 2 && is_leap);
}

static int
weekday_of(int year, int month, int day)
{
    int64_t days = time_from_civil(year, month, day, 0, 0, 0) / 86400; /* exact */

    return (int)(((days + 4) % 7 + 7) % 7); /* 1970 began on a Thursday */
}

/* 3/4/2020 is read month first, unless the weekday that was given says otherwise. */
static void
settle_order(struct date *date)
{
    if (!date->is_order_open || date->weekday == NOT_SEEN || date->year == NOT_SEEN ||
        weekday_of(date->year, date->month, date->day) == date->weekday)
        return;
    if (weekday_of(date->year, date->day, date->month) == date->weekday) {
        int month = date->day;

        date->day = date->month;
        date->month = month;
    }
}

static void
settle_half(struct date *date)
{
    if (date->half == DATE_WORD_PM && date->hour < 12)
        date->hour += 12;
    else if (date->half == DATE_WORD_AM && date->hour == 12)
        date->hour = 0;
}

static bool
time_is_in_range(const struct date *date)
{
    bool is_midnight = date->hour == 24 && date->minute <= 0 && date->second <= 0; /* ISO 8601 */

    return (date->hour <= 23 || is_midnight) && date->minute <= 59 && date->second <= 60;
}

/* The last Sunday of a month, or its nth from the front. */
static int
sunday_of(int year, int month, int nth)
{
    int first = 1 + (7 - weekday_of(year, month, 1)) % 7;

    if (nth > 0)
        return first + (nth - 1) * 7;
    while (first + 7 <= month_len(year, month))
        first += 7;
    return first;
}

/* Are clocks an hour ahead at this local time? Rules as they have been since 2007. */
static bool
is_summer(enum date_rule rule, int year, int64_t local, int64_t zone_s)
{
    int64_t begin, end;

    switch (rule) {
    case DATE_RULE_EU: /* at 1:00 UTC */
        begin = time_from_civil(year, 3, sunday_of(year, 3, 0), 1, 0, 0) + zone_s;
        end = time_from_civil(year, 10, sunday_of(year, 10, 0), 1, 0, 0) + zone_s + 3600;
        return local >= begin && local < end;
    case DATE_RULE_US:
        begin = time_from_civil(year, 3, sunday_of(year, 3, 2), 2, 0, 0);
        end = time_from_civil(year, 11, sunday_of(year, 11, 1), 2, 0, 0);
        return local >= begin && local < end;
    case DATE_RULE_AU:
        begin = time_from_civil(year, 10, sunday_of(year, 10, 1), 2, 0, 0);
        end = time_from_civil(year, 4, sunday_of(year, 4, 1), 3, 0, 0);
        return local >= begin || local < end;
    default: return false;
    }
}

/* The days that a year's number and a day's or week's number mean. */
static bool
settle_day(const struct date *date, int64_t *out_days_s)
{
    int year = date->year, month = MAX(date->month, 1), day = MAX(date->day, 1);

    if (year < 1 || year > 9999)
        return false;
    if (date->day != NOT_SEEN && date->month == NOT_SEEN && date->week == NOT_SEEN)
        return false;
    if (date->day_of_year != NOT_SEEN) {
        bool is_leap = month_len(year, 2) == 29;

        if (date->day_of_year < 1 || date->day_of_year > 365 + is_leap)
            return false;
        *out_days_s =
            time_from_civil(year, 1, 1, 0, 0, 0) + (date->day_of_year - 1) * INT64_C(86400);
        return true;
    }
    if (date->week != NOT_SEEN) { /* week 1 has January 4th in it; days count from Monday */
        int64_t fourth = time_from_civil(year, 1, 4, 0, 0, 0);
        int since_monday = (weekday_of(year, 1, 4) + 6) % 7;

        if (date->week < 1 || date->week > 53 || day > 7)
            return false;
        *out_days_s = fourth + ((date->week - 1) * 7 - since_monday + day - 1) * INT64_C(86400);
        return true;
    }
    if (day > month_len(year, month))
        return false;
    *out_days_s = time_from_civil(year, month, day, 0, 0, 0);
    return true;
}

static bool
compose(struct date *date, int64_t *out_at)
{
    int64_t at;

    settle_order(date);
    settle_half(date);
    if (!time_is_in_range(date) || !settle_day(date, &at))
        return false;
    at += MAX(date->hour, 0) * INT64_C(3600) + MAX(date->minute, 0) * 60 + MAX(date->second, 0);
    if (is_summer(date->rule, date->year, at, date->zone_s))
        at -= 3600;
    *out_at = at - date->zone_s;
    return true;
}

/* Seconds, milli- or microseconds since 1970, alone: 9 or 10, 13, 16 digits. */
static bool
parse_unix(str text, int64_t *out_at)
{
    struct digits d = take_digits(&text);
    int64_t unit = d.count == 16 ? 1000000 : d.count == 13 ? 1000 : 1;

    if (text.len > 0 || (d.count != 9 && d.count != 10 && d.count != 13 && d.count != 16))
        return false;
    *out_at = d.value / unit;
    return true;
}

static bool
parse_folded(str text, int64_t *out_at)
{
    struct date date = { .year = NOT_SEEN,
                         .month = NOT_SEEN,
                         .day = NOT_SEEN,
                         .hour = NOT_SEEN,
                         .minute = NOT_SEEN,
                         .second = NOT_SEEN,
                         .weekday = NOT_SEEN,
                         .day_of_year = NOT_SEEN,
                         .week = NOT_SEEN };

    text = str_trim(text);
    if (text.len == 0)
        return false;
    return parse_unix(text, out_at) || (take_parts(&date, text) && compose(&date, out_at));
}

bool
feed_date_parse(str text, int64_t *out_at)
{
    char lower[DATE_MOST_LEN];
    bool is_ascii = true;

    text = str_trim(text);
    if (text.len > sizeof(lower))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        lower[i] = char_lower(text.ptr[i]);
        is_ascii = is_ascii && ((unsigned char)text.ptr[i] & 0x80) == 0;
    }
    if (is_ascii)
        return parse_folded((str){ lower, text.len }, out_at);

    struct arena a = { 0 };
    bool ok = parse_folded(text_fold(&a, text), out_at);

    arena_free(&a);
    return ok;
}
