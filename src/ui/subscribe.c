#include "age.h"
#include "pane.h"

#include <courant/config_edit.h>
#include <courant/net.h>
#include <courant/refresh.h>
#include <courant/refresh_find.h>
#include <courant/text.h>

#include <string.h>

/*
 * A source added by the address of its site. The refresh thread looks for the feeds; what it finds is shown before
 * anything is written.
 */

/* ---- looking ---- */

static const struct config_source *
source_of_url(const struct app *app, str url)
{
    struct arena a = { 0 };
    str normal = net_url_normal(&a, url);
    const struct config_source *found = NULL;

    for (size_t i = 0; i < app->config->source_count && !found; i++)
        if (str_eq(net_url_normal(&a, app->config->sources[i].url), normal))
            found = &app->config->sources[i];
    arena_free(&a);
    return found;
}

static unsigned
say_known(struct app *app, const struct config_source *source)
{
    return app_say(app, "%.*s is a source already: [%.*s]",
                   STR_ARG(source->name.len > 0 ? source->name : source->key),
                   STR_ARG(source->key));
}

/* What one reads from a site that is no source yet is what one is most likely to add. */
static unsigned
ask_address(struct app *app)
{
    const struct store_story *story = reader_story(app);
    struct arena a = { 0 };
    struct net_url url;
    str line = STR("add "), address = url_here(app);
    bool is_link = !story || !str_eq(story->url, address); /* a row that is not in the store */

    if ((is_link || !story->is_listed) && net_url_is_web(address) && net_url_parse(address, &url))
        line = arena_printf(&a, "add %.*s://%.*s%s%.*s/", STR_ARG(url.scheme), STR_ARG(url.host),
                            url.port.len > 0 ? ":" : "", STR_ARG(url.port));
    unsigned stale = prompt_open(app, PROMPT_COMMAND, line);

    arena_free(&a);
    return stale;
}

static str
shown_url(struct arena *a, str url)
{
    return text_clean_url(a, net_url_without_secret(a, url));
}

static unsigned
look(struct app *app, str asked, str choice)
{
    struct arena a = { 0 };
    str url = shown_url(&a, choice.len > 0 ? choice : asked);

    refresh_find(app->refresher, asked, choice);
    size_t len = MIN(asked.len, sizeof(app->find_url) - 1);

    memcpy(app->find_url, asked.ptr, len);
    app->find_url[len] = 0;
    app_say(app, "%s %.*s … Esc ends it", choice.len > 0 ? "reading" : "looking for the feeds of",
            STR_ARG(url));
    arena_free(&a);
    return STALE_STATUS;
}

unsigned
subscribe(struct app *app, str argument)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    const struct config_source *known = NULL;
    str url;
    unsigned stale;

    if (argument.len == 0)
        return ask_address(app);
    if (!find_address(&a, argument, &url, &err))
        stale = app_complain(app, &err);
    else if ((known = source_of_url(app, url)))
        stale = say_known(app, known);
    else if (!app->refresher)
        stale = app_say(app, "nothing can be fetched: the store cannot be written");
    else
        stale = look(app, url, STR(""));
    arena_free(&a);
    return stale;
}

/* True: something was being looked for. */
bool
subscribe_cancel(struct app *app)
{
    if (!app->find_url[0])
        return false;
    refresh_find(app->refresher, STR(""), STR(""));
    app->find_url[0] = 0;
    app->message[0] = 0;
    app->stale |= STALE_STATUS;
    return true;
}

/* ---- what was found ---- */

struct maker {
    struct arena *a;
    VEC(struct over_line) lines;
};

static void
add_line(struct maker *m, str text, str right, bool is_heading)
{
    *VEC_PUSH(m->a, &m->lines) =
        (struct over_line){ .text = text, .right = right, .is_heading = is_heading };
}

static void
offer_choices(struct app *app, const struct refresh_found *found)
{
    struct arena a = { 0 };
    struct maker m = { .a = &a };

    for (size_t i = 0; i < found->choice_count; i++) {
        const struct found_choice *choice = &found->choices[i];
        str url = shown_url(&a, choice->url);

        add_line(&m, choice->title.len > 0 ? arena_str(&a, choice->title) : url, url, false);
    }
    over_open(app, OVER_FEEDS, "Which of its feeds?", &a, m.lines.items, m.lines.count);
}

static void
offer_feed(struct app *app, const struct refresh_found *found)
{
    const struct found_choice *choice = found->choices;
    struct arena a = { 0 };
    struct maker m = { .a = &a };

    add_line(&m,
             choice->title.len > 0 ? arena_str(&a, choice->title) : STR("A feed without a title"),
             STR(""), true);
    add_line(&m, STR(""), shown_url(&a, choice->url), false);
    add_line(&m, STR(""), arena_str(&a, found->rhythm), false);
    add_line(&m, STR(""), STR(""), false);
    for (size_t i = 0; i < found->story_count; i++) {
        const struct found_story *story = &found->stories[i];
        str age = age_short(&a, time_now_s(), story->at);

        add_line(&m, arena_printf(&a, "%4.*s  ", STR_ARG(age)), arena_str(&a, story->title), false);
    }
    add_line(&m, STR(""), STR(""), false);
    add_line(&m, STR(""), STR("Enter adds it, Esc leaves it"), false);
    over_open(app, OVER_FEED, "Add this source?", &a, m.lines.items, m.lines.count);
}

static void
complain_of(struct app *app, str asked, struct err *err)
{
    struct arena a = { 0 };

    err_wrap(err, "%.*s", STR_ARG(str_sub(shown_url(&a, asked), 0, 200)));
    app_complain(app, err);
    arena_free(&a);
}

void
subscribe_found(struct app *app, struct refresh_event *event)
{
    const struct config_source *known;

    str asked = str_sub(event->found->asked, 0, sizeof(app->find_url) - 1);

    if (!app->find_url[0] || !str_eq(asked, str_of(app->find_url)))
        return; /* Esc or another question came first */
    if (app->over.kind != OVER_NONE)
        over_close(app, false); /* what it shows may be of what goes now */
    app->find_url[0] = 0;
    app->message[0] = 0;
    app->stale |= STALE_STATUS;
    refresh_found_free(app->found);
    app->found = event->found;
    event->found = NULL;
    if (app->found->choice_count == 0)
        complain_of(app, app->found->asked, &event->err);
    else if (!app->found->is_read && app->found->choice_count == 1)
        look(app, app->found->asked, app->found->choices->url);
    else if (!app->found->is_read)
        offer_choices(app, app->found);
    else if ((known = source_of_url(app, app->found->choices->url)))
        say_known(app, known);
    else
        offer_feed(app, app->found);
}

unsigned
subscribe_choose(struct app *app, size_t at)
{
    const struct refresh_found *found = app->found;

    over_close(app, true);
    if (at >= found->choice_count)
        return STALE_ALL;
    return STALE_ALL | look(app, found->asked, found->choices[at].url);
}

unsigned
subscribe_take(struct app *app)
{
    struct config_source source = { .url = app->found->choices->url };
    struct arena a = { 0 };
    struct err err = { 0 };
    str key;

    over_close(app, true);
    if (!config_source_add(&a, app->paths, &source, &key, &err) || !files_read(app, false, &err)) {
        app_complain(app, &err);
    } else {
        refresh_key(app->refresher, key);
        app_say(app, "added as [%.*s], and being fetched", STR_ARG(key));
    }
    arena_free(&a);
    return STALE_ALL;
}
