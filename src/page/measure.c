#include "reader.h"

#include <courant/text.h>

/* Weights in quarters: what a character stands for, in letters of an alphabet. */
enum { LETTER = 4, SYLLABLE = 8, IDEOGRAPH = 10 };

static uint32_t
weight_of(uint32_t rune)
{
    if (rune < 0x1100)
        return LETTER;
    if ((rune >= 0x4E00 && rune <= 0x9FFF) || (rune >= 0x3400 && rune <= 0x4DBF) ||
        (rune >= 0x20000 && rune <= 0x3FFFF))
        return IDEOGRAPH;
    if ((rune >= 0x3040 && rune <= 0x30FF) || (rune >= 0xAC00 && rune <= 0xD7AF))
        return SYLLABLE;
    return LETTER;
}

/* Marks of sentences and clauses, in the scripts that have them; Thai and Lao part with blanks. */
static bool
is_stop(uint32_t rune)
{
    switch (rune) {
    case ',':
    case ';':
    case '?':
    case '!':
    case 0x2026: /* … */
    case 0x3001: /* 、 */
    case 0x3002: /* 。 */
    case 0xFF0C: /* ， */
    case 0xFF01:
    case 0xFF1B:
    case 0xFF1F:
    case 0x060C: /* Arabic comma */
    case 0x061B:
    case 0x061F:
    case 0x06D4: /* Urdu full stop */
    case 0x0964: /* danda */
    case 0x0965:
    case 0x055D: /* Armenian comma */
    case 0x0589: /* Armenian full stop */
    case 0x1362: /* Ethiopic full stop */
    case 0x1363:
    case 0x104A: /* Burmese */
    case 0x104B:
    case 0x17D4: /* Khmer */
    case 0x0E2F: return true;
    default: return false;
    }
}

/* White space counts once a run; a full stop counts where a blank or the end follows. */
uint32_t
mark_weigh(str text, uint32_t *stops)
{
    uint64_t quarters = 0;
    bool was_space = true;

    while (text.len > 0) {
        unsigned char first = (unsigned char)text.ptr[0];
        uint32_t rune = first;

        if (first < 0x80)
            text = str_from(text, 1);
        else
            rune = rune_take(&text);
        bool is_space = rune <= ' ' || rune == 0xA0;

        if (is_stop(rune) ||
            (rune == '.' && !was_space && (text.len == 0 || char_is_space(text.ptr[0]))))
            ++*stops;
        if (!is_space || !was_space)
            quarters += weight_of(rune);
        was_space = is_space;
    }
    return (uint32_t)MIN(quarters / 4, UINT32_MAX);
}

/* Letters and digits only: dashes, quotes and blanks of all kinds give 0. */
uint32_t
mark_fold(uint32_t rune)
{
    if (rune >= 'A' && rune <= 'Z')
        return rune + 32;
    if ((rune >= 'a' && rune <= 'z') || (rune >= '0' && rune <= '9'))
        return rune;
    if (rune < 0xC0 || rune == 0xD7 || (rune >= 0x2000 && rune <= 0x2BFF) ||
        (rune >= 0x3000 && rune <= 0x3020) || (rune >= 0xFF00 && rune <= 0xFF0F) || rune >= 0x1F000)
        return 0;
    return rune;
}

str
mark_letters(struct reader *r, str text)
{
    struct buf out = { .arena = &r->scratch };

    while (text.len > 0) {
        str from = text;
        uint32_t rune = rune_take(&text), folded = mark_fold(rune);

        if (folded && folded < 0x80)
            buf_add_char(&out, (char)folded);
        else if (folded)
            buf_add(&out, str_sub(from, 0, from.len - text.len));
    }
    return buf_str(&out);
}

/*
 * Prose is a run of some length that is not mostly links, and has the marks that sentences have; a long
 * run without any (poetry, a script that has none) passes too.
 */
bool
mark_is_prose(const struct mark *m)
{
    if (m->own_linked * 2 > m->own_chars)
        return false;
    return (m->own_chars >= 25 && m->own_stops > 0) || m->own_chars >= 80;
}

/* Elements whose text is never part of an article, whatever stands in them. */
static bool
is_mute(enum html_tag tag)
{
    switch (tag) {
    case HTML_HEAD:
    case HTML_SCRIPT:
    case HTML_STYLE:
    case HTML_TEMPLATE:
    case HTML_SVG:
    case HTML_CANVAS:
    case HTML_OPTION:
    case HTML_SELECT:
    case HTML_TEXTAREA:
    case HTML_BUTTON:
    case HTML_IFRAME:
    case HTML_OBJECT:
    case HTML_RP: return true;
    default: return false;
    }
}

static bool
is_hidden(const struct reader *r, const struct html_node *node, uint32_t hints)
{
    if (is_mute(node->tag))
        return true;
    /* What holds most of the page's text is shown by a script sooner or later. */
    if (mark_of(r, node)->chars * UINT64_C(2) > r->marks[0].chars)
        return false;
    if (hints & HINT_UNSEEN)
        return true;
    /* Formulas carry a picture for the eye and MathML for the ear; figures hide decoration. */
    return node->tag != HTML_IMG && node->tag != HTML_MATH && html_is_hidden(node);
}

/* Pages that were saved by a browser hold the inside of noscript as text: tags and all. */
static bool
is_source(const struct html_node *text)
{
    str front = str_trim(str_sub(text->text, 0, 64));

    return text->parent->tag == HTML_NOSCRIPT && str_starts(front, STR("<"));
}

static void
measure_down(struct reader *r, const struct html_node *node)
{
    struct mark *m = mark_of(r, node), *up = node->parent ? mark_of(r, node->parent) : NULL;

    if (up) {
        m->is_hidden = up->is_hidden;
        m->is_linked = up->is_linked;
        m->block = up->block;
    }
    if (node->tag == HTML_TEXT) {
        m->is_hidden |= is_source(node);
        m->chars = m->is_hidden ? 0 : mark_weigh(node->text, &m->stops);
        m->linked = m->is_linked ? m->chars : 0;
        struct mark *block = &r->marks[m->block];

        block->own_chars += m->chars;
        block->own_linked += m->linked;
        block->own_stops += m->stops;
        return;
    }
    m->hints = hint_find(node);
    m->is_hidden |= is_hidden(r, node, m->hints);
    if (node->parent)
        m->chars = 0;
    if (html_is_block(node))
        m->block = node->id;
    if (node->tag == HTML_A && html_has_attr(node, "href")) {
        m->is_linked = true;
        m->links = !m->is_hidden;
    }
}

static void
measure_up(struct reader *r, const struct html_node *node)
{
    struct mark *m = mark_of(r, node);

    m->end = MAX(m->end, node->id);
    if (!node->parent)
        return;
    struct mark *up = mark_of(r, node->parent);

    up->end = MAX(up->end, m->end);

    up->chars += m->chars;
    up->linked += m->linked;
    up->stops += m->stops;
    up->links += m->links;
}

/* In .chars, for the time being: bytes of text below, hidden or not, but for what is mute. */
static void
measure_all(struct reader *r)
{
    for (uint32_t id = r->tree.count; id-- > 1;) {
        const struct html_node *node = r->nodes[id];
        struct mark *m = &r->marks[id];

        if (node->tag == HTML_TEXT)
            m->chars = is_source(node) ? 0 : (uint32_t)MIN(str_trim(node->text).len, 1 << 24);
        if (!is_mute(node->tag))
            mark_of(r, node->parent)->chars += m->chars;
    }
}

void
mark_measure(struct reader *r)
{
    measure_all(r);
    for (uint32_t id = 0; id < r->tree.count; id++)
        measure_down(r, r->nodes[id]);
    r->marks[0].chars = 0; /* stood for the page's text till here */
    for (uint32_t id = r->tree.count; id-- > 0;)
        measure_up(r, r->nodes[id]);
    for (uint32_t id = r->tree.count; id-- > 0;) {
        struct mark *m = &r->marks[id];

        if (mark_is_prose(m))
            m->prose += m->own_chars;
        if (r->nodes[id]->parent)
            mark_of(r, r->nodes[id]->parent)->prose += m->prose;
    }
}

static const struct html_node *
last_text(const struct html_node *node)
{
    while (node->last)
        node = node->last;
    return node->tag == HTML_TEXT ? node : NULL;
}

/* "<span class=place>Hraun</span><span class=agency>Wire</span>": two things, not the word HraunWire. */
bool
mark_is_parted(const struct html_node *text)
{
    const struct html_node *span = text->parent, *before = span ? span->prev : NULL;

    if (!before || text->prev || span->tag != HTML_SPAN || before->tag != HTML_SPAN ||
        !html_has_attr(span, "class") || !html_has_attr(before, "class"))
        return false;
    const struct html_node *last = last_text(before);

    if (!last || last->text.len == 0 || text->text.len == 0)
        return false;
    char end = last->text.ptr[last->text.len - 1], start = text->text.ptr[0];

    return end >= 'a' && end <= 'z' && start >= 'A' && start <= 'Z';
}

/* White space folded to one blank, and a blank where a block begins or ends. */
static void
add_text(struct buf *out, str s, bool *is_blank_due)
{
    for (size_t i = 0; i < s.len; i++) {
        if (char_is_space(s.ptr[i])) {
            *is_blank_due = true;
            continue;
        }
        if (*is_blank_due && out->len > 0)
            buf_add_char(out, ' ');
        *is_blank_due = false;
        buf_add_char(out, s.ptr[i]);
    }
}

str
mark_text(struct reader *r, const struct html_node *top)
{
    struct buf out = { .arena = &r->scratch };
    bool is_blank_due = false;

    for (uint32_t id = top->id; id <= mark_of(r, top)->end; id++) {
        const struct html_node *node = r->nodes[id];

        if (r->marks[id].is_hidden && node != top)
            continue;
        /* Text begins a block when the one before it belongs to another. */
        if (node->tag == HTML_TEXT) {
            is_blank_due |= id > 0 && r->marks[id].block != r->marks[id - 1].block;
            is_blank_due |= mark_is_parted(node);
            add_text(&out, node->text, &is_blank_due);
        } else {
            is_blank_due |= node->tag == HTML_BR || html_is_block(node);
        }
        if (node->tag == HTML_TEXT && !node->next && node->parent != top)
            for (const struct html_node *up = node->parent; up != top && up; up = up->parent) {
                is_blank_due |= html_is_block(up);
                if (up->next)
                    break;
            }
    }
    return buf_str(&out);
}
