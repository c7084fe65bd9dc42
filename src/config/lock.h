/*
 * src/config/lock.h: one writer at a time for the user's files: two copies of `courant add` must not
 * write what both read before.
 *
 * Shape   the lock is on the file's folder, since the file itself is replaced; readers need none
 * Errors  none: a folder that is not there or cannot be locked (some network file systems) gives -1,
 *         and one writes without, as there is nothing better
 */
#ifndef COURANT_CONFIG_LOCK_H
#define COURANT_CONFIG_LOCK_H

#include <courant/base.h>

int lock_take(str file); /* waits for the other writer */
void lock_drop(int lock);

#endif
