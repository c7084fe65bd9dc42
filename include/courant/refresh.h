/*
 * <courant/refresh.h>: the background thread: when each source is due; fetch, parse, store, relate.
 *
 * Shape   jobs in, events out, both by value through queues
 * Memory  an event is freed by whoever takes it: refresh_event_free
 * Errors  a source's problem goes to the source's row; what concerns all comes as REFRESH_PROBLEM
 * Threads refresh_start makes the thread; every function here may be called from the one that called it
 * Source  docs/architecture.md, "Refresh"
 */
#ifndef COURANT_REFRESH_H
#define COURANT_REFRESH_H

#include <courant/base.h>

struct config;
struct config_source;
struct refresh_found;
struct refresher;
struct store;

enum refresh_event_kind {
    REFRESH_STARTED,     /* a round of sources; source_id: it is this one only */
    REFRESH_SOURCE_DONE, /* source_id (0: several), added, changed; err: its problem */
    REFRESH_PAGE_READY,  /* story_id (0, and no url: several); err: why there is none */
    REFRESH_AHEAD,       /* something related to story_id, which is being read, is here now */
    REFRESH_INDEXING,    /* all that was asked for can be read; it is made findable now */
    REFRESH_INDEXED,     /* search and threads have moved on */
    REFRESH_FOUND,       /* found: what refresh_find was asked for; err: why there is nothing */
    REFRESH_PROBLEM,     /* err: concerns everything (no store, lease lost) */
    REFRESH_NEWS,        /* something came to threads that are followed; once a round */
    REFRESH_IDLE,        /* nothing running; added: in all since the last idle */
    REFRESH_KIND_COUNT,
};

struct refresh_event {
    enum refresh_event_kind kind;
    int64_t source_id, story_id;
    int64_t added, changed;
    size_t running, of;          /* sources under way, of how many asked for in this round */
    char url[1024];              /* REFRESH_PAGE_READY for an address: what was asked for */
    struct refresh_found *found; /* of REFRESH_FOUND; the event's own */
    struct err err;
};

struct refresh_options {
    const struct config *config; /* read while starting, copied */
    str store_file;
    int wake_fd; /* an eventfd written when events wait; -1: none */
};

bool refresh_start(const struct refresh_options *options, struct refresher **out, struct err *err);
void refresh_stop(struct refresher *r); /* cancels, joins: within a second */

/* Jobs. They return at once. */
void refresh_due(struct refresher *r); /* what is due now */
void refresh_all(struct refresher *r); /* everything, due or not */
void refresh_source(struct refresher *r, int64_t source_id);
void refresh_key(struct refresher *r, str key); /* a source by its key in sources.ini */
void refresh_page(struct refresher *r, int64_t story_id,
                  bool is_urgent); /* fetch and extract its page */
void refresh_follow(struct refresher *r,
                    str url); /* a link: fetched, extracted, stored as a story */
/* What is related to the story that is being read, before it is asked for: at most so many pages. */
void refresh_ahead(struct refresher *r, int64_t story_id, size_t most);
void refresh_reload(struct refresher *r,
                    const struct config *config); /* sources or settings changed */
void refresh_cancel_pages(
    struct refresher *r); /* the reader went elsewhere; nothing is fetched ahead any more */
/* The reader lists this source: when it is due it goes before the others. Empty: none. */
void refresh_look_at(struct refresher *r, str key);

/* NULL: none. Who looks rarely is told of many at once: the last of each kind, added and changed summed. */
struct refresh_event *refresh_take(struct refresher *r);
void refresh_event_free(struct refresh_event *event);

/* The same without a thread, for `courant refresh`: returns when all is done. keys: which; none: all due. */
struct refresh_report {
    str key;
    int64_t added, changed;
    bool is_unchanged;
    str problem; /* empty: none */
};
bool refresh_run(struct arena *a, const struct config *config, str store_file, const str *keys,
                 size_t key_count, bool is_forced, struct refresh_report **out, size_t *out_count,
                 struct err *err);
/* Fetches and extracts one story's page, waiting: for `show --full`. */
bool refresh_page_now(const struct config *config, str store_file, int64_t story_id,
                      struct err *err);

/*
 * Puts the welcome edition (embed_get("welcome.xml")) into a new store, as the stories of the source with the
 * key "welcome". The first sources.ini lists it, so store_sources_sync has made it by then; its address is
 * courant:welcome, and config_load disables it, so that it is never due.
 */
bool refresh_welcome(struct store *st, struct err *err);

/* Makes the store's sources agree with sources.ini: once after each time that it was loaded. Its stamp, or 0. */
bool refresh_sync(struct store *st, const struct config_source *sources, size_t count,
                  uint64_t stamp, struct err *err);

/* Rules and views whose query is wrong are left out, and told with the config's other problems. */
void refresh_check_queries(struct arena *a, struct config *config);

#endif
