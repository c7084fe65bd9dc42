/*
 * src/ui/pane.h: what a pane can do. One file, one struct pane_ops each.
 */
#ifndef COURANT_UI_PANE_H
#define COURANT_UI_PANE_H

#include "app.h"
#include "draw.h"
#include "row.h"

struct hint {
    int first, second; /* commands whose keys are told; -1: none */
    const char *words;
};

struct pane_ops {
    const char *title;
    unsigned stale; /* its bit */
    void (*draw)(struct app *app, struct rect r);
    str (*note)(struct app *app, struct arena *a); /* at the right end of its title */
    unsigned (*move)(struct app *app, enum move move);
    unsigned (*open)(struct app *app);
    unsigned (*press)(struct app *app, int x, int y, bool is_twice); /* from its top left */
    unsigned (*wheel)(struct app *app, int rows);
    const struct hint *hints;
    size_t hint_count;
};

extern const struct pane_ops pane_stories, pane_article, pane_related, pane_sources;
const struct pane_ops *pane_get(enum pane pane);
const struct hint *over_hints(const struct app *app, size_t *out_count); /* over.c */

/* What the panes draw with: a row ready to be fitted, in the app's way with right-to-left text. */
void pane_row(const struct app *app, struct row *row, struct arena *a, int width);
/* What a story is called: its title, else its first words, else its address. Never nothing. */
str pane_story_name(const struct store_story *story);
/* Words in the middle of an empty pane, broken to its width. */
void pane_words(const struct app *app, struct rect r, const char *title, str words);
/* The words that fit a line taken off the front of rest; never nothing. */
str pane_take_line(struct arena *a, str *rest, int cols);
/* A cursor's look: in the focus, or waiting. -1 when this row has not got it. */
int pane_cursor_role(const struct app *app, enum pane pane, bool is_cursor);

size_t stories_page(const struct app *app);        /* stories that the list has room for */
void article_forget_layout(struct app *app);       /* of every width, and what was found in it */
void article_outdate_layout(struct app *app);      /* to be made anew when it is next drawn */
void article_layout(struct app *app);              /* at the width that the pane has now */
void article_go_to(struct app *app, uint32_t at);  /* a place in it, its doc being new */
bool article_is_partial(const struct app *app);    /* are there lines that are not laid out yet? */
void article_lay_out_more(struct app *app);        /* some of them, between keys */
void article_finish(struct app *app);              /* all: for who counts lines */
bool article_page(struct app *app, int direction); /* false: no more that way */
void article_find(struct app *app, str words, size_t from);
void article_clamp(struct app *app);
/* Terminal links: the old ones go before an update that draws the article, the new ones are put after it. */
void article_forget_links(struct app *app);
void article_put_links(struct app *app);
size_t article_rows(const struct app *app);
void related_reload(struct app *app);

#endif
