#include "app.h"

#include "fold.h"
#include "pane.h"
#include "term.h"

#include <courant/refresh.h>
#include <courant/refresh_find.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVENT_PAUSE_MS 300  /* many sources done close together are shown together */
#define KEY_PAUSE_MS   80   /* but not between two keys of one who holds one down, */
#define SHOW_MOST_MS   1000 /* unless that has lasted for so long */

/* ---- words at the bottom ---- */

unsigned
app_say(struct app *app, const char *format, ...)
{
    struct err words = { 0 };
    va_list args;
    char text[sizeof(app->message)];

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    err_set(&words, ERR_NONE, "%s", text); /* cleans and cuts at a character */
    memcpy(app->message, words.text, MIN(sizeof(app->message), sizeof(words.text)));
    app->message[sizeof(app->message) - 1] = 0;
    app->is_error = false;
    return STALE_STATUS;
}

unsigned
app_complain(struct app *app, const struct err *err)
{
    app_say(app, "%s", err->text);
    app->is_error = true;
    app->stale |= STALE_STATUS;
    return STALE_STATUS;
}

/* ---- where the panes stand ---- */

static struct layout_wish
wish_of(const struct app *app)
{
    return (struct layout_wish){ .cols = app->cols,
                                 .rows = app->rows,
                                 .kind = app->settings.layout,
                                 .focus = app->focus,
                                 .is_zoomed = app->is_zoomed,
                                 .related_lines = (int)MIN(app->related.scroll.count, 1000),
                                 .has_sources = app->has_sources };
}

void
app_layout(struct app *app)
{
    struct layout_wish wish = wish_of(app);

    layout_make(&wish, &app->layout);
    if (app_has(app, PANE_ARTICLE))
        article_layout(app);
    app->stale |= STALE_ALL;
}

void
app_resize(struct app *app, int cols, int rows)
{
    app->cols = cols;
    app->rows = rows;
    app_layout(app);
}

bool
app_has(const struct app *app, enum pane pane)
{
    return app->layout.places[pane].is_shown;
}

unsigned
app_focus(struct app *app, enum pane pane)
{
    if (pane == PANE_STORIES)
        app->has_sources = false;
    app->focus = pane;
    if (pane == PANE_SOURCES && !app->layout.places[PANE_SOURCES].is_shown)
        app->has_sources = true;
    app_layout(app);
    return STALE_ALL;
}

unsigned
focus_next(struct app *app, str argument)
{
    struct layout_wish wish = wish_of(app);

    (void)argument;
    return app_focus(app, layout_next_pane(&app->layout, &wish, 1));
}

unsigned
focus_previous(struct app *app, str argument)
{
    struct layout_wish wish = wish_of(app);

    (void)argument;
    return app_focus(app, layout_next_pane(&app->layout, &wish, -1));
}

unsigned
focus_related(struct app *app, str argument)
{
    (void)argument;
    return app_focus(app, app->focus == PANE_RELATED ? PANE_ARTICLE : PANE_RELATED);
}

unsigned
focus_sources(struct app *app, str argument)
{
    (void)argument;
    return app_focus(app, app->focus == PANE_SOURCES ? PANE_STORIES : PANE_SOURCES);
}

unsigned
zoom_pane(struct app *app, str argument)
{
    (void)argument;
    app->is_zoomed = !app->is_zoomed;
    app_layout(app);
    return STALE_ALL;
}

/* ---- moving ---- */

static unsigned
move_by(struct app *app, enum move move)
{
    return pane_get(app->focus)->move(app, move);
}

unsigned
move_down(struct app *app, str argument)
{
    (void)argument;
    return move_by(app, MOVE_DOWN);
}

unsigned
move_up(struct app *app, str argument)
{
    (void)argument;
    return move_by(app, MOVE_UP);
}

unsigned
move_page_down(struct app *app, str argument)
{
    (void)argument;
    return move_by(app, MOVE_PAGE_DOWN);
}

unsigned
move_page_up(struct app *app, str argument)
{
    (void)argument;
    return move_by(app, MOVE_PAGE_UP);
}

unsigned
move_half_down(struct app *app, str argument)
{
    (void)argument;
    return move_by(app, MOVE_HALF_DOWN);
}

unsigned
move_half_up(struct app *app, str argument)
{
    (void)argument;
    return move_by(app, MOVE_HALF_UP);
}

unsigned
move_first(struct app *app, str argument)
{
    (void)argument;
    return move_by(app, MOVE_FIRST);
}

unsigned
move_last(struct app *app, str argument)
{
    (void)argument;
    return move_by(app, MOVE_LAST);
}

unsigned
open_here(struct app *app, str argument)
{
    (void)argument;
    return pane_get(app->focus)->open(app);
}

/* ---- leaving ---- */

unsigned
quit_program(struct app *app, str argument)
{
    (void)argument;
    app->is_over = true;
    return STALE_NONE;
}

static bool
end_find(struct app *app)
{
    if (!app->article.find[0])
        return false;
    app->article.find[0] = 0;
    app->article.hit_count = 0;
    return true;
}

unsigned
cancel_here(struct app *app, str argument)
{
    (void)argument;
    app->pending.count = 0;
    app->follow_url[0] = 0;
    if (subscribe_cancel(app))
        return STALE_STATUS;
    if (end_find(app))
        return STALE_ARTICLE | STALE_STATUS;
    if (app->focus == PANE_SOURCES && app->sources.filter[0]) {
        sources_filter(app, STR(""));
        return STALE_ALL;
    }
    if (app->is_zoomed)
        return zoom_pane(app, argument);
    if (app->is_search)
        return view_end_search(app);
    if (!view_is_home(app))
        return view_go_home(app);
    return STALE_STATUS;
}

/* One step out: what lies over, the zoom, the pane, the search, the filter; from all stories, out of the program. */
unsigned
close_or_quit(struct app *app, str argument)
{
    if (app->article.find[0] || app->is_zoomed)
        return cancel_here(app, argument);
    if (app->focus != PANE_STORIES)
        return app_focus(app, PANE_STORIES);
    if (app->is_search)
        return view_end_search(app);
    if (!view_is_home(app))
        return view_go_home(app);
    return quit_program(app, argument);
}

unsigned
redraw_screen(struct app *app, str argument)
{
    (void)app;
    (void)argument;
    term_redraw();
    return STALE_ALL;
}

unsigned
suspend_program(struct app *app, str argument)
{
    (void)argument;
    app_save(app);
    term_suspend();
    term_size(&app->cols, &app->rows);
    app_layout(app);
    return STALE_ALL;
}

/* ---- themes and settings ---- */

/* Nothing but the terminal's own colours, for when not even the theme compiled in can be had. */
static void
plain_theme(struct theme *theme)
{
    *theme = (struct theme){ .name = STR("plain"), .title = STR("plain") };
    for (int i = 0; i < THEME_ROLE_COUNT; i++)
        theme->looks[i].fg = theme->looks[i].bg = THEME_COLOUR_DEFAULT;
    theme->looks[ROLE_CURSOR].attrs = theme->looks[ROLE_CURSOR].mono = THEME_REVERSE;
}

bool
app_theme(struct app *app, str name, struct err *err)
{
    struct arena a = { 0 };
    struct theme theme;
    struct config_problems *problems = config_problems_new(&a);

    if (!theme_load(&a, app->paths, name, &theme, problems, err)) {
        arena_free(&a);
        return false;
    }
    arena_free(&app->theme_arena);
    app->theme_arena = a;
    app->theme = theme;
    draw_theme(&app->theme);
    app->stale |= STALE_ALL;
    return true;
}

unsigned
set_theme(struct app *app, str argument)
{
    struct err err = { 0 };

    if (argument.len == 0)
        return pick_theme(app, argument);
    if (!app_theme(app, argument, &err))
        return app_complain(app, &err);
    app->settings.theme = arena_str(&app->arena, app->theme.name);
    return STALE_ALL | app_say(app, "theme %.*s", STR_ARG(app->theme.name));
}

static bool
wants_bidi(const struct settings *settings)
{
    return settings->bidi != 2; /* auto on off */
}

void
app_settle(struct app *app)
{
    app->is_bidi = wants_bidi(&app->settings);
    article_outdate_layout(app);
    app_layout(app);
    view_group(app);
}

static bool
set_keys(struct app *app, const struct settings *before, struct err *err)
{
    struct keymap keymap = { 0 };

    if (str_eq(app->settings.keys_preset, before->keys_preset))
        return true;
    if (!keymap_build(&app->arena, app->settings.keys_preset, app->config->keys,
                      app->config->key_count, app->paths->settings_file,
                      config_problems_new(&app->arena), &keymap))
        return err_set(err, ERR_INVALID, "keys = %.*s: there are courant, vim and newsboat",
                       STR_ARG(app->settings.keys_preset));
    app->keymap = keymap;
    return true;
}

unsigned
set_setting(struct app *app, str argument)
{
    struct err err = { 0 };
    size_t end = 0;

    while (end < argument.len && argument.ptr[end] != ' ' && argument.ptr[end] != '=')
        end++;
    str key = str_sub(argument, 0, end), rest = str_trim(str_from(argument, end));

    if (key.len == 0)
        return prompt_open(app, PROMPT_COMMAND, STR("set "));
    if (str_starts(rest, STR("="))) /* as in courant.ini */
        rest = str_trim(str_from(rest, 1));
    if (rest.len == 0) {
        struct arena a = { 0 };
        str value = config_get(&a, &app->settings, key);
        const char *help = config_setting_help(key);
        unsigned stale = help ? app_say(app, "%.*s = %.*s: %s", STR_ARG(key), STR_ARG(value), help)
                              : app_say(app, "%.*s: no such setting", STR_ARG(key));

        arena_free(&a);
        return stale;
    }
    if (str_eq(key, STR("theme")))
        return set_theme(app, rest);
    struct settings before = app->settings;

    if (!config_set(&app->arena, &app->settings, key, arena_str(&app->arena, rest), &err) ||
        !set_keys(app, &before, &err)) {
        app->settings = before;
        return app_complain(app, &err);
    }
    app_settle(app);
    settings_hand_on(app);
    return STALE_ALL | app_say(app, "%.*s = %.*s until courant ends", STR_ARG(key), STR_ARG(rest));
}

/* ---- timers ---- */

static bool
is_due(int64_t *timer, int64_t now_ms)
{
    if (*timer == 0 || now_ms < *timer)
        return false;
    *timer = 0;
    return true;
}

/*
 * Reading the lists anew takes as long as several keys do: so it is put off while keys come one after the other, up to
 * SHOW_MOST_MS after the last time.
 */
static bool
is_due_to_show(struct timers *t, int64_t *timer, int64_t now_ms)
{
    if (*timer == 0 || now_ms < *timer)
        return false;
    if (now_ms - t->key_ms < KEY_PAUSE_MS && now_ms - t->shown_ms < SHOW_MOST_MS) {
        *timer = t->key_ms + KEY_PAUSE_MS;
        return false;
    }
    t->shown_ms = now_ms;
    *timer = 0;
    return true;
}

static void
show_changes(struct app *app)
{
    if (app->is_list_old)
        view_refresh(app);
    if (app->is_related_old)
        related_reload(app);
    app->stale |= STALE_SOURCES | STALE_HEADER;
}

/* Another copy of courant wrote, or the refresh thread did. */
static void
look_at_store(struct app *app)
{
    if (!store_has_changed(app->store))
        return;
    app->sources.is_old = true;
    view_refresh(app);
    front_reload(app);
    heed_reload(app);
    app->stale |= STALE_SOURCES;
}

void
app_tick(struct app *app, int64_t now_ms)
{
    struct timers *t = &app->timers;

    if (is_due(&t->follow_ms, now_ms) && list_cursor(&app->view.list))
        reader_look(app, view_cursor(app)->id);
    if (is_due(&t->read_ms, now_ms))
        reader_mark_read(app);
    if (is_due(&t->ahead_ms, now_ms))
        reader_ahead(app);
    if (is_due(&t->search_ms, now_ms))
        prompt_search_due(app, false);
    if (is_due_to_show(t, &t->event_ms, now_ms))
        show_changes(app);
    if (is_due(&t->count_ms, now_ms))
        sources_count_view(app);
    if (is_due_to_show(t, &t->store_ms, now_ms))
        look_at_store(app);
    if (is_due(&t->files_ms, now_ms))
        files_look(app);
    if (store_pending(app->store) > 0 && (t->land_ms == 0 || now_ms >= t->land_ms))
        mark_land(app, now_ms);
    if (is_due(&t->links_ms, now_ms))
        app->stale |= STALE_ARTICLE;
    if (t->clock_ms == 0 || now_ms >= t->clock_ms) {
        t->clock_ms = now_ms + 1000 * (60 - time_now_s() % 60);
        app->stale |= STALE_HEADER | STALE_STORIES | STALE_RELATED | STALE_SOURCES;
    }
}

int64_t
app_deadline(const struct app *app)
{
    const struct timers *t = &app->timers;
    const int64_t all[] = { t->follow_ms, t->read_ms,  t->ahead_ms, t->search_ms,
                            t->store_ms,  t->clock_ms, t->event_ms, t->count_ms,
                            t->links_ms,  t->files_ms, t->land_ms };
    int64_t first = 0;

    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        if (all[i] > 0 && (first == 0 || all[i] < first))
            first = all[i];
    return first;
}

/* ---- what the refresh thread tells ---- */

static void
show_soon(struct app *app)
{
    if (app->timers.event_ms == 0)
        app->timers.event_ms = time_now_ms() + EVENT_PAUSE_MS;
}

/* Who asked for one source, and still reads that it is being fetched, learns how that went. */
static void
tell_fetched(struct app *app, const struct refresh_event *event)
{
    const struct store_source *source = NULL;
    char waiting[sizeof(app->message)];

    for (size_t i = 0; i < app->sources.source_count && !source; i++)
        if (app->sources.sources[i].id == event->source_id)
            source = &app->sources.sources[i];
    if (!source)
        return;
    snprintf(waiting, sizeof(waiting), "fetching %.*s …", STR_ARG(source->name));
    if (strcmp(waiting, app->message) != 0)
        return;
    if (event->err.kind != ERR_NONE)
        app_say(app, "%.*s: %s", STR_ARG(source->name), event->err.text);
    else
        app_say(app, "%.*s: fetched, %zu new", STR_ARG(source->name), (size_t)event->added);
    app->stale |= STALE_STATUS;
}

static void
source_done(struct app *app, const struct refresh_event *event)
{
    tell_fetched(app, event);
    if (event->source_id)
        sources_running(app, event->source_id, false);
    else
        app->running_count = 0;
    app->progress_of = event->of;
    app->progress_at = event->of - MIN(event->running, event->of);
    app->sources.is_old = true;
    if (event->added > 0 || event->changed > 0)
        app->is_list_old = true;
    show_soon(app);
}

static void
end_fetching(struct app *app)
{
    app->running_count = app->progress_at = app->progress_of = 0;
    app->sources.is_old = true;
    if (strcmp(app->message, FETCHING_ALL) == 0)
        app->message[0] = 0;
    app->stale |= STALE_STATUS;
    show_soon(app);
}

void
app_event(struct app *app, struct refresh_event *event)
{
    switch (event->kind) {
    case REFRESH_STARTED:
        sources_running(app, event->source_id, true);
        app->progress_of = event->of;
        app->progress_at = event->of - MIN(event->running, event->of);
        app->is_indexing = false;
        show_soon(app);
        break;
    case REFRESH_SOURCE_DONE: source_done(app, event); break;
    case REFRESH_PAGE_READY: reader_page_ready(app, event); break;
    case REFRESH_AHEAD:
        app->is_related_old = app->is_related_old || event->story_id == app->article.id;
        show_soon(app);
        break;
    case REFRESH_INDEXING:
        app->is_indexing = true;
        end_fetching(app);
        break;
    case REFRESH_INDEXED:
        app->is_indexing = false;
        app->stale |= STALE_STATUS;
        front_reload(app);
        heed_reload(app);
        app->is_related_old = app->is_list_old = true; /* rows tell of their threads */
        show_soon(app);
        break;
    case REFRESH_IDLE:
        app->is_indexing = false;
        end_fetching(app);
        break;
    case REFRESH_FOUND: subscribe_found(app, event); break;
    case REFRESH_NEWS: heed_told(app); break;
    case REFRESH_KIND_COUNT: break;
    case REFRESH_PROBLEM: app_complain(app, &event->err); break;
    }
}

/* ---- start and end ---- */

static void
set_state(struct app *app, const char *name, str value)
{
    struct err err = { 0 };

    if (!store_state_set(app->store, name, value, &err))
        log_add("ui", "%s: %s", name, err.text);
}

static void
save_walk(struct app *app)
{
    struct err err = { 0 };

    if (!store_history_save(app->store, app->walk.ids, app->walk.count, app->walk.at, &err))
        log_add("ui", "history: %s", err.text);
}

static str
open_words(const struct view *view, struct arena *a)
{
    struct buf b = { .arena = a };

    for (size_t i = 0; i < view->open_count; i++)
        buf_printf(&b, "%s%" PRId64, i > 0 ? " " : "", view->open[i].id);
    return buf_str(&b);
}

/* The view under a search is where one is; a search is not come back to. */
static void
save_view(struct app *app, struct arena *a)
{
    const struct view *view = app->is_search ? &app->view_before : &app->view;
    const struct list_row *cursor = list_cursor_row(&view->list);

    set_state(app, "ui.view", view->name);
    set_state(app, "ui.query", view->query_text);
    set_state(app, "ui.cursor",
              cursor
                  ? arena_printf(a, "%" PRId64 " %" PRId64 " %zu %" PRId64, cursor->place.sort_at,
                                 cursor->place.id, view->list.scroll.cursor - view->list.scroll.top,
                                 cursor->story.id)
                  : (str){ 0 });
    set_state(app, "ui.group",
              arena_printf(a, "%d %d", app->settings.group, app->config->settings.group));
    set_state(app, "ui.open", open_words(view, a));
}

void
app_save(struct app *app)
{
    struct arena a = { 0 };
    struct err err = { 0 };

    if (store_read_only(app->store))
        return;
    if (!store_land(app->store, true, &err)) { /* what is older must not come after */
        mark_failed(app, &err);
        return;
    }
    bool is_grouped = store_begin(app->store, &err);

    reader_leave(app);
    save_view(app, &a);
    set_state(app, "ui.story", arena_printf(&a, "%" PRId64, app->article.id));
    set_state(app, "ui.place",
              arena_printf(&a, "%d %d %d %d %d", (int)app->focus, app->is_zoomed, app->has_sources,
                           app->article.is_open, app->follow_depth));
    set_state(app, "ui.theme",
              arena_printf(&a, "%.*s %.*s", STR_ARG(app->theme.name),
                           STR_ARG(app->config->settings.theme)));
    save_walk(app);
    if (is_grouped && !store_commit(app->store, &err))
        log_add("ui", "state: %s", err.text);
    arena_free(&a);
}

/* Whole numbers parted by blanks; what is missing stays 0. */
static size_t
read_numbers(str text, int64_t *out, size_t most)
{
    size_t n = 0;
    str word;

    while (n < most && str_take_field(&text, ' ', &word)) {
        bool is_negative = word.len > 0 && word.ptr[0] == '-';

        word = str_from(word, is_negative);
        if (!str_take_int(&word, &out[n]))
            break;
        out[n] = is_negative ? -out[n] : out[n];
        n++;
    }
    return n;
}

/* As chosen last, unless courant.ini has come to say another since. */
static void
restore_group(struct app *app, struct arena *a)
{
    int64_t group[2] = { 0 };

    if (read_numbers(store_state_get(app->store, a, "ui.group"), group, 2) == 2 &&
        group[1] == app->config->settings.group)
        app->settings.group = group[0] == 1;
}

static void
restore_open(struct app *app, struct arena *a)
{
    int64_t ids[OPEN_MOST];
    size_t count = read_numbers(store_state_get(app->store, a, "ui.open"), ids, OPEN_MOST);

    for (size_t i = 0; i < count; i++)
        fold_open(&app->view, ids[i], false);
}

static void
restore_view(struct app *app, struct arena *a)
{
    restore_group(app, a);
    struct list_source source = view_source(app);
    struct err err = { 0 };
    str name = store_state_get(app->store, a, "ui.view");
    int64_t place[4] = { 0 };
    bool is_last = app->settings.start == 2, is_unread = app->settings.start == 1;

    if (is_last && name.len > 0 &&
        view_set(app, name, store_state_get(app->store, a, "ui.query"), &err)) {
        restore_open(app, a);
        if (read_numbers(store_state_get(app->store, a, "ui.cursor"), place, 4) >= 3 &&
            !list_at(&app->view.list, &source, (struct store_place){ place[0], place[1] }, place[3],
                     (size_t)MAX(place[2], 0), time_now_s(), &err))
            app_complain(app, &err);
    } else if (!view_set(app, is_unread ? STR("Unread") : STR("All stories"),
                         is_unread ? STR("is:unread") : (str){ 0 }, &err)) {
        app_complain(app, &err);
    }
}

static void
restore_article(struct app *app, struct arena *a)
{
    int64_t id[1] = { 0 }, place[5] = { 0 };
    struct store_story story;
    struct err err = { 0 };
    bool is_known = read_numbers(store_state_get(app->store, a, "ui.story"), id, 1) == 1 &&
                    store_story_get(app->store, a, id[0], &story, &err);

    read_numbers(store_state_get(app->store, a, "ui.place"), place, 5);
    app->is_zoomed = place[1] != 0;
    app->has_sources = place[2] != 0;
    app->focus = (enum pane)(place[0] >= 0 && place[0] < PANE_COUNT ? place[0] : 0);
    if (!is_known && app->focus != PANE_SOURCES)
        app->focus = PANE_STORIES;
    app_layout(app);
    if (is_known) {
        reader_look(app, id[0]);
        app->article.is_open = place[3] != 0;
        app->follow_depth = (int)MIN(MAX(place[4], 0), WALK_MOST);
    } else if (list_cursor(&app->view.list)) {
        reader_look(app, view_cursor(app)->id);
    }
}

void
app_restore(struct app *app)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    int64_t *ids = NULL;
    size_t count = 0, at = 0;

    app->view.list.scroll.page = stories_page(app);
    restore_view(app, &a);
    if (store_history_load(app->store, &a, &ids, &count, &at, &err))
        walk_set(&app->walk, ids, count, at);
    if (app->settings.start == 2)
        restore_article(app, &a);
    else if (list_cursor(&app->view.list))
        reader_look(app, view_cursor(app)->id);
    if (app->settings.start == 3)
        show_front_page(app, (str){ 0 });
    app->timers.follow_ms = 0;
    arena_free(&a);
}

/* The one chosen last, unless courant.ini has come to say another since. */
static str
theme_wanted(struct app *app, str given, struct arena *a)
{
    str kept = store_state_get(app->store, a, "ui.theme"), chosen = { 0 };

    if (given.len > 0)
        return given;
    if (str_take_field(&kept, ' ', &chosen) && str_eq(kept, app->config->settings.theme))
        return chosen;
    return app->settings.theme;
}

static void
open_theme(struct app *app, str given)
{
    struct arena a = { 0 };
    struct err err = { 0 }, ignored = { 0 };

    if (!app_theme(app, theme_wanted(app, given, &a), &err)) {
        app_complain(app, &err);
        if (!app_theme(app, STR("dark"), &ignored)) {
            plain_theme(&app->theme);
            draw_theme(&app->theme);
        }
    }
    arena_free(&a);
}

static void
open_keys(struct app *app)
{
    struct config_problems *problems = config_problems_new(&app->arena);
    const struct config_problem *list;

    if (!keymap_build(&app->arena, app->settings.keys_preset, app->config->keys,
                      app->config->key_count, app->paths->settings_file, problems, &app->keymap))
        app_say(app, "keys = %.*s: there are courant, vim and newsboat",
                STR_ARG(app->settings.keys_preset));
    size_t count = config_problems_list(problems, &list);

    if (count == 0 && app->config->problem_count > 0) {
        list = app->config->problems;
        count = app->config->problem_count;
    }
    if (count > 0) {
        app_say(app, "%.*s:%d: %.*s", STR_ARG(list[0].file), list[0].line, STR_ARG(list[0].words));
        app->is_error = !list[0].is_warning;
    }
}

bool
app_open(struct app *app, const struct ui_options *options, struct err *err)
{
    *app = (struct app){ .config = options->config,
                         .paths = options->paths,
                         .settings = options->config->settings,
                         .wake_fd = -1,
                         .stale = STALE_ALL };
    for (size_t i = 0; i < VIEWS_MOST; i++)
        app->view_unread[i] = -1;
    if (!store_open(options->paths->store_file.ptr, &app->store, err))
        return false;
    store_keep_revisions(app->store, app->settings.most_revisions);
    store_leave_log(app->store);
    store_attend(app->store);
    store_put_off(app->store);
    app->is_bidi = wants_bidi(&app->settings);
    open_keys(app);
    struct term_options term = { .color = app->settings.color,
                                 .hyperlinks = app->settings.hyperlinks,
                                 .has_mouse = app->settings.has_mouse,
                                 .is_bidi = app->is_bidi };

    if (!term_open(&term, err)) {
        store_close(app->store);
        arena_free(&app->arena);
        return false;
    }
    open_theme(app, options->theme);
    term_size(&app->cols, &app->rows);
    app_layout(app);
    app_restore(app);
    if (options->is_first_start)
        app_say(app, "Welcome. j and k move, Enter reads, ? shows all keys, q leaves.");
    if (store_read_only(app->store)) {
        app_say(app, "Reading only, for the store cannot be written: %s. Marks are not kept.",
                store_read_only(app->store));
        app->is_error = true;
    }
    return true;
}

void
app_close(struct app *app)
{
    struct err err = { 0 }, lost = { 0 };

    /* Who waited in vain for the marks does not wait as long again for less. */
    if (app->store && store_land(app->store, true, &lost)) {
        app_save(app);
        if (!store_read_only(app->store) && !store_visit_set(app->store, &err))
            log_add("ui", "visit: %s", err.text);
    }
    term_close();
    if (lost.kind != ERR_NONE)
        fprintf(stderr, "courant: the last marks could not be kept: %s\n", lost.text);
    view_clear(&app->view);
    view_clear(&app->view_before);
    undo_clear(app);
    article_forget_layout(app);
    arena_free(&app->article.arena);
    arena_free(&app->related.arena);
    arena_free(&app->sources.arena);
    arena_free(&app->over.arena);
    arena_free(&app->prompt.arena);
    arena_free(&app->theme_arena);
    arena_free(&app->config_arena);
    refresh_found_free(app->found);
    arena_free(&app->arena);
    store_close(app->store);
    app->store = NULL;
}
