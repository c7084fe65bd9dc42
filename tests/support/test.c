#include "test.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[4096];
static pid_t folder_owner;

void
test_str_equal(str got, str want, const char *file, int line)
{
    if (str_eq(got, want))
        return;
    print_error("got  \"%.*s\"\nwant \"%.*s\"\n", STR_ARG(got), STR_ARG(want));
    _fail(file, line);
}

static pid_t program;

static void
say_and_end(int number)
{
    if (getpid() == program)
        fflush(stdout); /* not safe in a handler, but the other way is to say nothing */
    signal(number, SIG_DFL);
    raise(number);
}

/* So that the log of one that is ended because it hangs says in which test it was. */
__attribute__((constructor)) static void
say_when_ended(void)
{
    program = getpid();
    signal(SIGTERM, say_and_end);
    signal(SIGALRM, say_and_end);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

static void
remove_folder(void)
{
    if (getpid() == folder_owner)
        nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *
test_folder(void)
{
    if (folder[0] == '\0') {
        const char *base = getenv("TMPDIR");

        snprintf(folder, sizeof(folder), "%s/courant-test-XXXXXX", base ? base : "/tmp");
        if (!mkdtemp(folder))
            fail_msg("cannot make %s", folder);
        folder_owner = getpid();
        atexit(remove_folder);
    }
    return folder;
}

void
test_skip(const char *why)
{
    printf("skipped: %s\n", why);
    skip();
}
