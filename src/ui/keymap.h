/*
 * src/ui/keymap.h: which command a sequence of keys means in which pane.
 *
 * Shape   a preset's table (courant, vim, newsboat), then the user's [keys] over it: a line there gives a command
 *         its keys anew; a key so given is taken from whoever had it in the same panes
 * Memory  in the arena handed in
 * Errors  unknown commands and unreadable keys go to a list of problems; the rest holds
 */
#ifndef COURANT_UI_KEYMAP_H
#define COURANT_UI_KEYMAP_H

#include "commands.h"
#include "key.h"

struct config_key;
struct config_problems;

struct keymap_entry {
    struct key_sequence sequence;
    enum command_id command;
    unsigned panes;
};

struct keymap {
    VEC(struct keymap_entry) entries;
};

enum keymap_found { KEYMAP_NONE, KEYMAP_MORE, KEYMAP_COMMAND };

/* file: named in problems. False: there is no such preset; courant's is used then. */
bool keymap_build(struct arena *a, str preset, const struct config_key *keys, size_t key_count,
                  str file, struct config_problems *problems, struct keymap *out);
/* KEYMAP_MORE: a sequence begins so; wait for the next key. */
enum keymap_found keymap_find(const struct keymap *map, unsigned pane, const struct key *keys,
                              size_t key_count, enum command_id *out);
str keymap_keys(struct arena *a, const struct keymap *map, enum command_id command); /* "j, down" */
str keymap_first_key(struct arena *a, const struct keymap *map, enum command_id command);
size_t keymap_presets(const char *const **out);

#endif
