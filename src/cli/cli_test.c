#include "test.h"

#include <courant/base.h>
#include <courant/cli.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MOST 8

/* Runs the program with its output to path (NULL: to a pipe that nobody reads); what it says in *said. */
static int
run(struct arena *a, const char *const *words, const char *path, str *said)
{
    const char *err_path = arena_printf(a, "%s/err", test_folder()).ptr;
    const char *argv[WORDS_MOST + 8] = { "courant", "--config", test_folder(), "--log",
                                         arena_printf(a, "%s/log", test_folder()).ptr };
    struct err err = { 0 };
    int argc = 5, status = -1, pipes[2];

    while (*words)
        argv[argc++] = *words++;
    if (fork() == 0) {
        assert_int_equal(pipe(pipes), 0);
        close(pipes[0]);
        dup2(path ? open(path, O_WRONLY | O_CREAT, 0600) : pipes[1], STDOUT_FILENO);
        dup2(open(err_path, O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
        _exit(cli_main(argc, (char **)(uintptr_t)argv));
    }
    assert_true(wait(&status) > 0 && WIFEXITED(status));
    assert_true(file_load(err_path, 1 << 16, a, said, &err));
    return WEXITSTATUS(status);
}

/* clang-format off */
static const struct {
    const char *label, *words[WORDS_MOST], *output;
    int want;
    const char *says; /* "": nothing */
} cases[] = {
    { "all is written", { "--version" }, "/dev/null", 0, "" },
    { "a full disk", { "--version" }, "/dev/full", 4, "courant: standard output: No space left on device\n" },
    { "a full disk, by a long text", { "theme", "show", "dark" }, "/dev/full", 4, "standard output: " },
    { "nobody reads", { "theme", "show", "dark" }, NULL, 0, "" },
    { "its own failure goes before", { "inspect", "date", "soon" }, "/dev/full", 1, "standard output: " },
    { "an option without a value", { "--store" }, "/dev/null", 2, "courant: --store needs a value\n" },
    { "an empty one", { "--store", "", "list" }, "/dev/null", 2, "courant: --store needs a value\n" },
    { "an empty one after =", { "--theme=", "list" }, "/dev/null", 2, "courant: --theme needs a value\n" },
    { "no such command", { "lst" }, "/dev/null", 2, "courant: lst: no such command" },
};
/* clang-format on */

static void
what_goes_wrong_is_said_and_told_by_the_status(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        str said;
        int got = run(&a, cases[i].words, cases[i].output, &said);

        if (got != cases[i].want || str_find(said, str_of(cases[i].says)) == STR_NONE ||
            (cases[i].says[0] == '\0' && said.len > 0))
            fail_msg("%s: %d, \"%.*s\"", cases[i].label, got, STR_ARG(said));
    }
    arena_free(&a);
}

static void
the_manual_has_every_command(void **state)
{
    static const char *const names[] = {
#define CLI_COMMAND(name, function, usage, help) name,
#include "commands.def"
#undef CLI_COMMAND
    };
    struct arena a = { 0 };
    struct err err = { 0 };
    str manual;

    (void)state;
    assert_true(file_load("docs/courant.1", 1 << 16, &a, &manual, &err));
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_find(manual, arena_printf(&a, "\n.It Ic %s", names[i])) == STR_NONE)
            fail_msg("docs/courant.1 lacks %s", names[i]);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_wrong_is_said_and_told_by_the_status),
        cmocka_unit_test(the_manual_has_every_command),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
