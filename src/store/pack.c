#include "pack.h"

#include <string.h>
#include <zstd.h>

#define LEVEL 1    /* 3 is a fifth slower over all for a size within one in a hundred */
#define SHORT 1024 /* bytes below which zstd wins nothing worth its time */

enum { PACK_PLAIN = 0, PACK_ZSTD = 1 };

struct packer {
    ZSTD_CCtx *out;
    ZSTD_DCtx *in;
};

struct packer *
packer_new(void)
{
    return mem_new(sizeof(struct packer));
}

void
packer_free(struct packer *p)
{
    if (!p)
        return;
    ZSTD_freeCCtx(p->out);
    ZSTD_freeDCtx(p->in);
    mem_free(p);
}

static str
pack_plain(struct arena *a, str plain)
{
    char *bytes = arena_alloc(a, plain.len + 1);

    bytes[0] = PACK_PLAIN;
    if (plain.len)
        memcpy(bytes + 1, plain.ptr, plain.len);
    return (str){ bytes, plain.len + 1 };
}

str
pack(struct packer *p, struct arena *a, str plain)
{
    if (plain.len < SHORT)
        return pack_plain(a, plain);
    if (!p->out)
        p->out = ZSTD_createCCtx();
    size_t room = ZSTD_compressBound(plain.len);
    char *bytes = arena_alloc(a, room + 1);
    size_t len =
        p->out ? ZSTD_compressCCtx(p->out, bytes + 1, room, plain.ptr, plain.len, LEVEL) : 0;

    if (!p->out || ZSTD_isError(len) || len >= plain.len)
        return pack_plain(a, plain);
    bytes[0] = PACK_ZSTD;
    return (str){ bytes, len + 1 };
}

bool
unpack(struct packer *p, struct arena *a, str packed, str *out_plain, struct err *err)
{
    str body = str_from(packed, 1);

    if (packed.len <= 1) {
        *out_plain = (str){ "", 0 };
        return true;
    }
    if (packed.ptr[0] == PACK_PLAIN) {
        *out_plain = arena_str(a, body);
        return true;
    }
    unsigned long long len = ZSTD_getFrameContentSize(body.ptr, body.len);

    if (packed.ptr[0] != PACK_ZSTD || len > PACK_MOST) /* unknown and error are huge numbers too */
        return err_set(err, ERR_STORE, "a text in the store is damaged");
    if (!p->in)
        p->in = ZSTD_createDCtx();
    char *bytes = arena_alloc(a, (size_t)len + 1);

    if (!p->in || ZSTD_decompressDCtx(p->in, bytes, (size_t)len, body.ptr, body.len) != len)
        return err_set(err, ERR_STORE, "a text in the store is damaged");
    *out_plain = (str){ bytes, (size_t)len };
    return true;
}
