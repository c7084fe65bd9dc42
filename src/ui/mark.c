#include "age.h"
#include "pane.h"

#include <courant/text.h>

#define LAND_PAUSE_MS      5
#define LAND_PAUSE_MOST_MS 100
#define LAND_TELL_MS       5000

/*
 * Read, unread, saved: written at once or put off for moments, shown in every row that stands for the story, and taken
 * back by undo.
 */

static void
mark_article(struct store_story *story, bool is_read, bool is_saved)
{
    story->is_read = is_read;
    story->is_saved = is_saved;
}

void
mark_rows(struct app *app, int64_t story_id, bool is_read, bool is_saved)
{
    list_mark(&app->view.list, story_id, is_read, is_saved);
    list_mark(&app->view_before.list, story_id, is_read, is_saved);
    if (app->article.id == story_id)
        mark_article(&app->article.text.story, is_read, is_saved);
    view_count(app);
    app->sources.is_old = true;
    app->stale |= STALE_STORIES | STALE_HEADER | STALE_SOURCES | STALE_FRAME;
}

static struct undo *
push_undo(struct app *app, const int64_t *ids, size_t count, enum store_mark back)
{
    if (app->undo_count == UNDO_MOST) {
        arena_free(&app->undos[0].arena);
        for (size_t i = 1; i < UNDO_MOST; i++)
            app->undos[i - 1] = app->undos[i];
        app->undo_count--;
    }
    struct undo *undo = &app->undos[app->undo_count++];

    *undo = (struct undo){ .count = count, .back = back };
    undo->ids = ARENA_ARRAY(&undo->arena, int64_t, count);
    for (size_t i = 0; i < count; i++)
        undo->ids[i] = ids[i];
    return undo;
}

void
undo_push_heed(struct app *app, int64_t story_id, const struct store_heed *was,
               const struct store_heed *set)
{
    struct undo *undo = push_undo(app, &story_id, 1, STORE_UNREAD);

    undo->is_heed = true;
    undo->heed = *was;
    undo->heed.word = arena_str(&undo->arena, was->word);
    undo->heed_set = *set;
    undo->heed_set.word = (str){ 0 };
}

void
undo_push_edit(struct app *app, const struct config_undo *edit, str words)
{
    struct undo *undo = push_undo(app, NULL, 0, STORE_UNREAD);

    undo->is_edit = true;
    undo->edit = *edit;
    undo->edit.file = arena_str(&undo->arena, edit->file);
    undo->edit.before = arena_str(&undo->arena, edit->before);
    undo->words = arena_str(&undo->arena, words);
}

void
undo_clear(struct app *app)
{
    while (app->undo_count > 0)
        arena_free(&app->undos[--app->undo_count].arena);
}

unsigned
mark_failed(struct app *app, struct err *err)
{
    err_wrap(err, "the mark could not be kept");
    return app_complain(app, err);
}

/*
 * Marks that another writer kept from the store are on the screen already. The tries come ever less often, for who holds
 * the store so long is a copy that stands still; and the reader learns of it.
 */
void
mark_land(struct app *app, int64_t now_ms)
{
    struct err err = { 0 };

    if (app->land_since_ms == 0) { /* it has just been tried */
        app->land_since_ms = now_ms;
        app->land_pause_ms = LAND_PAUSE_MS;
        app->timers.land_ms = now_ms + app->land_pause_ms;
        return;
    }
    bool ok = store_land(app->store, false, &err);

    if (!ok && err.kind == ERR_BUSY) {
        app->land_pause_ms = MIN(app->land_pause_ms * 2, LAND_PAUSE_MOST_MS);
        app->timers.land_ms = now_ms + app->land_pause_ms;
        if (now_ms - app->land_since_ms < LAND_TELL_MS)
            return;
        app->land_since_ms = now_ms;
        app->stale |=
            app_say(app, "another copy holds the store: marks wait in memory until it is done");
        app->is_error = true;
        return;
    }
    app->land_since_ms = app->timers.land_ms = 0;
    if (!ok)
        app->stale |= mark_failed(app, &err) | mark_settle(app);
    view_count(app);
    app->sources.is_old = true;
    app->stale |= STALE_HEADER | STALE_SOURCES | STALE_FRAME;
}

static enum store_mark
opposite(enum store_mark mark)
{
    switch (mark) {
    case STORE_READ: return STORE_UNREAD;
    case STORE_UNREAD: return STORE_READ;
    case STORE_SAVED: return STORE_UNSAVED;
    case STORE_UNSAVED: return STORE_SAVED;
    }
    return mark;
}

static unsigned
mark_one(struct app *app, const struct store_story *given, enum store_mark mark)
{
    struct store_story story = *given;
    struct err err = { 0 };

    if (!store_mark(app->store, &story.id, 1, mark, &err))
        return mark_failed(app, &err);
    push_undo(app, &story.id, 1, opposite(mark));
    if (app->article.id == story.id && mark == STORE_UNREAD) {
        app->article.is_unread_again = true;
        app->timers.read_ms = 0;
    }
    mark_rows(app, story.id,
              mark == STORE_READ     ? true
              : mark == STORE_UNREAD ? false
                                     : story.is_read,
              mark == STORE_SAVED     ? true
              : mark == STORE_UNSAVED ? false
                                      : story.is_saved);
    return STALE_STATUS;
}

/* Never in silence: it says where the copies stood, and undo takes them back. */
void
mark_copies(struct app *app)
{
    struct related_list *related = &app->related;
    struct arena a = { 0 };
    struct buf names = { .arena = &a };
    struct err err = { 0 };
    VEC(int64_t) ids = { 0 };

    if (!app->settings.mark_copies || related->id != app->article.id)
        return;
    for (size_t i = 0; i < related->story_count; i++) {
        const struct related_row *row = &related->stories[i];

        if (row->original_id != app->article.id || row->story.is_read)
            continue;
        *VEC_PUSH(&a, &ids) = row->story.id;
        buf_printf(&names, "%s%.*s", names.len > 0 ? ", " : "", STR_ARG(row->story.source_name));
    }
    if (ids.count > 0 && !store_mark(app->store, ids.items, ids.count, STORE_READ, &err)) {
        mark_failed(app, &err);
    } else if (ids.count > 0) {
        push_undo(app, ids.items, ids.count, STORE_UNREAD);
        view_refresh(app);
        related_reload(app);
        app->stale |= app_say(app, "the same text marked read in %.*s; U takes it back",
                              STR_ARG(buf_str(&names)));
    }
    arena_free(&a);
}

unsigned
mark_settle(struct app *app)
{
    struct err err = { 0 };

    view_refresh(app);
    app->sources.is_old = true;
    if (app->article.id) {
        struct arena a = { 0 };
        struct store_story story;

        if (store_story_get(app->store, &a, app->article.id, &story, &err)) {
            mark_article(&app->article.text.story, story.is_read, story.is_saved);
            app->article.text.story.heed = story.heed;
        }
        arena_free(&a);
    }
    return STALE_STORIES | STALE_SOURCES | STALE_HEADER | STALE_FRAME;
}

/* A row that stands for several stories is marked as it is seen: whole. */
static unsigned
toggle_row(struct app *app, const struct fold *fold)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    bool is_unread = fold->unread_count > 0;
    enum store_mark mark = is_unread ? STORE_READ : STORE_UNREAD;
    VEC(int64_t) ids = { 0 };
    unsigned stale;

    for (size_t i = 0; i < fold->count; i++)
        if (fold->is_read[i] != is_unread)
            *VEC_PUSH(&a, &ids) = fold->ids[i];
    if (store_mark(app->store, ids.items, ids.count, mark, &err)) {
        str words = count_words(&a, (int64_t)ids.count, "story", "stories");

        for (size_t i = 0; i < ids.count && !is_unread; i++)
            app->article.is_unread_again =
                app->article.is_unread_again || ids.items[i] == app->article.id;
        app->timers.read_ms = 0;
        push_undo(app, ids.items, ids.count, opposite(mark));
        stale = mark_settle(app) | app_say(app, "%.*s of this row %s; U takes it back",
                                           STR_ARG(words), is_unread ? "read" : "unread again");
    } else {
        stale = mark_failed(app, &err);
    }
    arena_free(&a);
    return stale;
}

unsigned
toggle_read(struct app *app, str argument)
{
    const struct store_story *story = reader_story(app);
    const struct list_row *row = view_row(app);

    (void)argument;
    if (!story)
        return app_say(app, "no story here");
    if (app->focus == PANE_STORIES && row->fold && row->fold->count > 1)
        return toggle_row(app, row->fold);
    bool was_read = story->is_read;
    unsigned stale = mark_one(app, story, was_read ? STORE_UNREAD : STORE_READ);

    return app->is_error ? stale : stale | app_say(app, was_read ? "unread again" : "read");
}

unsigned
toggle_saved(struct app *app, str argument)
{
    const struct store_story *story = reader_story(app);

    (void)argument;
    if (!story)
        return app_say(app, "no story here");
    bool was_saved = story->is_saved;
    unsigned stale = mark_one(app, story, was_saved ? STORE_UNSAVED : STORE_SAVED);

    return app->is_error ? stale : stale | app_say(app, was_saved ? "no longer saved" : "saved");
}

unsigned
tag_story(struct app *app, str argument)
{
    const struct store_story *given = reader_story(app);
    struct arena a = { 0 };
    struct err err = { 0 };
    str *tags = NULL;
    size_t own = 0;
    bool has_it = false;

    if (!given)
        return app_say(app, "no story here");
    if (argument.len == 0)
        return prompt_open(app, PROMPT_COMMAND, STR("tag "));
    int64_t id = given->id;
    bool ok = store_own_tags_load(app->store, &a, id, &tags, &own, &err);
    str fold = text_fold(&a, argument);

    for (size_t i = 0; ok && i < own; i++)
        has_it = has_it || str_eq(text_fold(&a, tags[i]), fold);
    ok = ok && store_tag(app->store, id, argument, !has_it, &err);
    arena_free(&a);
    if (!ok)
        return mark_failed(app, &err);
    if (app->article.id == id)
        reader_reload(app);
    view_refresh(app);
    return STALE_ALL |
           app_say(app, has_it ? "no longer tagged %.*s" : "tagged %.*s", STR_ARG(argument));
}

/* In portions, each undone by itself in the store but together by the reader. */
unsigned
mark_all_read(struct app *app, str argument)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    VEC(int64_t) marked = { 0 };
    struct store_place after = { 0 };
    int64_t *ids = NULL;
    size_t count = 0;
    bool ok;

    (void)argument;
    do {
        ok = store_mark_query(app->store, &a, app->view.query, STORE_READ, &after, &ids, &count,
                              &err);
        for (size_t i = 0; ok && i < count; i++)
            *VEC_PUSH(&a, &marked) = ids[i];
    } while (ok && count > 0);
    if (marked.count > 0)
        push_undo(app, marked.items, marked.count, STORE_UNREAD);
    str words = count_words(&a, (int64_t)marked.count, "story is read now", "stories are read now");
    unsigned stale = mark_settle(app);

    if (!ok)
        stale |= mark_failed(app, &err);
    else if (marked.count == 0)
        stale |= app_say(app, "nothing here is unread");
    else
        stale |= app_say(app, "%.*s; U takes it back", STR_ARG(words));

    arena_free(&a);
    return stale;
}

/* Of marks on stories that are gone by now the others come back all the same. */
static bool
take_back(struct app *app, const struct undo *undo, struct err *err)
{
    if (undo->is_heed)
        return store_heed_restore(app->store, undo->ids[0], &undo->heed_set, &undo->heed, err);
    if (store_mark(app->store, undo->ids, undo->count, undo->back, err))
        return true;
    for (size_t i = 0; err->kind == ERR_MISSING && i < undo->count; i++) {
        struct err problem = { 0 };

        if (!store_mark(app->store, &undo->ids[i], 1, undo->back, &problem) &&
            problem.kind != ERR_MISSING)
            *err = problem;
    }
    return err->kind == ERR_MISSING;
}

static void
forget_undo(struct app *app, struct undo *undo)
{
    arena_free(&undo->arena);
    app->undo_count--;
}

/* What cannot be taken back, because others changed the file, must not stand before what can. */
static unsigned
undo_edit(struct app *app, struct undo *undo)
{
    struct err err = { 0 };
    unsigned stale = STALE_ALL;

    if (!config_undo_edit(&undo->edit, &err) || !files_read(app, false, &err)) {
        stale |= app_complain(app, &err);
    } else {
        view_refresh(app);
        stale |= app_say(app, "taken back: %.*s", STR_ARG(undo->words));
    }
    if (err.kind == ERR_NONE || err.kind == ERR_INVALID)
        forget_undo(app, undo);
    return stale;
}

unsigned
undo_marks(struct app *app, str argument)
{
    struct err err = { 0 };
    struct arena a = { 0 };

    (void)argument;
    if (app->undo_count == 0)
        return app_say(app, "nothing to take back");
    struct undo *undo = &app->undos[app->undo_count - 1];

    if (undo->is_edit)
        return undo_edit(app, undo);
    if (!take_back(app, undo, &err)) {
        /* Of its thread nothing is left, or something else holds: the next one must not wait for it. */
        if (err.kind == ERR_MISSING || err.kind == ERR_INVALID)
            forget_undo(app, undo);
        return err.kind == ERR_INVALID ? app_complain(app, &err) : mark_failed(app, &err);
    }
    str words = count_words(&a, (int64_t)undo->count, "story", "stories");
    static const char *const done[] = {
        [STORE_READ] = "read again",
        [STORE_UNREAD] = "unread again",
        [STORE_SAVED] = "saved again",
        [STORE_UNSAVED] = "no longer saved",
    };
    unsigned stale = mark_settle(app);

    if (undo->is_heed)
        stale |= heed_settle(app) | app_say(app, "taken back: %s", heed_now(undo->heed.state));
    else
        stale |= app_say(app, "taken back: %.*s %s", STR_ARG(words), done[undo->back]);

    forget_undo(app, undo);
    arena_free(&a);
    return stale;
}
