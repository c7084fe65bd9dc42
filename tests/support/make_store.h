/*
 * tests/support/make_store.h: a big store for benchmarks, the same at every run: sources "s0001" … in 20 sections, stories of
 * one year in the order of their arrival, titles and texts of English and Russian make, words as unevenly spread as real
 * ones ("the" of them in every text, others once in 100,000).
 */
#ifndef COURANT_MAKE_STORE_H
#define COURANT_MAKE_STORE_H

#include <courant/base.h>

struct make_store {
    size_t stories, sources;
    bool is_indexed;   /* for search: takes longer than all the rest */
    int read_percent;  /* of the stories, the older ones */
    size_t text_words; /* of a story's text; 0: 100 */
    int told_percent; /* of the stories: those that tell of one of their day's events, ten times rarer than stories */
};

#define MAKE_STORE_END INT64_C(1700000000) /* when the newest story was fetched */

/* Through the store's own functions, in large transactions. There must be no file at path. */
bool make_store(const char *path, const struct make_store *options, struct err *err);

/* A word of a title or text, by how common it is: 0 is in nearly every story. Terminated; static. */
const char *make_store_word(size_t rank, bool is_russian);

#endif
