#include <courant/base.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * The one place where other programs are started. What happens between fork and exec is limited to calls
 * that are safe there, since other threads may hold locks. A pipe that closes on exec tells the parent
 * whether the program could be started at all.
 */

static void
child_exec(const char *const *argv, int tell_fd)
{
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    execvp(argv[0], (char *const *)(uintptr_t)argv); /* which promises not to change them */
    int why = errno;

    if (write(tell_fd, &why, sizeof(why)) < 0)
        _exit(126);
    _exit(127);
}

/* Waits until the child has become the program; false when it could not. */
static bool
heard_exec(int tell_fd, const char *const *argv, struct err *err)
{
    int why = 0;
    ssize_t got;

    do
        got = read(tell_fd, &why, sizeof(why));
    while (got < 0 && errno == EINTR);
    close(tell_fd);
    if (got == (ssize_t)sizeof(why))
        return err_set(err, why == ENOENT ? ERR_MISSING : ERR_INVALID, "%s: %s", argv[0],
                       strerror(why));
    return true;
}

static bool
open_pipe(int fds[2], struct err *err)
{
    if (pipe2(fds, O_CLOEXEC) == 0)
        return true;
    return err_set(err, ERR_INVALID, "pipe: %s", strerror(errno));
}

static void
close_pair(int fds[2])
{
    for (int i = 0; i < 2; i++)
        if (fds[i] >= 0)
            close(fds[i]);
}

static void
to_nowhere(void)
{
    int fd = open("/dev/null", O_RDWR);

    for (int i = 0; i <= 2 && fd >= 0; i++)
        dup2(fd, i);
    if (fd > 2)
        close(fd);
}

static void
wait_for(pid_t pid, int *status)
{
    while (waitpid(pid, status, 0) < 0 && errno == EINTR)
        ;
}

bool
run_detached(const char *const *argv, struct err *err)
{
    int tell[2];

    if (!open_pipe(tell, err))
        return false;
    pid_t pid = fork();

    if (pid < 0) {
        close_pair(tell);
        return err_set(err, ERR_INVALID, "%s: %s", argv[0], strerror(errno));
    }
    if (pid == 0) { /* twice, so that nobody has to wait for it */
        setsid();
        pid = fork();
        if (pid != 0)
            _exit(pid < 0);
        to_nowhere();
        child_exec(argv, tell[1]);
    }
    close(tell[1]);
    wait_for(pid, &(int){ 0 });
    return heard_exec(tell[0], argv, err);
}

bool
run_foreground(const char *const *argv, int *out_status, struct err *err)
{
    int tell[2], status = 0;

    if (!open_pipe(tell, err))
        return false;
    pid_t pid = fork();

    if (pid < 0) {
        close_pair(tell);
        return err_set(err, ERR_INVALID, "%s: %s", argv[0], strerror(errno));
    }
    if (pid == 0)
        child_exec(argv, tell[1]);
    close(tell[1]);
    bool ok = heard_exec(tell[0], argv, err);

    wait_for(pid, &status);
    if (ok)
        *out_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return ok;
}

struct capture {
    int in_fd, out_fd; /* of the child: written to, read from; -1 once closed */
    int cancel_fd;     /* -1: none */
    str input;         /* what is left to write */
    struct buf output;
    size_t most_bytes;
    int64_t deadline_ms;
};

/* One turn of the pump; false at the end, with err set when it ended badly. */
static bool
pump(struct capture *c, const char *name, struct err *err)
{
    struct pollfd fds[3] = { { .fd = c->out_fd, .events = POLLIN },
                             { .fd = c->in_fd, .events = POLLOUT },
                             { .fd = c->cancel_fd, .events = POLLIN } };
    int64_t left_ms = c->deadline_ms - time_now_ms();
    char piece[65536];

    if (left_ms <= 0)
        return err_set(err, ERR_LIMIT, "%s: took too long and was ended", name);
    if (poll(fds, 3, (int)MIN(left_ms, 1000)) < 0 && errno != EINTR)
        return err_set(err, ERR_INVALID, "%s: %s", name, strerror(errno));
    if (fds[2].revents & POLLIN)
        return err_set(err, ERR_CANCELLED, "%s: cancelled", name);
    if (c->in_fd >= 0 && (fds[1].revents & (POLLOUT | POLLERR | POLLHUP))) {
        ssize_t put = c->input.len ? write(c->in_fd, c->input.ptr, MIN(c->input.len, 4096)) : 0;

        if (put > 0)
            c->input = str_from(c->input, (size_t)put);
        if (c->input.len == 0 || (put < 0 && errno != EAGAIN && errno != EINTR)) {
            close(c->in_fd);
            c->in_fd = -1;
        }
    }
    if (fds[0].revents & (POLLIN | POLLHUP | POLLERR)) {
        ssize_t got = read(c->out_fd, piece, sizeof(piece));

        if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN))
            return false;
        if (got > 0 && c->output.len + (size_t)got > c->most_bytes)
            return err_set(err, ERR_LIMIT, "%s: wrote more than %zu bytes", name, c->most_bytes);
        if (got > 0)
            buf_add(&c->output, (str){ piece, (size_t)got });
    }
    return true;
}

/*
 * A program may close its output and live on: it gets what is left of its time, unless it is cancelled,
 * then the end.
 */
static void
reap(pid_t pid, const struct capture *c, const char *name, int *status, struct err *why)
{
    struct pollfd cancel = { .fd = c->cancel_fd, .events = POLLIN };
    bool is_cancelled = false;

    while (!is_cancelled && time_now_ms() < c->deadline_ms) {
        if (waitpid(pid, status, WNOHANG) != 0)
            return;
        is_cancelled = poll(&cancel, 1, 10) > 0;
    }
    if (why->kind == ERR_NONE && is_cancelled)
        err_set(why, ERR_CANCELLED, "%s: cancelled", name);
    else if (why->kind == ERR_NONE)
        err_set(why, ERR_LIMIT, "%s: took too long and was ended", name);
    kill(-pid, SIGKILL);
    wait_for(pid, status);
}

bool
run_capture(struct arena *a, const char *const *argv, str input, size_t most_bytes, int most_ms,
            str *raw_out, struct err *err)
{
    return run_capture_until(a, argv, input, most_bytes, most_ms, -1, raw_out, err);
}

bool
run_capture_until(struct arena *a, const char *const *argv, str input, size_t most_bytes,
                  int most_ms, int cancel_fd, str *raw_out, struct err *err)
{
    struct capture c = { .input = input,
                         .output = { .arena = a },
                         .cancel_fd = cancel_fd,
                         .most_bytes = most_bytes,
                         .deadline_ms = time_now_ms() + most_ms };
    int tell[2] = { -1, -1 }, in[2] = { -1, -1 }, out[2] = { -1, -1 }, status = 0;
    struct err why = { 0 };

    bool has_pipes = open_pipe(tell, err) && open_pipe(in, err) && open_pipe(out, err);
    pid_t pid = has_pipes ? fork() : -1;

    if (pid < 0) {
        if (has_pipes)
            err_set(err, ERR_INVALID, "%s: %s", argv[0], strerror(errno));
        close_pair(tell);
        close_pair(in);
        close_pair(out);
        return false;
    }
    if (pid == 0) {
        setpgid(0, 0);
        to_nowhere();
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        child_exec(argv, tell[1]);
    }
    close(tell[1]);
    close(in[0]);
    close(out[1]);
    c.in_fd = in[1];
    c.out_fd = out[0];
    fcntl(c.in_fd, F_SETFL, O_NONBLOCK);
    bool started = heard_exec(tell[0], argv, &why);

    while (started && pump(&c, argv[0], &why))
        ;
    if (c.in_fd >= 0)
        close(c.in_fd);
    close(c.out_fd);
    if (why.kind != ERR_NONE)
        kill(-pid, SIGKILL);
    reap(pid, &c, argv[0], &status, &why);
    if (why.kind == ERR_NONE && (!WIFEXITED(status) || WEXITSTATUS(status) != 0))
        err_set(&why, ERR_INVALID, "%s: ended with status %d", argv[0],
                WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    if (why.kind != ERR_NONE)
        return err_set(err, why.kind, "%s", why.text);
    *raw_out = buf_str(&c.output);
    return true;
}
