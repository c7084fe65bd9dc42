/*
 * src/related/probe.h: a story as others are compared with it; weighing words, similarity, time.
 *
 * Units   similarity 0 to 1; weeks since 1970, beginning on Thursdays
 * Source  docs/related.md, "Vectors", "Similarity"
 */
#ifndef COURANT_RELATED_PROBE_H
#define COURANT_RELATED_PROBE_H

#include "token.h"
#include "vector.h"

#include <courant/store_related.h>

#define POST_WORDS       20 /* posted, and looked up, of a story */
#define POST_BRIDGE      12
#define PROBE_FULL_WORDS 24.0 /* a story with so many has a text, not just a headline */
#define DAY_S            86400.0
#define WEEK_S           INT64_C(604800)

struct probe {
    struct vector word, bridge;           /* sorted by term */
    struct vector post_word, post_bridge; /* heaviest first: by these candidates are found */
    struct vector names;                  /* of its head, as terms of words */
    char language[LANGUAGE_ROOM];
    int64_t at;
};

/* df: of words, then of bridge terms, the story itself counted; both out unit, heaviest first. */
void weigh(const struct tokens *tokens, const uint32_t *df, int64_t documents, struct vector *word,
           struct vector *bridge);

/* The names that weigh put behind the bridge's terms, out of it. */
void names_take(struct vector *bridge, struct vector *names);

/* word and bridge in any order, unit. */
void probe_init(struct probe *p, const struct vector *word, const struct vector *bridge,
                const char *language, int64_t at);
void probe_of(struct probe *p, const struct store_vector *story);
double similarity(const struct probe *p, const struct vector *word, const struct vector *bridge,
                  bool is_bridged);
double probe_similarity(const struct probe *p, const struct store_vector *other);
/* 1, or less when the numbers, countries or names of the two contradict each other. */
double probe_agreement(const struct probe *p, const struct store_vector *other);
/* Have both a text, and yet but a word or two in common? */
bool probe_is_far(const struct probe *p, const struct store_vector *other);
double bridge_agreement(const struct vector *by_term, const struct vector *other);
double days_between(int64_t x, int64_t y);
int64_t week_of(int64_t at);

#endif
