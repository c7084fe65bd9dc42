/*
 * src/cli/cli.h: what the subcommands share.
 *
 * Shape   a subcommand is one function in one file, named in commands.def; it returns the exit status
 * Memory  cli.arena lives until the program ends; so do config and store
 * Errors  cli_fail prints "courant: what: why" and gives the status that belongs to the kind
 */
#ifndef COURANT_CLI_CLI_H
#define COURANT_CLI_CLI_H

#include <courant/base.h>
#include <courant/cli.h>
#include <courant/config.h>

struct store;

enum cli_status { CLI_DONE = 0, CLI_INVALID = 1, CLI_USAGE = 2, CLI_PARTLY = 3, CLI_STORE = 4 };

struct cli {
    struct arena arena;
    struct config_paths paths;
    struct config config; /* after cli_config; after cli_stories perhaps without its sources */
    struct store *store;  /* after cli_store */
    str theme;            /* --theme; empty: the setting */
    bool is_config_loaded;
    bool is_first_start;
};

/* One option of a subcommand: "--json" sets a flag, "--limit N" takes the next word. */
struct cli_option {
    const char *name;
    bool *flag;
    str *value;
};

/*
 * Takes the options out of args wherever they stand ("--" ends them); the words left are counted in
 * *word_count. False, said on stderr: an unknown option or one without its value.
 */
bool cli_options(const char *command, const struct cli_option *options, size_t option_count,
                 str *args, size_t arg_count, size_t *word_count);
/* Loads courant.ini and sources.ini, written first where there are none; says their problems, once. */
bool cli_config(struct cli *cli, struct err *err);
/* cli_config, then opens the store and makes its sources agree; a new one gets the welcome edition. */
bool cli_store(struct cli *cli, struct err *err);
/* cli_store for who does without config.sources: sources.ini is read only if it is not as it was when last synced. */
bool cli_stories(struct cli *cli, struct err *err);
/* Again, after sources.ini was edited; problems have been said. */
bool cli_reload(struct cli *cli, struct err *err);
bool cli_number(str text, int64_t least, int64_t most, int64_t *out);
int cli_fail(const char *what, const struct err *err);
int cli_usage(const char *command); /* prints its usage on stderr; CLI_USAGE */
bool cli_is_terminal(void);         /* standard output */

typedef int cli_function(struct cli *cli, str *args, size_t count);
#define CLI_COMMAND(name, function, usage, help) cli_function function;
#include "commands.def"
#undef CLI_COMMAND

#endif
