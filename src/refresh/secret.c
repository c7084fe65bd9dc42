#include "secret.h"

#include <string.h>

struct secret {
    struct secret *next;
    size_t key_len, password_len;
    char bytes[]; /* the key, then the password */
};

static struct secret **
find(struct secret **link, str key)
{
    while (*link && !str_eq(key, (str){ (*link)->bytes, (*link)->key_len }))
        link = &(*link)->next;
    return link;
}

static void
drop(struct secret **link)
{
    struct secret *secret = *link;

    *link = secret->next;
    explicit_bzero(secret->bytes, secret->key_len + secret->password_len);
    mem_free(secret);
}

void
secret_keep(struct secrets *secrets, str key, str password)
{
    struct secret *secret = mem_new(sizeof(*secret) + key.len + password.len);

    secret_forget(secrets, key);
    secret->key_len = key.len;
    secret->password_len = password.len;
    if (key.len > 0)
        memcpy(secret->bytes, key.ptr, key.len);
    if (password.len > 0)
        memcpy(secret->bytes + key.len, password.ptr, password.len);
    secret->next = secrets->first;
    secrets->first = secret;
}

bool
secret_find(const struct secrets *secrets, str key, str *out_password)
{
    struct secret *first = secrets->first, *secret = *find(&first, key);

    if (secret)
        *out_password = (str){ secret->bytes + secret->key_len, secret->password_len };
    return secret != NULL;
}

void
secret_forget(struct secrets *secrets, str key)
{
    struct secret **link = find(&secrets->first, key);

    if (*link)
        drop(link);
}

void
secrets_clear(struct secrets *secrets)
{
    while (secrets->first)
        drop(&secrets->first);
}
