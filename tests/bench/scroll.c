#include "scroll.h"

#include "measure.h"
#include "reader.h"
#include "screen.h"

#include <stdio.h>

enum { PARAGRAPHS = 300, MOVES = 20, PAGES = 5, HELD_MS = 40, REST_MS = 400 };

/* In rows the article has its screen lines to itself; beside the list it has not, and curses cannot scroll them. */
static const struct {
    const char *name, *home, *env;
    int rows, cols;
} terminals[] = {
    { "80x24", "scroll-0", "LC_ALL=C.UTF-8", 24, 80 },
    { "120x40, beside the list", "scroll-1", "LC_ALL=C.UTF-8", 40, 120 },
    { "120x40, with terminal links", "scroll-2", "COLORTERM=truecolor", 40, 120 },
};

static str
long_story(struct arena *a)
{
    struct buf b = { .arena = a };

    for (int i = 1; i <= PARAGRAPHS; i++)
        buf_printf(&b,
                   "<p>Sentence %d begins here and goes on for a while about harbour %d, its wall "
                   "and <a href='https://example.org/%d'>what the keeper</a> saw from it on <b>day "
                   "%d</b>; then it ends, and %d others begin.</p>",
                   i, i * 7 % 1000, i, i * 13 % 365, i * 31 % 77);
    return buf_str(&b);
}

static void
measure_bytes(struct screen *s, const char *what, const char *key, int count, int quiet_ms)
{
    struct samples bytes = { 0 };

    screen_settle(s, REST_MS);
    for (int i = 0; i < count; i++) {
        screen_mark(s);
        screen_send(s, key);
        screen_settle(s, quiet_ms);
        sample_add(&bytes, (double)screen_bytes(s).len);
    }
    sample_print(what, &bytes, "B");
    sample_clear(&bytes);
}

static void
measure_terminal(size_t i)
{
    struct home *h = home_make(terminals[i].home);
    struct feed_story story = { .title = "A long one",
                                .url = "https://example.org/",
                                .html = arena_cstr(&h->arena, long_story(&h->arena)),
                                .age_h = 1 };
    const char *const env[] = { terminals[i].env, NULL };
    int status;

    home_file(h, "post.xml", feed_of(&h->arena, "Post", &story, 1));
    home_source(h, "post", "post.xml", "Post", NULL, NULL);
    home_setting(h, "refresh-on-start = off\nfull-text = never");
    HOME_RUN(h, &status, "refresh", "--force");
    struct screen *s = home_read_as(h, terminals[i].rows, terminals[i].cols, NULL, env);

    screen_expect(s, "A long one");
    screen_send(s, "\r");
    screen_expect(s, "Sentence 1");
    printf("%s\n", terminals[i].name);
    measure_bytes(s, "  j held down", "j", MOVES, HELD_MS);
    measure_bytes(s, "  j, and a rest", "j", MOVES / 4, REST_MS);
    measure_bytes(s, "  a page", " ", PAGES, HELD_MS);
    screen_end(s);
    home_free(h);
}

void
bench_scroll(void)
{
    printf("\nbytes over the line while reading an article\n");
    for (size_t i = 0; i < ARRAY_LEN(terminals); i++)
        measure_terminal(i);
}
