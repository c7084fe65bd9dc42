/*
 * src/doc/credit.h: is this line the credit of a picture ("Photo: akorda.kz")?
 *
 * Shape   one line of text in any of the languages that news comes in
 */
#ifndef COURANT_DOC_CREDIT_H
#define COURANT_DOC_CREDIT_H

#include <courant/base.h>

bool credit_is(str line);

#endif
