/*
 * src/refresh/plan.h: what of the configuration the refresh thread needs, copied, so that the UI may
 * load another one meanwhile.
 *
 * Memory  a plan owns all of it; transfers under way hold on to theirs (plan_keep, plan_drop)
 * Threads plan_new in any; then it belongs to the refresh thread
 */
#ifndef COURANT_REFRESH_PLAN_H
#define COURANT_REFRESH_PLAN_H

#include "schedule.h"

#include <courant/config.h>
#include <courant/store.h>

struct net_options;
struct store;

struct plan {
    struct arena arena;
    struct settings settings; /* its strings too */
    struct schedule_rules rules;
    struct config_source *listed;  /* in the order of sources.ini */
    struct config_source *sources; /* the same, sorted by key */
    size_t source_count;
    struct store_keep keep;     /* what stays in the store */
    struct config_rule *filing; /* rules.ini */
    size_t filing_count;
    int users;
};

struct plan *plan_new(const struct config *config);
void plan_keep(struct plan *plan);
void plan_drop(struct plan *plan); /* freed with its last user; NULL does nothing */
const struct config_source *plan_find(const struct plan *plan,
                                      str key); /* NULL: not in sources.ini */
void plan_net_options(const struct plan *plan, struct net_options *out);
/* Is url on the server of one of the user's own sources? key: of that one only; empty: any. */
bool plan_is_own_host(const struct plan *plan, str key, str url);

#endif
