#include "screen.h"

#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#define END_MS       30000
#define SETTLE_MS    20000 /* for a program that never waits */
#define BURST_GAP_MS 3

struct screen {
    struct arena arena;
    VTerm *vt;
    VTermScreen *cells;
    pid_t pid;
    int fd, rows, cols;
    bool is_ended; /* it closed its terminal */
    int status;    /* -1: still runs */
    struct buf bytes;
    size_t mark;
    int64_t started_us, last_byte_us;
};

static int64_t
now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void
answer(const char *bytes, size_t len, void *user)
{
    struct screen *s = user;

    if (!s->is_ended && write(s->fd, bytes, len) < 0)
        s->is_ended = errno != EAGAIN;
}

static void
child_run(const struct screen_options *o)
{
    char path[4096];

    clearenv();
    setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TZ", "UTC", 1);
    setenv("TERM", o->term ? o->term : "xterm-256color", 1);
    setenv("HOME", o->home, 1);
    snprintf(path, sizeof(path), "%s/config", o->home);
    setenv("XDG_CONFIG_HOME", path, 1);
    snprintf(path, sizeof(path), "%s/data", o->home);
    setenv("XDG_DATA_HOME", path, 1);
    snprintf(path, sizeof(path), "%s/state", o->home);
    setenv("XDG_STATE_HOME", path, 1);
    setenv("ASAN_OPTIONS", "detect_leaks=0", 1); /* leaks are looked for in the unit tests */
    for (const char *const *e = o->env; e && *e; e++)
        putenv((char *)(uintptr_t)*e);
    signal(SIGPIPE, SIG_DFL);
    execv(o->argv[0], (char *const *)(uintptr_t)o->argv);
    _exit(127);
}

struct screen *
screen_start(const struct screen_options *o)
{
    struct screen *s = mem_new(sizeof(*s));
    struct winsize size = { .ws_row = (unsigned short)o->rows, .ws_col = (unsigned short)o->cols };

    s->started_us = s->last_byte_us = now_us();
    s->pid = forkpty(&s->fd, NULL, NULL, &size);
    if (s->pid < 0)
        fail_msg("forkpty: %s", strerror(errno));
    if (s->pid == 0)
        child_run(o);
    fcntl(s->fd, F_SETFL, O_NONBLOCK);
    fcntl(s->fd, F_SETFD, FD_CLOEXEC);
    s->rows = o->rows;
    s->cols = o->cols;
    s->status = -1;
    s->bytes.arena = &s->arena;
    s->vt = vterm_new(o->rows, o->cols);
    vterm_set_utf8(s->vt, 1);
    vterm_output_set_callback(s->vt, answer, s);
    s->cells = vterm_obtain_screen(s->vt);
    vterm_screen_enable_altscreen(s->cells, 1);
    vterm_screen_reset(s->cells, 1);
    return s;
}

/* Takes in what the program wrote, waiting at most ms for it; false when nothing came. */
static bool
pump(struct screen *s, int ms)
{
    struct pollfd pfd = { .fd = s->fd, .events = POLLIN };
    char piece[65536];

    if (s->is_ended || poll(&pfd, 1, ms) <= 0)
        return false;
    ssize_t got = read(s->fd, piece, sizeof(piece));

    if (got <= 0) {
        s->is_ended = got == 0 || (errno != EAGAIN && errno != EINTR);
        return false;
    }
    s->last_byte_us = now_us();
    vterm_input_write(s->vt, piece, (size_t)got);
    buf_add(&s->bytes, (str){ piece, (size_t)got });
    return true;
}

void
screen_send(struct screen *s, const char *keys)
{
    size_t len = strlen(keys);

    while (len > 0 && !s->is_ended) {
        ssize_t put = write(s->fd, keys, len);

        if (put > 0) {
            keys += put;
            len -= (size_t)put;
        } else if (errno == EAGAIN) {
            pump(s, 10);
        } else if (errno != EINTR) {
            s->is_ended = true;
        }
    }
}

struct screen_cell
screen_cell(struct screen *s, int row, int col)
{
    VTermScreenCell cell;
    struct screen_cell out = { 0 };

    if (!vterm_screen_get_cell(s->cells, (VTermPos){ row, col }, &cell))
        return out;
    out.rune = cell.chars[0] == UINT32_MAX ? 0 : cell.chars[0];
    out.cols = cell.width;
    out.is_bold = cell.attrs.bold;
    out.is_underlined = cell.attrs.underline != 0;
    out.is_italic = cell.attrs.italic;
    out.is_reversed = cell.attrs.reverse;
    vterm_screen_convert_color_to_rgb(s->cells, &cell.fg);
    vterm_screen_convert_color_to_rgb(s->cells, &cell.bg);
    out.fg = cell.fg.rgb.red << 16 | cell.fg.rgb.green << 8 | cell.fg.rgb.blue;
    out.bg = cell.bg.rgb.red << 16 | cell.bg.rgb.green << 8 | cell.bg.rgb.blue;
    return out;
}

/* The row's text; where cols_of is given, the column each byte stands in. */
static str
row_text(struct screen *s, int row, int *cols_of)
{
    struct buf b = { .arena = &s->arena };

    for (int col = 0; col < s->cols;) {
        VTermScreenCell cell;
        size_t before = b.len;

        if (!vterm_screen_get_cell(s->cells, (VTermPos){ row, col }, &cell))
            break;
        if (cell.chars[0] == 0 || cell.chars[0] == UINT32_MAX)
            buf_add_char(&b, ' ');
        for (int i = 0;
             i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] && cell.chars[0] != UINT32_MAX; i++)
            buf_add_rune(&b, cell.chars[i]);
        for (size_t i = before; cols_of && i < b.len; i++)
            cols_of[i] = col;
        col += cell.width > 0 ? cell.width : 1;
    }
    while (b.len > 0 && b.ptr[b.len - 1] == ' ')
        b.len--;
    return buf_str(&b);
}

const char *
screen_row(struct screen *s, int row)
{
    return arena_cstr(&s->arena, row_text(s, row, NULL));
}

const char *
screen_text(struct screen *s)
{
    struct buf b = { .arena = &s->arena };

    for (int row = 0; row < s->rows; row++) {
        buf_add(&b, row_text(s, row, NULL));
        buf_add_char(&b, '\n');
    }
    return arena_cstr(&s->arena, buf_str(&b));
}

bool
screen_find(struct screen *s, const char *text, int *row, int *col)
{
    int *cols_of = ARENA_ARRAY(&s->arena, int, (size_t)s->cols *VTERM_MAX_CHARS_PER_CELL * 4 + 4);

    for (int r = 0; r < s->rows; r++) {
        size_t at = str_find(row_text(s, r, cols_of), str_of(text));

        if (at != STR_NONE) {
            *row = r;
            *col = cols_of[at];
            return true;
        }
    }
    return false;
}

static bool
stands(struct screen *s, const char *text, int only_row)
{
    for (int row = 0; row < s->rows; row++)
        if ((only_row < 0 || only_row == row) &&
            str_find(row_text(s, row, NULL), str_of(text)) != STR_NONE)
            return true;
    return false;
}

static bool
wait_until(struct screen *s, const char *text, int row, bool wanted, int ms)
{
    int64_t deadline = time_now_ms() + ms;

    for (;;) {
        while (pump(s, 0))
            ;
        if (stands(s, text, row) == wanted)
            return true;
        int64_t left = deadline - time_now_ms();

        if (left <= 0 || s->is_ended)
            return false;
        pump(s, (int)MIN(left, 100));
    }
}

bool
screen_wait(struct screen *s, const char *text, int ms)
{
    return wait_until(s, text, -1, true, ms);
}

bool
screen_wait_gone(struct screen *s, const char *text, int ms)
{
    return wait_until(s, text, -1, false, ms);
}

bool
screen_wait_row(struct screen *s, int row, const char *text, int ms)
{
    return wait_until(s, text, row, true, ms);
}

static bool
read_proc(struct screen *s, const char *name, char *out, size_t size)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/%s", (int)s->pid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 ? read(fd, out, size - 1) : -1;

    if (fd >= 0)
        close(fd);
    out[got > 0 ? got : 0] = '\0';
    return got > 0;
}

/* Sleeping, and in a call that waits for input; where the kernel does not say in which one, sleeping. */
static bool
waits_for_input(struct screen *s)
{
    static const long waits[] = {
#ifdef SYS_poll
        SYS_poll,
#endif
        SYS_ppoll, SYS_pselect6, SYS_read, SYS_wait4
    };
    char text[512];
    char *end;

    if (!read_proc(s, "stat", text, sizeof(text)))
        return true; /* it has gone, or this is no Linux */
    const char *state = strrchr(text, ')');

    if (state && (state[1] == '\0' || !strchr("SZ", state[2])))
        return false;
    if (!read_proc(s, "syscall", text, sizeof(text)))
        return true;
    long call = strtol(text, &end, 10);

    for (size_t i = 0; end != text && i < ARRAY_LEN(waits); i++)
        if (call == waits[i])
            return true;
    return end == text && text[0] != 'r'; /* "running" */
}

/* On a loaded machine a program may be quiet because it has not been let run, or because a disk is slow. */
void
screen_settle(struct screen *s, int quiet_ms)
{
    int64_t deadline = time_now_ms() + SETTLE_MS;

    do {
        while (pump(s, quiet_ms))
            ;
    } while (!s->is_ended && !waits_for_input(s) && time_now_ms() < deadline);
}

void
screen_resize(struct screen *s, int rows, int cols)
{
    struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

    s->rows = rows;
    s->cols = cols;
    vterm_set_size(s->vt, rows, cols);
    ioctl(s->fd, TIOCSWINSZ, &size); /* the kernel sends SIGWINCH */
}

void
screen_cursor(struct screen *s, int *row, int *col)
{
    VTermPos at;

    vterm_state_get_cursorpos(vterm_obtain_state(s->vt), &at);
    *row = at.row;
    *col = at.col;
}

pid_t
screen_pid(const struct screen *s)
{
    return s->pid;
}

void
screen_mark(struct screen *s)
{
    s->mark = s->bytes.len;
}

str
screen_bytes(struct screen *s)
{
    return str_from(buf_str(&s->bytes), s->mark);
}

int64_t
screen_key_us(struct screen *s, const char *keys, int no_answer_ms)
{
    int64_t begun = now_us();

    s->last_byte_us = begun;
    screen_send(s, keys);
    if (pump(s, no_answer_ms))
        while (pump(s, BURST_GAP_MS)) /* what comes later has another cause, such as a refresh */
            ;
    return s->last_byte_us - begun;
}

int64_t
screen_start_us(struct screen *s, int quiet_ms)
{
    while (s->bytes.len == 0 && !s->is_ended)
        pump(s, 1000);
    while (pump(s, quiet_ms))
        ;
    return s->last_byte_us - s->started_us;
}

int
screen_wait_end(struct screen *s, int ms)
{
    int64_t deadline = time_now_ms() + ms;
    int status;

    while (s->status < 0) {
        pid_t got = waitpid(s->pid, &status, WNOHANG);

        if (got == s->pid)
            s->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        else if (time_now_ms() >= deadline)
            return -1;
        else if (!pump(s, 20) && s->is_ended)
            poll(NULL, 0, 5);
    }
    while (pump(s, 0))
        ;
    return s->status;
}

int
screen_end(struct screen *s)
{
    if (s->status < 0 && screen_wait_end(s, 0) < 0) {
        kill(s->pid, SIGHUP);
        if (screen_wait_end(s, END_MS) < 0) {
            kill(s->pid, SIGKILL);
            screen_wait_end(s, END_MS);
        }
    }
    int status = s->status;

    close(s->fd);
    vterm_free(s->vt);
    arena_free(&s->arena);
    mem_free(s);
    return status;
}

void
screen_quit(struct screen *s)
{
    screen_send(s, "Q");
    assert_int_equal(screen_wait_end(s, TEST_LONG_MS), 0);
    screen_end(s);
}

void
screen_expect_at(struct screen *s, const char *text, const char *file, int line)
{
    if (screen_wait(s, text, TEST_LONG_MS))
        return;
    print_error("\"%s\" did not come; the screen:\n%s", text, screen_text(s));
    _fail(file, line);
}

void
screen_expect_gone_at(struct screen *s, const char *text, const char *file, int line)
{
    if (screen_wait_gone(s, text, TEST_LONG_MS))
        return;
    print_error("\"%s\" is still there; the screen:\n%s", text, screen_text(s));
    _fail(file, line);
}
