#include "pane.h"
#include "term.h"

#include <courant/text.h>

#include <string.h>

#define MARGIN_FROM_COLS 24 /* narrower panes have no blank column at the sides */
#define PAGE_KEEPS       2  /* lines of the last page that stay in view */
#define LINKS_SEEN       128
#define LINKS_REST_MS    100  /* they are kilobytes: not sent with each line of a key held down */
#define SCREENS_FIRST    4    /* what is laid out before anything is shown */
#define SLICE_LINES      1000 /* and then between keys: a few milliseconds */

static int
margin(int cols)
{
    return cols >= MARGIN_FROM_COLS ? 1 : 0;
}

size_t
article_rows(const struct app *app)
{
    return (size_t)MAX(app->layout.places[PANE_ARTICLE].inner.rows, 0);
}

void
article_clamp(struct app *app)
{
    size_t rows = article_rows(app), lines = app->article.layout.line_count;

    app->article.top = MIN(app->article.top, lines > rows ? lines - rows : 0);
}

void
article_forget_layout(struct app *app)
{
    struct article *article = &app->article;

    for (size_t i = 0; i < SHEETS_MOST; i++) {
        arena_free(&article->sheets[i].arena);
        article->sheets[i] = (struct sheet){ 0 };
    }
    arena_free(&article->find_arena);
    article->layout = (struct doc_layout){ 0 };
    article->hits = NULL;
    article->hit_count = 0;
    article->width = 0;
}

/* What is in view stays until there is another: its place is asked for then. */
void
article_outdate_layout(struct app *app)
{
    for (size_t i = 0; i < SHEETS_MOST; i++)
        app->article.sheets[i].width = 0;
    app->article.width = 0;
}

static struct sheet *
sheet_of(struct article *article, int width)
{
    for (size_t i = 0; i < SHEETS_MOST; i++)
        if (article->sheets[i].width == width)
            return &article->sheets[i];
    return NULL;
}

/* For the width: the lines around the place first, where it is not all there already. */
static void
lay_out(struct app *app, int width, uint32_t at)
{
    struct article *article = &app->article;
    struct sheet *sheet = sheet_of(article, width);

    if (!sheet || !sheet->layout.is_whole) {
        bool is_hyphenated = app->settings.is_hyphenated;
        struct doc_options options = {
            .width_cols = width,
            .measure_cols = (int)app->settings.measure_cols,
            .is_justified = app->settings.is_justified,
            .has_link_numbers = app->settings.has_link_numbers,
            .is_bidi = app->is_bidi,
            .hyphens = is_hyphenated ? text_hyphens_find(article->text.story.language) : NULL,
        };

        if (!sheet)
            sheet = &article->sheets[article->next_sheet++ % SHEETS_MOST];
        arena_free(&sheet->arena);
        doc_layout_begin(&sheet->arena, &article->doc, &options, at,
                         article_rows(app) * SCREENS_FIRST, &sheet->layout);
        sheet->width = width;
    }
    article->layout = sheet->layout;
    article->width = width;
}

bool
article_is_partial(const struct app *app)
{
    const struct article *article = &app->article;

    return article->id && article->width > 0 && !article->layout.is_whole;
}

static void
lay_out_more(struct app *app, size_t lines)
{
    struct article *article = &app->article;
    struct sheet *sheet = sheet_of(article, article->width);

    if (!article_is_partial(app) || !sheet)
        return;
    size_t in_front = doc_layout_more(&sheet->layout, lines);

    article->layout = sheet->layout;
    article->top += in_front;
    if (article->anchor_top != SIZE_MAX)
        article->anchor_top += in_front;
    if (article->layout.is_whole)
        app->stale |= STALE_FRAME; /* the gauge */
}

void
article_lay_out_more(struct app *app)
{
    lay_out_more(app, SLICE_LINES);
}

void
article_finish(struct app *app)
{
    lay_out_more(app, SIZE_MAX);
}

/*
 * The place in the text stays when the width changes. It is the one from before the first of several changes: a line's
 * beginning at one width is in the middle of a line at another, and going by lines each change would lose a little.
 */
void
article_layout(struct app *app)
{
    struct article *article = &app->article;
    struct rect r = app->layout.places[PANE_ARTICLE].inner;
    int width = MAX(r.cols - 2 * margin(r.cols), 1);

    if (!article->id || r.cols <= 0 || article->width == width)
        return;
    uint32_t at = 0;

    if (article->top == article->anchor_top)
        at = article->anchor;
    else if (article->top < article->layout.line_count)
        at = article->layout.lines[article->top].at;
    lay_out(app, width, at);
    article->top = at > 0 ? doc_line_of(&article->layout, at) : 0;
    article->hit_count = 0;
    if (article->find[0]) {
        article_finish(app);
        article_find(app, str_of(article->find), article->top);
    }
    article_clamp(app);
    article->anchor = at;
    article->anchor_top = article->top;
}

void
article_go_to(struct app *app, uint32_t at)
{
    struct article *article = &app->article;

    article->anchor = at;
    article->anchor_top = article->top = 0;
    article->width = 0;
    article_layout(app);
}

void
article_find(struct app *app, str words, size_t from)
{
    struct article *article = &app->article;
    size_t len = utf8_front(words, sizeof(article->find) - 1).len;

    article_finish(app);
    memmove(article->find, words.len ? words.ptr : "", len);
    article->find[len] = 0;
    arena_free(&article->find_arena);
    article->hits = NULL;
    article->hit_count = article->hit_at = 0;
    if (len == 0 || !article->id)
        return;
    article->hit_count =
        doc_search(&article->find_arena, &article->layout, str_of(article->find), &article->hits);
    while (article->hit_at < article->hit_count && article->hits[article->hit_at].line < from)
        article->hit_at++;
    if (article->hit_at == article->hit_count)
        article->hit_at = 0;
}

/* ---- drawing ---- */

static const struct {
    uint32_t style;
    enum theme_role role;
} style_roles[] = {
    /* the later ones lie over the earlier */
    { DOC_TITLE, ROLE_HEADLINE },   { DOC_META, ROLE_META },       { DOC_NOTE, ROLE_NOTE },
    { DOC_QUOTE, ROLE_QUOTE },      { DOC_HEADING, ROLE_HEADING }, { DOC_PICTURE, ROLE_PICTURE },
    { DOC_STRONG, ROLE_STRONG },    { DOC_EM, ROLE_EM },           { DOC_CODE, ROLE_CODE },
    { DOC_LINK, ROLE_LINK },        { DOC_FAINT, ROLE_FAINT },     { DOC_MARK, ROLE_HIT },
    { DOC_UNDERLINE, ROLE_STRONG }, { DOC_STRIKE, ROLE_FAINT },
};

static struct roles
roles_of(uint32_t style)
{
    struct roles roles = role_one(ROLE_TEXT);

    for (size_t i = 0; i < ARRAY_LEN(style_roles); i++)
        if (style & style_roles[i].style)
            role_add(&roles, style_roles[i].role);
    return roles;
}

static void
draw_hits(struct app *app, struct rect r, size_t line, int y)
{
    const struct article *article = &app->article;
    int x = r.x + margin(r.cols) + article->layout.lines[line].indent_cols;

    if (app->focus != PANE_ARTICLE && app->prompt.kind != PROMPT_FIND)
        return;
    for (size_t i = 0; i < article->hit_count; i++) {
        const struct doc_hit *hit = &article->hits[i];
        int cols = MIN(hit->cols, r.x + r.cols - x - hit->col);

        if (hit->line == line)
            draw_restyle(x + hit->col, y, cols, ROLE_BASE,
                         i == article->hit_at ? ROLE_LINK_CURRENT : ROLE_HIT);
    }
}

static void
draw_line(struct app *app, struct rect r, size_t line, int y)
{
    struct arena a = { 0 };
    struct row row;
    const struct doc_line *l = &app->article.layout.lines[line];

    pane_row(app, &row, &a, r.cols);
    row_to(&row, margin(r.cols) + l->indent_cols);
    for (size_t i = 0; i < l->run_count; i++)
        row_drawable(&row, roles_of(l->runs[i].style), l->runs[i].text, l->runs[i].cols);
    draw_row(r.x, y, &row, ROLE_BASE, -1);
    draw_hits(app, r, line, y);
    arena_free(&a);
}

static void
draw_article(struct app *app, struct rect r)
{
    const struct article *article = &app->article;

    if (!article->id) {
        pane_words(
            app, r, "No article chosen",
            STR("Move in the list: what is under the cursor is shown here. Enter reads it."));
        return;
    }
    article_layout(app);
    article_clamp(app);
    for (int i = 0; i < r.rows; i++) {
        size_t line = article->top + (size_t)i;

        if (line < article->layout.line_count)
            draw_line(app, r, line, r.y + i);
        else
            draw_blank((struct rect){ r.x, r.y + i, r.cols, 1 }, ROLE_BASE);
    }
}

/* How much of it has been in view. */
static str
note_article(struct app *app, struct arena *a)
{
    const struct article *article = &app->article;
    size_t rows = article_rows(app), lines = article->layout.line_count;

    if (!article->id || rows == 0 || lines == 0)
        return (str){ 0 };
    size_t end = MIN(article->top + rows, lines);

    if (!article->layout.is_whole) /* by the text, until the lines are counted */
        return arena_printf(a, "%" PRIu64 " %%",
                            (uint64_t)article->layout.lines[end - 1].at * 100 /
                                MAX(article->layout.end, 1));
    if (lines <= rows)
        return (str){ 0 };
    if (article->top == 0)
        return STR("top");
    return end == lines ? STR("end") : arena_printf(a, "%zu %%", end * 100 / lines);
}

/* ---- moving ---- */

static bool
scroll_lines(struct app *app, int64_t lines)
{
    struct article *article = &app->article;
    int64_t known = (int64_t)article->layout.line_count - (int64_t)article_rows(app);

    if ((int64_t)article->top + lines < 0 || (int64_t)article->top + lines > known)
        article_finish(app);
    size_t before = article->top;
    int64_t top = (int64_t)before + lines;

    article->top = top < 0 ? 0 : (size_t)MIN(top, INT32_MAX);
    article_clamp(app);
    return article->top != before;
}

bool
article_page(struct app *app, int direction)
{
    int64_t rows = (int64_t)article_rows(app);
    int64_t page = MAX(rows - MIN(PAGE_KEEPS, rows / 4), 1);

    return scroll_lines(app, direction * page);
}

static unsigned
move_article(struct app *app, enum move move)
{
    if (move == MOVE_PAGE_DOWN || move == MOVE_PAGE_UP)
        article_page(app, move == MOVE_PAGE_DOWN ? 1 : -1);
    else
        scroll_lines(app, move_rows(move, article_rows(app)));
    return STALE_ARTICLE | STALE_FRAME | STALE_HEADER;
}

/* Enter goes on to what is related; in a preview it first makes it the story that is read. */
static unsigned
open_article(struct app *app)
{
    if (!app->article.id)
        return STALE_NONE;
    if (!app->article.is_open)
        return reader_open(app, app->article.id, true);
    return app_focus(app, PANE_RELATED);
}

/* The link under the pointer. */
static unsigned
press_article(struct app *app, int x, int y, bool is_twice)
{
    const struct article *article = &app->article;
    size_t line = article->top + (size_t)y;

    if (!is_twice || line >= article->layout.line_count)
        return STALE_NONE;
    const struct doc_line *l = &article->layout.lines[line];
    int at = margin(app->layout.places[PANE_ARTICLE].inner.cols) + l->indent_cols;

    for (size_t i = 0; i < l->run_count; at += l->runs[i++].cols)
        if (x >= at && x < at + l->runs[i].cols && l->runs[i].link >= 0)
            return reader_follow_url(app, article->doc.links[l->runs[i].link].url);
    return STALE_NONE;
}

static unsigned
wheel_article(struct app *app, int rows)
{
    scroll_lines(app, rows);
    return STALE_ARTICLE | STALE_FRAME | STALE_HEADER;
}

static const struct hint hints[] = {
    { COMMAND_READ_ON, -1, "read on" }, { COMMAND_BACK, COMMAND_FORWARD, "back, forward" },
    { COMMAND_RELATED, -1, "related" }, { COMMAND_LINKS, -1, "links" },
    { COMMAND_BROWSER, -1, "browser" }, { COMMAND_TOGGLE_READ, -1, "unread" },
    { COMMAND_SAVE, -1, "save" },       { COMMAND_ZOOM, -1, "zoom" },
    { COMMAND_SEARCH, -1, "search" },   { COMMAND_HELP, -1, "help" },
};

const struct pane_ops pane_article = {
    .title = "Article",
    .stale = STALE_ARTICLE,
    .draw = draw_article,
    .note = note_article,
    .move = move_article,
    .open = open_article,
    .press = press_article,
    .wheel = wheel_article,
    .hints = hints,
    .hint_count = ARRAY_LEN(hints),
};

/* ---- links that the terminal itself can open ---- */

/*
 * Curses knows nothing of them, and does not paint again a cell that looks as it did: a link would stay where the text
 * under it went on. So they are put anew when what is in view moved, and their lines forgotten before that. This tells
 * whether it did.
 */
static uint64_t
links_key(const struct app *app)
{
    const struct article *article = &app->article;
    struct rect r = app->layout.places[PANE_ARTICLE].inner;
    const uint64_t parts[] = { (uint64_t)article->id,
                               article->top,
                               (uint64_t)(uintptr_t)article->layout.lines,
                               (uint64_t)(uintptr_t)article->hits,
                               article->hit_at,
                               app->focus == PANE_ARTICLE,
                               (uint64_t)r.x,
                               (uint64_t)r.y,
                               (uint64_t)r.cols,
                               (uint64_t)r.rows,
                               (uint64_t)app->cols,
                               (uint64_t)app->rows,
                               term_paint_count() };

    return str_hash((str){ (const char *)parts, sizeof(parts) }) | 1;
}

/* Something lies over the panes: what is under it is not to shine through. */
static bool
is_covered(const struct app *app)
{
    return app->over.kind != OVER_NONE || app->prompt.choice_count > 0 || app->message_lines > 1;
}

void
article_forget_links(struct app *app)
{
    if (!term_has_hyperlinks())
        return;
    if (app->layout.places[PANE_ARTICLE].is_shown)
        article_layout(app);
    uint64_t key = is_covered(app) ? 0 : links_key(app);

    if (app->links_key == key)
        return;
    app->links_key = key;
    app->has_put_links = false;
    app->timers.links_ms = key ? time_now_ms() + LINKS_REST_MS : 0;
    for (int y = 0; y < LINK_ROWS_MOST; y++) {
        if (app->has_links[y])
            draw_forget_lines(y, 1);
        app->has_links[y] = false;
    }
}

/* Is a found word on these columns of the line? It is marked there, and that must stay to be seen. */
static bool
has_hit(const struct article *article, size_t line, int col, int cols)
{
    for (size_t i = 0; i < article->hit_count; i++) {
        const struct doc_hit *hit = &article->hits[i];

        if (hit->line == line && hit->col < col + cols && hit->col + hit->cols > col)
            return true;
    }
    return false;
}

static int
put_line_links(struct app *app, size_t line, int x, int y, int end)
{
    const struct article *article = &app->article;
    const struct doc_line *l = &article->layout.lines[line];
    int seen = 0, col = 0;

    x += l->indent_cols;
    for (size_t i = 0; i < l->run_count; col += l->runs[i++].cols) {
        const struct doc_run *run = &l->runs[i];

        if (run->link < 0 || x + col + run->cols > end || has_hit(article, line, col, run->cols))
            continue;
        draw_hyperlink(x + col, y, run->link + 1, article->doc.links[run->link].url, run->text,
                       roles_of(run->style), ROLE_BASE);
        seen++;
    }
    app->has_links[y] = seen > 0;
    return seen;
}

void
article_put_links(struct app *app)
{
    struct rect r = app->layout.places[PANE_ARTICLE].inner;
    const struct article *article = &app->article;
    int seen = 0;

    if (!term_has_hyperlinks() || !app->layout.places[PANE_ARTICLE].is_shown || !article->id ||
        is_covered(app) || app->timers.links_ms > 0 || app->has_put_links)
        return;
    for (int i = 0; i < r.rows && r.y + i < LINK_ROWS_MOST && seen < LINKS_SEEN; i++) {
        size_t line = article->top + (size_t)i;

        if (line < article->layout.line_count)
            seen += put_line_links(app, line, r.x + margin(r.cols), r.y + i, r.x + r.cols);
    }
    app->has_put_links = true;
}
