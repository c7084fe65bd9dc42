#include "inspect.h"

static const struct {
    str name;
    cli_function *run;
} kinds[] = {
    { STR_INIT("feed"), inspect_feed },
    { STR_INIT("page"), inspect_page },
    { STR_INIT("date"), inspect_date },
};

int
cli_inspect(struct cli *cli, str *args, size_t count)
{
    for (size_t i = 0; count > 0 && i < ARRAY_LEN(kinds); i++)
        if (str_eq(args[0], kinds[i].name))
            return kinds[i].run(cli, args + 1, count - 1);
    return cli_usage("inspect");
}
