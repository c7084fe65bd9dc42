#include "meta.h"

#include <courant/text.h>

#define MOST_PAIRS  2000
#define MOST_SCRIPT ((size_t)2 << 20)
#define MOST_VALUE  4000

enum place {
    LD,   /* JSON-LD: written for machines, by the system that holds the story */
    META, /* <meta name, property or itemprop> */
    LINK, /* <link rel> */
    HTML, /* an attribute of <html> */
    PROP, /* microdata in the body: itemprop, its content, datetime, or text */
};

/*
 * The order of trust. JSON-LD and Open Graph come from the story's own record; Twitter's are sometimes
 * shortened; Dublin Core and parsely come from careful sites and are right where they are; plain meta is
 * often the template's; microdata may belong to a teaser, so it comes late. The headline on the page
 * itself and <title> are weighed against these in title.c, the byline on the page in byline.c.
 */
static const struct trust {
    enum fact fact;
    enum place place;
    const char *key;
} trusts[] = {
    { FACT_TITLE, LD, NULL },
    { FACT_NAME, LD, NULL },
    { FACT_TITLE, META, "parsely-title" },
    { FACT_TITLE, META, "dc:title" },
    { FACT_TITLE, META, "dc.title" },
    { FACT_TITLE, META, "dcterm:title" },
    { FACT_TITLE, META, "dcterms.title" },
    { FACT_TITLE, META, "og:title" },
    { FACT_TITLE, META, "twitter:title" },
    { FACT_TITLE, META, "weibo:article:title" },
    { FACT_TITLE, META, "title" },
    { FACT_TITLE, PROP, "headline" },

    { FACT_BYLINE, LD, NULL },
    { FACT_BYLINE, META, "parsely-author" },
    { FACT_BYLINE, META, "dc:creator" },
    { FACT_BYLINE, META, "dc.creator" },
    { FACT_BYLINE, META, "dcterms.creator" },
    { FACT_BYLINE, META, "article:author" },
    { FACT_BYLINE, META, "author" },
    { FACT_BYLINE, META, "byl" },
    { FACT_BYLINE, META, "sailthru.author" },
    { FACT_BYLINE, META, "og:article:author" },

    { FACT_PUBLISHED, LD, NULL },
    { FACT_PUBLISHED, META, "article:published_time" },
    { FACT_PUBLISHED, META, "og:published_time" },
    { FACT_PUBLISHED, META, "og:article:published_time" },
    { FACT_PUBLISHED, META, "datepublished" },
    { FACT_PUBLISHED, META, "parsely-pub-date" },
    { FACT_PUBLISHED, META, "article.published" },
    { FACT_PUBLISHED, META, "publish-date" },
    { FACT_PUBLISHED, META, "publishdate" },
    { FACT_PUBLISHED, META, "pubdate" },
    { FACT_PUBLISHED, META, "sailthru.date" },
    { FACT_PUBLISHED, META, "dc.date.issued" },
    { FACT_PUBLISHED, META, "dc.date" },
    { FACT_PUBLISHED, META, "dcterms.created" },
    { FACT_PUBLISHED, META, "dcterms.date" },
    { FACT_PUBLISHED, META, "cxenseparse:recs:publishtime" },
    { FACT_PUBLISHED, META, "publisheddate" },
    { FACT_PUBLISHED, META, "publish_date" },
    { FACT_PUBLISHED, META, "article:publish_date" },
    { FACT_PUBLISHED, META, "publication_date" },
    { FACT_PUBLISHED, META, "publicationdate" },
    { FACT_PUBLISHED, META, "publish_time" },
    { FACT_PUBLISHED, META, "published_time" },
    { FACT_PUBLISHED, META, "published_at" },
    { FACT_PUBLISHED, META, "pub_date" },
    { FACT_PUBLISHED, META, "og:pubdate" },
    { FACT_PUBLISHED, META, "originalpublicationdate" },
    { FACT_PUBLISHED, META, "article_date_original" },
    { FACT_PUBLISHED, META, "dcterms.issued" },
    { FACT_PUBLISHED, META, "dc.date.created" },
    { FACT_PUBLISHED, META, "datecreated" },
    { FACT_PUBLISHED, META, "date.release" },
    { FACT_PUBLISHED, META, "weibo:article:create_at" },
    { FACT_PUBLISHED, META, "citation_publication_date" },
    { FACT_PUBLISHED, META, "date" },
    { FACT_PUBLISHED, PROP, "datePublished" },

    { FACT_MODIFIED, LD, NULL },
    { FACT_MODIFIED, META, "article:modified_time" },
    { FACT_MODIFIED, META, "og:updated_time" },
    { FACT_MODIFIED, META, "datemodified" },
    { FACT_MODIFIED, META, "lastmod" },
    { FACT_MODIFIED, META, "last-modified" },
    { FACT_MODIFIED, PROP, "dateModified" },

    { FACT_SITE, META, "og:site_name" },
    { FACT_SITE, LD, NULL },
    { FACT_SITE, META, "application-name" },
    { FACT_SITE, META, "apple-mobile-web-app-title" },
    { FACT_SITE, META, "dc.publisher" },
    { FACT_SITE, META, "twitter:app:name:iphone" },

    { FACT_LANGUAGE, HTML, "lang" },
    { FACT_LANGUAGE, HTML, "xml:lang" },
    { FACT_LANGUAGE, META, "content-language" },
    { FACT_LANGUAGE, LD, NULL },
    { FACT_LANGUAGE, META, "language" },
    { FACT_LANGUAGE, META, "dc.language" },
    { FACT_LANGUAGE, META, "og:locale" },

    { FACT_DESCRIPTION, META, "og:description" },
    { FACT_DESCRIPTION, LD, NULL },
    { FACT_DESCRIPTION, META, "description" },
    { FACT_DESCRIPTION, META, "dc.description" },
    { FACT_DESCRIPTION, META, "dcterms.description" },
    { FACT_DESCRIPTION, META, "twitter:description" },

    { FACT_IMAGE, META, "og:image:secure_url" },
    { FACT_IMAGE, META, "og:image" },
    { FACT_IMAGE, META, "og:image:url" },
    { FACT_IMAGE, LD, NULL },
    { FACT_IMAGE, META, "twitter:image" },
    { FACT_IMAGE, META, "twitter:image:src" },
    { FACT_IMAGE, META, "parsely-image-url" },
    { FACT_IMAGE, LINK, "image_src" },
    { FACT_IMAGE, META, "image" },

    { FACT_IMAGE_ALT, META, "og:image:alt" },
    { FACT_IMAGE_ALT, META, "twitter:image:alt" },
    { FACT_IMAGE_CAPTION, LD, NULL },
    { FACT_IMAGE_CREDIT, LD, NULL },

    { FACT_CANONICAL, LINK, "canonical" },
    { FACT_CANONICAL, META, "og:url" },
    { FACT_CANONICAL, LD, NULL },

    { FACT_IS_FREE, LD, NULL },
    { FACT_IS_FREE, META, "isaccessibleforfree" },
    { FACT_BODY, LD, NULL },
};

str
meta_pair_get(const struct meta *meta, const char *key, size_t nth)
{
    for (size_t i = 0; i < meta->pairs.count; i++)
        if (str_eq(meta->pairs.items[i].key, str_of(key)) && nth-- == 0)
            return meta->pairs.items[i].value;
    return (str){ "", 0 };
}

static void
add_pair(struct reader *r, struct meta *meta, const char *prefix, str key, str value)
{
    if (key.len == 0 || value.len == 0 || meta->pairs.count >= MOST_PAIRS)
        return;
    str name = arena_join(&r->scratch, str_of(prefix), arena_lower(&r->scratch, key));

    *VEC_PUSH(&r->scratch, &meta->pairs) =
        (struct meta_pair){ str_trim(name), str_sub(value, 0, MOST_VALUE) };
}

/* "property" may hold several names: "og:title dc:title". */
static void
add_names(struct reader *r, struct meta *meta, str names, str value)
{
    str rest = names, name;

    while (str_take_field(&rest, ' ', &name))
        add_pair(r, meta, "", name, value);
}

static void
collect_element(struct reader *r, struct meta *meta, const struct html_node *node)
{
    static const char *const attrs[] = { "property", "name", "itemprop", "http-equiv" };

    if (node->tag == HTML_META) {
        for (size_t i = 0; i < ARRAY_LEN(attrs); i++)
            add_names(r, meta, html_attr(node, attrs[i]), html_attr(node, "content"));
    } else if (node->tag == HTML_LINK) {
        str rest = html_attr(node, "rel"), rel;

        while (str_take_field(&rest, ' ', &rel))
            add_pair(r, meta, "link:", rel, html_attr(node, "href"));
    } else if (node->tag == HTML_SCRIPT && node->first &&
               str_find_nocase(html_attr(node, "type"), STR("ld+json")) != STR_NONE &&
               node->first->text.len <= MOST_SCRIPT) {
        json_ld_read(r, node->first->text, meta);
    }
}

void
meta_collect(struct reader *r, struct meta *meta)
{
    for (uint32_t id = 0; id < r->tree.count; id++)
        if (r->nodes[id]->tag != HTML_TEXT)
            collect_element(r, meta, r->nodes[id]);
}

static str
prop_value(struct reader *r, const char *name)
{
    for (uint32_t id = 0; id < r->tree.count; id++) {
        const struct html_node *node = r->nodes[id];

        if (node->tag == HTML_TEXT || node->attr_count == 0 ||
            !html_has_word(node, "itemprop", name))
            continue;
        str value = html_attr(node, "content");

        if (value.len == 0)
            value = html_attr(node, "datetime");
        return value.len > 0 ? value : html_text(&r->scratch, node);
    }
    return (str){ "", 0 };
}

static bool
is_address(str s)
{
    return str_starts_nocase(s, STR("http://")) || str_starts_nocase(s, STR("https://")) ||
           str_starts(s, STR("//")) || str_starts(s, STR("@"));
}

static bool
is_acceptable(enum fact fact, str value)
{
    if (value.len == 0)
        return false;
    switch (fact) {
    case FACT_BYLINE: return !is_address(value) && value.len < 300;
    case FACT_LANGUAGE: return value.len < 20 && char_is_alpha(value.ptr[0]);
    default: return true;
    }
}

static str
value_at(struct reader *r, const struct meta *meta, const struct trust *trust)
{
    const struct html_node *html = html_find(r->tree.root, HTML_HTML);

    switch (trust->place) {
    case LD: return meta->ld[trust->fact];
    case META: return meta_pair_get(meta, trust->key, 0);
    case LINK:
        return meta_pair_get(
            meta,
            arena_cstr(&r->scratch, arena_join(&r->scratch, STR("link:"), str_of(trust->key))), 0);
    case HTML: return html ? html_attr(html, trust->key) : (str){ "", 0 };
    case PROP: return prop_value(r, trust->key);
    }
    return (str){ "", 0 };
}

str
meta_fact(struct reader *r, const struct meta *meta, enum fact fact)
{
    for (size_t i = 0; i < ARRAY_LEN(trusts); i++) {
        if (trusts[i].fact != fact)
            continue;
        str value = value_at(r, meta, &trusts[i]);

        if (fact == FACT_BODY)
            return value;
        /* Some publishers escape twice: "&amp;quot;" arrives here as "&quot;". */
        value = text_clean(r->arena, html_unescape(&r->scratch, value));
        if (is_acceptable(fact, value))
            return value;
    }
    return (str){ "", 0 };
}
