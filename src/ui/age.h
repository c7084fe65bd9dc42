/*
 * src/ui/age.h: how long ago, in few letters or in words; counts with their nouns.
 */
#ifndef COURANT_UI_AGE_H
#define COURANT_UI_AGE_H

#include <courant/base.h>

str age_short(struct arena *a, int64_t now,
              int64_t at); /* "now", "5m", "2h", "3d", "5w", "2y"; 0: "" */
str age_words(struct arena *a, int64_t now,
              int64_t at); /* "just now", "5 minutes ago"; 0: "never" */
str age_until(struct arena *a, int64_t now, int64_t at); /* "now", "in 5 minutes" */
str age_every(struct arena *a, int64_t span_s);          /* "every hour", "every 5 minutes" */
str count_words(struct arena *a, int64_t count, const char *one, const char *many);

#endif
