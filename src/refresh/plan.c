#include "plan.h"

#include <courant/net.h>

#include <stdlib.h>

static int
by_key(const void *x, const void *y)
{
    const struct config_source *a = x, *b = y;

    return str_cmp(a->key, b->key);
}

static void
copy_texts(struct arena *a, struct settings *settings)
{
#define SETTING_GROUP(title)
#define SETTING_TEXT(key, field, fallback, help) settings->field = arena_str(a, settings->field);
#define SETTING_BOOL(key, field, fallback, help)
#define SETTING_INT(key, field, fallback, least, most, help)
#define SETTING_SPAN(key, field, fallback, least, most, help)
#define SETTING_SIZE(key, field, fallback, least, most, help)
#define SETTING_ENUM(key, field, fallback, words, help)
#define SETTING_ARGV(key, field, fallback, help) settings->field = arena_str(a, settings->field);
#include <courant/settings.def>
#undef SETTING_GROUP
#undef SETTING_TEXT
#undef SETTING_BOOL
#undef SETTING_INT
#undef SETTING_SPAN
#undef SETTING_SIZE
#undef SETTING_ENUM
#undef SETTING_ARGV
}

static struct config_source
copy_source(struct arena *a, const struct config_source *from)
{
    struct config_source to = *from;
    str *const texts[] = { &to.key,
                           &to.url,
                           &to.name,
                           &to.section,
                           &to.user,
                           &to.password_command,
                           &to.headers,
                           &to.user_agent,
                           &to.proxy,
                           &to.ca_file,
                           &to.cookies_file,
                           &to.filter,
                           &to.content_selector,
                           &to.remove_selector };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        *texts[i] = arena_str(a, *texts[i]);
    return to;
}

static void
copy_keep(struct plan *plan)
{
    const struct settings *settings = &plan->settings;
    struct store_keep_source *own =
        ARENA_ARRAY(&plan->arena, struct store_keep_source, plan->source_count);
    size_t count = 0;

    for (size_t i = 0; i < plan->source_count; i++) {
        const struct config_source *from = &plan->listed[i];

        if (from->has_keep_stories || from->has_keep_for)
            own[count++] = (struct store_keep_source){
                .key = from->key,
                .stories = from->has_keep_stories ? from->keep_stories : settings->keep_stories,
                .for_s = from->has_keep_for ? from->keep_for_s : settings->keep_for_s,
            };
    }
    plan->keep = (struct store_keep){ .stories = settings->keep_stories,
                                      .for_s = settings->keep_for_s,
                                      .is_unread = settings->keep_unread,
                                      .sources = own,
                                      .source_count = count };
}

struct plan *
plan_new(const struct config *config)
{
    struct plan *plan = mem_new(sizeof(*plan));
    struct arena *a = &plan->arena;

    plan->users = 1;
    plan->settings = config->settings;
    copy_texts(a, &plan->settings);
    plan->rules = (struct schedule_rules){ .least_s = MAX(plan->settings.refresh_min_s, 60),
                                           .most_s = MAX(plan->settings.refresh_max_s, 60) };
    plan->source_count = config->source_count;
    plan->listed = ARENA_ARRAY(a, struct config_source, config->source_count);
    plan->sources = ARENA_ARRAY(a, struct config_source, config->source_count);
    for (size_t i = 0; i < config->source_count; i++)
        plan->sources[i] = plan->listed[i] = copy_source(a, &config->sources[i]);
    copy_keep(plan);
    plan->filing = ARENA_ARRAY(a, struct config_rule, config->rule_count);
    plan->filing_count = config->rule_count;
    for (size_t i = 0; i < config->rule_count; i++) {
        struct config_rule *rule = &plan->filing[i];

        *rule = config->rules[i];
        rule->name = arena_str(a, rule->name);
        rule->query = arena_str(a, rule->query);
        rule->tag = arena_str(a, rule->tag);
        rule->run = arena_str(a, rule->run);
    }
    if (plan->source_count > 0)
        qsort(plan->sources, plan->source_count, sizeof(*plan->sources), by_key);
    return plan;
}

void
plan_keep(struct plan *plan)
{
    plan->users++;
}

void
plan_drop(struct plan *plan)
{
    if (!plan || --plan->users > 0)
        return;
    arena_free(&plan->arena);
    mem_free(plan);
}

const struct config_source *
plan_find(const struct plan *plan, str key)
{
    const struct config_source want = { .key = key };

    if (plan->source_count == 0)
        return NULL;
    return bsearch(&want, plan->sources, plan->source_count, sizeof(want), by_key);
}

void
plan_net_options(const struct plan *plan, struct net_options *out)
{
    *out = (struct net_options){ .user_agent = plan->settings.user_agent,
                                 .proxy = plan->settings.proxy,
                                 .ca_file = plan->settings.ca_file,
                                 .cookies_file = plan->settings.cookies_file,
                                 .most_at_once = (int)plan->settings.connections,
                                 .most_per_host = (int)plan->settings.connections_host };
}

bool
plan_is_own_host(const struct plan *plan, str key, str url)
{
    for (size_t i = 0; i < plan->source_count; i++)
        if ((key.len == 0 || str_eq(key, plan->sources[i].key)) &&
            net_url_is_same_server(plan->sources[i].url, url))
            return true;
    return false;
}
