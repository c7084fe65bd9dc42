/*
 * src/refresh/command.h: programs of the user's own configuration, run beside the transfers: exec:
 * sources, filters, password commands. By argument vector, each in a thread that waits for it.
 *
 * Shape   command_start, then command_take when wake was called; limits of bytes and time for each
 * Memory  a command owns its arena, and goes with command_free
 * Errors  in the command: what the program did wrong
 * Threads commands belongs to the thread that made it; wake is called from others
 */
#ifndef COURANT_REFRESH_COMMAND_H
#define COURANT_REFRESH_COMMAND_H

#include <courant/base.h>

struct commands;

struct command {
    struct arena arena;
    const char *const *argv; /* in the arena */
    str input;               /* stays the caller's, until the command is taken */
    size_t most_bytes;
    int most_ms;
    void *owner; /* the caller's */
    str raw_out;
    struct err err;
};

struct commands *commands_new(void (*wake)(void *context), void *context);
void commands_free(struct commands *all); /* ends what runs; waits for that, not for its limits */

struct command *command_new(void);
void command_free(struct command *command);
void command_start(struct commands *all, struct command *command); /* or waits for its turn */
struct command *command_take(struct commands *all);                /* NULL: none has ended */
size_t commands_running(const struct commands *all);

#endif
