/*
 * src/ui/edit.h: one line being typed: text, cursor, and the lines typed before.
 *
 * Shape   UTF-8, EDIT_MOST bytes at most; the cursor stands between clusters
 * Keys    those of readline: ctrl-a ctrl-e ctrl-b ctrl-f ctrl-u ctrl-k ctrl-w ctrl-h, arrows, home, end
 * Memory  all inside; { 0 } is an empty line without a past
 */
#ifndef COURANT_UI_EDIT_H
#define COURANT_UI_EDIT_H

#include "key.h"

#define EDIT_MOST  1024
#define EDIT_LINES 64

struct edit {
    char text[EDIT_MOST];
    size_t len, at; /* bytes; at: where the cursor stands */
};

struct edit_past { /* oldest first */
    struct edit lines[EDIT_LINES];
    size_t count;
    size_t at;           /* count: the line being typed */
    struct edit pending; /* which is kept here meanwhile */
};

enum edit_did { EDIT_NOTHING, EDIT_MOVED, EDIT_CHANGED };

str edit_str(const struct edit *e);
void edit_set(struct edit *e, str text);    /* the cursor at the end */
bool edit_insert(struct edit *e, str text); /* at the cursor; false: it would not fit */
void edit_replace(struct edit *e, size_t from, size_t to, str text);
enum edit_did edit_key(struct edit *e, struct key key);

void edit_past_add(struct edit_past *past, str line);
bool edit_past_older(struct edit_past *past, struct edit *e);
bool edit_past_newer(struct edit_past *past, struct edit *e);

#endif
