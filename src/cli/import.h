/*
 * src/cli/import.h: lists of other readers, entry by entry, each with what became of it.
 *
 * Shape   a line an entry on standard output: "taken", "changed" (and what), "there" (it was before), "refused" (why)
 */
#ifndef COURANT_CLI_IMPORT_H
#define COURANT_CLI_IMPORT_H

#include "cli.h"

enum import_verdict { IMPORT_TAKEN, IMPORT_CHANGED, IMPORT_THERE, IMPORT_REFUSED, IMPORT_COUNT };

struct import {
    struct cli *cli;
    struct config_additions *additions; /* of a list */
    size_t counts[IMPORT_COUNT];
};

/* An entry on its way into sources.ini; words gathers what had to be changed. */
struct import_source {
    struct config_source source;
    struct buf words;
};

/* line: in the list; 0: not known. */
void import_say(struct import *im, enum import_verdict verdict, str subject, int line, str words);
void import_changed(struct import_source *s, const char *format, ...) PRINTF_LIKE(2, 3);
/*
 * An address as lists have it: http, https, file:, exec:, filter:COMMAND:URL. What runs a command or reads a file
 * comes in disabled. False, with words: what this is cannot be a source here.
 */
bool import_address(struct import_source *s, str address, const char **why);
/* Adds it to sources.ini and says so. */
void import_add(struct import *im, struct import_source *s, str address, int line);

/* Of the files' kinds; each says what it did. */
bool import_opml(struct import *im, str raw, struct err *err);
void import_urls(struct import *im, str raw);
bool import_cache(struct import *im, const char *path, struct err *err);

#endif
