/*
 * src/ui/app.h: the model: what is listed, read, in focus; what every pane and command works on.
 *
 * Shape   commands and events change it and say what went stale (enum stale); only the loop draws
 * Memory  each part has its own arena, freed when the part is loaded anew
 * Threads the main thread; the refresh thread is reached by jobs and events only
 */
#ifndef COURANT_UI_APP_H
#define COURANT_UI_APP_H

#include "commands.h"
#include "edit.h"
#include "keymap.h"
#include "layout.h"
#include "list.h"
#include "walk.h"

#include <courant/config_edit.h>
#include <courant/doc.h>
#include <courant/related.h>
#include <courant/store.h>
#include <courant/store_heed.h>
#include <courant/ui.h>

struct choice; /* complete.h */
struct refresher;
struct refresh_event;
struct refresh_found;
struct term_event;

#define SNIPPETS_MOST 128 /* a screenful and more */

struct view_snippet {
    struct arena arena;
    int64_t story_id;
    struct store_snippet snippet;
};

#define OPEN_MOST 64

/* What is listed: a query, its name and its window of rows. */
struct view {
    struct arena arena;
    str name, query_text;
    struct store_query *query;
    struct list list;
    bool is_grouped;               /* one row a thread */
    int64_t all, unread;           /* -1: not counted */
    struct view_snippet *snippets; /* of the stories in view, in the arena; the eldest goes first */
    size_t snippet_count;
    struct open_thread {
        int64_t id;
        bool is_passing; /* opened by reading on */
    } open[OPEN_MOST];   /* where the list is by thread */
    size_t open_count;
};

/* The article laid out for a width; a few are kept, for zooming and turning a screen go back and forth. */
struct sheet {
    struct arena arena;
    struct doc_layout layout;
    int width; /* 0: of no use any more */
};

#define SHEETS_MOST 3

struct article {
    struct arena arena; /* text and doc */
    struct sheet sheets[SHEETS_MOST];
    size_t next_sheet; /* to be given up when another width is wanted */
    struct arena find_arena;
    struct store_text text;
    struct doc doc;
    struct doc_layout layout; /* of the sheet in view */
    uint32_t anchor;   /* the place that was on top when the width changed, or was asked for */
    size_t anchor_top; /* it holds while the top is still this line */
    size_t top;        /* the first line in view */
    int width;         /* the layout's */
    int64_t id;        /* 0: none */
    bool is_open;      /* being read, not only looked at from the list */
    size_t edit_at;    /* 1: the last edit is shown, 2: the one before …; 0: the text as it is */
    bool is_waiting;   /* its page is being fetched */
    int64_t ahead_id;  /* the story for which pages were fetched ahead */
    bool is_unread_again; /* the reader said unread: it stays so until opened anew */
    char find[256];       /* what is searched in it; "": nothing */
    struct doc_hit *hits;
    size_t hit_count, hit_at;
};

struct related_line {
    const struct related_row *row; /* NULL: a heading or a remark */
    str text;
    int number;      /* 1 to 9; 0: none */
    bool is_foreign; /* on a site that no listed source is on */
    bool is_remark;  /* on the row before: where its text stands too */
};

struct related_list {
    struct arena arena;
    struct related_line *lines;
    const struct related_row *stories; /* all of them, those folded away too */
    size_t story_count;
    bool *is_heading;
    struct scroll scroll;
    size_t row_count;
    int64_t id; /* of the story; 0: nothing loaded */
};

#define VIEWS_MOST      64  /* whose unread stories are counted */
#define VIEW_COUNT_MOST 999 /* and no further */

enum source_line_kind { LINE_HEADING, LINE_SECTION, LINE_VIEW, LINE_SOURCE, LINE_REMARK };

struct source_line {
    enum source_line_kind kind;
    str text, query; /* query: what Enter lists */
    const struct store_source *source;
    int64_t unread; /* -1: not told */
};

struct source_list {
    struct arena arena;
    struct store_source *sources;
    size_t source_count, problem_count;
    struct source_line *lines;
    bool *is_heading;
    struct scroll scroll;
    bool is_old;      /* to be read again before it is drawn */
    char filter[128]; /* only those with these words are shown; "": all */
    size_t match_count;
};

/* One thing that can be taken back: these stories were marked; doing the opposite undoes it. */
struct undo {
    struct arena arena;
    int64_t *ids;
    size_t count;
    enum store_mark back;
    bool is_heed;                     /* how the thread of the only story was heeded */
    struct store_heed heed, heed_set; /* before, and by what is taken back */
    bool is_edit;                     /* of a file, and what it was in words */
    struct config_undo edit;
    str words;
};

#define UNDO_MOST      16
#define RUNNING_MOST   256
#define LINK_ROWS_MOST 512

enum over {
    OVER_NONE,
    OVER_HELP,
    OVER_THEMES,
    OVER_LINKS,
    OVER_FEEDS,
    OVER_FEED,
    OVER_FRONT,
    OVER_TIMELINE,
    OVER_FOLLOWING,
    OVER_ABOUT
};

struct over_line {
    str text, right;
    str shorter[2];    /* of right, for narrow rows; empty: none */
    str url;           /* of a story */
    str mark;          /* of a story: new, or its time */
    int64_t story_id;  /* 0: no story */
    int64_t thread_id; /* which the row stands for; 0: for its story alone */
    bool is_heading, is_read, is_followed;
};

struct overlay {
    enum over kind;
    struct arena arena;
    struct over_line *lines;
    bool *is_heading;
    struct scroll scroll;
    struct theme theme_before; /* of OVER_THEMES: what Esc returns to */
    const char *title;
    size_t number; /* of a link, as far as it is typed */
};

enum prompt_kind { PROMPT_NONE, PROMPT_COMMAND, PROMPT_SEARCH, PROMPT_FIND, PROMPT_SOURCES };

struct prompt {
    enum prompt_kind kind;
    struct edit edit;
    struct edit_past command_past, search_past;
    struct arena arena; /* of the choices */
    struct choice *choices;
    size_t choice_count, choice_from;
    int choice_at;      /* -1: none taken */
    int64_t paste_ms;   /* when the last key of a paste came; 0: nothing is being pasted */
    size_t article_top; /* before a search in the article */
};

/* Monotonic milliseconds at which something is to be done; 0: nothing. */
struct timers {
    int64_t follow_ms; /* the article follows the cursor */
    int64_t read_ms;   /* the open story counts as read */
    int64_t ahead_ms;  /* what is related to it is fetched ahead */
    int64_t search_ms; /* what was typed is looked for */
    int64_t store_ms;  /* look whether another copy wrote */
    int64_t clock_ms;  /* the next minute */
    int64_t count_ms;  /* the next of the views is counted */
    int64_t files_ms;  /* somebody wrote sources.ini or rules.ini */
    int64_t links_ms;  /* the article has been at rest: its links are told to the terminal */
    int64_t land_ms;   /* marks that another writer kept from the store are tried again */
    int64_t event_ms;  /* what the refresh thread changed is shown */
    int64_t key_ms;    /* when the last key came, and when changes were shown last */
    int64_t shown_ms;
};

struct app {
    struct arena arena;          /* as long as the program */
    const struct config *config; /* the caller's, or config_read */
    struct config config_read;   /* as the files were when they were read again */
    struct arena config_arena;
    uint64_t files_mark; /* of sources.ini and rules.ini as they were read */
    const struct config_paths *paths;
    struct settings settings; /* as :set left them */
    struct store *store;
    struct refresher *refresher; /* NULL: not started */
    int wake_fd;
    struct keymap keymap;
    struct key_sequence pending; /* keys of a sequence that is not complete */
    struct key last_key;

    struct theme theme;
    struct arena theme_arena;
    int cols, rows;
    struct layout layout;
    enum pane focus;
    bool is_zoomed, has_sources;
    bool is_bidi;

    struct view view;        /* what is listed */
    struct view view_before; /* under a search: where Esc returns to */
    bool is_search;
    struct article article;
    struct related_list related;
    struct source_list sources;
    int64_t view_unread[VIEWS_MOST]; /* of the views of courant.ini; -1: not counted yet */
    size_t view_next;                /* to be counted */
    struct walk walk;
    int follow_depth; /* related stories followed since the list was left */
    struct undo undos[UNDO_MOST];
    size_t undo_count;
    struct overlay over;
    struct prompt prompt;

    char message[512];
    bool is_error;
    int message_lines;             /* that it took on the screen */
    int64_t running[RUNNING_MOST]; /* sources being fetched */
    size_t running_count;
    size_t progress_at, progress_of;
    bool is_indexing;            /* what was fetched can be read, and is being made findable */
    char follow_url[1024];       /* a link being fetched to be read; "": none */
    char find_url[1024];         /* whose feeds are being looked for; "": nobody's */
    struct refresh_found *found; /* the last that were; NULL: none */
    struct timers timers;
    int64_t land_pause_ms, land_since_ms; /* until the next try; since when they wait, 0: none do */
    unsigned stale;
    bool is_over; /* quit */
    bool is_list_old, is_related_old;
    bool has_links[LINK_ROWS_MOST]; /* lines of the screen on which terminal links stand */
    uint64_t links_key;             /* of what is in view; 0: something lies over it */
    bool has_put_links;             /* they were told to the terminal */
};

/* ---- app.c: the whole ---- */

bool app_open(struct app *app, const struct ui_options *options, struct err *err);
void app_close(struct app *app);
void app_save(struct app *app);    /* where the reader is, for the next start */
void app_restore(struct app *app); /* and back there */
void app_resize(struct app *app, int cols, int rows);
void app_layout(struct app *app); /* after the focus, the zoom or the size changed */
unsigned app_focus(struct app *app, enum pane pane);
#define FETCHING_ALL "fetching all sources …" /* a message until it is over */
unsigned app_say(struct app *app, const char *format, ...) PRINTF_LIKE(2, 3);
unsigned app_complain(struct app *app, const struct err *err);
bool app_has(const struct app *app, enum pane pane);          /* on screen */
void app_tick(struct app *app, int64_t now_ms);               /* timers that have come due */
int64_t app_deadline(const struct app *app);                  /* the next; 0: none */
void app_event(struct app *app, struct refresh_event *event); /* what it keeps, it takes out */
bool app_theme(struct app *app, str name, struct err *err);
void app_settle(struct app *app); /* after the settings changed */

/* ---- input.c ---- */

void app_input(struct app *app, const struct term_event *event);
unsigned app_run(struct app *app, enum command_id command, str argument);

/* ---- view.c: what is listed ---- */

struct list_source view_source(struct app *app);
bool view_set(struct app *app, str name, str query, struct err *err);
unsigned view_show(struct app *app, str name, str query); /* with the words of failure */
void view_clear(struct view *view);
void view_count(struct app *app);
void view_refresh(struct app *app);
/* Over the view that is kept below. False: what reads was told to stop, and the list is as it was. */
bool view_search(struct app *app, str words);
unsigned view_end_search(struct app *app);
bool view_is_home(const struct app *app); /* is what is listed what everything begins from? */
unsigned
view_go_home(struct app *app); /* from a source or a filter back to all stories, in place */
unsigned view_move(struct app *app, enum move move);
unsigned view_moved(struct app *app); /* the cursor is on another story: the article follows */
bool view_go_to(struct app *app, const struct store_story *story); /* when it is in the window */
/* The cursor to the row that stands for the story, wherever it is; threads that were opened in passing are left. */
bool view_bring(struct app *app, const struct store_story *story, struct err *err);
/* What to read next of the thread under the cursor, opened for it; with_row: its own story too. 0: nothing. */
bool view_find_unread(struct app *app, bool is_up, bool with_row, int64_t *out_id, struct err *err);
struct list_row *view_row(struct app *app);       /* under the cursor; NULL: none */
struct store_story *view_cursor(struct app *app); /* its story */
bool view_is_on(struct app *app, const struct store_story *story); /* does this row stand for it? */
void view_keep(struct app *app); /* what is read stays in the list in which it stood */
bool view_is_grouped(const struct app *app);
void view_group(struct app *app); /* as the setting says now */

/* ---- reader.c: stories read, followed, gone back to ---- */

void reader_look(struct app *app, int64_t story_id); /* shows it; not yet read */
unsigned reader_open(struct app *app, int64_t story_id, bool is_visit);
unsigned reader_follow_row(struct app *app, const struct related_row *row);
unsigned reader_follow_url(struct app *app, str url);
void reader_reload(struct app *app); /* the text came or changed: the place is kept */
void reader_leave(struct app *app);  /* remembers the place in the story */
void reader_page_ready(struct app *app, const struct refresh_event *event);
void reader_mark_read(struct app *app);
void reader_ahead(struct app *app); /* asks for what is related to the open story */
const struct store_story *
reader_story(struct app *app); /* the one that commands mean; NULL: none */

/* ---- open.c ---- */

str url_here(struct app *app); /* of what commands mean, in the store or not; empty: none */

/* ---- mark.c ---- */

void mark_rows(struct app *app, int64_t story_id, bool is_read, bool is_saved);
void mark_copies(struct app *app); /* the same text in other sources, when it is read here */
void undo_clear(struct app *app);
unsigned mark_settle(struct app *app); /* after marks of any number: all that shows them */
/* Takes an edit of sources.ini or rules.ini back. */
void undo_push_edit(struct app *app, const struct config_undo *edit, str words);
/* Takes heed back to what it was, as long as it is what was set. */
void undo_push_heed(struct app *app, int64_t story_id, const struct store_heed *was,
                    const struct store_heed *set);
unsigned mark_failed(struct app *app, struct err *err); /* says that a mark is not kept, and why */
void mark_land(struct app *app, int64_t now_ms);        /* tries to write what was put off */

/* ---- sources and their words: pane_sources.c ---- */

void sources_load(struct app *app);
void sources_count_view(struct app *app); /* the next one */
bool sources_is_running(const struct app *app, int64_t source_id);
void sources_running(struct app *app, int64_t source_id, bool is_running);

void sources_filter(struct app *app, str words);
const struct store_source *sources_find(struct app *app, str key); /* NULL: no such */
const struct source_line *sources_line(const struct app *app); /* under its cursor; NULL: none */
str sources_key(struct app *app); /* of the source that is meant here; empty: none */

/* ---- reload.c: the user's files read anew ---- */

/* What the refresh thread goes by: the files, with what :set changed. Valid until the next change. */
struct config settings_config(const struct app *app);
void settings_hand_on(struct app *app); /* after a change */
/* What :set changed is kept where nobody asked for the files. */
bool files_read(struct app *app, bool is_asked, struct err *err);
/* After an edit from here: read again and shown, and taken back by undo, which tells of it in words. */
bool files_edited(struct app *app, const struct config_undo *undo, str words, struct err *err);
/* After the first screen. False, said: they cannot be read. */
bool files_add_sources(struct app *app);
unsigned files_say_problem(struct app *app); /* the first; all that shows the files is stale */
int files_watch(struct app *app); /* a file descriptor that tells when they are written */
void files_look_soon(struct app *app);
void files_look(struct app *app);

/* ---- manage.c: a source and what the reader does with it ---- */

const struct config_source *source_config(const struct app *app, str key); /* NULL: not listed */
/* As the file says now: the store learns it from the refresh thread, a moment later. */
bool source_is_silent(const struct app *app, str key);
bool source_is_disabled(const struct app *app, str key);
str source_name(struct app *app, const struct config_source *source); /* never nothing */

/* ---- subscribe.c: a source added from within ---- */

void subscribe_found(struct app *app, struct refresh_event *event);
unsigned subscribe_choose(struct app *app, size_t at);
unsigned subscribe_take(struct app *app);
bool subscribe_cancel(struct app *app);

/* ---- prompt.c, over.c ---- */

unsigned prompt_open(struct app *app, enum prompt_kind kind, str text);
unsigned prompt_key(struct app *app, struct key key);
void prompt_search_due(struct app *app, bool is_typed_out); /* not yet: the next key stops it */
void over_open(struct app *app, enum over kind, const char *title, struct arena *a,
               struct over_line *lines, size_t count); /* lines are in a, which it takes */
/* Read anew while it is in view: the cursor stays on its thread, wherever that stands by now. */
void over_reload(struct app *app, enum over kind, bool (*open)(struct app *app, struct err *err));
bool over_has_cursor(const struct app *app);
unsigned over_key(struct app *app, enum command_id command);
bool over_digit(struct app *app, struct key key); /* was it one, for a link's number? */
unsigned over_wheel(struct app *app, int rows);
unsigned over_press(struct app *app, int x, int y, bool is_twice);
unsigned over_close(struct app *app, bool is_kept);
struct rect over_rect(const struct app *app);
bool over_has_box(const struct app *app);      /* a border round it */
struct rect over_inner(const struct app *app); /* its rows */

bool over_has_stories(enum over kind);

/* ---- heed.c: threads that are followed or muted ---- */

str heed_sign(const struct store_story *story);    /* "◉ " */
str heed_words(const struct store_story *story);   /* "followed"; empty: nothing was said of it */
const char *heed_now(enum store_heed_state state); /* "the thread is followed" */
unsigned heed_settle(struct app *app);             /* all that shows it */
void heed_told(struct app *app);                   /* news of what is followed has come */
void heed_reload(struct app *app);                 /* when what is followed is in view */

/* ---- threads.c ---- */

void front_reload(struct app *app); /* when the front page is in view */
void timeline_retitle(struct app *app, enum store_heed_state state); /* when a timeline is */

/* ---- screen.c ---- */

void screen_draw(struct app *app); /* what is stale */

#endif
