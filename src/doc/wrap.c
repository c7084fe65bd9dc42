#include "wrap.h"

#include <courant/text.h>

#include <string.h>

#define SOFT_HYPHEN STR("\xC2\xAD")

/* ---- segments: text up to the next place where a line may break ---- */

struct segment {
    size_t from, core, to; /* core: where the blanks at its end begin */
    int core_cols, blank_cols;
    bool has_hyphen, is_end; /* soft hyphen at its end; a line end that stays */
};

/* Blanks that vanish at a line's end. */
static size_t
trim_blanks(str text, size_t from, size_t to)
{
    while (to > from) {
        if (char_is_space(text.ptr[to - 1]))
            to--;
        else if (to - from >= 3 && memcmp(text.ptr + to - 3, "\xE3\x80\x80", 3) == 0)
            to -= 3;
        else if (to - from >= 3 && memcmp(text.ptr + to - 3, "\xE2\x80\x8B", 3) == 0)
            to -= 3;
        else
            break;
    }
    return to;
}

/* A break at or after from, but no further than `most` bytes. */
static size_t
next_break(const struct wrapper *w, str text, size_t from, size_t most)
{
    size_t to = from + 1, end = MIN(text.len, from + most);

    while (to < end && w->breaks[to] == TEXT_NO_BREAK)
        to++;
    return to;
}

/*
 * The segment at from. One that is wider than cols will be cut: of a word of a megabyte only as much
 * is looked at as that takes, since each of its lines asks again.
 */
static struct segment
segment_at(const struct wrapper *w, str text, size_t from, int cols)
{
    struct segment segment = { .from = from };
    size_t most = (size_t)MIN(cols, 4096) * 32 + 64, to;

    for (;; most *= 4) {
        to = next_break(w, text, from, most);
        segment.core = trim_blanks(text, from, to);
        segment.core_cols = text_cols(str_sub(text, from, segment.core));
        if (to - from < most || to == text.len || segment.core_cols > cols + 8)
            break;
    }
    segment.to = to;
    segment.is_end = text.ptr[to - 1] == '\n';
    segment.blank_cols = 0;
    if (to - segment.core == 1)
        segment.blank_cols = !segment.is_end;
    else if (to > segment.core)
        segment.blank_cols = text_cols(str_sub(text, segment.core, to)) - segment.is_end;
    segment.has_hyphen = str_ends(str_sub(text, from, segment.core), SOFT_HYPHEN);
    return segment;
}

static void
find_breaks(struct wrapper *w, str text)
{
    if (text.len > w->room) {
        w->room = MAX(text.len, w->room * 2);
        w->breaks = arena_alloc(w->a, w->room);
    }
    text_breaks_rough(text, w->breaks);
    w->worded = 0;
}

static void
find_all_breaks(struct wrapper *w, str text)
{
    find_breaks(w, text);
    text_breaks_words(text, w->breaks);
    w->worded = text.len;
}

/* A phrase that does not fit is looked at once more for words that it may be broken between. */
static bool
find_words(struct wrapper *w, str text, const struct segment *segment)
{
    if (segment->to <= w->worded)
        return false;
    w->worded = segment->to;
    text_breaks_words(str_sub(text, segment->from, segment->to), w->breaks + segment->from);
    return next_break(w, text, segment->from, segment->to - segment->from) < segment->to;
}

static void
add_piece(struct wrapper *w, size_t from, size_t to, int cols, bool has_hyphen, bool is_last)
{
    *VEC_PUSH(w->a, &w->pieces) = (struct piece){
        .from = (uint32_t)from,
        .to = (uint32_t)to,
        .cols = cols,
        .has_hyphen = has_hyphen,
        .is_last = is_last,
    };
}

/* ---- words longer than a line ---- */

/*
 * How much from `from` on fills most_cols: whole clusters, at least one; cut after one of `signs`
 * where there is one in the last third.
 */
static size_t
cut_word(struct wrapper *w, str text, size_t from, size_t to, int most_cols, const char *signs,
         int *out_cols)
{
    size_t good = 0, at = from;
    int cols = 0, good_cols = 0;
    struct text_cluster cluster;

    for (str rest = str_sub(text, from, to); text_cluster_take(w->a, &rest, &cluster);) {
        if (at > from && cols + cluster.cols > most_cols)
            break;
        cols += cluster.cols;
        at = to - rest.len;
        if (cols > most_cols * 2 / 3 && strchr(signs, text.ptr[at - 1])) {
            good = at;
            good_cols = cols;
        }
    }
    if (good && at < to) {
        at = good;
        cols = good_cols;
    }
    *out_cols = cols;
    return at;
}

/* The first span to look from for byte at. */
static size_t
first_span(const struct doc_flow *flow, uint32_t at)
{
    size_t low = 0, high = flow->span_count;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        if (flow->spans[middle].at <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* ---- running text ---- */

/* The line in the making, and the last place in it where it may end. */
struct line {
    size_t from;
    int used; /* columns, blanks at the end included */
    bool is_safe;
    size_t core, next; /* of the safe place: where the line's text ends, where the next begins */
    int cols;
    bool has_hyphen;
};

static void
start_line(struct line *line, size_t from)
{
    *line = (struct line){ .from = from };
}

static void
end_line(struct wrapper *w, struct line *line)
{
    add_piece(w, line->from, line->core, line->cols + line->has_hyphen, line->has_hyphen, false);
    start_line(line, line->next);
}

/* Ends the line before a segment: at its last safe place, or cut where only a hyphen had no room. */
static size_t
end_before(struct wrapper *w, struct line *line, size_t from)
{
    if (line->is_safe) {
        end_line(w, line);
    } else {
        add_piece(w, line->from, from, line->used, false, false);
        start_line(line, from);
    }
    return line->from;
}

/* A word that no line holds begins where the line is still half empty, and is cut where it is full. */
static size_t
place_long_word(struct wrapper *w, str text, struct line *line, const struct segment *segment,
                int cols)
{
    int taken = 0;

    if (line->is_safe && line->used > cols / 2)
        return end_before(w, line, segment->from);
    size_t at = cut_word(w, text, segment->from, segment->core, MAX(cols - line->used, 1),
                         "/-_?&=.", &taken);

    if (line->used > 0 && line->used + taken > cols)
        return end_before(w, line, segment->from);
    add_piece(w, line->from, at, line->used + taken, false, at >= text.len);
    start_line(line, at);
    return at;
}

#define POINTS_MOST 32

/* Are the two lines above this one parted already? Three make a ladder. */
static bool
is_ladder(const struct wrapper *w)
{
    size_t count = w->pieces.count;

    return count >= 2 && w->pieces.items[count - 1].has_hyphen &&
           w->pieces.items[count - 2].has_hyphen;
}

/* Would the line end far enough from its edge that a hyphen is the lesser evil? */
static bool
wants_part(const struct wrapper *w, const struct line *line, const struct segment *segment,
           int cols)
{
    int left = cols - (line->is_safe ? line->cols : 0);

    return w->hyphens && left > MAX(cols / 12, 3) && !is_ladder(w) &&
           !(w->flow->spans[first_span(w->flow, (uint32_t)segment->from)].style & DOC_CODE);
}

/* Parts the word that does not fit: the line takes what it has room for. False where nothing would do. */
static bool
part_word(struct wrapper *w, str text, struct line *line, const struct segment *segment, int cols)
{
    uint32_t points[POINTS_MOST];
    str word = str_sub(text, segment->from, segment->core);

    if (segment->has_hyphen || !wants_part(w, line, segment, cols))
        return false;
    size_t count = text_hyphen_points(w->hyphens, word, points, POINTS_MOST);

    while (count > 0) {
        uint32_t point = points[--count];
        int end = line->used + text_cols(str_sub(word, 0, point)) + 1;

        if (end > cols)
            continue;
        add_piece(w, line->from, segment->from + point, end, true, false);
        start_line(line, segment->from + point);
        return true;
    }
    return false;
}

static void
accept(struct line *line, const struct segment *segment, int cols)
{
    int end = line->used + segment->core_cols;

    line->used = end + segment->blank_cols;
    if (segment->has_hyphen && end + 1 > cols)
        return;
    line->is_safe = true;
    line->core = segment->core;
    line->next = segment->to;
    line->cols = end;
    line->has_hyphen = segment->has_hyphen;
}

static void
wrap_broken(struct wrapper *w, str text, int cols)
{
    struct line line;

    w->pieces.count = 0;
    start_line(&line, 0);
    for (size_t i = 0; i < text.len;) {
        struct segment segment = segment_at(w, text, i, cols);

        if (segment.core_cols > cols - line.used) {
            if (find_words(w, text, &segment))
                continue;
            if (part_word(w, text, &line, &segment, cols)) {
                i = line.from;
                continue;
            }
            i = segment.core_cols > cols ? place_long_word(w, text, &line, &segment, cols)
                                         : end_before(w, &line, segment.from);
            continue;
        }
        accept(&line, &segment, cols);
        i = segment.to;
        if (segment.is_end || i >= text.len) {
            add_piece(w, line.from, segment.core, line.used - segment.blank_cols, false, true);
            start_line(&line, i);
        }
    }
}

void
wrap_flow(struct wrapper *w, str text, int cols)
{
    find_breaks(w, text);
    wrap_broken(w, text, MAX(cols, 1));
}

void
wrap_measure(struct wrapper *w, str text, int *out_line, int *out_word)
{
    int64_t line = 0, widest = 0;
    int word = 0;

    find_all_breaks(w, text);
    for (size_t i = 0; i < text.len;) {
        struct segment segment = segment_at(w, text, i, INT32_MAX / 2);

        word = MAX(word, segment.core_cols);
        widest = MAX(widest, line + segment.core_cols);
        line = segment.is_end ? 0 : line + segment.core_cols + segment.blank_cols;
        i = segment.to;
    }
    *out_line = (int)MIN(widest, INT32_MAX / 4);
    *out_word = word;
}

void
wrap_balanced(struct wrapper *w, str text, int cols)
{
    find_all_breaks(w, text);
    wrap_broken(w, text, MAX(cols, 1));
    size_t lines = w->pieces.count;
    int low = cols / 2, high = cols, widest, word;

    if (lines < 2 || lines > 6 || text.len > 1000)
        return;
    wrap_measure(w, text, &widest, &word);
    low = MIN(MAX(low, word), high); /* no word is cut for the sake of evenness */
    while (low < high) {
        int middle = (low + high) / 2;

        wrap_broken(w, text, MAX(middle, 1));
        if (w->pieces.count <= lines)
            high = middle;
        else
            low = middle + 1;
    }
    wrap_broken(w, text, MAX(high, 1));
}

/* ---- code ---- */

void
wrap_kept(struct wrapper *w, str text, int cols, int cols_after)
{
    w->pieces.count = 0;
    for (size_t i = 0; i < text.len || i == 0;) {
        size_t end = str_find_char(str_from(text, i), '\n');
        size_t to = end == STR_NONE ? text.len : i + end;
        size_t core = trim_blanks(text, i, to), at = i;

        if (at == core)
            add_piece(w, at, core, 0, false, true);
        while (at < core) {
            int taken;
            size_t cut = cut_word(w, text, at, core, at > i ? cols_after : cols, " ", &taken);

            add_piece(w, at, cut, taken, false, cut >= core);
            at = cut;
        }
        i = to + 1;
    }
}

/* ---- runs ---- */

static void
add_run(struct run_list *list, str text, int cols, uint32_t style, int link)
{
    struct doc_run *last = list->runs.count ? &list->runs.items[list->runs.count - 1] : NULL;

    if (text.len == 0)
        return;
    list->cols += cols;
    if (last && last->style == style && last->link == link &&
        last->text.ptr + last->text.len == text.ptr) {
        last->text.len += text.len;
        last->cols += cols;
        return;
    }
    *VEC_PUSH(list->a, &list->runs) = (struct doc_run){ text, style, cols, link };
}

void
runs_add(struct run_list *list, str text, uint32_t style, int link)
{
    add_run(list, text, text_cols(text), style, link);
}

void
runs_add_blank(struct run_list *list, int cols)
{
    static const char blanks[] = "                                                                ";

    while (cols > 0) {
        int some = MIN(cols, (int)sizeof(blanks) - 1);

        runs_add(list, (str){ blanks, (size_t)some }, DOC_PLAIN, -1);
        cols -= some;
    }
}

/* The span that holds byte at; *from: where to look from, moved on. */
static const struct doc_span *
span_at(const struct doc_flow *flow, uint32_t at, size_t *from)
{
    while (*from + 1 < flow->span_count && flow->spans[*from + 1].at <= at)
        (*from)++;
    return &flow->spans[*from];
}

/* Wider blanks: the k-th of `gaps` gets its share of `extra`. */
struct widening {
    int gaps, extra, seen;
    bool from_right;
};

static int
share_of(struct widening *wide)
{
    if (wide->seen >= wide->gaps)
        return 0;
    int k = wide->from_right ? wide->gaps - 1 - wide->seen : wide->seen;

    wide->seen++;
    return wide->extra * (k + 1) / wide->gaps - wide->extra * k / wide->gaps;
}

static str
widened(struct arena *a, str text, struct widening *wide)
{
    struct buf b = { .arena = a };

    for (size_t i = 0; i < text.len; i++) {
        buf_add_char(&b, text.ptr[i]);
        if (text.ptr[i] == ' ')
            for (int more = share_of(wide); more > 0; more--)
                buf_add_char(&b, ' ');
    }
    return buf_str(&b);
}

/* Text that goes on a line: shown, its blanks widened; a cluster wider than the line is not drawn. */
static void
add_fitting(struct run_list *list, str text, int most_cols, struct widening *wide,
            const struct doc_span *span)
{
    int room = MAX(most_cols - list->cols, 0), cols;
    str shown = text_shown_cols(list->a, text, &cols);

    if (cols > room) {
        shown = text_fit(list->a, shown, room);
        if (text_cols(shown) > room) /* signs without a letter got one circle more */
            shown = room > 0 ? STR("…") : STR("");
        cols = text_cols(shown);
    }
    if (wide && wide->gaps > 0) {
        /* A sign that cannot stand alone is on a circle, wider than it was counted: then as it is. */
        str wider = widened(list->a, shown, wide);
        int wider_cols = text_cols(wider);

        if (wider_cols <= room) {
            shown = wider;
            cols = wider_cols;
        }
    }
    add_run(list, shown, cols, span->style, span->link);
}

int
piece_gaps(const struct doc_flow *flow, const struct piece *piece)
{
    const char *text = flow->text.ptr;
    int gaps = 0;

    for (uint32_t i = piece->from; i < piece->to; i++)
        gaps += text[i] == ' ' || (text[i] == '\xC2' && i + 1 < piece->to && text[i + 1] == '\xA0');
    return gaps;
}

void
runs_add_piece(struct run_list *list, const struct doc_flow *flow, const struct piece *piece,
               int most_cols, int extra, bool from_right)
{
    str text = flow->text;
    size_t k = first_span(flow, piece->from);
    struct widening wide = { .extra = extra, .from_right = from_right };

    if (extra > 0)
        wide.gaps = piece_gaps(flow, piece);
    for (uint32_t at = piece->from; at < piece->to;) {
        const struct doc_span *span = span_at(flow, at, &k);
        uint32_t end = k + 1 < flow->span_count ? flow->spans[k + 1].at : piece->to;

        end = MIN(end, piece->to);
        add_fitting(list, str_sub(text, at, end), most_cols, &wide, span);
        at = end;
    }
    if (piece->has_hyphen) {
        const struct doc_span *span = span_at(flow, piece->to - 1, &k);

        runs_add(list, STR("-"), span->style, span->link);
    }
}

static void
add_visual(struct run_list *list, const struct text_visual *visual, const struct doc_flow *flow,
           const struct piece *piece, int most_cols)
{
    size_t from = 0;

    while (from < visual->shown.len) {
        size_t k = first_span(flow, piece->from + visual->logical[from]), to = from;
        const struct doc_span *span = &flow->spans[k];
        uint32_t end = k + 1 < flow->span_count ? flow->spans[k + 1].at : piece->to;

        while (to < visual->shown.len && piece->from + visual->logical[to] >= span->at &&
               piece->from + visual->logical[to] < end)
            to++;
        add_fitting(list, str_sub(visual->shown, from, to), most_cols, NULL, span);
        from = to;
    }
    if (piece->has_hyphen)
        runs_add(list, STR("-"), DOC_PLAIN, -1);
}

void
runs_add_visual(struct run_list *list, struct text_order *order, const struct doc_flow *flow,
                const struct piece *piece, int most_cols)
{
    struct text_visual visual;

    text_order_line(order, list->a, piece->from, piece->to, &visual);
    add_visual(list, &visual, flow, piece, most_cols);
}

void
runs_add_visual_alone(struct run_list *list, struct text_order *order, const struct doc_flow *flow,
                      const struct piece *piece, int most_cols, bool is_rtl)
{
    str line = str_sub(flow->text, piece->from, piece->to);
    struct text_visual visual;

    text_order_begin(order, line, is_rtl);
    text_order_line(order, list->a, 0, line.len, &visual);
    add_visual(list, &visual, flow, piece, most_cols);
}
