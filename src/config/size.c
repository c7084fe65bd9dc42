/* Amounts of bytes as people write them: 4096, 512k, 16m, 1g, in steps of 1024. */
#include "value.h"

/* A terabyte: no limit of ours is near it. */
#define SIZE_MOST (INT64_C(1) << 40)

struct unit {
    char letter;
    int64_t bytes;
};

static const struct unit units[] = { { 'g', 1 << 30 }, { 'm', 1 << 20 }, { 'k', 1 << 10 } };

static int64_t
unit_bytes(str letter)
{
    if (letter.len == 0)
        return 1;
    for (size_t i = 0; letter.len == 1 && i < ARRAY_LEN(units); i++)
        if (units[i].letter == char_lower(letter.ptr[0]))
            return units[i].bytes;
    return 0;
}

bool
size_parse(str text, int64_t *out_bytes, struct err *err)
{
    str rest = text;
    int64_t count = 0;
    int64_t unit = str_take_int(&rest, &count) ? unit_bytes(rest) : 0;

    if (unit == 0 || count > SIZE_MOST / unit)
        return err_set(err, ERR_INVALID, "\"%.*s\" is not a size such as 512k or 16m",
                       QUOTED(text));
    *out_bytes = count * unit;
    return true;
}

str
size_text(struct arena *a, int64_t bytes)
{
    for (size_t i = 0; i < ARRAY_LEN(units); i++)
        if (bytes > 0 && bytes % units[i].bytes == 0)
            return arena_printf(a, "%" PRId64 "%c", bytes / units[i].bytes, units[i].letter);
    return arena_printf(a, "%" PRId64, bytes);
}
