/* One section of sources.ini changed or cut from the text as the user wrote it; nothing else is touched. */
#include "line.h"
#include "rewrite.h"
#include "value.h"

enum edit_kind { EDIT_BLANK, EDIT_COMMENT, EDIT_HEADER, EDIT_OTHER };

struct edit_line {
    size_t from, to; /* bytes, with the newline */
    enum edit_kind kind;
    bool is_ours; /* in the section that is meant */
    str key;      /* of a setting */
    size_t value_from, value_to;
};

struct edit {
    struct arena *arena;
    str text;
    VEC(struct edit_line) lines;
};

/* Where an empty value would stand: behind the = and one blank. */
static void
note_entry(const struct edit *e, struct edit_line *to, const struct line *line)
{
    str raw = str_sub(e->text, to->from, to->to);
    size_t equals = str_find_char(raw, '=') + 1;

    to->key = line->name;
    to->value_from =
        line->written.len > 0 ? (size_t)(line->written.ptr - e->text.ptr) : to->from + equals;
    to->value_to = to->value_from + line->written.len;
}

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
        struct edit_line *added = VEC_PUSH(e->arena, &e->lines);

        *added = (struct edit_line){
            .from = from, .to = e->text.len - rest.len, .kind = kind, .is_ours = is_ours
        };
        if (line.kind == LINE_ENTRY)
            note_entry(e, added, &line);
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

/* ---- removing ---- */

static bool
remove_section(struct edit *e)
{
    bool is_found = false;

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
say_missing(const struct rewrite *file, str key, struct err *err)
{
    err_set(err, ERR_MISSING, "there is no [%.*s]", QUOTED(key));
    return rewrite_name(file, err);
}

bool
config_source_remove(struct arena *a, const struct config_paths *paths, str key,
                     struct config_undo *undo, struct err *err)
{
    struct rewrite file;

    if (!rewrite_open(&file, a, paths->sources_file, err))
        return false;
    struct edit e = { .arena = a, .text = file.text };

    split(&e, key);
    bool ok = remove_section(&e) || say_missing(&file, key, err);

    ok = ok && rewrite_save(&file, join(&e), undo, err);
    rewrite_close(&file);
    return ok;
}

/* ---- one setting ---- */

/* As its neighbours stand: "name    = ". */
static str
new_line(const struct edit *e, const struct edit_line *after, str setting, str value)
{
    str line = str_sub(e->text, after->from, after->to);
    size_t equals = after->key.len > 0 ? str_find_char(line, '=') : STR_NONE;
    int width = equals != STR_NONE && equals > 0 && char_is_space(line.ptr[equals - 1])
                    ? (int)MIN(equals - 1, 40)
                    : (int)setting.len;
    const char *newline = rewrite_newline(e->text);

    return arena_printf(e->arena, "%s%-*.*s = %.*s%s", str_ends(line, STR("\n")) ? "" : newline,
                        width, STR_ARG(setting), STR_ARG(value), newline);
}

/* Behind the last setting of the section as it stands last in the file; SIZE_MAX: there is none such. */
static size_t
place_for_new(const struct edit *e)
{
    size_t place = SIZE_MAX;

    for (size_t i = 0; i < e->lines.count; i++)
        if (e->lines.items[i].is_ours &&
            (e->lines.items[i].kind == EDIT_OTHER || e->lines.items[i].kind == EDIT_HEADER))
            place = i;
    return place;
}

/* The last line counts where there are several, as for the reader. */
static size_t
find_setting(const struct edit *e, str setting)
{
    size_t place = SIZE_MAX;

    for (size_t i = 0; i < e->lines.count; i++)
        if (e->lines.items[i].is_ours && e->lines.items[i].key.len > 0 &&
            str_eq_nocase(e->lines.items[i].key, setting))
            place = i;
    return place;
}

/* value: as it is to stand there; empty: the setting goes. */
static str
put_setting(struct edit *e, str setting, str value)
{
    struct buf b = { .arena = e->arena };
    size_t at = find_setting(e, setting), last = place_for_new(e);

    for (size_t i = 0; i < e->lines.count; i++) {
        const struct edit_line *line = &e->lines.items[i];
        bool is_it = line->is_ours && line->key.len > 0 && str_eq_nocase(line->key, setting);

        if (is_it && value.len == 0)
            continue;
        if (i == at) {
            buf_add(&b, str_sub(e->text, line->from, line->value_from));
            buf_printf(&b, "%s%.*s", line->value_from == line->value_to ? " " : "", STR_ARG(value));
            buf_add(&b, str_sub(e->text, line->value_to, line->to));
        } else {
            buf_add(&b, str_sub(e->text, line->from, line->to));
        }
        if (i == last && at == SIZE_MAX && value.len > 0)
            buf_add(&b, new_line(e, line, setting, value));
    }
    return buf_str(&b);
}

static str
written(struct arena *a, str setting, str value)
{
    bool is_word = str_eq(value, STR("on")) || str_eq(value, STR("off"));

    if (value.len == 0 || is_word)
        return value;
    return rewrite_quote(a, value,
                         str_eq(setting, STR("url")) && !str_starts_nocase(value, STR("exec:")));
}

static bool
check_setting(struct arena *a, str setting, str value, struct err *err)
{
    struct config_source ignored = { 0 };

    return value.len == 0 || config_source_set(a, &ignored, setting, value, err);
}

bool
config_source_change(struct arena *a, const struct config_paths *paths, str key, str setting,
                     str value, struct config_undo *undo, struct err *err)
{
    struct rewrite file;

    if (!check_setting(a, setting, value, err) || !rewrite_open(&file, a, paths->sources_file, err))
        return false;
    struct edit e = { .arena = a, .text = file.text };

    split(&e, key);
    str line = written(a, setting, value);
    bool ok = place_for_new(&e) != SIZE_MAX || say_missing(&file, key, err);

    ok = ok &&
         (rewrite_check(arena_printf(a, "%.*s = %.*s\n", STR_ARG(setting), STR_ARG(line)), err) ||
          rewrite_name(&file, err));
    ok = ok && rewrite_save(&file, put_setting(&e, setting, line), undo, err);
    rewrite_close(&file);
    return ok;
}

/* ---- taking back ---- */

bool
config_undo_edit(const struct config_undo *undo, struct err *err)
{
    struct arena a = { 0 };
    struct rewrite file;
    bool ok = rewrite_open(&file, &a, undo->file, err);

    if (ok) {
        ok = str_hash(file.text) == undo->after ||
             err_set(err, ERR_INVALID, "%.*s was changed since, and is left as it is",
                     STR_ARG(path_name(undo->file)));
        ok = ok && rewrite_save(&file, undo->before, NULL, err);
        rewrite_close(&file);
    }
    arena_free(&a);
    return ok;
}
