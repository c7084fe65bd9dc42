/* Finding themes: in the user's folder, then among the installed ones, then in the program itself. */
#include "theme.h"

#include "load.h"
#include "seen.h"
#include "value.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define INHERIT_MOST 8
#define NAMES_MOST   1000
#define ROOT         STR("mono") /* what every theme that names no other begins with */

enum place { IN_FOLDER, INSTALLED, BUILT_IN, NOWHERE };

struct found {
    str name, file, raw;
    enum place place;
};

static str
place_folder(const struct config_paths *paths, enum place place)
{
    return place == IN_FOLDER ? paths->themes_folder : STR(COURANT_DATA_DIR "/themes");
}

/* sources.ini and its like are compiled in too. */
static bool
is_theme(str text)
{
    return str_starts(text, STR("[theme]")) || str_find(text, STR("\n[theme]")) != STR_NONE;
}

static bool
load_from(struct arena *a, const struct config_paths *paths, enum place place, str file,
          struct found *out, struct err *err)
{
    if (place == BUILT_IN) {
        str bytes = embed_get(file.ptr);

        if (!is_theme(bytes))
            return err_set(err, ERR_MISSING, "%s: not compiled in", file.ptr);
        out->raw = bytes;
        out->file = file;
        return true;
    }
    str path = path_join(a, place_folder(paths, place), file);

    out->file = path;
    return load_file(a, path, &out->raw, err);
}

/* From a place on, so that the user's "dark" may inherit from the one that it stands before. */
static bool
find_theme(struct arena *a, const struct config_paths *paths, str name, enum place from,
           struct found *out, struct err *err)
{
    str lower = arena_lower(a, name);
    str file = arena_printf(a, "%.*s.ini", STR_ARG(lower));

    for (enum place place = from; place < NOWHERE && value_is_id(lower); place++) {
        struct found found = { .name = lower, .place = place };
        struct err why = { 0 };

        if (load_from(a, paths, place, file, &found, &why)) {
            *out = found;
            return true;
        }
        if (why.kind != ERR_MISSING) {
            *err = why;
            return false;
        }
    }
    return err_set(err, ERR_MISSING,
                   "\"%.*s\": there is no such theme; courant theme list shows all", QUOTED(name));
}

static bool
is_met(const struct found *met, size_t count, const struct found *found)
{
    for (size_t i = 0; i < count; i++)
        if (met[i].place == found->place && str_eq(met[i].name, found->name))
            return true;
    return false;
}

/* What the layer just read inherits from; false: nothing more, or nothing that can be had. */
static bool
next_layer(struct theme_draft *d, const struct config_paths *paths, const struct found *met,
           size_t count, struct found *out)
{
    const struct theme_said *said = &d->inherit;
    const struct found *last = &met[count - 1];
    str name = arena_lower(d->arena, str_trim(said->value));
    bool is_own_name = str_eq(name, last->name) && last->place < NOWHERE;
    enum place from = is_own_name ? last->place + 1 : IN_FOLDER;
    struct err err = { 0 };

    if (said->file.len == 0)
        return false;
    if (!find_theme(d->arena, paths, name, from, out, &err))
        config_problem_add(d->problems, said->file, said->line, false, "[theme] inherit: %s",
                           err.text);
    else if (is_met(met, count, out))
        config_problem_add(d->problems, said->file, said->line, false,
                           "[theme] inherit: \"%.*s\" inherits from this theme: a circle",
                           QUOTED(name));
    else if (count == INHERIT_MOST)
        config_problem_add(d->problems, said->file, said->line, false,
                           "[theme] inherit: more than %d themes, one from the other",
                           INHERIT_MOST);
    else
        return true;
    return false;
}

static void
build(struct theme_draft *d, const struct config_paths *paths, const struct found *first,
      struct theme *out)
{
    struct found met[INHERIT_MOST] = { *first }, next;
    size_t count = 1;

    theme_layer(d, first->file, first->raw);
    while (next_layer(d, paths, met, count, &next)) {
        met[count++] = next;
        theme_layer(d, next.file, next.raw);
    }
    if (met[count - 1].place != BUILT_IN || !str_eq(met[count - 1].name, ROOT))
        theme_layer(d, STR("mono.ini"), embed_get("mono.ini"));
    *out = (struct theme){ .name = first->name };
    theme_resolve(d, out);
    if (out->title.len == 0)
        out->title = out->name;
}

bool
theme_load(struct arena *a, const struct config_paths *paths, str name, struct theme *out,
           struct config_problems *problems, struct err *err)
{
    struct theme_draft draft = { .arena = a, .problems = problems };
    struct found found;

    if (!find_theme(a, paths, name, IN_FOLDER, &found, err))
        return false;
    build(&draft, paths, &found, out);
    return true;
}

bool
theme_check(struct arena *a, const struct config_paths *paths, str file, struct theme *out,
            struct config_problems *problems, struct err *err)
{
    struct theme_draft draft = { .arena = a, .problems = problems };
    str name = path_name(file);
    struct found found = { .file = file, .place = NOWHERE };

    found.name =
        arena_lower(a, str_ends(name, STR(".ini")) ? str_sub(name, 0, name.len - 4) : name);
    if (!load_file(a, file, &found.raw, err))
        return false;
    build(&draft, paths, &found, out);
    theme_judge(&draft, out);
    return true;
}

/* ---- the names of all ---- */

struct names {
    struct arena *arena;
    struct seen seen;
    VEC(str) list;
};

static void
add_name(struct names *n, str file)
{
    if (!str_ends(file, STR(".ini")) || n->list.count == NAMES_MOST)
        return;
    str name = arena_str(n->arena, str_sub(file, 0, file.len - 4));
    size_t *place = seen_at(&n->seen, name);

    if (*place || !value_is_id(name))
        return;
    *place = 1;
    *VEC_PUSH(n->arena, &n->list) = name;
}

static int
by_name(const void *x, const void *y)
{
    return str_cmp(*(const str *)x, *(const str *)y);
}

static void
sort_from(struct names *n, size_t from)
{
    if (n->list.count > from)
        qsort(n->list.items + from, n->list.count - from, sizeof(str), by_name);
}

static void
add_folder(struct names *n, str folder)
{
    DIR *dir = opendir(arena_cstr(n->arena, folder));
    size_t before = n->list.count;
    const struct dirent *entry;

    if (!dir)
        return;
    while ((entry = readdir(dir)))
        add_name(n, str_of(entry->d_name));
    closedir(dir);
    sort_from(n, before);
}

static void
add_built_in(struct names *n)
{
    size_t before = n->list.count;

    for (const struct embed *e = embed_files; e->name; e++)
        if (is_theme(e->bytes))
            add_name(n, str_of(e->name));
    sort_from(n, before);
}

size_t
theme_names(struct arena *a, const struct config_paths *paths, const str **out)
{
    struct names n = { .arena = a, .seen = { .arena = a } };

    add_folder(&n, place_folder(paths, IN_FOLDER));
    add_folder(&n, place_folder(paths, INSTALLED));
    add_built_in(&n);
    *out = n.list.items;
    return n.list.count;
}
