/*
 * src/page/title.h: the headline, without the site's name.
 */
#ifndef COURANT_PAGE_TITLE_H
#define COURANT_PAGE_TITLE_H

#include "meta.h"

str title_find(struct reader *r, const struct meta *meta, str site_name);
/* Where the page shows its title: the first h1, else the first heading, that says it; NULL: nowhere. */
const struct html_node *title_place(struct reader *r);
/* Do two headlines say the same? Letters and digits only, case folded. */
bool title_is_same(struct arena *a, str x, str y);
/* Does x, with another kicker or none, say what y does? */
bool title_ends_same(struct arena *a, str x, str y);

#endif
