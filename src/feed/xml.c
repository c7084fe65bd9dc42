/*
 * What XML calls an error ends the document for a strict parser, and about one feed in ten has one. Here:
 * an end tag closes what is open down to its match, or is passed over where it has none; & and < that begin
 * nothing are themselves; CDATA without end runs to the end of the text; attributes may lack quotes or value.
 * No entity is expanded here and no declaration read but plain short values, so time and memory follow the
 * length of the text, whatever it says.
 */
#include "xml.h"

#include <string.h>

#define NOWHERE SIZE_MAX

/* clang-format off */
static const struct { const char *uri; enum xml_space space; } spaces[] = { /* without scheme, lower case, no '/' or '#' at the end */
    { "www.w3.org/2005/atom", SPACE_ATOM_10 },
    { "purl.org/atom/ns", SPACE_ATOM_03 }, { "purl.org/pie", SPACE_ATOM_03 }, { "purl.org/echo", SPACE_ATOM_03 },
    { "purl.org/rss/1.0", SPACE_RSS_10 }, { "purl.org/net/rss1.1", SPACE_RSS_11 },
    { "my.netscape.com/rdf/simple/0.9", SPACE_RSS_090 }, { "channel.netscape.com/rdf/simple/0.9", SPACE_RSS_090 },
    { "my.netscape.com/publish/formats/rss-0.91.dtd", SPACE_RSS },
    { "purl.org/rss/1.0/modules/rss091", SPACE_RSS },
    { "backend.userland.com/rss", SPACE_RSS }, { "backend.userland.com/rss2", SPACE_RSS },
    { "backend.userland.com/rss091", SPACE_RSS }, { "backend.userland.com/rss092", SPACE_RSS },
    { "blogs.law.harvard.edu/tech/rss", SPACE_RSS }, { "cyber.law.harvard.edu/rss", SPACE_RSS },
    { "cyber.law.harvard.edu/rss/rss.html", SPACE_RSS }, { "www.rssboard.org/rss-specification", SPACE_RSS },
    { "www.w3.org/1999/02/22-rdf-syntax-ns", SPACE_RDF },
    { "purl.org/dc/elements/1.1", SPACE_DC }, { "purl.org/dc/elements/1.0", SPACE_DC }, { "purl.org/dc", SPACE_DC },
    { "purl.org/dc/terms", SPACE_DCTERMS },
    { "purl.org/rss/1.0/modules/content", SPACE_CONTENT },
    { "search.yahoo.com/mrss", SPACE_MEDIA }, { "www.rssboard.org/media-rss", SPACE_MEDIA },
    { "search.yahoo.com/searchmonkey/media", SPACE_MEDIA },
    { "www.itunes.com/dtds/podcast-1.0.dtd", SPACE_ITUNES }, { "itunes.com/dtds/podcast-1.0.dtd", SPACE_ITUNES },
    { "example.com/dtds/podcast-1.0.dtd", SPACE_ITUNES }, /* Apple's own example, and so in feeds */
    { "www.google.com/schemas/play-podcasts/1.0", SPACE_GOOGLEPLAY },
    { "podcastindex.org/namespace/1.0", SPACE_PODCAST },
    { "purl.org/rss/1.0/modules/syndication", SPACE_SY }, { "purl.org/rss/1.0/modules/slash", SPACE_SLASH },
    { "wellformedweb.org/commentapi", SPACE_WFW }, { "purl.org/syndication/thread/1.0", SPACE_THR },
    { "webfeeds.org/rss/1.0", SPACE_WEBFEEDS },
    { "www.w3.org/1999/xhtml", SPACE_XHTML }, { "www.w3.org/xml/1998/namespace", SPACE_XML },
};

/* Prefixes that everybody knows, for those who forget to declare them. */
static const struct { const char *prefix; enum xml_space space; } prefixes[] = {
    { "atom", SPACE_ATOM_10 }, { "atom10", SPACE_ATOM_10 }, { "rdf", SPACE_RDF }, { "rss", SPACE_RSS },
    { "dc", SPACE_DC }, { "dcterms", SPACE_DCTERMS }, { "content", SPACE_CONTENT }, { "media", SPACE_MEDIA },
    { "itunes", SPACE_ITUNES }, { "googleplay", SPACE_GOOGLEPLAY }, { "podcast", SPACE_PODCAST },
    { "sy", SPACE_SY }, { "slash", SPACE_SLASH }, { "wfw", SPACE_WFW }, { "thr", SPACE_THR },
    { "webfeeds", SPACE_WEBFEEDS }, { "xhtml", SPACE_XHTML }, { "xml", SPACE_XML },
};
/* clang-format on */

/* ---- namespaces ---- */

enum xml_space
xml_space_of(str uri)
{
    uri = str_trim(uri);
    if (uri.len == 0)
        return SPACE_NONE;
    for (const char *const *scheme = (const char *const[]){ "http://", "https://", NULL }; *scheme;
         scheme++)
        if (str_starts_nocase(uri, str_of(*scheme)))
            uri = str_from(uri, strlen(*scheme));
    while (uri.len > 0 && (uri.ptr[uri.len - 1] == '/' || uri.ptr[uri.len - 1] == '#'))
        uri.len--;
    for (size_t i = 0; i < ARRAY_LEN(spaces); i++)
        if (str_eq_nocase(uri, str_of(spaces[i].uri)))
            return spaces[i].space;
    return SPACE_OTHER;
}

static const struct xml_binding *
find_binding(const struct xml *x, str prefix)
{
    for (size_t i = x->bindings.count; i-- > 0;)
        if (str_eq(x->bindings.items[i].prefix, prefix))
            return &x->bindings.items[i];
    return NULL;
}

static enum xml_space
find_prefix(struct xml *x, str prefix)
{
    if (!str_eq(prefix, STR("xml")))
        x->mended |= XML_MEND_PREFIX;
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
        if (str_eq_nocase(prefix, str_of(prefixes[i].prefix)))
            return prefixes[i].space;
    return SPACE_OTHER;
}

static void
split_name(str name, str *prefix, str *local)
{
    size_t colon = str_find_char(name, ':');

    *prefix = colon == STR_NONE ? (str){ "", 0 } : str_sub(name, 0, colon);
    *local = colon == STR_NONE ? name : str_from(name, colon + 1);
}

static void
bind_attrs(struct xml *x)
{
    for (size_t i = 0; i < x->token.attr_count; i++) {
        const struct xml_attr *attr = &x->attrs[i];
        str prefix, local;

        if (attr->name.len < 5 || memcmp(attr->name.ptr, "xmlns", 5) != 0)
            continue;
        split_name(attr->name, &prefix, &local);
        if (prefix.len == 0 && attr->name.len > 5)
            continue; /* xmlnsfoo */
        if (x->bindings.count >= XML_MOST_BOUND) {
            x->mended |= XML_MEND_ATTRS;
            return;
        }
        str uri = str_trim(attr->raw_value);
        bool is_adopted = uri.len > 0 && str_eq(uri, x->adopted_uri);

        *VEC_PUSH(x->arena, &x->bindings) = (struct xml_binding){
            .prefix = prefix.len ? local : (str){ "", 0 },
            .uri = uri,
            .space = is_adopted ? SPACE_RSS : xml_space_of(uri),
        };
    }
}

static void
resolve_name(struct xml *x)
{
    str prefix;
    const struct xml_binding *binding;

    split_name(x->token.name, &prefix, &x->token.local);
    binding = find_binding(x, prefix);
    x->token.uri = binding ? binding->uri : (str){ 0 };
    x->token.space = binding ? binding->space : prefix.len ? find_prefix(x, prefix) : SPACE_NONE;
}

void
xml_adopt(struct xml *x)
{
    if (x->token.space != SPACE_OTHER || x->token.uri.len == 0)
        return;
    x->adopted_uri = x->token.uri;
    for (size_t i = 0; i < x->bindings.count; i++)
        if (str_eq(x->bindings.items[i].uri, x->adopted_uri))
            x->bindings.items[i].space = SPACE_RSS;
    x->token.space = SPACE_RSS;
}

static const struct xml_attr *
find_attr(const struct xml *x, const char *local, bool is_xml)
{
    for (size_t i = 0; i < x->token.attr_count; i++) {
        str prefix, name;

        split_name(x->token.attrs[i].name, &prefix, &name);
        if (str_eq_nocase(name, str_of(local)) && str_eq(prefix, STR("xml")) == is_xml &&
            !str_eq(prefix, STR("xmlns")))
            return &x->token.attrs[i];
    }
    return NULL;
}

const struct xml_attr *
xml_attr_find(const struct xml *x, const char *local)
{
    return find_attr(x, local, false);
}

const struct xml_attr *
xml_attr_find_xml(const struct xml *x, const char *local)
{
    return find_attr(x, local, true);
}

/* ---- tags ---- */

static bool
is_name_start(char c)
{
    return char_is_alpha(c) || c == '_' || c == ':' || ((unsigned char)c & 0x80) != 0;
}

static size_t
skip_space(str text, size_t at)
{
    while (at < text.len && char_is_space(text.ptr[at]))
        at++;
    return at;
}

static size_t
skip_name(str text, size_t at)
{
    while (at < text.len && !char_is_space(text.ptr[at]) && text.ptr[at] != '>' &&
           text.ptr[at] != '<' && text.ptr[at] != '=' && text.ptr[at] != '/')
        at++;
    return at;
}

/*
 * A quoted value, *at on its quote. Where the quote is never closed, the next one in the text would be taken
 * for its end, and a tag or two with it: a '>' and then a '<' inside say so.
 */
static str
take_quoted(struct xml *x, size_t *at)
{
    str inside = str_from(x->text, *at + 1);
    str value = str_sub(inside, 0, str_find_char(inside, x->text.ptr[*at]));
    size_t end = str_find_char(value, '>');

    if (end != STR_NONE && str_find_char(str_from(value, end), '<') != STR_NONE) {
        x->mended |= XML_MEND_ATTRS;
        value = str_sub(value, 0, end);
        if (value.len > 0 && value.ptr[value.len - 1] == '/')
            value.len--;
        *at += 1 + value.len;
        return value;
    }
    *at = MIN(*at + 1 + value.len + 1, x->text.len);
    return value;
}

static str
take_bare(struct xml *x, size_t *at)
{
    size_t from = *at;

    x->mended |= XML_MEND_ATTRS;
    while (*at < x->text.len && !char_is_space(x->text.ptr[*at]) && x->text.ptr[*at] != '>' &&
           x->text.ptr[*at] != '<')
        ++*at;
    if (*at > from && x->text.ptr[*at - 1] == '/' && *at < x->text.len && x->text.ptr[*at] == '>')
        --*at;
    return str_sub(x->text, from, *at);
}

static size_t
take_attr(struct xml *x, size_t at)
{
    struct xml_attr attr = { 0 };
    size_t end = skip_name(x->text, at);

    attr.name = str_sub(x->text, at, end);
    at = skip_space(x->text, end);
    if (at < x->text.len && x->text.ptr[at] == '=') {
        at = skip_space(x->text, at + 1);
        if (at < x->text.len && (x->text.ptr[at] == '"' || x->text.ptr[at] == '\''))
            attr.raw_value = take_quoted(x, &at);
        else
            attr.raw_value = take_bare(x, &at);
    } else {
        x->mended |= XML_MEND_ATTRS;
    }
    if (attr.name.len == 0)
        return MAX(at, end + (end < x->text.len && x->text.ptr[end] == '='));
    if (x->token.attr_count < XML_MOST_ATTRS)
        x->attrs[x->token.attr_count++] = attr;
    else
        x->mended |= XML_MEND_ATTRS;
    return at;
}

/* From the name to the '>'; a '<' ends a tag that was never closed. */
static void
take_open(struct xml *x)
{
    size_t from = x->at, at = skip_name(x->text, from + 1);

    x->token = (struct xml_token){ .kind = XML_OPEN,
                                   .name = str_sub(x->text, from + 1, at),
                                   .attrs = x->attrs };
    while ((at = skip_space(x->text, at)) < x->text.len) {
        char c = x->text.ptr[at];

        if (c == '>' || c == '<')
            break;
        x->token.is_empty = c == '/' && at + 1 < x->text.len && x->text.ptr[at + 1] == '>';
        at = c == '/' ? at + 1 : take_attr(x, at);
    }
    if (at >= x->text.len)
        x->mended |= XML_MEND_CUT;
    else if (x->text.ptr[at] == '<')
        x->mended |= XML_MEND_TAGS;
    else
        at++;
    x->at = at;
    x->token.raw = str_sub(x->text, from, at);
}

/* The same for names that differ in case only. */
static uint8_t
name_hash(str name)
{
    unsigned char first = (unsigned char)char_lower(name.ptr[0]);
    unsigned char last = (unsigned char)char_lower(name.ptr[name.len - 1]);

    return (uint8_t)(name.len * 37u + first * 5u + last);
}

/* An element within the depth that is kept is put on the stack; of deeper ones only the text remains. */
static bool
push_element(struct xml *x)
{
    if (x->depth >= XML_MOST_DEPTH) {
        x->mended |= XML_MEND_DEPTH;
        return false;
    }
    x->stack[x->depth] = (struct xml_element){ x->token.name, x->bindings.count };
    x->hashes[x->depth] = name_hash(x->token.name);
    x->depth++;
    bind_attrs(x);
    resolve_name(x);
    if (x->token.is_empty) {
        x->wants_close = true;
        x->close_to = x->depth - 1;
    }
    return true;
}

/* The innermost open element of that name, as it is written or else but for its case. */
static size_t
find_open(const struct xml *x, str name)
{
    uint8_t hash = name_hash(name);
    size_t depth = x->depth, folded = NOWHERE;
    const uint8_t *hit;

    while (depth > 0 && (hit = memrchr(x->hashes, hash, depth)) != NULL) {
        depth = (size_t)(hit - x->hashes);
        if (str_eq(x->stack[depth].name, name))
            return depth;
        if (folded == NOWHERE && str_eq_nocase(x->stack[depth].name, name))
            folded = depth;
    }
    return folded;
}

static void
take_close(struct xml *x)
{
    size_t from = x->at + 2, end = skip_name(x->text, from);
    size_t match = find_open(x, str_sub(x->text, from, end));

    end = skip_space(x->text, end);
    while (end < x->text.len && x->text.ptr[end] != '>' && x->text.ptr[end] != '<')
        end++;
    if (end >= x->text.len)
        x->mended |= XML_MEND_CUT;
    x->at = MIN(end + (end < x->text.len && x->text.ptr[end] == '>'), x->text.len);
    if (match == NOWHERE) {
        x->mended |= XML_MEND_TAGS;
        return;
    }
    if (match + 1 < x->depth)
        x->mended |= XML_MEND_TAGS;
    x->wants_close = true;
    x->close_to = match;
}

static void
pop_element(struct xml *x)
{
    x->depth--;
    x->token = (struct xml_token){ .kind = XML_CLOSE, .name = x->stack[x->depth].name };
    x->bindings.count = x->stack[x->depth].binding_count;
    x->wants_close = x->depth > x->close_to;
}

void
xml_lift(struct xml *x, size_t depth)
{
    struct xml_element *top = &x->stack[x->depth - 1];

    if (depth + 1 >= x->depth)
        return;
    /* The bindings between stay in force until the lifted element closes: it may stand on them. */
    x->hashes[depth] = x->hashes[x->depth - 1];
    x->stack[depth] = (struct xml_element){ top->name, x->stack[depth].binding_count };
    x->depth = depth + 1;
    x->close_to = depth;
    x->mended |= XML_MEND_TAGS;
}

/* ---- what is no element ---- */

static bool
text_has(const struct xml *x, const char *what)
{
    return str_starts_nocase(str_from(x->text, x->at), str_of(what));
}

/* Past the end mark; NOWHERE: there is none. */
static size_t
find_end(const struct xml *x, size_t from, const char *mark)
{
    size_t at = str_find(str_from(x->text, from), str_of(mark));

    return at == STR_NONE ? NOWHERE : from + at + strlen(mark);
}

static void
skip_to_bracket(struct xml *x)
{
    size_t end = find_end(x, x->at, ">");

    x->at = end == NOWHERE ? x->text.len : end;
}

/* A comment without end goes to its next '>', so that the rest of the feed is not lost in it. */
static void
skip_comment(struct xml *x)
{
    size_t end = x->has_no_comment_end ? NOWHERE : find_end(x, x->at + 4, "-->");

    if (end != NOWHERE) {
        x->at = end;
        return;
    }
    x->has_no_comment_end = true;
    x->mended |= XML_MEND_SECTION;
    skip_to_bracket(x);
}

static void
skip_instruction(struct xml *x)
{
    size_t end = x->has_no_instruction_end ? NOWHERE : find_end(x, x->at + 2, "?>");

    if (end != NOWHERE) {
        x->at = end;
        return;
    }
    x->has_no_instruction_end = true;
    skip_to_bracket(x);
}

/* Inside the brackets of a DOCTYPE: past a comment or quoted text, which may hold any mark; else where it was. */
static size_t
skip_quoted(struct xml *x, size_t at)
{
    char c = x->text.ptr[at];
    size_t end = NOWHERE;

    if (c == '"' || c == '\'')
        end = find_end(x, at + 1, c == '"' ? "\"" : "'");
    else if (c == '<' && !x->has_no_comment_end && str_starts(str_from(x->text, at), STR("<!--"))) {
        end = find_end(x, at + 4, "-->");
        x->has_no_comment_end = end == NOWHERE;
    }
    return end == NOWHERE ? at : end - 1;
}

/* With its internal subset; where the bracket is missing that ends this, only up to the first '>'. */
static void
skip_doctype(struct xml *x)
{
    size_t from = x->at, at = from + 1;
    bool is_inside = false;

    for (; at < x->text.len; at++) {
        char c = x->text.ptr[at];

        if (is_inside)
            at = skip_quoted(x, at);
        if (c == '[' || c == ']')
            is_inside = c == '[';
        else if ((c == '>' || c == '<') && !is_inside)
            break;
    }
    if (is_inside) {
        skip_to_bracket(x);
        return;
    }
    xml_entity_declare(&x->entities, x->arena, str_sub(x->text, from, at));
    x->at = MIN(at + (at < x->text.len && x->text.ptr[at] == '>'), x->text.len);
}

/* Brackets are rare in bodies, so looking for one byte is quicker than for three. */
static size_t
find_cdata_end(const struct xml *x, size_t at)
{
    const char *text = x->text.ptr, *end = text + x->text.len, *found = text + at;

    while (end - found >= 3 && (found = memchr(found, ']', (size_t)(end - found) - 2)) != NULL) {
        if (found[1] == ']' && found[2] == '>')
            return (size_t)(found - text) + 3;
        found++;
    }
    return NOWHERE;
}

static void
take_cdata(struct xml *x)
{
    size_t from = x->at + strlen("<![CDATA["), end = find_cdata_end(x, from);

    if (end == NOWHERE)
        x->mended |= XML_MEND_SECTION;
    x->at = end == NOWHERE ? x->text.len : end;
    x->token =
        (struct xml_token){ .kind = XML_CDATA,
                            .raw = str_sub(x->text, from, end == NOWHERE ? x->at : end - 3) };
}

/* Up to the next '<' that begins something. */
static void
take_text(struct xml *x, size_t at)
{
    size_t next = str_find_char(str_from(x->text, at), '<');
    size_t end = next == STR_NONE ? x->text.len : at + next;

    x->token = (struct xml_token){ .kind = XML_TEXT, .raw = str_sub(x->text, x->at, end) };
    x->at = end;
}

/* A '<' stands at x->at. True: x->token is an event. */
static bool
take_markup(struct xml *x)
{
    char c = x->at + 1 < x->text.len ? x->text.ptr[x->at + 1] : '\0';

    if (is_name_start(c)) {
        take_open(x);
        return push_element(x);
    }
    if (c == '/' && x->at + 2 < x->text.len && is_name_start(x->text.ptr[x->at + 2])) {
        take_close(x);
    } else if (c == '?') {
        skip_instruction(x);
    } else if (text_has(x, "<!--")) {
        skip_comment(x);
    } else if (text_has(x, "<![CDATA[")) {
        take_cdata(x);
        return true;
    } else if (!x->has_doctype && text_has(x, "<!DOCTYPE")) {
        x->has_doctype = true;
        skip_doctype(x);
    } else if (c == '!') {
        x->mended |= XML_MEND_SECTION;
        skip_to_bracket(x);
    } else {
        x->mended |= XML_MEND_LT;
        take_text(x, x->at + 1);
        return true;
    }
    return false;
}

void
xml_init(struct xml *x, struct arena *a, str text)
{
    *x = (struct xml){ .arena = a, .text = text };
}

bool
xml_next(struct xml *x)
{
    for (;;) {
        if (x->wants_close) {
            pop_element(x);
            return true;
        }
        if (x->at >= x->text.len)
            break;
        if (x->text.ptr[x->at] != '<') {
            take_text(x, x->at);
            return true;
        }
        if (take_markup(x))
            return true;
    }
    if (x->depth == 0)
        return false;
    x->mended |= XML_MEND_CUT;
    x->close_to = 0;
    pop_element(x);
    return true;
}
