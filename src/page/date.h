/*
 * src/page/date.h: dates as pages write them, for machines (ISO 8601) and for readers.
 *
 * Units   seconds since 1970 UTC; a time without a zone is taken as UTC
 * Source  ISO 8601; month names of a dozen languages in date.c
 */
#ifndef COURANT_PAGE_DATE_H
#define COURANT_PAGE_DATE_H

#include <courant/base.h>

bool page_date_read(str text, int64_t *out_at);

#endif
