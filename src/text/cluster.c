/*
 * Clusters: what a reader takes for one character, and how many columns it has.
 *
 * Columns are a contract with ncurses and the terminal, not with Unicode: ncurses advances by
 * wcwidth of each spacing character and keeps at most four combining ones in a cell. So the table
 * is made of wcwidth, and clusters on which terminals disagree are reduced before they are drawn
 * until all of them agree:
 *
 *   joined emoji (ZWJ)                            to the first of them
 *   skin tones, variation selectors, keycaps, tags  dropped
 *   soft hyphen, zero-width and bidi characters   dropped
 *   more than four marks on one letter            the rest dropped
 *   marks on nothing                              put on a dotted circle; parts of Hangul U+FFFD
 *   blanks of all widths but the ideographic one  an ordinary blank
 *   what this machine's C library does not know   U+FFFD
 *
 * The whole text is kept for searching, copying and JSON; only what is drawn is reduced.
 */
#include "rune.h"

#include <courant/text.h>

#include <locale.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unictype.h>
#include <unigbrk.h>
#include <wchar.h>

#define TABLE_END     0x20000
#define PLANE_COUNT   17
#define MARKS_MOST    4
#define DOTTED_CIRCLE 0x25CC

/* Of each code point: columns + 1 in the low bits (0: wcwidth does not know it), and: */
#define BITS_COLS  3
#define IS_SIMPLE  4  /* drawn as it is, and a cluster by itself unless what follows joins it */
#define IS_JOINING 8  /* belongs to what is before it */
#define IS_MARK    16 /* and is drawn as it is */
#define IS_KNOWN   32
#define BLOCK      256

/* Made a block at a time, when one of its runes is first asked for; threads that do so at once write the same. */
static _Atomic unsigned char table[TABLE_END]; /* without IS_KNOWN: not made yet */
static _Atomic unsigned char
    plane_bits[PLANE_COUNT]; /* beyond the table a plane is all of a kind */
static locale_t utf8;        /* where the program's own is not; else 0 */
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* What is drawn in place of rune, wherever it stands; 0: nothing. */
static uint32_t
drawn_rune(uint32_t rune)
{
    if (rune < 0x7F)
        return rune >= ' ' ? rune : rune >= '\t' && rune <= '\r' ? ' ' : 0;
    if (rune < 0xA0)
        return 0;
    if (rune_is_nbsp(rune) || (rune_is_blank(rune) && rune != 0x3000))
        return ' ';
    if (rune == 0x2010 || rune == 0x2011)
        return '-'; /* many fonts lack them */
    if (rune == 0x20E3 || (rune_is_ignorable(rune) && rune != 0x2800))
        return 0;
    return rune;
}

static bool
is_skin_tone(uint32_t rune)
{
    return rune >= 0x1F3FB && rune <= 0x1F3FF;
}

static unsigned char
compute_bits(uint32_t rune)
{
    int cols = wcwidth((wchar_t)rune), property = uc_graphemeclusterbreak_property(rune);
    unsigned bits = cols < 0 ? 0 : (unsigned)MIN(cols, 2) + 1;
    bool is_alone = property == GBP_OTHER || property == GBP_LV || property == GBP_LVT;
    bool is_mark = (property == GBP_EXTEND || property == GBP_SPACINGMARK) && cols >= 0 &&
                   drawn_rune(rune) == rune && !is_skin_tone(rune);

    if (property == GBP_EXTEND || property == GBP_ZWJ || property == GBP_SPACINGMARK ||
        property == GBP_V || property == GBP_T || rune_is_variation(rune))
        bits |= IS_JOINING | (is_mark ? IS_MARK : 0);
    else if (is_alone && cols > 0 && drawn_rune(rune) == rune)
        bits |= IS_SIMPLE;
    return (unsigned char)bits;
}

/* In a locale that is not UTF-8 wcwidth knows only ASCII; ncurses then draws no better. */
static void
find_locale(void)
{
    if (wcwidth(0x4E00) != 2)
        utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

static unsigned
make_bits(_Atomic unsigned char *into, uint32_t rune)
{
    unsigned bits = compute_bits(rune) | IS_KNOWN;

    atomic_store_explicit(into, (unsigned char)bits, memory_order_relaxed);
    return bits;
}

/* Also of the others in its block: text that has one of a script has more. */
static unsigned
learn_bits(uint32_t rune)
{
    uint32_t first = rune / BLOCK * BLOCK, plane = rune >> 16;
    unsigned bits = 0;

    pthread_once(&once, find_locale);
    locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;

    if (rune >= TABLE_END)
        bits = make_bits(&plane_bits[plane], (plane << 16) + 0x100);
    for (uint32_t r = first; rune < TABLE_END && r < first + BLOCK; r++) {
        unsigned made = make_bits(&table[r], r);

        bits = r == rune ? made : bits;
    }
    if (utf8)
        uselocale(before);
    return bits;
}

/* Of what lies beyond the table, and of the first of a block. */
static unsigned
find_bits(uint32_t rune)
{
    unsigned bits = 0;

    if (rune >= 0xE0000 && rune <= 0xE0FFF)
        return IS_JOINING | 1; /* tags and variation selectors: no columns */
    if (rune > 0x10FFFF)
        return 0;
    if (rune >= TABLE_END)
        bits = atomic_load_explicit(&plane_bits[rune >> 16], memory_order_relaxed);
    return bits & IS_KNOWN ? bits : learn_bits(rune);
}

static inline unsigned
bits_of(uint32_t rune)
{
    unsigned bits = 0;

    if (rune < TABLE_END)
        bits = atomic_load_explicit(&table[rune], memory_order_relaxed);
    return bits & IS_KNOWN ? bits : find_bits(rune);
}

/* Columns of a rune that is drawn; what the table does not know is drawn as U+FFFD. */
static int
rune_cols(uint32_t rune)
{
    unsigned cols = bits_of(rune) & BITS_COLS;

    return cols == 0 ? 1 : (int)cols - 1;
}

static bool
is_continuation(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* May what begins with this byte join what is before it? Not ASCII, Latin, most Cyrillic, Han. */
static bool
may_join(unsigned char lead)
{
    return lead >= 0xCC && lead != 0xD0 && lead != 0xD1 && !(lead >= 0xE4 && lead <= 0xE9);
}

/* The rune at p, *len its bytes, for the lengths that nearly all text is in; else *len stays as it is. */
static inline uint32_t
quick_rune(const unsigned char *p, size_t left, size_t *len)
{
    if (p[0] < 0x80) {
        *len = 1;
        return p[0];
    }
    if (p[0] >= 0xC2 && p[0] < 0xE0 && left >= 2 && is_continuation(p[1])) {
        *len = 2;
        return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
    }
    /* ED begins surrogates, which are none; joined Arabic letters begin with EF. */
    if (p[0] >= 0xE0 && p[0] < 0xF0 && p[0] != 0xED && left >= 3 && is_continuation(p[1]) &&
        is_continuation(p[2]) && (p[0] > 0xE0 || p[1] >= 0xA0)) {
        *len = 3;
        return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    }
    return RUNE_BAD;
}

/* The rune at byte i of s, *len its bytes: asked of every letter that is set, so it stands in its caller. */
static inline uint32_t
rune_at(str s, size_t i, size_t *len)
{
    *len = 0;
    uint32_t rune = quick_rune((const unsigned char *)s.ptr + i, s.len - i, len);

    if (*len == 0) {
        str rest = { s.ptr + i, s.len - i };

        rune = rune_take(&rest);
        *len = s.len - i - rest.len;
    }
    return rune;
}

/*
 * Takes a cluster that is drawn as it is, a rune with at most as many marks as are ever drawn: its columns, or 0 when
 * there is none such.
 */
static int
take_simple(str *rest)
{
    size_t len = 0, at;
    unsigned bits = bits_of(rune_at(*rest, 0, &len));
    int cols = (int)(bits & BITS_COLS) - 1;

    if (!(bits & IS_SIMPLE))
        return 0;
    at = len;
    for (int marks = 0; at < rest->len && may_join((unsigned char)rest->ptr[at]); marks++) {
        bits = bits_of(rune_at(*rest, at, &len));
        if (!(bits & IS_JOINING))
            break;
        if (!(bits & IS_MARK) || marks == MARKS_MOST)
            return 0;
        cols += (int)(bits & BITS_COLS) - 1;
        at += len;
    }
    *rest = (str){ rest->ptr + at, rest->len - at };
    return cols;
}

/* Visible ASCII at the front of s with more ASCII behind it, in steps of eight: bytes and columns. */
static size_t
plain_len(str s)
{
    size_t len = 0;

    while (len + 8 < s.len && bytes_are_plain(s.ptr + len) && (signed char)s.ptr[len + 8] >= 0)
        len += 8;
    return len;
}

/* A cluster reduced; the bytes that it took in to and how many. */
struct reduced {
    char bytes[32]; /* one base, marks, and what few spacing parts a script has */
    size_t len;
    int cols;
};

static bool
add_reduced(struct reduced *out, uint32_t rune)
{
    if (out->len + 4 > sizeof(out->bytes))
        return false;
    out->len += rune_encode(rune, out->bytes + out->len);
    out->cols += rune_cols(rune);
    return true;
}

static struct reduced
reduce(str cluster)
{
    struct reduced out = { .len = 0 };
    str first = cluster;
    bool is_emoji = uc_is_property_extended_pictographic(rune_take(&first));
    bool is_stray = false; /* vowels and finals of Hangul on nothing: no circle carries them */
    int marks = 0;

    while (cluster.len > 0) {
        uint32_t rune = rune_take(&cluster), drawn = drawn_rune(rune);

        if (rune == 0x200D && is_emoji)
            break; /* what is joined to the first of them */
        if (drawn == 0 || (is_skin_tone(drawn) && out.len > 0))
            continue;
        if ((bits_of(drawn) & BITS_COLS) == 0)
            drawn = RUNE_BAD;
        bool is_part = rune_cols(drawn) == 0 && !(bits_of(drawn) & IS_MARK);

        if (is_part && is_stray)
            continue;
        if (is_part && out.len == 0) {
            is_stray = true;
            drawn = RUNE_BAD;
        }
        if (rune_cols(drawn) > 0)
            marks = 0;
        else if (out.len == 0)
            add_reduced(&out, DOTTED_CIRCLE);
        if (rune_cols(drawn) == 0 && ++marks > MARKS_MOST)
            continue;
        if (!add_reduced(&out, drawn))
            break;
    }
    return out;
}

/* UAX #29, GB3 to GB13: does rune go on the cluster that ends in before? */
struct cluster_state {
    int before;         /* its property */
    int indicators;     /* regional ones at its end */
    bool is_pictograph; /* a pictograph with what extends it */
    bool is_joined;     /* that, and a joiner */
};

static bool
continues(const struct cluster_state *state, int property, bool is_pictograph)
{
    switch (state->before) {
    case GBP_CR: return property == GBP_LF;
    case GBP_LF:
    case GBP_CONTROL: return false;
    default: break;
    }
    switch (property) {
    case GBP_CR:
    case GBP_LF:
    case GBP_CONTROL: return false;
    case GBP_EXTEND:
    case GBP_ZWJ:
    case GBP_SPACINGMARK: return true;
    case GBP_L:
    case GBP_LV:
    case GBP_LVT:
        if (state->before == GBP_L)
            return true;
        break;
    case GBP_V:
        if (state->before == GBP_L || state->before == GBP_V || state->before == GBP_LV)
            return true;
        break;
    case GBP_T:
        if (state->before == GBP_V || state->before == GBP_T || state->before == GBP_LV ||
            state->before == GBP_LVT)
            return true;
        break;
    case GBP_RI:
        if (state->indicators % 2 == 1)
            return true;
        break;
    default: break;
    }
    return state->before == GBP_PREPEND || (is_pictograph && state->is_joined);
}

static void
extend(struct cluster_state *state, int property, bool is_pictograph)
{
    state->is_joined = property == GBP_ZWJ && state->is_pictograph;
    state->is_pictograph = is_pictograph || (property == GBP_EXTEND && state->is_pictograph);
    state->indicators = property == GBP_RI ? state->indicators + 1 : 0;
    state->before = property;
}

/* The bytes of the cluster at the front of s, which is not empty. */
static size_t
cluster_len(str s)
{
    struct cluster_state state = { .before = GBP_OTHER };

    for (str rest = s; rest.len > 0;) {
        size_t at = s.len - rest.len;
        uint32_t rune = rune_take(&rest);
        int property = uc_graphemeclusterbreak_property(rune);
        bool is_pictograph = rune >= 0xA9 && uc_is_property_extended_pictographic(rune);

        if (at > 0 && !continues(&state, property, is_pictograph))
            return at;
        extend(&state, property, is_pictograph);
    }
    return s.len;
}

bool
text_cluster_take(struct arena *a, str *rest, struct text_cluster *out)
{
    str before = *rest;

    if (before.len == 0)
        return false;
    int cols = take_simple(rest);

    if (cols > 0) {
        out->bytes = out->shown = str_sub(before, 0, before.len - rest->len);
        out->cols = cols;
        return true;
    }
    out->bytes = str_sub(before, 0, cluster_len(before));
    *rest = str_from(before, out->bytes.len);
    struct reduced reduced = reduce(out->bytes);
    str shown = { reduced.bytes, reduced.len };

    out->shown = str_eq(shown, out->bytes) ? out->bytes : arena_str(a, shown);
    out->cols = reduced.cols;
    return true;
}

/* What of a string is drawn as it is and fits. */
struct simple {
    size_t len;
    int cols, most_cols;
};

/* Counted up to byte at, which is `cols` columns further; false: they do not fit. */
static bool
add_simple(struct simple *out, size_t at, int cols)
{
    if (cols > out->most_cols - out->cols)
        return false;
    out->len = at;
    out->cols += cols;
    return true;
}

/*
 * How much of s, whole clusters, is drawn as it is and fits, and what columns that has. Whether a letter is a cluster is
 * seen at what follows it: so it is counted from there, and each rune is looked at once.
 */
static size_t
simple_len(str s, int most_cols, int *out_cols)
{
    struct simple done = { .most_cols = most_cols };
    size_t at = 0, len;
    int cols = 0, marks = 0; /* of the cluster that is not counted yet */

    for (; at < s.len; at += len) {
        unsigned bits = bits_of(rune_at(s, at, &len));

        if (at > done.len && bits & IS_JOINING) {
            if (!(bits & IS_MARK) || ++marks > MARKS_MOST)
                break;
        } else {
            if (!add_simple(&done, at, cols) || !(bits & IS_SIMPLE))
                break;
            cols = marks = 0;
            size_t plain = len == 1 ? plain_len(str_from(s, at)) : 0;

            if (plain > 0 && add_simple(&done, at + plain, (int)plain)) {
                len = plain;
                continue;
            }
        }
        cols += (int)(bits & BITS_COLS) - 1;
    }
    if (at == s.len)
        add_simple(&done, at, cols);
    *out_cols = done.cols;
    return done.len;
}

int
text_cols(str s)
{
    int64_t all = 0;

    while (s.len > 0) {
        int cols;

        s = str_from(s, simple_len(s, INT32_MAX, &cols));
        all += cols;
        if (s.len > 0) {
            str cluster = str_sub(s, 0, cluster_len(s));

            all += reduce(cluster).cols;
            s = str_from(s, cluster.len);
        }
    }
    return (int)MIN(all, INT32_MAX);
}

static void
add_shown(struct buf *b, str s)
{
    while (s.len > 0) {
        int cols;
        size_t plain = simple_len(s, INT32_MAX, &cols);

        buf_add(b, str_sub(s, 0, plain));
        s = str_from(s, plain);
        if (s.len > 0) {
            str cluster = str_sub(s, 0, cluster_len(s));
            struct reduced reduced = reduce(cluster);

            buf_add(b, (str){ reduced.bytes, reduced.len });
            s = str_from(s, cluster.len);
        }
    }
}

str
text_shown_cols(struct arena *a, str s, int *out_cols)
{
    struct buf b = { .arena = a };

    if (simple_len(s, INT32_MAX, out_cols) == s.len)
        return s;
    add_shown(&b, s);
    *out_cols = text_cols(buf_str(&b)); /* parts that were parted may have come together */
    return buf_str(&b);
}

str
text_shown(struct arena *a, str s)
{
    int cols;

    return text_shown_cols(a, s, &cols);
}

/* The front of s in at most cols columns, whole clusters only. */
static str
front_that_fits(str s, int most_cols)
{
    int cols;
    size_t len = simple_len(s, most_cols, &cols);

    for (str rest = str_from(s, len); rest.len > 0;) {
        str cluster = str_sub(rest, 0, cluster_len(rest));
        int more = reduce(cluster).cols;

        if (more > most_cols - cols)
            break;
        cols += more;
        len += cluster.len;
        rest = str_from(rest, cluster.len);
    }
    return str_sub(s, 0, len);
}

str
text_fit(struct arena *a, str s, int cols)
{
    if (cols <= 0)
        return STR("");
    if (front_that_fits(s, cols).len == s.len)
        return text_shown(a, s);
    struct buf b = { .arena = a };

    add_shown(&b, front_that_fits(s, cols - 1));
    while (b.len > 0 && b.ptr[b.len - 1] == ' ')
        b.len--;
    buf_add(&b, STR("…"));
    return buf_str(&b);
}
