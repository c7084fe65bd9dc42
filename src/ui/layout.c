#include "layout.h"

#include <courant/config.h>

#define COLUMNS_FROM_COLS 100
#define SOURCES_FROM_COLS 161
#define ROWS_FROM_COLS    60
#define ROWS_FROM_ROWS    16
#define SOURCES_COLS      32
#define FOCUSED_SHARE                                                                              \
    55 /* of a hundred: what related gets of the article's side when it has the focus */

static int
clamp(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

static int
kind_for(const struct layout_wish *wish)
{
    bool is_small = wish->cols < ROWS_FROM_COLS || wish->rows < ROWS_FROM_ROWS;

    if (wish->is_zoomed || is_small || wish->kind == LAYOUT_SINGLE)
        return LAYOUT_SINGLE;
    if (wish->kind == LAYOUT_COLUMNS || wish->kind == LAYOUT_ROWS)
        return wish->kind;
    return wish->cols >= COLUMNS_FROM_COLS ? LAYOUT_COLUMNS : LAYOUT_ROWS;
}

static void
put(struct layout *out, enum pane pane, struct rect frame, unsigned edges)
{
    struct rect inner = frame;

    if (edges & EDGE_TOP)
        inner.y++, inner.rows--;
    if (edges & EDGE_BOTTOM)
        inner.rows--;
    if (edges & EDGE_LEFT)
        inner.x++, inner.cols--;
    if (edges & EDGE_RIGHT)
        inner.cols--;
    out->places[pane] = (struct layout_place){ true, edges, frame, inner };
}

/* With the focus it grows as far as it has something to show; without it stands still from story to story. */
static int
related_rows(const struct layout_wish *wish, int room, int usual)
{
    int wanted = MIN(wish->related_lines + 2, room * FOCUSED_SHARE / 100);

    return wish->focus == PANE_RELATED ? MAX(wanted, usual) : usual;
}

static void
make_columns(const struct layout_wish *wish, struct layout *out)
{
    const unsigned all = EDGE_TOP | EDGE_BOTTOM | EDGE_LEFT | EDGE_RIGHT;
    struct rect body = out->body;
    bool has_fourth = wish->cols >= SOURCES_FROM_COLS;
    int x = body.x;

    if (has_fourth) {
        put(out, PANE_SOURCES, (struct rect){ x, body.y, SOURCES_COLS, body.rows }, all);
        x += SOURCES_COLS - 1;
    }
    int left = clamp(wish->cols * 39 / 100, 24, has_fourth ? 58 : 64);
    enum pane list = wish->has_sources && !has_fourth ? PANE_SOURCES : PANE_STORIES;

    put(out, list, (struct rect){ x, body.y, left, body.rows }, all);
    x += left - 1;
    int right = body.cols - (x - body.x);
    int related = related_rows(wish, body.rows, clamp(body.rows * 3 / 10, 5, 14));

    related = clamp(related, 4, body.rows - 6);
    put(out, PANE_ARTICLE, (struct rect){ x, body.y, right, body.rows - related + 1 }, all);
    put(out, PANE_RELATED, (struct rect){ x, body.y + body.rows - related, right, related }, all);
}

static void
make_rows(const struct layout_wish *wish, struct layout *out)
{
    struct rect body = out->body;
    int share = wish->focus == PANE_SOURCES ? FOCUSED_SHARE : 36;
    int list = clamp(body.rows * share / 100, 4, share > 36 ? body.rows - 7 : 16);
    int rest = body.rows - list;
    int related = related_rows(wish, rest, clamp(rest * 3 / 10, 3, 8));

    related = clamp(related, 3, rest - 4);
    put(out, wish->has_sources ? PANE_SOURCES : PANE_STORIES,
        (struct rect){ body.x, body.y, body.cols, list }, EDGE_TOP);
    put(out, PANE_ARTICLE, (struct rect){ body.x, body.y + list, body.cols, rest - related },
        EDGE_TOP);
    put(out, PANE_RELATED,
        (struct rect){ body.x, body.y + body.rows - related, body.cols, related }, EDGE_TOP);
}

void
layout_make(const struct layout_wish *given, struct layout *out)
{
    struct layout_wish wish = *given;

    wish.cols = MAX(wish.cols, 1);
    wish.rows = MAX(wish.rows, 1);
    *out = (struct layout){ .kind = kind_for(&wish) };
    out->has_status = wish.rows >= 3;
    out->has_header = wish.rows >= 5;
    out->header = (struct rect){ 0, 0, wish.cols, out->has_header ? 1 : 0 };
    out->status = (struct rect){ 0, wish.rows - 1, wish.cols, out->has_status ? 1 : 0 };
    out->body = (struct rect){ 0, out->header.rows, wish.cols,
                               wish.rows - out->header.rows - out->status.rows };
    if (out->kind == LAYOUT_COLUMNS)
        make_columns(&wish, out);
    else if (out->kind == LAYOUT_ROWS)
        make_rows(&wish, out);
    else
        put(out, wish.focus, out->body, 0);
}

bool
rect_has(struct rect r, int x, int y)
{
    return x >= r.x && y >= r.y && x < r.x + r.cols && y < r.y + r.rows;
}

static unsigned
border_of(const struct layout_place *place, int x, int y)
{
    struct rect f = place->frame;
    int right = f.x + f.cols - 1, bottom = f.y + f.rows - 1;
    bool is_flat =
        (y == f.y && (place->edges & EDGE_TOP)) || (y == bottom && (place->edges & EDGE_BOTTOM));
    bool is_upright =
        (x == f.x && (place->edges & EDGE_LEFT)) || (x == right && (place->edges & EDGE_RIGHT));
    unsigned lines = 0;

    if (!place->is_shown || !rect_has(f, x, y))
        return 0;
    if (is_flat && (x > f.x || !(place->edges & EDGE_LEFT)))
        lines |= EDGE_LEFT;
    if (is_flat && (x < right || !(place->edges & EDGE_RIGHT)))
        lines |= EDGE_RIGHT;
    if (is_upright && (y > f.y || !(place->edges & EDGE_TOP)))
        lines |= EDGE_TOP;
    if (is_upright && (y < bottom || !(place->edges & EDGE_BOTTOM)))
        lines |= EDGE_BOTTOM;
    return lines;
}

unsigned
layout_border(const struct layout *layout, int x, int y)
{
    unsigned lines = 0;

    for (int i = 0; i < PANE_COUNT; i++)
        lines |= border_of(&layout->places[i], x, y);
    return lines;
}

bool
layout_is_border_of(const struct layout *layout, enum pane pane, int x, int y)
{
    return border_of(&layout->places[pane], x, y) != 0;
}

bool
layout_pane_at(const struct layout *layout, int x, int y, enum pane *out)
{
    for (int i = 0; i < PANE_COUNT; i++)
        if (layout->places[i].is_shown && rect_has(layout->places[i].inner, x, y)) {
            *out = (enum pane)i;
            return true;
        }
    return false;
}

/* As they stand: the fourth column is the leftmost, elsewhere the sources stand for the stories. */
enum pane
layout_next_pane(const struct layout *layout, const struct layout_wish *wish, int step)
{
    static const enum pane order[PANE_COUNT] = { PANE_SOURCES, PANE_STORIES, PANE_ARTICLE,
                                                 PANE_RELATED };
    int at = 0;

    for (int i = 0; i < PANE_COUNT; i++)
        if (order[i] == wish->focus)
            at = i;
    for (int i = 0; i < PANE_COUNT; i++) {
        at = (at + step + PANE_COUNT) % PANE_COUNT;
        bool is_hidden_list = order[at] == (wish->has_sources ? PANE_STORIES : PANE_SOURCES);

        if (layout->kind == LAYOUT_SINGLE ? !is_hidden_list : layout->places[order[at]].is_shown)
            return order[at];
    }
    return wish->focus;
}
