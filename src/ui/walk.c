#include "walk.h"

#include <string.h>

void
walk_visit(struct walk *w, int64_t id)
{
    if (w->count > 0 && w->ids[w->at] == id)
        return;
    if (w->count > 0)
        w->count = w->at + 1;
    if (w->count == WALK_MOST) {
        memmove(w->ids, w->ids + 1, (WALK_MOST - 1) * sizeof(w->ids[0]));
        w->count--;
    }
    w->at = w->count;
    w->ids[w->count++] = id;
}

bool
walk_back(struct walk *w, int64_t *out_id)
{
    if (w->count == 0 || w->at == 0)
        return false;
    *out_id = w->ids[--w->at];
    return true;
}

bool
walk_forward(struct walk *w, int64_t *out_id)
{
    if (w->at + 1 >= w->count)
        return false;
    *out_id = w->ids[++w->at];
    return true;
}

int64_t
walk_here(const struct walk *w)
{
    return w->count > 0 ? w->ids[w->at] : 0;
}

void
walk_drop(struct walk *w)
{
    if (w->count == 0)
        return;
    memmove(w->ids + w->at, w->ids + w->at + 1, (w->count - w->at - 1) * sizeof(w->ids[0]));
    w->count--;
    if (w->at > 0 && w->at >= w->count)
        w->at = w->count - 1;
}

void
walk_set(struct walk *w, const int64_t *ids, size_t count, size_t at)
{
    size_t skip = count > WALK_MOST ? count - WALK_MOST : 0;

    *w = (struct walk){ .count = count - skip };
    if (w->count == 0)
        return;
    memcpy(w->ids, ids + skip, w->count * sizeof(w->ids[0]));
    w->at = at > skip ? MIN(at - skip, w->count - 1) : 0;
}
