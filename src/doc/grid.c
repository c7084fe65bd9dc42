/*
 * Tables of data into rows of cells. Tables that only lay a page out are not: their cells are set one
 * after another, as blocks.
 */
#include "build.h"

#include <courant/text.h>

#include <stdlib.h>

#define COLS_MOST      40
#define CELLS_MOST     20000
#define CELL_TEXT_MOST 800   /* bytes: cells with more are paragraphs, not data */
#define SCAN_MOST      60000 /* nodes of one table */

struct grid {
    VEC(struct table_row) rows;
    VEC(struct table_cell) cells;     /* of the row in the making */
    unsigned char covered[COLS_MOST]; /* rows that a cell above still reaches down */
    struct table_cell cell;
    uint32_t at;
    int col, col_count, cell_count;
    bool is_in_row;
};

/* ---- is it one? ---- */

struct census {
    int rows, cells, row_cells, widest, headers;
    size_t longest, cell_text;
    bool is_layout;
};

static bool
is_never_in_data(enum html_tag tag)
{
    switch (tag) {
    case HTML_TABLE:
    case HTML_PRE:
    case HTML_FIGURE:
    case HTML_BLOCKQUOTE:
    case HTML_H1:
    case HTML_H2:
    case HTML_ARTICLE:
    case HTML_IFRAME:
    case HTML_VIDEO:
    case HTML_FORM: return true;
    default: return false;
    }
}

static void
count_node(struct census *census, const struct html_node *node)
{
    switch (node->tag) {
    case HTML_TR:
        census->rows++;
        census->row_cells = 0;
        break;
    case HTML_TH: census->headers++; /* fall through */
    case HTML_TD:
        census->cells++;
        census->widest = MAX(census->widest, ++census->row_cells);
        census->cell_text = 0;
        break;
    case HTML_TEXT:
        census->cell_text += str_trim(node->text).len;
        census->longest = MAX(census->longest, census->cell_text);
        break;
    default: census->is_layout |= is_never_in_data(node->tag); break;
    }
}

bool
grid_is_data(struct builder *b, const struct html_node *table)
{
    struct census census = { 0 };
    str role = html_attr(table, "role");
    int left = SCAN_MOST;

    if (str_eq_nocase(role, STR("presentation")) || str_eq_nocase(role, STR("none")))
        return false;
    for (const struct html_node *node = html_next(table, table); node && !census.is_layout;
         node = html_next(node, table)) {
        if (left-- == 0 || b->scan_budget == 0)
            return false;
        b->scan_budget--;
        count_node(&census, node);
    }
    return !census.is_layout && census.cells >= 2 && census.cells <= CELLS_MOST &&
           census.widest >= 2 && census.widest <= COLS_MOST && census.longest <= CELL_TEXT_MOST &&
           (census.rows >= 2 || census.headers > 0);
}

/* ---- rows and cells ---- */

struct grid *
grid_new(struct builder *b)
{
    return ARENA_NEW(&b->scratch, struct grid);
}

static void
end_row(struct builder *b, struct grid *grid)
{
    struct table_cell *cells = ARENA_ARRAY(b->a, struct table_cell, grid->cells.count);
    bool is_header = grid->cells.count > 0;

    if (!grid->is_in_row)
        return;
    for (size_t i = 0; i < grid->cells.count; i++) {
        cells[i] = grid->cells.items[i];
        is_header &= cells[i].is_header;
    }
    if (grid->cells.count > 0)
        *VEC_PUSH(b->a, &grid->rows) = (struct table_row){ cells, grid->cells.count, is_header };
    grid->cells.count = 0;
    grid->is_in_row = false;
}

void
grid_row(struct builder *b, const struct html_node *node)
{
    struct grid *grid = b->now.grid;

    (void)node;
    end_row(b, grid);
    grid->is_in_row = true;
    grid->col = 0;
}

static int
span_of(const struct html_node *node, const char *name, int most)
{
    str value = str_trim(html_attr(node, name));
    int64_t span = 1;

    if (!str_take_int(&value, &span) || span < 1)
        return 1;
    return (int)MIN(span, most);
}

static void
skip_covered(struct grid *grid)
{
    while (grid->col < COLS_MOST && grid->covered[grid->col] > 0)
        grid->covered[grid->col++]--;
}

void
grid_cell_begin(struct builder *b, const struct html_node *node)
{
    struct grid *grid = b->now.grid;

    if (!grid->is_in_row)
        grid_row(b, node);
    skip_covered(grid);
    int left = MAX(COLS_MOST - grid->col, 1), span = span_of(node, "colspan", left);
    int down = span_of(node, "rowspan", 100);

    grid->cell = (struct table_cell){ .col = MIN(grid->col, COLS_MOST - 1),
                                      .span = span,
                                      .is_header = node->tag == HTML_TH };
    for (int i = 0; i < span && grid->col < COLS_MOST; i++)
        grid->covered[grid->col++] = (unsigned char)(down - 1);
    b->now.is_cell = true;
}

void
grid_cell_end(struct builder *b)
{
    struct grid *grid = b->now.grid;
    struct table_cell cell = grid->cell;

    if (!flow_take(&b->flow, b->a, false, &cell.flow))
        cell.flow = flow_plain(b->a, STR(""), 0, -1);
    if (grid->cell_count++ >= CELLS_MOST)
        return;
    cell.at = grid->at;
    grid->at += (uint32_t)cell.flow.text.len + 1;
    grid->col_count = MAX(grid->col_count, MIN(cell.col + cell.span, COLS_MOST));
    *VEC_PUSH(&b->scratch, &grid->cells) = cell;
}

/* Columns that are empty in every row, and rows without a word, only take room. */
static bool
has_words(const struct table_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->cells[i].flow.text.len > 0)
            return true;
    return false;
}

void
grid_end(struct builder *b, struct grid *grid)
{
    struct doc_table *table = ARENA_NEW(b->a, struct doc_table);
    size_t kept = 0;

    end_row(b, grid);
    for (size_t i = 0; i < grid->rows.count; i++)
        if (has_words(&grid->rows.items[i]))
            grid->rows.items[kept++] = grid->rows.items[i];
    if (kept == 0)
        return;
    table->rows = grid->rows.items;
    table->row_count = kept;
    table->col_count = grid->col_count;
    const struct doc_block *last = b->blocks.count ? &b->blocks.items[b->blocks.count - 1] : NULL;

    b->now.is_tight = last && last->kind == BLOCK_CAPTION && last->frame == b->now.frame;
    build_block(b, BLOCK_TABLE, NULL);
    if (b->blocks.count)
        b->blocks.items[b->blocks.count - 1].table = table;
}
