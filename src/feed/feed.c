/*
 * What came, opened, decoded and handed to the reader of its format.
 *
 * Text that is UTF-8 already, as nearly all is, is read where it stands, and a field that needs nothing done to it
 * is a slice of it. So beside the bytes that came a feed costs only what had to be decoded or mended.
 */
#include "gzip.h"
#include "parse.h"
#include "xml.h"

#include <courant/feed.h>
#include <courant/html.h>
#include <courant/text.h>

#include <string.h>

#define FEED_MOST_BYTES ((size_t)16 << 20)
#define ADVERTISED_MOST 5
#define BEGINNING_LEN   40

static const char *const format_names[] = {
    [FEED_UNKNOWN] = "unknown",    [FEED_RSS_09X] = "rss-0.9x", [FEED_RSS_10] = "rss-1.0",
    [FEED_RSS_20] = "rss-2.0",     [FEED_ATOM_03] = "atom-0.3", [FEED_ATOM_10] = "atom-1.0",
    [FEED_JSON] = "json-feed-1.1", [FEED_CDF] = "cdf",
};

/* What was mended, in words. */
static const struct {
    unsigned bit;
    const char *words;
} mends[] = {
    { PARSE_MEND_GZIP, "was gzip, unannounced" },
    { PARSE_MEND_CHARSET, "the encoding was guessed" },
    { PARSE_MEND_BYTES, "bytes without meaning in its encoding" },
    { PARSE_MEND_JUNK, "text before the feed" },
    { PARSE_MEND_DOUBLE, "text that was encoded twice" },
    { PARSE_MEND_JSON, "JSON with faults" },
    { PARSE_MEND_AMP, "bare &" },
    { XML_MEND_LT, "bare <" },
    { PARSE_MEND_ENTITY, "unknown entities" },
    { XML_MEND_TAGS, "tags crossed or not closed" },
    { XML_MEND_CUT, "ends in the midst" },
    { XML_MEND_ATTRS, "attributes without quotes or value" },
    { XML_MEND_PREFIX, "undeclared prefixes" },
    { XML_MEND_SECTION, "a comment or CDATA section without end" },
    { XML_MEND_DEPTH, "nested too deeply" },
    { PARSE_MEND_LONG, "text too long, cut" },
    { PARSE_MEND_ITEMS, "too many items, the rest left out" },
};

const char *
feed_format_name(enum feed_format format)
{
    return format_names[format];
}

static str
note_of(struct arena *a, unsigned mended)
{
    struct buf out = { .arena = a };

    for (size_t i = 0; i < ARRAY_LEN(mends); i++)
        if (mended & mends[i].bit)
            buf_printf(&out, "%s%s", out.len > 0 ? "; " : "", mends[i].words);
    return out.len > 0 ? buf_str(&out) : (str){ 0 };
}

/* ---- pages ---- */

static bool
is_feed_type(str type)
{
    static const char *const types[] = { "application/rss+xml", "application/atom+xml",
                                         "application/feed+json", "application/rdf+xml" };

    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (str_eq_nocase(str_trim(type), str_of(types[i])))
            return true;
    return false;
}

/* The feeds that a page names in its head, for the words of the error. */
static str
find_advertised(struct parse *p)
{
    struct arena *a = p->values.arena;
    struct buf out = { .arena = a };
    struct xml *x = ARENA_NEW(a, struct xml);
    int count = 0;

    xml_init(x, a, p->text);
    while (count < ADVERTISED_MOST && xml_next(x)) {
        if (x->token.kind != XML_OPEN || !str_eq_nocase(x->token.local, STR("link")))
            continue;
        const struct xml_attr *type = xml_attr_find(x, "type"), *href = xml_attr_find(x, "href");
        str url;

        if (!type || !href || !is_feed_type(type->raw_value))
            continue;
        url = value_link(&p->values, html_unescape(a, href->raw_value), p->url);
        if (url.len == 0)
            continue;
        buf_printf(&out, "%s%.*s", out.len > 0 ? " " : "", STR_ARG(url));
        count++;
    }
    return buf_str(&out);
}

static bool
refuse(struct parse *p, struct err *err)
{
    str text = str_trim(p->text);

    if (text.len == 0)
        return err_set(err, ERR_INVALID, "nothing in it");
    if (p->is_html) {
        str urls = find_advertised(p);

        return urls.len > 0 ? err_set(err, ERR_INVALID, "a web page, not a feed; it names %.*s",
                                      STR_ARG(urls))
                            : err_set(err, ERR_INVALID, "a web page, not a feed");
    }
    return err_set(err, ERR_INVALID, "no feed; it begins \"%.*s\"",
                   STR_ARG(str_sub(text, 0, BEGINNING_LEN)));
}

/* ---- what came ---- */

static str
without_mark(str text)
{
    return str_starts(text, STR("\xef\xbb\xbf")) ? str_from(text, 3) : text;
}

static bool
is_json(str text)
{
    text = str_trim(text);
    return text.len > 0 && text.ptr[0] == '{';
}

/* Nothing in it that could mean another encoding: no NUL, no escape (ISO 2022). What was declared has no say then. */
static bool
is_utf8(str raw)
{
    return utf8_is_valid(raw) && str_find_char(raw, '\0') == STR_NONE &&
           str_find_char(raw, '\x1b') == STR_NONE;
}

/* Text that is UTF-8 as it came is read where it stands. */
static void
decode(struct parse *p, str raw, str http_charset)
{
    struct text_decoded decoded;

    p->is_clean = text_is_clean(raw);
    if (p->is_clean || is_utf8(raw)) {
        p->text = without_mark(raw);
        return;
    }
    text_decode(p->values.arena, raw, TEXT_XML, http_charset, &decoded);
    p->text = decoded.text;
    p->owns_text = true;
    p->is_clean = text_is_clean(p->text);
    if (decoded.has_bad_bytes)
        p->mended |= PARSE_MEND_BYTES;
    if (decoded.is_guessed)
        p->mended |= PARSE_MEND_CHARSET;
}

static void
look_before(struct parse *p)
{
    str text = str_trim(p->text);

    if (text.len > 0 && text.ptr[0] != '<')
        p->mended |= PARSE_MEND_JUNK;
}

static bool
read_text(struct parse *p, struct feed *out)
{
    if (is_json(p->text))
        return json_feed_read(p, out);
    look_before(p);
    return xml_feed_read(p, out);
}

static void
say_too_large(size_t most, struct err *err)
{
    bool is_mb = most >= (size_t)1 << 20;

    err_set(err, ERR_LIMIT, "larger than %zu %s", is_mb ? most >> 20 : most,
            is_mb ? "MB" : "bytes");
}

bool
feed_parse(struct arena *a, const struct feed_input *input, struct feed *out, struct err *err)
{
    struct parse p = { .values = { .arena = a }, .url = input->url };
    struct feed feed = { 0 };
    str raw = input->raw;
    size_t most = input->most_bytes > 0 ? input->most_bytes : FEED_MOST_BYTES;
    bool ok = false;

    if (raw.len > most) {
        say_too_large(most, err);
        goto done;
    }
    if (gzip_is(raw)) {
        if (!gzip_open(a, raw, most, &raw, err))
            goto done;
        p.mended |= PARSE_MEND_GZIP;
        p.owns_text = true;
    }
    decode(&p, raw, input->http_charset);
    p.values.document = p.text;
    if (!read_text(&p, &feed)) {
        refuse(&p, err);
        goto done;
    }
    if (p.values.has_double)
        p.mended |= PARSE_MEND_DOUBLE;
    if (p.values.has_long)
        p.mended |= PARSE_MEND_LONG;
    feed.note = note_of(a, p.mended);
    *out = feed;
    ok = true;
done:
    arena_free(&p.values.scratch);
    return ok;
}
