#include "pages.h"

#include "measure.h"

#include <courant/page.h>
#include <courant/text.h>

#include <dirent.h>
#include <gumbo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* Pages of tests, which are short, and of the corpus beside the project, where it is. */
#define FOLDER "tests/data/page"
#define CORPUS "../shared/corpus/pages"

enum { ROUNDS = 5, MOST_PAGE = 64 << 20, TARGET_RATIO = 2, SLOWEST_MS = 1000 };

struct measured {
    struct samples ratios, page_ms;
    double worst_ms;
    char worst[300];
};

static int64_t
bare_us(str html)
{
    int64_t best = INT64_MAX;

    for (int i = 0; i < ROUNDS; i++) {
        int64_t began_us = now_us();
        GumboOutput *out = gumbo_parse_with_options(&kGumboDefaultOptions, html.ptr, html.len);

        gumbo_destroy_output(&kGumboDefaultOptions, out);
        best = MIN(best, now_us() - began_us);
    }
    return MAX(best, 1);
}

static int64_t
article_us(str html)
{
    int64_t best = INT64_MAX;

    for (int i = 0; i < ROUNDS; i++) {
        struct arena a = { 0 };
        struct page_article article = { 0 };
        struct err err = { 0 };
        int64_t began_us = now_us();

        page_extract(&a, html, STR("https://post.example.org/a/b"), NULL, &article, &err);
        arena_free(&a);
        best = MIN(best, now_us() - began_us);
    }
    return best;
}

static void
measure_page(struct measured *m, const char *name, str raw)
{
    struct arena a = { 0 };
    struct text_decoded decoded;

    text_decode(&a, raw, TEXT_HTML, (str){ "", 0 }, &decoded);
    double us = (double)article_us(decoded.text);

    sample_add(&m->ratios, us / (double)bare_us(decoded.text));
    sample_add(&m->page_ms, us / 1000);
    if (us / 1000 > m->worst_ms) {
        m->worst_ms = us / 1000;
        snprintf(m->worst, sizeof(m->worst), "%s, %zu kB", name, decoded.text.len / 1000);
    }
    arena_free(&a);
}

static str
load_page(struct arena *a, const char *folder, const char *name)
{
    struct err err = { 0 };
    str raw = { "", 0 };

    file_load(arena_printf(a, "%s/%s", folder, name).ptr, MOST_PAGE, a, &raw, &err);
    return raw;
}

/* The corpus is packed; a page of it is read through gzip. */
static str
unpack_page(struct arena *a, const char *folder, const char *name)
{
    struct buf raw = { .arena = a };
    char bytes[65536];
    size_t len;
    FILE *gzip = popen(
        arena_printf(a, "gzip -dc '%s/%s/source.html.gz' 2>/dev/null", folder, name).ptr, "r");

    while (gzip && (len = fread(bytes, 1, sizeof(bytes), gzip)) > 0)
        buf_add(&raw, (str){ bytes, len });
    if (gzip)
        pclose(gzip);
    return buf_str(&raw);
}

static void
measure_folder(const char *folder, str (*load)(struct arena *, const char *, const char *),
               const char *title)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort);
    struct measured m = { 0 };

    for (int i = 0; i < count; i++) {
        struct arena a = { 0 };
        const char *name = entries[i]->d_name;
        bool is_page = name[0] != '.' && !str_ends(str_of(name), STR(".want"));
        str raw = is_page ? load(&a, folder, name) : (str){ "", 0 };

        if (raw.len > 0)
            measure_page(&m, name, raw);
        arena_free(&a);
        free(entries[i]);
    }
    free(entries);
    if (m.ratios.count > 0) {
        printf("%s: %zu pages\n", title, m.ratios.count);
        sample_print("  article, ms", &m.page_ms, "ms");
        /* A page of two kilobytes costs a fifth of a millisecond, whatever its parse does. */
        ratio_print("  article / bare parse, median", sample_at(&m.ratios, 0.5), 1,
                    sample_at(&m.page_ms, 0.5) > 1 ? TARGET_RATIO : 0);
        printf("  slowest: %.0f ms (%s), at most %d\n", m.worst_ms, m.worst, SLOWEST_MS);
    }
    sample_clear(&m.ratios);
    sample_clear(&m.page_ms);
}

/* ---- pages that want to do harm ---- */

static const struct {
    const char *name, *piece;
    size_t count;
} attacks[] = {
    { "100,000 levels", "<div>", 100000 },
    { "100,000 formattings", "<b><i>x", 100000 },
    { "50 MB of paragraphs", "<p>One, two. Three</p>", 50000000 / 23 },
    { "50 MB of NULs", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 50000000 / 16 },
    { "bad UTF-8", "<p>\xff\xc2\x80 \xed\xa0\x80</p>", 100000 },
};

static long
peak_kb(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static void
measure_attacks(void)
{
    printf("hostile pages\n");
    for (size_t i = 0; i < ARRAY_LEN(attacks); i++) {
        struct arena a = { 0 };
        struct buf html = { .arena = &a };
        struct page_article article = { 0 };
        struct err err = { 0 };
        struct text_decoded decoded;
        /* A piece of NULs has no length of its own. */
        str piece = attacks[i].piece[0] ? str_of(attacks[i].piece) : (str){ attacks[i].piece, 16 };

        for (size_t k = 0; k < attacks[i].count; k++)
            buf_add(&html, piece);
        int64_t began_us = now_us();

        text_decode(&a, buf_str(&html), TEXT_HTML, (str){ "", 0 }, &decoded);
        bool ok =
            page_extract(&a, decoded.text, STR("https://post.example.org/"), NULL, &article, &err);

        printf("  %-20s %6.0f ms  %s\n", attacks[i].name, (double)(now_us() - began_us) / 1000,
               ok ? "read" : err.text);
        arena_free(&a);
    }
    printf("  most memory of all: %ld MB\n", peak_kb() / 1024);
}

void
bench_pages(void)
{
    printf("\narticles in pages, best of %d rounds each\n", ROUNDS);
    measure_folder(FOLDER, load_page, "pages of the tests");
    measure_folder(CORPUS, unpack_page, "pages of the corpus");
    measure_attacks();
}
