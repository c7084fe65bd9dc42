/*
 * src/config/load.h: one of the user's files, read whole.
 *
 * Errors  ERR_MISSING; ERR_STORE cannot be read, is no ordinary file, is too large, or a link to nothing
 */
#ifndef COURANT_CONFIG_LOAD_H
#define COURANT_CONFIG_LOAD_H

#include <courant/config.h>

#define FILE_MOST_BYTES ((size_t)1 << 20)

bool load_file(struct arena *a, str path, str *raw_out, struct err *err);

#endif
