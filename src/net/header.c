#include "header.h"

#include "curl_api.h"

#include <string.h>

/* Where each header that is wanted goes. */
static const struct field {
    str name;
    size_t offset;
} fields[] = {
    { STR_INIT("Location"), offsetof(struct header_set, location) },
    { STR_INIT("Content-Type"), offsetof(struct header_set, content_type) },
    { STR_INIT("ETag"), offsetof(struct header_set, etag) },
    { STR_INIT("Last-Modified"), offsetof(struct header_set, last_modified) },
    { STR_INIT("Cache-Control"), offsetof(struct header_set, cache_control) },
    { STR_INIT("Expires"), offsetof(struct header_set, expires) },
    { STR_INIT("Date"), offsetof(struct header_set, date) },
    { STR_INIT("Age"), offsetof(struct header_set, age) },
    { STR_INIT("Retry-After"), offsetof(struct header_set, retry_after) },
};

/* Kept and sent back: so nothing but what is printable. A Location may be raw UTF-8. */
static bool
is_plain(str value, bool is_location)
{
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] < 0x20 || value.ptr[i] == 0x7F ||
            (!is_location && (unsigned char)value.ptr[i] > 0x7E))
            return false;
    return value.len <= (is_location ? 4 * HEADER_MOST : HEADER_MOST);
}

static void
take_status(struct header_set *set, str line)
{
    size_t blank = str_find_char(line, ' ');
    str rest = blank == STR_NONE ? STR("") : str_from(line, blank + 1);
    int64_t status = 0;

    *set = (struct header_set){ 0 };
    if (str_take_int(&rest, &status) && status >= 100 && status <= 999)
        set->status = (int)status;
}

void
header_line(struct header_set *set, struct arena *a, str raw_line)
{
    if (str_starts(raw_line, STR("HTTP/"))) {
        take_status(set, raw_line);
        return;
    }
    size_t colon = str_find_char(raw_line, ':');

    if (colon == STR_NONE)
        return;
    str name = str_sub(raw_line, 0, colon), value = str_trim(str_from(raw_line, colon + 1));

    set->has_cookie = set->has_cookie || str_eq_nocase(name, STR("Set-Cookie"));
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        if (!str_eq_nocase(name, fields[i].name))
            continue;
        str copy = is_plain(value, i == 0) ? arena_str(a, value) : STR("");

        memcpy((char *)set + fields[i].offset, &copy, sizeof(copy));
        return;
    }
}

static str
unquote(str s)
{
    s = str_trim(s);
    if (s.len >= 2 && (s.ptr[0] == '"' || s.ptr[0] == '\'') && s.ptr[s.len - 1] == s.ptr[0])
        s = str_trim(str_sub(s, 1, s.len - 1));
    return s;
}

void
header_content_type(struct arena *a, str value, str *out_type, str *out_charset)
{
    str rest = value, part;
    str type = { 0 }, charset = { 0 };

    str_take_field(&rest, ';', &type);
    while (str_take_field(&rest, ';', &part)) {
        size_t equals = str_find_char(part, '=');

        if (equals != STR_NONE && charset.len == 0 &&
            str_eq_nocase(str_trim(str_sub(part, 0, equals)), STR("charset")))
            charset = unquote(str_from(part, equals + 1));
    }
    *out_type = arena_lower(a, str_trim(type));
    *out_charset = charset.len <= 64 ? arena_lower(a, charset) : STR("");
}

bool
header_date(str text, int64_t *out_at)
{
    struct err ignored = { 0 };
    char copy[64];

    text = str_trim(text);
    if (text.len == 0 || text.len >= sizeof(copy) || !curl_load(&ignored))
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    time_t at = curl.getdate(copy, NULL);

    if (at <= 0)
        return false;
    *out_at = at;
    return true;
}

/* The seconds of max-age; -1: not said, or said that nothing may be kept. */
static int64_t
max_age(str cache_control)
{
    str rest = cache_control, part;
    int64_t age = -1;

    while (str_take_field(&rest, ',', &part)) {
        str name = str_trim(part);

        if (str_eq_nocase(name, STR("no-cache")) || str_eq_nocase(name, STR("no-store")))
            return -1;
        if (!str_starts_nocase(name, STR("max-age=")))
            continue;
        str digits = unquote(str_from(name, 8));

        if (!str_take_int(&digits, &age))
            age = -1;
    }
    return age;
}

int64_t
header_fresh_until(const struct header_set *set, int64_t now)
{
    int64_t span = max_age(set->cache_control), age = 0, expires, date;
    str digits = set->age;

    if (span >= 0) {
        if (str_take_int(&digits, &age))
            span -= MIN(age, span);
    } else if (set->cache_control.len == 0 && header_date(set->expires, &expires)) {
        span = expires - (header_date(set->date, &date) ? date : now);
    }
    return span > 0 ? now + MIN(span, HEADER_SPAN_MOST) : 0;
}

int64_t
header_retry_at(const struct header_set *set, int64_t now)
{
    str digits = set->retry_after;
    int64_t span = 0, at = 0;

    if (str_take_int(&digits, &span) && digits.len == 0)
        at = now + MIN(span, HEADER_SPAN_MOST);
    else if (header_date(set->retry_after, &at))
        at = MIN(at, now + HEADER_SPAN_MOST);
    return at > now ? at : 0;
}
