/*
 * src/related/key.h: consonant keys: one spelling for a name whatever the alphabet (Putin, Путин; Biles, Байлз).
 *
 * Shape   a folded word of Latin, Cyrillic, Greek, Hebrew or Arabic letters; other scripts have no key
 * Units   three or four signs of ASCII
 * Source  docs/related.md, "Consonant keys"
 */
#ifndef COURANT_RELATED_KEY_H
#define COURANT_RELATED_KEY_H

#include <courant/base.h>

#define KEY_MOST 4

/* The number of signs written; 0: the word has no key. */
size_t key_of(str folded_word, char out[KEY_MOST]);

#endif
