/*
 * <courant/html.h>: HTML into a tree of plain nodes, by gumbo inside an arena with budgets.
 *
 * Shape   any bytes of UTF-8; a document or a fragment; the tree is what HTML5 says, but for depth (at
 *         512 levels elements become siblings, as in browsers) and the inside of svg, which is left out
 * Memory  tree and strings live in the arena; nothing points into the input afterwards
 * Errors  ERR_LIMIT when the budget of bytes, memory or time is spent: the caller treats
 *         the page as text (html_strip needs no tree)
 * Threads any, one arena each
 * Source  the WHATWG HTML standard, as gumbo 0.10 knows it
 */
#ifndef COURANT_HTML_H
#define COURANT_HTML_H

#include <courant/base.h>

/* html_tag.def lists the elements that anybody asks for by name; the rest are HTML_OTHER. */
enum html_tag {
    HTML_DOCUMENT, /* the root of every tree, fragments too */
    HTML_TEXT,
    HTML_OTHER, /* an element not in the table: its name is in .name */
#define HTML_TAG(id, name, flags) HTML_##id,
#include <courant/html_tag.def>
#undef HTML_TAG
    HTML_TAG_COUNT,
};

struct html_attr {
    str name;  /* lower case */
    str value; /* entities decoded, cleaned like text */
};

struct html_node {
    enum html_tag tag;
    uint32_t id; /* place in document order, from 0: for tables beside the tree */
    str name;    /* elements: lower-case name */
    str text;    /* HTML_TEXT: entities decoded, cleaned by text_clean_block */
    struct html_attr *attrs;
    size_t attr_count;
    struct html_node *parent, *first, *last, *prev, *next;
};

struct html_tree {
    struct html_node *root;
    uint32_t count; /* nodes: ids are below it */
};

enum html_mode { HTML_MODE_DOCUMENT, HTML_MODE_FRAGMENT };

struct html_limits {
    size_t most_bytes;  /* of input; 0: 8 MB */
    size_t most_memory; /* of the parser; 0: 128 MB */
    int most_ms;        /* of this thread's own; 0: 1000 */
};

bool html_parse(struct arena *a, str html, enum html_mode mode, const struct html_limits *limits,
                struct html_tree *out, struct err *err);

/* ---- walking: never by recursion, a page may be 100,000 deep ---- */

/* The node after this one in document order, inside top; NULL at the end. */
struct html_node *html_next(const struct html_node *node, const struct html_node *top);
/* The same, not going into this node. */
struct html_node *html_next_over(const struct html_node *node, const struct html_node *top);

bool html_is_block(const struct html_node *node); /* starts a new line in a browser */
bool html_is_void(const struct html_node *node);  /* has no end tag */
bool html_is_hidden(
    const struct html_node *node); /* hidden, aria-hidden, display:none; script, style, template */
str html_attr(const struct html_node *node, const char *name); /* empty when absent */
bool html_has_attr(const struct html_node *node, const char *name);
bool html_has_word(const struct html_node *node, const char *attr,
                   const char *word); /* class="a word b" */
struct html_node *html_find(const struct html_node *top,
                            enum html_tag tag); /* first below top, or NULL */
struct html_node *html_ancestor(const struct html_node *node, enum html_tag tag);
void html_detach(struct html_node *node); /* out of its parent; ids stay */

/* ---- text and source ---- */

/* All text below, white space folded, blocks parted by a blank; what is hidden left out. */
str html_text(struct arena *a, const struct html_node *top);
/* Serialised again (the inside of top), safe: no script, style, event handlers. */
str html_source(struct arena *a, const struct html_node *top);
/* Without a tree: tags cut out, entities decoded; for titles, and for pages that break the budget. */
str html_strip(struct arena *a, str html);
/* The same of its beginning: ends with the piece of text in which it comes to most bytes. */
str html_strip_most(struct arena *a, str html, size_t most);
/* &amp; &#1234; &#x4d2; and the names of HTML 4, in text or an attribute; what is none stays. Not cleaned. */
str html_unescape(struct arena *a, str s);
str html_escape(struct arena *a, str s); /* & < > " */
/* The code point(s) of a name without & and ;, as UTF-8; empty when there is none. */
str html_entity(str name);

/* ---- CSS selectors: type, .class, #id, [attr=…], descendant, >, comma ---- */

struct html_selector;
bool html_selector_parse(struct arena *a, str text, struct html_selector **out, struct err *err);
bool html_matches(const struct html_node *node, const struct html_selector *selector);

#endif
