#include "index.h"
#include "query.h"
#include "tokenizer.h"

#include <courant/text.h>

#define BEFORE_RUNES 24 /* in front of the first hit */
#define BREAK_RUNES  12 /* within so many a word is not cut */
#define HITS_MOST    64 /* marked in one snippet */
#define NEEDLES_MOST 32

struct needle { /* words one after another */
    str *stems;
    str last; /* as it was typed */
    size_t count;
    bool is_beginning;
};

struct finder {
    struct tokenizer *tokenizer;
    struct arena *a;
    struct needle needles[NEEDLES_MOST];
    size_t count;
};

static void
add_needle(struct finder *f, const struct query_needle *from)
{
    struct needle *n = &f->needles[f->count];
    struct text_word *words;
    size_t count = text_words(f->a, from->text, &words);

    if (count == 0 || f->count == NEEDLES_MOST)
        return;
    n->stems = ARENA_ARRAY(f->a, str, count);
    n->count = count;
    n->is_beginning = from->is_beginning;
    for (size_t i = 0; i < count; i++)
        n->stems[i] =
            arena_str(f->a, tokenizer_stem(f->tokenizer, utf8_front(words[i].word, TOKEN_MOST)));
    n->last = words[count - 1].word;
    f->count++;
}

static bool
is_word(const struct finder *f, const struct needle *n, size_t i, str word)
{
    bool is_last = i + 1 == n->count;
    str stem = tokenizer_stem(f->tokenizer, utf8_front(word, TOKEN_MOST));

    return str_eq(stem, n->stems[i]) || (is_last && n->is_beginning && str_starts(word, n->last));
}

/* How many words from here on are a needle; 0: none. */
static size_t
match_at(const struct finder *f, const struct text_word *words, size_t left)
{
    for (size_t k = 0; k < f->count; k++) {
        const struct needle *n = &f->needles[k];
        size_t i = 0;

        while (i < n->count && i < left && is_word(f, n, i, words[i].word))
            i++;
        if (i == n->count)
            return n->count;
    }
    return 0;
}

static bool
is_rune_start(str s, size_t at)
{
    return at >= s.len || ((unsigned char)s.ptr[at] & 0xC0) != 0x80;
}

/* So many characters on from at, or back; at most to the end. */
static size_t
step(str s, size_t at, size_t runes, bool is_back)
{
    for (; runes > 0 && (is_back ? at > 0 : at < s.len); runes--)
        do
            at += is_back ? (size_t)-1 : 1;
        while (!is_rune_start(s, at));
    return at;
}

/* The beginning of a word, where one is near. */
static size_t
next_word(str s, size_t at)
{
    size_t blank = str_find_char(str_sub(s, at, step(s, at, BREAK_RUNES, false)), ' ');

    return at == 0 || blank == STR_NONE ? at : at + blank + 1;
}

/* The end of a word, where one is near before at. */
static size_t
last_word(str s, size_t at)
{
    size_t from = step(s, at, BREAK_RUNES, true);
    size_t blank = str_find_last(str_sub(s, from, at), ' ');

    return at == s.len || blank == STR_NONE ? at : from + blank;
}

/* The first hit and what is around it, with all hits therein. */
static void
cut_out(struct finder *f, str text, const struct text_word *words, size_t count, size_t first,
        size_t most_runes, struct store_snippet *out)
{
    VEC(struct store_snippet_hit) hits = { 0 };
    struct buf b = { .arena = f->a };
    size_t begin =
        next_word(text, step(text, words[first].at, MIN(most_runes / 4, BEFORE_RUNES), true));

    begin = MIN(begin, words[first].at);
    size_t end = last_word(text, step(text, begin, most_runes, false)), at = begin;

    if (begin > 0)
        buf_add(&b, STR("… "));
    for (size_t i = first; i < count && words[i].at < end && hits.count < HITS_MOST; i++) {
        size_t len = words[i].at >= at ? match_at(f, &words[i], count - i) : 0;

        if (len == 0)
            continue;
        const struct text_word *last = &words[i + len - 1];
        size_t to = MIN(last->at + last->len, end);

        buf_add(&b, str_sub(text, at, words[i].at));
        *VEC_PUSH(f->a, &hits) = (struct store_snippet_hit){ b.len, to - words[i].at };
        buf_add(&b, str_sub(text, words[i].at, to));
        at = to;
    }
    buf_add(&b, str_sub(text, at, end));
    if (end < text.len)
        buf_add(&b, STR(" …"));
    *out = (struct store_snippet){ buf_str(&b), hits.items, hits.count };
}

bool
store_snippet(struct store *st, struct arena *a, const struct store_query *query, int64_t story_id,
              size_t most_runes, struct store_snippet *out, struct err *err)
{
    struct arena scratch = { 0 };
    struct finder f = { .tokenizer = st->tokenizer, .a = &scratch };
    struct store_snippet found = { 0 };
    struct text_word *words;
    str text;

    for (size_t i = 0; i < query->needle_count && f.count < NEEDLES_MOST; i++)
        add_needle(&f, &query->needles[i]);
    if (!index_text(st, &scratch, story_id, &text, err)) {
        arena_free(&scratch);
        return false;
    }
    text = text_clean(&scratch, text);
    size_t count = f.count ? text_words(&scratch, text, &words) : 0, i = 0;

    while (i < count && match_at(&f, &words[i], count - i) == 0)
        i++;
    if (i < count)
        cut_out(&f, text, words, count, i, most_runes, &found);
    out->text = arena_str(a, found.text);
    out->hit_count = found.hit_count;
    struct store_snippet_hit *hits = ARENA_ARRAY(a, struct store_snippet_hit, found.hit_count);

    for (size_t k = 0; k < found.hit_count; k++)
        hits[k] = found.hits[k];
    out->hits = hits;
    arena_free(&scratch);
    return true;
}
