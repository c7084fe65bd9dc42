#include "pending.h"

#include <string.h>

/* ---- writing ---- */

static bool
write_one(struct store *st, const struct pending_write *w, struct err *err)
{
    return w->is_place ? position_write(st, w->story_id, w->at, err)
                       : story_mark(st, w->story_id, w->mark, err);
}

/* In one transaction. forgives: a story that was taken away meanwhile keeps none of the others from being written. */
static bool
write_all(struct store *st, const struct pending_write *writes, size_t count, bool forgives,
          struct err *err)
{
    bool ok = true;

    if (!store_begin(st, err))
        return false;
    for (size_t i = 0; ok && i < count; i++) {
        struct err problem = { 0 };

        ok = write_one(st, &writes[i], &problem) || (forgives && problem.kind == ERR_MISSING);
        if (!ok)
            *err = problem;
    }
    return db_end(st, ok, err);
}

static bool
write_soon(struct store *st, const struct pending_write *writes, size_t count, bool forgives,
           struct err *err)
{
    int most_wait_ms = st->most_wait_ms;

    st->most_wait_ms = PENDING_WAIT_MS;
    bool ok = write_all(st, writes, count, forgives, err);

    st->most_wait_ms = most_wait_ms;
    return ok;
}

bool
pending_try(struct store *st, const struct pending_write *writes, size_t count, struct err *err)
{
    struct pending *p = st->pending;
    struct err problem = { 0 };

    if (count == 0)
        return true;
    if (!p || st->depth > 0) /* who groups writes has waited already */
        return write_all(st, writes, count, false, err);
    if (p->count == 0) {
        if (write_soon(st, writes, count, false, &problem))
            return true;
        if (problem.kind != ERR_BUSY) {
            *err = problem;
            return false;
        }
    }
    if (count > PENDING_MOST - p->count)
        return store_land(st, true, err) && write_all(st, writes, count, false, err);
    memcpy(&p->writes[p->count], writes, count * sizeof(*writes));
    p->count += count;
    return true;
}

void
store_put_off(struct store *st)
{
    if (!st->pending)
        st->pending = mem_new(sizeof(*st->pending));
}

size_t
store_pending(const struct store *st)
{
    return st->pending ? st->pending->count : 0;
}

bool
store_land(struct store *st, bool waits, struct err *err)
{
    struct pending *p = st->pending;

    if (store_pending(st) == 0)
        return true;
    struct err problem = { 0 };
    bool ok = waits ? write_all(st, p->writes, p->count, true, &problem)
                    : write_soon(st, p->writes, p->count, true, &problem);

    if (ok || problem.kind != ERR_BUSY)
        p->count = 0;
    if (!ok)
        *err = problem;
    return ok;
}

/* ---- showing ---- */

void
pending_show(const struct store *st, struct store_story *story)
{
    size_t count = store_pending(st);

    for (size_t i = 0; i < count; i++) {
        const struct pending_write *w = &st->pending->writes[i];

        if (w->is_place || w->story_id != story->id)
            continue;
        if (w->mark == STORE_READ || w->mark == STORE_UNREAD)
            story->is_read = w->mark == STORE_READ;
        else
            story->is_saved = w->mark == STORE_SAVED;
    }
}

bool
pending_place(const struct store *st, int64_t story_id, uint32_t *out_at)
{
    for (size_t i = store_pending(st); i-- > 0;) {
        const struct pending_write *w = &st->pending->writes[i];

        if (!w->is_place || w->story_id != story_id)
            continue;
        *out_at = w->at;
        return true;
    }
    return false;
}
