/* Times as people write them in courant.ini. Source: docs/config.md, "Times". */
#include "value.h"

/* Ten years: more is a slip of the finger. */
#define SPAN_MAX_S (INT64_C(3650) * 86400)

struct unit {
    char letter;
    int64_t seconds;
};

/* Biggest first, so that span_text finds the shortest spelling; 1 last, so that it finds one. */
static const struct unit units[] = { { 'd', 86400 }, { 'h', 3600 }, { 'm', 60 }, { 's', 1 } };

static const struct unit *
find_unit(char letter)
{
    for (size_t i = 0; i < ARRAY_LEN(units); i++)
        if (units[i].letter == letter)
            return &units[i];
    return NULL;
}

bool
span_parse(str text, int64_t *out_s, struct err *err)
{
    str rest = text;
    int64_t count = 0;
    bool counted = str_take_int(&rest, &count);
    const struct unit *unit = counted && rest.len == 1 ? find_unit(rest.ptr[0]) : NULL;

    if (!unit || count > SPAN_MAX_S / unit->seconds)
        return err_set(err, ERR_INVALID, "\"%.*s\" is not a time such as 15m or 7d", QUOTED(text));
    *out_s = count * unit->seconds;
    return true;
}

str
span_text(struct arena *a, int64_t span_s)
{
    const struct unit *unit = units;

    while (span_s % unit->seconds != 0 || span_s < unit->seconds)
        if (unit++ == &units[ARRAY_LEN(units) - 1])
            return STR("0s");
    return arena_printf(a, "%" PRId64 "%c", span_s / unit->seconds, unit->letter);
}
