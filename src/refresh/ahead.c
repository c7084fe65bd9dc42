/*
 * Pages fetched ahead: what is related to the story that is being read, one page after the other, behind all
 * other transfers, within the day's budget, until the reader goes on. The manners:
 *
 *   - a server is told that nobody has asked yet (Sec-Purpose: prefetch, as browsers do)
 *   - one that says that it is asked too often is left alone, and what could not be had is not tried again soon
 *   - of the links in a text only those are followed that have no query, for "?unsubscribe=…" does what it says
 *   - an address on the user's own server only from a story of that server: a stranger's page could else have
 *     things fetched there
 */
#include "budget.h"
#include "worker.h"

#include <courant/related.h>
#include <courant/store_ahead.h>

#include <string.h>

#define ENOUGH_BYTES 2000 /* of what the feed sent: more than a teaser */

static bool
is_own(const struct plan *plan, str here, str url)
{
    return net_url_is_same_server(here, url) && plan_is_own_host(plan, STR(""), url);
}

static struct task *
find_running(struct worker *w)
{
    for (struct task *t = CHAIN_FIRST(struct task, &w->tasks); t; t = CHAIN_NEXT(struct task, t))
        if (t->kind == TASK_AHEAD && !t->is_silent)
            return t;
    return NULL;
}

/* ---- what is wanted ---- */

static bool
may_fetch(const struct plan *plan, const struct store_story *story)
{
    const struct config_source *spec = plan_find(plan, story->source_key);
    int full_text =
        spec && spec->full_text != WHEN_AUTO ? (int)spec->full_text : plan->settings.full_text;

    return full_text != WHEN_NEVER;
}

/* Neither its page nor enough from its feed, and nobody has tried in vain. */
static bool
lacks_text(struct worker *w, int64_t story_id)
{
    struct arena a = { 0 };
    struct store_text text = { 0 };
    struct err ignored = { 0 };
    bool lacks = store_text_load(w->st, &a, story_id, &text, &ignored) && text.page_at == 0 &&
                 text.page_html.len == 0 && text.feed_html.len <= ENOUGH_BYTES;

    arena_free(&a);
    return lacks;
}

static bool
is_wanted(struct worker *w, const struct related_row *row)
{
    const struct store_story *story = &row->story;

    if (!net_url_is_web(story->url))
        return false;
    if (story->id)
        return !story->is_read && !row->is_copy && may_fetch(w->plan, story) &&
               lacks_text(w, story->id);
    return row->why != RELATED_IN_TEXT || str_find_char(story->url, '?') == STR_NONE;
}

/* What is here already, or was not to be had, has had its turn: the same few pages come into question each time. */
static void
add_rows(struct worker *w, const struct related_row *rows, size_t count, str here, size_t *turns)
{
    struct ahead *ahead = &w->ahead;

    for (size_t i = 0; *turns > 0 && i < count; i++) {
        const struct store_story *story = &rows[i].story;

        if (!is_wanted(w, &rows[i]))
            continue;
        --*turns;
        if (store_ahead_find(w->st, story->url, time_now_s()) != STORE_AHEAD_NONE)
            continue;
        struct ahead_page *page = &ahead->pages[ahead->count++];

        page->url = arena_str(&ahead->arena, story->url);
        page->story_id = story->id;
        page->is_own = is_own(w->plan, here, story->url);
    }
}

static void
choose(struct worker *w, int64_t story_id, size_t most)
{
    struct arena a = { 0 };
    struct related related = { 0 };
    struct store_story story = { 0 };
    struct err ignored = { 0 };

    if (store_story_get(w->st, &a, story_id, &story, &ignored) &&
        related_load(w->st, &a, story_id, &related, &ignored)) {
        add_rows(w, related.links, related.link_count, story.url, &most);
        add_rows(w, related.stories, related.story_count, story.url, &most);
    }
    arena_free(&a);
}

/* ---- one after the other ---- */

int64_t
ahead_bytes_left(struct worker *w)
{
    struct budget spent = budget_load(w->st, time_now_s());
    const struct settings *settings = &w->plan->settings;

    return spent.pages >= settings->prefetch_pages ? 0
                                                   : MAX(settings->prefetch_bytes - spent.bytes, 0);
}

void
ahead_next(struct worker *w)
{
    struct ahead *ahead = &w->ahead;

    if (ahead->next >= ahead->count || find_running(w))
        return;
    const struct ahead_page *page = &ahead->pages[ahead->next++];

    if (ahead_bytes_left(w) == 0) {
        ahead->next = ahead->count;
        return;
    }
    struct task *t = worker_task(w, TASK_AHEAD);

    t->url = arena_str(&t->arena, page->url);
    t->story_id = page->story_id;
    t->is_own_host = page->is_own;
    t->ahead_for = ahead->for_id;
    page_begin_ahead(w, t);
}

void
ahead_spent(struct worker *w, const struct task *t)
{
    budget_spend(w->st, time_now_s(), t->response->wire_bytes);
}

/* The others of a server that has enough of it. */
static void
leave_alone(struct worker *w, str url)
{
    struct ahead *ahead = &w->ahead;
    size_t count = ahead->next;

    for (size_t i = ahead->next; i < ahead->count; i++)
        if (!net_url_is_same_server(url, ahead->pages[i].url))
            ahead->pages[count++] = ahead->pages[i];
    ahead->count = count;
}

/* Without an answer, as when there is no network, it may be tried again. */
void
ahead_failed(struct worker *w, const struct task *t)
{
    const struct net_response *r = t->response;
    struct err ignored = { 0 };

    if (!r || r->err.kind == ERR_CANCELLED || r->err.kind == ERR_NET)
        return;
    if (r->err.kind == ERR_LIMIT && t->most_bytes < AHEAD_BYTES)
        return; /* only the rest of the day's budget was too small for it */
    store_ahead_put(w->st, t->url, NULL, time_now_s(), &ignored);
    if (r->status == 429 || r->status == 503)
        leave_alone(w, t->url);
}

/* ---- from the reader ---- */

void
worker_ahead_cancel(struct worker *w)
{
    struct task *t = find_running(w);

    arena_free(&w->ahead.arena);
    w->ahead = (struct ahead){ 0 };
    if (t)
        page_silence(w, t);
}

void
worker_ahead(struct worker *w, int64_t story_id, size_t most)
{
    struct ahead *ahead = &w->ahead;

    worker_ahead_cancel(w);
    if (most == 0 || store_read_only(w->st))
        return;
    most = MIN(most, AHEAD_MOST);
    ahead->for_id = story_id;
    ahead->pages = ARENA_ARRAY(&ahead->arena, struct ahead_page, most);
    choose(w, story_id, most);
    ahead_next(w);
}
