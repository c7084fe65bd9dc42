/*
 * src/ui/list.h: the stories of a view: a window of rows by key around the cursor, whatever the store's size.
 *
 * Shape   the window is a few screens; it is read anew round the cursor when that comes near its edge, or when
 *         the store changed. The cursor belongs to a story: what arrives moves neither it nor the screen. Where one row
 *         stands for a thread, the rows of an open one stand below it; they are no rows of the source
 * Memory  rows live until the next call that may read; { 0 } is an empty list
 * Errors  of the source that rows are read from; the list is then as it was
 */
#ifndef COURANT_UI_LIST_H
#define COURANT_UI_LIST_H

#include "scroll.h"

#include <courant/store.h>

/* The stories that one row stands for: those of a thread that is closed, or one text and its copies. */
struct fold {
    const int64_t *ids;
    bool *is_read;
    size_t count, unread_count;
    size_t source_count; /* those with a text of their own */
    size_t copy_count;
    str copies;   /* their sources */
    bool is_open; /* the others of its thread stand below */
    bool can_open;
};

struct list_row {
    struct store_story story;
    struct store_place place; /* in the source: its own, or that of the row that it stands below */
    int64_t thread_id;        /* the row stands for this thread; 0: for its story alone */
    bool is_below;
    struct fold *fold; /* NULL: not looked up yet, or it stands for its story alone */
};

/* Where rows come from: the store with a query, or a test. As store_list_after and store_list_before. */
struct list_source {
    void *self;
    bool is_grouped; /* its rows stand for threads */
    bool (*after)(void *self, struct arena *a, struct store_place place, bool with_place,
                  size_t limit, struct store_story **out, size_t *out_count, struct err *err);
    bool (*before)(void *self, struct arena *a, struct store_place place, size_t limit,
                   struct store_story **out, size_t *out_count, struct err *err);
    /* Where it is grouped: the rows below this one, of which story, thread_id and fold are told. */
    bool (*below)(void *self, struct arena *a, struct list_row *row, struct list_row **out,
                  size_t *out_count, struct err *err);
    void (*hold)(void *self, int64_t story_id); /* as store_query_hold */
};

struct list {
    struct arena arena;
    struct list_row *rows;
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
/*
 * The cursor on the row at place, or the next below; on that of story_id (0: none) where it stands below this one; offset
 * rows of the page above it.
 */
bool list_at(struct list *list, const struct list_source *source, struct store_place place,
             int64_t story_id, size_t offset, int64_t now, struct err *err);
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
struct list_row *list_cursor_row(const struct list *list);
struct store_story *list_find(const struct list *list, int64_t story_id);
/* The row that stands for this story: its own, else that of its thread. NULL: not in the window. */
struct list_row *list_row_of(const struct list *list, const struct store_story *story);
/* In the rows and in what they stand for. */
void list_mark(struct list *list, int64_t story_id, bool is_read, bool is_saved);
void list_clear(struct list *list);

#endif
