#include "edit.h"

#include <courant/text.h>

#include <string.h>

str
edit_str(const struct edit *e)
{
    return (str){ e->text, e->len };
}

void
edit_set(struct edit *e, str text)
{
    text = utf8_front(text, EDIT_MOST);
    memmove(e->text, text.len ? text.ptr : "", text.len);
    e->len = e->at = text.len;
}

void
edit_replace(struct edit *e, size_t from, size_t to, str text)
{
    to = MIN(to, e->len);
    from = MIN(from, to);
    text = utf8_front(text, EDIT_MOST - (e->len - (to - from)));
    memmove(e->text + from + text.len, e->text + to, e->len - to);
    memcpy(e->text + from, text.len ? text.ptr : "", text.len);
    e->len += text.len - (to - from);
    e->at = from + text.len;
}

bool
edit_insert(struct edit *e, str text)
{
    if (text.len > EDIT_MOST - e->len)
        return false;
    edit_replace(e, e->at, e->at, text);
    return true;
}

/* The borders between clusters next to the cursor. */
static size_t
border_before(const struct edit *e)
{
    struct arena a = { 0 };
    str rest = { e->text, e->at };
    struct text_cluster cluster;
    size_t border = 0;

    while (text_cluster_take(&a, &rest, &cluster))
        if (rest.len > 0)
            border = e->at - rest.len;
    arena_free(&a);
    return border;
}

static size_t
border_after(const struct edit *e)
{
    struct arena a = { 0 };
    str rest = { e->text + e->at, e->len - e->at };
    struct text_cluster cluster;
    size_t border = e->at;

    if (text_cluster_take(&a, &rest, &cluster))
        border = e->len - rest.len;
    arena_free(&a);
    return border;
}

static size_t
word_before(const struct edit *e)
{
    size_t at = e->at;

    while (at > 0 && e->text[at - 1] == ' ')
        at--;
    while (at > 0 && e->text[at - 1] != ' ')
        at--;
    return at;
}

static size_t
word_after(const struct edit *e)
{
    size_t at = e->at;

    while (at < e->len && e->text[at] == ' ')
        at++;
    while (at < e->len && e->text[at] != ' ')
        at++;
    return at;
}

static enum edit_did
cut(struct edit *e, size_t from, size_t to)
{
    if (from == to)
        return EDIT_NOTHING;
    edit_replace(e, from, to, (str){ 0 });
    return EDIT_CHANGED;
}

static enum edit_did
go(struct edit *e, size_t at)
{
    if (e->at == at)
        return EDIT_NOTHING;
    e->at = at;
    return EDIT_MOVED;
}

static enum edit_did
control_key(struct edit *e, uint32_t letter)
{
    switch (letter) {
    case 'a': return go(e, 0);
    case 'e': return go(e, e->len);
    case 'b': return go(e, border_before(e));
    case 'f': return go(e, border_after(e));
    case 'u': return cut(e, 0, e->at);
    case 'k': return cut(e, e->at, e->len);
    case 'w': return cut(e, word_before(e), e->at);
    case 'd': return cut(e, e->at, border_after(e));
    case 'h': return cut(e, border_before(e), e->at);
    default: return EDIT_NOTHING;
    }
}

static enum edit_did
special_key(struct edit *e, struct key key)
{
    bool is_word = (key.mods & (K_CTRL | K_ALT)) != 0;

    switch (key.code) {
    case K_LEFT: return go(e, is_word ? word_before(e) : border_before(e));
    case K_RIGHT: return go(e, is_word ? word_after(e) : border_after(e));
    case K_HOME: return go(e, 0);
    case K_END: return go(e, e->len);
    case K_BACKSPACE: return cut(e, is_word ? word_before(e) : border_before(e), e->at);
    case K_DELETE: return cut(e, e->at, border_after(e));
    default: return EDIT_NOTHING;
    }
}

enum edit_did
edit_key(struct edit *e, struct key key)
{
    char bytes[4];

    if (key.code >= K_FIRST)
        return special_key(e, key);
    if (key.mods & K_CTRL)
        return control_key(e, key.code);
    if (key.mods || key.code < ' ' || key.code == 0x7F)
        return EDIT_NOTHING;
    size_t len = rune_encode(key.code, bytes);

    return edit_insert(e, (str){ bytes, len }) ? EDIT_CHANGED : EDIT_NOTHING;
}

void
edit_past_add(struct edit_past *past, str line)
{
    past->at = past->count;
    if (line.len == 0)
        return;
    if (past->count > 0 && str_eq(edit_str(&past->lines[past->count - 1]), line))
        return;
    if (past->count == EDIT_LINES) {
        memmove(past->lines, past->lines + 1, (EDIT_LINES - 1) * sizeof(past->lines[0]));
        past->count--;
    }
    edit_set(&past->lines[past->count++], line);
    past->at = past->count;
}

bool
edit_past_older(struct edit_past *past, struct edit *e)
{
    if (past->at == 0)
        return false;
    if (past->at == past->count)
        past->pending = *e;
    *e = past->lines[--past->at];
    return true;
}

bool
edit_past_newer(struct edit_past *past, struct edit *e)
{
    if (past->at >= past->count)
        return false;
    past->at++;
    *e = past->at == past->count ? past->pending : past->lines[past->at];
    return true;
}
