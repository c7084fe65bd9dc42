#include "list.h"

#define LEAST_REACH 60 /* rows read on each side of the cursor */
#define REACH_PAGES 4

/* After the last story, whatever its time. */
static const struct store_place the_end = { .sort_at = INT64_MIN, .id = 0 };

struct store_place
list_place_of(const struct store_story *story)
{
    return (struct store_place){ story->sort_at, story->id };
}

static size_t
reach(const struct list *list)
{
    return MAX(list->scroll.page * REACH_PAGES, LEAST_REACH);
}

struct window {
    struct store_story *above, *below;
    size_t above_count, below_count;
};

/* The new window takes the place of the old one only when all of it could be read. */
static void
take_window(struct list *list, struct arena *a, const struct window *w, size_t limit)
{
    struct store_story *rows = ARENA_ARRAY(a, struct store_story, w->above_count + w->below_count);
    size_t n = 0;

    for (size_t i = 0; i < w->above_count; i++)
        rows[n++] = w->above[i];
    for (size_t i = 0; i < w->below_count; i++)
        rows[n++] = w->below[i];
    arena_free(&list->arena);
    list->arena = *a;
    list->rows = rows;
    list->scroll.count = n;
    list->is_at_begin = w->above_count < limit;
    list->is_at_end = w->below_count < limit;
}

/* What came since the top was last seen is counted; at the top there is nothing to count. */
static bool
count_new(struct list *list, const struct list_source *source, int64_t now, struct err *err)
{
    struct arena a = { 0 };
    struct store_story *above = NULL;
    size_t count = 0, fresh = 0;

    if (list->scroll.count == 0 || (list->is_at_begin && list->scroll.top == 0)) {
        list->seen_at = now;
        list->new_above = 0;
        return true;
    }
    struct store_place top = list_place_of(&list->rows[list->scroll.top]);
    bool ok = source->before(source->self, &a, top, LIST_MANY, &above, &count, err);

    for (size_t i = 0; ok && i < count; i++)
        fresh += above[i].fetched_at > list->seen_at;
    if (ok)
        list->new_above = fresh;
    arena_free(&a);
    return ok;
}

bool
list_at(struct list *list, const struct list_source *source, struct store_place place,
        size_t offset, int64_t now, struct err *err)
{
    struct arena a = { 0 };
    struct window w = { 0 };
    size_t limit = reach(list);

    if (!source->before(source->self, &a, place, limit, &w.above, &w.above_count, err) ||
        !source->after(source->self, &a, place, true, limit, &w.below, &w.below_count, err)) {
        arena_free(&a);
        return false;
    }
    take_window(list, &a, &w, limit);
    struct scroll *s = &list->scroll;

    s->cursor = w.below_count > 0 || w.above_count == 0 ? w.above_count : w.above_count - 1;
    s->top = s->cursor - MIN(offset, s->cursor);
    scroll_fit(s);
    return count_new(list, source, now, err);
}

bool
list_first(struct list *list, const struct list_source *source, int64_t now, struct err *err)
{
    struct arena a = { 0 };
    struct window w = { 0 };
    size_t limit = reach(list);

    if (!source->after(source->self, &a, (struct store_place){ 0 }, false, limit, &w.below,
                       &w.below_count, err)) {
        arena_free(&a);
        return false;
    }
    take_window(list, &a, &w, limit);
    list->scroll.cursor = list->scroll.top = 0;
    list->seen_at = now;
    list->new_above = 0;
    return true;
}

bool
list_last(struct list *list, const struct list_source *source, int64_t now, struct err *err)
{
    return list_at(list, source, the_end, list->scroll.page, now, err);
}

static size_t
offset_of(const struct list *list)
{
    return list->scroll.cursor - list->scroll.top;
}

bool
list_refresh(struct list *list, const struct list_source *source, int64_t now, struct err *err)
{
    const struct store_story *story = list_cursor(list);

    if (!story)
        return list_first(list, source, now, err);
    return list_at(list, source, list_place_of(story), offset_of(list), now, err);
}

/* Reads anew when less than a page is left on a side where there may be more. */
static bool
settle(struct list *list, const struct list_source *source, int64_t now, struct err *err)
{
    const struct scroll *s = &list->scroll;
    bool is_near_begin = !list->is_at_begin && s->top < s->page;
    bool is_near_end = !list->is_at_end && s->top + 2 * s->page > s->count;

    if (is_near_begin || is_near_end)
        return list_refresh(list, source, now, err);
    if (list->new_above > 0)
        return count_new(list, source, now, err);
    if (list->is_at_begin && s->top == 0)
        list->seen_at = now;
    return true;
}

bool
list_move(struct list *list, const struct list_source *source, enum move move, int64_t now,
          struct err *err)
{
    if (move == MOVE_FIRST)
        return list_first(list, source, now, err);
    if (move == MOVE_LAST && !list->is_at_end)
        return list_last(list, source, now, err);
    scroll_move(&list->scroll, move);
    return settle(list, source, now, err);
}

bool
list_wheel(struct list *list, const struct list_source *source, int rows, int64_t now,
           struct err *err)
{
    scroll_wheel(&list->scroll, rows);
    return settle(list, source, now, err);
}

bool
list_page(struct list *list, const struct list_source *source, size_t page, int64_t now,
          struct err *err)
{
    if (list->scroll.page == page)
        return true;
    list->scroll.page = page;
    scroll_fit(&list->scroll);
    return settle(list, source, now, err);
}

struct store_story *
list_cursor(const struct list *list)
{
    return list->scroll.count > 0 ? &list->rows[list->scroll.cursor] : NULL;
}

struct store_story *
list_find(const struct list *list, int64_t story_id)
{
    for (size_t i = 0; i < list->scroll.count; i++)
        if (list->rows[i].id == story_id)
            return &list->rows[i];
    return NULL;
}

void
list_clear(struct list *list)
{
    arena_free(&list->arena);
    *list = (struct list){ .scroll.page = list->scroll.page };
}
