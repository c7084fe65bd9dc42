#include "story_out.h"

#include <stdio.h>

#define WINDOW      500 /* stories held at a time, however many are asked for */
#define LIMIT_USUAL 100 /* of what is read by eye, and of a search, whose end is of no use */
#define LIMIT_MOST  INT64_C(1000000000)

struct listing {
    struct cli *cli;
    const struct store_query *query;
    bool is_json, is_search;
    int64_t left;
    struct store_place after;
};

/* A hidden story names what hid it. */
static bool
print_story(struct listing *l, struct arena *a, const struct story_columns *columns,
            const struct store_story *story, struct err *err)
{
    struct store_story named = *story;
    struct buf b = { .arena = a };
    str *names = NULL;
    size_t count = 0;

    if (story->is_hidden && !store_ruled_load(l->cli->store, a, story->id, &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        buf_printf(&b, "%s%.*s", i ? ", " : "hidden by ", STR_ARG(names[i]));
    if (count > 0)
        named.title = arena_printf(a, "[%.*s] %.*s", STR_ARG(buf_str(&b)), STR_ARG(story->title));
    story_print(a, columns, &named);
    return true;
}

static bool
print_window(struct listing *l, struct arena *a, const struct store_story *stories, size_t count,
             struct err *err)
{
    struct story_columns columns;

    story_columns_init(a, &columns, stories, count);
    for (size_t i = 0; i < count; i++) {
        json_t *object = NULL;

        if (!l->is_json) {
            if (!print_story(l, a, &columns, &stories[i], err))
                return false;
            continue;
        }
        if (json_story(l->cli->store, &stories[i], &object, err) &&
            (!l->is_search || json_snippet(l->cli->store, l->query, stories[i].id, object, err)))
            json_print(object);
        else
            return false;
    }
    return true;
}

/* Prints the next window; *is_end: it was the last. What it takes is given back before the next. */
static bool
list_window(struct listing *l, bool *is_end, struct err *err)
{
    struct arena a = { 0 };
    struct store_story *stories = NULL;
    size_t count = 0, wanted = (size_t)MIN(l->left, (int64_t)WINDOW);
    bool is_done = store_list_after(l->cli->store, &a, l->query, l->after, false, wanted, &stories,
                                    &count, err) &&
                   print_window(l, &a, stories, count, err);

    if (is_done && count > 0) {
        l->after = (struct store_place){ stories[count - 1].sort_at, stories[count - 1].id };
        l->left -= (int64_t)count;
    }
    *is_end = count < wanted || l->left <= 0 || ferror(stdout); /* nobody reads on: head(1) */
    arena_free(&a);
    return is_done;
}

/* The words left on the line are one query. */
static str
join_words(struct arena *a, const str *words, size_t count)
{
    struct buf b = { .arena = a };

    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_add_char(&b, ' ');
        buf_add(&b, words[i]);
    }
    return buf_str(&b);
}

int
cli_list(struct cli *cli, str *args, size_t count)
{
    struct listing l = { .cli = cli, .left = LIMIT_USUAL };
    struct store_query *query = NULL;
    struct err err = { 0 };
    str limit = { 0 };
    bool is_end = false;
    const struct cli_option options[] = {
        { "--json", &l.is_json, NULL },
        { "--limit", NULL, &limit },
    };

    if (!cli_options("list", options, ARRAY_LEN(options), args, count, &count))
        return CLI_USAGE;
    if ((limit.len > 0 && !cli_number(limit, 0, LIMIT_MOST, &l.left)))
        return cli_usage("list");
    if (!cli_stories(cli, &err) ||
        !store_query_parse(&cli->arena, join_words(&cli->arena, args, count), time_now_s(), &query,
                           &err))
        return cli_fail("list", &err);
    l.query = query;
    store_list_to_end(cli->store);
    if (limit.len == 0 && (l.is_json || !cli_is_terminal()))
        l.left = LIMIT_MOST; /* a script means all of them */
    is_end = l.left == 0;
    while (!is_end)
        if (!list_window(&l, &is_end, &err))
            return cli_fail("list", &err);
    return CLI_DONE;
}

int
cli_search(struct cli *cli, str *args, size_t count)
{
    struct listing l = { .cli = cli, .left = LIMIT_USUAL };
    struct store_story *stories = NULL;
    struct store_query *query = NULL;
    struct err err = { 0 };
    size_t found = 0;
    str limit = { 0 };
    const struct cli_option options[] = {
        { "--json", &l.is_json, NULL },
        { "--limit", NULL, &limit },
    };

    if (!cli_options("search", options, ARRAY_LEN(options), args, count, &count))
        return CLI_USAGE;
    if (count == 0 || (limit.len > 0 && !cli_number(limit, 0, LIMIT_MOST, &l.left)))
        return cli_usage("search");
    str words = join_words(&cli->arena, args, count);

    l.is_search = true;
    if (!cli_stories(cli, &err))
        return cli_fail("search", &err);
    store_list_to_end(cli->store);
    if (!store_query_parse(&cli->arena, words, time_now_s(), &query, &err) ||
        !store_search(cli->store, &cli->arena, words, (size_t)l.left, &stories, &found, &err))
        return cli_fail("search", &err);
    l.query = query;
    if (!print_window(&l, &cli->arena, stories, found, &err))
        return cli_fail("search", &err);
    return CLI_DONE;
}
