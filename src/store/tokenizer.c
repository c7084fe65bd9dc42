#include "tokenizer.h"

#include "db.h"

#include <courant/html.h>
#include <courant/text.h>

#define PHRASE_MOST 64
#define HIT_MOST    256 /* instances looked at in one story */

/* Of title, author, tags, text: a word in the title says most about what a story is about. */
static const double column_weights[] = { 6.0, 3.0, 2.0, 1.5 };

static int
create_tokenizer(void *context, const char **words, int count, Fts5Tokenizer **out)
{
    (void)words;
    (void)count;
    *out = context; /* has no state: any pointer but NULL will do */
    return SQLITE_OK;
}

static void
delete_tokenizer(Fts5Tokenizer *tokenizer)
{
    (void)tokenizer;
}

static int
tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text, int len,
         int (*take)(void *, int, const char *, int, int, int))
{
    struct arena a = { 0 };
    struct text_word *words = NULL;
    size_t count = len > 0 ? text_words(&a, (str){ text, (size_t)len }, &words) : 0;
    int code = SQLITE_OK;

    (void)tokenizer;
    (void)flags;
    for (size_t i = 0; i < count && code == SQLITE_OK; i++) {
        str word = cut_at(words[i].word, TOKEN_MOST);

        /* Places fit an int, for len did. */
        if (word.len)
            code = take(context, 0, word.ptr, (int)word.len, (int)words[i].at,
                        (int)(words[i].at + words[i].len));
    }
    arena_free(&a);
    return code;
}

/*
 * No bm25: how rare a word is in the whole store takes a walk through all its hits (0.2 s for a common one in a
 * million stories), and where every word must occur it changes little. What counts is where the words
 * stand and, with ever less weight, how often.
 */
static void
rank(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *out, int count,
     sqlite3_value **values)
{
    int times[PHRASE_MOST][ARRAY_LEN(column_weights)] = { 0 };
    int hits = 0;
    double score = 0;

    (void)count;
    (void)values;
    if (api->xInstCount(fts, &hits) != SQLITE_OK)
        hits = 0;
    for (int i = 0; i < MIN(hits, HIT_MOST); i++) {
        int phrase, column, at;

        if (api->xInst(fts, i, &phrase, &column, &at) != SQLITE_OK)
            break;
        if (phrase < PHRASE_MOST && column >= 0 && column < (int)ARRAY_LEN(column_weights))
            times[phrase][column]++;
    }
    for (int phrase = 0; phrase < MIN(api->xPhraseCount(fts), PHRASE_MOST); phrase++)
        for (size_t column = 0; column < ARRAY_LEN(column_weights); column++)
            score += column_weights[column] * times[phrase][column] / (times[phrase][column] + 1.0);
    sqlite3_result_double(out, score);
}

static bool
find_api(struct store *st, fts5_api **out, struct err *err)
{
    struct sql s = sql_use(st, SQL_FTS_API);
    bool is_row;

    *out = NULL;
    if (s.q)
        sqlite3_bind_pointer(s.q, 1, (void *)out, "fts5_api_ptr", NULL);
    if (!sql_row(&s, &is_row, err))
        return false;
    sql_done(&s);
    return *out || err_set(err, ERR_STORE, "this SQLite was built without FTS5");
}

bool
tokenizer_register(struct store *st, struct err *err)
{
    fts5_tokenizer methods = { create_tokenizer, delete_tokenizer, tokenize };
    fts5_api *api;

    if (!find_api(st, &api, err))
        return false;
    int code = api->xCreateTokenizer(api, "courant", st, &methods, NULL);

    if (code == SQLITE_OK)
        code = api->xCreateFunction(api, "courant_rank", NULL, rank, NULL);
    return code == SQLITE_OK || db_fail(st, code, err);
}

int64_t
tokenizer_print(void)
{
    static const char sample[] =
        "<p>The <b>R&amp;D</b> budget&nbsp;rose 3.5% \u2014 U.S.-led e-mail, don't; na\u00EFve caf\u00E9 \u0130I\u0131 "
        "stra\u00DFe \uFB01n</p><ul><li>\u0401\u043B\u043A\u0438 \u0451\u0436 \u0419\u043E\u0434</li>"
        "<li>\u049A\u0430\u0437\u0430\u049B\u0441\u0442\u0430\u043D</li></ul>\u65B0\u805E\u8A18\u8005 \u306F"
        "\u30C6\u30B9\u30C8 \uD55C\uAD6D\uC5B4 \u0E44\u0E17\u0E22 \u039F\u03B4\u03CC\u03C2 "
        "\u0627\u0644\u0639\u0631\u0628\u064A\u0629<script>var x</script><br/>\U0001F600 a_b c&#8217;d";
    struct arena a = { 0 };
    struct text_word *words;
    size_t count = text_words(&a, html_strip(&a, str_of(sample)), &words);
    struct buf all = { .arena = &a };

    for (size_t i = 0; i < count; i++) {
        buf_add(&all, words[i].word);
        buf_add_char(&all, ' ');
    }
    int64_t print = hash_id(buf_str(&all));

    arena_free(&a);
    return print;
}
