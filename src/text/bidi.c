/*
 * Right to left: UAX #9 by fribidi, line by line after breaking, with Arabic letters in their
 * joined forms, because a terminal that does it itself would take a row of several panes for one
 * paragraph.
 *
 * Clusters are reduced first, so that an emoji of several parts is one character when it is turned
 * round; joiners and direction marks stay until the order and the forms are known, and go then.
 */
#include "rune.h"

#include <courant/text.h>

#include <fribidi/fribidi.h>
#include <string.h>

#define LINE_MOST ((size_t)1 << 20) /* bytes: longer is left as it is */
#define FORMS                                                                                      \
    (FRIBIDI_FLAG_SHAPE_MIRRORING | FRIBIDI_FLAG_SHAPE_ARAB_PRES | FRIBIDI_FLAG_SHAPE_ARAB_LIGA)

static bool
is_rtl_rune(uint32_t rune)
{
    if (rune < 0x590 || (rune > 0x8FF && rune < 0x200F))
        return false;
    return FRIBIDI_IS_RTL(fribidi_get_bidi_type(rune)) != 0;
}

/* The first byte at or after i whose rune could be right-to-left: all of those begin with D6 or more. */
static size_t
skip_left(str s, size_t i)
{
    while (i < s.len && (unsigned char)s.ptr[i] < 0xD6)
        i++;
    return i;
}

bool
text_has_rtl(str s)
{
    for (size_t i = skip_left(s, 0); i < s.len; i = skip_left(s, i)) {
        str rest = str_from(s, i);

        if (is_rtl_rune(rune_take(&rest)))
            return true;
        i = s.len - rest.len;
    }
    return false;
}

bool
text_is_rtl(str s)
{
    while (s.len > 0) {
        FriBidiCharType type = fribidi_get_bidi_type(rune_take(&s));

        if (FRIBIDI_IS_LETTER(type))
            return FRIBIDI_IS_RTL(type) != 0;
    }
    return false;
}

/* The line by code points, each with the byte that it came from. */
struct points {
    FriBidiChar *runes;
    uint32_t *from;
    FriBidiStrIndex count;
};

static void
add_point(struct points *points, uint32_t rune, size_t from)
{
    points->runes[points->count] = rune;
    points->from[points->count++] = (uint32_t)from;
}

static bool
is_kept_for_order(uint32_t rune)
{
    return rune == 0x200C || rune == 0x200D || rune_is_bidi_mark(rune);
}

/* A cluster as it is drawn, or, where that would lose what order and forms hang on, as it stands. */
static void
add_cluster(struct points *points, const struct text_cluster *cluster, size_t at)
{
    str bytes = cluster->bytes, rest = bytes;
    uint32_t first = rune_take(&rest);
    bool keeps = is_kept_for_order(first);

    /* emoji are joined too, but lie beyond the scripts whose letters are */
    while (first < 0x2000 && rest.len > 0)
        keeps |= is_kept_for_order(rune_take(&rest));
    if (!keeps)
        bytes = cluster->shown;
    for (rest = bytes; rest.len > 0;) {
        size_t offset = keeps ? bytes.len - rest.len : 0;

        add_point(points, rune_take(&rest), at + offset);
    }
}

static struct points
points_of(struct arena *a, str line)
{
    /* a reduced cluster may be a byte or two longer than it was (U+FFFD, a dotted circle) */
    struct points points = { .runes = ARENA_ARRAY(a, FriBidiChar, line.len * 2 + 2),
                             .from = ARENA_ARRAY(a, uint32_t, line.len * 2 + 2) };
    struct text_cluster cluster;

    for (str rest = line; text_cluster_take(a, &rest, &cluster);)
        add_cluster(&points, &cluster, line.len - rest.len - cluster.bytes.len);
    return points;
}

/* The points in visual order and their joined forms; false when fribidi will not. */
static bool
reorder(struct arena *a, struct points *points, bool is_rtl, FriBidiStrIndex *map)
{
    size_t count = (size_t)points->count;
    FriBidiCharType *types = ARENA_ARRAY(a, FriBidiCharType, count);
    FriBidiBracketType *brackets = ARENA_ARRAY(a, FriBidiBracketType, count);
    FriBidiArabicProp *forms = ARENA_ARRAY(a, FriBidiArabicProp, count);
    FriBidiLevel *levels = ARENA_ARRAY(a, FriBidiLevel, count);
    FriBidiParType direction = is_rtl ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_LTR;

    fribidi_get_bidi_types(points->runes, points->count, types);
    fribidi_get_bracket_types(points->runes, points->count, types, brackets);
    if (!fribidi_get_par_embedding_levels_ex(types, brackets, points->count, &direction, levels))
        return false;
    fribidi_get_joining_types(points->runes, points->count, forms);
    fribidi_join_arabic(types, points->count, levels, forms);
    fribidi_shape(FORMS, levels, points->count, forms, points->runes);
    for (FriBidiStrIndex i = 0; i < points->count; i++)
        map[i] = i;
    return fribidi_reorder_line(FRIBIDI_FLAG_REORDER_NSM, types, points->count, 0, direction,
                                levels, points->runes, map) != 0;
}

static void
add_shown_point(struct buf *b, uint32_t *logical, uint32_t rune, uint32_t from)
{
    size_t start = b->len;

    /* U+FEFF fills the place of a letter that went into a ligature */
    if (is_kept_for_order(rune) || rune_is_ignorable(rune))
        return;
    buf_add_rune(b, rune_is_nbsp(rune) ? ' ' : rune);
    for (size_t i = start; i < b->len; i++)
        logical[i] = from;
}

static void
leave_as_it_is(struct arena *a, str line, struct text_visual *out)
{
    out->shown = line;
    out->logical = ARENA_ARRAY(a, uint32_t, line.len + 1);
    for (size_t i = 0; i < line.len; i++)
        out->logical[i] = (uint32_t)i;
}

void
text_reorder(struct arena *a, str line, bool is_rtl_paragraph, struct text_visual *out)
{
    if (line.len == 0 || line.len > LINE_MOST) {
        leave_as_it_is(a, line, out);
        return;
    }
    struct arena scratch = { 0 }; /* many times the line, and an article has thousands */
    struct points points = points_of(&scratch, line);
    FriBidiStrIndex *map = ARENA_ARRAY(&scratch, FriBidiStrIndex, (size_t)points.count + 1);
    struct buf b = { .arena = a };

    if (points.count > 0 && reorder(&scratch, &points, is_rtl_paragraph, map)) {
        out->logical = ARENA_ARRAY(a, uint32_t, (size_t)points.count * 4);
        for (FriBidiStrIndex i = 0; i < points.count; i++)
            add_shown_point(&b, out->logical, points.runes[i], points.from[map[i]]);
        out->shown = buf_str(&b);
    } else {
        leave_as_it_is(a, points.count == 0 ? STR("") : line, out);
    }
    arena_free(&scratch);
}
