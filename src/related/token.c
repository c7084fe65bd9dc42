#include "token.h"

#include "bridge.h"
#include "key.h"

#include <courant/text.h>

#include <string.h>

#define TEXT_BYTES        4096   /* enough for 60 words of any script */
#define BRIDGE_TEXT_WORDS 25     /* of the text, besides the title, that look for other languages */
#define PAIRED_FIRST      0x2E80 /* from here on scripts run on: two signs are a word like others */
#define TITLE_NAMES       0.6    /* of the longer words of a headline, so many may be capitalised */
#define TEXT_NAMES        0.4
#define NAME_LONG         4 /* bytes: shorter words stay small in English headlines too */
#define NAME_LEAST        3 /* bytes of what may be a paper's name behind a headline */

/* The token of the term, a new one where there was none. There is room for every word. */
static struct token *
find_token(struct token *tokens, size_t *count, uint32_t term)
{
    for (size_t i = 0; i < *count; i++)
        if (tokens[i].term == term)
            return &tokens[i];
    tokens[*count] = (struct token){ .term = term };
    return &tokens[(*count)++];
}

static void
count_in(struct token *token, bool is_title)
{
    if (is_title)
        token->in_title++;
    else
        token->in_text++;
}

/* The word as stories of other languages would have it: its line in the list, its digits, or its consonants. */
static bool
bridge_term(str language, const struct text_word *word, uint32_t *out)
{
    char name[16 + KEY_MOST];
    bool is_place = false;
    uint32_t line = bridge_line(language, word->word, &is_place);
    size_t len = 0;

    if (word->is_number) {
        *out = term_of(TERM_NUMBER, word->word);
        return true;
    }
    if (line > 0) {
        *out =
            term_of(is_place ? TERM_PLACE : TERM_LIST, (str){ (const char *)&line, sizeof(line) });
        return true;
    }
    len = key_of(word->word, name);
    *out = term_of(TERM_KEY, (str){ name, len });
    return len > 0;
}

static void
add_bridge(struct tokens *out, const struct text_word *word, bool is_first, bool is_title)
{
    uint32_t term = 0;

    if (!bridge_term(str_of(out->language), word, &term))
        return;
    struct token *token = find_token(out->bridge, &out->bridge_count, term);

    count_in(token, is_title);
    token->is_name |= word->is_capital && !is_first && term_kind_of(term) == TERM_KEY;
}

static uint8_t
count_letters(str beginning)
{
    uint8_t count = 0;

    while (beginning.len > 0) {
        if (rune_take(&beginning) >= PAIRED_FIRST)
            return 0;
        count++;
    }
    return count;
}

static void
add_word(struct tokens *out, const struct text_word *word, bool is_first, bool is_title,
         bool is_named)
{
    str beginning = bridge_beginning(word->word);
    uint32_t term = term_of(TERM_WORD, beginning);
    struct token *token = find_token(out->words, &out->word_count, term);

    token->letters = count_letters(beginning);
    count_in(token, is_title);
    token->is_name |= word->is_capital && !is_first;
    token->is_named |= is_named;
}

/* Does the word stand where a capital says nothing: at the beginning of a sentence or quotation? */
static bool
is_beginning(str s, const struct text_word *words, size_t i)
{
    size_t end = i > 0 ? words[i - 1].at + words[i - 1].len : 0;
    str gap = i > 0 ? str_sub(s, end, words[i].at) : STR("");

    for (size_t k = 0; k < gap.len; k++)
        if (strchr(".!?:\"", gap.ptr[k]))
            return true;
    return i == 0 || str_find(gap, STR("\u201C")) != STR_NONE ||
           str_find(gap, STR("\u00AB")) != STR_NONE || str_find(gap, STR("\u2026")) != STR_NONE;
}

/*
 * Marks the names among the first words. Where so many words are capitalised as in English headlines, or as all
 * nouns are in German, capitals tell nothing.
 */
static void
find_names(str s, const struct text_word *words, size_t count, double most, bool *out)
{
    size_t capital = 0, all = 0;

    for (size_t i = 1; i < count; i++) {
        bool is_long = words[i].word.len >= NAME_LONG;

        capital += is_long && words[i].is_capital;
        all += is_long;
    }
    for (size_t i = 0; i < count; i++)
        out[i] = (double)capital <= most * (double)all && words[i].is_capital &&
                 words[i].word.len >= NAME_LEAST && !is_beginning(s, words, i);
}

/* title's words, then text's, in one array. */
static struct text_word *
split_both(struct arena *a, str title, str text, size_t *title_count, size_t *count, bool **names)
{
    struct text_word *head, *body;

    *title_count = MIN(text_words(a, utf8_front(title, TEXT_BYTES), &head), (size_t)TOKEN_WORDS);
    *count =
        *title_count + MIN(text_words(a, utf8_front(text, TEXT_BYTES), &body), (size_t)TOKEN_WORDS);
    struct text_word *all = ARENA_ARRAY(a, struct text_word, *count + 1);

    if (*title_count > 0)
        memcpy(all, head, *title_count * sizeof(*all));
    if (*count > *title_count)
        memcpy(all + *title_count, body, (*count - *title_count) * sizeof(*all));
    *names = ARENA_ARRAY(a, bool, *count + 1);
    find_names(title, head, *title_count, TITLE_NAMES, *names);
    find_names(text, body, *count - *title_count, TEXT_NAMES, *names + *title_count);
    return all;
}

void
tokens_of(struct arena *a, str title, str text, str declared_language, struct tokens *out)
{
    size_t title_count, count;
    bool *names;
    struct text_word *words = split_both(a, title, text, &title_count, &count, &names);

    memset(out, 0, sizeof(*out));
    out->words = ARENA_ARRAY(a, struct token, count + 1);
    out->bridge = ARENA_ARRAY(a, struct token, count + 1);
    language_of(declared_language, words, count, out->language);
    for (size_t i = 0; i < count; i++) {
        bool is_title = i < title_count;

        add_word(out, &words[i], i == 0 || i == title_count, is_title,
                 names[i] && i < title_count + BRIDGE_TEXT_WORDS);
        if (i < title_count + BRIDGE_TEXT_WORDS)
            add_bridge(out, &words[i], i == 0 || i == title_count, is_title);
    }
}

/* Papers put their name behind a bar or a dash with blanks around it. */
static size_t
find_tail(str title, size_t *tail_at)
{
    static const char *const bars[] = { " - ", " | ", " – ", " — ", " :: ", " • " };
    size_t best = STR_NONE;

    for (size_t k = 0; k < ARRAY_LEN(bars); k++) {
        str bar = str_of(bars[k]);

        for (size_t at = title.len; at-- > bar.len;)
            if (str_starts(str_from(title, at), bar)) {
                if (best == STR_NONE || at > best) {
                    best = at;
                    *tail_at = at + bar.len;
                }
                break;
            }
    }
    return best;
}

str
token_bare_title(struct arena *a, str title, str source_name)
{
    size_t tail_at = 0, bar_at = find_tail(title, &tail_at);

    if (bar_at == STR_NONE || source_name.len == 0)
        return title;
    str tail = text_fold(a, str_from(title, tail_at)), name = text_fold(a, source_name);

    bool is_name = tail.len >= NAME_LEAST && (str_starts(name, tail) || str_starts(tail, name));

    return is_name ? str_sub(title, 0, bar_at) : title;
}
