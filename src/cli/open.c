/* What a subcommand stands on: the user's files, and the store made to agree with them. */
#include "cli.h"

#include <courant/refresh.h>
#include <courant/store.h>

#include <stdio.h>

static void
say_problems(const struct config *config)
{
    for (size_t i = 0; i < config->problem_count; i++) {
        const struct config_problem *p = &config->problems[i];

        if (p->line > 0)
            fprintf(stderr, "courant: %.*s:%d: %.*s\n", STR_ARG(p->file), p->line,
                    STR_ARG(p->words));
        else
            fprintf(stderr, "courant: %.*s: %.*s\n", STR_ARG(p->file), STR_ARG(p->words));
    }
}

/* A query is the store's language; here are both the file and who can read it. */
static bool
check_query(struct config_problems *list, const char *file, int line, str name, str query)
{
    struct err err = { 0 };
    size_t at;

    if (store_query_check(query, &at, &err))
        return true;
    config_problem_add(list, str_of(file), line, false, "[%.*s] %s", STR_ARG(str_sub(name, 0, 64)),
                       err.text);
    return false;
}

/* Rules and views whose query is wrong are told with the others, and left out. */
void
cli_check_queries(struct arena *a, struct config *config)
{
    struct config_problems *list = config_problems_new(a);
    struct config_rule *rules = ARENA_ARRAY(a, struct config_rule, config->rule_count);
    struct config_view *views = ARENA_ARRAY(a, struct config_view, config->view_count);
    size_t rule_count = 0, view_count = 0;

    for (size_t i = 0; i < config->problem_count; i++) {
        const struct config_problem *p = &config->problems[i];

        config_problem_add(list, p->file, p->line, p->is_warning, "%.*s", STR_ARG(p->words));
    }
    for (size_t i = 0; i < config->rule_count; i++)
        if (check_query(list, "rules.ini", config->rules[i].line, config->rules[i].name,
                        config->rules[i].query))
            rules[rule_count++] = config->rules[i];
    for (size_t i = 0; i < config->view_count; i++)
        if (check_query(list, "courant.ini", config->views[i].line, config->views[i].name,
                        config->views[i].query))
            views[view_count++] = config->views[i];
    config->rules = rules;
    config->rule_count = rule_count;
    config->views = views;
    config->view_count = view_count;
    config->problem_count = config_problems_list(list, &config->problems);
}

bool
cli_config(struct cli *cli, struct err *err)
{
    struct err why = { 0 };

    if (cli->is_config_loaded)
        return true;
    /* A home that cannot be written, as in a container, is no reason not to read the news. */
    if (!config_write_first(&cli->paths, &cli->is_first_start, &why))
        fprintf(stderr, "courant: %s\n", why.text);
    if (!config_load(&cli->arena, &cli->paths, &cli->config, err))
        return false;
    cli_check_queries(&cli->arena, &cli->config);
    say_problems(&cli->config);
    cli->is_config_loaded = true;
    return true;
}

static bool
sync_sources(struct cli *cli, struct err *err)
{
    return refresh_sync(cli->store, cli->config.sources, cli->config.source_count, err);
}

bool
cli_store(struct cli *cli, struct err *err)
{
    struct err ignored = { 0 };

    if (cli->store)
        return true;
    log_open(cli->paths.log_file.ptr, &ignored); /* without a log one can still read */
    if (!cli_config(cli, err) || !store_open(cli->paths.store_file.ptr, &cli->store, err))
        return false;
    if (store_read_only(cli->store))
        return true; /* what is in it can be read all the same */
    if (!sync_sources(cli, err))
        return false;
    return !cli->is_first_start || refresh_welcome(cli->store, err);
}

bool
cli_reload(struct cli *cli, struct err *err)
{
    struct config config = { 0 };

    if (!cli_store(cli, err) || !config_load(&cli->arena, &cli->paths, &config, err))
        return false;
    cli_check_queries(&cli->arena, &config);
    cli->config = config;
    return sync_sources(cli, err);
}
