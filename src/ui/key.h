/*
 * src/ui/key.h: a key press in our own words, and its spelling in tables and [keys].
 *
 * Shape   "n", "G", "?", "ctrl-n", "alt-x", "shift-tab", "space", "pgdn", "f5"; a sequence is keys parted by
 *         blanks ("g g"); alternatives are parted by commas ("j, down"); the comma itself is "comma"
 * Errors  what is no key is refused; nothing is said about why
 */
#ifndef COURANT_UI_KEY_H
#define COURANT_UI_KEY_H

#include <courant/base.h>

/* Beyond the last code point, so that a key is one number whether it is a letter or not. */
enum key_code {
    K_NONE = 0,
    K_FIRST = 0x110000,
    K_UP = K_FIRST,
    K_DOWN,
    K_LEFT,
    K_RIGHT,
    K_HOME,
    K_END,
    K_PAGE_UP,
    K_PAGE_DOWN,
    K_INSERT,
    K_DELETE,
    K_BACKSPACE,
    K_ENTER,
    K_TAB,
    K_ESCAPE,
    K_F1,
    K_F12 = K_F1 + 11,
    K_MOUSE,       /* where and what: in the event */
    K_PASTE_BEGIN, /* what follows until K_PASTE_END is text, never commands */
    K_PASTE_END,
};

enum key_mod { K_CTRL = 1, K_ALT = 2, K_SHIFT = 4 };

struct key {
    uint32_t code; /* a code point, or enum key_code */
    uint32_t mods; /* enum key_mod bits; never K_SHIFT with a code point */
};

#define KEY_SEQUENCE_MOST 3

struct key_sequence {
    struct key keys[KEY_SEQUENCE_MOST];
    size_t count;
};

bool key_parse(str word, struct key *out);
str key_text(struct arena *a, struct key key);
bool key_eq(struct key x, struct key y);

bool key_sequence_parse(str words, struct key_sequence *out);
/* The front one of "j, down" taken off; false at the end. A comma alone or at an end is skipped. */
bool key_take_alternative(str *rest, str *out);
str key_sequence_text(struct arena *a, const struct key_sequence *sequence);

#endif
