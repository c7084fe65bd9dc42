/*
 * src/related/token.h: what of a story's words goes into its vectors.
 *
 * Shape   the first TOKEN_WORDS words of title and of text, by their first five letters
 * Memory  in the arena
 * Source  docs/related.md, "Tokens"
 */
#ifndef COURANT_RELATED_TOKEN_H
#define COURANT_RELATED_TOKEN_H

#include "language.h"
#include "vector.h"

#include <courant/base.h>

#define TOKEN_WORDS 60

struct token {
    uint32_t term;
    uint16_t in_title, in_text; /* times */
    bool is_name;               /* capitalised somewhere that is not the beginning */
    bool is_named;              /* so in the headline or in the first words of the text */
    uint8_t letters;            /* of a word, up to BRIDGE_BEGINNING; 0: a script without blanks */
};

struct tokens {
    struct token *words, *bridge; /* each term once */
    size_t word_count, bridge_count;
    char language[LANGUAGE_ROOM];
};

void tokens_of(struct arena *a, str title, str text, str declared_language, struct tokens *out);
/* The headline without " - Name of the paper" at its end. */
str token_bare_title(struct arena *a, str title, str source_name);

#endif
