#include "colour.h"

#include "value.h"

#include <math.h>

struct rgb {
    int red, green, blue;
};

struct lab {
    double lightness, a, b;
};

/* The first sixteen as xterm has them; users change them, but every table must begin somewhere. */
static const char *const names[] = { "black", "red",     "green", "yellow",
                                     "blue",  "magenta", "cyan",  "white" };
static const struct rgb ansi[] = {
    { 0, 0, 0 },       { 205, 0, 0 },   { 0, 205, 0 },   { 205, 205, 0 },
    { 0, 0, 238 },     { 205, 0, 205 }, { 0, 205, 205 }, { 229, 229, 229 },
    { 127, 127, 127 }, { 255, 0, 0 },   { 0, 255, 0 },   { 255, 255, 0 },
    { 92, 92, 255 },   { 255, 0, 255 }, { 0, 255, 255 }, { 255, 255, 255 },
};

/* Colours 16 to 231 are a cube with these six levels, 232 to 255 the greys 8, 18 … 238. */
static const int levels[] = { 0, 95, 135, 175, 215, 255 };
#define CUBE  16
#define GREYS 232

static struct rgb
rgb_of(int32_t colour)
{
    if (colour & THEME_COLOUR_RGB)
        return (struct rgb){ colour >> 16 & 255, colour >> 8 & 255, colour & 255 };
    if (colour < CUBE)
        return ansi[colour & 15];
    if (colour < GREYS) {
        int at = colour - CUBE;

        return (struct rgb){ levels[at / 36 % 6], levels[at / 6 % 6], levels[at % 6] };
    }
    int grey = 8 + 10 * (MIN(colour, 255) - GREYS);

    return (struct rgb){ grey, grey, grey };
}

static double
linear(int channel)
{
    double c = channel / 255.0;

    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

double
colour_luminance(int32_t colour)
{
    struct rgb c = rgb_of(colour);

    return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue);
}

double
theme_contrast(int32_t fg, int32_t bg)
{
    if (fg < 0 || bg < 0)
        return 21; /* the terminal's own colour: its user's to have chosen well */
    double x = colour_luminance(fg) + 0.05, y = colour_luminance(bg) + 0.05;

    return x > y ? x / y : y / x;
}

static double
lab_curve(double t)
{
    return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

static struct lab
lab_of(struct rgb c)
{
    double red = linear(c.red), green = linear(c.green), blue = linear(c.blue);
    double x = lab_curve((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
    double y = lab_curve(0.2126 * red + 0.7152 * green + 0.0722 * blue);
    double z = lab_curve((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);

    return (struct lab){ 116 * y - 16, 500 * (x - y), 200 * (y - z) };
}

static double
square(double x)
{
    return x * x;
}

static double
lab_distance(struct lab x, struct lab y)
{
    return square(x.lightness - y.lightness) + square(x.a - y.a) + square(x.b - y.b);
}

/*
 * The basic colours are so much stronger than a theme's that plain distance would make nearly all of
 * them grey. So hue counts most and strength little: CIE's dL, dC and dH, with dC weighed down.
 */
static double
basic_distance(struct lab x, struct lab y)
{
    double x_chroma = hypot(x.a, x.b), y_chroma = hypot(y.a, y.b);
    double chroma = square(x_chroma - y_chroma);
    double hue = square(x.a - y.a) + square(x.b - y.b) - chroma;

    return square(x.lightness - y.lightness) + 0.1 * chroma + hue;
}

/* Paper and ink have a tint that is no colour yet; in between less of one is seen as colour. */
static bool
is_tinted(struct lab c)
{
    return hypot(c.a, c.b) > (c.lightness > 80 || c.lightness < 20 ? 30 : 18);
}

static int
nearest_basic(struct rgb wanted, int count)
{
    struct lab lab = lab_of(wanted);
    int best = 0;
    double best_distance = INFINITY;

    for (int i = 0; i < count; i++) {
        struct lab candidate = lab_of(ansi[i]);
        double d = basic_distance(lab, candidate);

        if (is_tinted(candidate) == is_tinted(lab) && d < best_distance) {
            best_distance = d;
            best = i;
        }
    }
    return best;
}

/* The level at or below a channel, 0 to 4: it and the next one bound the channel. */
static int
level_below(int channel)
{
    int i = 0;

    while (i < 4 && levels[i + 1] <= channel)
        i++;
    return i;
}

/* The eight corners of the cube's cell and the two greys beside it; never 0 to 15, which users change. */
static int
nearest_256(struct rgb wanted)
{
    int r = level_below(wanted.red), g = level_below(wanted.green), b = level_below(wanted.blue);
    int mean = (wanted.red + wanted.green + wanted.blue) / 3;
    int grey = MAX(0, MIN(22, (mean - 8) / 10));
    struct lab lab = lab_of(wanted);
    int best = 0;
    double best_distance = INFINITY;

    for (int i = 0; i < 10; i++) {
        int colour = i < 8 ? CUBE + 36 * (r + (i & 1)) + 6 * (g + (i >> 1 & 1)) + b + (i >> 2 & 1)
                           : GREYS + grey + (i & 1);
        double d = lab_distance(lab, lab_of(rgb_of(colour)));

        if (d < best_distance) {
            best_distance = d;
            best = colour;
        }
    }
    return best;
}

int
theme_colour_for(int32_t colour, int colours)
{
    struct rgb c = rgb_of(MAX(colour, 0));

    if (colour < 0 || colours < 8)
        return THEME_COLOUR_DEFAULT;
    if (colour < MIN(colours, 256) && (colours <= 256 || colour < 8))
        return colour;
    if (colours > 256) /* where only 0 to 7 are indexes, and 8 up are shades of blue */
        return THEME_COLOUR_RGB | c.red << 16 | c.green << 8 | c.blue;
    if (colours == 256)
        return nearest_256(c);
    return nearest_basic(c, colours >= 16 ? 16 : 8);
}

static bool
parse_hex(str digits, int32_t *out)
{
    int32_t value = 0;

    if (digits.len != 3 && digits.len != 6)
        return false;
    for (size_t i = 0; i < digits.len; i++) {
        char c = char_lower(digits.ptr[i]);
        int digit = char_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;

        if (digit < 0)
            return false;
        value = value * 16 + digit;
        if (digits.len == 3)
            value = value * 16 + digit;
    }
    *out = THEME_COLOUR_RGB | value;
    return true;
}

static bool
parse_name(str text, int32_t *out)
{
    bool is_bright = str_starts_nocase(text, STR("bright-"));
    str name = is_bright ? str_from(text, 7) : text;

    for (int i = 0; i < (int)ARRAY_LEN(names); i++) {
        if (str_eq_nocase(name, str_of(names[i]))) {
            *out = i + (is_bright ? 8 : 0);
            return true;
        }
    }
    return false;
}

bool
colour_parse(str text, int32_t *out)
{
    struct err ignored = { 0 };
    int64_t number = 0;

    if (str_starts(text, STR("#")))
        return parse_hex(str_from(text, 1), out);
    if (str_eq_nocase(text, STR("default"))) {
        *out = THEME_COLOUR_DEFAULT;
        return true;
    }
    if (!value_int(text, 0, 255, &number, &ignored))
        return parse_name(text, out);
    *out = (int32_t)number;
    return true;
}

str
colour_text(struct arena *a, int32_t colour)
{
    if (colour < 0)
        return STR("default");
    if (colour & THEME_COLOUR_RGB)
        return arena_printf(a, "#%06x", (unsigned)colour & 0xFFFFFF);
    if (colour < 16)
        return arena_printf(a, "%s%s", colour > 7 ? "bright-" : "", names[colour & 7]);
    return arena_printf(a, "%d", (int)colour);
}
