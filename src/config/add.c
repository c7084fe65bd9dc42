/* Sections put into sources.ini and rules.ini, at the end. */
#include "load.h"
#include "rewrite.h"
#include "value.h"

#define ID_MOST 40 /* of a made id, so that there is room for "-2" */

static str
without_prefix(str host)
{
    static const char *const prefixes[] = { "www.", "feeds.", "feed.", "rss." };

    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
        if (str_starts_nocase(host, str_of(prefixes[i])))
            return str_from(host, str_of(prefixes[i]).len);
    return host;
}

/* The host without what nearly all have in front, or the last part of a path. */
static str
base_id(struct arena *a, str url)
{
    struct buf b = { .arena = a };
    size_t slashes = str_find(url, STR("://"));
    str rest = slashes == STR_NONE ? str_from(url, str_find_char(url, ':') + 1)
                                   : str_from(url, slashes + 3);
    str host = rest, before;

    if (!str_starts_nocase(url, STR("http")) || !str_take_field(&rest, '/', &host))
        host = path_name(str_trim(url));
    if (str_take_field(&host, '@', &before) && host.len == 0)
        host = before;
    host = without_prefix(host);
    for (size_t i = 0; i < host.len && b.len < ID_MOST; i++) {
        if (char_is_alnum(host.ptr[i]))
            buf_add_char(&b, char_lower(host.ptr[i]));
        else if (b.len > 0 && char_is_alnum(b.ptr[b.len - 1]))
            buf_add_char(&b, host.ptr[i] == '.' ? '.' : '-');
    }
    while (b.len > 0 && !char_is_alnum(b.ptr[b.len - 1]))
        b.len--;
    return b.len > 0 ? buf_str(&b) : STR("source");
}

static bool
has_section(const struct ini *ini, str key)
{
    for (size_t i = 0; i < ini->count; i++)
        if (str_eq(ini->entries[i].section, key))
            return true;
    return false;
}

static str
unique_id(struct arena *a, const struct ini *ini, str base)
{
    str id = base;

    for (int n = 2; has_section(ini, id); n++)
        id = arena_printf(a, "%.*s-%d", STR_ARG(base), n);
    return id;
}

static void
write_key(struct buf *b, const char *key, str value, bool is_url, const char *newline)
{
    if (value.len > 0)
        buf_printf(b, "%-7s = %.*s%s", key, STR_ARG(rewrite_quote(b->arena, value, is_url)),
                   newline);
}

static void
write_section(struct buf *b, str id, const struct config_source *source, const char *newline)
{
    bool is_address = !str_starts_nocase(source->url, STR("exec:"));
    const char *key;

    buf_printf(b, "[%.*s]%s", STR_ARG(id), newline);
    for (size_t i = 0; (key = config_source_key(i)); i++)
        write_key(b, key, config_source_get(b->arena, source, str_of(key)),
                  is_address && str_eq(str_of(key), STR("url")), newline);
}

/* The section that has this url; empty: none has. */
static str
section_of_url(const struct ini *ini, str url)
{
    for (size_t i = 0; i < ini->count; i++)
        if (str_eq(ini->entries[i].key, STR("url")) && str_eq(ini->entries[i].value, url))
            return ini->entries[i].section;
    return STR("");
}

/* ---- many additions, written once ---- */

struct config_additions {
    struct arena *arena;
    struct rewrite file;
    struct buf text;
    VEC(struct ini_entry) entries; /* what stands there, and what was added */
    size_t count;                  /* of those */
};

static struct ini
ini_now(const struct config_additions *add)
{
    return (struct ini){ .entries = add->entries.items, .count = add->entries.count };
}

static bool
check_new(const struct config_additions *add, const struct config_source *source, struct err *err)
{
    const struct ini ini = ini_now(add);
    str there = section_of_url(&ini, source->url);

    if (source->key.len > 0 && !value_is_id(source->key))
        return err_set(err, ERR_INVALID, "\"%.*s\" is no id: 1 to 64 of a-z 0-9 . _ -",
                       QUOTED(source->key));
    if (source->key.len > 0 && has_section(&ini, source->key))
        return err_set(err, ERR_INVALID, "[%.*s] is there already", STR_ARG(source->key));
    return there.len == 0 || err_set(err, ERR_INVALID, "%.*s is there already, as [%.*s]",
                                     QUOTED(source->url), STR_ARG(there));
}

/* Ends what stands before it, and a blank line. */
static void
begin_section(struct buf *b, str text, const char *newline)
{
    if (text.len > 0 && !str_ends(text, STR("\n")))
        buf_printf(b, "%s", newline);
    if (text.len > 0 && !str_ends(text, STR("\n\n")) && !str_ends(text, STR("\n\r\n")))
        buf_printf(b, "%s", newline);
}

static str
new_section(const struct config_additions *add, str id, const struct config_source *source)
{
    struct buf b = { .arena = add->arena };
    str text = buf_str(&add->text);
    const char *newline = rewrite_newline(text);

    begin_section(&b, text, newline);
    write_section(&b, id, source, newline);
    return buf_str(&b);
}

bool
config_additions_open(struct arena *a, const struct config_paths *paths,
                      struct config_additions **out, struct err *err)
{
    struct config_additions *add = ARENA_NEW(a, struct config_additions);
    struct ini ini = { 0 };

    add->arena = add->text.arena = a;
    if (!rewrite_open(&add->file, a, paths->sources_file, err))
        return false;
    ini_load(a, path_name(add->file.path), add->file.text, config_problems_new(a), &ini);
    for (size_t i = 0; i < ini.count; i++)
        *VEC_PUSH(a, &add->entries) = ini.entries[i];
    buf_add(&add->text, add->file.text);
    *out = add;
    return true;
}

bool
config_additions_put(struct config_additions *add, const struct config_source *source, str *out_key,
                     struct err *err)
{
    struct arena *a = add->arena;
    const struct ini ini = ini_now(add);

    if (!value_url(source->url, err) || !check_new(add, source, err))
        return rewrite_name(&add->file, err);
    str id = source->key.len > 0 ? arena_str(a, source->key)
                                 : unique_id(a, &ini, base_id(a, source->url));
    str section = new_section(add, id, source);

    if (add->text.len + section.len > FILE_MOST_BYTES)
        err_set(err, ERR_LIMIT, "the file would be larger than 1 MB");
    if (add->text.len + section.len > FILE_MOST_BYTES || !rewrite_check(section, err))
        return rewrite_name(&add->file, err);
    buf_add(&add->text, section);
    *VEC_PUSH(a, &add->entries) =
        (struct ini_entry){ .section = id, .key = STR("url"), .value = arena_str(a, source->url) };
    add->count++;
    *out_key = id;
    return true;
}

bool
config_additions_end(struct config_additions *add, bool is_kept, struct err *err)
{
    bool ok =
        !is_kept || add->count == 0 || rewrite_save(&add->file, buf_str(&add->text), NULL, err);

    rewrite_close(&add->file);
    return ok;
}

bool
config_source_add(struct arena *a, const struct config_paths *paths,
                  const struct config_source *source, str *out_key, struct err *err)
{
    struct config_additions *add;
    struct err ignored = { 0 };

    if (!config_additions_open(a, paths, &add, err))
        return false;
    bool ok = config_additions_put(add, source, out_key, err);

    return config_additions_end(add, ok, ok ? err : &ignored) && ok;
}

/* ---- rules ---- */

/* "title:ship" is called title-ship. */
static str
rule_name(struct arena *a, str query)
{
    struct buf b = { .arena = a };

    for (size_t i = 0; i < query.len && b.len < ID_MOST; i++) {
        if (char_is_alnum(query.ptr[i]))
            buf_add_char(&b, char_lower(query.ptr[i]));
        else if (b.len > 0 && b.ptr[b.len - 1] != '-')
            buf_add_char(&b, '-');
    }
    while (b.len > 0 && b.ptr[b.len - 1] == '-')
        b.len--;
    return b.len > 0 ? buf_str(&b) : STR("rule");
}

static str
rule_section(struct arena *a, str text, str name, const struct config_rule *rule)
{
    struct buf b = { .arena = a };
    const char *newline = rewrite_newline(text);
    const struct {
        const char *key;
        bool is_on;
    } switches[] = { { "hide", rule->hides },
                     { "read", rule->reads },
                     { "save", rule->saves },
                     { "highlight", rule->highlights } };

    begin_section(&b, text, newline);
    buf_printf(&b, "[%.*s]%s", STR_ARG(name), newline);
    write_key(&b, "query", rule->query, false, newline);
    for (size_t i = 0; i < ARRAY_LEN(switches); i++)
        if (switches[i].is_on)
            buf_printf(&b, "%-7s = on%s", switches[i].key, newline);
    write_key(&b, "tag", rule->tag, false, newline);
    return buf_str(&b);
}

bool
config_rule_add(struct arena *a, const struct config_paths *paths, const struct config_rule *rule,
                str *out_name, struct config_undo *undo, struct err *err)
{
    struct rewrite file;
    struct ini ini = { 0 };

    if (str_find_char(rule->query, '"') != STR_NONE && str_find_char(rule->query, '\'') != STR_NONE)
        return err_set(err, ERR_INVALID,
                       "a query with both kinds of quotes cannot stand in rules.ini");
    if (!rewrite_open(&file, a, paths->rules_file, err))
        return false;
    ini_load(a, path_name(file.path), file.text, config_problems_new(a), &ini);
    str name = unique_id(a, &ini, rule_name(a, rule->query));
    str section = rule_section(a, file.text, name, rule);
    bool ok = rewrite_check(section, err) || rewrite_name(&file, err);

    ok = ok && rewrite_save(&file, arena_join(a, file.text, section), undo, err);
    rewrite_close(&file);
    if (ok)
        *out_name = name;
    return ok;
}
