/*
 * src/ui/commands.h: everything that can be done, made from commands.def: enum, names, help, functions.
 *
 * Shape   a command changes the model and returns what went stale; only the loop draws
 */
#ifndef COURANT_UI_COMMANDS_H
#define COURANT_UI_COMMANDS_H

#include <courant/base.h>

struct app;

/* A pane, as a bit. */
enum in_pane { IN_STORIES = 1, IN_ARTICLE = 2, IN_RELATED = 4, IN_SOURCES = 8, IN_ALL = 15 };

/* What must be drawn again. */
enum stale {
    STALE_NONE = 0,
    STALE_HEADER = 1,
    STALE_STORIES = 2,
    STALE_ARTICLE = 4,
    STALE_RELATED = 8,
    STALE_SOURCES = 16,
    STALE_STATUS = 32,
    STALE_FRAME = 64, /* borders and pane titles */
    STALE_OVER = 128, /* help and pickers */
    STALE_ALL = 255,
};

enum command_id {
#define HEADING(text)
#define COMMAND(id, name, keys, panes, function, takes, help) COMMAND_##id,
#include "commands.def"
#undef COMMAND
#undef HEADING
    COMMAND_COUNT,
};

/* argument: what follows the name on the : line, or the digit that was pressed; else empty. */
typedef unsigned command_function(struct app *app, str argument);

#define HEADING(text)
#define COMMAND(id, name, keys, panes, function, takes, help) command_function function;
#include "commands.def"
#undef COMMAND
#undef HEADING

/* What it does is in input.c's table, so that names and keys are known without a screen. */
struct command {
    const char *name, *keys;
    unsigned panes; /* enum in_pane bits */
    const char *takes, *help;
    const char *heading; /* stands before it in the help; NULL: none */
};

const struct command *command_get(enum command_id id);
bool command_find(str name, enum command_id *out); /* a unique beginning will do */

#endif
