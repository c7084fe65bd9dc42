#include "test.h"

#include <courant/doc.h>
#include <courant/text.h>

#include <stdlib.h>
#include <string.h>

#define FOLDER "tests/data/doc"

static const char *const documents[] = {
    "article", "lists",      "tables", "code",   "cyrillic", "cjk",   "rtl",   "pictures",
    "messy",   "long-words", "emoji",  "quotes", "science",  "notes", "indic", "thai",
};

static const int widths[] = { 40, 72, 100 };

static str
load(struct arena *a, const char *path)
{
    struct err err = { 0 };
    str bytes;

    if (!file_load(path, 4 << 20, a, &bytes, &err))
        fail_msg("%s", err.text);
    return bytes;
}

static void
build(struct arena *a, str html, struct doc *doc)
{
    const struct doc_source source = { .html = html,
                                       .base_url = STR("https://news.example/2025/") };

    doc_build(a, &source, doc);
}

static void
build_document(struct arena *a, const char *name, struct doc *doc)
{
    build(a, load(a, arena_printf(a, FOLDER "/%s.html", name).ptr), doc);
}

/* COURANT_UPDATE_GOLDEN=1 writes what comes out; then look at each with your own eyes. */
static void
compare(struct arena *a, const char *path, str got)
{
    struct err err = { 0 };

    if (getenv("COURANT_UPDATE_GOLDEN")) {
        if (!file_write(path, got, &err))
            fail_msg("%s", err.text);
        return;
    }
    str want = load(a, path), got_line, want_line;

    for (int number = 1;; number++) {
        bool has_got = str_take_line(&got, &got_line);
        bool has_want = str_take_line(&want, &want_line);

        if (!has_got && !has_want)
            return;
        if (!has_got || !has_want || !str_eq(got_line, want_line))
            fail_msg("%s:%d: got \"%.*s\", want \"%.*s\"", path, number,
                     STR_ARG(has_got ? got_line : STR("<end>")),
                     STR_ARG(has_want ? want_line : STR("<end>")));
    }
}

/* Its words are found by a library that may not be there; lines then break elsewhere. */
static bool
knows_thai(void)
{
    static const char words[] = "การค้าและการขนส่ง";
    char breaks[sizeof(words)];

    text_breaks((str){ words, sizeof(words) - 1 }, breaks);
    return memchr(breaks, TEXT_MAY_BREAK, sizeof(words) - 1) != NULL;
}

static void
documents_look_as_they_should(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(documents); i++) {
        struct arena a = { 0 };
        struct doc doc;

        if (strcmp(documents[i], "thai") == 0 && !knows_thai())
            continue;
        build_document(&a, documents[i], &doc);
        for (size_t k = 0; k < ARRAY_LEN(widths); k++) {
            const struct doc_options options = { .width_cols = widths[k],
                                                 .measure_cols = 72,
                                                 .is_justified = k == 1 && i == 0,
                                                 .has_link_numbers = true,
                                                 .is_bidi = true };
            str path = arena_printf(&a, FOLDER "/%s.%d.txt", documents[i], widths[k]);

            compare(&a, path.ptr, doc_text(&a, &doc, &options, k == 1));
        }
        arena_free(&a);
    }
}

/* The lines of `part` are those of `whole` from y on. */
static void
compare_lines(const struct doc_layout *part, const struct doc_layout *whole, size_t y)
{
    assert_true(y + part->line_count <= whole->line_count);
    for (size_t i = 0; i < part->line_count; i++) {
        const struct doc_line *x = &part->lines[i], *z = &whole->lines[y + i];

        assert_int_equal(x->at, z->at);
        assert_int_equal(x->indent_cols, z->indent_cols);
        assert_int_equal(x->run_count, z->run_count);
        for (size_t k = 0; k < x->run_count; k++)
            assert_true(str_eq(x->runs[k].text, z->runs[k].text));
    }
}

static void
check_parts(struct arena *a, const struct doc *doc, uint32_t at, const struct doc_layout *whole,
            size_t about)
{
    const struct doc_options options = {
        .width_cols = 60, .measure_cols = 50, .is_bidi = true, .is_justified = true
    };
    struct doc_layout part;
    size_t want = doc_line_of(whole, at), least = 30;

    doc_layout_begin(a, doc, &options, at, least, &part);
    size_t top = doc_line_of(&part, at), y = want - top;

    compare_lines(&part, whole, y);
    assert_true(part.line_count >= MIN(least, whole->line_count));
    assert_true(y + part.line_count == whole->line_count || part.line_count - top >= least);
    assert_int_equal(part.end, whole->end);
    for (int rounds = 0; !part.is_whole; rounds++) {
        size_t in_front = doc_layout_more(&part, about);

        assert_true(in_front == 0 || in_front == y);
        y -= in_front;
        compare_lines(&part, whole, y);
        assert_true(rounds < 10000);
    }
    assert_int_equal(part.line_count, whole->line_count);
    assert_int_equal(doc_layout_more(&part, about), 0);
}

static void
parts_make_the_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(documents); i++) {
        const struct doc_options options = {
            .width_cols = 60, .measure_cols = 50, .is_bidi = true, .is_justified = true
        };
        struct arena a = { 0 };
        struct doc doc;
        struct doc_layout whole;

        build_document(&a, documents[i], &doc);
        doc_layout(&a, &doc, &options, &whole);
        assert_true(whole.is_whole);
        for (size_t y = 0; y < whole.line_count; y += 1 + whole.line_count / 9)
            for (size_t about = 1; about < 100; about *= 7)
                check_parts(&a, &doc, whole.lines[y].at, &whole, about);
        check_parts(&a, &doc, whole.end + 100, &whole, SIZE_MAX);
        arena_free(&a);
    }
}

static int
line_cols(const struct doc_line *line)
{
    int cols = line->indent_cols;

    for (size_t i = 0; i < line->run_count; i++) {
        if (text_cols(line->runs[i].text) != line->runs[i].cols)
            fail_msg("\"%.*s\" is not of %d columns", STR_ARG(line->runs[i].text),
                     line->runs[i].cols);
        cols += line->runs[i].cols;
    }
    return cols;
}

static void
check_layout(struct arena *a, const char *name, const struct doc *doc,
             const struct doc_options *options)
{
    struct doc_layout layout;
    uint32_t at = 0;

    doc_layout(a, doc, options, &layout);
    for (size_t y = 0; y < layout.line_count; y++) {
        const struct doc_line *line = &layout.lines[y];
        str last = line->run_count ? line->runs[line->run_count - 1].text : STR("");

        if (line_cols(line) > options->width_cols)
            fail_msg("%s at %d: line %zu is %d columns wide", name, options->width_cols, y,
                     line_cols(line));
        if (line->at < at)
            fail_msg("%s at %d: line %zu goes back", name, options->width_cols, y);
        at = line->at;
        if (str_ends(last, STR(" ")))
            fail_msg("%s at %d: line %zu ends in a blank", name, options->width_cols, y);
        for (size_t i = 0; i < line->run_count; i++)
            assert_true(str_eq(text_shown(a, line->runs[i].text), line->runs[i].text) &&
                        line->runs[i].link < (int)doc->link_count);
    }
}

static void
no_line_overruns_at_any_width(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(documents); i++) {
        struct arena a = { 0 };
        struct doc doc;

        build_document(&a, documents[i], &doc);
        for (int width = 1; width <= 130; width++) {
            struct arena scratch = { 0 };
            struct doc_options options = { .width_cols = width, .measure_cols = 66 };

            options.is_justified = width % 2 == 0;
            options.has_link_numbers = width % 3 == 0;
            options.is_bidi = width % 5 != 0;
            options.hyphens = width % 7 < 3 ? text_hyphens_find(STR("en")) : NULL;
            check_layout(&scratch, documents[i], &doc, &options);
            arena_free(&scratch);
        }
        arena_free(&a);
    }
}

/* A vowel sign after a flag's half is shown on a circle that the words about it were not counted with. */
static void
signs_that_cannot_stand_alone_do_not_overrun(void **state)
{
    static const struct doc_source source = {
        .html = STR_INIT(
            "<p>One two three four \xF0\x9F\x87\xBA\xE1\x87\xA6 five six seven eight nine ten "
            "\xF0\x9F\x87\xBA\xE1\x87\xA6 eleven twelve thirteen fourteen.</p>"),
    };
    struct arena a = { 0 };
    struct doc doc;

    (void)state;
    doc_build(&a, &source, &doc);
    for (int width = 1; width <= 80; width++) {
        struct doc_options options = { .width_cols = width, .is_justified = true };

        struct doc_layout layout;

        doc_layout(&a, &doc, &options, &layout);
        for (size_t y = 0; y < layout.line_count; y++) {
            int cols = layout.lines[y].indent_cols;

            for (size_t i = 0; i < layout.lines[y].run_count; i++)
                cols += text_cols(layout.lines[y].runs[i].text);
            assert_in_range(cols, 0, width);
        }
    }
    arena_free(&a);
}

/* The line on top at one width: the line for its place at another must show the same words. */
static void
places_are_kept_across_widths(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(documents); i++) {
        struct arena a = { 0 };
        struct doc doc;
        struct doc_layout narrow, wide;
        struct doc_options options = { .width_cols = 40, .is_bidi = true };

        build_document(&a, documents[i], &doc);
        doc_layout(&a, &doc, &options, &narrow);
        options.width_cols = 90;
        options.has_link_numbers = true;
        doc_layout(&a, &doc, &options, &wide);
        for (size_t y = 0; y < narrow.line_count; y++) {
            size_t there = doc_line_of(&wide, narrow.lines[y].at);

            assert_true(wide.lines[there].at <= narrow.lines[y].at);
            if (there + 1 < wide.line_count)
                assert_true(wide.lines[there + 1].at > narrow.lines[y].at ||
                            wide.lines[there + 1].at == wide.lines[there].at);
            if (wide.lines[there].at == narrow.lines[y].at)
                assert_true(doc_line_of(&narrow, wide.lines[there].at) <= y);
        }
        for (size_t y = 0; y < wide.line_count; y++)
            assert_true(doc_line_of(&wide, wide.lines[y].at) <= y);
        arena_free(&a);
    }
}

/* Patterns are the system's: without any there is nothing to see. */
static void
words_are_parted_where_lines_end_short(void **state)
{
    struct arena a = { 0 };
    struct doc doc;
    struct doc_layout layout;
    struct doc_hit *hits;
    struct doc_options options = { .width_cols = 24, .hyphens = text_hyphens_find(STR("en")) };

    (void)state;
    if (!options.hyphens)
        test_skip("no libhyphen or no English patterns");
    build(&a,
          STR("<h2>Interconfessional hyphenation</h2><p>They spoke about interconnectedness and "
              "<code>interchangeable</code> parts."),
          &doc);
    doc_layout(&a, &doc, &options, &layout);
    check_layout(&a, "hyphens", &doc, &options);
    assert_str_equal(doc_text(&a, &doc, &options, false),
                     STR("Interconfessional\nhyphenation\nThey spoke about inter-\n"
                         "connectedness and\ninterchangeable parts.\n"));
    assert_int_equal(doc_search(&a, &layout, STR("interconnectedness"), &hits), 2);
    options.hyphens = NULL;
    doc_layout(&a, &doc, &options, &layout);
    assert_int_equal(doc_search(&a, &layout, STR("interconnectedness"), &hits), 1);
    arena_free(&a);
}

static str
repeated(struct arena *a, const char *piece, int count)
{
    struct buf b = { .arena = a };

    while (count-- > 0)
        buf_add(&b, str_of(piece));
    return buf_str(&b);
}

/* Each must end, within a second or so, in lines that fit. */
static void
hostile_pages_are_bounded(void **state)
{
    static const struct {
        const char *piece;
        int count;
    } cases[] = {
        { "<div>", 100000 },
        { "<blockquote>x", 3000 },
        { "<ul><li>x", 3000 },
        { "<table><tr><td>x", 2000 },
        { "<b><i>", 300 },
        { "<td colspan=99999 rowspan=99999>x", 3000 },
        { "<li value=99999999999>x", 20000 },
        { "<ol type=i start=3999><li>x", 200 },
        { "<a href=/x>y", 20000 },
        { "\xCC\x81", 100000 },
        { "👨‍", 50000 },
        { "x", 1000000 },
        { "新", 200000 },
        { "&shy;", 100000 },
        { "<br>", 100000 },
        { "<hr>", 100000 },
        { "<img src=/x>", 20000 },
        { "<pre>\t", 1000 },
        { "<sup>", 3000 },
        { "<q>", 2000 },
        { "<q>a quotation in the one before, and so on: only its beginning is read for its marks ",
          20000 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        struct doc doc;
        const struct doc_options options = { .width_cols = 40, .is_bidi = true };
        int64_t start = time_cpu_ms();

        build(&a, repeated(&a, cases[i].piece, cases[i].count), &doc);
        check_layout(&a, cases[i].piece, &doc, &options);
        if (time_cpu_ms() - start > 8000)
            fail_msg("%s: took %" PRId64 " ms", cases[i].piece, time_cpu_ms() - start);
        arena_free(&a);
    }
}

static void
wide_table_is_bounded(void **state)
{
    struct arena a = { 0 };
    struct buf b = { .arena = &a };
    struct doc doc;
    const struct doc_options options = { .width_cols = 80 };

    (void)state;
    buf_add(&b, STR("<table>"));
    for (int row = 0; row < 3000; row++) {
        buf_add(&b, STR("<tr>"));
        for (int col = 0; col < 6; col++)
            buf_printf(&b, "<td>cell %d of %d", col, row);
    }
    build(&a, buf_str(&b), &doc);
    assert_int_equal(doc.block_count, 1);
    check_layout(&a, "big table", &doc, &options);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_look_as_they_should),
        cmocka_unit_test(parts_make_the_whole),
        cmocka_unit_test(no_line_overruns_at_any_width),
        cmocka_unit_test(signs_that_cannot_stand_alone_do_not_overrun),
        cmocka_unit_test(places_are_kept_across_widths),
        cmocka_unit_test(words_are_parted_where_lines_end_short),
        cmocka_unit_test(hostile_pages_are_bounded),
        cmocka_unit_test(wide_table_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
