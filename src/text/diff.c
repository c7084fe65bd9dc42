/*
 * What was edited, word by word: the shortest way from one row of words to the other, by the algorithm of E. W. Myers, "An
 * O(ND) Difference Algorithm and Its Variations" (1986). It takes as long as there are differences, not as the texts
 * are long; texts that have little in common are one replaced by the other.
 */
#include <courant/text.h>

#include <string.h>

#define WORDS_MOST   200000 /* what follows them is one word more: it is told whole, or not at all */
#define CHANGES_MOST 1000

struct words {
    str *items;
    uint64_t *hashes;
    bool *is_changed;
    size_t count;
};

struct differ {
    struct arena *a;
    struct words was, now;
    size_t front, back; /* words in which they agree at both ends */
    int32_t
        *rows[CHANGES_MOST + 1]; /* [d]: how far one gets with d changes, on diagonals -d to d */
};

/* Where no blanks part words each sign is one. */
static bool
is_alone(uint32_t rune)
{
    enum text_script script = text_script_of(rune);

    return script == TEXT_SCRIPT_HAN || script == TEXT_SCRIPT_KANA ||
           script == TEXT_SCRIPT_HANGUL || script == TEXT_SCRIPT_THAI;
}

static str
take_word(str *rest)
{
    str word = *rest, ahead = *rest;
    bool is_first = true;

    while (ahead.len > 0 && !char_is_space(ahead.ptr[0])) {
        str before = ahead;
        bool alone = is_alone(rune_take(&ahead));

        if (alone && !is_first)
            ahead = before;
        if (alone)
            break;
        is_first = false;
    }
    if (ahead.len == word.len) /* a newline is a word too: it parts paragraphs */
        ahead = str_from(ahead, 1);
    word.len -= ahead.len;
    *rest = ahead;
    return word;
}

static struct words
split(struct arena *a, str text)
{
    VEC(str) items = { 0 };
    struct words words = { 0 };

    while (text.len > 0 && items.count < WORDS_MOST) {
        if (char_is_space(text.ptr[0]) && text.ptr[0] != '\n')
            text = str_from(text, 1);
        else
            *VEC_PUSH(a, &items) = take_word(&text);
    }
    if (str_trim(text).len > 0)
        *VEC_PUSH(a, &items) = str_trim(text);
    words.items = items.items;
    words.count = items.count;
    words.hashes = ARENA_ARRAY(a, uint64_t, items.count);
    words.is_changed = ARENA_ARRAY(a, bool, items.count);
    for (size_t i = 0; i < items.count; i++)
        words.hashes[i] = str_hash(items.items[i]);
    return words;
}

static void
trim_ends(struct differ *d)
{
    size_t most = MIN(d->was.count, d->now.count);

    while (d->front < most && d->was.hashes[d->front] == d->now.hashes[d->front])
        d->front++;
    while (d->back < most - d->front &&
           d->was.hashes[d->was.count - 1 - d->back] == d->now.hashes[d->now.count - 1 - d->back])
        d->back++;
}

/* How far along the diagonal k one is with one change more than row tells. */
static int32_t
reach(const int32_t *row, int32_t d, int32_t k)
{
    int32_t left = k - 1 >= -(d - 1) ? row[k - 1] : -1, right = k + 1 <= d - 1 ? row[k + 1] : -1;

    return d == 0 ? 0 : left < right ? right : left + 1;
}

/* How many changes it takes; -1: more than one looks for. */
static int32_t
search(struct differ *d, int32_t n, int32_t m)
{
    const uint64_t *was = d->was.hashes + d->front, *now = d->now.hashes + d->front;

    for (int32_t changes = 0; changes <= MIN(n + m, CHANGES_MOST); changes++) {
        int32_t *row = ARENA_ARRAY(d->a, int32_t, (size_t)(2 * changes + 1)) + changes;

        for (int32_t k = -changes; k <= changes; k++)
            row[k] = -1;
        d->rows[changes] = row;
        for (int32_t k = -changes; k <= changes; k += 2) {
            int32_t x = reach(changes ? d->rows[changes - 1] : NULL, changes, k), y = x - k;

            while (x < n && y >= 0 && y < m && was[x] == now[y]) {
                x++;
                y++;
            }
            row[k] = x;
            if (x >= n && y >= m)
                return changes;
        }
    }
    return -1;
}

/* Back along the way that was found. */
static void
mark_changes(struct differ *d, int32_t changes, int32_t n, int32_t m)
{
    int32_t x = n, y = m;

    for (; changes > 0; changes--) {
        const int32_t *row = d->rows[changes - 1];
        int32_t k = x - y;
        int32_t left = k - 1 >= -(changes - 1) ? row[k - 1] : -1;
        int32_t right = k + 1 <= changes - 1 ? row[k + 1] : -1;

        if (left < right) { /* a word came */
            x = right;
            y = x - (k + 1);
            d->now.is_changed[d->front + (size_t)y] = true;
        } else {
            x = left;
            y = x - (k - 1);
            d->was.is_changed[d->front + (size_t)x] = true;
        }
    }
}

static void
mark_all(struct words *words, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        words->is_changed[i] = true;
}

/* From the word at *at on, those that are alike in this, with what lies between them. */
static str
take_run(const struct words *words, size_t *at, bool is_changed)
{
    size_t from = *at;

    while (*at < words->count && words->is_changed[*at] == is_changed)
        ++*at;
    const str *last = &words->items[*at - 1];

    return (str){ words->items[from].ptr,
                  (size_t)(last->ptr + last->len - words->items[from].ptr) };
}

size_t
text_diff(struct arena *a, str was, str now, struct text_change **out)
{
    struct arena scratch = { 0 };
    struct differ d = { .a = &scratch, .was = split(&scratch, was), .now = split(&scratch, now) };
    VEC(struct text_change) changes = { 0 };
    size_t i = 0, k = 0, skipped = 0;

    trim_ends(&d);
    int32_t n = (int32_t)(d.was.count - d.front - d.back); /* at most WORDS_MOST + 1 */
    int32_t m = (int32_t)(d.now.count - d.front - d.back);
    int32_t count = search(&d, n, m);

    if (count >= 0) {
        mark_changes(&d, count, n, m);
    } else {
        mark_all(&d.was, d.front, d.was.count - d.back);
        mark_all(&d.now, d.front, d.now.count - d.back);
    }
    while (i < d.was.count || k < d.now.count) {
        if (i < d.was.count && d.was.is_changed[i]) {
            *VEC_PUSH(a, &changes) = (struct text_change){ TEXT_GONE, take_run(&d.was, &i, true) };
        } else if (k < d.now.count && d.now.is_changed[k]) {
            *VEC_PUSH(a, &changes) = (struct text_change){ TEXT_CAME, take_run(&d.now, &k, true) };
        } else {
            skipped = k;
            /* Only as far as both stay as they are: what went out in between has its place. */
            while (k < d.now.count && i < d.was.count && !d.now.is_changed[k] &&
                   !d.was.is_changed[i]) {
                k++;
                i++;
            }
            const str *last = &d.now.items[k - 1];

            *VEC_PUSH(a, &changes) = (struct text_change){ TEXT_SAME,
                                                           { d.now.items[skipped].ptr,
                                                             (size_t)(last->ptr + last->len -
                                                                      d.now.items[skipped].ptr) } };
        }
    }
    arena_free(&scratch);
    *out = changes.items;
    return changes.count;
}
