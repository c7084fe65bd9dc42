#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int64_t
now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void
sample_add(struct samples *s, double value)
{
    if (s->count == s->room) {
        s->room = s->room ? s->room * 2 : 64;
        s->values = mem_resize(s->values, s->room * sizeof(*s->values));
    }
    s->values[s->count++] = value;
}

static int
by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return (a > b) - (a < b);
}

double
sample_at(struct samples *s, double share)
{
    if (s->count == 0)
        return 0;
    qsort(s->values, s->count, sizeof(*s->values), by_value);
    return s->values[(size_t)((double)(s->count - 1) * share + 0.5)];
}

void
sample_print(const char *name, struct samples *s, const char *unit)
{
    printf("%-52s min %9.2f  p50 %9.2f  p99 %9.2f  max %9.2f %s  (%zu)\n", name, sample_at(s, 0),
           sample_at(s, 0.5), sample_at(s, 0.99), sample_at(s, 1), unit, s->count);
    fflush(stdout);
}

void
sample_clear(struct samples *s)
{
    mem_free(s->values);
    *s = (struct samples){ 0 };
}

void
ratio_print(const char *name, double value, double base, double target)
{
    double ratio = base > 0 ? value / base : 0;

    if (target > 0)
        printf("  ratio: %-43s %.2f  (target: at most %.2f%s)\n", name, ratio, target,
               ratio <= target ? "" : ", MISSED");
    else
        printf("  ratio: %-43s %.2f\n", name, ratio);
    fflush(stdout);
}

double
cpu_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}
