#include "find.h"

#include "place.h"

#include <courant/config.h>
#include <courant/page.h>
#include <courant/text.h>

/* Places are guesses, and the server may be a small one. */
#define TRIES_MOST   20
#define CHOICES_MOST 9

bool
find_address(struct arena *a, str typed, str *out, struct err *err)
{
    str url = str_trim(typed);

    if (str_starts_nocase(url, STR("exec:")))
        return err_set(err, ERR_INVALID,
                       "a command is a source only when it is written into sources.ini by hand");
    if (str_starts(url, STR("/")))
        url = arena_join(a, STR("file://"), url);
    else if (!str_starts_nocase(url, STR("file:")) && str_find(url, STR("://")) == STR_NONE)
        url = arena_join(a, STR("https://"), url);
    if (!net_url_is_web(url) && !str_starts_nocase(url, STR("file:/")))
        return err_set(err, ERR_INVALID, "\"%.*s\" is not the address of a site or feed",
                       STR_ARG(str_sub(typed, 0, 100)));
    *out = url;
    return true;
}

/* What the user typed may be in their own network; what a page says of other hosts may not. */
static enum net_trust
trust_of(const struct find *f, str url)
{
    return str_eq_nocase(net_url_host(url), net_url_host(f->asked)) ? NET_USER : NET_PUBLIC;
}

static bool
fetch(struct find *f, str url, struct net_response **out, struct err *err)
{
    struct net_request request = {
        .url = url,
        .trust = trust_of(f, url),
        .most_bytes = f->settings->feed_limit,
        .connect_ms =
            (int)(f->settings->connect_timeout_s * 1000), /* at most 600 s, by the table */
        .stall_ms = (int)(f->settings->stall_timeout_s * 1000),
        .whole_ms = (int)(f->settings->timeout_s * 1000),
    };

    if (f->tries++ >= TRIES_MOST)
        return err_set(err, ERR_LIMIT, "gave up after %d places", TRIES_MOST);
    struct net_response *r = net_fetch(f->net, &request);

    if (r->err.kind == ERR_NONE && r->status < 400) {
        *out = r;
        return true;
    }
    if (r->err.kind != ERR_NONE)
        *err = r->err;
    else
        err_set(err, ERR_MISSING, "the server answers %ld", r->status);
    net_response_free(r);
    return false;
}

/* What was moved for good is asked for where it is now. */
static bool
read_feed(struct find *f, const struct net_response *r, struct find_choice *choice, struct err *err)
{
    struct arena *a = f->arena;
    struct feed_input input = {
        .raw = arena_str(a, r->raw_body),
        .url = arena_str(a, r->final_url),
        .http_charset = arena_str(a, r->charset),
        .content_type = arena_str(a, r->content_type),
    };
    struct feed feed = { 0 };

    if (!feed_parse(a, &input, &feed, err))
        return false;
    if (r->permanent_url.len > 0)
        choice->url = arena_str(a, r->permanent_url);
    choice->feed = feed;
    choice->title = feed.title;
    choice->is_tried = true;
    return true;
}

bool
find_try(struct find *f, struct find_choice *choice, struct err *err)
{
    struct net_response *r = NULL;

    if (choice->is_tried)
        return true;
    if (!fetch(f, choice->url, &r, err))
        return false;
    bool ok = read_feed(f, r, choice, err);

    net_response_free(r);
    return ok;
}

static struct find_choice *
first_that_is_one(struct find *f, const str *urls, size_t count)
{
    for (size_t i = 0; i < count && f->tries < TRIES_MOST; i++) {
        struct find_choice *choice = ARENA_NEW(f->arena, struct find_choice);
        struct err ignored = { 0 };

        choice->url = urls[i];
        if (find_try(f, choice, &ignored))
            return choice;
    }
    return NULL;
}

static size_t
announced(struct find *f, const struct net_response *r, struct find_choice **out)
{
    struct text_decoded page;
    const struct page_feed *feeds = NULL;

    text_decode(f->arena, arena_str(f->arena, r->raw_body), TEXT_HTML, r->charset, &page);
    size_t count = page_feeds(f->arena, page.text, arena_str(f->arena, r->final_url), &feeds);

    count = MIN(count, CHOICES_MOST);
    *out = ARENA_ARRAY(f->arena, struct find_choice, count);
    for (size_t i = 0; i < count; i++)
        (*out)[i] = (struct find_choice){ .url = feeds[i].url, .title = feeds[i].title };
    return count;
}

/* The address itself: a feed, or a page that may announce some. 0 with err filled: neither. */
static size_t
look_at(struct find *f, struct find_choice **out, struct err *err)
{
    struct find_choice *self = ARENA_NEW(f->arena, struct find_choice);
    struct net_response *r = NULL;
    size_t count = 1;

    self->url = f->asked;
    if (!fetch(f, f->asked, &r, err))
        return 0;
    *out = self;
    if (!read_feed(f, r, self, err))
        count = announced(f, r, out);
    net_response_free(r);
    return count;
}

bool
find_feeds(struct find *f, const struct find_choice **out, size_t *out_count, struct err *err)
{
    const str *places = NULL;
    size_t place_count = place_known(f->arena, f->asked, &places);
    struct find_choice *choices = first_that_is_one(f, places, place_count);
    struct err why = { 0 };
    size_t count = choices ? 1 : look_at(f, &choices, &why);

    /* A front page may refuse programs, or be gone, where the feed is still served. */
    if (count == 0 && (why.kind == ERR_INVALID || why.kind == ERR_MISSING)) {
        place_count = place_usual(f->arena, f->asked, &places);
        choices = first_that_is_one(f, places, place_count);
        count = choices ? 1 : 0;
    }
    if (count == 0 && why.kind == ERR_INVALID)
        return err_set(err, ERR_MISSING,
                       "the page announces no feed, and there is none in the usual places");
    if (count == 0) {
        *err = why;
        return false;
    }
    *out = choices;
    *out_count = count;
    return true;
}
