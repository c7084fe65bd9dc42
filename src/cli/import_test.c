#include "cli/cli.h"
#include "test.h"

#include <courant/store.h>

#include <sqlite3.h>

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* As if the program were started anew, on files of its own; with no sources but what is added. */
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
    assert_true(file_make_folders(cli->paths.sources_file.ptr, &err));
    assert_true(file_write(cli->paths.sources_file.ptr, STR("# mine\n"), &err));
}

static void
stop(struct cli *cli)
{
    store_close(cli->store);
    arena_free(&cli->arena);
}

static str
write_file(struct arena *a, const char *name, str text)
{
    str path = arena_printf(a, "%s/%s", test_folder(), name);
    struct err err = { 0 };

    assert_true(file_write(path.ptr, text, &err));
    return path;
}

static str
read_file(struct arena *a, const char *path)
{
    struct err err = { 0 };
    str text;

    if (!file_load(path, 1 << 20, a, &text, &err))
        fail_msg("%s", err.text);
    return text;
}

/* What a command writes to standard output. */
static str
output_of(struct cli *cli, cli_function *command, str *args, size_t count, int want)
{
    const char *path = arena_printf(&cli->arena, "%s/out", test_folder()).ptr;
    int out, kept;

    fflush(stdout);
    kept = dup(STDOUT_FILENO);
    out = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    dup2(out, STDOUT_FILENO);
    int got = command(cli, args, count);

    fflush(stdout);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    close(out);
    str text = read_file(&cli->arena, path);

    if (got != want)
        fail_msg("exit %d, not %d: %.*s", got, want, STR_ARG(text));
    return text;
}

static str
import(struct cli *cli, str path, int want)
{
    str args[] = { path };

    return output_of(cli, cli_import, args, 1, want);
}

static str export(struct cli *cli, const char *option)
{
    str args[] = { str_of(option) };

    return output_of(cli, cli_export, args, 1, CLI_DONE);
}

static void
urls_become_sources_and_commands_stay_off(void **state)
{
    struct cli cli;

    (void)state;
    start(&cli, "urls");
    str path = write_file(&cli.arena, "urls.txt",
                          STR("# mine\nhttps://a.example/feed news world \"~The A\"\n"
                              "\"exec:touch /tmp/x\" !\n"
                              "\"filter:sed s/a/b/:https://b.example/feed\" \"One/Two\"\n"
                              "\"query:New:unread = \\\"yes\\\"\"\n"
                              "gopher://c.example/\nhttps://a.example/feed\n"));

    assert_str_equal(
        import(&cli, path, CLI_PARTLY),
        STR("changed  https://a.example/feed (line 2): \"world\" is left out: a source stands in one section\n"
            "changed  exec:touch /tmp/x (line 3): \"!\" is left out: no source is hidden here; runs a command, without a "
            "shell: it is off until you take out its enabled = off in sources.ini\n"
            "changed  filter:sed s/a/b/:https://b.example/feed (line 4): runs a command, without a shell: it is off until "
            "you take out its enabled = off in sources.ini\n"
            "refused  query:New:unread = \"yes\" (line 5): a query is no source; [view:NAME] in courant.ini keeps searches\n"
            "refused  gopher://c.example/ (line 6): sources.ini: \"gopher://c.example/\" is not an http, https, file or "
            "exec address\n"
            "0 taken, 3 changed, 0 there already, 2 refused\n"));
    assert_str_equal(
        read_file(&cli.arena, cli.paths.sources_file.ptr),
        STR("# mine\n\n"
            "[a.example]\nurl     = \"https://a.example/feed\"\nname    = \"The A\"\nsection = \"news\"\n\n"
            "[x]\nurl     = \"exec:touch /tmp/x\"\nenabled = \"off\"\n\n"
            "[b.example]\nurl     = \"https://b.example/feed\"\nsection = \"One/Two\"\n"
            "filter  = \"sed s/a/b/\"\nenabled = \"off\"\n"));
    assert_int_equal(cli.config.source_count, 3);
    assert_true(!cli.config.sources[0].is_disabled && cli.config.sources[1].is_disabled);
    stop(&cli);
}

static void
opml_goes_out_and_in_again_whole(void **state)
{
    static const char sources[] =
        "[one]\nurl     = \"https://a.example/?a=1&b=2\"\nname    = \"<A> & co\"\nsection = \"News/World\"\n"
        "refresh = \"30m\"\nfull-text = \"always\"\ncontent = \"div > p\"\nremove  = \".ad\"\nuser    = \"me\"\n"
        "limit   = \"1m\"\n\n"
        "[two]\nurl     = \"https://b.example/feed\"\nsection = \"News\"\n\n"
        "[three]\nurl     = 'exec:news --title \"x y\"'\nsection = \"Programs\"\npassword-command = \"pass x\"\n"
        "filter  = \"sed s/a/b/\"\nenabled = \"off\"\n";
    struct cli cli;
    struct err err = { 0 };
    str first, ini, second;

    (void)state;
    start(&cli, "from");
    assert_true(file_write(cli.paths.sources_file.ptr, str_of(sources), &err));
    first = arena_str(&cli.arena, export(&cli, "--opml"));
    str path = write_file(&cli.arena, "list.opml", first);

    assert_true(str_ends(import(&cli, path, CLI_DONE),
                         STR("0 taken, 0 changed, 3 there already, 0 refused\n")));
    stop(&cli);
    start(&cli, "to");
    path = arena_printf(&cli.arena, "%s/list.opml", test_folder());
    assert_true(str_ends(import(&cli, path, CLI_DONE),
                         STR("3 taken, 0 changed, 0 there already, 0 refused\n")));
    ini = read_file(&cli.arena, cli.paths.sources_file.ptr);
    /* A section's own sources stand before those in sections of it. */
    assert_true(str_find(ini, STR("[two]")) < str_find(ini, STR("[one]")));
    second = export(&cli, "--opml");
    assert_str_equal(second, read_file(&cli.arena, path.ptr));
    for (const char *line = sources; *line;) {
        str rest = str_of(line), text;

        str_take_line(&rest, &text);
        if (str_find(ini, text) == STR_NONE)
            fail_msg("lost: %.*s", STR_ARG(text));
        line = rest.ptr;
    }
    stop(&cli);
}

static void
a_list_cannot_switch_commands_on(void **state)
{
    static const char list[] =
        "<opml><body><outline text='E' xmlUrl='exec:rm x' courant:enabled='on'/>"
        "<outline text='F' xmlUrl='https://f.example/' courant:filter='rm x' courant:enabled='on'/>"
        "<outline text='P' xmlUrl='https://p.example/' courant:user='u' courant:password-command='rm x'/>"
        "<outline text='L' xmlUrl='file:///etc/feed' courant:no-such='1'/>"
        "<outline text='Q' xmlUrl=\"exec:a 'b' &quot;c&quot;\"/>"
        "<outline text='B' xmlUrl='javascript:x'/></body></opml>";
    struct cli cli;

    (void)state;
    start(&cli, "commands");
    str said = import(&cli, write_file(&cli.arena, "bad.opml", str_of(list)), CLI_PARTLY);

    assert_true(str_ends(said, STR("0 taken, 4 changed, 0 there already, 2 refused\n")));
    assert_int_equal(cli.config.source_count, 4);
    for (size_t i = 0; i < cli.config.source_count; i++)
        assert_true(cli.config.sources[i].is_disabled);
    stop(&cli);
}

static void
secrets_do_not_leave(void **state)
{
    struct cli cli;
    struct err err = { 0 };

    (void)state;
    start(&cli, "secret");
    assert_true(file_write(cli.paths.sources_file.ptr,
                           STR("[a]\nurl = \"https://me:secret@a.example/feed\"\n"), &err));
    assert_true(str_find(export(&cli, "--opml"), STR("https://a.example/feed")) != STR_NONE);
    assert_true(str_find(export(&cli, "--opml"), STR("secret")) == STR_NONE);
    assert_true(str_find(export(&cli, "--json"), STR("secret")) == STR_NONE);
    stop(&cli);
}

/* clang-format off */
static const char cache[] =
    "CREATE TABLE rss_item (id INTEGER PRIMARY KEY, guid, title, author, url, feedurl, pubDate, content, unread,"
    " enclosure_url, enclosure_type, flags, deleted);"
    "INSERT INTO rss_item VALUES (1, 'g', 'One', '', 'https://a.example/1', 'https://a.example/feed', 1699990000,"
    " '<p>Text</p>', 0, NULL, NULL, 'k', 0), (2, 'h', 'Two', '', '', 'https://gone.example/', 1, '', 1, NULL, NULL, NULL, 0);";
/* clang-format on */

static void
the_cache_brings_states_and_json_tells_all(void **state)
{
    struct cli cli;
    struct err err = { 0 };
    sqlite3 *db = NULL;

    (void)state;
    start(&cli, "cache");
    str path = arena_printf(&cli.arena, "%s/cache.db", test_folder());

    assert_int_equal(sqlite3_open(path.ptr, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, cache, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_true(file_write(cli.paths.sources_file.ptr,
                           STR("[a]\nurl = \"https://a.example/feed\"\n"), &err));
    assert_str_equal(
        import(&cli, path, CLI_PARTLY),
        STR("taken    https://a.example/feed: 1 stories new, 0 known; 1 of them read, 1 flagged; 0 deleted ones left out\n"
            "refused  https://gone.example/: is not among the sources, 1 stories left out; import newsboat's urls first\n"
            "1 taken, 0 changed, 0 there already, 1 refused\n"));
    str json = export(&cli, "--json"), line;

    assert_true(str_take_line(&json, &line) && str_ends(line, STR("\"kind\":\"source\"}")));
    assert_true(str_take_line(&json, &line) && str_ends(line, STR("\"kind\":\"story\"}")));
    assert_true(str_find(line, STR("\"read\":true,\"saved\":true,\"tags\":[\"flag-k\"]")) !=
                STR_NONE);
    assert_true(str_find(line, STR("\"text\":\"Text\"")) != STR_NONE);
    assert_int_equal(json.len, 0);
    stop(&cli);
}

static void
wrong_files_and_words_are_refused(void **state)
{
    struct cli cli;
    str none[] = { STR("/nowhere/urls"), STR("--x") };

    (void)state;
    start(&cli, "wrong");
    assert_int_equal(cli_import(&cli, none, 0), CLI_USAGE);
    assert_int_equal(cli_import(&cli, none, 2), CLI_USAGE);
    import(&cli, STR("/nowhere/urls"), CLI_INVALID);
    import(&cli, write_file(&cli.arena, "page.html", STR("<html></html>")), CLI_INVALID);
    import(&cli, write_file(&cli.arena, "empty", STR("")), CLI_DONE);
    stop(&cli);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_become_sources_and_commands_stay_off),
        cmocka_unit_test(opml_goes_out_and_in_again_whole),
        cmocka_unit_test(a_list_cannot_switch_commands_on),
        cmocka_unit_test(secrets_do_not_leave),
        cmocka_unit_test(the_cache_brings_states_and_json_tells_all),
        cmocka_unit_test(wrong_files_and_words_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
