#include "set.h"

#include "source.h"

/* "tech" holds "tech" and "tech/linux"; both are folded. */
static bool
is_in_section(str section, str wanted)
{
    return str_starts(section, wanted) &&
           (section.len == wanted.len || section.ptr[wanted.len] == '/');
}

/* By its key; if there is none such, all that begin so or have it in their name. */
static bool
means_source(const struct source_name *source, str wanted, bool is_key)
{
    return is_key ? str_eq(source->key, wanted)
                  : str_starts(source->key, wanted) || str_find(source->name, wanted) != STR_NONE;
}

static bool
has_key(const struct source_names *names, str wanted)
{
    for (size_t i = 0; i < names->count; i++)
        if (str_eq(names->items[i].key, wanted))
            return true;
    return false;
}

bool
set_find(struct store *st, struct arena *a, const struct query_node *node, struct story_set *out,
         struct err *err)
{
    const struct source_names *names;
    VEC(int64_t) ids = { 0 };

    if (!source_names_get(st, &names, err))
        return false;
    bool is_key = node->kind == QUERY_SOURCE && has_key(names, node->text);

    for (size_t i = 0; i < names->count; i++) {
        const struct source_name *source = &names->items[i];

        if (node->kind == QUERY_SOURCE ? means_source(source, node->text, is_key)
                                       : is_in_section(source->section, node->text))
            *VEC_PUSH(a, &ids) = source->id;
    }
    *out = (struct story_set){ ids.items, ids.count };
    return true;
}

bool
set_has(const struct story_set *set, int64_t source_id)
{
    size_t from = 0, to = set->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (set->ids[middle] == source_id)
            return true;
        if (set->ids[middle] < source_id)
            from = middle + 1;
        else
            to = middle;
    }
    return false;
}

bool
tally_list(struct store *st, struct arena *a, struct tally **out, size_t *out_count,
           struct err *err)
{
    struct sql s = sql_use(st, SQL_TALLY_LIST);
    VEC(struct tally) list = { 0 };
    bool ok, is_row;

    while ((ok = sql_row(&s, &is_row, err)) && is_row) {
        struct tally *tally = VEC_PUSH(a, &list);

        tally->source_id = sql_take_int(&s);
        tally->stories = sql_take_int(&s);
        tally->unread = sql_take_int(&s);
        tally->saved = sql_take_int(&s);
        tally->saved_unread = sql_take_int(&s);
        tally->is_listed = sql_take_bool(&s);
    }
    *out = list.items;
    *out_count = list.count;
    return ok;
}
