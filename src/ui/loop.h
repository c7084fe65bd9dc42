/*
 * src/ui/loop.h: one poll over the terminal, the refresh thread, signals and timers; nothing else wakes the program.
 */
#ifndef COURANT_UI_LOOP_H
#define COURANT_UI_LOOP_H

struct app;

void loop_run(struct app *app); /* returns when the reader quits, or the terminal is gone */

#endif
