/*
 * src/store/index.h: keeping the full-text index in step with the stories.
 *
 * The index keeps no copy of what it indexed, so that taking a story out needs the very words that were put in. Hence the
 * rule: whoever is about to change a story's title, author, body or page calls index_forget first.
 */
#ifndef COURANT_STORE_INDEX_H
#define COURANT_STORE_INDEX_H

#include "db.h"

#define INDEX_VERSION "index-version" /* mark: moves with every change of the index */
#define VISIT         "visit" /* mark: the last story there was when the reader was last left */

/* Takes the story out while its words are still what they were; it waits to be put in again. In a transaction. */
bool index_forget(struct store *st, int64_t story_id, struct err *err);
/* The words of a story that has just come, into the table that rules look in. */
bool index_arriving(struct store *st, int64_t story_id, struct err *err);
/* The text by which a story is found: of its page, or else what the feed sent. */
bool index_text(struct store *st, struct arena *a, int64_t story_id, str *out, struct err *err);
bool mark_get(struct store *st, const char *name, int64_t *out, struct err *err); /* 0: none */
bool mark_bump(struct store *st, const char *name, struct err *err); /* one more than it was */
bool mark_set(struct store *st, const char *name, int64_t value, struct err *err);

#endif
