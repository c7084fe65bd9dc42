#include "worker.h"

#include <courant/net.h>

/* The user's rules (rules.ini): the store does what they say of marks; what they run is run here. */

#define RUN_MS    10000
#define RUN_BYTES 65536
#define RUN_MOST                                                                                   \
    100 /* that wait or run; a rule that matches everything must not start a thousand programs */

bool
rule_set(struct worker *w, struct err *err)
{
    struct arena a = { 0 };
    const struct plan *plan = w->plan;
    struct store_rule *rules = ARENA_ARRAY(&a, struct store_rule, plan->filing_count);

    for (size_t i = 0; i < plan->filing_count; i++) {
        const struct config_rule *from = &plan->filing[i];

        rules[i] = (struct store_rule){ .name = from->name,
                                        .query = from->query,
                                        .tag = from->tag,
                                        .hides = from->hides,
                                        .reads = from->reads,
                                        .saves = from->saves,
                                        .highlights = from->highlights,
                                        .runs = from->run.len > 0 };
    }
    bool ok = store_rules_set(w->st, rules, plan->filing_count, err);

    arena_free(&a);
    return ok;
}

/* The address is one word of the command, and a web address or nothing; title and source come on standard input. */
static void
run(struct worker *w, const struct config_rule *rule, const struct store_story *story)
{
    struct command *c = command_new();
    str url = net_url_is_web(story->url) ? story->url : STR("");

    c->argv = config_argv(&c->arena, arena_str(&c->arena, rule->run), arena_str(&c->arena, url));
    c->input = arena_printf(&c->arena, "%.*s\n%.*s\n%.*s\n", STR_ARG(story->title), STR_ARG(url),
                            STR_ARG(story->source_name));
    c->most_bytes = RUN_BYTES;
    c->most_ms = RUN_MS;
    command_start(w->commands, c);
}

void
rule_run_all(struct worker *w)
{
    struct arena a = { 0 };
    struct store_run *runs;
    struct store_story story;
    struct err err = { 0 };
    size_t count;

    store_runs_take(w->st, &a, &runs, &count);
    for (size_t i = 0; i < count; i++) {
        const struct config_rule *rule = &w->plan->filing[runs[i].rule];

        if (commands_running(w->commands) >= RUN_MOST)
            log_add("refresh", "rules.ini: [%.*s]: %zu stories too many at once: nothing is run",
                    STR_ARG(rule->name), count - i);
        if (commands_running(w->commands) >= RUN_MOST)
            break;
        if (store_story_get(w->st, &a, runs[i].story_id, &story, &err))
            run(w, rule, &story);
    }
    arena_free(&a);
}

void
rule_ran(struct command *command)
{
    if (command->err.kind != ERR_NONE)
        log_add("refresh", "rules.ini: %s", command->err.text);
    command_free(command);
}
