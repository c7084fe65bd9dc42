#include "place.h"
#include "worker.h"

#include <courant/config.h>
#include <courant/page.h>
#include <courant/refresh_find.h>
#include <courant/text.h>

/* Places are guesses, and the server may be a small one. */
#define TRIES_MOST   20
#define CHOICES_MOST 9

enum stage {
    STAGE_KNOWN, /* where sites of its kind have theirs */
    STAGE_SELF,  /* the address: a feed, or a page that announces some */
    STAGE_USUAL, /* where most sites have theirs */
    STAGE_END,
};

struct find {
    struct arena arena;
    const struct settings *settings;
    str asked;  /* the user's address */
    str choice; /* of the page there; empty: none yet */
    enum stage stage;
    const str *places; /* of the stage */
    size_t place_count, place_at;
    int tries;
    struct find_choice *choices;
    size_t choice_count;
    struct err err; /* why the address itself was of no use */
};

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

struct find *
find_new(const struct settings *settings, str asked, str choice)
{
    struct find *f = mem_new(sizeof(*f));

    f->settings = settings;
    f->asked = arena_str(&f->arena, asked);
    f->choice = arena_str(&f->arena, choice);
    f->stage = choice.len > 0 ? STAGE_SELF : STAGE_KNOWN;
    if (f->stage == STAGE_KNOWN)
        f->place_count = place_known(&f->arena, f->asked, &f->places);
    return f;
}

void
find_free(struct find *f)
{
    if (!f)
        return;
    arena_free(&f->arena);
    mem_free(f);
}

/* ---- asking ---- */

/* What the user typed may be in their own network; what a page says of other hosts may not. */
static enum net_trust
trust_of(const struct find *f, str url)
{
    return str_eq_nocase(net_url_host(url), net_url_host(f->asked)) ? NET_USER : NET_PUBLIC;
}

static str
address_now(const struct find *f)
{
    if (f->stage == STAGE_SELF)
        return f->choice.len > 0 ? f->choice : f->asked;
    return f->places[f->place_at];
}

bool
find_next(struct find *f, struct net_request *out)
{
    bool has_places = f->stage == STAGE_KNOWN || f->stage == STAGE_USUAL;

    if (has_places && (f->place_at == f->place_count || f->tries >= TRIES_MOST))
        f->stage = f->stage == STAGE_KNOWN ? STAGE_SELF : STAGE_END;
    if (f->stage == STAGE_END)
        return false;
    f->tries++;
    *out = (struct net_request){
        .url = address_now(f),
        .trust = trust_of(f, address_now(f)),
        .most_bytes = f->settings->feed_limit,
        .connect_ms =
            (int)(f->settings->connect_timeout_s * 1000), /* at most 600 s, by the table */
        .stall_ms = (int)(f->settings->stall_timeout_s * 1000),
        .whole_ms = (int)(f->settings->timeout_s * 1000),
    };
    return true;
}

/* ---- what came ---- */

static bool
check_answer(struct find *f, const struct net_response *r, struct err *err)
{
    if (r->err.kind == ERR_NONE && r->status < 400)
        return true;
    if (r->err.kind != ERR_NONE)
        *err = r->err;
    else
        err_set(err, ERR_MISSING, "%.*s", STR_ARG(status_words(&f->arena, r->status)));
    return false;
}

/* What was moved for good is asked for where it is now. */
static bool
read_feed(struct find *f, const struct net_response *r, struct err *err)
{
    struct arena *a = &f->arena;
    struct find_choice *choice = ARENA_NEW(a, struct find_choice);
    struct feed_input input = {
        .raw = arena_str(a, r->raw_body),
        .url = arena_str(a, r->final_url),
        .http_charset = arena_str(a, r->charset),
        .content_type = arena_str(a, r->content_type),
    };

    if (!feed_parse(a, &input, &choice->feed, err))
        return false;
    choice->url = r->permanent_url.len > 0 ? arena_str(a, r->permanent_url) : address_now(f);
    choice->title = choice->feed.title;
    choice->is_read = true;
    f->choices = choice;
    f->choice_count = 1;
    return true;
}

static void
take_announced(struct find *f, const struct net_response *r)
{
    struct arena *a = &f->arena;
    struct text_decoded page;
    const struct page_feed *feeds = NULL;

    text_decode(a, arena_str(a, r->raw_body), TEXT_HTML, r->charset, &page);
    f->choice_count =
        MIN(page_feeds(a, page.text, arena_str(a, r->final_url), &feeds), CHOICES_MOST);
    f->choices = ARENA_ARRAY(a, struct find_choice, f->choice_count);
    for (size_t i = 0; i < f->choice_count; i++)
        f->choices[i] = (struct find_choice){ .url = feeds[i].url, .title = feeds[i].title };
}

/* A front page may refuse programs, or be gone, where the feed is still served. */
static void
look_in_usual_places(struct find *f)
{
    bool may_be_there = f->err.kind == ERR_INVALID || f->err.kind == ERR_MISSING;

    f->stage = may_be_there && f->choice.len == 0 ? STAGE_USUAL : STAGE_END;
    f->place_at = f->place_count = 0;
    if (f->stage == STAGE_USUAL)
        f->place_count = place_usual(&f->arena, f->asked, &f->places);
}

static void
answer_of_self(struct find *f, const struct net_response *r)
{
    bool is_there = check_answer(f, r, &f->err);

    if (is_there && read_feed(f, r, &f->err)) {
        f->stage = STAGE_END;
        return;
    }
    if (is_there && f->choice.len == 0)
        take_announced(f, r);
    if (f->choice_count > 0)
        f->stage = STAGE_END;
    else
        look_in_usual_places(f);
}

void
find_answer(struct find *f, const struct net_response *r)
{
    struct err ignored = { 0 };

    if (f->stage == STAGE_SELF)
        answer_of_self(f, r);
    else if (check_answer(f, r, &ignored) && read_feed(f, r, &ignored))
        f->stage = STAGE_END;
    else
        f->place_at++;
}

bool
find_result(const struct find *f, const struct find_choice **out, size_t *out_count,
            struct err *err)
{
    if (f->choice_count == 0 && f->err.kind == ERR_INVALID && f->choice.len == 0)
        return err_set(err, ERR_MISSING,
                       "the page announces no feed, and there is none in the usual places");
    if (f->choice_count == 0) {
        *err = f->err;
        return false;
    }
    *out = f->choices;
    *out_count = f->choice_count;
    return true;
}

void
find_wait(struct find *f, struct net *net)
{
    struct net_request request;

    while (find_next(f, &request)) {
        struct net_response *r = net_fetch(net, &request);

        find_answer(f, r);
        net_response_free(r);
    }
}

/* ---- how often it brings something ---- */

/* The mean span between its stories; 0: unknown. */
static int64_t
rhythm_s(const struct feed *feed)
{
    int64_t first = INT64_MAX, last = 0, count = 0;

    for (size_t i = 0; i < feed->item_count; i++) {
        int64_t at =
            feed->items[i].published_at ? feed->items[i].published_at : feed->items[i].updated_at;

        if (at <= 0)
            continue;
        first = MIN(first, at);
        last = MAX(last, at);
        count++;
    }
    return count > 1 && last > first ? (last - first) / (count - 1) : 0;
}

str
find_rhythm(struct arena *a, const struct feed *feed)
{
    static const struct {
        const char *name;
        int64_t seconds;
    } units[] = {
        { "an hour", 3600 }, { "a day", 86400 }, { "a week", 604800 }, { "a month", 2592000 }
    };
    int64_t span_s = rhythm_s(feed);

    if (feed->item_count == 0)
        return STR("no stories at present");
    if (span_s == 0)
        return STR("how often it brings a story is not known");
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        int64_t count = (units[i].seconds + span_s / 2) / span_s;

        if (count >= 2)
            return arena_printf(a, "about %" PRId64 " stories %s", count, units[i].name);
    }
    return STR("about one story a month, or fewer");
}
