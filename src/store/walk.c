#include "walk.h"

#include "heads.h"
#include "index.h"
#include "set.h"

#include <courant/store_heed.h>
#include <courant/text.h>

#include <string.h>

#define LOOK_MOST 150000 /* stories looked at for one call; a bound, not a promise to find all */
#define FEW_STORIES                                                                                \
    3000 /* of a source or section: these are tested, rather than all hits of a word */
#define HITS_PLENTY 500
#define SMALL_MOST  20000 /* stories */
#define TEXT_COST   10    /* of asking the index about one story, in looks at a row */
#define LANE_COST   4     /* two openings of a lane, in looks at a story */

/* What a story is to a node: not told without asking the index, no, yes, yes and called by name. */
enum { VALUE_NO, VALUE_MAYBE, VALUE_YES, VALUE_NAMED };

/* ---- testing one story ---- */

static bool
ask(struct sql *s, bool *out_yes, struct err *err)
{
    int64_t found;

    if (!sql_value(s, 0, &found, err))
        return false;
    *out_yes = found != 0;
    return true;
}

static bool
test_costly(struct walk *w, const struct query_node *node, const struct store_story *story,
            bool *out_yes, struct err *err)
{
    enum sql_id id = node->kind == QUERY_TEXT  ? w->words_has
                     : node->kind == QUERY_TAG ? SQL_TAG_HAS
                                               : SQL_PICTURE_HAS;
    struct sql s = sql_use(w->st, id);

    w->looked_at += node->kind == QUERY_TEXT ? TEXT_COST : 1;
    if (node->kind != QUERY_PICTURE)
        sql_text(&s, node->kind == QUERY_TEXT ? node->narrow : node->text);
    if (node->kind == QUERY_TAG)
        sql_int(&s, story->sort_at);
    sql_int(&s, story->id);
    return ask(&s, out_yes, err);
}

/* "en" is "en", "en-GB" and "EN_us". */
static bool
is_language(str language, str wanted)
{
    return str_starts_nocase(language, wanted) &&
           (language.len == wanted.len || !char_is_alnum(language.ptr[wanted.len]));
}

static bool
test_plain(const struct walk *w, size_t at, const struct store_story *story)
{
    const struct query_node *node = &w->query->nodes[at];

    switch (node->kind) {
    case QUERY_SOURCE:
    case QUERY_SECTION: return set_has(&w->sets[at], story->source_id);
    case QUERY_THREAD: return story->thread_id == node->value;
    case QUERY_READ: return story->is_read;
    case QUERY_UNREAD: return !story->is_read;
    case QUERY_SAVED: return story->is_saved;
    case QUERY_EDITED: return story->is_edited;
    case QUERY_HIDDEN: return story->is_hidden;
    case QUERY_MUTED: return story->is_muted;
    case QUERY_FOLLOWED: return story->heed == STORE_HEED_FOLLOWED;
    case QUERY_NEW: return story->id > w->visit_id;
    case QUERY_NEWER: return story->sort_at >= node->value;
    case QUERY_OLDER: return story->sort_at < node->value;
    case QUERY_LANG: return is_language(story->language, node->text);
    case QUERY_ENCLOSURE: return story->has_enclosure;
    case QUERY_PAGE: return story->has_page;
    default: return false;
    }
}

static bool
is_costly(enum query_kind kind)
{
    return kind == QUERY_TEXT || kind == QUERY_TAG || kind == QUERY_PICTURE;
}

/* Which terms call a story by name, so that it belongs to the answer though it is not listed. */
static bool
is_name(const struct query_node *node)
{
    switch (node->kind) {
    case QUERY_TEXT:
    case QUERY_TAG:
    case QUERY_SOURCE:
    case QUERY_THREAD:
    case QUERY_HIDDEN:
    case QUERY_MUTED:
    case QUERY_FOLLOWED:
    case QUERY_SAVED: return !node->is_added;
    default: return false;
    }
}

static char
join(const struct walk *w, const struct query_node *node)
{
    char left = w->values[node->left];
    char right = node->kind == QUERY_NOT ? VALUE_NO : w->values[node->right];

    if (node->kind == QUERY_NOT)
        return left == VALUE_NO ? VALUE_YES : left == VALUE_MAYBE ? VALUE_MAYBE : VALUE_NO;
    if (node->kind == QUERY_OR)
        return MAX(left, right) == VALUE_YES && MIN(left, right) == VALUE_MAYBE ? VALUE_MAYBE
                                                                                : MAX(left, right);
    if (MIN(left, right) <= VALUE_MAYBE)
        return MIN(left, right);
    return MAX(left, right);
}

/* Children come before their parents in the array, so one pass will do; the root is last. */
static bool
evaluate(struct walk *w, const struct store_story *story, bool is_asking, char *out,
         struct err *err)
{
    for (size_t i = 0; i < w->query->count; i++) {
        const struct query_node *node = &w->query->nodes[i];
        bool is_named = is_name(node) && !(story->is_muted && node->kind == QUERY_SOURCE);
        char yes = is_named ? VALUE_NAMED : VALUE_YES;
        bool is_yes = w->is_sure[i];

        if (node->kind <= QUERY_NOT) {
            w->values[i] = join(w, node);
        } else if (!is_yes && is_costly(node->kind) && !is_asking) {
            w->values[i] = VALUE_MAYBE;
        } else {
            if (!is_yes && is_costly(node->kind) && !test_costly(w, node, story, &is_yes, err))
                return false;
            is_yes = is_yes || (!is_costly(node->kind) && test_plain(w, i, story));
            w->values[i] = is_yes ? yes : VALUE_NO;
        }
    }
    *out = w->query->count ? w->values[w->query->count - 1] : VALUE_YES;
    return true;
}

/* First without asking the index: most stories that fail do so by what is in their row. */
static bool
matches(struct walk *w, const struct store_story *story, bool *out_yes, struct err *err)
{
    char value;

    *out_yes = false;
    if (story->is_hidden && !w->shows_hidden)
        return true;
    if (!evaluate(w, story, false, &value, err))
        return false;
    if (value == VALUE_MAYBE && !evaluate(w, story, true, &value, err))
        return false;
    *out_yes = value == VALUE_NAMED || (value == VALUE_YES && story->is_listed);
    return true;
}

/* ---- choosing the way ---- */

/* The conjuncts, sorted out. */
struct wants {
    const struct query_node *thread, *tag, *saved, *edited, *page, *enclosure, *hidden, *muted,
        *followed;
    bool is_read, is_unread, has_set, has_name;
    struct story_set set; /* of all source: and section: at once */
    struct buf match, narrow;
    bool is_brief;
};

static struct story_set
intersect(struct arena *a, const struct story_set *x, const struct story_set *y)
{
    int64_t *ids = ARENA_ARRAY(a, int64_t, x->count);
    size_t count = 0;

    for (size_t i = 0; i < x->count; i++)
        if (set_has(y, x->ids[i]))
            ids[count++] = x->ids[i];
    return (struct story_set){ ids, count };
}

static void
add_match(struct buf *b, str match)
{
    buf_printf(b, "%s(%.*s)", b->len ? " AND " : "", STR_ARG(match));
}

static void
sort_out(struct walk *w, size_t at, struct wants *wants)
{
    const struct query_node *node = &w->query->nodes[at];

    switch (node->kind) {
    case QUERY_THREAD: wants->thread = node; break;
    case QUERY_TAG: wants->tag = node; break;
    case QUERY_SAVED: wants->saved = node; break;
    case QUERY_EDITED: wants->edited = node; break;
    case QUERY_HIDDEN: wants->hidden = node; break;
    case QUERY_MUTED: wants->muted = node; break;
    case QUERY_FOLLOWED: wants->followed = node; break;
    case QUERY_PAGE: wants->page = node; break;
    case QUERY_ENCLOSURE: wants->enclosure = node; break;
    case QUERY_READ: wants->is_read = true; break;
    case QUERY_UNREAD: wants->is_unread = true; break;
    case QUERY_NEW: w->newer_at = MAX(w->newer_at, w->new_from_at); break;
    case QUERY_NEWER: w->newer_at = MAX(w->newer_at, node->value); break;
    case QUERY_OLDER: w->older_at = MIN(w->older_at, node->value); break;
    case QUERY_SOURCE:
    case QUERY_SECTION:
        wants->set = wants->has_set ? intersect(&w->arena, &wants->set, &w->sets[at]) : w->sets[at];
        wants->has_set = true;
        break;
    case QUERY_TEXT:
        add_match(&wants->match, node->text);
        add_match(&wants->narrow, node->narrow);
        wants->is_brief = wants->is_brief || node->is_brief;
        break;
    default: break;
    }
}

static void
add_lane(struct walk *w, enum sql_id down, enum sql_id up, int64_t first, int64_t second)
{
    struct lane *lane = lanes_add(&w->lanes);

    lane->down = down;
    lane->up = up;
    lane->first = first;
    lane->second = second;
}

static void
add_by_state(struct walk *w, const struct wants *wants, enum sql_id down, enum sql_id up,
             int64_t first)
{
    if (!wants->is_read)
        add_lane(w, down, up, first, 0);
    if (!wants->is_unread)
        add_lane(w, down, up, first, 1);
}

static void
add_time_lanes(struct walk *w, const struct wants *wants)
{
    add_by_state(w, wants, SQL_LANE_TIME_DOWN, SQL_LANE_TIME_UP, 1);
    if (wants->has_name)
        add_by_state(w, wants, SQL_LANE_TIME_DOWN, SQL_LANE_TIME_UP, 0);
}

struct share { /* of the stories that come into question, how many are of the set */
    int64_t set, all;
};

static bool
measure(struct walk *w, const struct wants *wants, struct share *out, struct err *err)
{
    struct tally *tallies;
    size_t count;

    *out = (struct share){ 0 };
    if (!tally_list(w->st, &w->arena, &tallies, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct tally *t = &tallies[i];
        int64_t stories = wants->is_unread ? t->unread
                          : wants->is_read ? t->stories - t->unread
                                           : t->stories;

        out->all += stories;
        if (set_has(&wants->set, t->source_id))
            out->set += stories;
    }
    return true;
}

/* Many small lanes, or the lanes of everything with most stories passed over? */
static void
add_set_lanes(struct walk *w, const struct wants *wants, const struct share *share, size_t wanted)
{
    double passed = (double)wanted * (double)share->all / (double)MAX(share->set, 1);

    if ((double)wants->set.count * LANE_COST > passed) {
        add_time_lanes(w, wants);
        return;
    }
    for (size_t i = 0; i < wants->set.count; i++)
        add_by_state(w, wants, SQL_LANE_SOURCE_DOWN, SQL_LANE_SOURCE_UP, wants->set.ids[i]);
}

void
walk_trust_words(struct walk *w)
{
    for (size_t i = 0; i < w->conjunct_count; i++)
        if (w->query->nodes[w->conjuncts[i]].kind == QUERY_TEXT)
            w->is_sure[w->conjuncts[i]] = true;
}

/* Has it so few stories that two letters may be looked for as the beginning of words? */
static bool
is_small(struct store *st, bool *out, struct err *err)
{
    struct sql s = sql_use(st, SQL_STORY_LAST);
    int64_t last = 0;
    bool ok = sql_value(&s, 0, &last, err);

    *out = last <= SMALL_MOST;
    return ok;
}

/*
 * A beginning gathers the hits of all its words before it gives the first. Where the word itself has hits in plenty, that
 * is not worth it.
 */
static bool
choose_match(struct walk *w, const struct wants *wants, struct err *err)
{
    str match = buf_str(&wants->match), narrow = buf_str(&wants->narrow);
    struct sql s;
    int64_t *ids;
    size_t count = 0;
    bool is_enough = false;

    w->match = match;
    if (!match.len || str_eq(match, narrow))
        return true;
    if (wants->is_brief && !is_small(w->st, &is_enough, err))
        return false;
    if (wants->is_brief && !is_enough) {
        w->match = narrow;
        return true;
    }
    s = sql_use(w->st, SQL_WORDS_HITS);
    sql_text(&s, narrow);
    sql_int(&s, INT64_MAX);
    sql_int(&s, HITS_PLENTY);
    if (!sql_ids(&s, &w->arena, HITS_PLENTY, &ids, &count, err))
        return false;
    if (count == HITS_PLENTY)
        w->match = narrow;
    return true;
}

/* One a thread; a story that is alone is its own. */
static bool
add_followed_lanes(struct walk *w, struct err *err)
{
    struct store_heed *heeds;
    size_t count;

    if (!store_heed_list(w->st, &w->arena, STORE_HEED_FOLLOWED, &heeds, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (heeds[i].thread_id > 0)
            add_lane(w, SQL_LANE_THREAD_DOWN, SQL_LANE_THREAD_UP, heeds[i].thread_id, 0);
        else
            add_lane(w, SQL_LANE_STORY_DOWN, SQL_LANE_STORY_UP, -heeds[i].thread_id, 0);
    }
    return true;
}

static bool
choose(struct walk *w, size_t wanted, struct err *err)
{
    struct wants wants = { .match = { .arena = &w->arena }, .narrow = { .arena = &w->arena } };
    struct share share = { 0 };

    w->conjunct_count = query_conjuncts(&w->arena, w->query, &w->conjuncts);
    for (size_t i = 0; i < w->conjunct_count; i++)
        sort_out(w, w->conjuncts[i], &wants);
    for (size_t i = 0; i < w->query->count; i++)
        wants.has_name = wants.has_name || is_name(&w->query->nodes[i]);
    if (!choose_match(w, &wants, err) || (wants.has_set && !measure(w, &wants, &share, err)))
        return false;
    if ((wants.has_set && share.set == 0) || (wants.is_read && wants.is_unread))
        return true; /* no lanes: nothing to show */
    if (wants.thread) {
        add_lane(w, SQL_LANE_THREAD_DOWN, SQL_LANE_THREAD_UP, wants.thread->value, 0);
    } else if (wants.tag) {
        add_lane(w, SQL_LANE_TAG_DOWN, SQL_LANE_TAG_UP, 0, 0);
        w->lanes.items[0].text = wants.tag->text;
    } else if (w->match.len && !(wants.has_set && share.set < FEW_STORIES)) {
        lanes_add(&w->lanes)->match = w->match;
        w->is_by_words = true;
        walk_trust_words(w);
    } else if (wants.hidden) {
        add_lane(w, SQL_LANE_HIDDEN_DOWN, SQL_LANE_HIDDEN_UP, 0, 0);
    } else if (wants.muted) {
        add_lane(w, SQL_LANE_MUTED_DOWN, SQL_LANE_MUTED_UP, 0, 0);
    } else if (wants.followed) {
        return add_followed_lanes(w, err);
    } else if (wants.saved) {
        add_lane(w, SQL_LANE_SAVED_DOWN, SQL_LANE_SAVED_UP, 0, 0);
    } else if (wants.edited) {
        add_lane(w, SQL_LANE_EDITED_DOWN, SQL_LANE_EDITED_UP, 0, 0);
    } else if (wants.page) {
        add_lane(w, SQL_LANE_PAGE_DOWN, SQL_LANE_PAGE_UP, 0, 0);
    } else if (wants.enclosure) {
        add_lane(w, SQL_LANE_ENCLOSURE_DOWN, SQL_LANE_ENCLOSURE_UP, 0, 0);
    } else if (wants.has_set) {
        add_set_lanes(w, &wants, &share, wanted);
    } else {
        add_time_lanes(w, &wants);
    }
    return true;
}

/* ---- walking ---- */

static bool
find_sets(struct walk *w, struct err *err)
{
    for (size_t i = 0; i < w->query->count; i++) {
        const struct query_node *node = &w->query->nodes[i];

        if ((node->kind == QUERY_SOURCE || node->kind == QUERY_SECTION) &&
            !set_find(w->st, &w->arena, node, &w->sets[i], err))
            return false;
    }
    return true;
}

/*
 * How far back what came after a visit reaches. A story keeps its time and its id is not given again, so only those that
 * came since the last look are looked at; what a rollback may yet take back is not remembered.
 */
static bool
find_since(struct store *st, int64_t visit_id, int64_t *out_at, struct err *err)
{
    struct store_since since = st->since;
    struct sql s = sql_use(st, SQL_STORY_SINCE);
    bool ok, is_row;

    if (since.visit_id != visit_id)
        since = (struct store_since){ visit_id, visit_id, INT64_MAX };
    sql_int(&s, since.last_id);
    ok = sql_row(&s, &is_row, err);
    if (ok && is_row) {
        int64_t last_id = sql_take_int(&s), sort_at = sql_take_int(&s);

        sql_done(&s);
        since.last_id = MAX(since.last_id, last_id);
        since.sort_at = MIN(since.sort_at, sort_at);
    }
    if (ok && st->depth == 0)
        st->since = since;
    if (ok)
        *out_at = since.sort_at;
    return ok;
}

/* Since when, and how far back what came since then reaches: a list ends there. */
static bool
find_visit(struct walk *w, struct err *err)
{
    bool is_asked = false;

    for (size_t i = 0; i < w->query->count; i++)
        is_asked = is_asked || w->query->nodes[i].kind == QUERY_NEW;
    if (!is_asked)
        return true;
    if (!mark_get(w->st, VISIT, &w->visit_id, err))
        return false;
    w->new_from_at = INT64_MIN;
    if (w->visit_id == 0)
        return true; /* no visit is known: all are new */
    return find_since(w->st, w->visit_id, &w->new_from_at, err);
}

static bool
find_keep(struct walk *w, struct err *err)
{
    struct err missing = { 0 };

    if (!w->query->keep_id)
        return true;
    if (!story_key_get(w->st, w->query->keep_id, &w->keep, &missing)) {
        *err = missing.kind == ERR_MISSING ? *err : missing;
        return missing.kind == ERR_MISSING;
    }
    if (!key_is_before(w->lanes.place, w->keep, w->lanes.is_up))
        w->keep.id = 0;
    return true;
}

static void
start_within_bounds(struct walk *w)
{
    struct story_key bound = { .sort_at = w->lanes.is_up ? w->newer_at : w->older_at };

    if (key_is_before(w->lanes.place, bound, w->lanes.is_up))
        w->lanes.place = bound;
}

/* All lanes see the store as it was at one moment, so that no story is met twice or missed. */
static bool
begin_reading(struct walk *w, struct err *err)
{
    if (!sqlite3_get_autocommit(w->st->db))
        return true;
    struct sql s = sql_use(w->st, SQL_BEGIN_READ);

    w->is_reading = sql_run(&s, err);
    return w->is_reading;
}

static bool
init_walk(struct walk *w, struct store *st, const struct store_query *query, struct err *err)
{
    *w = (struct walk){ .st = st,
                        .look_most = st->lists_to_end ? SIZE_MAX : LOOK_MOST,
                        .query = query,
                        .newer_at = INT64_MIN,
                        .older_at = INT64_MAX,
                        .words_has = SQL_WORDS_HAS };
    w->sets = ARENA_ARRAY(&w->arena, struct story_set, query->count);
    w->is_sure = ARENA_ARRAY(&w->arena, bool, query->count);
    w->values = ARENA_ARRAY(&w->arena, char, query->count);
    for (size_t i = 0; i < query->count; i++)
        w->shows_hidden = w->shows_hidden || query->nodes[i].kind == QUERY_HIDDEN;
    return begin_reading(w, err) && find_sets(w, err) && find_visit(w, err);
}

bool
walk_open_test(struct store *st, const struct store_query *query, enum sql_id words_has,
               struct walk *out, struct err *err)
{
    if (!init_walk(out, st, query, err)) {
        walk_close(out);
        return false;
    }
    out->words_has = words_has;
    return true;
}

bool
walk_open(struct store *st, const struct store_query *query, bool is_up, struct story_key place,
          size_t wanted, struct walk *out, struct err *err)
{
    struct walk *w = out;
    bool ok = init_walk(w, st, query, err);

    w->lanes = (struct lanes){ .st = st, .a = &w->arena, .is_up = is_up, .place = place };
    if (!ok || !find_keep(w, err) || !choose(w, wanted, err) ||
        (query->is_grouped && !heads_open(w, err))) {
        walk_close(w);
        return false;
    }
    start_within_bounds(w);
    return true;
}

static bool
load_row(struct walk *w, int64_t id, struct store_story *out, bool *out_any, struct err *err)
{
    w->row = sql_use(w->st, SQL_STORY_GET);
    sql_int(&w->row, id);
    if (!sql_row(&w->row, out_any, err))
        return false;
    if (*out_any)
        story_read(&w->row, out);
    return true;
}

static bool
is_by_flags(enum query_kind kind)
{
    return kind == QUERY_SOURCE || kind == QUERY_SECTION || kind == QUERY_READ ||
           kind == QUERY_UNREAD || kind == QUERY_SAVED;
}

bool
walk_may_match(const struct walk *w, const struct store_story *story)
{
    for (size_t i = 0; i < w->conjunct_count; i++)
        if (is_by_flags(w->query->nodes[w->conjuncts[i]].kind) &&
            !test_plain(w, w->conjuncts[i], story))
            return false;
    return true;
}

bool
walk_test(struct walk *w, int64_t id, struct store_story *out, bool *out_yes, struct err *err)
{
    if (!load_row(w, id, out, out_yes, err))
        return false;
    return !*out_yes || matches(w, out, out_yes, err);
}

static bool
is_past(const struct walk *w, struct story_key key)
{
    return w->lanes.is_up ? key.sort_at >= w->older_at : key.sort_at < w->newer_at;
}

/* The next key of the lanes, or the kept story's where it belongs before that. */
static bool
next_key(struct walk *w, struct story_key *out, bool *out_any, bool *out_is_kept, struct err *err)
{
    if (!w->has_ahead && !lanes_next(&w->lanes, &w->ahead, &w->is_ahead_any, err))
        return false;
    w->has_ahead = true;
    bool is_any = w->is_ahead_any && !is_past(w, w->ahead);

    *out_is_kept = w->keep.id && (!is_any || !key_is_before(w->ahead, w->keep, w->lanes.is_up));
    *out_any = is_any || *out_is_kept;
    if (!*out_is_kept || w->keep.id == w->ahead.id)
        w->has_ahead = !is_any; /* at the end it stays, to be found again */
    *out = *out_is_kept ? w->keep : w->ahead;
    if (*out_is_kept)
        w->keep.id = 0;
    return true;
}

/* A story of a thread comes only as its head; which of a thread's is that was tested already. */
static bool
is_row_of_thread(struct walk *w, int64_t id, bool *out_known, bool *out_head, struct err *err)
{
    struct sql s = sql_use(w->st, SQL_STORY_THREAD);
    struct story_key head = { 0 };
    int64_t thread_id = 0;
    bool ok = true;

    sql_int(&s, id);
    ok = sql_value(&s, 0, &thread_id, err) &&
         (thread_id == 0 || heads_find(w->heads, thread_id, &head, err));
    *out_known = head.id != 0;
    *out_head = head.id == id;
    return ok;
}

bool
walk_next(struct walk *w, struct store_story *out, bool *out_any, struct err *err)
{
    struct story_key key;
    bool is_any, is_kept, is_tested = false, is_head = false, is_yes = false;

    while (!is_yes && w->looked_at < w->look_most) {
        w->looked_at++;
        if (!next_key(w, &key, &is_any, &is_kept, err))
            return false;
        if (!is_any)
            break;
        if (w->heads && !is_row_of_thread(w, key.id, &is_tested, &is_head, err))
            return false;
        if (is_tested && !is_head)
            continue;
        /* The index of words may know a story that has gone. */
        if (is_tested && heads_take_row(w->heads, key.id, out))
            is_any = true;
        else if (!load_row(w, key.id, out, &is_any, err))
            return false;
        is_yes = is_any && (is_kept || is_tested);
        if (is_any && !is_yes && !matches(w, out, &is_yes, err))
            return false;
    }
    *out_any = is_yes;
    return true;
}

void
walk_close(struct walk *w)
{
    struct err ignored = { 0 };

    if (w->heads)
        heads_close(w->heads);
    sql_done(&w->row);
    if (w->is_reading) {
        struct sql s = sql_use(w->st, SQL_COMMIT);

        sql_run(&s, &ignored);
    }
    arena_free(&w->arena);
}
