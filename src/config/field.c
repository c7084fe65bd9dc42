#include "field.h"

const struct field *
field_find(const struct field *fields, size_t count, str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(name, str_of(fields[i].name)))
            return &fields[i];
    return NULL;
}
