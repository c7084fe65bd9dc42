/*
 * <courant/feed.h>: bytes into a feed and its items: RSS 0.90 to 2.0, RDF, Atom, CDF, JSON Feed; dates.
 *
 * Shape   whatever a server sends; a feed that is broken gives all that can be had, with a note
 * Units   _at: seconds since 1970 UTC, 0: not given or no date
 * Memory  feed and items live in the arena; strings there too, or are slices of input->raw, which the caller keeps
 *         as long. They are clean (titles one line, HTML as block)
 * Errors  ERR_INVALID: this is no feed (HTML, empty, other); ERR_LIMIT: too large, too deep
 * Threads any, one arena each
 * Source  docs/feeds.md: which element fills which field
 */
#ifndef COURANT_FEED_H
#define COURANT_FEED_H

#include <courant/base.h>

enum feed_format {
    FEED_UNKNOWN,
    FEED_RSS_09X,
    FEED_RSS_10,
    FEED_RSS_20,
    FEED_ATOM_03,
    FEED_ATOM_10,
    FEED_JSON,
    FEED_CDF,
};

struct feed_enclosure {
    str url;
    str type;
    int64_t length; /* bytes, -1: not given */
};

struct feed_item {
    str id;    /* as the feed says; empty: none. Identity: feed_item_identity */
    str title; /* plain text */
    str link;  /* absolute, http or https; empty: none */
    str author;
    str summary_html;
    str content_html;
    str comments;
    str image;
    str image_credit;
    str language; /* empty: the feed's */
    int64_t published_at;
    int64_t updated_at;
    const str *categories;
    size_t category_count;
    const struct feed_enclosure *enclosures;
    size_t enclosure_count;
};

struct feed {
    enum feed_format format;
    str title, link, description, language, icon;
    int64_t updated_at;
    int64_t ttl_minutes;    /* of ttl, else of sy:updatePeriod and its frequency; 0: not given */
    int64_t update_base_at; /* one of the times at which it is updated; 0: not given */
    uint32_t skip_hours;    /* bit 0 to 23: nothing new in that hour, UTC; never all of them */
    uint8_t skip_days;      /* bit 0 (Sunday) to 6: nothing new on that day, UTC; never all */
    const struct feed_item *items;
    size_t item_count;
    str note;     /* what was mended, in words; empty: nothing */
    str next_url; /* rel="next" of a paged feed; empty: none */
    str hub_url;  /* WebSub; empty: none */
    str self_url;
};

struct feed_input {
    str raw;           /* the bytes as served; kept as long as the feed */
    str url;           /* where they came from: the base of relative addresses; may be empty */
    str http_charset;  /* of the Content-Type; may be empty */
    str content_type;  /* without parameters; may be empty */
    size_t most_bytes; /* of a feed, opened; 0: 16 MB */
};

bool feed_parse(struct arena *a, const struct feed_input *input, struct feed *out, struct err *err);
const char *feed_format_name(enum feed_format format); /* "rss-2.0" … */

/*
 * What makes an item the same item within its source: its id; else its link, cleaned; else title and date.
 * The same item keeps it through re-fetches.
 */
str feed_item_identity(struct arena *a, const struct feed_item *item);

/* Its title; without one the first sentence of its text, cut at about 120 bytes; empty: it has no text. */
str feed_item_title(struct arena *a, const struct feed_item *item);

/*
 * OPML: lists of sources, as readers exchange them. What is not in other readers' outlines stands in attributes with
 * the prefix "courant:". Nothing in a list is followed or run here.
 */
struct feed_opml_own {
    str name, value; /* name without the prefix */
};

struct feed_opml_entry {
    str url;      /* as it stands: any scheme, perhaps a command */
    str title;    /* empty: none */
    str section;  /* titles of the outlines around it, joined by '/' */
    str site_url; /* htmlUrl */
    str category; /* commas part several */
    const struct feed_opml_own *own;
    size_t own_count;
};

/* ERR_INVALID: has no outline. One that is broken gives all that can be had. */
bool feed_opml_read(struct arena *a, str raw, const struct feed_opml_entry **out, size_t *out_count,
                    struct err *err);
/* The sections in the order in which they first occur, each once. */
str feed_opml_write(struct arena *a, const struct feed_opml_entry *entries, size_t count);

/* A date in any of the forms that feeds are known to use; false: it is none. */
bool feed_date_parse(str text, int64_t *out_at);

#endif
