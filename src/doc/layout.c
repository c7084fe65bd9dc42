/*
 * Blocks into lines of a width. One blank line parts paragraphs; a heading has one above it and none
 * below, so that it stands with its text; items of a tight list, captions and definitions follow
 * without one.
 */
#include "layout.h"

#include <courant/text.h>

#include <string.h>

#define WIDTH_MOST      1000
#define TEXT_COLS_LEAST 16 /* quotes and lists indent no further when less would be left */
#define CODE_INDENT     2

/* ---- what stands in front ---- */

static int
frame_cols(const struct doc_frame *frame)
{
    return frame->kind == FRAME_QUOTE ? 2 : frame->list->marker_cols;
}

static void
add_frame(struct run_list *list, const struct doc_frame *frame, bool is_opened, bool is_rtl)
{
    int cols = frame_cols(frame);

    if (frame->kind == FRAME_QUOTE) {
        runs_add(list, is_rtl ? STR(" │") : STR("│ "), DOC_FAINT | DOC_QUOTE, -1);
        return;
    }
    if (!is_opened || frame->kind != FRAME_ITEM) {
        runs_add_blank(list, cols);
        return;
    }
    int pad = MAX(cols - 1 - text_cols(frame->marker), 0);

    if (is_rtl) {
        runs_add_blank(list, 1);
        runs_add(list, frame->marker, DOC_FAINT, -1);
        runs_add_blank(list, pad);
    } else {
        runs_add_blank(list, pad);
        runs_add(list, frame->marker, DOC_FAINT, -1);
        runs_add_blank(list, 1);
    }
}

/* The frames around the block, outermost first, as far as they leave room for text. */
static void
make_fronts(struct setter *s, const struct doc_block *block)
{
    const struct doc_frame *frames[64];
    int count = 0, used = 0, most = s->measure - MIN(TEXT_COLS_LEAST, s->measure / 2 + 1);
    bool is_opened = false;

    for (const struct doc_frame *frame = block->frame; frame && count < 64; frame = frame->outer)
        frames[count++] = frame;
    s->first = (struct run_list){ .a = s->a };
    s->rest = (struct run_list){ .a = s->a };
    for (int i = 0; i < count; i++) {
        const struct doc_frame *frame = s->is_rtl ? frames[i] : frames[count - 1 - i];

        if (used + frame_cols(frame) > most)
            continue;
        used += frame_cols(frame);
        is_opened = block->opens && frame->depth >= block->opens->depth;
        add_frame(&s->first, frame, is_opened, s->is_rtl);
        add_frame(&s->rest, frame, false, s->is_rtl);
    }
}

int
set_room(const struct setter *s, bool is_whole)
{
    int cols = is_whole ? s->width - s->indent : s->measure;

    return MAX(cols - s->rest.cols, 1);
}

static void
add_front(struct setter *s, struct run_list *list)
{
    const struct run_list *front = s->is_first_line ? &s->first : &s->rest;

    for (size_t i = 0; i < front->runs.count; i++)
        *VEC_PUSH(list->a, &list->runs) = front->runs.items[i];
    list->cols += front->cols;
}

void
set_begin_line(struct setter *s, struct run_list *list)
{
    *list = s->spare;
    list->a = s->a;
    if (!s->is_rtl)
        add_front(s, list);
}

/* Blanks at the end of a line are not drawn. */
static void
trim_runs(struct run_list *list)
{
    while (list->runs.count > 0) {
        struct doc_run *last = &list->runs.items[list->runs.count - 1];

        while (last->text.len > 0 && last->text.ptr[last->text.len - 1] == ' ') {
            last->text.len--;
            last->cols--;
            list->cols--;
        }
        if (last->text.len > 0)
            return;
        list->runs.count--;
    }
}

void
set_end_line(struct setter *s, struct run_list *list, int indent, uint32_t at)
{
    if (s->is_rtl)
        add_front(s, list);
    trim_runs(list);
    s->is_first_line = false;
    size_t count = list->runs.count;
    struct doc_run *runs = count ? ARENA_ARRAY(s->a, struct doc_run, count) : NULL;

    if (count)
        memcpy(runs, list->runs.items, count * sizeof(*runs));
    *VEC_PUSH(s->a, &s->lines) = (struct doc_line){
        .runs = runs,
        .run_count = count,
        .indent_cols = count ? indent : 0,
        .at = at,
    };
    list->runs.count = 0;
    s->spare = *list;
    s->spare.cols = 0;
}

/* ---- link numbers ---- */

/* Does the link of span i end with it? */
static bool
link_ends(const struct doc_flow *flow, size_t i)
{
    int link = flow->spans[i].link;

    return link >= 0 && (i + 1 == flow->span_count || flow->spans[i + 1].link != link);
}

struct doc_flow
set_numbers(struct setter *s, const struct doc_flow *flow)
{
    struct buf text = { .arena = s->a };
    VEC(struct doc_span) spans = { 0 };

    for (size_t i = 0; i < flow->span_count; i++) {
        size_t end = i + 1 < flow->span_count ? flow->spans[i + 1].at : flow->text.len;
        struct doc_span span = flow->spans[i];
        uint32_t from = span.at;

        span.at = (uint32_t)text.len;
        *VEC_PUSH(s->a, &spans) = span;
        buf_add(&text, str_sub(flow->text, from, end));
        if (link_ends(flow, i)) {
            *VEC_PUSH(s->a, &spans) =
                (struct doc_span){ (uint32_t)text.len, DOC_FAINT | DOC_LINK, span.link };
            /* a word joiner: the number stays with its word in scripts that break anywhere */
            buf_printf(&text, "\xE2\x81\xA0[%d]", span.link + 1);
        }
    }
    return (struct doc_flow){ buf_str(&text), spans.items, spans.count };
}

/* Where byte `at` of a flow with numbers was before them; *k and *shift go on from line to line. */
struct unnumber {
    const struct doc_flow *plain;
    size_t k;
    uint32_t shift;
};

static uint32_t
place_of(struct unnumber *u, uint32_t at)
{
    while (u->plain && u->k < u->plain->span_count) {
        size_t k = u->k;
        uint32_t end =
            k + 1 < u->plain->span_count ? u->plain->spans[k + 1].at : (uint32_t)u->plain->text.len;
        uint32_t len = 0;

        if (link_ends(u->plain, k)) {
            len = 3 + 2;
            for (int number = u->plain->spans[k].link + 1; number > 0; number /= 10)
                len++;
        }
        if (end + u->shift + len > at)
            return MIN(at - u->shift, end); /* a line may begin inside a number */
        u->shift += len;
        u->k++;
    }
    return at > u->shift ? at - u->shift : 0;
}

static bool
has_links(const struct doc_flow *flow)
{
    for (size_t i = 0; i < flow->span_count; i++)
        if (flow->spans[i].link >= 0)
            return true;
    return false;
}

/* ---- text ---- */

/* Blanks are widened only where that leaves no holes. */
static int
extra_for(const struct setter *s, const struct doc_flow *flow, const struct piece *piece, int room)
{
    int extra = room - piece->cols;

    if (!s->options.is_justified || piece->is_last || extra <= 0 || extra > room / 5 ||
        s->block->kind != BLOCK_PARAGRAPH)
        return 0;
    return extra <= piece_gaps(flow, piece) ? extra : 0;
}

static void
set_piece(struct setter *s, const struct doc_flow *flow, const struct piece *piece, int room,
          uint32_t at, bool from_right)
{
    struct run_list list;
    bool is_visual =
        s->is_visual && (s->is_rtl || text_has_rtl(str_sub(flow->text, piece->from, piece->to)));
    int indent = s->indent;

    set_begin_line(s, &list);
    int most = list.cols + room;

    if (is_visual)
        runs_add_visual(&list, s->order, flow, piece, most);
    else
        runs_add_piece(&list, flow, piece, most, extra_for(s, flow, piece, room), from_right);
    if (s->is_rtl)
        indent += MAX(room - list.cols, 0);
    set_end_line(s, &list, indent, at);
}

/* "Photo: X · Y" may break at the dot, which then parts nothing any more and is not drawn. */
static void
drop_dots(const struct doc_flow *flow, struct piece *piece)
{
    static const str dot = STR_INIT("·");
    str text = str_sub(flow->text, piece->from, piece->to);

    if (!piece->is_last && str_ends(text, dot))
        piece->to = piece->from + (uint32_t)str_trim(str_sub(text, 0, text.len - dot.len)).len;
    if (piece->from > 0 && str_starts(text, dot) && piece->to > piece->from + dot.len)
        piece->from += (uint32_t)dot.len + (text.ptr[dot.len] == ' ');
    piece->cols = text_cols(str_sub(flow->text, piece->from, piece->to));
}

static bool
is_dotted(enum block_kind kind)
{
    return kind == BLOCK_META || kind == BLOCK_PICTURE || kind == BLOCK_CAPTION;
}

static void
set_flow(struct setter *s, const struct doc_block *block)
{
    struct doc_flow flow = block->flow;
    struct unnumber places = { 0 };
    int room = set_room(s, false);

    if (s->options.has_link_numbers && has_links(&flow)) {
        flow = set_numbers(s, &block->flow);
        places.plain = &block->flow;
    }
    s->wrapper.flow = &flow;
    s->wrapper.hyphens = block->kind == BLOCK_PARAGRAPH ? s->options.hyphens : NULL;
    if (block->kind == BLOCK_TITLE || block->kind == BLOCK_HEADING)
        wrap_balanced(&s->wrapper, flow.text, room);
    else
        wrap_flow(&s->wrapper, flow.text, room);
    if (s->is_visual)
        text_order_begin(s->order, flow.text, s->is_rtl);
    for (size_t i = 0; i < s->wrapper.pieces.count; i++) {
        struct piece *piece = &s->wrapper.pieces.items[i];
        uint32_t at = block->at + place_of(&places, piece->from);

        if (is_dotted(block->kind) && s->wrapper.pieces.count > 1)
            drop_dots(&flow, piece);
        set_piece(s, &flow, piece, room, at, i % 2 == 1);
        s->lines.items[s->lines.count - 1].has_hyphen = piece->has_hyphen;
    }
    s->wrapper.hyphens = NULL;
}

static int
widest_line(str text)
{
    int widest = 0;

    for (str line; str_take_line(&text, &line);)
        widest = MAX(widest, text_cols(str_sub(line, 0, 4096)));
    return widest;
}

/*
 * Code may use the pane to its right edge, and stands in as long as that breaks no line of it; what is longer still
 * goes on behind an arrow.
 */
static void
set_code(struct setter *s, const struct doc_block *block)
{
    int room = set_room(s, true), widest = widest_line(block->flow.text);
    int indent = room > 24 && (widest <= room - CODE_INDENT || widest > room) ? CODE_INDENT : 0;
    bool is_continued = false;

    room = MAX(room - indent, 1);
    wrap_kept(&s->wrapper, block->flow.text, room, room > 8 ? room - 2 : room);
    for (size_t i = 0; i < s->wrapper.pieces.count; i++) {
        const struct piece *piece = &s->wrapper.pieces.items[i];
        struct run_list list;

        set_begin_line(s, &list);
        runs_add_blank(&list, indent);
        if (is_continued && room > 8)
            runs_add(&list, STR("↳ "), DOC_FAINT, -1);
        runs_add_piece(&list, &block->flow, piece, list.cols + room, 0, false);
        set_end_line(s, &list, s->indent, block->at + piece->from);
        is_continued = !piece->is_last;
    }
}

static void
set_rule(struct setter *s, const struct doc_block *block)
{
    struct run_list list;
    int room = set_room(s, false), cols = MIN(room, MAX(room / 3, 3));
    struct buf b = { .arena = s->a };

    for (int i = 0; i < cols; i++)
        buf_add(&b, STR("─"));
    set_begin_line(s, &list);
    runs_add_blank(&list, (room - cols) / 2);
    runs_add(&list, buf_str(&b), DOC_FAINT, -1);
    set_end_line(s, &list, s->indent, block->at);
}

/* ---- blocks ---- */

static bool
is_within(const struct doc_frame *frame, const struct doc_list *list)
{
    for (; frame; frame = frame->outer)
        if (frame->list == list)
            return true;
    return false;
}

/* Blank lines above a block. */
static int
gap_before(const struct doc_block *before, const struct doc_block *block)
{
    const struct doc_list *list = block->opens ? block->opens->list : NULL;

    if (!before || block->is_tight)
        return 0;
    if (list && block->opens->kind == FRAME_ITEM && is_within(before->frame, list))
        return list->is_loose;
    /* a list inside an item, right under the item's own text */
    if (list && block->opens->kind == FRAME_ITEM && block->opens->outer &&
        block->opens->outer == before->frame && before->frame->kind == FRAME_ITEM)
        return before->frame->list->is_loose;
    return block->kind == BLOCK_HEADING || before->kind != BLOCK_HEADING;
}

/* Blank lines inside a quote or around it: the bar goes on where both sides have it. */
static void
set_gap(struct setter *s, const struct doc_block *before, const struct doc_block *block, int count)
{
    const struct doc_frame *x = before->frame, *y = block->frame;

    while (x && y && x != y) {
        if (x->depth >= y->depth)
            x = x->outer;
        else
            y = y->outer;
    }
    bool is_quoted = false;

    if (x == y)
        for (const struct doc_frame *frame = x; frame; frame = frame->outer)
            is_quoted |= frame->kind == FRAME_QUOTE;
    for (int i = 0; i < count; i++) {
        const struct doc_block gap = { .frame = is_quoted ? x : NULL };
        struct run_list list;

        make_fronts(s, &gap);
        s->is_first_line = false;
        set_begin_line(s, &list);
        set_end_line(s, &list, s->indent, block->at ? block->at - 1 : 0);
    }
}

static void
find_direction(struct setter *s, const struct doc_block *block)
{
    s->is_rtl = s->is_visual = false;
    if (!s->options.is_bidi || block->kind == BLOCK_CODE)
        return;
    if (block->kind == BLOCK_TABLE) {
        s->is_visual = true;
        s->is_rtl = table_is_rtl(block->table);
    } else {
        s->is_visual = text_has_rtl(block->flow.text);
        s->is_rtl = s->is_visual && text_is_rtl(block->flow.text);
    }
}

static void
set_block(struct setter *s, const struct doc_block *before, const struct doc_block *block)
{
    int gap = gap_before(before, block);

    s->block = block;
    find_direction(s, block);
    if (gap > 0)
        set_gap(s, before, block, gap);
    make_fronts(s, block);
    s->is_first_line = true;
    switch (block->kind) {
    case BLOCK_CODE: set_code(s, block); break;
    case BLOCK_RULE: set_rule(s, block); break;
    case BLOCK_TABLE: table_set(s, block->table); break;
    default: set_flow(s, block); break;
    }
}

/* ---- the doc, whole or what is seen first ---- */

/*
 * Blocks [first, next) have their lines, and so have [0, front_next), apart from them: those come in front once
 * they meet, since the lines that are in view must not be counted anew with every block.
 */
struct doc_setting {
    struct setter s;
    struct line_list front;
    size_t first, next, front_next;
};

static void
set_next(struct doc_setting *setting, size_t i)
{
    const struct doc *doc = setting->s.doc;

    set_block(&setting->s, i ? &doc->blocks[i - 1] : NULL, &doc->blocks[i]);
}

static void
show_lines(const struct doc_setting *setting, struct doc_layout *out)
{
    out->lines = setting->s.lines.items;
    out->line_count = setting->s.lines.count;
    out->is_whole = setting->first == 0 && setting->next == setting->s.doc->block_count;
}

/* The lines from the place on, as many as there are yet. */
static size_t
lines_from(const struct doc_layout *layout, uint32_t at)
{
    return layout->line_count - doc_line_of(layout, at);
}

/* The block that the place is in. */
static size_t
block_of(const struct doc *doc, uint32_t at)
{
    size_t low = 0, high = doc->block_count;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        if (doc->blocks[middle].at <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Lines of the blocks from first on: enough from the place on, or all there are. */
static void
set_from(struct doc_setting *setting, size_t first, uint32_t at, size_t least,
         struct doc_layout *out)
{
    setting->s.lines.count = 0;
    setting->first = setting->next = first;
    do {
        if (setting->next < setting->s.doc->block_count)
            set_next(setting, setting->next++);
        show_lines(setting, out);
    } while (setting->next < setting->s.doc->block_count && lines_from(out, at) < least);
}

void
doc_layout_begin(struct arena *a, const struct doc *doc, const struct doc_options *options,
                 uint32_t at, size_t least, struct doc_layout *out)
{
    struct doc_setting *setting = ARENA_NEW(a, struct doc_setting);
    struct setter *s = &setting->s;
    size_t first = block_of(doc, at);
    const struct doc_block *last = doc->block_count ? &doc->blocks[doc->block_count - 1] : NULL;

    s->a = s->wrapper.a = a;
    s->doc = doc;
    s->options = *options;
    s->order = text_order_new(a);
    s->width = MIN(MAX(options->width_cols, 1), WIDTH_MOST);
    s->measure = options->measure_cols > 0 ? MIN(options->measure_cols, s->width) : s->width;
    s->indent = (s->width - s->measure) / 2;
    *out = (struct doc_layout){ .width_cols = s->width, .setting = setting };
    out->end = last ? last->at + (uint32_t)block_len(last) : 0;
    set_from(setting, first, at, least, out);
    /* near the end: as many from there backwards */
    for (size_t back = 1; first > 0 && out->line_count < least; back *= 2) {
        first -= MIN(back, first);
        set_from(setting, first, at, least, out);
    }
}

/* The lines in front join the others. */
static size_t
join_front(struct doc_setting *setting)
{
    struct line_list *front = &setting->front, *lines = &setting->s.lines;
    size_t count = front->count;

    for (size_t i = 0; i < lines->count; i++)
        *VEC_PUSH(setting->s.a, front) = lines->items[i];
    *lines = *front;
    *front = (struct line_list){ 0 };
    setting->first = 0;
    return count;
}

static void
swap_front(struct doc_setting *setting)
{
    struct line_list lines = setting->s.lines;

    setting->s.lines = setting->front;
    setting->front = lines;
}

size_t
doc_layout_more(struct doc_layout *layout, size_t about)
{
    struct doc_setting *setting = layout->setting;
    struct line_list *lines = &setting->s.lines;
    size_t before = lines->count, added = 0, in_front = 0;

    while (setting->next < setting->s.doc->block_count && lines->count - before < about)
        set_next(setting, setting->next++);
    added = lines->count - before;
    if (setting->first > 0 && added < about) {
        swap_front(setting);
        before = lines->count;
        while (setting->front_next < setting->first && added + lines->count - before < about)
            set_next(setting, setting->front_next++);
        swap_front(setting);
        if (setting->front_next == setting->first)
            in_front = join_front(setting);
    }
    show_lines(setting, layout);
    return in_front;
}

void
doc_layout(struct arena *a, const struct doc *doc, const struct doc_options *options,
           struct doc_layout *out)
{
    doc_layout_begin(a, doc, options, 0, SIZE_MAX, out);
}

size_t
doc_line_of(const struct doc_layout *layout, uint32_t at)
{
    size_t low = 0, high = layout->line_count;

    /* the last line that begins at or before the place … */
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (layout->lines[middle].at <= at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return 0;
    /* … and of several at the same place, the first */
    for (low--; low > 0 && layout->lines[low - 1].at == layout->lines[low].at;)
        low--;
    return low;
}
