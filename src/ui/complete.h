/*
 * src/ui/complete.h: what the : line may go on with.
 *
 * Shape   the word before the cursor, against command names, settings and their words, themes, or the
 *         beginnings of the query language, as the words before it say
 * Memory  in the arena handed in
 */
#ifndef COURANT_UI_COMPLETE_H
#define COURANT_UI_COMPLETE_H

#include <courant/base.h>

#define COMPLETE_MOST 200

struct complete_words { /* what only the running program knows */
    const str *themes, *sources, *sections;
    size_t theme_count, source_count, section_count;
};

struct choice {
    str text; /* stands in the place of the word */
    str help; /* one line; may be empty */
};

struct complete {
    struct choice *choices;
    size_t count;
    size_t from; /* the byte at which the word begins */
};

/* line: up to the cursor. */
void complete_line(struct arena *a, str line, const struct complete_words *words,
                   struct complete *out);
/* The longest beginning that all choices share; at least the word itself. */
str complete_common(const struct complete *complete);

#endif
