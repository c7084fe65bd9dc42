/*
 * src/config/value.h: single values of the user's files, and how they are quoted when they are wrong.
 *
 * Shape   what span.c, size.c and value.c accept; each refusal quotes what stood there
 * Errors  ERR_INVALID; the output is then as it was
 */
#ifndef COURANT_CONFIG_VALUE_H
#define COURANT_CONFIG_VALUE_H

#include <courant/config.h>

/* For "%.*s": a value in a message, short enough that the end of the message is still seen. */
#define QUOTED_MOST  100
#define QUOTED(text) STR_ARG(str_sub((text), 0, QUOTED_MOST))

str size_text(struct arena *a, int64_t bytes);
bool value_bool(str text, bool *out, struct err *err);
/* A whole number of least to most. */
bool value_int(str text, int64_t least, int64_t most, int64_t *out, struct err *err);
/* Which of the words, parted by single blanks. */
bool value_word(str text, const char *words, int *out, struct err *err);
str value_word_at(const char *words, int index);
/* What the first sources.ini lists the welcome edition as: a source that is never fetched. */
#define WELCOME_URL STR("courant:welcome")
/* http, https, file or exec, each with what it needs, or WELCOME_URL; refused with the reason. */
bool value_url(str text, struct err *err);
/* A host with or without a port, behind a scheme that curl knows; or "none". */
bool value_proxy(str text, struct err *err);
bool value_path(str text, struct err *err); /* whole, or in the user's home: ~/x */
/* The id of a source: [a-z0-9._-]{1,64}. Also what a theme may be called: such a name is no path. */
bool value_is_id(str text);
/* The candidate that a slip of the finger would make of name; NULL: none is near. */
const char *value_nearest(str name, const char *const *candidates, size_t count);

#endif
