#include "story_out.h"

#include <courant/net.h>
#include <courant/text.h>

#include <stdio.h>

#define KEY_COLS_MOST 24

/* ---- states in words ---- */

static const char *
state_of(const struct store_source *s)
{
    if (s->is_disabled)
        return "off";
    if (s->problem.len > 0)
        return "problem";
    return s->good_at > 0 ? "ok" : "new";
}

static str
span_words(struct arena *a, int64_t span_s)
{
    if (span_s < 3600)
        return arena_printf(a, "%" PRId64 "m", MAX(span_s, INT64_C(0)) / 60);
    if (span_s < 172800)
        return arena_printf(a, "%" PRId64 "h", span_s / 3600);
    return arena_printf(a, "%" PRId64 "d", span_s / 86400);
}

static str
good_words(struct arena *a, const struct store_source *s, int64_t now)
{
    if (s->good_at == 0)
        return STR("never fetched");
    if (now - s->good_at < 60)
        return STR("just now");
    return arena_printf(a, "%.*s ago", STR_ARG(span_words(a, now - s->good_at)));
}

static str
due_words(struct arena *a, const struct store_source *s, int64_t now)
{
    if (s->is_disabled)
        return STR("not fetched");
    if (s->due_at <= now)
        return STR("due now");
    return arena_printf(a, "next in %.*s", STR_ARG(span_words(a, s->due_at - now)));
}

static void
print_source(struct arena *a, const struct store_source *s, int key_cols, int64_t now)
{
    printf("%-*.*s  %-7s  %6" PRId64 " unread of %-6" PRId64 "  %-14.*s  %-12.*s  %.*s\n", key_cols,
           STR_ARG(s->key), state_of(s), s->unread_count, s->story_count,
           STR_ARG(good_words(a, s, now)), STR_ARG(due_words(a, s, now)), STR_ARG(s->name));
    if (s->problem.len > 0 && s->failure_count > 1)
        printf("%*s  %.*s, %d times in a row\n", key_cols, "", STR_ARG(text_clean(a, s->problem)),
               s->failure_count);
    else if (s->problem.len > 0)
        printf("%*s  %.*s\n", key_cols, "", STR_ARG(text_clean(a, s->problem)));
    else if (s->note.len > 0)
        printf("%*s  mended: %.*s\n", key_cols, "", STR_ARG(text_clean(a, s->note)));
}

/* ---- JSON ---- */

json_t *
json_source(struct arena *a, const struct store_source *s)
{
    static const char *const full_text[] = { "auto", "always", "never" };
    json_t *o = json_object();

    json_object_set_new(o, "id", json_of(s->key));
    json_object_set_new(o, "url", json_of(net_url_without_secret(a, s->url)));
    json_object_set_new(o, "name", json_of(s->name));
    json_object_set_new(o, "section", json_of(s->section));
    json_object_set_new(o, "site", json_of(s->site_url));
    json_object_set_new(o, "language", json_of(s->language));
    json_object_set_new(o, "enabled", json_boolean(!s->is_disabled));
    json_object_set_new(
        o, "full_text",
        json_string(full_text[s->full_text >= 0 && s->full_text < 3 ? s->full_text : 0]));
    json_object_set_new(o, "state", json_string(state_of(s)));
    json_object_set_new(o, "last_success", json_time(s->good_at));
    json_object_set_new(o, "last_try", json_time(s->tried_at));
    json_object_set_new(o, "next_due", s->is_disabled ? json_null() : json_time(s->due_at));
    json_object_set_new(o, "problem", json_of(s->problem));
    json_object_set_new(o, "failures", json_integer(s->failure_count));
    json_object_set_new(o, "note", json_of(s->note));
    json_object_set_new(o, "rhythm_seconds",
                        s->rhythm_s > 0 ? json_integer(s->rhythm_s) : json_null());
    json_object_set_new(o, "stories", json_integer(s->story_count));
    json_object_set_new(o, "unread", json_integer(s->unread_count));
    return o;
}

static void
print_all(struct arena *a, const struct store_source *sources, size_t count, bool is_json)
{
    int64_t now = time_now_s();
    int key_cols = 0;

    for (size_t i = 0; i < count; i++)
        key_cols = MAX(key_cols, (int)MIN(sources[i].key.len, KEY_COLS_MOST)); /* ASCII */
    for (size_t i = 0; i < count; i++) {
        if (is_json)
            json_print(json_source(a, &sources[i]));
        else
            print_source(a, &sources[i], key_cols, now);
    }
}

int
cli_sources(struct cli *cli, str *args, size_t count)
{
    bool is_json = false;
    const struct cli_option options[] = { { "--json", &is_json, NULL } };
    struct store_source *sources = NULL;
    size_t source_count = 0;
    struct err err = { 0 };

    if (!cli_options("sources", options, ARRAY_LEN(options), args, count, &count))
        return CLI_USAGE;
    if (count != 0)
        return cli_usage("sources");
    if (!cli_stories(cli, &err) ||
        !store_sources_load(cli->store, &cli->arena, false, &sources, &source_count, &err))
        return cli_fail("sources", &err);
    print_all(&cli->arena, sources, source_count, is_json);
    return CLI_DONE;
}
