/*
 * <courant/store.h>: the store: sources, stories, their texts and states, search, history. All SQL is behind this.
 *
 * Shape   one SQLite file in WAL mode, shared by any number of copies of courant
 * Units   ids are rows, > 0; _at seconds since 1970 UTC, 0: none
 * Memory  what is loaded lives in the arena handed in
 * Errors  ERR_STORE the file; ERR_MISSING no such row; ERR_INVALID a query that cannot be read (with the place);
 *         ERR_BUSY after waiting 5 s for another writer
 * Threads one struct store a thread, each opened by that thread
 * Source  docs/architecture.md, "The store"; SQL in src/store/sql.def
 */
#ifndef COURANT_STORE_H
#define COURANT_STORE_H

#include <courant/base.h>

struct feed;
struct page_article;
struct store;

/*
 * Makes it, migrates it. Where it cannot be written (leave, a full disk) it is opened for reading alone: then
 * store_read_only tells why, in words, and all that writes fails with ERR_STORE and these.
 */
bool store_open(const char *path, struct store **out, struct err *err);
const char *store_read_only(const struct store *st); /* NULL: it can be written */
void store_close(struct store *st);
/* A person sits at this connection, until it is closed. */
void store_attend(struct store *st);
bool store_is_attended(struct store *st); /* at another one: then it is written in short pieces */
bool store_has_changed(struct store *st); /* another connection committed since the last call */
bool store_begin(struct store *st, struct err *err); /* writers may group their writes; they nest */
bool store_commit(struct store *st, struct err *err);
void store_rollback(struct store *st);
/* For a connection that looks up many scattered rows, as related/ does on arrival: 8 MB instead of 4. */
void store_cache_grow(struct store *st);
/*
 * What is written goes to a log first, which some commit folds into the file. Not one of this connection, unless nobody
 * else has for long: somebody waits for it with a finger on a key.
 */
void store_leave_log(struct store *st);
/*
 * Lists end after some 150,000 stories that were looked at in vain, since somebody waits with a finger on a key. Not those
 * of this connection from now on: a script wants all there is.
 */
void store_list_to_end(struct store *st);
/*
 * From now on whatever is read by this connection stops, with ERR_CANCELLED, soon after should_stop has said so: it is asked
 * every millisecond or so. Nothing that is being written stops. NULL: no more.
 */
void store_stop_when(struct store *st, bool (*should_stop)(void *self), void *self);
/* Many reads as of one moment, without taking and dropping locks for each; is_begun goes to the end. */
bool store_read_begin(struct store *st, bool *is_begun, struct err *err);
void store_read_end(struct store *st, bool is_begun);

/* ---- sources ---- */

struct store_source {
    int64_t id;
    str key, url, name, section; /* name: the user's, else the feed's title, else the key */
    str site_url, language, icon;
    bool
        is_listed; /* stands in sources.ini now; else its stories are an archive, or pages followed from links */
    bool is_disabled;
    int64_t refresh_s; /* the user's; 0: learned */
    int full_text;     /* enum config_when */
    /* state */
    str etag, last_modified, permanent_url;
    int permanent_count; /* fetches in a row that were sent there */
    int64_t tried_at, good_at, due_at;
    int failure_count;   /* in a row */
    str problem;         /* in words; empty: none */
    str note;            /* what was mended in the feed */
    uint64_t body_hash;  /* of the last body, so that an unchanged one is not parsed; 0: none */
    int64_t rhythm_s;    /* learned span between stories; 0: unknown */
    int64_t ttl_minutes; /* what its feed asks for, as in struct feed */
    uint32_t skip_hours;
    uint8_t skip_days;
    int64_t story_count, unread_count;
};

struct store_source_spec { /* what sources.ini says of one */
    str key, url, name, section;
    bool is_disabled;
    int64_t refresh_s;
    int full_text;
};
/*
 * Makes the table agree with sources.ini: new ones in, changed ones updated, the others unlisted. Keeps states.
 * The stamp of the file they were read from (0: none) is kept with that: a later start asks for it before it reads.
 */
bool store_sources_sync(struct store *st, const struct store_source_spec *specs, size_t count,
                        uint64_t stamp, struct err *err);
bool store_sources_are_from(struct store *st, uint64_t stamp, bool *out, struct err *err);
/* The source for pages of this site that nobody subscribed to (unlisted), made when there is none. */
bool store_source_for_site(struct store *st, str host, str site_name, int64_t *out_id,
                           struct err *err);
/* In the order of sources.ini; unlisted ones last and only when asked. */
bool store_sources_load(struct store *st, struct arena *a, bool with_unlisted,
                        struct store_source **out, size_t *out_count, struct err *err);
bool store_source_find(struct store *st, struct arena *a, str key, struct store_source *out,
                       struct err *err); /* ERR_MISSING */

/* Earlier versions kept of an edited story; 10 when nobody says. */
void store_keep_revisions(struct store *st, int64_t most);

struct store_fetch { /* how a fetch ended */
    int64_t source_id, at, due_at;
    str etag, last_modified, permanent_url;
    uint64_t body_hash;
    int64_t rhythm_s;
    str problem; /* empty: all well */
    str note;
    bool is_unchanged; /* 304, or the same bytes */
    bool is_import;    /* nothing was fetched: the source's state stays as it is */
};
struct store_delta {
    int64_t added, changed;    /* stories */
    int64_t first_id, last_id; /* of those added; 0: none */
};
/* In one transaction: the feed's items upserted (feed may be NULL: none came), then the source's state. */
bool store_feed_write(struct store *st, const struct store_fetch *fetch, const struct feed *feed,
                      struct store_delta *out, struct err *err);
/*
 * The same in steps, so that several feeds can share a transaction (store_begin), and another thread the work that needs
 * no store: store_arrival_new, then _look, _prepare, and _write as often as it takes. fetch and feed are borrowed all the
 * time; what they say of the fetch may change until it is written.
 */
struct store_arrival;
struct store_arrival *store_arrival_new(const struct store_fetch *fetch,
                                        const struct feed *feed); /* in any thread */
bool store_arrival_look(struct store *st, struct store_arrival *arrival, struct err *err);
void store_arrival_prepare(struct store_arrival *arrival); /* in any thread */
bool store_arrival_write(struct store *st, struct store_arrival *arrival, struct store_delta *out,
                         struct err *err);
void store_arrival_free(struct store_arrival *arrival);
/* What is due, earliest first; *out_next_at: when the first of the rest is (now, if limit cut some off; 0: never). */
bool store_sources_due(struct store *st, struct arena *a, int64_t now, size_t limit,
                       int64_t **out_ids, size_t *out_count, int64_t *out_next_at, struct err *err);

/* ---- stories ---- */

/* How the reader wants a thread to be treated: <courant/store_heed.h>. The numbers are kept in the store. */
enum store_heed_state {
    STORE_HEED_NONE = 0,
    STORE_HEED_FOLLOWED = 1,
    STORE_HEED_MUTED = 2,    /* until it changes much */
    STORE_HEED_FOR_GOOD = 3, /* muted */
    STORE_HEED_BACK = 4,     /* was muted, and has changed much since */
};

struct store_story { /* a row of a list */
    int64_t id, source_id;
    str source_key, source_name, section;
    str title, url, author, language, teaser; /* teaser: the first words, plain text */
    int64_t published_at;                     /* 0: not given */
    int64_t fetched_at;
    int64_t sort_at;        /* by which lists are in order: published, bounded by fetched */
    int64_t thread_id;      /* 0: alone */
    int64_t thread_sources; /* different sources in its thread; 1 when alone */
    bool is_read, is_saved;
    bool is_edited; /* changed after it was read */
    bool has_page;  /* the page was fetched and extracted */
    bool has_enclosure;
    bool is_listed; /* its source stands in sources.ini, no rule hid it, its thread is not muted */
    bool is_hidden, is_highlighted; /* by a rule */
    bool is_muted;                  /* its thread is: it is in no list but its own */
    bool is_development;            /* came to a thread after that was followed */
    enum store_heed_state heed;     /* of its thread */
    double score;                   /* of a search; 0: none */
};

/* The place of a story in a list; { 0 } is before the first (newest). */
struct store_place {
    int64_t sort_at, id;
};

/*
 * What a list shows: a query in the language of docs/queries.md. Empty: everything listed. Compiled once, used many times;
 * lives in the arena. Stories of sources that are not listed are shown only where the query names them: by source:,
 * thread:, tag:, words, is:saved or is:followed; those of muted threads not by source: either, but by is:muted.
 */
struct store_query;
bool store_query_parse(struct arena *a, str text, int64_t now, struct store_query **out,
                       struct err *err);
/* The same with the place of the mistake in text, in bytes, and nothing kept. */
bool store_query_check(str text, size_t *out_at, struct err *err);
bool store_query_has_words(const struct store_query *query); /* that a snippet could show */
/*
 * This story (0: none) stays in the query's lists although it no longer matches, so that it does not vanish
 * from the unread list while it is read.
 */
void store_query_keep(struct store_query *query, int64_t story_id);
/*
 * One row a thread: its lists hold of each thread only the newest story that matches, and stories that are alone.
 * Marking and counting go by stories all the same.
 */
void store_query_group(struct store_query *query, bool is_grouped);
/* The row of this story's thread (0: of none) stands where this one does, though newer ones came. */
void store_query_hold(struct store_query *query, int64_t story_id);

/*
 * Windows by key, newest first. After place: the next limit stories, with_place: beginning with the one at
 * place itself; before: the limit ones above it, still newest first. Fewer than limit: the list ends there.
 */
bool store_list_after(struct store *st, struct arena *a, const struct store_query *query,
                      struct store_place place, bool with_place, size_t limit,
                      struct store_story **out, size_t *out_count, struct err *err);
bool store_list_before(struct store *st, struct arena *a, const struct store_query *query,
                       struct store_place place, size_t limit, struct store_story **out,
                       size_t *out_count, struct err *err);
/* The stories of a thread that match: what its row stands for, newest first. */
bool store_list_thread(struct store *st, struct arena *a, const struct store_query *query,
                       int64_t thread_id, size_t limit, struct store_story **out, size_t *out_count,
                       struct err *err);
/* Where the row is that stands for this story. */
bool store_list_row(struct store *st, const struct store_query *query,
                    const struct store_story *story, struct store_place *out, struct err *err);
/* Kept, not counted, where the query is everything, one source, one section, unread or saved; else -1. */
bool store_list_count(struct store *st, const struct store_query *query, int64_t *out_all,
                      int64_t *out_unread, struct err *err);
/* Counted, for those of which no count is kept: the unread ones, up to most; -1: too many to look at. */
bool store_list_unread(struct store *st, const struct store_query *query, int64_t most,
                       int64_t *out, struct err *err);
/* Of a grouped query: after is a row, and what is found is the newest unread story of a row below. */
bool store_next_unread(struct store *st, const struct store_query *query, struct store_place after,
                       struct store_place *out, struct err *err); /* ERR_MISSING: none */
bool store_previous_unread(struct store *st, const struct store_query *query,
                           struct store_place before, struct store_place *out,
                           struct err *err); /* the same way up */

/* The stories of a thread, oldest first. */
bool store_thread_list(struct store *st, struct arena *a, int64_t thread_id, size_t limit,
                       struct store_story **out, size_t *out_count, struct err *err);
/* Full text, best first: where the words stand, and how new the story is. */
bool store_search(struct store *st, struct arena *a, str words, size_t limit,
                  struct store_story **out, size_t *out_count, struct err *err);

/* Words around the first place at which the text of a story has what was looked for. */
struct store_snippet {
    str text; /* one line; empty: not in the text, but in the title or another field */
    const struct store_snippet_hit {
        size_t at, len; /* bytes of text */
    } * hits;
    size_t hit_count;
};
bool store_snippet(struct store *st, struct arena *a, const struct store_query *query,
                   int64_t story_id, size_t most_runes, struct store_snippet *out, struct err *err);

/* What came before is not is:new from now on; 0 until it was first called. */
bool store_visit_set(struct store *st, struct err *err);
/* The last story that there was then: those with higher ids are is:new. 0: no visit is known, and all are. */
bool store_visit_get(struct store *st, int64_t *out_id, struct err *err);

struct store_enclosure {
    str url, type;
    int64_t length;
};
struct store_link { /* what the publisher put under the article */
    str title, url, teaser;
    int64_t story_id; /* 0: not in the store */
};
struct store_revision {
    int64_t seen_at;
    str title, html;
};
struct store_text {
    struct store_story story;
    str feed_html; /* content, else summary, as the source sent it */
    str page_html; /* extracted; empty: not fetched */
    str page_note; /* why there is none, or less than hoped; in words */
    int page_kind; /* enum page_kind */
    int64_t page_at;
    str lead_url, lead_alt, lead_caption, lead_credit;
    const str *tags;
    size_t tag_count;
    const struct store_enclosure *enclosures;
    size_t enclosure_count;
    const struct store_link *links; /* related links of the page */
    size_t link_count;
    const struct store_revision *revisions; /* earlier ones, newest first */
    size_t revision_count;
};

bool store_story_get(struct store *st, struct arena *a, int64_t story_id, struct store_story *out,
                     struct err *err);
bool store_text_load(struct store *st, struct arena *a, int64_t story_id, struct store_text *out,
                     struct err *err);
bool store_story_by_url(struct store *st, str url, int64_t *out_id,
                        struct err *err); /* normalised; ERR_MISSING */
/* url led to this story too, as the address of a link or over redirects: store_story_by_url knows it from now on. */
bool store_story_alias(struct store *st, int64_t story_id, str url, struct err *err);
/* The extracted page of a story that is in the store. */
bool store_page_write(struct store *st, int64_t story_id, const struct page_article *page,
                      int64_t now, struct err *err);
/* Why a page could not be had, kept with the story. */
bool store_page_fail(struct store *st, int64_t story_id, str words, int64_t now, struct err *err);
/* A page that no feed brought: a story of its site's unlisted source. */
bool store_page_add(struct store *st, const struct page_article *page, int64_t now, int64_t *out_id,
                    struct err *err);

/*
 * From now on marks and places in stories that another writer would keep waiting for longer than 2 ms are kept in
 * memory, and every story read is as if they were written; store_land writes them. waits: for that writer, as others do;
 * else false with ERR_BUSY leaves them for the next try. After other errors they are forgotten, for stories then
 * are as the store has them.
 */
void store_put_off(struct store *st);
size_t store_pending(const struct store *st);
bool store_land(struct store *st, bool waits, struct err *err);

enum store_mark { STORE_READ, STORE_UNREAD, STORE_SAVED, STORE_UNSAVED };
bool store_mark(struct store *st, const int64_t *ids, size_t count, enum store_mark mark,
                struct err *err);
/*
 * All that match and are not so yet, at most STORE_MARK_MOST a call: again until none come; the ids changed
 * come back, for undo. *io_after: { 0 } at first; where the next call goes on, so that each story is looked at once,
 * however many there are.
 */
#define STORE_MARK_MOST 2000
bool store_mark_query(struct store *st, struct arena *a, const struct store_query *query,
                      enum store_mark mark, struct store_place *io_after, int64_t **out_ids,
                      size_t *out_count, struct err *err);
bool store_tag(struct store *st, int64_t story_id, str tag, bool is_on, struct err *err);
/* The reader's own, then the feed's categories. */
bool store_own_tags_load(struct store *st, struct arena *a, int64_t story_id, str **out,
                         size_t *out_count, struct err *err);
bool store_tags_load(struct store *st, struct arena *a, int64_t story_id, str **out,
                     size_t *out_count, struct err *err);
bool store_totals(struct store *st, int64_t *out_all, int64_t *out_unread, int64_t *out_saved,
                  struct err *err);

/* ---- rules: what to do with what matches on arrival ---- */

struct store_rule {
    str name, query, tag; /* tag: empty, none */
    bool hides, reads, saves, highlights, runs;
};
/*
 * For all that store_feed_write adds from now on, by this connection; copied. In their order, and each sees what those before
 * it did. A query that cannot be read is passed over: who loads the rules has checked it.
 */
bool store_rules_set(struct store *st, const struct store_rule *rules, size_t count,
                     struct err *err);
struct store_run { /* what a rule that runs something matched */
    int64_t story_id;
    size_t rule; /* of those set */
};
/* Taken over, once; those of writes that failed are not among them. */
void store_runs_take(struct store *st, struct arena *a, struct store_run **out, size_t *out_count);
/* The names of the rules that did something to a story. */
bool store_ruled_load(struct store *st, struct arena *a, int64_t story_id, str **out,
                      size_t *out_count, struct err *err);

/* ---- search index: fed in batches, off the path that makes a story readable ---- */

/*
 * Indexes at most limit stories that wait for it, in transactions of some 10 ms each, so that other writers get
 * their turn; *out_left: about how many still wait, 0 only when none does.
 */
bool store_index_step(struct store *st, size_t limit, int64_t *out_left, struct err *err);
/* For a program without a reader: transactions of some 100 ms, so that there is less to merge. */
void store_index_long(struct store *st, bool is_long);
struct store_keep {  /* 0: no such bound */
    int64_t stories; /* of a source: the oldest beyond go */
    int64_t for_s;   /* what was read and is older goes */
    bool is_unread;  /* unread ones stay, however many */
    const struct store_keep_source {
        str key;
        int64_t stories, for_s;
    } * sources; /* for which it is otherwise */
    size_t source_count;
};
/*
 * Takes away what is no longer kept, at most limit stories in one transaction (20 take some 10 ms). Saved and
 * tagged ones stay. What went does not come back while its feed still carries it.
 */
bool store_expire_step(struct store *st, const struct store_keep *keep, int64_t now, size_t limit,
                       int64_t *out_gone, struct err *err);

/* ---- what the reader was doing ---- */

bool store_state_set(struct store *st, const char *name, str value, struct err *err);
str store_state_get(struct store *st, struct arena *a, const char *name); /* empty: not set */
/* Where in a story the reader was: a place in the doc's text. */
bool store_position_set(struct store *st, int64_t story_id, uint32_t at, struct err *err);
uint32_t store_position_get(struct store *st, int64_t story_id);
/* The walk: stories visited, in order, and where in it one is; the last 200 are kept. */
bool store_history_save(struct store *st, const int64_t *ids, size_t count, size_t now_at,
                        struct err *err);
bool store_history_load(struct store *st, struct arena *a, int64_t **out_ids, size_t *out_count,
                        size_t *out_at, struct err *err);

/* ---- one refreshes at a time ---- */

/* Takes or renews the lease for span_s; ERR_BUSY: another copy holds it. holder: unique to this copy. */
bool store_lease_take(struct store *st, str holder, int64_t now, int64_t span_s, struct err *err);
void store_lease_drop(struct store *st, str holder);

#endif
