#include "db.h"

#include <courant/store_care.h>

#include <string.h>

/* ---- looking whether it is sound ---- */

static bool
check_integrity(struct store *st, struct err *err)
{
    struct sql s = sql_use(st, SQL_CHECK);
    char words[256];
    bool is_row;

    if (!sql_row(&s, &is_row, err) || !is_row)
        return false;
    str answer = sql_peek_str(&s);
    bool ok = str_eq(answer, STR("ok"));

    memcpy(words, answer.ptr, MIN(answer.len, sizeof(words) - 1));
    words[MIN(answer.len, sizeof(words) - 1)] = '\0';
    sql_done(&s);
    return ok || err_set(err, ERR_DAMAGED, "the store is damaged: %s", words);
}

bool
store_check(struct store *st, struct err *err)
{
    struct sql s;
    int64_t wrong = 0;
    bool is_row;

    if (!check_integrity(st, err))
        return false;
    s = sql_use(st, SQL_CHECK_KEYS);
    if (!sql_row(&s, &is_row, err))
        return false;
    sql_done(&s);
    if (is_row)
        return err_set(err, ERR_DAMAGED, "the store is damaged: rows without their story");
    s = sql_use(st, SQL_CHECK_WORDS);
    if (!st->is_read_only && !sql_run(&s, err)) /* to SQLite this check is a write */
        return err_wrap(err, "search index");
    if (!sql_value_of(st, SQL_CHECK_TALLY, &wrong, err))
        return false;
    if (wrong)
        return err_set(err, ERR_DAMAGED, "the kept counts of %" PRId64 " sources are wrong", wrong);
    if (!sql_value_of(st, SQL_CHECK_HEED, &wrong, err))
        return false;
    return !wrong ||
           err_set(err, ERR_DAMAGED,
                   "%" PRId64 " stories are not as their followed or muted threads are", wrong);
}

/* ---- making it small ---- */

static bool
run(struct store *st, enum sql_id id, struct err *err)
{
    struct sql s = sql_use(st, id);

    return sql_run(&s, err);
}

static bool
size_of(struct store *st, int64_t *out, struct err *err)
{
    int64_t pages, page;

    if (!sql_value_of(st, SQL_PAGE_COUNT, &pages, err) ||
        !sql_value_of(st, SQL_PAGE_SIZE, &page, err))
        return false;
    *out = pages * page;
    return true;
}

bool
store_compact(struct store *st, int64_t *out_before, int64_t *out_after, struct err *err)
{
    int64_t before, after;

    /* What is written anew goes to a file meanwhile: it may be larger than the memory. */
    if (!size_of(st, &before, err) || !run(st, SQL_WORDS_OPTIMIZE, err) ||
        !run(st, SQL_TEMP_FILE, err) || !run(st, SQL_VACUUM, err) ||
        !run(st, SQL_CHECKPOINT, err) || !size_of(st, &after, err))
        return false;
    *out_before = before;
    *out_after = after;
    return true;
}
