/* The first start, sizes, quitting and coming back, bad files: the reader as a new user meets it. */
#include "reader.h"
#include "screen.h"
#include "test.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void
the_first_start_shows_news(void **state)
{
    struct home *h = home_make("first");
    const char *argv[] = { courant_path(), NULL };
    /* No network: a proxy that refuses, so that nothing leaves the machine. */
    const char *env[] = { "http_proxy=http://127.0.0.1:9", "https_proxy=http://127.0.0.1:9", NULL };
    struct arena a = { 0 };
    struct err err = { 0 };
    str raw = { 0 };

    (void)state;
    home_file(h, "x", STR(""));
    struct screen *s = screen_start(&(struct screen_options){
        .argv = argv, .env = env, .home = h->folder, .rows = 40, .cols = 120 });

    screen_expect(s, "Stories");
    screen_expect(s, "Article");
    screen_expect(s, "Related");
    screen_expect(s, "courant"); /* the welcome edition speaks of it */
    screen_send(s, "s");
    screen_expect(s, "Central Asia");
    assert_int_equal(screen_end(s), 0);
    assert_true(file_load(home_path(h, "config/courant/sources.ini"), 1 << 16, &a, &raw, &err));
    assert_true(str_find(raw, STR("url")) != STR_NONE);
    assert_true(file_load(home_path(h, "config/courant/courant.ini"), 1 << 16, &a, &raw, &err));
    assert_true(str_find(raw, STR("theme")) != STR_NONE);
    arena_free(&a);
    home_free(h);
}

static struct home *
small_home(const char *name)
{
    static const struct feed_story stories[] = {
        { "Rates held for a third month", "https://wire.example/1",
          "<p>The bank kept its rate where it was, and said so twice.</p>", 1 },
        { "Қазақстан: жаңа теміржол ашылды", "https://wire.example/2",
          "<p>Бүгін жаңа теміржол ашылды.</p>", 2 },
        { "新聞記事の見出し 😀", "https://wire.example/3", "<p>これは本文です。</p>", 3 },
        { "Ferry service resumes", "https://wire.example/4",
          "<p>The ferry sails again on Monday, wind permitting.</p>", 5 },
    };
    struct home *h = home_make(name);

    home_file(h, "wire.xml", feed_of(&h->arena, "Wire", stories, ARRAY_LEN(stories)));
    home_source(h, "wire", "wire.xml", "Wire", "World", NULL);
    home_setting(h, "refresh-on-start = off\nrefresh = off\nfull-text = never\nstart = last");
    return h;
}

static void
no_size_breaks_it(void **state)
{
    static const int sizes[][2] = { { 24, 80 }, { 40, 120 }, { 50, 200 }, { 1, 1 },   { 2, 2 },
                                    { 5, 20 },  { 16, 60 },  { 3, 200 },  { 100, 3 }, { 15, 59 },
                                    { 24, 99 }, { 24, 100 }, { 60, 161 } };
    struct home *h = small_home("sizes");
    int status;

    (void)state;
    HOME_RUN(h, &status, "refresh", "--force");
    assert_int_equal(status, 0);
    struct screen *s = home_read(h, 24, 80);

    screen_expect(s, "Rates held");
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        screen_resize(s, sizes[i][0], sizes[i][1]);
        screen_settle(s, 60);
        screen_send(s, "\tj");
        screen_settle(s, 60);
        screen_send(s, "?");
        screen_settle(s, 60);
        screen_send(s, "q");
        screen_settle(s, 60);
    }
    screen_resize(s, 24, 80);
    screen_expect(s, "Ferry service");
    screen_quit(s);
    home_free(h);
}

static void
it_comes_back_where_it_was(void **state)
{
    static const int signals[] = { 0, SIGHUP, SIGTERM, SIGKILL };
    struct home *h = small_home("back");
    int status;

    (void)state;
    HOME_RUN(h, &status, "refresh", "--force");
    struct screen *s = home_read(h, 24, 80);

    screen_expect(s, "Rates held");
    screen_send(s, "jjj\r");
    screen_expect(s, "wind permitting");
    for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
        screen_settle(s, 1500); /* what was open is written by then */
        if (signals[i])
            kill(screen_pid(s), signals[i]);
        else
            screen_send(s, "Q");
        assert_true(screen_wait_end(s, TEST_LONG_MS) >= 0);
        screen_end(s);
        s = home_read(h, 24, 80);
        screen_expect(s, "wind permitting");
    }
    screen_end(s);
    home_free(h);
}

static void
bad_lines_are_named_and_the_rest_works(void **state)
{
    struct home *h = small_home("bad");
    int status;

    (void)state;
    buf_add(&h->sources, STR("[broken\nurl = x\n[bad-url]\nurl = \"htp://nowhere\"\n"));
    home_source(h, "absent", "absent.xml", "Absent", NULL, NULL);
    HOME_RUN(h, &status, "refresh", "--force");
    assert_int_equal(status, 3);
    struct screen *s = home_read(h, 24, 100);

    screen_expect(s, "Rates held");
    screen_expect_gone(s, "\x1b");
    screen_send(s, "s");
    screen_expect(s, "Absent");
    screen_send(
        s, "G\x12"); /* this one again: what is wrong comes in the place of that it is fetched */
    screen_expect(s, "Absent: the file cannot be read");
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

static void
any_terminal_will_do(void **state)
{
    static const char *const terms[] = {
        "vt100", "linux", "screen-256color", "tmux-256color", "no-such-terminal", "xterm"
    };
    struct home *h = small_home("terms");
    int status;

    (void)state;
    HOME_RUN(h, &status, "refresh", "--force");
    for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
        struct screen *s = home_read_as(h, 24, 80, terms[i], NULL);

        if (!screen_wait(s, "Rates held", TEST_LONG_MS))
            fail_msg("TERM=%s:\n%s", terms[i], screen_text(s));
        assert_int_equal(screen_end(s), 0);
    }
    const char *no_colour[] = { "NO_COLOR=1", NULL },
               *truecolour[] = { "COLORTERM=truecolor", NULL };
    struct screen *s = home_read_as(h, 24, 80, NULL, no_colour);
    int row = 0, col = 0;

    screen_expect(s, "Rates held");
    assert_true(screen_find(s, "Rates held", &row, &col));
    assert_true(str_find(screen_bytes(s), STR("38;")) == STR_NONE);
    screen_end(s);
    s = home_read_as(h, 24, 80, NULL, truecolour);
    screen_expect(s, "Rates held");
    assert_true(str_find(screen_bytes(s), STR("38;2;")) != STR_NONE);
    screen_end(s);
    home_free(h);
}

/* Keys that the terminal's description does not have, and answers that nobody asked for. */
static void
unknown_sequences_are_no_commands(void **state)
{
    static const char *const sequences[] = {
        "\x1b[1;9A", "\x1b[57399u", "\x1b[?62;4c", "\x1b[<0;10;7Q", "\x1bOz", "\x1b[29;3~",
    };
    struct home *h = small_home("sequences");
    int status;

    (void)state;
    HOME_RUN(h, &status, "refresh", "--force");
    struct screen *s = home_read(h, 24, 80);

    screen_expect(s, "4 unread");
    for (size_t i = 0; i < ARRAY_LEN(sequences); i++) {
        screen_send(s, sequences[i]);
        screen_settle(s, 100);
        if (!screen_wait(s, "4 unread", 0) || screen_wait(s, "Keys", 0))
            fail_msg("sequence %zu:\n%s", i, screen_text(s));
    }
    screen_send(s, "?"); /* and what follows is read again */
    screen_expect(s, "Keys");
    screen_end(s);
    home_free(h);
}

/* What PuTTY, rxvt and others send for a key is understood, whatever TERM says. */
static void
keys_of_other_terminals_are_known(void **state)
{
    static const struct {
        const char *end, *begin;
    } keys[] = {
        { "\x1bOF", "\x1bOH" },
        { "\x1b[F", "\x1b[H" },
        { "\x1b[4~", "\x1b[1~" },
        { "\x1b[8~", "\x1b[7~" },
        { "\x1b[B\x1bOB\x1b[B", "\x1b[A\x1bOA\x1b[A" },
    };
    struct home *h = small_home("terminals");
    int status;

    (void)state;
    home_setting(h, "mark-read-on-open = off");
    HOME_RUN(h, &status, "refresh", "--force");
    struct screen *s = home_read(h, 24, 80);

    screen_expect(s, "Ferry service");
    screen_send(s, "jj");
    screen_expect(s, "これは本文です");
    screen_send(s, "kk");
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        screen_expect_gone(s, "これは本文です");
        screen_send(s, keys[i].end);
        screen_send(s, "k");
        screen_expect(s, "これは本文です");
        screen_send(s, "j");
        screen_expect_gone(s, "これは本文です");
        screen_send(s, keys[i].begin);
        screen_send(s, "jj");
        screen_expect(s, "これは本文です");
        screen_send(s, "kk");
    }
    screen_end(s);
    home_free(h);
}

/* Between all and the unread the cursor stays with its story. */
static void
the_unread_keep_the_place(void **state)
{
    struct home *h = small_home("unread");
    int status;

    (void)state;
    home_setting(h, "mark-read-on-open = off");
    HOME_RUN(h, &status, "refresh", "--force");
    struct screen *s = home_read(h, 24, 80);

    screen_expect(s, "Ferry service");
    screen_send(s, "jj");
    screen_expect(s, "これは本文です");
    screen_send(s, "\x1bOHujji"); /* the first is read now; the third is still where one is */
    screen_expect_gone(s, "All stories");
    screen_settle(s, 300);
    assert_true(screen_wait(s, "これは本文です", TEST_LONG_MS));
    screen_send(s, "i");
    screen_expect(s, "All stories");
    screen_settle(s, 300);
    assert_true(screen_wait(s, "これは本文です", TEST_LONG_MS));
    screen_end(s);
    home_free(h);
}

static void
q_goes_one_step_out(void **state)
{
    struct home *h = small_home("out");
    int status;

    (void)state;
    HOME_RUN(h, &status, "refresh", "--force");
    struct screen *s = home_read(h, 24, 80);

    screen_expect(s, "Rates held");
    screen_send(s, ":filter ferry\r");
    screen_expect_gone(s, "Rates held");
    screen_settle(s, 300);
    screen_send(s, "q");
    screen_expect(s, "All stories");
    screen_expect(s, "Rates held");
    screen_send(s, "q");
    assert_int_equal(screen_wait_end(s, TEST_LONG_MS), 0);
    screen_end(s);
    home_free(h);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_start_shows_news),
        cmocka_unit_test(no_size_breaks_it),
        cmocka_unit_test(it_comes_back_where_it_was),
        cmocka_unit_test(bad_lines_are_named_and_the_rest_works),
        cmocka_unit_test(any_terminal_will_do),
        cmocka_unit_test(q_goes_one_step_out),
        cmocka_unit_test(unknown_sequences_are_no_commands),
        cmocka_unit_test(keys_of_other_terminals_are_known),
        cmocka_unit_test(the_unread_keep_the_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
