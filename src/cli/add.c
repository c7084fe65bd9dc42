#include "cli.h"

#include <courant/config_edit.h>
#include <courant/refresh_find.h>
#include <courant/text.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SHOWN_STORIES 5
#define TITLE_COLS    68

struct adding {
    struct cli *cli;
    struct net *net;
    str asked;
    struct config_source source;
    bool is_asking;
};

/* ---- what the feed is like ---- */

static str
shown_url(struct arena *a, str url)
{
    return text_clean_url(a, net_url_without_secret(a, url));
}

static void
print_story(struct arena *a, const struct feed_item *item)
{
    int64_t at = item->published_at ? item->published_at : item->updated_at;
    str title = text_fit(a, item->title.len > 0 ? item->title : STR("(no title)"), TITLE_COLS);
    char day[TIME_TEXT_LEN] = "          ";

    if (at > 0)
        time_text(at, day);
    printf("  %.10s  %.*s\n", day, STR_ARG(title));
}

static void
print_feed(struct arena *a, const struct find_choice *choice)
{
    const struct feed *feed = &choice->feed;

    printf("%.*s\n%.*s\n%.*s\n",
           STR_ARG(feed->title.len > 0 ? feed->title : STR("(a feed without a title)")),
           STR_ARG(shown_url(a, choice->url)), STR_ARG(find_rhythm(a, feed)));
    for (size_t i = 0; i < feed->item_count && i < SHOWN_STORIES; i++)
        print_story(a, &feed->items[i]);
}

/* ---- asking ---- */

/* What the user types, trimmed; empty at the end of input. */
static str
ask(struct arena *a, const char *question)
{
    char answer[64] = "";

    printf("%s ", question);
    fflush(stdout);
    if (!fgets(answer, sizeof(answer), stdin))
        return STR("n");
    return arena_str(a, str_trim(str_of(answer)));
}

static bool
wants_it(struct adding *add)
{
    str answer = add->is_asking ? ask(&add->cli->arena, "Add it? [Y/n]") : (str){ 0 };

    return answer.len == 0 || char_lower(answer.ptr[0]) == 'y';
}

/* Several were announced: which one? The first, unless somebody is there to choose. */
static size_t
choose(struct adding *add, const struct find_choice *choices, size_t count)
{
    struct arena *a = &add->cli->arena;
    int64_t number = 0;

    if (count == 1 || !add->is_asking)
        return 0;
    printf("The page announces %zu feeds:\n", count);
    for (size_t i = 0; i < count; i++)
        printf("  %zu  %.*s  %.*s\n", i + 1, STR_ARG(text_fit(a, choices[i].title, TITLE_COLS)),
               STR_ARG(shown_url(a, choices[i].url)));
    if (!cli_number(ask(a, "Which one? [1]"), 1, (int64_t)count, &number))
        number = 1;
    return (size_t)number - 1;
}

static struct find *
look(struct adding *add, str choice)
{
    struct find *f = find_new(&add->cli->config.settings, add->asked, choice);

    find_wait(f, add->net);
    return f;
}

static bool
offer(struct adding *add, const struct find_choice *choice, struct err *err)
{
    struct arena *a = &add->cli->arena;
    str key;

    print_feed(a, choice);
    if (!wants_it(add)) {
        printf("not added\n");
        return true;
    }
    add->source.url = choice->url;
    if (!config_source_add(a, &add->cli->paths, &add->source, &key, err) ||
        !cli_reload(add->cli, err))
        return false;
    printf("added as [%.*s]\n", STR_ARG(key));
    return true;
}

/* From the chosen one on, the first that can be read: pages announce feeds that are long gone. */
static bool
offer_first(struct adding *add, const struct find_choice *choices, size_t count, struct err *err)
{
    size_t chosen = choose(add, choices, count);

    for (size_t i = 0; i < count; i++) {
        struct find *f = look(add, choices[(chosen + i) % count].url);
        const struct find_choice *choice = NULL;
        struct err why = { 0 };
        size_t one = 0;
        bool is_feed = find_result(f, &choice, &one, &why);
        bool ok = is_feed && offer(add, choice, err);

        find_free(f);
        if (is_feed)
            return ok;
        if (i == 0)
            *err = why;
    }
    return false;
}

static bool
find_and_add(struct adding *add, struct err *err)
{
    struct find *f = look(add, STR(""));
    const struct find_choice *choices = NULL;
    size_t count = 0;
    bool ok = find_result(f, &choices, &count, err) &&
              (choices->is_read ? offer(add, choices, err) : offer_first(add, choices, count, err));

    find_free(f);
    return ok;
}

static bool
run(struct adding *add, str typed, struct err *err)
{
    const struct settings *settings = &add->cli->config.settings;

    if (!cli_store(add->cli, err))
        return false;
    struct net_options options = {
        .user_agent = settings->user_agent,
        .proxy = settings->proxy,
        .ca_file = settings->ca_file,
    };

    if (!find_address(&add->cli->arena, typed, &add->asked, err) ||
        !(add->net = net_open(&options, err)))
        return false;
    bool ok = find_and_add(add, err);

    net_close(add->net);
    return ok;
}

int
cli_add(struct cli *cli, str *args, size_t count)
{
    struct adding add = { .cli = cli };
    bool is_sure = false;
    const struct cli_option options[] = {
        { "--name", NULL, &add.source.name },
        { "--section", NULL, &add.source.section },
        { "--yes", &is_sure, NULL },
    };
    struct err err = { 0 };

    if (!cli_options("add", options, ARRAY_LEN(options), args, count, &count))
        return CLI_USAGE;
    if (count != 1)
        return cli_usage("add");
    add.source.name = text_clean(&cli->arena, add.source.name);
    add.source.section = text_clean(&cli->arena, add.source.section);
    add.is_asking = !is_sure && isatty(STDIN_FILENO) && cli_is_terminal();
    if (run(&add, args[0], &err))
        return CLI_DONE;
    str shown = shown_url(&cli->arena, args[0]);

    return cli_fail(arena_cstr(&cli->arena, shown), &err);
}
