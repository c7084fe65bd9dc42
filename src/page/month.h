/*
 * src/page/month.h: names of months as pages write them, in some forty languages.
 */
#ifndef COURANT_PAGE_MONTH_H
#define COURANT_PAGE_MONTH_H

#include <courant/base.h>

int month_find(str text); /* the month, 1 to 12, whose name begins the text; 0: none */

#endif
