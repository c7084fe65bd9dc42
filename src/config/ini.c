/*
 * INI files, read by iniparser 4.1 behind a check of our own. By itself iniparser refuses a whole
 * file for one bad line, does not say which line a value came from, joins lines silently and lets
 * the last of two equal keys win. So each line is read here first (line.c): a bad one is named and
 * left out, and what remains is handed on through a memfd, for iniparser opens by name only.
 *
 * All that is left to it is to take the quotes off a value, and its dictionary takes time quadratic
 * in the number of keys. So it gets each value once, however many sources are in one section, in
 * batches that its dictionary need not grow for, under keys as short as can be.
 */
#include "line.h"
#include "seen.h"
#include "value.h"

#include <iniparser/iniparser.h>

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define BATCH 128 /* as many as a new dictionary of iniparser's has room for */

struct value {
    str written, read;
    bool is_read; /* iniparser took it */
};

struct written {
    struct ini_entry entry;
    size_t value; /* its place among the values, from 1; 0: a section in which nothing stands */
    bool is_dropped;
};

struct reader {
    struct arena *arena;
    str file;
    struct config_problems *problems;
    str section;
    int section_line;
    bool is_section_empty;
    bool is_lost; /* below a [section that could not be read: whose the lines are is unknown */
    str prefix;   /* of the names of the section's keys */
    struct seen sections, keys, values_seen;
    VEC(struct value) values;
    VEC(struct written) lines;
    VEC(struct ini_entry) entries;
};

static int
ignore_message(const char *format, ...)
{
    (void)format;
    return 0;
}

static bool
write_whole(int fd, str bytes)
{
    while (bytes.len > 0) {
        ssize_t put = write(fd, bytes.ptr, bytes.len);

        if (put <= 0)
            return false;
        bytes = str_from(bytes, (size_t)put);
    }
    return true;
}

/* iniparser's dictionary of text; NULL: it could not read it. */
static dictionary *
parse(str text)
{
    int fd = memfd_create("courant-ini", MFD_CLOEXEC);
    dictionary *dict = NULL;
    char path[40];

    if (fd < 0)
        return NULL;
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    /* Its messages would go to standard error, and so onto the screen; the callback is process-wide. */
    iniparser_set_error_callback(ignore_message);
    if (write_whole(fd, text))
        dict = iniparser_load(path);
    close(fd);
    return dict;
}

/* What a value is called within its batch. */
static str
value_key(char key[3], size_t i)
{
    key[0] = (char)('a' + i / 16);
    key[1] = (char)('a' + i % 16);
    return (str){ key, 2 };
}

static str
batch_text(struct arena *a, const struct value *values, size_t count)
{
    struct buf b = { .arena = a };
    char key[3] = { 0 };

    for (size_t i = 0; i < count; i++) {
        buf_add(&b, value_key(key, i));
        buf_add(&b, STR(" = "));
        buf_add(&b, values[i].written);
        buf_add_char(&b, '\n');
    }
    return buf_str(&b);
}

static void
read_batch(struct arena *a, struct value *values, size_t count)
{
    dictionary *dict = parse(batch_text(a, values, count));
    char name[4] = { ':' }; /* what stands before the first section has none */

    if (!dict)
        return;
    for (size_t i = 0; i < count; i++) {
        value_key(name + 1, i);
        const char *read = iniparser_getstring(dict, name, NULL);

        values[i].is_read = read != NULL;
        values[i].read = arena_str(a, str_of(read));
    }
    iniparser_freedict(dict);
}

/* Should iniparser refuse what line.c let through, the values go one by one, so that one is named. */
static void
read_values(struct reader *r)
{
    for (size_t i = 0; i < r->values.count; i += BATCH) {
        struct value *values = &r->values.items[i];
        size_t count = MIN(r->values.count - i, BATCH);

        read_batch(r->arena, values, count);
        for (size_t k = 0; k < count; k++)
            if (!values[k].is_read)
                read_batch(r->arena, &values[k], 1);
    }
}

static void
take_line(struct reader *r, const struct written *line)
{
    static const struct value empty = { .is_read = true };
    const struct value *value = line->value ? &r->values.items[line->value - 1] : &empty;
    struct ini_entry e = line->entry;

    if (!value->is_read) {
        config_problem_add(r->problems, r->file, e.line, false, "%.*s: cannot be read",
                           STR_ARG(e.key));
        return;
    }
    e.value = value->read;
    *VEC_PUSH(r->arena, &r->entries) = e;
}

/* A section in which nothing stands is an entry without a key: [bbc] alone deserves a word. */
static void
end_section(struct reader *r)
{
    if (r->section_line > 0 && r->is_section_empty)
        *VEC_PUSH(r->arena, &r->lines) = (struct written){
            .entry = { .section = r->section,
                       .line = r->section_line,
                       .section_line = r->section_line },
        };
}

static void
begin_section(struct reader *r, str name, int line)
{
    end_section(r);
    r->section = arena_lower(r->arena, name);
    r->prefix = arena_join(r->arena, r->section, STR(":"));
    r->section_line = line;
    r->is_lost = false;
    size_t *before = seen_at(&r->sections, r->section);

    r->is_section_empty = *before == 0;
    if (*before)
        config_problem_add(r->problems, r->file, line, true,
                           "[%.*s] is there twice, first in line %zu; they are one",
                           QUOTED(r->section), *before);
    else
        *before = (size_t)line;
}

static size_t
add_value(struct reader *r, str written)
{
    size_t *place = seen_at(&r->values_seen, written);

    if (*place == 0) {
        *VEC_PUSH(r->arena, &r->values) = (struct value){ .written = written };
        *place = r->values.count;
    }
    return *place;
}

static void
add_entry(struct reader *r, const struct line *line, int number)
{
    str name = arena_join(r->arena, r->prefix, arena_lower(r->arena, line->name));
    str key = str_from(name, r->prefix.len);
    size_t *before = seen_at(&r->keys, name);

    if (*before) { /* an index into lines, from 1 */
        struct written *older = &r->lines.items[*before - 1];

        older->is_dropped = true;
        config_problem_add(r->problems, r->file, number, true,
                           "%.*s is set twice; line %d is not used", QUOTED(key),
                           older->entry.line);
    }
    *VEC_PUSH(r->arena, &r->lines) = (struct written){
        .entry = { .section = r->section,
                   .key = key,
                   .line = number,
                   .section_line = r->section_line },
        .value = add_value(r, line->written),
    };
    *before = r->lines.count;
    r->is_section_empty = false;
}

/* Its lines must not fall to the section above, where they would overwrite what is right. */
static void
lose_section(struct reader *r)
{
    end_section(r);
    r->section_line = 0;
    r->is_lost = true;
}

static str
without_nul(struct reader *r, str text, int number)
{
    struct buf b = { .arena = r->arena };

    if (str_find_char(text, '\0') == STR_NONE)
        return text;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '\0')
            buf_add_char(&b, text.ptr[i]);
    config_problem_add(r->problems, r->file, number, true,
                       "has NUL bytes in it; they are left out");
    return buf_str(&b);
}

/* In a message a line without a name of its own is known by its beginning. */
static void
say_fault(struct reader *r, str text, const struct line *line, int number)
{
    bool is_section = str_starts(text, STR("["));

    if (is_section)
        lose_section(r);
    config_problem_add(r->problems, r->file, number, false, "\"%.*s%s\": %s; %s not used",
                       STR_ARG(str_sub(text, 0, 40)), text.len > 40 ? "…" : "", line->fault,
                       is_section ? "the section is" : "the line is");
}

static void
read_line(struct reader *r, str text, int number)
{
    struct line line;

    text = without_nul(r, text, number);
    line_read(text, &line);
    if (line.warning && line.kind == LINE_ENTRY)
        config_problem_add(r->problems, r->file, number, true, "%.*s: %s", QUOTED(line.name),
                           line.warning);
    else if (line.warning)
        config_problem_add(r->problems, r->file, number, true, "%s", line.warning);
    switch (line.kind) {
    case LINE_EMPTY:
    case LINE_COMMENT: break;
    case LINE_SECTION: begin_section(r, line.name, number); break;
    case LINE_ENTRY:
        if (!r->is_lost)
            add_entry(r, &line, number);
        break;
    case LINE_BAD: say_fault(r, str_trim(text), &line, number); break;
    }
}

void
ini_load(struct arena *a, str file, str raw_bytes, struct config_problems *problems,
         struct ini *out)
{
    struct reader r = { .arena = a, .file = file, .problems = problems };
    str rest = raw_bytes, line;

    r.sections.arena = r.keys.arena = r.values_seen.arena = a;
    if (str_starts(rest, STR("\xEF\xBB\xBF")))
        rest = str_from(rest, 3);
    for (int number = 1; str_take_line(&rest, &line); number++)
        read_line(&r, line, number);
    end_section(&r);
    read_values(&r);
    for (size_t i = 0; i < r.lines.count; i++)
        if (!r.lines.items[i].is_dropped)
            take_line(&r, &r.lines.items[i]);
    *out = (struct ini){ .entries = r.entries.items, .count = r.entries.count };
}
