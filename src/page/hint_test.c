#include "reader.h"
#include "test.h"

#include <courant/text.h>

/* clang-format off */
static const struct {
    const char *element;
    uint32_t want;
} cases[] = {
    { "<div class='post-related__links'>", HINT_ARTICLE | HINT_RELATED },
    { "<div class='postRelatedLinks'>", HINT_ARTICLE | HINT_RELATED },
    { "<div class='StoryBody_story__x7f3'>", HINT_ARTICLE | HINT_BODY },
    { "<div id=newsletter-2>", HINT_LETTER },
    { "<div class='ad-300x250'>", HINT_ADVERT },
    { "<div class='ad1'>", HINT_ADVERT },
    { "<div class='css-1ad4xk'>", 0 },        /* chance */
    { "<div class='jxAdYq'>", 0 },
    { "<div class='has-sidebar'>", 0 },       /* a state */
    { "<div class='no_caption'>", 0 },
    { "<div class='overflow-hidden'>", 0 },
    { "<div class='hidden'>", HINT_UNSEEN },
    { "<div class='hidden md:block'>", 0 },
    { "<p class='article__standfirst'>", HINT_ARTICLE | HINT_LEAD },
    { "<p class='chapo'>", HINT_LEAD },
    { "<div class='zergnet'>", HINT_ADVERT },
    { "<div class='pull-quote'>", HINT_QUOTE },
    { "<div class='pullquote'>", HINT_QUOTE },
    { "<div data-component='tags'>", HINT_META | HINT_TAGS },
    { "<div class='authorbox'>", HINT_BIO },
    { "<div role=navigation>", HINT_NAV },
    { "<div itemprop=articleBody>", HINT_BODY | HINT_ARTICLE },
    { "<aside>", HINT_SIDE },
    { "<share-bar>", HINT_SHARE },
    { "<section id='the-early-responses-from-2'><h2>The: early responses from the field</h2>", 0 },
    { "<section id='responses'><h2>Responses from the field</h2>", HINT_COMMENT },
    { "<section id='post-related-links-list'><h2>Post no bills here</h2>", HINT_ARTICLE | HINT_RELATED },
    { "<div class='xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxad'>", 0 },
};
/* clang-format on */

static void
names_tell_what_an_element_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        struct html_tree tree;
        struct err err = { 0 };

        assert_true(
            html_parse(&a, str_of(cases[i].element), HTML_MODE_FRAGMENT, NULL, &tree, &err));
        if (hint_find(tree.root->first) != cases[i].want)
            fail_msg("%s: 0x%x, want 0x%x", cases[i].element, hint_find(tree.root->first),
                     cases[i].want);
        arena_free(&a);
    }
}

static void
tables_are_in_order(void **state)
{
    (void)state;
    assert_true(hint_tables_are_sorted());
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_tell_what_an_element_is),
        cmocka_unit_test(tables_are_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
