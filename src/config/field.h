/*
 * src/config/field.h: what keys a section of sources.ini or rules.ini may have, as a table.
 */
#ifndef COURANT_CONFIG_FIELD_H
#define COURANT_CONFIG_FIELD_H

#include <courant/base.h>

struct field {
    const char *name;
    int kind;      /* the table's own */
    size_t offset; /* in the struct that the section becomes */
};

const struct field *field_find(const struct field *fields, size_t count, str name); /* NULL: none */

#endif
