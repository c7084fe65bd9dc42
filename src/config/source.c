#include "source.h"

#include "field.h"
#include "seen.h"
#include "value.h"

enum kind {
    KEY_TEXT,
    KEY_URL,
    KEY_ARGV,
    KEY_SPAN,
    KEY_SIZE,
    KEY_WHEN,
    KEY_ENABLED,
    KEY_ON,
    KEY_HEADERS,
    KEY_PROXY,
    KEY_FILE,
    KEY_KEEP,
    KEY_KEEP_FOR
};

#define AT(field) offsetof(struct config_source, field)
/* clang-format off */
static const struct field rows[] = {
    { "url",              KEY_URL,  AT(url) },
    { "name",             KEY_TEXT, AT(name) },
    { "section",          KEY_TEXT, AT(section) },
    { "refresh",          KEY_SPAN, AT(refresh_s) },
    { "full-text",        KEY_WHEN, AT(full_text) },
    { "content",          KEY_TEXT, AT(content_selector) },
    { "remove",           KEY_TEXT, AT(remove_selector) },
    { "user",             KEY_TEXT, AT(user) },
    { "password-command", KEY_ARGV, AT(password_command) },
    { "headers",          KEY_HEADERS, AT(headers) },
    { "user-agent",       KEY_TEXT, AT(user_agent) },
    { "proxy",            KEY_PROXY, AT(proxy) },
    { "ca-file",          KEY_FILE, AT(ca_file) },
    { "cookies-file",     KEY_FILE, AT(cookies_file) },
    { "filter",           KEY_ARGV, AT(filter) },
    { "limit",            KEY_SIZE, AT(most_bytes) },
    { "keep-stories",     KEY_KEEP, AT(keep_stories) },
    { "keep-for",         KEY_KEEP_FOR, AT(keep_for_s) },
    { "enabled",          KEY_ENABLED, AT(is_disabled) },
    { "silent",           KEY_ON,   AT(is_silent) },
};
/* clang-format on */

#define REFRESH_LEAST_S 60 /* a server is not asked more often than once a minute by anyone */

struct reader {
    struct arena *arena;
    str file;
    const struct ini *ini;
    struct config_problems *problems;
    struct seen urls, keys;
    VEC(struct config_source) sources;
    str section;                  /* of the entry before */
    struct config_source *source; /* its; NULL: none */
};

static bool
set_span(int64_t *field, str value, struct err *err)
{
    int64_t span_s = 0;

    if (!span_parse(value, &span_s, err))
        return false;
    if (span_s < REFRESH_LEAST_S)
        return err_set(err, ERR_INVALID, "\"%.*s\" is less than a minute", QUOTED(value));
    *field = span_s;
    return true;
}

static bool
set_enabled(bool *is_disabled, str value, struct err *err)
{
    bool is_on = false;

    if (!value_bool(value, &is_on, err))
        return false;
    *is_disabled = !is_on;
    return true;
}

static bool
set_when(enum config_when *field, str value, struct err *err)
{
    int word = 0;

    if (!value_word(value, "auto always never", &word, err))
        return false;
    *field = (enum config_when)word;
    return true;
}

static bool
is_header(str part)
{
    size_t colon = str_find_char(part, ':');

    for (size_t i = 0; i < part.len; i++)
        if (i < colon ? !char_is_alnum(part.ptr[i]) && part.ptr[i] != '-' && part.ptr[i] != '_'
                      : (unsigned char)part.ptr[i] < ' ')
            return false;
    return colon != STR_NONE && colon > 0;
}

static bool
check_headers(str value, struct err *err)
{
    str rest = value, part;

    while (str_take_field(&rest, '|', &part))
        if (!is_header(str_trim(part)))
            return err_set(err, ERR_INVALID, "\"%.*s\" is not written as Name: value",
                           QUOTED(part));
    return true;
}

static bool
set_field(struct arena *a, const struct field *row, struct config_source *source, str value,
          struct err *err)
{
    void *field = (char *)source + row->offset;

    switch ((enum kind)row->kind) {
    case KEY_URL:
        if (!value_url(value, err))
            return false;
        source->is_disabled = source->is_disabled || str_eq(value, WELCOME_URL);
        break;
    case KEY_ARGV:
        if (!config_argv(a, value, (str){ 0 })[0])
            return err_set(err, ERR_INVALID, "names no program");
        break;
    case KEY_HEADERS:
        if (!check_headers(value, err))
            return false;
        break;
    case KEY_PROXY:
        if (!value_proxy(value, err))
            return false;
        break;
    case KEY_FILE:
        if (!value_path(value, err))
            return false;
        break;
    case KEY_TEXT: break;
    case KEY_SPAN: return set_span(field, value, err);
    case KEY_SIZE: return size_parse(value, field, err);
    case KEY_WHEN: return set_when(field, value, err);
    case KEY_ENABLED: return set_enabled(field, value, err);
    case KEY_ON: return value_bool(value, field, err);
    case KEY_KEEP:
        source->has_keep_stories = value_int(value, 0, 1000000, field, err);
        return source->has_keep_stories;
    case KEY_KEEP_FOR:
        source->has_keep_for = span_parse(value, field, err);
        return source->has_keep_for;
    }
    *(str *)field = value;
    return true;
}

const char *
config_source_key(size_t i)
{
    return i < ARRAY_LEN(rows) ? rows[i].name : NULL;
}

bool
config_source_set(struct arena *a, struct config_source *source, str key, str value,
                  struct err *err)
{
    const struct field *row = field_find(rows, ARRAY_LEN(rows), key);

    if (!row)
        return err_set(err, ERR_MISSING, "a source has no setting \"%.*s\"", QUOTED(key));
    return set_field(a, row, source, value, err) || err_wrap(err, "%s", row->name);
}

str
config_source_get(struct arena *a, const struct config_source *source, str key)
{
    static const char *const when[] = { "", "always", "never" };
    const struct field *row = field_find(rows, ARRAY_LEN(rows), key);
    const void *field = row ? (const char *)source + row->offset : NULL;
    str value = { 0 };

    if (!row)
        return value;
    switch ((enum kind)row->kind) {
    case KEY_TEXT:
    case KEY_URL:
    case KEY_HEADERS:
    case KEY_PROXY:
    case KEY_FILE:
    case KEY_ARGV: value = *(const str *)field; break;
    case KEY_SPAN:
        if (source->refresh_s > 0)
            value = span_text(a, source->refresh_s);
        break;
    case KEY_SIZE:
        if (source->most_bytes > 0)
            value = size_text(a, source->most_bytes);
        break;
    case KEY_WHEN: value = str_of(when[source->full_text]); break;
    case KEY_ENABLED: value = source->is_disabled ? STR("off") : STR(""); break;
    case KEY_ON: value = source->is_silent ? STR("on") : STR(""); break;
    case KEY_KEEP:
        if (source->has_keep_stories)
            value = arena_printf(a, "%" PRId64, source->keep_stories);
        break;
    case KEY_KEEP_FOR:
        if (source->has_keep_for)
            value = span_text(a, source->keep_for_s);
        break;
    }
    return value;
}

static void
say_unknown(struct reader *r, const struct ini_entry *e)
{
    const char *names[ARRAY_LEN(rows)];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        names[i] = rows[i].name;
    const char *near = value_nearest(e->key, names, ARRAY_LEN(names));

    config_problem_add(r->problems, r->file, e->line, true,
                       "[%.*s] %.*s: a source has no such setting%s%s%s", QUOTED(e->section),
                       QUOTED(e->key), near ? "; is it \"" : "", near ? near : "",
                       near ? "\"?" : "");
}

static void
add_entry(struct reader *r, struct config_source *source, const struct ini_entry *e)
{
    const struct field *row = field_find(rows, ARRAY_LEN(rows), e->key);
    struct err err = { 0 };

    if (e->key.len == 0)
        return;
    if (!row)
        say_unknown(r, e);
    else if (!set_field(r->arena, row, source, str_trim(e->value), &err))
        config_problem_add(r->problems, r->file, e->line, false, "[%.*s] %s: %s",
                           QUOTED(e->section), row->name, err.text);
}

/* The section's place among the sources; made when it is new. NULL: its name is no id. */
static struct config_source *
find_source(struct reader *r, const struct ini_entry *e)
{
    size_t *place = seen_at(&r->keys, e->section);

    if (*place)
        return *place == SIZE_MAX ? NULL : &r->sources.items[*place - 1];
    if (!value_is_id(e->section)) {
        *place = SIZE_MAX;
        if (e->section.len == 0)
            config_problem_add(r->problems, r->file, e->line, false,
                               "%.*s: stands before the first [source]", QUOTED(e->key));
        else
            config_problem_add(r->problems, r->file, e->section_line, false,
                               "[%.*s]: a source's id has 1 to 64 of a-z 0-9 . _ - and begins "
                               "with a letter or digit; the section is not used",
                               QUOTED(e->section));
        return NULL;
    }
    *VEC_PUSH(r->arena, &r->sources) =
        (struct config_source){ .key = e->section, .line = e->section_line };
    *place = r->sources.count;
    return &r->sources.items[r->sources.count - 1];
}

/* The entries of a section stand together: it is looked for once. */
static struct config_source *
get_source(struct reader *r, const struct ini_entry *e)
{
    if (!r->section.ptr || e->section.ptr != r->section.ptr) {
        r->section = e->section;
        r->source = find_source(r, e);
    }
    return r->source;
}

/* One without an address has nothing to offer; a second with the same one is likely a slip. */
static bool
check_source(struct reader *r, const struct config_source *source, bool url_was_bad)
{
    if (source->url.len == 0) {
        if (!url_was_bad)
            config_problem_add(r->problems, r->file, source->line, false,
                               "[%.*s] has no url; the section is not used", STR_ARG(source->key));
        return false;
    }
    size_t *line = seen_at(&r->urls, source->url);

    if (*line)
        config_problem_add(r->problems, r->file, source->line, true,
                           "[%.*s] has the same url as the section in line %zu",
                           STR_ARG(source->key), *line);
    else
        *line = (size_t)source->line;
    return true;
}

static bool
has_url_entry(const struct reader *r, str section)
{
    for (size_t i = 0; i < r->ini->count; i++)
        if (str_eq(r->ini->entries[i].key, STR("url")) &&
            str_eq(r->ini->entries[i].section, section))
            return true;
    return false;
}

size_t
sources_read(struct arena *a, str file, const struct ini *ini, struct config_problems *problems,
             const struct config_source **out)
{
    struct reader r = { .arena = a, .file = file, .ini = ini, .problems = problems };
    size_t kept = 0;

    r.urls.arena = r.keys.arena = a;
    for (size_t i = 0; i < ini->count; i++) {
        struct config_source *source = get_source(&r, &ini->entries[i]);

        if (source)
            add_entry(&r, source, &ini->entries[i]);
    }
    for (size_t i = 0; i < r.sources.count; i++) {
        const struct config_source *source = &r.sources.items[i];
        bool url_was_bad = source->url.len == 0 && has_url_entry(&r, source->key);

        if (check_source(&r, source, url_was_bad))
            r.sources.items[kept++] = *source;
    }
    *out = r.sources.items;
    return kept;
}
