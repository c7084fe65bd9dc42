/*
 * src/store/set.h: the sources that source: and section: mean, and what is kept of their numbers.
 */
#ifndef COURANT_STORE_SET_H
#define COURANT_STORE_SET_H

#include "db.h"
#include "query.h"

struct story_set {
    const int64_t *ids; /* sorted */
    size_t count;
};

bool set_find(struct store *st, struct arena *a, const struct query_node *node,
              struct story_set *out, struct err *err);
bool set_has(const struct story_set *set, int64_t source_id);

struct tally {
    int64_t source_id, stories, unread, saved, saved_unread;
    bool is_listed;
};
/* One row a source, by id. */
bool tally_list(struct store *st, struct arena *a, struct tally **out, size_t *out_count,
                struct err *err);

#endif
