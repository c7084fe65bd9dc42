/*
 * src/config/seen.h: which strings were met before, and where: for what may occur only once.
 *
 * Shape   { .arena = a } is empty; strings are borrowed and must outlive it
 */
#ifndef COURANT_CONFIG_SEEN_H
#define COURANT_CONFIG_SEEN_H

#include <courant/base.h>

struct seen {
    struct arena *arena;
    struct seen_slot *slots;
    size_t count, room;
};

/* The number kept with text: 0 when it is new. The caller may set it, before the next call. */
size_t *seen_at(struct seen *seen, str text);

#endif
