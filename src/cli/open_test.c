#include "cli/cli.h"
#include "server.h"
#include "test.h"

#include <courant/store.h>
#include <courant/text.h>

#include <locale.h>
#include <unistd.h>

#define FEED                                                                                       \
    "<rss version=\"2.0\"><channel><title>The \"Post\"\n[evil]</title>"                            \
    "<item><title>One</title></item></channel></rss>"

/* As if the program were started anew, on files of its own. */
static void
start(struct cli *cli, const char *folder)
{
    struct config_paths over = { 0 };
    struct err err = { 0 };

    *cli = (struct cli){ 0 };
    over.config_folder = arena_printf(&cli->arena, "%s/%s", test_folder(), folder);
    over.log_file = arena_printf(&cli->arena, "%s/log", test_folder());
    over.store_file = arena_printf(&cli->arena, "%s/%s/data/courant.db", test_folder(), folder);
    assert_true(config_paths_find(&cli->arena, &over, &cli->paths, &err));
}

static void
stop(struct cli *cli)
{
    store_close(cli->store);
    arena_free(&cli->arena);
}

static int64_t
story_count(struct cli *cli)
{
    int64_t all = 0, unread = 0, saved = 0;
    struct err err = { 0 };

    assert_true(store_totals(cli->store, &all, &unread, &saved, &err));
    return all;
}

static void
the_first_start_has_files_and_stories(void **state)
{
    struct store_source welcome;
    struct cli cli;
    struct err err = { 0 };

    (void)state;
    start(&cli, "first");
    if (!cli_store(&cli, &err))
        fail_msg("%s", err.text);
    assert_true(cli.is_first_start);
    assert_in_range(story_count(&cli), 8, 14);
    stop(&cli);
    start(&cli, "first");
    assert_true(cli_store(&cli, &err));
    assert_false(cli.is_first_start);
    assert_in_range(story_count(&cli), 8, 14);
    assert_true(store_source_find(cli.store, &cli.arena, STR("welcome"), &welcome, &err));
    assert_true(welcome.is_listed && welcome.is_disabled);
    stop(&cli);
}

static void
add_and_remove_reach_file_and_store(void **state)
{
    struct server *server = server_new();
    struct store_source source;
    struct cli cli;
    struct err err = { 0 };

    (void)state;
    alarm(TEST_HANG_S);
    server_feed(server, "/feed.xml", FEED);
    start(&cli, "add");
    str args[] = { str_of(server_url(server, "/feed.xml")), STR("--section"), STR("Test\n[evil]"),
                   STR("--yes") };
    str name[1] = { STR_INIT("127.0.0.1-") };

    name[0] = arena_printf(&cli.arena, "127.0.0.1-%d", server_port(server));
    assert_int_equal(cli_add(&cli, args, 4), CLI_DONE);
    assert_true(store_source_find(cli.store, &cli.arena, name[0], &source, &err));
    assert_str_equal(source.section, STR("Test [evil]"));
    assert_int_equal(cli_add(&cli, args, 1), CLI_INVALID); /* it is there already */
    assert_int_equal(cli_remove(&cli, name, 1), CLI_DONE);
    assert_true(store_source_find(cli.store, &cli.arena, name[0], &source, &err));
    assert_false(source.is_listed);
    assert_int_equal(cli_remove(&cli, name, 1), CLI_INVALID);
    assert_int_equal(cli_remove(&cli, name, 0), CLI_USAGE);
    stop(&cli);
    server_free(server);
}

/* Old enough that no writing to come can look the same. */
static void
wait_for_stamp(struct cli *cli)
{
    for (int64_t end = time_now_ms() + TEST_LONG_MS;
         config_sources_stamp(&cli->paths, time_now_s()) == 0;) {
        assert_true(time_now_ms() < end);
        usleep(20000);
    }
}

/* Whether sources.ini was left unread; the sources must be there, however that is. */
static bool
is_left_unread(const char *folder, const char *want_key)
{
    struct store_source source;
    struct cli cli;
    struct err err = { 0 };

    start(&cli, folder);
    if (!cli_stories(&cli, &err) ||
        !store_source_find(cli.store, &cli.arena, str_of(want_key), &source, &err))
        fail_msg("%s", err.text);
    assert_true(source.is_listed);
    bool is_left = cli.config.is_without_sources;

    assert_true(cli_store(&cli, &err)); /* who wants them after all has them */
    assert_false(cli.config.is_without_sources);
    stop(&cli);
    return is_left;
}

static void
sources_are_read_when_they_are_news(void **state)
{
    struct cli cli;
    struct err err = { 0 };

    (void)state;
    alarm(TEST_HANG_S);
    start(&cli, "news");
    const char *path = cli.paths.sources_file.ptr;

    assert_true(file_make_folders(path, &err));
    assert_true(file_write(path, STR("[a]\nurl = \"https://a.example\"\n"), &err));
    wait_for_stamp(&cli);
    assert_false(is_left_unread("news", "a"));
    assert_true(is_left_unread("news", "a"));
    assert_true(file_write(path, STR("[b]\nurl = \"https://b.example\"\n"), &err));
    assert_false(is_left_unread("news", "b"));
    wait_for_stamp(&cli);
    assert_false(is_left_unread("news", "b"));
    assert_true(is_left_unread("news", "b"));
    assert_true(file_write(path, STR("[b]\nurl = \"https://b.example\"\nnmae = x\n"), &err));
    wait_for_stamp(&cli);
    assert_false(is_left_unread("news", "b"));
    assert_false(is_left_unread("news", "b")); /* for the mistake is to be told each time */
    stop(&cli);
}

static void
a_broken_line_harms_nothing_else(void **state)
{
    struct store_source *sources;
    struct cli cli;
    struct err err = { 0 };
    size_t count = 0;

    (void)state;
    start(&cli, "broken");
    assert_true(file_make_folders(cli.paths.sources_file.ptr, &err));
    assert_true(file_write(cli.paths.sources_file.ptr,
                           STR("[a]\nurl = \"htp://e.org\"\n[b]\nurl = \"https://e.org\"\n[c\n"),
                           &err));
    assert_true(cli_store(&cli, &err));
    assert_true(store_sources_load(cli.store, &cli.arena, false, &sources, &count, &err));
    assert_int_equal(count, 1);
    assert_str_equal(sources[0].key, STR("b"));
    assert_int_equal(story_count(&cli), 0); /* a sources.ini of the user's own: no welcome */
    stop(&cli);
}

static void
themes_have_exit_statuses(void **state)
{
    struct cli cli;
    struct err err = { 0 };

    (void)state;
    start(&cli, "theme");
    str file = path_join(&cli.arena, cli.paths.themes_folder, STR("x.ini"));
    str list[] = { STR("list") }, show[] = { STR("show"), STR("nord") },
        no[] = { STR("show"), STR("none") }, check[] = { STR("check"), file };

    assert_true(file_make_folders(file.ptr, &err));
    assert_int_equal(cli_theme(&cli, list, 1), CLI_DONE);
    assert_int_equal(cli_theme(&cli, show, 2), CLI_DONE);
    assert_int_equal(cli_theme(&cli, no, 2), CLI_INVALID);
    assert_int_equal(cli_theme(&cli, check, 2), CLI_INVALID); /* not there */
    assert_true(file_write(file.ptr, STR("[theme]\ninherit = dark\n"), &err));
    assert_int_equal(cli_theme(&cli, check, 2), CLI_DONE);
    assert_true(file_write(file.ptr, STR("[theme]\ninherit = dark\n[roles]\ntxt = red\n"), &err));
    assert_int_equal(cli_theme(&cli, check, 2), CLI_INVALID);
    assert_int_equal(cli_theme(&cli, check, 1), CLI_USAGE);
    stop(&cli);
}

static void
the_doctor_tells_the_damaged_store_from_the_rest(void **state)
{
    struct cli cli;
    struct err err = { 0 };

    (void)state;
    start(&cli, "doctor");
    assert_int_equal(cli_doctor(&cli, NULL, 0) == CLI_STORE, 0); /* nothing there yet */
    assert_true(cli_store(&cli, &err));
    stop(&cli);
    start(&cli, "doctor");
    assert_true(
        file_write(cli.paths.store_file.ptr, STR("this is no store at all, only text"), &err));
    assert_int_equal(cli_doctor(&cli, NULL, 0), CLI_STORE);
    stop(&cli);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_start_has_files_and_stories),
        cmocka_unit_test(add_and_remove_reach_file_and_store),
        cmocka_unit_test(sources_are_read_when_they_are_news),
        cmocka_unit_test(a_broken_line_harms_nothing_else),
        cmocka_unit_test(themes_have_exit_statuses),
        cmocka_unit_test(the_doctor_tells_the_damaged_store_from_the_rest),
    };

    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
