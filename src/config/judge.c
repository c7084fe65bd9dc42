/* Whether a theme can be read: WCAG contrast for each role, and roles that must differ. */
#include "theme.h"

#define TEXT_LEAST 4.5 /* WCAG 2 AA for text */

/* What is not read as text may be fainter. */
static const double least_contrast[THEME_ROLE_COUNT] = {
    [ROLE_BORDER] = 1.3,
    [ROLE_BORDER_FOCUS] = 3,
    [ROLE_FAINT] = 3,
};

static const struct {
    enum theme_role one, other;
    bool by_attrs; /* colour does not count: some see none */
} must_differ[] = {
    { ROLE_TITLE, ROLE_TITLE_UNREAD, true },     { ROLE_BASE, ROLE_CURSOR, false },
    { ROLE_BASE, ROLE_CURSOR_IDLE, false },      { ROLE_CURSOR, ROLE_CURSOR_IDLE, false },
    { ROLE_CHOICE, ROLE_CHOICE_CURRENT, false }, { ROLE_LINK, ROLE_LINK_CURRENT, false },
};

static void
judge_contrast(const struct theme_draft *d, const struct theme *t, enum theme_role role)
{
    const struct theme_look *look = &t->looks[role];
    const struct theme_said *said = &d->roles[role];
    double least = least_contrast[role] > 0 ? least_contrast[role] : TEXT_LEAST;
    double got = theme_contrast(look->fg, look->bg);

    if (got < least)
        config_problem_add(d->problems, said->file, said->line, got >= 3,
                           "[roles] %s: a contrast of %.1f is hard to read; %.1f is the least",
                           theme_role_names[role], got, least);
}

static bool
is_same_look(const struct theme_look *x, const struct theme_look *y)
{
    return x->attrs == y->attrs && x->fg == y->fg && x->bg == y->bg;
}

/* Colours differ, or the attributes do; and where there is no colour the attributes must. */
static void
judge_pair(const struct theme_draft *d, const struct theme *t, enum theme_role one,
           enum theme_role other, bool by_attrs)
{
    const struct theme_look *x = &t->looks[one], *y = &t->looks[other];
    const struct theme_said *said = &d->roles[other], *mono = &d->mono[other];

    if (by_attrs ? x->attrs == y->attrs : is_same_look(x, y))
        config_problem_add(d->problems, said->file, said->line, true,
                           "[roles] %s: cannot be told from %s%s", theme_role_names[other],
                           theme_role_names[one], by_attrs ? " by one who sees no colours" : "");
    if (x->mono == y->mono)
        config_problem_add(d->problems, mono->file, mono->line, true,
                           "[mono] %s: cannot be told from %s", theme_role_names[other],
                           theme_role_names[one]);
}

void
theme_judge(const struct theme_draft *d, const struct theme *t)
{
    for (size_t i = 0; i < THEME_ROLE_COUNT; i++)
        judge_contrast(d, t, (enum theme_role)i);
    for (size_t i = 0; i < ARRAY_LEN(must_differ); i++)
        judge_pair(d, t, must_differ[i].one, must_differ[i].other, must_differ[i].by_attrs);
}
