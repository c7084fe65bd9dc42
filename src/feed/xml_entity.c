#include "xml_entity.h"

#include <courant/html.h>

#include <string.h>

#define NAME_MOST 32

/* 0x80 to 0x9F as Windows-1252 has them; 0: nothing there. */
static const uint16_t windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

/* The five of XML, which are nearly all that there are; the rest comes from HTML. */
static const struct {
    str name;
    char value;
} common[] = {
    { STR_INIT("lt"), '<' },   { STR_INIT("gt"), '>' },    { STR_INIT("amp"), '&' },
    { STR_INIT("quot"), '"' }, { STR_INIT("apos"), '\'' },
};

/* Does the rune pass text_clean_block as it is? What is not sure is not. */
static bool
is_plain(uint32_t rune)
{
    return rune >= 0xa0 && rune != 0xad && !(rune >= 0x600 && rune < 0x620) &&
           !(rune >= 0x2000 && rune < 0x2010) && !(rune >= 0x2028 && rune < 0x2030) &&
           !(rune >= 0x2060 && rune < 0x2070) && rune < 0xd800;
}

/* &#1234; and &#x4d2;, from behind the '#'. */
static bool
decode_number(str digits, uint32_t *out)
{
    uint32_t base = 10, rune = 0;

    if (digits.len > 1 && (digits.ptr[0] == 'x' || digits.ptr[0] == 'X')) {
        base = 16;
        digits = str_from(digits, 1);
    }
    for (size_t i = 0; i < digits.len; i++) {
        char c = char_lower(digits.ptr[i]);
        uint32_t value = char_is_digit(c)       ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                                                : 99;

        if (value >= base)
            return false;
        rune = MIN(rune * base + value, UINT32_C(0x110000)); /* stays: no scalar value */
    }
    if (rune >= 0x80 && rune <= 0x9f && windows_1252[rune - 0x80])
        rune = windows_1252[rune - 0x80];
    *out = rune;
    return digits.len > 0;
}

static const struct xml_entity *
find_declared(const struct xml_entity_set *set, str name)
{
    for (size_t i = 0; set && i < set->list.count; i++)
        if (str_eq(set->list.items[i].name, name))
            return &set->list.items[i];
    return NULL;
}

static unsigned
add_number(struct buf *out, str reference)
{
    uint32_t rune;

    if (!decode_number(str_sub(reference, 2, reference.len - 1), &rune)) {
        buf_add(out, reference);
        return ENTITY_BARE;
    }
    buf_add_rune(out, rune);
    return is_plain(rune) || (rune >= 0x20 && rune < 0x7f) ? 0 : ENTITY_ODD;
}

static unsigned
add_named(struct buf *out, str reference, struct xml_entity_set *set)
{
    str name = str_sub(reference, 1, reference.len - 1);
    const struct xml_entity *declared = find_declared(set, name);
    str value = declared ? declared->value : html_entity(name);
    str rest = value;

    if (declared && set->spent + value.len > ENTITY_MOST_TOTAL)
        return ENTITY_UNKNOWN;
    if (value.len == 0 && !declared) {
        buf_add(out, reference);
        return ENTITY_UNKNOWN;
    }
    if (declared)
        set->spent += value.len;
    buf_add(out, value);
    return declared || (rest.len > 0 && !is_plain(rune_take(&rest))) ? ENTITY_ODD : 0;
}

/* The reference at raw's front with its '&' and ';'; empty: there is none. */
static str
find_reference(str raw)
{
    size_t len = 1;

    if (len < raw.len && raw.ptr[len] == '#')
        len++;
    while (len < raw.len && len < NAME_MOST && char_is_alnum(raw.ptr[len]))
        len++;
    while (len > 1 && len < raw.len && len < NAME_MOST && strchr("-_.:", raw.ptr[len]) &&
           raw.ptr[len])
        for (len++; len < raw.len && len < NAME_MOST && char_is_alnum(raw.ptr[len]);)
            len++;
    return len > 1 && len < raw.len && raw.ptr[len] == ';' ? str_sub(raw, 0, len + 1) : (str){ 0 };
}

static bool
add_common(struct buf *out, str reference)
{
    str name = str_sub(reference, 1, reference.len - 1);

    for (size_t i = 0; i < ARRAY_LEN(common); i++)
        if (name.len == common[i].name.len && memcmp(name.ptr, common[i].name.ptr, name.len) == 0) {
            buf_add_char(out, common[i].value);
            return true;
        }
    return false;
}

unsigned
xml_entity_decode(struct buf *out, str raw, struct xml_entity_set *set)
{
    unsigned found = 0;

    while (raw.len > 0) {
        size_t at = str_find_char(raw, '&');

        buf_add(out, str_sub(raw, 0, at));
        if (at == STR_NONE)
            break;
        raw = str_from(raw, at);
        str reference = find_reference(raw);

        if (reference.len == 0) {
            buf_add_char(out, '&');
            raw = str_from(raw, 1);
            found |= ENTITY_BARE;
            continue;
        }
        if (reference.ptr[1] == '#')
            found |= add_number(out, reference);
        else if (!add_common(out, reference))
            found |= add_named(out, reference, set);
        raw = str_from(raw, reference.len);
    }
    return found;
}

/* A quoted word off the front. */
static bool
take_quoted(str *rest, str *out)
{
    *rest = str_trim(*rest);
    if (rest->len == 0 || (rest->ptr[0] != '"' && rest->ptr[0] != '\''))
        return false;
    str inside = str_from(*rest, 1);
    size_t end = str_find_char(inside, rest->ptr[0]);

    if (end == STR_NONE)
        return false;
    *out = str_sub(inside, 0, end);
    *rest = str_from(inside, end + 1);
    return true;
}

/* A value that is plain text or one reference: nothing that could nest or grow. */
static bool
decode_value(struct arena *a, str raw, str *out)
{
    struct buf value = { .arena = a };
    bool is_reference = raw.len > 1 && raw.ptr[0] == '&' && find_reference(raw).len == raw.len;

    if (raw.len > ENTITY_MOST_LEN || str_find_char(raw, '<') != STR_NONE ||
        (!is_reference && str_find_char(raw, '&') != STR_NONE))
        return false;
    xml_entity_decode(&value, raw, NULL);
    *out = buf_str(&value);
    return true;
}

void
xml_entity_declare(struct xml_entity_set *set, struct arena *a, str doctype)
{
    const str opening = STR("<!ENTITY");
    size_t at;

    while (set->list.count < ENTITY_MOST_COUNT && (at = str_find(doctype, opening)) != STR_NONE) {
        doctype = str_trim(str_from(doctype, at + opening.len));
        size_t len = 0;
        str raw_value, value;

        while (len < doctype.len && !char_is_space(doctype.ptr[len]))
            len++;
        str name = str_sub(doctype, 0, len);

        doctype = str_from(doctype, len);
        if (name.len > 0 && name.len < NAME_MOST && take_quoted(&doctype, &raw_value) &&
            decode_value(a, raw_value, &value))
            *VEC_PUSH(a, &set->list) = (struct xml_entity){ name, value };
    }
}
