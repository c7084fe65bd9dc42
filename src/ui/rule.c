#include "pane.h"

/* A rule made of what is listed now: from then on it holds for what comes. */

static const struct {
    const char *word;
    size_t offset; /* of a switch in struct config_rule */
    const char *said;
} actions[] = {
    { "hide", offsetof(struct config_rule, hides), "is hidden" },
    { "read", offsetof(struct config_rule, reads), "is marked as read" },
    { "save", offsetof(struct config_rule, saves), "is saved" },
    { "highlight", offsetof(struct config_rule, highlights), "is highlighted" },
    { "tag", 0, "is tagged" }, /* the name is no switch */
};

/* "hide", "tag NAME". NULL: neither. */
static const char *
read_action(str argument, struct config_rule *rule)
{
    str rest = argument, word = { 0 };

    str_take_field(&rest, ' ', &word);
    rest = str_trim(rest);
    for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
        if (!str_eq(word, str_of(actions[i].word)) || (rest.len > 0) != (actions[i].offset == 0))
            continue;
        if (actions[i].offset)
            *(bool *)((char *)rule + actions[i].offset) = true;
        else
            rule->tag = rest;
        return actions[i].said;
    }
    return NULL;
}

unsigned
make_rule(struct app *app, str argument)
{
    struct config_rule rule = { .query = app->view.query_text };
    const char *said = read_action(argument, &rule);
    struct config_undo undo;
    struct arena a = { 0 };
    struct err err = { 0 };
    unsigned stale = STALE_ALL;
    str name;

    if (rule.query.len == 0)
        return app_say(app, "a rule is made of what is searched or filtered: / or L first");
    if (!said)
        return app_say(app,
                       "rule hide, read, save, highlight or tag NAME: with what is found by %.*s",
                       STR_ARG(rule.query));
    if (!config_rule_add(&a, app->paths, &rule, &name, &undo, &err) ||
        !files_edited(app, &undo, arena_printf(&a, "the rule [%.*s] is gone", STR_ARG(name)), &err))
        stale |= app_complain(app, &err);
    else
        stale |= app_say(
            app, "[%.*s] in rules.ini: what comes from now on and matches %s; U takes it back",
            STR_ARG(name), said);
    arena_free(&a);
    return stale;
}
