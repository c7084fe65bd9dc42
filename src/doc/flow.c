#include "flow.h"

#include <courant/text.h>

#include <string.h>

#define TAB_COLS 4

void
flow_init(struct flow_maker *maker, struct arena *a)
{
    *maker = (struct flow_maker){ .a = a, .text = { .arena = a } };
}

bool
flow_is_empty(const struct flow_maker *maker)
{
    return maker->text.len == 0;
}

bool
flow_is_at_end(const struct flow_maker *maker)
{
    return maker->text.len == 0 || maker->text.ptr[maker->text.len - 1] == '\n';
}

static void
set_span(struct flow_maker *maker, uint32_t style, int link)
{
    const struct doc_span *last =
        maker->spans.count ? &maker->spans.items[maker->spans.count - 1] : NULL;

    if (!last || last->style != style || last->link != link)
        *VEC_PUSH(maker->a, &maker->spans) =
            (struct doc_span){ (uint32_t)maker->text.len, style, link };
}

static bool
is_nbsp(str s)
{
    return str_starts(s, STR("\xC2\xA0"));
}

/* Bytes of an invisible or blank rune that must not begin a line: U+00A0, U+200B, U+3000, U+FEFF. */
static size_t
blank_len(str s)
{
    if (is_nbsp(s) || str_starts(s, STR("\xC2\xAD")))
        return 2;
    if (str_starts(s, STR("\xE2\x80\x8B")) || str_starts(s, STR("\xE3\x80\x80")) ||
        str_starts(s, STR("\xEF\xBB\xBF")))
        return 3;
    return s.len > 0 && char_is_space(s.ptr[0]) ? 1 : 0;
}

/* Han and Kana take no blank where the source only broke its line. */
static bool
joins_without_blank(str text)
{
    size_t at = text.len;

    while (at > 0 && ((unsigned char)text.ptr[at - 1] & 0xC0) == 0x80)
        at--;
    if (at == 0 || text.len - at != 2)
        return false;
    str rest = str_from(text, at - 1);
    uint32_t rune = rune_take(&rest);
    enum text_script script = text_script_of(rune);

    return script == TEXT_SCRIPT_HAN || script == TEXT_SCRIPT_KANA ||
           (rune >= 0x3001 && rune <= 0x3029) || (rune >= 0xFF01 && rune <= 0xFF5E);
}

static bool
is_wide_front(str s)
{
    uint32_t rune = rune_take(&s);
    enum text_script script = text_script_of(rune);

    return script == TEXT_SCRIPT_HAN || script == TEXT_SCRIPT_KANA;
}

/* The white space that waited, now that text (not empty) follows it. */
static void
close_gap(struct flow_maker *maker, str text, uint32_t style, int link)
{
    bool is_source_break = maker->gap_has_end && maker->text.len > 0 && is_wide_front(text) &&
                           joins_without_blank(buf_str(&maker->text));

    if (maker->has_gap && !flow_is_at_end(maker) && !is_source_break) {
        /* a blank belongs to a link or an emphasis only when both its sides do */
        set_span(maker, maker->gap_style & style, maker->gap_link == link ? link : -1);
        buf_add_char(&maker->text, ' ');
    }
    maker->has_gap = maker->gap_has_end = false;
}

static void
open_gap(struct flow_maker *maker, bool has_end, uint32_t style, int link)
{
    const struct doc_span *last =
        maker->spans.count ? &maker->spans.items[maker->spans.count - 1] : NULL;

    if (!maker->has_gap) {
        maker->gap_style = last ? last->style & style : style;
        maker->gap_link = last && last->link == link ? link : -1;
    }
    maker->has_gap = true;
    maker->gap_has_end |= has_end;
}

void
flow_add_gap(struct flow_maker *maker)
{
    open_gap(maker, false, 0, -1);
}

/* Visible text up to the next white space; no-break blanks beside others are white space too. */
static size_t
word_end(str text, size_t from)
{
    while (from < text.len && !char_is_space(text.ptr[from]) &&
           !(text.ptr[from] == '\xC2' && is_nbsp(str_from(text, from))))
        from++;
    return from;
}

/* A no-break blank in front of text: kept when it stands alone inside a line. */
static size_t
take_nbsp(struct flow_maker *maker, str text, uint32_t style, int link)
{
    size_t len = 0;

    while (is_nbsp(str_from(text, len)))
        len += 2;
    bool is_alone = len == 2 && !maker->has_gap && !flow_is_at_end(maker) && text.len > 2 &&
                    !char_is_space(text.ptr[2]);

    if (is_alone) {
        set_span(maker, style, link);
        buf_add(&maker->text, STR("\xC2\xA0"));
    } else {
        open_gap(maker, false, style, link);
    }
    return len;
}

void
flow_add(struct flow_maker *maker, str text, uint32_t style, int link)
{
    for (size_t i = 0; i < text.len;) {
        str rest = str_from(text, i);

        if (char_is_space(text.ptr[i])) {
            open_gap(maker, text.ptr[i] == '\n', style, link);
            i++;
            continue;
        }
        if (is_nbsp(rest)) {
            i += take_nbsp(maker, rest, style, link);
            continue;
        }
        if (flow_is_at_end(maker) && blank_len(rest) > 0) {
            i += blank_len(rest);
            continue;
        }
        size_t end = word_end(text, i);

        close_gap(maker, rest, style, link);
        set_span(maker, style, link);
        buf_add(&maker->text, str_sub(text, i, end));
        i = end;
    }
}

/* Columns since the last line end. */
static int
col_of_end(const struct flow_maker *maker)
{
    str text = buf_str(&maker->text);
    size_t end = str_find_last(text, '\n');

    return text_cols(end == STR_NONE ? text : str_from(text, end + 1));
}

void
flow_add_kept(struct flow_maker *maker, str text, uint32_t style, int link)
{
    while (text.len > 0) {
        size_t end = str_find_char(text, '\t');

        set_span(maker, style, link);
        buf_add(&maker->text, str_sub(text, 0, end));
        if (end == STR_NONE)
            return;
        for (int pad = TAB_COLS - col_of_end(maker) % TAB_COLS; pad > 0; pad--)
            buf_add_char(&maker->text, ' ');
        text = str_from(text, end + 1);
    }
}

void
flow_add_end(struct flow_maker *maker)
{
    maker->has_gap = maker->gap_has_end = false;
    if (maker->text.len == 0)
        return;
    set_span(maker, 0, -1);
    buf_add_char(&maker->text, '\n');
}

/* Anything that would be seen? */
static bool
is_visible(str text)
{
    while (text.len > 0 && blank_len(text) > 0)
        text = str_from(text, blank_len(text));
    return text_cols(str_sub(text, 0, 256)) > 0;
}

/* A span may not begin inside a cluster: a mark goes with the letter before it. */
static void
mend_spans(struct doc_span *spans, size_t count, str text)
{
    struct arena a = { 0 };

    for (size_t i = 1; i < count; i++) {
        size_t at = spans[i].at, from = at;
        struct text_cluster cluster;

        if (at == 0 || at >= text.len || (signed char)text.ptr[at] >= 0)
            continue;
        do
            from--;
        while (from > 0 && ((unsigned char)text.ptr[from] & 0xC0) == 0x80);
        str rest = str_from(text, from);

        if (text_cluster_take(&a, &rest, &cluster) && from + cluster.bytes.len > at)
            spans[i].at = (uint32_t)(from + cluster.bytes.len);
    }
    arena_free(&a);
}

/* Spans that became empty or begin out of order are left out. */
static size_t
tidy_spans(struct doc_span *spans, size_t count, size_t text_len)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (i > 0 && spans[i].at >= text_len)
            continue;
        while (kept > 0 && spans[kept - 1].at >= spans[i].at)
            kept--;
        if (kept > 0 && spans[kept - 1].style == spans[i].style &&
            spans[kept - 1].link == spans[i].link)
            continue;
        spans[kept++] = spans[i];
    }
    if (kept > 0)
        spans[0].at = 0;
    return kept;
}

static str
trim_kept(str text)
{
    size_t from = 0;

    /* empty lines before and after code go, the first line's indentation stays */
    for (size_t i = 0; i < text.len && char_is_space(text.ptr[i]); i++)
        if (text.ptr[i] == '\n')
            from = i + 1;
    while (text.len > from && char_is_space(text.ptr[text.len - 1]))
        text.len--;
    return str_from(text, from);
}

static str
trim_end(str text)
{
    for (size_t before = text.len + 1; before != text.len;) {
        before = text.len;
        while (text.len > 0 && char_is_space(text.ptr[text.len - 1]))
            text.len--;
        if (str_ends(text, STR("\xC2\xA0")))
            text.len -= 2;
        if (str_ends(text, STR("\xE2\x80\x8B")) || str_ends(text, STR("\xE3\x80\x80")))
            text.len -= 3;
    }
    return text;
}

static void
reset(struct flow_maker *maker)
{
    maker->text.len = 0;
    maker->spans.count = 0;
    maker->has_gap = maker->gap_has_end = false;
}

bool
flow_take(struct flow_maker *maker, struct arena *a, bool is_kept, struct doc_flow *out)
{
    str all = buf_str(&maker->text), text = is_kept ? trim_kept(all) : trim_end(all);
    size_t cut = (size_t)(text.ptr - all.ptr), count = maker->spans.count;

    if (count == 0 || !is_visible(text)) {
        reset(maker);
        return false;
    }
    struct doc_span *spans = ARENA_ARRAY(a, struct doc_span, count);

    for (size_t i = 0; i < count; i++) {
        spans[i] = maker->spans.items[i];
        spans[i].at = spans[i].at > cut ? (uint32_t)(spans[i].at - cut) : 0;
    }
    out->text = arena_str(a, text);
    mend_spans(spans, count, out->text);
    out->spans = spans;
    out->span_count = tidy_spans(spans, count, text.len);
    reset(maker);
    return true;
}

struct doc_flow
flow_plain(struct arena *a, str text, uint32_t style, int link)
{
    struct doc_span *span = ARENA_NEW(a, struct doc_span);

    *span = (struct doc_span){ 0, style, link };
    return (struct doc_flow){ arena_str(a, text), span, 1 };
}

struct doc_flow
flow_join(struct arena *a, const struct doc_flow *x, str between, uint32_t style,
          const struct doc_flow *y)
{
    size_t count = 0, base = x->text.len + between.len;
    struct doc_span *spans = ARENA_ARRAY(a, struct doc_span, x->span_count + y->span_count + 1);

    for (size_t i = 0; i < x->span_count; i++)
        spans[count++] = x->spans[i];
    spans[count++] = (struct doc_span){ (uint32_t)x->text.len, style, -1 };
    for (size_t i = 0; i < y->span_count; i++) {
        spans[count] = y->spans[i];
        spans[count++].at += (uint32_t)base;
    }
    return (struct doc_flow){ arena_join(a, arena_join(a, x->text, between), y->text), spans,
                              count };
}
