#include "query.h"

#include "words.h"

#include <courant/config.h>
#include <courant/text.h>

#include <string.h>

#define TEXT_MOST 2000 /* bytes */
#define NODE_MOST 200
#define DEPTH_MOST                                                                                 \
    40 /* of brackets and signs that wait for their other side; the parser of FTS5 has 100 places */

enum operation { OP_OPEN, OP_OR, OP_AND, OP_NOT }; /* by how tightly they bind */

struct parser {
    struct arena *a;
    str all, rest;
    int64_t now;
    struct query_node *nodes;
    size_t count;
    size_t operands[NODE_MOST], operand_count; /* nodes that wait for their parent */
    struct {
        enum operation operation;
        size_t at; /* byte */
    } waiting[DEPTH_MOST];
    size_t waiting_count;
    bool wants_term;
    VEC(struct query_needle) needles;
    size_t failed_at; /* byte */
};

static size_t
place(const struct parser *p)
{
    return (size_t)(p->rest.ptr - p->all.ptr);
}

static bool
fail_at(struct parser *p, size_t byte, struct err *err, const char *words, str quoted)
{
    str before = str_sub(p->all, 0, byte);
    size_t column = 1;

    p->failed_at = byte;
    for (; before.len > 0; column++)
        rune_take(&before);
    if (quoted.len)
        return err_set(err, ERR_INVALID, "query, column %zu: \"%.*s\" %s", column,
                       STR_ARG(str_sub(quoted, 0, 200)), words);
    return err_set(err, ERR_INVALID, "query, column %zu: %s", column, words);
}

/* ---- the tree ---- */

static bool
push_node(struct parser *p, struct query_node node, struct err *err)
{
    if (p->count == NODE_MOST)
        return fail_at(p, place(p), err, "the query is too long", STR(""));
    p->nodes[p->count] = node;
    p->operands[p->operand_count++] = p->count++;
    return true;
}

/* The left side goes bare where that means the same: FTS5 could not hold a hundred brackets. */
static str
join_match(struct arena *a, const struct query_node *left, str expression, const char *joint,
           str right)
{
    bool is_bracketed = left->is_either && strcmp(joint, "OR") != 0;

    return arena_printf(a, is_bracketed ? "(%.*s) %s (%.*s)" : "%.*s %s (%.*s)",
                        STR_ARG(expression), joint, STR_ARG(right));
}

/*
 * What is about words only becomes one expression, which the index answers at once: a AND (b), a OR (b), a NOT (b).
 * Both sides are the last nodes made, so that taking them off leaves no gap.
 */
static bool
join_words(struct parser *p, enum operation operation)
{
    size_t left = p->operands[p->operand_count - 2], right = p->operands[p->operand_count - 1];
    const struct query_node l = p->nodes[left], *r = &p->nodes[right];
    bool is_without =
        operation == OP_AND && r->kind == QUERY_NOT && p->nodes[r->left].kind == QUERY_TEXT;
    const char *joint = is_without ? "NOT" : operation == OP_AND ? "AND" : "OR";
    const struct query_node *other = is_without ? &p->nodes[r->left] : r;

    if (l.kind != QUERY_TEXT || other->kind != QUERY_TEXT)
        return false;
    /* What is excluded is never widened by what it might become when it is typed to its end. */
    p->nodes[left] = (struct query_node){
        .kind = QUERY_TEXT,
        .text = join_match(p->a, &l, l.text, joint, is_without ? other->narrow : other->text),
        .narrow = join_match(p->a, &l, l.narrow, joint, other->narrow),
        .is_either = operation == OP_OR,
        .is_brief = l.is_brief || (other->is_brief && !is_without),
    };
    p->count = left + 1;
    p->operand_count--;
    return true;
}

static bool
apply(struct parser *p, enum operation operation, struct err *err)
{
    struct query_node node = { .kind = operation == OP_NOT  ? QUERY_NOT
                                       : operation == OP_OR ? QUERY_OR
                                                            : QUERY_AND };

    if (operation == OP_NOT) {
        node.left = p->operands[--p->operand_count];
        return push_node(p, node, err);
    }
    if (join_words(p, operation))
        return true;
    node.right = p->operands[--p->operand_count];
    node.left = p->operands[--p->operand_count];
    return push_node(p, node, err);
}

/* Those that bind at least as tightly as what comes next are done now. */
static bool
apply_down_to(struct parser *p, enum operation least, struct err *err)
{
    while (p->waiting_count > 0 && p->waiting[p->waiting_count - 1].operation >= least)
        if (!apply(p, p->waiting[--p->waiting_count].operation, err))
            return false;
    return true;
}

static bool
push_operation(struct parser *p, enum operation operation, struct err *err)
{
    if (p->waiting_count == DEPTH_MOST)
        return fail_at(p, place(p), err, "brackets within brackets, too deep", STR(""));
    p->waiting[p->waiting_count].operation = operation;
    p->waiting[p->waiting_count++].at = place(p);
    return true;
}

/* ---- terms ---- */

static bool
parse_civil(str text, int64_t *out_at)
{
    int64_t year, month = 1, day = 1;

    if (!str_take_int(&text, &year) || year < 1 || year > 9999)
        return false;
    if (text.len &&
        (text.ptr[0] != '-' || (text = str_from(text, 1), !str_take_int(&text, &month)) ||
         month < 1 || month > 12))
        return false;
    if (text.len && (text.ptr[0] != '-' || (text = str_from(text, 1), !str_take_int(&text, &day)) ||
                     day < 1 || day > 31))
        return false;
    *out_at = time_from_civil(year, (int)month, (int)day, 0, 0, 0);
    return text.len == 0;
}

static bool
parse_time(struct parser *p, str value, size_t at, int64_t *out, struct err *err)
{
    struct err other = { 0 };
    int64_t span_s;

    if (parse_civil(value, out))
        return true;
    if (!span_parse(value, &span_s, &other))
        return fail_at(p, at, err,
                       "is no time: a date as 2025-01-31, or how long ago, as 2d or 12h", value);
    *out = p->now - span_s;
    return true;
}

struct word_kind {
    const char *word;
    enum query_kind kind;
};

static const struct word_kind states[] = {
    { "unread", QUERY_UNREAD },     { "read", QUERY_READ },  { "saved", QUERY_SAVED },
    { "edited", QUERY_EDITED },     { "new", QUERY_NEW },    { "hidden", QUERY_HIDDEN },
    { "followed", QUERY_FOLLOWED }, { "muted", QUERY_MUTED }
};
static const struct word_kind parts[] = { { "enclosure", QUERY_ENCLOSURE },
                                          { "picture", QUERY_PICTURE },
                                          { "page", QUERY_PAGE } };

static bool
find_word(const struct word_kind *table, size_t count, str word, enum query_kind *out)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_nocase(word, str_of(table[i].word))) {
            *out = table[i].kind;
            return true;
        }
    return false;
}

struct value { /* what stands after "field:" */
    str text;
    size_t at;
    bool is_quoted, is_last; /* last: nothing follows, it may still be being typed */
};

static bool
is_excluded(const struct parser *p)
{
    for (size_t i = 0; i < p->waiting_count; i++)
        if (p->waiting[i].operation == OP_NOT)
            return true;
    return false;
}

static bool
push_words(struct parser *p, const char *column, struct value value, struct err *err)
{
    bool is_beginning = !value.is_quoted && str_ends(value.text, STR("*"));
    bool is_typed = !value.is_quoted && value.is_last;
    struct query_node node = { .kind = QUERY_TEXT };

    if (is_beginning)
        value.text.len--;
    node.text = words_match(p->a, column, value.text,
                            is_beginning || is_typed ? WORDS_PREFIX : WORDS_FORMS);
    node.narrow = is_beginning ? node.text : words_match(p->a, column, value.text, WORDS_FORMS);
    node.is_brief = is_typed && !is_beginning && words_is_brief(value.text);
    if (!node.text.len)
        return fail_at(p, value.at, err, "has no letter or digit to look for", value.text);
    if (!is_excluded(p))
        *VEC_PUSH(p->a, &p->needles) =
            (struct query_needle){ value.text, is_beginning || is_typed };
    return push_node(p, node, err);
}

static bool
push_title(struct parser *p, struct value value, struct err *err)
{
    return push_words(p, "title", value, err);
}

static bool
push_author(struct parser *p, struct value value, struct err *err)
{
    return push_words(p, "author", value, err);
}

static bool
push_source(struct parser *p, struct value value, struct err *err)
{
    return push_node(
        p, (struct query_node){ .kind = QUERY_SOURCE, .text = text_fold(p->a, value.text) }, err);
}

static bool
push_section(struct parser *p, struct value value, struct err *err)
{
    while (str_ends(value.text, STR("/")))
        value.text.len--;
    return push_node(
        p, (struct query_node){ .kind = QUERY_SECTION, .text = text_fold(p->a, value.text) }, err);
}

static bool
push_tag(struct parser *p, struct value value, struct err *err)
{
    return push_node(
        p, (struct query_node){ .kind = QUERY_TAG, .text = text_fold(p->a, value.text) }, err);
}

static bool
push_lang(struct parser *p, struct value value, struct err *err)
{
    return push_node(
        p, (struct query_node){ .kind = QUERY_LANG, .text = arena_lower(p->a, value.text) }, err);
}

static bool
push_thread(struct parser *p, struct value value, struct err *err)
{
    struct query_node node = { .kind = QUERY_THREAD };
    str rest = value.text;

    if (!str_take_int(&rest, &node.value) || rest.len || node.value == 0)
        return fail_at(p, value.at, err, "is no number of a thread", value.text);
    return push_node(p, node, err);
}

static bool
push_is(struct parser *p, struct value value, struct err *err)
{
    struct query_node node = { 0 };

    if (!find_word(states, ARRAY_LEN(states), value.text, &node.kind))
        return fail_at(p, value.at, err,
                       "is no state: unread, read, saved, edited, new, hidden, followed, muted",
                       value.text);
    return push_node(p, node, err);
}

static bool
push_has(struct parser *p, struct value value, struct err *err)
{
    struct query_node node = { 0 };

    if (!find_word(parts, ARRAY_LEN(parts), value.text, &node.kind))
        return fail_at(p, value.at, err,
                       "is nothing that a story can have: enclosure, picture, page", value.text);
    return push_node(p, node, err);
}

static bool
push_newer(struct parser *p, struct value value, struct err *err)
{
    struct query_node node = { .kind = QUERY_NEWER };

    return parse_time(p, value.text, value.at, &node.value, err) && push_node(p, node, err);
}

static bool
push_older(struct parser *p, struct value value, struct err *err)
{
    struct query_node node = { .kind = QUERY_OLDER };

    return parse_time(p, value.text, value.at, &node.value, err) && push_node(p, node, err);
}

static const struct field {
    const char *name;
    bool (*push)(struct parser *p, struct value value, struct err *err);
} fields[] = {
    { "title", push_title },     { "author", push_author }, { "source", push_source },
    { "section", push_section }, { "tag", push_tag },       { "thread", push_thread },
    { "is", push_is },           { "has", push_has },       { "newer", push_newer },
    { "older", push_older },     { "lang", push_lang },
};

/* "name:" at the front, letters only before the colon. */
static str
take_field_name(struct parser *p)
{
    size_t len = 0;

    while (len < p->rest.len && char_is_alpha(p->rest.ptr[len]))
        len++;
    if (len == 0 || len == p->rest.len || p->rest.ptr[len] != ':')
        return STR("");
    str name = str_sub(p->rest, 0, len);

    p->rest = str_from(p->rest, len + 1);
    return name;
}

static bool
take_value(struct parser *p, struct value *out, struct err *err)
{
    size_t len = 0;

    *out = (struct value){ .at = place(p) };
    if (p->rest.len && p->rest.ptr[0] == '"') {
        size_t end = str_find_char(str_from(p->rest, 1), '"');

        if (end == STR_NONE)
            return fail_at(p, out->at, err, "the quotation mark is never closed", STR(""));
        out->text = str_sub(p->rest, 1, end + 1);
        out->is_quoted = true;
        p->rest = str_from(p->rest, end + 2);
        return true;
    }
    while (len < p->rest.len && !char_is_space(p->rest.ptr[len]) && p->rest.ptr[len] != '(' &&
           p->rest.ptr[len] != ')' && p->rest.ptr[len] != '"')
        len++;
    out->text = str_sub(p->rest, 0, len);
    p->rest = str_from(p->rest, len);
    out->is_last = p->rest.len == 0;
    return true;
}

static bool
parse_term(struct parser *p, struct err *err)
{
    size_t at = place(p);
    str name = take_field_name(p);
    struct value value;

    if (!take_value(p, &value, err))
        return false;
    if (!name.len)
        return push_words(p, NULL, value, err);
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (str_eq_nocase(name, str_of(fields[i].name))) {
            if (!value.text.len)
                return fail_at(p, value.at, err, "here a word is wanted", STR(""));
            return fields[i].push(p, value, err);
        }
    return fail_at(
        p, at, err,
        "is no field (title, author, source, section, tag, thread, is, has, newer, older, "
        "lang); in quotation marks it is looked for as it stands",
        name);
}

/* ---- the whole ---- */

static bool
take_joint(struct parser *p, const char *word)
{
    str w = str_of(word);

    if (!str_starts_nocase(p->rest, w) ||
        (p->rest.len > w.len && !char_is_space(p->rest.ptr[w.len]) && p->rest.ptr[w.len] != '(' &&
         p->rest.ptr[w.len] != ')'))
        return false;
    p->rest = str_from(p->rest, w.len);
    return true;
}

static bool
close_bracket(struct parser *p, struct err *err)
{
    if (!apply_down_to(p, OP_OR, err))
        return false;
    if (p->waiting_count == 0)
        return fail_at(p, place(p), err, "this bracket closes none", STR(""));
    p->waiting_count--;
    p->rest = str_from(p->rest, 1);
    return true;
}

/* What may stand where a term is wanted. */
static bool
parse_operand(struct parser *p, struct err *err)
{
    if (p->rest.ptr[0] == ')' || take_joint(p, "or"))
        return fail_at(p, place(p), err, "here a word is wanted", STR(""));
    if (take_joint(p, "and"))
        return true;
    if (p->rest.ptr[0] == '(' || p->rest.ptr[0] == '-') {
        bool is_not = p->rest.ptr[0] == '-';

        if (!push_operation(p, is_not ? OP_NOT : OP_OPEN, err))
            return false;
        p->rest = str_from(p->rest, 1);
        if (is_not && (!p->rest.len || char_is_space(p->rest.ptr[0])))
            return fail_at(p, place(p), err, "a minus stands right before what it excludes",
                           STR(""));
        return true;
    }
    p->wants_term = false;
    return parse_term(p, err);
}

static bool
parse_joint(struct parser *p, struct err *err)
{
    if (p->rest.ptr[0] == ')')
        return close_bracket(p, err);
    bool is_or = take_joint(p, "or");

    if (!is_or)
        take_joint(p, "and");
    p->wants_term = true;
    return apply_down_to(p, is_or ? OP_OR : OP_AND, err) &&
           push_operation(p, is_or ? OP_OR : OP_AND, err);
}

static bool
parse_all(struct parser *p, struct err *err)
{
    for (;;) {
        while (p->rest.len && char_is_space(p->rest.ptr[0]))
            p->rest = str_from(p->rest, 1);
        if (!p->rest.len)
            break;
        if (!(p->wants_term ? parse_operand(p, err) : parse_joint(p, err)))
            return false;
    }
    if (p->wants_term && p->waiting_count)
        return fail_at(p, p->all.len, err, "here a word is wanted", STR(""));
    if (!apply_down_to(p, OP_OR, err))
        return false;
    return p->waiting_count == 0 || fail_at(p, p->waiting[p->waiting_count - 1].at, err,
                                            "this bracket is never closed", STR(""));
}

static bool
parse_text(struct parser *p, struct err *err)
{
    if (p->all.len > TEXT_MOST)
        return err_set(err, ERR_INVALID, "query: longer than %d bytes", TEXT_MOST);
    p->nodes = ARENA_ARRAY(p->a, struct query_node, NODE_MOST);
    return parse_all(p, err);
}

bool
store_query_check(str text, size_t *out_at, struct err *err)
{
    struct arena a = { 0 };
    struct parser p = { .a = &a, .all = text, .rest = text, .wants_term = true };
    bool ok = parse_text(&p, err);

    if (!ok)
        *out_at = p.failed_at;
    arena_free(&a);
    return ok;
}

bool
store_query_has_words(const struct store_query *query)
{
    return query->needle_count > 0;
}

bool
store_query_parse(struct arena *a, str text, int64_t now, struct store_query **out, struct err *err)
{
    struct parser p = { .a = a, .all = text, .rest = text, .now = now, .wants_term = true };

    if (!parse_text(&p, err))
        return false;
    *out = ARENA_NEW(a, struct store_query);
    (*out)->nodes = p.nodes;
    (*out)->count = p.count;
    (*out)->needles = p.needles.items;
    (*out)->needle_count = p.needles.count;
    return true;
}

void
store_query_keep(struct store_query *query, int64_t story_id)
{
    query->keep_id = story_id;
}

void
store_query_group(struct store_query *query, bool is_grouped)
{
    query->is_grouped = is_grouped;
}

void
store_query_hold(struct store_query *query, int64_t story_id)
{
    query->hold_id = story_id;
}

struct store_query *
query_and(struct arena *a, const struct store_query *query, enum query_kind kind, bool is_not)
{
    struct store_query *more = ARENA_NEW(a, struct store_query);
    size_t count = query->count, condition;

    more->nodes = ARENA_ARRAY(a, struct query_node, count + 3);
    if (count)
        memcpy(more->nodes, query->nodes, count * sizeof(*more->nodes));
    more->count = count;
    condition = more->count;
    more->nodes[more->count++] = (struct query_node){ .kind = kind, .is_added = true };
    if (is_not) {
        more->nodes[more->count++] = (struct query_node){ .kind = QUERY_NOT, .left = condition };
        condition++;
    }
    if (count)
        more->nodes[more->count++] =
            (struct query_node){ .kind = QUERY_AND, .left = count - 1, .right = condition };
    return more;
}

size_t
query_conjuncts(struct arena *a, const struct store_query *query, size_t **out)
{
    size_t *open = ARENA_ARRAY(a, size_t, query->count + 1), open_count = 0, count = 0;

    *out = ARENA_ARRAY(a, size_t, query->count + 1);
    if (query->count)
        open[open_count++] = query->count - 1;
    while (open_count > 0) {
        size_t at = open[--open_count];
        const struct query_node *node = &query->nodes[at];

        if (node->kind == QUERY_AND) {
            open[open_count++] = node->left;
            open[open_count++] = node->right;
        } else {
            (*out)[count++] = at;
        }
    }
    return count;
}
