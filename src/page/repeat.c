/*
 * Pages say things twice: a paragraph for wide screens and one for narrow ones, a sentence of the text
 * again in large letters.
 */
#include "clean.h"

enum {
    LEAST = 60, /* weighed characters of a paragraph that is looked for again */
    QUOTE_LEAST = 30,
    QUOTE_MOST = 500,
    MOST_QUOTES = 40,   /* that are looked for in the text */
    MOST_TEXT = 500000, /* bytes of it */
};

/* ---- whole paragraphs ---- */

struct seen {
    uint64_t hash; /* 0: free */
    uint32_t id;
};

static uint64_t
hash_of(str s)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < s.len; i++)
        hash = (hash ^ (unsigned char)s.ptr[i]) * UINT64_C(1099511628211);
    return hash ? hash : 1;
}

static bool
is_beside(const struct reader *r, const struct html_node *node)
{
    for (const struct html_node *up = node; up && up != r->content; up = up->parent)
        if (up->tag == HTML_ASIDE || up->tag == HTML_BLOCKQUOTE || up->tag == HTML_FIGURE ||
            mark_of(r, up)->hints & HINT_QUOTE)
            return true;
    return false;
}

static bool
is_paragraph(const struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    return node->tag != HTML_TEXT && m->drop == KEPT && m->block == node->id &&
           m->own_chars == m->chars && m->chars >= LEAST && node->tag != HTML_PRE;
}

static void
drop_repeats(struct reader *r, struct seen *table, uint64_t mask)
{
    for (uint32_t id = r->content->id + 1; id <= mark_of(r, r->content)->end; id++) {
        const struct html_node *node = r->nodes[id];

        if (!is_paragraph(r, node))
            continue;
        uint64_t hash = hash_of(mark_letters(r, mark_text(r, node))), at = hash & mask;

        while (table[at].hash != 0 && table[at].hash != hash)
            at = (at + 1) & mask;
        const struct html_node *before = table[at].hash == hash ? r->nodes[table[at].id] : NULL;

        /* A refrain stands with the verses between. */
        if (before && before->parent != node->parent && before->parent != r->content &&
            node->parent != r->content)
            clean_drop(r, is_beside(r, before) ? before : node, DROP_TWICE);
        if (r->marks[id].drop == KEPT)
            table[at] = (struct seen){ hash, id };
    }
}

/* ---- a sentence in large letters ---- */

static bool
is_quote(const struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    return (node->tag == HTML_BLOCKQUOTE || node->tag == HTML_ASIDE || m->hints & HINT_QUOTE) &&
           m->drop == KEPT && m->chars >= QUOTE_LEAST && m->chars <= QUOTE_MOST &&
           node != r->content && !m->is_told;
}

static str
letters_of_content(struct reader *r)
{
    struct buf out = { .arena = &r->scratch };

    for (uint32_t id = r->content->id; id <= mark_of(r, r->content)->end; id++)
        if (r->nodes[id]->tag == HTML_TEXT && r->marks[id].drop == KEPT && out.len < MOST_TEXT)
            buf_add(&out, mark_letters(r, r->nodes[id]->text));
    return buf_str(&out);
}

static bool
is_said_twice(str text, str sentence)
{
    size_t at = str_find(text, sentence);

    return at != STR_NONE && str_find(str_from(text, at + sentence.len), sentence) != STR_NONE;
}

static void
drop_quotes(struct reader *r)
{
    str text = { "", 0 };
    int count = 0;

    for (uint32_t id = r->content->id + 1; id <= mark_of(r, r->content)->end; id++) {
        const struct html_node *node = r->nodes[id];

        if (node->tag == HTML_TEXT || !is_quote(r, node) || count++ >= MOST_QUOTES)
            continue;
        if (text.len == 0)
            text = letters_of_content(r);
        /* Who said it may stand under it; most of it is enough. */
        str letters = mark_letters(r, mark_text(r, node));
        str front = str_sub(letters, 0, MAX(letters.len * 6 / 10, MIN(letters.len, 24)));

        if (is_said_twice(text, front))
            clean_drop(r, node, DROP_TWICE);
    }
}

void
clean_repeats(struct reader *r)
{
    uint64_t size = 64;

    while (size < r->tree.count * UINT64_C(2))
        size *= 2;
    drop_repeats(r, ARENA_ARRAY(&r->scratch, struct seen, size), size - 1);
    drop_quotes(r);
}
