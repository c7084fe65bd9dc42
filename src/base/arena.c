#include <courant/base.h>

#include <assert.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ALIGN        16
#define BLOCK_LEN    ((size_t)16 << 10)
#define BLOCK_LEAST  ((size_t)2 << 10) /* the first: hundreds of small arenas live at once */
#define BLOCK_MOST   ((size_t)4 << 20)
#define BLOCK_MAPPED ((size_t)1 << 20) /* from here on a block is mapped, not allocated */
#define STEP_LEN     ((size_t)256 << 10)
#define HUGE_LEN     ((size_t)2 << 20)
#define PAGE_LEN     ((size_t)4 << 10)
#define HEAP_KEPT    (512 << 10)

struct arena_block {
    struct arena_block *older;
    size_t used, room; /* bytes after this header */
    size_t ready; /* mapped: how many, with this header, were asked pages for; else NOT_MAPPED */
};

#define NOT_MAPPED SIZE_MAX

_Static_assert(sizeof(struct arena_block) <= 32, "the header keeps what follows aligned");
#define HEADER_LEN 32

static void
end_for_memory(size_t len)
{
    fprintf(stderr, "courant: out of memory (%zu bytes wanted)\n", len);
    abort();
}

void *
mem_new(size_t len)
{
    void *got = calloc(1, len ? len : 1);

    if (!got)
        end_for_memory(len);
    return got;
}

void *
mem_resize(void *old, size_t len)
{
    void *got = realloc(old, len ? len : 1);

    if (!got)
        end_for_memory(len);
    return got;
}

void
mem_free(void *old)
{
    free(old);
}

/*
 * Left to itself glibc learns from each big block that is freed to keep more, up to 32 MB; and gives each thread a
 * heap of its own, with its own holes. A refresh that passes feeds of a hundred kilobytes on from hand to hand
 * would be left with tens of megabytes of them. The two threads seldom allocate at once.
 */
void
mem_tune(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, HEAP_KEPT);
    mallopt(M_TRIM_THRESHOLD, HEAP_KEPT);
    mallopt(M_ARENA_MAX, 1);
#endif
}

/* glibc gives back by itself only what is free at the heap's end. */
void
mem_trim(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

static char *
block_bytes(struct arena_block *block)
{
    return (char *)block + HEADER_LEN;
}

static struct arena_block *
block_new(size_t room)
{
    struct arena_block *block = mem_new(HEADER_LEN + room);

    block->room = room;
    block->ready = NOT_MAPPED;
    return block;
}

/*
 * A parse that fills megabytes spends most of its time in faults, one for each new page. So big blocks come from
 * the system directly, which has them zeroed, takes them back at once, and can have the largest in huge pages;
 * pages are asked for many at a time, not much before they are used.
 */
static struct arena_block *
block_map(size_t room)
{
    size_t slack = room >= 2 * HUGE_LEN ? HUGE_LEN : 0, len = room + slack;
    char *got = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct arena_block *block;

    if (got == MAP_FAILED)
        end_for_memory(room);
    if (slack > 0) {
        size_t before = (HUGE_LEN - (uintptr_t)got % HUGE_LEN) % HUGE_LEN;

        if (before > 0)
            munmap(got, before);
        got += before;
        if (slack > before)
            munmap(got + room, slack - before);
        madvise(got, room, MADV_HUGEPAGE); /* where it is refused the small pages do */
    }
    block = (struct arena_block *)(void *)got;
    block->room = room - HEADER_LEN;
    return block;
}

/* The next pages of a mapped block, before what was just taken of it is written to. */
static void
block_touch(struct arena_block *block)
{
    while (block->used + HEADER_LEN > block->ready) {
#ifdef MADV_POPULATE_WRITE
        madvise((char *)block + block->ready, STEP_LEN, MADV_POPULATE_WRITE);
#endif
        block->ready += STEP_LEN;
    }
}

static void
block_free(struct arena_block *block)
{
    if (block->ready == NOT_MAPPED)
        free(block);
    else
        munmap(block, block->room + HEADER_LEN);
}

/* A big piece gets a block of its own behind the current one, which goes on being filled. */
static void *
alloc_alone(struct arena *a, size_t len)
{
    size_t pages = (len + HEADER_LEN + PAGE_LEN - 1) & ~(PAGE_LEN - 1);
    struct arena_block *block = len < BLOCK_MAPPED ? block_new(len) : block_map(pages);

    block->used = len;
    block->ready = MAX(block->ready, pages); /* its pages come as they are used: perhaps not all */
    if (a->block) {
        block->older = a->block->older;
        a->block->older = block;
    } else {
        a->block = block;
    }
    return block_bytes(block);
}

/* Room for len, with some more; what would be alone in a block of BLOCK_LEN gets one of its own anyway. */
static size_t
next_room(const struct arena_block *block, size_t len)
{
    size_t room = BLOCK_LEAST;

    while (room < 4 * len && room < BLOCK_LEN)
        room *= 2;
    while (block && room <= block->room + HEADER_LEN && room < BLOCK_MOST)
        room *= 2;
    return room;
}

void *
arena_alloc(struct arena *a, size_t len)
{
    if (len > SIZE_MAX / 2)
        end_for_memory(len);
    len = (MAX(len, 1) + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    a->total += len;
    if (!a->block || a->block->room - a->block->used < len) {
        size_t room = next_room(a->block, len);

        if (len > room / 4)
            return alloc_alone(a, len);
        struct arena_block *block = room < BLOCK_MAPPED ? block_new(room) : block_map(room);

        block->older = a->block;
        a->block = block;
    }
    void *got = block_bytes(a->block) + a->block->used;

    a->block->used += len;
    block_touch(a->block);
    return got;
}

void *
arena_grow(struct arena *a, void *old, size_t old_len, size_t len)
{
    struct arena_block *block = a->block;
    size_t held = (MAX(old_len, 1) + ALIGN - 1) & ~(size_t)(ALIGN - 1);

    assert(len >= old_len && len <= SIZE_MAX / 2);
    if (old && block && (char *)old + held == block_bytes(block) + block->used) {
        size_t more = ((len + ALIGN - 1) & ~(size_t)(ALIGN - 1)) - held;

        if (len <= held)
            return old;
        if (block->room - block->used >= more) {
            block->used += more;
            a->total += more;
            block_touch(block);
            return old;
        }
    }
    void *got = arena_alloc(a, len);

    if (old_len)
        memcpy(got, old, old_len);
    return got;
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / 2 / size)
        end_for_memory(SIZE_MAX);
    return arena_alloc(a, count * size);
}

void *
vec_grow(struct arena *a, void *items, size_t *room, size_t size)
{
    size_t more = *room ? *room * 2 : 8;
    void *got;

    if (more > SIZE_MAX / 2 / size)
        end_for_memory(SIZE_MAX);
    got = arena_grow(a, items, *room * size, more * size);
    *room = more;
    return got;
}

char *
arena_cstr(struct arena *a, str s)
{
    char *copy = arena_alloc(a, s.len + 1);

    if (s.len)
        memcpy(copy, s.ptr, s.len);
    return copy;
}

str
arena_str(struct arena *a, str s)
{
    return s.len ? (str){ arena_cstr(a, s), s.len } : (str){ "", 0 };
}

str
arena_lower(struct arena *a, str s)
{
    char *copy = arena_cstr(a, s);

    for (size_t i = 0; i < s.len; i++)
        copy[i] = char_lower(copy[i]);
    return (str){ copy, s.len };
}

str
arena_join(struct arena *a, str x, str y)
{
    char *copy = arena_alloc(a, x.len + y.len + 1);

    if (x.len)
        memcpy(copy, x.ptr, x.len);
    if (y.len)
        memcpy(copy + x.len, y.ptr, y.len);
    return (str){ copy, x.len + y.len };
}

str
arena_printf(struct arena *a, const char *format, ...)
{
    va_list args, again;
    int len;

    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(len >= 0);
    char *text = arena_alloc(a, (size_t)len + 1);

    vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return (str){ text, (size_t)len };
}

void
arena_free(struct arena *a)
{
    struct arena_block *block = a->block;

    while (block) {
        struct arena_block *older = block->older;

        block_free(block);
        block = older;
    }
    *a = (struct arena){ 0 };
}
