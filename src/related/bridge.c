#include "bridge.h"

#include <courant/text.h>

#include <pthread.h>
#include <string.h>

#define LANGUAGES_MOST 32
#define LINE_MASK      0x7FFFFFFFU
#define ROOM           (UINT32_C(1) << 16) /* slots of the table: well above twice the words */
#define WORDS_MOST     (ROOM / 2)
#define ARTICLE_LEAVES 3 /* bytes: two letters at least stay behind an article */

/* Languages without a column, and the one that shares many of their words. */
static const struct {
    const char *code, *relation;
} relations[] = {
    { "pt", "es" }, { "gl", "es" }, { "ca", "es" }, { "be", "ru" }, { "bg", "ru" }, { "sr", "ru" },
    { "mk", "ru" }, { "ky", "kk" }, { "tt", "kk" }, { "ba", "kk" }, { "az", "tr" }, { "sk", "pl" },
};

static const char *const articles[] = { "وال", "بال", "كال", "فال", "ال", "لل" };

/* A word with its language is known by 32 bits of its hash: a false meeting is as rare as in the vectors. */
static struct slot {
    uint32_t hash; /* 0: an empty slot */
    uint32_t line : 31;
    uint32_t is_place : 1;
} slots[ROOM];
static size_t slot_count;
static str languages[LANGUAGES_MOST];
static size_t language_count;
static pthread_once_t once = PTHREAD_ONCE_INIT;

str
bridge_beginning(str folded_word)
{
    str rest = folded_word;

    for (int i = 0; i < BRIDGE_BEGINNING && rest.len > 0; i++)
        rune_take(&rest);
    return str_sub(folded_word, 0, folded_word.len - rest.len);
}

static size_t
find_column(str language)
{
    for (size_t i = 0; i < language_count; i++)
        if (str_eq(languages[i], language))
            return i;
    return STR_NONE;
}

/* The language's own column, else a near relation's. */
static size_t
find_language(str language)
{
    size_t at = find_column(language);

    for (size_t i = 0; at == STR_NONE && i < ARRAY_LEN(relations); i++)
        if (str_eq(language, str_of(relations[i].code)))
            at = find_column(str_of(relations[i].relation));
    return at;
}

/* Arabic writes its article, and what goes before it, in one word with the noun. */
static str
without_article(str word)
{
    for (size_t i = 0; i < ARRAY_LEN(articles); i++)
        if (str_starts(word, str_of(articles[i])))
            return word.len > strlen(articles[i]) + ARTICLE_LEAVES
                       ? str_from(word, strlen(articles[i]))
                       : word;
    return word;
}

static uint32_t
word_hash(size_t language, str folded_word)
{
    str beginning = bridge_beginning(without_article(folded_word));
    uint64_t hash = (str_hash(beginning) + language) * UINT64_C(0x9E3779B97F4A7C15);

    return (uint32_t)(hash >> 32) | 1;
}

/* The slot of the word, or the empty one where it would stand. */
static uint32_t
find_slot(uint32_t hash)
{
    uint32_t at = (hash >> 1) % ROOM;

    while (slots[at].hash != 0 && slots[at].hash != hash)
        at = (at + 1) % ROOM;
    return at;
}

/* The first line that has a word keeps it. */
static void
add_word(size_t language, str folded_word, uint32_t line, bool is_place)
{
    uint32_t hash = word_hash(language, folded_word);
    uint32_t at = find_slot(hash);

    if (slots[at].hash != 0 || slot_count >= WORDS_MOST)
        return;
    slots[at].hash = hash;
    slots[at].line = line & LINE_MASK;
    slots[at].is_place = is_place;
    slot_count++;
}

static void
add_words(struct arena *a, size_t language, str field, uint32_t line, bool is_place)
{
    str word;

    while (str_take_field(&field, ' ', &word))
        if (word.len > 0)
            add_word(language, text_fold(a, word), line, is_place);
}

static void
read_list(void)
{
    struct arena a = { 0 };
    str rest = embed_get("bridge.tsv"), row, field;

    if (str_take_line(&rest, &row))
        while (language_count < LANGUAGES_MOST && str_take_field(&row, '\t', &field))
            languages[language_count++] = field;
    for (uint32_t line = 1; str_take_line(&rest, &row); line++) {
        bool is_place = str_starts(row, STR("@"));

        row = str_from(row, is_place ? 1 : 0);
        for (size_t i = 0; i < language_count && str_take_field(&row, '\t', &field); i++)
            add_words(&a, i, field, line, is_place);
    }
    arena_free(&a);
}

uint32_t
bridge_line(str language, str folded_word, bool *is_place)
{
    pthread_once(&once, read_list);
    size_t at = find_language(language);

    if (at == STR_NONE)
        return 0;
    const struct slot *slot = &slots[find_slot(word_hash(at, folded_word))];

    *is_place = slot->is_place;
    return slot->line;
}
