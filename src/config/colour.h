/*
 * src/config/colour.h: colours by name and number, and how far apart two of them are to the eye.
 *
 * Units   a colour as <courant/config.h> has it: THEME_COLOUR_RGB | 0xRRGGBB, 0 to 255, or the default
 * Source  CIE L*a*b* under D65; WCAG 2.2 "relative luminance"; xterm's palette of 256
 */
#ifndef COURANT_CONFIG_COLOUR_H
#define COURANT_CONFIG_COLOUR_H

#include <courant/config.h>

/* "#rrggbb", "#rgb", 0 to 255, default, black … bright-white. */
bool colour_parse(str text, int32_t *out);
str colour_text(struct arena *a, int32_t colour);
double colour_luminance(int32_t colour); /* 0 black to 1 white */

#endif
