#include "story_out.h"

static const struct {
    const char *word;
    enum store_mark mark;
} marks[] = {
    { "read", STORE_READ },
    { "unread", STORE_UNREAD },
    { "saved", STORE_SAVED },
    { "unsaved", STORE_UNSAVED },
};

/* All or nothing: an id that is not there leaves the others as they were. */
int
cli_mark(struct cli *cli, str *args, size_t count)
{
    struct err err = { 0 };
    int status = CLI_DONE;
    size_t which = 0;

    if (!cli_options("mark", NULL, 0, args, count, &count))
        return CLI_USAGE;
    if (count < 2)
        return cli_usage("mark");
    while (which < ARRAY_LEN(marks) && !str_eq(args[0], str_of(marks[which].word)))
        which++;
    if (which == ARRAY_LEN(marks))
        return cli_usage("mark");
    if (!cli_store(cli, &err))
        return cli_fail("mark", &err);
    int64_t *ids = ARENA_ARRAY(&cli->arena, int64_t, count);

    for (size_t i = 1; i < count; i++) {
        struct store_story story = { 0 };

        if (!story_find(cli, "mark", args[i], &story, &status))
            return status;
        ids[i - 1] = story.id;
    }
    if (!store_mark(cli->store, ids, count - 1, marks[which].mark, &err))
        return cli_fail("mark", &err);
    return CLI_DONE;
}
