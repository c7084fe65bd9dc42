#include "story_out.h"

#include <courant/related.h>
#include <courant/text.h>

#include <stdio.h>

#define WHY_COLS 22 /* "same event · 4 sources" */

static const char *const why_words[] = {
    [RELATED_LINKED] = "linked",    [RELATED_IN_TEXT] = "in the text",
    [RELATED_EVENT] = "same event", [RELATED_EARLIER] = "earlier",
    [RELATED_LATER] = "later",      [RELATED_SUBJECT] = "same subject",
};

static json_t *
json_link(const struct related_row *row)
{
    json_t *o = json_object();

    json_object_set_new(o, "title", json_of(row->story.title));
    json_object_set_new(o, "url", json_of(row->story.url));
    json_object_set_new(o, "teaser", json_of(row->story.teaser));
    json_object_set_new(o, "story", json_id(row->story.id));
    json_object_set_new(o, "ready", json_boolean(row->story.id != 0 || row->is_ready));
    json_object_set_new(o, "why", json_string(why_words[row->why]));
    return o;
}

static json_t *
json_row(const struct related_row *row)
{
    json_t *o = json_object();

    json_object_set_new(o, "id", json_integer(row->story.id));
    json_object_set_new(o, "title", json_of(row->story.title));
    json_object_set_new(o, "url", json_of(row->story.url));
    json_object_set_new(o, "source", json_of(row->story.source_key));
    json_object_set_new(o, "published", json_time(row->story.published_at));
    json_object_set_new(o, "score", json_real(row->score));
    json_object_set_new(o, "same_event", json_boolean(row->is_same_event));
    json_object_set_new(o, "why", json_string(why_words[row->why]));
    json_object_set_new(o, "copy", json_boolean(row->is_copy));
    json_object_set_new(o, "copy_of", json_of(row->copy_of));
    json_object_set_new(o, "visited", json_boolean(row->is_visited));
    json_object_set_new(o, "subscribed", json_boolean(row->story.is_listed));
    return o;
}

static void
print_json(int64_t id, const struct related *related)
{
    json_t *o = json_object(), *links = json_array(), *stories = json_array();

    for (size_t i = 0; i < related->link_count; i++)
        json_array_append_new(links, json_link(&related->links[i]));
    for (size_t i = 0; i < related->story_count; i++)
        json_array_append_new(stories, json_row(&related->stories[i]));
    json_object_set_new(o, "id", json_integer(id));
    json_object_set_new(o, "links", links);
    json_object_set_new(o, "stories", stories);
    json_print(o);
}

static void
print_link(const struct related_row *row)
{
    if (row->story.id != 0)
        printf("%-*s  %" PRId64 "  %.*s\n", WHY_COLS, why_words[row->why], row->story.id,
               STR_ARG(row->story.title));
    else
        printf("%-*s  %.*s  %.*s\n", WHY_COLS, why_words[row->why], STR_ARG(row->story.title),
               STR_ARG(row->story.url));
}

static void
print_text(struct arena *a, const struct related *related)
{
    int64_t now = time_now_s();

    for (size_t i = 0; i < related->link_count; i++)
        print_link(&related->links[i]);
    for (size_t i = 0; i < related->story_count; i++) {
        const struct related_row *row = &related->stories[i];
        str age = age_text(a, row->story.sort_at, now), why = related_why_text(a, row);

        printf("%.*s%*s  %" PRId64 "  %.*s  %.*s  %.*s\n", STR_ARG(why),
               MAX(WHY_COLS - text_cols(why), 0), "", row->story.id, STR_ARG(age),
               STR_ARG(row->story.source_name), STR_ARG(row->story.title));
    }
}

int
cli_related(struct cli *cli, str *args, size_t count)
{
    struct store_story story = { 0 };
    struct related related = { 0 };
    struct err err = { 0 };
    bool is_json = false;
    int status = CLI_DONE;
    const struct cli_option options[] = { { "--json", &is_json, NULL } };

    if (!cli_options("related", options, ARRAY_LEN(options), args, count, &count))
        return CLI_USAGE;
    if (count != 1)
        return cli_usage("related");
    if (!cli_stories(cli, &err))
        return cli_fail("related", &err);
    if (!story_find(cli, "related", args[0], &story, &status))
        return status;
    if (!related_load(cli->store, &cli->arena, story.id, &related, &err))
        return cli_fail("related", &err);
    if (is_json)
        print_json(story.id, &related);
    else
        print_text(&cli->arena, &related);
    return CLI_DONE;
}
