/*
 * src/text/label.h: the encodings that courant can read, and which of them a label names.
 */
#ifndef COURANT_TEXT_LABEL_H
#define COURANT_TEXT_LABEL_H

#include <courant/base.h>

enum encoding_id {
    ENCODING_NONE,
#define ENCODING(id, name, iconv_name, unit) ENCODING_##id,
#include "label.def"
#undef ENCODING
    ENCODING_COUNT,
};

struct encoding {
    const char *name, *iconv_name;
    size_t unit; /* bytes */
};

extern const struct encoding encodings[ENCODING_COUNT];

/* What a label means, in any case, with or without its hyphens; ENCODING_NONE: nothing. */
enum encoding_id encoding_find(str label);

/* Of the family in which no letter is where ASCII has it. */
static inline bool
encoding_is_ebcdic(enum encoding_id id)
{
    return id >= ENCODING_IBM037;
}

#endif
