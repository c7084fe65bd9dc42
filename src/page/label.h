/*
 * src/page/label.h: what a heading or a first word says of the list or line under it, in many languages.
 */
#ifndef COURANT_PAGE_LABEL_H
#define COURANT_PAGE_LABEL_H

#include <courant/base.h>

enum label {
    LABEL_NONE,
    LABEL_RELATED, /* "Read also", "More on this story" */
    LABEL_POPULAR, /* "Most read", "Latest": the site's, not the story's */
    LABEL_ADVERT,  /* "Sponsored", "From our partners" */
    LABEL_OTHER,   /* "Comments", "Tags", "Follow us", "Newsletter" */
};

/* Of a short text that stands over a list, or at the front of a line. */
enum label label_find(struct arena *a, str text);
/* "► Read also", "[Related]": from the first letter. */
str label_skip_bullets(str s);
/* "Photo: akorda.kz", "Фото: …", "© …": what follows; empty: the text is no credit. */
str label_credit(str text);
/* "Source: X", "Quelle: X": of a picture perhaps, perhaps of what is told. */
bool label_is_source(str text);
/* "The harbour. Photo by" without the last words. */
str label_without_credit_word(str text);
/* "By Jane Doe", "Автор: …": the name without it. */
str label_author(str text);

/* For tests: every phrase of the table, from 0. */
size_t label_row_count(void);
const char *label_row(size_t nth);

#endif
