/*
 * Tables: columns as wide as what is in them, shared out where that is too much; records, one line a
 * cell, where columns would be too narrow to read.
 */
#include "flow.h"
#include "layout.h"

#include <courant/text.h>

#include <string.h>

#define COLS_MOST     40
#define SEPARATOR     3  /* " │ " */
#define WORD_MOST     24 /* a longer word may be cut */
#define HEIGHT_MOST   10 /* lines of a row: with more, records read better */
#define RECORD_INDENT 2

struct column {
    int line, word; /* widest line and word in it */
    int cols;       /* as set; 0: empty, left out */
    int numbers, texts;
    bool is_right;
};

struct shape {
    struct column columns[COLS_MOST];
    int count, used; /* columns; of them not empty */
    int indent;      /* a table wider than the measure stands in the middle of the pane */
    int total;       /* columns and what parts them */
};

/* ---- measuring ---- */

/* Figures, with the signs that stand in and around them. */
static bool
is_number(str text)
{
    bool has_digit = false;

    if (text.len == 0 || text.len > 24)
        return false;
    while (text.len > 0) {
        uint32_t rune = rune_take(&text);
        bool is_digit = rune >= '0' && rune <= '9';
        bool is_sign = rune < 0x80
                           ? strchr(" .,%+-/:()$~<>#", (int)rune) != NULL
                           : rune == 0xA0 || rune == 0x202F || rune == 0x2212 || rune == 0x2013 ||
                                 rune == 0x2014 || rune == 0xA3 || rune == 0xA5 || rune == 0x20AC ||
                                 rune == 0xB0 || rune == 0x20B8 || rune == 0x20BD;

        if (!is_digit && !is_sign)
            return false;
        has_digit |= is_digit;
    }
    return has_digit;
}

static void
measure_cell(struct setter *s, struct shape *shape, const struct table_cell *cell)
{
    struct column *column = &shape->columns[cell->col];
    struct doc_flow flow = s->options.has_link_numbers ? set_numbers(s, &cell->flow) : cell->flow;
    int line, word;

    if (cell->flow.text.len == 0)
        return;
    wrap_measure(&s->wrapper, flow.text, &line, &word);
    if (line <= WORD_MOST && is_number(cell->flow.text))
        word = line; /* "€ 12.40" is not broken */
    if (cell->span == 1) {
        column->line = MAX(column->line, line);
        column->word = MAX(column->word, MIN(word, WORD_MOST));
        if (!cell->is_header)
            *(is_number(cell->flow.text) ? &column->numbers : &column->texts) += 1;
    }
}

/* A cell over several columns widens the last of them when all are too narrow for it. */
static void
measure_wide_cell(struct setter *s, struct shape *shape, const struct table_cell *cell)
{
    int line, word, lines = 0, words = 0, last = MIN(cell->col + cell->span, shape->count) - 1;

    if (cell->flow.text.len == 0 || last <= cell->col)
        return;
    wrap_measure(&s->wrapper, cell->flow.text, &line, &word);
    for (int i = cell->col; i <= last; i++) {
        lines += shape->columns[i].line + (i > cell->col ? SEPARATOR : 0);
        words += shape->columns[i].word + (i > cell->col ? SEPARATOR : 0);
    }
    struct column *column = &shape->columns[last];

    column->word += MAX(MIN(word, WORD_MOST) - words, 0);
    column->line = MAX(column->line + MAX(line - lines, 0), column->word);
}

static void
measure(struct setter *s, struct shape *shape, const struct doc_table *table)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t r = 0; r < table->row_count; r++)
            for (size_t c = 0; c < table->rows[r].count; c++) {
                const struct table_cell *cell = &table->rows[r].cells[c];

                if (pass == 0)
                    measure_cell(s, shape, cell);
                else if (cell->span > 1)
                    measure_wide_cell(s, shape, cell);
            }
    for (int i = 0; i < shape->count; i++) {
        struct column *column = &shape->columns[i];

        column->is_right = column->numbers > 0 && column->numbers >= 2 * column->texts;
        shape->used += column->line > 0;
    }
}

/* Widths that fit; false when columns would be too narrow. */
static bool
share_out(struct setter *s, struct shape *shape)
{
    int lines = 0, words = 0, rules = SEPARATOR * (shape->used - 1);
    int64_t slack = 0;

    for (int i = 0; i < shape->count; i++) {
        struct column *column = &shape->columns[i];

        column->line = MIN(column->line, 4000);
        lines += column->line;
        words += column->word;
        slack += column->line - column->word;
        column->cols = column->line;
    }
    int room = set_room(s, false);

    shape->indent = s->indent;
    shape->total = lines + rules;
    if (lines + rules <= room)
        return true;
    room = MAX(s->width - s->rest.cols, 1);
    shape->indent = MAX(s->width - s->rest.cols - lines - rules, 0) / 2;
    if (lines + rules <= room)
        return true;
    int extra = room - rules - words;

    if (extra < 0)
        return false;
    for (int i = 0; i < shape->count; i++) {
        struct column *column = &shape->columns[i];

        column->cols = column->word;
        if (slack > 0)
            column->cols += (int)((int64_t)extra * (column->line - column->word) / slack);
        if (column->cols > 0 && column->line > column->cols * HEIGHT_MOST)
            return false;
        if (column->cols < MIN(column->line, 6))
            return false;
        shape->total += column->cols - column->line;
    }
    return true;
}

/* ---- columns ---- */

struct set_cell {
    const struct table_cell *cell; /* NULL: nothing reaches here */
    struct doc_flow flow;
    struct piece *pieces;
    size_t count;
    int cols;
};

struct set_row {
    struct set_cell *cells; /* one for each column; those that a wide cell covers have cols 0 */
    size_t height;
};

static int
cols_of(const struct shape *shape, const struct table_cell *cell)
{
    int cols = 0, seen = 0;

    for (int i = cell->col; i < MIN(cell->col + cell->span, shape->count); i++) {
        if (shape->columns[i].cols == 0)
            continue;
        cols += shape->columns[i].cols + (seen++ ? SEPARATOR : 0);
    }
    return cols;
}

static void
wrap_cell(struct setter *s, struct set_cell *set)
{
    struct doc_flow flow = set->cell->flow;

    set->flow = s->options.has_link_numbers ? set_numbers(s, &flow) : flow;
    if (flow.text.len == 0 || set->cols == 0)
        return;
    wrap_flow(&s->wrapper, set->flow.text, set->cols);
    set->count = s->wrapper.pieces.count;
    set->pieces = ARENA_ARRAY(s->a, struct piece, set->count);
    memcpy(set->pieces, s->wrapper.pieces.items, set->count * sizeof(*set->pieces));
}

static struct set_row
wrap_row(struct setter *s, const struct shape *shape, const struct table_row *row)
{
    struct set_row set = { ARENA_ARRAY(s->a, struct set_cell, (size_t)shape->count), 1 };

    for (int i = 0; i < shape->count; i++)
        set.cells[i].cols = shape->columns[i].cols;
    for (size_t c = 0; c < row->count; c++) {
        const struct table_cell *cell = &row->cells[c];
        struct set_cell *place = &set.cells[cell->col];
        int end = MIN(cell->col + cell->span, shape->count);

        for (int i = cell->col; i < end; i++)
            set.cells[i].cols = 0;
        place->cell = cell;
        place->cols = cols_of(shape, cell);
        wrap_cell(s, place);
        set.height = MAX(set.height, place->count);
    }
    return set;
}

/* Figures stand right, and so does everything in a table that begins at the right. */
static void
add_cell_line(struct setter *s, struct run_list *list, const struct set_cell *set, size_t y,
              bool is_right)
{
    int before = list->cols;

    if (y < set->count) {
        const struct piece *piece = &set->pieces[y];
        str text = str_sub(set->flow.text, piece->from, piece->to);

        if (is_right)
            runs_add_blank(list, MAX(set->cols - piece->cols, 0));
        if (s->options.is_bidi && text_has_rtl(text))
            runs_add_visual_alone(list, s->order, &set->flow, piece, before + set->cols,
                                  text_is_rtl(set->flow.text));
        else
            runs_add_piece(list, &set->flow, piece, before + set->cols, 0, false);
    }
    runs_add_blank(list, MAX(before + set->cols - list->cols, 0));
}

/* Where the table's left edge is: that of a right-to-left one is what its width leaves. */
static int
table_indent(const struct setter *s, const struct shape *shape)
{
    int room = MAX(set_room(s, false), shape->total);

    return s->is_rtl && shape->indent == s->indent ? s->indent + room - shape->total
                                                   : shape->indent;
}

static void
set_row(struct setter *s, const struct shape *shape, const struct set_row *row, uint32_t at)
{
    for (size_t y = 0; y < row->height; y++) {
        struct run_list list;
        bool is_first = true;

        set_begin_line(s, &list);
        for (int i = 0; i < shape->count; i++) {
            int col = s->is_rtl ? shape->count - 1 - i : i;
            const struct set_cell *set = &row->cells[col];

            if (set->cols == 0)
                continue;
            if (!is_first)
                runs_add(&list, STR(" │ "), DOC_FAINT, -1);
            is_first = false;
            bool is_wide = set->cell && set->cell->span > 1;

            add_cell_line(s, &list, set, y,
                          s->is_rtl || (shape->columns[col].is_right && !is_wide));
        }
        set_end_line(s, &list, table_indent(s, shape), s->block->at + at);
    }
}

static void
set_table_rule(struct setter *s, const struct shape *shape, uint32_t at)
{
    struct buf b = { .arena = s->a };
    struct run_list list;

    for (int i = 0; i < shape->count; i++) {
        int cols = shape->columns[s->is_rtl ? shape->count - 1 - i : i].cols;

        if (cols == 0)
            continue;
        buf_add(&b, b.len ? STR("─┼─") : STR(""));
        for (int k = 0; k < cols; k++)
            buf_add(&b, STR("─"));
    }
    set_begin_line(s, &list);
    runs_add(&list, buf_str(&b), DOC_FAINT, -1);
    set_end_line(s, &list, table_indent(s, shape), s->block->at + at);
}

static uint32_t
row_at(const struct table_row *row)
{
    return row->count ? row->cells[0].at : 0;
}

static void
set_columns(struct setter *s, const struct shape *shape, const struct doc_table *table)
{
    struct set_row *rows = ARENA_ARRAY(s->a, struct set_row, table->row_count);
    bool is_ruled = false;

    for (size_t r = 0; r < table->row_count; r++) {
        rows[r] = wrap_row(s, shape, &table->rows[r]);
        is_ruled |= rows[r].height > 1 && !table->rows[r].is_header;
    }
    for (size_t r = 0; r < table->row_count; r++) {
        bool ends_header = r > 0 && table->rows[r - 1].is_header && !table->rows[r].is_header;
        bool is_between = r > 0 && !table->rows[r - 1].is_header && !table->rows[r].is_header;

        if (ends_header || (is_ruled && is_between))
            set_table_rule(s, shape, row_at(&table->rows[r]));
        set_row(s, shape, &rows[r], row_at(&table->rows[r]));
    }
}

/* ---- records ---- */

static const struct table_cell *
cell_over(const struct table_row *row, int col)
{
    for (size_t c = 0; c < row->count; c++)
        if (row->cells[c].col <= col && col < row->cells[c].col + row->cells[c].span)
            return &row->cells[c];
    return NULL;
}

static void
set_record_line(struct setter *s, const struct doc_flow *plain, int indent, uint32_t at)
{
    struct doc_flow flow = s->options.has_link_numbers ? set_numbers(s, plain) : *plain;
    int room = set_room(s, false);

    indent = room > 4 * indent ? indent : 0;
    room = MAX(room - indent, 1);
    wrap_flow(&s->wrapper, flow.text, room);
    if (s->is_visual)
        text_order_begin(s->order, flow.text, s->is_rtl || text_is_rtl(flow.text));
    for (size_t i = 0; i < s->wrapper.pieces.count; i++) {
        const struct piece *piece = &s->wrapper.pieces.items[i];
        struct run_list list;

        set_begin_line(s, &list);
        int edge = list.cols + room;

        if (!s->is_rtl)
            runs_add_blank(&list, indent);
        if (s->is_visual && text_has_rtl(str_sub(flow.text, piece->from, piece->to)))
            runs_add_visual(&list, s->order, &flow, piece, list.cols + room);
        else
            runs_add_piece(&list, &flow, piece, list.cols + room, 0, false);
        set_end_line(s, &list, s->indent + (s->is_rtl ? MAX(edge - list.cols, 0) : 0),
                     s->block->at + at);
    }
}

/* "Label: value", the label strong. */
static struct doc_flow
labelled(struct setter *s, const struct table_cell *label, const struct table_cell *cell)
{
    str text = label->flow.text;

    while (str_ends(text, STR(":")))
        text.len--;
    struct doc_flow head = flow_plain(s->a, text, DOC_STRONG, -1);

    return flow_join(s->a, &head, STR(": "), DOC_PLAIN, &cell->flow);
}

static struct doc_flow
strong(struct setter *s, const struct doc_flow *flow)
{
    struct doc_span *spans = ARENA_ARRAY(s->a, struct doc_span, flow->span_count);

    for (size_t i = 0; i < flow->span_count; i++) {
        spans[i] = flow->spans[i];
        spans[i].style |= DOC_STRONG;
    }
    return (struct doc_flow){ flow->text, spans, flow->span_count };
}

/* The first cell names the record; the others stand under it, each with its column's name. */
static void
set_record(struct setter *s, const struct table_row *header, const struct table_row *row)
{
    bool is_named = false;

    for (size_t c = 0; c < row->count; c++) {
        const struct table_cell *cell = &row->cells[c];
        const struct table_cell *label = header ? cell_over(header, cell->col) : NULL;
        struct doc_flow flow = cell->flow;

        if (flow.text.len == 0)
            continue;
        if (!is_named)
            flow = strong(s, &flow);
        else if (label && label->flow.text.len > 0)
            flow = labelled(s, label, cell);
        set_record_line(s, &flow, is_named ? RECORD_INDENT : 0, cell->at);
        is_named = true;
    }
}

static void
set_blank(struct setter *s, uint32_t at)
{
    struct run_list list;

    set_begin_line(s, &list);
    set_end_line(s, &list, s->indent, s->block->at + (at ? at - 1 : 0));
}

static void
set_records(struct setter *s, const struct shape *shape, const struct doc_table *table)
{
    const struct table_row *header =
        table->row_count > 1 && table->rows[0].is_header ? &table->rows[0] : NULL;

    for (size_t r = header ? 1 : 0; r < table->row_count; r++) {
        const struct table_row *row = &table->rows[r];

        if (!header && shape->used == 2 && row->count == 2 && row->cells[0].flow.text.len > 0) {
            struct doc_flow flow = labelled(s, &row->cells[0], &row->cells[1]);

            set_record_line(s, &flow, 0, row_at(row));
            continue;
        }
        if (r > (header ? 1U : 0U))
            set_blank(s, row_at(row));
        set_record(s, header, row);
    }
}

/* A table runs as the first of its cells that has letters. */
bool
table_is_rtl(const struct doc_table *table)
{
    for (size_t r = 0; r < table->row_count; r++)
        for (size_t c = 0; c < table->rows[r].count; c++) {
            str text = table->rows[r].cells[c].flow.text;

            if (text_has_rtl(text))
                return text_is_rtl(text);
            if (text_script(text) != TEXT_SCRIPT_OTHER)
                return false;
        }
    return false;
}

void
table_set(struct setter *s, const struct doc_table *table)
{
    struct shape shape = { .count = MIN(table->col_count, COLS_MOST) };

    measure(s, &shape, table);
    if (share_out(s, &shape))
        set_columns(s, &shape, table);
    else
        set_records(s, &shape, table);
}
