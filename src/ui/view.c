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

struct list_source
view_source(struct app *app)
{
    return (struct list_source){ app, read_after, read_before };
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
view_refresh(struct app *app)
{
    struct list_source source = view_source(app);
    struct err err = { 0 };

    app->is_list_old = false;
    if (!app->view.query)
        return;
    /* What is read now stays in the list in which it stood, such as that of the unread. */
    store_query_keep(app->view.query,
                     list_find(&app->view.list, app->article.id) ? app->article.id : 0);
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
    const struct store_story *story = list_cursor(&app->view.list);

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

bool
view_go_to(struct app *app, const struct store_story *story)
{
    struct store_story *row = list_find(&app->view.list, story->id);

    if (!row)
        return false;
    scroll_to(&app->view.list.scroll, (size_t)(row - app->view.list.rows));
    app->stale |= STALE_STORIES;
    return true;
}

/* ---- search: over the view that one came from ---- */

void
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

    if (!view_set(app, name, words, &err))
        app_complain(app, &err); /* half a query, as one types: the last whole one stays listed */
    else if (!app->is_error)
        app->message[0] = 0;
    arena_free(&a);
    view_moved(app);
    app->stale |= STALE_STORIES | STALE_HEADER | STALE_FRAME | STALE_STATUS;
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
    const struct store_story *story = list_cursor(&app->view.list);
    struct store_place place = story ? list_place_of(story) : (struct store_place){ 0 };
    size_t offset = scroll->cursor - MIN(scroll->top, scroll->cursor);
    struct list_source source = view_source(app);
    struct err err = { 0 };
    unsigned stale = view_show(app, name, query);

    if (place.id == 0)
        return stale;
    if (!list_at(&app->view.list, &source, place, offset, time_now_s(), &err))
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
