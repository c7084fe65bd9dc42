/*
 * src/config/theme.h: a theme while it is put together from its file and those that it inherits from.
 *
 * Shape   what a file says stays as words until all layers are read, so that a palette that a child
 *         redefines recolours the roles that its parent describes
 * Memory  in the arena handed in
 * Source  docs/themes.md
 */
#ifndef COURANT_CONFIG_THEME_H
#define COURANT_CONFIG_THEME_H

#include <courant/config.h>

struct theme_said { /* a value, and where it was said; file empty: nowhere */
    str value, file;
    int line;
    int depth; /* 0: in the theme itself, 1: in what it inherits from … */
};

struct theme_draft {
    struct arena *arena;
    struct config_problems *problems;
    struct theme_said title, background, inherit;
    struct theme_said roles[THEME_ROLE_COUNT], basic[THEME_ROLE_COUNT], mono[THEME_ROLE_COUNT];
    VEC(struct theme_colour {
        str name;
        struct theme_said said;
    })
    palette;
    int depth;
};

/* Adds what one more file says; what was said before, nearer to the theme, stays. */
void theme_layer(struct theme_draft *draft, str file, str raw);
/* Words to looks. */
void theme_resolve(const struct theme_draft *draft, struct theme *out);
/* Says which roles cannot be read, or cannot be told from each other. */
void theme_judge(const struct theme_draft *draft, const struct theme *theme);

extern const char *const theme_role_names[THEME_ROLE_COUNT];

#endif
