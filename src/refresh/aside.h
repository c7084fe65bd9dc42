/*
 * src/refresh/aside.h: a thread beside the one that refreshes, for what needs neither the network nor the store.
 *
 * Shape   jobs run one after the other, urgent ones before the others; each is taken once, when it has run
 * Memory  a job's context is the caller's, and nobody's but the job's until it is taken
 * Threads all from the thread that made it; run and wake in its own
 */
#ifndef COURANT_REFRESH_ASIDE_H
#define COURANT_REFRESH_ASIDE_H

#include <courant/base.h>

struct aside;
/* wake: after each job. */
struct aside *aside_new(void (*wake)(void *context), void *context);
void aside_free(struct aside *aside); /* waits for the job under way; those behind it do not run */

void aside_put(struct aside *aside, void (*run)(void *context), void *context, bool is_urgent);
void *aside_take(struct aside *aside); /* the context of a job that has run; NULL: none has */

#endif
