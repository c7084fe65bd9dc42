#include <courant/base.h>

#include <pthread.h>

struct queue_node {
    struct queue_node *next;
    void *item;
};

struct queue {
    pthread_mutex_t lock; /* held to link a node and no longer */
    struct queue_node *first, *last;
    size_t count, limit;
};

struct queue *
queue_new(size_t limit)
{
    struct queue *q = mem_new(sizeof(*q));

    pthread_mutex_init(&q->lock, NULL);
    q->limit = limit;
    return q;
}

void
queue_free(struct queue *q)
{
    if (!q)
        return;
    while (queue_take(q))
        ;
    pthread_mutex_destroy(&q->lock);
    mem_free(q);
}

static bool
put(struct queue *q, void *item, bool in_front)
{
    struct queue_node *node = mem_new(sizeof(*node));
    bool fits;

    node->item = item;
    pthread_mutex_lock(&q->lock);
    fits = q->limit == 0 || q->count < q->limit;
    if (fits) {
        if (!q->first) {
            q->first = q->last = node;
        } else if (in_front) {
            node->next = q->first;
            q->first = node;
        } else {
            q->last->next = node;
            q->last = node;
        }
        q->count++;
    }
    pthread_mutex_unlock(&q->lock);
    if (!fits)
        mem_free(node);
    return fits;
}

bool
queue_put(struct queue *q, void *item)
{
    return put(q, item, false);
}

bool
queue_put_first(struct queue *q, void *item)
{
    return put(q, item, true);
}

void *
queue_take(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    struct queue_node *node = q->first;

    if (node) {
        q->first = node->next;
        if (!q->first)
            q->last = NULL;
        q->count--;
    }
    pthread_mutex_unlock(&q->lock);
    void *item = node ? node->item : NULL;

    mem_free(node);
    return item;
}

size_t
queue_count(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    size_t count = q->count;

    pthread_mutex_unlock(&q->lock);
    return count;
}
