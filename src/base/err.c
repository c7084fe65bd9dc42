#include <courant/base.h>

#include <stdio.h>
#include <string.h>

/* The words may quote the outside: controls become blanks, bad UTF-8 and a cut last character "?". */
static void
clean(char *text)
{
    str rest = str_of(text);

    while (rest.len > 0) {
        char *at = text + (rest.ptr - text);
        uint32_t rune = rune_take(&rest);
        size_t len = (size_t)(rest.ptr - at);

        if (rune < 0x20 || rune == 0x7F)
            *at = ' ';
        else if ((rune >= 0x80 && rune < 0xA0) || (rune >= 0x200B && rune <= 0x200F) ||
                 (rune >= 0x2028 && rune <= 0x202E) || (rune >= 0x2066 && rune <= 0x2069))
            memset(at, ' ', len);
        else if (rune == RUNE_BAD && len == 1)
            *at = '?';
    }
}

bool
err_set(struct err *err, enum err_kind kind, const char *format, ...)
{
    va_list args;

    err->kind = kind;
    va_start(args, format);
    vsnprintf(err->text, sizeof(err->text), format, args);
    va_end(args);
    clean(err->text);
    return false;
}

bool
err_wrap(struct err *err, const char *format, ...)
{
    char inner[sizeof(err->text)];
    va_list args;
    int len;

    memcpy(inner, err->text, sizeof(inner));
    va_start(args, format);
    len = vsnprintf(err->text, sizeof(err->text), format, args);
    va_end(args);
    if (len >= 0 && (size_t)len + 3 < sizeof(err->text)) {
        size_t room =
            sizeof(err->text) - (size_t)len - 3; /* for the words, after ": " and before 0 */
        size_t inner_len = MIN(strlen(inner), room);

        memcpy(err->text + len, ": ", 2);
        memcpy(err->text + len + 2, inner, inner_len);
        err->text[(size_t)len + 2 + inner_len] = '\0';
    }
    clean(err->text);
    return false;
}
