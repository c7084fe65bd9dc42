#include "tokenizer.h"

#include "db.h"

#include <courant/html.h>
#include <courant/text.h>

#include <libstemmer.h>
#include <pthread.h>
#include <string.h>

#define PHRASE_MOST 64
#define HIT_MOST    256 /* instances looked at in one story */
#define STEM_ROOM   16384
#define STEM_MOST   31 /* bytes of those that are kept */

/* Of title, author, tags, text: a word in the title says most about what a story is about. */
static const double column_weights[] = { 6.0, 3.0, 2.0, 1.5 };

struct stem { /* of the word with this hash */
    uint64_t hash;
    unsigned char len;
    char bytes[STEM_MOST];
};

struct tokenizer {
    struct sb_stemmer *english, *russian;
    struct stem
        stems[STEM_ROOM]; /* by the hash's low bits; a later word takes the place of an earlier */
};

/*
 * Opened by the first word that is stemmed: linked, its tables of pointers are a fifth of what loading the program costs,
 * and most starts stem nothing. Without it words stay as they are, and the index that is made so has another print.
 */
static struct {
    struct sb_stemmer *(*make)(const char *algorithm, const char *encoding);
    void (*end)(struct sb_stemmer *stemmer);
    const sb_symbol *(*stem)(struct sb_stemmer *stemmer, const sb_symbol *word, int len);
    int (*length)(struct sb_stemmer *stemmer);
    bool is_there;
} snowball;

static void
open_snowball(void)
{
    static const char *const names[] = { "libstemmer.so.0d", "libstemmer.so.0" };
    const struct library_symbol symbols[] = {
        { "sb_stemmer_new", &snowball.make },
        { "sb_stemmer_delete", &snowball.end },
        { "sb_stemmer_stem", &snowball.stem },
        { "sb_stemmer_length", &snowball.length },
    };

    for (size_t i = 0; i < ARRAY_LEN(names) && !snowball.is_there; i++) {
        struct err err = { 0 };

        snowball.is_there = library_load(names[i], symbols, ARRAY_LEN(symbols), &err);
        if (!snowball.is_there)
            log_add("store", "words are not stemmed: %s", err.text);
    }
}

void
tokenizer_free(struct tokenizer *t)
{
    if (!t)
        return;
    if (t->english)
        snowball.end(t->english);
    if (t->russian)
        snowball.end(t->russian);
    mem_free(t);
}

static struct sb_stemmer *
make_stemmer(struct sb_stemmer **stemmer, const char *algorithm)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    if (!*stemmer) {
        pthread_once(&once, open_snowball);
        *stemmer = snowball.is_there ? snowball.make(algorithm, NULL) : NULL;
    }
    return *stemmer;
}

/* text_words has folded it: lower case, no \u0451. */
static struct sb_stemmer *
stemmer_for(struct tokenizer *t, str word)
{
    bool is_latin = true, is_russian = true;

    while (word.len > 0 && (is_latin || is_russian)) {
        uint32_t rune = rune_take(&word);

        is_latin = is_latin && rune >= 'a' && rune <= 'z';
        is_russian = is_russian && rune >= 0x430 && rune <= 0x44F;
    }
    if (is_latin)
        return make_stemmer(&t->english, "english");
    return is_russian ? make_stemmer(&t->russian, "russian") : NULL;
}

str
tokenizer_stem(struct tokenizer *t, str word)
{
    uint64_t hash = str_hash(word);
    struct stem *stem = &t->stems[hash % STEM_ROOM];
    struct sb_stemmer *stemmer;

    if (stem->hash == hash)
        return (str){ stem->bytes, stem->len };
    stemmer = stemmer_for(t, word);
    if (!stemmer)
        return word;
    const sb_symbol *bytes =
        snowball.stem(stemmer, (const sb_symbol *)word.ptr, (int)word.len); /* <= TOKEN_MOST */
    int len = bytes ? snowball.length(stemmer) : 0;

    if (len <= 0 || len > TOKEN_MOST)
        return word;
    if (len > STEM_MOST)
        return (str){ (const char *)bytes, (size_t)len };
    stem->hash = hash;
    stem->len = (unsigned char)len;
    memcpy(stem->bytes, bytes, (size_t)len);
    return (str){ stem->bytes, stem->len };
}

static int
create_tokenizer(void *context, const char **words, int count, Fts5Tokenizer **out)
{
    (void)words;
    (void)count;
    *out = context; /* struct store, which outlives the connection's tables */
    return SQLITE_OK;
}

static void
delete_tokenizer(Fts5Tokenizer *tokenizer)
{
    (void)tokenizer;
}

/* flags: what is being typed is a beginning of words, and must not be cut to a stem. */
static int
tokenize(Fts5Tokenizer *context, void *taker, int flags, const char *text, int len,
         int (*take)(void *, int, const char *, int, int, int))
{
    struct store *st = (void *)context;
    struct arena a = { 0 };
    struct text_word *words = NULL;
    if (flags & FTS5_TOKENIZE_QUERY && len > 1 && text[0] == TOKEN_VERBATIM)
        return take(taker, 0, text + 1, len - 1, 1, len);
    size_t count = len > 0 ? text_words(&a, (str){ text, (size_t)len }, &words) : 0;
    int code = SQLITE_OK;

    for (size_t i = 0; i < count && code == SQLITE_OK; i++) {
        str word = utf8_front(words[i].word, TOKEN_MOST);

        if (!(flags & FTS5_TOKENIZE_PREFIX))
            word = tokenizer_stem(st->tokenizer, word);
        /* Places fit an int, for len did. */
        if (word.len)
            code = take(taker, 0, word.ptr, (int)word.len, (int)words[i].at,
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
    st->tokenizer = mem_new(sizeof(struct tokenizer));
    int code = api->xCreateTokenizer(api, "courant", st, &methods, NULL);

    if (code == SQLITE_OK)
        code = api->xCreateFunction(api, "courant_rank", NULL, rank, NULL);
    return code == SQLITE_OK || db_fail(st, code, err);
}

static int
add_token(void *context, int flags, const char *token, int len, int from, int to)
{
    struct buf *all = context;

    (void)flags;
    buf_add(all, (str){ token, (size_t)len });
    buf_printf(all, " %d %d ", from, to);
    return SQLITE_OK;
}

int64_t
tokenizer_print(struct store *st)
{
    static const char sample[] =
        "<p>The <b>R&amp;D</b> budget&nbsp;rose 3.5% \u2014 U.S.-led e-mail, don't; na\u00EFve caf\u00E9 \u0130I\u0131 "
        "stra\u00DFe \uFB01n</p><ul><li>\u0401\u043B\u043A\u0438 \u0451\u0436 \u0419\u043E\u0434</li>"
        "<li>\u049A\u0430\u0437\u0430\u049B\u0441\u0442\u0430\u043D</li></ul>\u65B0\u805E\u8A18\u8005 \u306F"
        "\u30C6\u30B9\u30C8 \uD55C\uAD6D\uC5B4 \u0E44\u0E17\u0E22 \u039F\u03B4\u03CC\u03C2 "
        "\u0627\u0644\u0639\u0631\u0628\u064A\u0629 ministries policies \u0432\u044B\u0431\u043E\u0440\u043E\u0432<script>var x</script><br/>\U0001F600 a_b c&#8217;d";
    struct arena a = { 0 };
    struct buf all = { .arena = &a };
    str text = html_strip(&a, str_of(sample));

    tokenize((void *)st, &all, 0, text.ptr, (int)text.len, add_token);
    int64_t print = hash_id(buf_str(&all));

    arena_free(&a);
    return print;
}
