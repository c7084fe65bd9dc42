/*
 * src/refresh/event.h: events on their way from the refresh thread to the reader. A reader that does not look for a
 * while (a pager has the terminal) costs no memory: what does not fit is told together, one event of each kind.
 *
 * Memory  what is put is copied; what is taken is the caller's (refresh_event_free)
 * Threads any
 */
#ifndef COURANT_REFRESH_EVENT_H
#define COURANT_REFRESH_EVENT_H

#include <courant/refresh.h>

#define EVENTS_MOST 64

struct events;

struct events *events_new(void);
void events_free(struct events *events);
void events_put(struct events *events, const struct refresh_event *event);
struct refresh_event *events_take(struct events *events); /* NULL: none */

#endif
