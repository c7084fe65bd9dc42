#include "story_out.h"

#include <courant/text.h>

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define SNIPPET_RUNES 160
#define TERMINAL_COLS 80 /* when the terminal does not say */
#define SOURCE_COLS   20
#define ID_COLS_LEAST 4
#define TITLE_LEAST   10

static json_t *
json_tags(const str *tags, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_of(tags[i]));
    return list;
}

static bool
add_rules(struct store *st, struct arena *a, int64_t story_id, json_t *object, struct err *err)
{
    str *names = NULL;
    size_t count = 0;

    if (!store_ruled_load(st, a, story_id, &names, &count, err))
        return false;
    json_object_set_new(object, "hidden_by", json_tags(names, count));
    return true;
}

bool
json_story(struct store *st, const struct store_story *s, json_t **out, struct err *err)
{
    struct arena a = { 0 };
    str *tags = NULL;
    size_t tag_count = 0;
    bool is_done = store_tags_load(st, &a, s->id, &tags, &tag_count, err);

    if (is_done) {
        json_t *o = json_object();

        json_object_set_new(o, "id", json_integer(s->id));
        json_object_set_new(o, "title", json_of(s->title));
        json_object_set_new(o, "url", json_of(s->url));
        json_object_set_new(o, "source", json_of(s->source_key));
        json_object_set_new(o, "section", json_of(s->section));
        json_object_set_new(o, "author", json_of(s->author));
        json_object_set_new(o, "published", json_time(s->published_at));
        json_object_set_new(o, "fetched", json_time(s->fetched_at));
        json_object_set_new(o, "read", json_boolean(s->is_read));
        json_object_set_new(o, "saved", json_boolean(s->is_saved));
        json_object_set_new(o, "tags", json_tags(tags, tag_count));
        json_object_set_new(o, "thread", json_id(s->thread_id));
        json_object_set_new(o, "score", s->score != 0 ? json_real(s->score) : json_null());
        json_object_set_new(o, "followed", json_boolean(s->heed == STORE_HEED_FOLLOWED));
        json_object_set_new(o, "muted", json_boolean(s->is_muted));
        if (s->is_hidden)
            is_done = add_rules(st, &a, s->id, o, err);
        *out = o;
    }
    arena_free(&a);
    return is_done;
}

static size_t
count_runes(str s)
{
    size_t count = 0;

    for (; s.len > 0; count++)
        rune_take(&s);
    return count;
}

bool
json_snippet(struct store *st, const struct store_query *query, int64_t story_id, json_t *object,
             struct err *err)
{
    struct arena a = { 0 };
    struct store_snippet snippet;
    bool is_done = store_snippet(st, &a, query, story_id, SNIPPET_RUNES, &snippet, err);

    if (is_done) {
        json_t *hits = json_array();

        for (size_t i = 0; i < snippet.hit_count; i++) {
            size_t at = snippet.hits[i].at, end = at + snippet.hits[i].len;

            json_array_append_new(
                hits, json_pack("[I,I]", (json_int_t)count_runes(str_sub(snippet.text, 0, at)),
                                (json_int_t)count_runes(str_sub(snippet.text, at, end))));
        }
        json_object_set_new(object, "snippet", json_of(snippet.text));
        json_object_set_new(object, "snippet_hits", hits);
    }
    arena_free(&a);
    return is_done;
}

str
age_text(struct arena *a, int64_t at, int64_t now)
{
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    int64_t span_s = MAX(now - at, INT64_C(0)), year = 0;
    int month = 1, day = 0, hour = 0, minute = 0, second = 0;

    if (span_s < 3600)
        return arena_printf(a, "%" PRId64 "m", span_s / 60);
    if (span_s < 86400)
        return arena_printf(a, "%" PRId64 "h", span_s / 3600);
    if (span_s < 30 * INT64_C(86400))
        return arena_printf(a, "%" PRId64 "d", span_s / 86400);
    time_to_civil(at, &year, &month, &day, &hour, &minute, &second);
    return arena_printf(a, "%d %s %" PRId64, day, months[month - 1], year);
}

static int
terminal_cols(void)
{
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return TERMINAL_COLS;
}

void
story_columns_init(struct arena *a, struct story_columns *c, const struct store_story *stories,
                   size_t count)
{
    *c = (struct story_columns){ .now = time_now_s(), .id_cols = ID_COLS_LEAST };
    if (cli_is_terminal())
        c->width_cols = terminal_cols();
    for (size_t i = 0; i < count; i++) {
        char id[24];

        c->id_cols = MAX(c->id_cols, snprintf(id, sizeof(id), "%" PRId64, stories[i].id));
        c->age_cols = MAX(c->age_cols, text_cols(age_text(a, stories[i].sort_at, c->now)));
        c->source_cols = MAX(c->source_cols, text_cols(stories[i].source_name));
    }
    c->source_cols = MIN(c->source_cols, SOURCE_COLS);
}

/* s in so many columns, cut or filled up with blanks. */
static void
print_fitted(struct arena *a, str s, int cols)
{
    str shown = text_fit(a, s, cols);

    printf("%.*s%*s", STR_ARG(shown), MAX(cols - text_cols(shown), 0), "");
}

void
story_print(struct arena *a, const struct story_columns *c, const struct store_story *story)
{
    str age = age_text(a, story->sort_at, c->now);

    if (c->width_cols == 0) {
        printf("%" PRId64 "  %.*s  %.*s  %.*s\n", story->id, STR_ARG(age),
               STR_ARG(story->source_name), STR_ARG(story->title));
        return;
    }
    int left_cols = c->width_cols - c->id_cols - c->age_cols - c->source_cols - 6;
    str title = text_fit(a, story->title, MAX(left_cols, TITLE_LEAST));

    printf("%*" PRId64 "  ", c->id_cols, story->id);
    print_fitted(a, age, c->age_cols);
    printf("  ");
    print_fitted(a, story->source_name, c->source_cols);
    printf("  %.*s\n", STR_ARG(title));
}

bool
story_find(struct cli *cli, const char *command, str s, struct store_story *out, int *status)
{
    struct err err = { 0 };
    int64_t id = 0;

    if (!cli_number(s, 1, INT64_MAX, &id)) {
        err_set(&err, ERR_INVALID, "\"%.*s\" is not the id of a story", STR_ARG(s));
        *status = cli_fail(command, &err);
        return false;
    }
    if (store_story_get(cli->store, &cli->arena, id, out, &err))
        return true;
    *status = cli_fail(command, &err);
    return false;
}
