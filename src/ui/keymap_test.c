#include "ui/keymap.h"

#include "test.h"

#include <courant/config.h>

static struct arena arena;

static struct keymap
build(const char *preset, const struct config_key *keys, size_t count)
{
    struct keymap map;

    keymap_build(&arena, str_of(preset), keys, count, STR("courant.ini"),
                 config_problems_new(&arena), &map);
    return map;
}

/* What a sequence means; COMMAND_COUNT: nothing, COMMAND_COUNT + 1: it goes on. */
static int
meaning(const struct keymap *map, unsigned pane, const char *words)
{
    struct key_sequence keys;
    enum command_id command = COMMAND_COUNT;

    assert_true(key_sequence_parse(str_of(words), &keys));
    switch (keymap_find(map, pane, keys.keys, keys.count, &command)) {
    case KEYMAP_COMMAND: return (int)command;
    case KEYMAP_MORE: return COMMAND_COUNT + 1;
    case KEYMAP_NONE: break;
    }
    return COMMAND_COUNT;
}

/* clang-format off */
static const struct { const char *preset, *keys; int want; } cases[] = {
    { "courant", "j", COMMAND_DOWN }, { "courant", "down", COMMAND_DOWN },
    { "courant", "g", COMMAND_GROUP }, { "courant", "5", COMMAND_OPEN_RELATED },
    { "courant", "f", COMMAND_FOLLOW }, { "newsboat", "f", COMMAND_FOLLOW },
    { "courant", "ctrl-c", COMMAND_QUIT }, { "courant", "x", COMMAND_COUNT },
    { "vim", "g", COMMAND_COUNT + 1 }, { "vim", "g g", COMMAND_FIRST }, { "vim", "G", COMMAND_LAST },
    { "vim", "g x", COMMAND_BROWSER }, { "vim", "l", COMMAND_NEXT_PANE }, { "vim", "g q", COMMAND_COUNT },
    { "newsboat", "N", COMMAND_TOGGLE_READ }, { "newsboat", "r", COMMAND_REFRESH_SOURCE },
    { "newsboat", "R", COMMAND_REFRESH }, { "newsboat", "u", COMMAND_LINKS },
    { "newsboat", "A", COMMAND_READ_ALL }, { "newsboat", "q", COMMAND_CLOSE },
    { "nonsense", "j", COMMAND_DOWN },
};
/* clang-format on */

static void
presets_mean_what_they_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct keymap map = build(cases[i].preset, NULL, 0);
        int got = meaning(&map, IN_STORIES, cases[i].keys);

        if (got != cases[i].want)
            fail_msg("%s, %s: %d", cases[i].preset, cases[i].keys, got);
    }
}

/* In no preset do two commands share a key: the later one would silently take it. */
static void
presets_give_every_command_a_key(void **state)
{
    const char *const *names;
    size_t count = keymap_presets(&names);

    (void)state;
    for (size_t p = 0; p < count; p++) {
        struct keymap map = build(names[p], NULL, 0);

        for (int i = 0; i < COMMAND_COUNT; i++) {
            const struct command *command = command_get((enum command_id)i);

            if (*command->keys && keymap_keys(&arena, &map, (enum command_id)i).len == 0)
                fail_msg("%s: %s has lost its keys", names[p], command->name);
        }
    }
}

static void
the_users_keys_win(void **state)
{
    static const struct config_key keys[] = {
        { STR_INIT("next"), STR_INIT("x, ctrl-n"), 3 },
        { STR_INIT("down"), STR_INIT("n"), 4 },
        { STR_INIT("save"), STR_INIT("hyper-s"), 5 },
        { STR_INIT("dance"), STR_INIT("d"), 6 },
    };
    struct config_problems *problems = config_problems_new(&arena);
    const struct config_problem *list;
    struct keymap map;

    (void)state;
    assert_true(keymap_build(&arena, STR("courant"), keys, ARRAY_LEN(keys), STR("courant.ini"),
                             problems, &map));
    assert_int_equal(meaning(&map, IN_STORIES, "x"), COMMAND_NEXT);
    assert_int_equal(meaning(&map, IN_STORIES, "ctrl-n"), COMMAND_NEXT);
    assert_int_equal(meaning(&map, IN_STORIES, "n"), COMMAND_DOWN);
    assert_int_equal(meaning(&map, IN_STORIES, "j"), COMMAND_COUNT);
    assert_int_equal(config_problems_list(problems, &list), 2);
    assert_int_equal(list[0].line, 5);
    assert_int_equal(list[1].line, 6);
    assert_str_equal(keymap_keys(&arena, &map, COMMAND_NEXT), STR("x, ctrl-n"));
}

static void
commands_are_found_by_their_beginning(void **state)
{
    enum command_id command;

    (void)state;
    assert_true(command_find(STR("quit"), &command));
    assert_int_equal(command, COMMAND_QUIT);
    assert_true(command_find(STR("refresh"), &command)); /* whole, though another begins so */
    assert_int_equal(command, COMMAND_REFRESH);
    assert_true(command_find(STR("zo"), &command));
    assert_int_equal(command, COMMAND_ZOOM);
    assert_false(command_find(STR("pa"), &command));
    assert_false(command_find(STR(""), &command));
}

static int
teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(presets_mean_what_they_say),
        cmocka_unit_test(presets_give_every_command_a_key),
        cmocka_unit_test(the_users_keys_win),
        cmocka_unit_test(commands_are_found_by_their_beginning),
    };

    return cmocka_run_group_tests(tests, NULL, teardown);
}
