#include "age.h"
#include "pane.h"
#include "term.h"

/* Threads that are followed or muted: by the story that is meant, also in what lies over the panes. */

static const struct {
    const char *sign; /* before the source of a row of the list */
    const char *word; /* where there is room for it */
    const char *now;  /* in a message */
} states[] = {
    [STORE_HEED_NONE] = { "", "", "the thread is as any other" },
    [STORE_HEED_FOLLOWED] = { "◉ ", "followed", "the thread is followed" },
    [STORE_HEED_MUTED] = { "○ ", "muted", "the thread is muted until it changes much" },
    [STORE_HEED_FOR_GOOD] = { "○ ", "muted", "the thread is muted for good" },
    [STORE_HEED_BACK] = { "was muted · ", "was muted",
                          "the thread has changed much since it was muted" },
};

str
heed_words(const struct store_story *story)
{
    return str_of(states[story->heed].word);
}

str
heed_sign(const struct store_story *story)
{
    return str_of(states[story->heed].sign);
}

const char *
heed_now(enum store_heed_state state)
{
    return states[state].now;
}

static int64_t
story_meant(struct app *app)
{
    const struct store_story *story = reader_story(app);

    if (over_has_stories(app->over.kind))
        return app->over.scroll.count > 0 ? app->over.lines[app->over.scroll.cursor].story_id : 0;
    return story ? story->id : 0;
}

unsigned
heed_settle(struct app *app)
{
    front_reload(app);
    heed_reload(app);
    related_reload(app);
    if (app->article.id)
        reader_reload(app);
    return STALE_ALL;
}

static unsigned
heed(struct app *app, int64_t id, const struct store_heed *was, enum store_heed_state state,
     const char *words)
{
    struct arena a = { 0 };
    struct store_heed set = { 0 };
    struct err err = { 0 };
    bool ok = related_heed_set(app->store, id, state, time_now_s(), &err) &&
              store_heed_get(app->store, &a, id, &set, &err);

    if (ok)
        undo_push_heed(app, id, was, &set);
    arena_free(&a);
    if (!ok)
        return mark_failed(app, &err);
    timeline_retitle(app, state);
    unsigned stale = mark_settle(app) | heed_settle(app);

    return stale | app_say(app, "%s", words);
}

/* From one of the states to another; else none_words are said. */
static unsigned
change(struct app *app, bool (*may)(enum store_heed_state), const char *none_words,
       enum store_heed_state state, const char *words)
{
    struct arena a = { 0 };
    struct store_heed was = { 0 };
    struct err err = { 0 };
    int64_t id = story_meant(app);
    unsigned stale;

    if (id == 0)
        return app_say(app, "no story here");
    if (!store_heed_get(app->store, &a, id, &was, &err))
        stale = mark_failed(app, &err);
    else if (!may(was.state))
        stale = app_say(app, "%s", none_words);
    else
        stale = heed(app, id, &was, state, words);
    arena_free(&a);
    return stale;
}

static bool
is_followed(enum store_heed_state state)
{
    return state == STORE_HEED_FOLLOWED;
}

static bool
is_not_followed(enum store_heed_state state)
{
    return state != STORE_HEED_FOLLOWED;
}

static bool
was_muted(enum store_heed_state state)
{
    return state != STORE_HEED_NONE && state != STORE_HEED_FOLLOWED;
}

static bool
is_any(enum store_heed_state state)
{
    (void)state;
    return true;
}

unsigned
unfollow_thread(struct app *app, str argument)
{
    (void)argument;
    return change(app, is_followed, "the thread is not followed", STORE_HEED_NONE,
                  "no longer followed");
}

unsigned
toggle_follow(struct app *app, str argument)
{
    struct arena a = { 0 };
    struct store_heed was = { 0 };
    struct err ignored = { 0 };
    int64_t id = story_meant(app);
    bool is_on = id && store_heed_get(app->store, &a, id, &was, &ignored) && is_followed(was.state);

    arena_free(&a);
    if (is_on)
        return unfollow_thread(app, argument);
    return change(app, is_not_followed, "", STORE_HEED_FOLLOWED,
                  "followed: what comes to this thread is marked ◉, and :following lists it");
}

unsigned
mute_thread(struct app *app, str argument)
{
    if (str_eq_nocase(argument, STR("forever")))
        return change(app, is_any, "", STORE_HEED_FOR_GOOD, "muted for good; U takes it back");
    if (argument.len > 0)
        return app_say(app, ":mute, or :mute forever");
    return change(app, is_any, "", STORE_HEED_MUTED,
                  "muted until it changes much; U takes it back");
}

unsigned
unmute_thread(struct app *app, str argument)
{
    (void)argument;
    return change(app, was_muted, "the thread is not muted", STORE_HEED_NONE, "shown again");
}

/* ---- the list of what is followed ---- */

static struct over_line
followed_line(struct arena *a, const struct related_followed *row)
{
    str age = age_short(a, time_now_s(), row->newest.sort_at);
    str news =
        row->new_count > 0 ? arena_printf(a, "%" PRId64 " new · ", row->new_count) : (str){ 0 };

    return (struct over_line){
        .mark = row->new_count > 0 ? STR("◉") : STR(" "),
        .is_followed = true,
        .text = pane_story_name(&row->newest),
        .right = arena_printf(
            a, "%.*s%.*s %4.*s", STR_ARG(news),
            STR_ARG(count_words(a, row->newest.thread_sources, "source", "sources")), STR_ARG(age)),
        .url = row->newest.url,
        .story_id = row->newest.id,
        .thread_id = row->newest.thread_id,
        .is_read = row->newest.is_read,
    };
}

static bool
open_following(struct app *app, struct err *err)
{
    struct arena a = { 0 };
    VEC(struct over_line) lines = { 0 };
    const struct related_followed *rows = NULL;
    size_t count = 0;

    if (!related_followed_load(app->store, &a, &rows, &count, err)) {
        arena_free(&a);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        *VEC_PUSH(&a, &lines) = followed_line(&a, &rows[i]);
    if (count == 0)
        *VEC_PUSH(&a, &lines) = (struct over_line){
            .text = STR("Nothing is followed. f on a story follows its thread."), .is_heading = true
        };
    over_open(app, OVER_FOLLOWING, "Following", &a, lines.items, lines.count);
    return true;
}

unsigned
show_following(struct app *app, str argument)
{
    struct err err = { 0 };

    (void)argument;
    return open_following(app, &err) ? STALE_ALL : app_complain(app, &err);
}

void
heed_reload(struct app *app)
{
    over_reload(app, OVER_FOLLOWING, open_following);
}

void
heed_told(struct app *app)
{
    if (!str_eq_nocase(app->settings.notify, STR("bell")))
        return;
    term_bell();
    app->stale |= app_say(app, "news of what you follow; :following lists it");
}
