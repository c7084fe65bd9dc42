#include "test.h"

#include <courant/page.h>
#include <courant/text.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * tests/data/page/NAME.html is a page, shaped after a publisher's template; NAME.want says line by line
 * what must be found in it: "title = …" a field; "has = …" a piece of the text, in this order; "not = …" what
 * must not be in it; "html = …" a piece of the HTML; "related = TITLE | URL [| TEASER]" all related links, in order.
 */
#define FOLDER    "tests/data/page"
#define MOST_FILE ((size_t)1 << 20)

struct check {
    const char *name;
    struct arena arena;
    struct page_article got;
    size_t text_at;    /* after the last "has" */
    size_t related_at; /* of "related" lines seen */
    size_t feed_at;
    struct buf faults;
};

static const char *const kinds[] = {
    [PAGE_ARTICLE] = "article", [PAGE_EMPTY] = "empty",   [PAGE_PAYWALL] = "paywall",
    [PAGE_CONSENT] = "consent", [PAGE_SCRIPT] = "script", [PAGE_ERROR] = "error",
};

static void
fault(struct check *c, str key, str want, str got)
{
    buf_printf(&c->faults, "\n  %.*s: want \"%.*s\"\n    got \"%.*s\"", STR_ARG(key), STR_ARG(want),
               STR_ARG(str_sub(got, 0, 1500)));
}

static void
check_related(struct check *c, str want)
{
    const struct page_link *link = &c->got.related[c->related_at];

    if (str_eq(want, STR("none")))
        return;
    if (c->related_at >= c->got.related_count) {
        fault(c, STR("related"), want, STR("no more"));
        return;
    }
    str got = arena_printf(&c->arena, "%.*s | %.*s%s%.*s", STR_ARG(link->title), STR_ARG(link->url),
                           link->teaser.len ? " | " : "", STR_ARG(link->teaser));

    c->related_at++;
    if (!str_eq(got, want))
        fault(c, STR("related"), want, got);
}

static void
check_has(struct check *c, str want)
{
    struct buf piece = { .arena = &c->arena };

    for (size_t i = 0; i < want.len; i++)
        if (str_starts(str_from(want, i), STR("\\n"))) {
            buf_add_char(&piece, '\n');
            i++;
        } else {
            buf_add_char(&piece, want.ptr[i]);
        }
    size_t at = str_find(str_from(c->got.text, c->text_at), buf_str(&piece));

    if (at == STR_NONE)
        fault(c, STR("has"), want, str_from(c->got.text, c->text_at));
    else
        c->text_at += at + piece.len;
}

static size_t
count_blocks(str text)
{
    size_t count = text.len > 0;

    for (size_t i = 0; i + 1 < text.len; i++)
        count += text.ptr[i] == '\n' && text.ptr[i + 1] == '\n';
    return count;
}

static str
field_of(struct check *c, str key)
{
    const struct page_article *p = &c->got;
    char published[TIME_TEXT_LEN] = "";

    time_text(p->published_at, published);
    const struct {
        const char *name;
        str value;
    } fields[] = {
        { "title", p->title },
        { "byline", p->byline },
        { "site", p->site_name },
        { "published", arena_str(&c->arena, str_of(published)) },
        { "lead", p->lead.url },
        { "credit", p->lead.credit },
        { "caption", p->lead.caption },
        { "kind", str_of(kinds[p->kind]) },
        { "next", p->next_url },
        { "blocks", arena_printf(&c->arena, "%zu", count_blocks(p->text)) },
    };

    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (str_eq(key, str_of(fields[i].name)))
            return fields[i].value;
    fail_msg("%s: no such key: %.*s", c->name, STR_ARG(key));
    return (str){ "", 0 };
}

static void
check_line(struct check *c, str key, str want)
{
    if (str_eq(key, STR("url")))
        return;
    if (str_eq(key, STR("has"))) {
        check_has(c, want);
    } else if (str_eq(key, STR("not"))) {
        if (str_find_nocase(c->got.text, want) != STR_NONE)
            fault(c, key, want, c->got.text);
    } else if (str_eq(key, STR("html"))) {
        if (str_find(c->got.html, want) == STR_NONE)
            fault(c, key, want, c->got.html);
    } else if (str_eq(key, STR("related"))) {
        check_related(c, want);
    } else if (str_eq(key, STR("feed"))) {
        str got = c->feed_at < c->got.feed_count ? c->got.feeds[c->feed_at++].url : STR("none");

        if (!str_eq(got, want))
            fault(c, key, want, got);
    } else if (!str_eq(field_of(c, key), want)) {
        fault(c, key, want, field_of(c, key));
    }
}

static bool
take_pair(str *rest, str *key, str *value)
{
    str line;

    if (!str_take_line(rest, &line))
        return false;
    size_t equals = str_find_char(line, '=');

    *key = str_trim(str_sub(line, 0, equals));
    *value = str_trim(str_from(line, equals == STR_NONE ? line.len : equals + 1));
    return true;
}

static str
load(struct check *c, const char *end)
{
    struct err err = { 0 };
    str raw = { 0 };
    str path = arena_printf(&c->arena, FOLDER "/%s%s", c->name, end);

    if (!file_load(path.ptr, MOST_FILE, &c->arena, &raw, &err))
        fail_msg("%s", err.text);
    return raw;
}

/* The faults of one page, in words. */
static str
run_page(struct check *c)
{
    struct err err = { 0 };
    str html = load(c, ".html"), want = load(c, ".want"), rest = want, key, value;
    str url = { "", 0 };
    bool has_related = false;

    c->faults.arena = &c->arena;
    while (take_pair(&rest, &key, &value)) {
        if (str_eq(key, STR("url")))
            url = value;
        has_related |= str_eq(key, STR("related"));
    }
    if (!page_extract(&c->arena, html, url, NULL, &c->got, &err))
        fail_msg("%s: %s", c->name, err.text);
    while (take_pair(&want, &key, &value))
        check_line(c, key, value);
    for (size_t i = c->related_at; has_related && i < c->got.related_count; i++)
        fault(c, STR("related"), STR("no more"), c->got.related[i].title);
    return buf_str(&c->faults);
}

static int
is_page(const struct dirent *entry)
{
    return str_ends(str_of(entry->d_name), STR(".html"));
}

static void
pages_give_what_is_wanted(void **state)
{
    struct dirent **entries = NULL;
    int count = scandir(FOLDER, &entries, is_page, alphasort), failed = 0;

    (void)state;
    assert_true(count > 30);
    for (int i = 0; i < count; i++) {
        struct check c = { 0 };
        size_t len = strlen(entries[i]->d_name) - strlen(".html");

        c.name = arena_cstr(&c.arena, (str){ entries[i]->d_name, len });
        str faults = run_page(&c);

        if (faults.len > 0) {
            print_error("%s:%.*s\n", c.name, STR_ARG(faults));
            failed++;
        }
        arena_free(&c.arena);
        free(entries[i]);
    }
    free(entries);
    assert_int_equal(failed, 0);
}

/* ---- what no page of the folder shows ---- */

static const char prose[] =
    "<p>The ferry will sail again on Monday, after eleven weeks at the quay, the operator said.</p>"
    "<p>Shops on the outer islands ran short of flour, diesel and, for one weekend, of bread.</p>"
    "<p>Bookings open at noon, and those who hold old tickets may use them until December.</p>";

static struct page_article
extract(struct arena *a, str html, const struct page_options *options)
{
    struct page_article got = { 0 };
    struct err err = { 0 };

    if (!page_extract(a, html, STR("https://post.example.org/n/1"), options, &got, &err))
        fail_msg("%s", err.text);
    return got;
}

static void
the_user_may_name_the_text(void **state)
{
    struct arena a = { 0 };
    const struct page_options options = { .content_selector = STR_INIT("#odd"),
                                          .remove_selector = STR_INIT("#odd > .no") };
    str html =
        arena_printf(&a, "<main>%s</main><div id=odd>One line, kept.<p class=no>Cut.</div>", prose);

    (void)state;
    assert_str_equal(extract(&a, html, &options).text, STR("One line, kept."));
    arena_free(&a);
}

static void
the_body_is_clean_html(void **state)
{
    static const struct {
        const char *inside, *want;
    } cases[] = {
        { "<p>a <b>b</b></p>", "<p>a <b>b</b></p>\n" },
        { "<p><a href='/x'>a, b</a> and more words follow it here, so it stays</p>",
          "<p><a href=\"https://post.example.org/x\">a, b</a> and more words follow it here, so it "
          "stays</p>\n" },
        { "<b><p>a</p><p>b</p></b>", "<p><b>a</b></p>\n<p><b>b</b></p>\n" },
        { "a<br><br>b<br>c", "<p>a</p>\n<p>b<br>c</p>\n" },
        { "<ul><li>a<li><p>b</ul>", "<ul><li>a\n</li>\n<li><p>b</p>\n</li>\n</ul>\n" },
        { "<p></p><div><span> </span></div>", "" },
        { "<h3>x</h3>a", "<h3>x</h3>\n<p>a</p>\n" },
        { "<pre>a\n  b</pre>", "<pre>a\n  b</pre>\n" },
        { "<p onclick=x>a<script>b</script></p>", "<p>a</p>\n" },
        { "<a href='javascript:x'>a</a> b", "<p><a>a</a> b</p>\n" },
        { "<video src='/v.mp4'></video>",
          "<p><a href=\"https://post.example.org/v.mp4\">Video: post.example.org</a></p>\n" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        const struct page_options options = { .content_selector = STR_INIT("#x") };
        str html = arena_printf(&a, "%s<div id=x>%s</div>", prose, cases[i].inside);
        str got = extract(&a, html, &options).html;

        if (!str_eq(got, str_of(cases[i].want)))
            fail_msg("%s: %.*s", cases[i].inside, STR_ARG(got));
        arena_free(&a);
    }
}

static void
explaining_names_what_was_dropped(void **state)
{
    struct arena a = { 0 };
    str html =
        arena_printf(&a,
                     "<article>%s%s%s</article><div class='newsletter'>Sign up for letters of "
                     "the harbour, which come on Sundays and say what sails.</div>",
                     prose, prose, prose);
    str got = page_explain(&a, html, STR("https://post.example.org/n/1"), NULL);

    (void)state;
    assert_true(str_find(got, STR("article found by")) != STR_NONE);
    assert_true(str_find(got, STR("newsletter or sign-in box")) != STR_NONE);
    arena_free(&a);
}

static str
repeat(struct arena *a, const char *front, const char *piece, size_t count)
{
    struct buf out = { .arena = a };

    buf_add(&out, str_of(front));
    for (size_t i = 0; i < count; i++)
        buf_add(&out, str_of(piece));
    return buf_str(&out);
}

/* Each ends in some seconds, whatever comes of it. */
static void
attacks_are_bounded(void **state)
{
    static const struct {
        const char *piece;
        size_t count;
    } attacks[] = {
        { "<div>", 100000 },
        { "<p>a, b.</p>", 100000 },
        { "<div><a href=/a/b>A headline of some length</a>", 20000 },
        { "<li><h2><a href=/a/b>A headline of some length</a></h2>", 20000 },
        { "<table><tr><td>a", 5000 },
        { "<tr><td>cell</td></tr>", 50000 },
        { "<b><i><p>a, sentence. of some, length.", 5000 },
        { "<figure><img src=a.jpg><figcaption>Photo: x", 20000 },
        { "<meta property=og:title content=x>", 50000 },
        { "<script type=application/ld+json>[[[[{\"@type\":\"Article\"}]]]]</script>", 10000 },
        { "[[[[[[[[", 100000 },
        { "<h2>Related</h2><a href=/b>One more headline here</a>", 20000 },
        { "Photo by (", 100000 },
        { "x \xff\xc2\x80 y", 100000 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(attacks); i++) {
        struct arena a = { 0 };
        struct page_article got = { 0 };
        struct err err = { 0 };
        str html = repeat(&a, "<title>A - B - C</title>", attacks[i].piece, attacks[i].count);
        int64_t began_ms = time_cpu_ms();

        if (!page_extract(&a, html, STR("https://post.example.org/n/1"), NULL, &got, &err))
            assert_int_equal(err.kind, ERR_LIMIT);
        print_message("%6" PRId64 " ms  %s\n", time_cpu_ms() - began_ms, attacks[i].piece);
        assert_true(time_cpu_ms() - began_ms < 10000);
        arena_free(&a);
    }
}

static void
too_large_a_page_is_refused(void **state)
{
    struct arena a = { 0 };
    struct page_article got = { .title = STR_INIT("as it was") };
    struct err err = { 0 };
    str html = repeat(&a, "", "<p>0123456789</p>", 50 * 1000 * 1000 / 17);

    (void)state;
    assert_false(page_extract(&a, html, STR("https://post.example.org/"), NULL, &got, &err));
    assert_int_equal(err.kind, ERR_LIMIT);
    assert_str_equal(got.title, STR("as it was"));
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_give_what_is_wanted),
        cmocka_unit_test(the_user_may_name_the_text),
        cmocka_unit_test(the_body_is_clean_html),
        cmocka_unit_test(explaining_names_what_was_dropped),
        cmocka_unit_test(attacks_are_bounded),
        cmocka_unit_test(too_large_a_page_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
