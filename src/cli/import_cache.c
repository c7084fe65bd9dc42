/* newsboat's cache.db: the stories and states of sources that stand in sources.ini. */
#include "import.h"

#include <courant/store.h>
#include <courant/store_newsboat.h>

/* The source that an address of newsboat's stands for; NULL: none. */
static const struct config_source *
find_source(struct import *im, str address)
{
    struct import_source s = { .words.arena = &im->cli->arena };
    const struct config *config = &im->cli->config;
    const char *why = NULL;

    if (!import_address(&s, address, &why))
        return NULL;
    for (size_t i = 0; i < config->source_count; i++)
        if (str_eq(config->sources[i].url, s.source.url) &&
            str_eq(config->sources[i].filter, s.source.filter))
            return &config->sources[i];
    return NULL;
}

static str
taken_words(struct arena *a, const struct store_newsboat_taken *t)
{
    return arena_printf(a,
                        "%" PRId64 " stories new, %" PRId64 " known; %" PRId64
                        " of them read, %" PRId64 " flagged; %" PRId64 " deleted ones left out",
                        t->added, t->known, t->read, t->flagged, t->deleted);
}

static bool
take_feed(struct import *im, struct store_newsboat *nb, const struct store_newsboat_feed *feed,
          struct err *err)
{
    const struct config_source *source = find_source(im, feed->address);
    struct arena *a = &im->cli->arena;
    struct store_newsboat_taken taken;
    struct store_source row;

    if (!source) {
        import_say(im, IMPORT_REFUSED, feed->address, 0,
                   arena_printf(a,
                                "is not among the sources, %" PRId64
                                " stories left out; import newsboat's urls first",
                                feed->story_count));
        return true;
    }
    if (!store_source_find(im->cli->store, a, source->key, &row, err) ||
        !store_newsboat_take(im->cli->store, nb, feed->address, row.id, time_now_s(), &taken, err))
        return false;
    import_say(im, IMPORT_TAKEN, feed->address, 0, taken_words(a, &taken));
    return true;
}

bool
import_cache(struct import *im, const char *path, struct err *err)
{
    struct store_newsboat_feed *feeds = NULL;
    struct store_newsboat *nb = NULL;
    size_t count = 0;
    bool ok;

    if (!store_newsboat_open(path, &nb, err))
        return false;
    ok = store_newsboat_feeds(nb, &im->cli->arena, &feeds, &count, err);
    for (size_t i = 0; ok && i < count; i++)
        ok = take_feed(im, nb, &feeds[i], err);
    store_newsboat_close(nb);
    return ok;
}
