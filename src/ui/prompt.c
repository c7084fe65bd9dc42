#include "complete.h"
#include "pane.h"
#include "term.h"

/*
 * The line at the bottom: commands after ":", a search after "/". A search lists as one types; in the article it
 * marks what it finds. Esc undoes all of it.
 */

#define SEARCH_PAUSE_MS 120

static struct edit_past *
past_of(struct app *app)
{
    return app->prompt.kind == PROMPT_COMMAND ? &app->prompt.command_past
                                              : &app->prompt.search_past;
}

static void
close_prompt(struct app *app)
{
    struct prompt *prompt = &app->prompt;

    prompt->kind = PROMPT_NONE;
    arena_free(&prompt->arena);
    prompt->choices = NULL;
    prompt->choice_count = 0;
    app->timers.search_ms = 0;
    app->stale |= STALE_ALL;
}

/* ---- completion ---- */

/* Copied, for the list of sources is loaded anew while a line is being typed. */
static void
learn_words(struct app *app, struct arena *a, struct complete_words *words)
{
    if (!app->sources.lines)
        sources_load(app);
    size_t count = app->sources.source_count, sections = 0;
    str *keys = ARENA_ARRAY(a, str, count + 1), *names = ARENA_ARRAY(a, str, count + 1);

    for (size_t i = 0; i < count; i++) {
        const struct store_source *source = &app->sources.sources[i];
        bool is_new = source->section.len > 0;

        keys[i] = arena_str(a, source->key);
        for (size_t k = 0; k < sections; k++)
            is_new = is_new && !str_eq(names[k], source->section);
        if (is_new)
            names[sections++] = arena_str(a, source->section);
    }
    words->sources = keys;
    words->source_count = count;
    words->sections = names;
    words->section_count = sections;
    words->theme_count = theme_names(a, app->paths, &words->themes);
}

/* A search is completed as the : line would be after "search". */
static void
offer_choices(struct app *app)
{
    struct prompt *prompt = &app->prompt;
    struct complete_words words = { 0 };
    struct complete complete = { 0 };
    static const char before[] = "search ";
    size_t skip = prompt->kind == PROMPT_COMMAND ? 0 : sizeof(before) - 1;
    str line = str_sub(edit_str(&prompt->edit), 0, prompt->edit.at);

    size_t had = prompt->choice_count;

    arena_free(&prompt->arena);
    prompt->choices = NULL;
    prompt->choice_count = 0;
    prompt->choice_at = -1;
    if (prompt->kind == PROMPT_COMMAND ||
        (prompt->kind == PROMPT_SEARCH && str_find_char(line, ':') != STR_NONE)) {
        learn_words(app, &prompt->arena, &words);
        if (skip > 0)
            line = arena_printf(&prompt->arena, "%s%.*s", before, STR_ARG(line));
        else
            line = arena_str(&prompt->arena, line);
        complete_line(&prompt->arena, line, &words, &complete);
        prompt->choices = complete.choices;
        prompt->choice_count = complete.count;
        prompt->choice_from = complete.from - MIN(skip, complete.from);
    }
    if (had != prompt->choice_count)
        app->stale |= STALE_ALL;
}

static void
put_choice(struct app *app, str text)
{
    struct prompt *prompt = &app->prompt;

    edit_replace(&prompt->edit, prompt->choice_from, prompt->edit.at, text);
}

/* The first Tab takes what all choices share; the next ones go through them. */
static unsigned
complete(struct app *app, int step)
{
    struct prompt *prompt = &app->prompt;
    struct complete all = { prompt->choices, prompt->choice_count, prompt->choice_from };
    str common = complete_common(&all);
    int count = (int)prompt->choice_count;

    if (count == 0)
        return STALE_NONE;
    if (prompt->choice_at < 0 && count == 1) {
        put_choice(app, common);
        if (common.ptr[common.len - 1] != ':')
            edit_insert(&prompt->edit, STR(" "));
        offer_choices(app);
        return STALE_STATUS | STALE_OVER;
    }
    if (prompt->choice_at < 0 && common.len > prompt->edit.at - prompt->choice_from) {
        put_choice(app, common);
        return STALE_STATUS | STALE_OVER;
    }
    prompt->choice_at = (prompt->choice_at < 0 ? (step > 0 ? 0 : count - 1)
                                               : (prompt->choice_at + step + count) % count);
    put_choice(app, prompt->choices[prompt->choice_at].text);
    return STALE_STATUS | STALE_OVER;
}

/* ---- searching as one types ---- */

static bool
is_typing_on(void *self)
{
    (void)self;
    return term_has_input();
}

/* Over a large store that may take longer than the next letter does: then it is looked for with that. */
static void
search_until_a_key(struct app *app, str words)
{
    store_stop_when(app->store, is_typing_on, NULL);
    if (!view_search(app, words))
        app->timers.search_ms = time_now_ms() + SEARCH_PAUSE_MS;
    store_stop_when(app->store, NULL, NULL);
}

void
prompt_search_due(struct app *app, bool is_typed_out)
{
    struct prompt *prompt = &app->prompt;
    str words = edit_str(&prompt->edit);

    if (prompt->kind == PROMPT_SEARCH && is_typed_out) {
        view_search(app, words);
    } else if (prompt->kind == PROMPT_SEARCH) {
        search_until_a_key(app, words);
    } else if (prompt->kind == PROMPT_SOURCES) {
        sources_filter(app, str_trim(words));
    } else if (prompt->kind == PROMPT_FIND) {
        article_find(app, words, prompt->article_top);
        app->article.top = prompt->article_top;
        if (app->article.hit_count > 0) {
            size_t line = app->article.hits[app->article.hit_at].line;

            if (line < app->article.top || line >= app->article.top + article_rows(app))
                app->article.top = line - MIN(line, article_rows(app) / 3);
        }
        article_clamp(app);
        app->stale |= STALE_ARTICLE | STALE_FRAME;
    }
}

static void
changed(struct app *app)
{
    if (app->message[0]) {
        app->message[0] = 0;
        app->stale |= STALE_ALL;
    }
    offer_choices(app);
    if (app->prompt.kind != PROMPT_COMMAND)
        app->timers.search_ms = time_now_ms() + SEARCH_PAUSE_MS;
}

/* ---- taking and leaving ---- */

static void
run_line(struct app *app, str line)
{
    str name = line, argument = { 0 };
    size_t blank = str_find_char(line, ' ');
    enum command_id command;

    if (blank != STR_NONE) {
        name = str_sub(line, 0, blank);
        argument = str_trim(str_from(line, blank));
    }
    if (name.len == 0)
        return;
    if (command_find(name, &command))
        app_run(app, command, argument);
    else
        app_say(app, "%.*s: no command, or not one alone; Tab lists them", STR_ARG(name));
}

/* A query with a mistake stays on the line, with the cursor where the mistake is. */
static bool
is_query_wrong(struct app *app)
{
    struct prompt *prompt = &app->prompt;
    str line = edit_str(&prompt->edit), query = line;
    enum command_id command;
    struct err err = { 0 };
    size_t at = 0;

    if (prompt->kind == PROMPT_COMMAND) {
        size_t blank = str_find_char(line, ' ');

        if (blank == STR_NONE || !command_find(str_sub(line, 0, blank), &command) ||
            (command != COMMAND_FILTER && command != COMMAND_SEARCH))
            return false;
        query = str_from(line, blank + 1);
    } else if (prompt->kind != PROMPT_SEARCH) {
        return false;
    }
    if (store_query_check(query, &at, &err))
        return false;
    prompt->edit.at = MIN((size_t)(query.ptr - line.ptr) + at, prompt->edit.len);
    prompt->choice_count = 0; /* they stand where the words about the mistake go */
    app_complain(app, &err);
    return true;
}

static unsigned
accept(struct app *app)
{
    struct prompt *prompt = &app->prompt;
    enum prompt_kind kind = prompt->kind;
    struct arena a = { 0 };

    if (is_query_wrong(app))
        return STALE_ALL;
    str line = arena_str(&a, str_trim(edit_str(&prompt->edit)));

    edit_past_add(past_of(app), line);
    if (app->timers.search_ms > 0 || kind == PROMPT_FIND || kind == PROMPT_SOURCES)
        prompt_search_due(app, true);
    close_prompt(app);
    if (kind == PROMPT_COMMAND) {
        run_line(app, line);
    } else if (kind == PROMPT_FIND) {
        if (line.len > 0 && app->article.hit_count == 0)
            app_say(app, "not in this article: %.*s", STR_ARG(line));
        else if (line.len > 0)
            app_say(app, "%zu of %zu: n and N go on", app->article.hit_at + 1,
                    app->article.hit_count);
    } else if (kind == PROMPT_SOURCES) {
        if (line.len > 0 && app->sources.match_count == 0)
            app_say(app, "no source has these words; Esc shows all again");
    } else if (line.len == 0) {
        view_end_search(app);
    } else {
        app_focus(app, PANE_STORIES);
    }
    arena_free(&a);
    return STALE_ALL;
}

static unsigned
cancel(struct app *app)
{
    enum prompt_kind kind = app->prompt.kind;

    close_prompt(app);
    if (kind == PROMPT_SEARCH)
        view_end_search(app);
    if (kind == PROMPT_SOURCES)
        sources_filter(app, STR(""));
    if (kind == PROMPT_FIND) {
        app->article.find[0] = 0;
        app->article.hit_count = 0;
        app->article.top = app->prompt.article_top;
        article_clamp(app);
    }
    return STALE_ALL;
}

static bool
is_control(struct key key, char letter)
{
    return key.mods == K_CTRL && key.code == (uint32_t)letter;
}

unsigned
prompt_key(struct app *app, struct key key)
{
    struct prompt *prompt = &app->prompt;

    if (key.code == K_ENTER)
        return accept(app);
    if (key.code == K_ESCAPE || is_control(key, 'c') || is_control(key, 'g') ||
        (key.code == K_BACKSPACE && prompt->edit.len == 0))
        return cancel(app);
    if (key.code == K_TAB)
        return complete(app, key.mods & K_SHIFT ? -1 : 1);
    if (key.code == K_UP || is_control(key, 'p')) {
        if (edit_past_older(past_of(app), &prompt->edit))
            changed(app);
        return STALE_STATUS | STALE_OVER;
    }
    if (key.code == K_DOWN || is_control(key, 'n')) {
        if (edit_past_newer(past_of(app), &prompt->edit))
            changed(app);
        return STALE_STATUS | STALE_OVER;
    }
    if (edit_key(&prompt->edit, key) == EDIT_CHANGED)
        changed(app);
    return STALE_STATUS | STALE_OVER;
}

unsigned
prompt_open(struct app *app, enum prompt_kind kind, str text)
{
    struct prompt *prompt = &app->prompt;

    prompt->kind = kind;
    if (kind == PROMPT_FIND)
        article_finish(app);
    prompt->article_top = app->article.top;
    edit_set(&prompt->edit, text);
    past_of(app)->at = past_of(app)->count;
    app->message[0] = 0;
    offer_choices(app);
    return STALE_ALL;
}

unsigned
start_command(struct app *app, str argument)
{
    return prompt_open(app, PROMPT_COMMAND, argument);
}

/* With words, as from the : line, it lists at once. */
unsigned
start_search(struct app *app, str argument)
{
    if (argument.len > 0) {
        view_search(app, argument);
        return app_focus(app, PANE_STORIES);
    }
    if (app->focus == PANE_ARTICLE && app->article.id)
        return prompt_open(app, PROMPT_FIND, (str){ 0 });
    if (app->focus == PANE_SOURCES)
        return prompt_open(app, PROMPT_SOURCES, str_of(app->sources.filter));
    app_focus(app, PANE_STORIES);
    return prompt_open(app, PROMPT_SEARCH, (str){ 0 });
}
