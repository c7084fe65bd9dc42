/*
 * src/store/place.h: what lies where the store is to be, before SQLite is let at it.
 *
 * Shape   the path of a store, through links
 * Errors  ERR_STORE what is there can be no store, or none can be made; ERR_DAMAGED its file was emptied, its log was not
 */
#ifndef COURANT_STORE_PLACE_H
#define COURANT_STORE_PLACE_H

#include <courant/base.h>

/* An ordinary file, which a new store may make of nothing. A pipe would be waited for, so nothing is opened to see. */
bool place_check(const char *path, bool *out_there, struct err *err);
bool place_make(const char *path, struct err *err);
/* Its log has bytes, it has none: SQLite would take the log away. */
bool place_is_emptied(const char *path);
/* Does the file system know locks? To SQLite one that does not looks like a store that is always being written. */
bool place_has_locks(const char *path);
#define PLACE_NO_LOCKS                                                                             \
    "its file system knows no locks, without which two copies would ruin it: keep the store "      \
    "on another one (--store FILE)"

#endif
