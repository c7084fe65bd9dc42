#include <courant/doc.h>
#include <courant/text.h>

#include <assert.h>

/* The first two bytes choose width and options; the rest is HTML. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct doc_layout *layout, int width)
{
    uint32_t at = 0;

    for (size_t y = 0; y < layout->line_count; y++) {
        const struct doc_line *line = &layout->lines[y];
        int cols = line->indent_cols;

        for (size_t i = 0; i < line->run_count; i++) {
            assert(text_is_clean(line->runs[i].text));
            assert(text_cols(line->runs[i].text) == line->runs[i].cols);
            cols += line->runs[i].cols;
        }
        assert(cols <= width && line->at >= at);
        at = line->at;
        assert(doc_line_of(layout, at) <= y);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = { 0 };
    struct doc doc;
    struct doc_layout layout;
    struct doc_hit *hits;

    if (size < 2)
        return 0;
    const struct doc_source source = { .title = STR("Title"),
                                       .html = { (const char *)data + 2, size - 2 },
                                       .base_url = STR("https://example.org/") };
    const struct doc_options options = { .width_cols = data[0] % 120 + 1,
                                         .measure_cols = data[1] & 8 ? 60 : 0,
                                         .is_justified = data[1] & 1,
                                         .has_link_numbers = (data[1] & 2) != 0,
                                         .is_bidi = (data[1] & 4) != 0,
                                         .hyphens = (data[1] & 8) != 0
                                                        ? text_hyphens_find(STR("en"))
                                                        : NULL };

    doc_build(&a, &source, &doc);
    doc_layout(&a, &doc, &options, &layout);
    check(&layout, options.width_cols);
    size_t count = doc_search(&a, &layout, STR("a"), &hits);

    for (size_t i = 0; i < count; i++)
        assert(hits[i].line < layout.line_count && hits[i].cols > 0);
    doc_text(&a, &doc, &options, true);
    arena_free(&a);
    return 0;
}
