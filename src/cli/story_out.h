/*
 * src/cli/story_out.h: stories on standard output: as lines of JSON, and as lines of columns.
 *
 * Shape   JSON as docs/cli.md promises: new keys may come, none is renamed or dropped
 * Units   columns of the terminal
 */
#ifndef COURANT_CLI_STORY_OUT_H
#define COURANT_CLI_STORY_OUT_H

#include "cli.h"
#include "json.h"

#include <courant/store.h>

/* The object of `list`; its tags are read from the store. */
bool json_story(struct store *st, const struct store_story *story, json_t **out, struct err *err);

/* Into it, for `search`: words around the first hit in the text, and where in them the hits are, in characters. */
bool json_snippet(struct store *st, const struct store_query *query, int64_t story_id,
                  json_t *object, struct err *err);

/* The object of `show`. */
bool json_text(struct store *st, struct arena *a, const struct store_text *text, json_t **out,
               struct err *err);
/* The object of `sources`. */
json_t *json_source(struct arena *a, const struct store_source *s);

/* id, age, source, title: fitted to the terminal; whole, parted by two blanks, in a pipe. */
struct story_columns {
    int width_cols; /* 0: a pipe */
    int id_cols, age_cols, source_cols;
    int64_t now;
};
void story_columns_init(struct arena *a, struct story_columns *c, const struct store_story *stories,
                        size_t count);
void story_print(struct arena *a, const struct story_columns *c, const struct store_story *story);

/* "3h", "2d", "14 Sep 2024". */
str age_text(struct arena *a, int64_t at, int64_t now);

/* Is s an id, and of a story of the store? Says on stderr when not. */
bool story_find(struct cli *cli, const char *command, str s, struct store_story *out, int *status);

#endif
