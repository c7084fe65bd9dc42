#include "clock.h"

#define STATE  "clock" /* last seen, and until when nothing is too old */
#define NOTE_S 3600    /* it is not written more often */

bool
clock_is_steady(struct store *st, int64_t now, bool *out_steady, struct err *err)
{
    struct arena a = { 0 };
    str rest = store_state_get(st, &a, STATE), field;
    int64_t seen = 0, held_until = 0;
    bool is_known = str_take_field(&rest, ' ', &field) && str_take_int(&field, &seen) &&
                    str_take_int(&rest, &held_until);
    bool is_leap = is_known && now > seen + CLOCK_LEAP_S;
    bool is_back = is_known && now < seen - CLOCK_LEAP_S;
    bool ok = true;

    if (is_leap)
        held_until = now + CLOCK_HOLD_S;
    else if (!is_known || is_back)
        held_until = 0;
    if (!is_known || is_leap || is_back || now > seen + NOTE_S)
        ok = store_state_set(st, STATE, arena_printf(&a, "%" PRId64 " %" PRId64, now, held_until),
                             err);
    *out_steady = now >= held_until;
    arena_free(&a);
    return ok;
}
