#include "pane.h"

#include <courant/text.h>

const struct pane_ops *
pane_get(enum pane pane)
{
    static const struct pane_ops *const panes[PANE_COUNT] = {
        [PANE_STORIES] = &pane_stories,
        [PANE_ARTICLE] = &pane_article,
        [PANE_RELATED] = &pane_related,
        [PANE_SOURCES] = &pane_sources,
    };

    return panes[pane];
}

void
pane_row(const struct app *app, struct row *row, struct arena *a, int width)
{
    row_init(row, a, width, app->is_bidi);
}

int
pane_cursor_role(const struct app *app, enum pane pane, bool is_cursor)
{
    if (!is_cursor)
        return -1;
    return app->focus == pane ? ROLE_CURSOR : ROLE_CURSOR_IDLE;
}

str
pane_story_name(const struct store_story *story)
{
    if (story->title.len > 0)
        return story->title;
    if (story->teaser.len > 0)
        return story->teaser;
    return story->url.len > 0 ? story->url : STR("(without a title)");
}

/* As many words as fit, or signs where no blanks part them; at least one character, so that it always ends. */
str
pane_take_line(struct arena *a, str *rest, int cols)
{
    size_t end = 0;
    str words = *rest;

    if (text_cols(words) <= cols) {
        *rest = (str){ 0 };
        return words;
    }
    char *breaks = arena_alloc(a, words.len);

    text_breaks(words, breaks);
    for (size_t i = 1; i < words.len; i++) {
        if (breaks[i] == TEXT_NO_BREAK)
            continue;
        if (text_cols(str_trim(str_sub(words, 0, i))) > cols)
            break;
        end = i;
    }
    if (end == 0) {
        *rest = (str){ 0 };
        return text_fit(a, words, cols);
    }
    *rest = str_trim(str_from(words, end));
    return str_trim(str_sub(words, 0, end));
}

void
pane_words(const struct app *app, struct rect r, const char *title, str words)
{
    struct arena a = { 0 };
    struct row row;
    int width = MAX(MIN(r.cols - 2, 56), 1), y = r.y + MAX((r.rows - 5) / 3, 0), end = r.y + r.rows;
    int x = r.x + MAX((r.cols - width) / 2, 0);

    draw_blank(r, ROLE_BASE);
    if (y < end && r.rows > 1) {
        pane_row(app, &row, &a, MIN(width, r.cols));
        row_text(&row, ROLE_HEADING, str_of(title));
        draw_row(x, y++, &row, ROLE_BASE, -1);
        y += r.rows > 5;
    }
    while (words.len > 0 && y < end) {
        pane_row(app, &row, &a, MIN(width, r.cols));
        row_text(&row, ROLE_META, pane_take_line(&a, &words, width));
        draw_row(x, y++, &row, ROLE_BASE, -1);
    }
    arena_free(&a);
}
