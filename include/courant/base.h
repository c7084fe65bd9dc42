/*
 * <courant/base.h>: what every room stands on: text slices, arenas, buffers, errors, queues,
 * files, time, the log, and the files that are compiled into the program.
 *
 * Shape   a str is bytes with a length, not terminated; valid UTF-8 unless its name begins raw_
 * Units   _at: seconds since 1970 UTC; _ms: milliseconds; len: bytes; count: things
 * Memory  an arena is a lifetime: what a function builds lives in the arena it was handed, and goes
 *         with it. { 0 } is a valid empty arena, str, vector and err
 * Errors  what can fail returns bool, fills *err and leaves its outputs as they were. Out of memory
 *         ends the program here; nobody tests for it
 * Threads an arena belongs to one thread at a time; queue, log and time may be used from any
 */
#ifndef COURANT_BASE_H
#define COURANT_BASE_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_LEN(array)            (sizeof(array) / sizeof((array)[0]))
#define MIN(x, y)                   ((x) < (y) ? (x) : (y))
#define MAX(x, y)                   ((x) > (y) ? (x) : (y))
#define PRINTF_LIKE(text_at, first) __attribute__((format(printf, text_at, first)))

/* ---- str: a borrowed slice of bytes ---- */

typedef struct str {
    const char *ptr;
    size_t len;
} str;

#define STR(literal) ((str){ "" literal, sizeof(literal) - 1 })
#define STR_INIT(literal)                                                                          \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }                                                   /* in static tables */
#define STR_ARG(s) (int)(s).len, (s).ptr ? (s).ptr : "" /* for "%.*s" */
#define STR_NONE   SIZE_MAX                             /* str_find: not there */

str str_of(const char *text); /* NULL gives an empty one */
bool str_eq(str x, str y);
bool str_eq_nocase(str x, str y); /* ASCII letters only, here and below */
int str_cmp(str x, str y);        /* by bytes, as memcmp; the shorter first */
bool str_starts(str s, str prefix);
bool str_starts_nocase(str s, str prefix);
bool str_ends(str s, str suffix);
size_t str_find(str s, str needle);
size_t str_find_nocase(str s, str needle);
size_t str_find_char(str s, char c);
size_t str_find_last(str s, char c);
str str_sub(str s, size_t from, size_t to); /* [from, to), both clamped to the length */
str str_from(str s, size_t from);
str str_trim(str s); /* ASCII white space off both ends */
bool str_take_int(str *rest,
                  int64_t *out); /* decimal digits off the front; false on none or overflow */
bool str_take_line(str *rest,
                   str *line); /* up to "\n", without it and a "\r" before it; false at the end */
bool str_take_field(str *rest, char separator,
                    str *field); /* false when nothing, not even "", is left */
uint64_t str_hash(str s);        /* 64 bits, the same on every machine */
bool char_is_space(char c);      /* blank, tab, newline, return, form feed */
bool char_is_alpha(char c);
bool char_is_digit(char c);
bool char_is_alnum(char c);
char char_lower(char c);
int char_hex(char c); /* 0 to 15; -1: no hexadecimal digit */

/* ---- memory ---- */

struct arena {
    struct arena_block *block;
    size_t total; /* bytes handed out */
};

void *arena_alloc(struct arena *a, size_t len); /* aligned to 16, zeroed */
void *arena_grow(struct arena *a, void *old, size_t old_len,
                 size_t len);             /* in place where it can */
char *arena_cstr(struct arena *a, str s); /* terminated copy */
str arena_str(struct arena *a, str s);    /* copy */
str arena_lower(struct arena *a, str s);  /* ASCII letters */
str arena_join(struct arena *a, str x, str y);
str arena_printf(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);
void arena_free(struct arena *a); /* everything; *a is then empty and usable again */
#define ARENA_NEW(a, type)          ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, count) ((type *)arena_array((a), (count), sizeof(type)))
void *arena_array(struct arena *a, size_t count, size_t size); /* checks the product */

/* The only malloc and free of the program: for what outlives every arena, and for libraries. */
void *mem_new(size_t len); /* zeroed */
void *mem_resize(void *old, size_t len);
void mem_free(void *old);
/* Once, before any thread: what was freed goes back to the system, so that a peak does not stay. */
void mem_tune(void);
void mem_trim(void); /* what is free goes back to the system: at the end of a big task */

/* A growing array in an arena: VEC(struct line) lines = { 0 }; *VEC_PUSH(a, &lines) = line; */
#define VEC(type)                                                                                  \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t count, room;                                                                        \
    }
#define VEC_PUSH(a, v)                                                                             \
    ((v)->count == (v)->room                                                                       \
         ? ((v)->items = vec_grow((a), (v)->items, &(v)->room, sizeof(*(v)->items)))               \
         : (v)->items,                                                                             \
     &(v)->items[(v)->count++])
void *vec_grow(struct arena *a, void *items, size_t *room, size_t size);

/* Text that grows, in an arena: struct buf b = { .arena = a }; */
struct buf {
    struct arena *arena;
    char *ptr;
    size_t len, room;
};

void buf_add(struct buf *b, str s);
void buf_add_char(struct buf *b, char c);
void buf_add_rune(struct buf *b, uint32_t rune); /* as UTF-8; what is no scalar value as U+FFFD */
void buf_printf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);
str buf_str(const struct buf *b); /* borrowed: valid until the next add */

/* ---- chains: things that stand in a row and may leave it from anywhere ---- */

/* The first field of what stands in one, so that a pointer to it is one to the thing: CHAIN_FIRST. */
struct chain_link {
    struct chain_link *next, *prev;
};
struct chain {
    struct chain_link *first, *last;
    size_t count;
};
void chain_add(struct chain *chain, struct chain_link *link); /* at the end */
void chain_remove(struct chain *chain, struct chain_link *link);
#define CHAIN_FIRST(type, chain) ((type *)(void *)(chain)->first) /* NULL: empty */
#define CHAIN_NEXT(type, thing)  ((type *)(void *)(thing)->link.next)

/* ---- UTF-8 ---- */

#define RUNE_BAD UINT32_C(0xFFFD)

/* The code point at *rest's front, taken off; a bad byte is RUNE_BAD and one byte long. Only when rest->len > 0. */
uint32_t rune_take(str *rest);
size_t rune_encode(uint32_t rune, char out[4]);
bool utf8_is_valid(str s);
str utf8_front(str s, size_t most); /* at most so many bytes, not cut within a character */

/* ---- errors ---- */

enum err_kind {
    ERR_NONE,
    ERR_MISSING, /* the thing asked for is not there; exit 1 */
    ERR_INVALID, /* what was given is not what it should be; exit 1 */
    ERR_USAGE,   /* wrong words on the command line; exit 2 */
    ERR_STORE,   /* store or file cannot be read or written; exit 4 */
    ERR_DAMAGED, /* what is in the store is not as it was written; exit 4 */
    ERR_NET,     /* the other side: no connection, TLS, status */
    ERR_LIMIT,   /* more than is allowed: bytes, depth, time */
    ERR_BUSY,    /* somebody else holds it; try again */
    ERR_CANCELLED,
};

struct err {
    enum err_kind kind;
    char text[512]; /* clean: no control characters; one line */
};

bool err_set(struct err *err, enum err_kind kind, const char *format, ...)
    PRINTF_LIKE(3, 4); /* always false */
bool err_wrap(struct err *err, const char *format, ...)
    PRINTF_LIKE(2, 3); /* "subject: " in front; always false */

/* ---- between threads ---- */

/* Pointers to items from one thread to another, in order. What an item owns goes with it. */
struct queue;
struct queue *queue_new(size_t limit); /* 0: no limit */
void queue_free(struct queue *q);      /* items still inside are the caller's to have drained */
bool queue_put(struct queue *q, void *item);
bool queue_put_first(struct queue *q, void *item); /* before the others; false: full */
void *queue_take(struct queue *q);                 /* NULL: empty; never waits */
size_t queue_count(struct queue *q);

/* ---- time ---- */

#define TIME_TEXT_LEN 21 /* "2004-01-01T19:48:21Z" and its terminator */

int64_t time_now_s(void);  /* the wall clock */
int64_t time_now_ms(void); /* monotonic, for spans */
/* What this thread has computed so far: for budgets that other programs must not spend. */
int64_t time_cpu_ms(void);
int64_t time_from_civil(int64_t year, int month, int day, int hour, int minute,
                        int second); /* UTC, no checks */
void time_to_civil(int64_t at, int64_t *year, int *month, int *day, int *hour, int *minute,
                   int *second);
void time_text(int64_t at, char out[TIME_TEXT_LEN]); /* ISO 8601 UTC */

/* ---- the log: one line an entry, cleaned; nothing is written before log_open ---- */

bool log_open(const char *path, struct err *err); /* appends; 0600; makes the folder */
void log_close(void);
int log_fd(void); /* -1: not open. For redirecting stderr while curses owns the screen */
void log_add(const char *room, const char *format, ...) PRINTF_LIKE(2, 3);

/* ---- files ---- */

bool file_load(const char *path, size_t limit, struct arena *a, str *raw_out,
               struct err *err); /* "-": standard input */
/* Not what would be waited for, as a pipe: it is not even opened. */
bool file_load_ordinary(const char *path, size_t limit, struct arena *a, str *raw_out,
                        struct err *err);
bool file_write(const char *path, str bytes,
                struct err *err); /* whole or not at all: temporary, fsync, rename; 0600 */
bool file_exists(const char *path);
bool
file_make_folders(const char *path,
                  struct err *err); /* of a file's path: every folder above its last '/'; 0700 */
str path_join(struct arena *a, str folder, str name); /* terminated too, so .ptr is a C string */
str path_folder(struct arena *a, str path);           /* terminated; "." where none is named */
str path_name(str path);                              /* what stands behind the last '/' */
/* "~/x" in the user's home, others as they are; terminated. */
str path_expand(struct arena *a, str path);

/* ---- other programs: by argument vector, never through a shell ---- */

/* Starts and forgets it: detached, input and output to nowhere. argv[0] is looked up in PATH. */
bool run_detached(const char *const *argv, struct err *err);
/* Runs it on the terminal and waits: for a pager or text browser. The caller has left curses. */
bool run_foreground(const char *const *argv, int *out_status, struct err *err);
/* input to its standard input, its standard output to raw_out; ended when it passes a limit. */
bool run_capture(struct arena *a, const char *const *argv, str input, size_t most_bytes,
                 int most_ms, str *raw_out, struct err *err);
/* The same, ended with ERR_CANCELLED as soon as cancel_fd (an eventfd) can be read. */
bool run_capture_until(struct arena *a, const char *const *argv, str input, size_t most_bytes,
                       int most_ms, int cancel_fd, str *raw_out, struct err *err);

/* ---- libraries that are loaded when they are first needed, since loading them takes long ---- */

struct library_symbol {
    const char *name;
    void *function; /* the address of a pointer to it */
};
/* It stays loaded. ERR_MISSING: it, or one of the symbols, is not there. */
bool library_load(const char *name, const struct library_symbol *symbols, size_t count,
                  struct err *err);

/* Files compiled into the program: everything in src/ROOM/embed/ and themes/, by its last name. */
struct embed {
    const char *name;
    str bytes;
};
extern const struct embed embed_files[]; /* ends with name NULL */
str embed_get(const char *name);         /* empty when there is none */

#endif
