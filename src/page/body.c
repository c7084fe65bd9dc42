/*
 * Pages nest blocks in inline elements, leave text bare between blocks and make paragraphs of <br><br>.
 * The writer brings order into that with three stacks and lazy tags: a container (list, quote, table),
 * a block (paragraph, heading) and inline elements are written only when text arrives in them, and
 * inline elements are closed and opened again around a block that begins inside them. So nothing empty
 * is ever written, and everything that is opened is closed in order.
 */
#include "body.h"

#include "label.h"
#include "picture.h"

#include <courant/net.h>
#include <courant/text.h>

#include <string.h>

struct writer {
    struct reader *r;
    struct buf html, text;
    VEC(const struct html_node *) containers; /* open in the page */
    size_t containers_out;                    /* of them written */
    VEC(const struct html_node *) inlines;
    size_t inlines_out;
    enum html_tag want;  /* the block that the next text opens */
    enum html_tag block; /* the one that is open; HTML_OTHER: bare text in a container */
    bool is_open;
    unsigned breaks;    /* <br> since the last text */
    unsigned pre;       /* levels of pre */
    unsigned captions;  /* levels of what is said of a picture: not in the text */
    bool is_blank_due;  /* white space before the next text */
    bool is_row_begun;  /* a cell of this row has text */
    bool is_cell_begun; /* the next text is the first of a cell */
};

enum role {
    ROLE_NONE,      /* transparent: what is inside is written as if it were not there */
    ROLE_BLOCK,     /* a paragraph of its own, no tag */
    ROLE_TEXT,      /* p, h2 to h6, pre */
    ROLE_CONTAINER, /* ul, blockquote, table and what they hold */
    ROLE_INLINE,
    ROLE_BREAK,
    ROLE_RULE,
    ROLE_PICTURE,
    ROLE_MEDIA, /* video, audio, frame: a link to it */
};

/* A table that only lays out the page: it is written as if it were not one. */
static bool
is_layout(const struct html_node *table)
{
    size_t rows = 0, most_cells = 0, cells = 0;

    if (str_eq(html_attr(table, "role"), STR("presentation")))
        return true;
    for (const struct html_node *n = html_next(table, table); n; n = html_next(n, table)) {
        if (n->tag == HTML_TABLE)
            return true;
        if (n->tag == HTML_TH || n->tag == HTML_CAPTION)
            return false;
        if (n->tag == HTML_TR) {
            rows++;
            cells = 0;
        } else if (n->tag == HTML_TD) {
            most_cells = MAX(most_cells, ++cells);
        }
    }
    return rows <= 1 || most_cells <= 1;
}

static enum role
role_of_table_part(struct reader *r, const struct html_node *node)
{
    const struct html_node *table =
        node->tag == HTML_TABLE ? node : html_ancestor(node, HTML_TABLE);

    if (!table)
        return ROLE_BLOCK;
    struct mark *m = mark_of(r, table);

    if (m->table == 0)
        m->table = is_layout(table) ? 2 : 1;
    return m->table == 2 ? ROLE_BLOCK : ROLE_CONTAINER;
}

static enum role
role_of(struct reader *r, const struct html_node *node)
{
    switch (node->tag) {
    case HTML_P:
    case HTML_H1:
    case HTML_H2:
    case HTML_H3:
    case HTML_H4:
    case HTML_H5:
    case HTML_H6:
    case HTML_PRE: return ROLE_TEXT;
    case HTML_UL:
    case HTML_OL:
    case HTML_LI:
    case HTML_DL:
    case HTML_DT:
    case HTML_DD:
    case HTML_BLOCKQUOTE:
    case HTML_FIGURE:
    case HTML_FIGCAPTION: return ROLE_CONTAINER;
    case HTML_TABLE:
    case HTML_CAPTION:
    case HTML_THEAD:
    case HTML_TBODY:
    case HTML_TFOOT:
    case HTML_TR:
    case HTML_TH:
    case HTML_TD: return role_of_table_part(r, node);
    case HTML_A:
    case HTML_EM:
    case HTML_STRONG:
    case HTML_I:
    case HTML_B:
    case HTML_S:
    case HTML_DEL:
    case HTML_INS:
    case HTML_SMALL:
    case HTML_MARK:
    case HTML_CITE:
    case HTML_Q:
    case HTML_ABBR:
    case HTML_CODE:
    case HTML_VAR:
    case HTML_SAMP:
    case HTML_KBD:
    case HTML_TT:
    case HTML_SUB:
    case HTML_SUP:
    case HTML_RUBY:
    case HTML_RT: return ROLE_INLINE;
    case HTML_BR: return ROLE_BREAK;
    case HTML_HR: return ROLE_RULE;
    case HTML_IMG: return ROLE_PICTURE;
    case HTML_VIDEO:
    case HTML_AUDIO:
    case HTML_IFRAME:
    case HTML_EMBED: return ROLE_MEDIA;
    default: return html_is_block(node) ? ROLE_BLOCK : ROLE_NONE;
    }
}

/* ---- lazy tags ---- */

static const char *
name_of(enum html_tag tag)
{
    switch (tag) {
    case HTML_H1:
    case HTML_H2: return "h2"; /* h1 is the title's */
    case HTML_H3: return "h3";
    case HTML_H4: return "h4";
    case HTML_H5: return "h5";
    case HTML_H6: return "h6";
    case HTML_PRE: return "pre";
    default: return "p";
    }
}

static str
resolve(const struct writer *w, str url)
{
    str got = net_url_resolve(w->r->arena, w->r->base, url);

    return net_url_is_web(got) || str_starts_nocase(got, STR("mailto:")) ? got : (str){ "", 0 };
}

static void
add_attr(struct writer *w, const char *name, str value)
{
    if (value.len == 0)
        return;
    str escaped = html_escape(&w->r->scratch, value);

    buf_printf(&w->html, " %s=\"%.*s\"", name, STR_ARG(escaped));
}

static void
add_start(struct writer *w, const struct html_node *node)
{
    static const char *const kept[] = { "colspan", "rowspan", "start", "title",
                                        "cite",    "dir",     "lang" };

    buf_printf(&w->html, "<%.*s", STR_ARG(node->name));
    if (node->tag == HTML_A)
        add_attr(w, "href", resolve(w, html_attr(node, "href")));
    for (size_t i = 0; i < ARRAY_LEN(kept); i++)
        add_attr(w, kept[i], html_attr(node, kept[i]));
    buf_add_char(&w->html, '>');
}

static void
add_end(struct writer *w, const struct html_node *node)
{
    buf_printf(&w->html, "</%.*s>", STR_ARG(node->name));
}

static void
close_block(struct writer *w)
{
    while (w->inlines_out > 0)
        add_end(w, w->inlines.items[--w->inlines_out]);
    if (w->is_open && w->block != HTML_OTHER)
        buf_printf(&w->html, "</%s>", name_of(w->block));
    if (w->is_open)
        buf_add_char(&w->html, '\n');
    w->is_open = w->is_blank_due = false;
    w->breaks = 0;
    w->want = HTML_OTHER;
}

static bool
holds_text(enum html_tag tag)
{
    switch (tag) {
    case HTML_LI:
    case HTML_DT:
    case HTML_DD:
    case HTML_FIGCAPTION:
    case HTML_CAPTION:
    case HTML_TD:
    case HTML_TH: return true;
    default: return false;
    }
}

static void
open_containers(struct writer *w)
{
    for (; w->containers_out < w->containers.count; w->containers_out++)
        add_start(w, w->containers.items[w->containers_out]);
}

/* Blocks are parted by an empty line in the text, the cells of a row by a bar. */
static void
part_text(struct writer *w)
{
    if (w->text.len == 0 || w->captions)
        return;
    buf_add(&w->text, w->is_cell_begun && w->is_row_begun ? STR(" | ") : STR("\n\n"));
}

static void
open_block(struct writer *w)
{
    size_t count = w->containers.count;
    bool is_bare =
        w->want == HTML_OTHER && count > 0 && holds_text(w->containers.items[count - 1]->tag);

    open_containers(w);
    w->block = is_bare ? HTML_OTHER : w->want == HTML_OTHER ? HTML_P : w->want;
    if (w->block != HTML_OTHER)
        buf_printf(&w->html, "<%s>", name_of(w->block));
    part_text(w);
    w->is_open = true;
    w->is_row_begun |= w->is_cell_begun;
    w->is_cell_begun = false;
}

static void
open_inlines(struct writer *w)
{
    for (; w->inlines_out < w->inlines.count; w->inlines_out++)
        add_start(w, w->inlines.items[w->inlines_out]);
}

/* ---- text ---- */

static void
say(struct writer *w, str s)
{
    if (!w->captions)
        buf_add(&w->text, s);
}

/*
 * Chinese and Japanese pages indent with wide blanks; editors leave paragraphs that hold a no-break space
 * or a byte order mark and nothing else.
 */
static str
without_indent(str word)
{
    static const char *const blanks[] = { "\xE3\x80\x80", "\xC2\xA0", "\xE2\x80\x8B",
                                          "\xEF\xBB\xBF" };

    for (size_t i = 0; i < ARRAY_LEN(blanks); i++)
        if (str_starts(word, str_of(blanks[i]))) {
            word = str_from(word, str_of(blanks[i]).len);
            i = (size_t)-1; /* and once more from the first */
        }
    return word;
}

static void
add_word(struct writer *w, str word)
{
    bool is_begun = w->is_open;

    if (!is_begun || w->breaks)
        word = without_indent(word);
    if (word.len == 0)
        return;
    if (w->breaks > 1 && is_begun) {
        enum html_tag block = w->block;

        close_block(w);
        w->want = block;
        is_begun = false;
    }
    if (!is_begun)
        open_block(w);
    if (is_begun && w->breaks == 1) {
        buf_add(&w->html, STR("<br>"));
        say(w, STR("\n"));
    } else if (is_begun && w->is_blank_due) {
        buf_add_char(&w->html, ' ');
        say(w, STR(" "));
    }
    open_inlines(w);
    w->breaks = 0;
    w->is_blank_due = false;
    buf_add(&w->html, html_escape(&w->r->scratch, word));
    say(w, word);
}

static void
add_text(struct writer *w, str s)
{
    size_t from = 0;

    for (size_t i = 0; i <= s.len; i++) {
        if (i < s.len && !char_is_space(s.ptr[i]))
            continue;
        if (i > from)
            add_word(w, str_sub(s, from, i));
        w->is_blank_due |= i < s.len;
        from = i + 1;
    }
}

/* Line breaks and blanks are part of it. */
static void
add_pre(struct writer *w, str s)
{
    if (!w->is_open && str_trim(s).len == 0)
        return;
    if (!w->is_open)
        open_block(w);
    open_inlines(w);
    buf_add(&w->html, html_escape(&w->r->scratch, s));
    say(w, s);
}

/* ---- pictures, films ---- */

static void
add_picture(struct writer *w, const struct html_node *img)
{
    str url = picture_address(w->r, img);

    if (url.len == 0)
        return;
    close_block(w);
    open_containers(w);
    buf_add(&w->html, STR("<img"));
    add_attr(w, "src", url);
    add_attr(w, "alt", html_attr(img, "alt"));
    buf_add(&w->html, STR(">\n"));
}

static void
add_media(struct writer *w, const struct html_node *node)
{
    str source = html_attr(node, "src");

    if (source.len == 0 || str_starts(source, STR("about:")))
        source = html_attr(node, "data-src");
    for (const struct html_node *n = node->first; n && source.len == 0; n = n->next)
        if (n->tag == HTML_SOURCE)
            source = html_attr(n, "src");
    str url = source.len > 0 ? resolve(w, source) : source;

    if (url.len == 0)
        return;
    close_block(w);
    open_containers(w);
    buf_add(&w->html, STR("<p><a"));
    add_attr(w, "href", url);
    str host = net_url_host(url);

    buf_printf(&w->html, ">%s: %.*s</a></p>\n", node->tag == HTML_AUDIO ? "Audio" : "Video",
               STR_ARG(host));
}

enum { CAPTION_MOST = 600, CREDIT_MOST = 100 };

/* A figure may also hold a table, a quotation or a listing: then it is text. */
static bool
shows_picture(const struct html_node *figure)
{
    bool has_picture = false;

    for (const struct html_node *n = html_next(figure, figure); n; n = html_next(n, figure))
        switch (n->tag) {
        case HTML_IMG:
        case HTML_VIDEO:
        case HTML_IFRAME: has_picture = true; break;
        case HTML_TABLE:
        case HTML_BLOCKQUOTE:
        case HTML_PRE:
        case HTML_UL:
        case HTML_H1:
        case HTML_H2:
        case HTML_H3: return false;
        default: break;
        }
    return has_picture;
}

/* Is a picture what stands before it? */
static bool
follows_picture(const struct html_node *node)
{
    const struct html_node *before = node->prev;

    while (before && before->tag == HTML_TEXT && str_trim(before->text).len == 0)
        before = before->prev;
    return before && (before->tag == HTML_IMG || shows_picture(before));
}

/* A credit, and of a picture: of the article itself, and of its figures, the source is told in the same words. */
static bool
is_credit_line(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    if ((node->tag != HTML_P && node->tag != HTML_DIV) || m->own_chars != m->chars ||
        m->chars > CREDIT_MOST)
        return false;
    str text = mark_text(r, node);

    return label_credit(text).len > 0 && (!label_is_source(text) || follows_picture(node));
}

/* Is this said of a picture? Then readers see it there, and it is no sentence of the article. */
static bool
is_caption(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    if (m->chars == 0 || m->chars > CAPTION_MOST || m->is_told)
        return false;
    if (node->tag == HTML_FIGCAPTION || (node->tag == HTML_FIGURE && shows_picture(node)))
        return true;
    if (m->hints & (HINT_CAPTION | HINT_CREDIT) && html_is_block(node))
        return true;
    if (m->hints & HINT_PICTURE && html_is_block(node) && m->chars <= CAPTION_MOST / 2 &&
        shows_picture(node))
        return true;
    return is_credit_line(r, node);
}

/* ---- the walk ---- */

/* True: its inside is to be walked. */
static bool
enter(struct writer *w, const struct html_node *node)
{
    switch (role_of(w->r, node)) {
    case ROLE_TEXT:
        close_block(w);
        w->want = node->tag;
        w->pre += node->tag == HTML_PRE;
        break;
    case ROLE_BLOCK: close_block(w); break;
    case ROLE_CONTAINER:
        close_block(w);
        *VEC_PUSH(&w->r->scratch, &w->containers) = node;
        if (node->tag == HTML_TR)
            w->is_row_begun = false;
        if (node->tag == HTML_TD || node->tag == HTML_TH)
            w->is_cell_begun = true;
        break;
    case ROLE_INLINE: *VEC_PUSH(&w->r->scratch, &w->inlines) = node; break;
    case ROLE_BREAK:
        if (w->pre)
            add_pre(w, STR("\n"));
        w->breaks += w->is_open && !w->pre;
        return false;
    case ROLE_RULE: close_block(w); return false;
    case ROLE_PICTURE: add_picture(w, node); return false;
    case ROLE_MEDIA: add_media(w, node); return false;
    case ROLE_NONE: break;
    }
    return true;
}

static void
leave_inline(struct writer *w)
{
    w->inlines.count--;
    if (w->inlines_out > w->inlines.count) {
        w->inlines_out--;
        add_end(w, w->inlines.items[w->inlines.count]);
    }
}

static void
leave_container(struct writer *w)
{
    const struct html_node *node = w->containers.items[w->containers.count - 1];

    close_block(w);
    /* An empty cell holds its column's place. */
    if ((node->tag == HTML_TD || node->tag == HTML_TH) && w->containers_out > 0 &&
        w->containers_out < w->containers.count)
        open_containers(w);
    w->containers.count--;
    if (w->containers_out > w->containers.count) {
        w->containers_out--;
        add_end(w, w->containers.items[w->containers.count]);
        buf_add_char(&w->html, '\n');
    }
}

static void
leave(struct writer *w, const struct html_node *node)
{
    switch (role_of(w->r, node)) {
    case ROLE_TEXT:
        close_block(w);
        w->pre -= node->tag == HTML_PRE;
        break;
    case ROLE_BLOCK: close_block(w); break;
    case ROLE_CONTAINER:
        leave_container(w);
        if (node->tag == HTML_TD || node->tag == HTML_TH || node->tag == HTML_TR)
            w->is_cell_begun = false;
        break;
    case ROLE_INLINE: leave_inline(w); break;
    default: break;
    }
    w->captions -= is_caption(w->r, node);
}

static void
add_node_text(struct writer *w, const struct html_node *node)
{
    w->is_blank_due |= mark_is_parted(node);
    if (w->pre)
        add_pre(w, node->text);
    else
        add_text(w, node->text);
}

static void
write_inside(struct writer *w, const struct html_node *content)
{
    const struct html_node *node = content->first;

    w->want = HTML_OTHER;
    while (node) {
        bool is_entered = false;

        if (is_dropped(w->r, node)) {
        } else if (node->tag == HTML_TEXT) {
            add_node_text(w, node);
        } else {
            is_entered = enter(w, node);
            w->captions += is_entered && is_caption(w->r, node);
            if (is_entered && node->first) {
                node = node->first;
                continue;
            }
            if (is_entered)
                leave(w, node);
        }
        while (node != content && !node->next) {
            node = node->parent;
            if (node != content)
                leave(w, node);
        }
        node = node == content ? NULL : node->next;
    }
    close_block(w);
}

void
body_write(struct reader *r, str *out_html, str *out_text)
{
    struct writer w = { .r = r, .html = { .arena = r->arena }, .text = { .arena = r->arena } };

    if (r->lede)
        write_inside(&w, r->lede);
    if (r->points) {
        buf_add(&w.html, STR("<ul>"));
        write_inside(&w, r->points);
        buf_add(&w.html, STR("</ul>\n"));
    }
    write_inside(&w, r->content);
    *out_html = buf_str(&w.html);
    *out_text = buf_str(&w.text);
}

void
body_write_plain(struct reader *r, str source, str *out_html, str *out_text)
{
    struct buf html = { .arena = r->arena }, text = { .arena = r->arena };
    str rest = source, line;

    while (str_take_line(&rest, &line)) {
        str clean = html_strip(r->arena, line);

        if (clean.len == 0)
            continue;
        if (text.len > 0)
            buf_add(&text, STR("\n\n"));
        buf_add(&text, clean);
        str escaped = html_escape(&r->scratch, clean);

        buf_printf(&html, "<p>%.*s</p>\n", STR_ARG(escaped));
    }
    *out_html = buf_str(&html);
    *out_text = buf_str(&text);
}
