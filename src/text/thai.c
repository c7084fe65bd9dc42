/*
 * Thai has no blanks between words: where they end is looked up in a dictionary, by libthai where it is installed. As
 * with hyphens the library is opened by the first text that needs it, so that no start pays for it; without it, Thai
 * breaks at its blanks, and a run longer than a line between two clusters.
 */
#include "rune.h"

#include <courant/text.h>

#include <pthread.h>

#define RUN_MOST 4096 /* characters looked at together */

static struct {
    void *dictionary;
    int (*find)(void *dictionary, const unsigned char *text, int places[], size_t most);
} library;

static void
open_library(void)
{
    void *(*open)(const char *folder) = NULL;
    const struct library_symbol symbols[] = {
        { "th_brk_new", &open },
        { "th_brk_find_breaks", &library.find },
    };
    struct err err = { 0 };

    if (library_load("libthai.so.0", symbols, ARRAY_LEN(symbols), &err))
        library.dictionary = open(NULL);
}

/* U+0E01 to U+0E5B, in UTF-8 E0 B8 81 to E0 B9 9B: TIS-620 is the same row of a hundred characters. */
static unsigned char
thai_byte(str s, size_t i)
{
    if (i + 2 >= s.len || s.ptr[i] != '\xE0' || (s.ptr[i + 1] != '\xB8' && s.ptr[i + 1] != '\xB9'))
        return 0;
    unsigned rune = (s.ptr[i + 1] == '\xB9') * 0x40U + ((unsigned char)s.ptr[i + 2] & 0x3FU);

    return rune >= 1 && rune <= 0x5B ? (unsigned char)(0xA0 + rune) : 0;
}

static void
break_run(size_t from, size_t count, const unsigned char *run, char *breaks)
{
    int places[RUN_MOST];
    int found = library.find(library.dictionary, run, places, count);

    for (int i = 0; i < found; i++)
        if (places[i] > 0 && (size_t)places[i] < count)
            breaks[from + (size_t)places[i] * 3] = TEXT_MAY_BREAK;
}

void
text_breaks_words(str s, char *breaks)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    unsigned char run[RUN_MOST + 1];

    for (size_t i = 0; i < s.len;) {
        const char *next = memchr(s.ptr + i, 0xE0, s.len - i);
        size_t count = 0;

        if (!next)
            return;
        i = (size_t)(next - s.ptr);
        while (count < RUN_MOST && (run[count] = thai_byte(s, i + count * 3)) != 0)
            count++;
        run[count] = 0;
        if (count > 1) {
            pthread_once(&once, open_library);
            if (!library.dictionary)
                return;
            break_run(i, count, run, breaks);
        }
        i += MAX(count * 3, 1);
    }
}
