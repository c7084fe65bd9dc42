#include "probe.h"

#include <math.h>
#include <string.h>

/* Stories taken for granted: in a young store the words that two stories share would count for nothing. */
#define YOUNG 50.0

#define RARE           1.5 /* added to counts: what stands in one story only is no better than in two */
#define TITLE_TIMES    3.0  /* a word of the title counts so many of the text's */
#define NAME_FACTOR    1.5  /* capitalised, in the word vector */
#define KEY_FACTOR     1.3  /* the same, in the bridge vector */
#define NUMBERS_DIFFER 0.65 /* of likeness left when the headlines have different numbers */
#define PLACES_DIFFER  0.65 /* different countries */
#define NAMES_DIFFER   0.6  /* none of the names of either's head stands in the other */
#define SHARED_LEAST   3    /* terms that two stories with a text have in common at least */
#define TEXT_FACTOR    0.5  /* of a bridge term that the title has not */
#define BRIDGE_FACTOR  0.9  /* what the bridge says, beside what words say */

/*
 * Of the stories taken for granted, so many have a word of so many letters, names left out: in every language
 * that parts words by blanks the short ones are the common ones. It keeps "the" and "and" from being all that
 * two of ten stories have in common, and is forgotten as the store grows.
 */
static const double shares[] = { 0, 0.5, 0.5, 0.3, 0.12 }; /* [letters] */

static double
rarity(double df, int64_t documents)
{
    return log(((double)documents + YOUNG) / (df + RARE));
}

/* df, and what is taken for granted beside it. */
static double
expected_df(const struct token *t, uint32_t df)
{
    bool is_short = !t->is_name && t->letters < ARRAY_LEN(shares);

    return df + (is_short ? YOUNG * shares[t->letters] : 0);
}

/* The heaviest names of the head go behind the bridge's terms, to be told apart by: they are not part of the sum. */
static void
add_names(const struct tokens *tokens, const struct vector *word, struct vector *bridge)
{
    size_t before = bridge->count;

    for (size_t i = 0; i < word->count && bridge->count < before + VECTOR_NAMES; i++)
        for (size_t k = 0; k < tokens->word_count; k++)
            if (tokens->words[k].term == word->items[i].term && tokens->words[k].is_named)
                bridge->items[bridge->count++] =
                    (struct vector_entry){ term_as(TERM_NAME, word->items[i].term), 0 };
}

void
weigh(const struct tokens *tokens, const uint32_t *df, int64_t documents, struct vector *word,
      struct vector *bridge)
{
    word->count = bridge->count = 0;
    for (size_t i = 0; i < tokens->word_count && word->count < VECTOR_MOST; i++) {
        const struct token *t = &tokens->words[i];
        double tf = TITLE_TIMES * t->in_title + t->in_text;
        double weight =
            log(1 + tf) * rarity(expected_df(t, df[i]), documents) * (t->is_name ? NAME_FACTOR : 1);

        word->items[word->count++] = (struct vector_entry){ t->term, (float)weight };
    }
    for (size_t i = 0; i < tokens->bridge_count && bridge->count < VECTOR_MOST; i++) {
        const struct token *t = &tokens->bridge[i];
        double weight = rarity(df[tokens->word_count + i], documents) *
                        (t->is_name ? KEY_FACTOR : 1) * (t->in_title > 0 ? 1 : TEXT_FACTOR);

        bridge->items[bridge->count++] = (struct vector_entry){ t->term, (float)weight };
    }
    vector_trim(word, VECTOR_WORDS);
    vector_unit(word);
    vector_trim(bridge, VECTOR_BRIDGE);
    vector_unit(bridge);
    add_names(tokens, word, bridge);
}

void
names_take(struct vector *bridge, struct vector *names)
{
    size_t kept = 0;

    names->count = 0;
    for (size_t i = 0; i < bridge->count; i++)
        if (term_kind_of(bridge->items[i].term) != TERM_NAME)
            bridge->items[kept++] = bridge->items[i];
        else
            names->items[names->count++] =
                (struct vector_entry){ term_as(TERM_WORD, bridge->items[i].term),
                                       bridge->items[i].weight };
    bridge->count = kept;
}

void
probe_init(struct probe *p, const struct vector *word, const struct vector *bridge,
           const char *language, int64_t at)
{
    p->word = p->post_word = *word;
    p->bridge = *bridge;
    names_take(&p->bridge, &p->names);
    p->post_bridge = p->bridge;
    vector_sort_terms(&p->word);
    vector_sort_terms(&p->bridge);
    vector_trim(&p->post_word, POST_WORDS);
    vector_trim(&p->post_bridge, POST_BRIDGE);
    memset(p->language, 0, sizeof(p->language));
    memcpy(p->language, language, strnlen(language, LANGUAGE_ROOM - 1));
    p->at = at;
}

void
probe_of(struct probe *p, const struct store_vector *story)
{
    struct vector word, bridge;

    vector_unpack(story->word, &word);
    vector_unpack(story->bridge, &bridge);
    probe_init(p, &word, &bridge, story->language, story->sort_at);
}

double
similarity(const struct probe *p, const struct vector *word, const struct vector *bridge,
           bool is_bridged)
{
    double by_word = vector_dot(&p->word, word);
    double by_bridge = is_bridged ? BRIDGE_FACTOR * vector_dot(&p->bridge, bridge) : 0;

    return MIN(MAX(by_word, by_bridge), 1.0);
}

double
probe_similarity(const struct probe *p, const struct store_vector *other)
{
    struct vector word, bridge;

    vector_unpack(other->word, &word);
    vector_unpack(other->bridge, &bridge);
    return similarity(p, &word, &bridge, strncmp(p->language, other->language, LANGUAGE_ROOM) != 0);
}

/* Have both terms of the kind, and none in common? */
static bool
differs_in(enum term_kind kind, const struct vector *by_term, const struct vector *other)
{
    struct vector mine, theirs; /* not cleared: it is done for each candidate */

    mine.count = theirs.count = 0;
    for (size_t i = 0; i < by_term->count; i++)
        if (term_kind_of(by_term->items[i].term) == kind)
            mine.items[mine.count++] = by_term->items[i];
    for (size_t i = 0; i < other->count; i++)
        if (term_kind_of(other->items[i].term) == kind)
            theirs.items[theirs.count++] = other->items[i];
    return mine.count > 0 && theirs.count > 0 && vector_dot(&mine, &theirs) == 0;
}

double
bridge_agreement(const struct vector *by_term, const struct vector *other)
{
    return (differs_in(TERM_NUMBER, by_term, other) ? NUMBERS_DIFFER : 1) *
           (differs_in(TERM_PLACE, by_term, other) ? PLACES_DIFFER : 1);
}

/* The part of the names that is not among the words. */
static double
missing_part(const struct vector *names, const struct vector *by_term)
{
    size_t count = 0;

    for (size_t i = 0; i < names->count; i++)
        count += !vector_has(by_term, names->items[i].term);
    return (double)count / (double)names->count;
}

/* Each names people and places of whom the other does not speak. A headline alone speaks of few: it says little. */
static double
names_agreement(const struct probe *p, const struct vector *word, const struct vector *names)
{
    struct vector by_term = *word;
    double words = (double)MIN(p->word.count, word->count);

    if (p->names.count == 0 || names->count == 0)
        return 1;
    vector_sort_terms(&by_term);
    double mine = missing_part(&p->names, &by_term), theirs = missing_part(names, &p->word);

    return 1 - (1 - NAMES_DIFFER) * MIN(mine, theirs) * MIN(words / PROBE_FULL_WORDS, 1.0);
}

double
probe_agreement(const struct probe *p, const struct store_vector *other)
{
    struct vector word, bridge, names;
    bool is_bridged = strncmp(p->language, other->language, LANGUAGE_ROOM) != 0;

    vector_unpack(other->word, &word);
    vector_unpack(other->bridge, &bridge);
    names_take(&bridge, &names);
    return bridge_agreement(&p->bridge, &bridge) *
           (is_bridged ? 1 : names_agreement(p, &word, &names));
}

static size_t
count_shared(const struct vector *by_term, str packed, size_t *out_count)
{
    struct vector other;
    size_t shared = 0;

    vector_unpack(packed, &other);
    for (size_t i = 0; i < other.count; i++)
        shared += vector_has(by_term, other.items[i].term);
    *out_count = other.count;
    return shared;
}

bool
probe_is_far(const struct probe *p, const struct store_vector *other)
{
    size_t words, terms;
    size_t shared = count_shared(&p->word, other->word, &words);

    return (double)MIN(p->word.count, words) >= PROBE_FULL_WORDS && shared < SHARED_LEAST &&
           count_shared(&p->bridge, other->bridge, &terms) < SHARED_LEAST;
}

double
days_between(int64_t x, int64_t y)
{
    return fabs((double)(x - y)) / DAY_S;
}

int64_t
week_of(int64_t at)
{
    return at >= 0 ? at / WEEK_S : (at - WEEK_S + 1) / WEEK_S;
}
