/*
 * src/store/pack.h: bodies as they lie in the store.
 *
 * Shape   one byte that says how, then the bytes: 0 as they are, 1 a zstd frame. Short ones are left as they are
 * Memory  results live in the arena; the packer keeps zstd's working memory, made when first wanted
 * Errors  unpack: ERR_STORE, the bytes are no such thing; more than PACK_MOST when unpacked is refused
 */
#ifndef COURANT_STORE_PACK_H
#define COURANT_STORE_PACK_H

#include <courant/base.h>

#define PACK_MOST ((size_t)16 << 20)

struct packer;
struct packer *packer_new(void);
void packer_free(struct packer *p);

str pack(struct packer *p, struct arena *a, str plain);
bool unpack(struct packer *p, struct arena *a, str packed, str *out_plain, struct err *err);

#endif
