/*
 * `courant inspect page FILE|- --url URL [--content SELECTOR] [--remove SELECTOR] [--json|--explain]`:
 * extracts one article, no store.
 *
 * Shape   docs/cli.md
 */
#include "inspect.h"
#include "json.h"

#include <courant/html.h>
#include <courant/page.h>
#include <courant/text.h>

#include <stdio.h>

#define MOST_BYTES ((size_t)64 << 20)

static json_t *
json_lead(const struct page_picture *lead)
{
    if (lead->url.len == 0)
        return json_null();
    return json_pack("{s:o, s:o, s:o, s:o}", "url", json_of(lead->url), "credit",
                     json_of(lead->credit), "caption", json_of(lead->caption), "alt",
                     json_of(lead->alt));
}

static json_t *
json_related(const struct page_article *article)
{
    json_t *list = json_array();

    for (size_t i = 0; i < article->related_count; i++) {
        const struct page_link *link = &article->related[i];

        json_array_append_new(list,
                              json_pack("{s:o, s:o, s:o}", "title", json_of(link->title), "url",
                                        json_of(link->url), "teaser", json_of(link->teaser)));
    }
    return list;
}

static const char *const kinds[] = {
    [PAGE_ARTICLE] = "article", [PAGE_EMPTY] = "empty",   [PAGE_PAYWALL] = "paywall",
    [PAGE_CONSENT] = "consent", [PAGE_SCRIPT] = "script", [PAGE_ERROR] = "error",
};

static void
print_json(const struct page_article *p)
{
    json_t *out = json_object();

    json_object_set_new(out, "url", json_of(p->url));
    json_object_set_new(out, "title", json_of(p->title));
    json_object_set_new(out, "byline", json_of(p->byline));
    json_object_set_new(out, "published", json_time(p->published_at));
    json_object_set_new(out, "site_name", json_of(p->site_name));
    json_object_set_new(out, "language", json_of(p->language));
    json_object_set_new(out, "description", json_of(p->description));
    json_object_set_new(out, "lead_image", json_lead(&p->lead));
    json_object_set_new(out, "text", json_stringn(p->text.ptr ? p->text.ptr : "", p->text.len));
    json_object_set_new(out, "related", json_related(p));
    json_object_set_new(out, "kind", json_string(kinds[p->kind]));
    json_object_set_new(out, "note", json_of(p->note));
    json_object_set_new(out, "html", json_of(p->html));
    json_object_set_new(out, "modified", json_time(p->modified_at));
    json_object_set_new(out, "canonical_url", json_of(p->canonical_url));
    json_object_set_new(out, "next_url", json_of(p->next_url));
    json_print(out);
}

static void
print_field(const char *name, str value)
{
    if (value.len > 0)
        printf("%s: %.*s\n", name, STR_ARG(value));
}

static void
print_text(const struct page_article *p)
{
    char published[TIME_TEXT_LEN] = "";

    if (p->published_at)
        time_text(p->published_at, published);
    print_field("Title", p->title);
    print_field("By", p->byline);
    print_field("Published", str_of(published));
    print_field("Site", p->site_name);
    print_field("Language", p->language);
    print_field("Picture", p->lead.url);
    print_field("Caption", p->lead.caption);
    print_field("Credit", p->lead.credit);
    print_field("Note", p->note);
    printf("\n%.*s\n", STR_ARG(p->text));
    for (size_t i = 0; i < p->related_count; i++)
        printf("%s%zu. %.*s\n   %.*s\n", i == 0 ? "\nRelated\n" : "", i + 1,
               STR_ARG(p->related[i].title), STR_ARG(p->related[i].url));
}

static bool
is_selector(const char *option, str text)
{
    struct arena a = { 0 };
    struct html_selector *selector;
    struct err err = { 0 };
    bool ok = text.len == 0 || html_selector_parse(&a, text, &selector, &err);

    if (!ok)
        cli_fail(option, &err);
    arena_free(&a);
    return ok;
}

int
inspect_page(struct cli *cli, str *args, size_t count)
{
    bool is_json = false, is_explained = false;
    str url = { "", 0 }, raw, kept = { "", 0 };
    struct page_options how = { 0 };
    const struct cli_option options[] = {
        { "--json", &is_json, NULL },
        { "--explain", &is_explained, NULL },
        { "--url", NULL, &url },
        { "--content", NULL, &how.content_selector },
        { "--remove", NULL, &how.remove_selector },
    };
    struct text_decoded decoded;
    struct page_article article;
    struct err err = { 0 };

    if (!cli_options("inspect", options, ARRAY_LEN(options), args, count, &count))
        return CLI_USAGE;
    if (count != 1)
        return cli_usage("inspect");
    if (!is_selector("--content", how.content_selector) ||
        !is_selector("--remove", how.remove_selector))
        return CLI_USAGE;
    kept = args[0];
    if (!file_load(arena_cstr(&cli->arena, kept), MOST_BYTES, &cli->arena, &raw, &err))
        return cli_fail(arena_cstr(&cli->arena, kept), &err);
    text_decode(&cli->arena, raw, TEXT_HTML, (str){ "", 0 }, &decoded);
    if (is_explained) {
        str lines = page_explain(&cli->arena, decoded.text, url, &how);

        printf("%.*s", STR_ARG(lines));
        return CLI_DONE;
    }
    if (!page_extract(&cli->arena, decoded.text, url, &how, &article, &err))
        return cli_fail(arena_cstr(&cli->arena, kept), &err);
    (is_json ? print_json : print_text)(&article);
    if (article.text.len > 0)
        return CLI_DONE;
    err_set(&err, ERR_MISSING, "%.*s",
            STR_ARG(article.note.len > 0 ? article.note : STR("there is no article on this page")));
    return cli_fail(arena_cstr(&cli->arena, kept), &err);
}
