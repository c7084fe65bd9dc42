#include "reader.h"

static const str attr_names[ATTR_COUNT] = {
    [ATTR_HREF] = STR_INIT("href"),       [ATTR_URL] = STR_INIT("url"),
    [ATTR_SRC] = STR_INIT("src"),         [ATTR_RESOURCE] = STR_INIT("resource"),
    [ATTR_REL] = STR_INIT("rel"),         [ATTR_TYPE] = STR_INIT("type"),
    [ATTR_MODE] = STR_INIT("mode"),       [ATTR_TERM] = STR_INIT("term"),
    [ATTR_LABEL] = STR_INIT("label"),     [ATTR_TEXT] = STR_INIT("text"),
    [ATTR_LENGTH] = STR_INIT("length"),   [ATTR_FILESIZE] = STR_INIT("filesize"),
    [ATTR_MEDIUM] = STR_INIT("medium"),   [ATTR_PERMALINK] = STR_INIT("ispermalink"),
    [ATTR_ABOUT] = STR_INIT("about"),     [ATTR_LASTMOD] = STR_INIT("lastmod"),
    [ATTR_VERSION] = STR_INIT("version"), [ATTR_DEFAULT] = STR_INIT("isdefault"),
};

str
attr_decode(struct reader *r, struct buf *out, str raw)
{
    unsigned found;

    if (str_find_char(raw, '&') == STR_NONE)
        return raw;
    found = xml_entity_decode(out, raw, &r->xml.entities);
    if (found & ENTITY_BARE)
        r->p->mended |= PARSE_MEND_AMP;
    if (found & ENTITY_UNKNOWN)
        r->p->mended |= PARSE_MEND_ENTITY;
    if (found & ENTITY_ODD)
        r->capture.is_odd = true;
    return buf_str(out);
}

str
attr_value(struct reader *r, const struct xml_attr *attr)
{
    struct buf out = { .arena = &r->p->values.scratch };

    return attr ? str_trim(attr_decode(r, &out, attr->raw_value)) : (str){ 0 };
}

void
attrs_take(struct reader *r, str attrs[ATTR_COUNT])
{
    for (size_t i = 0; i < r->xml.token.attr_count; i++) {
        const struct xml_attr *attr = &r->xml.token.attrs[i];
        size_t colon = str_find_char(attr->name, ':');
        str local = colon == STR_NONE ? attr->name : str_from(attr->name, colon + 1);

        if (str_starts(attr->name, STR("xml")) && (colon == 3 || colon == 5))
            continue;
        for (size_t k = 0; k < ATTR_COUNT; k++)
            if (local.len == attr_names[k].len && str_eq_nocase(local, attr_names[k]) &&
                !attrs[k].ptr)
                attrs[k] = attr_value(r, attr);
    }
}

str
attrs_address(const str attrs[ATTR_COUNT])
{
    static const enum attr order[] = { ATTR_HREF, ATTR_URL, ATTR_SRC, ATTR_RESOURCE };

    for (size_t i = 0; i < ARRAY_LEN(order); i++)
        if (attrs[order[i]].len > 0)
            return attrs[order[i]];
    return (str){ 0 };
}

str
attr_media_type(str type)
{
    return str_trim(str_sub(type, 0, str_find_char(type, ';')));
}
