#include "age.h"
#include "pane.h"
#include "term.h"

#include <courant/net.h>
#include <courant/text.h>

#include <stdlib.h>

/*
 * A source and what the reader does with it: its settings in sources.ini changed from within, the file edited, all that
 * is known of it shown. Each change is written at once, holds at once, and is taken back by undo.
 */

/* ---- which one ---- */

const struct config_source *
source_config(const struct app *app, str key)
{
    for (size_t i = 0; i < app->config->source_count; i++)
        if (str_eq(app->config->sources[i].key, key))
            return &app->config->sources[i];
    return NULL;
}

bool
source_is_silent(const struct app *app, str key)
{
    const struct config_source *source = source_config(app, key);

    return source && source->is_silent;
}

bool
source_is_disabled(const struct app *app, str key)
{
    const struct config_source *source = source_config(app, key);

    return source && source->is_disabled;
}

/* The named one, else the one that is meant here. NULL: it has been said that there is none. */
static const struct config_source *
source_meant(struct app *app, str argument)
{
    str key = argument.len > 0 ? argument : sources_key(app);
    const struct config_source *source = source_config(app, key);

    if (!source && argument.len > 0)
        app_say(app, "there is no source [%.*s]", STR_ARG(key));
    else if (!source)
        app_say(app, "no source here");
    return source;
}

/* The file's word goes first: the store learns of a new name from the refresh thread, a moment later. */
str
source_name(struct app *app, const struct config_source *source)
{
    const struct store_source *row = source->name.len > 0 ? NULL : sources_find(app, source->key);

    return source->name.len > 0 ? source->name : row && row->name.len > 0 ? row->name : source->key;
}

/* ---- one setting changed ---- */

/* said: what is told of it; the words of undo are the change itself. */
static unsigned
change(struct app *app, const struct config_source *source, str setting, str value, str said)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    struct config_undo undo;
    str key = arena_str(&a, source->key);
    unsigned stale = STALE_ALL;

    said = arena_str(&a, said);
    if (!config_source_change(&a, app->paths, key, setting, value, &undo, &err) ||
        !files_edited(app, &undo, said, &err))
        stale |= app_complain(app, &err);
    else
        stale |= app_say(app, "%.*s; U takes it back", STR_ARG(said));
    arena_free(&a);
    return stale;
}

static unsigned
change_saying(struct app *app, const struct config_source *source, str setting, str value,
              const char *said)
{
    struct arena a = { 0 };
    str name = source_name(app, source);
    unsigned stale =
        change(app, source, setting, value, arena_printf(&a, "%.*s %s", STR_ARG(name), said));

    arena_free(&a);
    return stale;
}

unsigned
silence_source(struct app *app, str argument)
{
    const struct config_source *source = source_meant(app, argument);

    if (!source)
        return STALE_STATUS;
    return source->is_silent ? change_saying(app, source, STR("silent"), STR(""), "is heard again")
                             : change_saying(app, source, STR("silent"), STR("on"), "is silenced");
}

/* The welcome edition is off without a word in the file, and cannot be on. */
static unsigned
set_enabled(struct app *app, const struct config_source *source, bool is_on)
{
    if (str_starts(source->url, STR("courant:")))
        return app_say(app, "the welcome edition is never fetched");
    if (is_on == !source->is_disabled)
        return app_say(app, is_on ? "it is on" : "it is off");
    return is_on ? change_saying(app, source, STR("enabled"), STR(""), "is on again")
                 : change_saying(app, source, STR("enabled"), STR("off"), "is off, and kept");
}

unsigned
disable_source(struct app *app, str argument)
{
    const struct config_source *source = source_meant(app, argument);

    return source ? set_enabled(app, source, source->is_disabled) : STALE_STATUS;
}

unsigned
enable_source(struct app *app, str argument)
{
    const struct config_source *source = source_meant(app, argument);

    return source ? set_enabled(app, source, true) : STALE_STATUS;
}

/* Without words the line is filled in with what is so now. */
static unsigned
ask(struct app *app, const char *command, str now)
{
    struct arena a = { 0 };
    unsigned stale =
        prompt_open(app, PROMPT_COMMAND, arena_printf(&a, "%s %.*s", command, STR_ARG(now)));

    arena_free(&a);
    return stale;
}

unsigned
rename_source(struct app *app, str argument)
{
    const struct config_source *source = source_meant(app, STR(""));
    struct arena a = { 0 };

    if (!source)
        return STALE_STATUS;
    if (argument.len == 0)
        return ask(app, "rename", source_name(app, source));
    unsigned stale = change(app, source, STR("name"), argument,
                            arena_printf(&a, "%.*s is called %.*s now",
                                         STR_ARG(source_name(app, source)), STR_ARG(argument)));

    arena_free(&a);
    return stale;
}

unsigned
move_source(struct app *app, str argument)
{
    const struct config_source *source = source_meant(app, STR(""));
    struct arena a = { 0 };
    bool is_out = str_eq(argument, STR("/"));

    if (!source)
        return STALE_STATUS;
    if (argument.len == 0)
        return ask(app, "move", source->section);
    str name = source_name(app, source);
    unsigned stale =
        change(app, source, STR("section"), is_out ? STR("") : argument,
               is_out ? arena_printf(&a, "%.*s is in no section now", STR_ARG(name))
                      : arena_printf(&a, "%.*s is in %.*s now", STR_ARG(name), STR_ARG(argument)));

    arena_free(&a);
    return stale;
}

/* Without a key the line is filled in, so that Enter is the answer to whether one is sure. */
unsigned
unsubscribe(struct app *app, str argument)
{
    const struct config_source *source = source_meant(app, argument);
    struct arena a = { 0 };
    struct err err = { 0 };
    struct config_undo undo;
    unsigned stale = STALE_ALL;

    if (!source)
        return STALE_STATUS;
    if (argument.len == 0)
        return ask(app, "remove", source->key);
    str name = arena_str(&a, source_name(app, source));
    str words = arena_printf(&a, "%.*s is a source again", STR_ARG(name));

    if (!config_source_remove(&a, app->paths, argument, &undo, &err) ||
        !files_edited(app, &undo, words, &err))
        stale |= app_complain(app, &err);
    else
        stale |=
            app_say(app, "%.*s is removed; U takes it back. What it brought stays in the store",
                    STR_ARG(name));
    arena_free(&a);
    return stale;
}

/* ---- in an editor ---- */

/* How editors want to be told the line; those that are not named take +LINE before the file. */
static const struct {
    const char *program, *option;
    bool is_joined; /* FILE:LINE in one word */
} editors[] = {
    { "hx", NULL, true },         { "helix", NULL, true }, { "code", "--goto", true },
    { "codium", "--goto", true }, { "zed", NULL, true },   { "subl", NULL, true },
};

static str
editor_command(void)
{
    str visual = str_trim(str_of(getenv("VISUAL"))), editor = str_trim(str_of(getenv("EDITOR")));

    return visual.len > 0 ? visual : editor.len > 0 ? editor : STR("vi");
}

/* The words of VISUAL or EDITOR as such, for no shell reads them; then the file and its line. */
static const char **
editor_argv(struct arena *a, str file, int line)
{
    const char **own = config_argv(a, editor_command(), STR(""));
    VEC(const char *) argv = { 0 };
    bool is_joined = false;
    const char *option = NULL;

    for (; *own; own++)
        *VEC_PUSH(a, &argv) = *own;
    str program = argv.count > 0 ? path_name(str_of(argv.items[0])) : STR("vi");

    if (argv.count == 0)
        *VEC_PUSH(a, &argv) = "vi";
    for (size_t i = 0; i < ARRAY_LEN(editors); i++)
        if (str_eq(program, str_of(editors[i].program))) {
            is_joined = editors[i].is_joined;
            option = editors[i].option;
        }
    if (option)
        *VEC_PUSH(a, &argv) = option;
    if (line > 0 && !is_joined)
        *VEC_PUSH(a, &argv) = arena_printf(a, "+%d", line).ptr;
    *VEC_PUSH(a, &argv) = line > 0 && is_joined
                              ? arena_printf(a, "%.*s:%d", STR_ARG(file), line).ptr
                              : arena_cstr(a, file);
    *VEC_PUSH(a, &argv) = NULL;
    return argv.items;
}

static unsigned
edit_file(struct app *app, str file, int line)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    int status = 0;
    const char **argv = editor_argv(&a, file, line);

    app_save(app);
    term_leave();
    bool ok = run_foreground(argv, &status, &err);

    term_enter();
    term_size(&app->cols, &app->rows);
    app_layout(app);
    if (!ok) {
        app_complain(app, &err);
        if (err.kind == ERR_MISSING)
            app_say(app, "%s; VISUAL or EDITOR says which editor is meant", err.text);
        app->is_error = true;
    } else if (!files_read(app, str_eq(file, app->paths->settings_file), &err)) {
        app_complain(app, &err);
    } else {
        view_refresh(app);
        app_say(app, status ? "%s ended with %d; its file is read again" : "%s: read again",
                status ? argv[0] : arena_cstr(&a, path_name(file)), status);
        files_say_problem(app);
    }
    arena_free(&a);
    return STALE_ALL;
}

/* Where the first mistake of the file is; else where it begins. */
static int
line_of_problem(const struct app *app, str file)
{
    for (size_t i = 0; i < app->config->problem_count; i++)
        if (str_eq(path_name(app->config->problems[i].file), file))
            return app->config->problems[i].line;
    return 0;
}

unsigned
edit_source(struct app *app, str argument)
{
    const str files[] = { app->paths->sources_file, app->paths->settings_file,
                          app->paths->rules_file };

    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        if (str_eq(argument, path_name(files[i])))
            return edit_file(app, files[i], line_of_problem(app, argument));
    if (argument.len == 0 && sources_key(app).len == 0)
        return edit_file(app, app->paths->sources_file, 0);
    const struct config_source *source = source_meant(app, argument);

    return source ? edit_file(app, app->paths->sources_file, source->line) : STALE_STATUS;
}

/* ---- all that is known of it ---- */

#define LABEL_COLS 14
#define VALUE_COLS 56

struct maker {
    struct arena *a;
    VEC(struct over_line) lines;
};

static void
add_fact(struct maker *m, const char *label, str value)
{
    str rest = value;

    if (value.len == 0)
        return;
    do {
        *VEC_PUSH(m->a, &m->lines) =
            (struct over_line){ .text = str_of(label),
                                .right = pane_take_line(m->a, &rest, VALUE_COLS) };
        label = "";
    } while (rest.len > 0);
}

static void
add_gap(struct maker *m)
{
    *VEC_PUSH(m->a, &m->lines) = (struct over_line){ .is_heading = true };
}

static str
state_words(const struct app *app, struct arena *a, const struct config_source *source,
            const struct store_source *row)
{
    str silent = source->is_silent ? STR(", and silenced") : STR("");
    const char *state = sources_is_running(app, row->id) ? "being fetched"
                        : source->is_disabled            ? "off: it is not fetched"
                        : row->problem.len > 0           ? "failing"
                        : row->good_at == 0              ? "not fetched yet"
                                                         : "good";

    return arena_printf(a, "%s%.*s", state, STR_ARG(silent));
}

static void
add_state(struct maker *m, const struct app *app, const struct config_source *source,
          const struct store_source *row)
{
    struct arena *a = m->a;
    int64_t now = time_now_s();

    add_fact(m, "state", state_words(app, a, source, row));
    add_fact(m, "problem", row->problem);
    if (row->failure_count > 0)
        add_fact(m, "failures", arena_printf(a, "%d in a row", row->failure_count));
    add_fact(m, "last good", age_words(a, now, row->good_at));
    if (row->tried_at > row->good_at)
        add_fact(m, "last tried", age_words(a, now, row->tried_at));
    if (!source->is_disabled)
        add_fact(m, "next try", row->due_at > 0 ? age_until(a, now, row->due_at) : STR("now"));
    if (source->refresh_s == 0 && row->rhythm_s > 0)
        add_fact(m, "rhythm",
                 arena_printf(a, "a story %.*s or so", STR_ARG(age_every(a, row->rhythm_s))));
    add_fact(m, "feed", row->note);
    if (row->permanent_url.len > 0)
        add_fact(m, "moved to", text_clean_url(a, net_url_without_secret(a, row->permanent_url)));
    add_fact(
        m, "stories",
        arena_printf(a, "%" PRId64 ", %" PRId64 " unread", row->story_count, row->unread_count));
}

static bool
is_one_of(const char *key, const char *const *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(str_of(key), str_of(keys[i])))
            return true;
    return false;
}

/* What its file says of it; of what may hold a secret only that it is there. */
static void
add_settings(struct maker *m, const struct config_source *source)
{
    static const char *const shown[] = { "url", "name" }, *const secret[] = { "headers", "proxy" };
    const char *key;

    for (size_t i = 0; (key = config_source_key(i)); i++) {
        str value = config_source_get(m->a, source, str_of(key));

        if (value.len > 0 && is_one_of(key, secret, ARRAY_LEN(secret)))
            value = STR("set, not shown");
        if (!is_one_of(key, shown, ARRAY_LEN(shown)))
            add_fact(m, key, value);
    }
}

unsigned
about_source(struct app *app, str argument)
{
    const struct config_source *source = source_meant(app, argument);
    const struct store_source *row = source ? sources_find(app, source->key) : NULL;
    struct arena a = { 0 };
    struct maker m = { .a = &a };

    if (!source)
        return STALE_STATUS;
    if (!row)
        return app_say(app, "[%.*s] is not in the store yet; try again in a moment",
                       STR_ARG(source->key));
    *VEC_PUSH(&a, &m.lines) =
        (struct over_line){ .text = arena_str(&a, source_name(app, source)), .is_heading = true };
    add_fact(&m, "id", arena_str(&a, source->key));
    add_fact(&m, "address", text_clean_url(&a, net_url_without_secret(&a, source->url)));
    add_fact(&m, "site", text_clean_url(&a, row->site_url));
    add_gap(&m);
    add_state(&m, app, source, row);
    add_gap(&m);
    add_settings(&m, source);
    over_open(app, OVER_ABOUT, "About this source", &a, m.lines.items, m.lines.count);
    return STALE_ALL;
}
