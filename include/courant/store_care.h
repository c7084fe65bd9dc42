/*
 * <courant/store_care.h>: what `courant doctor` does to a store: looks whether it is sound, makes it small, saves what
 * can be read of a damaged one.
 *
 * Units   bytes
 * Memory  words live in the arena handed in
 * Errors  ERR_STORE what is wrong, in words; ERR_BUSY another copy has it open
 * Threads as <courant/store.h>
 */
#ifndef COURANT_STORE_CARE_H
#define COURANT_STORE_CARE_H

#include <courant/store.h>

/* Integrity of the file, of what refers to what, of the search index, of the kept counts, of what is followed or muted. */
bool store_check(struct store *st, struct err *err);
/* Gives back to the disk what stories left that are gone, and lays the rest in order. */
bool store_compact(struct store *st, int64_t *out_before, int64_t *out_after, struct err *err);

struct store_rescued {
    str kept;        /* where the damaged store is now */
    int64_t sources; /* saved, of each */
    int64_t stories, texts, saved, tags;
    int64_t gaps; /* places at which something could not be read */
};
/*
 * Reads what can be read of the store at path into a new one, which takes its place; the damaged one is kept beside it.
 * Search index, threads and counts are made anew. Until the new one is whole nothing is touched. No other
 * copy may have the store open.
 */
bool store_rescue(const char *path, int64_t now, struct arena *a, struct store_rescued *out,
                  struct err *err);

#endif
