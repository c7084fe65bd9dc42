#include "complete.h"

#include "commands.h"

#include <courant/config.h>

static const struct choice query_words[] = {
    { STR_INIT("is:unread"), STR_INIT("not read yet") },
    { STR_INIT("is:read"), STR_INIT("read") },
    { STR_INIT("is:saved"), STR_INIT("saved") },
    { STR_INIT("is:edited"), STR_INIT("changed after it was read") },
    { STR_INIT("is:followed"), STR_INIT("of threads that are followed") },
    { STR_INIT("is:muted"), STR_INIT("of threads that were muted") },
    { STR_INIT("newer:"), STR_INIT("newer:2d: of the last two days") },
    { STR_INIT("older:"), STR_INIT("older:2025-01-01: before that day") },
    { STR_INIT("title:"), STR_INIT("in the title") },
    { STR_INIT("author:"), STR_INIT("by whom") },
    { STR_INIT("source:"), STR_INIT("of one source") },
    { STR_INIT("section:"), STR_INIT("of a section") },
    { STR_INIT("tag:"), STR_INIT("with a tag") },
    { STR_INIT("lang:"), STR_INIT("in a language: lang:ru") },
    { STR_INIT("has:enclosure"), STR_INIT("with sound or film") },
    { STR_INIT("has:page"), STR_INIT("whose page was fetched") },
};

static const str rule_actions[] = { STR_INIT("hide"), STR_INIT("read"), STR_INIT("save"),
                                    STR_INIT("highlight"), STR_INIT("tag") };

struct finder {
    struct arena *a;
    str word;
    VEC(struct choice) found;
};

static void
offer(struct finder *f, str text, str help)
{
    if (f->found.count < COMPLETE_MOST && str_starts_nocase(text, f->word))
        *VEC_PUSH(f->a, &f->found) = (struct choice){ text, help };
}

static void
offer_commands(struct finder *f)
{
    for (int i = 0; i < COMMAND_COUNT; i++) {
        const struct command *command = command_get((enum command_id)i);

        offer(f, str_of(command->name), str_of(command->help));
    }
}

static void
offer_list(struct finder *f, const str *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        offer(f, words[i], (str){ 0 });
}

static void
offer_settings(struct finder *f)
{
    const char *const *names;
    size_t count = config_setting_names(&names);

    for (size_t i = 0; i < count; i++)
        offer(f, str_of(names[i]), str_of(config_setting_help(str_of(names[i]))));
}

/* The words of switches and choices; other settings have no list. */
static void
offer_values(struct finder *f, str setting, const struct complete_words *words)
{
    static const struct {
        const char *key, *values;
    } table[] = {
#define SETTING_GROUP(title)
#define SETTING_TEXT(key, field, fallback, help)
#define SETTING_BOOL(key, field, fallback, help) { key, "on off" },
#define SETTING_INT(key, field, fallback, least, most, help)
#define SETTING_SPAN(key, field, fallback, least, most, help)
#define SETTING_SIZE(key, field, fallback, least, most, help)
#define SETTING_ENUM(key, field, fallback, values, help) { key, values },
#define SETTING_ARGV(key, field, fallback, help)
#include <courant/settings.def>
#undef SETTING_GROUP
#undef SETTING_TEXT
#undef SETTING_BOOL
#undef SETTING_INT
#undef SETTING_SPAN
#undef SETTING_SIZE
#undef SETTING_ENUM
#undef SETTING_ARGV
    };

    if (str_eq(setting, STR("theme")))
        offer_list(f, words->themes, words->theme_count);
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        str rest = str_of(table[i].values), value;

        if (!str_eq(setting, str_of(table[i].key)))
            continue;
        while (str_take_field(&rest, ' ', &value))
            offer(f, value, (str){ 0 });
    }
}

/* Names with blanks are quoted; what was typed of one is compared without the quotes. */
static void
offer_names(struct finder *f, str prefix, const str *names, size_t count)
{
    str typed = str_from(f->word, prefix.len);

    if (!str_starts_nocase(f->word, prefix))
        return;
    for (size_t i = 0; i < count && f->found.count < COMPLETE_MOST; i++) {
        bool is_quoted = str_find_char(names[i], ' ') != STR_NONE;

        if (str_starts_nocase(names[i], typed))
            *VEC_PUSH(f->a, &f->found) =
                (struct choice){ .text = arena_printf(f->a, is_quoted ? "%.*s\"%.*s\"" : "%.*s%.*s",
                                                      STR_ARG(prefix), STR_ARG(names[i])) };
    }
}

static void
offer_query(struct finder *f, const struct complete_words *words)
{
    for (size_t i = 0; i < ARRAY_LEN(query_words); i++)
        if (!str_eq(query_words[i].text, f->word))
            offer(f, query_words[i].text, query_words[i].help);
    offer_names(f, STR("source:"), words->sources, words->source_count);
    offer_names(f, STR("section:"), words->sections, words->section_count);
}

static bool
takes_source(enum command_id command)
{
    return str_eq(str_of(command_get(command)->takes), STR("SOURCE"));
}

/* Which list the word before the cursor is taken from: what stands before it decides. */
static void
offer_for(struct finder *f, str before, const struct complete_words *words)
{
    enum command_id command;
    str first = { 0 }, second = { 0 };

    if (!str_take_field(&before, ' ', &first) || !command_find(first, &command))
        return;
    before = str_trim(before);
    bool has_second = str_take_field(&before, ' ', &second) && second.len > 0;

    if (command == COMMAND_SET && !has_second)
        offer_settings(f);
    else if (command == COMMAND_SET && str_trim(before).len == 0)
        offer_values(f, second, words);
    else if (command == COMMAND_MUTE && !has_second)
        offer(f, STR("forever"), STR("else until it changes much"));
    else if (command == COMMAND_THEME && !has_second)
        offer_list(f, words->themes, words->theme_count);
    else if (command == COMMAND_FILTER || command == COMMAND_SEARCH)
        offer_query(f, words);
    else if (command == COMMAND_RULE && !has_second)
        offer_list(f, rule_actions, ARRAY_LEN(rule_actions));
    else if (command == COMMAND_MOVE)
        offer_list(f, words->sections, words->section_count);
    else if (takes_source(command) && !has_second)
        offer_list(f, words->sources, words->source_count);
}

void
complete_line(struct arena *a, str line, const struct complete_words *words, struct complete *out)
{
    size_t blank = str_find_last(line, ' ');
    size_t from = blank == STR_NONE ? 0 : blank + 1;
    struct finder f = { .a = a, .word = str_from(line, from) };
    str before = str_trim(str_sub(line, 0, from));

    if (before.len == 0)
        offer_commands(&f);
    else
        offer_for(&f, before, words);
    *out = (struct complete){ f.found.items, f.found.count, from };
}

str
complete_common(const struct complete *complete)
{
    if (complete->count == 0)
        return (str){ 0 };
    str common = complete->choices[0].text;

    for (size_t i = 1; i < complete->count; i++) {
        str other = complete->choices[i].text;
        size_t n = 0;

        while (n < common.len && n < other.len && common.ptr[n] == other.ptr[n])
            n++;
        common.len = n;
    }
    return common;
}
