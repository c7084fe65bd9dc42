#include "test.h"

#include <courant/page.h>
#include <courant/text.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * tests/data/page/NAME.html is a page, shaped after a publisher's template; NAME.want says line by line
 * what must be found in it: "title = …" a field; "has = …" a piece of the text, in this order; "not = …" what
 * must not be in it; "related = TITLE | URL [| TEASER]" all related links, in order.
 */
#define FOLDER    "tests/data/page"
#define MOST_FILE ((size_t)1 << 20)

struct check {
    const char *name;
    struct arena arena;
    struct page_article got;
    size_t text_at;    /* after the last "has" */
    size_t related_at; /* of "related" lines seen */
    size_t feed_at;
    struct buf faults;
};

static const char *const kinds[] = {
    [PAGE_ARTICLE] = "article", [PAGE_EMPTY] = "empty",   [PAGE_PAYWALL] = "paywall",
    [PAGE_CONSENT] = "consent", [PAGE_SCRIPT] = "script", [PAGE_ERROR] = "error",
};

static void
fault(struct check *c, str key, str want, str got)
{
    buf_printf(&c->faults, "\n  %.*s: want \"%.*s\"\n    got \"%.*s\"", STR_ARG(key), STR_ARG(want),
               STR_ARG(str_sub(got, 0, 1500)));
}

static void
check_related(struct check *c, str want)
{
    const struct page_link *link = &c->got.related[c->related_at];

    if (str_eq(want, STR("none")))
        return;
    if (c->related_at >= c->got.related_count) {
        fault(c, STR("related"), want, STR("no more"));
        return;
    }
    str got = arena_printf(&c->arena, "%.*s | %.*s%s%.*s", STR_ARG(link->title), STR_ARG(link->url),
                           link->teaser.len ? " | " : "", STR_ARG(link->teaser));

    c->related_at++;
    if (!str_eq(got, want))
        fault(c, STR("related"), want, got);
}

static void
check_has(struct check *c, str want)
{
    struct buf piece = { .arena = &c->arena };

    for (size_t i = 0; i < want.len; i++)
        if (str_starts(str_from(want, i), STR("\\n"))) {
            buf_add_char(&piece, '\n');
            i++;
        } else {
            buf_add_char(&piece, want.ptr[i]);
        }
    size_t at = str_find(str_from(c->got.text, c->text_at), buf_str(&piece));

    if (at == STR_NONE)
        fault(c, STR("has"), want, str_from(c->got.text, c->text_at));
    else
        c->text_at += at + piece.len;
}

static size_t
count_blocks(str text)
{
    size_t count = text.len > 0;

    for (size_t i = 0; i + 1 < text.len; i++)
        count += text.ptr[i] == '\n' && text.ptr[i + 1] == '\n';
    return count;
}

static str
field_of(struct check *c, str key)
{
    const struct page_article *p = &c->got;
    char published[TIME_TEXT_LEN] = "";

    time_text(p->published_at, published);
    const struct {
        const char *name;
        str value;
    } fields[] = {
        { "title", p->title },
        { "byline", p->byline },
        { "site", p->site_name },
        { "published", arena_str(&c->arena, str_of(published)) },
        { "lead", p->lead.url },
        { "credit", p->lead.credit },
        { "caption", p->lead.caption },
        { "kind", str_of(kinds[p->kind]) },
        { "next", p->next_url },
        { "blocks", arena_printf(&c->arena, "%zu", count_blocks(p->text)) },
    };

    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (str_eq(key, str_of(fields[i].name)))
            return fields[i].value;
    fail_msg("%s: no such key: %.*s", c->name, STR_ARG(key));
    return (str){ "", 0 };
}

static void
check_line(struct check *c, str key, str want)
{
    if (str_eq(key, STR("url")))
        return;
    if (str_eq(key, STR("has"))) {
        check_has(c, want);
    } else if (str_eq(key, STR("not"))) {
        if (str_find_nocase(c->got.text, want) != STR_NONE)
            fault(c, key, want, c->got.text);
    } else if (str_eq(key, STR("related"))) {
        check_related(c, want);
    } else if (str_eq(key, STR("feed"))) {
        str got = c->feed_at < c->got.feed_count ? c->got.feeds[c->feed_at++].url : STR("none");

        if (!str_eq(got, want))
            fault(c, key, want, got);
    } else if (!str_eq(field_of(c, key), want)) {
        fault(c, key, want, field_of(c, key));
    }
}

static bool
take_pair(str *rest, str *key, str *value)
{
    str line;

    if (!str_take_line(rest, &line))
        return false;
    size_t equals = str_find_char(line, '=');

    *key = str_trim(str_sub(line, 0, equals));
    *value = str_trim(str_from(line, equals == STR_NONE ? line.len : equals + 1));
    return true;
}

static str
load(struct check *c, const char *end)
{
    struct err err = { 0 };
    str raw = { 0 };
    str path = arena_printf(&c->arena, FOLDER "/%s%s", c->name, end);

    if (!file_load(path.ptr, MOST_FILE, &c->arena, &raw, &err))
        fail_msg("%s", err.text);
    return raw;
}

/* The faults of one page, in words. */
static str
run_page(struct check *c)
{
    struct err err = { 0 };
    str html = load(c, ".html"), want = load(c, ".want"), rest = want, key, value;
    str url = { "", 0 };
    bool has_related = false;

    c->faults.arena = &c->arena;
    while (take_pair(&rest, &key, &value)) {
        if (str_eq(key, STR("url")))
            url = value;
        has_related |= str_eq(key, STR("related"));
    }
    if (!page_extract(&c->arena, html, url, NULL, &c->got, &err))
        fail_msg("%s: %s", c->name, err.text);
    while (take_pair(&want, &key, &value))
        check_line(c, key, value);
    for (size_t i = c->related_at; has_related && i < c->got.related_count; i++)
        fault(c, STR("related"), STR("no more"), c->got.related[i].title);
    return buf_str(&c->faults);
}

static int
is_page(const struct dirent *entry)
{
    return str_ends(str_of(entry->d_name), STR(".html"));
}

static void
pages_give_what_is_wanted(void **state)
{
    struct dirent **entries = NULL;
    int count = scandir(FOLDER, &entries, is_page, alphasort), failed = 0;

    (void)state;
    assert_true(count > 30);
    for (int i = 0; i < count; i++) {
        struct check c = { 0 };
        size_t len = strlen(entries[i]->d_name) - strlen(".html");

        c.name = arena_cstr(&c.arena, (str){ entries[i]->d_name, len });
        str faults = run_page(&c);

        if (faults.len > 0) {
            print_error("%s:%.*s\n", c.name, STR_ARG(faults));
            failed++;
        }
        arena_free(&c.arena);
        free(entries[i]);
    }
    free(entries);
    assert_int_equal(failed, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_give_what_is_wanted),
    };

    text_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
