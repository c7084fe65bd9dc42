/*
 * src/feed/markup.h: HTML in fields: is it any, and its addresses made absolute; without building a tree.
 *
 * Shape   UTF-8 source of HTML, however broken
 * Memory  results go to the buffer handed in; scratch is the caller's to free whenever it likes
 */
#ifndef COURANT_FEED_MARKUP_H
#define COURANT_FEED_MARKUP_H

#include <courant/base.h>

struct xml_token;

/*
 * For fields whose type nobody says. Text that speaks of tags ("the <blink> tag") is not HTML; text that closes
 * one, has an empty element (<br>) or a known reference is, if it has only tags that HTML knows.
 */
bool markup_is_html(str text);
bool markup_is_name(str name); /* of an element of HTML, old ones too */

/* Adds html to out, relative addresses resolved. False, and nothing added: nothing had to change. */
bool markup_resolve(struct buf *out, struct arena *scratch, str html, str base);

/* Adds the tag of an element that stands as markup in a feed: no prefix, addresses resolved. */
void markup_add_open(struct buf *out, struct arena *scratch, const struct xml_token *token,
                     str base);
void markup_add_close(struct buf *out, str name);
void markup_add_escaped(struct buf *out, str text);

#endif
