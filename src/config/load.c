#include "load.h"

#include "rule.h"
#include "seen.h"
#include "setting.h"
#include "source.h"
#include "value.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define VIEW_PREFIX STR("view:")

struct loader {
    struct arena *arena;
    struct config_problems *problems;
    struct config *config;
    str file; /* the one being read, for messages */
    VEC(struct config_key) keys;
    VEC(struct config_view) views;
    VEC(int) view_lines;
    struct seen view_places;
};

/*
 * A link that leads to nothing is not a file that nobody has made: what it is to lead to may be on a disk that is not
 * there yet.
 */
bool
load_file(struct arena *a, str path, str *raw_out, struct err *err)
{
    const char *name = arena_cstr(a, path);
    struct stat st;
    bool is_there = stat(name, &st) == 0;

    if (is_there && S_ISREG(st.st_mode) && st.st_size > (off_t)FILE_MOST_BYTES)
        return err_set(err, ERR_STORE, "%s: is larger than 1 MB, and so is not read", name);
    if (!is_there && errno == ENOENT && lstat(name, &st) == 0)
        return err_set(err, ERR_STORE, "%s: is a link that leads to nothing", name);
    return file_load_ordinary(name, FILE_MOST_BYTES, a, raw_out, err);
}

/* A file that is not there is an empty one. */
static bool
load_ini(struct loader *l, str path, struct ini *out, struct err *err)
{
    str raw = { 0 };
    struct err why = { 0 };

    if (!load_file(l->arena, path, &raw, &why) && why.kind != ERR_MISSING) {
        *err = why;
        return false;
    }
    l->file = path_name(path);
    ini_load(l->arena, l->file, raw, l->problems, out);
    return true;
}

static void
add_setting(struct loader *l, const struct ini_entry *e)
{
    struct err err = { 0 };

    if (!config_set(l->arena, &l->config->settings, e->key, e->value, &err))
        config_problem_add(l->problems, l->file, e->line, err.kind == ERR_MISSING, "%s", err.text);
}

/* The view of a section [view:NAME]; made when it is new. */
static struct config_view *
get_view(struct loader *l, const struct ini_entry *e)
{
    str name = str_trim(str_from(e->section, VIEW_PREFIX.len));
    size_t *place = seen_at(&l->view_places, name);

    if (*place == 0) {
        *VEC_PUSH(l->arena, &l->views) = (struct config_view){ .name = name };
        *VEC_PUSH(l->arena, &l->view_lines) = e->section_line;
        *place = l->views.count;
    }
    return &l->views.items[*place - 1];
}

/* name = "Long reads": for sections are lower case. */
static void
add_view(struct loader *l, const struct ini_entry *e)
{
    struct config_view *view = get_view(l, e);

    if (str_eq(e->key, STR("query")))
        view->query = e->value;
    else if (str_eq(e->key, STR("name")) && str_trim(e->value).len > 0)
        view->name = str_trim(e->value);
    else if (e->key.len > 0)
        config_problem_add(l->problems, l->file, e->line, true,
                           "[%.*s] %.*s: a view has a query and a name only", QUOTED(e->section),
                           QUOTED(e->key));
}

static void
add_entry(struct loader *l, const struct ini_entry *e)
{
    if (str_starts(e->section, VIEW_PREFIX)) {
        add_view(l, e);
    } else if (e->key.len == 0) {
        return; /* an empty section: all its lines are still commented out */
    } else if (e->section.len == 0 || str_eq(e->section, STR("courant"))) {
        add_setting(l, e);
    } else if (str_eq(e->section, STR("keys"))) {
        *VEC_PUSH(l->arena, &l->keys) =
            (struct config_key){ .command = e->key, .keys = e->value, .line = e->line };
    } else {
        config_problem_add(l->problems, l->file, e->line, true,
                           "[%.*s] %.*s: the sections are [courant], [keys] and [view:NAME]",
                           QUOTED(e->section), QUOTED(e->key));
    }
}

static void
check_views(struct loader *l)
{
    size_t kept = 0;

    for (size_t i = 0; i < l->views.count; i++) {
        struct config_view view = l->views.items[i];

        view.line = l->view_lines.items[i];
        if (view.name.len > 0 && view.query.len > 0)
            l->views.items[kept++] = view;
        else
            config_problem_add(l->problems, l->file, l->view_lines.items[i], false,
                               "[view:%.*s]: a view needs a name and a query", QUOTED(view.name));
    }
    l->views.count = kept;
}

static bool
load_settings(struct loader *l, str path, struct err *err)
{
    struct ini ini = { 0 };

    setting_defaults(l->arena, &l->config->settings);
    if (!load_ini(l, path, &ini, err))
        return false;
    for (size_t i = 0; i < ini.count; i++)
        add_entry(l, &ini.entries[i]);
    check_views(l);
    if (l->config->settings.refresh_max_s < l->config->settings.refresh_min_s)
        config_problem_add(l->problems, l->file, 0, true,
                           "refresh-max is less than refresh-min, which then counts");
    return true;
}

static bool
load_sources(struct loader *l, str path, struct err *err)
{
    struct ini ini = { 0 };

    if (!load_ini(l, path, &ini, err))
        return false;
    l->config->source_count =
        sources_read(l->arena, l->file, &ini, l->problems, &l->config->sources);
    return true;
}

/* Others who may write the file could have it run anything. */
static bool
is_own_file(struct arena *a, str path)
{
    struct stat st;

    return stat(arena_cstr(a, path), &st) == 0 && (st.st_uid == geteuid() || st.st_uid == 0) &&
           (st.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static bool
load_rules(struct loader *l, str path, struct err *err)
{
    struct ini ini = { 0 };

    if (path.len == 0)
        return true;
    if (!load_ini(l, path, &ini, err))
        return false;
    l->config->rule_count = rules_read(l->arena, l->file, &ini, is_own_file(l->arena, path),
                                       l->problems, &l->config->rules);
    return true;
}

static bool
load(struct arena *a, const struct config_paths *paths, bool with_sources, struct config *out,
     struct err *err)
{
    struct config config = { .is_without_sources = !with_sources };
    struct loader l = { .arena = a, .problems = config_problems_new(a), .config = &config };

    l.view_places.arena = a;
    if (!load_settings(&l, paths->settings_file, err) ||
        (with_sources && !load_sources(&l, paths->sources_file, err)) ||
        !load_rules(&l, paths->rules_file, err))
        return false;
    config.keys = l.keys.items;
    config.key_count = l.keys.count;
    config.views = l.views.items;
    config.view_count = l.views.count;
    config.problem_count = config_problems_list(l.problems, &config.problems);
    *out = config;
    return true;
}

bool
config_load(struct arena *a, const struct config_paths *paths, struct config *out, struct err *err)
{
    return load(a, paths, true, out, err);
}

bool
config_load_settings(struct arena *a, const struct config_paths *paths, struct config *out,
                     struct err *err)
{
    return load(a, paths, false, out, err);
}

bool
config_load_sources(struct arena *a, const struct config_paths *paths, struct config *config,
                    struct err *err)
{
    struct config more = *config;
    struct loader l = { .arena = a, .problems = config_problems_new(a), .config = &more };

    for (size_t i = 0; i < config->problem_count; i++) {
        const struct config_problem *p = &config->problems[i];

        config_problem_add(l.problems, p->file, p->line, p->is_warning, "%.*s", STR_ARG(p->words));
    }
    if (!load_sources(&l, paths->sources_file, err))
        return false;
    more.is_without_sources = false;
    more.problem_count = config_problems_list(l.problems, &more.problems);
    *config = more;
    return true;
}
