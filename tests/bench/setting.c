#include "setting.h"

#include "measure.h"

#include <courant/doc.h>
#include <courant/text.h>

#include <gumbo.h>
#include <stdio.h>
#include <time.h>

#define FOLDER "tests/data/doc"

enum { ROUNDS = 9, ARTICLE_LEN = 1000000, LAYOUT_MS = 50, SCREEN_LINES = 4 * 50, FRAME_MS = 16 };

static const char *const scripts[] = { "article", "cyrillic", "cjk", "rtl", "thai" };

/* What each step of one article took, in milliseconds. */
struct steps {
    struct samples bare, build, first, layout, hyphens, search;
};

/* All of it is one thread's arithmetic: what others do on the machine should not count. */
static int64_t
cpu_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static double
ms_since(int64_t began_us)
{
    return (double)(cpu_us() - began_us) / 1000;
}

static void
measure_bare(struct steps *steps, str html)
{
    int64_t began_us = cpu_us();
    GumboOutput *out = gumbo_parse_with_options(&kGumboDefaultOptions, html.ptr, html.len);

    gumbo_destroy_output(&kGumboDefaultOptions, out);
    sample_add(&steps->bare, ms_since(began_us));
}

static void
measure_article(struct steps *steps, str html)
{
    struct arena a = { 0 };
    struct doc doc;
    struct doc_layout layout;
    struct doc_hit *hits;
    struct doc_options options = { .width_cols = 80, .measure_cols = 72, .is_bidi = true };
    const struct doc_source source = { .html = html, .base_url = STR("https://post.example.org/") };
    int64_t began_us = cpu_us();

    doc_build(&a, &source, &doc);
    sample_add(&steps->build, ms_since(began_us));
    began_us = cpu_us();
    doc_layout_begin(&a, &doc, &options, ARTICLE_LEN / 4, SCREEN_LINES, &layout);
    sample_add(&steps->first, ms_since(began_us));
    began_us = cpu_us();
    doc_layout(&a, &doc, &options, &layout);
    sample_add(&steps->layout, ms_since(began_us));
    began_us = cpu_us();
    doc_search(&a, &layout, STR("the"), &hits);
    sample_add(&steps->search, ms_since(began_us));
    options.hyphens = text_hyphens_find(STR("en"));
    began_us = cpu_us();
    doc_layout(&a, &doc, &options, &layout);
    if (options.hyphens)
        sample_add(&steps->hyphens, ms_since(began_us));
    arena_free(&a);
}

static void
print_steps(const char *name, struct steps *steps)
{
    double layout = sample_at(&steps->layout, 0.5);

    printf("an article of 1 MB (%s.html over and over)\n", name);
    sample_print("  bare parse", &steps->bare, "ms");
    sample_print("  blocks from HTML", &steps->build, "ms");
    sample_print("  first screens of a new width", &steps->first, "ms");
    sample_print("  lines for 80 columns", &steps->layout, "ms");
    sample_print("  finding a word", &steps->search, "ms");
    ratio_print("blocks / bare parse", sample_at(&steps->build, 0.5), sample_at(&steps->bare, 0.5),
                0);
    ratio_print("first screens / a frame of 16 ms", sample_at(&steps->first, 0.5), FRAME_MS, 1);
    ratio_print("lines / 50 ms", layout, LAYOUT_MS, 1);
    if (steps->hyphens.count > 0)
        ratio_print("lines with words parted / without", sample_at(&steps->hyphens, 0.5), layout,
                    0);
}

static void
measure_script(const char *name)
{
    struct arena a = { 0 };
    struct buf html = { .arena = &a };
    struct err err = { 0 };
    struct steps steps = { 0 };
    str piece;

    if (file_load(arena_printf(&a, FOLDER "/%s.html", name).ptr, 1 << 20, &a, &piece, &err)) {
        while (html.len < ARTICLE_LEN)
            buf_add(&html, piece);
        for (int i = 0; i < ROUNDS; i++) {
            measure_bare(&steps, buf_str(&html));
            measure_article(&steps, buf_str(&html));
        }
        print_steps(name, &steps);
    }
    sample_clear(&steps.bare);
    sample_clear(&steps.build);
    sample_clear(&steps.first);
    sample_clear(&steps.layout);
    sample_clear(&steps.hyphens);
    sample_clear(&steps.search);
    arena_free(&a);
}

void
bench_setting(void)
{
    printf("\nsetting, in CPU time\n");
    for (size_t i = 0; i < ARRAY_LEN(scripts); i++)
        measure_script(scripts[i]);
}
