#include "keymap.h"

#include <courant/config.h>

struct change {
    enum command_id command;
    const char *keys; /* instead of those in commands.def */
};

/* Only what differs from courant's own keys. A key that a row takes is lost to the command that had it. */
static const struct change vim[] = {
    { COMMAND_GROUP, "V" },
    { COMMAND_FIRST, "g g, home" },
    { COMMAND_PAGE_UP, "pgup, ctrl-b" },
    { COMMAND_OPEN, "enter" },
    { COMMAND_NEXT_PANE, "tab, l, right, ctrl-w w, ctrl-w l" },
    { COMMAND_PREVIOUS_PANE, "shift-tab, h, left, ctrl-w h" },
    { COMMAND_ZOOM, "z, ctrl-w o" },
    { COMMAND_BACK, "backspace, [, ctrl-o" },
    { COMMAND_LINKS, "g l" },
    { COMMAND_BROWSER, "o, g x" },
    { COMMAND_COPY, "y y" },
    { COMMAND_UNDO, "U, g u" },
};

static const struct change newsboat[] = {
    { COMMAND_NEXT, "n" },         { COMMAND_PREVIOUS, "p" },     { COMMAND_DOWN, "J, j, down" },
    { COMMAND_UP, "K, k, up" },    { COMMAND_FIRST, "home" },     { COMMAND_LAST, "end" },
    { COMMAND_TOGGLE_READ, "N" },  { COMMAND_UNREAD, "l" },       { COMMAND_LINKS, "u, #" },
    { COMMAND_FILTER, "F" },       { COMMAND_FETCH, "d" },        { COMMAND_SOURCES, "ctrl-n, s" },
    { COMMAND_SAVE, "ctrl-e, m" }, { COMMAND_READ_ALL, "A, C" },  { COMMAND_REFRESH_SOURCE, "r" },
    { COMMAND_RELATED, "v" },      { COMMAND_COPY, "ctrl-y, y" }, { COMMAND_FRONT_PAGE, "P" },
    { COMMAND_FOLD, "x" },         { COMMAND_ABOUT, "D" },        { COMMAND_DISABLE, "X" },
};

static const struct preset {
    const char *name;
    const struct change *changes;
    size_t count;
} presets[] = {
    { "courant", NULL, 0 },
    { "vim", vim, ARRAY_LEN(vim) },
    { "newsboat", newsboat, ARRAY_LEN(newsboat) },
};

size_t
keymap_presets(const char *const **out)
{
    static const char *names[ARRAY_LEN(presets)];

    for (size_t i = 0; i < ARRAY_LEN(presets); i++)
        names[i] = presets[i].name;
    *out = names;
    return ARRAY_LEN(presets);
}

static bool
sequence_eq(const struct key_sequence *x, const struct key_sequence *y)
{
    if (x->count != y->count)
        return false;
    for (size_t i = 0; i < x->count; i++)
        if (!key_eq(x->keys[i], y->keys[i]))
            return false;
    return true;
}

static void
drop_command(struct keymap *map, enum command_id command)
{
    size_t kept = 0;

    for (size_t i = 0; i < map->entries.count; i++)
        if (map->entries.items[i].command != command)
            map->entries.items[kept++] = map->entries.items[i];
    map->entries.count = kept;
}

/* In these panes the keys are free again; an entry left without a pane goes. */
static void
drop_sequence(struct keymap *map, const struct key_sequence *sequence, unsigned panes)
{
    size_t kept = 0;

    for (size_t i = 0; i < map->entries.count; i++) {
        struct keymap_entry entry = map->entries.items[i];

        if (sequence_eq(&entry.sequence, sequence))
            entry.panes &= ~panes;
        if (entry.panes)
            map->entries.items[kept++] = entry;
    }
    map->entries.count = kept;
}

/* The first that cannot be read comes back in bad. */
static bool
bind_keys(struct arena *a, struct keymap *map, enum command_id command, str keys, str *bad)
{
    bool is_good = true;
    str alternative;

    drop_command(map, command);
    while (key_take_alternative(&keys, &alternative)) {
        struct keymap_entry entry = { .command = command, .panes = command_get(command)->panes };

        if (!key_sequence_parse(alternative, &entry.sequence)) {
            if (is_good)
                *bad = alternative;
            is_good = false;
            continue;
        }
        drop_sequence(map, &entry.sequence, entry.panes);
        *VEC_PUSH(a, &map->entries) = entry;
    }
    return is_good;
}

static const struct preset *
find_preset(str name)
{
    for (size_t i = 0; i < ARRAY_LEN(presets); i++)
        if (str_eq_nocase(name, str_of(presets[i].name)))
            return &presets[i];
    return NULL;
}

static void
bind_user(struct arena *a, struct keymap *map, const struct config_key *key, str file,
          struct config_problems *problems)
{
    enum command_id command;
    str bad = { 0 };

    if (!command_find(key->command, &command))
        config_problem_add(problems, file, key->line, false,
                           "[keys] %.*s: no such command; ? lists them", STR_ARG(key->command));
    else if (!bind_keys(a, map, command, key->keys, &bad))
        config_problem_add(problems, file, key->line, false,
                           "[keys] %.*s: \"%.*s\" is not a key such as n, ctrl-n, space or g g",
                           STR_ARG(key->command), STR_ARG(bad));
}

bool
keymap_build(struct arena *a, str preset_name, const struct config_key *keys, size_t key_count,
             str file, struct config_problems *problems, struct keymap *out)
{
    const struct preset *preset = find_preset(preset_name);
    str bad;

    *out = (struct keymap){ 0 };
    for (int i = 0; i < COMMAND_COUNT; i++)
        bind_keys(a, out, (enum command_id)i, str_of(command_get((enum command_id)i)->keys), &bad);
    for (size_t i = 0; preset && i < preset->count; i++)
        bind_keys(a, out, preset->changes[i].command, str_of(preset->changes[i].keys), &bad);
    for (size_t i = 0; i < key_count; i++)
        bind_user(a, out, &keys[i], file, problems);
    return preset != NULL;
}

static bool
begins_with(const struct key_sequence *sequence, const struct key *keys, size_t count)
{
    if (sequence->count < count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!key_eq(sequence->keys[i], keys[i]))
            return false;
    return true;
}

enum keymap_found
keymap_find(const struct keymap *map, unsigned pane, const struct key *keys, size_t key_count,
            enum command_id *out)
{
    bool has_more = false;

    for (size_t i = 0; i < map->entries.count; i++) {
        const struct keymap_entry *entry = &map->entries.items[i];

        if (!(entry->panes & pane) || !begins_with(&entry->sequence, keys, key_count))
            continue;
        if (entry->sequence.count == key_count) {
            *out = entry->command;
            return KEYMAP_COMMAND; /* at once: nobody waits for a longer one behind it */
        }
        has_more = true;
    }
    return has_more ? KEYMAP_MORE : KEYMAP_NONE;
}

str
keymap_keys(struct arena *a, const struct keymap *map, enum command_id command)
{
    struct buf b = { .arena = a };

    for (size_t i = 0; i < map->entries.count; i++) {
        if (map->entries.items[i].command != command)
            continue;
        if (b.len > 0)
            buf_add(&b, STR(", "));
        buf_add(&b, key_sequence_text(a, &map->entries.items[i].sequence));
    }
    return buf_str(&b);
}

str
keymap_first_key(struct arena *a, const struct keymap *map, enum command_id command)
{
    for (size_t i = 0; i < map->entries.count; i++)
        if (map->entries.items[i].command == command)
            return key_sequence_text(a, &map->entries.items[i].sequence);
    return (str){ 0 };
}
