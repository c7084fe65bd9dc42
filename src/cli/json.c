#include "json.h"

#include <stdio.h>

#define SCORE_DIGITS 6

json_t *
json_of(str s)
{
    return s.len > 0 ? json_stringn(s.ptr, s.len) : json_null();
}

json_t *
json_id(int64_t id)
{
    return id != 0 ? json_integer(id) : json_null();
}

json_t *
json_time(int64_t at)
{
    char text[TIME_TEXT_LEN];

    if (at == 0)
        return json_null();
    time_text(at, text);
    return json_string(text);
}

void
json_print(json_t *value)
{
    json_dumpf(value, stdout, JSON_COMPACT | JSON_REAL_PRECISION(SCORE_DIGITS));
    putchar('\n');
    json_decref(value);
}
