/*
 * tests/support/reader.h: a home with courant's files in it, and the real program run in that home.
 *
 * Shape   home_make, home_source / home_file / home_settings, then home_run (headless) or home_read (on a screen)
 * Memory  a home lives until home_free; its folder goes with test_folder
 * Errors  what cannot be made or run fails the running test
 */
#ifndef COURANT_TEST_READER_H
#define COURANT_TEST_READER_H

#include <courant/base.h>

struct screen;

struct home {
    struct arena arena;
    const char *folder; /* HOME; config/, data/ and state/ below it */
    struct buf sources, settings;
};

struct home *home_make(const char *name);
void home_free(struct home *h);
const char *home_path(struct home *h, const char *name);            /* a file's path in the home */
const char *home_file(struct home *h, const char *name, str bytes); /* written; its path */
/* A section of sources.ini; url as it is, or the name of a file in the home. more: further lines, or NULL. */
void home_source(struct home *h, const char *key, const char *url, const char *name,
                 const char *section, const char *more);
void home_setting(struct home *h, const char *line); /* of courant.ini */
void home_write(struct home *h); /* both files; home_run and home_read do it too */

/* Runs `courant WORDS…` (NULL-ended) and gives what it printed; *status its exit status. */
str home_run(struct home *h, int *status, const char *const *words);
#define HOME_RUN(h, status, ...) home_run((h), (status), (const char *const[]){ __VA_ARGS__, NULL })

struct screen *home_read(struct home *h, int rows, int cols); /* the reader, in an xterm-256color */
struct screen *home_read_as(struct home *h, int rows, int cols, const char *term,
                            const char *const *env);

/* One RSS feed; an item's html may be NULL. Ages in hours before now, so that order and dates are known. */
struct feed_story {
    const char *title, *url, *html;
    int age_h;
};
str feed_of(struct arena *a, const char *title, const struct feed_story *stories, size_t count);

/*
 * A home of a name of its own with one source: [wire] "Wire" in section World, WIRE_REMARK beside it in sources.ini, one
 * story "Rates held". Nothing is fetched unasked.
 */
#define WIRE_REMARK "; the first of all"
struct home *home_with_wire(const char *name);

/* The path of build/courant, as the runner says it. */
const char *courant_path(void);

#endif
