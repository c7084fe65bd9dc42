/*
 * src/feed/xml.h: a tolerant reader of XML: balanced events out of whatever comes, namespaces, no DTD.
 *
 * Shape   valid UTF-8 in; slices of it out. Events nest: every OPEN has its CLOSE, also where the
 *         text has not. Comments, processing instructions and the DOCTYPE are passed over
 * Units   depth: open elements, the one just opened included
 * Memory  slices of the text given to xml_init, which the caller keeps; a token is valid until the next
 * Errors  none: what is broken is mended and noted in .mended
 * Threads any, a reader belongs to one at a time
 * Source  XML 1.0 and Namespaces 1.0, less the DTD: entities come from HTML 4, from a document only plain
 *         short ones, so that nothing can grow without bound
 */
#ifndef COURANT_FEED_XML_H
#define COURANT_FEED_XML_H

#include "xml_entity.h"

#include <courant/base.h>

#define XML_MOST_DEPTH 512
#define XML_MOST_ATTRS 256
#define XML_MOST_BOUND 256 /* namespace declarations in force at a time */

/* Namespaces that mean something in feeds. The many addresses of one namespace are one of these. */
enum xml_space {
    SPACE_NONE,  /* no namespace */
    SPACE_OTHER, /* one that says nothing to us */
    SPACE_RSS, /* addresses that were given to RSS 0.9x and 2.0, or the root's own, whatever it is */
    SPACE_RSS_090,
    SPACE_RSS_10,
    SPACE_RSS_11,
    SPACE_ATOM_03,
    SPACE_ATOM_10,
    SPACE_RDF,
    SPACE_DC,
    SPACE_DCTERMS,
    SPACE_CONTENT,
    SPACE_MEDIA,
    SPACE_ITUNES,
    SPACE_GOOGLEPLAY,
    SPACE_PODCAST,
    SPACE_SY,
    SPACE_SLASH,
    SPACE_WFW,
    SPACE_THR,
    SPACE_WEBFEEDS,
    SPACE_XHTML,
    SPACE_XML,
};

enum xml_kind { XML_OPEN, XML_CLOSE, XML_TEXT, XML_CDATA };

struct xml_attr {
    str name;      /* as written, "xml:base" */
    str raw_value; /* references not decoded */
};

struct xml_token {
    enum xml_kind kind;
    enum xml_space space;
    str name;  /* OPEN, CLOSE: as written */
    str local; /* without its prefix */
    str uri;   /* OPEN: of its namespace, as bound; empty: none */
    str raw;   /* OPEN: the tag; TEXT, CDATA: the text, of TEXT with its references */
    const struct xml_attr *attrs;
    size_t attr_count;
    bool is_empty; /* OPEN: <x/>; its CLOSE follows all the same */
};

/* What was wrong and has been mended. */
enum xml_mend {
    XML_MEND_LT = 1 << 0,      /* a bare < */
    XML_MEND_TAGS = 1 << 1,    /* tags crossed, never opened or never closed */
    XML_MEND_CUT = 1 << 2,     /* the text ends in the midst */
    XML_MEND_ATTRS = 1 << 3,   /* attributes without quotes or value, or too many */
    XML_MEND_PREFIX = 1 << 4,  /* a prefix that was never declared */
    XML_MEND_DEPTH = 1 << 5,   /* deeper than XML_MOST_DEPTH */
    XML_MEND_SECTION = 1 << 6, /* a comment or CDATA section without end */
};

struct xml_binding {
    str prefix, uri;
    enum xml_space space;
};

struct xml_element {
    str name;
    size_t binding_count; /* before it */
};

struct xml {
    struct arena *arena;
    str text;
    size_t at;
    unsigned mended;
    struct xml_token token;
    bool wants_close; /* the CLOSE of an empty element is due */
    size_t close_to;  /* CLOSE events are due down to this depth */
    size_t depth;
    struct xml_element stack[XML_MOST_DEPTH];
    uint8_t
        hashes[XML_MOST_DEPTH]; /* of the names on the stack, to pass over most of them at once */
    struct xml_attr attrs[XML_MOST_ATTRS];
    VEC(struct xml_binding) bindings;
    str adopted_uri; /* a namespace unknown to us that is to count as SPACE_RSS; xml_adopt */
    struct xml_entity_set entities;
    bool has_no_comment_end, has_no_instruction_end; /* from .at on */
    bool has_doctype;                                /* had one; a second one is not looked into */
};

/* A text cut off in front of its first markup is the caller's to have cut. */
void xml_init(struct xml *x, struct arena *a, str text);
/* The next event, in x->token; false at the end. */
bool xml_next(struct xml *x);
/* The namespace of the element just opened shall count as that of RSS. */
void xml_adopt(struct xml *x);
/* The element just opened closes all that is open above depth, and takes its place there. */
void xml_lift(struct xml *x, size_t depth);

/* An attribute of the token by its local name, in the element's namespace or none; NULL: not there. */
const struct xml_attr *xml_attr_find(const struct xml *x, const char *local);
/* An attribute with the prefix xml: xml:base, xml:lang. */
const struct xml_attr *xml_attr_find_xml(const struct xml *x, const char *local);
/* The namespace that an address stands for. */
enum xml_space xml_space_of(str uri);

#endif
