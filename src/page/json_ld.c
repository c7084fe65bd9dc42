/*
 * schema.org in JSON-LD, as publishers write it: one object, a list, or an @graph whose objects point to
 * each other by @id. All objects are looked at, the outer ones first; the first of the most telling type
 * is the article. What is found in an earlier script stays.
 */
#include "meta.h"

#include <courant/text.h>

#include <jansson.h>
#include <string.h>

#define MOST_OBJECTS 4000
#define MOST_AUTHORS 20

/* The more telling first. */
static const char *const article_types[] = {
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "ReviewNewsArticle",
    "BackgroundNewsArticle",
    "AskPublicNewsArticle",
    "LiveBlogPosting",
    "BlogPosting",
    "Article",
    "TechArticle",
    "ScholarlyArticle",
    "AdvertiserContentArticle",
    "SatiricalArticle",
    "DiscussionForumPosting",
    "SocialMediaPosting",
    "Report",
    "Review",
    "Recipe",
    "HowTo",
    "QAPage",
    "MedicalWebPage",
    "ItemPage",
    "WebPage",
};

/* The last of the types above that only pages have, not stories. */
#define PAGE_TYPES_FROM 21

struct graph {
    VEC(json_t *) objects; /* the outer ones first */
    struct reader *r;
};

static str
string_of(const json_t *value)
{
    return json_is_string(value) ? (str){ json_string_value(value), json_string_length(value) }
                                 : (str){ "", 0 };
}

/* Every object, breadth first; the list is its own queue. */
static void
gather(struct graph *g, json_t *root)
{
    VEC(json_t *) queue = { 0 };
    size_t at = 0;

    *VEC_PUSH(&g->r->scratch, &queue) = root;
    while (at < queue.count && queue.count < MOST_OBJECTS) {
        json_t *value = queue.items[at++], *inner;
        const char *key;
        size_t i;

        if (json_is_object(value)) {
            *VEC_PUSH(&g->r->scratch, &g->objects) = value;
            json_object_foreach(value, key, inner)
            {
                if (json_is_object(inner) || json_is_array(inner))
                    *VEC_PUSH(&g->r->scratch, &queue) = inner;
            }
        } else {
            json_array_foreach(value, i, inner)
            {
                if (json_is_object(inner) || json_is_array(inner))
                    *VEC_PUSH(&g->r->scratch, &queue) = inner;
            }
        }
    }
}

static size_t
rank_of_name(str name)
{
    if (str_starts(name, STR("http")))
        name = str_from(name, str_find_last(name, '/') + 1);
    for (size_t i = 0; i < ARRAY_LEN(article_types); i++)
        if (str_eq(name, str_of(article_types[i])))
            return i;
    return ARRAY_LEN(article_types);
}

/* "@type" is a name or a list of them. */
static size_t
rank_of(const json_t *object)
{
    const json_t *type = json_object_get(object, "@type");
    size_t best = rank_of_name(string_of(type)), i;
    const json_t *inner;

    json_array_foreach(type, i, inner) best = MIN(best, rank_of_name(string_of(inner)));
    return best;
}

static const json_t *
find_article(const struct graph *g)
{
    const json_t *best = NULL;
    size_t best_rank = ARRAY_LEN(article_types);

    for (size_t i = 0; i < g->objects.count; i++) {
        size_t rank = rank_of(g->objects.items[i]);
        const json_t *o = g->objects.items[i];

        /* A story beats a page; among stories the outer one comes first. */
        bool is_better = rank < PAGE_TYPES_FROM ? best_rank >= PAGE_TYPES_FROM : rank < best_rank;

        if (is_better && rank < ARRAY_LEN(article_types) &&
            (rank >= PAGE_TYPES_FROM || json_object_get(o, "headline") ||
             json_object_get(o, "name") || json_object_get(o, "articleBody"))) {
            best = o;
            best_rank = rank;
        }
    }
    return best;
}

/* {"@id": "…"} stands for the object of that name elsewhere in the graph. */
static const json_t *
follow(const struct graph *g, const json_t *value)
{
    str id = string_of(json_object_get(value, "@id"));

    if (id.len == 0 || json_object_get(value, "name") || json_object_get(value, "url"))
        return value;
    for (size_t i = 0; i < g->objects.count; i++)
        if (g->objects.items[i] != value &&
            str_eq(string_of(json_object_get(g->objects.items[i], "@id")), id) &&
            json_object_size(g->objects.items[i]) > 1)
            return g->objects.items[i];
    return value;
}

static const json_t *
first_of(const json_t *value)
{
    return json_is_array(value) ? json_array_get(value, 0) : value;
}

/* A string, or the name of an object. */
static str
name_of(const struct graph *g, const json_t *value)
{
    value = first_of(value);
    if (json_is_string(value))
        return string_of(value);
    return string_of(first_of(json_object_get(follow(g, value), "name")));
}

static str
url_of(const struct graph *g, const json_t *value)
{
    value = first_of(value);
    if (json_is_string(value))
        return string_of(value);
    value = follow(g, value);
    const json_t *url = json_object_get(value, "url");

    if (!url)
        url = json_object_get(value, "contentUrl");
    return string_of(first_of(url ? url : json_object_get(value, "@id")));
}

static void
keep(struct graph *g, struct meta *meta, enum fact fact, str value)
{
    if (meta->ld[fact].len == 0 && value.len > 0)
        meta->ld[fact] = html_strip(g->r->arena, value);
}

static void
keep_authors(struct graph *g, struct meta *meta, const json_t *authors)
{
    struct buf names = { .arena = &g->r->scratch };
    size_t count = json_is_array(authors) ? MIN(json_array_size(authors), MOST_AUTHORS) : 1;

    for (size_t i = 0; i < count; i++) {
        str name =
            str_trim(name_of(g, json_is_array(authors) ? json_array_get(authors, i) : authors));

        if (name.len == 0 || str_starts(name, STR("http")) ||
            str_find(buf_str(&names), name) != STR_NONE)
            continue;
        if (names.len > 0)
            buf_add(&names, STR(", "));
        buf_add(&names, name);
    }
    keep(g, meta, FACT_BYLINE, buf_str(&names));
}

static void
keep_image(struct graph *g, struct meta *meta, const json_t *image)
{
    const json_t *object = follow(g, first_of(image));

    keep(g, meta, FACT_IMAGE, url_of(g, image));
    keep(g, meta, FACT_IMAGE_CAPTION, string_of(json_object_get(object, "caption")));
    keep(g, meta, FACT_IMAGE_CREDIT, string_of(json_object_get(object, "creditText")));
    keep(g, meta, FACT_IMAGE_CREDIT, name_of(g, json_object_get(object, "copyrightHolder")));
}

/* Paragraphs stay apart: HTML or newlines. */
static void
keep_body(struct graph *g, struct meta *meta, str body)
{
    if (meta->ld[FACT_BODY].len == 0 && body.len > 0)
        meta->ld[FACT_BODY] = text_clean_block(g->r->arena, body);
}

static void
keep_article(struct graph *g, struct meta *meta, const json_t *o)
{
    const json_t *free_access = json_object_get(o, "isAccessibleForFree");
    bool is_story = rank_of(o) < PAGE_TYPES_FROM;

    keep(g, meta, FACT_TITLE, string_of(json_object_get(o, "headline")));
    if (is_story) {
        keep(g, meta, FACT_TITLE, string_of(json_object_get(o, "name")));
        keep(g, meta, FACT_NAME, string_of(json_object_get(o, "name")));
    }
    keep_authors(g, meta, json_object_get(o, "author"));
    if (is_story)
        keep_authors(g, meta, json_object_get(o, "creator"));
    keep(g, meta, FACT_PUBLISHED, string_of(json_object_get(o, "datePublished")));
    keep(g, meta, FACT_PUBLISHED, string_of(json_object_get(o, "dateCreated")));
    keep(g, meta, FACT_MODIFIED, string_of(json_object_get(o, "dateModified")));
    keep(g, meta, FACT_SITE, name_of(g, json_object_get(o, "publisher")));
    keep(g, meta, FACT_LANGUAGE, name_of(g, json_object_get(o, "inLanguage")));
    keep(g, meta, FACT_DESCRIPTION, string_of(json_object_get(o, "description")));
    keep_image(g, meta, json_object_get(o, "image"));
    keep(g, meta, FACT_CANONICAL, string_of(json_object_get(o, "url")));
    keep_body(g, meta, string_of(json_object_get(o, "articleBody")));
    if (json_is_false(free_access) || str_eq_nocase(string_of(free_access), STR("false")))
        keep(g, meta, FACT_IS_FREE, STR("false"));
}

/* Does an object or a list of them begin here? The bracket of "<![CDATA[" does not. */
static bool
begins_json(str s)
{
    if (s.ptr[0] != '[')
        return s.ptr[0] == '{';
    str inside = str_trim(str_sub(s, 1, 64));

    return inside.len > 0 && (inside.ptr[0] == '{' || inside.ptr[0] == '[');
}

/* Some write line breaks into strings, which JSON forbids, or wrap it all in a comment. */
static str
mend(struct arena *a, str script)
{
    size_t from = 0;

    while (from < script.len && !begins_json(str_from(script, from)))
        from++;
    size_t len = script.len - from;
    char *bytes = arena_cstr(a, str_from(script, from));

    for (size_t i = 0; i < len; i++)
        if ((unsigned char)bytes[i] < ' ')
            bytes[i] = ' ';
    return (str){ bytes, len };
}

void
json_ld_read(struct reader *r, str script, struct meta *meta)
{
    struct graph g = { .r = r };
    str source = mend(&r->scratch, script);
    json_t *root = source.len > 0 ? json_loadb(source.ptr, source.len,
                                               JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, NULL)
                                  : NULL;

    if (!root)
        return;
    gather(&g, root);
    const json_t *article = find_article(&g);

    if (article)
        keep_article(&g, meta, article);
    for (size_t i = 0; i < g.objects.count; i++)
        if (str_eq(string_of(json_object_get(g.objects.items[i], "@type")), STR("WebSite")))
            keep(&g, meta, FACT_SITE, string_of(json_object_get(g.objects.items[i], "name")));
    json_decref(root);
}
