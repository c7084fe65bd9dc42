#include "setting.h"

#include "value.h"

#include <assert.h>

#define AT(field) offsetof(struct settings, field)
/* clang-format off */
const struct setting setting_table[] = {
#define SETTING_GROUP(title) \
    { .key = title, .kind = SETTING_IS_GROUP },
#define SETTING_TEXT(key, field, fallback, help) \
    { key, fallback, help, NULL, AT(field), 0, 0, SETTING_IS_TEXT },
#define SETTING_BOOL(key, field, fallback, help) \
    { key, fallback, help, NULL, AT(field), 0, 0, SETTING_IS_BOOL },
#define SETTING_INT(key, field, fallback, least, most, help) \
    { key, fallback, help, NULL, AT(field), least, most, SETTING_IS_INT },
#define SETTING_SPAN(key, field, fallback, least, most, help) \
    { key, fallback, help, NULL, AT(field), least, most, SETTING_IS_SPAN },
#define SETTING_SIZE(key, field, fallback, least, most, help) \
    { key, fallback, help, NULL, AT(field), least, most, SETTING_IS_SIZE },
#define SETTING_ENUM(key, field, fallback, words, help) \
    { key, fallback, help, words, AT(field), 0, 0, SETTING_IS_ENUM },
#define SETTING_ARGV(key, field, fallback, help) \
    { key, fallback, help, NULL, AT(field), 0, 0, SETTING_IS_ARGV },
#include <courant/settings.def>
#undef SETTING_GROUP
#undef SETTING_TEXT
#undef SETTING_BOOL
#undef SETTING_INT
#undef SETTING_SPAN
#undef SETTING_SIZE
#undef SETTING_ENUM
#undef SETTING_ARGV
    { .key = NULL },
};
/* clang-format on */

static const struct setting *
find_setting(str key)
{
    for (const struct setting *s = setting_table; s->key; s++)
        if (s->kind != SETTING_IS_GROUP && str_eq_nocase(key, str_of(s->key)))
            return s;
    return NULL;
}

static bool
set_number(const struct setting *s, int64_t *field, str value, struct err *err)
{
    int64_t number = 0;
    bool ok = s->kind == SETTING_IS_SPAN ? span_parse(value, &number, err)
                                         : size_parse(value, &number, err);

    if (!ok)
        return false;
    if (number < s->least || number > s->most) {
        struct arena a = { 0 };

        err_set(err, ERR_INVALID, "\"%.*s\" is not %.*s", QUOTED(value),
                STR_ARG(setting_range(&a, s)));
        arena_free(&a);
        return false;
    }
    *field = number;
    return true;
}

/* Where none is allowed, off says it too. */
static bool
set_int(const struct setting *s, int64_t *field, str value, struct err *err)
{
    if (s->least != 0 || !str_eq_nocase(value, STR("off")))
        return value_int(value, s->least, s->most, field, err);
    *field = 0;
    return true;
}

static bool
set_text(struct arena *a, const struct setting *s, str *field, str value, struct err *err)
{
    if (s->kind == SETTING_IS_ARGV && !config_argv(a, value, (str){ 0 })[0])
        return err_set(err, ERR_INVALID, "names no program");
    *field = arena_str(a, value);
    return true;
}

static bool
set_field(struct arena *a, const struct setting *s, struct settings *settings, str value,
          struct err *err)
{
    void *field = (char *)settings + s->offset;

    switch (s->kind) {
    case SETTING_IS_TEXT:
    case SETTING_IS_ARGV: return set_text(a, s, field, value, err);
    case SETTING_IS_BOOL: return value_bool(value, field, err);
    case SETTING_IS_INT: return set_int(s, field, value, err);
    case SETTING_IS_SPAN:
    case SETTING_IS_SIZE: return set_number(s, field, value, err);
    case SETTING_IS_ENUM: return value_word(value, s->words, field, err);
    case SETTING_IS_GROUP: break;
    }
    return false;
}

bool
config_set(struct arena *a, struct settings *settings, str key, str value, struct err *err)
{
    const struct setting *s = find_setting(key);

    if (s)
        return set_field(a, s, settings, str_trim(value), err) || err_wrap(err, "%s", s->key);
    const char *const *names;
    const char *near = value_nearest(key, names, config_setting_names(&names));

    return err_set(err, ERR_MISSING, "%.*s: there is no such setting%s%s%s", QUOTED(key),
                   near ? "; is it \"" : "", near ? near : "", near ? "\"?" : "");
}

str
config_get(struct arena *a, const struct settings *settings, str key)
{
    const struct setting *s = find_setting(key);

    if (!s)
        return (str){ 0 };
    const void *field = (const char *)settings + s->offset;

    switch (s->kind) {
    case SETTING_IS_TEXT:
    case SETTING_IS_ARGV: return *(const str *)field;
    case SETTING_IS_BOOL: return *(const bool *)field ? STR("on") : STR("off");
    case SETTING_IS_INT: return arena_printf(a, "%" PRId64, *(const int64_t *)field);
    case SETTING_IS_SPAN: return span_text(a, *(const int64_t *)field);
    case SETTING_IS_SIZE: return size_text(a, *(const int64_t *)field);
    case SETTING_IS_ENUM: return value_word_at(s->words, *(const int *)field);
    case SETTING_IS_GROUP: break;
    }
    return (str){ 0 };
}

size_t
config_setting_names(const char *const **out)
{
    static const char *const names[] = {
#define SETTING_GROUP(title)
#define SETTING_TEXT(key, field, fallback, help)              key,
#define SETTING_BOOL(key, field, fallback, help)              key,
#define SETTING_INT(key, field, fallback, least, most, help)  key,
#define SETTING_SPAN(key, field, fallback, least, most, help) key,
#define SETTING_SIZE(key, field, fallback, least, most, help) key,
#define SETTING_ENUM(key, field, fallback, words, help)       key,
#define SETTING_ARGV(key, field, fallback, help)              key,
#include <courant/settings.def>
    };

    *out = names;
    return ARRAY_LEN(names);
}

const char *
config_setting_help(str key)
{
    const struct setting *s = find_setting(key);

    return s ? s->help : NULL;
}

str
setting_range(struct arena *a, const struct setting *s)
{
    switch (s->kind) {
    case SETTING_IS_TEXT: return STR("a text");
    case SETTING_IS_ARGV: return STR("a command");
    case SETTING_IS_BOOL: return STR("on or off");
    case SETTING_IS_ENUM: return str_of(s->words);
    case SETTING_IS_INT: return arena_printf(a, "%" PRId64 " to %" PRId64, s->least, s->most);
    case SETTING_IS_SPAN:
        return arena_printf(a, "%.*s to %.*s", STR_ARG(span_text(a, s->least)),
                            STR_ARG(span_text(a, s->most)));
    case SETTING_IS_SIZE:
        return arena_printf(a, "%.*s to %.*s", STR_ARG(size_text(a, s->least)),
                            STR_ARG(size_text(a, s->most)));
    case SETTING_IS_GROUP: break;
    }
    return (str){ 0 };
}

void
setting_defaults(struct arena *a, struct settings *out)
{
    struct err err = { 0 };

    *out = (struct settings){ 0 };
    for (const struct setting *s = setting_table; s->key; s++) {
        bool ok = s->kind == SETTING_IS_GROUP || set_field(a, s, out, str_of(s->fallback), &err);

        assert(ok && "a fallback in settings.def is not a value of its own setting");
        (void)ok;
    }
}
