/*
 * tests/support/screen.h: the real program in a pseudo-terminal, with a terminal emulator (libvterm) behind it.
 *
 * Shape   screen_start, then send keys and wait for what should appear; assert on text, colours, cursor, bytes
 * Units   rows and columns from 0; _ms a deadline: a wait returns as soon as it holds
 * Memory  answers live in the screen until screen_end
 * Errors  what cannot be started fails the running test
 * Threads one
 */
#ifndef COURANT_TEST_SCREEN_H
#define COURANT_TEST_SCREEN_H

#include <courant/base.h>

#include <sys/types.h>

struct screen;

struct screen_options {
    const char *const *argv;
    const char *const
        *env; /* "NAME=value", added to a small clean environment; NULL-ended; may be NULL */
    const char *term; /* NULL: xterm-256color */
    const char *home; /* HOME, and the XDG folders below it */
    int rows, cols;
};

struct screen_cell {
    uint32_t rune; /* 0: blank */
    int cols;
    bool is_bold, is_underlined, is_italic, is_reversed;
    int32_t fg, bg; /* 0xRRGGBB as the emulator shows it */
};

struct screen *screen_start(const struct screen_options *options);
/* Sends SIGHUP if it still runs, waits, frees; the exit status, 128 + signal when killed. */
int screen_end(struct screen *s);
/* Waits for it to end by itself: the status, -1 when it still runs after ms. */
int screen_wait_end(struct screen *s, int ms);
void screen_quit(struct screen *s); /* Q; it must end well */

void screen_send(struct screen *s, const char *keys); /* as they go over the wire: "\r", "\x1b[A" */
bool screen_wait(struct screen *s, const char *text, int ms); /* until text stands in some row */
bool screen_wait_gone(struct screen *s, const char *text, int ms); /* until it stands in none */
bool screen_wait_row(struct screen *s, int row, const char *text, int ms);
/* Until nothing came for so long, and the program waits for input: not that it has done what it was to do. */
void screen_settle(struct screen *s, int quiet_ms);
void screen_resize(struct screen *s, int rows, int cols);

const char *screen_row(struct screen *s, int row); /* trailing blanks off */
const char *screen_text(struct screen *s);         /* all rows, parted by newlines */
bool screen_find(struct screen *s, const char *text, int *row, int *col); /* col counts cells */
struct screen_cell screen_cell(struct screen *s, int row, int col);
void screen_cursor(struct screen *s, int *row, int *col);
pid_t screen_pid(const struct screen *s);

/* Every byte that the program wrote so far; from a mark on when screen_mark was called. */
void screen_mark(struct screen *s);
str screen_bytes(struct screen *s);
/* Time from a key to the last byte of the burst that answers it, in microseconds; no_answer_ms: how long one is waited for. */
int64_t screen_key_us(struct screen *s, const char *keys, int no_answer_ms);

/* The same from the program's start to its first complete screen. */
int64_t screen_start_us(struct screen *s, int quiet_ms);

/* Fails the running test with the whole screen in the message when text does not come. */
#define screen_expect(s, text) screen_expect_at((s), (text), __FILE__, __LINE__)
void screen_expect_at(struct screen *s, const char *text, const char *file, int line);
#define screen_expect_gone(s, text) screen_expect_gone_at((s), (text), __FILE__, __LINE__)
void screen_expect_gone_at(struct screen *s, const char *text, const char *file, int line);

#endif
