#include "tag.h"

#include <string.h>

static const struct {
    str name;
    const char *flags;
} tags[HTML_TAG_COUNT] = {
#define HTML_TAG(id, name, flags) [HTML_##id] = { STR_INIT(name), flags },
#include <courant/html_tag.def>
#undef HTML_TAG
};

/* By first letter, then in the order of the table: a name is found in a handful of comparisons. */
enum html_tag
tag_find(str name)
{
    for (size_t i = HTML_OTHER + 1; name.len > 0 && i < HTML_TAG_COUNT; i++)
        if (tags[i].name.ptr[0] == name.ptr[0] && str_eq(tags[i].name, name))
            return (enum html_tag)i;
    return HTML_OTHER;
}

unsigned
tag_flags(enum html_tag tag)
{
    unsigned flags = 0;

    for (const char *f = tags[tag].flags; f && *f; f++)
        flags |= *f == 'b' ? TAG_BLOCK : *f == 'v' ? TAG_VOID : TAG_HIDDEN;
    return flags;
}
