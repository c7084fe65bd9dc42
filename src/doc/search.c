/*
 * Searching in what is on the lines, folded, so that case, accents and ё do not matter. A phrase may
 * go over a line's end: it is then a hit on each of the two.
 */
#include "block.h"

#include <courant/text.h>

/* The folded text of all lines with, for each of its bytes, where it is shown. */
struct place {
    uint32_t line;
    uint16_t col, cols;
};

struct folded {
    struct arena *a; /* of the text and places */
    struct buf text;
    VEC(struct place) places;
};

static void
add_place(struct folded *f, str text, struct place place)
{
    buf_add(&f->text, text);
    for (size_t i = 0; i < text.len; i++)
        *VEC_PUSH(f->a, &f->places) = place;
}

static void
fold_run(struct folded *f, struct arena *scratch, str text, uint32_t line, int *col)
{
    struct text_cluster cluster;

    while (text_cluster_take(scratch, &text, &cluster)) {
        struct place place = { line, (uint16_t)*col, (uint16_t)cluster.cols };
        bool is_ascii = cluster.bytes.len == 1;
        char lower = is_ascii ? char_lower(cluster.bytes.ptr[0]) : '\0';

        add_place(f, is_ascii ? (str){ &lower, 1 } : text_fold(scratch, cluster.bytes), place);
        *col += cluster.cols;
    }
}

/* Bars, bullets and rules are between the words of a quote or a list, not among them. */
static bool
is_text(const struct doc_run *run)
{
    return !(run->style & DOC_FAINT) || run->link >= 0 || (run->style & DOC_PICTURE);
}

static void
fold_line(struct folded *f, const struct doc_line *line, uint32_t number)
{
    struct arena scratch = { 0 };
    int col = 0;

    for (size_t i = 0; i < line->run_count; i++) {
        if (is_text(&line->runs[i]))
            fold_run(f, &scratch, line->runs[i].text, number, &col);
        else
            col += line->runs[i].cols;
    }
    /* a line's end is a blank, unless the word was broken there */
    if (f->text.len > 0 && f->text.ptr[f->text.len - 1] != ' ')
        add_place(f, STR(" "), (struct place){ number, (uint16_t)col, 0 });
    arena_free(&scratch);
}

struct hits {
    struct arena *a;
    VEC(struct doc_hit) list;
};

/* One hit for each line that bytes [from, to) of the folded text are on. */
static void
add_hit(struct hits *hits, const struct folded *f, size_t from, size_t to)
{
    for (size_t i = from; i < to;) {
        struct place first = f->places.items[i], last = first;

        for (; i < to && f->places.items[i].line == first.line; i++)
            last = f->places.items[i];
        int cols = last.col + last.cols - first.col;

        if (cols > 0)
            *VEC_PUSH(hits->a, &hits->list) = (struct doc_hit){ first.line, first.col, cols };
    }
}

static void
find_all(struct hits *hits, const struct folded *f, str needle)
{
    str rest = buf_str(&f->text);

    if (needle.len == 0)
        return;
    for (size_t at; (at = str_find(rest, needle)) != STR_NONE;) {
        size_t from = f->text.len - rest.len + at;

        add_hit(hits, f, from, from + needle.len);
        rest = str_from(rest, at + needle.len);
    }
}

static bool
is_after(const struct doc_hit *x, const struct doc_hit *y)
{
    return x->line != y->line ? x->line > y->line : x->col > y->col;
}

/* Two kinds of hits are in order each; right-to-left ones are few. */
static void
sort_hits(struct hits *hits, size_t sorted)
{
    for (size_t i = sorted; i < hits->list.count; i++) {
        struct doc_hit hit = hits->list.items[i];
        size_t k = i;

        for (; k > 0 && is_after(&hits->list.items[k - 1], &hit); k--)
            hits->list.items[k] = hits->list.items[k - 1];
        hits->list.items[k] = hit;
    }
}

size_t
doc_search(struct arena *a, const struct doc_layout *layout, str words, struct doc_hit **out)
{
    struct arena scratch = { 0 };
    struct folded f = { .a = &scratch, .text = { .arena = &scratch } };
    struct hits hits = { .a = a };
    str clean = text_clean(&scratch, words);

    for (size_t i = 0; i < layout->line_count; i++)
        fold_line(&f, &layout->lines[i], (uint32_t)i);
    find_all(&hits, &f, text_fold(&scratch, clean));
    if (text_has_rtl(clean)) {
        /* lines are in the order of columns: so must be what is looked for */
        struct text_visual visual;
        size_t sorted = hits.list.count;

        text_reorder(&scratch, clean, text_is_rtl(clean), &visual);
        if (!str_eq(visual.shown, clean))
            find_all(&hits, &f, text_fold(&scratch, visual.shown));
        sort_hits(&hits, sorted);
    }
    *out = hits.list.items;
    arena_free(&scratch);
    return hits.list.count;
}
