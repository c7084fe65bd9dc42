#include "element.h"

#include <assert.h>
#include <string.h>

#define CORE    SPACES_CORE
#define RSS     SPACES_RSS
#define ATOM    SPACES_ATOM
#define DC      SPACE_BIT(SPACE_DC)
#define TERMS   SPACE_BIT(SPACE_DCTERMS)
#define MEDIA   SPACE_BIT(SPACE_MEDIA)
#define ITUNES  SPACE_BIT(SPACE_ITUNES)
#define GOOGLE  SPACE_BIT(SPACE_GOOGLEPLAY)
#define XHTML   SPACE_BIT(SPACE_XHTML)
#define RDF     SPACE_BIT(SPACE_RDF)
#define CONTENT SPACE_BIT(SPACE_CONTENT)
#define SY      SPACE_BIT(SPACE_SY)
#define WEB     SPACE_BIT(SPACE_WEBFEEDS)
#define BOTH    (IN_FEED | IN_ITEM)

/*
 * An element counts only as the direct child of the place named, and in its own namespace. Names are compared
 * without regard to case: CDF shouts, iTunes does as it likes.
 *
 * The order of ranks, field by field: what the format was made with before what a module adds; of modules the
 * one that says the thing itself (Dublin Core) before those that say it about a file (Media RSS) or for a
 * shop (iTunes). "published" before "issued", Atom 1.0's word before 0.3's, so that a feed on its way from one to
 * the other means the newer. Ranks that xml_feed.c gives to attributes are named there.
 */
/* clang-format off */
static const struct element rows[] = {
    /* containers */
    { IN_DOCUMENT,        CORE,       "rss",          WAY_ENTER,    IN_FEED,           0 },
    { IN_DOCUMENT,        RDF | CORE, "rdf",          WAY_ENTER,    IN_FEED,           0 },
    { IN_DOCUMENT,        CORE,       "feed",         WAY_ENTER,    IN_FEED,           0 },
    { IN_DOCUMENT | IN_FEED, CORE,    "channel",      WAY_ENTER,    IN_FEED,           0 },
    { IN_DOCUMENT | IN_FEED | IN_ITEM | IN_ITEMS, CORE, "item",  WAY_ENTER, IN_ITEM,   0 },
    { IN_DOCUMENT | IN_FEED | IN_ITEM | IN_ITEMS, CORE, "entry", WAY_ENTER, IN_ITEM,   0 },
    { IN_FEED,            RSS,        "items",        WAY_ENTER,    IN_ITEMS,          0 },
    { BOTH,               CORE,       "image",        WAY_ENTER,    IN_IMAGE,          0 },
    { BOTH | IN_SOURCE,   CORE,       "author",       WAY_ENTER,    IN_PERSON,         0 },
    { IN_ITEM,            ATOM,       "source",       WAY_ENTER,    IN_SOURCE,         0 },
    { IN_ITEM,            MEDIA,      "group",        WAY_ENTER,    IN_GROUP,          0 },
    { IN_ITEM | IN_GROUP, MEDIA,      "content",      WAY_MEDIA,    IN_GROUP,          3 },

    /* titles */
    { BOTH,               CORE,       "title",        WAY_LINE,     FIELD_TITLE,       1 },
    { BOTH,               DC,         "title",        WAY_LINE,     FIELD_TITLE,       2 },
    { BOTH,               TERMS,      "title",        WAY_LINE,     FIELD_TITLE,       3 },
    { IN_ITEM,            MEDIA,      "title",        WAY_LINE,     FIELD_TITLE,       4 },
    { IN_GROUP,           MEDIA,      "title",        WAY_LINE,     FIELD_TITLE,       5 },
    { BOTH,               ITUNES,     "title",        WAY_LINE,     FIELD_TITLE,       6 },

    /* ids and links; a guid that is a permalink is a link of rank 6 */
    { IN_ITEM,            ATOM,       "id",           WAY_URL,      FIELD_ID,          1 },
    { IN_ITEM,            RSS,        "id",           WAY_TEXT,     FIELD_ID,          1 },
    { IN_ITEM,            CORE,       "guid",         WAY_GUID,     FIELD_ID,          2 },
    { BOTH,               CORE,       "link",         WAY_LINK,     FIELD_LINK,        1 },
    { BOTH,               ITUNES,     "link",         WAY_LINK,     FIELD_LINK,        5 },
    { BOTH,               RSS,        "a",            WAY_URL,      FIELD_LINK,        4 },
    { IN_ITEM,            RSS,        "comments",     WAY_URL,      FIELD_COMMENTS,    1 },

    /* what the feed says of itself */
    { IN_FEED,            CORE,       "description",  WAY_LINE,     FIELD_DESCRIPTION, 1 },
    { IN_FEED,            CORE,       "subtitle",     WAY_LINE,     FIELD_DESCRIPTION, 2 },
    { IN_FEED,            CORE,       "tagline",      WAY_LINE,     FIELD_DESCRIPTION, 3 },
    { IN_FEED,            CORE,       "abstract",     WAY_LINE,     FIELD_DESCRIPTION, 4 },
    { IN_FEED,            ITUNES,     "summary",      WAY_LINE,     FIELD_DESCRIPTION, 5 },
    { IN_FEED,            ITUNES,     "subtitle",     WAY_LINE,     FIELD_DESCRIPTION, 6 },
    { IN_FEED,            DC,         "description",  WAY_LINE,     FIELD_DESCRIPTION, 7 },
    { IN_FEED,            GOOGLE,     "description",  WAY_LINE,     FIELD_DESCRIPTION, 8 },
    { BOTH,               CORE,       "language",     WAY_TEXT,     FIELD_LANGUAGE,    1 },
    { BOTH,               DC,         "language",     WAY_TEXT,     FIELD_LANGUAGE,    2 },
    { IN_FEED,            CORE,       "ttl",          WAY_MINUTES,  FIELD_TTL,         1 },
    { IN_FEED,            SY,         "updateperiod", WAY_PERIOD,   FIELD_TTL,         2 },
    { IN_FEED,            SY,         "updatefrequency", WAY_FREQUENCY, FIELD_TTL,     2 },
    { IN_FEED,            SY,         "updatebase",   WAY_DATE,     FIELD_UPDATE_BASE, 1 },
    { IN_FEED,            RSS,        "skiphours",    WAY_ENTER,    IN_SKIP,           0 },
    { IN_FEED,            RSS,        "skipdays",     WAY_ENTER,    IN_SKIP,           0 },
    { IN_SKIP,            RSS,        "hour",         WAY_HOUR,     FIELD_NONE,        0 },
    { IN_SKIP,            RSS,        "day",          WAY_DAY,      FIELD_NONE,        0 },

    /* pictures: the feed's icon, the item's image */
    { IN_FEED,            CORE,       "icon",         WAY_URL,      FIELD_IMAGE,       1 },
    { IN_FEED,            CORE,       "logo",         WAY_URL,      FIELD_IMAGE,       2 },
    { IN_IMAGE,           CORE,       "url",          WAY_URL,      FIELD_IMAGE,       3 },
    { BOTH,               ITUNES,     "image",        WAY_URL,      FIELD_IMAGE,       4 },
    { BOTH,               GOOGLE,     "image",        WAY_URL,      FIELD_IMAGE,       5 },
    { IN_FEED,            WEB,        "icon",         WAY_URL,      FIELD_IMAGE,       6 },
    { IN_FEED,            WEB,        "logo",         WAY_URL,      FIELD_IMAGE,       7 },
    { IN_ITEM | IN_GROUP, MEDIA,      "thumbnail",    WAY_URL,      FIELD_IMAGE,       5 },
    { IN_ITEM | IN_GROUP, MEDIA,      "credit",       WAY_LINE,     FIELD_CREDIT,      1 },

    /* bodies. An item's description is its summary, unless it has another summary and no content */
    { IN_ITEM,            CORE,       "description",  WAY_BODY,     FIELD_DESCRIPTION, 1 },
    { IN_ITEM,            CORE,       "summary",      WAY_BODY,     FIELD_SUMMARY,     1 },
    { IN_ITEM,            DC,         "description",  WAY_BODY,     FIELD_SUMMARY,     2 },
    { IN_ITEM,            TERMS,      "abstract",     WAY_BODY,     FIELD_SUMMARY,     3 },
    { IN_ITEM,            TERMS,      "description",  WAY_BODY,     FIELD_SUMMARY,     3 },
    { IN_ITEM,            MEDIA,      "description",  WAY_LINES,    FIELD_SUMMARY,     4 },
    { IN_GROUP,           MEDIA,      "description",  WAY_LINES,    FIELD_SUMMARY,     5 },
    { IN_ITEM,            ITUNES,     "summary",      WAY_BODY,     FIELD_SUMMARY,     6 },
    { IN_ITEM,            CORE,       "abstract",     WAY_BODY,     FIELD_SUMMARY,     7 },
    { IN_ITEM,            ITUNES,     "subtitle",     WAY_BODY,     FIELD_SUMMARY,     8 },
    { IN_ITEM,            GOOGLE,     "description",  WAY_BODY,     FIELD_SUMMARY,     9 },
    { IN_ITEM,            CONTENT,    "encoded",      WAY_BODY,     FIELD_CONTENT,     1 },
    { IN_ITEM,            CORE,       "content",      WAY_BODY,     FIELD_CONTENT,     2 },
    { IN_ITEM,            XHTML | CORE, "body",       WAY_BODY,     FIELD_CONTENT,     3 },
    { IN_ITEM,            XHTML,      "div",          WAY_BODY,     FIELD_CONTENT,     4 },
    { IN_ITEM,            CORE,       "fullitem",     WAY_BODY,     FIELD_CONTENT,     5 },

    /* persons; an Atom author is IN_PERSON, an RSS one too, with its name in its text */
    { IN_PERSON,          CORE,       "name",         WAY_LINE,     FIELD_TITLE,       1 },
    { IN_PERSON,          CORE,       "email",        WAY_LINE,     FIELD_TITLE,       3 },
    { BOTH,               DC,         "creator",      WAY_PERSON,   FIELD_AUTHOR,      2 },
    { BOTH,               DC,         "author",       WAY_PERSON,   FIELD_AUTHOR,      2 },
    { BOTH,               TERMS,      "creator",      WAY_PERSON,   FIELD_AUTHOR,      4 },
    { BOTH,               ITUNES,     "author",       WAY_PERSON,   FIELD_AUTHOR,      5 },
    { IN_ITEM,            GOOGLE,     "author",       WAY_PERSON,   FIELD_AUTHOR,      6 },

    /* dates */
    { BOTH,               CORE,       "published",    WAY_DATE,     FIELD_PUBLISHED,   1 },
    { BOTH,               CORE,       "issued",       WAY_DATE,     FIELD_PUBLISHED,   2 },
    { BOTH,               CORE,       "pubdate",      WAY_DATE,     FIELD_PUBLISHED,   3 },
    { BOTH,               TERMS,      "issued",       WAY_DATE,     FIELD_PUBLISHED,   4 },
    { IN_ITEM,            DC | TERMS, "date",         WAY_DATE,     FIELD_PUBLISHED,   5 },
    { IN_ITEM,            CORE,       "created",      WAY_DATE,     FIELD_PUBLISHED,   6 },
    { IN_ITEM,            TERMS,      "created",      WAY_DATE,     FIELD_PUBLISHED,   7 },
    { BOTH,               CORE,       "updated",      WAY_DATE,     FIELD_UPDATED,     1 },
    { BOTH,               CORE,       "modified",     WAY_DATE,     FIELD_UPDATED,     2 },
    { IN_FEED,            CORE,       "lastbuilddate", WAY_DATE,    FIELD_UPDATED,     3 },
    { IN_FEED,            DC | TERMS, "date",         WAY_DATE,     FIELD_UPDATED,     4 },
    { BOTH,               TERMS,      "modified",     WAY_DATE,     FIELD_UPDATED,     5 },

    /* categories, in the order of the feed */
    { IN_ITEM,            CORE,       "category",     WAY_CATEGORY, FIELD_CATEGORY,    1 },
    { IN_ITEM,            DC | TERMS, "subject",      WAY_CATEGORY, FIELD_CATEGORY,    1 },
    { IN_ITEM | IN_GROUP, MEDIA,      "category",     WAY_CATEGORY, FIELD_CATEGORY,    1 },
    { IN_ITEM,            ITUNES,     "category",     WAY_CATEGORY, FIELD_CATEGORY,    1 },
    { IN_ITEM,            ITUNES,     "keywords",     WAY_KEYWORDS, FIELD_CATEGORY,    1 },

    { IN_ITEM,            CORE,       "enclosure",    WAY_ENCLOSURE, FIELD_ENCLOSURE,  1 },
};
/* clang-format on */

_Static_assert(ARRAY_LEN(rows) < ARRAY_LEN(((struct element_index *)0)->next),
               "rows are numbered in a byte");

static unsigned
bucket(str local)
{
    return ((unsigned)local.len * 7u + (unsigned char)char_lower(local.ptr[0])) % 64;
}

void
element_index_make(struct element_index *index)
{
    *index = (struct element_index){ 0 };
    for (size_t i = ARRAY_LEN(rows); i-- > 0;) {
        unsigned at = bucket(str_of(rows[i].local));

        index->next[i + 1] = index->first[at];
        index->first[at] = (uint8_t)(i + 1);
    }
}

const struct element *
element_find(const struct element_index *index, unsigned place, enum xml_space space, str local)
{
    if (local.len == 0)
        return NULL;
    for (unsigned i = index->first[bucket(local)]; i != 0; i = index->next[i]) {
        const struct element *row = &rows[i - 1];

        if ((row->places & place) && (row->spaces & SPACE_BIT(space)) &&
            str_eq_nocase(local, str_of(row->local)))
            return row;
    }
    return NULL;
}
