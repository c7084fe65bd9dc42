#include "story_out.h"

#include <courant/related.h>

static const struct {
    const char *word;
    enum store_mark mark;
} marks[] = {
    { "read", STORE_READ },
    { "unread", STORE_UNREAD },
    { "saved", STORE_SAVED },
    { "unsaved", STORE_UNSAVED },
};

/* Of the thread that the story is in. */
static const struct {
    const char *word;
    enum store_heed_state state;
} heeds[] = {
    { "followed", STORE_HEED_FOLLOWED },
    { "unfollowed", STORE_HEED_NONE },
    { "muted", STORE_HEED_MUTED },
    { "unmuted", STORE_HEED_NONE },
};

static const enum store_mark *
find_mark(str word)
{
    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        if (str_eq(word, str_of(marks[i].word)))
            return &marks[i].mark;
    return NULL;
}

static const enum store_heed_state *
find_heed(str word)
{
    for (size_t i = 0; i < ARRAY_LEN(heeds); i++)
        if (str_eq(word, str_of(heeds[i].word)))
            return &heeds[i].state;
    return NULL;
}

static bool
heed_all(struct cli *cli, const int64_t *ids, size_t count, enum store_heed_state state,
         struct err *err)
{
    bool ok = store_begin(cli->store, err);

    if (!ok)
        return false;
    for (size_t i = 0; ok && i < count; i++)
        ok = related_heed_set(cli->store, ids[i], state, time_now_s(), err);
    if (ok)
        return store_commit(cli->store, err);
    store_rollback(cli->store);
    return false;
}

/* All or nothing: an id that is not there leaves the others as they were. */
int
cli_mark(struct cli *cli, str *args, size_t count)
{
    struct err err = { 0 };
    int status = CLI_DONE;
    const enum store_mark *mark;
    const enum store_heed_state *heed;

    if (!cli_options("mark", NULL, 0, args, count, &count))
        return CLI_USAGE;
    if (count < 2)
        return cli_usage("mark");
    mark = find_mark(args[0]);
    heed = find_heed(args[0]);
    if (!mark && !heed)
        return cli_usage("mark");
    if (!cli_stories(cli, &err))
        return cli_fail("mark", &err);
    int64_t *ids = ARENA_ARRAY(&cli->arena, int64_t, count);

    for (size_t i = 1; i < count; i++) {
        struct store_story story = { 0 };

        if (!story_find(cli, "mark", args[i], &story, &status))
            return status;
        ids[i - 1] = story.id;
    }
    if (mark ? !store_mark(cli->store, ids, count - 1, *mark, &err)
             : !heed_all(cli, ids, count - 1, *heed, &err))
        return cli_fail("mark", &err);
    return CLI_DONE;
}
