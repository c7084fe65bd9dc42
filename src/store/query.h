/*
 * src/store/query.h: a query, read: a tree in an array, children before their parents, the root last.
 *
 * Shape   the language of docs/queries.md
 * Errors  ERR_INVALID with the column, in characters from 1
 */
#ifndef COURANT_STORE_QUERY_H
#define COURANT_STORE_QUERY_H

#include <courant/base.h>
#include <courant/store.h>

enum query_kind {
    QUERY_AND,
    QUERY_OR,
    QUERY_NOT,
    QUERY_TEXT,    /* match */
    QUERY_SOURCE,  /* text, folded */
    QUERY_SECTION, /* text, folded */
    QUERY_TAG,     /* text, folded */
    QUERY_THREAD,  /* value */
    QUERY_READ,
    QUERY_UNREAD,
    QUERY_SAVED,
    QUERY_EDITED,
    QUERY_HIDDEN,
    QUERY_FOLLOWED,
    QUERY_MUTED,
    QUERY_NEW,   /* came since the last visit */
    QUERY_NEWER, /* value: sort_at is at least this */
    QUERY_OLDER, /* value: sort_at is below this */
    QUERY_LANG,  /* text, lower case */
    QUERY_ENCLOSURE,
    QUERY_PICTURE,
    QUERY_PAGE,
};

struct query_node {
    enum query_kind kind;
    size_t left, right; /* AND, OR; NOT: left only */
    /* of QUERY_TEXT */
    str text;       /* an expression for FTS5 */
    str narrow;     /* the same, the last word taken as it stands, not as a beginning */
    bool is_either; /* one or the other: to be bracketed before anything is joined to it */
    bool is_brief;  /* the last word may be a beginning, of few letters */
    int64_t value;
    bool
        is_added; /* by a function, not by the reader: it does not widen the scope to what is not listed */
};

/* Words that are looked for, and not excluded: what a snippet marks. */
struct query_needle {
    str text;
    bool is_beginning;
};

struct store_query {
    struct query_node *nodes;
    size_t count; /* 0: everything listed */
    int64_t keep_id;
    bool is_grouped; /* one row a thread */
    int64_t hold_id; /* at which the row of its thread stays */
    const struct query_needle *needles;
    size_t needle_count;
};

/* query and one more condition; of stories, not of rows: it is not grouped. */
struct store_query *query_and(struct arena *a, const struct store_query *query,
                              enum query_kind kind, bool is_not);

/* The nodes that must all hold (the root, or what ANDs below it join); at most query->count. */
size_t query_conjuncts(struct arena *a, const struct store_query *query, size_t **out);

#endif
