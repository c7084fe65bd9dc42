#include "vector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define KIND_SHIFT 29
#define SUM_HEAD   4 /* bytes of the largest weight */

uint32_t
term_of(enum term_kind kind, str text)
{
    uint64_t hash = str_hash(text);
    uint32_t folded = (uint32_t)(hash ^ (hash >> 32));

    return (folded & ((UINT32_C(1) << KIND_SHIFT) - 1)) | ((uint32_t)kind << KIND_SHIFT);
}

enum term_kind
term_kind_of(uint32_t term)
{
    return (enum term_kind)(term >> KIND_SHIFT);
}

uint32_t
term_as(enum term_kind kind, uint32_t term)
{
    return (term & ((UINT32_C(1) << KIND_SHIFT) - 1)) | ((uint32_t)kind << KIND_SHIFT);
}

static int
by_weight(const void *x, const void *y)
{
    const struct vector_entry *p = x, *q = y;

    if (p->weight != q->weight)
        return p->weight > q->weight ? -1 : 1;
    return (p->term > q->term) - (p->term < q->term);
}

static int
by_term(const void *x, const void *y)
{
    const struct vector_entry *p = x, *q = y;

    return (p->term > q->term) - (p->term < q->term);
}

/* Most vectors come in order already. */
static bool
is_by_weight(const struct vector_entry *items, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (by_weight(&items[i - 1], &items[i]) > 0)
            return false;
    return true;
}

void
vector_trim(struct vector *v, size_t most)
{
    size_t kept = 0;

    for (size_t i = 0; i < v->count; i++)
        if (v->items[i].weight > 0)
            v->items[kept++] = v->items[i];
    if (!is_by_weight(v->items, kept))
        qsort(v->items, kept, sizeof(v->items[0]), by_weight);
    v->count = MIN(kept, most);
}

void
vector_sort_terms(struct vector *v)
{
    qsort(v->items, v->count, sizeof(v->items[0]), by_term);
}

void
vector_scale(struct vector *v, float factor)
{
    for (size_t i = 0; i < v->count; i++)
        v->items[i].weight *= factor;
}

double
vector_norm(const struct vector *v)
{
    double sum = 0;

    for (size_t i = 0; i < v->count; i++)
        sum += (double)v->items[i].weight * (double)v->items[i].weight;
    return sqrt(sum);
}

void
vector_unit(struct vector *v)
{
    double norm = vector_norm(v);

    if (norm > 0)
        vector_scale(v, (float)(1 / norm));
}

/* By halves, and without bsearch's calls: dots of hundreds of candidates are made for one pane. */
static size_t
find_term(const struct vector *sorted, size_t count, uint32_t term)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (sorted->items[middle].term < term)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && sorted->items[low].term == term ? low : STR_NONE;
}

bool
vector_has(const struct vector *by_term, uint32_t term)
{
    return find_term(by_term, by_term->count, term) != STR_NONE;
}

void
vector_add(struct vector *v, const struct vector *other, float factor)
{
    size_t sorted = v->count;

    vector_sort_terms(v);
    for (size_t i = 0; i < other->count; i++) {
        size_t mine = find_term(v, sorted, other->items[i].term);

        if (mine != STR_NONE)
            v->items[mine].weight += factor * other->items[i].weight;
        else if (v->count < VECTOR_MOST)
            v->items[v->count++] =
                (struct vector_entry){ other->items[i].term, factor * other->items[i].weight };
    }
}

/* Most terms of two vectors are in one of them only: a bit for each of the one's shows most of those at once. */
struct marks {
    uint64_t bits[16];
};

static uint64_t *
mark_of(struct marks *marks, uint32_t term, uint64_t *bit)
{
    *bit = UINT64_C(1) << (term & 63);
    return &marks->bits[(term >> 6) & 15];
}

double
vector_dot(const struct vector *by_term_order, const struct vector *other)
{
    struct marks marks = { 0 };
    double sum = 0;
    uint64_t bit;

    for (size_t i = 0; i < by_term_order->count; i++) {
        uint64_t *bits = mark_of(&marks, by_term_order->items[i].term, &bit);

        *bits |= bit;
    }
    for (size_t i = 0; i < other->count; i++) {
        if (!(*mark_of(&marks, other->items[i].term, &bit) & bit))
            continue;
        size_t mine = find_term(by_term_order, by_term_order->count, other->items[i].term);

        if (mine != STR_NONE)
            sum += (double)by_term_order->items[mine].weight * (double)other->items[i].weight;
    }
    return sum;
}

void
entry_write(char out[VECTOR_ENTRY_BYTES], uint32_t number, uint8_t weight)
{
    for (int i = 0; i < 4; i++)
        out[i] = (char)(unsigned char)(number >> (8 * i));
    out[4] = (char)weight;
}

uint32_t
entry_read(const char in[VECTOR_ENTRY_BYTES], uint8_t *weight)
{
    uint32_t number = 0;

    for (int i = 0; i < 4; i++)
        number |= (uint32_t)(unsigned char)in[i] << (8 * i);
    *weight = (uint8_t)in[4];
    return number;
}

uint8_t
weight_byte(float weight)
{
    float scaled = roundf(weight * VECTOR_WEIGHT_SCALE);

    return (uint8_t)(scaled < 1 ? 1 : scaled > VECTOR_WEIGHT_SCALE ? VECTOR_WEIGHT_SCALE : scaled);
}

static void
write_entries(char *out, const struct vector *v, float unit)
{
    for (size_t i = 0; i < v->count; i++)
        entry_write(out + i * VECTOR_ENTRY_BYTES, v->items[i].term,
                    weight_byte(v->items[i].weight / unit));
}

static void
read_entries(str packed, float unit, struct vector *out)
{
    out->count = MIN(packed.len / VECTOR_ENTRY_BYTES, (size_t)VECTOR_MOST);
    for (size_t i = 0; i < out->count; i++) {
        uint8_t weight = 0;

        out->items[i].term = entry_read(packed.ptr + i * VECTOR_ENTRY_BYTES, &weight);
        out->items[i].weight = (float)weight / VECTOR_WEIGHT_SCALE * unit;
    }
}

str
vector_pack(struct arena *a, const struct vector *v)
{
    size_t len = v->count * VECTOR_ENTRY_BYTES;
    char *bytes = arena_alloc(a, len + 1);

    write_entries(bytes, v, 1);
    return (str){ bytes, len };
}

void
vector_unpack(str packed, struct vector *out)
{
    read_entries(packed, 1, out);
}

str
vector_pack_sum(struct arena *a, const struct vector *v)
{
    size_t len = SUM_HEAD + v->count * VECTOR_ENTRY_BYTES;
    char *bytes = arena_alloc(a, len);
    float most = 0;
    uint32_t bits = 0;

    for (size_t i = 0; i < v->count; i++)
        most = MAX(most, v->items[i].weight);
    memcpy(&bits, &most, sizeof(bits));
    for (int i = 0; i < SUM_HEAD; i++)
        bytes[i] = (char)(unsigned char)(bits >> (8 * i));
    if (most > 0)
        write_entries(bytes + SUM_HEAD, v, most);
    return (str){ bytes, len };
}

void
vector_unpack_sum(str packed, struct vector *out)
{
    uint32_t bits = 0;
    float most = 0;

    out->count = 0;
    if (packed.len < SUM_HEAD)
        return;
    for (int i = 0; i < SUM_HEAD; i++)
        bits |= (uint32_t)(unsigned char)packed.ptr[i] << (8 * i);
    memcpy(&most, &bits, sizeof(most));
    if (isfinite(most) && most > 0)
        read_entries(str_from(packed, SUM_HEAD), most, out);
}
