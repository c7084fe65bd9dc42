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
}

void
probe_init(struct probe *p, const struct vector *word, const struct vector *bridge,
           const char *language, int64_t at)
{
    p->word = p->post_word = *word;
    p->bridge = p->post_bridge = *bridge;
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

double
probe_agreement(const struct probe *p, const struct store_vector *other)
{
    struct vector bridge;

    vector_unpack(other->bridge, &bridge);
    return bridge_agreement(&p->bridge, &bridge);
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
