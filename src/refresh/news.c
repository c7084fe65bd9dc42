#include "worker.h"

#include <courant/net.h>
#include <courant/store_heed.h>

/*
 * What came to threads that the reader follows, told once a round and thread. What was read meanwhile is no news; nor is
 * what was told before, by whichever copy of the program.
 */

#define RUN_MS    10000
#define RUN_BYTES 65536
#define TOLD_MOST 20 /* of one round: who follows more than they can be told of has the marks */

enum way { WAY_OFF, WAY_BELL, WAY_COMMAND };

static enum way
way_of(const struct worker *w)
{
    str notify = w->plan->settings.notify;

    if (str_eq_nocase(notify, STR("off")))
        return WAY_OFF;
    return str_eq_nocase(notify, STR("bell")) ? WAY_BELL : WAY_COMMAND;
}

/* Begins with a digit, so that no title can be taken for an option of the command. */
static void
run(struct worker *w, int64_t count, const struct store_story *story)
{
    struct command *c = command_new();
    str url = net_url_is_web(story->url) ? story->url : STR("");
    str text = arena_printf(&c->arena, "%" PRId64 " new: %.*s (%.*s)", count, STR_ARG(story->title),
                            STR_ARG(story->source_name));
    const struct config_put puts[] = { { 't', text }, { 'u', arena_str(&c->arena, url) } };

    c->argv = config_argv_put(&c->arena, arena_str(&c->arena, w->plan->settings.notify), puts,
                              ARRAY_LEN(puts));
    c->input = arena_printf(&c->arena, "%.*s\n%.*s\n", STR_ARG(text), STR_ARG(url));
    c->most_bytes = RUN_BYTES;
    c->most_ms = RUN_MS;
    command_start(w->commands, c);
}

static bool
is_silent(const struct worker *w, const struct store_story *story)
{
    const struct config_source *source = plan_find(w->plan, story->source_key);

    return source && source->is_silent;
}

static bool
has_silent(const struct plan *plan)
{
    for (size_t i = 0; i < plan->source_count; i++)
        if (plan->sources[i].is_silent)
            return true;
    return false;
}

#define LOOKED_AT_MOST 100 /* of a thread, when some sources are silenced */

/* Of what came, that which is not of a silenced source: how many, and the newest. */
static bool
leave_silent(struct worker *w, struct arena *a, const struct store_heed *heed, int64_t after_id,
             int64_t *count, struct store_story *newest, struct err *err)
{
    struct store_query *query;
    struct store_story *stories = NULL;
    size_t story_count = 0;

    if (!store_query_parse(a, STR(""), time_now_s(), &query, err) ||
        !store_list_thread(w->st, a, query, heed->thread_id, LOOKED_AT_MOST, &stories, &story_count,
                           err))
        return false;
    *count = 0;
    for (size_t i = 0; i < story_count; i++) {
        const struct store_story *story = &stories[i];

        if (story->id <= after_id || story->is_read || is_silent(w, story))
            continue;
        if (*count == 0 || story->id > newest->id)
            *newest = *story;
        ++*count;
    }
    return true;
}

struct news {
    struct store_heed heed;
    struct store_story last;
    int64_t after_id, count; /* count 0: none, or somebody else tells of them */
};

#define CLAIMS_MOST 3 /* others may claim too, and more may come, between looking and claiming */

/* What nobody else has told or tells at this moment is claimed, then told. */
static bool
claim(struct worker *w, struct arena *a, const struct store_heed *listed, struct news *out,
      struct err *err)
{
    struct news n = { .heed = *listed };
    bool is_ours = false;

    for (int i = 0; i < CLAIMS_MOST && n.heed.state == STORE_HEED_FOLLOWED; i++) {
        int64_t last_id = 0;

        n.after_id = MAX(n.heed.seen_id, n.heed.told_id);
        if (!store_heed_news(w->st, n.heed.thread_id, n.after_id, &n.count, &last_id, err))
            return false;
        if (n.count == 0)
            return true;
        if (!store_story_get(w->st, a, last_id, &n.last, err) ||
            !store_heed_told(w->st, &n.heed, last_id, &is_ours, err))
            return false;
        if (is_ours) {
            *out = n;
            return true;
        }
        if (!store_heed_get(w->st, a, listed->story_id, &n.heed, err))
            return false;
    }
    return true;
}

/* *out_any: there was something. */
static bool
tell(struct worker *w, struct arena *a, const struct store_heed *heed, enum way way, size_t *told,
     bool *out_any, struct err *err)
{
    struct news n = { 0 };

    if (!claim(w, a, heed, &n, err))
        return false;
    /* What is silenced is noted by now too, or it would notify on the day when its source is heard again. */
    if (n.count > 0 && has_silent(w->plan) &&
        !leave_silent(w, a, &n.heed, n.after_id, &n.count, &n.last, err))
        return false;
    if (n.count == 0)
        return true;
    *out_any = true;
    if (way == WAY_COMMAND && ++*told <= TOLD_MOST)
        run(w, n.count, &n.last);
    return true;
}

void
news_tell(struct worker *w)
{
    struct refresh_event event = { .kind = REFRESH_NEWS };
    struct arena a = { 0 };
    struct store_heed *heeds = NULL;
    enum way way = way_of(w);
    size_t count = 0, told = 0;
    bool is_any = false;
    bool waits_for_reader = way == WAY_BELL && !w->has_reader; /* only a terminal can ring */
    bool ok = waits_for_reader ||
              store_heed_list(w->st, &a, STORE_HEED_FOLLOWED, &heeds, &count, &event.err);

    for (size_t i = 0; ok && i < count; i++)
        ok = tell(w, &a, &heeds[i], way, &told, &is_any, &event.err);
    if (!ok)
        worker_problem(w, &event.err);
    else if (is_any)
        worker_event(w, &event);
    arena_free(&a);
}
