/*
 * The least that a program can do to have the stories of many feeds in a database: fetch all over one multi handle, cut
 * each at "<item>", insert titles and texts. No schedule, no limits, no identity, no other format: a floor to compare with.
 * usage: bare_fetch plain|fts|unchanged DATABASE COUNT URL-PREFIX (PREFIXi.xml is fetched for 0 <= i < COUNT)
 */
#include <curl/curl.h>
#include <sqlite3.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct body {
    char *bytes;
    size_t len;
};

static sqlite3 *db;
static sqlite3_stmt *story;

static size_t
take(char *bytes, size_t size, size_t count, void *context)
{
    struct body *b = context;
    char *longer = realloc(b->bytes, b->len + size * count + 1);

    if (!longer)
        return 0;
    memcpy(longer + b->len, bytes, size * count);
    b->bytes = longer;
    b->len += size * count;
    longer[b->len] = '\0';
    return size * count;
}

static void
must(int ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "bare_fetch: %s\n", what);
        exit(1);
    }
}

static char *
bind_between(char *from, const char *open, const char *close, int column)
{
    char *begin = strstr(from, open), *end = begin ? strstr(begin, close) : NULL;

    must(end != NULL, "an item without a title or text");
    begin += strlen(open);
    sqlite3_bind_text(story, column, begin, (int)(end - begin), SQLITE_STATIC);
    return end;
}

static void
store(const struct body *b)
{
    char *item = b->bytes ? strstr(b->bytes, "<item>") : NULL;

    while (item) {
        char *end = bind_between(item, "<title>", "</title>", 1);

        end = bind_between(item, "<description>", "</description>", 2);
        must(sqlite3_step(story) == SQLITE_DONE, sqlite3_errmsg(db));
        sqlite3_reset(story);
        item = strstr(end, "<item>");
    }
}

static void
open_database(const char *path, int has_index)
{
    must(sqlite3_open(path, &db) == SQLITE_OK, "no database");
    sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
    sqlite3_exec(db,
                 has_index ? "CREATE VIRTUAL TABLE story USING fts5(title, text)"
                           : "CREATE TABLE story (id INTEGER PRIMARY KEY, title, text)",
                 NULL, NULL, NULL);
    sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
    must(sqlite3_prepare_v2(db, "INSERT INTO story(title, text) VALUES (?1, ?2)", -1, &story,
                            NULL) == SQLITE_OK,
         sqlite3_errmsg(db));
}

static CURL *
start(CURLM *multi, const char *prefix, int number, struct body *body, struct curl_slist *lines)
{
    char url[512];
    CURL *easy = curl_easy_init();

    snprintf(url, sizeof(url), "%s%d.xml", prefix, number);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, body);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, body);
    if (lines)
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lines);
    curl_multi_add_handle(multi, easy);
    return easy;
}

int
main(int argc, char **argv)
{
    must(argc == 5, "usage: bare_fetch plain|fts|unchanged DATABASE COUNT PREFIX");
    int count = atoi(argv[3]), next = 0, running = 1, left;
    struct body *bodies = calloc((size_t)count, sizeof(*bodies));
    struct curl_slist *lines = NULL;
    CURLM *multi = curl_multi_init();

    if (strcmp(argv[1], "unchanged") == 0)
        lines = curl_slist_append(NULL, "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT");
    open_database(argv[2], strcmp(argv[1], "fts") == 0);
    while (next < count && next < 32) {
        start(multi, argv[4], next, &bodies[next], lines);
        next++;
    }
    while (running > 0 || next < count) {
        CURLMsg *message;

        curl_multi_perform(multi, &running);
        while ((message = curl_multi_info_read(multi, &left))) {
            CURL *easy = message->easy_handle;
            struct body *body;
            long status = 0;

            curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
            must(status == 200 || status == 304, "a feed did not come");
            curl_easy_getinfo(easy, CURLINFO_PRIVATE, &body);
            store(body);
            free(body->bytes);
            curl_multi_remove_handle(multi, easy);
            curl_easy_cleanup(easy);
            if (next < count) {
                start(multi, argv[4], next, &bodies[next], lines);
                next++;
                running++;
            }
        }
        if (running > 0)
            curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    must(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(db));
    sqlite3_finalize(story);
    sqlite3_close(db);
    curl_multi_cleanup(multi);
    curl_slist_free_all(lines);
    free(bodies);
    return 0;
}
