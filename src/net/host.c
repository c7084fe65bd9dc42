#include "host.h"

#include <string.h>

#define HOSTS_MOST 8192 /* then those that nobody uses are forgotten */

/* A host of the user's own is never forgotten: that strangers may not lead there is known by it. */
static bool
is_idle(const struct host *host)
{
    return !host->had_user && host->active == 0 && host->urgent == 0 && host->lent == 0 &&
           host->waiting.count == 0 && !host->is_ready;
}

static void
forget_idle(struct host_table *table)
{
    for (size_t i = 0; i < HOST_BUCKETS; i++) {
        struct host **link = &table->buckets[i];

        while (*link) {
            struct host *host = *link;

            if (is_idle(host)) {
                *link = host->next_in_bucket;
                mem_free(host);
                table->count--;
            } else {
                link = &host->next_in_bucket;
            }
        }
    }
}

struct host *
host_find(struct host_table *table, str name)
{
    char lower[256]; /* longer than any name that can be looked up */
    size_t len = MIN(name.len, sizeof(lower));

    for (size_t i = 0; i < len; i++)
        lower[i] = char_lower(name.ptr[i]);
    str key = { lower, len };
    struct host **bucket = &table->buckets[str_hash(key) % HOST_BUCKETS];

    for (struct host *host = *bucket; host; host = host->next_in_bucket)
        if (str_eq((str){ host->name, host->name_len }, key))
            return host;
    if (table->count >= HOSTS_MOST)
        forget_idle(table);
    struct host *host = mem_new(sizeof(*host) + len + 1);

    memcpy(host->name, lower, len);
    host->name_len = len;
    host->next_in_bucket = *bucket;
    *bucket = host;
    table->count++;
    return host;
}

void
host_set_ready(struct host_table *table, struct host *host)
{
    if (host->is_ready)
        return;
    host->is_ready = true;
    host->next_ready = NULL;
    if (table->last_ready)
        table->last_ready->next_ready = host;
    else
        table->first_ready = host;
    table->last_ready = host;
}

struct host *
host_take_ready(struct host_table *table)
{
    struct host *host = table->first_ready;

    if (!host)
        return NULL;
    table->first_ready = host->next_ready;
    if (!table->first_ready)
        table->last_ready = NULL;
    host->is_ready = false;
    return host;
}

void
host_answered(struct host *host, int64_t wait_ms)
{
    int wait = (int)MIN(MAX(wait_ms, 1), 60000);

    host->typical_ms = host->typical_ms ? (3 * host->typical_ms + wait + 3) / 4 : wait;
}

/* A server that is always slow is given its time; one that hangs today has been quicker before. */
int64_t
host_patience_ms(const struct host *host)
{
    return host->typical_ms ? MIN(MAX(4 * (int64_t)host->typical_ms + 50, 100), 1000) : 500;
}

void
host_table_free(struct host_table *table)
{
    for (size_t i = 0; i < HOST_BUCKETS; i++)
        while (table->buckets[i]) {
            struct host *host = table->buckets[i];

            table->buckets[i] = host->next_in_bucket;
            mem_free(host);
        }
    *table = (struct host_table){ 0 };
}
