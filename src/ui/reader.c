#include "age.h"
#include "pane.h"

#include <courant/html.h>
#include <courant/refresh.h>

#include <string.h>
#include <time.h>

/*
 * Stories on their way to the article pane. To look at one is what the cursor does; to open it is the reader's
 * decision: it joins the walk, counts as read after a moment, and may have its page fetched.
 */

#define READ_AFTER_MS  1500
#define AHEAD_AFTER_MS 1000
#define TEASER_WORDS   120 /* a feed that gives fewer gives a teaser */

const struct store_story *
reader_story(struct app *app)
{
    if (app->focus == PANE_STORIES)
        return view_cursor(app);
    if (app->focus == PANE_RELATED && app->related.scroll.count > 0) {
        const struct related_line *line = &app->related.lines[app->related.scroll.cursor];

        if (line->row && line->row->story.id)
            return &line->row->story;
    }
    bool is_seen = app->focus != PANE_SOURCES || app_has(app, PANE_ARTICLE);

    return app->article.id && is_seen ? &app->article.text.story : NULL;
}

/* ---- the text ---- */

/* The reader's own zone. Through a pointer, since compilers want formats that they can check: this one is the user's. */
static size_t (*const format_time)(char *, size_t, const char *, const struct tm *) = strftime;

static str
date_words(struct app *app, struct arena *a, int64_t at)
{
    time_t seconds = (time_t)at;
    struct tm tm;
    char text[128];
    str format = app->settings.time_format;

    if (at == 0 || !localtime_r(&seconds, &tm))
        return (str){ 0 };
    size_t len = format_time(text, sizeof(text), arena_cstr(a, format), &tm);

    return arena_str(a, (str){ text, len });
}

static void
add_part(struct buf *b, str part)
{
    if (part.len == 0)
        return;
    if (b->len > 0)
        buf_add(b, STR(" · "));
    buf_add(b, part);
}

/* The reader's own tags, and the rules that hid it. */
static void
add_filing(struct app *app, struct arena *a, struct buf *b)
{
    const struct store_story *story = &app->article.text.story;
    struct err ignored = { 0 };
    str *names = NULL;
    size_t count = 0;

    if (store_own_tags_load(app->store, a, story->id, &names, &count, &ignored))
        for (size_t i = 0; i < count; i++)
            add_part(b, arena_printf(a, "#%.*s", STR_ARG(names[i])));
    count = 0;
    if (story->is_hidden && store_ruled_load(app->store, a, story->id, &names, &count, &ignored))
        for (size_t i = 0; i < count; i++)
            add_part(b, arena_printf(a, "hidden by rule %.*s", STR_ARG(names[i])));
}

static str
meta_words(struct app *app, struct arena *a)
{
    const struct store_story *story = &app->article.text.story;
    struct buf b = { .arena = a };

    add_part(&b, story->source_name);
    add_part(&b, story->author);
    add_part(&b, date_words(app, a, story->published_at));
    if (story->is_edited)
        add_part(&b, STR("edited"));
    if (story->is_saved)
        add_part(&b, STR("saved"));
    add_part(&b, heed_words(story));
    add_filing(app, a, &b);
    return buf_str(&b);
}

/* A version and the next: the newest is what the feed sends now. */
static str
version_html(const struct app *app, size_t at)
{
    const struct store_text *text = &app->article.text;

    return at == 0 ? text->feed_html : text->revisions[at - 1].html;
}

static str
version_title(const struct app *app, size_t at)
{
    const struct store_text *text = &app->article.text;

    return at == 0 ? text->story.title : text->revisions[at - 1].title;
}

static str
edits_html(const struct app *app, struct arena *a)
{
    size_t at = app->article.edit_at;
    str was = version_title(app, at), now = version_title(app, at - 1);
    str html = doc_edits_html(a, version_html(app, at), version_html(app, at - 1));

    if (str_eq(was, now))
        return html;
    return arena_join(a, doc_edits_html(a, html_escape(a, was), html_escape(a, now)), html);
}

static str
edits_note(struct app *app, struct arena *a)
{
    const struct article *article = &app->article;
    int64_t at = article->text.revisions[article->edit_at - 1].seen_at;

    return arena_printf(a,
                        "What was edited, seen %.*s (%zu of %zu): [-went] [+came]. "
                        "E goes on.",
                        STR_ARG(date_words(app, a, at)), article->edit_at,
                        article->text.revision_count);
}

static str
note_words(const struct app *app)
{
    const struct article *article = &app->article;

    if (article->is_waiting)
        return STR("fetching the page …");
    return article->text.page_note;
}

static struct doc_source
doc_source_of(struct app *app, struct arena *a)
{
    const struct store_text *text = &app->article.text;
    bool has_page = text->page_html.len > 0;

    if (app->article.edit_at > 0)
        return (struct doc_source){ .title = text->story.title,
                                    .meta = meta_words(app, a),
                                    .html = edits_html(app, a),
                                    .base_url = text->story.url,
                                    .note = edits_note(app, a) };
    return (struct doc_source){
        .title = text->story.title,
        .meta = meta_words(app, a),
        .html = has_page ? text->page_html : text->feed_html,
        .base_url = text->story.url,
        .lead_picture_alt = text->lead_caption.len > 0 ? text->lead_caption : text->lead_alt,
        .lead_picture_credit = text->lead_credit,
        .lead_picture_url = text->lead_url,
        .note = note_words(app),
        .minutes_from_words = TEASER_WORDS,
    };
}

static void
build_doc(struct app *app)
{
    struct article *article = &app->article;
    struct doc_source source = doc_source_of(app, &article->arena);

    doc_build(&article->arena, &source, &article->doc);
    article_outdate_layout(app);
}

static bool
load_text(struct app *app, int64_t story_id, struct err *err)
{
    struct arena a = { 0 };
    struct store_text text = { 0 };

    if (!store_text_load(app->store, &a, story_id, &text, err)) {
        arena_free(&a);
        return false;
    }
    article_forget_layout(app);
    arena_free(&app->article.arena);
    app->article.arena = a;
    app->article.text = text;
    return true;
}

void
reader_leave(struct app *app)
{
    struct article *article = &app->article;
    struct err err = { 0 };

    if (!article->id || !article->is_open || article->top >= article->layout.line_count ||
        store_read_only(app->store))
        return;
    if (!store_position_set(app->store, article->id, article->layout.lines[article->top].at, &err))
        log_add("ui", "place in story: %s", err.text);
}

static void
forget_article(struct app *app)
{
    article_forget_layout(app);
    arena_free(&app->article.arena);
    app->article = (struct article){ 0 };
    related_reload(app);
    app->stale |= STALE_ARTICLE | STALE_RELATED | STALE_FRAME;
}

static bool
show_story(struct app *app, int64_t story_id)
{
    struct err err = { 0 };

    reader_leave(app);
    app->timers.follow_ms = app->timers.read_ms = app->timers.ahead_ms = 0;
    if (!load_text(app, story_id, &err)) {
        app_complain(app, &err);
        if (err.kind == ERR_MISSING)
            forget_article(app);
        return false;
    }
    app->article.id = story_id;
    app->article.edit_at = 0;
    app->article.is_open = app->article.is_waiting = app->article.is_unread_again = false;
    app->article.find[0] = 0;
    build_doc(app);
    article_go_to(app, store_position_get(app->store, story_id));
    related_reload(app);
    app->stale |= STALE_ARTICLE | STALE_RELATED | STALE_FRAME | STALE_STATUS | STALE_HEADER;
    return true;
}

void
reader_look(struct app *app, int64_t story_id)
{
    if (story_id != app->article.id)
        show_story(app, story_id);
}

/* ---- the page ---- */

static bool
is_web(str url)
{
    return str_starts_nocase(url, STR("http://")) || str_starts_nocase(url, STR("https://"));
}

static void
wait_for_page(struct app *app)
{
    app->article.is_waiting = true;
    refresh_page(app->refresher, app->article.id, true);
    article_finish(app);
    size_t top = app->article.top;

    build_doc(app);
    article_layout(app);
    article_finish(app);
    app->article.top = top;
    article_clamp(app);
    app->stale |= STALE_ARTICLE;
}

/* A teaser is not the article: its page is fetched, unless the settings say never or it failed before. */
static bool
wants_page(const struct app *app)
{
    const struct article *article = &app->article;
    bool is_tried = article->text.page_at > 0 || article->text.page_html.len > 0;

    return app->refresher && !article->is_waiting && !is_tried &&
           app->settings.full_text != WHEN_NEVER && is_web(article->text.story.url) &&
           (article->doc.word_count < TEASER_WORDS || app->settings.full_text == WHEN_ALWAYS);
}

/* The first words in view, to find the place again in a text that came from elsewhere. */
static str
top_words(const struct app *app, struct arena *a)
{
    const struct article *article = &app->article;
    struct buf b = { .arena = a };

    for (size_t y = article->top; y < article->layout.line_count && b.len < 60; y++) {
        const struct doc_line *line = &article->layout.lines[y];

        for (size_t i = 0; i < line->run_count && b.len < 60; i++)
            buf_add(&b, line->runs[i].text);
        if (b.len > 20)
            break;
    }
    return str_trim(buf_str(&b));
}

void
reader_reload(struct app *app)
{
    struct article *article = &app->article;
    struct arena a = { 0 };
    struct err err = { 0 };
    struct doc_hit *hits = NULL;
    size_t hit_count = 0;

    article_finish(app);
    size_t top = article->top;
    str words = top > 0 ? top_words(app, &a) : (str){ 0 };

    if (!load_text(app, article->id, &err)) {
        app_complain(app, &err);
    } else {
        article->edit_at = MIN(article->edit_at, article->text.revision_count);
        build_doc(app);
        article_layout(app);
        article_finish(app);
        if (words.len > 0)
            hit_count = doc_search(&a, &article->layout, words, &hits);
        article->top = hit_count > 0 ? hits[0].line : top;
        article_clamp(app);
        app->stale |= STALE_ARTICLE | STALE_FRAME;
    }
    arena_free(&a);
}

static bool
is_followed(const struct app *app, const struct refresh_event *event)
{
    return app->follow_url[0] && strcmp(app->follow_url, event->url) == 0;
}

/* Not for who only leafs through. */
static void
ahead_soon(struct app *app)
{
    app->timers.ahead_ms = time_now_ms() + AHEAD_AFTER_MS;
}

/* While its own page is on its way, its publisher's links are not known; refresh = off means this too. */
void
reader_ahead(struct app *app)
{
    struct article *article = &app->article;

    bool is_wanted = app->settings.prefetch > 0 && app->settings.refresh_auto;

    if (!app->refresher || !is_wanted || !article->id || !article->is_open || article->is_waiting)
        return;
    article->ahead_id = article->id;
    refresh_ahead(app->refresher, article->id, (size_t)app->settings.prefetch);
}

/* Either the page of the open story, or a link that was followed and is now a story of the store. */
void
reader_page_ready(struct app *app, const struct refresh_event *event)
{
    if (is_followed(app, event)) {
        app->follow_url[0] = 0;
        if (event->err.kind != ERR_NONE || event->story_id == 0) {
            app_complain(app, &event->err);
            return;
        }
        app->message[0] = 0;
        app->follow_depth++;
        app->stale |= reader_open(app, event->story_id, true);
        return;
    }
    bool is_of_several = event->story_id == 0 && !event->url[0];

    if (app->article.id == 0 || (event->story_id != app->article.id && !is_of_several))
        return;
    bool was_waiting = app->article.is_waiting;

    app->article.is_waiting = false;
    reader_reload(app);
    related_reload(app);
    app->stale |= STALE_RELATED;
    if (was_waiting && app->article.is_open) /* only now its links are known */
        ahead_soon(app);
    if (was_waiting && event->err.kind != ERR_NONE && app->article.text.page_note.len == 0)
        app_complain(app, &event->err);
}

/* ---- what was edited ---- */

unsigned
show_edits(struct app *app, str argument)
{
    struct article *article = &app->article;

    (void)argument;
    if (!article->id || article->text.revision_count == 0)
        return app_say(app, "this story has not been edited since it came");
    article->edit_at = article->edit_at < article->text.revision_count ? article->edit_at + 1 : 0;
    build_doc(app);
    article_go_to(app, 0);
    return app_focus(app, PANE_ARTICLE) | STALE_ARTICLE | STALE_FRAME;
}

/* ---- opening and following ---- */

unsigned
reader_open(struct app *app, int64_t story_id, bool is_visit)
{
    bool is_new = story_id != app->article.id;

    if (is_new && !show_story(app, story_id))
        return STALE_ALL;
    app->timers.follow_ms = 0;
    app->article.is_open = true;
    app->article.is_unread_again = false;
    if (is_visit)
        walk_visit(&app->walk, story_id);
    if (app->settings.mark_on_open && !app->article.text.story.is_read)
        app->timers.read_ms = time_now_ms() + READ_AFTER_MS;
    if (wants_page(app))
        wait_for_page(app);
    if (app->refresher && is_new && !app->article.is_waiting)
        refresh_cancel_pages(app->refresher);
    if (is_new || app->article.ahead_id != story_id)
        ahead_soon(app);
    if (app->follow_depth == 0) /* who follows related stories keeps the place in the list */
        view_go_to(app, &app->article.text.story);
    return app_focus(app, PANE_ARTICLE) | STALE_ARTICLE | STALE_STORIES | STALE_FRAME;
}

void
reader_mark_read(struct app *app)
{
    const struct store_story *story = &app->article.text.story;
    struct err err = { 0 };

    app->timers.read_ms = 0;
    if (!app->article.id || story->is_read || app->article.is_unread_again ||
        store_read_only(app->store)) /* said at the start, and not at each story again */
        return;
    if (!store_mark(app->store, &app->article.id, 1, STORE_READ, &err)) {
        mark_failed(app, &err);
        return;
    }
    mark_rows(app, app->article.id, true, story->is_saved);
    mark_copies(app);
}

unsigned
reader_follow_url(struct app *app, str url)
{
    struct err err = { 0 };
    int64_t id = 0;

    if (!is_web(url) || url.len >= sizeof(app->follow_url))
        return app_say(app, "not an address of the web: %.*s", STR_ARG(url));
    if (store_story_by_url(app->store, url, &id, &err)) {
        app->follow_depth++;
        return reader_open(app, id, true);
    }
    if (!app->refresher)
        return app_say(app, "nothing is fetched: refresh is off");
    memcpy(app->follow_url, url.ptr, url.len);
    app->follow_url[url.len] = 0;
    refresh_follow(app->refresher, url);
    return app_say(app, "fetching %.*s …", STR_ARG(url));
}

unsigned
reader_follow_row(struct app *app, const struct related_row *row)
{
    if (row->story.id == 0)
        return reader_follow_url(app, row->story.url);
    app->follow_depth++;
    return reader_open(app, row->story.id, true);
}

unsigned
follow_number(struct app *app, str argument)
{
    int64_t number = 0;

    if (!str_take_int(&argument, &number))
        return app_say(app, "which? :open-related 1 to 9");
    for (size_t i = 0; i < app->related.scroll.count; i++)
        if (app->related.lines[i].number == number)
            return reader_follow_row(app, app->related.lines[i].row);
    return app_say(app, "there is no related story %" PRId64, number);
}

/* ---- the walk ---- */

/* A story that is no more is dropped from the walk, and the next one tried. */
static unsigned
walk_to(struct app *app, bool (*step)(struct walk *, int64_t *), const char *none)
{
    int64_t id = 0;

    while (step(&app->walk, &id)) {
        if (id == app->article.id || show_story(app, id))
            return reader_open(app, id, false);
        walk_drop(&app->walk);
    }
    return app_say(app, "%s", none);
}

/* In a single pane, what was opened from the list goes back to the list; elsewhere the list is in view anyway. */
unsigned
walk_go_back(struct app *app, str argument)
{
    (void)argument;
    app->follow_url[0] = 0;
    if (app->layout.kind == LAYOUT_SINGLE && app->focus == PANE_RELATED)
        return app_focus(app, PANE_ARTICLE);
    if (app->layout.kind == LAYOUT_SINGLE && app->focus == PANE_ARTICLE && app->follow_depth == 0)
        return app_focus(app, app->has_sources ? PANE_SOURCES : PANE_STORIES);
    if (app->focus == PANE_STORIES && app->is_search && app->walk.at == 0)
        return view_end_search(app);
    if (app->follow_depth > 0)
        app->follow_depth--;
    return walk_to(app, walk_back, "this is where reading began");
}

unsigned
walk_go_forward(struct app *app, str argument)
{
    (void)argument;
    app->follow_depth++;
    return walk_to(app, walk_forward, "nothing lies ahead");
}

/* ---- reading on ---- */

static unsigned
open_here_still(struct app *app, int64_t story_id)
{
    enum pane focus = app->focus;

    app->follow_depth = 0;
    unsigned stale = reader_open(app, story_id, true);

    return stale | (app->layout.kind == LAYOUT_SINGLE ? 0 : app_focus(app, focus)) | STALE_STORIES;
}

/* In the row where this unread story stands: the first that is to be read there. */
static unsigned
open_unread(struct app *app, int64_t story_id)
{
    struct arena a = { 0 };
    struct store_story story;
    struct err err = { 0 };
    int64_t first_id = 0;
    bool ok = store_story_get(app->store, &a, story_id, &story, &err) &&
              view_bring(app, &story, &err) && view_find_unread(app, false, true, &first_id, &err);

    arena_free(&a);
    if (!ok)
        return app_complain(app, &err);
    return open_here_still(app, first_id ? first_id : story_id);
}

static unsigned
open_next_unread(struct app *app)
{
    struct store_place place = { 0 };
    struct err err = { 0 };
    int64_t id = 0;

    reader_mark_read(app);
    if (!view_find_unread(app, false, false, &id, &err))
        return app_complain(app, &err);
    if (id)
        return open_here_still(app, id);
    const struct list_row *row = view_row(app);

    if (!row)
        return app_say(app, "no stories here");
    if (store_next_unread(app->store, app->view.query, row->place, &place, &err))
        return open_unread(app, place.id);
    if (err.kind != ERR_MISSING)
        return app_complain(app, &err);
    err = (struct err){ 0 };
    if (store_next_unread(app->store, app->view.query, (struct store_place){ 0 }, &place, &err))
        return open_unread(app, place.id) | app_say(app, "from the top again");
    return app_say(app, "nothing unread is left here");
}

static unsigned
open_previous_unread(struct app *app)
{
    const struct store_place the_end = { .sort_at = INT64_MIN, .id = 0 };
    const struct list_row *row = view_row(app);
    struct store_place place = { 0 };
    struct err err = { 0 };
    int64_t id = 0;

    if (!row)
        return app_say(app, "no stories here");
    if (!view_find_unread(app, true, false, &id, &err))
        return app_complain(app, &err);
    if (id)
        return open_here_still(app, id);
    if (store_previous_unread(app->store, app->view.query, row->place, &place, &err))
        return open_unread(app, place.id);
    if (err.kind != ERR_MISSING)
        return app_complain(app, &err);
    err = (struct err){ 0 };
    if (store_previous_unread(app->store, app->view.query, the_end, &place, &err))
        return open_unread(app, place.id) | app_say(app, "from the end again");
    return app_say(app, "nothing unread is left here");
}

static unsigned
go_hit(struct app *app, int step)
{
    struct article *article = &app->article;

    if (article->hit_count == 0)
        return app_say(app, "not in this article: %s", article->find);
    article->hit_at =
        (article->hit_at + (step > 0 ? 1 : article->hit_count - 1)) % article->hit_count;
    article->top = article->hits[article->hit_at].line;
    article->top -= MIN(article->top, article_rows(app) / 3);
    article_clamp(app);
    return STALE_ARTICLE | STALE_FRAME |
           app_say(app, "%zu of %zu: %s", article->hit_at + 1, article->hit_count, article->find);
}

unsigned
go_next(struct app *app, str argument)
{
    (void)argument;
    if (app->focus == PANE_ARTICLE && app->article.find[0])
        return go_hit(app, 1);
    return open_next_unread(app);
}

unsigned
go_previous(struct app *app, str argument)
{
    (void)argument;
    if (app->focus == PANE_ARTICLE && app->article.find[0])
        return go_hit(app, -1);
    return open_previous_unread(app);
}

unsigned
read_on(struct app *app, str argument)
{
    const struct store_story *cursor = view_cursor(app);
    enum pane focus = app->focus;

    (void)argument;
    if (focus == PANE_STORIES && cursor && cursor->id != app->article.id &&
        !view_is_on(app, &app->article.text.story)) {
        app->follow_depth = 0;
        unsigned stale = reader_open(app, cursor->id, true);

        return stale | (app->layout.kind == LAYOUT_SINGLE ? 0 : app_focus(app, focus));
    }
    if (app->article.id && !app->article.is_open) {
        unsigned stale = reader_open(app, app->article.id, true);

        if (app->layout.kind == LAYOUT_SINGLE)
            return stale;
        app_focus(app, focus);
    }
    if (app->article.id && article_page(app, 1))
        return STALE_ARTICLE | STALE_FRAME | STALE_HEADER;
    return open_next_unread(app);
}

unsigned
fetch_page(struct app *app, str argument)
{
    (void)argument;
    if (!app->article.id || !is_web(app->article.text.story.url))
        return app_say(app, "this story has no page to fetch");
    if (!app->refresher)
        return app_say(app, "nothing is fetched: refresh is off");
    wait_for_page(app);
    return app_say(app, "fetching the page …");
}
