#include "event.h"

#include <courant/refresh_find.h>

#include <pthread.h>

/* Beside one place for each kind: the page of an address, which somebody follows and waits for. */
#define LATE_FOLLOWED REFRESH_KIND_COUNT
#define LATE_COUNT    (REFRESH_KIND_COUNT + 1)

struct events {
    pthread_mutex_t lock;
    struct refresh_event rows[EVENTS_MOST]; /* a ring */
    size_t first, count;
    /* What came while it was full, and what came after that, until all of it was taken. */
    struct refresh_event late[LATE_COUNT];
    bool is_late[LATE_COUNT];
    size_t late_count;
};

struct events *
events_new(void)
{
    struct events *events = mem_new(sizeof(*events));

    pthread_mutex_init(&events->lock, NULL);
    return events;
}

void
events_free(struct events *events)
{
    struct refresh_event *event;

    if (!events)
        return;
    while ((event = events_take(events)))
        refresh_event_free(event);
    pthread_mutex_destroy(&events->lock);
    mem_free(events);
}

static size_t
late_place(const struct refresh_event *event)
{
    return event->kind == REFRESH_PAGE_READY && event->url[0] ? LATE_FOLLOWED : event->kind;
}

/* The last of its kind speaks for all of them; of several sources or stories it names none. */
static void
put_late(struct events *events, const struct refresh_event *event)
{
    size_t place = late_place(event);
    struct refresh_event *late = &events->late[place];
    struct refresh_event before = *late;
    bool was_late = events->is_late[place];

    *late = *event;
    events->is_late[place] = true;
    if (!was_late) {
        events->late_count++;
        return;
    }
    refresh_found_free(before.found);
    late->added += before.added;
    late->changed += before.changed;
    if (late->source_id != before.source_id)
        late->source_id = 0;
    if (place == REFRESH_PAGE_READY && late->story_id != before.story_id) {
        late->story_id = 0;
        late->err = (struct err){ 0 }; /* one story's problem is not the others' */
    }
}

void
events_put(struct events *events, const struct refresh_event *event)
{
    pthread_mutex_lock(&events->lock);
    if (events->late_count > 0 || events->count == EVENTS_MOST)
        put_late(events, event);
    else
        events->rows[(events->first + events->count++) % EVENTS_MOST] = *event;
    pthread_mutex_unlock(&events->lock);
}

static void
take_late(struct events *events, struct refresh_event *out)
{
    size_t kind = 0;

    while (!events->is_late[kind])
        kind++;
    *out = events->late[kind];
    events->is_late[kind] = false;
    events->late_count--;
}

struct refresh_event *
events_take(struct events *events)
{
    struct refresh_event *event = NULL;

    pthread_mutex_lock(&events->lock);
    if (events->count > 0 || events->late_count > 0)
        event = mem_new(sizeof(*event));
    if (events->count > 0) {
        *event = events->rows[events->first];
        events->first = (events->first + 1) % EVENTS_MOST;
        events->count--;
    } else if (event) {
        take_late(events, event);
    }
    pthread_mutex_unlock(&events->lock);
    return event;
}
