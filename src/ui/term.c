#include "term.h"

#include <courant/config.h>

#include <ncurses.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define TWICE_MS      400
#define COPY_MOST     (100 * 1024)
#define DIRECT        0x1000000
#define ESCAPE_MS     25
#define SEQUENCE_MOST 64 /* characters of an escape sequence that nobody knows */
#define CODE_PASTE_IN (KEY_MAX + 1)
#define CODE_PASTE_UP (KEY_MAX + 2)

static struct {
    SCREEN *screen;
    int colours;
    bool has_hyperlinks, has_sync, is_bidi, has_mouse, is_dumb;
    int old_stderr;
    unsigned paint_count;
    int press_x, press_y;
    int64_t press_ms;
    struct term_event second; /* of two presses that came as one */
    bool has_second;
} term;

/* ---- what goes past curses ---- */

void
term_raw(str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(STDOUT_FILENO, bytes.ptr, bytes.len);

        if (n < 0 && errno == EAGAIN) {
            struct pollfd full = { .fd = STDOUT_FILENO, .events = POLLOUT };

            poll(&full, 1, 1000);
            continue;
        }
        if (n < 0 && errno != EINTR)
            return; /* the terminal is gone; the loop will hear of it */
        if (n > 0)
            bytes = str_from(bytes, (size_t)n);
    }
}

void
term_bell(void)
{
    term_raw(STR("\a"));
}

/* CSI 8 l: the terminal leaves the order of text to us (ECMA-48 BDSM, explicit). CSI ? 2004: pastes are marked. */
static void
set_modes(bool is_on)
{
    if (term.is_dumb)
        return;
    if (term.is_bidi)
        term_raw(is_on ? STR("\033[8l") : STR("\033[8h"));
    term_raw(is_on ? STR("\033[?2004h") : STR("\033[?2004l"));
}

/* ---- start and end ---- */

static bool
env_has(const char *name, const char *word)
{
    const char *value = getenv(name);

    return value && strstr(value, word);
}

static bool
env_is_set(const char *name)
{
    const char *value = getenv(name);

    return value && *value;
}

static bool
is_term(const char *beginning)
{
    const char *value = getenv("TERM");

    return value && strncmp(value, beginning, strlen(beginning)) == 0;
}

static bool
wants_direct(int color)
{
    bool can_more = env_has("TERM", "256") || env_has("TERM", "xterm") ||
                    env_has("TERM", "kitty") || env_has("TERM", "alacritty") || is_term("foot") ||
                    is_term("tmux") || is_term("screen") || is_term("wezterm") ||
                    is_term("ghostty");

    if (color == WHEN_ALWAYS)
        return can_more;
    return can_more && (env_has("COLORTERM", "truecolor") || env_has("COLORTERM", "24bit"));
}

/*
 * ncurses reads an entry out of TERMINFO itself when that begins with "hex:", so the compiled one needs no
 * file. The variable is as it was afterwards: programs that we start must not see it.
 */
static SCREEN *
open_direct(void)
{
    const char *name = is_term("tmux")     ? "courant-tmux"
                       : is_term("screen") ? "courant-screen"
                                           : "courant-xterm";
    str entry = embed_get(name);
    struct arena a = { 0 };
    struct buf hex = { .arena = &a };
    const char *old = getenv("TERMINFO");
    str kept = old ? arena_printf(&a, "%s", old) : (str){ 0 };

    if (entry.len == 0)
        return NULL;
    buf_add(&hex, STR("hex:"));
    for (size_t i = 0; i < entry.len; i++)
        buf_printf(&hex, "%02X", (unsigned)(unsigned char)entry.ptr[i]);
    setenv("TERMINFO", arena_cstr(&a, buf_str(&hex)), 1);
    SCREEN *screen = newterm(name, stdout, stdin);

    if (old)
        setenv("TERMINFO", arena_cstr(&a, kept), 1);
    else
        unsetenv("TERMINFO");
    arena_free(&a);
    return screen;
}

static SCREEN *
open_screen(int color)
{
    static const char *const fallbacks[] = { "xterm-256color", "xterm", "vt100" };
    SCREEN *screen = wants_direct(color) ? open_direct() : NULL;

    if (!screen && env_is_set("TERM"))
        screen = newterm(NULL, stdout, stdin);
    for (size_t i = 0; !screen && i < ARRAY_LEN(fallbacks); i++)
        screen = newterm(fallbacks[i], stdout, stdin);
    return screen;
}

static void
start_colours(int color)
{
    term.colours = 0;
    if (color == WHEN_NEVER || env_is_set("NO_COLOR") || !has_colors())
        return;
    start_color();
    use_default_colors();
    term.colours = COLORS >= DIRECT ? DIRECT : COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : 8;
}

/* A library that complains on standard error would write across the screen: it writes to the log. */
static void
divert_stderr(void)
{
    int to = log_fd() >= 0 ? dup(log_fd()) : open("/dev/null", O_WRONLY | O_CLOEXEC);

    term.old_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (to >= 0) {
        dup2(to, STDERR_FILENO);
        close(to);
    }
}

static void
restore_stderr(void)
{
    if (term.old_stderr >= 0) {
        dup2(term.old_stderr, STDERR_FILENO);
        close(term.old_stderr);
    }
    term.old_stderr = -1;
}

/* What terminals send that are not quite the one that TERM names: PuTTY, rxvt, a console behind two hops. */
static const struct {
    const char *bytes;
    int code;
} other_bytes[] = {
    { "\033[A", KEY_UP },   { "\033OA", KEY_UP },           { "\033[B", KEY_DOWN },
    { "\033OB", KEY_DOWN }, { "\033[C", KEY_RIGHT },        { "\033OC", KEY_RIGHT },
    { "\033[D", KEY_LEFT }, { "\033OD", KEY_LEFT },         { "\033[H", KEY_HOME },
    { "\033OH", KEY_HOME }, { "\033[1~", KEY_HOME },        { "\033[7~", KEY_HOME },
    { "\033[F", KEY_END },  { "\033OF", KEY_END },          { "\033[4~", KEY_END },
    { "\033[8~", KEY_END }, { "\033[5~", KEY_PPAGE },       { "\033[6~", KEY_NPAGE },
    { "\033[3~", KEY_DC },  { "\033[200~", CODE_PASTE_IN }, { "\033[201~", CODE_PASTE_UP },
};

static void
set_input(void)
{
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_escdelay(ESCAPE_MS);
    for (size_t i = 0; i < ARRAY_LEN(other_bytes); i++)
        if (key_defined(other_bytes[i].bytes) == 0)
            define_key(other_bytes[i].bytes, other_bytes[i].code);
    if (term.has_mouse) {
        mousemask(ALL_MOUSE_EVENTS, NULL);
        mouseinterval(0);
    }
}

/*
 * Nothing can be asked: a terminal that does not know the sequence ignores it at best. So it is for those known by what
 * they put in the environment, and for others that tell of 24-bit colour, which came to terminals at the same time.
 * Multiplexers pass it on in their newest versions only, and Terminal and rxvt show no links.
 */
static bool
knows_hyperlinks(void)
{
    static const char *const names[] = { "kitty",   "foot",      "wezterm",
                                         "ghostty", "alacritty", "contour" };
    const char *vte = getenv("VTE_VERSION");

    if (term.is_dumb || is_term("tmux") || is_term("screen") || is_term("rxvt") ||
        env_is_set("TMUX") || env_is_set("STY") || env_has("TERM_PROGRAM", "Apple_Terminal"))
        return false;
    if (vte && *vte)
        return strtol(vte, NULL, 10) >= 5002; /* before 0.50.2 a link could end the terminal */
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (env_has("TERM", names[i]))
            return true;
    return env_is_set("WT_SESSION") || env_is_set("KONSOLE_VERSION") ||
           env_has("TERM_PROGRAM", "iTerm") || env_has("COLORTERM", "truecolor") ||
           env_has("COLORTERM", "24bit");
}

bool
term_open(const struct term_options *options, struct err *err)
{
    if (!isatty(STDOUT_FILENO) || !isatty(STDIN_FILENO))
        return err_set(err, ERR_USAGE, "the reader needs a terminal; courant list prints stories");
    memset(&term, 0, sizeof(term));
    term.screen = open_screen(options->color);
    if (!term.screen)
        return err_set(err, ERR_USAGE, "TERM=%s: no terminal that can be used",
                       getenv("TERM") ? getenv("TERM") : "");
    char cup[] = "cup";
    const char *place = tigetstr(cup); /* (char *)-1: no string capability of that name */

    if (!place || place == (char *)-1) {
        endwin();
        delscreen(term.screen);
        term.screen = NULL;
        return err_set(err, ERR_USAGE, "TERM=%s cannot place text; courant list prints stories",
                       getenv("TERM") ? getenv("TERM") : "");
    }
    divert_stderr();
    term.is_dumb = is_term("vt") || is_term("linux") || is_term("dumb") || is_term("ansi");
    term.is_bidi = options->is_bidi;
    term.has_mouse = options->has_mouse;
    term.has_sync = !term.is_dumb;
    term.has_hyperlinks = options->hyperlinks == WHEN_ALWAYS ||
                          (options->hyperlinks == WHEN_AUTO && knows_hyperlinks());
    start_colours(options->color);
    set_input();
    set_modes(true);
    return true;
}

void
term_close(void)
{
    if (!term.screen)
        return;
    set_modes(false);
    endwin();
    delscreen(term.screen);
    term.screen = NULL;
    restore_stderr();
}

void
term_leave(void)
{
    set_modes(false);
    endwin();
}

void
term_enter(void)
{
    set_modes(true);
    term.paint_count++;
    clearok(curscr, TRUE);
    refresh();
}

void
term_suspend(void)
{
    term_leave();
    kill(0, SIGTSTP);
    term_enter();
}

void
term_size(int *cols, int *rows)
{
    struct winsize size = { 0 };

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0 &&
        (size.ws_row != LINES || size.ws_col != COLS))
        resizeterm(size.ws_row, size.ws_col);
    *cols = COLS;
    *rows = LINES;
}

int
term_colours(void)
{
    return term.colours;
}

bool
term_has_hyperlinks(void)
{
    return term.has_hyperlinks;
}

/* ---- keys ---- */

static const struct {
    int curses;
    struct key key;
} special[] = {
    { KEY_UP, { K_UP, 0 } },
    { KEY_DOWN, { K_DOWN, 0 } },
    { KEY_LEFT, { K_LEFT, 0 } },
    { KEY_RIGHT, { K_RIGHT, 0 } },
    { KEY_SLEFT, { K_LEFT, K_SHIFT } },
    { KEY_SRIGHT, { K_RIGHT, K_SHIFT } },
    { KEY_HOME, { K_HOME, 0 } },
    { KEY_END, { K_END, 0 } },
    { KEY_FIND, { K_HOME, 0 } },
    { KEY_SELECT, { K_END, 0 } },
    { KEY_PPAGE, { K_PAGE_UP, 0 } },
    { KEY_NPAGE, { K_PAGE_DOWN, 0 } },
    { KEY_IC, { K_INSERT, 0 } },
    { KEY_DC, { K_DELETE, 0 } },
    { KEY_BACKSPACE, { K_BACKSPACE, 0 } },
    { KEY_ENTER, { K_ENTER, 0 } },
    { KEY_BTAB, { K_TAB, K_SHIFT } },
    { CODE_PASTE_IN, { K_PASTE_BEGIN, 0 } },
    { CODE_PASTE_UP, { K_PASTE_END, 0 } },
};

static struct key
special_key(int code)
{
    for (size_t i = 0; i < ARRAY_LEN(special); i++)
        if (special[i].curses == code)
            return special[i].key;
    if (code >= KEY_F(1) && code <= KEY_F(12))
        return (struct key){ K_F1 + (uint32_t)(code - KEY_F(1)), 0 };
    return (struct key){ 0 };
}

static struct key
plain_key(wint_t c)
{
    switch (c) {
    case '\r':
    case '\n': return (struct key){ K_ENTER, 0 };
    case '\t': return (struct key){ K_TAB, 0 };
    case '\b':
    case 0x7F: return (struct key){ K_BACKSPACE, 0 };
    case 0x1B: return (struct key){ K_ESCAPE, 0 };
    case 0: return (struct key){ ' ', K_CTRL };
    default: break;
    }
    if (c < 0x1B)
        return (struct key){ (uint32_t)c - 1 + 'a', K_CTRL };
    if (c < ' ')
        return (struct key){ (uint32_t)c + 0x40, K_CTRL };
    return (struct key){ (uint32_t)c, 0 };
}

/*
 * Wheel steps and presses; two presses in one place soon after each other are a press and a double click, whether they
 * come one by one or, over a slow line, at once, when curses has put them together.
 */
static bool
read_mouse(struct term_event *out)
{
    MEVENT event;

    if (getmouse(&event) != OK)
        return false;
    out->x = event.x;
    out->y = event.y;
    if (event.bstate & BUTTON4_PRESSED) {
        out->mouse = MOUSE_WHEEL_UP;
    } else if (event.bstate & BUTTON5_PRESSED) {
        out->mouse = MOUSE_WHEEL_DOWN;
    } else if (event.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED)) {
        int64_t now = time_now_ms();
        bool is_twice = event.x == term.press_x && event.y == term.press_y && term.press_ms > 0 &&
                        now - term.press_ms < TWICE_MS;

        out->mouse = is_twice ? MOUSE_TWICE : MOUSE_PRESS;
        term.press_x = event.x;
        term.press_y = event.y;
        term.press_ms = is_twice ? 0 : now;
        term.has_second = !is_twice && (event.bstate & BUTTON1_DOUBLE_CLICKED);
    } else {
        return false;
    }
    out->key = (struct key){ K_MOUSE, 0 };
    term.second = *out;
    term.second.mouse = MOUSE_TWICE;
    return true;
}

/*
 * What the terminal sends for keys that its description does not have, and what it answers unasked, goes to its
 * end unread: its digits and letters are no commands. Behind the bracket come parameters, then one last character.
 * false: nothing followed, so that it was alt and the bracket.
 */
static bool
skip_sequence(void)
{
    bool has_any = false;
    wint_t c = 0;

    timeout(ESCAPE_MS); /* a slow line may part it */
    for (int i = 0; i < SEQUENCE_MOST && get_wch(&c) == OK; i++) {
        has_any = true;
        if (c < 0x20 || c > 0x3F)
            break;
    }
    nodelay(stdscr, TRUE);
    return has_any;
}

/* An escape with a letter right behind it is alt and the letter. */
static struct key
after_escape(void)
{
    wint_t c;
    int got = get_wch(&c);

    if (got == KEY_CODE_YES)
        return (struct key){ special_key((int)c).code, K_ALT };
    if (got == ERR)
        return (struct key){ K_ESCAPE, 0 };
    if (c == '[' && skip_sequence())
        return (struct key){ K_NONE, 0 };
    if (c == 'O' && get_wch(&c) != ERR)
        return (struct key){ K_NONE, 0 };
    struct key key = plain_key(c);

    key.mods |= K_ALT;
    return key;
}

bool
term_read(struct term_event *out)
{
    wint_t c;
    int got;

    if (term.has_second) {
        term.has_second = false;
        term.press_ms = 0;
        *out = term.second;
        return true;
    }
    while ((got = get_wch(&c)) != ERR) {
        *out = (struct term_event){ 0 };
        if (got == KEY_CODE_YES && c == KEY_MOUSE) {
            if (read_mouse(out))
                return true;
            continue;
        }
        out->key = got == KEY_CODE_YES ? special_key((int)c) : plain_key(c);
        if (out->key.code == K_ESCAPE)
            out->key = after_escape();
        if (out->key.code != K_NONE)
            return true;
    }
    return false;
}

bool
term_has_input(void)
{
    struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };

    return poll(&fd, 1, 0) > 0 && (fd.revents & POLLIN);
}

/* ---- output ---- */

void
term_redraw(void)
{
    term.paint_count++;
    clearok(curscr, TRUE);
}

unsigned
term_paint_count(void)
{
    return term.paint_count;
}

/*
 * Between the two marks a terminal that knows them shows nothing half done; others ignore them. Where no cell
 * has changed they are left out.
 */
void
term_update(void)
{
    bool has_cells;

    wnoutrefresh(stdscr);
    has_cells = is_wintouched(newscr) || is_cleared(curscr);
    if (term.has_sync && has_cells)
        term_raw(STR("\033[?2026h"));
    doupdate();
    if (term.has_sync && has_cells)
        term_raw(STR("\033[?2026l"));
}

static void
add_base64(struct buf *b, str bytes)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < bytes.len; i += 3) {
        uint32_t three = 0;
        size_t n = MIN(bytes.len - i, 3);

        for (size_t k = 0; k < 3; k++)
            three = three << 8 | (k < n ? (unsigned char)bytes.ptr[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            buf_add_char(b, k <= n ? letters[three >> (18 - 6 * k) & 63] : '=');
    }
}

bool
term_copy(str text)
{
    struct arena a = { 0 };
    struct buf b = { .arena = &a };

    if (text.len > COPY_MOST)
        return false;
    buf_add(&b, STR("\033]52;c;"));
    add_base64(&b, text);
    buf_add(&b, STR("\033\\"));
    term_raw(buf_str(&b));
    arena_free(&a);
    return true;
}
