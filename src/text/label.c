/*
 * Labels mean what the WHATWG says that they mean, not what they name: iso-8859-1 is windows-1252. What it does not
 * know may still be one of its labels spelled otherwise (Latin_1, "Windows 1251", win-1251, a bare 1251), or one
 * of the many older names; whatever is not in the table is as if nothing had been declared.
 */
#include "label.h"

#include <string.h>

#define LABEL_MOST 32

const struct encoding encodings[ENCODING_COUNT] = {
    { NULL, "", 1 },
#define ENCODING(id, name, iconv_name, unit) { name, iconv_name, unit },
#include "label.def"
#undef ENCODING
};

static const struct label {
    str label;
    enum encoding_id id;
} labels[] = {
#define LABEL(label, id) { STR_INIT(label), ENCODING_##id },
#include "label.def"
#undef LABEL
};

static enum encoding_id
find_exactly(str label)
{
    size_t low = 0, high = ARRAY_LEN(labels);

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = str_cmp(label, labels[middle].label);

        if (order == 0)
            return labels[middle].id;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return ENCODING_NONE;
}

/* Letters and digits only, in out; the prefixes that say no more than the digits behind them are "cp". */
static str
loosen(str label, char out[LABEL_MOST + 2])
{
    static const char *const prefixes[] = { "windows", "win", "ms", "x", "" };
    str loose = { out + 2, 0 };

    for (size_t i = 0; i < label.len && loose.len < LABEL_MOST; i++)
        if (char_is_alnum(label.ptr[i]))
            out[2 + loose.len++] = label.ptr[i];
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
        size_t len = strlen(prefixes[i]);

        if (!str_starts(loose, str_of(prefixes[i])) || len >= loose.len ||
            !char_is_digit(loose.ptr[len]))
            continue;
        memcpy(out + len, "cp", 2);
        return (str){ out + len, loose.len - len + 2 };
    }
    return loose;
}

static enum encoding_id
find_loosely(str label)
{
    char wanted[LABEL_MOST + 2], known[LABEL_MOST + 2];
    str loose = loosen(label, wanted);

    for (size_t i = 0; i < ARRAY_LEN(labels); i++)
        if (str_eq(loosen(labels[i].label, known), loose))
            return labels[i].id;
    return ENCODING_NONE;
}

enum encoding_id
encoding_find(str label)
{
    char lower[LABEL_MOST];
    enum encoding_id found;

    label = str_trim(label);
    if (label.len == 0 || label.len > sizeof(lower))
        return ENCODING_NONE;
    for (size_t i = 0; i < label.len; i++)
        lower[i] = char_lower(label.ptr[i]);
    label.ptr = lower;
    found = find_exactly(label);
    if (!found)
        found = find_loosely(label);
    return encodings[found].iconv_name[0] ? found : ENCODING_NONE;
}
