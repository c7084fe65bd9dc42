/*
 * src/config/rewrite.h: sources.ini or rules.ini as the user wrote it, read and written whole: iniparser could write files too, but
 * without their comments and quotes.
 *
 * Shape   rewrite_open, then at most one rewrite_save, then rewrite_close: between them nobody else writes it
 * Memory  in the arena handed in
 * Errors  name the file
 */
#ifndef COURANT_CONFIG_REWRITE_H
#define COURANT_CONFIG_REWRITE_H

#include <courant/config_edit.h>

struct rewrite {
    struct arena *arena;
    str file; /* as the user calls it */
    str path; /* behind links: a folder of dotfiles that is linked to must not be replaced by a copy */
    str text; /* empty: there is no file yet */
    int lock;
};

bool rewrite_open(struct rewrite *r, struct arena *a, str file, struct err *err);
/* undo: what takes it back; NULL: not wanted. */
bool rewrite_save(struct rewrite *r, str text, struct config_undo *undo, struct err *err);
void rewrite_close(struct rewrite *r);
bool rewrite_name(const struct rewrite *r, struct err *err); /* in front of the error; false */

const char *rewrite_newline(str text); /* as the file has them */
/*
 * A value between quotes on one line. There are no escapes: in a text that has both kinds of quotes
 * the double ones become “typographic” ones, in an address they are written as %22.
 */
str rewrite_quote(struct arena *a, str value, bool is_url);
/* Every line of what is to be put in must come back from the reader as it went in. */
bool rewrite_check(str text, struct err *err);

#endif
