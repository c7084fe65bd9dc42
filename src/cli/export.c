#include "story_out.h"

#include <courant/feed.h>
#include <courant/net.h>

#include <stdio.h>

#define WINDOW 100 /* stories with their texts held at a time */

/* ---- OPML ---- */

struct exporting {
    struct cli *cli;
    const struct store_source *rows;
    size_t row_count;
};

static const struct store_source *
find_row(const struct exporting *e, str key)
{
    for (size_t i = 0; i < e->row_count; i++)
        if (str_eq(e->rows[i].key, key))
            return &e->rows[i];
    return NULL;
}

/* url and section have a name in all readers; headers and the proxy's address may hold a secret. */
static bool
stays_here(str name)
{
    static const char *const names[] = { "url", "section", "headers", "proxy" };

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eq(name, str_of(names[i])))
            return true;
    return false;
}

/* Every setting that it has, but those. */
static void
add_own(struct arena *a, const struct config_source *source, struct feed_opml_entry *out)
{
    VEC(struct feed_opml_own) own = { 0 };
    const char *key;

    *VEC_PUSH(a, &own) = (struct feed_opml_own){ STR("id"), source->key };
    for (size_t i = 0; (key = config_source_key(i)); i++) {
        str name = str_of(key), value = config_source_get(a, source, name);

        if (value.len > 0 && !stays_here(name))
            *VEC_PUSH(a, &own) = (struct feed_opml_own){ name, value };
    }
    out->own = own.items;
    out->own_count = own.count;
}

static struct feed_opml_entry
entry_of(const struct exporting *e, const struct config_source *source)
{
    struct arena *a = &e->cli->arena;
    const struct store_source *row = find_row(e, source->key);
    struct feed_opml_entry entry = {
        .url = net_url_without_secret(a, source->url),
        .title = row ? row->name : source->name,
        .section = source->section,
        .site_url = row ? row->site_url : STR(""),
    };

    add_own(a, source, &entry);
    if (!str_eq(entry.url, source->url))
        fprintf(stderr, "courant: export: [%.*s]: user and password of its address are left out\n",
                STR_ARG(source->key));
    return entry;
}

static bool
export_opml(struct cli *cli, struct err *err)
{
    struct exporting e = { .cli = cli };
    struct store_source *rows = NULL;
    struct feed_opml_entry *entries =
        ARENA_ARRAY(&cli->arena, struct feed_opml_entry, cli->config.source_count + 1);
    size_t count = 0;

    if (!store_sources_load(cli->store, &cli->arena, false, &rows, &e.row_count, err))
        return false;
    e.rows = rows;
    for (size_t i = 0; i < cli->config.source_count; i++)
        if (!str_starts(cli->config.sources[i].url, STR("courant:"))) /* the welcome edition */
            entries[count++] = entry_of(&e, &cli->config.sources[i]);
    str text = feed_opml_write(&cli->arena, entries, count);

    fwrite(text.ptr, 1, text.len, stdout);
    return true;
}

/* ---- everything, as lines of JSON ---- */

static void
print_kind(json_t *object, const char *kind)
{
    json_object_set_new(object, "kind", json_string(kind));
    json_print(object);
}

static bool
print_story(struct cli *cli, struct arena *a, int64_t story_id, struct err *err)
{
    struct store_text text = { 0 };
    json_t *object = NULL;

    if (!store_text_load(cli->store, a, story_id, &text, err) ||
        !json_text(cli->store, a, &text, &object, err))
        return false;
    print_kind(object, "story");
    return true;
}

/* Others may be named alike, so each story is asked whose it is. */
static bool
print_window(struct cli *cli, const struct store_query *query, int64_t source_id,
             struct store_place *after, bool *is_end, struct err *err)
{
    struct arena a = { 0 };
    struct store_story *stories = NULL;
    size_t count = 0;
    bool ok = store_list_after(cli->store, &a, query, *after, false, WINDOW, &stories, &count, err);

    for (size_t i = 0; ok && i < count; i++)
        if (stories[i].source_id == source_id) {
            struct arena one = { 0 };

            ok = print_story(cli, &one, stories[i].id, err);
            arena_free(&one);
        }
    if (ok && count > 0)
        *after = (struct store_place){ stories[count - 1].sort_at, stories[count - 1].id };
    *is_end = count < WINDOW || ferror(stdout);
    arena_free(&a);
    return ok;
}

static bool
print_source(struct cli *cli, const struct store_source *source, struct err *err)
{
    str words = arena_printf(&cli->arena, "source:\"%.*s\"", STR_ARG(source->key));
    struct store_query *query = NULL;
    struct store_place after = { 0 };
    bool is_end = false;

    print_kind(json_source(&cli->arena, source), "source");
    if (!store_query_parse(&cli->arena, words, time_now_s(), &query, err))
        return false;
    while (!is_end)
        if (!print_window(cli, query, source->id, &after, &is_end, err))
            return false;
    return true;
}

static bool
export_json(struct cli *cli, struct err *err)
{
    struct store_source *sources = NULL;
    size_t count = 0;

    if (!store_sources_load(cli->store, &cli->arena, true, &sources, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!print_source(cli, &sources[i], err))
            return false;
    return true;
}

int
cli_export(struct cli *cli, str *args, size_t count)
{
    bool is_opml = false, is_json = false;
    const struct cli_option options[] = {
        { "--opml", &is_opml, NULL },
        { "--json", &is_json, NULL },
    };
    struct err err = { 0 };

    if (!cli_options("export", options, ARRAY_LEN(options), args, count, &count))
        return CLI_USAGE;
    if (count != 0 || (is_opml && is_json))
        return cli_usage("export");
    if (!cli_store(cli, &err))
        return cli_fail("export", &err);
    store_list_to_end(cli->store);
    if (!(is_json ? export_json(cli, &err) : export_opml(cli, &err)))
        return cli_fail("export", &err);
    return CLI_DONE;
}
