/*
 * <courant/store_ahead.h>: pages of addresses that no story has, fetched before anybody asked for them. None is a story,
 * in a list or counted until a reader walks to it; then it is taken from here and written as any page.
 *
 * Shape   one for each address, by net_url_normal; or only the mark that none could be had there
 * Units   at: seconds since 1970 UTC
 * Memory, Errors, Threads as <courant/store.h>
 * Source  docs/related.md, "Fetched ahead"
 */
#ifndef COURANT_STORE_AHEAD_H
#define COURANT_STORE_AHEAD_H

#include <courant/store.h>

#define STORE_AHEAD_FOR_S (INT64_C(3) * 86400) /* what nobody walked to goes after that */
#define STORE_AHEAD_MOST  500                  /* the oldest beyond go at once */

struct page_article;

/* page NULL: there is none at url, and it is not to be tried again for now. Replaces what there was. */
bool store_ahead_put(struct store *st, str url, const struct page_article *page, int64_t now,
                     struct err *err);
/* ERR_MISSING: none, or one too old. Kind, text, names, picture and links; no feeds, no plain text. */
bool store_ahead_load(struct store *st, struct arena *a, str url, int64_t now,
                      struct page_article *out, struct err *err);
enum store_ahead {
    STORE_AHEAD_NONE,
    STORE_AHEAD_READY,
    STORE_AHEAD_FAILED,
};
enum store_ahead store_ahead_find(struct store *st, str url, int64_t now);
bool store_ahead_drop(struct store *st, str url, struct err *err);

#endif
