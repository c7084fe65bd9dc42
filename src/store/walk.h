/*
 * src/store/walk.h: the stories that a query shows, one after another, in either direction.
 *
 * From what must hold of every story (query_conjuncts) the way that has least to look at is chosen: lanes of an index, or
 * the hits of its words. What that way has not already made sure of is tested on each story. Of a query that is grouped only
 * the head of each thread comes (heads.h).
 *
 * Scope   A story whose source is not listed belongs to the answer only when something of the query names it: its source,
 *         thread, tag, words, is:saved, is:followed. A muted one is called by its source's name no more.
 */
#ifndef COURANT_STORE_WALK_H
#define COURANT_STORE_WALK_H

#include "lane.h"
#include "query.h"

struct heads;

struct walk {
    struct store *st;
    struct arena arena;
    const struct store_query *query;
    struct lanes lanes;
    struct story_set *sets; /* [node]: sources that QUERY_SOURCE and QUERY_SECTION mean */
    bool *is_sure;          /* [node]: the lanes see to it */
    char *values;           /* [node], of the story being tested */
    size_t *conjuncts, conjunct_count;
    str match; /* all words that must occur, as an expression for FTS5; empty: none */
    int64_t visit_id, new_from_at; /* is:new: ids beyond this one, none of them older than this */
    int64_t newer_at, older_at;    /* bounds of sort_at: at least, below */
    struct story_key keep;  /* to be shown though it does not match; id 0: none (or already past) */
    struct story_key ahead; /* the lanes' next, where has_ahead */
    bool has_ahead, is_ahead_any, is_reading;
    bool is_by_words;      /* the lanes are the hits of match */
    bool shows_hidden;     /* the query asks for them */
    enum sql_id words_has; /* which index says whether a story has words */
    size_t looked_at, look_most;
    struct heads *heads; /* NULL: every story is a row */
    struct sql row;      /* the story last given: its strings are borrowed from here */
};

/* place itself is not part of it. */
bool walk_open(struct store *st, const struct store_query *query, bool is_up,
               struct story_key place, size_t wanted, struct walk *out, struct err *err);
/* Borrowed until the next call; *out_any false: at the end. */
bool walk_next(struct walk *walk, struct store_story *out, bool *out_any, struct err *err);
void walk_close(struct walk *walk);
/* For walk_test alone, in a transaction; words are looked for by words_has. */
bool walk_open_test(struct store *st, const struct store_query *query, enum sql_id words_has,
                    struct walk *out, struct err *err);

/* For who finds the stories by walk.match himself: does this one match? */
void walk_trust_words(struct walk *walk);
/* By its source, whether it is read, whether saved: false: it does not match, whatever else stands in its row. */
bool walk_may_match(const struct walk *walk, const struct store_story *story);
bool walk_test(struct walk *walk, int64_t id, struct store_story *out, bool *out_yes,
               struct err *err);

#endif
