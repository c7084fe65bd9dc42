/*
 * src/related/df.h: in how many stories each term stands: read once a batch, written once at its end.
 *
 * Memory  the table is its own, and goes with df_end
 * Source  docs/related.md, "Document counts"
 */
#ifndef COURANT_RELATED_DF_H
#define COURANT_RELATED_DF_H

#include "token.h"

#include <courant/store_related.h>

struct df {
    struct arena table;
    struct df_slot *slots; /* open addressing; room is a power of two */
    size_t count, room;
    int64_t documents; /* those of this batch included */
    int64_t added;     /* in this batch */
    bool is_read;
};

uint32_t df_language_term(const char *language); /* its count is of stories in the language */

/*
 * Counts the story's terms; *out: of words, then of bridge terms, this story among them (a first
 * appearance would weigh too much otherwise), unless it was counted before. *is_bridged: the store has more than one language.
 */
bool df_count(struct df *df, struct store *st, struct arena *a, const struct tokens *tokens,
              bool is_counted, uint32_t **out, bool *is_bridged, struct err *err);
/* In how many stories the term stands. */
bool df_find(struct df *df, struct store *st, struct arena *a, uint32_t term, uint32_t *out,
             struct err *err);
bool df_write(struct df *df, struct store *st, struct err *err);
void df_end(struct df *df); /* also after a failure, and for a zeroed one */

#endif
