/*
 * A captured element may hold text, CDATA, or markup that nobody escaped. Where nothing has to be decoded its
 * value is a slice of the document; else it is put together in a buffer that all elements share. Either way only
 * what is kept is copied into the arena.
 */
#include "markup.h"
#include "reader.h"

/* ---- kinds of text ---- */

static void
set_escaped_type(struct capture *c, str type, bool is_atom)
{
    if (type.len == 0)
        c->type = is_atom ? VALUE_SOFT : VALUE_GUESS;
    else if (str_eq_nocase(type, STR("html")) || str_eq_nocase(type, STR("text/html")))
        c->type = VALUE_HTML;
    else
        c->type = VALUE_TEXT;
}

static bool
is_xml_type(str type)
{
    return str_eq_nocase(type, STR("xhtml")) || str_ends(type, STR("+xml")) ||
           str_ends(type, STR("/xml"));
}

/* From the type and mode of Atom 0.3 and 1.0, which RSS feeds use too. */
static void
set_type(struct capture *c, bool is_atom)
{
    str type = attr_media_type(c->attrs[ATTR_TYPE]), mode = c->attrs[ATTR_MODE];
    bool has_slash = str_find_char(type, '/') != STR_NONE;

    if (c->row->way == WAY_LINES && !str_eq_nocase(type, STR("html"))) {
        c->type = VALUE_LINES;
        return;
    }
    set_escaped_type(c, type, is_atom);
    if (str_eq_nocase(mode, STR("base64"))) {
        c->is_base64 = true;
        if (c->type == VALUE_TEXT && !str_starts_nocase(type, STR("text")))
            c->type = VALUE_GUESS; /* "application/octet-stream" says nothing of what is inside */
    } else if (is_xml_type(type)) {
        c->type = VALUE_HTML;
        c->is_raw = !str_eq_nocase(mode, STR("escaped"));
    } else if (str_eq_nocase(mode, STR("xml")) && c->type == VALUE_HTML) {
        c->is_raw = true;
    } else if (has_slash && !str_starts_nocase(type, STR("text/")) && mode.len == 0 &&
               c->space == SPACE_ATOM_10) { /* RFC 4287 § 4.1.3.3 */
        c->is_base64 = true;
        c->type = VALUE_HTML;
    }
}

/* ---- gathering ---- */

void
capture_begin(struct reader *r, const struct element *row)
{
    struct capture *c = &r->capture;
    const struct xml_token *token = &r->xml.token;

    *c = (struct capture){
        .row = row, .depth = r->xml.depth, .space = token->space, .base = place_base(r)
    };
    r->text.len = 0;
    if (token->attr_count > 0)
        attrs_take(r, c->attrs);
    set_type(c, (SPACE_BIT(token->space) & SPACES_ATOM) != 0);
}

/* Adds a piece of text to the buffer as the type wants it. */
static void
add_piece(struct reader *r, str raw, bool is_cdata)
{
    struct capture *c = &r->capture;

    if (c->is_raw && is_cdata)
        markup_add_escaped(&r->text, raw);
    else if (c->is_raw || is_cdata || str_find_char(raw, '&') == STR_NONE)
        buf_add(&r->text, raw);
    else
        attr_decode(r, &r->text, raw);
}

/* From one slice to the buffer. */
static void
flush_first(struct reader *r)
{
    struct capture *c = &r->capture;

    if (c->has_first && !c->has_more)
        add_piece(r, c->first, c->is_first_cdata);
    c->has_more = true;
    buf_add(&r->text, c->gap);
    c->gap = (str){ 0 };
}

void
capture_text(struct reader *r, str raw, bool is_cdata)
{
    struct capture *c = &r->capture;

    c->len += raw.len;
    if (c->len > VALUE_MOST) {
        r->p->mended |= PARSE_MEND_LONG;
        return;
    }
    if (!is_cdata && str_trim(raw).len == 0) {
        if (c->gap.len == 0 && (c->has_first || c->has_more))
            c->gap = raw;
        return;
    }
    if (!c->has_first && !c->has_more) {
        c->first = raw;
        c->is_first_cdata = is_cdata;
        c->has_first = true;
        return;
    }
    flush_first(r);
    add_piece(r, raw, is_cdata);
}

/*
 * A tag in a captured element: markup that nobody escaped. Text that came before, and was text by its type, is
 * escaped now; what is HTML by type or custom goes on being decoded once.
 */
void
capture_open(struct reader *r)
{
    struct capture *c = &r->capture;

    c->len += r->xml.token.raw.len;
    if (c->len > VALUE_MOST) {
        r->p->mended |= PARSE_MEND_LONG;
        return;
    }
    flush_first(r);
    if (!c->is_inline && c->type != VALUE_HTML && c->type != VALUE_GUESS) {
        str text = arena_str(&r->p->values.scratch, buf_str(&r->text));

        r->text.len = 0;
        markup_add_escaped(&r->text, text);
        c->is_raw = true;
    }
    c->is_inline = c->is_odd = true;
    c->type = VALUE_HTML;
    markup_add_open(&r->text, &r->p->values.scratch, &r->xml.token, place_base(r));
}

/* *is_clean: nothing in it can need cleaning. */
static str
captured(struct reader *r, bool *is_clean)
{
    struct capture *c = &r->capture;

    *is_clean = r->p->is_clean && !c->is_base64;
    if (!c->has_more && c->has_first) {
        bool is_plain = c->is_first_cdata ? !c->is_raw : str_find_char(c->first, '&') == STR_NONE;

        if (is_plain && !c->is_base64)
            return c->first;
        add_piece(r, c->first, c->is_first_cdata);
    }
    str text = buf_str(&r->text);

    *is_clean = *is_clean && !c->is_odd;
    return c->is_base64 ? value_base64(&r->p->values, text) : text;
}

struct value
capture_value(struct reader *r)
{
    struct value value = { .type = r->capture.type, .base = r->capture.base };

    value.text = captured(r, &value.is_clean);
    if (r->p->owns_text && r->capture.has_first && !r->capture.has_more)
        value.home = r->capture.first; /* the reader is past it, and nothing else refers to it */
    if (r->capture.is_inline)
        value.base = (str){ 0 }; /* each tag has been resolved where it stood */
    return value;
}

str
capture_trimmed(struct reader *r)
{
    bool is_clean;

    return str_trim(captured(r, &is_clean));
}
