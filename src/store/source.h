/*
 * src/store/source.h: the names of all sources, kept in memory while nobody changes them: queries name sources and
 * sections, and sections are compared folded.
 */
#ifndef COURANT_STORE_SOURCE_H
#define COURANT_STORE_SOURCE_H

#include "db.h"

struct source_name {
    int64_t id;
    bool is_listed;
    str key, name, section; /* folded */
};

struct source_names {
    struct arena arena;
    struct source_name *items; /* by id */
    size_t count;
    int64_t version; /* the mark when they were loaded */
};

/* Borrowed until the next call. */
bool source_names_get(struct store *st, const struct source_names **out, struct err *err);
bool source_names_changed(struct store *st, struct err *err); /* in the writing transaction */
void source_names_free(struct source_names *names);

#endif
