#include "reader.h"

#include "screen.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

const char *
courant_path(void)
{
    const char *path = getenv("COURANT");

    return path ? path : "build/courant";
}

struct home *
home_make(const char *name)
{
    struct home *h = mem_new(sizeof(*h));

    h->folder = arena_printf(&h->arena, "%s/%s", test_folder(), name).ptr;
    h->sources.arena = h->settings.arena = &h->arena;
    return h;
}

void
home_free(struct home *h)
{
    arena_free(&h->arena);
    mem_free(h);
}

const char *
home_path(struct home *h, const char *name)
{
    return arena_printf(&h->arena, "%s/%s", h->folder, name).ptr;
}

const char *
home_file(struct home *h, const char *name, str bytes)
{
    const char *path = home_path(h, name);
    struct err err = { 0 };

    if (!file_make_folders(path, &err) || !file_write(path, bytes, &err))
        fail_msg("%s", err.text);
    return path;
}

void
home_source(struct home *h, const char *key, const char *url, const char *name, const char *section,
            const char *more)
{
    const char *scheme = strstr(url, ":") ? "" : "file://";
    const char *path = strstr(url, ":") ? url : home_path(h, url);

    buf_printf(&h->sources, "[%s]\nurl = \"%s%s\"\n", key, scheme, path);
    if (name)
        buf_printf(&h->sources, "name = \"%s\"\n", name);
    if (section)
        buf_printf(&h->sources, "section = \"%s\"\n", section);
    buf_printf(&h->sources, "%s\n\n", more ? more : "");
}

void
home_setting(struct home *h, const char *line)
{
    buf_printf(&h->settings, "%s\n", line);
}

void
home_write(struct home *h)
{
    home_file(h, "config/courant/sources.ini", buf_str(&h->sources));
    home_file(h, "config/courant/courant.ini", buf_str(&h->settings));
}

static void
be_at_home(struct home *h)
{
    setenv("HOME", h->folder, 1);
    setenv("XDG_CONFIG_HOME", home_path(h, "config"), 1);
    setenv("XDG_DATA_HOME", home_path(h, "data"), 1);
    setenv("XDG_STATE_HOME", home_path(h, "state"), 1);
}

str
home_run(struct home *h, int *status, const char *const *words)
{
    const char *argv[32] = { courant_path() };
    struct buf out = { .arena = &h->arena };
    int fds[2];
    char piece[65536];
    ssize_t got;
    int ended = 0;

    for (size_t i = 0; words[i] && i + 2 < ARRAY_LEN(argv); i++)
        argv[i + 1] = words[i];
    home_write(h);
    if (pipe(fds) != 0)
        fail_msg("pipe");
    fflush(stdout);
    pid_t pid = fork();

    if (pid == 0) {
        be_at_home(h);
        dup2(fds[1], STDOUT_FILENO);
        close(fds[0]);
        close(fds[1]);
        alarm(TEST_HANG_S);
        execv(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    close(fds[1]);
    while ((got = read(fds[0], piece, sizeof(piece))) > 0)
        buf_add(&out, (str){ piece, (size_t)got });
    close(fds[0]);
    waitpid(pid, &ended, 0);
    *status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
    return buf_str(&out);
}

struct screen *
home_read_as(struct home *h, int rows, int cols, const char *term, const char *const *env)
{
    const char *argv[] = { courant_path(), NULL };

    home_write(h);
    return screen_start(&(struct screen_options){
        .argv = argv, .env = env, .term = term, .home = h->folder, .rows = rows, .cols = cols });
}

struct screen *
home_read(struct home *h, int rows, int cols)
{
    return home_read_as(h, rows, cols, NULL, NULL);
}

str
feed_of(struct arena *a, const char *title, const struct feed_story *stories, size_t count)
{
    struct buf b = { .arena = a };
    time_t now = time(NULL);

    buf_printf(&b,
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel>"
               "<title>%s</title><link>https://%s.example/</link><description>d</description>\n",
               title, title);
    for (size_t i = 0; i < count; i++) {
        time_t at = now - stories[i].age_h * 3600;
        struct tm tm;
        char date[64];

        strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&at, &tm));
        buf_printf(&b, "<item><title>%s</title><link>%s</link><pubDate>%s</pubDate>",
                   stories[i].title, stories[i].url, date);
        if (stories[i].html)
            buf_printf(&b, "<description><![CDATA[%s]]></description>", stories[i].html);
        buf_add(&b, STR("</item>\n"));
    }
    buf_add(&b, STR("</channel></rss>\n"));
    return buf_str(&b);
}

struct home *
home_with_wire(const char *name)
{
    static const struct feed_story story = { "Rates held", "https://wire.example/1",
                                             "<p>The bank kept its rate.</p>", 1 };
    static int count;
    char own[32];

    snprintf(own, sizeof(own), "%s%d", name, count++);
    struct home *h = home_make(own);

    home_file(h, "wire.xml", feed_of(&h->arena, "Wire", &story, 1));
    home_source(h, "wire", "wire.xml", "Wire", "World", WIRE_REMARK);
    home_setting(h, "refresh-on-start = off\nrefresh = off\nfull-text = never");
    return h;
}
