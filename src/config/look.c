/* The words of a theme's roles into colours and attributes, and those into what a terminal can show. */
#include "colour.h"
#include "theme.h"
#include "value.h"

/* A palette's name may stand for another one; more steps than these are a circle. */
#define STEPS_MOST 4
/* Under this a repaired colour is better than a true one, on 16 and 8 colours. */
#define CONTRAST_LEAST 3.0

struct spec { /* what one value says */
    bool has_fg, has_bg;
    int32_t fg, bg;
    uint32_t attrs;
};

static const struct {
    const char *name;
    uint32_t bit;
} attrs[] = {
    { "none", 0 },
    { "bold", THEME_BOLD },
    { "dim", THEME_DIM },
    { "italic", THEME_ITALIC },
    { "underline", THEME_UNDERLINE },
    { "reverse", THEME_REVERSE },
    { "strike", THEME_STRIKE },
};

static bool
find_attr(str word, uint32_t *out)
{
    for (size_t i = 0; i < ARRAY_LEN(attrs); i++) {
        if (str_eq_nocase(word, str_of(attrs[i].name))) {
            *out |= attrs[i].bit;
            return true;
        }
    }
    return false;
}

static bool
find_colour(const struct theme_draft *d, str word, int32_t *out)
{
    for (int step = 0; step < STEPS_MOST; step++) {
        const struct theme_colour *found = NULL;

        for (size_t i = 0; !found && i < d->palette.count; i++)
            if (str_eq_nocase(d->palette.items[i].name, word))
                found = &d->palette.items[i];
        if (!found || str_eq_nocase(str_trim(found->said.value), word))
            break;
        word = str_trim(found->said.value);
    }
    return colour_parse(word, out);
}

static bool
take_word(const struct theme_draft *d, str word, bool is_ground, struct spec *spec)
{
    if (!is_ground && find_attr(word, &spec->attrs))
        return true;
    if (is_ground)
        return spec->has_bg = find_colour(d, word, &spec->bg);
    return !spec->has_fg && (spec->has_fg = find_colour(d, word, &spec->fg));
}

/* "ink on paper bold": a colour, "on" and the ground's, attributes; each may be left out. */
static bool
read_spec(const struct theme_draft *d, const struct theme_said *said, const char *section,
          const char *role, struct spec *out)
{
    struct spec spec = { 0 };
    str rest = said->value, word;
    bool is_ground = false;

    while (str_take_field(&rest, ' ', &word)) {
        word = str_trim(word);
        if (word.len == 0)
            continue;
        if (!is_ground && str_eq_nocase(word, STR("on"))) {
            is_ground = true;
            continue;
        }
        if (!take_word(d, word, is_ground, &spec)) {
            config_problem_add(d->problems, said->file, said->line, false,
                               "[%s] %s: \"%.*s\" is no colour, attribute or name of the palette",
                               section, role, QUOTED(word));
            return false;
        }
        is_ground = false;
    }
    *out = spec;
    return true;
}

static void
resolve_basic(const struct theme_draft *d, size_t role, struct theme_look *look)
{
    const struct theme_said *said = &d->basic[role], *colour = &d->roles[role];
    struct spec spec;

    if (said->file.len == 0 || (colour->file.len > 0 && colour->depth < said->depth))
        return; /* a role that was given anew needs its [basic] given anew */
    if (!read_spec(d, said, "basic", theme_role_names[role], &spec))
        return;
    look->has_basic = true;
    look->basic_fg = spec.has_fg ? spec.fg : look->fg;
    look->basic_bg = spec.has_bg ? spec.bg : look->bg;
    look->basic_attrs = spec.attrs;
}

static void
resolve_role(const struct theme_draft *d, size_t role, const struct theme_look *base,
             struct theme_look *out)
{
    struct theme_look look = { .fg = base->fg, .bg = base->bg };
    struct spec spec = { 0 }, mono = { 0 };

    if (d->roles[role].file.len > 0 &&
        read_spec(d, &d->roles[role], "roles", theme_role_names[role], &spec)) {
        look.fg = spec.has_fg ? spec.fg : base->fg;
        look.bg = spec.has_bg ? spec.bg : base->bg;
        look.attrs = spec.attrs;
    }
    look.mono = look.attrs;
    if (d->mono[role].file.len > 0 &&
        read_spec(d, &d->mono[role], "mono", theme_role_names[role], &mono))
        look.mono = mono.attrs;
    resolve_basic(d, role, &look);
    *out = look;
}

/* Names that a role's value could never mean are better said than passed over. */
static void
check_palette(const struct theme_draft *d)
{
    for (size_t i = 0; i < d->palette.count; i++) {
        const struct theme_colour *c = &d->palette.items[i];
        uint32_t attr = 0;
        int32_t colour;

        if (find_attr(c->name, &attr) || str_eq(c->name, STR("on")))
            config_problem_add(d->problems, c->said.file, c->said.line, false,
                               "[palette] %.*s: is a word of its own; call the colour otherwise",
                               QUOTED(c->name));
        else if (!find_colour(d, c->name, &colour))
            config_problem_add(
                d->problems, c->said.file, c->said.line, false,
                "[palette] %.*s: \"%.*s\" is no colour; write \"#rrggbb\", 0 to 255, "
                "default, or a name such as bright-red",
                QUOTED(c->name), QUOTED(c->said.value));
    }
}

/* As the theme says; else as its ground is, for a parent's word may not fit a child's palette. */
static bool
is_light(const struct theme_draft *d, int32_t ground)
{
    const struct theme_said *said = &d->background;
    struct err err = { 0 };
    int word = ground >= 0 && colour_luminance(ground) > 0.18;

    if (said->file.len > 0 && (said->depth == 0 || ground < 0) &&
        !value_word(str_trim(said->value), "dark light", &word, &err))
        config_problem_add(d->problems, said->file, said->line, false, "[theme] background: %s",
                           err.text);
    return word == 1;
}

void
theme_resolve(const struct theme_draft *d, struct theme *out)
{
    const struct theme_look terminal = { .fg = THEME_COLOUR_DEFAULT, .bg = THEME_COLOUR_DEFAULT };
    struct theme_look base;

    check_palette(d);
    resolve_role(d, ROLE_BASE, &terminal, &base);
    out->looks[ROLE_BASE] = base;
    for (size_t i = ROLE_BASE + 1; i < THEME_ROLE_COUNT; i++)
        resolve_role(d, i, &base, &out->looks[i]);
    if (d->title.file.len > 0 && d->title.depth == 0)
        out->title = str_trim(d->title.value);
    out->is_light = is_light(d, base.bg);
}

/* fg where it can be read on bg, or was not meant to be; else whichever of black and white can. */
static int
readable(int fg, int bg, double meant, int colours)
{
    int white = colours >= 16 ? 15 : 7;

    if (theme_contrast(fg, bg) >= MIN(meant, CONTRAST_LEAST))
        return fg;
    return theme_contrast(0, bg) > theme_contrast(white, bg) ? 0 : white;
}

static struct theme_look
map_look(const struct theme_look *look, int colours)
{
    bool is_basic = colours <= 16 && look->has_basic;
    struct theme_look got = {
        .fg = theme_colour_for(is_basic ? look->basic_fg : look->fg, colours),
        .bg = theme_colour_for(is_basic ? look->basic_bg : look->bg, colours),
        .attrs = is_basic ? look->basic_attrs : look->attrs,
        .mono = look->mono,
    };

    if (colours <= 16)
        got.fg = readable(got.fg, got.bg, theme_contrast(look->fg, look->bg), colours);
    return got;
}

struct theme_look
theme_look_for(const struct theme *theme, enum theme_role role, int colours)
{
    const struct theme_look *look = &theme->looks[role], *base = &theme->looks[ROLE_BASE];

    if (colours < 8)
        return (struct theme_look){ .fg = THEME_COLOUR_DEFAULT,
                                    .bg = THEME_COLOUR_DEFAULT,
                                    .attrs = look->mono,
                                    .mono = look->mono };
    struct theme_look got = map_look(look, colours), ground = map_look(base, colours);
    bool has_lost_ground = look->bg != base->bg && got.bg == ground.bg;
    bool has_lost_all = look->fg != base->fg && got.fg == ground.fg && got.bg == ground.bg;

    /* What colour no longer tells is told as where there is none. */
    if (has_lost_ground || has_lost_all)
        got.attrs |= look->mono;
    /* One ground for all that is reversed: a bar of words in several colours would be patched. */
    if (has_lost_ground && (look->mono & THEME_REVERSE)) {
        got.fg = ground.fg;
        got.bg = ground.bg;
    }
    return got;
}
