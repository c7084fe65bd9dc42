/* The sources as the reader manages them: changed from within, in the file as the user wrote it, in every copy, taken back. */
#include "reader.h"
#include "screen.h"
#include "server.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

static struct server *server;
static struct home *home;
static struct screen *screen;

#define FILE_MOST (1 << 16)

static int
begin(void **state)
{
    static const struct feed_story story = { "Boats came in", "https://post.example/1",
                                             "<p>All of them did.</p>", 2 };
    int status;

    (void)state;
    server = server_new();
    home = home_with_wire("manage");
    home_source(home, "gone", server_url(server, "/gone"), "Gone Gazette", "World", NULL);
    home_source(home, "post", server_url(server, "/post"), "Harbour Post", "Sea", NULL);
    server_add(server, &(struct server_route){ .path = "/post",
                                               .body = feed_of(&home->arena, "Post", &story, 1) });
    HOME_RUN(home, &status, "refresh", "--force");
    screen = home_read(home, 30, 80);
    screen_expect(screen, "Rates held");
    screen_send(screen, "s");
    screen_expect(screen, "Gone Gazette");
    return 0;
}

static int
end(void **state)
{
    (void)state;
    screen_end(screen);
    home_free(home);
    server_free(server);
    return 0;
}

static bool
file_has(const char *text)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    str raw = { 0 };

    assert_true(
        file_load(home_path(home, "config/courant/sources.ini"), FILE_MOST, &a, &raw, &err));
    assert_true(str_find(raw, STR(WIRE_REMARK)) != STR_NONE);
    bool has = str_find(raw, str_of(text)) != STR_NONE;

    arena_free(&a);
    return has;
}

static void
go_to(const char *name)
{
    screen_send(screen, "/");
    screen_send(screen, name);
    screen_send(screen, "\r");
    screen_expect(screen, ": 1 of 3");
}

static void
leave_filter(void)
{
    screen_send(screen, "\x1b");
    screen_expect_gone(screen, "/gazette: ");
}

static void
run_line(const char *line)
{
    screen_send(screen, ":");
    screen_send(screen, line);
    screen_send(screen, "\r");
}

static void
a_source_tells_how_it_is(void **state)
{
    (void)state;
    screen_expect(screen, "404");
    screen_expect(screen, "1 problem");
    go_to("gazette");
    screen_send(screen, "d");
    screen_expect(screen, "About this source");
    screen_expect(screen, "failing");
    screen_expect(screen, "1 in a row");
    screen_expect(screen, "next try");
    screen_send(screen, "q");
    screen_expect_gone(screen, "About this source");
    screen_send(screen, "\x12"); /* Ctrl-r: tried again */
    screen_expect(screen, "2 times in a row");
}

static void
failures_can_be_silenced(void **state)
{
    (void)state;
    go_to("gazette");
    screen_expect(screen, "404");
    screen_send(screen, "S");
    screen_expect(screen, "is silenced");
    screen_expect_gone(screen, "404");
    screen_expect_gone(screen, "1 problem");
    assert_true(file_has("silent  = on"));
    screen_send(screen, "U");
    screen_expect(screen, "404");
    assert_false(file_has("silent"));
}

static void
what_is_changed_stands_in_the_file_and_is_taken_back(void **state)
{
    (void)state;
    go_to("gazette");
    run_line("rename The Echo");
    screen_expect(screen, "is called The Echo now");
    assert_true(file_has("\"The Echo\""));
    screen_expect(screen,
                  "! The Echo"); /* the store knows it too: it stays, though no gazette any more */
    leave_filter();
    run_line("move Sea"); /* the cursor has stayed on it */
    screen_expect(screen, "The Echo is in Sea now");
    screen_send(screen, "x");
    screen_expect(screen, "The Echo is off");
    assert_true(file_has("enabled = off"));
    run_line("refresh-source gone");
    screen_expect(screen, "The Echo is off; :enable");
    run_line("enable gone");
    screen_expect(screen, "The Echo is on again");
    assert_false(file_has("enabled"));
    run_line("remove gone");
    screen_expect(screen, "is removed");
    screen_expect_gone(screen, "404");
    assert_false(file_has("[gone]"));
    for (int i = 0; i < 5; i++) {
        screen_send(screen, "U");
        screen_expect(screen, "taken back");
        screen_send(screen, "k");
        screen_expect_gone(screen, "taken back");
    }
    screen_expect(screen, "Gone Gazette");
    assert_true(file_has("[gone]") && file_has("\"Gone Gazette\"") && !file_has("The Echo"));
}

static void
another_copy_sees_it(void **state)
{
    struct screen *other = home_read(home, 30, 80);

    (void)state;
    screen_expect(other, "Rates held");
    screen_send(other, "s");
    screen_expect(other, "Gone Gazette");
    go_to("gazette");
    screen_send(screen, "S");
    screen_expect_gone(other, "404");
    run_line("move Far away");
    screen_expect(other, "Far away");
    screen_end(other);
}

/* The editor of VISUAL gets the line and the file as words of its own; what it writes holds. */
static void
the_file_is_edited_at_its_line(void **state)
{
    static const char script[] = "#!/bin/sh\n"
                                 "sed -i 's/Gone Gazette/The Echo/' \"$3\"\n"
                                 "echo \"$#:$1:$2\" > \"$HOME/words\"\n";
    const char *file = home_file(home, "my editor", str_of(script));
    const char *env[] = { arena_printf(&home->arena, "VISUAL=sh '%s' --wait", file).ptr, NULL };
    struct err err = { 0 };
    str words = { 0 };

    (void)state;
    screen_send(screen, "s"); /* else it would begin among the sources */
    screen_expect_gone(screen, "Gone Gazette");
    screen_end(screen);
    screen = home_read_as(home, 24, 80, "xterm-256color", env);
    screen_expect(screen, "Rates held");
    screen_send(screen, "s");
    screen_expect(screen, "Gone Gazette");
    go_to("gazette");
    screen_send(screen, "e");
    screen_expect(screen, "sources.ini: read again");
    leave_filter();
    screen_expect(screen, "The Echo");
    assert_true(file_load(home_path(home, "words"), 100, &home->arena, &words, &err));
    if (!str_starts(words, STR("3:--wait:+")))
        fail_msg("%.*s", STR_ARG(words));
    screen_send(screen, "?"); /* the screen is whole again, and keys come */
    screen_expect(screen, "Moving");
}

static void
what_cannot_be_written_is_said(void **state)
{
    struct arena a = { 0 };

    (void)state;
    const char *file = home_path(home, "config/courant/sources.ini");
    const char *kept = arena_printf(&a, "%s.kept", file).ptr;

    go_to("gazette");
    assert_int_equal(rename(file, kept), 0);
    run_line("rename The Echo");
    screen_expect(screen, "sources.ini");
    assert_int_equal(rename(kept, file), 0);
    screen_expect(screen, "Gone Gazette");
    arena_free(&a);
}

/* Made of what is listed, it holds for what comes next. */
static void
a_rule_is_made_of_a_query(void **state)
{
    static const struct feed_story stories[] = {
        { "Rates raised", "https://wire.example/2", "<p>The bank raised its rate.</p>", 0 },
        { "A ferry sails", "https://wire.example/3", "<p>At last.</p>", 0 },
        { "Rates held", "https://wire.example/1", "<p>The bank kept its rate.</p>", 1 },
    };
    int status;

    (void)state;
    run_line("rule hide");
    screen_expect(screen, "a rule is made of what is searched");
    run_line("filter title:rates");
    screen_expect(screen, "Rates held");
    run_line("rule hide");
    screen_expect(screen, "[title-rates] in rules.ini");
    home_file(home, "wire.xml", feed_of(&home->arena, "Wire", stories, ARRAY_LEN(stories)));
    run_line("refresh-source wire");
    run_line("all");
    screen_expect(screen, "A ferry sails");
    screen_expect_gone(screen, "Rates raised");
    str hidden = HOME_RUN(home, &status, "list", "is:hidden");

    if (str_find(hidden, STR("hidden by title-rates")) == STR_NONE)
        fail_msg("%.*s", STR_ARG(hidden));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_source_tells_how_it_is),
        TEST(failures_can_be_silenced),
        TEST(what_is_changed_stands_in_the_file_and_is_taken_back),
        TEST(another_copy_sees_it),
        TEST(the_file_is_edited_at_its_line),
        TEST(what_cannot_be_written_is_said),
        TEST(a_rule_is_made_of_a_query),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
