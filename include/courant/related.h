/*
 * <courant/related.h>: what a story has to do with others: the publisher's links, the same event, the
 * same subject; and the threads that stories form as they arrive.
 *
 * Shape   works from the store alone; nothing is sent anywhere
 * Memory  answers live in the arena
 * Threads as the store they are given
 * Source  docs/related.md
 */
#ifndef COURANT_RELATED_H
#define COURANT_RELATED_H

#include <courant/base.h>
#include <courant/store.h>

enum related_why {
    RELATED_LINKED,  /* the publisher's */
    RELATED_IN_TEXT, /* a link in the body */
    RELATED_EVENT,   /* the same event in another source, at about the same time */
    RELATED_EARLIER, /* in the same thread, or the same event in the same source */
    RELATED_LATER,
    RELATED_SUBJECT, /* the same subject */
};

struct related_row {
    enum related_why why;
    struct store_story story; /* id 0: not in the store: title, url and teaser only */
    double score;             /* stories of the store: 0 to 1, best first; links: 0 */
    bool is_same_event;
    bool is_copy;    /* the same agency text as the story or as the row above */
    bool is_visited; /* in the store and read */
};

struct related {
    const struct related_row *links; /* LINKED, then IN_TEXT */
    size_t link_count;
    const struct related_row *stories; /* by score; links are left out of it */
    size_t story_count;
};

bool related_load(struct store *st, struct arena *a, int64_t story_id, struct related *out,
                  struct err *err);

/* Gives stories that wait their vectors and threads, at most limit; *out_left: some still wait. */
bool related_index_step(struct store *st, size_t limit, bool *out_left, struct err *err);

#endif
