#include "fold.h"
#include "pane.h"

#include <courant/refresh.h>

/* What is listed: the query, its rows, and the search that lies over it for a while. */

static bool
read_after(void *self, struct arena *a, struct store_place place, bool with_place, size_t limit,
           struct store_story **out, size_t *out_count, struct err *err)
{
    struct app *app = self;

    return store_list_after(app->store, a, app->view.query, place, with_place, limit, out,
                            out_count, err);
}

static bool
read_before(void *self, struct arena *a, struct store_place place, size_t limit,
            struct store_story **out, size_t *out_count, struct err *err)
{
    struct app *app = self;

    return store_list_before(app->store, a, app->view.query, place, limit, out, out_count, err);
}

static void
hold_row(void *self, int64_t story_id)
{
    struct app *app = self;

    store_query_hold(app->view.query, story_id);
}

bool
view_is_grouped(const struct app *app)
{
    return app->settings.group == 1; /* off threads */
}

struct list_source
view_source(struct app *app)
{
    return (struct list_source){ .self = app,
                                 .is_grouped = view_is_grouped(app),
                                 .after = read_after,
                                 .before = read_before,
                                 .below = fold_below,
                                 .hold = hold_row };
}

struct list_row *
view_row(struct app *app)
{
    struct list_row *row = list_cursor_row(&app->view.list);

    fold_look(app, row);
    return row;
}

struct store_story *
view_cursor(struct app *app)
{
    struct list_row *row = view_row(app);

    return row ? &row->story : NULL;
}

bool
view_is_on(struct app *app, const struct store_story *story)
{
    struct list_row *row = view_row(app);

    return row && row == list_row_of(&app->view.list, story);
}

void
view_count(struct app *app)
{
    struct err err = { 0 };

    app->view.all = app->view.unread = -1;
    if (app->view.query &&
        !store_list_count(app->store, app->view.query, &app->view.all, &app->view.unread, &err))
        app->view.all = app->view.unread = -1;
}

void
view_clear(struct view *view)
{
    for (size_t i = 0; i < MIN(view->snippet_count, SNIPPETS_MOST); i++)
        arena_free(&view->snippets[i].arena);
    list_clear(&view->list);
    arena_free(&view->arena);
    *view = (struct view){ .list.scroll.page = view->list.scroll.page };
}

/* The old view goes only when the new one could be read. */
bool
view_set(struct app *app, str name, str query, struct err *err)
{
    struct view old = app->view, view = { .list.scroll.page = old.list.scroll.page };
    struct list_source source = view_source(app);

    view.name = arena_str(&view.arena, name);
    view.query_text = arena_str(&view.arena, query);
    if (!store_query_parse(&view.arena, view.query_text, time_now_s(), &view.query, err)) {
        arena_free(&view.arena);
        return false;
    }
    view.is_grouped = view_is_grouped(app);
    store_query_group(view.query, view.is_grouped);
    view.snippets = ARENA_ARRAY(&view.arena, struct view_snippet, SNIPPETS_MOST);
    app->view = view;
    if (!list_first(&app->view.list, &source, time_now_s(), err)) {
        view_clear(&app->view);
        app->view = old;
        return false;
    }
    view_clear(&old);
    view_count(app);
    return true;
}

unsigned
view_show(struct app *app, str name, str query)
{
    struct err err = { 0 };

    if (app->is_search)
        view_end_search(app);
    if (!view_set(app, name, query, &err))
        return app_complain(app, &err);
    if (app->refresher)
        refresh_look_at(app->refresher, str_starts(query, STR("source:"))
                                            ? str_from(query, sizeof("source:") - 1)
                                            : STR(""));
    app->has_sources = false;
    app_focus(app, PANE_STORIES);
    view_moved(app);
    return STALE_ALL;
}

void
view_keep(struct app *app)
{
    const struct article *article = &app->article;
    bool stands_here = article->id && list_row_of(&app->view.list, &article->text.story);

    store_query_keep(app->view.query, stands_here ? article->id : 0);
}

/* What is read may have found its thread since. */
static void
find_thread_of_article(struct app *app)
{
    struct arena a = { 0 };
    struct store_story story;
    struct err ignored = { 0 };

    if (app->article.id && store_story_get(app->store, &a, app->article.id, &story, &ignored))
        app->article.text.story.thread_id = story.thread_id;
    arena_free(&a);
}

void
view_refresh(struct app *app)
{
    struct list_source source = view_source(app);
    struct err err = { 0 };

    app->is_list_old = false;
    if (!app->view.query)
        return;
    find_thread_of_article(app);
    view_keep(app);
    if (!list_refresh(&app->view.list, &source, time_now_s(), &err))
        app_complain(app, &err);
    view_count(app);
    if (!app->article.id)
        view_moved(app);
    app->stale |= STALE_STORIES | STALE_HEADER | STALE_FRAME;
}

unsigned
view_moved(struct app *app)
{
    const struct store_story *story = view_cursor(app);

    app->timers.follow_ms = story && story->id != app->article.id ? time_now_ms() + 150 : 0;
    return STALE_STORIES | STALE_STATUS | STALE_FRAME;
}

unsigned
view_move(struct app *app, enum move move)
{
    struct list_source source = view_source(app);
    struct err err = { 0 };

    if (!app->view.query)
        return STALE_NONE;
    if (!list_move(&app->view.list, &source, move, time_now_s(), &err))
        return app_complain(app, &err);
    return view_moved(app);
}

static void
go_to_row(struct app *app, const struct list_row *row)
{
    scroll_to(&app->view.list.scroll, (size_t)(row - app->view.list.rows));
    app->stale |= STALE_STORIES;
}

bool
view_go_to(struct app *app, const struct store_story *story)
{
    struct list_row *row = list_row_of(&app->view.list, story);

    if (row)
        go_to_row(app, row);
    return row != NULL;
}

static bool
go_where_it_stands(struct app *app, const struct store_story *story, size_t offset, struct err *err)
{
    struct list_source source = view_source(app);
    struct store_place place;

    return store_list_row(app->store, app->view.query, story, &place, err) &&
           list_at(&app->view.list, &source, place, story->id, offset, time_now_s(), err);
}

static bool
read_where_it_stands(struct app *app, struct err *err)
{
    const struct scroll *scroll = &app->view.list.scroll;
    const struct store_story *cursor = view_cursor(app);

    if (!cursor)
        return true;
    struct store_story story = *cursor;

    return go_where_it_stands(app, &story, scroll->cursor - MIN(scroll->top, scroll->cursor), err);
}

bool
view_bring(struct app *app, const struct store_story *story, struct err *err)
{
    app->stale |= STALE_STORIES;
    if (fold_close_passed(&app->view, story->thread_id) && !read_where_it_stands(app, err))
        return false;
    return view_go_to(app, story) ||
           go_where_it_stands(app, story, app->view.list.scroll.page / 2, err);
}

/* Of what is folded into the row, but for its story and the one that is read; 0: none. */
static int64_t
unread_folded(const struct app *app, const struct list_row *row)
{
    const struct fold *fold = row->fold;

    for (size_t i = 0; fold && i < fold->count; i++)
        if (!fold->is_read[i] && fold->ids[i] != row->story.id && fold->ids[i] != app->article.id)
            return fold->ids[i];
    return 0;
}

static int64_t
unread_in_row(const struct app *app, const struct list_row *row)
{
    return row->story.is_read ? unread_folded(app, row) : row->story.id;
}

/* The next row of the thread under the cursor that has an unread story; 0: none. */
static int64_t
unread_in_thread(struct app *app, bool is_up)
{
    const struct list *list = &app->view.list;
    size_t at = list->scroll.cursor;
    int64_t id = 0;

    while (!id && (is_up ? list->rows[at].is_below
                         : at + 1 < list->scroll.count && list->rows[at + 1].is_below)) {
        at = is_up ? at - 1 : at + 1;
        id = unread_in_row(app, &list->rows[at]);
    }
    return id;
}

bool
view_find_unread(struct app *app, bool is_up, bool with_row, int64_t *out_id, struct err *err)
{
    const struct list_row *row = view_row(app);

    *out_id = row && with_row && !row->story.is_read ? row->story.id : 0;
    if (*out_id || !row || !row->fold)
        return true;
    if (!row->is_below && !is_up && row->fold->can_open && unread_folded(app, row)) {
        fold_open(&app->view, row->thread_id, true);
        if (!read_where_it_stands(app, err))
            return false;
        row = view_row(app);
        if (!row)
            return true; /* another copy has left nothing of the view */
    }
    if (!is_up)
        *out_id = unread_folded(app, row);
    if (!*out_id)
        *out_id = unread_in_thread(app, is_up);
    return true;
}

/* ---- search: over the view that one came from ---- */

bool
view_search(struct app *app, str words)
{
    struct arena a = { 0 };
    struct err err = { 0 };

    if (!app->is_search) {
        app->view_before = app->view;
        app->view = (struct view){ .list.scroll.page = app->view_before.list.scroll.page };
        app->is_search = true;
    }
    str name = words.len > 0 ? arena_printf(&a, "Search: %.*s", STR_ARG(words)) : STR("Search");

    bool is_listed = view_set(app, name, words, &err), is_stopped = err.kind == ERR_CANCELLED;

    if (!is_listed && !is_stopped)
        app_complain(app, &err); /* half a query, as one types: the last whole one stays listed */
    else if (is_listed && !app->is_error)
        app->message[0] = 0;
    arena_free(&a);
    view_moved(app);
    app->stale |= STALE_STORIES | STALE_HEADER | STALE_FRAME | STALE_STATUS;
    return !is_stopped;
}

unsigned
view_end_search(struct app *app)
{
    if (!app->is_search)
        return STALE_NONE;
    size_t page = app->view.list.scroll.page;

    view_clear(&app->view);
    app->view = app->view_before;
    app->view_before = (struct view){ 0 };
    app->is_search = false;
    app->view.list.scroll.page = page;
    view_refresh(app);
    view_moved(app);
    return STALE_ALL;
}

/* ---- commands ---- */

unsigned
list_query(struct app *app, str argument)
{
    if (argument.len == 0)
        return prompt_open(app, PROMPT_COMMAND, STR("filter "));
    return view_show(app, argument, argument);
}

/* Lists something else; the story under the cursor, or the next one listed, stays where it stands. */
static unsigned
show_in_place(struct app *app, str name, str query)
{
    const struct scroll *scroll = &app->view.list.scroll;
    const struct store_story *cursor = view_cursor(app);
    struct store_story story = cursor ? *cursor : (struct store_story){ 0 };
    size_t offset = scroll->cursor - MIN(scroll->top, scroll->cursor);
    struct err err = { 0 };
    unsigned stale = view_show(app, name, query);

    if (story.id == 0)
        return stale;
    if (!go_where_it_stands(app, &story, offset, &err))
        return stale | app_complain(app, &err);
    return stale | view_moved(app);
}

unsigned
list_unread(struct app *app, str argument)
{
    (void)argument;
    if (str_eq(app->view.query_text, STR("is:unread")))
        return show_in_place(app, STR("All stories"), (str){ 0 });
    return show_in_place(app, STR("Unread"), STR("is:unread"));
}

bool
view_is_home(const struct app *app)
{
    bool starts_unread = app->settings.start == 1; /* all unread last */

    return app->view.query_text.len == 0 ||
           (starts_unread && str_eq(app->view.query_text, STR("is:unread")));
}

unsigned
view_go_home(struct app *app)
{
    return show_in_place(app, STR("All stories"), (str){ 0 });
}

unsigned
list_all(struct app *app, str argument)
{
    (void)argument;
    return view_show(app, STR("All stories"), (str){ 0 });
}

unsigned
list_saved(struct app *app, str argument)
{
    (void)argument;
    return view_show(app, STR("Saved"), STR("is:saved"));
}

/* ---- by thread ---- */

static unsigned
read_in_place(struct app *app)
{
    struct err err = { 0 };

    if (!read_where_it_stands(app, &err))
        return app_complain(app, &err);
    return view_moved(app) | STALE_STORIES | STALE_FRAME;
}

void
view_group(struct app *app)
{
    bool is_grouped = view_is_grouped(app);

    if (app->view_before.query) {
        app->view_before.is_grouped = is_grouped;
        store_query_group(app->view_before.query, is_grouped);
    }
    if (!app->view.query || app->view.is_grouped == is_grouped)
        return; /* its rows stay where they are */
    app->view.is_grouped = is_grouped;
    store_query_group(app->view.query, is_grouped);
    store_query_hold(app->view.query, 0);
    app->stale |= read_in_place(app);
}

unsigned
group_list(struct app *app, str argument)
{
    (void)argument;
    app->settings.group = !view_is_grouped(app);
    view_group(app);
    return app_say(app, view_is_grouped(app) ? "one row a thread; v opens one, g ends it"
                                             : "every story a row");
}

unsigned
fold_thread(struct app *app, str argument)
{
    struct view *view = &app->view;
    const struct list_row *row = view_row(app);

    (void)argument;
    if (!view_is_grouped(app))
        return app_say(app, "not by thread; g makes it so");
    if (!row || !row->fold || (!row->fold->can_open && row->fold->copy_count == 0))
        return app_say(app, "nothing is folded here");
    if (!row->fold->can_open)
        return app_say(app, "the same text in %.*s", STR_ARG(row->fold->copies));
    int64_t thread_id = row->story.thread_id;

    if (!fold_is_open(view, thread_id)) {
        fold_open(view, thread_id, false);
        return read_in_place(app);
    }
    fold_close(view, thread_id);
    while (view->list.rows[view->list.scroll.cursor].is_below)
        view->list.scroll.cursor--; /* the row of the thread is the one above */
    view->list.scroll.top = MIN(view->list.scroll.top, view->list.scroll.cursor);
    return read_in_place(app);
}
