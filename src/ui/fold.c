#include "fold.h"

#include <string.h>

#define FOLD_MOST 400 /* stories of a thread */

/* ---- which are open ---- */

static size_t
find_open(const struct view *view, int64_t thread_id)
{
    for (size_t i = 0; i < view->open_count; i++)
        if (view->open[i].id == thread_id)
            return i;
    return STR_NONE;
}

bool
fold_is_open(const struct view *view, int64_t thread_id)
{
    return find_open(view, thread_id) != STR_NONE;
}

static void
close_at(struct view *view, size_t at)
{
    view->open_count--;
    memmove(&view->open[at], &view->open[at + 1], (view->open_count - at) * sizeof(*view->open));
}

void
fold_open(struct view *view, int64_t thread_id, bool is_passing)
{
    size_t at = find_open(view, thread_id);

    if (at != STR_NONE) {
        view->open[at].is_passing = view->open[at].is_passing && is_passing;
        return;
    }
    if (view->open_count == OPEN_MOST)
        close_at(view, 0);
    view->open[view->open_count++] = (struct open_thread){ thread_id, is_passing };
}

void
fold_close(struct view *view, int64_t thread_id)
{
    size_t at = find_open(view, thread_id);

    if (at != STR_NONE)
        close_at(view, at);
}

bool
fold_close_passed(struct view *view, int64_t but_id)
{
    bool is_any = false;

    for (size_t i = view->open_count; i-- > 0;) {
        if (!view->open[i].is_passing || view->open[i].id == but_id)
            continue;
        close_at(view, i);
        is_any = true;
    }
    return is_any;
}

/* ---- the stories of a thread ---- */

struct members { /* newest first */
    struct store_story *stories;
    size_t *copy_of;
    size_t count;
    size_t own_count; /* texts of their own */
    size_t newest;    /* of these */
};

static bool
load_members(struct app *app, struct arena *a, int64_t thread_id, struct members *out,
             struct err *err)
{
    struct members m = { 0 };

    if (!store_list_thread(app->store, a, app->view.query, thread_id, FOLD_MOST, &m.stories,
                           &m.count, err))
        return false;
    m.copy_of = ARENA_ARRAY(a, size_t, m.count + 1);
    if (!related_copies_find(app->store, m.stories, m.count, m.copy_of, err))
        return false;
    for (size_t i = m.count; i-- > 0;) {
        if (m.copy_of[i] != i)
            continue;
        m.own_count++;
        m.newest = i;
    }
    *out = m;
    return true;
}

static bool
is_new_source(const struct members *m, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (m->copy_of[i] == i && m->stories[i].source_id == m->stories[at].source_id)
            return false;
    return true;
}

static bool
is_named(const struct members *m, size_t at, size_t text)
{
    for (size_t i = 0; i < at; i++)
        if (m->copy_of[i] != i && (text == STR_NONE || m->copy_of[i] == text) &&
            m->stories[i].source_id == m->stories[at].source_id)
            return true;
    return false;
}

/* Of one text and its copies; STR_NONE: of all. */
static struct fold *
make_fold(struct arena *a, const struct members *m, size_t text)
{
    struct fold *fold = ARENA_NEW(a, struct fold);
    int64_t *ids = ARENA_ARRAY(a, int64_t, m->count);
    struct buf copies = { .arena = a };

    fold->is_read = ARENA_ARRAY(a, bool, m->count);
    for (size_t i = 0; i < m->count; i++) {
        const struct store_story *story = &m->stories[i];
        bool is_copy = m->copy_of[i] != i;

        if (text != STR_NONE && m->copy_of[i] != text)
            continue;
        ids[fold->count] = story->id;
        fold->is_read[fold->count++] = story->is_read;
        fold->unread_count += !story->is_read;
        fold->source_count += !is_copy && is_new_source(m, i);
        fold->copy_count += is_copy;
        if (is_copy && !is_named(m, i, text))
            buf_printf(&copies, "%s%.*s", copies.len > 0 ? ", " : "", STR_ARG(story->source_name));
    }
    fold->ids = ids;
    fold->copies = buf_str(&copies);
    fold->can_open = m->own_count > 1;
    return fold;
}

bool
fold_below(void *self, struct arena *a, struct list_row *row, struct list_row **out,
           size_t *out_count, struct err *err)
{
    struct app *app = self;
    struct members m = { 0 };

    if (!fold_is_open(&app->view, row->thread_id))
        return true;
    if (!load_members(app, a, row->thread_id, &m, err))
        return false;
    if (m.own_count < 2)
        return true;
    row->story = m.stories[m.newest];
    row->fold = make_fold(a, &m, m.newest);
    row->fold->is_open = true;
    *out = ARENA_ARRAY(a, struct list_row, m.own_count);
    for (size_t i = 0; i < m.count; i++)
        if (m.copy_of[i] == i && i != m.newest)
            (*out)[(*out_count)++] =
                (struct list_row){ .story = m.stories[i], .fold = make_fold(a, &m, i) };
    return true;
}

void
fold_look(struct app *app, struct list_row *row)
{
    struct arena scratch = { 0 }, *a = &app->view.list.arena;
    struct members m = { 0 };
    struct err err = { 0 };

    if (!row || !row->thread_id || row->fold)
        return;
    bool ok = load_members(app, &scratch, row->thread_id, &m, &err);

    if (ok && m.count > 0) {
        int64_t newest_id = m.stories[m.newest].id;

        row->fold = make_fold(a, &m, STR_NONE);
        ok = newest_id == row->story.id ||
             store_story_get(app->store, a, newest_id, &row->story, &err);
    }
    if (!ok)
        log_add("ui", "thread: %s", err.text);
    arena_free(&scratch);
}
