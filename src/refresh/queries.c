#include <courant/config.h>
#include <courant/refresh.h>
#include <courant/store.h>

/* A query is the store's language; here are both the file and who can read it. */
static bool
check_query(struct config_problems *list, const char *file, int line, str name, str query)
{
    struct err err = { 0 };
    size_t at;

    if (store_query_check(query, &at, &err))
        return true;
    config_problem_add(list, str_of(file), line, false, "[%.*s] %s", STR_ARG(str_sub(name, 0, 64)),
                       err.text);
    return false;
}

void
refresh_check_queries(struct arena *a, struct config *config)
{
    struct config_problems *list = config_problems_new(a);
    struct config_rule *rules = ARENA_ARRAY(a, struct config_rule, config->rule_count);
    struct config_view *views = ARENA_ARRAY(a, struct config_view, config->view_count);
    size_t rule_count = 0, view_count = 0;

    for (size_t i = 0; i < config->problem_count; i++) {
        const struct config_problem *p = &config->problems[i];

        config_problem_add(list, p->file, p->line, p->is_warning, "%.*s", STR_ARG(p->words));
    }
    for (size_t i = 0; i < config->rule_count; i++)
        if (check_query(list, "rules.ini", config->rules[i].line, config->rules[i].name,
                        config->rules[i].query))
            rules[rule_count++] = config->rules[i];
    for (size_t i = 0; i < config->view_count; i++)
        if (check_query(list, "courant.ini", config->views[i].line, config->views[i].name,
                        config->views[i].query))
            views[view_count++] = config->views[i];
    config->rules = rules;
    config->rule_count = rule_count;
    config->views = views;
    config->view_count = view_count;
    config->problem_count = config_problems_list(list, &config->problems);
}
