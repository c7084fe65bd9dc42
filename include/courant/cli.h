/*
 * <courant/cli.h>: the command line: subcommands, their options, text and JSON.
 *
 * Shape   docs/cli.md; exit 0 done, 1 missing or invalid, 2 wrong usage, 3 partly done, 4 store or file
 */
#ifndef COURANT_CLI_H
#define COURANT_CLI_H

int cli_main(int argc, char **argv);

#endif
