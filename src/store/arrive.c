/*
 * What a fetch brought: items become stories, or change the ones they were before.
 *
 * An item that is as it was costs one look at the index of identities and no write. What can be done without
 * holding the store (hashing, packing, first words) is done before the transaction begins, since the reader's own marks
 * wait for it.
 */
#include "churn.h"
#include "clock.h"
#include "db.h"
#include "index.h"
#include "pack.h"
#include "rule.h"
#include "source.h"
#include "story.h"

#include <courant/feed.h>
#include <courant/html.h>
#include <courant/text.h>

#include <string.h>

#define ITEM_MOST     20000
#define CATEGORY_MOST 30
#define GONE_GRACE_S                                                                               \
    (30 * INT64_C(86400)) /* a feed may drop an item for a while and bring it back */
#define GONE_TOUCH_S INT64_C(86400)

enum arrival { SEEN_BEFORE, IS_NEW, IS_CHANGED, IS_GONE };

struct item {
    const struct feed_item *feed;
    int64_t identity, content, url_hash;
    int64_t story_id; /* as found before the transaction; 0: none */
    enum arrival arrival;
    str title, author, url, language, html, teaser, packed, categories;
};

struct store_arrival {
    struct store *st;      /* while it looks or writes */
    struct packer *packer; /* its own, where it is prepared in steps */
    struct arena arena;
    const struct store_fetch *fetch;
    const struct feed *feed;
    struct item *items; /* each identity once, in the feed's order */
    size_t count;
    int64_t permanent_count;
    bool is_listed;
    str language, permanent_url;
    struct store_delta delta;
};

/* ---- before the transaction ---- */

/* Of what the source sent: the same hash, the same item. */
static int64_t
content_hash(const struct feed_item *f)
{
    const str parts[] = { f->title, f->author, f->link, f->summary_html, f->content_html };
    uint64_t hashes[ARRAY_LEN(parts)];

    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        hashes[i] = str_hash(parts[i]);
    return hash_id((str){ (const char *)hashes, sizeof(hashes) });
}

/* Open addressing; a feed that has one identity twice would else change the story back and forth on each fetch. */
static bool
add_once(int64_t *seen, size_t room, int64_t identity)
{
    size_t at = (size_t)(uint64_t)identity & (room - 1);

    while (seen[at] != 0 && seen[at] != identity)
        at = (at + 1) & (room - 1);
    if (seen[at] == identity)
        return false;
    seen[at] = identity;
    return true;
}

static void
gather(struct store_arrival *w)
{
    size_t count = w->feed ? MIN(w->feed->item_count, ITEM_MOST) : 0, room = 16;
    struct arena scratch = { 0 };

    while (room < count * 2)
        room *= 2;
    int64_t *seen = ARENA_ARRAY(&scratch, int64_t, room);

    w->items = ARENA_ARRAY(&w->arena, struct item, count);
    for (size_t i = 0; i < count; i++) {
        const struct feed_item *f = &w->feed->items[i];
        int64_t identity = hash_id(feed_item_identity(&scratch, f));

        if (add_once(seen, room, identity))
            w->items[w->count++] =
                (struct item){ .feed = f, .identity = identity, .content = content_hash(f) };
    }
    arena_free(&scratch);
}

static bool
find_story(struct store *st, int64_t source_id, const struct item *item, int64_t *out_id,
           int64_t *out_content, struct err *err)
{
    struct sql s = sql_use(st, SQL_STORY_BY_IDENTITY);
    bool is_row;

    *out_id = *out_content = 0;
    sql_int(&s, source_id);
    sql_int(&s, item->identity);
    if (!sql_row(&s, &is_row, err))
        return false;
    if (is_row) {
        *out_id = sql_take_int(&s);
        *out_content = sql_take_int(&s);
        sql_done(&s);
    }
    return true;
}

static bool
find_gone(struct store *st, int64_t source_id, const struct item *item, int64_t *out_seen_at,
          struct err *err)
{
    struct sql s = sql_use(st, SQL_GONE_HAS);

    sql_int(&s, source_id);
    sql_int(&s, item->identity);
    return sql_value(&s, -1, out_seen_at, err);
}

/*
 * Some feeds give their items new ids on every fetch. Same source, same page, same title: the same story, which
 * takes the new id. (Same page alone would not do: some feeds link every item to their front page.)
 */
static bool
find_renamed(struct store *st, int64_t source_id, const struct item *item, int64_t *out_id,
             struct err *err)
{
    struct sql s = sql_use(st, SQL_STORY_BY_URL);
    bool ok, is_row;

    *out_id = 0;
    if (!item->url_hash)
        return true;
    sql_int(&s, item->url_hash);
    while ((ok = sql_row(&s, &is_row, err)) && is_row) {
        int64_t id = sql_take_int(&s);
        bool is_ours = sql_take_int(&s) == source_id;

        if (is_ours && str_eq(sql_peek_str(&s), item->title)) {
            *out_id = id;
            sql_done(&s);
            break;
        }
    }
    return ok;
}

static bool
classify(struct store_arrival *w, struct item *item, struct err *err)
{
    int64_t source_id = w->fetch->source_id, content, seen_at = -1;

    if (!find_story(w->st, source_id, item, &item->story_id, &content, err) ||
        (!item->story_id && !find_gone(w->st, source_id, item, &seen_at, err)))
        return false;
    if (item->story_id)
        item->arrival = content == item->content ? SEEN_BEFORE : IS_CHANGED;
    else if (seen_at >= 0)
        item->arrival = seen_at < w->fetch->at - GONE_TOUCH_S ? IS_GONE : SEEN_BEFORE;
    else
        item->arrival = IS_NEW;
    return true;
}

static str
join_categories(struct arena *a, const struct feed_item *f)
{
    struct buf b = { .arena = a };

    for (size_t i = 0; i < MIN(f->category_count, CATEGORY_MOST); i++) {
        if (b.len)
            buf_add_char(&b, '\n');
        buf_add(&b, utf8_front(f->categories[i], 200));
    }
    return buf_str(&b);
}

static void
prepare(struct store_arrival *w, struct item *item)
{
    const struct feed_item *f = item->feed;
    struct arena *a = &w->arena;

    item->title = utf8_front(feed_item_title(a, f), STORE_TITLE_MOST);
    item->author = utf8_front(f->author, STORE_TITLE_MOST);
    item->url = f->link.len <= STORE_URL_MOST ? f->link : STR("");
    item->language = utf8_front(f->language.len         ? f->language
                                : w->feed->language.len ? w->feed->language
                                                        : w->language,
                                35); /* the longest tag of RFC 5646 that means anything */
    item->html =
        utf8_front(f->content_html.len ? f->content_html : f->summary_html, STORE_HTML_MOST);
    item->teaser = story_teaser(a, f->summary_html.len ? f->summary_html : f->content_html);
    item->packed = pack(w->packer, a, item->html);
    item->categories = join_categories(a, f);
    item->url_hash = story_url_hash(item->url);
}

/* One reading transaction over all look-ups: each by itself would take and give back the locks. */
static bool
classify_all(struct store_arrival *w, struct err *err)
{
    struct store *st = w->st;
    bool is_alone = st->depth == 0, ok = true;
    struct err ignored = { 0 };
    struct sql s;

    if (is_alone && w->count) {
        s = sql_use(st, SQL_BEGIN_READ);
        if (!sql_run(&s, err))
            return false;
    }
    for (size_t i = 0; ok && i < w->count; i++)
        ok = classify(w, &w->items[i], err);
    if (is_alone && w->count) {
        s = sql_use(st, SQL_COMMIT);
        sql_run(&s, &ignored);
    }
    return ok;
}

/* ---- inside it ---- */

static bool
add_enclosures(struct store *st, int64_t id, const struct feed_item *f, struct err *err)
{
    for (size_t i = 0; i < MIN(f->enclosure_count, STORE_ENCLOSURE_MOST); i++) {
        struct sql s = sql_use(st, SQL_ENCLOSURE_ADD);

        sql_int(&s, id);
        sql_int(&s, (int64_t)i);
        sql_text(&s, utf8_front(f->enclosures[i].url, STORE_URL_MOST));
        sql_text(&s, utf8_front(f->enclosures[i].type, 255));
        sql_int(&s, f->enclosures[i].length);
        if (!sql_run(&s, err))
            return false;
    }
    return true;
}

static bool
set_body(struct store *st, int64_t id, const struct item *item, struct err *err)
{
    struct sql s = sql_use(st, SQL_BODY_ADD);

    sql_int(&s, id);
    sql_blob(&s, item->packed);
    sql_text(&s, item->categories);
    sql_text(&s, utf8_front(item->feed->image, STORE_URL_MOST));
    sql_text(&s, utf8_front(item->feed->image_credit, STORE_TITLE_MOST));
    return sql_run(&s, err);
}

static bool
add_story(struct store_arrival *w, const struct item *item, struct err *err)
{
    int64_t at = w->fetch->at, published_at = item->feed->published_at;
    struct sql s = sql_use(w->st, SQL_STORY_ADD);

    sql_int(&s, w->fetch->source_id);
    /* Nothing stands above the present, so far as it is known. */
    sql_int(&s, published_at && (published_at < at || at < CLOCK_LEAST) ? published_at : at);
    sql_int(&s, at);
    sql_int(&s, published_at);
    sql_int(&s, w->is_listed);
    sql_int(&s, item->feed->enclosure_count > 0);
    sql_int(&s, item->identity);
    sql_int(&s, item->content);
    sql_int(&s, item->url_hash);
    sql_text(&s, item->title);
    sql_text(&s, item->url);
    sql_text(&s, item->author);
    sql_text(&s, item->language);
    sql_text(&s, item->teaser);
    if (!sql_run(&s, err))
        return false;
    int64_t id = db_last_id(w->st);

    w->delta.added++;
    w->delta.first_id = w->delta.first_id ? w->delta.first_id : id;
    w->delta.last_id = id;
    return set_body(w->st, id, item, err) && add_enclosures(w->st, id, item->feed, err);
}

/* Is there another text for a reader, or only other white space, addresses in the markup, counters, notices? */
static bool
is_edit(struct arena *a, str was_title, str was_html, const struct item *item)
{
    return !str_eq(text_clean(a, was_title), text_clean(a, item->title)) ||
           churn_is_edit(text_clean(a, html_strip(a, was_html)),
                         text_clean(a, html_strip(a, item->html)));
}

static bool
load_was(struct store *st, struct arena *a, int64_t id, str *out_title, str *out_html,
         struct err *err)
{
    struct sql s = sql_use(st, SQL_STORY_WORDS);
    str packed;
    bool is_row;

    *out_title = *out_html = STR("");
    sql_int(&s, id);
    if (!sql_row(&s, &is_row, err))
        return false;
    if (!is_row)
        return true;
    *out_title = sql_take_str(&s, a);
    sql_peek_str(&s); /* author, categories */
    sql_peek_str(&s);
    packed = sql_take_str(&s, a);
    sql_done(&s);
    return unpack(st->packer, a, packed, out_html, err);
}

static bool
add_revision(struct store *st, int64_t id, int64_t now, struct err *err)
{
    struct sql s = sql_use(st, SQL_REVISION_ADD);

    if (!st->most_revisions)
        return true;
    sql_int(&s, id);
    sql_int(&s, now);
    if (!sql_run(&s, err))
        return false;
    s = sql_use(st, SQL_REVISION_TRIM);
    sql_int(&s, id);
    sql_int(&s, st->most_revisions);
    return sql_run(&s, err);
}

static bool
change_story(struct store_arrival *w, int64_t id, const struct item *item, struct err *err)
{
    struct store *st = w->st;
    str was_title, was_html;

    if (!load_was(st, &w->arena, id, &was_title, &was_html, err))
        return false;
    if (!is_edit(&w->arena, was_title, was_html, item))
        return true;
    if (!index_forget(st, id, err) || !add_revision(st, id, w->fetch->at, err))
        return false;
    struct sql s = sql_use(st, SQL_STORY_CHANGE);

    sql_int(&s, id);
    sql_int(&s, item->content);
    sql_text(&s, item->title);
    sql_text(&s, item->author);
    sql_text(&s, item->teaser);
    if (!sql_run(&s, err) || !set_body(st, id, item, err))
        return false;
    s = sql_use(st, SQL_REL_AGAIN_ADD);
    sql_int(&s, id);
    w->delta.changed++;
    return sql_run(&s, err);
}

static bool
rename_story(struct store *st, int64_t id, int64_t identity, struct err *err)
{
    struct sql s = sql_use(st, SQL_STORY_SET_IDENTITY);

    sql_int(&s, id);
    sql_int(&s, identity);
    return sql_run(&s, err);
}

static bool
touch_gone(struct store_arrival *w, const struct item *item, struct err *err)
{
    struct sql s = sql_use(w->st, SQL_GONE_SEEN);

    sql_int(&s, w->fetch->source_id);
    sql_int(&s, item->identity);
    sql_int(&s, w->fetch->at);
    return sql_run(&s, err);
}

static bool
arrive(struct store_arrival *w, const struct item *item, struct err *err)
{
    int64_t id, content;

    if (item->arrival == SEEN_BEFORE)
        return true;
    if (item->arrival == IS_GONE)
        return touch_gone(w, item, err);
    /* Looked up again: another copy may have been at it since. */
    if (!find_story(w->st, w->fetch->source_id, item, &id, &content, err))
        return false;
    if (!id) {
        if (!find_renamed(w->st, w->fetch->source_id, item, &id, err))
            return false;
        if (!id)
            return add_story(w, item, err);
        if (!rename_story(w->st, id, item->identity, err))
            return false;
    }
    return content == item->content || change_story(w, id, item, err);
}

static bool
load_state(struct store_arrival *w, struct err *err)
{
    struct sql s = sql_use(w->st, SQL_SOURCE_STATE);
    bool is_row;

    sql_int(&s, w->fetch->source_id);
    if (!sql_row(&s, &is_row, err))
        return false;
    if (!is_row)
        return err_set(err, ERR_MISSING, "source %" PRId64 ": not in the store",
                       w->fetch->source_id);
    w->permanent_url = sql_take_str(&s, &w->arena);
    w->permanent_count = sql_take_int(&s);
    w->language = sql_take_str(&s, &w->arena);
    w->is_listed = sql_take_bool(&s);
    sql_done(&s);
    return true;
}

static bool
write_title(struct store_arrival *w, struct err *err)
{
    const struct feed *feed = w->feed;
    struct sql s = sql_use(w->st, SQL_SOURCE_TITLE);

    sql_int(&s, w->fetch->source_id);
    sql_text(&s, utf8_front(feed->title, STORE_TITLE_MOST));
    sql_text(&s, utf8_front(feed->link, STORE_URL_MOST));
    sql_text(&s, utf8_front(feed->language.len ? feed->language : w->language, 35));
    sql_text(&s, utf8_front(feed->icon, STORE_URL_MOST));
    return sql_run(&s, err) && (!db_changed(w->st) || source_names_changed(w->st, err));
}

static bool
write_bad(struct store_arrival *w, struct err *err)
{
    struct sql s = sql_use(w->st, SQL_SOURCE_BAD);

    sql_int(&s, w->fetch->source_id);
    sql_int(&s, w->fetch->at);
    sql_int(&s, w->fetch->due_at);
    sql_text(&s, w->fetch->problem);
    return sql_run(&s, err);
}

static bool
write_state(struct store_arrival *w, struct err *err)
{
    const struct store_fetch *f = w->fetch;
    bool is_same_url = str_eq(f->permanent_url, w->permanent_url);
    int64_t permanent_count = !f->permanent_url.len ? 0 : is_same_url ? w->permanent_count + 1 : 1;
    int64_t hash;
    struct sql s;

    if (f->problem.len)
        return write_bad(w, err);
    s = sql_use(w->st, w->feed ? SQL_SOURCE_GOOD : SQL_SOURCE_UNCHANGED);
    memcpy(&hash, &f->body_hash, sizeof(hash));
    sql_int(&s, f->source_id);
    sql_int(&s, f->at);
    sql_int(&s, f->due_at);
    sql_text(&s, f->etag);
    sql_text(&s, f->last_modified);
    sql_text(&s, f->permanent_url);
    sql_int(&s, permanent_count);
    if (w->feed) {
        sql_text(&s, f->note);
        sql_int(&s, hash);
    }
    sql_int(&s, f->rhythm_s);
    if (w->feed) {
        sql_int(&s, MIN(w->feed->ttl_minutes, INT32_MAX));
        sql_int(&s, w->feed->skip_hours);
        sql_int(&s, w->feed->skip_days);
    }
    return sql_run(&s, err) && (!w->feed || write_title(w, err));
}

/* Those that the feed has not carried for a while need not be remembered. */
static bool
forget_gone(struct store_arrival *w, struct err *err)
{
    struct sql s = sql_use(w->st, SQL_GONE_FORGET);

    if (!w->count)
        return true;
    sql_int(&s, w->fetch->source_id);
    sql_int(&s, w->fetch->at - GONE_GRACE_S);
    return sql_run(&s, err);
}

static bool
write_all(struct store_arrival *w, struct err *err)
{
    if (!load_state(w, err))
        return false;
    /* Feeds begin with the newest: it gets the highest id, and stands first among those of one date. */
    for (size_t i = w->count; i-- > 0;)
        if (!arrive(w, &w->items[i], err))
            return false;
    return (!w->delta.added ||
            (story_tally(w->st, w->fetch->source_id, w->delta.added, w->delta.added, 0, 0, err) &&
             (w->fetch->is_import ||
              rules_apply(w->st, w->delta.first_id, w->delta.last_id, w->fetch->at, err)))) &&
           (w->fetch->is_import || (forget_gone(w, err) && write_state(w, err)));
}

/* ---- in steps ---- */

static void
prepare_all(struct store_arrival *w)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->items[i].arrival == IS_NEW || w->items[i].arrival == IS_CHANGED)
            prepare(w, &w->items[i]);
}

struct store_arrival *
store_arrival_new(const struct store_fetch *fetch, const struct feed *feed)
{
    struct store_arrival *w = mem_new(sizeof(*w));

    *w = (struct store_arrival){ .fetch = fetch, .feed = feed };
    gather(w);
    return w;
}

bool
store_arrival_look(struct store *st, struct store_arrival *w, struct err *err)
{
    w->st = st;
    return load_state(w, err) && classify_all(w, err);
}

void
store_arrival_prepare(struct store_arrival *w)
{
    w->packer = packer_new();
    prepare_all(w);
    packer_free(w->packer);
    w->packer = NULL;
}

bool
store_arrival_write(struct store *st, struct store_arrival *w, struct store_delta *out,
                    struct err *err)
{
    w->st = st;
    w->delta = (struct store_delta){ 0 };
    if (!store_begin(st, err) || !db_end(st, write_all(w, err), err))
        return false;
    *out = w->delta;
    return true;
}

void
store_arrival_free(struct store_arrival *w)
{
    if (!w)
        return;
    arena_free(&w->arena);
    mem_free(w);
}

bool
store_feed_write(struct store *st, const struct store_fetch *fetch, const struct feed *feed,
                 struct store_delta *out, struct err *err)
{
    struct store_arrival w = { .fetch = fetch, .feed = feed, .packer = st->packer };
    bool ok;

    gather(&w);
    ok = store_arrival_look(st, &w, err);
    if (ok)
        prepare_all(&w);
    ok = ok && store_arrival_write(st, &w, out, err);
    arena_free(&w.arena);
    return ok;
}
