/*
 * courant doctor: what the program stands on, looked at piece by piece. Each check prints one line: its
 * subject, how it is, and for what is not well a second one that says how to mend it.
 */
#include "cli.h"

#include <courant/refresh.h>
#include <courant/store_care.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define YEAR_2025 INT64_C(1735689600)

enum health { WELL, WEAK, ILL };

struct doctor {
    struct cli *cli;
    enum health worst;
    bool is_store_ill, is_unreadable; /* unreadable: a file of the user's */
};

static void say(struct doctor *d, enum health health, const char *subject, const char *mend,
                const char *format, ...) PRINTF_LIKE(5, 6);

static void
say(struct doctor *d, enum health health, const char *subject, const char *mend, const char *format,
    ...)
{
    static const char *const words[] = { "ok", "weak", "ill" };
    va_list args;

    d->worst = MAX(d->worst, health);
    printf("%-9s %-4s  ", subject, words[health]);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
    if (health != WELL && mend)
        printf("%-9s %-4s  → %s\n", "", "", mend);
}

/* ---- files ---- */

static void
check_file(struct doctor *d, const char *subject, str path)
{
    struct stat st;

    if (stat(path.ptr, &st) != 0 && errno != ENOENT)
        say(d, ILL, subject, NULL, "%s: %s", path.ptr, strerror(errno));
    else if (stat(path.ptr, &st) != 0)
        say(d, WEAK, subject, "the first start of courant writes it", "%s is not there", path.ptr);
    else if (!S_ISREG(st.st_mode))
        say(d, ILL, subject, "move it away; courant writes a new one", "%s is not an ordinary file",
            path.ptr);
    else if (access(path.ptr, R_OK) != 0)
        say(d, ILL, subject, arena_printf(&d->cli->arena, "chmod u+r %s", path.ptr).ptr,
            "%s cannot be read", path.ptr);
    else if (st.st_mode & 022)
        say(d, WEAK, subject, arena_printf(&d->cli->arena, "chmod go-w %s", path.ptr).ptr,
            "%s can be changed by others, and it may name commands", path.ptr);
    else
        say(d, WELL, subject, NULL, "%s", path.ptr);
}

static void
check_config(struct doctor *d)
{
    struct config config = { 0 };
    struct err err = { 0 };

    check_file(d, "settings", d->cli->paths.settings_file);
    check_file(d, "sources", d->cli->paths.sources_file);
    if (file_exists(d->cli->paths.rules_file.ptr)) /* nobody needs one */
        check_file(d, "rules", d->cli->paths.rules_file);
    if (!config_load(&d->cli->arena, &d->cli->paths, &config, &err)) {
        say(d, ILL, "files", NULL, "%s", err.text);
        d->is_unreadable = err.kind == ERR_STORE;
        return;
    }
    refresh_check_queries(&d->cli->arena, &config);
    for (size_t i = 0; i < config.problem_count; i++) {
        const struct config_problem *p = &config.problems[i];

        say(d, p->is_warning ? WEAK : ILL, "line", NULL, "%.*s:%d: %.*s", STR_ARG(p->file), p->line,
            STR_ARG(p->words));
    }
    d->cli->config = config;
    d->cli->is_config_loaded = true;
}

static void
check_theme(struct doctor *d)
{
    str name = d->cli->theme.len > 0 ? d->cli->theme : d->cli->config.settings.theme;
    struct config_problems *problems = config_problems_new(&d->cli->arena);
    const struct config_problem *list;
    struct theme theme;
    struct err err = { 0 };

    if (!theme_load(&d->cli->arena, &d->cli->paths, name, &theme, problems, &err)) {
        say(d, WEAK, "theme", "courant theme list names all there are", "%s", err.text);
        return;
    }
    size_t count = config_problems_list(problems, &list);

    for (size_t i = 0; i < count; i++)
        say(d, WEAK, "theme", NULL, "%.*s:%d: %.*s", STR_ARG(list[i].file), list[i].line,
            STR_ARG(list[i].words));
    if (count == 0)
        say(d, WELL, "theme", NULL, "%.*s", STR_ARG(theme.name));
}

/* ---- the store ---- */

static bool
is_silenced(const struct doctor *d, str key)
{
    for (size_t i = 0; i < d->cli->config.source_count; i++)
        if (str_eq(d->cli->config.sources[i].key, key))
            return d->cli->config.sources[i].is_silent;
    return false;
}

static void
check_sources(struct doctor *d, struct store *st)
{
    struct store_source *sources = NULL;
    size_t count = 0, failing = 0, silenced = 0;
    struct err err = { 0 };

    if (!store_sources_load(st, &d->cli->arena, false, &sources, &count, &err)) {
        say(d, ILL, "fetching", NULL, "%s", err.text);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        bool is_failing = sources[i].problem.len > 0 && !sources[i].is_disabled;
        bool is_silent = is_failing && is_silenced(d, sources[i].key);

        failing += is_failing && !is_silent;
        silenced += is_silent;
    }
    if (failing > 0)
        say(d, WEAK, "fetching", "courant sources tells what is wrong with each",
            "%zu of %zu sources have a problem", failing, count);
    else
        say(d, WELL, "fetching", NULL, "%zu sources, none with a problem", count);
    if (silenced > 0)
        say(d, WELL, "fetching", NULL, "%zu that fail are silenced", silenced);
}

static void
say_ill(struct doctor *d, const struct err *err)
{
    say(d, ILL, "store",
        err->kind == ERR_DAMAGED
            ? "courant doctor --rescue saves what can be read, and keeps the damaged one"
            : NULL,
        "%s", err->text);
    d->is_store_ill = true;
}

static void
say_store(struct doctor *d, struct store *st)
{
    const char *path = d->cli->paths.store_file.ptr, *why = store_read_only(st);
    struct err err = { 0 };
    int64_t all = 0, unread = 0, saved = 0;

    if (!store_totals(st, &all, &unread, &saved, &err))
        say_ill(d, &err);
    else if (why)
        say(d, WEAK, "store", "until it can be written nothing is fetched and no mark is kept",
            "%s cannot be written: %s", path, why);
    else
        say(d, WELL, "store", NULL,
            "%s: %" PRId64 " stories, %" PRId64 " unread, %" PRId64 " saved", path, all, unread,
            saved);
    check_sources(d, st);
}

/* Less, and neither the log nor a making small has room. */
#define DISK_LEAST (INT64_C(32) << 20)

static void
check_disk(struct doctor *d)
{
    const char *path = d->cli->paths.store_file.ptr;
    struct statvfs disk;

    if (statvfs(path, &disk) != 0)
        return; /* what is in the way is told of the store */
    int64_t free_bytes =
        (int64_t)MIN(disk.f_bavail, (fsblkcnt_t)INT32_MAX) * (int64_t)disk.f_frsize;

    if (free_bytes < DISK_LEAST)
        say(d, WEAK, "disk", "make room; until then what comes may not be kept",
            "%" PRId64 " MB left where the store is", free_bytes >> 20);
    else
        say(d, WELL, "disk", NULL, "%" PRId64 " MB left where the store is", free_bytes >> 20);
}

/* Only what is there is looked at: a doctor who makes a store would call it well. */
static bool
has_store(struct doctor *d)
{
    const char *path = d->cli->paths.store_file.ptr;
    struct stat st;

    if (lstat(path, &st) == 0 || errno != ENOENT) /* what is in the way is told by opening it */
        return true;
    say(d, WEAK, "store", "the first start of courant makes it", "%s is not there", path);
    return false;
}

static void
check_store(struct doctor *d)
{
    struct store *st = NULL;
    struct err err = { 0 };

    if (!has_store(d))
        return;
    if (store_open(d->cli->paths.store_file.ptr, &st, &err) && store_check(st, &err))
        say_store(d, st);
    else
        say_ill(d, &err);
    store_close(st);
}

/* ---- mending it ---- */

static void
rescue_store(struct doctor *d)
{
    const char *path = d->cli->paths.store_file.ptr;
    struct store_rescued saved = { 0 };
    struct err err = { 0 };

    if (!has_store(d))
        return;
    if (!store_rescue(path, time_now_s(), &d->cli->arena, &saved, &err)) {
        say(d, ILL, "rescue", NULL, "%s: %s", path, err.text);
        d->is_store_ill = true;
        return;
    }
    say(d, WELL, "rescue", NULL,
        "%" PRId64 " sources, %" PRId64 " stories (%" PRId64 " with their text, %" PRId64
        " saved), %" PRId64 " tags",
        saved.sources, saved.stories, saved.texts, saved.saved, saved.tags);
    if (saved.gaps > 0)
        say(d, WEAK, "rescue", "courant refresh --force fetches what its feeds still carry",
            "at %" PRId64 " places something could not be read", saved.gaps);
    say(d, WELL, "rescue", NULL, "the damaged store is now %.*s", STR_ARG(saved.kept));
}

static void
compact_store(struct doctor *d)
{
    struct store *st = NULL;
    struct err err = { 0 };
    int64_t before = 0, after = 0;

    if (!has_store(d))
        return;
    if (store_open(d->cli->paths.store_file.ptr, &st, &err) &&
        store_compact(st, &before, &after, &err)) {
        say(d, WELL, "compact", NULL, "%" PRId64 " kB, before %" PRId64 " kB", after / 1024,
            before / 1024);
    } else {
        say(d, ILL, "compact", NULL, "%s", err.text);
        d->is_store_ill = true;
    }
    store_close(st);
}

/* ---- the terminal ---- */

static int64_t
terminfo_colours(struct arena *a)
{
    const char *const argv[] = { "tput", "colors", NULL };
    struct err err = { 0 };
    int64_t colours = 0;
    str raw = { 0 };

    if (!run_capture(a, argv, (str){ 0 }, 64, 2000, &raw, &err))
        return -1;
    return cli_number(str_trim(raw), 0, INT32_MAX, &colours) ? colours : 0;
}

static void
check_colours(struct doctor *d, const char *term)
{
    int64_t colours = terminfo_colours(&d->cli->arena);
    const char *direct = getenv("COLORTERM"), *none = getenv("NO_COLOR");

    if (none && *none)
        say(d, WELL, "colours", NULL, "none, as NO_COLOR says");
    else if (direct && (strcmp(direct, "truecolor") == 0 || strcmp(direct, "24bit") == 0))
        say(d, WELL, "colours", NULL, "true colour, as COLORTERM says");
    else if (colours < 0)
        say(d, WEAK, "colours", "install ncurses-bin, if you want this looked at",
            "tput is not there to say how many %s has", term);
    else if (colours >= 256)
        say(d, WELL, "colours", NULL, "%" PRId64 "; for true colour: export COLORTERM=truecolor",
            colours);
    else
        say(d, WEAK, "colours",
            "if it can show more: export TERM=xterm-256color (in tmux: tmux-256color)",
            "%" PRId64 " only, as TERM=%s says", colours, term);
}

static void
check_terminal(struct doctor *d)
{
    const char *term = getenv("TERM");
    struct winsize size = { 0 };

    if (!term || !*term || strcmp(term, "dumb") == 0) {
        say(d, WEAK, "terminal", "export TERM=xterm-256color",
            "TERM is %s; the reader takes xterm-256color", term && *term ? term : "not set");
        return;
    }
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        say(d, WELL, "terminal", NULL, "%s, %d columns, %d rows%s", term, size.ws_col, size.ws_row,
            getenv("TMUX") ? ", in tmux" : "");
    else
        say(d, WELL, "terminal", NULL, "%s; standard output is none", term);
    check_colours(d, term);
}

static void
check_locale(struct doctor *d)
{
    static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        str value = str_of(getenv(names[i]));

        if (value.len == 0)
            continue;
        if (str_find_nocase(value, STR("utf-8")) != STR_NONE ||
            str_find_nocase(value, STR("utf8")) != STR_NONE)
            say(d, WELL, "locale", NULL, "%s=%.*s", names[i], STR_ARG(value));
        else
            say(d, WEAK, "locale", "export LANG=C.UTF-8, here and on the machine you come from",
                "%s=%.*s is not UTF-8; courant uses C.UTF-8 by itself", names[i], STR_ARG(value));
        return;
    }
    say(d, WEAK, "locale", "export LANG=C.UTF-8",
        "LANG is not set; courant uses C.UTF-8 by itself, other programs may not");
}

/* ---- TLS ---- */

/* Where the distributions keep what curl believes. */
static const char *const certificate_files[] = {
    "/etc/ssl/certs/ca-certificates.crt",                /* Debian, Arch, Alpine */
    "/etc/pki/tls/certs/ca-bundle.crt",                  /* Fedora */
    "/etc/ssl/ca-bundle.pem",                            /* openSUSE */
    "/etc/ssl/cert.pem",                                 /* macOS, BSD */
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", /* CentOS */
};

static const char *
find_certificates(void)
{
    for (size_t i = 0; i < ARRAY_LEN(certificate_files); i++)
        if (access(certificate_files[i], R_OK) == 0)
            return certificate_files[i];
    return NULL;
}

static void
check_tls(struct doctor *d)
{
    str own = d->cli->config.settings.ca_file;
    const char *path = own.len > 0 ? path_expand(&d->cli->arena, own).ptr : find_certificates();

    if (!path)
        say(d, ILL, "TLS", "install the package ca-certificates", "no certificates were found");
    else if (access(path, R_OK) != 0)
        say(d, ILL, "TLS", "mend ca-file in courant.ini", "%s cannot be read", path);
    else if (time_now_s() < YEAR_2025)
        say(d, ILL, "TLS", "set the clock",
            "the clock is wrong, so that no certificate is valid yet");
    else
        say(d, WELL, "TLS", NULL, "certificates in %s", path);
}

int
cli_doctor(struct cli *cli, str *args, size_t count)
{
    struct doctor d = { .cli = cli };
    bool is_rescue = false, is_compact = false;
    const struct cli_option options[] = {
        { "--rescue", &is_rescue, NULL },
        { "--compact", &is_compact, NULL },
    };

    if (!cli_options("doctor", options, ARRAY_LEN(options), args, count, &count))
        return CLI_USAGE;
    if (count != 0 || (is_rescue && is_compact))
        return cli_usage("doctor");
    if (is_rescue || is_compact) {
        is_rescue ? rescue_store(&d) : compact_store(&d);
        return d.is_store_ill ? CLI_STORE : CLI_DONE;
    }
    check_config(&d);
    if (cli->is_config_loaded)
        check_theme(&d);
    check_store(&d);
    check_disk(&d);
    check_terminal(&d);
    check_locale(&d);
    check_tls(&d);
    if (d.is_store_ill || d.is_unreadable)
        return CLI_STORE;
    return d.worst == ILL ? CLI_INVALID : CLI_DONE;
}
