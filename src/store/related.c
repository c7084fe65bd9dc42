#include "db.h"
#include "heed.h"
#include "index.h"
#include "pack.h"
#include "story.h"
#include "teller.h"

#include <courant/html.h>
#include <courant/store_related.h>

#include <string.h>

#define DOCUMENTS  "rel-documents"
#define QUEUED     "rel-queued" /* every story up to this id has a vector or is in rel_again */
#define QUEUE_MOST 4000         /* stories among which the oldest is sought */

/* Bytes: the first words are all that is asked for. */
#define WORDS_HTML_FIRST ((size_t)2 << 10)
#define WORDS_HTML       ((size_t)16 << 10)
#define WORDS_ENOUGH     ((size_t)1 << 10) /* of text: more than is used, in any script */
#define WORDS_MOST       ((size_t)4 << 10)

/* What came since joins the queue, as far as there is room in it. */
static bool
fill_queue(struct store *st, struct err *err)
{
    int64_t queued, count, last;

    if (!mark_get(st, QUEUED, &queued, err) ||
        (queued == 0 && !sql_value_of(st, SQL_REL_LAST, &queued, err)) ||
        !sql_value_of(st, SQL_REL_AGAIN_COUNT, &count, err))
        return false;
    struct sql s = sql_use(st, SQL_REL_NEXT_LAST);

    sql_int(&s, queued);
    sql_int(&s, MAX(QUEUE_MOST - count, 0));
    if (!sql_value(&s, 0, &last, err) || last <= queued)
        return last <= queued;
    s = sql_use(st, SQL_REL_NEXT_ADD);
    sql_int(&s, queued);
    sql_int(&s, last);
    return sql_run(&s, err) && mark_set(st, QUEUED, last, err);
}

bool
store_rel_waiting(struct store *st, struct arena *a, size_t limit, int64_t **out_ids,
                  size_t *out_count, struct err *err)
{
    limit = MIN(limit, QUEUE_MOST);
    if (!fill_queue(st, err))
        return false;
    struct sql s = sql_use(st, SQL_REL_AGAIN_LIST);

    sql_int(&s, (int64_t)limit);
    return sql_ids(&s, a, limit, out_ids, out_count, err);
}

/* The first words of packed HTML: of little of it, unless that is nearly all markup. */
static bool
first_words(struct store *st, struct arena *a, str packed, str *out, struct err *err)
{
    static const size_t tries[] = { WORDS_HTML_FIRST, WORDS_HTML };
    struct arena scratch = { 0 };
    str html, words = STR("");
    bool ok = unpack(st->packer, &scratch, packed, &html, err);

    for (size_t i = 0; ok && i < ARRAY_LEN(tries); i++) {
        words = utf8_front(html_strip_most(&scratch, utf8_front(html, tries[i]), WORDS_MOST),
                           WORDS_MOST);
        if (words.len >= WORDS_ENOUGH || html.len <= tries[i])
            break;
    }
    *out = arena_str(a, words);
    arena_free(&scratch);
    return ok;
}

bool
store_rel_words(struct store *st, struct arena *a, int64_t story_id, struct store_rel_words *out,
                struct err *err)
{
    struct sql s = sql_use(st, SQL_REL_WORDS);
    struct store_rel_words w = { .story_id = story_id };
    bool is_row;

    sql_int(&s, story_id);
    if (!sql_row(&s, &is_row, err))
        return false;
    if (!is_row)
        return err_set(err, ERR_MISSING, "story %" PRId64 ": not in the store", story_id);
    w.source_id = sql_take_int(&s);
    w.sort_at = sql_take_int(&s);
    w.thread_id = sql_take_int(&s);
    w.title = sql_take_str(&s, a);
    w.language = sql_take_str(&s, a);
    w.source_name = sql_take_str(&s, a);
    struct arena scratch = { 0 };
    str packed = sql_take_str(&s, &scratch);

    sql_done(&s);
    bool ok = (packed.len > 1 || sql_text_of(st, SQL_REL_PAGE, story_id, &scratch, &packed, err)) &&
              first_words(st, a, packed, &w.text, err);

    arena_free(&scratch);
    if (ok)
        *out = w;
    return ok;
}

/* ---- how many stories have a term ---- */

bool
store_rel_df_get(struct store *st, const uint32_t *terms, size_t count, uint32_t *out_df,
                 int64_t *out_documents, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        struct sql s = sql_use(st, SQL_REL_DF_GET);
        int64_t df;

        sql_int(&s, terms[i]);
        if (!sql_value(&s, 0, &df, err))
            return false;
        out_df[i] = (uint32_t)MAX(MIN(df, UINT32_MAX), 0);
    }
    return mark_get(st, DOCUMENTS, out_documents, err);
}

static bool
add_df(struct store *st, const uint32_t *terms, const uint32_t *more, size_t count,
       int64_t documents, struct err *err)
{
    int64_t were;

    for (size_t i = 0; i < count; i++) {
        struct sql s = sql_use(st, SQL_REL_DF_ADD);

        sql_int(&s, terms[i]);
        sql_int(&s, more[i]);
        if (!sql_run(&s, err))
            return false;
    }
    return mark_get(st, DOCUMENTS, &were, err) && mark_set(st, DOCUMENTS, were + documents, err);
}

bool
store_rel_df_add(struct store *st, const uint32_t *terms, const uint32_t *more, size_t count,
                 int64_t documents, struct err *err)
{
    return store_begin(st, err) && db_end(st, add_df(st, terms, more, count, documents, err), err);
}

/* ---- vectors and their posting lists ---- */

static bool
put_vector(struct store *st, const struct store_vector *v, struct err *err)
{
    struct sql s = sql_use(st, SQL_REL_VECTOR_PUT);

    sql_int(&s, v->story_id);
    sql_text(&s, (str){ v->language, strnlen(v->language, sizeof(v->language)) });
    sql_blob(&s, v->word);
    sql_blob(&s, v->bridge);
    if (!sql_run(&s, err))
        return false;
    s = sql_use(st, SQL_REL_AGAIN_REMOVE);
    sql_int(&s, v->story_id);
    return sql_run(&s, err);
}

bool
store_rel_vector_put(struct store *st, const struct store_vector *vector, struct err *err)
{
    return store_begin(st, err) && db_end(st, put_vector(st, vector, err), err);
}

bool
store_rel_vector_get(struct store *st, struct arena *a, int64_t story_id, struct store_vector *out,
                     struct err *err)
{
    struct sql s = sql_use(st, SQL_REL_VECTOR_GET);
    bool is_row;
    str language;

    sql_int(&s, story_id);
    if (!sql_row(&s, &is_row, err))
        return false;
    if (!is_row)
        return err_set(err, ERR_MISSING, "story %" PRId64 ": no vector", story_id);
    *out = (struct store_vector){ .story_id = sql_take_int(&s) };
    out->source_id = sql_take_int(&s);
    out->sort_at = sql_take_int(&s);
    out->thread_id = sql_take_int(&s);
    language = sql_peek_str(&s);
    memcpy(out->language, language.ptr, MIN(language.len, sizeof(out->language) - 1));
    out->word = sql_take_str(&s, a);
    out->bridge = sql_take_str(&s, a);
    sql_done(&s);
    return true;
}

bool
store_rel_post(struct store *st, int64_t week, uint32_t term, str entries, struct err *err)
{
    struct sql s = sql_use(st, SQL_REL_POST);

    sql_int(&s, week);
    sql_int(&s, term);
    sql_blob(&s, entries);
    return sql_run(&s, err);
}

/* min and max of nothing are NULL, read as 0. */
bool
store_rel_weeks(struct store *st, int64_t *out_first, int64_t *out_last, struct err *err)
{
    static const enum sql_id ends[] = { SQL_REL_FIRST_WEEK, SQL_REL_LAST_WEEK };
    int64_t weeks[ARRAY_LEN(ends)];

    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        struct sql s = sql_use(st, ends[i]);

        if (!sql_value(&s, 0, &weeks[i], err))
            return false;
    }
    *out_first = weeks[0];
    *out_last = weeks[1];
    return true;
}

bool
store_rel_list(struct store *st, struct arena *a, int64_t week, uint32_t term, str *out,
               struct err *err)
{
    struct sql s = sql_use(st, SQL_REL_LIST);

    sql_int(&s, week);
    sql_int(&s, term);
    return sql_text_value(&s, a, out, err);
}

/* ---- threads ---- */

bool
store_rel_thread_get(struct store *st, struct arena *a, int64_t thread_id, struct store_thread *out,
                     struct err *err)
{
    struct sql s = sql_use(st, SQL_REL_THREAD_GET);
    bool is_row;

    sql_int(&s, thread_id);
    if (!sql_row(&s, &is_row, err))
        return false;
    if (!is_row)
        return err_set(err, ERR_MISSING, "thread %" PRId64 ": not in the store", thread_id);
    *out = (struct store_thread){ .id = sql_take_int(&s) };
    out->first_at = sql_take_int(&s);
    out->last_at = sql_take_int(&s);
    out->size = sql_take_int(&s);
    out->word = sql_take_str(&s, a);
    out->bridge = sql_take_str(&s, a);
    out->languages = sql_take_str(&s, a);
    sql_done(&s);
    return true;
}

bool
store_rel_thread_put(struct store *st, struct store_thread *thread, struct err *err)
{
    struct sql s = sql_use(st, thread->id ? SQL_REL_THREAD_SET : SQL_REL_THREAD_ADD);

    if (thread->id)
        sql_int(&s, thread->id);
    sql_int(&s, thread->first_at);
    sql_int(&s, thread->last_at);
    sql_int(&s, thread->size);
    sql_blob(&s, thread->word);
    sql_blob(&s, thread->bridge);
    sql_text(&s, thread->languages);
    if (!sql_run(&s, err))
        return false;
    if (!thread->id)
        thread->id = db_last_id(st);
    return true;
}

bool
store_rel_thread_recent(struct store *st, struct arena *a, int64_t from_at, int64_t to_at,
                        size_t limit, struct store_thread_span **out, size_t *out_count,
                        struct err *err)
{
    struct sql s = sql_use(st, SQL_REL_THREAD_RECENT);
    VEC(struct store_thread_span) found = { 0 };
    bool ok, is_row;

    sql_int(&s, from_at);
    sql_int(&s, to_at);
    sql_int(&s, (int64_t)MIN(limit, INT64_MAX));
    while ((ok = sql_row(&s, &is_row, err)) && is_row) {
        struct store_thread_span *span = VEC_PUSH(a, &found);

        span->id = sql_take_int(&s);
        span->first_at = sql_take_int(&s);
        span->last_at = sql_take_int(&s);
        span->size = sql_take_int(&s);
        span->source_count = sql_take_int(&s);
    }
    *out = found.items;
    *out_count = found.count;
    return ok;
}

static bool
join_thread(struct store *st, int64_t story_id, int64_t thread_id, struct err *err)
{
    struct store_story was;
    struct arena a = { 0 };
    bool ok = store_story_get(st, &a, story_id, &was, err);
    const int64_t threads[] = { was.thread_id, thread_id };

    arena_free(&a);
    if (!ok)
        return false;
    struct sql s = sql_use(st, SQL_REL_THREAD_JOIN);

    sql_int(&s, story_id);
    sql_int(&s, thread_id);
    ok = sql_run(&s, err);
    for (size_t i = 0; ok && i < ARRAY_LEN(threads); i++)
        ok = threads[i] == 0 || teller_count(st, threads[i], err);
    return ok && heed_joined(st, story_id, was.thread_id, thread_id, err);
}

bool
store_rel_thread_join(struct store *st, int64_t story_id, int64_t thread_id, struct err *err)
{
    return store_begin(st, err) && db_end(st, join_thread(st, story_id, thread_id, err), err);
}

static bool
merge_threads(struct store *st, int64_t from_id, int64_t into_id, struct err *err)
{
    struct sql s = sql_use(st, SQL_REL_THREAD_MERGE);

    sql_int(&s, from_id);
    sql_int(&s, into_id);
    if (!sql_run(&s, err))
        return false;
    s = sql_use(st, SQL_REL_THREAD_CLEAR);
    sql_int(&s, from_id);
    if (!sql_run(&s, err))
        return false;
    return teller_count(st, into_id, err) && heed_merged(st, from_id, into_id, err);
}

bool
store_rel_thread_merge(struct store *st, int64_t from_id, int64_t into_id, struct err *err)
{
    return store_begin(st, err) && db_end(st, merge_threads(st, from_id, into_id, err), err);
}

bool
store_rel_thread_clear(struct store *st, int64_t thread_id, struct err *err)
{
    struct sql s = sql_use(st, SQL_REL_THREAD_CLEAR);

    sql_int(&s, thread_id);
    return sql_run(&s, err);
}
