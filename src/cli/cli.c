#include "cli.h"

#include <courant/store.h>
#include <courant/text.h>

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VERSION "0.1.0"

static const struct command {
    const char *name;
    cli_function *run;
    const char *usage, *help;
} commands[] = {
#define CLI_COMMAND(name, function, usage, help) { name, function, usage, help },
#include "commands.def"
#undef CLI_COMMAND
    { NULL, NULL, NULL, NULL },
};

static const enum cli_status status_of[] = {
    [ERR_NONE] = CLI_DONE,     [ERR_MISSING] = CLI_INVALID, [ERR_INVALID] = CLI_INVALID,
    [ERR_USAGE] = CLI_USAGE,   [ERR_STORE] = CLI_STORE,     [ERR_NET] = CLI_INVALID,
    [ERR_LIMIT] = CLI_INVALID, [ERR_BUSY] = CLI_STORE,      [ERR_CANCELLED] = CLI_INVALID,
    [ERR_DAMAGED] = CLI_STORE,
};

static const struct command *
find_command(str name)
{
    for (const struct command *c = commands; c->name; c++)
        if (str_eq(name, str_of(c->name)))
            return c;
    return NULL;
}

int
cli_fail(const char *what, const struct err *err)
{
    if (what)
        fprintf(stderr, "courant: %s: %s\n", what, err->text);
    else
        fprintf(stderr, "courant: %s\n", err->text);
    return (int)status_of[err->kind];
}

int
cli_usage(const char *command)
{
    const struct command *c = find_command(str_of(command));

    fprintf(stderr, "courant: usage: courant %s\n", c ? c->usage : command);
    return CLI_USAGE;
}

bool
cli_is_terminal(void)
{
    return isatty(STDOUT_FILENO);
}

bool
cli_number(str text, int64_t least, int64_t most, int64_t *out)
{
    int64_t value = 0;

    if (!str_take_int(&text, &value) || text.len > 0 || value < least || value > most)
        return false;
    *out = value;
    return true;
}

static const struct cli_option *
find_option(const struct cli_option *options, size_t count, str arg)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(arg, str_of(options[i].name)))
            return &options[i];
    return NULL;
}

/* Takes the option at args[*i]; "--name=value" and "--name value" are the same. */
static bool
take_option(const char *command, const struct cli_option *options, size_t option_count,
            const str *args, size_t arg_count, size_t *i)
{
    str arg = args[*i];
    size_t equals = str_find_char(arg, '=');
    const struct cli_option *option = find_option(options, option_count, str_sub(arg, 0, equals));

    if (!option || (option->flag && equals != STR_NONE)) {
        fprintf(stderr, "courant: %s: unknown option %.*s\n", command, STR_ARG(arg));
        return false;
    }
    if (option->flag) {
        *option->flag = true;
    } else if (equals != STR_NONE) {
        *option->value = str_from(arg, equals + 1);
    } else if (*i + 1 < arg_count) {
        *option->value = args[++*i];
    } else {
        fprintf(stderr, "courant: %s: %s needs a value\n", command, option->name);
        return false;
    }
    return true;
}

bool
cli_options(const char *command, const struct cli_option *options, size_t option_count, str *args,
            size_t arg_count, size_t *word_count)
{
    size_t words = 0;
    bool is_ended = false;

    for (size_t i = 0; i < arg_count; i++) {
        if (!is_ended && str_eq(args[i], STR("--")))
            is_ended = true;
        else if (is_ended || args[i].len < 3 || !str_starts(args[i], STR("--")))
            args[words++] = args[i];
        else if (!take_option(command, options, option_count, args, arg_count, &i))
            return false;
    }
    *word_count = words;
    return true;
}

static int
print_help(void)
{
    printf(
        "courant: a newsreader for the terminal\n\n"
        "usage: courant [--config DIR] [--store FILE] [--theme NAME] [--log FILE] [COMMAND …]\n\n"
        "Without a command it opens the reader. Commands:\n");
    for (const struct command *c = commands; c->name; c++)
        printf("  %s\n      %s\n", c->usage, c->help);
    return CLI_DONE;
}

static int
print_command_help(const struct command *c)
{
    printf("usage: courant %s\n\n%s\n", c->usage, c->help);
    return CLI_DONE;
}

/* Before "--", behind which anything is a word. */
static bool
wants_help(const str *args, size_t count)
{
    for (size_t i = 0; i < count && !str_eq(args[i], STR("--")); i++)
        if (str_eq(args[i], STR("--help")) || str_eq(args[i], STR("-h")))
            return true;
    return false;
}

/* Takes the options that go before the subcommand; *out_at: where the next word is. */
static bool
take_globals(int argc, char **argv, struct cli *cli, struct config_paths *over, int *out_at,
             struct err *err)
{
    const struct {
        const char *name;
        str *value;
    } globals[] = {
        { "--config", &over->config_folder },
        { "--store", &over->store_file },
        { "--log", &over->log_file },
        { "--theme", &cli->theme },
    };
    int i = 1;

    while (i < argc && str_starts(str_of(argv[i]), STR("--"))) {
        str arg = str_of(argv[i]);
        size_t equals = str_find_char(arg, '='), k = 0;

        while (k < ARRAY_LEN(globals) && !str_eq(str_sub(arg, 0, equals), str_of(globals[k].name)))
            k++;
        if (k == ARRAY_LEN(globals))
            break;
        str value = equals != STR_NONE ? str_from(arg, equals + 1)
                    : i + 1 < argc     ? str_of(argv[++i])
                                       : STR("");

        if (value.len == 0) /* --store "$UNSET" must not mean the usual one */
            return err_set(err, ERR_USAGE, "%s needs a value", globals[k].name);
        *globals[k].value = value;
        i++;
    }
    *out_at = i;
    return true;
}

/*
 * UTF-8 whatever the environment says: an unset LANG over SSH is common. Of the rest only the names of days and months
 * are the reader's: numbers are as files and JSON have them, and a category that nobody asks is a file read at each start.
 */
static void
set_locale(void)
{
    setlocale(LC_CTYPE, "");
    setlocale(LC_TIME, "");
    if (MB_CUR_MAX < 4)
        setlocale(LC_CTYPE, "C.UTF-8");
}

/* A script must hear of what is missing from its file; who stopped reading (head) wanted no more. */
static int
end_output(int status)
{
    bool is_lost = ferror(stdout) != 0;

    errno = 0;
    is_lost = fflush(stdout) != 0 || is_lost;
    if (!is_lost || errno == EPIPE)
        return status;
    fprintf(stderr, "courant: standard output: %s\n",
            errno ? strerror(errno) : "not all could be written");
    return status == CLI_DONE ? (int)CLI_STORE : status;
}

int
cli_main(int argc, char **argv)
{
    static struct cli cli; /* static: what is loaded lives as long as the command runs */
    struct config_paths over = { 0 };
    struct err err = { 0 };
    int at = 1;

    mem_tune();
    set_locale();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is told like a full disk */
    if (!take_globals(argc, argv, &cli, &over, &at, &err))
        return cli_fail(NULL, &err);
    str name = at < argc ? str_of(argv[at]) : STR("read");

    bool is_help = wants_help(&name, 1) || str_eq(name, STR("help"));

    if (is_help && at + 1 < argc && find_command(str_of(argv[at + 1])))
        return end_output(print_command_help(find_command(str_of(argv[at + 1]))));
    if (is_help)
        return end_output(print_help());
    if (str_eq(name, STR("--version"))) {
        printf("courant %s\n", VERSION);
        return end_output(CLI_DONE);
    }
    const struct command *command = find_command(name);

    if (!command) {
        err_set(&err, ERR_USAGE, "%.*s: no such command; courant --help lists them", STR_ARG(name));
        return cli_fail(NULL, &err);
    }
    if (!config_paths_find(&cli.arena, &over, &cli.paths, &err))
        return cli_fail(NULL, &err);
    size_t count = at < argc ? (size_t)(argc - at - 1) : 0;
    str *args = ARENA_ARRAY(&cli.arena, str, count + 1);

    for (size_t i = 0; i < count; i++)
        args[i] = str_of(argv[(size_t)at + 1 + i]);
    if (wants_help(args, count))
        return end_output(print_command_help(command));
    int status = command->run(&cli, args, count);

    store_close(cli.store);
    arena_free(&cli.arena);
    return end_output(status);
}
