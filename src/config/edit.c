/*
 * Edits of sources.ini. iniparser could write files too, but without their comments and quotes; so a
 * section is added to or cut from the text as the user wrote it, and nothing else is touched.
 */
#include "line.h"
#include "load.h"
#include "lock.h"
#include "value.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#define ID_MOST 40 /* of a made id, so that there is room for "-2" */

/* The file behind links: a folder of dotfiles that is linked to must not be replaced by a copy. */
static str
real_path(struct arena *a, str path)
{
    char real[PATH_MAX];

    return realpath(path.ptr, real) ? arena_str(a, str_of(real)) : path;
}

static bool
load_text(struct arena *a, str path, str *out, struct err *err)
{
    struct err why = { 0 };

    *out = (str){ 0 };
    if (load_file(a, path, out, &why) || why.kind == ERR_MISSING)
        return true;
    *err = why;
    return false;
}

/* Written whole beside it and renamed, with the permissions that it had. */
static bool
save_text(str path, str text, struct err *err)
{
    struct stat st;
    bool is_there = stat(path.ptr, &st) == 0;

    if (text.len > FILE_MOST_BYTES)
        return err_set(err, ERR_LIMIT, "%s: would be larger than 1 MB", path.ptr);
    if (!file_make_folders(path.ptr, err) || !file_write(path.ptr, text, err))
        return false;
    if (is_there && chmod(path.ptr, st.st_mode & 0777) != 0)
        return err_set(err, ERR_STORE, "%s: its permissions could not be kept", path.ptr);
    return true;
}

/* What the system refused has the whole path in its words already. */
static bool
name_file(const struct config_paths *paths, struct err *err)
{
    return err->kind != ERR_STORE && err_wrap(err, "%.*s", STR_ARG(load_name(paths->sources_file)));
}

/* ---- adding ---- */

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
        host = load_name(str_trim(url));
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
unique_id(struct arena *a, const struct ini *ini, str url)
{
    str base = base_id(a, url), id = base;

    for (int n = 2; has_section(ini, id); n++)
        id = arena_printf(a, "%.*s-%d", STR_ARG(base), n);
    return id;
}

/*
 * A value between quotes on one line. There are no escapes: in a text that has both kinds of quotes
 * the double ones become “typographic” ones, in an address they are written as %22.
 */
static str
quote_value(struct arena *a, str value, bool is_url)
{
    struct buf b = { .arena = a };
    bool has_double = str_find_char(value, '"') != STR_NONE;
    bool use_single = has_double && !is_url && str_find_char(value, '\'') == STR_NONE;

    buf_add_char(&b, use_single ? '\'' : '"');
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];

        if ((unsigned char)c < ' ' || c == 0x7F)
            c = ' ';
        if (c == '"' && !use_single)
            buf_add(&b, is_url ? STR("%22") : STR("”"));
        else
            buf_add_char(&b, c);
    }
    buf_add_char(&b, use_single ? '\'' : '"');
    return buf_str(&b);
}

static void
write_key(struct buf *b, const char *key, str value, bool is_url, const char *newline)
{
    if (value.len > 0)
        buf_printf(b, "%-7s = %.*s%s", key, STR_ARG(quote_value(b->arena, value, is_url)), newline);
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

/* Every line of what is to be added must come back from the reader as it went in. */
static bool
check_lines(str text, struct err *err)
{
    str raw;

    while (str_take_line(&text, &raw)) {
        struct line line;

        line_read(raw, &line);
        if (line.kind == LINE_BAD)
            return err_set(err, ERR_INVALID, "\"%.*s…\" %s", STR_ARG(str_sub(raw, 0, 40)),
                           line.fault);
    }
    return true;
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
    const struct config_paths *paths;
    str path; /* behind links */
    int lock;
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

static str
new_section(const struct config_additions *add, str id, const struct config_source *source)
{
    struct buf b = { .arena = add->arena };
    str text = buf_str(&add->text);
    const char *newline = str_find(text, STR("\r\n")) != STR_NONE ? "\r\n" : "\n";

    if (text.len > 0 && !str_ends(text, STR("\n")))
        buf_printf(&b, "%s", newline);
    if (text.len > 0 && !str_ends(text, STR("\n\n")) && !str_ends(text, STR("\n\r\n")))
        buf_printf(&b, "%s", newline);
    write_section(&b, id, source, newline);
    return buf_str(&b);
}

static bool
open_additions(struct config_additions *add, struct err *err)
{
    struct arena *a = add->arena;
    struct ini ini = { 0 };
    str text;

    if (!load_text(a, add->path, &text, err))
        return false;
    ini_load(a, load_name(add->path), text, config_problems_new(a), &ini);
    for (size_t i = 0; i < ini.count; i++)
        *VEC_PUSH(a, &add->entries) = ini.entries[i];
    add->text.arena = a;
    buf_add(&add->text, text);
    return true;
}

bool
config_additions_open(struct arena *a, const struct config_paths *paths,
                      struct config_additions **out, struct err *err)
{
    struct config_additions *add = ARENA_NEW(a, struct config_additions);

    add->arena = a;
    add->paths = paths;
    add->path = real_path(a, paths->sources_file);
    add->lock = lock_take(add->path);
    if (open_additions(add, err)) {
        *out = add;
        return true;
    }
    lock_drop(add->lock);
    return name_file(paths, err);
}

bool
config_additions_put(struct config_additions *add, const struct config_source *source, str *out_key,
                     struct err *err)
{
    struct arena *a = add->arena;
    const struct ini ini = ini_now(add);

    if (!value_url(source->url, err) || !check_new(add, source, err))
        return name_file(add->paths, err);
    str id = source->key.len > 0 ? arena_str(a, source->key) : unique_id(a, &ini, source->url);
    str section = new_section(add, id, source);

    if (add->text.len + section.len > FILE_MOST_BYTES)
        err_set(err, ERR_LIMIT, "the file would be larger than 1 MB");
    if (add->text.len + section.len > FILE_MOST_BYTES || !check_lines(section, err))
        return name_file(add->paths, err);
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
    bool ok = !is_kept || add->count == 0 || save_text(add->path, buf_str(&add->text), err) ||
              name_file(add->paths, err);

    lock_drop(add->lock);
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

/* ---- removing ---- */

enum edit_kind { EDIT_BLANK, EDIT_COMMENT, EDIT_HEADER, EDIT_OTHER };

struct edit_line {
    size_t from, to; /* bytes, with the newline */
    enum edit_kind kind;
    bool is_ours; /* in the section that goes */
};

struct edit {
    struct arena *arena;
    str text;
    VEC(struct edit_line) lines;
};

static void
split(struct edit *e, str key)
{
    str rest = e->text, raw;
    bool is_ours = false;

    while (rest.len > 0) {
        size_t from = e->text.len - rest.len;
        struct line line;
        enum edit_kind kind = EDIT_OTHER;

        str_take_line(&rest, &raw);
        if (from == 0 && str_starts(raw, STR("\xEF\xBB\xBF")))
            raw = str_from(raw, 3);
        line_read(raw, &line);
        if (line.kind == LINE_EMPTY)
            kind = EDIT_BLANK;
        else if (line.kind == LINE_COMMENT)
            kind = EDIT_COMMENT;
        else if (line.kind == LINE_SECTION || str_starts(str_trim(raw), STR("[")))
            kind = EDIT_HEADER;
        if (kind == EDIT_HEADER)
            is_ours = line.kind == LINE_SECTION && str_eq_nocase(line.name, key);
        *VEC_PUSH(e->arena, &e->lines) =
            (struct edit_line){ from, e->text.len - rest.len, kind, is_ours };
    }
}

/*
 * What stands between the section's last setting and the next header is the next one's, or the
 * file's, but for comments that touch the last setting and not the next header.
 */
static void
give_back(struct edit *e, size_t from, size_t to)
{
    size_t last = to - 1;

    while (last > from && e->lines.items[last].kind != EDIT_OTHER)
        last--;
    size_t touching = last + 1;

    while (touching < to && e->lines.items[touching].kind == EDIT_COMMENT)
        touching++;
    if (touching < to || to == e->lines.count)
        last = touching - 1;
    for (size_t i = last + 1; i < to; i++)
        e->lines.items[i].is_ours = false;
}

/* Of the blank lines on both sides of what went, those below go too. */
static str
join(struct edit *e)
{
    struct buf b = { .arena = e->arena };
    bool was_cut = false, was_blank = true;

    for (size_t i = 0; i < e->lines.count; i++) {
        const struct edit_line *line = &e->lines.items[i];
        bool is_blank = line->kind == EDIT_BLANK;

        was_cut = was_cut || line->is_ours;
        if (line->is_ours || (was_cut && is_blank && was_blank))
            continue;
        buf_add(&b, str_sub(e->text, line->from, line->to));
        was_cut = false;
        was_blank = is_blank;
    }
    return buf_str(&b);
}

static bool
remove_section(struct edit *e, str key)
{
    bool is_found = false;

    split(e, key);
    for (size_t i = 0; i < e->lines.count; i++) {
        size_t to = i + 1;

        if (e->lines.items[i].kind != EDIT_HEADER || !e->lines.items[i].is_ours)
            continue;
        while (to < e->lines.count && e->lines.items[to].kind != EDIT_HEADER)
            to++;
        give_back(e, i, to);
        is_found = true;
        i = to - 1;
    }
    return is_found;
}

static bool
remove_source(struct arena *a, const struct config_paths *paths, str key, struct err *err)
{
    struct edit e = { .arena = a };
    str path = real_path(a, paths->sources_file);

    if (!load_text(a, path, &e.text, err))
        return false;
    if (!remove_section(&e, key))
        return err_set(err, ERR_MISSING, "there is no [%.*s]", QUOTED(key));
    return save_text(path, join(&e), err);
}

bool
config_source_remove(const struct config_paths *paths, str key, struct err *err)
{
    struct arena a = { 0 };
    int lock = lock_take(real_path(&a, paths->sources_file));
    bool ok = remove_source(&a, paths, key, err) || name_file(paths, err);

    lock_drop(lock);
    arena_free(&a);
    return ok;
}
