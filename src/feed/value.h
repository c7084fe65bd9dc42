/*
 * src/feed/value.h: what stood in an element or a JSON string, made into what a field holds.
 *
 * Shape   in: UTF-8, references of the container decoded. Out: clean; lines plain, bodies HTML
 * Memory  results live in values.arena or are slices of values.document; scratch is emptied by values_tidy, between
 *         items
 */
#ifndef COURANT_FEED_VALUE_H
#define COURANT_FEED_VALUE_H

#include <courant/base.h>

#define VALUE_MOST ((size_t)4 << 20) /* bytes of one field; the rest is cut off */

enum value_type {
    VALUE_GUESS, /* nobody says: RSS */
    VALUE_SOFT,  /* text by the letter of Atom, where no type is given; bodies are guessed */
    VALUE_TEXT,
    VALUE_LINES, /* text whose line ends count */
    VALUE_HTML,
};

struct value {
    str text;
    enum value_type type;
    str base;
    str home;      /* where it stood, if its place in the document may be written over; empty: no */
    bool is_clean; /* is sure to need no cleaning */
};

struct values {
    struct arena *arena;
    str document; /* lasts as long as arena: what is as it should be there is not copied */
    struct arena scratch;
    struct buf one;  /* in scratch */
    bool has_double; /* some text was encoded twice, and was mended */
    bool has_long;   /* some text was cut at VALUE_MOST */
};

str value_line(struct values *v, const struct value *value);
str value_body(struct values *v, const struct value *value);
/* An absolute address; empty where it is none. */
str value_address(struct values *v, str text, str base);
/* The same, http or https only. */
str value_link(struct values *v, str text, str base);
/* "en_US" as "en-US"; empty where it can be no language tag. */
str value_language(struct values *v, str text);
/* The name in "me@example.com (Name)", "Name <me@example.com>" or "Name". */
str value_person(struct values *v, str text);
str value_base64(struct values *v, str text);
void values_tidy(struct values *v);

#endif
