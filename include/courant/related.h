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
    bool is_copy;        /* the same agency text as the story or as the row above */
    bool is_visited;     /* in the store and read */
    bool is_ready;       /* not in the store, but its page was fetched ahead */
    int64_t original_id; /* of the story it copies, this one or one of the rows; 0: no copy */
    str copy_of; /* whose text it repeats: the agency, else the paper that had it first; empty: no copy */
};

struct related {
    const struct related_row *links; /* LINKED, then IN_TEXT */
    size_t link_count;
    const struct related_row *stories; /* by score; links are left out of it */
    size_t story_count;
};

bool related_load(struct store *st, struct arena *a, int64_t story_id, struct related *out,
                  struct err *err);

/* Why the row is there, in two or three words: "same event · 4 sources", "copy of AFP text". */
str related_why_text(struct arena *a, const struct related_row *row);

/* ---- threads ---- */

#define RELATED_THREAD_MOST 400 /* stories of one thread */

struct related_member {
    struct store_story story;
    size_t
        copy_of; /* the member, before this one, whose text it repeats; its own place: a text of its own */
};

/* All that the store has of one running story. */
struct related_thread {
    int64_t id;
    const struct related_member *members; /* oldest first */
    size_t member_count;
    size_t source_count;      /* different ones */
    size_t independent_count; /* those with a text of their own */
    size_t newest; /* the member that is the newest development: the last that is no copy */
};

/* ERR_MISSING: no such thread (any more; threads become part of others). */
bool related_thread_load(struct store *st, struct arena *a, int64_t thread_id,
                         struct related_thread *out, struct err *err);

/*
 * Which of a thread's stories, newest first, repeat the text of another of them: out_copy_of[i] is the place of the one that
 * was first with it, i of a text of its own. out_copy_of has room for count.
 */
bool related_copies_find(struct store *st, const struct store_story *stories, size_t count,
                         size_t *out_copy_of, struct err *err);

/* A thread as the front page has it. */
struct related_top {
    int64_t thread_id;
    struct store_story newest; /* the newest development */
    int64_t first_at, last_at;
    size_t story_count, source_count, independent_count;
    size_t recent_count; /* stories of the last RELATED_RECENT_S: how fast it grows */
    bool is_new;         /* something in it came since the last visit */
    double score;        /* best first */
};

#define RELATED_DAY_S    INT64_C(86400)
#define RELATED_RECENT_S INT64_C(21600)

/*
 * The threads of the day before now (of three days, where a day has few) that two sources at least tell of: by how many
 * independent ones, how fast they grow and how new they are. Costs by the days' news, not by the store's size.
 */
bool related_front_load(struct store *st, struct arena *a, int64_t now, size_t limit,
                        const struct related_top **out, size_t *out_count, struct err *err);

/* ---- following and muting; what is kept of it: <courant/store_heed.h> ---- */

/* Of the story's thread, with what it is by now noted: what is new and what much is are seen by that. */
bool related_heed_set(struct store *st, int64_t story_id, enum store_heed_state state, int64_t now,
                      struct err *err);

struct related_followed {
    struct store_story newest; /* the newest that is unread, else the newest */
    int64_t new_count;         /* unread, and came since it is followed */
    int64_t set_at;
};
/* Those of which there is news first. */
bool related_followed_load(struct store *st, struct arena *a, const struct related_followed **out,
                           size_t *out_count, struct err *err);

/* Gives stories that wait their vectors and threads, at most limit; *out_left: some still wait. */
bool related_index_step(struct store *st, size_t limit, bool *out_left, struct err *err);

#endif
