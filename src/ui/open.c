#include "app.h"
#include "term.h"

#include <courant/net.h>

/* Out of the program: to a browser, a player, the clipboard. By argument vector; only addresses of the web. */

static bool
is_web(str url)
{
    return str_starts_nocase(url, STR("http://")) || str_starts_nocase(url, STR("https://"));
}

/* What the publisher hung on to follow the reader is not handed on, unless a setting says so. */
static str
for_others(const struct app *app, struct arena *a, str url)
{
    return app->settings.keeps_tracking ? url : net_url_clean(a, url);
}

static unsigned
complain_start(struct app *app, const struct err *err, const char *what)
{
    unsigned stale = app_complain(app, err);

    if (err->kind == ERR_MISSING)
        stale |= app_say(app, "%s; set %s in courant.ini", err->text, what);
    app->is_error = true;
    return stale;
}

static unsigned
start(struct app *app, str command, str url, const char *what)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    unsigned stale;

    if (!is_web(url)) {
        stale = app_say(app, "no address of the web to open");
    } else {
        const char **argv = config_argv(&a, command, for_others(app, &a, url));

        if (!argv || !argv[0])
            stale = app_say(app, "no %s is set; :set %s …", what, what);
        else if (!run_detached(argv, &err))
            stale = complain_start(app, &err, what);
        else
            stale = app_say(app, "opened with %s", argv[0]);
    }
    arena_free(&a);
    return stale;
}

/* A link of the list that lies over the panes; a related row that is not in the store has an address too. */
str
url_here(struct app *app)
{
    const struct store_story *story = reader_story(app);

    if (app->over.kind == OVER_LINKS || over_has_stories(app->over.kind))
        return app->over.lines[app->over.scroll.cursor].url;
    if (app->focus == PANE_RELATED && app->related.scroll.count > 0) {
        const struct related_row *row = app->related.lines[app->related.scroll.cursor].row;

        if (row)
            return row->story.url;
    }
    return story ? story->url : (str){ 0 };
}

/* The source under the cursor of the sources, where that is what commands mean; NULL: it is not. */
static const struct store_source *
source_here(const struct app *app)
{
    const struct source_line *line = sources_line(app);

    return app->focus == PANE_SOURCES && app->over.kind == OVER_NONE && line ? line->source : NULL;
}

/* Of a feed that names no site, the front page of its server. */
static str
site_of(struct arena *a, const struct store_source *source)
{
    struct net_url url;

    if (is_web(source->site_url) || !net_url_parse(source->url, &url) || !is_web(source->url))
        return source->site_url;
    return arena_printf(a, "%.*s://%.*s%s%.*s/", STR_ARG(url.scheme), STR_ARG(url.host),
                        url.port.len > 0 ? ":" : "", STR_ARG(url.port));
}

unsigned
open_in_browser(struct app *app, str argument)
{
    const struct store_source *source = source_here(app);
    struct arena a = { 0 };
    str url = source ? site_of(&a, source) : url_here(app);
    unsigned stale = start(app, app->settings.browser, url, "browser");

    (void)argument;
    arena_free(&a);
    return stale;
}

unsigned
play_enclosure(struct app *app, str argument)
{
    (void)argument;
    if (app->article.text.enclosure_count == 0 || !app->article.id)
        return app_say(app, "nothing to play comes with this story");
    return start(app, app->settings.player, app->article.text.enclosures[0].url, "player");
}

unsigned
copy_link(struct app *app, str argument)
{
    const struct store_source *source = source_here(app);
    struct arena a = { 0 };
    str url = source ? net_url_without_secret(&a, source->url) : for_others(app, &a, url_here(app));
    unsigned stale;

    (void)argument;
    if (url.len == 0)
        stale = app_say(app, "no address to copy");
    else if (!term_copy(url))
        stale = app_say(app, "the address is too long for the clipboard");
    else
        stale = app_say(app, "copied %.*s", STR_ARG(url));
    arena_free(&a);
    return stale;
}
