#include <courant/base.h>

#include <assert.h>
#include <stdio.h>
#include <string.h>

static char *
buf_room(struct buf *b, size_t more)
{
    if (b->room - b->len < more) {
        size_t room = MAX(b->room * 2, MAX(b->len + more, 64));

        b->ptr = arena_grow(b->arena, b->ptr, b->room, room);
        b->room = room;
    }
    return b->ptr + b->len;
}

void
buf_add(struct buf *b, str s)
{
    if (s.len == 0)
        return;
    memcpy(buf_room(b, s.len), s.ptr, s.len);
    b->len += s.len;
}

void
buf_add_char(struct buf *b, char c)
{
    *buf_room(b, 1) = c;
    b->len++;
}

void
buf_add_rune(struct buf *b, uint32_t rune)
{
    b->len += rune_encode(rune, buf_room(b, 4));
}

void
buf_printf(struct buf *b, const char *format, ...)
{
    va_list args, again;
    size_t room = b->room - b->len; /* most often it is enough */
    int len;

    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(room > 0 ? b->ptr + b->len : NULL, room, format, args);
    va_end(args);
    assert(len >= 0);
    if ((size_t)len >= room)
        vsnprintf(buf_room(b, (size_t)len + 1), (size_t)len + 1, format, again);
    va_end(again);
    b->len += (size_t)len;
}

str
buf_str(const struct buf *b)
{
    return (str){ b->ptr ? b->ptr : "", b->len };
}
