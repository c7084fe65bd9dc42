#include "date.h"

#include "test.h"

static const struct {
    const char *text, *want; /* NULL: no date */
} cases[] = {
    { "2026-10-24T14:10:00Z", "2026-10-24T14:10:00Z" },
    { "2026-10-24T14:10:00+05:00", "2026-10-24T09:10:00Z" },
    { "2026-10-24T14:10:00-0400", "2026-10-24T18:10:00Z" },
    { "2026-10-24T14:10", "2026-10-24T14:10:00Z" },
    { "2026-10-24 03:01:00.000000", "2026-10-24T03:01:00Z" },
    { "2026-10-24T14:10:00.374+02:00", "2026-10-24T12:10:00Z" },
    { "2026-10-24", "2026-10-24T00:00:00Z" },
    { "20261024", "2026-10-24T00:00:00Z" },
    { "Sat, 24 Oct 2026 14:10:00 GMT", "2026-10-24T14:10:00Z" },
    { "October 24, 2026 at 2:10 p.m.", "2026-10-24T14:10:00Z" },
    { "Oct 24, 2026 12:05 AM", "2026-10-24T00:05:00Z" },
    { "Published 24th October 2026, 14:10 BST", "2026-10-24T13:10:00Z" },
    { "10/24/2026 - 14:10", "2026-10-24T14:10:00Z" },
    { "24/10/2026", "2026-10-24T00:00:00Z" },
    { "24.10.2026 14:10", "2026-10-24T14:10:00Z" },
    { "24 октября 2026, 14:10", "2026-10-24T14:10:00Z" },
    { "24 Марта 2026", "2026-03-24T00:00:00Z" },
    { "24 қазан 2026, 14:10", "2026-10-24T14:10:00Z" },
    { "24 жовтня 2026", "2026-10-24T00:00:00Z" },
    { "24. Oktober 2026, 14:10 Uhr", "2026-10-24T14:10:00Z" },
    { "mardi 24 mars 2026 à 14h10", "2026-03-24T14:10:00Z" },
    { "24 oct 2026 - 14:10 CEST", "2026-10-24T12:10:00Z" },
    { "24 Ekim 2026 14:10", "2026-10-24T14:10:00Z" },
    { "2026年10月24日 14时10分", "2026-10-24T14:10:00Z" },
    { "2026. 10. 24. 14:10", "2026-10-24T14:10:00Z" },
    { "2026-02-30", NULL },
    { "2026-13-01", NULL },
    { "2026-10-24T25:10", NULL },
    { "2026-10-24T14:60", NULL },
    { "yesterday", NULL },
    { "14:10", NULL },
    { "2026", NULL },
    { "", NULL },
    { "99999999999999999999", NULL },
};

static void
dates_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char got[TIME_TEXT_LEN] = "none";
        int64_t at = 42; /* must still be so when it is none */
        bool ok = page_date_read(str_of(cases[i].text), &at);

        if (ok)
            time_text(at, got);
        if (ok != (cases[i].want != NULL) || (!ok && at != 42) ||
            (ok && !str_eq(str_of(got), str_of(cases[i].want))))
            fail_msg("\"%s\": got %s", cases[i].text, got);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
