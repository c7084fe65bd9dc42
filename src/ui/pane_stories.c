#include "age.h"
#include "fold.h"
#include "pane.h"

#include <courant/text.h>

#include <limits.h>

/*
 * A story takes one line where the pane is wide (title, source, age), two where it is narrow (title and age,
 * source below).
 */

#define ONE_LINE_FROM_COLS 66
#define AGE_COLS           4
#define WIDE_FROM_COLS     30 /* then a blank stands before the marks */
#define FOLD_COLS          2
#define COPIES_COLS        9 /* "+2 copies" */

static bool
has_snippets(const struct app *app)
{
    return app->view.query && store_query_has_words(app->view.query);
}

/* What was found by its words shows them in a second line. */
static int
row_height(const struct app *app, struct rect r)
{
    return (r.cols >= ONE_LINE_FROM_COLS && !has_snippets(app)) || r.rows < 6 ? 1 : 2;
}

size_t
stories_page(const struct app *app)
{
    const struct layout_place *place = &app->layout.places[PANE_STORIES];
    struct rect r = place->is_shown ? place->inner : app->layout.body;

    return (size_t)MAX(r.rows / row_height(app, r), 1);
}

/* What stands for several is read when all of them are. */
static bool
is_read(const struct list_row *line)
{
    return line->fold ? line->fold->unread_count == 0 : line->story.is_read;
}

static enum theme_role
title_role(const struct list_row *line)
{
    return is_read(line) ? ROLE_TITLE : ROLE_TITLE_UNREAD;
}

/* A story that was edited after it was read is read no more as it stands. */
static str
mark_of(const struct list_row *line)
{
    if (line->story.is_edited && is_read(line))
        return STR("±");
    if (line->story.is_highlighted)
        return is_read(line) ? STR("◇") : STR("◆");
    if (line->story.is_development && !is_read(line))
        return STR("◉");
    if (line->story.is_muted)
        return STR("○");
    return is_read(line) ? STR("") : STR("●");
}

static enum theme_role
mark_role(const struct store_story *story)
{
    if (story->is_highlighted)
        return ROLE_WARN;
    return story->is_development ? ROLE_MARK_FOLLOWED : ROLE_MARK_UNREAD;
}

/* Behind the marks: of a thread its sign, where a click opens it; else the title. */
static int
sign_col(int cols)
{
    return cols >= WIDE_FROM_COLS ? 3 : 2;
}

/*
 * The dot of what is unread, the star of what is saved, with a blank before the title. Both need the column at the
 * edge; where there is none to spare, the star alone stands for both.
 */
static void
add_marks(struct row *row, const struct list_row *line)
{
    const struct store_story *story = &line->story;
    enum theme_role role = mark_role(story);
    bool is_wide = row->width >= WIDE_FROM_COLS;
    str mark = mark_of(line);

    if (is_wide && !(story->is_saved && mark.len > 0))
        row_to(row, 1);
    if (story->is_saved && is_wide)
        row_text(row, role, mark);
    if (story->is_saved)
        row_text_cols(row, ROLE_TITLE_SAVED, STR("★"), 1);
    else
        row_text_cols(row, role, mark, 1);
    row_to(row, sign_col(row->width));
}

/* More than its own text and copies of it: a thread that can be opened. */
static bool
is_thread(const struct list_row *line)
{
    return line->thread_id && line->fold && line->fold->can_open;
}

/* ▸ what is closed, ▾ what is open; what stands below is set in. */
static void
add_fold_sign(struct row *row, const struct list_row *line)
{
    if (line->is_below)
        row_to(row, row->cols + FOLD_COLS);
    else if (is_thread(line))
        row_text_cols(row, ROLE_COUNT, line->fold->is_open ? STR("▾") : STR("▸"), FOLD_COLS);
}

/* Before the source; what the mark says already is not said again. */
static str
sign_of(const struct list_row *line)
{
    str sign = heed_sign(&line->story);

    return str_starts(sign, STR("○")) && str_eq(mark_of(line), STR("○")) ? STR("") : sign;
}

/* "3 sources · 2 unread", of one source "5 stories · 2 unread"; "3 sources · 2 ●", "3 · 2 ●". */
static str
fold_words(struct arena *a, const struct fold *fold, int cols)
{
    bool is_of_many = fold->source_count > 1;
    size_t count = is_of_many ? fold->source_count : fold->count, unread = fold->unread_count;
    str all = count_words(a, (int64_t)count, is_of_many ? "source" : "story",
                          is_of_many ? "sources" : "stories");
    str words = unread > 0 ? arena_printf(a, "%.*s · %zu unread", STR_ARG(all), unread) : all;

    if (text_cols(words) > cols)
        words = unread > 0 ? arena_printf(a, "%.*s · %zu ●", STR_ARG(all), unread) : all;
    if (text_cols(words) > cols)
        words = unread > 0 ? arena_printf(a, "%zu · %zu ●", count, unread)
                           : arena_printf(a, "%zu", count);
    return words;
}

static str
copy_words(struct arena *a, const struct fold *fold)
{
    if (!fold || fold->copy_count == 0)
        return (str){ 0 };
    return arena_printf(a, "+%zu %s: %.*s", fold->copy_count,
                        fold->copy_count == 1 ? "copy" : "copies", STR_ARG(fold->copies));
}

static str
story_words(struct arena *a, const struct list_row *line)
{
    const struct store_story *story = &line->story;

    str words = arena_join(a, sign_of(line), story->source_name);

    if (story->thread_sources > 1 && !line->is_below)
        return arena_printf(a, "%.*s · %" PRId64 " sources", STR_ARG(words), story->thread_sources);
    return words;
}

static bool
is_closed_thread(const struct list_row *line)
{
    return is_thread(line) && !line->fold->is_open;
}

/* In a column beside the title. */
static str
source_words(struct arena *a, const struct list_row *line, int cols)
{
    str sign = sign_of(line), words = story_words(a, line);

    if (!is_closed_thread(line) && text_cols(words) > cols && line->story.thread_sources > 1 &&
        !line->is_below)
        return arena_printf(a, "%.*s%.*s · %" PRId64, STR_ARG(sign),
                            STR_ARG(line->story.source_name), line->story.thread_sources);
    if (!is_closed_thread(line))
        return words;
    return arena_join(a, sign, fold_words(a, line->fold, cols - text_cols(sign)));
}

/* In a line of their own, with the copies folded in. */
static str
line_words(struct arena *a, const struct list_row *line)
{
    str words =
        line->fold && line->fold->copy_count > 0 ? line->story.source_name : story_words(a, line);
    str copies = copy_words(a, line->fold);

    if (is_closed_thread(line))
        words = arena_printf(a, "%.*s%.*s · %.*s", STR_ARG(sign_of(line)),
                             STR_ARG(line->story.source_name),
                             STR_ARG(fold_words(a, line->fold, INT_MAX)));
    return copies.len > 0 ? arena_printf(a, "%.*s · %.*s", STR_ARG(words), STR_ARG(copies)) : words;
}

/* A thread's own title comes first; of a single text the copies are told at its cost. */
static int
copy_cols(const struct list_row *line, str copies, int title_cols, int cols)
{
    int room = cols - 2 - title_cols;

    if (!is_closed_thread(line))
        room = MAX(room, cols / 3);
    return room < COPIES_COLS ? 0 : MIN(text_cols(copies), room);
}

/* Behind the title, where they have no line of their own, the copies folded into it. */
static void
fit_words(struct row *row, struct arena *a, const struct list_row *line, str title, int cols,
          bool has_copies)
{
    str copies = has_copies ? copy_words(a, line->fold) : (str){ 0 };
    int end = row->cols + cols, room = copy_cols(line, copies, text_cols(title), cols);

    if (copies.len > 0 && room > 0) {
        row_text_most(row, title_role(line), title, cols - room - 2);
        row_to(row, row->cols + 2);
        row_text_most(row, ROLE_FAINT, copies, room);
    } else {
        row_text_most(row, title_role(line), title, cols);
    }
    row_to(row, end);
}

/* source_cols 0: it stands in the line below. rest: what that may go on with of the title; NULL: this is cut. */
static void
fit_title(struct row *row, struct arena *a, const struct list_row *line, int source_cols,
          bool has_copies, str *rest)
{
    int age_cols = row->width >= 16 ? AGE_COLS : 0;
    str title = pane_story_name(&line->story);

    add_marks(row, line);
    add_fold_sign(row, line);
    int title_cols = row_left(row) - age_cols - 1 - (source_cols > 0 ? source_cols + 2 : 0);

    if (rest) {
        *rest = title;
        title = pane_take_line(a, rest, MAX(title_cols, 1));
    }
    fit_words(row, a, line, title, title_cols, has_copies);
    if (source_cols > 0) {
        row_to(row, row->cols + 2);
        row_text_cols(row, ROLE_SOURCE, source_words(a, line, source_cols), source_cols);
    }
    if (age_cols > 0)
        row_text_right(row, ROLE_TIME, age_short(a, time_now_s(), line->story.sort_at), age_cols);
}

/* Looked up once for each story that comes into view. */
static const struct store_snippet *
snippet_of(struct app *app, int64_t story_id, int cols)
{
    struct view *view = &app->view;
    struct err err = { 0 };

    if (!has_snippets(app))
        return NULL;
    for (size_t i = 0; i < MIN(view->snippet_count, SNIPPETS_MOST); i++)
        if (view->snippets[i].story_id == story_id)
            return &view->snippets[i].snippet;
    struct view_snippet *s = &view->snippets[view->snippet_count++ % SNIPPETS_MOST];

    arena_free(&s->arena);
    s->story_id = story_id;
    s->snippet = (struct store_snippet){ 0 };
    if (!store_snippet(app->store, &s->arena, view->query, story_id, (size_t)MAX(cols, 20),
                       &s->snippet, &err))
        log_add("ui", "snippet: %s", err.text);
    return &s->snippet;
}

static void
fit_snippet(struct row *row, const struct store_snippet *snippet)
{
    size_t at = 0;

    for (size_t i = 0; i < snippet->hit_count && row_left(row) > 1; i++) {
        const struct store_snippet_hit *hit = &snippet->hits[i];

        row_text_most(row, ROLE_FAINT, str_sub(snippet->text, at, hit->at), row_left(row) - 1);
        row_text_most(row, ROLE_HIT, str_sub(snippet->text, hit->at, hit->at + hit->len),
                      row_left(row) - 1);
        at = hit->at + hit->len;
    }
    row_text_most(row, ROLE_FAINT, str_from(snippet->text, at), row_left(row) - 1);
}

static bool
is_folding(const struct list_row *line)
{
    return line->fold && line->fold->count > 1;
}

static bool
is_of_one_source(const struct app *app)
{
    return str_starts(app->view.query_text, STR("source:")) &&
           str_find_char(app->view.query_text, ' ') == STR_NONE;
}

/* Without the names of the copies, and of a thread without that of its newest source. */
static str
short_words(struct arena *a, const struct list_row *line, int cols)
{
    str words = arena_join(a, sign_of(line), line->story.source_name);

    if (is_closed_thread(line))
        return source_words(a, line, cols);
    if (!line->fold || line->fold->copy_count == 0)
        return words;
    str more = arena_printf(a, "%.*s · +%zu", STR_ARG(words), line->fold->copy_count);

    return text_cols(more) <= cols ? more : words;
}

/* What stands at the right end gives way to the title, down to a third of the line. */
static void
fit_rest(struct row *row, struct arena *a, const struct list_row *line, str rest)
{
    int room = row_left(row) - 1, beside = MAX(room - 2 - text_cols(rest), room / 3);
    str words = line_words(a, line);

    if (text_cols(words) > beside)
        words = text_fit(a, short_words(a, line, beside), beside);
    row_text_cols(row, title_role(line), rest, room - 2 - text_cols(words));
    row_to(row, row->cols + 2);
    row_text(row, ROLE_SOURCE, words);
}

/* Where the source of a row is known without its second line. */
static bool
is_source_known(const struct app *app, const struct list_row *line, int cols)
{
    return !is_folding(line) && (cols >= ONE_LINE_FROM_COLS || is_of_one_source(app));
}

/* What was found, or the rest of the title, and the source with what is folded in. */
static void
fit_second(struct app *app, struct row *row, struct arena *a, const struct list_row *line, str rest)
{
    const struct store_snippet *snippet = snippet_of(app, line->story.id, row->width);
    int half = row_left(row) / 2;

    bool is_set_in = line->is_below || (rest.len > 0 && is_thread(line)); /* as the title */

    row_to(row, sign_col(row->width) + (is_set_in ? FOLD_COLS : 0));
    if (snippet && snippet->text.len > 0) {
        if (is_closed_thread(line) && row->width < ONE_LINE_FROM_COLS) {
            row_text_most(row, ROLE_SOURCE, fold_words(a, line->fold, half), half);
            row_to(row, row->cols + 2);
        }
        fit_snippet(row, snippet);
    } else if (rest.len > 0 && !is_source_known(app, line, row->width)) {
        fit_rest(row, a, line, rest);
    } else if (rest.len > 0) {
        row_text_most(row, title_role(line), rest, row_left(row) - 1);
    } else {
        row_text_most(row, ROLE_SOURCE, line_words(a, line), row_left(row) - 1);
    }
}

static void
draw_story(struct app *app, struct rect r, int y, struct list_row *line, bool is_cursor)
{
    struct arena a = { 0 };
    struct row row;
    int height = row_height(app, r), over = pane_cursor_role(app, PANE_STORIES, is_cursor);
    int source_cols = r.cols >= ONE_LINE_FROM_COLS ? MIN(r.cols / 4, 30) : 0;

    fold_look(app, line);
    bool has_second = height == 2 && y + 1 < r.y + r.rows;
    bool wraps = has_second && (!has_snippets(app) || is_source_known(app, line, r.cols));
    str rest = { 0 };

    pane_row(app, &row, &a, r.cols);
    fit_title(&row, &a, line, source_cols, !has_second || has_snippets(app), wraps ? &rest : NULL);
    draw_row(r.x, y, &row, ROLE_BASE, over);
    if (has_second) {
        pane_row(app, &row, &a, r.cols);
        fit_second(app, &row, &a, line, rest);
        draw_row(r.x, y + 1, &row, ROLE_BASE, over);
    }
    arena_free(&a);
}

/* Does it end with a word of under four letters, which may still be being typed? */
static bool
is_beginning(str query)
{
    size_t blank = str_find_last(query, ' '), runes = 0;
    str word = str_from(query, blank == STR_NONE ? 0 : blank + 1);

    if (word.len == 0 || str_find_char(word, '"') != STR_NONE ||
        str_find_char(word, ':') != STR_NONE)
        return false;
    for (; word.len > 0; runes++)
        rune_take(&word);
    return runes < 4;
}

static void
draw_empty(struct app *app, struct rect r)
{
    struct arena a = { 0 };

    if (app->is_search && app->view.query_text.len == 0)
        pane_words(app, r, "Search",
                   STR("Type words, \"a phrase\", -without, source:name, newer:2d …"));
    else if (app->is_search && is_beginning(app->view.query_text))
        pane_words(
            app, r, "Nothing yet",
            STR("No story has this as a word, and there are too many to look for what begins "
                "with it. Type on."));
    else if (app->is_search)
        pane_words(app, r, "Nothing found",
                   STR("No story has these words. Esc returns to where you were."));
    else if (!app->config->is_without_sources && app->config->source_count == 0 &&
             app->view.query_text.len == 0)
        pane_words(app, r, "No sources yet",
                   STR("a adds one by the address of its site; or write it into sources.ini."));
    else if (str_eq(app->view.query_text, STR("is:unread")))
        pane_words(app, r, "All read",
                   STR("Nothing unread is left. i lists everything, R looks for more."));
    else if (str_eq(app->view.query_text, STR("is:followed")))
        pane_words(app, r, "Nothing followed",
                   STR("f follows the thread of the story under the cursor."));
    else if (str_eq(app->view.query_text, STR("is:muted")))
        pane_words(app, r, "Nothing muted", STR("What :mute takes out of the lists stands here."));
    else if (str_eq(app->view.query_text, STR("is:saved")))
        pane_words(app, r, "Nothing saved",
                   STR("m saves the story under the cursor, and lets it go again."));
    else if (app->sources.problem_count > 0 && app->running_count == 0)
        pane_words(app, r, "No stories",
                   STR("Sources could not be fetched: s tells which and why. R tries again."));
    else
        pane_words(app, r, "No stories",
                   app->running_count > 0 ? STR("They are being fetched.")
                                          : STR("Nothing is listed here. R fetches all sources."));
    arena_free(&a);
}

static void
draw_stories(struct app *app, struct rect r)
{
    struct list *list = &app->view.list;
    struct list_source source = view_source(app);
    struct err err = { 0 };
    int height = row_height(app, r), y = r.y;
    bool is_begun = false;

    if (!store_read_begin(app->store, &is_begun, &err) || !app->view.query ||
        !list_page(list, &source, stories_page(app), time_now_s(), &err))
        log_add("ui", "list: %s", err.text);
    for (size_t i = list->scroll.top; i < list->scroll.count && y + height <= r.y + r.rows; i++) {
        draw_story(app, r, y, &list->rows[i], i == list->scroll.cursor);
        y += height;
    }
    store_read_end(app->store, is_begun);
    if (list->scroll.count == 0)
        draw_empty(app, r);
    else
        draw_blank((struct rect){ r.x, y, r.cols, r.y + r.rows - y }, ROLE_BASE);
}

static str
note_stories(struct app *app, struct arena *a)
{
    size_t above = app->view.list.new_above;

    if (above > 0)
        return arena_printf(a, "↑ %zu%s new", above, above >= LIST_MANY ? "+" : "");
    return view_is_grouped(app) ? STR("by thread") : (str){ 0 };
}

static unsigned
open_stories(struct app *app)
{
    const struct store_story *story = view_cursor(app);

    if (!story)
        return STALE_NONE;
    app->follow_depth = 0;
    return reader_open(app, story->id, true);
}

static unsigned
press_stories(struct app *app, int x, int y, bool is_twice)
{
    struct list *list = &app->view.list;
    struct rect r = app->layout.places[PANE_STORIES].inner;
    int height = row_height(app, r), sign = sign_col(r.cols);
    size_t at = (size_t)(y / height), row = list->scroll.top + at;

    if (at >= stories_page(app) || row >= list->scroll.count)
        return STALE_NONE;
    scroll_to(&list->scroll, row);
    /* Of a double click the first has opened or closed it. */
    if (is_thread(view_row(app)) && y % height == 0 && x >= sign && x < sign + FOLD_COLS)
        return is_twice ? STALE_NONE : fold_thread(app, (str){ 0 });
    return view_moved(app) | (is_twice ? open_stories(app) : STALE_NONE);
}

static unsigned
wheel_stories(struct app *app, int rows)
{
    struct list_source source = view_source(app);
    struct err err = { 0 };

    if (!app->view.query)
        return STALE_NONE;
    if (!list_wheel(&app->view.list, &source, rows, time_now_s(), &err))
        return app_complain(app, &err);
    return view_moved(app);
}

static const struct hint hints[] = {
    { COMMAND_DOWN, COMMAND_UP, "move" }, { COMMAND_OPEN, -1, "read" },
    { COMMAND_RELATED, -1, "related" },   { COMMAND_BROWSER, -1, "browser" },
    { COMMAND_NEXT, -1, "next unread" },  { COMMAND_SAVE, -1, "save" },
    { COMMAND_SOURCES, -1, "sources" },   { COMMAND_SEARCH, -1, "search" },
    { COMMAND_COMMAND, -1, "command" },   { COMMAND_HELP, -1, "help" },
};

const struct pane_ops pane_stories = {
    .title = "Stories",
    .stale = STALE_STORIES,
    .draw = draw_stories,
    .note = note_stories,
    .move = view_move,
    .open = open_stories,
    .press = press_stories,
    .wheel = wheel_stories,
    .hints = hints,
    .hint_count = ARRAY_LEN(hints),
};
