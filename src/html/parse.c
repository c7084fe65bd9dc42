/*
 * gumbo, kept within bounds. It has no limits of its own: a page of 0.4 MB with unclosed formatting tags
 * drives it to gigabytes, deep nesting to many seconds, and its destroy function recurses. So every
 * allocation goes to an arena that ends the parse by longjmp when memory or time is spent, the arena is
 * dropped whole, and what was built is copied into nodes of our own before that, by a loop.
 */
#include "tag.h"

#include <courant/html.h>
#include <courant/text.h>

#include <gumbo.h>
#include <setjmp.h>
#include <string.h>

#define MOST_BYTES  ((size_t)8 << 20)
#define MOST_MEMORY ((size_t)128 << 20)
#define MOST_MS     1000

/* Deeper elements become siblings, as in browsers; so a walk up the tree costs at most this. */
#define MOST_DEPTH 512

#define MOST_ATTRS  256
#define CHECK_EVERY 1024 /* allocations between two looks at the clock */

struct parser {
    struct arena arena;
    size_t most_memory;
    int64_t deadline_ms; /* by time_cpu_ms: a busy machine is not the page's fault */
    unsigned count;
    const char *over; /* which budget is spent; NULL: none */
    jmp_buf out;
};

static void *
parser_alloc(void *user, size_t len)
{
    struct parser *p = user;

    if (len > p->most_memory || p->arena.total > p->most_memory - len) {
        p->over = "memory";
        longjmp(p->out, 1);
    }
    if (++p->count % CHECK_EVERY == 0 && time_cpu_ms() > p->deadline_ms) {
        p->over = "time";
        longjmp(p->out, 1);
    }
    return arena_alloc(&p->arena, len);
}

static void
parser_free(void *user, void *old)
{
    (void)user;
    (void)old;
}

/* Holds no local that changes between setjmp and longjmp: everything is behind p. */
static GumboOutput *
run_parser(struct parser *p, str html, enum html_mode mode)
{
    GumboOptions options = kGumboDefaultOptions;

    options.allocator = parser_alloc;
    options.deallocator = parser_free;
    options.userdata = p;
    options.max_errors = 0;
    if (mode == HTML_MODE_FRAGMENT)
        options.fragment_context = GUMBO_TAG_DIV;
    if (setjmp(p->out))
        return NULL;
    return gumbo_parse_with_options(&options, html.ptr ? html.ptr : "", html.len);
}

/* ---- copying ---- */

/* One level of gumbo's tree: its children, and the next to be copied. */
struct level {
    const GumboVector *children;
    unsigned at;
};

struct copy {
    struct arena *arena;
    enum html_tag tag_of[GUMBO_TAG_LAST]; /* filled as asked for; HTML_DOCUMENT: not yet */
    uint32_t count;
    struct html_node *parent; /* what new nodes become children of */
    unsigned depth;           /* of parent */
    unsigned flattened;       /* levels of gumbo's tree that parent stands for besides its own */
    VEC(struct level) levels; /* in the parser's arena */
};

static str
clean_copy(struct arena *a, const char *text)
{
    str s = str_of(text);

    if (s.len == 0)
        return (str){ "", 0 };
    return text_is_clean(s) ? arena_str(a, s) : text_clean_block(a, s);
}

static struct html_node *
add_node(struct copy *c, enum html_tag tag)
{
    struct html_node *node = ARENA_NEW(c->arena, struct html_node);

    node->tag = tag;
    node->id = c->count++;
    node->parent = c->parent;
    if (!c->parent)
        return node;
    node->prev = c->parent->last;
    if (node->prev)
        node->prev->next = node;
    else
        c->parent->first = node;
    c->parent->last = node;
    return node;
}

static void
copy_attrs(struct copy *c, struct html_node *node, const GumboVector *attrs)
{
    size_t count = MIN(attrs->length, MOST_ATTRS);

    if (count == 0)
        return;
    node->attrs = ARENA_ARRAY(c->arena, struct html_attr, count);
    for (size_t i = 0; i < count; i++) {
        const GumboAttribute *from = attrs->data[i];

        node->attrs[i] = (struct html_attr){ arena_lower(c->arena, str_of(from->name)),
                                             clean_copy(c->arena, from->value) };
        if (!text_is_clean(node->attrs[i].name))
            node->attrs[i].name = text_clean(c->arena, node->attrs[i].name);
    }
    node->attr_count = count;
}

/* The name of an element that gumbo does not know stands only in its source. */
static str
unknown_name(struct arena *a, const GumboElement *element)
{
    GumboStringPiece piece = element->original_tag;

    gumbo_tag_from_original_text(&piece);
    str name = arena_lower(a, (str){ piece.data, MIN(piece.length, 64) });

    return text_is_clean(name) ? name : text_clean(a, name);
}

static enum html_tag
known_tag(struct copy *c, GumboTag tag)
{
    if (c->tag_of[tag] == HTML_DOCUMENT)
        c->tag_of[tag] = tag_find(str_of(gumbo_normalized_tagname(tag)));
    return c->tag_of[tag];
}

static struct html_node *
copy_element(struct copy *c, const GumboElement *element)
{
    bool is_known = element->tag < GUMBO_TAG_UNKNOWN;
    str name =
        is_known ? str_of(gumbo_normalized_tagname(element->tag)) : unknown_name(c->arena, element);
    struct html_node *node = add_node(c, is_known ? known_tag(c, element->tag) : tag_find(name));

    node->name = name; /* gumbo's own names are static */
    copy_attrs(c, node, &element->attributes);
    return node;
}

static void
push_level(struct copy *c, struct arena *scratch, const GumboVector *children)
{
    *VEC_PUSH(scratch, &c->levels) = (struct level){ children, 0 };
}

/* Goes into an element: it becomes the parent, unless the tree is as deep as it may be. */
static void
enter(struct copy *c, struct arena *scratch, struct html_node *node, const GumboVector *children)
{
    if (c->depth < MOST_DEPTH) {
        c->parent = node;
        c->depth++;
    } else {
        c->flattened++;
    }
    push_level(c, scratch, children);
}

static void
leave(struct copy *c)
{
    c->levels.count--;
    if (c->flattened > 0) {
        c->flattened--;
    } else if (c->parent->parent) {
        c->parent = c->parent->parent;
        c->depth--;
    }
}

static void
copy_node(struct copy *c, struct arena *scratch, const GumboNode *from)
{
    switch (from->type) {
    case GUMBO_NODE_ELEMENT:
    case GUMBO_NODE_TEMPLATE: {
        struct html_node *node = copy_element(c, &from->v.element);

        /* A drawing has nothing to read in it, and often more nodes than the article. */
        if (node->tag != HTML_SVG && from->v.element.children.length > 0)
            enter(c, scratch, node, &from->v.element.children);
        break;
    }
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_CDATA:
    case GUMBO_NODE_WHITESPACE:
        add_node(c, HTML_TEXT)->text = clean_copy(c->arena, from->v.text.text);
        break;
    default: break; /* comments */
    }
}

static void
copy_tree(struct arena *a, struct arena *scratch, const GumboVector *top, struct html_tree *out)
{
    struct copy c = { .arena = a };

    out->root = c.parent = add_node(&c, HTML_DOCUMENT);
    out->root->name = STR("#document");
    push_level(&c, scratch, top);
    while (c.levels.count > 0) {
        struct level *level = &c.levels.items[c.levels.count - 1];

        if (level->at < level->children->length)
            copy_node(&c, scratch, level->children->data[level->at++]);
        else
            leave(&c);
    }
    out->count = c.count;
}

bool
html_parse(struct arena *a, str html, enum html_mode mode, const struct html_limits *limits,
           struct html_tree *out, struct err *err)
{
    static const struct html_limits none;
    const struct html_limits *l = limits ? limits : &none;
    size_t most_bytes = l->most_bytes ? l->most_bytes : MOST_BYTES;
    struct parser p = { .most_memory = l->most_memory ? l->most_memory : MOST_MEMORY };

    if (html.len > most_bytes)
        return err_set(err, ERR_LIMIT, "the page has %zu bytes, more than the %zu allowed",
                       html.len, most_bytes);
    p.deadline_ms = time_cpu_ms() + (l->most_ms ? l->most_ms : MOST_MS);
    GumboOutput *parsed = run_parser(&p, html, mode);

    if (parsed && mode == HTML_MODE_FRAGMENT)
        copy_tree(a, &p.arena, &parsed->root->v.element.children, out);
    else if (parsed)
        copy_tree(a, &p.arena, &parsed->document->v.document.children, out);
    else
        err_set(err, ERR_LIMIT, "the page takes more %s than its parse is allowed", p.over);
    arena_free(&p.arena);
    return parsed != NULL;
}
