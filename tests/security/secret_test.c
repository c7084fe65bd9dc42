/*
 * CVE-2021-38165 (lynx): user and password of a source are told to its server only, never shown, logged or passed on.
 * Planted links, umask (lynx 1997, CVE-2018-6198), names and quotes that end statements: what stands on the disk.
 */
#include "escape.h"
#include "reader.h"
#include "screen.h"
#include "server.h"
#include "test.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET "Gehe1mWort"
#define FEED                                                                                       \
    "<rss version=\"2.0\"><channel><title>Locked</title><item><title>Inside story</title>"         \
    "<guid>1</guid><link>/page</link></item></channel></rss>"

static void
has_no_secret(str text, const char *where)
{
    if (str_find(text, STR(SECRET)) != STR_NONE)
        fail_msg("the password is in %s: %.*s", where, STR_ARG(text));
}

static str
file_bytes(struct home *h, const char *name)
{
    struct err err = { 0 };
    str raw = { 0 };

    return file_load(home_path(h, name), 1 << 20, &h->arena, &raw, &err) ? raw : STR("");
}

static void
passwords_stay_with_their_server(void **state)
{
    static const char *const commands[][3] = {
        { "sources", NULL, NULL },
        { "sources", "--json", NULL },
        { "list", NULL, NULL },
        { "list", "--json", NULL },
        { "show", "1", NULL },
        { "show", "1", "--json" },
        { "related", "1", "--json" },
        { "doctor", NULL, NULL },
        { "export", "--opml", NULL },
        { "export", "--json", NULL },
        { "refresh", "--force", "--json" },
    };
    struct server *server = server_new();
    struct home *h = home_make("secret");
    char url[256], broken[256];
    int status;

    (void)state;
    server_add(server, &(struct server_route){ .path = "/feed",
                                               .act = SERVER_AUTH,
                                               .auth = "reader:" SECRET,
                                               .body = STR(FEED) });
    snprintf(url, sizeof(url), "http://reader:" SECRET "@127.0.0.1:%d/feed", server_port(server));
    snprintf(broken, sizeof(broken), "http://reader:" SECRET "@127.0.0.1:%d/none",
             server_port(server));
    home_source(h, "locked", url, NULL, NULL, NULL);
    home_source(h, "broken", broken, NULL, NULL, NULL);
    home_setting(h, "refresh = off\nrefresh-on-start = off\nstart = all");
    HOME_RUN(h, &status, "refresh", "--force");
    assert_int_equal(status, 3);
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        has_no_secret(
            home_run(h, &status,
                     (const char *const[]){ commands[i][0], commands[i][1], commands[i][2], NULL }),
            commands[i][0]);
    str list = HOME_RUN(h, &status, "list");

    assert_true(str_find(list, STR("Inside story")) != STR_NONE); /* the password did its work */
    struct screen *s = home_read(h, 30, 120);

    screen_expect(s, "Inside story");
    screen_send(s, "s");
    screen_expect(s, "404");
    screen_send(s, "jjk?");
    screen_settle(s, 300);
    has_no_secret(screen_bytes(s), "what the screen was sent");
    assert_int_equal(screen_end(s), 0);
    has_no_secret(file_bytes(h, "state/courant/courant.log"), "the log");
    home_free(h);
    server_free(server);
}

/* ---- files ---- */

static void
expect_mode(struct home *h, const char *name, mode_t want)
{
    struct stat st;

    if (stat(home_path(h, name), &st) != 0 || (st.st_mode & 0777) != want)
        fail_msg("%s: mode %o, not %o", name, (unsigned)st.st_mode & 0777, (unsigned)want);
}

static void
files_are_private_whatever_the_umask(void **state)
{
    struct home *h = home_make("umask");
    mode_t were = umask(0);
    int status;

    (void)state;
    home_source(h, "f", "f.xml", NULL, NULL, NULL);
    home_file(h, "f.xml", STR(FEED));
    HOME_RUN(h, &status, "refresh", "--force");
    umask(were);
    assert_int_equal(status, 0);
    expect_mode(h, "data/courant", 0700);
    expect_mode(h, "data/courant/courant.db", 0600);
    expect_mode(h, "state/courant", 0700);
    expect_mode(h, "state/courant/courant.log", 0600);
    home_free(h);
}

static void
first_files_are_private_too(void **state)
{
    struct home *h = home_make("umask-first");
    mode_t were = umask(0);
    char config[4200], store[4200], log[4200];

    (void)state;
    snprintf(config, sizeof(config), "%s/fresh", test_folder());
    snprintf(store, sizeof(store), "%s/fresh-data/c.db", test_folder());
    snprintf(log, sizeof(log), "%s/fresh-state/c.log", test_folder());
    int status;

    HOME_RUN(h, &status, "--config", config, "--store", store, "--log", log, "list");
    umask(were);
    assert_int_equal(status, 0);
    expect_mode(h, "../fresh", 0700);
    expect_mode(h, "../fresh/sources.ini", 0600);
    expect_mode(h, "../fresh/courant.ini", 0600);
    expect_mode(h, "../fresh-data", 0700);
    expect_mode(h, "../fresh-data/c.db", 0600);
    expect_mode(h, "../fresh-state/c.log", 0600);
    home_free(h);
}

static void
planted_links_are_not_written_through(void **state)
{
    struct home *h = home_make("planted");
    int status;

    (void)state;
    home_file(h, "victim", STR("precious"));
    home_file(h, "state/courant/x", STR(""));
    assert_int_equal(symlink(home_path(h, "victim"), home_path(h, "state/courant/courant.log")), 0);
    home_file(h, "f.xml", STR(FEED));
    home_source(h, "f", "f.xml", NULL, NULL, NULL);
    HOME_RUN(h, &status, "refresh", "--force");
    assert_int_equal(status, 0); /* without a log one can still read */
    assert_str_equal(file_bytes(h, "victim"), STR("precious"));
    /* A store that is a link to something else: that is left as it is. */
    assert_int_equal(symlink(home_path(h, "victim"), home_path(h, "linked.db")), 0);
    HOME_RUN(h, &status, "--store", home_path(h, "linked.db"), "list");
    assert_int_equal(status, 4);
    assert_str_equal(file_bytes(h, "victim"), STR("precious"));
    home_free(h);
}

/* ---- text that would end a statement, a line, a name ---- */

static void
quotes_and_nul_in_every_field(void **state)
{
    static const char *const nasty[] = {
        "'; DROP TABLE story; --",
        "\"; DELETE FROM source; --",
        "%s%n%d",
        "../../../../etc/passwd",
        ".hidden",
        "a/b\\c",
        "\\u0000",
        "NULL",
    };
    struct home *h = home_make("quotes");
    struct buf feed = { .arena = &h->arena };
    int status;

    (void)state;
    buf_add(&feed, STR("<rss version=\"2.0\"><channel><title>Q '; DROP TABLE source; --</title>"));
    for (size_t i = 0; i < ARRAY_LEN(nasty); i++)
        buf_printf(&feed,
                   "<item><title>%s</title><guid>%s</guid><link>https://h.example/%zu?%s</link>"
                   "<author>%s</author><category>%s</category><description>%s</description></item>",
                   nasty[i], nasty[i], i, nasty[i], nasty[i], nasty[i], nasty[i]);
    buf_add(&feed, STR("<item><title>N"));
    buf_add(&feed, (str){ "\0", 1 });
    buf_add(&feed, STR("UL &#0; end</title><guid>n"));
    buf_add(&feed, (str){ "\0", 1 });
    buf_add(&feed, STR("x</guid></item></channel></rss>"));
    home_file(h, "q.xml", buf_str(&feed));
    home_source(h, "q", "q.xml", NULL, "S'\";--", NULL);
    for (int i = 0; i < 2; i++) { /* the second time nothing is new */
        HOME_RUN(h, &status, "refresh", "--force");
        assert_int_equal(status, 0);
    }
    str out = HOME_RUN(h, &status, "list", "--json"), line;
    size_t count = 0;

    while (str_take_line(&out, &line)) {
        count++;
        if (str_find(line, (str){ "\0", 1 }) != STR_NONE)
            fail_msg("a NUL came out");
    }
    assert_int_equal(count, ARRAY_LEN(nasty) + 1);
    for (size_t i = 0; i < ARRAY_LEN(nasty); i++) {
        HOME_RUN(h, &status, "search", nasty[i], "--json");
        assert_in_range(status, 0, 1);
        HOME_RUN(h, &status, "list", nasty[i], "--json");
        assert_in_range(status, 0, 1);
        HOME_RUN(h, &status, "show", nasty[i]);
        assert_in_range(status, 1, 2);
        HOME_RUN(h, &status, "mark", "read", nasty[i]);
        assert_in_range(status, 1, 2);
        HOME_RUN(h, &status, "refresh", nasty[i]);
        assert_in_range(status, 1, 2);
    }
    home_free(h);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords_stay_with_their_server),
        cmocka_unit_test(files_are_private_whatever_the_umask),
        cmocka_unit_test(first_files_are_private_too),
        cmocka_unit_test(planted_links_are_not_written_through),
        cmocka_unit_test(quotes_and_nul_in_every_field),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
