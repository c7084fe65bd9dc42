#include "teller.h"

#include <courant/net.h>
#include <courant/store_related.h>

#define TELLERS_MOST 256 /* beyond it nobody counts */

bool
store_source_teller(struct store *st, int64_t source_id, int64_t *out_id, struct err *err)
{
    struct arena a = { 0 };
    int64_t found = source_id;
    bool is_row = true;
    str site; /* whose followed pages the source is made of; empty: it is no such source */
    bool ok = sql_text_of(st, SQL_TELLER_PAGE, source_id, &a, &site, err);

    if (ok && site.len > 0) {
        struct sql s = sql_use(st, SQL_TELLER_SITES);

        while ((ok = sql_row(&s, &is_row, err)) && is_row) {
            int64_t id = sql_take_int(&s);
            bool is_feeds = net_url_is_same_site(site, sql_take_str(&s, &a));
            bool is_sites = net_url_is_same_site(site, sql_take_str(&s, &a));

            if (found == source_id && (is_feeds || is_sites))
                found = id;
        }
    }
    arena_free(&a);
    if (ok)
        *out_id = found;
    return ok;
}

static bool
has(const int64_t *ids, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (ids[i] == id)
            return true;
    return false;
}

/* The different sources of a thread's stories. */
static bool
load_sources(struct store *st, int64_t thread_id, int64_t out[TELLERS_MOST], size_t *count,
             struct err *err)
{
    struct sql s = sql_use(st, SQL_REL_THREAD_TELLERS);
    bool ok, is_row;

    *count = 0;
    sql_int(&s, thread_id);
    while ((ok = sql_row(&s, &is_row, err)) && is_row) {
        int64_t id = sql_take_int(&s);

        if (*count < TELLERS_MOST && !has(out, *count, id))
            out[(*count)++] = id;
    }
    return ok;
}

bool
teller_count(struct store *st, int64_t thread_id, struct err *err)
{
    int64_t sources[TELLERS_MOST], tellers[TELLERS_MOST];
    size_t source_count, count = 0;

    if (!load_sources(st, thread_id, sources, &source_count, err))
        return false;
    for (size_t i = 0; i < source_count; i++) {
        int64_t id;

        if (!store_source_teller(st, sources[i], &id, err))
            return false;
        if (!has(tellers, count, id))
            tellers[count++] = id;
    }
    struct sql s = sql_use(st, SQL_REL_THREAD_SOURCES);

    sql_int(&s, thread_id);
    sql_int(&s, (int64_t)MAX(count, 1U));
    return sql_run(&s, err);
}
