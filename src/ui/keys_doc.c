#include "keymap.h"

#include <courant/ui.h>

#define PRESETS_MOST 8

static const char intro[] =
    "# Keys\n\n"
    "Made from `src/ui/commands.def`; the `?` key in the reader shows the same with the keys that you have now.\n\n"
    "Begin with a preset, `keys = vim` in `courant.ini` (`courant`, `vim` or `newsboat`), and change single keys in\n"
    "its section `[keys]`: a command's name, then its keys. Commas part alternatives, blanks make a sequence:\n\n"
    "```\n[keys]\nnext = \"n, ctrl-n\"\nfirst = \"g g, home\"\n```\n\n"
    "A key is a character, or `space` `enter` `tab` `esc` `backspace` `delete` `insert` `up` `down` `left` `right`\n"
    "`home` `end` `pgup` `pgdn` `comma` `f1` to `f12`, with `ctrl-`, `alt-` or (for these words) `shift-` before it.\n"
    "Every command also goes after `:` by its name or a beginning of it that is its alone; Tab completes.\n\n"
    "In the `:` and `/` lines: arrows, `home`, `end`, `ctrl-a` `ctrl-e` `ctrl-u` `ctrl-k` `ctrl-w` as in a shell, `up`\n"
    "and `down` for what was typed before, `tab` to complete, `esc` to leave. The mouse: a click selects, a double\n"
    "click opens, the wheel scrolls what is under it. What is pasted is taken as text, never as keys.\n\n";

static void
add_table_head(struct buf *b, const struct command *command, const char *const *names, size_t count)
{
    buf_printf(b, "## %s\n\n| command |", command->heading);
    for (size_t p = 0; p < count; p++)
        buf_printf(b, " %s |", names[p]);
    buf_add(b, STR(" what it does |\n|---|"));
    for (size_t p = 0; p < count; p++)
        buf_add(b, STR("---|"));
    buf_add(b, STR("---|\n"));
}

static str
keys_cell(struct arena *a, const struct keymap *map, enum command_id command)
{
    str keys = keymap_keys(a, map, command);

    if (str_starts(keys, STR("1, 2, 3")))
        return STR(" `1` to `9` |");
    return keys.len > 0 ? arena_printf(a, " `%.*s` |", STR_ARG(keys)) : STR(" |");
}

/* One table for each heading of commands.def, one column for each preset. */
str
ui_keys_table(struct arena *a)
{
    struct buf b = { .arena = a };
    struct keymap maps[PRESETS_MOST];
    const char *const *names;
    size_t count = MIN(keymap_presets(&names), PRESETS_MOST);

    for (size_t p = 0; p < count; p++)
        keymap_build(a, str_of(names[p]), NULL, 0, (str){ 0 }, NULL, &maps[p]);
    buf_add(&b, str_of(intro));
    for (int i = 0; i < COMMAND_COUNT; i++) {
        const struct command *command = command_get((enum command_id)i);

        if (command->heading) {
            buf_add(&b, i > 0 ? STR("\n") : STR(""));
            add_table_head(&b, command, names, count);
        }
        buf_printf(&b, "| `%s%s%s` |", command->name, *command->takes ? " " : "", command->takes);
        for (size_t p = 0; p < count; p++)
            buf_add(&b, keys_cell(a, &maps[p], (enum command_id)i));
        buf_printf(&b, " %s |\n", command->help);
    }
    return buf_str(&b);
}
