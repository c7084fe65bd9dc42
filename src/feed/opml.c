/*
 * OPML, 1.0 to 2.0, as readers write it: outlines with an address are sources, those without are folders, at any
 * depth. Read by the tokenizer of feeds, for such files are edited by hand and have the same faults.
 *
 * Attributes: xmlUrl, or url (but for links and inclusions, which name pages and other lists); title, else text;
 * htmlUrl; category. The case of their names does not count.
 */
#include "xml.h"

#include <courant/feed.h>
#include <courant/text.h>

#define ENTRIES_MOST 20000
#define OWN_MOST     32
#define SECTION_MOST ((size_t)1000) /* bytes */
#define OWN_PREFIX   STR("courant:")
#define OWN_SPACE    "urn:courant:source"

/* ---- reading ---- */

struct folder {
    size_t depth, path_len; /* of the outline; of the path without it */
};

struct list {
    struct arena *arena;
    struct xml *xml;
    struct buf path;
    VEC(struct folder) folders;
    VEC(struct feed_opml_entry) entries;
    bool has_outline;
};

/* An outline's attributes, before it is known what it is. */
struct outline {
    struct feed_opml_entry entry;
    str xml_url, url, text, title, type;
    VEC(struct feed_opml_own) own;
};

static str
attr_text(struct list *l, str raw)
{
    struct buf b = { .arena = l->arena };

    xml_entity_decode(&b, raw, &l->xml->entities);
    return text_clean(l->arena, str_trim(buf_str(&b)));
}

/* Of ours: such as settings have, so that it can be written again. */
static bool
is_own_name(str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!char_is_alnum(name.ptr[i]) && name.ptr[i] != '-')
            return false;
    return name.len > 0;
}

static void
take_own(struct list *l, struct outline *o, const struct xml_attr *attr)
{
    str name = str_from(attr->name, OWN_PREFIX.len);

    if (is_own_name(name) && o->own.count < OWN_MOST)
        *VEC_PUSH(l->arena, &o->own) = (struct feed_opml_own){
            .name = arena_str(l->arena, name),
            .value = attr_text(l, attr->raw_value),
        };
}

static void
take_attr(struct list *l, struct outline *o, const struct xml_attr *attr)
{
    const struct {
        str name;
        str *value;
    } rows[] = {
        { STR("xmlurl"), &o->xml_url },
        { STR("url"), &o->url },
        { STR("text"), &o->text },
        { STR("title"), &o->title },
        { STR("type"), &o->type },
        { STR("htmlurl"), &o->entry.site_url },
        { STR("category"), &o->entry.category },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (str_eq_nocase(attr->name, rows[i].name))
            *rows[i].value = attr_text(l, attr->raw_value);
    if (str_starts(attr->name, OWN_PREFIX))
        take_own(l, o, attr);
}

static void
add_entry(struct list *l, struct outline *o)
{
    bool is_elsewhere =
        str_eq_nocase(o->type, STR("link")) || str_eq_nocase(o->type, STR("include"));

    o->entry.url = o->xml_url.len > 0 || is_elsewhere ? o->xml_url : o->url;
    if (o->entry.url.len == 0 || l->entries.count >= ENTRIES_MOST ||
        !str_ends(l->xml->token.raw, STR(">"))) /* cut off, and the address with it */
        return;
    o->entry.title = o->title.len > 0 ? o->title : o->text;
    o->entry.section = arena_str(l->arena, buf_str(&l->path));
    o->entry.own = o->own.items;
    o->entry.own_count = o->own.count;
    *VEC_PUSH(l->arena, &l->entries) = o->entry;
}

/* What is in a folder is told by its name; in a source that has outlines in it, by that around it. */
static void
open_outline(struct list *l)
{
    const struct xml_token *token = &l->xml->token;
    struct outline o = { 0 };
    size_t was_len = l->path.len;

    for (size_t i = 0; i < token->attr_count; i++)
        take_attr(l, &o, &token->attrs[i]);
    l->has_outline = true;
    add_entry(l, &o);
    str name = o.text.len > 0 ? o.text : o.title;

    if (o.xml_url.len == 0 && o.url.len == 0 && name.len > 0 &&
        l->path.len + name.len < SECTION_MOST) {
        buf_add(&l->path, was_len > 0 ? STR("/") : STR(""));
        buf_add(&l->path, name);
    }
    *VEC_PUSH(l->arena, &l->folders) = (struct folder){ l->xml->depth, was_len };
}

static void
leave_folders(struct list *l)
{
    while (l->folders.count > 0 && l->folders.items[l->folders.count - 1].depth > l->xml->depth)
        l->path.len = l->folders.items[--l->folders.count].path_len;
}

static str
decoded(struct arena *a, str raw)
{
    struct text_decoded decoded;

    text_decode(a, raw, TEXT_XML, STR(""), &decoded);
    return decoded.text;
}

bool
feed_opml_read(struct arena *a, str raw, const struct feed_opml_entry **out, size_t *out_count,
               struct err *err)
{
    struct list l = { .arena = a, .xml = ARENA_NEW(a, struct xml), .path.arena = a };

    xml_init(l.xml, a, decoded(a, raw));
    while (xml_next(l.xml)) {
        if (l.xml->token.kind == XML_CLOSE)
            leave_folders(&l);
        else if (l.xml->token.kind == XML_OPEN && str_eq_nocase(l.xml->token.local, STR("outline")))
            open_outline(&l);
    }
    if (!l.has_outline)
        return err_set(err, ERR_INVALID, "no OPML: it has no outline");
    *out = l.entries.items;
    *out_count = l.entries.count;
    return true;
}

/* ---- writing ---- */

/* The root has no name. Entries are linked by index, 0: none, else one more than their place. */
struct node {
    str name;
    struct node *parent, *first, *last, *next;
    size_t first_entry, last_entry;
};

struct writer {
    struct buf out;
    const struct feed_opml_entry *entries;
    size_t *next_entry; /* in the same folder */
};

static struct node *
get_child(struct arena *a, struct node *parent, str name)
{
    struct node *child = parent->first;

    while (child && !str_eq(child->name, name))
        child = child->next;
    if (child)
        return child;
    child = ARENA_NEW(a, struct node);
    child->name = name;
    child->parent = parent;
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    return child;
}

static void
place_entry(struct writer *w, struct node *root, size_t i)
{
    str rest = w->entries[i].section, name;
    struct node *node = root;

    while (str_take_field(&rest, '/', &name))
        if (str_trim(name).len > 0)
            node = get_child(w->out.arena, node, str_trim(name));
    if (node->last_entry > 0)
        w->next_entry[node->last_entry - 1] = i + 1;
    else
        node->first_entry = i + 1;
    node->last_entry = i + 1;
}

static void
write_attr(struct buf *b, str prefix, const char *name, str value)
{
    if (value.len == 0)
        return;
    buf_printf(b, " %.*s%s=\"", STR_ARG(prefix), name);
    for (size_t i = 0; i < value.len; i++) {
        switch (value.ptr[i]) {
        case '&': buf_add(b, STR("&amp;")); break;
        case '<': buf_add(b, STR("&lt;")); break;
        case '>': buf_add(b, STR("&gt;")); break;
        case '"': buf_add(b, STR("&quot;")); break;
        default: buf_add_char(b, value.ptr[i]);
        }
    }
    buf_add_char(b, '"');
}

static void
indent(struct buf *b, const struct node *node)
{
    buf_add(b, STR("    "));
    for (; node->parent; node = node->parent)
        buf_add(b, STR("  "));
}

static void
write_entries(struct writer *w, const struct node *node)
{
    struct buf *b = &w->out;

    for (size_t at = node->first_entry; at > 0; at = w->next_entry[at - 1]) {
        const struct feed_opml_entry *e = &w->entries[at - 1];
        str title = e->title.len > 0 ? e->title : e->url;

        indent(b, node);
        buf_add(b, STR("<outline type=\"rss\""));
        write_attr(b, STR(""), "text", title);
        write_attr(b, STR(""), "title", title);
        write_attr(b, STR(""), "xmlUrl", e->url);
        write_attr(b, STR(""), "htmlUrl", e->site_url);
        write_attr(b, STR(""), "category", e->category);
        for (size_t i = 0; i < e->own_count; i++)
            write_attr(b, OWN_PREFIX, arena_cstr(b->arena, e->own[i].name), e->own[i].value);
        buf_add(b, STR("/>\n"));
    }
}

static void
begin_folder(struct writer *w, const struct node *node)
{
    indent(&w->out, node->parent);
    buf_add(&w->out, STR("<outline"));
    write_attr(&w->out, STR(""), "text", node->name);
    write_attr(&w->out, STR(""), "title", node->name);
    buf_add(&w->out, STR(">\n"));
    write_entries(w, node);
}

static void
end_folder(struct writer *w, const struct node *node)
{
    indent(&w->out, node->parent);
    buf_add(&w->out, STR("</outline>\n"));
}

/* Down, along and up the tree, by its links. */
static void
write_tree(struct writer *w, const struct node *root)
{
    const struct node *node = root;

    write_entries(w, root);
    for (;;) {
        if (node->first) {
            node = node->first;
        } else {
            while (node != root && !node->next) {
                end_folder(w, node);
                node = node->parent;
            }
            if (node == root)
                return;
            end_folder(w, node);
            node = node->next;
        }
        begin_folder(w, node);
    }
}

str
feed_opml_write(struct arena *a, const struct feed_opml_entry *entries, size_t count)
{
    struct node root = { 0 };
    struct writer w = { .out.arena = a,
                        .entries = entries,
                        .next_entry = ARENA_ARRAY(a, size_t, count + 1) };

    for (size_t i = 0; i < count; i++)
        place_entry(&w, &root, i);
    buf_add(&w.out, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<opml version=\"2.0\" xmlns:courant=\"" OWN_SPACE "\">\n"
                        "  <head>\n    <title>courant</title>\n  </head>\n  <body>\n"));
    write_tree(&w, &root);
    buf_add(&w.out, STR("  </body>\n</opml>\n"));
    return buf_str(&w.out);
}
