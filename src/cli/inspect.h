/*
 * src/cli/inspect.h: `courant inspect feed|page|date`: what the parsers make of one thing, without a store.
 *
 * Shape   each takes its words after "inspect NAME" and returns the exit status
 */
#ifndef COURANT_CLI_INSPECT_H
#define COURANT_CLI_INSPECT_H

#include "cli.h"

int inspect_page(struct cli *cli, str *args, size_t count);
int inspect_feed(struct cli *cli, str *args, size_t count);
int inspect_date(struct cli *cli, str *args, size_t count);

#endif
