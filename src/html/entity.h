/*
 * src/html/entity.h: character references for the other files of this room.
 */
#ifndef COURANT_HTML_ENTITY_H
#define COURANT_HTML_ENTITY_H

#include <courant/base.h>

/* s begins with "&": adds what the reference stands for and tells its length; 0: it is none. */
size_t entity_take(str s, struct buf *out);
void entity_escape(struct buf *out, str s);

#endif
