#include "cli.h"

#include <courant/config_edit.h>

#include <stdio.h>

int
cli_remove(struct cli *cli, str *args, size_t count)
{
    struct err err = { 0 };

    if (!cli_options("remove", NULL, 0, args, count, &count))
        return CLI_USAGE;
    if (count != 1)
        return cli_usage("remove");
    if (!cli_store(cli, &err) ||
        !config_source_remove(&cli->arena, &cli->paths, args[0], NULL, &err) ||
        !cli_reload(cli, &err))
        return cli_fail(NULL, &err);
    printf("removed [%.*s]; what it brought stays in the store\n", STR_ARG(args[0]));
    return CLI_DONE;
}
