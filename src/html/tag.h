/*
 * src/html/tag.h: what the table of elements says of each.
 */
#ifndef COURANT_HTML_TAG_H
#define COURANT_HTML_TAG_H

#include <courant/base.h>
#include <courant/html.h>

enum { TAG_BLOCK = 1, TAG_VOID = 2, TAG_HIDDEN = 4 };

enum html_tag tag_find(str name); /* lower case; HTML_OTHER when the table has none of that name */
unsigned tag_flags(enum html_tag tag);

#endif
