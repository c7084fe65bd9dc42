#include "words.h"

#include "db.h"
#include "tokenizer.h"

#include <courant/text.h>

#define PREFIX_LEAST 2 /* letters: with one, half the index begins */
#define BRIEF_MOST   3 /* letters that still begin a good part of it */
#define WHOLE_LEAST  5 /* where there is no stemmer: a word this long is a beginning */
#define TRIM_LEAST   5 /* letters that must be left of a word cut short */
#define TRIM_MOST    3

struct shape {
    size_t runes;
    bool has_stemmer;
    bool is_pairs; /* Han, Kana, Hangul, Thai: the index has pairs of signs */
    bool is_cyrillic;
};

static struct shape
shape_of(str word)
{
    struct shape shape = { .is_pairs = true, .is_cyrillic = true };
    bool is_latin = true, is_russian = true;

    for (; word.len > 0; shape.runes++) {
        uint32_t rune = rune_take(&word);
        enum text_script script = text_script_of(rune);

        is_latin = is_latin && rune >= 'a' && rune <= 'z';
        is_russian = is_russian && rune >= 0x430 && rune <= 0x44F;
        shape.is_cyrillic = shape.is_cyrillic && script == TEXT_SCRIPT_CYRILLIC;
        shape.is_pairs =
            shape.is_pairs && (script == TEXT_SCRIPT_HAN || script == TEXT_SCRIPT_KANA ||
                               script == TEXT_SCRIPT_HANGUL || script == TEXT_SCRIPT_THAI);
    }
    shape.has_stemmer = is_latin || is_russian;
    return shape;
}

bool
words_is_brief(str word)
{
    size_t runes = 0;

    for (; word.len > 0 && runes <= BRIEF_MOST; runes++)
        rune_take(&word);
    return runes <= BRIEF_MOST;
}

static void
add_quoted(struct buf *b, str words)
{
    buf_add_char(b, '"');
    for (size_t i = 0; i < words.len; i++) {
        if (words.ptr[i] == '"')
            buf_add_char(b, '"');
        if (words.ptr[i] != '\0' && words.ptr[i] != TOKEN_VERBATIM)
            buf_add_char(b, words.ptr[i]);
    }
    buf_add_char(b, '"');
}

/*
 * "governme" begins no stem, for that of government is "govern": so that hits do not come, go and come again
 * while a word is typed, what is left of it without its last letters counts too.
 */
static void
add_trimmed(struct buf *b, str word)
{
    struct shape shape = shape_of(word);

    for (size_t i = 1; i <= TRIM_MOST && shape.has_stemmer && shape.runes >= TRIM_LEAST + i; i++) {
        word = utf8_front(word, word.len - 1);
        buf_add(b, STR(" OR "));
        add_quoted(b, word);
    }
}

static void
add_word(struct buf *b, str word, enum words_mode mode)
{
    struct shape shape = shape_of(word);
    bool is_typed = mode == WORDS_PREFIX && shape.runes >= PREFIX_LEAST;
    /* Of Han and its kin the index has pairs: one sign alone is the beginning of some. */
    bool is_beginning = (shape.is_pairs && shape.runes == 1) ||
                        (!shape.has_stemmer && shape.is_cyrillic && shape.runes >= WHOLE_LEAST);

    buf_add_char(b, '(');
    add_quoted(b, word);
    if (is_typed || is_beginning) {
        buf_add(b, STR(" OR "));
        add_quoted(b, word);
        buf_add(b, STR(" *"));
    }
    if (is_typed)
        add_trimmed(b, word);
    buf_add_char(b, ')');
}

str
words_match(struct arena *a, const char *column, str text, enum words_mode mode)
{
    struct buf b = { .arena = a };
    struct text_word *words;
    size_t count = text_words(a, text, &words);

    if (count == 0)
        return STR("");
    if (column)
        buf_printf(&b, "%s : ", column);
    if (count == 1) {
        add_word(&b, utf8_front(words[0].word, TOKEN_MOST), mode);
    } else { /* "e-mail", a phrase, a run of Han: one after the other */
        buf_add_char(&b, '(');
        add_quoted(&b, text);
        buf_add_char(&b, ')');
    }
    return buf_str(&b);
}
