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

bool
cli_config(struct cli *cli, struct err *err)
{
    struct err why = { 0 };

    if (cli->is_config_loaded)
        return true;
    /* A home that cannot be written, as in a container, is no reason not to read the news. */
    bool is_written = config_write_first(&cli->paths, &cli->is_first_start, &why);

    if (!config_load(&cli->arena, &cli->paths, &cli->config, err))
        return false;
    if (!is_written)
        fprintf(stderr, "courant: %s\n", why.text);
    refresh_check_queries(&cli->arena, &cli->config);
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
    refresh_check_queries(&cli->arena, &config);
    cli->config = config;
    return sync_sources(cli, err);
}
