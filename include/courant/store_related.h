/*
 * <courant/store_related.h>: what related/ keeps in the store: vectors, posting lists, how many stories have a
 * word, threads.
 *
 * Shape   plain rows; what they mean is known in related/ only. Derived: all can be made again
 * Memory, Errors, Threads as <courant/store.h>
 * Source  docs/related.md
 */
#ifndef COURANT_STORE_RELATED_H
#define COURANT_STORE_RELATED_H

#include <courant/store.h>

struct store_vector {
    int64_t story_id, source_id;
    int64_t sort_at;
    int64_t thread_id;
    char language[4];
    str word, bridge; /* entries of 5 bytes: term (4, little endian), weight */
};
struct store_thread {
    int64_t id, first_at, last_at, size;
    str word, bridge; /* sums, as related/ packs them */
    str languages;    /* "en ru" */
};
/*
 * Stories without a vector, or changed since: those published first come first, in whatever order they arrived (of a
 * great many that wait: of those that arrived first).
 */
bool store_rel_waiting(struct store *st, struct arena *a, size_t limit, int64_t **out_ids,
                       size_t *out_count, struct err *err);
/* What a story's vector is made of. */
struct store_rel_words {
    int64_t story_id, source_id, sort_at, thread_id;
    str title, source_name, language;
    str text; /* plain, the first words; the page's where the feed has none */
};
bool store_rel_words(struct store *st, struct arena *a, int64_t story_id,
                     struct store_rel_words *out, struct err *err);
bool store_rel_df_get(struct store *st, const uint32_t *terms, size_t count, uint32_t *out_df,
                      int64_t *out_documents, struct err *err);
bool store_rel_df_add(struct store *st, const uint32_t *terms, const uint32_t *more, size_t count,
                      int64_t documents, struct err *err);
bool store_rel_vector_put(struct store *st, const struct store_vector *vector, struct err *err);
bool store_rel_vector_get(struct store *st, struct arena *a, int64_t story_id,
                          struct store_vector *out, struct err *err); /* ERR_MISSING */
/* Appends entries of 5 bytes, story (4) and weight, to the posting list of (week, term). */
bool store_rel_post(struct store *st, int64_t week, uint32_t term, str entries, struct err *err);
/* The weeks in which there are lists; last before first: there are none. */
bool store_rel_weeks(struct store *st, int64_t *out_first, int64_t *out_last, struct err *err);
/* The list of (week, term). Empty when there is none. */
bool store_rel_list(struct store *st, struct arena *a, int64_t week, uint32_t term, str *out,
                    struct err *err);
bool store_rel_thread_get(struct store *st, struct arena *a, int64_t thread_id,
                          struct store_thread *out, struct err *err); /* ERR_MISSING */
/* id 0: a new one, its id filled in. */
bool store_rel_thread_put(struct store *st, struct store_thread *thread, struct err *err);
bool store_rel_thread_join(struct store *st, int64_t story_id, int64_t thread_id, struct err *err);
/* Threads whose newest story lies in [from_at, to_at], the newest first; id, times, size and source_count only. */
struct store_thread_span {
    int64_t id, first_at, last_at, size, source_count;
};
bool store_rel_thread_recent(struct store *st, struct arena *a, int64_t from_at, int64_t to_at,
                             size_t limit, struct store_thread_span **out, size_t *out_count,
                             struct err *err);
/*
 * Who tells what this source brings: of a source for followed pages the subscribed one of the same site, if there is
 * one; else the source itself.
 */
bool store_source_teller(struct store *st, int64_t source_id, int64_t *out_id, struct err *err);
/* Takes the thread away when no story is in it. */
bool store_rel_thread_clear(struct store *st, int64_t thread_id, struct err *err);
/* All stories of the one become the other's; the one is gone. */
bool store_rel_thread_merge(struct store *st, int64_t from_id, int64_t into_id, struct err *err);

#endif
