#include "pane.h"
#include "term.h"

/* From a key or the mouse to a command: the prompt first, then what lies over, then the panes. */

static command_function *const functions[COMMAND_COUNT] = {
#define HEADING(text)
#define COMMAND(id, name, keys, panes, function, takes, help) [COMMAND_##id] = function,
#include "commands.def"
#undef COMMAND
#undef HEADING
};

unsigned
app_run(struct app *app, enum command_id command, str argument)
{
    unsigned stale = functions[command](app, argument);

    app->stale |= stale;
    return stale;
}

static void
forget_message(struct app *app)
{
    if (!app->message[0] || app->follow_url[0] || app->find_url[0])
        return;
    app->message[0] = 0;
    app->is_error = false;
    app->stale |= STALE_STATUS;
}

static unsigned
pane_bit(enum pane pane)
{
    static const unsigned bits[PANE_COUNT] = { [PANE_STORIES] = IN_STORIES,
                                               [PANE_ARTICLE] = IN_ARTICLE,
                                               [PANE_RELATED] = IN_RELATED,
                                               [PANE_SOURCES] = IN_SOURCES };

    return bits[pane];
}

static void
run_key(struct app *app, enum command_id command, struct key key)
{
    char digit = (char)key.code;
    bool is_digit = key.mods == 0 && key.code < 0x80 && char_is_digit(digit);

    app->pending.count = 0;
    if (app->over.kind != OVER_NONE)
        app->stale |= over_key(app, command);
    else
        app_run(app, command, is_digit ? (str){ &digit, 1 } : (str){ 0 });
}

static void
take_key(struct app *app, struct key key)
{
    struct key_sequence *pending = &app->pending;
    enum command_id command;

    if (pending->count == KEY_SEQUENCE_MOST)
        pending->count = 0;
    pending->keys[pending->count++] = key;
    switch (
        keymap_find(&app->keymap, pane_bit(app->focus), pending->keys, pending->count, &command)) {
    case KEYMAP_COMMAND: run_key(app, command, key); break;
    case KEYMAP_MORE: app->stale |= STALE_STATUS; break;
    case KEYMAP_NONE:
        app->stale |= STALE_STATUS;
        pending->count = 0;
        break;
    }
}

/* ---- mouse ---- */

static void
press(struct app *app, const struct term_event *event)
{
    bool is_twice = event->mouse == MOUSE_TWICE;
    enum pane pane;

    if (app->over.kind != OVER_NONE) {
        app->stale |= over_press(app, event->x, event->y, is_twice);
        return;
    }
    if (!layout_pane_at(&app->layout, event->x, event->y, &pane))
        return;
    struct rect r = app->layout.places[pane].inner;
    enum pane before = app->focus;

    /* While the panes stand as they were seen: the focus may change their size. */
    app->stale |= pane_get(pane)->press(app, event->x - r.x, event->y - r.y, is_twice);
    if (app->focus == before && before != pane)
        app->stale |= app_focus(app, pane);
}

static void
wheel(struct app *app, const struct term_event *event)
{
    int rows = (int)app->settings.scroll_lines * (event->mouse == MOUSE_WHEEL_UP ? -1 : 1);
    enum pane pane;

    if (app->over.kind != OVER_NONE)
        app->stale |= over_wheel(app, rows);
    else if (layout_pane_at(&app->layout, event->x, event->y, &pane))
        app->stale |= pane_get(pane)->wheel(app, rows);
}

/* ---- pasting: text for the prompt, never commands ---- */

#define PASTE_PAUSE_MS 2000 /* a paste whose end was lost must not swallow keys for ever */

static bool
take_paste(struct app *app, struct key key)
{
    int64_t now = time_now_ms();
    bool is_pasting = app->prompt.paste_ms > 0 && now - app->prompt.paste_ms < PASTE_PAUSE_MS;

    app->prompt.paste_ms = 0;
    if (key.code == K_PASTE_END || (!is_pasting && key.code != K_PASTE_BEGIN))
        return key.code == K_PASTE_END;
    app->prompt.paste_ms = now;
    if (app->prompt.kind != PROMPT_NONE && key.code < K_FIRST && key.mods == 0)
        app->stale |= prompt_key(app, key);
    return true;
}

void
app_input(struct app *app, const struct term_event *event)
{
    app->timers.key_ms = time_now_ms();
    if (take_paste(app, event->key))
        return;
    if (event->key.code == K_MOUSE) {
        bool is_wheel = event->mouse == MOUSE_WHEEL_UP || event->mouse == MOUSE_WHEEL_DOWN;

        if (app->prompt.kind != PROMPT_NONE)
            return;
        forget_message(app);
        if (is_wheel)
            wheel(app, event);
        else
            press(app, event);
        return;
    }
    if (app->prompt.kind != PROMPT_NONE) {
        app->stale |= prompt_key(app, event->key);
        return;
    }
    forget_message(app);
    if (!over_digit(app, event->key))
        take_key(app, event->key);
}
