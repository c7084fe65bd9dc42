#include "gzip.h"

#include <limits.h>
#include <string.h>
#include <zlib.h>

#define PIECE_LEN    ((size_t)64 << 10)
#define WITH_GZIP    (15 + 16) /* inflateInit2: the largest window, a gzip header and no other */
#define MEMBERS_MOST 64
#define DEFLATE_MOST ((size_t)1032) /* bytes that one byte can become */

bool
gzip_is(str raw)
{
    return str_starts(raw, STR("\x1f\x8b\x08"));
}

static bool
inflate_all(z_stream *stream, struct buf *out, size_t most)
{
    char piece[PIECE_LEN];

    for (int members = 0; members < MEMBERS_MOST; members++) {
        int status = Z_OK;

        while (status == Z_OK) {
            stream->next_out = (Bytef *)piece;
            stream->avail_out = sizeof(piece);
            status = inflate(stream, Z_NO_FLUSH);
            size_t got = sizeof(piece) - stream->avail_out;

            if (out->len + got > most)
                return false;
            buf_add(out, (str){ piece, got });
        }
        if (status != Z_STREAM_END || stream->avail_in == 0 || inflateReset(stream) != Z_OK)
            break;
    }
    return true;
}

/* The length modulo 2^32 that the end of the file claims, as far as that can be. */
static void
reserve(struct buf *out, str raw, size_t most)
{
    size_t claimed = 0;

    for (size_t i = 4; raw.len > 4 && i > 0; i--)
        claimed = claimed << 8 | (unsigned char)raw.ptr[raw.len - 5 + i];
    out->room = MIN(claimed, MIN(most, raw.len * DEFLATE_MOST));
    out->ptr = out->room > 0 ? arena_alloc(out->arena, out->room) : NULL;
}

bool
gzip_open(struct arena *a, str raw, size_t most, str *raw_out, struct err *err)
{
    struct buf out = { .arena = a };
    z_stream stream = { 0 };
    bool is_within;

    if (raw.len > UINT_MAX || inflateInit2(&stream, WITH_GZIP) != Z_OK)
        return err_set(err, ERR_INVALID, "gzip that cannot be opened");
    stream.next_in = (Bytef *)(uintptr_t)raw.ptr; /* zlib reads it only */
    stream.avail_in = (uInt)raw.len;
    reserve(&out, raw, most);
    is_within = inflate_all(&stream, &out, most);
    inflateEnd(&stream);
    if (!is_within)
        return err_set(err, ERR_LIMIT, "gzip that opens to more than %zu bytes", most);
    if (out.len == 0)
        return err_set(err, ERR_INVALID, "gzip that cannot be opened");
    *raw_out = buf_str(&out);
    return true;
}
