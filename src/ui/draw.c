#include "draw.h"

#include "term.h"

#include <courant/text.h>

#include <ncurses.h>

#include <stdlib.h>

#define PAIRS_MOST   1024
#define ROW_TEXT     1024 /* characters of one piece */
#define DIRECT_LEAST 8    /* below it the entry means the eight indexed colours */

struct pair {
    int fg, bg;
};

static struct {
    struct theme_look looks[THEME_ROLE_COUNT]; /* as this terminal shows them */
    struct pair pairs[PAIRS_MOST];             /* [0] is the terminal's own */
    int pair_count;
    bool is_plain; /* the locale is not UTF-8 */
} draw;

/* ---- colours ---- */

static int
curses_colour(int32_t colour)
{
    if (colour == THEME_COLOUR_DEFAULT)
        return -1;
    if (colour & THEME_COLOUR_RGB)
        return MAX((int)(colour & 0xFFFFFF), DIRECT_LEAST);
    return colour;
}

/* Pairs outlive a theme, so that trying themes repaints only what changes; a full table starts afresh. */
void
draw_theme(const struct theme *theme)
{
    draw.is_plain = MB_CUR_MAX < 4;
    for (int i = 0; i < THEME_ROLE_COUNT; i++)
        draw.looks[i] = theme_look_for(theme, (enum theme_role)i, term_colours());
    if (draw.pair_count > MIN(PAIRS_MOST, COLOR_PAIRS) / 2) {
        reset_color_pairs();
        wredrawln(stdscr, 0,
                  LINES); /* cells keep their pairs' numbers: curses would see no change */
        draw.pair_count = 0;
    }
    draw.pair_count = MAX(draw.pair_count, 1);
}

/* Every pair of colours once; when the terminal has no more, its own colours serve. */
static int
pair_for(int fg, int bg)
{
    if (term_colours() == 0 || (fg == -1 && bg == -1))
        return 0;
    for (int i = 1; i < draw.pair_count; i++)
        if (draw.pairs[i].fg == fg && draw.pairs[i].bg == bg)
            return i;
    if (draw.pair_count >= MIN(PAIRS_MOST, COLOR_PAIRS) ||
        init_extended_pair(draw.pair_count, fg, bg) == ERR)
        return 0;
    draw.pairs[draw.pair_count] = (struct pair){ fg, bg };
    return draw.pair_count++;
}

struct look {
    int fg, bg;
    uint32_t attrs;
};

/* A role that has the colours of the base has not asked for any: what lies below shines through. */
static void
lay_over(struct look *look, int role)
{
    const struct theme_look *over = &draw.looks[role], *base = &draw.looks[ROLE_BASE];

    if (role == ROLE_BASE || over->fg != base->fg)
        look->fg = curses_colour(over->fg);
    if (role == ROLE_BASE || over->bg != base->bg)
        look->bg = curses_colour(over->bg);
    look->attrs |= over->attrs;
}

static struct look
compose(enum theme_role ground, const struct roles *roles, int over)
{
    struct look look = { -1, -1, 0 };

    lay_over(&look, ROLE_BASE);
    if (ground != ROLE_BASE)
        lay_over(&look, (int)ground);
    for (size_t i = 0; roles && i < roles->count; i++)
        lay_over(&look, roles->list[i]);
    if (over >= 0)
        lay_over(&look, over);
    return look;
}

static attr_t
curses_attrs(uint32_t attrs)
{
    static const struct {
        uint32_t bit;
        attr_t attr;
    } table[] = {
        { THEME_BOLD, A_BOLD },           { THEME_DIM, A_DIM },         { THEME_ITALIC, A_ITALIC },
        { THEME_UNDERLINE, A_UNDERLINE }, { THEME_REVERSE, A_REVERSE }, { THEME_STRIKE, A_DIM },
    };
    attr_t got = A_NORMAL;

    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (attrs & table[i].bit)
            got |= table[i].attr;
    return got;
}

static void
set_look(struct look look)
{
    int pair = pair_for(look.fg, look.bg);

    attr_set(curses_attrs(look.attrs), 0, &pair);
}

/* ---- text ---- */

/* Cells of the window only; text is cut by clusters. What a locale without UTF-8 cannot show is "?". */
static void
put_text(int x, int y, str text, int cols)
{
    wchar_t wide[ROW_TEXT];
    int n = 0;

    if (y < 0 || y >= LINES || x < 0 || x + cols > COLS)
        return;
    while (text.len > 0 && n < ROW_TEXT - 1) {
        uint32_t rune = rune_take(&text);

        if (draw.is_plain && rune > 0x7E)
            rune = '?';
        wide[n++] = (wchar_t)(rune < ' ' || (rune >= 0x7F && rune < 0xA0) ? RUNE_BAD : rune);
    }
    mvaddnwstr(y, x, wide, n);
}

static void
put_blanks(int x, int y, int cols)
{
    for (int i = 0; i < cols && x + i < COLS; i++)
        if (y >= 0 && y < LINES && x + i >= 0)
            mvaddch(y, x + i, ' ');
}

/* Of a blank only the ground is seen, unless it is underlined or the like. */
static bool
is_same_blank(struct look x, struct look y)
{
    const uint32_t seen = THEME_UNDERLINE | THEME_REVERSE | THEME_STRIKE;

    return x.bg == y.bg && ((x.attrs | y.attrs) & seen) == 0;
}

/*
 * A blank between two pieces is drawn in the colours of the one before it (at the beginning, after it) where that
 * looks the same: each change of colours is twenty bytes on the way to the terminal.
 */
void
draw_row(int x, int y, const struct row *row, enum theme_role ground, int over)
{
    struct look blank = compose(ground, NULL, over), last = blank;
    int at = x;

    for (size_t i = 0; i < row->count; i++) {
        const struct piece *piece = &row->pieces[i];
        bool is_blank = piece->roles.count == 0;
        struct look look = is_blank ? blank : compose(ground, &piece->roles, over);

        if (is_blank && i == 0 && row->count > 1)
            last = compose(ground, &row->pieces[1].roles, over);
        if (is_blank && is_same_blank(last, blank))
            look = last;
        set_look(look);
        put_text(at, y, piece->text, piece->cols);
        at += piece->cols;
        last = look;
    }
    set_look(is_same_blank(last, blank) ? last : blank);
    put_blanks(at, y, row->width - row->cols);
}

void
draw_blank(struct rect r, enum theme_role ground)
{
    set_look(compose(ground, NULL, -1));
    for (int y = r.y; y < r.y + r.rows; y++)
        put_blanks(r.x, y, r.cols);
}

void
draw_restyle(int x, int y, int cols, enum theme_role ground, enum theme_role role)
{
    struct roles roles = role_one(role);
    struct look look = compose(ground, &roles, -1);
    int pair = pair_for(look.fg, look.bg);

    if (y >= 0 && y < LINES && x >= 0 && x < COLS && cols > 0)
        mvchgat(y, x, MIN(cols, COLS - x), curses_attrs(look.attrs), 0, &pair);
}

void
draw_border(int x, int y, unsigned lines, enum theme_role role)
{
    static const char *const shapes[16] = {
        [EDGE_LEFT | EDGE_RIGHT] = "─",
        [EDGE_TOP | EDGE_BOTTOM] = "│",
        [EDGE_BOTTOM | EDGE_RIGHT] = "┌",
        [EDGE_BOTTOM | EDGE_LEFT] = "┐",
        [EDGE_TOP | EDGE_RIGHT] = "└",
        [EDGE_TOP | EDGE_LEFT] = "┘",
        [EDGE_TOP | EDGE_BOTTOM | EDGE_RIGHT] = "├",
        [EDGE_TOP | EDGE_BOTTOM | EDGE_LEFT] = "┤",
        [EDGE_BOTTOM | EDGE_LEFT | EDGE_RIGHT] = "┬",
        [EDGE_TOP | EDGE_LEFT | EDGE_RIGHT] = "┴",
        [EDGE_TOP | EDGE_BOTTOM | EDGE_LEFT | EDGE_RIGHT] = "┼",
        [EDGE_LEFT] = "─",
        [EDGE_RIGHT] = "─",
        [EDGE_TOP] = "│",
        [EDGE_BOTTOM] = "│",
    };
    static const unsigned flat = EDGE_LEFT | EDGE_RIGHT;
    struct roles roles = role_one(role);

    if (lines == 0)
        return;
    set_look(compose(ROLE_BASE, &roles, -1));
    if (draw.is_plain)
        put_text(x, y,
                 (lines & ~flat) == 0  ? STR("-")
                 : (lines & flat) == 0 ? STR("|")
                                       : STR("+"),
                 1);
    else
        put_text(x, y, str_of(shapes[lines & 15]), 1);
}

void
draw_cursor(int x, int y)
{
    curs_set(x >= 0 ? 1 : 0);
    if (x >= 0 && x < COLS && y >= 0 && y < LINES)
        move(y, x);
}

/* ---- links, past curses ---- */

static void
add_colour(struct buf *b, int colour, bool is_ground)
{
    int add = is_ground ? 10 : 0;

    if (colour < 0)
        buf_printf(b, ";%d", 39 + add);
    else if (term_colours() > 256 && colour >= DIRECT_LEAST)
        buf_printf(b, ";%d;2;%d;%d;%d", 38 + add, colour >> 16 & 255, colour >> 8 & 255,
                   colour & 255);
    else if (colour < 8)
        buf_printf(b, ";%d", 30 + add + colour);
    else if (colour < 16 && term_colours() <= 16)
        buf_printf(b, ";%d", 90 + add + colour - 8);
    else
        buf_printf(b, ";%d;5;%d", 38 + add, colour);
}

static void
add_look(struct buf *b, struct look look)
{
    static const struct {
        uint32_t bit;
        const char *code;
    } codes[] = {
        { THEME_BOLD, ";1" },      { THEME_DIM, ";2" },     { THEME_ITALIC, ";3" },
        { THEME_UNDERLINE, ";4" }, { THEME_REVERSE, ";7" }, { THEME_STRIKE, ";2" },
    };

    buf_add(b, STR("\033[0"));
    for (size_t i = 0; i < ARRAY_LEN(codes); i++)
        if (look.attrs & codes[i].bit)
            buf_add(b, str_of(codes[i].code));
    if (term_colours() > 0) {
        add_colour(b, look.fg, false);
        add_colour(b, look.bg, true);
    }
    buf_add_char(b, 'm');
}

#define URL_MOST                                                                                   \
    2083 /* bytes: the longest that VTE takes; of a longer one no terminal would know */

/* Only what cannot end the sequence: printable ASCII; the rest percent-escaped. */
static void
add_url(struct buf *b, str url)
{
    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char)url.ptr[i];

        if (c > 0x20 && c < 0x7F)
            buf_add_char(b, (char)c);
        else
            buf_printf(b, "%%%02X", (unsigned)c);
    }
}

void
draw_hyperlink(int x, int y, int id, str url, str text, struct roles roles, enum theme_role ground)
{
    struct arena a = { 0 };
    struct buf b = { .arena = &a };

    if (url.len > URL_MOST || !text_is_clean(text))
        return;
    buf_printf(&b, "\0337\033[%d;%dH", y + 1, x + 1);
    add_look(&b, compose(ground, &roles, -1));
    /* the id ties together the parts of one that goes over several lines */
    buf_printf(&b, "\033]8;id=c%d;", id);
    add_url(&b, url);
    buf_add(&b, STR("\033\\"));
    buf_add(
        &b,
        text); /* a run of a line, drawable: cleaning would fold its blanks, on which places depend */
    buf_add(&b, STR("\033]8;;\033\\\0338"));
    term_raw(buf_str(&b));
    arena_free(&a);
}

void
draw_forget_lines(int y, int rows)
{
    if (y >= 0 && rows > 0 && y + rows <= LINES)
        wredrawln(stdscr, y, rows);
}
