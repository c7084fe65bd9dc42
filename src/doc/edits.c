/* An edited text as one that shows what was edited: the words of both, in paragraphs, without other markup. */
#include <courant/doc.h>
#include <courant/html.h>
#include <courant/text.h>

/* What ends a paragraph, behind its "<". */
static const char *const ends[] = { "/p",  "/li", "/h1", "/h2",         "/h3", "/h4",
                                    "/h5", "/h6", "/tr", "/blockquote", "br",  "/div" };

static bool
is_end(str tag)
{
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        str end = str_of(ends[i]);

        if (str_starts_nocase(tag, end) && (tag.len == end.len || !char_is_alnum(tag.ptr[end.len])))
            return true;
    }
    return false;
}

/* A line a paragraph. */
static str
lines_of(struct arena *a, str html)
{
    struct buf b = { .arena = a };
    size_t from = 0;

    for (size_t i = 0; i <= html.len; i++) {
        bool is_edge = i == html.len || (html.ptr[i] == '<' && is_end(str_from(html, i + 1)));
        str line = is_edge ? text_clean(a, html_strip(a, str_sub(html, from, i))) : STR("");

        if (line.len) {
            buf_add(&b, line);
            buf_add_char(&b, '\n');
        }
        if (is_edge)
            from = i;
    }
    return buf_str(&b);
}

/* A mark must not reach over the edge of a paragraph. */
static void
add_marked(struct arena *a, struct buf *b, str text, const char *tag)
{
    str line;

    for (bool is_first = true; str_take_field(&text, '\n', &line); is_first = false) {
        if (!is_first)
            buf_add(b, STR("</p><p>"));
        if (str_trim(line).len == 0)
            continue;
        if (tag) /* signs too: not every terminal strikes out, and none when it is copied */
            buf_printf(b, "<%s>[%c%.*s]</%s> ", tag, tag[0] == 'd' ? '-' : '+',
                       STR_ARG(html_escape(a, line)), tag);
        else
            buf_printf(b, "%.*s ", STR_ARG(html_escape(a, line)));
    }
}

str
doc_edits_html(struct arena *a, str was_html, str now_html)
{
    static const char *const tags[] = { [TEXT_GONE] = "del", [TEXT_CAME] = "ins" };
    struct buf b = { .arena = a };
    struct text_change *changes;
    size_t count = text_diff(a, lines_of(a, was_html), lines_of(a, now_html), &changes);

    buf_add(&b, STR("<p>"));
    for (size_t i = 0; i < count; i++)
        add_marked(a, &b, changes[i].text, tags[changes[i].kind]);
    buf_add(&b, STR("</p>"));
    return buf_str(&b);
}
