#include "make_store.h"

#include <courant/feed.h>
#include <courant/store.h>

#include <math.h>
#include <stdio.h>

#define WORDS     30000
#define PER_FETCH 5
#define YEAR_S    (365 * INT64_C(86400))
#define COMMIT_AT 5000 /* stories a transaction */

struct maker {
    const struct make_store *options;
    struct store *st;
    struct arena arena; /* of one source's fetch */
    uint64_t seed;
    size_t made, uncommitted;
    int64_t *source_ids;
};

struct event {
    bool is_russian;
    str title, text; /* empty: none */
};

static uint64_t
next_random(struct maker *m)
{
    m->seed ^= m->seed << 13;
    m->seed ^= m->seed >> 7;
    m->seed ^= m->seed << 17;
    return m->seed;
}

/* Syllables of the rank in a mixed base: short words are the common ones, as in life. */
const char *
make_store_word(size_t rank, bool is_russian)
{
    static const char *const english[] = { "ba", "re",  "tion", "st",  "lo", "mi",  "pen", "gra",
                                           "de", "ver", "so",   "cal", "ti", "war", "ma",  "ne" };
    static const char *const russian[] = {
        "\u043F\u0440\u0435", "\u0441\u0442\u043E", "\u043D\u0430", "\u0432\u043E",
        "\u043A\u0440\u0430", "\u043C\u0438",       "\u0442\u0435", "\u0433\u043E",
        "\u0434\u0440\u0443", "\u043B\u0435",       "\u0437\u0430", "\u0431\u044B",
        "\u0440\u0438",       "\u043F\u043E",       "\u0448\u0430", "\u0446\u0435"
    };
    const char *const *syllables = is_russian ? russian : english;
    static char words[4][128];
    static int at;
    size_t rest = rank + 17;
    int len = 0;

    at = (at + 1) % 4;
    for (; rest > 0; rest /= 16)
        len +=
            snprintf(words[at] + len, sizeof(words[at]) - (size_t)len, "%s", syllables[rest % 16]);
    return words[at];
}

/* By Zipf's law: the word of rank r comes about in proportion to 1 / r. */
static size_t
random_rank(struct maker *m)
{
    double u = (double)(next_random(m) >> 11) / (double)(UINT64_C(1) << 53);

    return (size_t)exp(u * log(WORDS)) - 1;
}

static str
make_words(struct maker *m, size_t count, bool is_russian)
{
    struct buf b = { .arena = &m->arena };

    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_add(&b, i % 12 == 0 ? STR(". ") : STR(" "));
        buf_add(&b, str_of(make_store_word(random_rank(m), is_russian)));
    }
    return buf_str(&b);
}

/* The words of an event of the day, the same for all that tell of it. */
static void
make_event(struct maker *m, int64_t at, struct event *out)
{
    uint64_t kept, per_day = m->options->stories / 3650 + 1;
    uint64_t event = (uint64_t)(at / 86400) * per_day + next_random(m) % per_day;

    kept = m->seed;
    m->seed = (event + 1) * UINT64_C(0x9E3779B97F4A7C15);
    out->is_russian = next_random(m) % 2;
    out->title = make_words(m, 5, out->is_russian);
    out->text = make_words(m, 25, out->is_russian);
    m->seed = kept;
}

static void
make_item(struct maker *m, int64_t at, struct feed_item *out)
{
    size_t words = m->options->text_words ? m->options->text_words : 100;
    bool is_russian = next_random(m) % 2;
    struct event event = { .is_russian = is_russian };

    if (m->options->told_percent > 0 && next_random(m) % 100 < (uint64_t)m->options->told_percent)
        make_event(m, at, &event);
    is_russian = event.is_russian;
    str text = make_words(m, words / 2 + next_random(m) % (words + 1), is_russian);

    *out = (struct feed_item){ .published_at = at - (int64_t)(next_random(m) % 3000) };
    out->id = arena_printf(&m->arena, "%016" PRIx64, next_random(m));
    out->title = make_words(m, (event.title.len > 0 ? 1 : 5) + next_random(m) % 6, is_russian);
    if (event.title.len > 0) {
        out->title =
            arena_join(&m->arena, arena_join(&m->arena, event.title, STR(" ")), out->title);
        text = arena_join(&m->arena, arena_join(&m->arena, event.text, STR(". ")), text);
    }
    out->link = arena_printf(&m->arena, "https://news.example/%.*s", STR_ARG(out->id));
    out->content_html = arena_printf(&m->arena, "<p>%.*s</p>", STR_ARG(text));
    out->language = is_russian ? STR("ru") : STR("en");
}

static bool
make_sources(struct maker *m, struct err *err)
{
    size_t count = m->options->sources, loaded;
    struct arena a = { 0 };
    struct store_source_spec *specs = ARENA_ARRAY(&a, struct store_source_spec, count);
    struct store_source *sources;

    for (size_t i = 0; i < count; i++) {
        specs[i].key = arena_printf(&a, "s%04zu", i + 1);
        specs[i].url = arena_printf(&a, "https://s%04zu.example/feed", i + 1);
        specs[i].name = arena_printf(&a, "Source %zu", i + 1);
        specs[i].section = arena_printf(&a, "Section %zu", i % 20 + 1);
    }
    bool ok = store_sources_sync(m->st, specs, count, 0, err) &&
              store_sources_load(m->st, &a, false, &sources, &loaded, err);

    for (size_t i = 0; ok && i < loaded; i++)
        m->source_ids[i] = sources[i].id;
    arena_free(&a);
    return ok;
}

static bool
commit_often(struct maker *m, size_t added, struct err *err)
{
    m->uncommitted += added;
    if (m->uncommitted < COMMIT_AT)
        return true;
    m->uncommitted = 0;
    return store_commit(m->st, err) && store_begin(m->st, err);
}

static bool
mark_read(struct maker *m, const struct store_delta *delta, struct err *err)
{
    int64_t ids[PER_FETCH];

    if (m->made * 100 >= m->options->stories * (size_t)m->options->read_percent)
        return true;
    for (int64_t i = 0; i < delta->added; i++)
        ids[i] = delta->first_id + i;
    return store_mark(m->st, ids, (size_t)delta->added, STORE_READ, err);
}

static bool
make_fetch(struct maker *m, size_t source, int64_t at, struct err *err)
{
    size_t count = MIN(PER_FETCH, m->options->stories - m->made);
    struct feed_item items[PER_FETCH];
    struct feed feed = { .items = items, .item_count = count };
    struct store_fetch fetch = { .source_id = m->source_ids[source],
                                 .at = at,
                                 .due_at = at + 3600 };
    struct store_delta delta;

    for (size_t i = 0; i < count; i++)
        make_item(m, at, &items[i]);
    bool ok = store_feed_write(m->st, &fetch, &feed, &delta, err) && mark_read(m, &delta, err);

    m->made += count;
    arena_free(&m->arena);
    return ok && commit_often(m, count, err);
}

static bool
make_stories(struct maker *m, struct err *err)
{
    size_t fetches = (m->options->stories + PER_FETCH - 1) / PER_FETCH;

    if (!store_begin(m->st, err))
        return false;
    for (size_t i = 0; i < fetches; i++) {
        int64_t at =
            MAKE_STORE_END - YEAR_S + (int64_t)((double)YEAR_S * (double)(i + 1) / (double)fetches);

        if (!make_fetch(m, i % m->options->sources, at, err)) {
            store_rollback(m->st);
            return false;
        }
    }
    return store_commit(m->st, err);
}

static bool
make_index(struct maker *m, struct err *err)
{
    int64_t left = m->options->is_indexed;

    while (left > 0) {
        if (!store_begin(m->st, err))
            return false;
        if (!store_index_step(m->st, COMMIT_AT, &left, err)) {
            store_rollback(m->st);
            return false;
        }
        if (!store_commit(m->st, err))
            return false;
    }
    return true;
}

bool
make_store(const char *path, const struct make_store *options, struct err *err)
{
    struct maker m = { .options = options, .seed = UINT64_C(88172645463325252) };
    bool ok = store_open(path, &m.st, err);

    m.source_ids = mem_new(options->sources * sizeof(*m.source_ids));
    ok = ok && make_sources(&m, err) && make_stories(&m, err) && make_index(&m, err);
    store_close(m.st);
    mem_free(m.source_ids);
    return ok;
}
