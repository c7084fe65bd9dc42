#include "loop.h"

#include "app.h"
#include "pane.h"
#include "term.h"

#include <courant/refresh.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

/*
 * One poll over the terminal, the refresh thread's eventfd, the signals' eventfd and the store's folder. What other
 * copies of courant write shows as changes of the store's files, so an idle program is woken by them and by the
 * clock alone; where files cannot be watched, only a key makes it look.
 */

#define STORE_PAUSE_MS 1000 /* the store is looked at no more often, */
#define STORE_AFTER_MS                                                                             \
    100 /* and not at once: what is written can be read only when its writer has said so elsewhere */

/* What a handler adds to the eventfd; several of them add up and are told apart again. */
#define SIGNAL_SIZE UINT64_C(1)
#define SIGNAL_END  (UINT64_C(1) << 24)
#define SIGNAL_CONT (UINT64_C(1) << 48)

static int signal_fd = -1;

static void
on_signal(int number)
{
    uint64_t word = number == SIGWINCH ? SIGNAL_SIZE : number == SIGCONT ? SIGNAL_CONT : SIGNAL_END;
    int kept = errno;
    ssize_t n = write(signal_fd, &word, sizeof(word));

    (void)n; /* full is as good as written */
    errno = kept;
}

static const int handled[] = { SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGINT, SIGQUIT };

static void
handle_signals(void (*handler)(int))
{
    struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < ARRAY_LEN(handled); i++)
        sigaction(handled[i], &action, NULL);
}

static uint64_t
take_count(int fd)
{
    uint64_t count = 0;

    if (fd < 0 || read(fd, &count, sizeof(count)) != (ssize_t)sizeof(count))
        return 0;
    return count;
}

/* ---- the store's files ---- */

static int
watch_store(const struct app *app, struct arena *a)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

    if (fd >= 0 && inotify_add_watch(fd, path_folder(a, app->paths->store_file).ptr, IN_MODIFY) < 0)
        log_add("ui", "watching the store: %s", strerror(errno));
    return fd;
}

static bool
drain(int fd)
{
    char bytes[4096];
    bool any = false;

    while (read(fd, bytes, sizeof(bytes)) > 0)
        any = true;
    return any;
}

static void
look_at_store_soon(struct app *app, int64_t *last_ms)
{
    int64_t now = time_now_ms();

    if (app->timers.store_ms == 0) {
        app->timers.store_ms = MAX(now + STORE_AFTER_MS, *last_ms + STORE_PAUSE_MS);
        *last_ms = app->timers.store_ms;
    }
}

/* ---- the refresh thread ---- */

/* After the first screen. Its thread leaves all signals to this one. */
static void
start_refresh(struct app *app)
{
    struct config config = settings_config(app);
    struct refresh_options options = { .config = &config,
                                       .store_file = app->paths->store_file,
                                       .wake_fd = app->wake_fd };
    sigset_t all, before;
    struct err err = { 0 };

    if (store_read_only(app->store))
        return; /* app_open has said so */
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    if (!refresh_start(&options, &app->refresher, &err)) {
        app->refresher = NULL;
        app_complain(app, &err);
    } else if (app->settings.refresh_on_start) {
        refresh_due(app->refresher);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
}

static void
take_events(struct app *app)
{
    struct refresh_event *event;

    while (app->refresher && (event = refresh_take(app->refresher)) != NULL) {
        app_event(app, event);
        refresh_event_free(event);
    }
}

static void
take_signals(struct app *app, uint64_t count)
{
    int cols, rows;

    if (count >= SIGNAL_END && count % SIGNAL_CONT >= SIGNAL_END)
        app->is_over = true;
    if (count >= SIGNAL_CONT)
        app->stale |= STALE_ALL;
    if (count % SIGNAL_END > 0 || count >= SIGNAL_CONT) {
        term_size(&cols, &rows);
        app_resize(app, cols, rows);
    }
}

static int
wait_ms(const struct app *app)
{
    int64_t deadline = app_deadline(app), now = time_now_ms();

    if (deadline == 0)
        return -1;
    return (int)MIN(MAX(deadline - now, 0), 60000);
}

enum { FD_TERMINAL, FD_WAKE, FD_SIGNAL, FD_STORE, FD_FILES, FD_COUNT };

void
loop_run(struct app *app)
{
    struct arena a = { 0 };
    int64_t looked_ms = 0;

    signal_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    app->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    int store_fd = watch_store(app, &a);
    struct pollfd fds[FD_COUNT] = {
        [FD_TERMINAL] = { .fd = STDIN_FILENO, .events = POLLIN },
        [FD_WAKE] = { .fd = app->wake_fd, .events = POLLIN },
        [FD_SIGNAL] = { .fd = signal_fd, .events = POLLIN },
        [FD_STORE] = { .fd = store_fd, .events = POLLIN },
        [FD_FILES] = { .fd = files_watch(app), .events = POLLIN },
    };

    handle_signals(on_signal);
    app_tick(app, time_now_ms());
    screen_draw(app);
    if (files_add_sources(app))
        start_refresh(app);
    while (!app->is_over) {
        struct term_event event;

        screen_draw(app);
        bool is_partial = article_is_partial(app);

        /* A refresh writes thousands of times; once it is known when to look, none of them needs to wake. */
        fds[FD_STORE].fd = app->timers.store_ms == 0 ? store_fd : -1;
        int count = poll(fds, FD_COUNT, is_partial ? 0 : wait_ms(app));

        if (count < 0 && errno != EINTR)
            break;
        if (count == 0 && is_partial)
            article_lay_out_more(app);
        take_signals(app, take_count(signal_fd));
        while (!app->is_over && term_read(&event))
            app_input(app, &event);
        if (fds[FD_TERMINAL].revents & (POLLHUP | POLLERR | POLLNVAL))
            app->is_over = true;
        take_count(app->wake_fd);
        take_events(app);
        if (fds[FD_STORE].fd >= 0 && drain(store_fd))
            look_at_store_soon(app, &looked_ms);
        if (fds[FD_FILES].revents & POLLIN && drain(fds[FD_FILES].fd))
            files_look_soon(app);
        app_tick(app, time_now_ms());
    }
    handle_signals(SIG_DFL);
    refresh_stop(app->refresher);
    app->refresher = NULL;
    fds[FD_STORE].fd = store_fd;
    for (int i = FD_WAKE; i < FD_COUNT; i++)
        if (fds[i].fd >= 0)
            close(fds[i].fd);
    app->wake_fd = signal_fd = -1;
    arena_free(&a);
}
