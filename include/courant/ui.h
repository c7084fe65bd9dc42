/*
 * <courant/ui.h>: the reader on screen.
 *
 * Errors  ERR_USAGE: standard output is no terminal; ERR_STORE
 * Threads call from the main thread; it owns curses until ui_run returns
 */
#ifndef COURANT_UI_H
#define COURANT_UI_H

#include <courant/base.h>

struct config;
struct config_paths;

struct ui_options {
    const struct config_paths *paths;
    const struct config *config;
    str theme; /* of the command line; empty: the setting */
    bool is_first_start;
};

bool ui_run(const struct ui_options *options, struct err *err); /* returns when the reader quits */

/* A line for each command: id, name, default keys, panes, help; docs/keys.md is made of it. */
str ui_keys_table(struct arena *a);

#endif
