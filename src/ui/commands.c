#include "commands.h"

/* The heading is a row of its own in the table; here it joins the command that follows it. */
static const struct row {
    struct command command;
    bool is_heading;
} rows[] = {
#define HEADING(text) { { .heading = (text) }, true },
#define COMMAND(id, name, keys, panes, function, takes, help)                                      \
    { { name, keys, panes, takes, help, NULL }, false },
#include "commands.def"
#undef COMMAND
#undef HEADING
};

const struct command *
command_get(enum command_id id)
{
    static struct command commands[COMMAND_COUNT];

    if (!commands[0].name) {
        const char *heading = NULL;
        size_t n = 0;

        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
            if (rows[i].is_heading) {
                heading = rows[i].command.heading;
                continue;
            }
            commands[n] = rows[i].command;
            commands[n++].heading = heading;
            heading = NULL;
        }
    }
    return &commands[id];
}

bool
command_find(str name, enum command_id *out)
{
    size_t found = 0;
    enum command_id id = COMMAND_COUNT;

    if (name.len == 0)
        return false;
    for (int i = 0; i < COMMAND_COUNT; i++) {
        str whole = str_of(command_get((enum command_id)i)->name);

        if (str_eq(whole, name)) {
            *out = (enum command_id)i;
            return true;
        }
        if (str_starts(whole, name)) {
            id = (enum command_id)i;
            found++;
        }
    }
    if (found == 1)
        *out = id;
    return found == 1;
}
