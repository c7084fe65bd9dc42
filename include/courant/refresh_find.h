/*
 * <courant/refresh_find.h>: the feeds behind an address: the address itself, what its page announces, where such
 * sites usually have one.
 *
 * Shape   a struct find says what to fetch next (find_next) and is told what came (find_answer), so that the refresh
 *         thread looks without waiting and `courant add` with; refresh_find does it in the background
 * Memory  a find owns its answers; what the reader gets (struct refresh_found) owns its own
 * Errors  ERR_NET no answer; ERR_MISSING there is no feed to be found; ERR_INVALID no web address, or no feed
 * Threads a find belongs to one
 */
#ifndef COURANT_REFRESH_FIND_H
#define COURANT_REFRESH_FIND_H

#include <courant/feed.h>
#include <courant/net.h>

struct find;
struct refresher;
struct settings;

struct find_choice {
    str url, title; /* title empty: not known before it is fetched */
    bool is_read;   /* feed is there, and url is where it is now */
    struct feed feed;
};

/* "https://" in front of what has no scheme, as people type addresses. */
bool find_address(struct arena *a, str typed, str *out, struct err *err);

/* choice: one of those that asked announced, to be read; empty: look for them. settings outlive the find. */
struct find *find_new(const struct settings *settings, str asked, str choice);
void find_free(struct find *f);                          /* NULL is fine */
bool find_next(struct find *f, struct net_request *out); /* false: it has ended */
void find_answer(struct find *f, const struct net_response *r);
/* What could be the feed, best first: either one that was read, or those that the page announces. */
bool find_result(const struct find *f, const struct find_choice **out, size_t *out_count,
                 struct err *err);
void find_wait(struct find *f, struct net *net); /* until it has ended */

/* "about 3 stories a day" */
str find_rhythm(struct arena *a, const struct feed *feed);

/* ---- in the background ---- */

#define FOUND_STORIES 5

/* What REFRESH_FOUND brings; clean, for the screen. */
struct refresh_found {
    struct arena arena;
    str asked;
    struct found_choice {
        str url, title;
    } * choices;
    size_t choice_count;
    bool is_read; /* then there is one choice, and what follows is of it */
    str rhythm;
    struct found_story {
        str title;
        int64_t at; /* 0: not given */
    } stories[FOUND_STORIES];
    size_t story_count;
};

/* Ends what was looked for before. REFRESH_FOUND comes, unless this is called again. asked empty: no more than that. */
void refresh_find(struct refresher *r, str asked, str choice);
void refresh_found_free(struct refresh_found *found); /* NULL is fine */

#endif
