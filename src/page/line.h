/*
 * src/page/line.h: lines that stand in a text and are none of it: words of buttons and players, and what
 * asks readers to do something (follow, subscribe, write to the newsroom), in many languages.
 */
#ifndef COURANT_PAGE_LINE_H
#define COURANT_PAGE_LINE_H

#include <courant/base.h>

bool line_is_noise(struct arena *a, str text); /* the whole line */
/* Its beginning; is_link: much of it is a link, which settles what might begin a sentence. */
bool line_is_call(struct arena *a, str text, bool is_link);
bool line_is_sign_up(struct arena *a, str text); /* the first of a box about a newsletter */
bool line_is_consent(struct arena *a, str text); /* "We need your consent to load this video" */
/* Copyright, correction desk, "edited by": behind the last sentence of an article only. */
bool line_is_closing(struct arena *a, str text);

/* For tests: every phrase of the tables, from 0. */
size_t line_row_count(void);
const char *line_row(size_t nth);

#endif
