#include "complete.h"

#include "tokenizer.h"

#define RUN_MOST 12 /* occurrences passed over one by one before the next word is sought */
#define LAST     "\xF4\x8F\xBF\xBF" /* sorts after whatever else may follow a beginning */

struct found {
    struct arena *arena;
    size_t most;
    VEC(str) words;
};

static str
last_word(const struct found *f)
{
    return f->words.count ? f->words.items[f->words.count - 1] : STR("");
}

/*
 * From where the reading begins to its end, or to a word that occurs often; *out_again: that is so. One row is one occurrence:
 * most words occur once or twice, and going on costs a tenth of looking one up.
 */
static bool
read_words(struct store *st, str from, str to, struct found *f, bool *out_again, struct err *err)
{
    struct sql s = sql_use(st, SQL_VOCABULARY_FROM);
    int run = 0;
    bool ok, is_row;

    sql_text(&s, from);
    sql_text(&s, to);
    while ((ok = sql_row(&s, &is_row, err)) && is_row && run < RUN_MOST &&
           f->words.count <= f->most) {
        str word = sql_peek_str(&s);

        run = f->words.count && str_eq(word, last_word(f)) ? run + 1 : 0;
        if (run == 0)
            *VEC_PUSH(f->arena, &f->words) = arena_str(f->arena, word);
    }
    *out_again = ok && is_row;
    sql_done(&s);
    return ok;
}

/* The words that begin so, in order; more than the most: not all of them. */
static bool
find_words(struct store *st, str beginning, struct found *f, struct err *err)
{
    str from = beginning, to = arena_join(f->arena, beginning, STR(LAST));
    bool is_again = true;

    while (is_again && f->words.count <= f->most) {
        if (!read_words(st, from, to, f, &is_again, err))
            return false;
        from = arena_join(f->arena, last_word(f), STR("\x01"));
    }
    return true;
}

/* Letters and digits only: no quotation mark can be in a word of the index. */
static void
add_words(struct buf *b, const struct found *f)
{
    for (size_t i = 0; i < f->words.count; i++)
        buf_printf(b, "%s\"%c%.*s\"", i ? " OR " : "", TOKEN_VERBATIM, STR_ARG(f->words.items[i]));
}

/* A store that is open for reading alone may have no room for the view of its words: then the beginning stays. */
static bool
has_vocabulary(struct store *st)
{
    struct err ignored = { 0 };

    if (st->vocabulary == STORE_VOCABULARY_UNKNOWN) {
        struct sql s = sql_use(st, SQL_VOCABULARY_MAKE);

        st->vocabulary = sql_run(&s, &ignored) ? STORE_VOCABULARY_THERE : STORE_VOCABULARY_MISSING;
    }
    return st->vocabulary == STORE_VOCABULARY_THERE;
}

/* What stands in quotation marks at the front, without them, taken off. A mark within is two. */
static str
take_quoted(str *rest)
{
    size_t end = 1;

    while (end < rest->len &&
           (rest->ptr[end] != '"' || (end + 1 < rest->len && rest->ptr[end + 1] == '"')))
        end += rest->ptr[end] == '"' ? 2 : 1;
    end = MIN(end, rest->len);

    str quoted = str_sub(*rest, 1, end);

    *rest = str_from(*rest, end + 1);
    return quoted;
}

static size_t
most_words(struct store *st)
{
    struct err ignored = { 0 };
    int64_t last = 0;

    sql_value_of(st, SQL_STORY_LAST, &last, &ignored);
    return (size_t)MIN(MAX(last / COMPLETE_STORIES, COMPLETE_FEWEST), COMPLETE_MOST);
}

/* Whatever stands in the way of completing it, FTS5 can do without. */
static void
add_quoted(struct store *st, struct buf *b, str *rest)
{
    str before = *rest, quoted = take_quoted(rest);
    struct found found = { .arena = b->arena };
    struct err ignored = { 0 };

    if (!str_starts(*rest, STR(" *"))) {
        buf_add(b, str_sub(before, 0, before.len - rest->len));
        return;
    }
    *rest = str_from(*rest, 2);
    found.most = most_words(st);
    if (find_words(st, quoted, &found, &ignored) && found.words.count > 0 &&
        found.words.count <= found.most)
        add_words(b, &found);
    else
        buf_add(b, str_sub(before, 0, before.len - rest->len));
}

str
complete_match(struct store *st, struct arena *a, str match)
{
    struct buf b = { .arena = a };
    str rest = match;

    if (str_find(match, STR("\" *")) == STR_NONE || !has_vocabulary(st))
        return match;
    while (rest.len > 0) {
        size_t plain = MIN(str_find_char(rest, '"'), rest.len);

        buf_add(&b, str_sub(rest, 0, plain));
        rest = str_from(rest, plain);
        if (rest.len > 0)
            add_quoted(st, &b, &rest);
    }
    return buf_str(&b);
}
