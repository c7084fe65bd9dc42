/*
 * The tree's elements, in order: what each begins and ends. A page may be nested 100,000 deep, so
 * what holds inside an element is on a stack of ours, and only elements that change it are there.
 */
#include "build.h"

#include <courant/text.h>

#include <stdlib.h>
#include <string.h>

static const struct {
    enum html_tag tag;
    uint32_t style;
} styles[] = {
    { HTML_STRONG, DOC_STRONG }, { HTML_B, DOC_STRONG },    { HTML_EM, DOC_EM },
    { HTML_I, DOC_EM },          { HTML_CITE, DOC_EM },     { HTML_DFN, DOC_EM },
    { HTML_VAR, DOC_EM },        { HTML_CODE, DOC_CODE },   { HTML_KBD, DOC_CODE },
    { HTML_SAMP, DOC_CODE },     { HTML_TT, DOC_CODE },     { HTML_S, DOC_STRIKE },
    { HTML_DEL, DOC_STRIKE },    { HTML_U, DOC_UNDERLINE }, { HTML_INS, DOC_UNDERLINE },
    { HTML_MARK, DOC_MARK },
};

static uint32_t
style_of(enum html_tag tag)
{
    for (size_t i = 0; i < ARRAY_LEN(styles); i++)
        if (styles[i].tag == tag)
            return styles[i].style;
    return 0;
}

static void
push(struct builder *b, const struct html_node *node)
{
    *VEC_PUSH(&b->scratch, &b->states) = b->now;
    b->now.node = node;
}

/* ---- sub- and superscript ---- */

static const struct {
    uint32_t plain;
    str above, below; /* empty: Unicode has none that terminals' fonts have */
} scripts[] = {
    { '0', STR_INIT("⁰"), STR_INIT("₀") },    { '1', STR_INIT("¹"), STR_INIT("₁") },
    { '2', STR_INIT("²"), STR_INIT("₂") },    { '3', STR_INIT("³"), STR_INIT("₃") },
    { '4', STR_INIT("⁴"), STR_INIT("₄") },    { '5', STR_INIT("⁵"), STR_INIT("₅") },
    { '6', STR_INIT("⁶"), STR_INIT("₆") },    { '7', STR_INIT("⁷"), STR_INIT("₇") },
    { '8', STR_INIT("⁸"), STR_INIT("₈") },    { '9', STR_INIT("⁹"), STR_INIT("₉") },
    { '+', STR_INIT("⁺"), STR_INIT("₊") },    { '-', STR_INIT("⁻"), STR_INIT("₋") },
    { '=', STR_INIT("⁼"), STR_INIT("₌") },    { '(', STR_INIT("⁽"), STR_INIT("₍") },
    { ')', STR_INIT("⁾"), STR_INIT("₎") },    { 'n', STR_INIT("ⁿ"), STR_INIT("ₙ") },
    { 'i', STR_INIT("ⁱ"), STR_INIT("ᵢ") },    { 0x2212, STR_INIT("⁻"), STR_INIT("₋") },
    { 0x2013, STR_INIT("⁻"), STR_INIT("₋") }, { ',', STR_INIT(","), STR_INIT(",") },
};

static str
script_char(uint32_t rune, char script)
{
    for (size_t i = 0; i < ARRAY_LEN(scripts); i++)
        if (scripts[i].plain == rune)
            return script == '^' ? scripts[i].above : scripts[i].below;
    return STR("");
}

/* Short text in raised or lowered characters; empty when some have none. */
static str
in_script(struct arena *a, str text, char script)
{
    struct buf b = { .arena = a };

    while (text.len > 0) {
        str c = script_char(rune_take(&text), script);

        if (c.len == 0)
            return STR("");
        buf_add(&b, c);
    }
    return buf_str(&b);
}

#define FRONT_NODES 64

/*
 * The text that an element begins with, `most` bytes and more only when they are in one piece: for what looks at each
 * of many elements in one another, and must not read through all that is in them every time.
 */
static str
front_text(struct builder *b, const struct html_node *top, size_t most)
{
    const struct html_node *node = top;
    struct buf text = { .arena = &b->scratch };

    for (int i = 0; node && i < FRONT_NODES && text.len <= most; i++, node = html_next(node, top))
        if (node->tag == HTML_TEXT)
            buf_add(&text, str_sub(node->text, 0, most + 1));
    return str_trim(buf_str(&text));
}

/* Ordinals (1st, 19e, 5-й) and notes in brackets read well as they are; the rest is marked. */
static bool
needs_mark(str text, char script)
{
    if (text.len == 0 || text.ptr[0] == '[' || text.ptr[0] == '(' || text.ptr[0] == '*')
        return false;
    if (script == '_')
        return true;
    size_t letters = 0;

    for (str rest = text; rest.len > 0; letters++)
        if (text_script_of(rune_take(&rest)) == TEXT_SCRIPT_OTHER)
            return true;
    return letters > 3;
}

/* e^(x/2), a_(n+1): what stands above or below is one thing. A sign in front parts nothing. */
static bool
needs_brackets(str text)
{
    static const str signs[] = { STR_INIT("+"), STR_INIT("-"), STR_INIT("−"), STR_INIT("/"),
                                 STR_INIT("="), STR_INIT(","), STR_INIT(" ") };

    for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
        size_t at = str_find(text, signs[i]);

        if (at != STR_NONE && at > 0)
            return true;
    }
    return false;
}

#define SCRIPT_LEN 64 /* bytes: longer is text that only looks small */

static void
begin_script(struct builder *b, const struct html_node *node)
{
    char script = node->tag == HTML_SUP ? '^' : '_';
    str text = front_text(b, node, SCRIPT_LEN);

    push(b, node);
    b->now.is_bracketed = false;
    if (b->now.is_kept || text.len > SCRIPT_LEN)
        return;
    b->now.script = in_script(&b->scratch, text, script).len > 0 ? script : '\0';
    if (b->now.script || !needs_mark(text, script))
        return;
    b->now.is_bracketed = needs_brackets(text);
    build_add(b, script == '^' ? STR("^") : STR("_"), 0);
    if (b->now.is_bracketed)
        build_add(b, STR("("), 0);
}

static void
end_script(struct builder *b)
{
    if (b->now.is_bracketed) {
        b->flow.has_gap = false;
        build_add(b, STR(")"), 0);
    }
}

static void
add_text(struct builder *b, str text)
{
    str raised = b->now.script ? in_script(&b->scratch, str_trim(text), b->now.script) : STR("");

    build_text(b, raised.len ? raised : text);
}

/* ---- lists ---- */

static const char *const bullets[] = { "•", "◦", "▪", "–" };

static int
int_attr(const struct html_node *node, const char *name, int fallback)
{
    str value = str_trim(html_attr(node, name));
    bool is_negative = str_starts(value, STR("-"));
    int64_t number = 0;

    value = str_from(value, is_negative);
    if (!str_take_int(&value, &number) || number > 1000000)
        return fallback;
    return is_negative ? -(int)number : (int)number;
}

static str
roman(struct arena *a, int number)
{
    static const struct {
        int value;
        const char *text;
    } digits[] = { { 1000, "m" }, { 900, "cm" }, { 500, "d" }, { 400, "cd" }, { 100, "c" },
                   { 90, "xc" },  { 50, "l" },   { 40, "xl" }, { 10, "x" },   { 9, "ix" },
                   { 5, "v" },    { 4, "iv" },   { 1, "i" } };
    struct buf b = { .arena = a };

    for (size_t i = 0; i < ARRAY_LEN(digits); i++)
        for (; number >= digits[i].value; number -= digits[i].value)
            buf_add(&b, str_of(digits[i].text));
    return buf_str(&b);
}

static str
upper(struct arena *a, str s)
{
    char *copy = arena_cstr(a, s);

    for (size_t i = 0; i < s.len; i++)
        if (copy[i] >= 'a' && copy[i] <= 'z')
            copy[i] = (char)(copy[i] - 'a' + 'A');
    return (str){ copy, s.len };
}

static str
marker_text(struct arena *a, const struct doc_list *list, int number, int depth)
{
    bool is_small = number >= 1 && number <= 3999;

    switch (list->type) {
    case '\0': return str_of(bullets[MIN((size_t)MAX(depth, 0), ARRAY_LEN(bullets) - 1)]);
    case 'a':
    case 'A':
        if (number >= 1 && number <= 26)
            return arena_printf(a, "%c.", list->type + number - 1);
        break;
    case 'i':
    case 'I':
        if (is_small) {
            str text = roman(a, number);

            return arena_join(a, list->type == 'I' ? upper(a, text) : text, STR("."));
        }
        break;
    default: break;
    }
    return arena_printf(a, "%d.", number);
}

/* How many lists of bullets are around: each depth has its own. */
static int
bullet_depth(const struct doc_frame *frame)
{
    int depth = 0;

    for (; frame; frame = frame->outer)
        depth += frame->kind == FRAME_ITEM && frame->list->type == '\0';
    return depth;
}

static void
begin_list(struct builder *b, const struct html_node *node)
{
    struct doc_list *list = ARENA_NEW(b->a, struct doc_list);
    str type = str_trim(html_attr(node, "type"));
    int count = 0;

    build_end_block(b);
    push(b, node);
    for (const struct html_node *child = node->first; child; child = child->next)
        count += child->tag == HTML_LI;
    list->frame = b->now.frame;
    list->step = html_has_attr(node, "reversed") ? -1 : 1;
    if (node->tag == HTML_OL) {
        list->type = type.len == 1 && strchr("aAiI", type.ptr[0]) ? type.ptr[0] : '1';
        list->number = int_attr(node, "start", list->step > 0 ? 1 : count);
        str first = marker_text(&b->scratch, list, list->number, 0);
        str last = marker_text(&b->scratch, list, list->number + list->step * MAX(count - 1, 0), 0);

        list->marker_cols = (int)MAX(first.len, last.len) + 1;
        if (list->type == 'i' || list->type == 'I')
            list->marker_cols = MAX(list->marker_cols, count >= 8 ? 6 : count >= 3 ? 5 : 0);
    } else {
        list->marker_cols = 2;
    }
    b->now.list = list;
    if (!b->now.is_caption)
        b->now.kind = BLOCK_PARAGRAPH;
}

static void
begin_frame(struct builder *b, enum frame_kind kind, struct doc_list *list, str marker)
{
    const struct doc_frame *outer = b->now.frame;
    struct doc_frame *frame;

    if (b->now.is_caption || (outer && outer->depth >= FRAMES_MOST))
        return;
    frame = ARENA_NEW(b->a, struct doc_frame);
    frame->kind = kind;
    frame->outer = outer;
    frame->depth = outer ? outer->depth + 1 : 1;
    frame->list = list;
    frame->marker = marker;
    b->now.frame = frame;
}

static void
begin_item(struct builder *b, const struct html_node *node)
{
    struct doc_list *list = b->now.list;

    build_end_block(b);
    push(b, node);
    if (!list) { /* an item without a list */
        list = ARENA_NEW(b->a, struct doc_list);
        list->marker_cols = 2;
        b->now.list = list;
    }
    if (b->now.is_caption)
        return;
    if (b->now.is_cell) {
        flow_add(&b->flow, STR("• "), DOC_FAINT, -1);
        return;
    }
    int number = int_attr(node, "value", list->number);
    str marker = marker_text(b->a, list, number, bullet_depth(b->now.frame));

    list->number = number + list->step;
    list->item_count++;
    list->marker_cols = MAX(list->marker_cols, (int)(list->type ? marker.len : 1) + 1);
    begin_frame(b, FRAME_ITEM, list, marker);
}

/* Items of several lines read better apart. */
#define LOOSE_LEN 220

static void
end_list(struct doc_list *list)
{
    if (list->item_count > 1 && list->text_len / (size_t)list->item_count > LOOSE_LEN)
        list->is_loose = true;
}

/* ---- definition lists ---- */

static void
begin_definitions(struct builder *b, const struct html_node *node)
{
    build_end_block(b);
    push(b, node);
    b->now.list = ARENA_NEW(b->a, struct doc_list);
    b->now.list->frame = b->now.frame;
    b->now.list->marker_cols = 4;
}

static void
begin_term(struct builder *b, const struct html_node *node)
{
    build_end_block(b);
    const struct doc_block *last = b->blocks.count ? &b->blocks.items[b->blocks.count - 1] : NULL;

    push(b, node);
    if (b->now.is_caption)
        return;
    b->now.kind = BLOCK_TERM;
    b->now.style |= DOC_STRONG;
    b->now.is_tight = last && last->kind == BLOCK_TERM && last->frame == b->now.frame;
}

static void
begin_definition(struct builder *b, const struct html_node *node)
{
    build_end_block(b);
    const struct doc_block *last = b->blocks.count ? &b->blocks.items[b->blocks.count - 1] : NULL;

    push(b, node);
    if (!b->now.list) {
        b->now.list = ARENA_NEW(b->a, struct doc_list);
        b->now.list->marker_cols = 4;
    }
    b->now.list->item_count++;
    b->now.is_tight = last && last->kind == BLOCK_TERM;
    if (!b->now.is_cell)
        begin_frame(b, FRAME_DEFINITION, b->now.list, STR(""));
}

/* ---- the rest ---- */

/* "↩" after a footnote leads back to where its number stands: not a way that the setting has. */
static bool
is_back_link(struct builder *b, const struct html_node *node)
{
    static const str signs[] = { STR_INIT("↩"), STR_INIT("↵"), STR_INIT("⏎"), STR_INIT("↑") };

    if (!str_starts(str_trim(html_attr(node, "href")), STR("#")))
        return false;
    str text = front_text(b, node, 16);

    for (size_t i = 0; i < ARRAY_LEN(signs); i++)
        if (str_starts(text, signs[i]) && text.len <= signs[i].len + 3)
            return true; /* a variation selector may follow */
    return false;
}

static void
begin_anchor(struct builder *b, const struct html_node *node)
{
    struct anchor *anchor = ARENA_NEW(&b->scratch, struct anchor);

    push(b, node);
    anchor->node = node;
    anchor->url = build_url(b, html_attr(node, "href"));
    anchor->link = -1;
    b->now.anchor = anchor;
}

static bool
is_of_class(const struct html_node *node, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (html_has_word(node, "class", words[i]))
            return true;
    return false;
}

static const char *const figure_words[] = { "wp-caption", "image-caption", "figure" };
static const char *const caption_words[] = { "wp-caption-text", "caption", "image-caption-text",
                                             "figcaption" };
static const char *const credit_words[] = { "credit",       "credits",        "copyright",
                                            "image-credit", "photo-credit",   "photographer",
                                            "source",       "caption-credit", "image__credit" };

static bool
is_figure(const struct html_node *node)
{
    return node->tag == HTML_FIGURE ||
           (node->tag == HTML_DIV && is_of_class(node, figure_words, ARRAY_LEN(figure_words)));
}

static bool
is_caption(const struct builder *b, const struct html_node *node)
{
    if (node->tag == HTML_FIGCAPTION)
        return !b->now.caption;
    return b->now.figure && !b->now.caption && (node->tag == HTML_P || node->tag == HTML_DIV) &&
           is_of_class(node, caption_words, ARRAY_LEN(caption_words));
}

static bool
is_in_caption(const struct builder *b)
{
    return b->now.kind == BLOCK_CAPTION || b->now.kind == BLOCK_PICTURE;
}

static void
begin_figure(struct builder *b, const struct html_node *node)
{
    build_end_block(b);
    push(b, node);
    if (!b->now.is_cell) {
        b->now.figure = ARENA_NEW(&b->scratch, struct figure);
        b->now.figure->node = node;
    }
}

/* A credit inside a caption: set off by a dot, faint. */
static bool
begin_credit(struct builder *b, const struct html_node *node)
{
    if (!is_in_caption(b) || !is_of_class(node, credit_words, ARRAY_LEN(credit_words)))
        return false;
    push(b, node);
    if (!flow_is_empty(&b->flow))
        flow_add(&b->flow, STR(" · "), DOC_PICTURE | DOC_FAINT, -1);
    b->now.style |= DOC_FAINT;
    return true;
}

/* One line end; the second after another begins a new block. */
static void
add_line_end(struct builder *b)
{
    int ends = b->ends + 1;

    if (b->now.is_kept) {
        flow_add_kept(&b->flow, STR("\n"), 0, -1);
        return;
    }
    if (b->now.is_caption || (ends >= 2 && !b->now.is_cell))
        build_end_block(b);
    else if (!flow_is_at_end(&b->flow))
        flow_add_end(&b->flow);
    b->ends = ends;
}

/* Russian quotes «so „or“ so», others “so ‘or’ so”. */
static str
quotation_mark(struct builder *b, const struct html_node *node, bool is_end)
{
    static const str marks[2][2][2] = {
        { { STR_INIT("“"), STR_INIT("”") }, { STR_INIT("‘"), STR_INIT("’") } },
        { { STR_INIT("«"), STR_INIT("»") }, { STR_INIT("„"), STR_INIT("“") } },
    };
    bool is_cyrillic = text_script(front_text(b, node, 256)) == TEXT_SCRIPT_CYRILLIC;

    return marks[is_cyrillic][b->now.quotations % 2 == 0][is_end];
}

static void
begin_quotation(struct builder *b, const struct html_node *node)
{
    push(b, node);
    b->now.quotations++;
    b->ends = 0;
    build_add(b, quotation_mark(b, node, false), 0);
}

static void
end_quotation(struct builder *b, const struct html_node *node)
{
    b->flow.has_gap = false;
    build_add(b, quotation_mark(b, node, true), 0);
}

static void
begin_block_of(struct builder *b, const struct html_node *node, enum block_kind kind,
               uint32_t style)
{
    build_end_block(b);
    push(b, node);
    if (b->now.is_cell || b->now.is_caption)
        return;
    b->now.kind = kind;
    b->now.style |= style;
}

static void
begin_table(struct builder *b, const struct html_node *node)
{
    bool is_data = !b->now.is_cell && !b->now.is_caption && grid_is_data(b, node);

    build_end_block(b);
    push(b, node);
    b->now.grid = is_data ? grid_new(b) : NULL;
    if (!b->now.is_caption)
        b->now.kind = BLOCK_PARAGRAPH;
}

static void
begin_cell(struct builder *b, const struct html_node *node)
{
    build_end_block(b);
    push(b, node);
    if (b->now.grid) {
        grid_cell_begin(b, node);
        if (node->tag == HTML_TH)
            b->now.style |= DOC_STRONG;
    }
}

static void
begin_kept(struct builder *b, const struct html_node *node)
{
    build_end_block(b);
    push(b, node);
    if (!b->now.is_cell && !b->now.is_caption)
        b->now.is_kept = true;
    b->now.style |= DOC_CODE;
}

/* What an element begins. False: nothing below it is to be seen. */
static bool
begin_element(struct builder *b, const struct html_node *node)
{
    if (is_caption(b, node)) {
        push(b, node);
        picture_caption(b, node);
        return true;
    }
    if (is_figure(node)) {
        begin_figure(b, node);
        return true;
    }
    if (begin_credit(b, node))
        return true;
    switch (node->tag) {
    case HTML_BR: add_line_end(b); return false;
    case HTML_WBR: build_add(b, STR("\xE2\x80\x8B"), 0); return false;
    case HTML_HR:
        build_end_block(b);
        if (!b->now.is_cell && !b->now.is_caption)
            build_block(b, BLOCK_RULE, NULL);
        return false;
    case HTML_IMG: picture_image(b, node); return false;
    case HTML_VIDEO:
    case HTML_AUDIO:
    case HTML_IFRAME:
    case HTML_EMBED:
    case HTML_OBJECT: picture_media(b, node); return false;
    case HTML_INPUT:
    case HTML_BUTTON:
    case HTML_TEXTAREA:
    case HTML_SELECT: return false;
    case HTML_H1:
    case HTML_H2:
    case HTML_H3:
    case HTML_H4:
    case HTML_H5:
    case HTML_H6:
        begin_block_of(b, node, BLOCK_HEADING, DOC_HEADING);
        b->now.level = (int)(node->tag - HTML_H1) + 1;
        return true;
    case HTML_PRE: begin_kept(b, node); return true;
    case HTML_BLOCKQUOTE:
        begin_block_of(b, node, BLOCK_PARAGRAPH, DOC_QUOTE);
        if (!b->now.is_cell)
            begin_frame(b, FRAME_QUOTE, NULL, STR(""));
        return true;
    case HTML_UL:
    case HTML_OL:
    case HTML_MENU: begin_list(b, node); return true;
    case HTML_LI: begin_item(b, node); return true;
    case HTML_DL: begin_definitions(b, node); return true;
    case HTML_DT: begin_term(b, node); return true;
    case HTML_DD: begin_definition(b, node); return true;
    case HTML_SUMMARY: begin_block_of(b, node, b->now.kind, DOC_STRONG); return true;
    case HTML_CAPTION: begin_block_of(b, node, BLOCK_CAPTION, DOC_EM); return true;
    case HTML_TABLE: begin_table(b, node); return true;
    case HTML_TR:
        build_end_block(b);
        if (b->now.grid && !b->now.is_cell)
            grid_row(b, node);
        return true;
    case HTML_TD:
    case HTML_TH: begin_cell(b, node); return true;
    case HTML_A:
        if (is_back_link(b, node))
            return false;
        begin_anchor(b, node);
        return true;
    case HTML_SUB:
    case HTML_SUP: begin_script(b, node); return true;
    case HTML_Q: begin_quotation(b, node); return true;
    case HTML_RT:
        push(b, node);
        build_add(b, STR("("), 0);
        return true;
    default: break;
    }
    uint32_t style = style_of(node->tag);

    if (style) {
        push(b, node);
        b->now.style |= style;
    } else if (html_is_block(node)) {
        build_end_block(b);
    }
    return true;
}

/* What has to be done before the state inside node goes. */
static void
end_inside(struct builder *b, const struct html_node *node)
{
    if (b->now.caption == node) {
        picture_caption_end(b);
        return;
    }
    switch (node->tag) {
    case HTML_Q: end_quotation(b, node); return;
    case HTML_SUB:
    case HTML_SUP: end_script(b); return;
    case HTML_RT: build_add(b, STR(")"), 0); return;
    case HTML_TD:
    case HTML_TH:
        if (b->now.grid)
            grid_cell_end(b);
        else
            build_end_block(b);
        return;
    case HTML_TABLE:
        build_end_block(b);
        if (b->now.grid)
            grid_end(b, b->now.grid);
        return;
    case HTML_UL:
    case HTML_OL:
    case HTML_MENU:
    case HTML_DL:
        build_end_block(b);
        end_list(b->now.list);
        return;
    default: break;
    }
    if (html_is_block(node))
        build_end_block(b);
    if (b->now.figure && b->now.figure->node == node)
        picture_end_figure(b);
}

static void
end_element(struct builder *b, const struct html_node *node)
{
    if (b->states.count == 0 || b->now.node != node) {
        if (html_is_block(node) && node->tag != HTML_BR)
            build_end_block(b);
        return;
    }
    end_inside(b, node);
    b->now = b->states.items[--b->states.count];
}

static bool
begin_node(struct builder *b, const struct html_node *node)
{
    if (node->tag == HTML_TEXT) {
        add_text(b, node->text);
        return false;
    }
    if (html_is_hidden(node))
        return false;
    return begin_element(b, node);
}

void
walk_tree(struct builder *b, const struct html_node *root)
{
    const struct html_node *node = root->first;

    while (node) {
        if (begin_node(b, node) && node->first) {
            node = node->first;
            continue;
        }
        end_element(b, node);
        while (!node->next && node->parent && node->parent != root) {
            node = node->parent;
            end_element(b, node);
        }
        if (!node->next)
            return;
        node = node->next;
    }
}
