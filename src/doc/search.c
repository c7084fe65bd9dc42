/*
 * Searching in what is on the lines, folded, so that case, accents and ё do not matter. A phrase or a
 * parted word may go over a line's end: it is then a hit on each of the two.
 */
#include "block.h"

#include <courant/text.h>

/* The folded text of all lines, each followed by a blank, and where each begins in it. */
struct folded {
    const struct doc_layout *layout;
    struct buf text;
    size_t *starts; /* of each line, and of the end */
};

/* Bars, bullets and rules are between the words of a quote or a list, not among them. */
static bool
is_text(const struct doc_run *run)
{
    return !(run->style & DOC_FAINT) || run->link >= 0 || (run->style & DOC_PICTURE);
}

static void
fold_line(struct folded *f, struct arena *scratch, const struct doc_line *line)
{
    for (size_t i = 0; i < line->run_count; i++)
        if (is_text(&line->runs[i]))
            buf_add(&f->text, text_fold(scratch, line->runs[i].text));
    if (line->has_hyphen && f->text.len > 0 && f->text.ptr[f->text.len - 1] == '-')
        f->text.len--; /* the word goes on */
    else if (f->text.len > 0 && f->text.ptr[f->text.len - 1] != ' ')
        buf_add_char(&f->text, ' ');
}

static void
fold_all(struct folded *f, struct arena *a)
{
    size_t count = f->layout->line_count;

    f->starts = ARENA_ARRAY(a, size_t, count + 1);
    for (size_t y = 0; y < count; y++) {
        struct arena scratch = { 0 };

        f->starts[y] = f->text.len;
        fold_line(f, &scratch, &f->layout->lines[y]);
        arena_free(&scratch);
    }
    f->starts[count] = f->text.len;
}

/* The columns of folded bytes [from, to) of a line, by folding it once more, cluster by cluster. */
static void
find_cols(const struct doc_line *line, size_t from, size_t to, struct doc_hit *hit)
{
    struct arena a = { 0 };
    struct text_cluster cluster;
    size_t at = 0;
    int col = 0, first = -1, last = 0;

    for (size_t i = 0; i < line->run_count; i++) {
        if (!is_text(&line->runs[i])) {
            col += line->runs[i].cols;
            continue;
        }
        for (str rest = line->runs[i].text; text_cluster_take(&a, &rest, &cluster);) {
            size_t end = at + (cluster.bytes.len == 1 ? 1 : text_fold(&a, cluster.bytes).len);

            if (end > from && at < to) {
                first = first < 0 ? col : first;
                last = col + cluster.cols;
            }
            at = end;
            col += cluster.cols;
        }
    }
    hit->col = MAX(first, 0);
    hit->cols = first < 0 ? 0 : last - first;
    arena_free(&a);
}

struct hits {
    struct arena *a;
    VEC(struct doc_hit) list;
};

static size_t
line_at(const struct folded *f, size_t at)
{
    size_t low = 0, high = f->layout->line_count;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        if (f->starts[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* One hit for each line that bytes [from, to) of the folded text are on. */
static void
add_hit(struct hits *hits, const struct folded *f, size_t from, size_t to)
{
    for (size_t y = line_at(f, from); y < f->layout->line_count && f->starts[y] < to; y++) {
        struct doc_hit hit = { .line = y };
        size_t start = f->starts[y];

        find_cols(&f->layout->lines[y], MAX(from, start) - start, to - start, &hit);
        if (hit.cols > 0)
            *VEC_PUSH(hits->a, &hits->list) = hit;
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
    struct folded f = { .layout = layout, .text = { .arena = &scratch } };
    struct hits hits = { .a = a };
    str clean = text_clean(&scratch, words);

    fold_all(&f, &scratch);
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
