/*
 * <courant/store_heed.h>: threads that the reader follows, or does not want to hear of. Of a story that is alone
 * the same is kept, and holds for the thread that it comes into.
 *
 * Shape   one row a thread, set on one of its stories: where threads are joined it becomes the joint one's, and
 *         where one is parted it stays with that story. Following wins over muting, for good over for now
 * Memory, Errors, Threads as <courant/store.h>
 */
#ifndef COURANT_STORE_HEED_H
#define COURANT_STORE_HEED_H

#include <courant/store.h>

#define STORE_HEED_MOST                                                                            \
    1000 /* threads; then those that came back are forgotten, and without any ERR_LIMIT */

struct store_heed {
    enum store_heed_state state;
    int64_t thread_id; /* below 0: a story that is alone, with its sign turned */
    int64_t story_id;  /* on which it was set */
    int64_t set_at;
    int64_t seen_id;      /* the newest story that was there then: what is beyond it is new */
    int64_t told_id;      /* up to which the reader was notified */
    int64_t source_count; /* independent ones, then */
    str word;             /* of what it told then, as in struct store_thread */
};

/* Of the thread that the story is in; state STORE_HEED_NONE: nothing was said of it. */
bool store_heed_get(struct store *st, struct arena *a, int64_t story_id, struct store_heed *out,
                    struct err *err);
/* thread_id and story_id are found by the story. STORE_HEED_NONE takes it away. */
bool store_heed_set(struct store *st, int64_t story_id, const struct store_heed *heed,
                    struct err *err);
/*
 * Back to what was, on the story on which that was set: as long as what was set on story_id then still holds. ERR_INVALID:
 * something else does by now.
 */
bool store_heed_restore(struct store *st, int64_t story_id, const struct store_heed *set_then,
                        const struct store_heed *was, struct err *err);
/* Of that state, the last set first. */
bool store_heed_list(struct store *st, struct arena *a, enum store_heed_state state,
                     struct store_heed **out, size_t *out_count, struct err *err);
/* Is there one of that state? */
bool store_heed_has(struct store *st, enum store_heed_state state, bool *out, struct err *err);
/* Of a thread: its newest story; 0: none. Of a story that is alone, itself. */
bool store_heed_last(struct store *st, int64_t thread_id, int64_t *out_id, struct err *err);
/* What came after a story and is unread: how many, and the last of them (0: none). */
bool store_heed_news(struct store *st, int64_t thread_id, int64_t after_id, int64_t *out_count,
                     int64_t *out_last_id, struct err *err);
/*
 * Up to this story, from where heed says that it was told: *out_first: nobody, not another copy of the program either, has
 * told of any of that since heed was read. Then it is for this one to tell.
 */
bool store_heed_told(struct store *st, const struct store_heed *heed, int64_t story_id,
                     bool *out_first, struct err *err);

#endif
