/*
 * A page that was fetched may hold something else than the article: these are told apart by a few
 * phrases in what little text there is, and by what is missing. A long text is an article whatever it
 * says; only a paywall may leave a long beginning.
 */
#include "kind.h"

#include <courant/text.h>

enum {
    SHORT_TEXT = 220,   /* weighed characters: less is no article by itself */
    NOTICE_MOST = 2500, /* of a whole page that is a notice and nothing else */
    WALL_MOST = 3500,   /* of a beginning before a paywall */
    TAIL = 1200,        /* bytes at the text's end in which a wall speaks */
};

/* Folded, as text_fold leaves them. */
static const char *const error_titles[] = {
    "404",
    "403 ",
    "500 ",
    "502 ",
    "503 ",
    "410 ",
    "error 4",
    "error 5",
    "page not found",
    "not found",
    "page introuvable",
    "access denied",
    "forbidden",
    "seite nicht gefunden",
    "pagina no encontrada",
    "pagina nao encontrada",
    "pagina non trovata",
    "страница не наидена",
    "страница не найдена",
    "доступ запрещен",
    "ошибка 4",
    "ошибка 5",
    "бет табылмады",
    "сторінку не знаидено",
    "сторінку не знайдено",
    "页面不存在",
    "找不到页面",
    "ページが見つかりません",
    "service unavailable",
    "bad gateway",
    "internal server error",
    "attention required",
    "just a moment",
    "are you a robot",
    "site is under maintenance",
    "this page isn't available",
    "this page is not available",
    "something went wrong",
};

static const char *const consent_words[] = {
    "before you continue",   "we value your privacy", "we care about your privacy",
    "accept all cookies",    "accept cookies",        "uses cookies",
    "use cookies",           "your privacy choices",  "consent to",
    "mit werbung",           "cookies akzeptieren",   "zustimmen und weiter",
    "accepter et continuer", "utilisons des cookies", "utilizamos cookies",
    "aceptar y continuar",   "utilizziamo i cookie",  "используем файлы cookie",
    "использует cookie",     "файлы cookie",          "cookie файлдар",
};

static const char *const wall_words[] = {
    "subscribe to continue",   "subscribe to read",         "to continue reading",
    "to read the full",        "already a subscriber",      "subscribers only",
    "for subscribers",         "this article is for",       "this content is for",
    "become a member to",      "sign in to read",           "log in to read",
    "register to continue",    "unlock this article",       "start your free trial",
    "you have reached your",   "subscription required",     "nur fur abonnenten",
    "weiterlesen mit",         "jetzt abonnieren",          "reserve aux abonnes",
    "il vous reste",           "pour lire la suite",        "solo para suscriptores",
    "suscribete para",         "exclusivo para assinantes", "riservato agli abbonati",
    "только для подписчиков",  "доступно по подписке",      "оформите подписку",
    "чтобы продолжить чтение", "чтобы прочитать целиком",   "полный текст доступен",
    "материал доступен",       "жазылушыларға ғана",
};

static const char *const script_words[] = {
    "enable javascript",   "requires javascript",   "turn on javascript",  "javascript is disabled",
    "javascript to run",   "javascript aktivieren", "activer javascript",  "habilitar javascript",
    "habilite javascript", "включите javascript",   "включить javascript", "需要启用 javascript",
};

static bool
says_any(str folded, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_find(folded, str_of(words[i])) != STR_NONE)
            return true;
    return false;
}

static uint32_t
weight_of(str text)
{
    uint32_t stops = 0;

    return mark_weigh(text, &stops);
}

static bool
is_error_title(struct reader *r, str title)
{
    str folded = str_trim(text_fold(&r->scratch, title));

    for (size_t i = 0; i < ARRAY_LEN(error_titles); i++)
        if (str_starts(folded, str_of(error_titles[i])) ||
            str_ends(folded, str_trim(str_of(error_titles[i]))))
            return true;
    return false;
}

static str
body_text(struct reader *r)
{
    const struct html_node *body = html_find(r->tree.root, HTML_BODY);

    return body ? mark_text(r, body) : (str){ "", 0 };
}

/* An element that a script fills, left empty. */
static bool
has_empty_root(const struct reader *r)
{
    static const char *const ids[] = { "root",     "app",        "__next",    "__nuxt",
                                       "main-app", "react-root", "___gatsby", "svelte" };

    for (uint32_t id = 0; id < r->tree.count; id++) {
        str name = r->nodes[id]->tag == HTML_DIV ? html_attr(r->nodes[id], "id") : (str){ "", 0 };

        for (size_t i = 0; name.len > 0 && i < ARRAY_LEN(ids); i++)
            if (str_eq(name, str_of(ids[i])) && r->marks[id].chars < 50)
                return true;
    }
    return false;
}

static size_t
count_scripts(const struct reader *r)
{
    size_t count = 0;

    for (uint32_t id = 0; id < r->tree.count; id++)
        count += r->nodes[id]->tag == HTML_SCRIPT;
    return count;
}

static bool
has_wall_box(const struct reader *r)
{
    for (uint32_t id = 0; id < r->tree.count; id++)
        if (r->marks[id].hints & HINT_WALL && !r->marks[id].is_hidden && r->marks[id].chars > 20 &&
            r->nodes[id]->tag != HTML_BODY && r->nodes[id]->tag != HTML_HTML)
            return true;
    return false;
}

static bool
is_walled(struct reader *r, const struct meta *meta, str folded_page, uint32_t weight)
{
    bool is_told = str_eq_nocase(meta_fact(r, meta, FACT_IS_FREE), STR("false"));
    bool is_said = says_any(folded_page, wall_words, ARRAY_LEN(wall_words));

    if (weight > WALL_MOST)
        return false;
    return (is_told && (is_said || has_wall_box(r) || weight < SHORT_TEXT * 3)) ||
           (is_said && has_wall_box(r)) || (is_said && weight < SHORT_TEXT * 4);
}

static enum page_kind
kind_of(struct reader *r, const struct meta *meta, const struct page_article *p)
{
    uint32_t weight = weight_of(p->text);
    str page = body_text(r), folded = text_fold(&r->scratch, page);
    uint32_t page_weight = weight_of(page);

    /* Whoever names the element knows what is in it. */
    if (r->is_named && weight > 0)
        return PAGE_ARTICLE;
    if (is_error_title(r, p->title) && page_weight < NOTICE_MOST)
        return PAGE_ERROR;
    if (is_walled(r, meta, folded, weight))
        return PAGE_PAYWALL;
    if (weight >= SHORT_TEXT * 4)
        return PAGE_ARTICLE;
    if (page_weight < NOTICE_MOST && weight < SHORT_TEXT * 3 &&
        says_any(folded, script_words, ARRAY_LEN(script_words)))
        return PAGE_SCRIPT;
    if (page_weight < NOTICE_MOST && says_any(folded, consent_words, ARRAY_LEN(consent_words)) &&
        (p->title.len == 0 || weight < SHORT_TEXT || page_weight < weight * 2))
        return PAGE_CONSENT;
    if (weight >= SHORT_TEXT)
        return PAGE_ARTICLE;
    if (has_empty_root(r) || (page_weight < 100 && count_scripts(r) > 0))
        return PAGE_SCRIPT;
    return weight > 0 && page_weight < weight * 3 ? PAGE_ARTICLE : PAGE_EMPTY;
}

void
kind_find(struct reader *r, const struct meta *meta, struct page_article *out)
{
    static const char *const notes[] = {
        [PAGE_ARTICLE] = "",
        [PAGE_EMPTY] = "There is no article on this page; it may be a front page or a list.",
        [PAGE_PAYWALL] = "Only the beginning is free to read; the rest is for subscribers.",
        [PAGE_CONSENT] = "The site asks for consent to cookies before it shows the article.",
        [PAGE_SCRIPT] = "The page is drawn by a script and holds no text of its own.",
        [PAGE_ERROR] = "The site answered with an error page instead of the article.",
    };

    out->kind = kind_of(r, meta, out);
    out->note = str_of(notes[out->kind]);
}
