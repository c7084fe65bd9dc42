/*
 * src/ui/list.h: the stories of a view: a window of rows by key around the cursor, whatever the store's size.
 *
 * Shape   the window is a few screens; it is read anew round the cursor when that comes near its edge, or when
 *         the store changed. The cursor belongs to a story: what arrives moves neither it nor the screen
 * Memory  rows live until the next call that may read; { 0 } is an empty list
 * Errors  of the source that rows are read from; the list is then as it was
 */
#ifndef COURANT_UI_LIST_H
#define COURANT_UI_LIST_H

#include "scroll.h"

#include <courant/store.h>

/* Where rows come from: the store with a query, or a test. As store_list_after and store_list_before. */
struct list_source {
    void *self;
    bool (*after)(void *self, struct arena *a, struct store_place place, bool with_place,
                  size_t limit, struct store_story **out, size_t *out_count, struct err *err);
    bool (*before)(void *self, struct arena *a, struct store_place place, size_t limit,
                   struct store_story **out, size_t *out_count, struct err *err);
};

struct list {
    struct arena arena;
    struct store_story *rows;
    struct scroll scroll;        /* within rows */
    bool is_at_begin, is_at_end; /* rows hold the first, the last of all */
    int64_t seen_at;             /* when the top was last in view */
    size_t new_above;            /* what came since, above what is in view; LIST_MANY: or more */
};

#define LIST_MANY 99

struct store_place list_place_of(const struct store_story *story);

/* From the top. */
bool list_first(struct list *list, const struct list_source *source, int64_t now, struct err *err);
bool list_last(struct list *list, const struct list_source *source, int64_t now, struct err *err);
/* The cursor on the story at place, or the next below; offset rows of the page above it. */
bool list_at(struct list *list, const struct list_source *source, struct store_place place,
             size_t offset, int64_t now, struct err *err);
/* The store changed. */
bool list_refresh(struct list *list, const struct list_source *source, int64_t now,
                  struct err *err);
bool list_move(struct list *list, const struct list_source *source, enum move move, int64_t now,
               struct err *err);
bool list_wheel(struct list *list, const struct list_source *source, int rows, int64_t now,
                struct err *err);
bool list_page(struct list *list, const struct list_source *source, size_t page, int64_t now,
               struct err *err);                          /* rows in view */
struct store_story *list_cursor(const struct list *list); /* NULL: nothing there */
struct store_story *list_find(const struct list *list, int64_t story_id);
void list_clear(struct list *list);

#endif
