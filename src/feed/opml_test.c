#include "test.h"

#include <courant/feed.h>

/* One entry in a line: "section|title|url|site|category|own=value,". */
static str
lines_of(struct arena *a, const struct feed_opml_entry *entries, size_t count)
{
    struct buf b = { .arena = a };

    for (size_t i = 0; i < count; i++) {
        const struct feed_opml_entry *e = &entries[i];

        buf_printf(&b, "%.*s|%.*s|%.*s|%.*s|%.*s|", STR_ARG(e->section), STR_ARG(e->title),
                   STR_ARG(e->url), STR_ARG(e->site_url), STR_ARG(e->category));
        for (size_t k = 0; k < e->own_count; k++)
            buf_printf(&b, "%.*s=%.*s,", STR_ARG(e->own[k].name), STR_ARG(e->own[k].value));
        buf_add_char(&b, '\n');
    }
    return buf_str(&b);
}

static str
read_lines(struct arena *a, str text)
{
    const struct feed_opml_entry *entries = NULL;
    struct err err = { 0 };
    size_t count = 0;

    if (!feed_opml_read(a, text, &entries, &count, &err))
        return str_of(arena_cstr(a, str_of(err.text)));
    return lines_of(a, entries, count);
}

/* clang-format off */
static const struct { const char *what, *text, *want; } cases[] = {
    { "flat", "<opml><body><outline text='T' xmlUrl='http://a/' htmlUrl='http://b/' category='x,y'/></body></opml>",
      "|T|http://a/|http://b/|x,y|\n" },
    { "title before text", "<outline text='T' title='Title' xmlUrl='http://a/'/>", "|Title|http://a/|||\n" },
    { "url, and odd case", "<OPML><Outline TEXT='T' url='http://a/'/><outline XMLURL='http://b/'/></OPML>",
      "|T|http://a/|||\n||http://b/|||\n" },
    { "folders in folders",
      "<outline text='A'><outline text='B'><outline xmlUrl='u:1'/></outline><outline xmlUrl='u:2'/></outline><outline xmlUrl='u:3'/>",
      "A/B||u:1|||\nA||u:2|||\n||u:3|||\n" },
    { "folder without a name", "<outline><outline xmlUrl='u:1'/></outline>", "||u:1|||\n" },
    { "a source with outlines in it", "<outline text='A'><outline text='S' xmlUrl='u:1'><outline xmlUrl='u:2'/></outline></outline>",
      "A|S|u:1|||\nA||u:2|||\n" },
    { "links and inclusions are no feeds", "<outline type='link' url='http://a/'/><outline type='include' url='http://b/x.opml'/>", "" },
    { "references, bare & and quotes", "<outline text='a &amp; b & &quot;c&quot; &#x416;' xmlUrl='http://a/?x=1&y=2'/>",
      "|a & b & \"c\" Ж|http://a/?x=1&y=2|||\n" },
    { "controls", "<outline text='a&#27;[31m&#10;b' xmlUrl=' http://a/ '/>", "|a b|http://a/|||\n" },
    { "commands are only read", "<outline xmlUrl='exec:rm -rf /'/>", "||exec:rm -rf /|||\n" },
    { "ours", "<outline xmlUrl='u:1' courant:refresh='30m' courant:enabled='off' courant:a?b='x'/>", "||u:1|||refresh=30m,enabled=off,\n" },
    { "cut off", "<opml><body><outline text='A'><outline xmlUrl='u:1'/><outline xmlUrl='u:2", "A||u:1|||\n" },
    { "windows-1251", "<?xml version='1.0' encoding='windows-1251'?><outline text='\xCC\xE8\xF0' xmlUrl='u:1'/>", "|Мир|u:1|||\n" },
    { "no OPML", "<rss/>", "no OPML: it has no outline" },
    { "empty", "", "no OPML: it has no outline" },
};
/* clang-format on */

static void
reads_what_readers_write(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        str got = read_lines(&a, str_of(cases[i].text));

        if (!str_eq(got, str_of(cases[i].want)))
            fail_msg("%s: got %.*s", cases[i].what, STR_ARG(got));
        arena_free(&a);
    }
}

static void
what_is_written_is_read_again(void **state)
{
    static const struct feed_opml_own own[] = { { STR_INIT("refresh"), STR_INIT("1h") },
                                                { STR_INIT("content"), STR_INIT("a > \"b\"") } };
    static const struct feed_opml_entry entries[] = {
        { .url = STR_INIT("http://a/?x&y"), .title = STR_INIT("<A> & \"B\"") },
        { .url = STR_INIT("u:2"), .title = STR_INIT("2"), .section = STR_INIT("One/Two") },
        { .url = STR_INIT("u:3"), .title = STR_INIT("3"), .section = STR_INIT("Three") },
        { .url = STR_INIT("u:4"),
          .title = STR_INIT("4"),
          .section = STR_INIT("One"),
          .site_url = STR_INIT("http://s/"),
          .category = STR_INIT("x,y"),
          .own = own,
          .own_count = ARRAY_LEN(own) },
        { .url = STR_INIT("u:5"), .title = STR_INIT("5") },
    };
    struct arena a = { 0 };
    str text = feed_opml_write(&a, entries, ARRAY_LEN(entries));
    str lines = read_lines(&a, text);
    const struct feed_opml_entry *again = NULL;
    struct err err = { 0 };
    size_t count = 0;

    (void)state;
    assert_str_equal(lines, STR("|<A> & \"B\"|http://a/?x&y|||\n"
                                "|5|u:5|||\n"
                                "One|4|u:4|http://s/|x,y|refresh=1h,content=a > \"b\",\n"
                                "One/Two|2|u:2|||\n"
                                "Three|3|u:3|||\n"));
    assert_true(feed_opml_read(&a, text, &again, &count, &err));
    assert_str_equal(feed_opml_write(&a, again, count), text);
    arena_free(&a);
}

static void
hostile_lists_are_bounded(void **state)
{
    struct arena a = { 0 };
    struct buf b = { .arena = &a };
    const struct feed_opml_entry *entries = NULL;
    struct err err = { 0 };
    size_t count = 0;
    int64_t began_ms = time_cpu_ms();

    (void)state;
    for (int i = 0; i < 30000; i++)
        buf_add(&b, STR("<outline text='folder'><outline xmlUrl='u:1'/>"));
    assert_true(feed_opml_read(&a, buf_str(&b), &entries, &count, &err));
    assert_true(count <= 20000 && entries[count - 1].section.len <= 1000);
    assert_true(time_cpu_ms() - began_ms < 8000);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_readers_write),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(hostile_lists_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
