/*
 * src/refresh/secret.h: the passwords that password commands gave, until they are refused or no longer wanted.
 *
 * Memory  each is overwritten before it is given back
 */
#ifndef COURANT_REFRESH_SECRET_H
#define COURANT_REFRESH_SECRET_H

#include <courant/base.h>

struct secret; /* of one source */
struct secrets {
    struct secret *first;
};

void secret_keep(struct secrets *secrets, str key, str password); /* in place of an earlier one */
bool secret_find(const struct secrets *secrets, str key, str *out_password); /* borrowed */
void secret_forget(struct secrets *secrets, str key);
void secrets_clear(struct secrets *secrets);

#endif
