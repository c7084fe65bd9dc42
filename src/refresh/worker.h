/*
 * src/refresh/worker.h: what does the work of refreshing, in the refresh thread or, for `courant
 * refresh`, in the only one: tasks (a source, a page) go through transfers and commands to the store.
 *
 * Shape   worker_due and its like begin tasks; worker_step moves all of them on; events and outcomes
 *         come through the sink while it does
 * Memory  a task owns what it needs until it has ended
 * Errors  of a source: kept with the source; of a page: in its event
 * Threads one worker a thread; worker_wake from any
 */
#ifndef COURANT_REFRESH_WORKER_H
#define COURANT_REFRESH_WORKER_H

#include "aside.h"
#include "command.h"
#include "plan.h"
#include "secret.h"

#include <courant/feed.h>
#include <courant/net.h>
#include <courant/refresh.h>
#include <courant/store.h>

enum task_kind {
    TASK_SOURCE,
    TASK_PAGE,   /* of a story */
    TASK_FOLLOW, /* behind a link that the reader follows */
    TASK_AHEAD,  /* either, before anybody asked */
    TASK_FIND,
};

/* Sources loaded together, freed when the last task of them has ended. */
struct round {
    struct arena arena;
    int users;
};

struct task {
    struct chain_link link;
    enum task_kind kind;
    struct plan *plan;
    const struct config_source *spec; /* in the plan; NULL: not in sources.ini */
    bool is_urgent;
    bool is_transfer; /* the network has it */
    bool is_silent;   /* no longer wanted: ends without a word */
    struct net_response *response;
    struct command *filtered; /* what the filter made of the body */
    struct err err;
    /* a source */
    struct round *round;
    struct store_source *source; /* in the round */
    str fetch_url;               /* its own or the one it moved to; in the round */
    struct store_fetch fetch;    /* what will be stored */
    struct store_delta delta;
    struct feed_input input; /* its feed, from when its body came until it is stored */
    struct arena feed_arena;
    struct feed feed;
    struct store_arrival *arrival; /* NULL: not a feed, or none came */
    bool is_looked_up;             /* what of it is new */
    /* a page */
    struct arena arena;
    int64_t story_id; /* 0: of none yet */
    str url, known_title;
    str content_selector, remove_selector;
    struct find *find;   /* of TASK_FIND; url is what was asked for */
    bool is_own_host;    /* the user's own server: addresses inside a network are allowed */
    struct paged *paged; /* what of the article is here; NULL: nothing yet */
    str first_url;       /* where its first page was found */
    int64_t ahead_for;   /* of TASK_AHEAD: the story that is being read */
    str asked_url;       /* the page that is on its way */
    bool is_unasked;     /* and it was asked for as a prefetch */
    int64_t most_bytes;  /* of that prefetch: what was left of the day */
};

#define AHEAD_MOST 20

/* Pages to be fetched ahead, one after the other. */
struct ahead {
    struct arena arena;
    int64_t for_id; /* the story that is being read */
    struct ahead_page {
        str url;
        int64_t story_id; /* 0: of none yet */
        bool is_own;
    } * pages;
    size_t count, next;
};

/* Where a worker tells what happens. event is borrowed; so is all in the task. */
struct worker_sink {
    void (*on_event)(void *context, const struct refresh_event *event);
    void (*on_source)(void *context,
                      const struct task *task); /* after it was stored; may be NULL */
    void *context;
};

struct worker {
    struct store *st;
    struct net *net;
    struct plan *plan;
    struct commands *commands;
    struct aside *aside; /* where feeds are parsed and packed */
    struct worker_sink sink;
    bool has_reader; /* a person, at this copy */
    bool gives_way;  /* somebody at this or another copy should not wait for long */
    struct arena arena;
    str holder; /* of the lease */
    bool has_lease;
    int64_t lease_at;
    struct chain tasks;   /* under way */
    struct chain unsaved; /* written together */
    int64_t unsaved_ms;
    size_t held_bytes,
        unsaved_bytes; /* of feeds whose bodies came, all and the unsaved; until they are stored */
    size_t source_count;          /* of tasks, those of kind TASK_SOURCE */
    size_t round_done, round_all; /* since it was idle */
    int64_t added;
    int64_t
        soonest_at; /* when one that has ended since somebody looked is due again; 0: none has */
    str looked_at;  /* the key of the source that is listed on the screen */
    struct arena looked_arena;
    bool is_busy;          /* REFRESH_IDLE has not been said since something was begun */
    bool has_write_failed; /* so what was fetched is due still; until the schedule has seen it */
    bool has_index_left, has_related_left, has_expire_left;
    bool is_indexing;       /* REFRESH_INDEXED is still to be said */
    bool has_said_indexing; /* of this round */
    size_t index_batch, related_batch;
    int64_t moved_ms; /* when a task ended last */
    struct ahead ahead;
    struct secrets secrets;
};

bool worker_open(struct worker *w, struct plan *plan, str store_file,
                 const struct worker_sink *sink, struct err *err);
void worker_close(struct worker *w);
void worker_wake(struct worker *w);
bool worker_set_plan(struct worker *w, struct plan *plan, struct err *err); /* takes plan over */

/*
 * Each takes the lease first; ERR_BUSY: another copy refreshes. *out_next_at: when the first of those is due
 * that are not due yet; 0: none is.
 */
bool worker_due(struct worker *w, int64_t now, int64_t *out_next_at, struct err *err);
bool worker_all(struct worker *w, struct err *err);
/* These need none: the reader asked for this very thing. */
bool worker_source(struct worker *w, int64_t source_id, struct err *err);
bool worker_key(struct worker *w, str key, struct err *err);
void worker_page(struct worker *w, int64_t story_id, bool is_urgent);
void worker_follow(struct worker *w, str url);
void worker_cancel_pages(struct worker *w);
/* What is related to this story, which is being read: at most so many pages. What was asked for before is dropped. */
void worker_ahead(struct worker *w, int64_t story_id, size_t most);
void worker_ahead_cancel(struct worker *w);
void worker_find(struct worker *w, str asked, str choice); /* as refresh_find */
void worker_look_at(struct worker *w, str key); /* goes before the others; empty: none does */

/* wait_ms: at most, -1: until something happens. */
void worker_step(struct worker *w, int wait_ms);
bool worker_is_idle(const struct worker *w);

/* ---- between worker.c, source.c, page.c, ahead.c, discover.c and quiet.c ---- */

struct task *worker_task(struct worker *w, enum task_kind kind);
void worker_end(struct worker *w, struct task *t); /* off its list and freed */
void worker_fetch(struct worker *w, struct task *t, struct net_request *request);
void worker_run(struct worker *w, struct task *t, str command_line, str input);
void worker_event(struct worker *w, const struct refresh_event *event);
void worker_problem(struct worker *w, const struct err *err);
void worker_wants_index(struct worker *w); /* something new is in the store */

bool source_is_running(const struct worker *w, int64_t source_id);
bool source_begin(struct worker *w, struct store_source *source, struct round *round,
                  bool is_urgent);
void source_answered(struct worker *w, struct task *t);
void source_prepared(struct worker *w,
                     struct task *t); /* its feed was parsed, or made ready to be stored */
void source_ran(struct worker *w, struct task *t, struct command *command);
void source_save_all(struct worker *w); /* those that wait to be written together */

bool rule_set(struct worker *w,
              struct err *err);      /* those of the plan are the store's from now on */
void rule_run_all(struct worker *w); /* the commands of what has just matched */
void rule_ran(struct command *command);

void news_tell(struct worker *w); /* of threads that are followed: at the end of a round */

void page_answered(struct worker *w, struct task *t);
void page_begin_ahead(struct worker *w, struct task *t);
void page_silence(struct worker *w, struct task *t); /* no longer wanted */

void ahead_next(struct worker *w);
int64_t ahead_bytes_left(struct worker *w);               /* today; 0: none, or no page more */
void ahead_spent(struct worker *w, const struct task *t); /* its response came */
void ahead_failed(struct worker *w, const struct task *t);
void discover_answered(struct worker *w, struct task *t);

bool quiet_is_left(const struct worker *w);
void quiet_step(struct worker *w); /* a small piece of indexing or expiring */
bool quiet_take_lease(struct worker *w, struct err *err);
void quiet_renew_lease(struct worker *w);
void quiet_drop_lease(struct worker *w);

/* "not found (404)": what a status that brings nothing says. */
str status_words(struct arena *a, long status);

#endif
