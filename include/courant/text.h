/*
 * <courant/text.h>: text of any script: decoding to UTF-8, cleaning what comes from outside,
 * clusters and their width in columns, where lines may break, right-to-left order, folding, words.
 *
 * Shape   UTF-8 in and out unless a name begins raw_
 * Units   columns are terminal cells as ncurses counts them (wcwidth, summed)
 * Memory  results live in the arena handed in; text_fit, text_shown, clusters and words may be slices
 *         of what was given, which then has to stay
 * Errors  none: bad bytes become U+FFFD, everything else is displayable by construction
 * Threads any; after setlocale
 * Source  UAX #14, UAX #29, UAX #9, the WHATWG encoding labels
 */
#ifndef COURANT_TEXT_H
#define COURANT_TEXT_H

#include <courant/base.h>

/* ---- decoding ---- */

enum text_kind {
    TEXT_XML,  /* looks for <?xml encoding="…"?> */
    TEXT_HTML, /* looks for <meta charset> in the first 8192 bytes */
    TEXT_PLAIN,
};

struct text_decoded {
    str text;            /* valid UTF-8, no NUL, no BOM, newlines as they were */
    const char *charset; /* what it was decoded as, such as "windows-1251"; static */
    bool is_guessed;     /* nothing declared it, or what did was wrong */
    bool has_bad_bytes;  /* some bytes meant nothing and became U+FFFD */
};

/* Order of trust: BOM, http_charset (may be empty), the document's own word, valid UTF-8, detection. */
void text_decode(struct arena *a, str raw, enum text_kind kind, str http_charset,
                 struct text_decoded *out);

/* ---- cleaning: the one way from outside to the store and the screen ---- */

/* One line: no controls, escape sequences, bidi overrides or bad UTF-8; white space folded, trimmed. */
str text_clean(struct arena *a, str raw);
/* The same, keeping newlines, tabs and runs of blanks: for bodies and HTML source. */
str text_clean_block(struct arena *a, str raw);
bool text_is_clean(str s); /* would text_clean_block change nothing? */

/* An address for the eye: as text_clean, and what could mislead (bidi, zero width) percent-escaped. */
str text_clean_url(struct arena *a, str raw);

/* ---- clusters and columns ---- */

struct text_cluster {
    str bytes; /* the whole user-perceived character */
    str shown; /* reduced so that terminal and ncurses agree: what is to be drawn; may be empty */
    int cols;  /* of shown: 0, 1 or 2 (rarely more) */
};

/* The cluster at *rest's front, taken off; false at the end. */
bool text_cluster_take(struct arena *a, str *rest, struct text_cluster *out);
int text_cols(str s); /* of what would be drawn */
/* As much of the front as fits cols; with an ellipsis ("…") in its last column where cut. */
str text_fit(struct arena *a, str s, int cols);
/* s made drawable: every cluster reduced. What goes to curses passes it. */
str text_shown(struct arena *a, str s);
str text_shown_cols(struct arena *a, str s, int *out_cols); /* and measured */

/* ---- lines ---- */

enum text_break { TEXT_NO_BREAK, TEXT_MAY_BREAK, TEXT_MUST_BREAK };

/* breaks[i]: may a line begin at byte i of s? s.len entries of enum text_break; [0] is TEXT_NO_BREAK. */
void text_breaks(str s, char *breaks);
/*
 * The same in two steps. Thai writes its words together and looking them up takes longer than all else, so that who
 * breaks lines asks for them only in those phrases that a line does not hold.
 */
void text_breaks_rough(str s, char *breaks);
void text_breaks_words(str s, char *breaks); /* adds to what is there */

/* ---- words parted at the end of a line ---- */

struct text_hyphens; /* the patterns of a language; the process's, loaded when first asked for */

/* By tag ("de", "en-US"). NULL where the library or the patterns are not installed. */
const struct text_hyphens *text_hyphens_find(str language);
/* The bytes of s, a word with the signs around it, before which a hyphen may go; how many. */
size_t text_hyphen_points(const struct text_hyphens *h, str s, uint32_t *points, size_t most);

/* ---- right to left ---- */

bool text_has_rtl(str s); /* any strong right-to-left character */
bool text_is_rtl(str s);  /* is the paragraph's direction right-to-left (first strong character)? */

struct text_visual {
    str shown;               /* in the order of columns, shaped */
    const uint32_t *logical; /* for each byte of shown: the byte of the line it came from */
};

/* A paragraph whose lines are put in visual order; made once, in an arena, and used for one after the other. */
struct text_order;
struct text_order *text_order_new(struct arena *a);
void text_order_begin(struct text_order *order, str paragraph, bool is_rtl);
/* Bytes [from, to) of it, a line; logical counts from `from` and holds until the next. In order, each once. */
void text_order_line(struct text_order *order, struct arena *a, size_t from, size_t to,
                     struct text_visual *out);

/* A paragraph of one line. */
void text_reorder(struct arena *a, str line, bool is_rtl, struct text_visual *out);

/* ---- comparing and searching ---- */

/*
 * NFKC, case folded, ё to е, marks stripped from Latin and Greek only (not from й, ї, Kazakh letters),
 * curly quotes and apostrophes straight, what is invisible left out.
 */
str text_fold(struct arena *a, str s);

struct text_word {
    str word;        /* folded; a slice of s where that is folded already */
    size_t at, len;  /* the bytes of s it came from */
    bool is_capital; /* began with an upper-case letter */
    bool is_number;  /* digits only */
};

/*
 * The words of s: runs of letters and digits; runs of Han, Kana, Hangul and Thai as overlapping pairs
 * (a run of one stands alone). Index, search and related stories all use this one.
 */
size_t text_words(struct arena *a, str s, struct text_word **out);

/* What became of a text, in order: what stayed, what went, what came; whole words, or signs where no blanks part them. */
enum text_change_kind { TEXT_SAME, TEXT_GONE, TEXT_CAME };
struct text_change {
    enum text_change_kind kind;
    str text; /* a slice of was (TEXT_GONE) or now */
};
size_t text_diff(struct arena *a, str was, str now, struct text_change **out);

enum text_script {
    TEXT_SCRIPT_OTHER,
    TEXT_SCRIPT_LATIN,
    TEXT_SCRIPT_CYRILLIC,
    TEXT_SCRIPT_GREEK,
    TEXT_SCRIPT_ARABIC,
    TEXT_SCRIPT_HEBREW,
    TEXT_SCRIPT_HAN,
    TEXT_SCRIPT_KANA,
    TEXT_SCRIPT_HANGUL,
    TEXT_SCRIPT_THAI,
    TEXT_SCRIPT_DEVANAGARI,
};
enum text_script text_script_of(uint32_t rune);
enum text_script text_script(str s); /* of most letters */

#endif
