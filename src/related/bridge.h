/*
 * src/related/bridge.h: the word list by which stories of different languages meet.
 *
 * Shape   embed/bridge.tsv: the first line names the languages of the columns; each other line is one
 *         meaning, its words in each language parted by blanks; "@" in front of a line: a country
 * Threads any: the list is read once
 * Source  docs/related.md, "The word list"
 */
#ifndef COURANT_RELATED_BRIDGE_H
#define COURANT_RELATED_BRIDGE_H

#include <courant/base.h>

#define BRIDGE_BEGINNING 5 /* code points of a word that count */

str bridge_beginning(str folded_word); /* its first five code points */
/* The line that has the word in this language, from 1; 0: none. */
uint32_t bridge_line(str language, str folded_word, bool *is_place);

#endif
