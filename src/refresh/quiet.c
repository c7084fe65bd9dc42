#include "worker.h"

#include <courant/related.h>

/*
 * What makes stories findable and takes old ones away is done when the transfers are quiet, in pieces so
 * small that a reader's own mark never waits long for the store. Who does it holds the lease, so that
 * two copies do not do it twice.
 */

#define LEASE_S      5 /* a killed copy is out of the way after that */
#define RENEW_S      1
#define PIECE_MS     8   /* what a piece should take beside a reader */
#define ALONE_MS     500 /* and with nobody who might wait */
#define BATCH_LEAST  16
#define BATCH_MOST   2000
#define EXPIRE_BATCH 200

bool
quiet_take_lease(struct worker *w, struct err *err)
{
    int64_t now = time_now_s();

    if (!store_lease_take(w->st, w->holder, now, LEASE_S, err))
        return false;
    w->has_lease = true;
    w->lease_at = now;
    return true;
}

/* Lost while this copy slept: then another one works, and this one ends what it has begun. */
void
quiet_renew_lease(struct worker *w)
{
    struct err ignored = { 0 };
    int64_t now = time_now_s();

    if (w->has_lease && (now >= w->lease_at + RENEW_S || now < w->lease_at))
        w->has_lease = quiet_take_lease(w, &ignored);
}

void
quiet_drop_lease(struct worker *w)
{
    if (w->has_lease)
        store_lease_drop(w->st, w->holder);
    w->has_lease = false;
}

bool
quiet_is_left(const struct worker *w)
{
    return w->has_index_left || w->has_related_left || w->has_expire_left;
}

/* The batch grows while pieces are quick and halves when one was not. */
static void
adjust(const struct worker *w, size_t *batch, int64_t took_ms)
{
    int64_t piece_ms = w->gives_way ? PIECE_MS : ALONE_MS;

    if (took_ms > piece_ms)
        *batch = MAX(*batch / 2, BATCH_LEAST);
    else if (took_ms < piece_ms / 2)
        *batch = MIN(*batch * 2, BATCH_MOST);
}

static bool
index_piece(struct worker *w, struct err *err)
{
    int64_t left = 0, began_ms = time_now_ms();

    if (!store_index_step(w->st, w->index_batch, &left, err))
        return false;
    w->has_index_left = left > 0;
    adjust(w, &w->index_batch, time_now_ms() - began_ms);
    return true;
}

static bool
related_piece(struct worker *w, struct err *err)
{
    int64_t began_ms = time_now_ms();

    if (!related_index_step(w->st, w->related_batch, &w->has_related_left, err))
        return false;
    adjust(w, &w->related_batch, time_now_ms() - began_ms);
    return true;
}

static bool
expire_piece(struct worker *w, struct err *err)
{
    int64_t gone = 0;

    if (!store_expire_step(w->st, &w->plan->keep, time_now_s(), EXPIRE_BATCH, &gone, err))
        return false;
    w->has_expire_left = gone >= EXPIRE_BATCH;
    return true;
}

static void
give_up(struct worker *w)
{
    w->has_index_left = w->has_related_left = w->has_expire_left = false;
}

void
quiet_step(struct worker *w)
{
    struct err err = { 0 };
    bool ok = true;

    if (!w->has_lease && !quiet_take_lease(w, &err)) {
        if (err.kind != ERR_BUSY) /* else the other copy does it */
            worker_problem(w, &err);
        give_up(w);
        return;
    }
    w->gives_way = w->has_reader || store_is_attended(w->st);
    store_index_long(w->st, !w->gives_way);
    if (w->has_index_left)
        ok = index_piece(w, &err);
    else if (w->has_related_left)
        ok = related_piece(w, &err);
    else
        ok = expire_piece(w, &err);
    if (!ok) {
        worker_problem(w, &err);
        give_up(w);
    } else if (w->is_indexing && !w->has_index_left && !w->has_related_left) {
        struct refresh_event event = { .kind = REFRESH_INDEXED };

        w->is_indexing = false;
        worker_event(w, &event);
    }
}
