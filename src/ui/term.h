/*
 * src/ui/term.h: the terminal: started, left, asked for keys and its size, and the few bytes that go past curses.
 *
 * Shape   TERM unknown falls back on xterm-256color, then vt100; direct colour by an entry of our own
 * Errors  ERR_USAGE: this is no terminal, or none that can be used
 * Threads the main thread only
 * Source  terminfo(5); the synchronized-output, OSC 8 and OSC 52 conventions of terminals
 */
#ifndef COURANT_UI_TERM_H
#define COURANT_UI_TERM_H

#include "key.h"

struct term_options {
    int color;      /* enum config_when */
    int hyperlinks; /* enum config_when */
    bool has_mouse;
    bool is_bidi; /* right-to-left text is put in order by us: the terminal must leave it alone */
};

enum term_mouse { MOUSE_PRESS, MOUSE_TWICE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct term_event {
    struct key key;
    int x, y; /* of K_MOUSE */
    enum term_mouse mouse;
};

bool term_open(const struct term_options *options, struct err *err);
void term_close(void);
void term_suspend(void);              /* back to the shell until continued */
void term_leave(void);                /* for a program on the terminal … */
void term_enter(void);                /* … and after it */
void term_size(int *cols, int *rows); /* asks the terminal, and tells curses */
int term_colours(void);               /* 0: none; 8, 16, 256; more: direct colour */
bool term_has_hyperlinks(void);
bool term_read(struct term_event *out); /* false: nothing waits */
bool term_has_input(void);              /* something came that was not read yet */
void term_redraw(void);                 /* the next update paints everything */
/* How often it did, or came back to the screen: what curses knows nothing of is gone then. */
unsigned term_paint_count(void);
void term_update(void);   /* what was drawn reaches the terminal, in one piece */
bool term_copy(str text); /* to the terminal's clipboard (OSC 52); false: too long */
/* Bytes of our own between updates: only what this room has made. */
void term_raw(str bytes);
void term_bell(void);

#endif
