#include "index.h"

#include "pack.h"
#include "tokenizer.h"

#include <courant/html.h>

#define INDEXED                                                                                    \
    "indexed" /* every story up to this id is in the index, but for those in index_again */
#define PRINT     "index-print"       /* tokenizer_print when it was built */
#define TEXT_MOST ((size_t)128 << 10) /* bytes of one story's text that can be found */
#define SLICE_MS  10
#define LONG_MS   100

bool
mark_get(struct store *st, const char *name, int64_t *out, struct err *err)
{
    struct sql s = sql_use(st, SQL_MARK_GET);

    sql_text(&s, str_of(name));
    return sql_value(&s, 0, out, err);
}

bool
mark_set(struct store *st, const char *name, int64_t value, struct err *err)
{
    struct sql s = sql_use(st, SQL_MARK_SET);

    sql_text(&s, str_of(name));
    sql_int(&s, value);
    return sql_run(&s, err);
}

bool
mark_bump(struct store *st, const char *name, struct err *err)
{
    struct sql s = sql_use(st, SQL_MARK_BUMP);

    sql_text(&s, str_of(name));
    return sql_run(&s, err);
}

static bool
run(struct store *st, enum sql_id id, int64_t story_id, struct err *err)
{
    struct sql s = sql_use(st, id);

    if (story_id)
        sql_int(&s, story_id);
    return sql_run(&s, err);
}

/* What a story is found by: the fetched page rather than the feed's teaser. The one place that decides it. */
struct words {
    str title, author, tags, text;
};

static bool
load_words(struct store *st, struct arena *a, int64_t story_id, struct words *out, struct err *err)
{
    struct sql s = sql_use(st, SQL_STORY_WORDS);
    str feed_html, page_html, html;
    bool is_row;

    *out = (struct words){ 0 };
    sql_int(&s, story_id);
    if (!sql_row(&s, &is_row, err))
        return false;
    if (!is_row)
        return true;
    out->title = sql_take_str(&s, a);
    out->author = sql_take_str(&s, a);
    out->tags = sql_take_str(&s, a);
    feed_html = sql_take_str(&s, a);
    page_html = sql_take_str(&s, a);
    sql_done(&s);
    if (!unpack(st->packer, a, page_html.len > 1 ? page_html : feed_html, &html, err))
        return false;
    out->text = utf8_front(html_strip(a, html), TEXT_MOST);
    return true;
}

bool
index_text(struct store *st, struct arena *a, int64_t story_id, str *out, struct err *err)
{
    struct words words;

    if (!load_words(st, a, story_id, &words, err))
        return false;
    *out = words.text;
    return true;
}

bool
store_visit_set(struct store *st, struct err *err)
{
    struct sql s = sql_use(st, SQL_INDEX_LAST);
    int64_t last;

    return sql_value(&s, 0, &last, err) && mark_set(st, VISIT, last, err);
}

bool
store_visit_get(struct store *st, int64_t *out_id, struct err *err)
{
    return mark_get(st, VISIT, out_id, err);
}

static bool
change_words(struct store *st, enum sql_id id, int64_t story_id, struct err *err)
{
    struct arena a = { 0 };
    struct words words;
    bool ok = load_words(st, &a, story_id, &words, err);

    if (ok) {
        struct sql s = sql_use(st, id);

        sql_int(&s, story_id);
        sql_text(&s, words.title);
        sql_text(&s, words.author);
        sql_text(&s, words.tags);
        sql_text(&s, words.text);
        ok = sql_run(&s, err);
    }
    arena_free(&a);
    return ok;
}

bool
index_arriving(struct store *st, int64_t story_id, struct err *err)
{
    return change_words(st, SQL_ARRIVING_ADD, story_id, err);
}

/* An index built by a program that read texts differently could not be taken apart again: it is made anew. */
static bool
check_print(struct store *st, struct err *err)
{
    int64_t print, built;

    if (st->is_print_checked)
        return true;
    print = tokenizer_print(st);
    if (!mark_get(st, PRINT, &built, err))
        return false;
    if (built != print &&
        !((!built || run(st, SQL_WORDS_CLEAR, 0, err)) && run(st, SQL_INDEX_AGAIN_CLEAR, 0, err) &&
          mark_set(st, INDEXED, 0, err) && mark_set(st, PRINT, print, err)))
        return false;
    st->is_print_checked = true;
    return true;
}

bool
index_forget(struct store *st, int64_t story_id, struct err *err)
{
    int64_t indexed = 0, waits = 0;

    if (!check_print(st, err) || !mark_get(st, INDEXED, &indexed, err))
        return false;
    if (story_id > indexed)
        return true;
    struct sql s = sql_use(st, SQL_INDEX_AGAIN_HAS);

    sql_int(&s, story_id);
    return sql_value(&s, 0, &waits, err) &&
           (waits ||
            (change_words(st, SQL_WORDS_REMOVE, story_id, err) &&
             run(st, SQL_INDEX_AGAIN_ADD, story_id, err) && mark_bump(st, INDEX_VERSION, err)));
}

/* Those to be put in again first: they are few, and the reader has seen them. */
static bool
find_waiting(struct store *st, struct arena *a, size_t limit, int64_t **out_ids, size_t *out_count,
             size_t *out_again, int64_t *out_indexed, struct err *err)
{
    struct sql s = sql_use(st, SQL_INDEX_AGAIN_LIST);
    int64_t *again, *fresh;
    size_t fresh_count;

    sql_int(&s, (int64_t)limit);
    if (!sql_ids(&s, a, limit, &again, out_again, err) || !mark_get(st, INDEXED, out_indexed, err))
        return false;
    limit -= *out_again;
    s = sql_use(st, SQL_INDEX_NEXT);
    sql_int(&s, *out_indexed);
    sql_int(&s, (int64_t)limit);
    if (!sql_ids(&s, a, limit, &fresh, &fresh_count, err))
        return false;
    *out_ids = ARENA_ARRAY(a, int64_t, *out_again + fresh_count);
    for (size_t i = 0; i < *out_again; i++)
        (*out_ids)[i] = again[i];
    for (size_t i = 0; i < fresh_count; i++)
        (*out_ids)[*out_again + i] = fresh[i];
    *out_count = *out_again + fresh_count;
    return true;
}

/* One transaction: as many as fit a slice. */
static bool
index_slice(struct store *st, size_t limit, size_t *out_done, struct err *err)
{
    struct arena a = { 0 };
    int64_t *ids, indexed, until_ms = time_now_ms() + (st->indexes_long ? LONG_MS : SLICE_MS);
    size_t count, again, i = 0;
    bool ok =
        check_print(st, err) && find_waiting(st, &a, limit, &ids, &count, &again, &indexed, err);

    for (; ok && i < count && (i == 0 || time_now_ms() < until_ms); i++)
        ok = change_words(st, SQL_WORDS_ADD, ids[i], err) &&
             (i >= again || run(st, SQL_INDEX_AGAIN_REMOVE, ids[i], err));
    if (ok && i > again)
        ok = mark_set(st, INDEXED, ids[i - 1], err);
    if (ok && i > 0)
        ok = mark_bump(st, INDEX_VERSION, err);
    *out_done = ok ? i : 0;
    arena_free(&a);
    return ok;
}

static bool
count_left(struct store *st, int64_t *out, struct err *err)
{
    struct sql s = sql_use(st, SQL_INDEX_LAST);
    int64_t last, indexed, again = 0;

    if (!sql_value(&s, 0, &last, err) || !mark_get(st, INDEXED, &indexed, err))
        return false;
    s = sql_use(st, SQL_INDEX_AGAIN_LIST);
    sql_int(&s, 1);
    if (!sql_value(&s, 0, &again, err))
        return false;
    *out = MAX(last - indexed, 0) + (again > 0);
    return true;
}

void
store_index_long(struct store *st, bool is_long)
{
    st->indexes_long = is_long;
}

bool
store_index_step(struct store *st, size_t limit, int64_t *out_left, struct err *err)
{
    size_t done = 1;

    for (size_t all = 0; done > 0 && all < limit; all += done) {
        if (!store_begin(st, err))
            return false;
        if (!db_end(st, index_slice(st, limit - all, &done, err), err))
            return false;
    }
    return count_left(st, out_left, err);
}
