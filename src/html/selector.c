/*
 * CSS selectors, as far as a user's two settings for a stubborn site need them: type, *, .class, #id,
 * [attr], [attr=v] with ~= ^= $= *= |=, after one another, with blanks or ">" between, and commas.
 *
 * Source  Selectors Level 3, sections 6 and 8
 */
#include <courant/html.h>

#include <string.h>

#define MOST_STEPS 32  /* of one selector: a bit each in matched_steps */
#define MOST_DEPTH 640 /* ancestors looked at; the tree has at most 512 levels */

enum test_kind {
    TEST_TYPE,
    TEST_HAS,      /* [attr] */
    TEST_IS,       /* = */
    TEST_WORD,     /* ~=, .class, and #id as a word of one */
    TEST_STARTS,   /* ^= */
    TEST_ENDS,     /* $= */
    TEST_CONTAINS, /* *= */
    TEST_DASH,     /* |= */
};

struct test {
    enum test_kind kind;
    const char *name; /* of the attribute, or the element; lower case */
    const char *value;
};

/* What must be true of one element, and how it stands to the step before. */
struct step {
    VEC(struct test) tests;
    bool is_child; /* ">" stands before it */
};

struct html_selector {
    VEC(struct step) steps;
    struct html_selector *other; /* after a comma */
};

/* ---- reading ---- */

static bool
is_name_char(char c)
{
    return char_is_alnum(c) || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

static str
take_word(str *rest)
{
    size_t len = 0;

    while (len < rest->len && is_name_char(rest->ptr[len]))
        len++;
    str word = str_sub(*rest, 0, len);

    *rest = str_from(*rest, len);
    return word;
}

static void
skip_blanks(str *rest)
{
    while (rest->len > 0 && char_is_space(rest->ptr[0]))
        *rest = str_from(*rest, 1);
}

static bool
take_char(str *rest, char c)
{
    if (rest->len == 0 || rest->ptr[0] != c)
        return false;
    *rest = str_from(*rest, 1);
    return true;
}

/* A quoted or bare value. */
static bool
take_value(str *rest, str *out)
{
    char quote = rest->len > 0 && (rest->ptr[0] == '"' || rest->ptr[0] == '\'') ? rest->ptr[0] : 0;

    if (!quote) {
        *out = take_word(rest);
        return out->len > 0;
    }
    *rest = str_from(*rest, 1);
    size_t end = str_find_char(*rest, quote);

    if (end == STR_NONE)
        return false;
    *out = str_sub(*rest, 0, end);
    *rest = str_from(*rest, end + 1);
    return true;
}

static bool
take_operator(str *rest, enum test_kind *out)
{
    static const struct {
        char sign;
        enum test_kind kind;
    } operators[] = { { '~', TEST_WORD },
                      { '^', TEST_STARTS },
                      { '$', TEST_ENDS },
                      { '*', TEST_CONTAINS },
                      { '|', TEST_DASH } };

    *out = TEST_IS;
    for (size_t i = 0; i < ARRAY_LEN(operators); i++)
        if (take_char(rest, operators[i].sign))
            *out = operators[i].kind;
    return take_char(rest, '=');
}

/* What follows "[". */
static bool
take_bracket(struct arena *a, str *rest, struct test *out)
{
    str value = { 0 };

    skip_blanks(rest);
    str name = take_word(rest);

    skip_blanks(rest);
    *out = (struct test){ TEST_HAS, arena_cstr(a, arena_lower(a, name)), "" };
    if (name.len == 0)
        return false;
    if (take_char(rest, ']'))
        return true;
    if (!take_operator(rest, &out->kind))
        return false;
    skip_blanks(rest);
    if (!take_value(rest, &value))
        return false;
    out->value = arena_cstr(a, value);
    skip_blanks(rest);
    return take_char(rest, ']');
}

static bool
take_test(struct arena *a, str *rest, struct test *out)
{
    char first = rest->ptr[0];
    const char *attr = first == '.' ? "class" : first == '#' ? "id" : NULL;

    if (take_char(rest, '['))
        return take_bracket(a, rest, out);
    if (attr)
        *rest = str_from(*rest, 1);
    str word = take_word(rest);

    if (attr)
        *out = (struct test){ TEST_WORD, arena_cstr(a, str_of(attr)), arena_cstr(a, word) };
    else
        *out = (struct test){ TEST_TYPE, arena_cstr(a, arena_lower(a, word)), "" };
    return word.len > 0;
}

static bool
take_step(struct arena *a, str *rest, struct step *out)
{
    bool is_any = take_char(rest, '*');

    while (rest->len > 0 && !char_is_space(rest->ptr[0]) && rest->ptr[0] != ',' &&
           rest->ptr[0] != '>')
        if (!take_test(a, rest, VEC_PUSH(a, &out->tests)))
            return false;
    return is_any || out->tests.count > 0;
}

static bool
take_selector(struct arena *a, str *rest, struct html_selector *out)
{
    bool is_child = false;

    for (;;) {
        struct step *step = VEC_PUSH(a, &out->steps);

        *step = (struct step){ .is_child = is_child };
        if (out->steps.count > MOST_STEPS || !take_step(a, rest, step))
            return false;
        skip_blanks(rest);
        if (rest->len == 0 || rest->ptr[0] == ',')
            return true;
        is_child = take_char(rest, '>');
        skip_blanks(rest);
    }
}

bool
html_selector_parse(struct arena *a, str text, struct html_selector **out, struct err *err)
{
    struct html_selector *first = NULL, **end = &first;
    str rest = str_trim(text);

    do {
        *end = ARENA_NEW(a, struct html_selector);
        skip_blanks(&rest);
        if (!take_selector(a, &rest, *end))
            return err_set(err, ERR_INVALID, "\"%.*s\" is not a selector that is known here",
                           STR_ARG(text));
        end = &(*end)->other;
    } while (take_char(&rest, ','));
    *out = first;
    return true;
}

/* ---- matching ---- */

static bool
has_dash_prefix(str value, str wanted)
{
    return str_starts(value, wanted) && (value.len == wanted.len || value.ptr[wanted.len] == '-');
}

static bool
passes(const struct html_node *node, const struct test *test)
{
    str wanted = str_of(test->value), value = html_attr(node, test->name);

    switch (test->kind) {
    case TEST_TYPE: return str_eq(node->name, str_of(test->name));
    case TEST_HAS: return html_has_attr(node, test->name);
    case TEST_IS: return html_has_attr(node, test->name) && str_eq(value, wanted);
    case TEST_WORD: return html_has_word(node, test->name, test->value);
    case TEST_STARTS: return wanted.len > 0 && str_starts(value, wanted);
    case TEST_ENDS: return wanted.len > 0 && str_ends(value, wanted);
    case TEST_CONTAINS: return wanted.len > 0 && str_find(value, wanted) != STR_NONE;
    case TEST_DASH: return html_has_attr(node, test->name) && has_dash_prefix(value, wanted);
    }
    return false;
}

static bool
passes_all(const struct html_node *node, const struct step *step)
{
    for (size_t i = 0; i < step->tests.count; i++)
        if (!passes(node, &step->tests.items[i]))
            return false;
    return true;
}

/*
 * Bit i: this node can be what step i speaks of, given which steps its parent and any of its ancestors
 * can be. Going down from the root so needs no going back, whatever mix of blanks and ">" there is.
 */
static uint32_t
matched_steps(const struct html_node *node, const struct html_selector *s, uint32_t of_parent,
              uint32_t of_ancestors)
{
    uint32_t matched = 0;

    for (size_t i = 0; i < s->steps.count; i++) {
        const struct step *step = &s->steps.items[i];
        uint32_t before = step->is_child ? of_parent : of_ancestors;

        if ((i == 0 || before >> (i - 1) & 1) && passes_all(node, step))
            matched |= UINT32_C(1) << i;
    }
    return matched;
}

static bool
matches_one(const struct html_node *const *line, size_t count, const struct html_selector *s)
{
    uint32_t of_parent = 0, of_ancestors = 0;

    for (size_t i = count; i > 0; i--) {
        of_parent = matched_steps(line[i - 1], s, of_parent, of_ancestors);
        of_ancestors |= of_parent;
    }
    return of_parent >> (s->steps.count - 1) & 1;
}

bool
html_matches(const struct html_node *node, const struct html_selector *selector)
{
    const struct html_node *line[MOST_DEPTH]; /* the node, then its ancestors */
    size_t count = 0;

    if (node->tag == HTML_TEXT || node->tag == HTML_DOCUMENT)
        return false;
    for (; node && node->tag != HTML_DOCUMENT && count < MOST_DEPTH; node = node->parent)
        line[count++] = node;
    for (; selector; selector = selector->other) {
        const struct step *last = &selector->steps.items[selector->steps.count - 1];

        if (passes_all(line[0], last) && matches_one(line, count, selector))
            return true;
    }
    return false;
}
