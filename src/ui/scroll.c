#include "scroll.h"

int64_t
move_rows(enum move move, size_t page)
{
    int64_t whole = (int64_t)MAX(page, 1), half = MAX(whole / 2, 1);
    int64_t screen = MAX(whole - 1, 1); /* a row in common, to keep one's place */

    switch (move) {
    case MOVE_DOWN: return 1;
    case MOVE_UP: return -1;
    case MOVE_PAGE_DOWN: return screen;
    case MOVE_PAGE_UP: return -screen;
    case MOVE_HALF_DOWN: return half;
    case MOVE_HALF_UP: return -half;
    case MOVE_FIRST: return INT32_MIN;
    case MOVE_LAST: return INT32_MAX;
    }
    return 0;
}

static bool
is_heading(const struct scroll *s, size_t row)
{
    return s->is_heading && s->is_heading[row];
}

/* From a heading on in one direction, else in the other. */
static size_t
off_heading(const struct scroll *s, size_t row, bool is_down)
{
    for (int turn = 0; turn < 2; turn++, is_down = !is_down) {
        size_t at = row;

        while (is_heading(s, at) && (is_down ? at + 1 < s->count : at > 0))
            at = is_down ? at + 1 : at - 1;
        if (!is_heading(s, at))
            return at;
    }
    return row;
}

static size_t
last_top(const struct scroll *s)
{
    return s->count > s->page ? s->count - s->page : 0;
}

/* Headings right above the cursor come into view with it. */
static size_t
first_wanted(const struct scroll *s)
{
    size_t row = s->cursor;

    while (row > 0 && is_heading(s, row - 1) && s->cursor - row + 2 <= s->page)
        row--;
    return row;
}

void
scroll_fit(struct scroll *s)
{
    if (s->count == 0 || s->page == 0) {
        s->cursor = s->top = 0;
        return;
    }
    s->cursor = off_heading(s, MIN(s->cursor, s->count - 1), true);
    size_t half = MAX(s->page / 2, 1), wanted = first_wanted(s);

    if (wanted < s->top)
        s->top = s->cursor + half >= s->page ? s->cursor + half + 1 - s->page : 0;
    if (s->cursor >= s->top + s->page)
        s->top = s->cursor + 1 - MIN(s->cursor + 1, s->page - s->page / 2);
    s->top = MIN(s->top, last_top(s));
    if (wanted < s->top || s->cursor >= s->top + s->page)
        s->top = MIN(wanted, last_top(s));
}

void
scroll_move(struct scroll *s, enum move move)
{
    int64_t rows = move_rows(move, s->page), to = (int64_t)s->cursor + rows;

    if (s->count == 0)
        return;
    to = MAX(to, 0);
    to = MIN(to, (int64_t)s->count - 1);
    s->cursor = off_heading(s, (size_t)to, rows > 0);
    scroll_fit(s);
}

void
scroll_to(struct scroll *s, size_t row)
{
    if (s->count == 0)
        return;
    s->cursor = off_heading(s, MIN(row, s->count - 1), true);
    scroll_fit(s);
}

void
scroll_wheel(struct scroll *s, int rows)
{
    int64_t top = (int64_t)s->top + rows;

    if (s->count == 0 || s->page == 0)
        return;
    top = MAX(top, 0);
    s->top = MIN((size_t)top, last_top(s));
    s->cursor = MAX(s->cursor, s->top);
    s->cursor = MIN(s->cursor, s->top + s->page - 1);
    s->cursor = off_heading(s, MIN(s->cursor, s->count - 1), rows > 0);
    if (s->cursor < s->top || s->cursor >= s->top + s->page)
        scroll_fit(s);
}
