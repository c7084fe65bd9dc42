/*
 * iconv knows every encoding, but goes through a feed at a tenth of the speed at which the feed is then read. Where
 * each byte is a character by itself it is asked 256 times instead, once for each byte, and the rest is a table.
 */
#include "convert.h"

#include "label.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#define ESC       0x1B
#define TABLE_LEN ((size_t)1024) /* from this length on a table is worth its making */

struct byte_table {
    char utf8[256][4];
    uint8_t len[256];
    bool is_bad[256];
};

void
convert_reserve(struct buf *b, str raw, size_t unit)
{
    size_t high = 0;

    for (size_t i = 0; i < raw.len; i++)
        high += (unsigned char)raw.ptr[i] >= 0x80;
    b->room = unit > 1 ? raw.len / 2 * 3 + 16 : raw.len + 2 * high + 16;
    b->ptr = arena_alloc(b->arena, b->room);
}

/* ---- by table ---- */

/* False: this byte is not a character by itself. */
static bool
ask_byte(iconv_t cd, struct byte_table *table, unsigned byte)
{
    char from = (char)byte, *in = &from, *to = table->utf8[byte];
    size_t left = 1, room = sizeof(table->utf8[byte]);
    size_t result = iconv(cd, &in, &left, &to, &room);

    table->len[byte] = (uint8_t)(sizeof(table->utf8[byte]) - room);
    if (result == (size_t)-1 && errno == EILSEQ) {
        table->len[byte] = (uint8_t)rune_encode(RUNE_BAD, table->utf8[byte]);
        table->is_bad[byte] = true;
        iconv(cd, NULL, NULL, NULL, NULL);
        return true;
    }
    return result != (size_t)-1 && left == 0 && table->len[byte] > 0;
}

/* False: some characters have several bytes, or a byte means now this and now that (ISO 2022, which begins with ESC). */
static bool
make_table(iconv_t cd, struct byte_table *table)
{
    for (unsigned i = 0; i < 256; i++)
        if (!ask_byte(cd, table, i))
            return false;
    return table->len[ESC] == 1 && table->utf8[ESC][0] == ESC;
}

static void
add_by_table(struct buf *b, str raw, const struct byte_table *table, bool *out_has_bad)
{
    size_t len = 0;
    char *to;

    for (size_t i = 0; i < raw.len; i++)
        len += table->len[(unsigned char)raw.ptr[i]];
    b->room = len + sizeof(table->utf8[0]); /* each is written as four bytes */
    b->ptr = arena_alloc(b->arena, b->room);
    to = b->ptr;
    for (size_t i = 0; i < raw.len; i++) {
        unsigned char byte = (unsigned char)raw.ptr[i];

        memcpy(to, table->utf8[byte], sizeof(table->utf8[byte]));
        to += table->len[byte];
        *out_has_bad |= table->is_bad[byte];
    }
    b->len = len;
}

/* ---- by iconv ---- */

static void
add_by_iconv(struct buf *b, str raw, iconv_t cd, size_t unit, bool *out_has_bad)
{
    char *in = (char *)(uintptr_t)raw.ptr, out[8192];
    size_t left = raw.len;

    convert_reserve(b, raw, unit);
    while (left > 0) {
        char *to = out;
        size_t room = sizeof(out), before = left;
        size_t result = iconv(cd, &in, &left, &to, &room);

        buf_add(b, (str){ out, sizeof(out) - room });
        /* Full output goes on; a bad or cut unit is left out; no progress must not hang. */
        if (result == (size_t)-1 && (errno != E2BIG || left == before)) {
            size_t skip = MIN(left, unit);

            buf_add_rune(b, RUNE_BAD);
            *out_has_bad = true;
            in += skip;
            left -= skip;
        }
    }
    char *to = out;
    size_t room = sizeof(out);

    iconv(cd, NULL, NULL, &to, &room); /* some hold a letter back in case an accent follows */
    buf_add(b, (str){ out, sizeof(out) - room });
}

bool
convert(struct buf *b, str raw, const struct encoding *encoding, bool *out_has_bad)
{
    iconv_t cd = iconv_open("UTF-8", encoding->iconv_name);
    struct byte_table table = { 0 };

    if (cd == (iconv_t)-1)
        return false;
    if (raw.len >= TABLE_LEN && encoding->unit == 1 && make_table(cd, &table)) {
        add_by_table(b, raw, &table, out_has_bad);
    } else {
        iconv(cd, NULL, NULL, NULL, NULL);
        add_by_iconv(b, raw, cd, encoding->unit, out_has_bad);
    }
    iconv_close(cd);
    return true;
}
