/*
 * <courant/config.h>: the user's files: settings, sources, keys, themes; each problem with file and line.
 *
 * Shape   INI as docs/config.md tells; a bad line costs that line, never the file
 * Memory  all in the arena handed in
 * Errors  a list of problems, for a file may have many; false only when a file cannot be read at all
 * Threads the UI thread loads; what is loaded is read-only and may be copied to others
 * Source  docs/config.md
 */
#ifndef COURANT_CONFIG_H
#define COURANT_CONFIG_H

#include <courant/base.h>

struct config_paths {
    str config_folder; /* …/courant */
    str settings_file, sources_file, rules_file, themes_folder, store_file, log_file;
};

/* From XDG variables and HOME; what is not empty in over wins. All terminated as C strings too. */
bool config_paths_find(struct arena *a, const struct config_paths *over, struct config_paths *out,
                       struct err *err);

struct config_problem {
    str file;
    int line;  /* 0: the whole file */
    str words; /* "[bbc] url: \"htp://…\" is not an http, https, file or exec address" */
    bool is_warning;
};

/* ---- courant.ini; src/config/settings.def is the table of all of them ---- */

enum config_layout { LAYOUT_AUTO, LAYOUT_COLUMNS, LAYOUT_ROWS, LAYOUT_SINGLE };
enum config_when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

struct settings {
#define SETTING_GROUP(title)
#define SETTING_TEXT(key, field, fallback, help)              str field;
#define SETTING_BOOL(key, field, fallback, help)              bool field;
#define SETTING_INT(key, field, fallback, least, most, help)  int64_t field;
#define SETTING_SPAN(key, field, fallback, least, most, help) int64_t field; /* seconds */
#define SETTING_SIZE(key, field, fallback, least, most, help) int64_t field; /* bytes */
#define SETTING_ENUM(key, field, fallback, words, help)       int field;     /* index into words */
#define SETTING_ARGV(key, field, fallback, help)              str field; /* split by config_argv */
#include <courant/settings.def>
#undef SETTING_GROUP
#undef SETTING_TEXT
#undef SETTING_BOOL
#undef SETTING_INT
#undef SETTING_SPAN
#undef SETTING_SIZE
#undef SETTING_ENUM
#undef SETTING_ARGV
};

struct config_key { /* [keys] of courant.ini: command = "keys" */
    str command;
    str keys; /* "n", "ctrl-n, space", "g g": commas part alternatives, blanks make a sequence */
    int line;
};

struct config_view { /* [view:NAME] of courant.ini: a saved query */
    str name;
    str query;
    int line; /* of the section */
};

/* ---- rules.ini ---- */

struct
    config_rule { /* [NAME] of rules.ini: a query, and what to do with what matches when it comes */
    str name, query;
    str tag, run; /* run: argv; empty: none */
    bool hides, reads, saves, highlights;
    int line; /* of the query */
};

/* ---- sources.ini ---- */

struct config_source {
    str key; /* the section's name */
    str url, name, section;
    int64_t refresh_s; /* 0: learned */
    enum config_when full_text;
    str content_selector, remove_selector; /* content = "…", remove = "…" */
    str user, password_command;            /* argv */
    str headers; /* "Name: value | Name: value"; %p: what password_command prints */
    str proxy, user_agent, ca_file, cookies_file; /* empty: the settings' */
    str filter;                                   /* argv: between fetch and parse; empty: none */
    bool is_disabled;                             /* enabled = off */
    bool is_silent;     /* its failures are not shown, and its stories do not notify */
    int64_t most_bytes; /* 0: the setting's */
    bool has_keep_stories, has_keep_for; /* else as the settings say */
    int64_t keep_stories, keep_for_s;    /* 0: all, for ever */
    int line;
};

struct config {
    struct settings settings;
    const struct config_key *keys;
    size_t key_count;
    const struct config_view *views;
    size_t view_count;
    const struct config_rule *rules;
    size_t rule_count;
    const struct config_source *sources;
    size_t source_count;
    bool is_without_sources; /* sources.ini was left for later */
    const struct config_problem *problems;
    size_t problem_count;
};

bool config_load(struct arena *a, const struct config_paths *paths, struct config *out,
                 struct err *err);
/* config_load in two steps: all but sources.ini, which is the one that may be long; then that, into the same. */
bool config_load_settings(struct arena *a, const struct config_paths *paths, struct config *out,
                          struct err *err);
bool config_load_sources(struct arena *a, const struct config_paths *paths, struct config *config,
                         struct err *err);
/*
 * Of sources.ini, and of the program that reads it: as long as it is the same, neither has changed. To be taken
 * before the file is read. 0: there is none, or it was written so lately that the next writing may look the same.
 */
uint64_t config_sources_stamp(const struct config_paths *paths, int64_t now_s);
/* Writes the commented files where there are none; *is_first: there was no sources.ini. */
bool config_write_first(const struct config_paths *paths, bool *is_first, struct err *err);

/* A setting of the running program by its name, as `:set key value`; in memory only. */
bool config_set(struct arena *a, struct settings *settings, str key, str value, struct err *err);
str config_get(struct arena *a, const struct settings *settings,
               str key); /* as text; empty: no such key */
size_t config_setting_names(const char *const **out);
const char *config_setting_help(str key);

/* "mpv --no-video %u": blanks part, quotes hold together, no shell; %u is replaced by url. NULL-ended. */
const char **config_argv(struct arena *a, str command, str url);
/* The same with several of them: what stands for %letter. Where none is put in, the first is added at the end. */
struct config_put {
    char letter;
    str value; /* the first empty: it is not added */
};
const char **config_argv_put(struct arena *a, str command, const struct config_put *puts,
                             size_t count);

/* One setting of a source, by its key in sources.ini, as text; empty: nothing said. */
const char *
config_source_key(size_t i); /* the keys that there are, in their order; NULL: no more */
str config_source_get(struct arena *a, const struct config_source *source, str key);
bool config_source_set(struct arena *a, struct config_source *source, str key, str value,
                       struct err *err); /* ERR_MISSING: no such key */

/* The urls file of newsboat, each source once: its address and tags as they stand there. */
struct config_newsboat_line {
    str address; /* http, https, file, exec:, filter:, query: */
    str *tags;
    size_t tag_count;
    int line;
};
size_t config_newsboat_read(struct arena *a, str raw, const struct config_newsboat_line **out);

/* ---- INI files in general: what sources, settings and themes are read with ---- */

struct ini_entry {
    str section, key, value; /* section and key lower case */
    int line;
    int section_line; /* of the [section]; 0: before the first */
};
struct ini {
    const struct ini_entry
        *entries; /* in the file's order; a section without keys has one with key "" */
    size_t count;
};
/* Through iniparser, after the checks of docs/config.md; problems are appended to a growing list. */
struct config_problems;
struct config_problems *config_problems_new(struct arena *a);
void config_problem_add(struct config_problems *list, str file, int line, bool is_warning,
                        const char *format, ...) PRINTF_LIKE(5, 6);
size_t config_problems_list(const struct config_problems *list, const struct config_problem **out);
void ini_load(struct arena *a, str file, str raw_bytes, struct config_problems *problems,
              struct ini *out);

bool span_parse(str text, int64_t *out_s, struct err *err); /* 90s, 15m, 2h, 7d */
str span_text(struct arena *a, int64_t span_s);
bool size_parse(str text, int64_t *out_bytes, struct err *err); /* 512k, 16m, plain bytes */

/* ---- themes: roles to looks ---- */

/* src/config/roles.def (include/courant/theme_role.def) lists the roles; ui/ knows only these. */
enum theme_role {
#define ROLE(id, name, help) ROLE_##id,
#include <courant/theme_role.def>
#undef ROLE
    THEME_ROLE_COUNT,
};

#define THEME_COLOUR_DEFAULT (-1)      /* the terminal's own */
#define THEME_COLOUR_RGB     0x1000000 /* | 0xRRGGBB */
/* else 0 to 255: an indexed colour */

enum theme_attr {
    THEME_BOLD = 1,
    THEME_DIM = 2,
    THEME_ITALIC = 4,
    THEME_UNDERLINE = 8,
    THEME_REVERSE = 16,
    THEME_STRIKE = 32,
};

struct theme_look {
    int32_t fg, bg; /* true-colour terminals */
    uint32_t attrs; /* of colour terminals */
    uint32_t mono;  /* enum theme_attr bits where there is no colour */
    /* [basic] of the theme: what it wants on 16 and 8 colours, where that is not simply the nearest */
    bool has_basic;
    int32_t basic_fg, basic_bg;
    uint32_t basic_attrs;
};

struct theme {
    str name, title;
    bool is_light;
    struct theme_look looks[THEME_ROLE_COUNT];
};

/* The user's folder first, then the installed ones, then those compiled in. */
size_t theme_names(struct arena *a, const struct config_paths *paths, const str **out);
bool theme_load(struct arena *a, const struct config_paths *paths, str name, struct theme *out,
                struct config_problems *problems, struct err *err);
/* A file that is not (yet) in a folder, with unknown keys, inherit loops, unreadable contrast as problems. */
bool theme_check(struct arena *a, const struct config_paths *paths, str file, struct theme *out,
                 struct config_problems *problems, struct err *err);
/*
 * The nearest of what a terminal of 256, 16 or 8 colours can show; THEME_COLOUR_DEFAULT stays. With more
 * than 256 (direct colour): an index under 8, else THEME_COLOUR_RGB; with fewer than 8: the default.
 */
int theme_colour_for(int32_t colour, int colours);
/*
 * How a role looks on a terminal of that many colours (0 or 1: none; 8, 16, 256; more: direct colour):
 * fg and bg as theme_colour_for gives them, kept apart from each other; attrs are those to use, so mono
 * where there is no colour. A look that would lose its ground there (a cursor) is reversed instead.
 */
struct theme_look theme_look_for(const struct theme *theme, enum theme_role role, int colours);
double theme_contrast(int32_t fg, int32_t bg); /* WCAG 2, 1 to 21 */

#endif
