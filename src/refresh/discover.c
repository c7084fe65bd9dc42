#include "worker.h"

#include <courant/refresh_find.h>
#include <courant/text.h>

/* The feeds behind an address, looked for between the other transfers, and told with all that the reader shows. */

#define TITLE_MOST 300 /* bytes */

static str
cleaned(struct arena *a, str text)
{
    return text_clean(a, str_sub(text, 0, TITLE_MOST));
}

static int64_t
time_of(const struct feed_item *item)
{
    return item->published_at ? item->published_at : item->updated_at;
}

/* The newest stories, as the list would have them; of the same time in the feed's order. */
static void
tell_stories(struct refresh_found *found, const struct feed *feed)
{
    struct arena *a = &found->arena;
    bool *is_told = ARENA_ARRAY(a, bool, feed->item_count);

    while (found->story_count < MIN(feed->item_count, FOUND_STORIES)) {
        size_t newest = 0;

        while (is_told[newest])
            newest++;
        for (size_t i = newest + 1; i < feed->item_count; i++)
            if (!is_told[i] && time_of(&feed->items[i]) > time_of(&feed->items[newest]))
                newest = i;
        const struct feed_item *item = &feed->items[newest];

        is_told[newest] = true;
        found->stories[found->story_count++] = (struct found_story){
            .title = cleaned(a, item->title.len > 0 ? item->title : STR("(no title)")),
            .at = time_of(item),
        };
    }
}

static struct refresh_found *
tell(const struct find *f, str asked, struct err *err)
{
    struct refresh_found *found = mem_new(sizeof(*found));
    const struct find_choice *choices = NULL;
    size_t count = 0;

    found->asked = arena_str(&found->arena, asked);
    if (!find_result(f, &choices, &count, err))
        return found;
    found->choices = ARENA_ARRAY(&found->arena, struct found_choice, count);
    found->choice_count = count;
    for (size_t i = 0; i < count; i++)
        found->choices[i] = (struct found_choice){
            .url = arena_str(&found->arena, choices[i].url),
            .title = cleaned(&found->arena, choices[i].title),
        };
    found->is_read = choices[0].is_read;
    if (found->is_read) {
        found->rhythm = arena_str(&found->arena, find_rhythm(&found->arena, &choices[0].feed));
        tell_stories(found, &choices[0].feed);
    }
    return found;
}

void
refresh_found_free(struct refresh_found *found)
{
    if (!found)
        return;
    arena_free(&found->arena);
    mem_free(found);
}

static void
go_on(struct worker *w, struct task *t)
{
    struct net_request request;

    if (find_next(t->find, &request)) {
        worker_fetch(w, t, &request);
        return;
    }
    struct refresh_event event = { .kind = REFRESH_FOUND };

    event.found = tell(t->find, t->url, &event.err);
    worker_event(w, &event);
    worker_end(w, t);
}

void
discover_answered(struct worker *w, struct task *t)
{
    find_answer(t->find, t->response);
    net_response_free(t->response);
    t->response = NULL;
    go_on(w, t);
}

static void
silence(struct worker *w, struct task *t)
{
    if (t->kind != TASK_FIND)
        return;
    t->is_silent = true;
    net_cancel(w->net, (uint64_t)(uintptr_t)t);
}

void
worker_find(struct worker *w, str asked, str choice)
{
    for (struct task *t = CHAIN_FIRST(struct task, &w->tasks); t; t = CHAIN_NEXT(struct task, t))
        silence(w, t);
    if (asked.len == 0)
        return;
    struct task *t = worker_task(w, TASK_FIND);

    t->is_urgent = true;
    t->url = arena_str(&t->arena, asked);
    t->find = find_new(&t->plan->settings, t->url, choice);
    go_on(w, t);
}
