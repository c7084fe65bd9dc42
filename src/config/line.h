/*
 * src/config/line.h: one line of an INI file, before iniparser sees it.
 *
 * Shape   [section], key = value, a comment (# or ;), nothing, or a fault with the reason. What is
 *         accepted is written so that iniparser 4.1 reads it as the user meant it
 * Memory  slices of the line; reasons are static
 * Source  docs/config.md, "The form of the files"; iniparser's own behaviour, as measured
 */
#ifndef COURANT_CONFIG_LINE_H
#define COURANT_CONFIG_LINE_H

#include <courant/base.h>

#define LINE_MOST_BYTES 1000 /* iniparser rejects the whole file for one of 1020 */
#define NAME_MOST_BYTES 128

enum line_kind { LINE_EMPTY, LINE_COMMENT, LINE_SECTION, LINE_ENTRY, LINE_BAD };

struct line {
    enum line_kind kind;
    str name;    /* LINE_SECTION: of the section; LINE_ENTRY: the key */
    str written; /* LINE_ENTRY: the value for iniparser: its quotes still on, nothing behind */
    const char *fault;   /* LINE_BAD: why */
    const char *warning; /* NULL: none */
};

void line_read(str text, struct line *out);

#endif
