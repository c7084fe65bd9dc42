/*
 * <courant/config_edit.h>: edits of sources.ini and rules.ini that keep their comments, order and form.
 *
 * Shape   each is written whole, through links, with the permissions that the file had
 * Memory  in the arena handed in
 * Errors  ERR_MISSING no such source or setting; ERR_INVALID; ERR_STORE the file cannot be written. It is then as it was
 * Threads any; copies of courant wait for each other
 */
#ifndef COURANT_CONFIG_EDIT_H
#define COURANT_CONFIG_EDIT_H

#include <courant/config.h>

/* What takes an edit back, as long as nobody has changed the file since. */
struct config_undo {
    str file;   /* its path, behind links */
    str before; /* all that stood in it */
    uint64_t after;
};

/* source->key may be empty: made from url, unique. */
bool config_source_add(struct arena *a, const struct config_paths *paths,
                       const struct config_source *source, str *out_key, struct err *err);
/* undo may be NULL, here and below. */
bool config_source_remove(struct arena *a, const struct config_paths *paths, str key,
                          struct config_undo *undo, struct err *err);
/* One of the settings of config_source_key; value empty: its line goes. */
bool config_source_change(struct arena *a, const struct config_paths *paths, str key, str setting,
                          str value, struct config_undo *undo, struct err *err);
bool config_undo_edit(const struct config_undo *undo,
                      struct err *err); /* ERR_INVALID: it was changed since */

/* A section of rules.ini, at its end; its name is made of the query. ERR_INVALID: a query with both kinds of quotes. */
bool config_rule_add(struct arena *a, const struct config_paths *paths,
                     const struct config_rule *rule, str *out_name, struct config_undo *undo,
                     struct err *err);

/*
 * Many additions, and the file written once: between open and end nobody else writes it. paths outlive it. A source
 * that cannot be put costs only itself; is_kept false: the file stays as it was.
 */
struct config_additions;
bool config_additions_open(struct arena *a, const struct config_paths *paths,
                           struct config_additions **out, struct err *err);
bool config_additions_put(struct config_additions *add, const struct config_source *source,
                          str *out_key, struct err *err);
bool config_additions_end(struct config_additions *add, bool is_kept, struct err *err);

#endif
