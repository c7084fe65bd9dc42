#include "words.h"

#include "db.h"
#include "tokenizer.h"

#include <courant/text.h>

#include <libstemmer.h>

#define STEM_LEAST   4 /* letters: a shorter beginning finds half the dictionary */
#define PREFIX_LEAST 3
#define BARE_LEAST   5 /* without a stemmer: a word this long is a beginning */

struct shape {
    size_t runes;
    bool is_ascii, is_cyrillic, is_russian, is_pairs; /* pairs: Han, Kana, Hangul, Thai */
};

static struct shape
shape_of(str word)
{
    struct shape shape = {
        .is_ascii = true, .is_cyrillic = true, .is_russian = true, .is_pairs = true
    };

    for (str rest = word; rest.len > 0; shape.runes++) {
        uint32_t rune = rune_take(&rest);
        enum text_script script = text_script_of(rune);

        shape.is_ascii = shape.is_ascii && rune >= 'a' && rune <= 'z';
        shape.is_cyrillic = shape.is_cyrillic && script == TEXT_SCRIPT_CYRILLIC;
        shape.is_russian = shape.is_russian && rune >= 0x430 && rune <= 0x44F;
        shape.is_pairs =
            shape.is_pairs && (script == TEXT_SCRIPT_HAN || script == TEXT_SCRIPT_KANA ||
                               script == TEXT_SCRIPT_HANGUL || script == TEXT_SCRIPT_THAI);
    }
    return shape;
}

/* The part of word that its stem leaves standing: "ministr" of "ministry", whose stem is "ministri". */
static str
stem_of(str word, const char *language)
{
    struct sb_stemmer *stemmer = sb_stemmer_new(language, NULL);
    size_t same = 0;

    if (!stemmer)
        return word;
    const sb_symbol *stem =
        sb_stemmer_stem(stemmer, (const sb_symbol *)word.ptr, (int)MIN(word.len, TOKEN_MOST));
    size_t len = stem ? (size_t)sb_stemmer_length(stemmer) : 0;

    while (same < MIN(len, word.len) && (char)stem[same] == word.ptr[same])
        same++;
    sb_stemmer_delete(stemmer);
    return cut_at(word, same);
}

static size_t
count_runes(str s)
{
    size_t count = 0;

    for (; s.len > 0; count++)
        rune_take(&s);
    return count;
}

/* What other forms of the word begin with; empty: nothing safe. */
static str
form_of(str word, const struct shape *shape)
{
    str stem = STR("");

    if (shape->is_ascii)
        stem = stem_of(word, "english");
    else if (shape->is_russian)
        stem = stem_of(word, "russian");
    else if (shape->is_cyrillic && shape->runes >= BARE_LEAST)
        return word;
    /* "polic" of "police" would find policy. */
    if (shape->is_ascii && stem.len + 1 == word.len && word.ptr[stem.len] == 'e')
        return word;
    return stem;
}

static void
add_quoted(struct buf *b, str words)
{
    buf_add_char(b, '"');
    for (size_t i = 0; i < words.len; i++) {
        if (words.ptr[i] == '"')
            buf_add_char(b, '"');
        if (words.ptr[i] != '\0')
            buf_add_char(b, words.ptr[i]);
    }
    buf_add_char(b, '"');
}

static void
add_word(struct buf *b, str word, enum words_mode mode)
{
    struct shape shape = shape_of(word);
    str form = mode == WORDS_EXACT || shape.is_pairs ? STR("") : form_of(word, &shape);
    bool is_prefix = mode == WORDS_PREFIX && shape.runes >= (shape.is_pairs ? 1 : PREFIX_LEAST);

    buf_add_char(b, '(');
    add_quoted(b, word);
    /* Of Han and its kin the index has pairs: one sign alone is the beginning of some. */
    if (is_prefix || (shape.is_pairs && shape.runes == 1))
        buf_add(b, STR(" *"));
    if (form.len && (!is_prefix || form.len < word.len)) {
        buf_add(b, STR(" OR "));
        add_quoted(b, form);
        if (count_runes(form) >= STEM_LEAST)
            buf_add(b, STR(" *"));
    }
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
        add_word(&b, cut_at(words[0].word, TOKEN_MOST), mode);
    } else { /* "e-mail", or a run of Han: one after the other */
        buf_add_char(&b, '(');
        add_quoted(&b, text);
        if (mode == WORDS_PREFIX && shape_of(words[count - 1].word).runes >= PREFIX_LEAST)
            buf_add(&b, STR(" *"));
        buf_add_char(&b, ')');
    }
    return buf_str(&b);
}
