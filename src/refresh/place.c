#include "place.h"

#include <courant/net.h>

struct places {
    struct arena *arena;
    VEC(str) list;
};

static void
add_place(struct places *p, str url)
{
    for (size_t i = 0; i < p->list.count; i++)
        if (str_eq(p->list.items[i], url))
            return;
    *VEC_PUSH(p->arena, &p->list) = url;
}

#define ADD(p, ...) add_place((p), arena_printf((p)->arena, __VA_ARGS__))

/* The path's parts: of "/r/news/" they are "r" and "news". */
#define PARTS_MOST 4

struct address {
    struct net_url url;
    str host; /* lower case, without www. and m. */
    str parts[PARTS_MOST];
    size_t part_count;
};

static bool
read_address(struct arena *a, str text, struct address *out)
{
    static const char *const prefixes[] = { "www.", "m.", "old." };
    str rest, part;

    *out = (struct address){ 0 };
    if (!net_url_is_web(text) || !net_url_parse(text, &out->url))
        return false;
    out->host = arena_lower(a, out->url.host);
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
        if (str_starts(out->host, str_of(prefixes[i])))
            out->host = str_from(out->host, str_of(prefixes[i]).len);
    rest = out->url.path;
    while (out->part_count < PARTS_MOST && str_take_field(&rest, '/', &part))
        if (part.len > 0)
            out->parts[out->part_count++] = part;
    return true;
}

static str
query_value(str query, str name)
{
    str field;

    while (str_take_field(&query, '&', &field))
        if (str_starts(field, name) && field.len > name.len && field.ptr[name.len] == '=')
            return str_from(field, name.len + 1);
    return (str){ 0 };
}

/* Channels with a @handle have no such rule: their page names the feed. */
static void
youtube(struct places *p, const struct address *at)
{
    str list = query_value(at->url.query, STR("list"));

    if (at->part_count >= 2 && str_eq(at->parts[0], STR("channel")))
        ADD(p, "https://www.youtube.com/feeds/videos.xml?channel_id=%.*s", STR_ARG(at->parts[1]));
    else if (at->part_count >= 2 && str_eq(at->parts[0], STR("user")))
        ADD(p, "https://www.youtube.com/feeds/videos.xml?user=%.*s", STR_ARG(at->parts[1]));
    if (list.len > 0)
        ADD(p, "https://www.youtube.com/feeds/videos.xml?playlist_id=%.*s", STR_ARG(list));
}

static void
github(struct places *p, const struct address *at)
{
    static const char *const feeds[] = { "releases", "tags", "commits" };

    if (at->part_count == 1)
        ADD(p, "https://github.com/%.*s.atom", STR_ARG(at->parts[0]));
    if (at->part_count < 2)
        return;
    for (size_t i = 0; i < ARRAY_LEN(feeds); i++)
        if (at->part_count < 3 || str_eq(at->parts[2], str_of(feeds[i])))
            ADD(p, "https://github.com/%.*s/%.*s/%s.atom", STR_ARG(at->parts[0]),
                STR_ARG(at->parts[1]), feeds[i]);
}

static void
reddit(struct places *p, const struct address *at)
{
    if (at->part_count >= 2)
        ADD(p, "https://www.reddit.com/%.*s/%.*s/.rss", STR_ARG(at->parts[0]),
            STR_ARG(at->parts[1]));
    else
        ADD(p, "https://www.reddit.com/.rss");
}

/* Mastodon and its kin are on any host: https://host/@name. */
static void
fediverse(struct places *p, const struct address *at)
{
    if (at->part_count == 1 && at->parts[0].len > 1 && at->parts[0].ptr[0] == '@' &&
        !str_ends(at->parts[0], STR(".rss")))
        ADD(p, "%.*s://%.*s%s%.*s/%.*s.rss", STR_ARG(at->url.scheme), STR_ARG(at->url.host),
            at->url.port.len > 0 ? ":" : "", STR_ARG(at->url.port), STR_ARG(at->parts[0]));
}

static const struct {
    const char *host;
    void (*add)(struct places *p, const struct address *at);
} sites[] = {
    { "youtube.com", youtube },
    { "github.com", github },
    { "reddit.com", reddit },
};

size_t
place_known(struct arena *a, str url, const str **out)
{
    struct places p = { .arena = a };
    struct address at;
    bool is_site = false;

    if (!read_address(a, url, &at))
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(sites); i++) {
        if (str_eq(at.host, str_of(sites[i].host))) {
            sites[i].add(&p, &at);
            is_site = true;
        }
    }
    if (!is_site)
        fediverse(&p, &at);
    *out = p.list.items;
    return p.list.count;
}

size_t
place_usual(struct arena *a, str url, const str **out)
{
    /* clang-format off */
    static const char *const names[] = { "feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json" };
    /* clang-format on */
    struct places p = { .arena = a };
    struct address at;

    if (!read_address(a, url, &at))
        return 0;
    str page = url;
    size_t end = str_find_char(page, '?');

    page = str_sub(page, 0, MIN(end, str_find_char(page, '#')));
    bool is_folder = str_ends(page, STR("/")) || at.part_count == 0;
    str folder = is_folder ? page : arena_join(a, page, STR("/"));

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        add_place(&p, net_url_resolve(a, folder, str_of(names[i])));
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        add_place(&p, net_url_resolve(a, url, arena_printf(a, "/%s", names[i])));
    *out = p.list.items;
    return p.list.count;
}
