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

static bool
add(struct store *st, int64_t now, int64_t bytes, struct err *err)
{
    struct budget b = budget_load(st, now);
    struct arena a = { 0 };
    bool ok = store_state_set(st, STATE,
                              arena_printf(&a, "%" PRId64 " %" PRId64 " %" PRId64, b.day,
                                           MIN(b.pages, INT64_MAX - 1) + 1,
                                           b.bytes + MIN(MAX(bytes, 0), INT64_MAX - b.bytes)),
                              err);

    arena_free(&a);
    return ok;
}

/* In one transaction: what another copy spends meanwhile is not lost. */
void
budget_spend(struct store *st, int64_t now, int64_t bytes)
{
    struct err ignored = { 0 };

    if (!store_begin(st, &ignored))
        return;
    if (add(st, now, bytes, &ignored))
        store_commit(st, &ignored);
    else
        store_rollback(st);
}
