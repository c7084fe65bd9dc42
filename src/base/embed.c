#include <courant/base.h>

str
embed_get(const char *name)
{
    for (const struct embed *e = embed_files; e->name; e++)
        if (str_eq(str_of(e->name), str_of(name)))
            return e->bytes;
    return (str){ "", 0 };
}
