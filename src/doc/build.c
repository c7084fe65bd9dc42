/*
 * HTML into blocks and spans. The tree is walked once, without recursion (walk.c); blocks come out in
 * reading order, each with the chain of quotes and list items that it stands in.
 */
#include "build.h"

#include "credit.h"

#include <courant/net.h>
#include <courant/text.h>

#include <string.h>

#define LINK_TEXT_COLS 200

size_t
block_len(const struct doc_block *block)
{
    size_t len = block->flow.text.len + 1;

    if (block->table) {
        const struct table_row *row =
            block->table->row_count ? &block->table->rows[block->table->row_count - 1] : NULL;

        if (row && row->count)
            len += row->cells[row->count - 1].at + row->cells[row->count - 1].flow.text.len;
    }
    return len;
}

/* ---- links ---- */

str
build_url(struct builder *b, str href)
{
    href = str_trim(href);
    if (href.len == 0 || href.ptr[0] == '#' || href.len > 8192)
        return STR("");
    str url = net_url_resolve(b->a, b->source->base_url, href), base = b->source->base_url;
    size_t fragment = str_find_char(url, '#');

    /* a place in the page itself, with its address written out: of a note "[1]" it would make "[1][27]" */
    if (fragment != STR_NONE &&
        str_eq(str_sub(url, 0, fragment), str_sub(base, 0, str_find_char(base, '#'))))
        return STR("");
    return net_url_is_web(url) ? text_clean_url(b->a, url) : STR("");
}

static uint32_t *
find_slot(struct builder *b, str url)
{
    size_t at = (size_t)str_hash(url) & (b->link_slot_count - 1);

    while (b->link_slots[at] && !str_eq(b->links.items[b->link_slots[at] - 1].url, url))
        at = (at + 1) & (b->link_slot_count - 1);
    return &b->link_slots[at];
}

int
build_link(struct builder *b, str url, str text, enum doc_link_kind kind)
{
    if (!b->link_slots) {
        b->link_slot_count = 1;
        while (b->link_slot_count < LINKS_MOST * 2)
            b->link_slot_count *= 2;
        b->link_slots = ARENA_ARRAY(&b->scratch, uint32_t, b->link_slot_count);
    }
    uint32_t *slot = find_slot(b, url);

    if (*slot)
        return (int)*slot - 1;
    if (b->links.count >= LINKS_MOST)
        return -1;
    *VEC_PUSH(b->a, &b->links) = (struct doc_link){
        .url = url,
        .text =
            arena_str(b->a, text_fit(&b->scratch, text_clean(&b->scratch, text), LINK_TEXT_COLS)),
        .kind = kind,
    };
    *slot = (uint32_t)b->links.count;
    return (int)b->links.count - 1;
}

static int
anchor_link(struct builder *b)
{
    struct anchor *anchor = b->now.anchor;

    if (!anchor || anchor->url.len == 0)
        return -1;
    if (!anchor->is_entered) {
        anchor->is_entered = true;
        anchor->link =
            build_link(b, anchor->url, html_text(&b->scratch, anchor->node), DOC_LINK_PAGE);
    }
    return anchor->link;
}

/* ---- text ---- */

void
build_add(struct builder *b, str text, uint32_t more_style)
{
    int link = anchor_link(b);
    bool is_page = link >= 0 && b->links.items[link].kind == DOC_LINK_PAGE;
    uint32_t style = b->now.style | more_style | (is_page ? (uint32_t)DOC_LINK : 0);

    if (b->now.is_kept)
        flow_add_kept(&b->flow, text, style, link);
    else
        flow_add(&b->flow, text, style, link);
}

static bool
is_space_only(str text)
{
    return str_trim(text).len == 0;
}

void
build_text(struct builder *b, str text)
{
    if (!b->now.is_kept && is_space_only(text)) {
        if (text.len > 0)
            flow_add(&b->flow, text, 0, -1);
        return;
    }
    b->ends = 0;
    build_add(b, text, 0);
}

/* ---- blocks ---- */

/* The frames that begin with this block: their markers stand on its first line. */
static const struct doc_frame *
open_frames(const struct doc_frame *frame)
{
    const struct doc_frame *opens = NULL;

    for (; frame && !frame->is_opened; frame = frame->outer) {
        opens = frame;
        /* frames are const to all but the builder that made them */
        ((struct doc_frame *)(uintptr_t)frame)->is_opened = true;
    }
    return opens;
}

/* What a list has to know to be set tight or loose. */
static void
tell_list(const struct doc_block *block)
{
    struct doc_frame *frame = (struct doc_frame *)(uintptr_t)block->frame;

    while (frame && !frame->list)
        frame = (struct doc_frame *)(uintptr_t)frame->outer;
    if (!frame)
        return;
    frame->list->text_len += block->flow.text.len;
    if (frame->has_paragraph && !block->is_tight && block->kind != BLOCK_TERM)
        frame->list->is_loose = true;
    frame->has_paragraph = true;
}

void
build_block(struct builder *b, enum block_kind kind, const struct doc_flow *flow)
{
    struct doc_block block = {
        .kind = kind, .level = b->now.level, .frame = b->now.frame, .is_tight = b->now.is_tight
    };

    if (b->blocks.count >= BLOCKS_MOST)
        return;
    if (flow)
        block.flow = *flow;
    block.opens = open_frames(block.frame);
    tell_list(&block);
    *VEC_PUSH(b->a, &b->blocks) = block;
    b->now.is_tight = false;
}

static struct doc_block *
last_block(struct builder *b)
{
    return b->blocks.count ? &b->blocks.items[b->blocks.count - 1] : NULL;
}

/* A flow with more looks, and a link where it has none. */
static struct doc_flow
restyled(struct builder *b, const struct doc_flow *flow, uint32_t more_style, int link)
{
    struct doc_span *spans = ARENA_ARRAY(b->a, struct doc_span, flow->span_count);

    for (size_t i = 0; i < flow->span_count; i++) {
        spans[i] = flow->spans[i];
        spans[i].style |= more_style;
        if (spans[i].link < 0)
            spans[i].link = link;
    }
    return (struct doc_flow){ flow->text, spans, flow->span_count };
}

/* "Photo: akorda.kz" in a paragraph of its own under a picture goes into the picture's line. */
static bool
joins_picture(struct builder *b, const struct doc_flow *flow)
{
    struct doc_block *last = last_block(b);

    if (!last || (last->kind != BLOCK_PICTURE && last->kind != BLOCK_CAPTION) ||
        last->frame != b->now.frame || b->now.kind != BLOCK_PARAGRAPH || !credit_is(flow->text))
        return false;
    if (str_eq(last->flow.text, STR("▒ picture"))) {
        /* nothing else is known of it */
        struct doc_flow sign = flow_plain(b->a, STR("▒"), DOC_PICTURE | DOC_FAINT, -1);
        struct doc_flow credit =
            restyled(b, flow, DOC_PICTURE, last->flow.spans[last->flow.span_count - 1].link);

        last->flow = flow_join(b->a, &sign, STR(" "), DOC_PICTURE | DOC_FAINT, &credit);
    } else if (str_find(last->flow.text, flow->text) == STR_NONE) {
        struct doc_flow credit = restyled(b, flow, DOC_PICTURE | DOC_FAINT, -1);

        last->flow = flow_join(b->a, &last->flow, STR(" · "), DOC_PICTURE | DOC_FAINT, &credit);
    }
    return true;
}

/* What the caller put above the body. */
static bool
is_front(enum block_kind kind)
{
    return kind == BLOCK_TITLE || kind == BLOCK_META || kind == BLOCK_NOTE;
}

/* The headline again, as the first thing in the body. */
static bool
repeats_title(struct builder *b, const struct doc_flow *flow)
{
    const struct doc_block *last = last_block(b);
    bool is_first = !last || is_front(last->kind) || last->kind == BLOCK_PICTURE;

    return is_first && b->title_folded.len > 0 &&
           str_eq(text_fold(&b->scratch, flow->text), b->title_folded);
}

/* A caption outside of any figure that says what the picture's alternative text has said. */
static bool
repeats_picture(struct builder *b, const struct doc_flow *flow)
{
    const struct doc_block *last = last_block(b);

    return last && last->kind == BLOCK_PICTURE && flow->text.len > 12 &&
           str_ends(text_fold(&b->scratch, last->flow.text), text_fold(&b->scratch, flow->text));
}

void
build_end_block(struct builder *b)
{
    struct doc_flow flow;

    b->ends = 0;
    if (b->now.is_caption) {
        flow_add_gap(&b->flow);
        return;
    }
    if (b->now.is_cell) {
        if (!flow_is_at_end(&b->flow))
            flow_add_end(&b->flow);
        return;
    }
    if (!flow_take(&b->flow, b->a, b->now.is_kept, &flow))
        return;
    if (b->now.is_kept) {
        build_block(b, BLOCK_CODE, &flow);
        return;
    }
    if (joins_picture(b, &flow) || repeats_title(b, &flow) || repeats_picture(b, &flow))
        return;
    build_block(b, b->now.kind, &flow);
}

/* ---- the whole ---- */

static void
add_line(struct builder *b, enum block_kind kind, str text, uint32_t style, bool is_tight)
{
    str clean = text_clean(b->a, text);

    if (clean.len == 0)
        return;
    struct doc_flow flow = flow_plain(b->a, clean, style, -1);

    b->now.is_tight = is_tight;
    build_block(b, kind, &flow);
}

/* A page that broke the parser's budget: its text, a paragraph for each line of it. */
static void
add_stripped(struct builder *b, str html)
{
    str rest = html_strip(&b->scratch, html), line;

    while (str_take_line(&rest, &line)) {
        build_text(b, line);
        build_end_block(b);
    }
}

/* Rules at the ends or one after another say nothing; headings count from the biggest there is. */
static void
tidy_blocks(struct builder *b)
{
    size_t kept = 0;
    int biggest = 6;

    for (size_t i = 0; i < b->blocks.count; i++) {
        const struct doc_block *block = &b->blocks.items[i];
        const struct doc_block *next = i + 1 < b->blocks.count ? block + 1 : NULL;
        bool leads = kept == 0 || is_front(b->blocks.items[kept - 1].kind);

        if (block->kind == BLOCK_RULE && (leads || !next || next->kind == BLOCK_RULE))
            continue;
        if (block->kind == BLOCK_HEADING)
            biggest = MIN(biggest, block->level);
        b->blocks.items[kept++] = *block;
    }
    b->blocks.count = kept;
    uint32_t at = 0;

    for (size_t i = 0; i < kept; i++) {
        struct doc_block *block = &b->blocks.items[i];

        if (block->kind == BLOCK_HEADING)
            block->level -= biggest - 1;
        block->at = at;
        at += (uint32_t)block_len(block);
    }
}

static bool
is_word_rune(uint32_t rune)
{
    bool is_sign = (rune >= 0x2000 && rune < 0x2C00) || (rune >= 0x3000 && rune < 0x3040) ||
                   rune == 0xAB || rune == 0xBB || rune == 0xB7;

    return rune < 0x80 ? char_is_alnum((char)rune) : rune >= 0xAA && !is_sign;
}

/* Words between blanks; in scripts without, two characters are a word. */
static size_t
count_words(str text)
{
    size_t words = 0, wide = 0;
    bool is_in_word = false;

    while (text.len > 0) {
        uint32_t rune = rune_take(&text);

        if (rune == ' ' || rune == '\n' || rune == 0xA0) {
            is_in_word = false;
            continue;
        }
        enum text_script script = rune < 0xE00 ? TEXT_SCRIPT_OTHER : text_script_of(rune);

        if (script == TEXT_SCRIPT_HAN || script == TEXT_SCRIPT_KANA || script == TEXT_SCRIPT_THAI)
            wide++;
        else if (!is_in_word)
            words += is_word_rune(rune);
        is_in_word |= is_word_rune(rune);
    }
    return words + (wide + 1) / 2;
}

/* What there is to read; the caller's own lines are not. */
static void
count_text(struct builder *b)
{
    struct doc *doc = b->doc;
    bool has_text = false;

    for (size_t i = 0; i < b->blocks.count; i++) {
        const struct doc_block *block = &b->blocks.items[i];

        if (block->kind == BLOCK_META)
            continue;
        doc->word_count += count_words(block->flow.text);
        for (size_t r = 0; block->table && r < block->table->row_count; r++)
            for (size_t c = 0; c < block->table->rows[r].count; c++)
                doc->word_count += count_words(block->table->rows[r].cells[c].flow.text);
        has_text |= block->kind != BLOCK_TITLE && block->kind != BLOCK_NOTE;
    }
    doc->is_empty = !has_text;
}

/* "4 min" ends the line under the headline: only now are the words counted. */
static void
tell_minutes(struct builder *b)
{
    size_t least = b->source->minutes_from_words;

    if (least == 0 || b->doc->is_empty || b->doc->word_count < least)
        return;
    for (size_t i = 0; i < b->blocks.count && is_front(b->blocks.items[i].kind); i++) {
        struct doc_block *block = &b->blocks.items[i];

        if (block->kind != BLOCK_META)
            continue;
        str text = arena_printf(b->a, "%.*s · %d\u00a0min", STR_ARG(block->flow.text),
                                doc_reading_minutes(b->doc));

        block->flow = flow_plain(b->a, text, DOC_META, -1);
    }
}

static void
finish(struct builder *b)
{
    struct doc *doc = b->doc;

    count_text(b);
    tell_minutes(b);
    tidy_blocks(b);
    doc->blocks = b->blocks.items;
    doc->block_count = b->blocks.count;
    doc->links = b->links.items;
    doc->link_count = b->links.count;
}

void
doc_build(struct arena *a, const struct doc_source *source, struct doc *out)
{
    struct builder b = { .a = a, .source = source, .doc = out };
    struct html_tree tree;
    struct err err = { 0 };

    *out = (struct doc){ 0 };
    flow_init(&b.flow, &b.scratch);
    add_line(&b, BLOCK_TITLE, source->title, DOC_TITLE, false);
    add_line(&b, BLOCK_META, source->meta, DOC_META, true);
    if (source->note.len > 0) /* brackets, as editors set what is not the author's */
        add_line(&b, BLOCK_NOTE, arena_printf(&b.scratch, "[%.*s]", STR_ARG(source->note)),
                 DOC_NOTE, false);
    b.title_folded = text_fold(&b.scratch, text_clean(&b.scratch, source->title));
    str html =
        text_is_clean(source->html) ? source->html : text_clean_block(&b.scratch, source->html);

    if (html_parse(&b.scratch, html, HTML_MODE_FRAGMENT, NULL, &tree, &err)) {
        b.scan_budget = (size_t)tree.count * 4 + 1000;
        picture_lead(&b, tree.root);
        walk_tree(&b, tree.root);
    } else {
        picture_lead(&b, NULL);
        add_stripped(&b, html);
    }
    build_end_block(&b);
    finish(&b);
    arena_free(&b.scratch);
}

int
doc_reading_minutes(const struct doc *doc)
{
    size_t minutes = (doc->word_count + 219) / 220;

    return minutes < 1 ? 1 : minutes > 9999 ? 9999 : (int)minutes;
}
