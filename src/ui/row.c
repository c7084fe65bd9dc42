#include "row.h"

#include <courant/text.h>

#include <string.h>

struct roles
role_one(enum theme_role role)
{
    return (struct roles){ .list = { (unsigned char)role }, .count = 1 };
}

void
role_add(struct roles *roles, enum theme_role role)
{
    if (roles->count < ROW_ROLES)
        roles->list[roles->count++] = (unsigned char)role;
}

void
row_init(struct row *row, struct arena *a, int width, bool is_bidi)
{
    row->arena = a;
    row->width = MAX(width, 0);
    row->cols = 0;
    row->is_bidi = is_bidi;
    row->count = 0;
}

int
row_left(const struct row *row)
{
    return row->width - row->cols;
}

void
row_drawable(struct row *row, struct roles roles, str text, int cols)
{
    if (row->count == ROW_PIECES || cols <= 0 || cols > row_left(row))
        return;
    row->pieces[row->count++] = (struct piece){ text, cols, roles };
    row->cols += cols;
}

static str
visual(struct row *row, str shown)
{
    struct text_visual visual;

    if (!row->is_bidi || !text_has_rtl(shown))
        return shown;
    text_reorder(row->arena, shown, text_is_rtl(shown), &visual);
    return visual.shown;
}

void
row_text_most(struct row *row, enum theme_role role, str text, int cols)
{
    cols = MIN(cols, row_left(row));
    if (cols <= 0 || text.len == 0)
        return;
    str shown = visual(row, text_shown(row->arena, text_fit(row->arena, text, cols)));
    int shown_cols = text_cols(shown);

    row_drawable(row, role_one(role), shown, shown_cols);
}

void
row_text(struct row *row, enum theme_role role, str text)
{
    row_text_most(row, role, text, row_left(row));
}

static str
blanks(struct arena *a, int cols)
{
    char *text = arena_alloc(a, (size_t)cols + 1);

    memset(text, ' ', (size_t)cols);
    return (str){ text, (size_t)cols };
}

void
row_to(struct row *row, int col)
{
    int cols = MIN(col, row->width) - row->cols;

    if (cols > 0)
        row_drawable(row, (struct roles){ 0 }, blanks(row->arena, cols), cols);
}

void
row_text_cols(struct row *row, enum theme_role role, str text, int cols)
{
    int to = row->cols + cols;

    row_text_most(row, role, text, cols);
    row_to(row, to);
}

void
row_text_right(struct row *row, enum theme_role role, str text, int cols)
{
    cols = MIN(cols, row_left(row));
    int to = row->cols + cols;
    int text_width = MIN(text_cols(text), MAX(cols, 0));

    row_to(row, to - text_width);
    row_text_most(row, role, text, text_width);
    row_to(row, to);
}
