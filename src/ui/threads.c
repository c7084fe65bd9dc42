#include "age.h"
#include "pane.h"

#include <courant/text.h>

#include <time.h>

/* Threads whole, over the panes: the day's on the front page, one by time. */

#define FRONT_MOST        40
#define FRONT_SOURCE_COLS 20

struct maker {
    struct arena *a;
    VEC(struct over_line) lines;
};

/* ---- the front page ---- */

/* Of a thread that is followed: how much of it is new, in front of its other figures. */
static str
news_words(struct app *app, struct arena *a, const struct store_story *story)
{
    struct store_heed heed = { 0 };
    struct err err = { 0 };
    int64_t count = 0, last = 0;

    if (story->heed != STORE_HEED_FOLLOWED)
        return (str){ 0 };
    if (!store_heed_get(app->store, a, story->id, &heed, &err) ||
        !store_heed_news(app->store, heed.thread_id, heed.seen_id, &count, &last, &err))
        log_add("ui", "front page: %s", err.text);
    return count > 0 ? arena_printf(a, "%" PRId64 " new · ", count) : (str){ 0 };
}

static struct over_line
front_line(struct app *app, struct arena *a, const struct related_top *top)
{
    str age = age_short(a, time_now_s(), top->newest.sort_at);
    const char *growth = top->recent_count > 1 ? "↑ " : "";
    bool is_followed = top->newest.heed == STORE_HEED_FOLLOWED;

    return (struct over_line){
        .mark = is_followed   ? STR("◉")
                : top->is_new ? STR("●")
                              : STR(" "),
        .is_followed = is_followed,
        .text = pane_story_name(&top->newest),
        .right =
            arena_printf(a, "%.*s%s%zu sources %4.*s", STR_ARG(news_words(app, a, &top->newest)),
                         growth, top->source_count, STR_ARG(age)),
        .shorter = { arena_printf(a, "%s%zu %4.*s", growth, top->source_count, STR_ARG(age)), age },
        .url = top->newest.url,
        .story_id = top->newest.id,
        .thread_id = top->thread_id,
        .is_read = top->newest.is_read,
    };
}

static const char *
front_title(struct arena *a, const struct related_top *tops, size_t count)
{
    size_t fresh = 0;

    for (size_t i = 0; i < count; i++)
        fresh += tops[i].is_new;
    if (count == 0)
        return "Front page";
    str words = count_words(a, (int64_t)count, "thread", "threads");

    return fresh > 0 ? arena_printf(a, "Front page: %.*s, %zu new since the last visit",
                                    STR_ARG(words), fresh)
                           .ptr
                     : arena_printf(a, "Front page: %.*s", STR_ARG(words)).ptr;
}

static struct over_line
single_line(struct arena *a, const struct store_story *story, int64_t visit_id)
{
    str age = arena_printf(a, "%4.*s", STR_ARG(age_short(a, time_now_s(), story->sort_at)));
    str source = text_fit(a, story->source_name, FRONT_SOURCE_COLS);
    bool is_followed = story->heed == STORE_HEED_FOLLOWED;

    return (struct over_line){
        .mark = is_followed            ? STR("◉")
                : story->id > visit_id ? STR("●")
                                       : STR(" "),
        .is_followed = is_followed,
        .text = pane_story_name(story),
        .right = arena_printf(a, "%.*s %.*s", STR_ARG(source), STR_ARG(age)),
        .shorter = { age },
        .url = story->url,
        .story_id = story->id,
        .thread_id = story->thread_id,
        .is_read = story->is_read,
    };
}

static bool
is_on_front(const struct related_top *tops, size_t count, const struct store_story *story)
{
    for (size_t i = 0; i < count; i++)
        if (tops[i].newest.id == story->id ||
            (story->thread_id && tops[i].thread_id == story->thread_id))
            return true;
    return false;
}

/* A day of few threads would leave the page blank: the newest stories that one source alone tells of follow them. */
static bool
add_singles(struct app *app, struct maker *m, const struct related_top *tops, size_t count,
            struct err *err)
{
    struct store_query *query = NULL;
    struct store_story *stories = NULL;
    size_t story_count = 0, most = m->lines.count + FRONT_MOST - MIN(count, FRONT_MOST);
    int64_t visit_id = 0;

    if (!store_visit_get(app->store, &visit_id, err) ||
        !store_query_parse(m->a, (str){ 0 }, time_now_s(), &query, err))
        return false;
    store_query_group(query, true);
    if (!store_list_after(app->store, m->a, query, (struct store_place){ 0 }, false,
                          (size_t)FRONT_MOST * 2, &stories, &story_count, err))
        return false;
    size_t heading_at = m->lines.count;

    for (size_t i = 0; i < story_count && m->lines.count < most; i++) {
        if (stories[i].thread_sources > 1 || is_on_front(tops, count, &stories[i]))
            continue;
        if (m->lines.count == heading_at)
            *VEC_PUSH(m->a, &m->lines) =
                (struct over_line){ .text = STR("From one source"), .is_heading = true };
        *VEC_PUSH(m->a, &m->lines) = single_line(m->a, &stories[i], visit_id);
    }
    return true;
}

static bool
open_front(struct app *app, struct err *err)
{
    struct arena a = { 0 };
    struct maker m = { .a = &a };
    const struct related_top *tops = NULL;
    size_t count = 0;

    if (!related_front_load(app->store, &a, time_now_s(), FRONT_MOST, &tops, &count, err)) {
        arena_free(&a);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        *VEC_PUSH(&a, &m.lines) = front_line(app, &a, &tops[i]);
    if (count == 0)
        *VEC_PUSH(&a, &m.lines) =
            (struct over_line){ .text = STR("No story of the last days has two sources yet."),
                                .is_heading = true };
    if (!add_singles(app, &m, tops, count, err)) {
        arena_free(&a);
        return false;
    }
    over_open(app, OVER_FRONT, front_title(&a, tops, count), &a, m.lines.items, m.lines.count);
    return true;
}

unsigned
show_front_page(struct app *app, str argument)
{
    struct err err = { 0 };

    (void)argument;
    return open_front(app, &err) ? STALE_ALL : app_complain(app, &err);
}

void
front_reload(struct app *app)
{
    over_reload(app, OVER_FRONT, open_front);
}

/* ---- the timeline ---- */

static str
day_words(struct arena *a, int64_t at)
{
    time_t seconds = (time_t)at;
    struct tm tm;
    char text[64];

    if (!localtime_r(&seconds, &tm))
        return (str){ 0 };
    return arena_str(a, (str){ text, strftime(text, sizeof(text), "%A, %d %B %Y", &tm) });
}

static str
hour_words(struct arena *a, int64_t at, bool is_here)
{
    time_t seconds = (time_t)at;
    struct tm tm;

    if (!localtime_r(&seconds, &tm))
        return (str){ 0 };
    return arena_printf(a, "%02d:%02d %s", tm.tm_hour, tm.tm_min, is_here ? "▸" : " ");
}

/* Who had it first, who repeats whom, and what came last. */
static str
member_words(struct arena *a, const struct related_thread *thread, size_t at)
{
    const struct related_member *member = &thread->members[at];
    str name = member->story.source_name;

    if (member->copy_of != at)
        return arena_printf(a, "%.*s, as %.*s", STR_ARG(name),
                            STR_ARG(thread->members[member->copy_of].story.source_name));
    if (at == 0)
        return arena_printf(a, "first: %.*s", STR_ARG(name));
    return at == thread->newest ? arena_printf(a, "newest: %.*s", STR_ARG(name)) : name;
}

static void
add_members(struct maker *m, const struct app *app, const struct related_thread *thread)
{
    str day = { 0 };

    for (size_t i = 0; i < thread->member_count; i++) {
        const struct related_member *member = &thread->members[i];
        str its_day = day_words(m->a, member->story.sort_at);

        if (!str_eq(day, its_day))
            *VEC_PUSH(m->a, &m->lines) = (struct over_line){ .text = its_day, .is_heading = true };
        day = its_day;
        *VEC_PUSH(m->a, &m->lines) = (struct over_line){
            .mark = hour_words(m->a, member->story.sort_at, member->story.id == app->article.id),
            .text = pane_story_name(&member->story),
            .right = member_words(m->a, thread, i),
            .shorter = { member->story.source_name },
            .url = member->story.url,
            .story_id = member->story.id,
            .is_read = member->story.is_read || member->copy_of != i,
        };
    }
}

static const char *
timeline_title(enum store_heed_state state)
{
    static const char *const titles[] = { [STORE_HEED_NONE] = "Timeline",
                                          [STORE_HEED_FOLLOWED] = "Timeline: followed",
                                          [STORE_HEED_MUTED] = "Timeline: muted",
                                          [STORE_HEED_FOR_GOOD] = "Timeline: muted for good",
                                          [STORE_HEED_BACK] = "Timeline: was muted" };

    return titles[state];
}

void
timeline_retitle(struct app *app, enum store_heed_state state)
{
    if (app->over.kind == OVER_TIMELINE)
        app->over.title = timeline_title(state);
}

unsigned
show_timeline(struct app *app, str argument)
{
    struct arena a = { 0 };
    struct maker m = { .a = &a };
    struct related_thread thread = { 0 };
    struct err err = { 0 };
    const struct store_story *story = reader_story(app);

    (void)argument;
    if (!story || story->thread_id == 0)
        return app_say(app, "no other story belongs with this one");
    if (!related_thread_load(app->store, &a, story->thread_id, &thread, &err)) {
        arena_free(&a);
        return err.kind == ERR_MISSING ? app_say(app, "no other story belongs with this one")
                                       : app_complain(app, &err);
    }
    add_members(&m, app, &thread);
    over_open(app, OVER_TIMELINE, timeline_title(story->heed), &a, m.lines.items, m.lines.count);
    for (size_t i = 0; i < m.lines.count; i++)
        if (m.lines.items[i].story_id == story->id)
            scroll_to(&app->over.scroll, i);
    return STALE_ALL;
}
