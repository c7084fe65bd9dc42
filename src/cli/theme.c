#include "cli.h"

#include <stdio.h>
#include <stdlib.h>

/* clang-format off */
static const struct { const char *name, *help; } roles[THEME_ROLE_COUNT] = {
#define ROLE(id, name, help) [ROLE_##id] = { name, help },
#include <courant/theme_role.def>
#undef ROLE
};
static const struct { const char *name; uint32_t bit; int sgr; } attrs[] = {
    { "bold", THEME_BOLD, 1 },           { "dim", THEME_DIM, 2 },         { "italic", THEME_ITALIC, 3 },
    { "underline", THEME_UNDERLINE, 4 }, { "reverse", THEME_REVERSE, 7 }, { "strike", THEME_STRIKE, 9 },
};
/* clang-format on */

/* Problems in the form that editors jump to: file:line: words. */
static size_t
print_problems(const struct config_problems *problems, FILE *out)
{
    const struct config_problem *list;
    size_t count = config_problems_list(problems, &list);

    for (size_t i = 0; i < count; i++)
        fprintf(out, "%.*s:%d: %.*s\n", STR_ARG(list[i].file), list[i].line,
                STR_ARG(list[i].words));
    return count;
}

/* ---- list ---- */

static int
list_themes(struct cli *cli)
{
    const str *names;
    size_t count = theme_names(&cli->arena, &cli->paths, &names);
    int width = 0;

    for (size_t i = 0; i < count; i++)
        width = MAX(width, (int)names[i].len); /* ASCII, at most 64 */
    for (size_t i = 0; i < count; i++) {
        struct config_problems *problems = config_problems_new(&cli->arena);
        struct theme theme;
        struct err err = { 0 };

        if (theme_load(&cli->arena, &cli->paths, names[i], &theme, problems, &err))
            printf("%-*.*s  %s  %.*s\n", width, STR_ARG(names[i]),
                   theme.is_light ? "light" : "dark ", STR_ARG(theme.title));
        else
            cli_fail("theme", &err);
    }
    return CLI_DONE;
}

/* ---- show ---- */

/* On a terminal each role is shown as it looks: with so many colours, 0 for none. */
static int
terminal_colours(void)
{
    str direct = str_of(getenv("COLORTERM"));
    const char *none = getenv("NO_COLOR");

    if (!cli_is_terminal() || (none && *none))
        return 0;
    return str_eq(direct, STR("truecolor")) || str_eq(direct, STR("24bit")) ? 1 << 24 : 256;
}

static void
print_ground(int32_t colour, int plane)
{
    if (colour & THEME_COLOUR_RGB)
        printf("\033[%d;2;%d;%d;%dm", plane + 8, colour >> 16 & 255, colour >> 8 & 255,
               colour & 255);
    else
        printf("\033[%d;5;%dm", plane + 8, colour);
}

static void
print_sample(const struct theme *theme, enum theme_role role, int colours)
{
    struct theme_look look = theme_look_for(theme, role, colours);

    if (colours == 0)
        return;
    if (look.fg >= 0)
        print_ground(look.fg, 30);
    if (look.bg >= 0)
        print_ground(look.bg, 40);
    for (size_t i = 0; i < ARRAY_LEN(attrs); i++)
        if (look.attrs & attrs[i].bit)
            printf("\033[%dm", attrs[i].sgr);
    printf(" Sample \033[0m  ");
}

static str
colour_words(struct arena *a, int32_t colour)
{
    if (colour < 0)
        return STR("default");
    if (colour & THEME_COLOUR_RGB)
        return arena_printf(a, "#%06x", (unsigned)colour & 0xFFFFFF);
    return arena_printf(a, "%d", (int)colour);
}

static str
look_words(struct arena *a, const struct theme_look *look)
{
    struct buf b = { .arena = a };

    buf_printf(&b, "%.*s on %.*s", STR_ARG(colour_words(a, look->fg)),
               STR_ARG(colour_words(a, look->bg)));
    for (size_t i = 0; i < ARRAY_LEN(attrs); i++)
        if (look->attrs & attrs[i].bit)
            buf_printf(&b, " %s", attrs[i].name);
    return buf_str(&b);
}

static int
show_theme(struct cli *cli, str name)
{
    struct config_problems *problems = config_problems_new(&cli->arena);
    int colours = terminal_colours();
    struct theme theme;
    struct err err = { 0 };

    if (!theme_load(&cli->arena, &cli->paths, name, &theme, problems, &err))
        return cli_fail("theme", &err);
    print_problems(problems, stderr);
    printf("%.*s: %.*s (%s)\n", STR_ARG(theme.name), STR_ARG(theme.title),
           theme.is_light ? "light" : "dark");
    for (size_t i = 0; i < THEME_ROLE_COUNT; i++) {
        print_sample(&theme, (enum theme_role)i, colours);
        printf("%-16s  %-36.*s  %s\n", roles[i].name,
               STR_ARG(look_words(&cli->arena, &theme.looks[i])), roles[i].help);
    }
    return CLI_DONE;
}

/* ---- check ---- */

static int
check_theme(struct cli *cli, str file)
{
    struct config_problems *problems = config_problems_new(&cli->arena);
    struct theme theme;
    struct err err = { 0 };

    if (!theme_check(&cli->arena, &cli->paths, file, &theme, problems, &err))
        return cli_fail("theme", &err);
    return print_problems(problems, stdout) > 0 ? CLI_INVALID : CLI_DONE;
}

int
cli_theme(struct cli *cli, str *args, size_t count)
{
    if (!cli_options("theme", NULL, 0, args, count, &count))
        return CLI_USAGE;
    if (count == 1 && str_eq(args[0], STR("list")))
        return list_themes(cli);
    if (count == 2 && str_eq(args[0], STR("show")))
        return show_theme(cli, args[1]);
    if (count == 2 && str_eq(args[0], STR("check")))
        return check_theme(cli, args[1]);
    return cli_usage("theme");
}
