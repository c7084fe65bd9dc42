/*
 * Pages that a script draws carry their data in the page: <script type="application/json"> (__NEXT_DATA__
 * and its kin), or window.__STATE__ = {…}. Nobody agreed on names, so the shape decides: the article is
 * the object under which the most prose stands, in one string of HTML or in a list of blocks. Looked
 * at only where the page itself has next to no text.
 */
#include "state.h"

#include <courant/text.h>

#include <jansson.h>
#include <string.h>

enum {
    MOST_SCRIPT = 4 << 20,   /* bytes */
    MOST_VALUES = 200000,    /* of one script */
    WEIGHED_MOST = 32 << 20, /* bytes of strings, those looked at again included */
    LEAST_PIECE = 40,        /* weighed characters of a string that may be a paragraph */
    LEAST_STATE = 200,       /* of an article */
    MOST_SCRIPTS = 64,
};

/* Keys whose strings are text; what else is long is an address, a style, a legal line. */
static const char *const text_keys[] = { "text",        "content",  "body",    "html",
                                         "value",       "data",     "p",       "paragraph",
                                         "articleBody", "bodyHtml", "rawText", "copy",
                                         "markup",      "bodyText", "model",   "lead",
                                         "children" };

/* An array, or one long string: what may be a whole body. */
struct place {
    const json_t *value;
    const char *key; /* under which it stands; of an array's elements the array's */
    uint32_t weight; /* of the prose directly in it: in an array, of its elements and theirs */
};

struct search {
    struct reader *r;
    VEC(struct place) queue;
    struct place best;
    size_t values, weighed; /* bytes */
};

static bool
is_text_key(const char *key)
{
    for (size_t i = 0; key && i < ARRAY_LEN(text_keys); i++)
        if (strcmp(key, text_keys[i]) == 0)
            return true;
    return false;
}

static str
string_of(const json_t *value)
{
    return (str){ json_string_value(value), json_string_length(value) };
}

/* Addresses and base64 have no blanks; code has braces. */
static uint32_t
weigh_prose(struct search *s, str text)
{
    uint32_t stops = 0;
    size_t blanks = 0;

    if (text.len < LEAST_PIECE || str_starts(text, STR("http")) || text.ptr[0] == '{')
        return 0;
    s->weighed += text.len; /* what nests is weighed at each level */
    if (s->weighed > WEIGHED_MOST)
        return 0;
    if (str_find_char(text, '<') != STR_NONE)
        text = html_strip(&s->r->scratch, text);
    for (size_t i = 0; i < text.len; i++)
        blanks += text.ptr[i] == ' ';
    if (blanks * 20 < text.len && (unsigned char)text.ptr[0] < 0xE0)
        return 0;
    uint32_t weight = mark_weigh(text, &stops);

    return stops > 0 && weight >= LEAST_PIECE ? weight : 0;
}

/* The strings of text below one element of an array, a few levels deep. */
static void
gather(struct search *s, const json_t *element, struct buf *out, uint32_t *weight)
{
    VEC(struct place) stack = { 0 };
    size_t count = 0;

    *VEC_PUSH(&s->r->scratch, &stack) = (struct place){ .value = element, .key = "text" };
    while (stack.count > 0 && count++ < 2000) {
        struct place at = stack.items[--stack.count];
        const json_t *inner;
        const char *key;

        if (json_is_string(at.value) && is_text_key(at.key)) {
            uint32_t found = weigh_prose(s, string_of(at.value));

            *weight += found;
            if (out && found > 0) {
                buf_add(out, string_of(at.value));
                buf_add_char(out, '\n');
            }
        } else if (json_is_array(at.value) && json_array_size(at.value) < 2000) {
            for (size_t i = json_array_size(at.value); i-- > 0;)
                *VEC_PUSH(&s->r->scratch, &stack) =
                    (struct place){ .value = json_array_get(at.value, i), .key = at.key };
        } else if (json_is_object(at.value)) {
            json_object_foreach((json_t *)(uintptr_t)at.value, key, inner)
            {
                if (is_text_key(key))
                    *VEC_PUSH(&s->r->scratch, &stack) =
                        (struct place){ .value = inner, .key = key };
            }
        }
    }
}

static void
consider(struct search *s, struct place at)
{
    if (json_is_string(at.value) && is_text_key(at.key))
        at.weight = weigh_prose(s, string_of(at.value));
    else if (json_is_array(at.value) && json_array_size(at.value) < 2000)
        for (size_t i = 0; i < json_array_size(at.value); i++)
            gather(s, json_array_get(at.value, i), NULL, &at.weight);
    if (at.weight > s->best.weight)
        s->best = at;
}

/* Breadth first: the queue is the list of all that was seen. */
static void
search_value(struct search *s, const json_t *root)
{
    size_t at = 0;

    s->queue.count = 0;
    *VEC_PUSH(&s->r->scratch, &s->queue) = (struct place){ .value = root };
    while (at < s->queue.count && s->values++ < MOST_VALUES) {
        struct place place = s->queue.items[at++];
        const json_t *inner;
        const char *key;

        /* An array is looked at as a whole where its key says that it may be a body. */
        if (json_is_string(place.value) || is_text_key(place.key))
            consider(s, place);
        if (json_is_array(place.value)) {
            for (size_t i = 0; i < json_array_size(place.value); i++)
                *VEC_PUSH(&s->r->scratch, &s->queue) =
                    (struct place){ .value = json_array_get(place.value, i) };
        } else if (json_is_object(place.value)) {
            json_object_foreach((json_t *)(uintptr_t)place.value, key, inner)
            {
                *VEC_PUSH(&s->r->scratch, &s->queue) = (struct place){ .value = inner, .key = key };
            }
        }
    }
}

/* Where the data begins: all of a script of JSON; behind "=" of one that sets a variable. */
static str
find_json(const struct html_node *script)
{
    str text = str_trim(script->first->text);

    if (str_find(html_attr(script, "type"), STR("ld+json")) != STR_NONE)
        return (str){ "", 0 };
    if (str_starts(text, STR("{")) || str_starts(text, STR("[")))
        return text;
    size_t equals = str_find_char(str_sub(text, 0, 200), '=');

    if (equals == STR_NONE)
        return (str){ "", 0 };
    text = str_trim(str_from(text, equals + 1));
    return str_starts(text, STR("{")) ? text : (str){ "", 0 };
}

static str
search_script(struct search *s, const struct html_node *script)
{
    struct buf out = { .arena = s->r->arena };
    str source = find_json(script);

    if (source.len < LEAST_STATE || source.len > MOST_SCRIPT)
        return (str){ "", 0 };
    json_t *root =
        json_loadb(source.ptr, source.len, JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, NULL);
    uint32_t before = s->best.weight, weight = 0;

    if (!root)
        return (str){ "", 0 };
    search_value(s, root);
    if (s->best.weight > before && s->best.weight >= LEAST_STATE) {
        if (json_is_string(s->best.value))
            buf_add(&out, string_of(s->best.value));
        else
            for (size_t i = 0; i < json_array_size(s->best.value); i++)
                gather(s, json_array_get(s->best.value, i), &out, &weight);
    }
    json_decref(root);
    return text_clean_block(s->r->arena, buf_str(&out));
}

str
state_body(struct reader *r)
{
    struct search s = { .r = r };
    str best = { "", 0 };
    size_t scripts = 0;

    for (uint32_t id = 0; id < r->tree.count && scripts < MOST_SCRIPTS; id++) {
        const struct html_node *node = r->nodes[id];

        if (node->tag != HTML_SCRIPT || !node->first)
            continue;
        scripts++;
        str found = search_script(&s, node);

        if (found.len > 0)
            best = found;
    }
    return best;
}
