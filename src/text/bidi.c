/*
 * Right to left: UAX #9 by fribidi, with Arabic letters in their joined forms, because a terminal
 * that does it itself would take a row of several panes for one paragraph. Levels and forms are
 * those of the paragraph (a number goes by the letters before it, on the line above too); only the
 * order is a line's.
 *
 * Clusters are reduced first, so that an emoji of several parts is one character when it is turned
 * round; joiners and direction marks stay until the order and the forms are known, and go then.
 */
#include "rune.h"

#include <courant/text.h>

#include <fribidi/fribidi.h>
#include <string.h>

#define PARAGRAPH_MOST ((size_t)1 << 20) /* bytes: longer is left as it is */
#define FORMS                                                                                      \
    (FRIBIDI_FLAG_SHAPE_MIRRORING | FRIBIDI_FLAG_SHAPE_ARAB_PRES | FRIBIDI_FLAG_SHAPE_ARAB_LIGA)

static bool
is_rtl_rune(uint32_t rune)
{
    if (rune < 0x590 || (rune > 0x8FF && rune < 0x200F))
        return false;
    return FRIBIDI_IS_RTL(fribidi_get_bidi_type(rune)) != 0;
}

/* The first byte at or after i whose rune could be right-to-left: no letter below D6, no Thai, no Han is. */
static size_t
skip_left(str s, size_t i)
{
    for (; i < s.len; i++) {
        unsigned char lead = (unsigned char)s.ptr[i];

        if (lead < 0xD6 || (lead >= 0xE3 && lead <= 0xEE))
            continue;
        if (lead != 0xE0 || i + 1 == s.len || (unsigned char)s.ptr[i + 1] <= 0xA3)
            return i;
    }
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

/* The paragraph by code points, each with the byte that it came from. */
struct text_order {
    struct arena *a;
    str paragraph;
    FriBidiChar *runes;
    FriBidiCharType *types;
    FriBidiBracketType *brackets;
    FriBidiArabicProp *forms;
    FriBidiLevel *levels;
    FriBidiStrIndex *map;
    uint32_t *from;
    char *shown; /* of the last line, four bytes a point */
    uint32_t *logical;
    size_t room, count, next; /* next: where the next line may begin */
    FriBidiParType direction;
    bool is_ordered; /* false: it is left as it is */
};

struct text_order *
text_order_new(struct arena *a)
{
    struct text_order *order = ARENA_NEW(a, struct text_order);

    order->a = a;
    return order;
}

static void
make_room(struct text_order *order, size_t count)
{
    if (count <= order->room)
        return;
    order->room = MAX(count, order->room * 2);
    order->runes = ARENA_ARRAY(order->a, FriBidiChar, order->room);
    order->types = ARENA_ARRAY(order->a, FriBidiCharType, order->room);
    order->brackets = ARENA_ARRAY(order->a, FriBidiBracketType, order->room);
    order->forms = ARENA_ARRAY(order->a, FriBidiArabicProp, order->room);
    order->levels = ARENA_ARRAY(order->a, FriBidiLevel, order->room);
    order->map = ARENA_ARRAY(order->a, FriBidiStrIndex, order->room);
    order->from = ARENA_ARRAY(order->a, uint32_t, order->room);
    order->shown = ARENA_ARRAY(order->a, char, order->room * 4);
    order->logical = ARENA_ARRAY(order->a, uint32_t, order->room * 4);
}

static void
add_point(struct text_order *order, uint32_t rune, size_t from)
{
    order->runes[order->count] = rune;
    order->from[order->count++] = (uint32_t)from;
}

/* Letters of Hebrew and Arabic, joined ones too, and ASCII: nearly all there is, and always drawn. */
static bool
is_plain(uint32_t rune)
{
    return rune < 0x80 || (rune >= 0x5D0 && rune < 0x61C) || (rune > 0x61C && rune < 0x700) ||
           (rune >= 0xFB1D && rune < 0xFE00) || (rune >= 0xFE70 && rune <= 0xFEFC);
}

static bool
is_kept_for_order(uint32_t rune)
{
    return rune == 0x200C || rune == 0x200D || rune_is_bidi_mark(rune);
}

/* A cluster as it is drawn, or, where that would lose what order and forms hang on, as it stands. */
static void
add_cluster(struct text_order *order, const struct text_cluster *cluster, size_t at)
{
    str bytes = cluster->bytes, rest = bytes;
    uint32_t first = rune_take(&rest);

    if (rest.len == 0 && cluster->shown.ptr == bytes.ptr) {
        add_point(order, first, at);
        return;
    }
    bool keeps = is_kept_for_order(first);

    /* emoji are joined too, but lie beyond the scripts whose letters are */
    while (first < 0x2000 && rest.len > 0)
        keeps |= is_kept_for_order(rune_take(&rest));
    if (!keeps)
        bytes = cluster->shown;
    for (rest = bytes; rest.len > 0;) {
        size_t offset = keeps ? bytes.len - rest.len : 0;

        add_point(order, rune_take(&rest), at + offset);
    }
}

static void
add_points(struct text_order *order, str text)
{
    struct arena scratch = { 0 };
    struct text_cluster cluster;

    /* a reduced cluster may be a rune longer than it was (a dotted circle), but then it had two bytes */
    make_room(order, text.len + 1);
    for (str rest = text; text_cluster_take(&scratch, &rest, &cluster);)
        add_cluster(order, &cluster, text.len - rest.len - cluster.bytes.len);
    arena_free(&scratch);
}

/* The levels and the joined forms; false when fribidi will not. */
static bool
find_levels(struct text_order *order)
{
    FriBidiStrIndex count = (FriBidiStrIndex)order->count;

    fribidi_get_bidi_types(order->runes, count, order->types);
    fribidi_get_bracket_types(order->runes, count, order->types, order->brackets);
    if (!fribidi_get_par_embedding_levels_ex(order->types, order->brackets, count,
                                             &order->direction, order->levels))
        return false;
    fribidi_get_joining_types(order->runes, count, order->forms);
    fribidi_join_arabic(order->types, count, order->levels, order->forms);
    fribidi_shape(FORMS, order->levels, count, order->forms, order->runes);
    return true;
}

void
text_order_begin(struct text_order *order, str paragraph, bool is_rtl)
{
    order->paragraph = paragraph;
    order->count = order->next = 0;
    order->direction = is_rtl ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_LTR;
    order->is_ordered = paragraph.len > 0 && paragraph.len <= PARAGRAPH_MOST;
    if (!order->is_ordered)
        return;
    add_points(order, paragraph);
    order->is_ordered = order->count == 0 || find_levels(order);
}

/* The point on the line's end, where `len` bytes are already; how many then are. */
static size_t
add_shown_point(struct text_order *order, size_t len, uint32_t rune, uint32_t from)
{
    /* U+FEFF fills the place of a letter that went into a ligature */
    if (!is_plain(rune) && (is_kept_for_order(rune) || rune_is_ignorable(rune)))
        return len;
    size_t end = len + rune_encode(rune_is_nbsp(rune) ? ' ' : rune, order->shown + len);

    for (size_t i = len; i < end; i++)
        order->logical[i] = from;
    return end;
}

static void
leave_as_it_is(struct text_order *order, size_t from, size_t to, struct text_visual *out)
{
    uint32_t *logical = ARENA_ARRAY(order->a, uint32_t, to - from + 1);

    for (size_t i = 0; i < to - from; i++)
        logical[i] = (uint32_t)i;
    out->shown = str_sub(order->paragraph, from, to);
    out->logical = logical;
}

/* The points of bytes [from, to): *out_first and how many. */
static size_t
find_points(struct text_order *order, size_t from, size_t to, size_t *out_first)
{
    size_t first = order->next, end;

    while (first < order->count && order->from[first] < from)
        first++;
    for (end = first; end < order->count && order->from[end] < to;)
        end++;
    order->next = end;
    *out_first = first;
    return end - first;
}

void
text_order_line(struct text_order *order, struct arena *a, size_t from, size_t to,
                struct text_visual *out)
{
    size_t first = 0, count = order->is_ordered ? find_points(order, from, to, &first) : 0, len = 0;
    FriBidiStrIndex start = (FriBidiStrIndex)first, points = (FriBidiStrIndex)count;

    for (size_t i = first; i < first + count; i++)
        order->map[i] = (FriBidiStrIndex)i;
    if (!order->is_ordered ||
        (count > 0 &&
         fribidi_reorder_line(FRIBIDI_FLAG_REORDER_NSM, order->types, points, start,
                              order->direction, order->levels, order->runes, order->map) == 0)) {
        leave_as_it_is(order, from, to, out);
        return;
    }
    for (size_t i = first; i < first + count; i++)
        len = add_shown_point(order, len, order->runes[i],
                              order->from[order->map[i]] - (uint32_t)from);
    out->shown = arena_str(a, (str){ order->shown, len });
    out->logical = order->logical;
}

void
text_reorder(struct arena *a, str line, bool is_rtl, struct text_visual *out)
{
    struct text_order *order = text_order_new(a);

    text_order_begin(order, line, is_rtl);
    text_order_line(order, a, 0, line.len, out);
}
