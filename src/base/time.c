#include <courant/base.h>

#include <time.h>

#define DAY_S       86400
#define ERA_DAYS    146097 /* 400 years */
#define ERA_YEARS   400
#define EPOCH_SHIFT 719468 /* days from 0000-03-01 to 1970-01-01 */

int64_t
time_now_s(void)
{
    return (int64_t)time(NULL);
}

int64_t
time_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
time_cpu_ms(void)
{
    struct timespec used;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return (int64_t)used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

static int64_t
floor_div(int64_t x, int64_t y)
{
    return x / y - (x % y < 0);
}

/* The proleptic Gregorian calendar, counted in years that begin in March, so that the leap day is last. */
int64_t
time_from_civil(int64_t year, int month, int day, int hour, int minute, int second)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = floor_div(y, ERA_YEARS);
    int64_t year_of_era = y - era * ERA_YEARS;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    int64_t days = era * ERA_DAYS + day_of_era - EPOCH_SHIFT;

    return days * DAY_S + hour * 3600 + minute * 60 + second;
}

void
time_to_civil(int64_t at, int64_t *year, int *month, int *day, int *hour, int *minute, int *second)
{
    int64_t days = floor_div(at, DAY_S);
    int64_t rest = at - days * DAY_S;
    int64_t era = floor_div(days + EPOCH_SHIFT, ERA_DAYS);
    int64_t day_of_era = days + EPOCH_SHIFT - era * ERA_DAYS;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153;

    *day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
    *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = year_of_era + era * ERA_YEARS + (*month <= 2);
    *hour = (int)(rest / 3600);
    *minute = (int)(rest / 60 % 60);
    *second = (int)(rest % 60);
}

static void
put_digits(char *out, int64_t value, int count, char after)
{
    out[count] = after;
    while (count-- > 0) {
        out[count] = (char)('0' + value % 10);
        value /= 10;
    }
}

void
time_text(int64_t at, char out[TIME_TEXT_LEN])
{
    const int64_t least = time_from_civil(0, 1, 1, 0, 0, 0);
    const int64_t most = time_from_civil(9999, 12, 31, 23, 59, 59);
    int64_t year;
    int month, day, hour, minute, second;

    time_to_civil(MIN(MAX(at, least), most), &year, &month, &day, &hour, &minute, &second);
    put_digits(out, year, 4, '-');
    put_digits(out + 5, month, 2, '-');
    put_digits(out + 8, day, 2, 'T');
    put_digits(out + 11, hour, 2, ':');
    put_digits(out + 14, minute, 2, ':');
    put_digits(out + 17, second, 2, 'Z');
    out[TIME_TEXT_LEN - 1] = '\0';
}
