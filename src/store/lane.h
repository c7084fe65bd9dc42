/*
 * src/store/lane.h: lanes: ranges of one index each, read in the order of lists, and merged into one stream of keys.
 *
 * A list of one section is the merge of its sources' lanes, each source having one of read and one of unread stories;
 * the list of everything is the merge of two. So any list costs what it shows, not what the store holds.
 */
#ifndef COURANT_STORE_LANE_H
#define COURANT_STORE_LANE_H

#include "story.h"

struct lane {
    enum sql_id down, up;
    int64_t first, second; /* ?1 and ?2 */
    str text;              /* ?1 where it is one */
    str match;             /* hits instead of an index: an expression for FTS5 */
    struct story_key *keys;
    size_t at, count, chunk;
    bool is_at_end;
};

struct lanes {
    struct store *st;
    struct arena *a;
    bool is_up; /* oldest first */
    struct story_key place;
    struct lane *items; /* a heap by their next key once started */
    size_t count, room;
    bool is_started;
};

struct lane *lanes_add(struct lanes *lanes);
/* The next key of all; *out_any false: at the end. */
bool lanes_next(struct lanes *lanes, struct story_key *out, bool *out_any, struct err *err);
bool key_is_before(struct story_key x, struct story_key y, bool is_up);

#endif
