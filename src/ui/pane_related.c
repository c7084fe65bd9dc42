#include "age.h"
#include "pane.h"

#include <courant/net.h>
#include <courant/text.h>

#define MARK_COLS        4 /* "1 → " */
#define AGE_COLS         4
#define GAP_COLS         2
#define TITLE_LEAST_COLS 40
#define WHY_COLS         22 /* "same event · 4 sources" */
#define SOURCE_FROM_COLS 56
#define WHY_FROM_COLS    96
#define HEED_FROM_COLS   40
#define LINKS_FIRST                                                                                \
    5 /* of the article's; more of them stand behind the stories, which they would hide */

static const struct section {
    enum related_why why;
    const char *title, *mark;
    enum theme_role role;
} sections[] = {
    { RELATED_LINKED, "In the article", "→", ROLE_RELATED_LINK },
    { RELATED_IN_TEXT, "In the article", "→", ROLE_RELATED_LINK },
    { RELATED_EVENT, "The same story elsewhere", "=", ROLE_RELATED_EVENT },
    { RELATED_LATER, "Later in this thread", "›", ROLE_RELATED_EVENT },
    { RELATED_EARLIER, "Earlier in this thread", "‹", ROLE_RELATED_EVENT },
    { RELATED_SUBJECT, "On the same subject", "~", ROLE_RELATED_SUBJECT },
};

static const struct section *
section_of(enum related_why why)
{
    for (size_t i = 0; i < ARRAY_LEN(sections); i++)
        if (sections[i].why == why)
            return &sections[i];
    return &sections[ARRAY_LEN(sections) - 1];
}

/* ---- loading ---- */

struct maker {
    struct arena *a;
    VEC(struct related_line) lines;
    const char *title; /* of the section begun */
    int number;
};

static bool
is_same_text(const struct related_row *x, const struct related_row *y)
{
    return y->is_copy && (x->story.id == y->original_id || x->original_id == y->original_id);
}

/* The row of this section that has the same text already; NULL: none. */
static const struct related_row *
find_copied(const struct maker *m, const struct related_row *row)
{
    for (size_t i = m->lines.count; i-- > 0;) {
        const struct related_line *line = &m->lines.items[i];

        if (!line->row && !line->is_remark)
            return NULL;
        if (line->row && is_same_text(line->row, row))
            return line->row;
    }
    return NULL;
}

/* How many sources tell of the event stands with its heading, once. */
static str
heading_of(struct arena *a, const struct section *section, const struct related_row *row)
{
    if (section->why == RELATED_EVENT && row->story.thread_sources > 1)
        return arena_printf(a, "%s · %" PRId64 " sources", section->title,
                            row->story.thread_sources);
    return str_of(section->title);
}

/* One text once more in a section is no row of its own: add_copies names its source under the first. */
static void
add_row(struct maker *m, const struct section *section, const struct related_row *row)
{
    bool is_begun = m->title && str_eq(str_of(m->title), str_of(section->title));

    if (is_begun && find_copied(m, row))
        return;
    if (!is_begun)
        *VEC_PUSH(m->a, &m->lines) =
            (struct related_line){ .text = heading_of(m->a, section, row) };
    m->title = section->title;
    m->number++;
    *VEC_PUSH(m->a, &m->lines) =
        (struct related_line){ .row = row, .number = m->number <= 9 ? m->number : 0 };
}

/* Names the sources whose copies of this row's text are folded into it. */
static void
add_copies(struct maker *m, const struct related *related, const struct related_row *row)
{
    struct buf b = { .arena = m->a };
    str copy_of = row->copy_of;

    for (size_t i = 0; i < related->story_count; i++) {
        const struct related_row *copy = &related->stories[i];

        if (copy == row || copy->why != row->why || find_copied(m, copy) != row)
            continue;
        copy_of = copy->copy_of;
        buf_add(&b, b.len > 0 ? STR(", ") : STR(""));
        buf_add(&b, copy->story.source_name);
    }
    if (b.len > 0)
        *VEC_PUSH(m->a, &m->lines) = (struct related_line){
            .is_remark = true,
            .text = arena_printf(m->a, "%.*s text, also in %.*s", STR_ARG(copy_of),
                                 STR_ARG(buf_str(&b))),
        };
}

/* ---- whose site it is on ---- */

static bool
is_subscribed(const struct app *app, str url)
{
    for (size_t i = 0; i < app->sources.source_count; i++) {
        const struct store_source *source = &app->sources.sources[i];

        if (source->is_listed &&
            (net_url_is_same_site(url, source->url) || net_url_is_same_site(url, source->site_url)))
            return true;
    }
    return false;
}

/* A page of a site that no source of the reader's is on: a adds it. */
static bool
is_foreign(const struct app *app, const struct related_row *row)
{
    if (row->story.id ? row->story.is_listed : false)
        return false;
    return net_url_is_web(row->story.url) && !is_subscribed(app, row->story.url);
}

/* Best first, each followed by where its text stands too. */
static void
add_section(struct maker *m, const struct related *related, const struct section *section)
{
    for (size_t i = 0; i < related->story_count; i++) {
        size_t before = m->lines.count;

        if (related->stories[i].why != section->why)
            continue;
        add_row(m, section, &related->stories[i]);
        if (m->lines.count > before)
            add_copies(m, related, &related->stories[i]);
    }
}

static const struct section more_links = { RELATED_IN_TEXT, "More links in the article", "→",
                                           ROLE_RELATED_LINK };

/* In the order of the sections; within one as related/ ranked them. */
static void
add_rows(struct maker *m, const struct related *related)
{
    size_t first = MIN(related->link_count, LINKS_FIRST);

    for (size_t i = 0; i < first; i++)
        add_row(m, section_of(related->links[i].why), &related->links[i]);
    for (size_t s = 0; s < ARRAY_LEN(sections); s++)
        add_section(m, related, &sections[s]);
    for (size_t i = first; i < related->link_count; i++)
        add_row(m, &more_links, &related->links[i]);
}

void
related_reload(struct app *app)
{
    struct related_list *list = &app->related;
    struct related related = { 0 };
    struct arena a = { 0 };
    struct err err = { 0 };
    bool is_same = list->id == app->article.id;
    size_t cursor = is_same ? list->scroll.cursor : 0, page = list->scroll.page;

    app->is_related_old = false;
    if (app->article.id && !related_load(app->store, &a, app->article.id, &related, &err))
        log_add("ui", "related: %s", err.text);
    arena_free(&list->arena);
    *list = (struct related_list){ .arena = a, .id = app->article.id };
    struct maker m = { .a = &list->arena };

    add_rows(&m, &related);
    if (!app->sources.lines)
        sources_load(app);
    for (size_t i = 0; i < m.lines.count; i++)
        if (m.lines.items[i].row)
            m.lines.items[i].is_foreign = is_foreign(app, m.lines.items[i].row);
    list->lines = m.lines.items;
    list->stories = related.stories;
    list->story_count = related.story_count;
    list->row_count = (size_t)m.number;
    list->is_heading = ARENA_ARRAY(&list->arena, bool, m.lines.count + 1);
    for (size_t i = 0; i < m.lines.count; i++)
        list->is_heading[i] = !m.lines.items[i].row;
    list->scroll = (struct scroll){
        .count = m.lines.count, .page = page, .cursor = cursor, .is_heading = list->is_heading
    };
    scroll_fit(&list->scroll);
    app->stale |= STALE_RELATED | STALE_FRAME;
    if (app->focus == PANE_RELATED)
        app_layout(app); /* it is as high as what it shows */
}

/* ---- drawing ---- */

static str
host_of(str url)
{
    size_t at = str_find(url, STR("://"));
    str rest = at == STR_NONE ? url : str_from(url, at + 3);
    size_t end = str_find_char(rest, '/');

    rest = end == STR_NONE ? rest : str_sub(rest, 0, end);
    return str_starts(rest, STR("www.")) ? str_from(rest, 4) : rest;
}

static str
source_words(const struct store_story *story)
{
    return story->source_name.len > 0 ? story->source_name : host_of(story->url);
}

static bool
is_seen(const struct related_row *related)
{
    return related->is_visited || (related->story.id && related->story.is_read);
}

/* Why it is there, as far as the heading has not said it, and what a link leads to. */
static str
reason_words(struct arena *a, const struct related_line *line, bool is_wide)
{
    const struct related_row *related = line->row;
    bool is_link = related->why == RELATED_LINKED || related->why == RELATED_IN_TEXT;

    if (related->is_ready)
        return line->is_foreign ? STR("ready · not subscribed") : STR("ready");
    if (line->is_foreign)
        return STR("not subscribed");
    return is_wide || (related->is_copy && !is_link) ? related_why_text(a, related) : STR("");
}

/*
 * Wide, the columns stand below each other. Narrow, each takes what its words take, and the title has the rest; what
 * would leave it too little is left out, the reason before the source.
 */
static void
fit_columns(const struct row *row, str title, str reason, str source, int age_cols,
            int *reason_cols, int *source_cols)
{
    int title_cols = text_cols(title), room = row->width - MARK_COLS - 2 - age_cols;
    bool is_wide = row->width >= WHY_FROM_COLS;

    *source_cols = MIN(row->width / 4, 22);
    if (!is_wide)
        *source_cols = MIN(*source_cols, text_cols(source));
    if (row->width < SOURCE_FROM_COLS || *source_cols == 0)
        *source_cols = 0;
    room -= *source_cols > 0 ? *source_cols + GAP_COLS : 0;
    *reason_cols = is_wide ? WHY_COLS : MIN(text_cols(reason), WHY_COLS);
    if (!is_wide && (row->width < SOURCE_FROM_COLS ||
                     room - *reason_cols - GAP_COLS < MIN(title_cols, TITLE_LEAST_COLS)))
        *reason_cols = 0;
}

static void
fit_line(struct row *row, struct arena *a, const struct related_line *line)
{
    const struct section *section = section_of(line->row->why);
    const struct store_story *story = &line->row->story;
    str title = pane_story_name(story), source = source_words(story);
    str reason = reason_words(a, line, row->width >= WHY_FROM_COLS);
    bool has_age = row->width >= WHY_FROM_COLS || (row->width >= 24 && story->sort_at > 0);
    int age_cols = has_age ? AGE_COLS : 0, reason_cols = 0, source_cols = 0;
    str heed = heed_words(story);
    int heed_cols = row->width >= HEED_FROM_COLS && heed.len > 0 ? text_cols(heed) + GAP_COLS : 0;

    fit_columns(row, title, reason, source, age_cols + heed_cols, &reason_cols, &source_cols);
    int title_cols = row->width - MARK_COLS - 2 - age_cols - heed_cols -
                     (source_cols > 0 ? source_cols + GAP_COLS : 0) -
                     (reason_cols > 0 ? reason_cols + GAP_COLS : 0);

    row_to(row, 1);
    row_text_cols(row, ROLE_COUNT, line->number ? arena_printf(a, "%d", line->number) : STR(""), 2);
    row_text_cols(row, section->role, is_seen(line->row) ? STR("✓") : str_of(section->mark), 2);
    row_text_cols(row, is_seen(line->row) ? ROLE_TITLE : section->role, title, title_cols);
    if (heed_cols > 0) {
        row_to(row, row->cols + GAP_COLS);
        row_text_cols(row, ROLE_MARK_FOLLOWED, heed, heed_cols - GAP_COLS);
    }
    if (reason_cols > 0) {
        row_to(row, row->cols + GAP_COLS);
        row_text_cols(row, ROLE_FAINT, reason, reason_cols);
    }
    if (source_cols > 0) {
        row_to(row, row->cols + GAP_COLS);
        row_text_right(row, ROLE_SOURCE, source, source_cols);
    }
    if (age_cols > 0)
        row_text_right(row, ROLE_TIME, age_short(a, time_now_s(), story->sort_at), age_cols);
}

static void
draw_related_line(struct app *app, struct rect r, int y, size_t i)
{
    const struct related_line *line = &app->related.lines[i];
    struct arena a = { 0 };
    struct row row;

    pane_row(app, &row, &a, r.cols);
    if (line->row) {
        fit_line(&row, &a, line);
    } else if (line->is_remark) {
        row_to(&row, MARK_COLS + 1);
        row_text_most(&row, ROLE_FAINT, line->text, row_left(&row) - 1);
    } else {
        row_to(&row, 1);
        row_text(&row, ROLE_SECTION, line->text);
    }
    bool is_cursor = i == app->related.scroll.cursor && app->focus == PANE_RELATED;

    draw_row(r.x, y, &row, ROLE_BASE, pane_cursor_role(app, PANE_RELATED, is_cursor));
    arena_free(&a);
}

static void
draw_related(struct app *app, struct rect r)
{
    struct scroll *scroll = &app->related.scroll;

    if (app->related.id != app->article.id)
        related_reload(app);
    scroll->page = (size_t)r.rows;
    scroll_fit(scroll);
    if (scroll->count == 0) {
        pane_words(
            app, r, "Nothing related",
            !app->article.id ? STR("No article is chosen.")
            : app->article.is_waiting
                ? STR("The page is being fetched; its links will stand here.")
                : STR("The store holds no story like this one, and the article has no links."));
        return;
    }
    for (int i = 0; i < r.rows; i++) {
        if (scroll->top + (size_t)i < scroll->count)
            draw_related_line(app, r, r.y + i, scroll->top + (size_t)i);
        else
            draw_blank((struct rect){ r.x, r.y + i, r.cols, 1 }, ROLE_BASE);
    }
}

static str
note_related(struct app *app, struct arena *a)
{
    if (app->related.row_count == 0)
        return (str){ 0 };
    return arena_printf(a, "%zu", app->related.row_count);
}

static unsigned
move_related(struct app *app, enum move move)
{
    scroll_move(&app->related.scroll, move);
    return STALE_RELATED;
}

static unsigned
open_related(struct app *app)
{
    struct scroll *scroll = &app->related.scroll;

    if (scroll->count == 0 || !app->related.lines[scroll->cursor].row)
        return STALE_NONE;
    return reader_follow_row(app, app->related.lines[scroll->cursor].row);
}

static unsigned
press_related(struct app *app, int x, int y, bool is_twice)
{
    struct scroll *scroll = &app->related.scroll;
    size_t row = scroll->top + (size_t)y;

    (void)x;
    if (row >= scroll->count || !app->related.lines[row].row)
        return STALE_NONE;
    scroll_to(scroll, row);
    return STALE_RELATED | (is_twice ? open_related(app) : STALE_NONE);
}

static unsigned
wheel_related(struct app *app, int rows)
{
    scroll_wheel(&app->related.scroll, rows);
    return STALE_RELATED;
}

static const struct hint hints[] = {
    { COMMAND_DOWN, COMMAND_UP, "move" }, { COMMAND_OPEN, -1, "follow" },
    { COMMAND_BACK, -1, "back" },         { COMMAND_RELATED, -1, "to the article" },
    { COMMAND_ADD, -1, "subscribe" },     { COMMAND_BROWSER, -1, "browser" },
    { COMMAND_COPY, -1, "copy" },         { COMMAND_ZOOM, -1, "zoom" },
    { COMMAND_HELP, -1, "help" },
};

const struct pane_ops pane_related = {
    .title = "Related",
    .stale = STALE_RELATED,
    .draw = draw_related,
    .note = note_related,
    .move = move_related,
    .open = open_related,
    .press = press_related,
    .wheel = wheel_related,
    .hints = hints,
    .hint_count = ARRAY_LEN(hints),
};
