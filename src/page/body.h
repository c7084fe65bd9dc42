/*
 * src/page/body.h: the article written down: clean HTML, and text.
 */
#ifndef COURANT_PAGE_BODY_H
#define COURANT_PAGE_BODY_H

#include "reader.h"

/* The standfirst, and what is kept below content, in order. What is said of pictures is in the HTML only. */
void body_write(struct reader *r, str *out_html, str *out_text);

/* Text as JSON-LD carries it: paragraphs parted by newlines, or HTML. */
void body_write_plain(struct reader *r, str source, str *out_html, str *out_text);

#endif
