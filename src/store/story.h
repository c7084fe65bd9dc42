/*
 * src/store/story.h: what the room's other files do with stories.
 */
#ifndef COURANT_STORE_STORY_H
#define COURANT_STORE_STORY_H

#include "db.h"

struct story_key {
    int64_t sort_at, id;
};

/* The columns of STORY_ROW; strings are borrowed until the next step. */
void story_read(struct sql *s, struct store_story *out);
void story_copy(struct arena *a, const struct store_story *from, struct store_story *to);
bool story_key_get(struct store *st, int64_t id, struct story_key *out,
                   struct err *err); /* ERR_MISSING */
int64_t story_url_hash(str url);     /* of its normal form; 0: no address */
/* First words of a text, for the list. */
str story_teaser(struct arena *a, str html);
/* The counts that are kept, moved by so much. */
bool story_tally(struct store *st, int64_t source_id, int64_t stories, int64_t unread,
                 int64_t saved, int64_t saved_unread, struct err *err);
/* Takes it away for good: out of the search, the counts, its thread; its identity stays known. */
bool story_remove(struct store *st, int64_t id, int64_t now, struct err *err);

#endif
