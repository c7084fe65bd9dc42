#include "df.h"

#include <stdlib.h>
#include <string.h>

#define ROOM_LEAST 1024

struct df_slot {
    uint32_t term;
    uint32_t count; /* in the store when the batch began */
    uint32_t more;  /* since */
    bool is_used;
};

uint32_t
df_language_term(const char *language)
{
    char name[16] = "language ";

    memcpy(name + 9, language, strnlen(language, LANGUAGE_ROOM));
    return term_of(TERM_LIST, str_of(name));
}

static struct df_slot *
find_slot(struct df_slot *slots, size_t room, uint32_t term)
{
    size_t at = (term * UINT32_C(0x9E3779B1)) & (room - 1);

    while (slots[at].is_used && slots[at].term != term)
        at = (at + 1) & (room - 1);
    return &slots[at];
}

/* Room for more terms, at most half full. */
static void
make_room(struct df *df, size_t more)
{
    size_t room = MAX(df->room, (size_t)ROOM_LEAST);

    while (room < 2 * (df->count + more))
        room *= 2;
    if (room == df->room)
        return;
    struct arena table = { 0 };
    struct df_slot *slots = ARENA_ARRAY(&table, struct df_slot, room);

    for (size_t i = 0; i < df->room; i++)
        if (df->slots[i].is_used)
            *find_slot(slots, room, df->slots[i].term) = df->slots[i];
    arena_free(&df->table);
    df->table = table;
    df->slots = slots;
    df->room = room;
}

/* Asks the store for those terms that the table has not. */
static bool
read_missing(struct df *df, struct store *st, struct arena *a, const uint32_t *terms, size_t count,
             struct err *err)
{
    uint32_t *missing = ARENA_ARRAY(a, uint32_t, count), *found = ARENA_ARRAY(a, uint32_t, count);
    size_t missing_count = 0;
    int64_t documents = 0;

    for (size_t i = 0; i < count; i++)
        if (!find_slot(df->slots, df->room, terms[i])->is_used)
            missing[missing_count++] = terms[i];
    if (missing_count == 0 && df->is_read)
        return true;
    if (!store_rel_df_get(st, missing, missing_count, found, &documents, err))
        return false;
    if (!df->is_read)
        df->documents = documents;
    df->is_read = true;
    for (size_t i = 0; i < missing_count; i++) {
        struct df_slot *slot = find_slot(df->slots, df->room, missing[i]);

        df->count += !slot->is_used;
        *slot = (struct df_slot){ .term = missing[i], .count = found[i], .is_used = true };
    }
    return true;
}

bool
df_count(struct df *df, struct store *st, struct arena *a, const struct tokens *tokens,
         bool is_counted, uint32_t **out, bool *is_bridged, struct err *err)
{
    size_t count = tokens->word_count + tokens->bridge_count;
    uint32_t *terms = ARENA_ARRAY(a, uint32_t, count + 1);

    for (size_t i = 0; i < tokens->word_count; i++)
        terms[i] = tokens->words[i].term;
    for (size_t i = 0; i < tokens->bridge_count; i++)
        terms[tokens->word_count + i] = tokens->bridge[i].term;
    terms[count] = df_language_term(tokens->language);
    make_room(df, count + 1);
    if (!read_missing(df, st, a, terms, count + 1, err))
        return false;
    *out = ARENA_ARRAY(a, uint32_t, count + 1);
    for (size_t i = 0; i <= count; i++) {
        struct df_slot *slot = find_slot(df->slots, df->room, terms[i]);

        slot->more += !is_counted;
        (*out)[i] = slot->count + slot->more;
    }
    df->documents += !is_counted;
    df->added += !is_counted;
    *is_bridged = (*out)[count] < df->documents;
    return true;
}

bool
df_find(struct df *df, struct store *st, struct arena *a, uint32_t term, uint32_t *out,
        struct err *err)
{
    make_room(df, 1);
    if (!read_missing(df, st, a, &term, 1, err))
        return false;
    const struct df_slot *slot = find_slot(df->slots, df->room, term);

    *out = slot->count + slot->more;
    return true;
}

static int
by_term(const void *x, const void *y)
{
    const struct df_slot *p = x, *q = y;

    return (p->term > q->term) - (p->term < q->term);
}

bool
df_write(struct df *df, struct store *st, struct err *err)
{
    struct arena a = { 0 };
    struct df_slot *changed = ARENA_ARRAY(&a, struct df_slot, df->count + 1);
    size_t count = 0;

    for (size_t i = 0; i < df->room; i++)
        if (df->slots[i].is_used && df->slots[i].more > 0)
            changed[count++] = df->slots[i];
    /* In the order of the table, so that neighbours are written while their page is at hand. */
    qsort(changed, count, sizeof(*changed), by_term);
    uint32_t *terms = ARENA_ARRAY(&a, uint32_t, count + 1);
    uint32_t *more = ARENA_ARRAY(&a, uint32_t, count + 1);

    for (size_t i = 0; i < count; i++) {
        terms[i] = changed[i].term;
        more[i] = changed[i].more;
    }
    bool is_done = df->added == 0 || store_rel_df_add(st, terms, more, count, df->added, err);

    arena_free(&a);
    return is_done;
}

void
df_end(struct df *df)
{
    arena_free(&df->table);
    *df = (struct df){ 0 };
}
