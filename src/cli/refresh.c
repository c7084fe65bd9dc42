/* `courant refresh`: fetches what is due and waits, a line a source. */
#include "cli.h"

#include <courant/refresh.h>

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static void
print_text(const struct refresh_report *r)
{
    const char *key = r->key.ptr;

    if (r->problem.len > 0)
        fprintf(stderr, "courant: %s: %.*s\n", key, STR_ARG(r->problem));
    else if (r->is_unchanged || r->added + r->changed == 0)
        printf("%s: nothing new\n", key);
    else if (r->changed > 0)
        printf("%s: %" PRId64 " new, %" PRId64 " changed\n", key, r->added, r->changed);
    else
        printf("%s: %" PRId64 " new\n", key, r->added);
}

static void
print_json(const struct refresh_report *r)
{
    json_t *o = json_object();

    json_object_set_new(o, "source", json_stringn(r->key.ptr, r->key.len));
    json_object_set_new(o, "added", json_integer(r->added));
    json_object_set_new(o, "changed", json_integer(r->changed));
    json_object_set_new(o, "unchanged", json_boolean(r->is_unchanged));
    json_object_set_new(o, "problem",
                        r->problem.len > 0 ? json_stringn(r->problem.ptr, r->problem.len)
                                           : json_null());
    json_dumpf(o, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(o);
}

int
cli_refresh(struct cli *cli, str *args, size_t count)
{
    bool is_forced = false, is_json = false;
    const struct cli_option options[] = { { "--force", &is_forced, NULL },
                                          { "--json", &is_json, NULL } };
    struct refresh_report *reports = NULL;
    size_t report_count = 0, failed = 0, key_count;
    struct err err = { 0 };

    if (!cli_options("refresh", options, ARRAY_LEN(options), args, count, &key_count))
        return CLI_USAGE;
    if (!cli_store(cli, &err) ||
        !refresh_run(&cli->arena, &cli->config, cli->paths.store_file, args, key_count, is_forced,
                     &reports, &report_count, &err))
        return cli_fail("refresh", &err);
    for (size_t i = 0; i < report_count; i++) {
        (is_json ? print_json : print_text)(&reports[i]);
        failed += reports[i].problem.len > 0;
    }
    if (report_count == 0 && !is_json && cli_is_terminal())
        printf(cli->config.source_count == 0 ? "there are no sources: courant add URL\n"
                                             : "nothing is due; --force fetches everything\n");
    return failed > 0 ? CLI_PARTLY : CLI_DONE;
}
