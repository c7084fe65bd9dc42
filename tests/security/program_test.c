/*
 * CVE-2017-12904, CVE-2017-14500 (newsbeuter), CVE-2013-7416 (Canto), newsraft's default browser command, argument
 * injection: what a feed calls its links never reaches a shell, and is one argument or none.
 */
#include "reader.h"
#include "screen.h"
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Each is put behind https://h.example/; @ is a file that must not come to be. */
static const char *const payloads[] = {
    "a?$(touch @)", "b?`touch @`",    "c?';touch @;'",     "d?\";touch @;\"",
    "e?;touch @;",  "f?&#10;touch @", "g?|touch @",        "h?&amp;&amp;touch @",
    "i?%%u%@%%n",   "j? --version",   "k?\\\";touch @\\",  "l?${IFS}touch${IFS}@",
    "m?>@",         "n?a b\tc",       "o?#'\"`$(touch @)",
};

/* Whole addresses that must not be handed to anything. */
static const char *const refused[] = {
    "--version",           "-https://h.example/", "javascript:alert(1)",
    "file:///etc/passwd",  "data:text/html,x",    "exec:touch marker",
    "|touch marker",       "$(touch marker)",     "ssh://-oProxyCommand=touch/",
    "mailto:-x@h.example",
};

static const char *
link_of(struct arena *a, const char *payload, const char *marker)
{
    struct buf b = { .arena = a };

    buf_add(&b, STR("https://h.example/"));
    for (; *payload; payload++)
        if (*payload == '@')
            buf_add(&b, str_of(marker));
        else
            buf_add_char(&b, *payload);
    buf_add_char(&b, '\0');
    return b.ptr;
}

/* Inside an attribute. */
static str
quoted(struct arena *a, const char *link)
{
    struct buf b = { .arena = a };

    for (; *link; link++)
        if (*link == '"')
            buf_add(&b, STR("&quot;"));
        else
            buf_add_char(&b, *link);
    return buf_str(&b);
}

static str
story_xml(struct arena *a, size_t i, const char *link)
{
    return arena_printf(a,
                        "<item><title>Story %zu end</title><guid isPermaLink=\"false\">%zu</guid>"
                        "<link>%s</link><pubDate>Mon, 02 Nov 2026 10:%02zu:00 GMT</pubDate>"
                        "<description>Words of it.</description>"
                        "<enclosure url=\"%.*s\" type=\"audio/mpeg\" length=\"1\"/></item>",
                        i, i, link, 59 - i, STR_ARG(quoted(a, link)));
}

/* A home whose browser and player write down what they are given. */
static struct home *
recorded_home(const char *name, const char *const *links, size_t count)
{
    struct home *h = home_make(name);
    const char *recorder = home_path(h, "recorder"), *heard = home_path(h, "heard");
    struct buf feed = { .arena = &h->arena };

    home_file(h, "recorder",
              arena_printf(&h->arena,
                           "#!/bin/sh\nprintf '%%s\\n' \"$#\" \"$@\" >%s.new\nmv %s.new %s\n",
                           heard, heard, heard));
    assert_int_equal(chmod(recorder, 0700), 0);
    buf_add(&feed, STR("<rss version=\"2.0\"><channel><title>Payloads</title>"));
    for (size_t i = 0; i < count; i++)
        buf_add(&feed, story_xml(&h->arena, i, links[i]));
    buf_add(&feed, STR("</channel></rss>"));
    home_file(h, "feed.xml", buf_str(&feed));
    home_source(h, "p", "feed.xml", NULL, "Test", NULL);
    home_setting(h, "refresh = off\nrefresh-on-start = off\nfull-text = never\nstart = all");
    home_setting(
        h,
        arena_printf(&h->arena, "browser = \"%s %%u\"\nplayer = \"%s\"", recorder, recorder).ptr);
    return h;
}

/* What the recorder heard, waited for; empty: nothing within ms. */
static str
heard_within(struct home *h, int ms)
{
    const char *path = home_path(h, "heard");
    int64_t until_ms = time_now_ms() + ms;
    struct err err = { 0 };
    str raw = { 0 };

    while (!file_exists(path) && time_now_ms() < until_ms)
        usleep(10000);
    if (!file_load(path, 1 << 16, &h->arena, &raw, &err))
        return STR("");
    remove(path);
    return raw;
}

/* A JSON string without its opening quote; of escapes only what addresses have. */
static str
unescaped(struct arena *a, str json)
{
    struct buf b = { .arena = a };

    for (size_t i = 0; i < json.len && json.ptr[i] != '"'; i++) {
        i += json.ptr[i] == '\\' && i + 1 < json.len;
        buf_add_char(&b, json.ptr[i]);
    }
    return buf_str(&b);
}

/* The address of story i as the program itself prints it. */
static str
url_of(struct home *h, size_t i)
{
    int status;
    str out = HOME_RUN(h, &status, "list", "--json"), line;
    str wanted = arena_printf(&h->arena, "\"title\":\"Story %zu end\"", i);

    while (str_take_line(&out, &line)) {
        size_t at = str_find(line, STR("\"url\":\""));

        if (str_find(line, wanted) == STR_NONE || at == STR_NONE)
            continue;
        return unescaped(&h->arena, str_from(line, at + 7));
    }
    return STR("");
}

static void
one_argument_byte_for_byte(void **state)
{
    const char *links[ARRAY_LEN(payloads)];
    struct arena a = { 0 };
    int status;

    (void)state;
    const char *marker = arena_printf(&a, "%s/marker", test_folder()).ptr;

    for (size_t i = 0; i < ARRAY_LEN(payloads); i++)
        links[i] = link_of(&a, payloads[i], marker);
    struct home *h = recorded_home("payloads", links, ARRAY_LEN(payloads));

    HOME_RUN(h, &status, "refresh", "--force");
    assert_int_equal(status, 0);
    struct screen *s = home_read(h, 30, 120);

    screen_expect(s, "Story 0 end");
    for (size_t i = 0; i < ARRAY_LEN(payloads); i++) {
        str want = url_of(h, i), heard;

        screen_expect(s, arena_printf(&a, "Story %zu end", i).ptr);
        for (size_t k = 0; k < 2; k++) {
            screen_settle(s, 250);
            screen_send(s, k ? "e" : "o");
            heard = heard_within(h, TEST_LONG_MS);
            if (!str_eq(heard, arena_printf(&a, "1\n%.*s\n", STR_ARG(want))))
                fail_msg("%s of %s: heard \"%.*s\", want \"%.*s\"", k ? "player" : "browser",
                         links[i], STR_ARG(heard), STR_ARG(want));
        }
        screen_send(s, "j");
    }
    assert_false(file_exists(marker));
    assert_int_equal(screen_end(s), 0);
    home_free(h);
    arena_free(&a);
}

static void
what_is_no_web_address_opens_nothing(void **state)
{
    struct home *h = recorded_home("refused", refused, ARRAY_LEN(refused));
    int status;

    (void)state;
    HOME_RUN(h, &status, "refresh", "--force");
    assert_int_equal(status, 0);
    struct screen *s = home_read(h, 30, 120);

    screen_expect(s, "Story 0 end");
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        screen_settle(s, 250);
        screen_send(s, "o");
        screen_settle(s, 100);
        screen_send(s, "e");
        str heard = heard_within(h, 200);

        if (heard.len > 0 && !str_starts(heard, STR("1\nhttp")))
            fail_msg("%s: heard \"%.*s\"", refused[i], STR_ARG(heard));
        screen_send(s, "j");
    }
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_argument_byte_for_byte),
        cmocka_unit_test(what_is_no_web_address_opens_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
