#include "inspect.h"

#include <courant/feed.h>

#include <stdio.h>

int
inspect_date(struct cli *cli, str *args, size_t count)
{
    char text[TIME_TEXT_LEN];
    int64_t at = 0;

    (void)cli;
    if (count != 1)
        return cli_usage("inspect");
    if (!feed_date_parse(args[0], &at)) {
        puts("unknown");
        return CLI_INVALID;
    }
    time_text(at, text);
    puts(text);
    return CLI_DONE;
}
