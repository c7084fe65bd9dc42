/*
 * src/text/detector.h: uchardet, loaded when the first bytes come that are in no encoding anybody named: with the C++
 * library that it brings it would cost every start some milliseconds.
 *
 * Memory  in the arena
 * Threads any
 */
#ifndef COURANT_TEXT_DETECTOR_H
#define COURANT_TEXT_DETECTOR_H

#include <courant/base.h>

str detector_guess(struct arena *a, str raw); /* an encoding's name; empty: none */

#endif
