/*
 * One page: fetched, made UTF-8, its article found, and kept with the story that it belongs to; or, for
 * a link that was followed, as a story of its own. Of an article in several pages the next is fetched
 * until it is whole; what is there by then is kept, whatever becomes of the rest.
 */
#include "budget.h"
#include "paged.h"
#include "worker.h"

#include <courant/html.h>
#include <courant/page.h>
#include <courant/store_ahead.h>
#include <courant/text.h>

#define ACCEPT       "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
#define ENOUGH_BYTES 2000 /* of what the feed sent: more than a teaser */
#define SNIFF_BYTES  512

/* ---- telling and fetching ---- */

static void
say_ready(struct worker *w, const struct task *t)
{
    bool is_ahead = t->kind == TASK_AHEAD;
    struct refresh_event event = { .kind = is_ahead ? REFRESH_AHEAD : REFRESH_PAGE_READY,
                                   .story_id = is_ahead ? t->ahead_for : t->story_id,
                                   .err = t->err };
    size_t len = MIN(t->kind == TASK_FOLLOW ? t->url.len : 0, sizeof(event.url) - 1);

    for (size_t i = 0; i < len; i++)
        event.url[i] = t->url.ptr[i];
    if (!t->is_silent)
        worker_event(w, &event);
}

/* Nobody reads the words of a failure twice: kept with the story where there is one. */
static void
fail(struct worker *w, struct task *t)
{
    struct err ignored = { 0 };

    if (t->kind == TASK_AHEAD)
        ahead_failed(w, t);
    else if (t->story_id && t->err.kind != ERR_CANCELLED)
        store_page_fail(w->st, t->story_id, str_of(t->err.text), time_now_s(), &ignored);
    say_ready(w, t);
    worker_end(w, t);
}

/* Within what is left of the day, which each page of an article in several has made less. */
static bool
ask_small(struct worker *w, struct task *t, struct net_request *request)
{
    static const str purpose = STR_INIT("Sec-Purpose: prefetch");

    t->most_bytes = ahead_bytes_left(w);
    if (t->most_bytes == 0)
        return err_set(&t->err, ERR_LIMIT, "enough was fetched ahead today");
    request->most_bytes = MIN(request->most_bytes, MIN(t->most_bytes, AHEAD_BYTES));
    request->headers = &purpose;
    request->header_count = 1;
    return true;
}

static void
fetch(struct worker *w, struct task *t, str address, bool is_own)
{
    struct net_request request = { .url = t->plan->settings.keeps_tracking
                                              ? address
                                              : net_url_clean(&t->arena, address),
                                   .trust = is_own ? NET_USER : NET_PUBLIC,
                                   .accept = STR(ACCEPT),
                                   .most_bytes = t->plan->settings.page_limit };

    t->is_own_host = is_own;
    t->asked_url = address;
    t->is_unasked = t->kind == TASK_AHEAD;
    if (!net_url_is_web(address)) {
        err_set(&t->err, ERR_INVALID, "only http and https pages can be fetched");
    } else if (!t->is_unasked || ask_small(w, t, &request)) {
        worker_fetch(w, t, &request);
        return;
    }
    fail(w, t);
}

/*
 * The reader has come to what was asked for as a prefetch. A server may refuse that, and it had to be smaller than
 * what a reader asks for: then it is asked for once more, as the reader's own.
 */
static bool
ask_again(struct worker *w, struct task *t)
{
    enum err_kind kind = t->response->err.kind;

    if (!t->is_unasked || t->kind == TASK_AHEAD || (kind != ERR_NONE && kind != ERR_LIMIT))
        return false;
    net_response_free(t->response);
    t->response = NULL;
    t->err = (struct err){ 0 };
    fetch(w, t, t->asked_url, t->is_own_host);
    return true;
}

static bool
is_page(const struct task *t)
{
    return t->kind == TASK_PAGE || t->kind == TASK_FOLLOW || t->kind == TASK_AHEAD;
}

static struct task *
find_page(struct worker *w, int64_t story_id, str url)
{
    for (struct task *t = CHAIN_FIRST(struct task, &w->tasks); t; t = CHAIN_NEXT(struct task, t))
        if (is_page(t) && !t->is_silent &&
            (story_id ? t->story_id == story_id : str_eq(t->url, url)))
            return t;
    return NULL;
}

void
page_silence(struct worker *w, struct task *t)
{
    t->is_silent = true;
    if (t->is_transfer)
        net_cancel(w->net, (uint64_t)(uintptr_t)t);
}

/* ---- keeping ---- */

static bool
refuse(struct task *t, str note)
{
    return err_set(&t->err, ERR_MISSING, "%.*s",
                   STR_ARG(note.len > 0 ? note : STR("there is no article on this page")));
}

/* A notice in the article's place is told in words, and what the feed sent stays; so if it sent more. */
static bool
is_worth_keeping(struct worker *w, struct task *t, const struct page_article *page)
{
    struct store_text text;
    struct err ignored = { 0 };

    if (page->html.len == 0 || page->kind == PAGE_CONSENT || page->kind == PAGE_SCRIPT ||
        page->kind == PAGE_ERROR)
        return refuse(t, page->note);
    if (page->kind == PAGE_ARTICLE || !t->story_id ||
        !store_text_load(w->st, &t->arena, t->story_id, &text, &ignored))
        return true;
    return html_strip(&t->arena, text.feed_html).len < page->text.len || refuse(t, page->note);
}

/* A link may lead, over redirects, to what is in the store under the address that it ends at. */
static bool
keep(struct worker *w, struct task *t, const struct page_article *page)
{
    int64_t now = time_now_s();
    struct err ignored = { 0 };

    if (t->kind == TASK_AHEAD && !t->story_id)
        return store_ahead_put(w->st, t->url, page, now, &t->err);
    if (!t->story_id && page->canonical_url.len > 0)
        store_story_by_url(w->st, page->canonical_url, &t->story_id, &ignored);
    if (!t->story_id)
        store_story_by_url(w->st, t->first_url, &t->story_id, &ignored);
    bool ok = t->story_id ? store_page_write(w->st, t->story_id, page, now, &t->err)
                          : store_page_add(w->st, page, now, &t->story_id, &t->err);

    if (ok && t->url.len > 0) /* the link itself is one to this story from now on */
        store_story_alias(w->st, t->story_id, t->url, &ignored);
    return ok;
}

static void
finish(struct worker *w, struct task *t, bool ok)
{
    if (!ok) {
        fail(w, t);
        return;
    }
    if (t->story_id)
        worker_wants_index(w);
    say_ready(w, t);
    worker_end(w, t);
}

/* What was fetched ahead is what would come now: the step is made without the network. */
static bool
take_ahead(struct worker *w, struct task *t, str url)
{
    struct page_article page;
    struct err ignored = { 0 };

    if (!store_ahead_load(w->st, &t->arena, url, time_now_s(), &page, &ignored))
        return false;
    page.text = html_strip(&t->arena, page.html);
    t->first_url = page.url;
    if (!is_worth_keeping(w, t, &page)) {
        t->err = (struct err){ 0 };
        return false;
    }
    bool ok = keep(w, t, &page);

    if (ok)
        store_ahead_drop(w->st, url, &ignored);
    finish(w, t, ok);
    return true;
}

/* ---- beginning ---- */

/* The reader has come to what was being fetched ahead. */
static void
promote(struct worker *w, struct task *t, enum task_kind kind)
{
    t->kind = kind;
    t->is_urgent = true;
    if (t->is_transfer)
        net_hurry(w->net, (uint64_t)(uintptr_t)t);
}

static void
begin_story(struct worker *w, struct task *t)
{
    struct store_story story;

    if (!store_story_get(w->st, &t->arena, t->story_id, &story, &t->err)) {
        fail(w, t);
        return;
    }
    if (!story.has_page && take_ahead(w, t, story.url))
        return;
    t->spec = plan_find(t->plan, story.source_key);
    t->known_title = story.title;
    if (t->spec) {
        t->content_selector = t->spec->content_selector;
        t->remove_selector = t->spec->remove_selector;
    }
    fetch(w, t, story.url, t->spec && plan_is_own_host(t->plan, t->spec->key, story.url));
}

void
worker_page(struct worker *w, int64_t story_id, bool is_urgent)
{
    struct task *same = find_page(w, story_id, STR(""));

    if (same && same->kind == TASK_AHEAD) {
        promote(w, same, TASK_PAGE);
        return;
    }
    if (same && (same->is_urgent || !is_urgent))
        return;
    if (same)
        page_silence(w, same); /* it would wait for its turn */
    struct task *t = worker_task(w, TASK_PAGE);

    t->is_urgent = is_urgent;
    t->story_id = story_id;
    begin_story(w, t);
}

static bool
has_text(struct worker *w, struct arena *a, int64_t story_id)
{
    struct store_text text;
    struct err ignored = { 0 };

    return store_text_load(w->st, a, story_id, &text, &ignored) &&
           (text.page_html.len > 0 || text.feed_html.len > ENOUGH_BYTES);
}

void
worker_follow(struct worker *w, str url)
{
    struct err ignored = { 0 };
    struct task *same = find_page(w, 0, url);

    if (same && same->kind == TASK_AHEAD)
        promote(w, same, TASK_FOLLOW);
    if (same)
        return;
    struct task *t = worker_task(w, TASK_FOLLOW);

    t->is_urgent = true;
    t->url = arena_str(&t->arena, url);
    if (!store_story_by_url(w->st, url, &t->story_id, &ignored)) {
        t->story_id = 0;
        if (!take_ahead(w, t, url))
            fetch(w, t, url, plan_is_own_host(t->plan, STR(""), url));
    } else if (has_text(w, &t->arena, t->story_id)) {
        say_ready(w, t);
        worker_end(w, t);
    } else {
        begin_story(w, t);
    }
}

void
page_begin_ahead(struct worker *w, struct task *t)
{
    if (t->story_id)
        begin_story(w, t);
    else
        fetch(w, t, t->url, t->is_own_host);
}

/* The reader went elsewhere. What is fetched on arrival goes on. */
void
worker_cancel_pages(struct worker *w)
{
    worker_ahead_cancel(w);
    for (struct task *t = CHAIN_FIRST(struct task, &w->tasks); t; t = CHAIN_NEXT(struct task, t))
        if (is_page(t) && t->is_urgent && t->is_transfer)
            net_cancel(w->net, (uint64_t)(uintptr_t)t);
}

/* ---- what came ---- */

static const struct kind_words {
    const char *type; /* how a Content-Type or a body begins */
    const char *words;
} type_words[] = {
    { "application/pdf", "this is a PDF, not a page; it can be opened in the browser" },
    { "image/", "this is a picture, not a page; it can be opened in the browser" },
    { "video/", "this is a video, not a page; it can be opened in the browser" },
    { "audio/", "this is a recording, not a page; it can be opened in the browser" },
    { "application/rss+xml", "this is a feed, not a page; :add subscribes to it" },
    { "application/atom+xml", "this is a feed, not a page; :add subscribes to it" },
    { "application/feed+json", "this is a feed, not a page; :add subscribes to it" },
    { "application/json", "this is data, not a page" },
    { "application/zip", "this is an archive, not a page; it can be opened in the browser" },
    { "application/octet-stream", "this is a file to save, not a page" },
};

static const struct kind_words body_words[] = {
    { "%PDF-", "this is a PDF, not a page; it can be opened in the browser" },
    { "\x89PNG", "this is a picture, not a page; it can be opened in the browser" },
    { "\xFF\xD8\xFF", "this is a picture, not a page; it can be opened in the browser" },
    { "GIF8", "this is a picture, not a page; it can be opened in the browser" },
    { "PK\x03\x04", "this is an archive, not a page; it can be opened in the browser" },
};

static const char *
find_words(const struct kind_words *rows, size_t count, str beginning)
{
    for (size_t i = 0; i < count; i++)
        if (str_starts_nocase(beginning, str_of(rows[i].type)))
            return rows[i].words;
    return NULL;
}

/* Why this is no page; NULL: it may be one. Types lie, so the body is looked at too. */
static const char *
why_no_page(const struct net_response *r)
{
    str front = str_trim(str_sub(r->raw_body, 0, SNIFF_BYTES));
    const char *words = find_words(body_words, ARRAY_LEN(body_words), front);

    if (words)
        return words;
    if (str_starts(front, STR("<?xml")) || str_starts(front, STR("<rss")) ||
        str_starts(front, STR("<feed")))
        if (str_find(front, STR("<rss")) != STR_NONE || str_find(front, STR("<feed")) != STR_NONE ||
            str_find(front, STR("<rdf:RDF")) != STR_NONE)
            return "this is a feed, not a page; :add subscribes to it";
    return find_words(type_words, ARRAY_LEN(type_words), r->content_type);
}

static bool
check_answer(struct task *t)
{
    struct net_response *r = t->response;
    const char *words;

    if (r->err.kind != ERR_NONE) {
        t->err = r->err;
        return false;
    }
    if (r->status < 200 || r->status > 299)
        return err_set(&t->err, ERR_NET, "%.*s", STR_ARG(status_words(&r->arena, r->status)));
    words = why_no_page(r);
    return !words || err_set(&t->err, ERR_INVALID, "%s", words);
}

static bool
extract(struct arena *a, struct task *t, struct page_article *out)
{
    const struct net_response *r = t->response;
    const struct page_options options = { .content_selector = t->content_selector,
                                          .remove_selector = t->remove_selector,
                                          .known_title = t->known_title };
    struct text_decoded decoded;

    text_decode(a, r->raw_body, TEXT_HTML, r->charset, &decoded);
    return page_extract(a, decoded.text, r->final_url, &options, out, &t->err);
}

/* True: another page is on its way. */
static bool
fetch_next(struct worker *w, struct task *t)
{
    str next = paged_next(t->paged);

    if (next.len == 0)
        return false;
    net_response_free(t->response);
    t->response = NULL;
    fetch(w, t, next, t->is_own_host);
    return true;
}

/*
 * What comes behind the first page may fail: then the article is as long as it is. Not where it was cancelled or is
 * fetched ahead: it would be kept cut short, and for good.
 */
static void
more_answered(struct worker *w, struct task *t)
{
    struct page_article page = { 0 };

    if (check_answer(t) && extract(&t->arena, t, &page) && page.kind == PAGE_ARTICLE)
        paged_add(t->paged, &t->arena, &page, t->response->final_url);
    else if (ask_again(w, t))
        return;
    else
        t->paged->whole.next_url = (str){ "", 0 };
    if (t->err.kind == ERR_CANCELLED || (t->err.kind != ERR_NONE && t->kind == TASK_AHEAD)) {
        finish(w, t, false);
        return;
    }
    t->err = (struct err){ 0 };
    if (!fetch_next(w, t))
        finish(w, t, keep(w, t, &t->paged->whole));
}

void
page_answered(struct worker *w, struct task *t)
{
    struct page_article page = { 0 };

    if (t->kind == TASK_AHEAD)
        ahead_spent(w, t);
    if (t->paged) {
        more_answered(w, t);
        return;
    }
    if (!check_answer(t) || !extract(&t->arena, t, &page) || !is_worth_keeping(w, t, &page)) {
        if (!ask_again(w, t))
            finish(w, t, false);
        return;
    }
    t->first_url = arena_str(&t->arena, t->response->final_url);
    t->paged = ARENA_ARRAY(&t->arena, struct paged, 1);
    paged_add(t->paged, &t->arena, &page, t->first_url);
    if (!fetch_next(w, t))
        finish(w, t, keep(w, t, &page));
}
