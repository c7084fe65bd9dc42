#include "copy.h"
#include "rank.h"

#include <courant/doc.h>
#include <courant/net.h>
#include <courant/related.h>
#include <courant/store_ahead.h>

#include <string.h>

#define LINKS_MOST      60
#define SAME_EVENT_DAYS 1.5 /* further apart it is what came before or after */

struct gathering {
    struct store *st;
    struct arena *a;
    struct store_text text;
    VEC(struct related_row) links;
    VEC(str) normal; /* addresses already taken, the story's own first */
};

static bool
is_taken(struct gathering *g, str url)
{
    str normal = net_url_normal(g->a, url);

    for (size_t i = 0; i < g->normal.count; i++)
        if (str_eq(g->normal.items[i], normal))
            return true;
    *VEC_PUSH(g->a, &g->normal) = normal;
    return false;
}

/* A failing look-up leaves the link as one to a page that is not in the store. */
static void
add_link(struct gathering *g, enum related_why why, const struct store_link *link)
{
    struct related_row row = { .why = why };
    struct err err = { 0 };
    int64_t story_id = link->story_id;

    if (link->title.len == 0 || g->links.count >= LINKS_MOST || is_taken(g, link->url))
        return;
    if (story_id == 0 && !store_story_by_url(g->st, link->url, &story_id, &err))
        story_id = 0;
    if (story_id == g->text.story.id)
        return;
    if (story_id == 0 || !store_story_get(g->st, g->a, story_id, &row.story, &err)) {
        row.story = (struct store_story){ .title = link->title, .url = link->url };
        row.is_ready = store_ahead_find(g->st, link->url, time_now_s()) == STORE_AHEAD_READY;
    }
    if (link->teaser.len > 0)
        row.story.teaser = link->teaser;
    row.is_visited = row.story.is_read;
    *VEC_PUSH(g->a, &g->links) = row;
}

static void
add_links(struct gathering *g)
{
    const struct store_text *t = &g->text;
    struct doc_source source = {
        .html = t->page_html.len > 0 ? t->page_html : t->feed_html,
        .base_url = t->story.url,
    };
    struct doc doc = { 0 };

    *VEC_PUSH(g->a, &g->normal) = net_url_normal(g->a, t->story.url);
    for (size_t i = 0; i < t->link_count; i++)
        add_link(g, RELATED_LINKED, &t->links[i]);
    doc_build(g->a, &source, &doc);
    for (size_t i = 0; i < doc.link_count; i++)
        if (doc.links[i].kind == DOC_LINK_PAGE)
            add_link(g, RELATED_IN_TEXT,
                     &(struct store_link){ .title = doc.links[i].text, .url = doc.links[i].url });
}

static bool
is_linked(const struct gathering *g, int64_t story_id)
{
    for (size_t i = 0; i < g->links.count; i++)
        if (g->links.items[i].story.id == story_id)
            return true;
    return false;
}

/* A page followed on a subscribed source's site is not another's telling. */
static bool
is_elsewhere_of(struct store *st, const struct store_story *story, const struct ranked *row)
{
    int64_t teller_id = 0, other_id = 0;
    struct err err = { 0 };

    if (!store_source_teller(st, story->source_id, &teller_id, &err) ||
        !store_source_teller(st, row->vector.source_id, &other_id, &err))
        return row->vector.source_id != story->source_id;
    return teller_id != other_id;
}

static enum related_why
why_of(struct store *st, const struct store_story *story, const struct ranked *row)
{
    bool is_same_time = days_between(story->sort_at, row->vector.sort_at) <= SAME_EVENT_DAYS;

    if (row->is_same_event && is_same_time && is_elsewhere_of(st, story, row))
        return RELATED_EVENT;
    if (row->is_same_event || row->is_same_thread)
        return row->vector.sort_at < story->sort_at ? RELATED_EARLIER : RELATED_LATER;
    return RELATED_SUBJECT;
}

/* The story of which the row is a copy; one that links already show is not among the rows. */
static const struct store_story *
original_of(const struct gathering *g, const struct related_row *rows, size_t count,
            const struct ranked *ranked)
{
    for (size_t i = count; i-- > 0;)
        if (rows[i].story.id == ranked->copy_of)
            return &rows[i].story;
    return &g->text.story;
}

static bool
load_stories(struct gathering *g, struct related *out, struct err *err)
{
    struct ranked *ranked = NULL;
    size_t count = 0, kept = 0;

    if (!rank_load(g->st, g->a, g->text.story.id, &ranked, &count, err))
        return false;
    struct related_row *rows = ARENA_ARRAY(g->a, struct related_row, count + 1);

    for (size_t i = 0; i < count; i++) {
        struct related_row row = {
            .why = why_of(g->st, &g->text.story, &ranked[i]),
            .score = ranked[i].score,
            .is_same_event = ranked[i].is_same_event,
            .is_copy = ranked[i].copy_of != 0,
            .original_id = ranked[i].copy_of,
        };

        if (is_linked(g, ranked[i].vector.story_id))
            continue;
        if (!store_story_get(g->st, g->a, ranked[i].vector.story_id, &row.story, err))
            return false;
        row.is_visited = row.story.is_read;
        if (row.is_copy)
            row.copy_of = copy_source(g->a, &row.story, original_of(g, rows, kept, &ranked[i]));
        rows[kept++] = row;
    }
    out->stories = rows;
    out->story_count = kept;
    return true;
}

static bool
gather(struct gathering *g, int64_t story_id, struct related *out, struct err *err)
{
    if (!store_text_load(g->st, g->a, story_id, &g->text, err))
        return false;
    add_links(g);
    out->links = g->links.items;
    out->link_count = g->links.count;
    return load_stories(g, out, err);
}

bool
related_load(struct store *st, struct arena *a, int64_t story_id, struct related *out,
             struct err *err)
{
    struct gathering g = { .st = st, .a = a };
    struct related found = { 0 };
    bool is_begun = false,
         ok = store_read_begin(st, &is_begun, err) && gather(&g, story_id, &found, err);

    store_read_end(st, is_begun);
    if (ok)
        *out = found;
    return ok;
}

str
related_why_text(struct arena *a, const struct related_row *row)
{
    static const char *const words[] = {
        [RELATED_LINKED] = "linked",    [RELATED_IN_TEXT] = "in the text",
        [RELATED_EVENT] = "same event", [RELATED_EARLIER] = "earlier",
        [RELATED_LATER] = "later",      [RELATED_SUBJECT] = "same subject",
    };

    if (row->copy_of.len > 0)
        return arena_printf(a, "copy of %.*s text", STR_ARG(row->copy_of));
    if (row->why == RELATED_EVENT && row->story.thread_sources > 1)
        return arena_printf(a, "%s · %" PRId64 " sources", words[row->why],
                            row->story.thread_sources);
    return str_of(words[row->why]);
}
