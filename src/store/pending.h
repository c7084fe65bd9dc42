/*
 * src/store/pending.h: what a reader changed while another writer held the store: marks and places in stories, kept
 * in the order in which they were made, until they can be written.
 *
 * Shape   at most PENDING_MOST; every story read says what they will make of it
 * Memory  in the store
 * Errors  as the store's
 */
#ifndef COURANT_STORE_PENDING_H
#define COURANT_STORE_PENDING_H

#include "db.h"

#define PENDING_MOST    256
#define PENDING_WAIT_MS 2 /* for another writer, with a finger on a key */

struct pending_write {
    int64_t story_id;
    bool is_place;
    enum store_mark mark;
    uint32_t at; /* of a place */
};

struct pending {
    struct pending_write writes[PENDING_MOST];
    size_t count;
};

/* All or none of them now; or, where another writer holds the store and store_put_off was said, later. */
bool pending_try(struct store *st, const struct pending_write *writes, size_t count,
                 struct err *err);
void pending_show(const struct store *st, struct store_story *story);
bool pending_place(const struct store *st, int64_t story_id, uint32_t *out_at);

/* story.c, state.c: at once, whoever has to be waited for */
bool story_mark(struct store *st, int64_t id, enum store_mark mark, struct err *err);
bool position_write(struct store *st, int64_t story_id, uint32_t at, struct err *err);

#endif
