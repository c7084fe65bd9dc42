/*
 * src/page/state.h: the text of an article in the data of a page that a script draws.
 */
#ifndef COURANT_PAGE_STATE_H
#define COURANT_PAGE_STATE_H

#include "reader.h"

str state_body(struct reader *r); /* HTML, or paragraphs parted by newlines; empty: none */

#endif
