/*
 * What publishers' class names say. A name is cut into words ("post-related__links",
 * "postRelatedLinks": post, related, links), each word is looked up below, and the node gets the hints
 * of all of them. Words that stand in a name of their own only (a whole class) are in a second table,
 * because inside longer names they mean something else ("overflow-hidden", "text-ad-hoc").
 *
 * To teach another publisher's habit: one row.
 */
#include "reader.h"

#include <string.h>

#define MOST_NAMES 1024 /* bytes of a class attribute that are read */
#define MOST_WORD  24

struct word {
    const char *word;
    uint32_t hints;
};

/* In the order of strcmp. */
static const struct word words[] = {
    { "abstract", HINT_LEAD },
    { "actions", HINT_META },
    { "ad", HINT_ADVERT },
    { "adbox", HINT_ADVERT },
    { "addthis", HINT_SHARE },
    { "addtoany", HINT_SHARE },
    { "adsbygoogle", HINT_ADVERT },
    { "adsense", HINT_ADVERT },
    { "adslot", HINT_ADVERT },
    { "adunit", HINT_ADVERT },
    { "advert", HINT_ADVERT },
    { "advertisement", HINT_ADVERT },
    { "advertising", HINT_ADVERT },
    { "advertorial", HINT_ADVERT },
    { "adverts", HINT_ADVERT },
    { "adwrap", HINT_ADVERT },
    { "affiliate", HINT_ADVERT },
    { "agegate", HINT_COOKIE },
    { "also", HINT_RELATED },
    { "announcement", HINT_SIDE },
    { "anons", HINT_LEAD },
    { "anrisstext", HINT_LEAD },
    { "anzeige", HINT_ADVERT },
    { "article", HINT_ARTICLE },
    { "articlebody", HINT_BODY },
    { "articlecontent", HINT_BODY },
    { "articlemeta", HINT_META },
    { "articletext", HINT_BODY },
    { "articolo", HINT_ARTICLE },
    { "articulo", HINT_ARTICLE },
    { "artikel", HINT_ARTICLE },
    { "artykul", HINT_ARTICLE },
    { "aside", HINT_SIDE },
    { "auteur", HINT_META | HINT_BYLINE },
    { "author", HINT_META | HINT_BYLINE },
    { "authors", HINT_META | HINT_BYLINE },
    { "authorship", HINT_META | HINT_BYLINE },
    { "autor", HINT_META | HINT_BYLINE },
    { "autore", HINT_META | HINT_BYLINE },
    { "avatar", HINT_META },
    { "bajada", HINT_LEAD },
    { "banner", HINT_ADVERT },
    { "banners", HINT_ADVERT },
    { "bild", HINT_PICTURE },
    { "bildunterschrift", HINT_CAPTION },
    { "bio", HINT_META | HINT_BIO },
    { "biography", HINT_BIO },
    { "blogpost", HINT_ARTICLE },
    { "blogroll", HINT_SIDE },
    { "body", HINT_BODY },
    { "bodytext", HINT_BODY },
    { "bookmark", HINT_SHARE },
    { "bottombar", HINT_SIDE },
    { "breadcrumb", HINT_NAV },
    { "breadcrumbs", HINT_NAV },
    { "breadcrump", HINT_NAV },
    { "breaking", HINT_RELATED | HINT_POPULAR },
    { "buttons", HINT_META },
    { "byline", HINT_META | HINT_BYLINE },
    { "bylines", HINT_META | HINT_BYLINE },
    { "caption", HINT_CAPTION },
    { "captions", HINT_CAPTION },
    { "carousel", HINT_RELATED },
    { "categories", HINT_META | HINT_TAGS },
    { "category", HINT_META | HINT_TAGS },
    { "catenaccio", HINT_LEAD },
    { "catlinks", HINT_NAV | HINT_TAGS },
    { "channels", HINT_NAV },
    { "chapeau", HINT_LEAD },
    { "chapo", HINT_LEAD },
    { "colophon", HINT_SIDE },
    { "combx", HINT_COMMENT },
    { "comentarios", HINT_COMMENT },
    { "comment", HINT_COMMENT },
    { "commentaires", HINT_COMMENT },
    { "commenti", HINT_COMMENT },
    { "commentlist", HINT_COMMENT },
    { "comments", HINT_COMMENT },
    { "commentthread", HINT_COMMENT },
    { "complementary", HINT_SIDE },
    { "consent", HINT_COOKIE },
    { "content", HINT_BODY },
    { "contentbody", HINT_BODY },
    { "contenttext", HINT_BODY },
    { "contributor", HINT_META | HINT_BYLINE },
    { "contributors", HINT_META | HINT_BYLINE },
    { "cookie", HINT_COOKIE },
    { "cookiebar", HINT_COOKIE },
    { "cookies", HINT_COOKIE },
    { "copete", HINT_LEAD },
    { "copyright", HINT_CREDIT },
    { "coral", HINT_COMMENT },
    { "correlati", HINT_RELATED },
    { "counter", HINT_META },
    { "credit", HINT_CREDIT },
    { "credits", HINT_CREDIT },
    { "cta", HINT_LETTER },
    { "cuerpo", HINT_BODY },
    { "date", HINT_META | HINT_DATE },
    { "dateline", HINT_META | HINT_DATE },
    { "datetime", HINT_META | HINT_DATE },
    { "datum", HINT_META | HINT_DATE },
    { "deck", HINT_LEAD },
    { "dek", HINT_LEAD },
    { "desc", HINT_TELLS },
    { "description", HINT_TELLS },
    { "dfp", HINT_ADVERT },
    { "didascalia", HINT_CAPTION },
    { "disclaimer", HINT_SIDE },
    { "discussion", HINT_COMMENT },
    { "disqus", HINT_COMMENT },
    { "donate", HINT_LETTER },
    { "donation", HINT_LETTER },
    { "drawer", HINT_SIDE },
    { "dropdown", HINT_NAV },
    { "editsection", HINT_UNSEEN },
    { "entities", HINT_META | HINT_TAGS },
    { "entradilla", HINT_LEAD },
    { "entry", HINT_BODY },
    { "entrymeta", HINT_META },
    { "excerpt", HINT_LEAD },
    { "facebook", HINT_SHARE },
    { "favorite", HINT_SHARE },
    { "fbcomments", HINT_COMMENT },
    { "fecha", HINT_META | HINT_DATE },
    { "feedback", HINT_LETTER },
    { "filed", HINT_META | HINT_TAGS },
    { "follow", HINT_SHARE },
    { "foot", HINT_SIDE },
    { "footer", HINT_SIDE },
    { "foto", HINT_PICTURE },
    { "fotos", HINT_PICTURE },
    { "fullstory", HINT_BODY },
    { "fulltext", HINT_BODY },
    { "gallerycount", HINT_META },
    { "gancho", HINT_LEAD },
    { "gdpr", HINT_COOKIE },
    { "hamburger", HINT_NAV },
    { "hashtag", HINT_META | HINT_TAGS },
    { "hashtags", HINT_META | HINT_TAGS },
    { "headline", HINT_TITLE },
    { "hentry", HINT_ARTICLE },
    { "highlights", HINT_LEAD },
    { "hyvor", HINT_COMMENT },
    { "image", HINT_PICTURE },
    { "imagebox", HINT_PICTURE },
    { "imagecredit", HINT_CREDIT },
    { "imagen", HINT_PICTURE },
    { "images", HINT_PICTURE },
    { "img", HINT_PICTURE },
    { "imgwrap", HINT_PICTURE },
    { "inbox", HINT_LETTER },
    { "infolinks", HINT_ADVERT },
    { "ingress", HINT_LEAD },
    { "interlink", HINT_RELATED },
    { "interstitial", HINT_ADVERT },
    { "intro", HINT_LEAD },
    { "journalist", HINT_META | HINT_BYLINE },
    { "journalists", HINT_META | HINT_BYLINE },
    { "jumpbox", HINT_NAV },
    { "keyinfo", HINT_META },
    { "keypoints", HINT_LEAD },
    { "kicker", HINT_META },
    { "kommentare", HINT_COMMENT },
    { "labels", HINT_META | HINT_TAGS },
    { "lastmod", HINT_META | HINT_DATE },
    { "latest", HINT_POPULAR },
    { "lead", HINT_LEAD },
    { "leaderboard", HINT_ADVERT },
    { "lede", HINT_LEAD },
    { "legal", HINT_SIDE },
    { "legende", HINT_CAPTION },
    { "leyenda", HINT_CAPTION },
    { "likes", HINT_SHARE },
    { "livefyre", HINT_COMMENT },
    { "login", HINT_LETTER },
    { "lwptoc", HINT_NAV },
    { "mailchimp", HINT_LETTER },
    { "mailing", HINT_LETTER },
    { "masthead", HINT_SIDE },
    { "megamenu", HINT_NAV },
    { "membership", HINT_LETTER },
    { "menu", HINT_NAV },
    { "meta", HINT_META },
    { "metabar", HINT_META },
    { "metadata", HINT_META },
    { "metas", HINT_META },
    { "mgid", HINT_ADVERT },
    { "modal", HINT_SIDE },
    { "mostpopular", HINT_RELATED | HINT_POPULAR },
    { "mostread", HINT_RELATED | HINT_POPULAR },
    { "mpu", HINT_ADVERT },
    { "nativo", HINT_ADVERT },
    { "nav", HINT_NAV },
    { "navbar", HINT_NAV },
    { "navbox", HINT_NAV },
    { "navigation", HINT_NAV },
    { "navlinks", HINT_NAV },
    { "newsletter", HINT_LETTER },
    { "newsletters", HINT_LETTER },
    { "newstext", HINT_BODY },
    { "nextprev", HINT_NAV },
    { "noprint", HINT_UNSEEN },
    { "noticia", HINT_ARTICLE },
    { "novost", HINT_ARTICLE },
    { "occhiello", HINT_LEAD },
    { "offscreen", HINT_UNSEEN },
    { "onetrust", HINT_COOKIE },
    { "optin", HINT_LETTER },
    { "outbrain", HINT_ADVERT },
    { "overlay", HINT_SIDE },
    { "pager", HINT_NAV },
    { "pagination", HINT_NAV },
    { "paywall", HINT_WALL },
    { "perex", HINT_LEAD },
    { "permalink", HINT_META },
    { "photo", HINT_PICTURE },
    { "photocredit", HINT_CREDIT },
    { "photographer", HINT_CREDIT },
    { "photos", HINT_PICTURE },
    { "pic", HINT_PICTURE },
    { "pics", HINT_PICTURE },
    { "picture", HINT_PICTURE },
    { "podpis", HINT_CAPTION },
    { "popular", HINT_RELATED | HINT_POPULAR },
    { "popup", HINT_SIDE },
    { "post", HINT_ARTICLE },
    { "postcontent", HINT_BODY },
    { "postdate", HINT_META | HINT_DATE },
    { "postfoot", HINT_META },
    { "posthead", HINT_META },
    { "postinfo", HINT_META },
    { "postmeta", HINT_META },
    { "postprofile", HINT_META },
    { "posttext", HINT_BODY },
    { "preamble", HINT_LEAD },
    { "prevnext", HINT_NAV },
    { "print", HINT_META },
    { "printonly", HINT_UNSEEN },
    { "promo", HINT_ADVERT },
    { "promobox", HINT_ADVERT },
    { "promoted", HINT_ADVERT },
    { "promotion", HINT_ADVERT },
    { "promotional", HINT_ADVERT },
    { "pubblicita", HINT_ADVERT },
    { "pubdate", HINT_META | HINT_DATE },
    { "publicidad", HINT_ADVERT },
    { "publicidade", HINT_ADVERT },
    { "published", HINT_META | HINT_DATE },
    { "pull", HINT_QUOTE },
    { "pullquote", HINT_QUOTE },
    { "rail", HINT_SIDE },
    { "rating", HINT_META },
    { "ratings", HINT_META },
    { "reactions", HINT_SHARE },
    { "readalso", HINT_RELATED },
    { "readersay", HINT_COMMENT },
    { "readingtime", HINT_META },
    { "readmore", HINT_RELATED },
    { "readtime", HINT_META },
    { "recirc", HINT_RELATED },
    { "recirculation", HINT_RELATED },
    { "recommend", HINT_RELATED },
    { "recommendation", HINT_RELATED },
    { "recommendations", HINT_RELATED },
    { "recommended", HINT_RELATED },
    { "recommends", HINT_RELATED },
    { "regwall", HINT_WALL },
    { "reklama", HINT_ADVERT },
    { "relacionadas", HINT_RELATED },
    { "relacionados", HINT_RELATED },
    { "related", HINT_RELATED },
    { "relatedposts", HINT_RELATED },
    { "relateds", HINT_RELATED },
    { "replies", HINT_COMMENT },
    { "reply", HINT_COMMENT },
    { "reporter", HINT_META | HINT_BYLINE },
    { "respond", HINT_COMMENT },
    { "responses", HINT_COMMENT },
    { "revcontent", HINT_ADVERT },
    { "ribbon", HINT_SIDE },
    { "richlink", HINT_RELATED },
    { "sapo", HINT_LEAD },
    { "screenreader", HINT_UNSEEN },
    { "seealso", HINT_RELATED },
    { "services", HINT_META },
    { "share", HINT_SHARE },
    { "sharebar", HINT_SHARE },
    { "sharebox", HINT_SHARE },
    { "sharedaddy", HINT_SHARE },
    { "sharelinks", HINT_SHARE },
    { "sharethis", HINT_SHARE },
    { "sharing", HINT_SHARE },
    { "shoutbox", HINT_COMMENT },
    { "sidebar", HINT_SIDE },
    { "sidenav", HINT_NAV },
    { "siderail", HINT_SIDE },
    { "signature", HINT_META },
    { "signaturecontainer", HINT_META },
    { "signin", HINT_LETTER },
    { "signup", HINT_LETTER },
    { "similar", HINT_RELATED },
    { "sitemap", HINT_NAV },
    { "skip", HINT_NAV },
    { "skyscraper", HINT_ADVERT },
    { "smi2", HINT_ADVERT },
    { "social", HINT_SHARE },
    { "socialbar", HINT_SHARE },
    { "socials", HINT_SHARE },
    { "sommario", HINT_LEAD },
    { "sottotitolo", HINT_LEAD },
    { "sponsor", HINT_ADVERT },
    { "sponsored", HINT_ADVERT },
    { "sponsors", HINT_ADVERT },
    { "spotim", HINT_COMMENT },
    { "standfirst", HINT_LEAD },
    { "stars", HINT_META },
    { "statya", HINT_ARTICLE },
    { "story", HINT_ARTICLE },
    { "storybody", HINT_BODY },
    { "storycontent", HINT_BODY },
    { "storytext", HINT_BODY },
    { "strapline", HINT_LEAD },
    { "subhead", HINT_LEAD },
    { "subheading", HINT_LEAD },
    { "subheadline", HINT_LEAD },
    { "submenu", HINT_NAV },
    { "subscribe", HINT_LETTER },
    { "subscription", HINT_LETTER },
    { "subtitle", HINT_LEAD },
    { "subtitular", HINT_LEAD },
    { "suggested", HINT_RELATED },
    { "suggestions", HINT_RELATED },
    { "sumario", HINT_LEAD },
    { "summary", HINT_LEAD },
    { "synopsis", HINT_LEAD },
    { "taboola", HINT_ADVERT },
    { "tag", HINT_META | HINT_TAGS },
    { "taglist", HINT_META | HINT_TAGS },
    { "tags", HINT_META | HINT_TAGS },
    { "takeaways", HINT_LEAD },
    { "teads", HINT_ADVERT },
    { "teaser", HINT_RELATED },
    { "teasers", HINT_RELATED },
    { "telegram", HINT_SHARE },
    { "thumb", HINT_PICTURE },
    { "thumbnail", HINT_PICTURE },
    { "time", HINT_META | HINT_DATE },
    { "timestamp", HINT_META | HINT_DATE },
    { "tit", HINT_TITLE },
    { "title", HINT_TITLE },
    { "toast", HINT_SIDE },
    { "toc", HINT_NAV },
    { "toolbar", HINT_NAV },
    { "tools", HINT_META },
    { "topics", HINT_META | HINT_TAGS },
    { "trackback", HINT_COMMENT },
    { "trending", HINT_RELATED | HINT_POPULAR },
    { "userinfo", HINT_META },
    { "username", HINT_META | HINT_BYLINE },
    { "verwandt", HINT_RELATED },
    { "views", HINT_META },
    { "vorspann", HINT_LEAD },
    { "voting", HINT_META },
    { "werbung", HINT_ADVERT },
    { "whatsapp", HINT_SHARE },
    { "widget", HINT_WIDGET },
    { "widgets", HINT_WIDGET },
    { "writer", HINT_META | HINT_BYLINE },
    { "writers", HINT_META | HINT_BYLINE },
    { "yarpp", HINT_RELATED },
    { "zergnet", HINT_ADVERT },
};

/* A whole class or id. */
static const struct word names[] = {
    { "a11y-hidden", HINT_UNSEEN },
    { "about-author", HINT_BIO },
    { "about-the-author", HINT_BIO },
    { "about-the-authors", HINT_BIO },
    { "about__author", HINT_BIO },
    { "accessibility-text", HINT_UNSEEN },
    { "action-bar", HINT_NAV },
    { "ad", HINT_ADVERT },
    { "ads", HINT_ADVERT },
    { "article-author-bio", HINT_BIO },
    { "article__author-bio", HINT_BIO },
    { "assistive-text", HINT_UNSEEN },
    { "author-about", HINT_BIO },
    { "author-area", HINT_BIO },
    { "author-bio", HINT_BIO },
    { "author-bio-box", HINT_BIO },
    { "author-block", HINT_BIO },
    { "author-box", HINT_BIO },
    { "author-card", HINT_BIO },
    { "author-container__bio", HINT_BIO },
    { "author-desc", HINT_BIO },
    { "author-description", HINT_BIO },
    { "author-details", HINT_BIO },
    { "author-info", HINT_BIO },
    { "author-info-box", HINT_BIO },
    { "author-panel", HINT_BIO },
    { "author-profile", HINT_BIO },
    { "author-section", HINT_BIO },
    { "author-summary", HINT_BIO },
    { "author-widget", HINT_BIO },
    { "authorBox", HINT_BIO },
    { "authorInfo", HINT_BIO },
    { "author_box", HINT_BIO },
    { "author_info", HINT_BIO },
    { "authorbox", HINT_BIO },
    { "bio-box", HINT_BIO },
    { "biobox", HINT_BIO },
    { "contributor-bio", HINT_BIO },
    { "d-none", HINT_UNSEEN },
    { "dablink", HINT_UNSEEN },
    { "element-invisible", HINT_UNSEEN },
    { "element-rich-link", HINT_RELATED },
    { "entry-author-box", HINT_BIO },
    { "for-print", HINT_UNSEEN },
    { "for-screenreader", HINT_UNSEEN },
    { "hatnote", HINT_UNSEEN },
    { "headerlink", HINT_UNSEEN },
    { "hidden", HINT_UNSEEN },
    { "hide-text", HINT_UNSEEN },
    { "is-hidden", HINT_UNSEEN },
    { "isvishidden", HINT_UNSEEN },
    { "m-a-box", HINT_BIO },
    { "message-cell--user", HINT_META },
    { "message-lastEdit", HINT_META },
    { "message-user", HINT_META },
    { "message-userDetails", HINT_META },
    { "message-userExtras", HINT_META },
    { "more-on", HINT_RELATED },
    { "more-on-this-story", HINT_RELATED },
    { "mw-jump-link", HINT_UNSEEN },
    { "off-screen", HINT_UNSEEN },
    { "online-list", HINT_SIDE },
    { "post-author-box", HINT_BIO },
    { "post-author-info", HINT_BIO },
    { "post-author-wrap", HINT_BIO },
    { "pp-multiple-authors-boxes-wrapper", HINT_BIO },
    { "print-only", HINT_UNSEEN },
    { "print-show", HINT_UNSEEN },
    { "read-also", HINT_RELATED },
    { "read-more", HINT_RELATED },
    { "readers-also", HINT_RELATED },
    { "rich-link", HINT_RELATED },
    { "saboxplugin-wrap", HINT_BIO },
    { "screen-reader-text", HINT_UNSEEN },
    { "screenreader-only", HINT_UNSEEN },
    { "show-for-print", HINT_UNSEEN },
    { "show-for-sr", HINT_UNSEEN },
    { "single-author-box", HINT_BIO },
    { "sr-only", HINT_UNSEEN },
    { "sr-text", HINT_UNSEEN },
    { "stat-block", HINT_SIDE },
    { "td-author-box", HINT_BIO },
    { "u-hidden", HINT_UNSEEN },
    { "u-visually-hidden", HINT_UNSEEN },
    { "vh", HINT_UNSEEN },
    { "video-resource", HINT_META },
    { "visually-hidden", HINT_UNSEEN },
    { "visually-hidden-focusable", HINT_UNSEEN },
    { "visuallyhidden", HINT_UNSEEN },
    { "wp-block-post-author", HINT_BIO },
    { "wp-block-post-author-biography", HINT_BIO },
    { "writer-bio", HINT_BIO },
};

static const struct word roles[] = {
    { "alert", HINT_SIDE },  { "alertdialog", HINT_SIDE },   { "article", HINT_ARTICLE },
    { "banner", HINT_SIDE }, { "complementary", HINT_SIDE }, { "contentinfo", HINT_SIDE },
    { "dialog", HINT_SIDE }, { "form", HINT_LETTER },        { "main", HINT_BODY },
    { "menu", HINT_NAV },    { "menubar", HINT_NAV },        { "navigation", HINT_NAV },
    { "search", HINT_NAV },  { "toolbar", HINT_NAV },
};

static const struct word itemprops[] = {
    { "articleBody", HINT_BODY | HINT_ARTICLE },
    { "author", HINT_META | HINT_BYLINE },
    { "caption", HINT_CAPTION },
    { "copyrightHolder", HINT_CREDIT },
    { "dateModified", HINT_META | HINT_DATE },
    { "datePublished", HINT_META | HINT_DATE },
    { "headline", HINT_TITLE },
    { "keywords", HINT_META | HINT_TAGS },
    { "text", HINT_BODY },
};

static uint32_t
look_up(const struct word *table, size_t count, str word)
{
    size_t from = 0, to = count;

    while (from < to) {
        size_t middle = (from + to) / 2;
        int order = str_cmp(str_of(table[middle].word), word);

        if (order == 0)
            return table[middle].hints;
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return 0;
}

static bool
is_sorted(const struct word *table, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (str_cmp(str_of(table[i - 1].word), str_of(table[i].word)) >= 0)
            return false;
    return true;
}

bool
hint_tables_are_sorted(void)
{
    return is_sorted(words, ARRAY_LEN(words)) && is_sorted(names, ARRAY_LEN(names)) &&
           is_sorted(roles, ARRAY_LEN(roles)) && is_sorted(itemprops, ARRAY_LEN(itemprops));
}

/*
 * Build tools make names of chance ("css-1ad4xk", "jSAdXy"): two or three letters behind a digit, or
 * between two capitals, say nothing.
 */
static bool
is_chance(str name, size_t from, size_t end, bool is_hump)
{
    if (from == 0 || end - from > 3)
        return false;
    return char_is_digit(name.ptr[from - 1]) ||
           (is_hump && end < name.len && char_is_alpha(name.ptr[end]));
}

/* "has-sidebar", "no_caption": the state of an element, not what it is. */
static bool
is_state(str name)
{
    static const char *const fronts[] = { "has", "no", "with", "without", "not", "show", "hide" };

    for (size_t i = 0; i < ARRAY_LEN(fronts); i++) {
        str word = str_of(fronts[i]);

        if (str_starts_nocase(name, word) && name.len > word.len &&
            (name.ptr[word.len] == '-' || name.ptr[word.len] == '_'))
            return true;
    }
    return false;
}

/* One class name or id, cut at signs, at digits and where a capital follows a small letter. */
static uint32_t
hints_of_name(str name)
{
    char lower[MOST_WORD];
    size_t len = 0, from = 0;
    uint32_t hints = 0;
    bool was_hump = false;

    if (is_state(name))
        return 0;
    for (size_t i = 0; i <= name.len; i++) {
        char c = i < name.len ? name.ptr[i] : '-';
        bool is_hump =
            i > 0 && c >= 'A' && c <= 'Z' && name.ptr[i - 1] >= 'a' && name.ptr[i - 1] <= 'z';

        if (is_hump || !char_is_alpha(c)) {
            if (len > 0 && len == i - from && !is_chance(name, from, i, was_hump))
                hints |= look_up(words, ARRAY_LEN(words), (str){ lower, len });
            len = 0;
            from = is_hump ? i : i + 1;
            was_hump = is_hump;
        }
        if (char_is_alpha(c) && len < MOST_WORD)
            lower[len++] = char_lower(c);
    }
    if (hints & HINT_TELLS && (hints & HINT_PICTURE || str_starts_nocase(name, STR("media"))))
        hints |= HINT_CAPTION;
    return hints;
}

/* "hidden md:block": not seen on a small screen only. */
static bool
is_shown_wider(str list)
{
    return str_find(list, STR(":block")) != STR_NONE || str_find(list, STR(":flex")) != STR_NONE ||
           str_find(list, STR("d-sm-")) != STR_NONE || str_find(list, STR("d-md-")) != STR_NONE ||
           str_find(list, STR("d-lg-")) != STR_NONE || str_find(list, STR(":inline")) != STR_NONE;
}

static uint32_t
hints_of_list(str list)
{
    uint32_t hints = 0;
    str rest = str_sub(list, 0, MOST_NAMES);

    while (rest.len > 0) {
        size_t end = 0;

        while (end < rest.len && !char_is_space(rest.ptr[end]))
            end++;
        str name = str_sub(rest, 0, end);

        if (name.len > 0) {
            hints |= hints_of_name(name) | look_up(names, ARRAY_LEN(names), name);
        }
        rest = str_from(rest, end + 1);
    }
    if (hints & HINT_BYLINE && str_find_nocase(list, STR("quote")) != STR_NONE)
        hints &= ~(uint32_t)(HINT_BYLINE | HINT_META); /* who said it */
    if (hints & HINT_UNSEEN && is_shown_wider(list))
        hints &= ~(uint32_t)HINT_UNSEEN;
    return hints;
}

static uint32_t
hints_of_element(const struct html_node *node)
{
    switch (node->tag) {
    case HTML_ARTICLE: return HINT_ARTICLE;
    case HTML_MAIN: return HINT_BODY;
    case HTML_NAV:
    case HTML_MENU: return HINT_NAV;
    case HTML_ASIDE:
    case HTML_DIALOG:
    case HTML_FOOTER: return HINT_SIDE;
    case HTML_FIGCAPTION: return HINT_CAPTION;
    case HTML_TIME: return HINT_DATE;
    default: return 0;
    }
}

enum { SLUG_WORDS = 4, HEADING_NEAR = 8 };

/* The next run of letters and digits in `rest`, which is moved behind it. */
static str
next_word(str *rest)
{
    size_t from = 0, end;

    while (from < rest->len && !char_is_alnum(rest->ptr[from]))
        from++;
    for (end = from; end < rest->len && char_is_alnum(rest->ptr[end]);)
        end++;
    str word = str_sub(*rest, from, end);

    *rest = str_from(*rest, end);
    return word;
}

/*
 * An id that writers' tools make of a section's heading ("early-responses-from-the-field") tells what the
 * section is about, not what part of the page it is.
 */
static bool
is_slug(const struct html_node *node, str id)
{
    const struct html_node *n = node;
    str rest = { 0 };

    for (int i = 0; n && !is_heading(n) && i < HEADING_NEAR; i++)
        n = html_next(n, node);
    if (!n || !is_heading(n))
        return false;
    for (const struct html_node *text = n; text && rest.len == 0; text = html_next(text, n))
        if (text->tag == HTML_TEXT)
            rest = str_trim(text->text);
    for (int i = 0; i < SLUG_WORDS; i++) {
        str word = next_word(&id);

        if (word.len == 0 || !str_eq_nocase(word, next_word(&rest)))
            return false;
    }
    return true;
}

/* Where templates write what a part of the page is. */
static bool
names_part(str attr)
{
    static const char *const attrs[] = { "class",       "id",          "data-component",
                                         "data-testid", "data-block",  "data-type",
                                         "data-area",   "data-module", "data-gu-name",
                                         "data-qa" };

    for (size_t i = 0; i < ARRAY_LEN(attrs); i++)
        if (str_eq(attr, str_of(attrs[i])))
            return true;
    return false;
}

uint32_t
hint_find(const struct html_node *node)
{
    /* Custom elements are named like classes: amp-ad, share-bar. */
    uint32_t hints = node->tag == HTML_OTHER ? hints_of_name(node->name) : hints_of_element(node);

    for (size_t i = 0; i < node->attr_count; i++) {
        str name = node->attrs[i].name, value = node->attrs[i].value;

        if (value.len == 0 || (str_eq(name, STR("id")) && is_slug(node, value)))
            continue;
        if (names_part(name))
            hints |= hints_of_list(value);
        else if (str_eq(name, STR("role")))
            hints |= look_up(roles, ARRAY_LEN(roles), value);
        else if (str_eq(name, STR("itemprop")))
            hints |= look_up(itemprops, ARRAY_LEN(itemprops), value);
    }
    return hints;
}
