/* One theme file into a draft. Source: docs/themes.md */
#include "colour.h"
#include "theme.h"
#include "value.h"

#define PALETTE_MOST 256

const char *const theme_role_names[THEME_ROLE_COUNT] = {
#define ROLE(id, name, help) [ROLE_##id] = name,
#include <courant/theme_role.def>
#undef ROLE
};

static void
say(struct theme_draft *d, struct theme_said *said, str file, const struct ini_entry *e)
{
    if (said->file.len == 0)
        *said = (struct theme_said){ e->value, file, e->line, d->depth };
}

static void
say_unknown(struct theme_draft *d, str file, const struct ini_entry *e, const char *what,
            const char *const *names, size_t count)
{
    const char *near = value_nearest(e->key, names, count);

    config_problem_add(d->problems, file, e->line, true, "[%.*s] %.*s: there is no such %s%s%s%s",
                       QUOTED(e->section), QUOTED(e->key), what, near ? "; is it \"" : "",
                       near ? near : "", near ? "\"?" : "");
}

static void
add_head(struct theme_draft *d, str file, const struct ini_entry *e)
{
    static const char *const names[] = { "title", "background", "inherit" };
    struct theme_said *const fields[] = { &d->title, &d->background, &d->inherit };

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_eq(e->key, str_of(names[i]))) {
            say(d, fields[i], file, e);
            return;
        }
    }
    say_unknown(d, file, e, "setting", names, ARRAY_LEN(names));
}

static void
add_colour(struct theme_draft *d, str file, const struct ini_entry *e)
{
    for (size_t i = 0; i < d->palette.count; i++)
        if (str_eq(d->palette.items[i].name, e->key))
            return;
    if (d->palette.count == PALETTE_MOST) {
        config_problem_add(d->problems, file, e->line, false,
                           "[palette] %.*s: more than %d colours", QUOTED(e->key), PALETTE_MOST);
        return;
    }
    struct theme_colour *colour = VEC_PUSH(d->arena, &d->palette);

    *colour = (struct theme_colour){ .name = e->key };
    say(d, &colour->said, file, e);
}

static void
add_role(struct theme_draft *d, str file, const struct ini_entry *e, struct theme_said *roles)
{
    for (size_t i = 0; i < THEME_ROLE_COUNT; i++) {
        if (str_eq(e->key, str_of(theme_role_names[i]))) {
            say(d, &roles[i], file, e);
            return;
        }
    }
    say_unknown(d, file, e, "role", theme_role_names, THEME_ROLE_COUNT);
}

static void
add_entry(struct theme_draft *d, str file, const struct ini_entry *e)
{
    if (e->key.len == 0)
        return;
    if (str_eq(e->section, STR("theme")))
        add_head(d, file, e);
    else if (str_eq(e->section, STR("palette")))
        add_colour(d, file, e);
    else if (str_eq(e->section, STR("roles")))
        add_role(d, file, e, d->roles);
    else if (str_eq(e->section, STR("basic")))
        add_role(d, file, e, d->basic);
    else if (str_eq(e->section, STR("mono")))
        add_role(d, file, e, d->mono);
    else
        config_problem_add(
            d->problems, file, e->line, true,
            "[%.*s] %.*s: the sections are [theme], [palette], [roles], [basic] and [mono]",
            QUOTED(e->section), QUOTED(e->key));
}

void
theme_layer(struct theme_draft *d, str file, str raw)
{
    struct ini ini = { 0 };

    d->inherit = (struct theme_said){ 0 }; /* each layer says its own */
    ini_load(d->arena, file, raw, d->problems, &ini);
    for (size_t i = 0; i < ini.count; i++)
        add_entry(d, file, &ini.entries[i]);
    d->depth++;
}
