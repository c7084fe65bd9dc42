/*
 * Where words may be parted at the end of a line: by libhyphen and the patterns that are installed for the language
 * (Debian: libhyphen0 and hyphen-en-us, hyphen-de, …).
 *
 * The library is looked for when the first word is to be parted and not linked, since few ask for it and every start
 * of the program would pay. Patterns are files of the system, found by the language's tag: hyph_de_AT.dic for de-AT,
 * then hyph_de.dic, then the first that begins hyph_de_. Their names are read once: tags come from pages, and what a
 * page makes up must not push out a language that is there. Patterns that change the spelling (Schiffahrt → Schiff-fahrt)
 * are not used: what is on the line has to be what was written.
 */
#include "rune.h"

#include <courant/text.h>

#include <dirent.h>
#include <iconv.h>
#include <pthread.h>
#include <unicase.h>
#include <unictype.h>

#define FOLDER         "/usr/share/hyphen"
#define PATTERNS_MOST  ((size_t)8 << 20)
#define LANGUAGES_MOST 256
#define WORD_MOST      48 /* characters: what is longer is no word that patterns know */
#define LETTERS_LEAST  5

struct text_hyphens {
    char file[32];
    bool is_loaded;
    void *patterns; /* of libhyphen; NULL: not loaded, or of no use */
    iconv_t codec;  /* from UTF-8 to the patterns' charset */
    bool is_utf8;
};

static struct {
    void *(*load)(const char *file);
    int (*part)(void *patterns, const char *word, int len, char *points, char *parted, char ***rep,
                int **pos, int **cut);
} library;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct text_hyphens languages[LANGUAGES_MOST];
static size_t language_count;

/* ---- the library ---- */

static void
list_patterns(void)
{
    DIR *folder = opendir(FOLDER);
    struct dirent *entry;

    while (folder && language_count < LANGUAGES_MOST && (entry = readdir(folder))) {
        str name = str_of(entry->d_name);

        if (str_starts(name, STR("hyph_")) && str_ends(name, STR(".dic")) &&
            name.len < sizeof(languages[0].file))
            memcpy(languages[language_count++].file, name.ptr, name.len);
    }
    if (folder)
        closedir(folder);
}

static void
open_library(void)
{
    const struct library_symbol symbols[] = {
        { "hnj_hyphen_load", &library.load },
        { "hnj_hyphen_hyphenate2", &library.part },
    };
    struct err err = { 0 };

    if (library_load("libhyphen.so.0", symbols, ARRAY_LEN(symbols), &err))
        list_patterns();
}

/* ---- patterns ---- */

/* "de-AT" as files have it: "de_AT"; false for what is no tag. */
static bool
tag_of(str language, char *out, size_t room)
{
    size_t len = 0;

    for (; len < language.len && len + 1 < room; len++) {
        char c = language.ptr[len];

        if (!char_is_alpha(c) && c != '-' && c != '_')
            return false;
        out[len] = c == '-' ? '_' : c;
    }
    out[len] = 0;
    return len >= 2;
}

/* How well a file's name fits: 3 the tag, 2 the language alone, 1 another country's. */
static int
fit_of(str name, str tag)
{
    size_t end = str_find_char(tag, '_');
    str language = str_sub(tag, 0, end);

    name = str_sub(name, 5, name.len - 4);
    if (str_eq_nocase(name, tag))
        return 3;
    if (str_eq_nocase(name, language))
        return 2;
    return str_starts_nocase(name, language) && name.len > language.len &&
           name.ptr[language.len] == '_';
}

static struct text_hyphens *
find_patterns(str tag)
{
    struct text_hyphens *best = NULL;
    int best_fit = 0;

    for (size_t i = 0; i < language_count; i++) {
        str name = str_of(languages[i].file);
        int fit = fit_of(name, tag);

        if (fit > best_fit ||
            (fit > 0 && fit == best_fit && str_cmp(name, str_of(best->file)) < 0)) {
            best = &languages[i];
            best_fit = fit;
        }
    }
    return best;
}

/* Its charset is the first line; a "/" in a pattern says how the spelling changes. */
static bool
read_head(str file, str *charset)
{
    str line;

    if (!str_take_line(&file, charset) || charset->len == 0 || charset->len > 30)
        return false;
    while (str_take_line(&file, &line))
        if (!str_starts(line, STR("%")) && !str_starts(line, STR("#")) &&
            str_find_char(line, '/') != STR_NONE)
            return false;
    return true;
}

static void
load_patterns(struct text_hyphens *h)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    str path = arena_printf(&a, FOLDER "/%s", h->file), file, charset;

    h->is_loaded = true;
    if (file_load(path.ptr, PATTERNS_MOST, &a, &file, &err) && read_head(file, &charset)) {
        h->is_utf8 = str_eq_nocase(charset, STR("UTF-8"));
        if (!h->is_utf8)
            h->codec = iconv_open(arena_cstr(&a, charset), "UTF-8");
        if (h->is_utf8 || h->codec != (iconv_t)-1)
            h->patterns = library.load(path.ptr);
    }
    arena_free(&a);
}

const struct text_hyphens *
text_hyphens_find(str language)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct text_hyphens *h;
    char tag[16];

    if (!tag_of(language, tag, sizeof(tag)))
        return NULL;
    pthread_once(&once, open_library);
    pthread_mutex_lock(&lock);
    h = find_patterns(str_of(tag));
    if (h && !h->is_loaded)
        load_patterns(h);
    pthread_mutex_unlock(&lock);
    return h && h->patterns ? h : NULL;
}

/* ---- words ---- */

static bool
is_letter(uint32_t rune)
{
    return rune < 0x80 ? char_is_alpha((char)rune)
                       : uc_is_general_category_withtable(rune, UC_CATEGORY_MASK_L);
}

/* One word between signs, with the byte at which each of its letters begins. */
struct word {
    uint32_t starts[WORD_MOST + 1];
    size_t count;
};

/* False where there is none or more than one: addresses, 3rd, don't. */
static bool
find_word(str s, struct word *out)
{
    bool has_ended = false;

    out->count = 0;
    for (str rest = s; rest.len > 0;) {
        uint32_t at = (uint32_t)(s.len - rest.len), rune = rune_take(&rest);
        bool is_word = is_letter(rune) || (rune >= '0' && rune <= '9');

        if (!is_word) {
            has_ended = out->count > 0;
            continue;
        }
        if (has_ended || !is_letter(rune) || out->count == WORD_MOST)
            return false;
        out->starts[out->count++] = at;
        out->starts[out->count] = (uint32_t)(s.len - rest.len);
    }
    return out->count >= LETTERS_LEAST;
}

/* The word in lower case, as patterns are, and in their charset; 0 when that has no way to write it. */
static size_t
encode(const struct text_hyphens *h, str word, char *out, size_t room)
{
    struct arena a = { 0 };
    struct buf lower = { .arena = &a };

    for (str rest = word; rest.len > 0;)
        buf_add_rune(&lower, uc_tolower(rune_take(&rest)));
    char *from = lower.ptr, *to = out;
    size_t from_left = lower.len, to_left = room;
    bool ok = from_left <= room;

    if (ok && h->is_utf8) {
        memcpy(out, from, from_left);
        to_left -= from_left;
    } else if (ok) {
        pthread_mutex_lock(&lock); /* a codec is one thread's at a time */
        ok = iconv(h->codec, &from, &from_left, &to, &to_left) != (size_t)-1;
        pthread_mutex_unlock(&lock);
    }
    arena_free(&a);
    return ok ? room - to_left : 0;
}

size_t
text_hyphen_points(const struct text_hyphens *h, str s, uint32_t *points, size_t most)
{
    char bytes[WORD_MOST * 4 + 8], marks[WORD_MOST * 4 + 16] = { 0 };
    char **rep = NULL;
    int *pos = NULL, *cut = NULL;
    struct word word;
    size_t count = 0;

    if (!find_word(s, &word))
        return 0;
    str letters = str_sub(s, word.starts[0], word.starts[word.count]);
    size_t len = encode(h, letters, bytes, sizeof(bytes) - 8);

    bytes[len] = '\0'; /* the library looks for signs in it as in a C string */

    if (len == 0 || library.part(h->patterns, bytes, (int)len, marks, NULL, &rep, &pos, &cut) != 0)
        return 0;
    for (size_t i = 0; i + 1 < word.count && count < most; i++)
        if (marks[i] & 1)
            points[count++] = word.starts[i + 1];
    return count;
}
