#include "cli.h"

#include <courant/store.h>
#include <courant/ui.h>

/* The reader. It opens a store of its own: this one only made the sources agree with sources.ini. */
int
cli_read(struct cli *cli, str *args, size_t count)
{
    struct err err = { 0 };
    size_t words = 0;

    if (!cli_options("read", NULL, 0, args, count, &words))
        return CLI_USAGE;
    if (words > 0)
        return cli_usage("read");
    if (!cli_is_terminal()) {
        err_set(&err, ERR_USAGE, "standard output is no terminal; courant list prints the stories");
        return cli_fail(NULL, &err);
    }
    if (!cli_stories(cli, &err))
        return cli_fail(NULL, &err);
    store_close(cli->store);
    cli->store = NULL;
    if (!log_open(cli->paths.log_file.ptr,
                  &err)) /* without it the reader has no log, that is all */
        err = (struct err){ 0 };
    struct ui_options options = {
        .paths = &cli->paths,
        .config = &cli->config,
        .theme = cli->theme,
        .is_first_start = cli->is_first_start,
    };

    if (!ui_run(&options, &err))
        return cli_fail(NULL, &err);
    log_close();
    return CLI_DONE;
}
