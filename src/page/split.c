/*
 * Old and hand-made pages part paragraphs by two line breaks, or let text stand bare between blocks. Before
 * anything is measured, what stands between becomes a paragraph of its own, so that all rules see what a
 * reader sees.
 */
#include "reader.h"

enum { DATELINE_MOST = 90 }; /* bytes */

struct run {
    struct html_node *first, *last;
    bool has_text;
};

static bool
is_blank(const struct html_node *node)
{
    return node->tag == HTML_TEXT && str_trim(node->text).len == 0;
}

/* How many breaks begin here, with blanks between; *end is what comes after them. */
static unsigned
count_breaks(struct html_node *node, struct html_node **end)
{
    unsigned count = 0;

    while (node && (node->tag == HTML_BR || is_blank(node))) {
        count += node->tag == HTML_BR;
        node = node->next;
    }
    *end = node;
    return count;
}

static bool
has_double_break(const struct html_node *parent)
{
    struct html_node *end;

    for (struct html_node *n = parent->first; n; n = n->next)
        if (n->tag == HTML_BR && count_breaks(n, &end) > 1)
            return true;
    return false;
}

/* "Read also: <a>…</a>", or a time, between two blocks: of neither. */
static bool
has_bare_run(const struct html_node *parent)
{
    bool has_block = false, has_run = false;

    switch (parent->tag) {
    case HTML_DIV:
    case HTML_SECTION:
    case HTML_ARTICLE:
    case HTML_MAIN: break;
    default: return false;
    }
    for (const struct html_node *n = parent->first; n; n = n->next) {
        bool is_block = html_is_block(n);

        has_block |= is_block;
        has_run |= !is_block && n->tag != HTML_BR && !is_blank(n);
    }
    return has_block && has_run;
}

/* "HRAUN (Wire) — " stands for the beginning of the paragraph after it. */
static bool
is_dateline(const struct run *run)
{
    static const char *const ends[] = { "—", "–", " -", ")-", "－" };
    const struct html_node *after = run->last->next, *last = NULL;
    size_t len = 0;

    if (!after || after->tag != HTML_P)
        return false;
    for (const struct html_node *n = run->first; n != after; n = html_next(n, run->first->parent))
        if (n->tag == HTML_TEXT && !is_blank(n)) {
            len += n->text.len;
            last = n;
        }
    str text = last ? str_trim(last->text) : (str){ 0 };

    while (str_ends(text, STR("\xC2\xA0"))) /* a blank that does not break */
        text = str_trim(str_sub(text, 0, text.len - 2));
    for (size_t i = 0; len <= DATELINE_MOST && i < ARRAY_LEN(ends); i++)
        if (str_ends(text, str_of(ends[i])))
            return true;
    return false;
}

/* The run becomes the first thing in what comes after it. */
static void
move_into_next(struct html_node *parent, struct run *run)
{
    struct html_node *into = run->last->next;

    for (struct html_node *n = run->first; n != into; n = n->next)
        n->parent = into;
    into->prev = run->first->prev;
    if (into->prev)
        into->prev->next = into;
    else
        parent->first = into;
    run->first->prev = NULL;
    run->last->next = into->first;
    if (into->first)
        into->first->prev = run->last;
    else
        into->last = run->last;
    into->first = run->first;
}

/* A paragraph in the run's place, with the run inside. */
static void
wrap(struct arena *a, struct html_node *parent, struct run *run)
{
    if (!run->has_text)
        return;
    if (is_dateline(run)) {
        move_into_next(parent, run);
        return;
    }
    struct html_node *p = ARENA_ARRAY(a, struct html_node, 1);

    *p = (struct html_node){ .tag = HTML_P,
                             .name = STR("p"),
                             .parent = parent,
                             .first = run->first,
                             .last = run->last,
                             .prev = run->first->prev,
                             .next = run->last->next };
    if (p->prev)
        p->prev->next = p;
    else
        parent->first = p;
    if (p->next)
        p->next->prev = p;
    else
        parent->last = p;
    run->first->prev = run->last->next = NULL;
    for (struct html_node *n = run->first; n; n = n->next)
        n->parent = p;
}

static void
split(struct arena *a, struct html_node *parent)
{
    struct run run = { 0 };
    struct html_node *n = parent->first, *end;

    while (n) {
        bool is_break = n->tag == HTML_BR && count_breaks(n, &end) > 1;

        if (!is_break && !html_is_block(n)) {
            run.first = run.first ? run.first : n;
            run.last = n;
            run.has_text |= n->tag != HTML_BR && !is_blank(n);
            n = n->next;
            continue;
        }
        struct html_node *after = is_break ? end : n->next;

        if (run.first)
            wrap(a, parent, &run);
        run = (struct run){ 0 };
        n = after;
    }
    if (run.first)
        wrap(a, parent, &run);
}

static bool
may_be_split(const struct html_node *node)
{
    switch (node->tag) {
    case HTML_TEXT:
    case HTML_PRE:
    case HTML_A:
    case HTML_TABLE:
    case HTML_TBODY:
    case HTML_TR:
    case HTML_UL:
    case HTML_OL:
    case HTML_HEAD:
    case HTML_SCRIPT: return false;
    default: return node->first != NULL;
    }
}

void
split_paragraphs(struct reader *r)
{
    uint32_t count = 0;

    for (struct html_node *n = r->tree.root; n; n = html_next(n, r->tree.root))
        if (may_be_split(n) && (has_double_break(n) || has_bare_run(n)))
            split(&r->scratch, n);
    for (struct html_node *n = r->tree.root; n; n = html_next(n, r->tree.root))
        n->id = count++;
    r->tree.count = count;
}
