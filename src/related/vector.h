/*
 * src/related/vector.h: sparse vectors of terms: making them unit, adding, comparing, packing.
 *
 * Shape   at most VECTOR_MOST entries, each term once; packed: 5 bytes an entry, heaviest first
 * Units   a term is 32 bits, its three highest say its kind; weights of a unit vector are 0 to 1
 * Memory  vectors are plain values; what vector_pack makes lives in the arena
 * Source  docs/related.md, "Vectors"
 */
#ifndef COURANT_RELATED_VECTOR_H
#define COURANT_RELATED_VECTOR_H

#include <courant/base.h>

#define VECTOR_MOST         128
#define VECTOR_ENTRY_BYTES  5
#define VECTOR_WORDS        48 /* kept of a story's words */
#define VECTOR_BRIDGE       20
#define VECTOR_SUM_WORDS    60 /* kept of a thread's sum */
#define VECTOR_SUM_BRIDGE   30
#define VECTOR_WEIGHT_SCALE 255.0F

#define VECTOR_NAMES 8 /* kept of a story's head */

enum term_kind { TERM_WORD, TERM_KEY, TERM_NUMBER, TERM_LIST, TERM_PLACE, TERM_NAME };

struct vector_entry {
    uint32_t term;
    float weight;
};

struct vector {
    struct vector_entry items[VECTOR_MOST];
    size_t count;
};

uint32_t term_of(enum term_kind kind, str text);
enum term_kind term_kind_of(uint32_t term);
uint32_t term_as(enum term_kind kind, uint32_t term); /* the same text as a term of that kind */

/* Heaviest first (the smaller term where equal), what is not above 0 dropped, at most most kept. */
void vector_trim(struct vector *v, size_t most);
void vector_sort_terms(struct vector *v); /* for vector_dot's first place */
void vector_scale(struct vector *v, float factor);
double vector_norm(const struct vector *v);
void vector_unit(struct vector *v);
bool vector_has(const struct vector *by_term, uint32_t term);
/* v += factor * other; entries beyond VECTOR_MOST are dropped, so trim before. Any order in, unordered out. */
void vector_add(struct vector *v, const struct vector *other, float factor);
/* by_term is sorted by term, other in any order. */
double vector_dot(const struct vector *by_term, const struct vector *other);

/* Of a unit vector, in its order. */
str vector_pack(struct arena *a, const struct vector *v);
void vector_unpack(str packed, struct vector *out);
/* Of any vector: its largest weight first (float, 4 bytes), weights as parts of that. */
str vector_pack_sum(struct arena *a, const struct vector *v);
void vector_unpack_sum(str packed, struct vector *out);

/* One entry of 5 bytes: a number below 2^32 and a weight; vectors and posting lists are made of them. */
void entry_write(char out[VECTOR_ENTRY_BYTES], uint32_t number, uint8_t weight);
uint32_t entry_read(const char in[VECTOR_ENTRY_BYTES], uint8_t *weight);
uint8_t weight_byte(float weight); /* of 0 to 1; never 0 */

#endif
