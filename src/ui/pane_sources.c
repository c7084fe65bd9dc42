#include "age.h"
#include "pane.h"

#include <courant/net.h>
#include <courant/refresh.h>
#include <courant/text.h>

#include <string.h>

#define STATE_FROM_COLS 48 /* narrower panes tell a source's state by its mark alone */
#define STATE_LONG_FROM 80 /* wider ones also when it is fetched next */
#define FAILED_OFTEN    3
#define COUNT_PAUSE_MS  400 /* after something changed the views are counted anew */

bool
sources_is_running(const struct app *app, int64_t source_id)
{
    for (size_t i = 0; i < app->running_count; i++)
        if (app->running[i] == source_id)
            return true;
    return false;
}

void
sources_running(struct app *app, int64_t source_id, bool is_running)
{
    size_t kept = 0;

    for (size_t i = 0; i < app->running_count; i++)
        if (app->running[i] != source_id)
            app->running[kept++] = app->running[i];
    app->running_count = kept;
    if (is_running && kept < RUNNING_MOST)
        app->running[app->running_count++] = source_id;
}

/* ---- loading ---- */

struct maker {
    struct arena *a;
    const struct app *app;
    VEC(struct source_line) lines;
};

static void
add_view(struct maker *m, str name, str query, int64_t unread)
{
    *VEC_PUSH(m->a, &m->lines) =
        (struct source_line){ .kind = LINE_VIEW, .text = name, .query = query, .unread = unread };
}

static void
add_heading(struct maker *m, str text)
{
    *VEC_PUSH(m->a, &m->lines) =
        (struct source_line){ .kind = LINE_HEADING, .text = text, .unread = -1 };
}

/* What went wrong, how often, and since when: when it is tried again stands in the line above. */
static str
problem_words(struct arena *a, const struct store_source *source)
{
    int64_t now = time_now_s();

    if (source->failure_count < 2)
        return source->problem;
    return arena_printf(a, "%.*s · %d times in a row, last good %.*s", STR_ARG(source->problem),
                        source->failure_count, STR_ARG(age_words(a, now, source->good_at)));
}

/* One that the reader wants to hear of. */
static bool
has_problem(const struct app *app, const struct store_source *source)
{
    return source->problem.len > 0 && !source_is_disabled(app, source->key) &&
           !source_is_silent(app, source->key);
}

static void
add_source(struct maker *m, const struct store_source *source)
{
    *VEC_PUSH(m->a, &m->lines) = (struct source_line){
        .kind = LINE_SOURCE,
        .text = source->name.len > 0 ? source->name : source->key,
        .query = arena_printf(m->a, "source:%.*s", STR_ARG(source->key)),
        .source = source,
        .unread = source->unread_count,
    };
    if (has_problem(m->app, source))
        *VEC_PUSH(m->a, &m->lines) = (struct source_line){
            .kind = LINE_REMARK, .text = problem_words(m->a, source), .source = source, .unread = -1
        };
}

static bool
has_followed(const struct app *app)
{
    struct err err = { 0 };
    bool has = false;

    if (!store_heed_has(app->store, STORE_HEED_FOLLOWED, &has, &err))
        log_add("ui", "followed: %s", err.text);
    return has;
}

static void
add_views(struct maker *m, const struct app *app)
{
    int64_t all = 0, unread = 0, saved = 0;
    struct err err = { 0 };

    if (!store_totals(app->store, &all, &unread, &saved, &err))
        log_add("ui", "totals: %s", err.text);
    add_view(m, STR("All stories"), (str){ 0 }, unread);
    add_view(m, STR("Unread"), STR("is:unread"), -1);
    add_view(m, STR("Saved"), STR("is:saved"), -1);
    if (has_followed(app))
        add_view(m, STR("Followed"), STR("is:followed"), -1);
    for (size_t i = 0; i < app->config->view_count; i++)
        add_view(m, app->config->views[i].name, app->config->views[i].query,
                 i < VIEWS_MOST ? app->view_unread[i] : -1);
}

/* Is a count of it kept? Then it costs nothing; else it is counted, but not while keys are waited for. */
static bool
count_view(struct app *app, struct arena *a, const struct config_view *view, int64_t *out)
{
    struct store_query *query;
    struct err err = { 0 };
    int64_t all, unread;

    if (!store_query_parse(a, view->query, time_now_s(), &query, &err) ||
        !store_list_count(app->store, query, &all, &unread, &err) ||
        (unread < 0 && !store_list_unread(app->store, query, VIEW_COUNT_MOST, &unread, &err)))
        return false;
    *out = unread;
    return true;
}

void
sources_count_view(struct app *app)
{
    size_t at = app->view_next, count = MIN(app->config->view_count, VIEWS_MOST);
    struct arena a = { 0 };
    int64_t unread = -1;

    if (at >= count)
        return;
    count_view(app, &a, &app->config->views[at], &unread);
    arena_free(&a);
    for (size_t i = 0; i < app->sources.scroll.count; i++)
        if (app->sources.lines[i].kind == LINE_VIEW &&
            str_eq(app->sources.lines[i].query, app->config->views[at].query))
            app->sources.lines[i].unread = unread;
    if (unread != app->view_unread[at])
        app->stale |= STALE_SOURCES;
    app->view_unread[at] = unread;
    if (++app->view_next < count)
        app->timers.count_ms = time_now_ms() + 1;
}

/* "!": those that fail. Else all words, in its name, its id, its section or its host. */
static bool
is_match(struct arena *a, const struct store_source *source, str filter)
{
    str rest = text_fold(a, filter), word;
    str all = text_fold(a, arena_printf(a, "%.*s %.*s %.*s %.*s", STR_ARG(source->name),
                                        STR_ARG(source->key), STR_ARG(source->section),
                                        STR_ARG(net_url_host(source->url))));

    if (str_eq(filter, STR("!")))
        return source->problem.len > 0 && !source->is_disabled;
    while (str_take_field(&rest, ' ', &word))
        if (str_find(all, word) == STR_NONE)
            return false;
    return true;
}

/* Only what matches, and the one that is kept though it does so no more; without views and sections. */
static void
add_matches(struct maker *m, struct source_list *list, int64_t kept_id)
{
    list->match_count = 0;
    for (size_t i = 0; i < list->source_count; i++)
        if (list->sources[i].id == kept_id ||
            is_match(m->a, &list->sources[i], str_of(list->filter))) {
            add_source(m, &list->sources[i]);
            list->match_count++;
        }
}

/* Lists its sources, and those of the sections below it. */
static void
add_section(struct maker *m, const struct source_list *list, str section)
{
    str below = arena_join(m->a, section, STR("/"));
    int64_t unread = 0;

    for (size_t i = 0; i < list->source_count; i++)
        if (str_eq(list->sources[i].section, section) ||
            str_starts(list->sources[i].section, below))
            unread += list->sources[i].unread_count;
    *VEC_PUSH(m->a, &m->lines) =
        (struct source_line){ .kind = LINE_SECTION,
                              .text = section,
                              .query = arena_printf(m->a, "section:\"%.*s\"", STR_ARG(section)),
                              .unread = unread };
}

/* Sections in the order in which they first come. */
static void
add_sections(struct maker *m, const struct source_list *list)
{
    for (size_t i = 0; i < list->source_count; i++) {
        str section = list->sources[i].section;
        bool is_first = true;

        for (size_t k = 0; k < i; k++)
            is_first = is_first && !str_eq(list->sources[k].section, section);
        if (!is_first)
            continue;
        if (section.len > 0)
            add_section(m, list, section);
        else
            add_heading(m, STR("Sources"));
        for (size_t k = i; k < list->source_count; k++)
            if (str_eq(list->sources[k].section, section))
                add_source(m, &list->sources[k]);
    }
}

static bool
is_same_line(const struct source_line *x, const struct source_line *y)
{
    if (x->kind != y->kind)
        return false;
    return x->source && y->source ? x->source->id == y->source->id : str_eq(x->text, y->text);
}

/* The cursor stays on what it was on, wherever that stands now: the next key must not change another source. */
static void
keep_cursor(struct source_list *fresh, const struct source_list *old)
{
    if (old->scroll.count == 0)
        return;
    const struct source_line *was = &old->lines[old->scroll.cursor];

    for (size_t i = 0; i < fresh->scroll.count; i++)
        if (is_same_line(&fresh->lines[i], was)) {
            scroll_to(&fresh->scroll, i);
            return;
        }
}

static void
load(struct app *app, int64_t kept_id)
{
    struct source_list *list = &app->sources, fresh = { .scroll = list->scroll };
    struct err err = { 0 };
    struct maker m = { .a = &fresh.arena, .app = app };

    memcpy(fresh.filter, list->filter, sizeof(fresh.filter));
    list->is_old = false;
    app->view_next = 0;
    if (app->config->view_count > 0)
        app->timers.count_ms = time_now_ms() + COUNT_PAUSE_MS;
    if (!store_sources_load(app->store, &fresh.arena, false, &fresh.sources, &fresh.source_count,
                            &err)) {
        arena_free(&fresh.arena);
        log_add("ui", "sources: %s", err.text);
        return;
    }
    for (size_t i = 0; i < fresh.source_count; i++)
        fresh.problem_count += has_problem(app, &fresh.sources[i]);
    if (fresh.filter[0]) {
        add_matches(&m, &fresh, kept_id);
    } else {
        add_views(&m, app);
        add_sections(&m, &fresh);
    }
    fresh.lines = m.lines.items;
    fresh.is_heading = ARENA_ARRAY(&fresh.arena, bool, m.lines.count + 1);
    for (size_t i = 0; i < m.lines.count; i++)
        fresh.is_heading[i] =
            fresh.lines[i].kind == LINE_HEADING || fresh.lines[i].kind == LINE_REMARK;
    fresh.scroll.count = m.lines.count;
    fresh.scroll.is_heading = fresh.is_heading;
    keep_cursor(&fresh, list);
    arena_free(&list->arena);
    *list = fresh;
    scroll_fit(&list->scroll);
}

/* Under the cursor a source stays in a filtered list whatever it is called by now: another one there would be changed. */
void
sources_load(struct app *app)
{
    const struct source_line *line = sources_line(app);

    load(app, line && line->source ? line->source->id : 0);
}

void
sources_filter(struct app *app, str words)
{
    size_t len = utf8_front(words, sizeof(app->sources.filter) - 1).len;

    memcpy(app->sources.filter, words.ptr ? words.ptr : "", len);
    app->sources.filter[len] = 0;
    load(app, 0);
    if (words.len > 0)
        scroll_to(&app->sources.scroll, 0);
    app->stale |= STALE_SOURCES | STALE_FRAME;
}

/* ---- drawing ---- */

struct state {
    const char *mark;
    enum theme_role role;
    str words;
};

static struct state
state_of(const struct app *app, struct arena *a, const struct store_source *source, bool is_long)
{
    int64_t now = time_now_s();

    if (sources_is_running(app, source->id))
        return (struct state){ "●", ROLE_BUSY, STR("fetching …") };
    if (source_is_disabled(app, source->key))
        return (struct state){ "-", ROLE_FAINT, STR("off") };
    if (source->problem.len > 0 && source_is_silent(app, source->key))
        return (struct state){ "-", ROLE_FAINT, STR("silenced") };
    if (source->problem.len > 0)
        return (struct state){ "!", source->failure_count >= FAILED_OFTEN ? ROLE_ERROR : ROLE_WARN,
                               arena_printf(a, "next try %.*s",
                                            STR_ARG(age_until(a, now, source->due_at))) };
    if (source->good_at == 0)
        return (struct state){ "·", ROLE_FAINT, STR("not fetched yet") };
    str good = age_words(a, now, source->good_at);

    if (is_long)
        good = arena_printf(a, "%.*s, next %.*s", STR_ARG(good),
                            STR_ARG(age_until(a, now, source->due_at)));
    return (struct state){ "✓", ROLE_OK, good };
}

static void
fit_source(const struct app *app, struct row *row, struct arena *a, const struct source_line *line)
{
    bool is_long = row->width >= STATE_LONG_FROM;
    struct state state = state_of(app, a, line->source, is_long);
    int state_cols = is_long ? 38 : row->width >= STATE_FROM_COLS ? 24 : 0;
    int count_cols = 6;

    row_to(row, 1);
    row_text_cols(row, state.role, str_of(state.mark), 2);
    row_text_cols(row, line->unread > 0 ? ROLE_TITLE_UNREAD : ROLE_TITLE, line->text,
                  row->width - 4 - count_cols - state_cols - (state_cols ? 2 : 0));
    row_text_right(row, ROLE_COUNT,
                   line->unread > 0 ? arena_printf(a, "%" PRId64, line->unread) : STR(""),
                   count_cols);
    if (state_cols > 0) {
        row_to(row, row->cols + 2);
        row_text_cols(row, state.role, state.words, state_cols);
    }
}

static void
fit_count(struct row *row, struct arena *a, const struct source_line *line)
{
    bool is_more = line->kind == LINE_VIEW && line->unread == VIEW_COUNT_MOST;

    row_text_right(row, ROLE_COUNT,
                   line->unread > 0
                       ? arena_printf(a, "%" PRId64 "%s", line->unread, is_more ? "+" : "")
                       : STR(""),
                   6);
}

static void
fit_view(const struct app *app, struct row *row, struct arena *a, const struct source_line *line)
{
    bool is_listed = str_eq(app->view.query_text, line->query);

    row_to(row, 1);
    row_text_cols(row, ROLE_MARK_UNREAD, is_listed ? STR("›") : STR(""), 2);
    row_text_cols(row, ROLE_TITLE_UNREAD, line->text, row->width - 4 - 6);
    fit_count(row, a, line);
}

static void
draw_source_line(struct app *app, struct rect r, int y, size_t i)
{
    const struct source_line *line = &app->sources.lines[i];
    struct arena a = { 0 };
    struct row row;
    bool is_cursor = i == app->sources.scroll.cursor && app->focus == PANE_SOURCES;

    pane_row(app, &row, &a, r.cols);
    switch (line->kind) {
    case LINE_HEADING:
        row_to(&row, 1);
        row_text(&row, ROLE_SECTION, line->text);
        break;
    case LINE_SECTION:
        row_to(&row, 1);
        row_text_cols(&row, ROLE_SECTION, line->text, row.width - 2 - 6);
        fit_count(&row, &a, line);
        break;
    case LINE_VIEW: fit_view(app, &row, &a, line); break;
    case LINE_SOURCE: fit_source(app, &row, &a, line); break;
    case LINE_REMARK:
        row_to(&row, 3);
        row_text_most(&row, line->source->failure_count >= FAILED_OFTEN ? ROLE_ERROR : ROLE_WARN,
                      line->text, r.cols - 4);
        break;
    }
    draw_row(r.x, y, &row, ROLE_BASE, pane_cursor_role(app, PANE_SOURCES, is_cursor));
    arena_free(&a);
}

static void
draw_sources(struct app *app, struct rect r)
{
    struct scroll *scroll = &app->sources.scroll;

    if (app->sources.is_old || !app->sources.lines)
        sources_load(app);
    scroll->page = (size_t)r.rows;
    scroll_fit(scroll);
    for (int i = 0; i < r.rows; i++) {
        if (scroll->top + (size_t)i < scroll->count)
            draw_source_line(app, r, r.y + i, scroll->top + (size_t)i);
        else
            draw_blank((struct rect){ r.x, r.y + i, r.cols, 1 }, ROLE_BASE);
    }
}

static str
note_sources(struct app *app, struct arena *a)
{
    if (app->sources.source_count == 0)
        return STR("none yet");
    if (app->sources.filter[0])
        return arena_printf(a, "/%s: %zu of %zu", app->sources.filter, app->sources.match_count,
                            app->sources.source_count);
    return arena_printf(a, "%zu", app->sources.source_count);
}

static unsigned
move_sources(struct app *app, enum move move)
{
    scroll_move(&app->sources.scroll, move);
    return STALE_SOURCES;
}

const struct source_line *
sources_line(const struct app *app)
{
    const struct scroll *scroll = &app->sources.scroll;

    return scroll->count > 0 ? &app->sources.lines[scroll->cursor] : NULL;
}

static unsigned
open_sources(struct app *app)
{
    const struct source_line *line = sources_line(app);

    return line ? view_show(app, line->text, line->query) : STALE_NONE;
}

static unsigned
press_sources(struct app *app, int x, int y, bool is_twice)
{
    struct scroll *scroll = &app->sources.scroll;
    size_t row = scroll->top + (size_t)y;

    (void)x;
    if (row >= scroll->count || app->sources.is_heading[row])
        return STALE_NONE;
    scroll_to(scroll, row);
    return is_twice ? open_sources(app) : STALE_SOURCES;
}

static unsigned
wheel_sources(struct app *app, int rows)
{
    scroll_wheel(&app->sources.scroll, rows);
    return STALE_SOURCES;
}

static const struct hint hints[] = {
    { COMMAND_DOWN, COMMAND_UP, "move" },
    { COMMAND_OPEN, -1, "list" },
    { COMMAND_ABOUT, -1, "about" },
    { COMMAND_REFRESH_SOURCE, -1, "fetch" },
    { COMMAND_ADD, -1, "add" },
    { COMMAND_EDIT, -1, "edit" },
    { COMMAND_DISABLE, -1, "off" },
    { COMMAND_SILENCE, -1, "silence" },
    { COMMAND_REMOVE, -1, "remove" },
    { COMMAND_SEARCH, -1, "filter" },
    { COMMAND_SOURCES, -1, "to the stories" },
    { COMMAND_HELP, -1, "help" },
};

const struct pane_ops pane_sources = {
    .title = "Sources",
    .stale = STALE_SOURCES,
    .draw = draw_sources,
    .note = note_sources,
    .move = move_sources,
    .open = open_sources,
    .press = press_sources,
    .wheel = wheel_sources,
    .hints = hints,
    .hint_count = ARRAY_LEN(hints),
};

const struct store_source *
sources_find(struct app *app, str key)
{
    if (!app->sources.lines || app->sources.is_old)
        sources_load(app);
    for (size_t i = 0; i < app->sources.source_count; i++)
        if (str_eq(app->sources.sources[i].key, key))
            return &app->sources.sources[i];
    return NULL;
}

str
sources_key(struct app *app)
{
    const struct source_line *line = app->sources.lines ? sources_line(app) : NULL;
    const struct store_story *story = reader_story(app);

    if (app->focus == PANE_SOURCES)
        return line && line->source ? line->source->key : (str){ 0 };
    return story && story->is_listed ? story->source_key : (str){ 0 };
}

/* ---- fetching ---- */

unsigned
refresh_sources(struct app *app, str argument)
{
    (void)argument;
    if (!app->refresher)
        return app_say(app, "nothing is fetched: refresh is off");
    if (app->config->source_count == 0)
        return app_say(app, "there are no sources; a adds one");
    refresh_all(app->refresher);
    return app_say(app, FETCHING_ALL);
}

unsigned
refresh_one(struct app *app, str argument)
{
    const struct source_line *line = sources_line(app);
    const struct store_story *story = reader_story(app);
    const struct store_source *source = NULL;

    if (!app->refresher)
        return app_say(app, "nothing is fetched: refresh is off");
    if (argument.len > 0)
        source = sources_find(app, argument);
    else if (app->focus == PANE_SOURCES)
        source = line ? line->source : NULL;
    else if (story)
        source = sources_find(app, story->source_key);
    if (!source)
        return app_say(app, "no source here that could be fetched");
    if (source_is_disabled(app, source->key))
        return app_say(app, "%.*s is off; :enable switches it on",
                       STR_ARG(source_name(app, source_config(app, source->key))));
    refresh_source(app->refresher, source->id);
    return app_say(app, "fetching %.*s …", STR_ARG(source->name));
}
