/*
 * The urls file of newsboat: a source and its tags in a line, in tokens.
 *
 * Blanks part tokens. A '#' where a token would begin ends the line; inside one it is literal, so that fragments of
 * addresses survive. A token that begins with a double quote goes to the next one, or to the line's end; in it a
 * backslash makes n, r and t control characters, keeps a backtick and itself, and else is dropped.
 */
#include <courant/config.h>
#include <courant/text.h>

#define LINES_MOST 10000
#define TAGS_MOST  32
#define TOKEN_MOST ((size_t)4096) /* bytes; the rest is cut off */

struct list {
    struct arena *arena;
    VEC(struct config_newsboat_line) lines;
};

static void
add_escaped(struct buf *b, char c)
{
    static const struct {
        char letter, means;
    } rows[] = { { 'n', '\n' }, { 'r', '\r' }, { 't', '\t' } };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (rows[i].letter == c)
            c = rows[i].means;
    if (c == '`')
        buf_add_char(b, '\\');
    buf_add_char(b, c);
}

static void
take_quoted(str *rest, struct buf *b)
{
    size_t i = 1;

    for (; i < rest->len && rest->ptr[i] != '"'; i++) {
        if (rest->ptr[i] == '\\' && i + 1 < rest->len)
            add_escaped(b, rest->ptr[++i]);
        else
            buf_add_char(b, rest->ptr[i]);
    }
    *rest = str_from(*rest, MIN(i + 1, rest->len));
}

static bool
take_token(struct arena *a, str *rest, str *out)
{
    struct buf b = { .arena = a };
    size_t len = 0;

    while (rest->len > 0 && char_is_space(rest->ptr[0]))
        *rest = str_from(*rest, 1);
    if (rest->len == 0 || rest->ptr[0] == '#')
        return false;
    if (rest->ptr[0] == '"') {
        take_quoted(rest, &b);
    } else {
        while (len < rest->len && !char_is_space(rest->ptr[len]))
            len++;
        buf_add(&b, str_sub(*rest, 0, len));
        *rest = str_from(*rest, len);
    }
    *out = text_clean(a, str_sub(buf_str(&b), 0, TOKEN_MOST));
    return true;
}

/* The same source twice is one, with the tags of both. */
static struct config_newsboat_line *
get_line(struct list *l, str address, int number)
{
    for (size_t i = 0; i < l->lines.count; i++)
        if (str_eq(l->lines.items[i].address, address))
            return &l->lines.items[i];
    if (l->lines.count >= LINES_MOST)
        return NULL;
    struct config_newsboat_line *line = VEC_PUSH(l->arena, &l->lines);

    *line = (struct config_newsboat_line){ .address = address,
                                           .tags = ARENA_ARRAY(l->arena, str, TAGS_MOST),
                                           .line = number };
    return line;
}

static void
add_tag(struct config_newsboat_line *line, str tag)
{
    for (size_t i = 0; i < line->tag_count; i++)
        if (str_eq(line->tags[i], tag))
            return;
    if (tag.len > 0 && line->tag_count < TAGS_MOST)
        line->tags[line->tag_count++] = tag;
}

size_t
config_newsboat_read(struct arena *a, str raw, const struct config_newsboat_line **out)
{
    struct list l = { .arena = a };
    str raw_line, token;

    for (int number = 1; str_take_line(&raw, &raw_line); number++) {
        struct config_newsboat_line *line;

        if (!take_token(a, &raw_line, &token) || !(line = get_line(&l, token, number)))
            continue;
        while (take_token(a, &raw_line, &token))
            add_tag(line, token);
    }
    *out = l.lines.items;
    return l.lines.count;
}
