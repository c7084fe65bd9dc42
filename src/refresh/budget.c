#include "budget.h"

#include <courant/store.h>

#define STATE "prefetch" /* "20600 12 345678": the day, pages, bytes */
#define DAY_S 86400

struct budget
budget_load(struct store *st, int64_t now)
{
    struct budget today = { .day = now / DAY_S }, kept = { 0 };
    int64_t *const fields[] = { &kept.day, &kept.pages, &kept.bytes };
    struct arena a = { 0 };
    str text = store_state_get(st, &a, STATE), word;
    size_t count = 0;

    while (count < ARRAY_LEN(fields) && str_take_field(&text, ' ', &word) &&
           str_take_int(&word, fields[count]))
        count++;
    arena_free(&a);
    return count == ARRAY_LEN(fields) && kept.day == today.day ? kept : today;
}

void
budget_spend(struct store *st, int64_t now, int64_t bytes)
{
    struct budget b = budget_load(st, now);
    struct arena a = { 0 };
    struct err ignored = { 0 };

    store_state_set(st, STATE,
                    arena_printf(&a, "%" PRId64 " %" PRId64 " %" PRId64, b.day,
                                 MIN(b.pages, INT64_MAX - 1) + 1,
                                 b.bytes + MIN(MAX(bytes, 0), INT64_MAX - b.bytes)),
                    &ignored);
    arena_free(&a);
}
