/*
 * Rules are queries, and queries look for words in the index, which what comes enters only later. So what has just come is
 * put into a small index of this connection's own, in memory, for as long as the rules are asked.
 */
#include "rule.h"

#include "index.h"
#include "walk.h"

#include <courant/store.h>

#define RUNS_MOST 1000 /* that wait to be taken */

struct rules {
    struct arena arena;
    struct store_rule *items;
    size_t count;
    bool has_words;
    struct store_run runs[RUNS_MOST];
    size_t run_count;
};

void
rules_free(struct rules *rules)
{
    if (!rules)
        return;
    arena_free(&rules->arena);
    mem_free(rules);
}

void
rules_forget_runs(struct rules *rules)
{
    if (rules)
        rules->run_count = 0;
}

bool
store_rules_set(struct store *st, const struct store_rule *rules, size_t count, struct err *err)
{
    struct rules *all = mem_new(sizeof(*all));
    struct arena *a = &all->arena;
    struct store_query *query;
    struct err ignored = { 0 };

    all->items = ARENA_ARRAY(a, struct store_rule, count);
    for (size_t i = 0; i < count; i++) {
        struct store_rule *rule = &all->items[i];

        *rule = rules[i];
        rule->name = arena_str(a, rules[i].name);
        rule->query = arena_str(a, rules[i].query);
        rule->tag = arena_str(a, rules[i].tag);
        if (store_query_parse(a, rule->query, 0, &query, &ignored))
            all->has_words = all->has_words || store_query_has_words(query);
    }
    all->count = count;
    rules_free(st->rules);
    st->rules = all;
    if (!all->has_words)
        return true;
    struct sql s = sql_use(st, SQL_ARRIVING_MAKE);

    return sql_run(&s, err);
}

void
store_runs_take(struct store *st, struct arena *a, struct store_run **out, size_t *out_count)
{
    size_t count = st->rules ? st->rules->run_count : 0;

    *out = ARENA_ARRAY(a, struct store_run, count);
    for (size_t i = 0; i < count; i++)
        (*out)[i] = st->rules->runs[i];
    *out_count = count;
    rules_forget_runs(st->rules);
}

bool
store_ruled_load(struct store *st, struct arena *a, int64_t story_id, str **out, size_t *out_count,
                 struct err *err)
{
    struct sql s = sql_use(st, SQL_RULED_LIST);
    VEC(str) names = { 0 };
    bool ok, is_row;

    sql_int(&s, story_id);
    while ((ok = sql_row(&s, &is_row, err)) && is_row)
        *VEC_PUSH(a, &names) = sql_take_str(&s, a);
    *out = names.items;
    *out_count = names.count;
    return ok;
}

/* ---- what a rule does ---- */

static bool
run(struct store *st, enum sql_id id, int64_t story_id, struct err *err)
{
    struct sql s = sql_use(st, id);

    sql_int(&s, story_id);
    return sql_run(&s, err);
}

static bool
note_rule(struct store *st, const struct store_rule *rule, int64_t id, struct err *err)
{
    struct sql s = sql_use(st, SQL_RULED_ADD);

    sql_int(&s, id);
    sql_text(&s, rule->name);
    return sql_run(&s, err);
}

static bool
act(struct store *st, size_t at, int64_t id, struct err *err)
{
    struct rules *rules = st->rules;
    const struct store_rule *rule = &rules->items[at];

    if (!note_rule(st, rule, id, err) ||
        ((rule->hides || rule->reads) && !store_mark(st, &id, 1, STORE_READ, err)) ||
        (rule->hides && !run(st, SQL_STORY_HIDE, id, err)) ||
        (rule->saves && !store_mark(st, &id, 1, STORE_SAVED, err)) ||
        (rule->highlights && !run(st, SQL_STORY_HIGHLIGHT, id, err)) ||
        (rule->tag.len && !store_tag(st, id, rule->tag, true, err)))
        return false;
    if (rule->runs && rules->run_count < RUNS_MOST)
        rules->runs[rules->run_count++] = (struct store_run){ id, at };
    return true;
}

static bool
apply_rule(struct store *st, struct arena *a, size_t at, int64_t first_id, int64_t last_id,
           int64_t now, struct err *err)
{
    struct store_query *query;
    struct store_story story;
    struct err ignored = { 0 };
    struct walk walk;
    bool ok = true, is_yes;

    if (!store_query_parse(a, st->rules->items[at].query, now, &query, &ignored))
        return true;
    if (!walk_open_test(st, query, SQL_ARRIVING_HAS, &walk, err))
        return false;
    for (int64_t id = first_id; ok && id <= last_id; id++) {
        ok = walk_test(&walk, id, &story, &is_yes, err);
        sql_done(&walk.row);
        ok = ok && (!is_yes || act(st, at, id, err));
    }
    walk_close(&walk);
    return ok;
}

static bool
fill_table(struct store *st, int64_t first_id, int64_t last_id, struct err *err)
{
    for (int64_t id = first_id; id <= last_id; id++)
        if (!index_arriving(st, id, err))
            return false;
    return true;
}

bool
rules_apply(struct store *st, int64_t first_id, int64_t last_id, int64_t now, struct err *err)
{
    struct arena a = { 0 };
    size_t count = st->rules ? st->rules->count : 0;
    bool has_words = count && st->rules->has_words;
    bool ok = !has_words || fill_table(st, first_id, last_id, err);

    for (size_t i = 0; ok && i < count; i++)
        ok = apply_rule(st, &a, i, first_id, last_id, now, err);
    if (has_words) {
        struct sql s = sql_use(st, SQL_ARRIVING_CLEAR);

        ok = sql_run(&s, err) && ok;
    }
    arena_free(&a);
    return ok;
}
