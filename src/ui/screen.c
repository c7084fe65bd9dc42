#include "age.h"
#include "complete.h"
#include "pane.h"
#include "term.h"

#include <courant/text.h>

#include <time.h>

#define CHOICES_MOST  8
#define MESSAGE_LINES 4
#define HELP_COLS     9 /* "  ? help " */

/* ---- the line on top ---- */

static str
clock_words(struct arena *a)
{
    time_t now = (time_t)time_now_s();
    struct tm tm;

    if (!localtime_r(&now, &tm))
        return (str){ 0 };
    return arena_printf(a, "%02d:%02d", tm.tm_hour, tm.tm_min);
}

/* In one pane the header tells which, and where in it one is. */
static str
header_name(struct app *app, struct arena *a)
{
    const struct pane_ops *ops = pane_get(app->focus);

    if (app->layout.kind != LAYOUT_SINGLE || app->focus == PANE_STORIES)
        return app->view.name;
    str note = ops->note(app, a);

    return note.len > 0 ? arena_printf(a, "%s · %.*s", ops->title, STR_ARG(note))
                        : str_of(ops->title);
}

static void
add_fact(struct buf *b, str fact)
{
    if (fact.len == 0)
        return;
    if (b->len > 0)
        buf_add(b, STR(" · "));
    buf_add(b, fact);
}

/* Only as many as the window holds: nobody counts to the end for a number on the screen. */
static str
found_words(const struct app *app, struct arena *a)
{
    const struct list *list = &app->view.list;
    bool is_all = list->is_at_begin && list->is_at_end;

    return arena_printf(a, "%zu%s found", list->scroll.count, is_all ? "" : "+");
}

static str
header_facts(struct app *app, struct arena *a, int cols, bool has_note)
{
    struct buf b = { .arena = a };

    if (has_note && app->layout.kind == LAYOUT_SINGLE && app->focus == PANE_STORIES)
        add_fact(&b, pane_stories.note(app, a));
    if (app->is_search && cols >= 30)
        add_fact(&b, found_words(app, a));
    else if (app->view.unread >= 0 && cols >= 30)
        add_fact(&b, arena_printf(a, "%" PRId64 " unread", app->view.unread));
    if (app->progress_of > 0)
        add_fact(&b, arena_printf(a, cols >= 60 ? "%zu of %zu sources …" : "%zu/%zu …",
                                  app->progress_at, app->progress_of));
    else if (app->is_indexing && cols >= 40)
        add_fact(&b, STR("indexing …"));
    else if (app->sources.problem_count > 0 && cols >= 60)
        add_fact(&b, count_words(a, (int64_t)app->sources.problem_count, "problem", "problems"));
    if (cols >= 24)
        add_fact(&b, clock_words(a));
    return buf_str(&b);
}

static void
draw_header(struct app *app)
{
    struct rect r = app->layout.header;
    struct arena a = { 0 };
    struct row row;

    if (!app->layout.has_header)
        return;
    str name = header_name(app, &a), facts = header_facts(app, &a, r.cols, true);

    if (text_cols(name) + text_cols(facts) > r.cols - 4)
        facts = header_facts(app, &a, r.cols, false);
    int facts_cols = MIN(text_cols(facts), r.cols - 4);

    pane_row(app, &row, &a, r.cols);
    row_to(&row, 1);
    row_text_cols(&row, ROLE_HEADER_STRONG, name, r.cols - facts_cols - 4);
    row_to(&row, r.cols - facts_cols - 1);
    row_text(&row, ROLE_HEADER, facts);
    draw_row(r.x, r.y, &row, ROLE_HEADER, -1);
    arena_free(&a);
}

/* ---- borders and titles ---- */

static enum theme_role
border_role(const struct app *app, int x, int y)
{
    return layout_is_border_of(&app->layout, app->focus, x, y) ? ROLE_BORDER_FOCUS : ROLE_BORDER;
}

#define TRAIL_STEPS 3 /* the last ones; what came before them is an ellipsis */
#define STEP_COLS   24

/* Where one came from, for the article, step by step; else nothing. */
static str
trail_words(struct app *app, struct arena *a, int room)
{
    const struct walk *walk = &app->walk;
    size_t depth = MIN((size_t)MAX(app->follow_depth, 0), walk->at);
    size_t steps = MIN(depth, (size_t)TRAIL_STEPS);
    int step_cols = steps > 1 ? MIN((room - 4) / (int)steps - 3, STEP_COLS) : room - 2;
    struct buf b = { .arena = a };

    if (steps == 0 || step_cols < 4 || walk_here(walk) != app->article.id)
        return (str){ 0 };
    buf_add(&b, steps == 1 ? STR("‹ ") : depth > steps ? STR("… › ") : STR(""));
    for (size_t i = walk->at - steps; i < walk->at; i++) {
        struct store_story story;
        struct err err = { 0 };

        if (!store_story_get(app->store, a, walk->ids[i], &story, &err))
            continue;
        buf_add(&b, text_fit(a, pane_story_name(&story), step_cols));
        buf_add(&b, steps > 1 ? STR(" › ") : STR(""));
    }
    return str_trim(buf_str(&b));
}

static void
draw_title(struct app *app, enum pane pane)
{
    const struct layout_place *place = &app->layout.places[pane];
    const struct pane_ops *ops = pane_get(pane);
    struct arena a = { 0 };
    struct row row;
    bool is_focus = app->focus == pane;
    int room = place->frame.cols - 4;

    if (!(place->edges & EDGE_TOP) || room < 8)
        return;
    str note = ops->note(app, &a);
    int note_cols = note.len > 0 ? MIN(text_cols(note), room / 2) : 0;
    int trail_room = room - text_cols(str_of(ops->title)) - note_cols - 8;
    str trail = pane == PANE_ARTICLE ? trail_words(app, &a, trail_room) : (str){ 0 };

    pane_row(app, &row, &a, room);
    row_text(&row, ROLE_BASE, STR(" "));
    row_text(&row, is_focus ? ROLE_PANE_TITLE_FOCUS : ROLE_PANE_TITLE, str_of(ops->title));
    row_text(&row, ROLE_BASE, STR(" "));
    if (trail.len > 0 && trail_room > 12) {
        row_text_most(&row, ROLE_TRAIL, trail, trail_room);
        row_text(&row, ROLE_BASE, STR(" "));
    }
    row.width = row.cols;
    draw_row(place->frame.x + 1, place->frame.y, &row, ROLE_BASE, -1);
    if (note_cols > 0 && room - row.cols > note_cols + 3) {
        pane_row(app, &row, &a, note_cols + 2);
        row_text(&row, ROLE_BASE, STR(" "));
        row_text_most(&row, pane == PANE_STORIES ? ROLE_MARK_UNREAD : ROLE_COUNT, note, note_cols);
        row_text(&row, ROLE_BASE, STR(" "));
        draw_row(place->frame.x + place->frame.cols - 2 - (note_cols + 2), place->frame.y, &row,
                 ROLE_BASE, -1);
    }
    arena_free(&a);
}

static void
draw_frame(struct app *app)
{
    struct rect body = app->layout.body;

    if (app->layout.kind == LAYOUT_SINGLE)
        return;
    for (int y = body.y; y < body.y + body.rows; y++)
        for (int x = body.x; x < body.x + body.cols; x++) {
            unsigned lines = layout_border(&app->layout, x, y);

            if (lines)
                draw_border(x, y, lines, border_role(app, x, y));
        }
    for (int i = 0; i < PANE_COUNT; i++)
        if (app->layout.places[i].is_shown)
            draw_title(app, (enum pane)i);
}

/* ---- the line at the bottom ---- */

static str
key_shown(struct app *app, struct arena *a, int command)
{
    str key = keymap_first_key(a, &app->keymap, (enum command_id)command);
    char *text = arena_cstr(a, key);

    if (key.len > 1 && char_is_alpha(text[0]) && str_find_char(key, ' ') == STR_NONE)
        text[0] = (char)(text[0] - (text[0] >= 'a' && text[0] <= 'z' ? 'a' - 'A' : 0));
    return (str){ text, key.len };
}

static void
fit_hint(struct app *app, struct row *row, struct arena *a, const struct hint *hint, int room)
{
    str key = key_shown(app, a, hint->first);

    if (hint->second >= 0)
        key = arena_printf(a, "%.*s/%.*s", STR_ARG(key), STR_ARG(key_shown(app, a, hint->second)));
    if (key.len == 0 || text_cols(key) + text_cols(str_of(hint->words)) + 3 > room)
        return;
    row_to(row, row->cols + (row->cols > 1 ? 2 : 0));
    row_text(row, ROLE_STATUS_KEY, key);
    row_to(row, row->cols + 1);
    row_text(row, ROLE_STATUS, str_of(hint->words));
}

/* As many as there is room for, and always the last one: how to see all keys, or how to get out. */
static void
fit_hints(struct app *app, struct row *row, struct arena *a)
{
    const struct pane_ops *ops = pane_get(app->focus);
    const struct hint *hints = ops->hints;
    size_t count = ops->hint_count;

    if (app->over.kind != OVER_NONE)
        hints = over_hints(app, &count);
    for (size_t i = 0; i < count; i++) {
        bool is_last = i + 1 == count;

        fit_hint(app, row, a, &hints[i], row_left(row) - (is_last ? 0 : HELP_COLS));
    }
}

static void
fit_pending(struct app *app, struct row *row, struct arena *a)
{
    row_text(row, ROLE_STATUS_KEY, key_sequence_text(a, &app->pending));
    row_to(row, row->cols + 1);
    row_text(row, ROLE_STATUS, STR("…"));
}

/* The part of what is typed that has room, with the cursor in it. */
static void
draw_prompt(struct app *app, struct rect r)
{
    const struct edit *edit = &app->prompt.edit;
    struct arena a = { 0 };
    struct row row;
    str before = { edit->text, edit->at }, after = { edit->text + edit->at, edit->len - edit->at };
    int room = MAX(r.cols - 2, 1);

    while (text_cols(before) > room - 1 && before.len > 0) {
        struct text_cluster cluster;

        text_cluster_take(&a, &before, &cluster);
    }
    pane_row(app, &row, &a, r.cols);
    row.is_bidi = false; /* the cursor is where the next letter goes */
    row_text(&row, ROLE_PROMPT, app->prompt.kind == PROMPT_COMMAND ? STR(":") : STR("/"));
    row_text(&row, ROLE_PROMPT, before);
    /* A blank at the end is typed too; text_shown may not change it. */
    int x = r.x + row.cols;

    row_text(&row, ROLE_PROMPT, after);
    draw_row(r.x, r.y, &row, ROLE_PROMPT, -1);
    draw_cursor(MIN(x, r.x + r.cols - 1), r.y);
    arena_free(&a);
}

static void
draw_message_line(struct app *app, struct arena *a, int y, str words)
{
    struct row row;

    pane_row(app, &row, a, app->cols);
    row_to(&row, app->cols > 12 ? 1 : 0);
    row_text(&row, app->is_error ? ROLE_ERROR : ROLE_MESSAGE, words);
    draw_row(0, y, &row, app->is_error ? ROLE_STATUS : ROLE_MESSAGE, -1);
}

/* What is too long for the last line takes some above it: a problem must be readable. below: lines under it. */
static void
draw_message(struct app *app, int below)
{
    struct arena a = { 0 };
    str rest = str_of(app->message), lines[MESSAGE_LINES];
    int count = 0, room = MAX(app->cols - 2, 1), most = app->rows >= 8 ? MESSAGE_LINES : 1;

    while (rest.len > 0 && count < most - 1)
        lines[count++] = pane_take_line(&a, &rest, room);
    if (rest.len > 0)
        lines[count++] = rest;
    for (int i = 0; i < count; i++)
        draw_message_line(app, &a, app->rows - below - count + i, lines[i]);
    app->message_lines = count + below;
    arena_free(&a);
}

static void
draw_status(struct app *app)
{
    struct rect r = app->layout.status;
    struct arena a = { 0 };
    struct row row;

    r.rows = 1; /* a prompt and a message have the last line even where there is no status line */
    if (app->prompt.kind != PROMPT_NONE) {
        if (app->message[0] && app->prompt.choice_count == 0)
            draw_message(app, 1);
        draw_prompt(app, r);
        return;
    }
    draw_cursor(-1, -1);
    if (app->message[0]) {
        draw_message(app, 0);
        return;
    }
    if (!app->layout.has_status)
        return;
    pane_row(app, &row, &a, r.cols);
    row_to(&row, 1);
    if (app->pending.count > 0)
        fit_pending(app, &row, &a);
    else
        fit_hints(app, &row, &a);
    draw_row(r.x, r.y, &row, ROLE_STATUS, -1);
    arena_free(&a);
}

/* ---- what lies over ---- */

static void
draw_box(struct rect r, const char *title, struct app *app)
{
    int right = r.x + r.cols - 1, bottom = r.y + r.rows - 1;
    struct arena a = { 0 };
    struct row row;

    for (int x = r.x; x <= right; x++)
        for (int y = r.y; y <= bottom; y += MAX(bottom - r.y, 1)) {
            unsigned sides = (x > r.x ? EDGE_LEFT : 0) | (x < right ? EDGE_RIGHT : 0);

            sides |= x > r.x && x < right ? 0 : y == r.y ? EDGE_BOTTOM : EDGE_TOP;
            draw_border(x, y, sides, ROLE_BORDER_FOCUS);
        }
    for (int y = r.y + 1; y < bottom; y++) {
        draw_border(r.x, y, EDGE_TOP | EDGE_BOTTOM, ROLE_BORDER_FOCUS);
        draw_border(right, y, EDGE_TOP | EDGE_BOTTOM, ROLE_BORDER_FOCUS);
    }
    if (r.cols >= 12) {
        pane_row(app, &row, &a, MIN((int)str_of(title).len + 2, r.cols - 4));
        row_text(&row, ROLE_BASE, STR(" "));
        row_text(&row, ROLE_PANE_TITLE_FOCUS, str_of(title));
        draw_row(r.x + 1, r.y, &row, ROLE_BASE, -1);
    }
    arena_free(&a);
}

/* A mark or a time, the title, at the right the source or how many. */
static void
fit_over_story(struct row *row, const struct over_line *line)
{
    int most = row->width / 3;
    str right = line->right;

    for (size_t i = 0; i < ARRAY_LEN(line->shorter) && text_cols(right) > most; i++)
        if (line->shorter[i].len > 0)
            right = line->shorter[i];
    int right_cols = MIN(text_cols(right), most);

    row_to(row, 1);
    row_text(row, line->is_followed ? ROLE_MARK_FOLLOWED : ROLE_MARK_UNREAD, line->mark);
    row_to(row, row->cols + 1);
    row_text_cols(row, line->is_read ? ROLE_TITLE : ROLE_TITLE_UNREAD, line->text,
                  row_left(row) - right_cols - 3);
    row_to(row, row->cols + 2);
    row_text_right(row, ROLE_SOURCE, text_fit(row->arena, right, right_cols), right_cols);
}

/* Keys in a column, what they do beside it; a theme's name and its title; a link's words and where it leads; a
   story's age and its title. */
static void
fit_over_line(const struct app *app, struct row *row, const struct over_line *line)
{
    bool is_help = app->over.kind == OVER_HELP;
    int left = is_help                         ? MIN(22, row->width / 2)
               : app->over.kind == OVER_THEMES ? MIN(20, row->width / 2)
                                               : row->width * 55 / 100;

    if (line->is_heading) {
        row_to(row, 1);
        row_text(row, ROLE_SECTION, line->text);
        return;
    }
    if (line->story_id != 0) {
        fit_over_story(row, line);
        return;
    }
    row_to(row, 1);
    if (app->over.kind == OVER_ABOUT) {
        row_text_cols(row, ROLE_META, line->text, MIN(17, row->width / 3));
        row_text(row, ROLE_TEXT, line->right);
        return;
    }
    if (app->over.kind == OVER_FEED) {
        row_text(row, ROLE_META, line->text);
        row_text(row, line->text.len > 0 ? ROLE_TEXT : ROLE_META, line->right);
        return;
    }
    row_text_cols(row, is_help ? ROLE_STATUS_KEY : ROLE_CHOICE, line->text, left - 2);
    row_to(row, row->cols + 2);
    row_text(row, is_help ? ROLE_TEXT : ROLE_META, line->right);
}

static void
draw_over(struct app *app)
{
    struct rect r = over_rect(app);
    struct rect inner = over_inner(app);
    struct scroll *scroll = &app->over.scroll;

    scroll->page = (size_t)inner.rows;
    if (over_has_cursor(app))
        scroll_fit(scroll);
    if (over_has_box(app))
        draw_box(r, app->over.title, app);
    for (int i = 0; i < inner.rows; i++) {
        size_t at = scroll->top + (size_t)i;
        struct arena a = { 0 };
        struct row row;
        bool is_cursor = at == scroll->cursor && over_has_cursor(app);

        pane_row(app, &row, &a, inner.cols);
        if (at < scroll->count)
            fit_over_line(app, &row, &app->over.lines[at]);
        draw_row(inner.x, inner.y + i, &row, ROLE_CHOICE, is_cursor ? ROLE_CHOICE_CURRENT : -1);
        arena_free(&a);
    }
}

/* What the : line may go on with, above it. */
static void
draw_choices(struct app *app)
{
    const struct prompt *prompt = &app->prompt;
    int room = app->layout.body.rows - 1, count = (int)prompt->choice_count;
    int rows = MIN(MIN(count, CHOICES_MOST), room);
    int top = prompt->choice_at >= rows ? prompt->choice_at - rows + 1 : 0;
    int cols = app->cols, name_cols = MIN(20, cols / 2);

    for (int i = 0; i < rows; i++) {
        const struct choice *choice = &prompt->choices[top + i];
        struct arena a = { 0 };
        struct row row;

        pane_row(app, &row, &a, cols);
        row_to(&row, 1);
        row_text_cols(&row, ROLE_CHOICE, choice->text, MAX(name_cols, text_cols(choice->text)));
        row_to(&row, row.cols + 2);
        row_text(&row, ROLE_CHOICE, choice->help);
        draw_row(0, app->layout.status.y - rows + i, &row, ROLE_CHOICE,
                 top + i == prompt->choice_at ? ROLE_CHOICE_CURRENT : -1);
        arena_free(&a);
    }
}

/* ---- all of it ---- */

static void
draw_panes(struct app *app)
{
    for (int i = 0; i < PANE_COUNT; i++) {
        const struct pane_ops *ops = pane_get((enum pane)i);

        if ((app->stale & ops->stale) && app->layout.places[i].is_shown)
            ops->draw(app, app->layout.places[i].inner);
    }
}

/* curses finds out which cells changed: drawing a pane again costs no byte where it looks the same. */
void
screen_draw(struct app *app)
{
    if (app->over.kind != OVER_NONE || app->prompt.choice_count > 0)
        app->stale |= app->stale & ~(unsigned)(STALE_STATUS | STALE_HEADER) ? STALE_OVER : 0;
    if (app->message_lines > 1 && (app->stale & STALE_STATUS)) {
        app->stale |= STALE_ALL; /* what lay under a long message */
        app->message_lines = 0;
    }
    if (app->sources.is_old && (app->stale & STALE_HEADER))
        sources_load(app);
    if (app->stale)
        article_forget_links(app);
    draw_panes(app);
    if (app->stale & STALE_FRAME)
        draw_frame(app);
    if (app->stale & STALE_HEADER)
        draw_header(app);
    if (app->over.kind != OVER_NONE && (app->stale & STALE_OVER))
        draw_over(app);
    if (app->prompt.kind != PROMPT_NONE && (app->stale & STALE_OVER))
        draw_choices(app);
    if (app->stale)
        draw_status(app); /* last: it places the cursor */
    if (app->stale) {
        term_update();
        article_put_links(app);
    }
    app->stale = STALE_NONE;
}
