/*
 * src/refresh/place.h: where a site's feed is likely to be, by its address alone.
 *
 * Shape   absolute http and https addresses in; candidates out, best first, none twice; no network
 * Memory  in the arena handed in
 */
#ifndef COURANT_REFRESH_PLACE_H
#define COURANT_REFRESH_PLACE_H

#include <courant/base.h>

/* Of sites whose feeds have a rule (YouTube, GitHub, Reddit, Mastodon): to be tried before the page. */
size_t place_known(struct arena *a, str url, const str **out);
/* /feed, /rss.xml and their like, below the page's folder and at the top: when the page names none. */
size_t place_usual(struct arena *a, str url, const str **out);

#endif
