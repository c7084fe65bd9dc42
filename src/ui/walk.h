/*
 * src/ui/walk.h: the stories read, in order, and where among them one is: back and forward as in a browser.
 *
 * Shape   visiting from the middle forgets what lay ahead; the last WALK_MOST are kept; a story visited twice
 *         in a row is there once
 */
#ifndef COURANT_UI_WALK_H
#define COURANT_UI_WALK_H

#include <courant/base.h>

#define WALK_MOST 200

struct walk {
    int64_t ids[WALK_MOST];
    size_t count;
    size_t at; /* the one shown; count 0: none */
};

void walk_visit(struct walk *w, int64_t id);
bool walk_back(struct walk *w, int64_t *out_id);
bool walk_forward(struct walk *w, int64_t *out_id);
int64_t walk_here(const struct walk *w); /* 0: none */
void walk_drop(struct walk *w);          /* the story here is no more */
void walk_set(struct walk *w, const int64_t *ids, size_t count, size_t at);

#endif
