#include "pane.h"

#include <courant/refresh.h>

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>

/* The user's files read anew: when they are asked for, after an edit from here, and when somebody else wrote them. */

#define FILES_PAUSE_MS 200 /* editors write a file in several steps */

/* Changes when sources.ini or rules.ini is another file or was written. */
static uint64_t
files_mark(const struct app *app)
{
    const str files[] = { app->paths->sources_file, app->paths->rules_file };
    char text[256];
    int len = 0;

    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        struct stat st = { 0 };

        if (stat(files[i].ptr, &st) != 0)
            st = (struct stat){ 0 };
        len += snprintf(text + len, sizeof(text) - (size_t)len, "%ju %jd %jd %ld;",
                        (uintmax_t)st.st_ino, (intmax_t)st.st_size, (intmax_t)st.st_mtim.tv_sec,
                        st.st_mtim.tv_nsec);
    }
    return str_hash(str_of(text));
}

unsigned
files_say_problem(struct app *app)
{
    const struct config_problem *p = app->config->problems;

    if (app->config->problem_count == 0)
        return STALE_ALL;
    app_say(app, "%.*s:%d: %.*s", STR_ARG(p->file), p->line, STR_ARG(p->words));
    app->is_error = !p->is_warning;
    return STALE_ALL;
}

/* What :set changed is kept where nobody asked for the files. */
static void
keep_settings(struct app *app, struct arena *a, struct settings *settings)
{
    const char *const *names;
    size_t count = config_setting_names(&names);
    struct err ignored = { 0 };

    for (size_t i = 0; i < count; i++) {
        str value = config_get(a, &app->settings, str_of(names[i]));

        config_set(a, settings, str_of(names[i]), value, &ignored);
    }
}

/* app->config stays what the files say: by that the next start knows what was chosen since. */
struct config
settings_config(const struct app *app)
{
    struct config config = *app->config;

    config.settings = app->settings;
    return config;
}

void
settings_hand_on(struct app *app)
{
    struct config config = settings_config(app);

    store_keep_revisions(app->store, app->settings.most_revisions);
    if (app->refresher)
        refresh_reload(app->refresher, &config);
}

bool
files_read(struct app *app, bool is_asked, struct err *err)
{
    struct arena a = { 0 };
    struct config config = { 0 };
    struct keymap keymap = { 0 };

    if (!config_load(&a, app->paths, &config, err)) {
        arena_free(&a);
        return false;
    }
    refresh_check_queries(&a, &config);
    keymap_build(&a, config.settings.keys_preset, config.keys, config.key_count,
                 app->paths->settings_file, config_problems_new(&a), &keymap);
    struct settings settings = config.settings;

    settings.theme = arena_str(&a, app->settings.theme);
    if (!is_asked)
        keep_settings(app, &a, &settings);
    arena_free(&app->config_arena);
    app->config_arena = a;
    app->config_read = config;
    app->config = &app->config_read;
    app->settings = settings;
    app->keymap = keymap;
    app->files_mark = files_mark(app);
    settings_hand_on(app);
    for (size_t i = 0; i < ARRAY_LEN(app->view_unread); i++)
        app->view_unread[i] = -1;
    sources_load(app);
    app_settle(app);
    return true;
}

bool
files_edited(struct app *app, const struct config_undo *undo, str words, struct err *err)
{
    undo_push_edit(app, undo, words);
    if (!files_read(app, false, err))
        return false;
    view_refresh(app);
    return true;
}

/* A start that found sources.ini as it was shows its first screen before it reads it. */
bool
files_add_sources(struct app *app)
{
    struct config config = *app->config;
    struct err err = { 0 };

    if (!config.is_without_sources)
        return true;
    if (!config_load_sources(&app->config_arena, app->paths, &config, &err)) {
        app->stale |= app_complain(app, &err);
        return false;
    }
    bool is_faulty = config.problem_count > app->config->problem_count;

    app->config_read = config;
    app->config = &app->config_read;
    if (is_faulty) /* written since */
        app->stale |= files_say_problem(app);
    return true;
}

unsigned
reload_files(struct app *app, str argument)
{
    struct err err = { 0 };

    (void)argument;
    if (!files_read(app, true, &err))
        return app_complain(app, &err);
    app_say(app, "courant.ini, sources.ini and rules.ini: read again");
    return files_say_problem(app);
}

/* ---- written by others ---- */

/* The folder of the file, and that of the one which it leads to. */
static void
watch_file(int fd, str file)
{
    char real[PATH_MAX];
    struct arena a = { 0 };
    const str paths[] = { file, str_of(realpath(file.ptr, real)) };

    for (size_t i = 0; i < ARRAY_LEN(paths); i++)
        if (paths[i].len > 0 &&
            inotify_add_watch(fd, path_folder(&a, paths[i]).ptr, IN_CLOSE_WRITE | IN_MOVED_TO) < 0)
            log_add("ui", "watching %.*s: %s", STR_ARG(paths[i]), strerror(errno));
    arena_free(&a);
}

int
files_watch(struct app *app)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

    app->files_mark = files_mark(app);
    if (fd >= 0) {
        watch_file(fd, app->paths->sources_file);
        watch_file(fd, app->paths->rules_file);
    }
    return fd;
}

void
files_look_soon(struct app *app)
{
    if (app->timers.files_ms == 0)
        app->timers.files_ms = time_now_ms() + FILES_PAUSE_MS;
}

/* What was written from here has been read already. */
void
files_look(struct app *app)
{
    struct err err = { 0 };

    if (files_mark(app) == app->files_mark)
        return;
    if (!files_read(app, false, &err)) {
        app->files_mark = files_mark(app); /* said once */
        app->stale |= app_complain(app, &err);
        return;
    }
    view_refresh(app);
    app->stale |= files_say_problem(app);
}
