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

struct maker {
    const struct list_source *source;
    struct arena *a;
    VEC(struct list_row) rows;
};

/* A row of the source, and what stands below it. */
static bool
add_row(struct maker *m, const struct store_story *story, struct err *err)
{
    struct list_row row = { .story = *story,
                            .place = list_place_of(story),
                            .thread_id = m->source->is_grouped ? story->thread_id : 0 };
    struct list_row *below = NULL;
    size_t count = 0;

    if (row.thread_id && !m->source->below(m->source->self, m->a, &row, &below, &count, err))
        return false;
    *VEC_PUSH(m->a, &m->rows) = row;
    for (size_t i = 0; i < count; i++) {
        below[i].place = row.place;
        below[i].is_below = true;
        *VEC_PUSH(m->a, &m->rows) = below[i];
    }
    return true;
}

/* *out_first_below: the row of the first of those below. */
static bool
make_rows(struct maker *m, const struct window *w, size_t *out_first_below, struct err *err)
{
    for (size_t i = 0; i < w->above_count; i++)
        if (!add_row(m, &w->above[i], err))
            return false;
    *out_first_below = m->rows.count;
    for (size_t i = 0; i < w->below_count; i++)
        if (!add_row(m, &w->below[i], err))
            return false;
    return true;
}

/* The new window takes the place of the old one only when all of it could be read. */
static bool
take_window(struct list *list, const struct list_source *source, struct arena *a,
            const struct window *w, size_t limit, size_t *out_first_below, struct err *err)
{
    struct maker m = { .source = source, .a = a };

    if (!make_rows(&m, w, out_first_below, err))
        return false;
    arena_free(&list->arena);
    list->arena = *a;
    list->rows = m.rows.items;
    list->scroll.count = m.rows.count;
    list->is_at_begin = w->above_count < limit;
    list->is_at_end = w->below_count < limit;
    return true;
}

static void
hold(const struct list_source *source, int64_t story_id)
{
    if (source->hold)
        source->hold(source->self, story_id);
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
    struct store_place top = list->rows[list->scroll.top].place;
    bool ok = source->before(source->self, &a, top, LIST_MANY, &above, &count, err);

    for (size_t i = 0; ok && i < count; i++)
        fresh += above[i].fetched_at > list->seen_at;
    if (ok)
        list->new_above = fresh;
    arena_free(&a);
    return ok;
}

/* The row of this story among those that stand at the same place as the row at. */
static size_t
find_below(const struct list *list, size_t at, int64_t story_id)
{
    for (size_t i = at; i < list->scroll.count && (i == at || list->rows[i].is_below); i++)
        if (list->rows[i].story.id == story_id)
            return i;
    return at;
}

bool
list_at(struct list *list, const struct list_source *source, struct store_place place,
        int64_t story_id, size_t offset, int64_t now, struct err *err)
{
    struct arena a = { 0 };
    struct window w = { 0 };
    size_t limit = reach(list), at = 0;

    hold(source, place.id);
    if (!source->before(source->self, &a, place, limit, &w.above, &w.above_count, err) ||
        !source->after(source->self, &a, place, true, limit, &w.below, &w.below_count, err) ||
        !take_window(list, source, &a, &w, limit, &at, err)) {
        arena_free(&a);
        return false;
    }
    struct scroll *s = &list->scroll;

    s->cursor = w.below_count > 0 || s->count == 0 ? find_below(list, at, story_id) : s->count - 1;
    s->top = s->cursor - MIN(offset, s->cursor);
    scroll_fit(s);
    return count_new(list, source, now, err);
}

bool
list_first(struct list *list, const struct list_source *source, int64_t now, struct err *err)
{
    struct arena a = { 0 };
    struct window w = { 0 };
    size_t limit = reach(list), at = 0;

    hold(source, 0);
    if (!source->after(source->self, &a, (struct store_place){ 0 }, false, limit, &w.below,
                       &w.below_count, err) ||
        !take_window(list, source, &a, &w, limit, &at, err)) {
        arena_free(&a);
        return false;
    }
    list->scroll.cursor = list->scroll.top = 0;
    list->seen_at = now;
    list->new_above = 0;
    return true;
}

bool
list_last(struct list *list, const struct list_source *source, int64_t now, struct err *err)
{
    return list_at(list, source, the_end, 0, list->scroll.page, now, err);
}

static size_t
offset_of(const struct list *list)
{
    return list->scroll.cursor - list->scroll.top;
}

bool
list_refresh(struct list *list, const struct list_source *source, int64_t now, struct err *err)
{
    const struct list_row *row = list_cursor_row(list);

    if (!row)
        return list_first(list, source, now, err);
    return list_at(list, source, row->place, row->story.id, offset_of(list), now, err);
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

struct list_row *
list_cursor_row(const struct list *list)
{
    return list->scroll.count > 0 ? &list->rows[list->scroll.cursor] : NULL;
}

struct store_story *
list_cursor(const struct list *list)
{
    struct list_row *row = list_cursor_row(list);

    return row ? &row->story : NULL;
}

struct store_story *
list_find(const struct list *list, int64_t story_id)
{
    for (size_t i = 0; i < list->scroll.count; i++)
        if (list->rows[i].story.id == story_id)
            return &list->rows[i].story;
    return NULL;
}

static size_t
find_folded(const struct fold *fold, int64_t story_id)
{
    for (size_t i = 0; fold && i < fold->count; i++)
        if (fold->ids[i] == story_id)
            return i;
    return STR_NONE;
}

struct list_row *
list_row_of(const struct list *list, const struct store_story *story)
{
    struct list_row *row = NULL;

    for (size_t i = 0; i < list->scroll.count; i++) {
        struct list_row *at = &list->rows[i];

        if (at->story.id == story->id)
            return at;
        if (!row && at->thread_id && at->thread_id == story->thread_id)
            row = at;
        if (find_folded(at->fold, story->id) != STR_NONE)
            row = at;
    }
    return row;
}

static void
mark_fold(struct fold *fold, int64_t story_id, bool is_read)
{
    size_t at = find_folded(fold, story_id);

    if (at == STR_NONE)
        return;
    fold->unread_count += (size_t)fold->is_read[at];
    fold->unread_count -= (size_t)is_read;
    fold->is_read[at] = is_read;
}

void
list_mark(struct list *list, int64_t story_id, bool is_read, bool is_saved)
{
    for (size_t i = 0; i < list->scroll.count; i++) {
        struct list_row *row = &list->rows[i];

        mark_fold(row->fold, story_id, is_read);
        if (row->story.id != story_id)
            continue;
        row->story.is_read = is_read;
        row->story.is_saved = is_saved;
    }
}

void
list_clear(struct list *list)
{
    arena_free(&list->arena);
    *list = (struct list){ .scroll.page = list->scroll.page };
}
