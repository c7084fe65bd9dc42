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

static bool
load(struct cli *cli, bool with_sources, struct err *err)
{
    struct err why = { 0 };

    /* A home that cannot be written, as in a container, is no reason not to read the news. */
    bool is_written = config_write_first(&cli->paths, &cli->is_first_start, &why);

    if (!(with_sources ? config_load : config_load_settings)(&cli->arena, &cli->paths, &cli->config,
                                                             err))
        return false;
    if (!is_written)
        fprintf(stderr, "courant: %s\n", why.text);
    refresh_check_queries(&cli->arena, &cli->config);
    say_problems(&cli->config);
    cli->is_config_loaded = true;
    return true;
}

bool
cli_config(struct cli *cli, struct err *err)
{
    return (cli->is_config_loaded && !cli->config.is_without_sources) || load(cli, true, err);
}

/* What is to be complained of is so at every start, and a list without a source is as soon read. */
static bool
sync_sources(struct cli *cli, uint64_t stamp, struct err *err)
{
    const struct config *config = &cli->config;
    bool is_faultless = config->problem_count == 0 && config->source_count > 0;

    return refresh_sync(cli->store, config->sources, config->source_count, is_faultless ? stamp : 0,
                        err);
}

static bool
open_store(struct cli *cli, struct err *err)
{
    struct err ignored = { 0 };

    if (cli->store)
        return true;
    log_open(cli->paths.log_file.ptr, &ignored); /* without a log one can still read */
    return store_open(cli->paths.store_file.ptr, &cli->store, err);
}

bool
cli_store(struct cli *cli, struct err *err)
{
    uint64_t stamp = config_sources_stamp(&cli->paths, time_now_s());

    if (cli->store && cli->is_config_loaded && !cli->config.is_without_sources)
        return true;
    if (!cli_config(cli, err) || !open_store(cli, err))
        return false;
    if (store_read_only(cli->store))
        return true; /* what is in it can be read all the same */
    if (!sync_sources(cli, stamp, err))
        return false;
    return !cli->is_first_start || refresh_welcome(cli->store, err);
}

bool
cli_stories(struct cli *cli, struct err *err)
{
    uint64_t stamp = config_sources_stamp(&cli->paths, time_now_s());
    bool is_synced = false;

    if (cli->store)
        return true;
    if (stamp == 0)
        return cli_store(cli, err);
    if (!open_store(cli, err) || !store_sources_are_from(cli->store, stamp, &is_synced, err))
        return false;
    return is_synced ? load(cli, false, err) : cli_store(cli, err);
}

bool
cli_reload(struct cli *cli, struct err *err)
{
    struct config config = { 0 };
    uint64_t stamp = config_sources_stamp(&cli->paths, time_now_s());

    if (!cli_store(cli, err) || !config_load(&cli->arena, &cli->paths, &config, err))
        return false;
    refresh_check_queries(&cli->arena, &config);
    cli->config = config;
    return sync_sources(cli, stamp, err);
}
