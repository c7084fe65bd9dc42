#include "rule.h"

#include "field.h"
#include "value.h"

enum kind { KEY_TEXT, KEY_ON, KEY_ARGV };

#define AT(field) offsetof(struct config_rule, field)
/* clang-format off */
static const struct field rows[] = {
    { "query",     KEY_TEXT, AT(query) },
    { "hide",      KEY_ON,   AT(hides) },
    { "read",      KEY_ON,   AT(reads) },
    { "save",      KEY_ON,   AT(saves) },
    { "highlight", KEY_ON,   AT(highlights) },
    { "tag",       KEY_TEXT, AT(tag) },
    { "run",       KEY_ARGV, AT(run) },
};
/* clang-format on */

struct reader {
    struct arena *arena;
    str file;
    struct config_problems *problems;
    bool may_run;
    VEC(struct config_rule) rules;
};

static bool
set_key(struct reader *r, struct config_rule *rule, const struct field *row,
        const struct ini_entry *e, struct err *err)
{
    void *field = (char *)rule + row->offset;

    if (row->kind == KEY_ON)
        return value_bool(e->value, field, err);
    if (row->kind == KEY_ARGV && !r->may_run)
        return err_set(err, ERR_INVALID, "nothing is run, for others can change this file");
    if (row->kind == KEY_ARGV && !config_argv(r->arena, e->value, (str){ 0 })[0])
        return err_set(err, ERR_INVALID, "names no program");
    *(str *)field = str_trim(e->value);
    if (row->offset == AT(query))
        rule->line = e->line;
    return true;
}

static void
add_key(struct reader *r, struct config_rule *rule, const struct ini_entry *e)
{
    const struct field *row = field_find(rows, ARRAY_LEN(rows), e->key);
    struct err err = { 0 };

    if (!row)
        config_problem_add(r->problems, r->file, e->line, true,
                           "[%.*s] %.*s: a rule has query, hide, read, save, highlight, tag, run",
                           QUOTED(e->section), QUOTED(e->key));
    else if (!set_key(r, rule, row, e, &err))
        config_problem_add(r->problems, r->file, e->line, false, "[%.*s] %s: %s",
                           QUOTED(e->section), row->name, err.text);
}

static struct config_rule *
get_rule(struct reader *r, const struct ini_entry *e)
{
    for (size_t i = 0; i < r->rules.count; i++)
        if (str_eq(r->rules.items[i].name, e->section))
            return &r->rules.items[i];
    if (r->rules.count == RULES_MOST) {
        config_problem_add(r->problems, r->file, e->line, false, "more than %d rules", RULES_MOST);
        return NULL;
    }
    struct config_rule *rule = VEC_PUSH(r->arena, &r->rules);

    *rule = (struct config_rule){ .name = e->section, .line = e->section_line };
    return rule;
}

static bool
does_something(const struct config_rule *rule)
{
    return rule->hides || rule->reads || rule->saves || rule->highlights || rule->tag.len > 0 ||
           rule->run.len > 0;
}

/* A rule without a query would be one for all stories. */
static bool
is_rule(struct reader *r, const struct config_rule *rule)
{
    const char *words = rule->query.len == 0    ? "a rule needs a query"
                        : !does_something(rule) ? "the rule does nothing: hide, read, save, "
                                                  "highlight, tag or run"
                                                : NULL;

    if (words)
        config_problem_add(r->problems, r->file, rule->line, false, "[%.*s]: %s",
                           QUOTED(rule->name), words);
    return words == NULL;
}

size_t
rules_read(struct arena *a, str file, const struct ini *ini, bool may_run,
           struct config_problems *problems, const struct config_rule **out)
{
    struct reader r = { .arena = a, .file = file, .problems = problems, .may_run = may_run };
    struct config_rule *rule;
    size_t kept = 0;

    for (size_t i = 0; i < ini->count; i++) {
        const struct ini_entry *e = &ini->entries[i];

        if (e->section.len == 0)
            config_problem_add(problems, file, e->line, false,
                               "%.*s: stands before the first [rule]", QUOTED(e->key));
        else if ((rule = get_rule(&r, e)) && e->key.len > 0)
            add_key(&r, rule, e);
    }
    for (size_t i = 0; i < r.rules.count; i++)
        if (is_rule(&r, &r.rules.items[i]))
            r.rules.items[kept++] = r.rules.items[i];
    *out = r.rules.items;
    return kept;
}
