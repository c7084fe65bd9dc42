/*
 * src/feed/xml_entity.h: character and entity references.
 *
 * Shape   names of HTML 4, numbers; 128 to 159 mean Windows-1252, as in HTML; an & that begins none is an &
 * Memory  declared entities live in the arena handed in
 * Source  the WHATWG HTML standard, "numeric character reference end state"
 */
#ifndef COURANT_FEED_XML_ENTITY_H
#define COURANT_FEED_XML_ENTITY_H

#include <courant/base.h>

/*
 * Entities that the document itself declares. Feeds need none, and nesting them is how a small file becomes
 * a huge text; so only a plain value of a few bytes counts, and all of them together have a budget.
 */
struct xml_entity {
    str name, value;
};
struct xml_entity_set {
    VEC(struct xml_entity) list;
    size_t spent;
};

#define ENTITY_MOST_COUNT 64
#define ENTITY_MOST_LEN   256
#define ENTITY_MOST_TOTAL ((size_t)64 << 10)

/* From the inside of <!DOCTYPE … >. */
void xml_entity_declare(struct xml_entity_set *set, struct arena *a, str doctype);

enum xml_entity_found {
    ENTITY_BARE = 1 << 0,    /* an & that begins no reference */
    ENTITY_UNKNOWN = 1 << 1, /* a name that nobody knows; left as it was */
    ENTITY_ODD = 1 << 2,     /* what came out may need cleaning: controls, bidi marks */
};

/* Adds raw to out, decoded. set may be NULL. The answer: bits of enum xml_entity_found. */
unsigned xml_entity_decode(struct buf *out, str raw, struct xml_entity_set *set);

#endif
