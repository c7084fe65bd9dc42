/*
 * src/related/candidate.h: stories that share a probe's heaviest terms within some weeks, the likeliest first.
 *
 * Units   entries of posting lists are looked at heaviest terms first, and no more than is said
 * Memory  in the arena
 * Source  docs/related.md, "Candidates"
 */
#ifndef COURANT_RELATED_CANDIDATE_H
#define COURANT_RELATED_CANDIDATE_H

#include "posts.h"
#include "probe.h"

#include <courant/store_related.h>

struct candidate {
    int64_t story_id;
    float word, bridge; /* products of shared weights */
};

struct candidate_span {
    int64_t from_week, to_week; /* both in */
    size_t most;                /* candidates wanted */
    size_t entries;             /* of posting lists, to be looked at */
    bool is_bridged;            /* the store has more than one language */
};

/* Story ids below 2^32, each once. */
bool candidates_find(struct store *st, struct arena *a, struct posts *posts, const struct probe *p,
                     const struct candidate_span *span, struct candidate **out, size_t *out_count,
                     struct err *err);
/* What the shared terms alone make of the likeness: the least that it is. */
float candidate_promise(const struct candidate *c);

/* The likeliest most of all, in place, likeliest first; returns how many. */
size_t candidates_best(struct candidate *all, size_t count, size_t most);

#endif
