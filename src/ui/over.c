#include "pane.h"

#include <courant/text.h>

/* What lies over the panes: help, themes, the links of the article, feeds that were found, threads (threads.c). */

#define OVER_COLS 76

static void
close_over(struct app *app)
{
    arena_free(&app->over.arena);
    app->over = (struct overlay){ 0 };
    app->stale |= STALE_ALL;
}

struct maker {
    struct arena *a;
    VEC(struct over_line) lines;
};

void
over_open(struct app *app, enum over kind, const char *title, struct arena *a,
          struct over_line *lines, size_t count)
{
    bool *is_heading = ARENA_ARRAY(a, bool, count + 1);

    for (size_t i = 0; i < count; i++)
        is_heading[i] = lines[i].is_heading;
    close_over(app);
    app->over = (struct overlay){ .kind = kind,
                                  .arena = *a,
                                  .lines = lines,
                                  .is_heading = is_heading,
                                  .title = title,
                                  .scroll = { .count = count, .is_heading = is_heading } };
    app->over.scroll.page = (size_t)MAX(over_inner(app).rows, 1);
    scroll_fit(&app->over.scroll);
}

/* The row of the thread that the story is in by now: threads are joined and parted, and their newest stories change. */
static size_t
find_row(struct app *app, int64_t story_id)
{
    const struct overlay *over = &app->over;
    struct arena a = { 0 };
    struct store_story story = { 0 };
    struct err ignored = { 0 };
    size_t at = STR_NONE;

    if (story_id && !store_story_get(app->store, &a, story_id, &story, &ignored))
        story.thread_id = 0; /* it is gone */
    for (size_t i = 0; story_id && i < over->scroll.count && at == STR_NONE; i++)
        if (over->lines[i].story_id == story_id ||
            (story.thread_id && over->lines[i].thread_id == story.thread_id))
            at = i;
    arena_free(&a);
    return at;
}

void
over_reload(struct app *app, enum over kind, bool (*open)(struct app *app, struct err *err))
{
    struct scroll *scroll = &app->over.scroll;
    struct err err = { 0 };

    if (app->over.kind != kind)
        return;
    size_t was = scroll->cursor, offset = was - MIN(scroll->top, was);
    int64_t story_id = scroll->count > 0 ? app->over.lines[was].story_id : 0;

    if (!open(app, &err)) {
        app_complain(app, &err);
        return;
    }
    size_t at = find_row(app, story_id);

    if (story_id && at == STR_NONE)
        app_say(app, "the row under the cursor is gone from here");
    scroll_to(scroll, at != STR_NONE ? at : MIN(was, scroll->count - 1));
    scroll->top = scroll->cursor - MIN(offset, scroll->cursor);
    scroll_fit(scroll);
}

/* What is only read scrolls. */
bool
over_has_cursor(const struct app *app)
{
    return app->over.kind != OVER_HELP && app->over.kind != OVER_FEED &&
           app->over.kind != OVER_ABOUT;
}

bool
over_has_stories(enum over kind)
{
    return kind == OVER_FRONT || kind == OVER_TIMELINE || kind == OVER_FOLLOWING;
}

static bool
has_stories(const struct app *app)
{
    return over_has_stories(app->over.kind);
}

/* Stories have all the room that there is. */
struct rect
over_rect(const struct app *app)
{
    struct rect body = app->layout.body;
    int wanted = (int)MIN(app->over.scroll.count, 1000) + 2;
    int cols = body.cols < OVER_COLS + 8 ? body.cols : OVER_COLS;
    if (has_stories(app))
        return body;
    int rows = MIN(wanted, body.rows < 14 ? body.rows : body.rows - 2);

    return (struct rect){ body.x + (body.cols - cols) / 2, body.y + (body.rows - rows) / 2, cols,
                          rows };
}

bool
over_has_box(const struct app *app)
{
    struct rect r = over_rect(app);

    return r.rows >= 3 && r.cols >= 20;
}

struct rect
over_inner(const struct app *app)
{
    struct rect r = over_rect(app);

    return over_has_box(app) ? (struct rect){ r.x + 1, r.y + 1, r.cols - 2, r.rows - 2 } : r;
}

/* What the line at the bottom tells while it lies over the panes. */
const struct hint *
over_hints(const struct app *app, size_t *out_count)
{
    static const struct hint stories[] = {
        { COMMAND_DOWN, COMMAND_UP, "move" }, { COMMAND_OPEN, -1, "read" },
        { COMMAND_FOLLOW, -1, "follow" },     { COMMAND_BROWSER, -1, "browser" },
        { COMMAND_COPY, -1, "copy" },         { COMMAND_CLOSE, -1, "close" },
    };
    static const struct hint choices[] = {
        { COMMAND_DOWN, COMMAND_UP, "move" },
        { COMMAND_OPEN, -1, "choose" },
        { COMMAND_CLOSE, -1, "close" },
    };
    static const struct hint words[] = {
        { COMMAND_DOWN, COMMAND_UP, "scroll" },
        { COMMAND_CLOSE, -1, "close" },
    };
    bool is_read_only = app->over.kind == OVER_HELP || app->over.kind == OVER_ABOUT;
    bool is_like_stories = has_stories(app) || app->over.kind == OVER_LINKS;

    *out_count = is_read_only      ? ARRAY_LEN(words)
                 : is_like_stories ? ARRAY_LEN(stories)
                                   : ARRAY_LEN(choices);
    return is_read_only ? words : is_like_stories ? stories : choices;
}

/* ---- help ---- */

unsigned
show_help(struct app *app, str argument)
{
    struct arena a = { 0 };
    struct maker m = { .a = &a };

    (void)argument;
    for (int i = 0; i < COMMAND_COUNT; i++) {
        const struct command *command = command_get((enum command_id)i);
        str keys = keymap_keys(&a, &app->keymap, (enum command_id)i);

        if (command->heading && i > 0)
            *VEC_PUSH(&a, &m.lines) = (struct over_line){ .is_heading = true };
        if (command->heading)
            *VEC_PUSH(&a, &m.lines) =
                (struct over_line){ .text = str_of(command->heading), .is_heading = true };
        if (keys.len == 0)
            keys = arena_printf(&a, ":%s", command->name);
        if (i == COMMAND_OPEN_RELATED && str_starts(keys, STR("1, 2, 3")))
            keys = STR("1 … 9");
        *VEC_PUSH(&a, &m.lines) =
            (struct over_line){ .text = keys, .right = str_of(command->help) };
    }
    over_open(app, OVER_HELP, "Keys", &a, m.lines.items, m.lines.count);
    return STALE_ALL;
}

/* ---- themes ---- */

unsigned
pick_theme(struct app *app, str argument)
{
    struct arena a = { 0 };
    struct maker m = { .a = &a };
    const str *names;
    size_t count = theme_names(&a, app->paths, &names), here = 0;

    (void)argument;
    for (size_t i = 0; i < count; i++) {
        struct config_problems *problems = config_problems_new(&a);
        struct theme theme;
        struct err err = { 0 };
        bool ok = theme_load(&a, app->paths, names[i], &theme, problems, &err);

        if (str_eq(names[i], app->theme.name))
            here = i;
        *VEC_PUSH(&a, &m.lines) =
            (struct over_line){ .text = names[i], .right = ok ? theme.title : STR("faulty") };
    }
    over_open(app, OVER_THEMES, "Themes", &a, m.lines.items, m.lines.count);
    app->over.theme_before = app->theme;
    app->over.theme_before.name = arena_str(&app->over.arena, app->theme.name);
    scroll_to(&app->over.scroll, here);
    return STALE_ALL;
}

static void
preview_theme(struct app *app)
{
    struct err err = { 0 };

    if (app->over.scroll.count > 0 &&
        !app_theme(app, app->over.lines[app->over.scroll.cursor].text, &err))
        app_complain(app, &err);
}

/* ---- links ---- */

unsigned
pick_link(struct app *app, str argument)
{
    struct arena a = { 0 };
    struct maker m = { .a = &a };

    (void)argument;
    for (size_t i = 0; app->article.id && i < app->article.doc.link_count; i++) {
        const struct doc_link *link = &app->article.doc.links[i];

        *VEC_PUSH(&a, &m.lines) = (struct over_line){
            .text = arena_printf(&a, "%2zu  %.*s", i + 1,
                                 STR_ARG(link->text.len > 0 ? link->text : link->url)),
            .right = arena_str(&a, link->url),
            .url = arena_str(&a, link->url), /* the article may be another text by the time */
        };
    }
    if (m.lines.count == 0) {
        arena_free(&a);
        return app_say(app, "no links in this article");
    }
    over_open(app, OVER_LINKS, "Links: a number or Enter reads, o opens in the browser, y copies",
              &a, m.lines.items, m.lines.count);
    return STALE_ALL;
}

/* ---- keys ---- */

unsigned
over_close(struct app *app, bool is_kept)
{
    struct err err = { 0 };

    if (app->over.kind == OVER_THEMES && !is_kept) {
        if (!app_theme(app, app->over.theme_before.name, &err))
            app_complain(app, &err);
    } else if (app->over.kind == OVER_THEMES) {
        app->settings.theme = arena_str(&app->arena, app->theme.name);
        app_say(app, "theme %.*s", STR_ARG(app->theme.name));
    }
    close_over(app);
    return STALE_ALL;
}

static unsigned
choose(struct app *app)
{
    struct arena a = { 0 };
    unsigned stale = STALE_ALL;

    if (app->over.kind == OVER_FEEDS)
        return subscribe_choose(app, app->over.scroll.cursor);
    if (app->over.kind == OVER_FEED)
        return subscribe_take(app);
    if (has_stories(app)) {
        int64_t id = app->over.lines[app->over.scroll.cursor].story_id;

        if (id == 0)
            return STALE_NONE;
        /* From the front page as from the list; along a timeline one walks. */
        app->follow_depth = app->over.kind != OVER_TIMELINE ? 0 : app->follow_depth + 1;
        close_over(app);
        stale |= reader_open(app, id, true);
    } else if (app->over.kind == OVER_LINKS) {
        size_t at = app->over.scroll.cursor;
        str url = arena_str(&a, app->over.lines[at].url);

        close_over(app);
        stale |= reader_follow_url(app, url);
    } else {
        stale |= over_close(app, true);
    }
    arena_free(&a);
    return stale;
}

static unsigned
move_over(struct app *app, enum move move)
{
    struct scroll *scroll = &app->over.scroll;

    scroll->page = (size_t)MAX(over_inner(app).rows, 1);
    if (!over_has_cursor(app)) {
        int64_t rows = move_rows(move, scroll->page);

        scroll_wheel(scroll, (int)MIN(MAX(rows, -100000), 100000));
    } else {
        scroll_move(scroll, move);
    }
    if (app->over.kind == OVER_THEMES)
        preview_theme(app);
    return STALE_OVER;
}

/* Opened as soon as no longer number could be meant; else it waits for a digit more, or Enter. */
bool
over_digit(struct app *app, struct key key)
{
    struct overlay *over = &app->over;
    size_t count = over->scroll.count;

    if (over->kind != OVER_LINKS || key.mods != 0 || key.code < '0' || key.code > '9') {
        over->number = 0;
        return false;
    }
    size_t digit = (size_t)key.code - '0', number = over->number * 10 + digit;

    if (number > count)
        number = digit;
    over->number = number > count ? 0 : number;
    if (number == 0 || number > count) {
        app->stale |= app_say(app, "there is no link %zu", number);
        return true;
    }
    scroll_to(&over->scroll, number - 1);
    app->stale |= number * 10 > count ? choose(app) : STALE_OVER;
    return true;
}

unsigned
over_key(struct app *app, enum command_id command)
{
    static const struct {
        enum command_id command;
        enum move move;
    } moves[] = {
        { COMMAND_DOWN, MOVE_DOWN },           { COMMAND_UP, MOVE_UP },
        { COMMAND_PAGE_DOWN, MOVE_PAGE_DOWN }, { COMMAND_PAGE_UP, MOVE_PAGE_UP },
        { COMMAND_HALF_DOWN, MOVE_HALF_DOWN }, { COMMAND_HALF_UP, MOVE_HALF_UP },
        { COMMAND_FIRST, MOVE_FIRST },         { COMMAND_LAST, MOVE_LAST },
        { COMMAND_READ_ON, MOVE_PAGE_DOWN },
    };

    for (size_t i = 0; i < ARRAY_LEN(moves); i++)
        if (moves[i].command == command)
            return move_over(app, moves[i].move);
    switch (command) {
    case COMMAND_OPEN: return choose(app);
    case COMMAND_BROWSER: return open_in_browser(app, (str){ 0 });
    case COMMAND_COPY: return copy_link(app, (str){ 0 });
    case COMMAND_FOLLOW: return has_stories(app) ? toggle_follow(app, (str){ 0 }) : STALE_NONE;
    case COMMAND_UNDO: return has_stories(app) ? undo_marks(app, (str){ 0 }) : STALE_NONE;
    case COMMAND_QUIT: return quit_program(app, (str){ 0 });
    case COMMAND_REDRAW: return redraw_screen(app, (str){ 0 });
    case COMMAND_SUSPEND: return suspend_program(app, (str){ 0 });
    case COMMAND_CLOSE:
    case COMMAND_CANCEL:
    case COMMAND_BACK:
    case COMMAND_HELP:
    case COMMAND_THEMES:
    case COMMAND_LINKS:
    case COMMAND_FRONT_PAGE:
    case COMMAND_TIMELINE:
    case COMMAND_ABOUT:
    case COMMAND_ADD: return over_close(app, false);
    default: return STALE_NONE;
    }
}

unsigned
over_wheel(struct app *app, int rows)
{
    scroll_wheel(&app->over.scroll, rows);
    return STALE_OVER;
}

unsigned
over_press(struct app *app, int x, int y, bool is_twice)
{
    struct rect inner = over_inner(app);
    struct scroll *scroll = &app->over.scroll;

    if (!rect_has(over_rect(app), x, y))
        return over_close(app, false);
    size_t row = scroll->top + (size_t)MAX(y - inner.y, 0);

    if (!over_has_cursor(app) || !rect_has(inner, x, y) || row >= scroll->count ||
        scroll->is_heading[row])
        return STALE_NONE;
    scroll_to(scroll, row);
    if (app->over.kind == OVER_THEMES)
        preview_theme(app);
    return is_twice ? choose(app) : STALE_OVER;
}
