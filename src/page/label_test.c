#include "label.h"

#include "test.h"

#include <courant/text.h>

static const struct {
    const char *text;
    enum label want;
} labels[] = {
    { "Related stories", LABEL_RELATED },
    { "READ MORE:", LABEL_RELATED },
    { "► See also", LABEL_RELATED },
    { "[Related]", LABEL_RELATED },
    { "Читайте также: Паром вышел", LABEL_RELATED },
    { "ЕЩЁ ПО ТЕМЕ", LABEL_RELATED },
    { "Оқи отырыңыз", LABEL_RELATED },
    { "À lire aussi", LABEL_RELATED },
    { "Das könnte Sie auch interessieren", LABEL_RELATED },
    { "関連記事", LABEL_RELATED },
    { "相关新闻", LABEL_RELATED },
    { "اقرأ أيضا", LABEL_RELATED },
    { "Most Popular", LABEL_POPULAR },
    { "Популярные материалы", LABEL_POPULAR },
    { "Advertisement", LABEL_ADVERT },
    { "Реклама", LABEL_ADVERT },
    { "Comments (12)", LABEL_OTHER },
    { "Relatedness is a measure", LABEL_NONE },
    { "Ferry service resumes", LABEL_NONE },
    { "Similarly, the boat was late", LABEL_NONE },
    { "", LABEL_NONE },
};

static const struct {
    const char *text, *credit;
} credits[] = {
    { "Photo: akorda.kz", "akorda.kz" },
    { "PHOTO: M. Reed", "M. Reed" },
    { "Photo by Nils Berg", "Nils Berg" },
    { "Photos: Nils Berg", "Nils Berg" },
    { "Photo / Nils Berg", "Nils Berg" },
    { "(Photo: Nils Berg)", "Nils Berg" },
    { "Photograph: Nils Berg/The Strait", "Nils Berg/The Strait" },
    { "Image credit: Harbour Trust", "Harbour Trust" },
    { "Credit: Nils Berg", "Nils Berg" },
    { "© Nils Berg / AFP", "Nils Berg / AFP" },
    { "(c) Nils Berg", "Nils Berg" },
    { "Фото: пресс-служба порта", "пресс-служба порта" },
    { "Фото © РИА", "РИА" },
    { "Сурет: akorda.kz", "akorda.kz" },
    { "Foto: dpa", "dpa" },
    { "写真：港日報", "港日報" },
    { "Photography has changed the harbour", "" },
    { "Photo of the harbour", "" },
    { "Source of the river", "" },
    { "The harbour", "" },
    { "", "" },
};

static const struct {
    const char *text, *name;
} authors[] = {
    { "By Anna Reed", "Anna Reed" },
    { "by: Anna Reed", "Anna Reed" },
    { "Written by Anna Reed", "Anna Reed" },
    { "Автор: Анна Ким", "Анна Ким" },
    { "Par Anne Roche", "Anne Roche" },
    { "Von Anna Riedel", "Anna Riedel" },
    { "Byron Hale", "Byron Hale" },
    { "Vonda Lee", "Vonda Lee" },
    { "Anna Reed", "Anna Reed" },
};

static void
labels_are_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        struct arena a = { 0 };
        enum label got = label_find(&a, str_of(labels[i].text));

        if (got != labels[i].want)
            fail_msg("\"%s\": %d", labels[i].text, (int)got);
        arena_free(&a);
    }
}

static void
sources_are_told_from_pictures(void **state)
{
    (void)state;
    assert_true(label_is_source(STR("Source: Ministry of Transport")));
    assert_true(label_is_source(STR(" Quelle: dpa")));
    assert_true(label_is_source(STR("Источник: akorda.kz")));
    assert_false(label_is_source(STR("Photo: akorda.kz")));
    assert_false(label_is_source(STR("Sources close to the mayor say so")));
}

static void
credits_are_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(credits); i++) {
        str got = label_credit(str_of(credits[i].text));

        if (!str_eq(got, str_of(credits[i].credit)))
            fail_msg("\"%s\": \"%.*s\"", credits[i].text, STR_ARG(got));
    }
}

static void
authors_are_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(authors); i++) {
        str got = label_author(str_of(authors[i].text));

        if (!str_eq(got, str_of(authors[i].name)))
            fail_msg("\"%s\": \"%.*s\"", authors[i].text, STR_ARG(got));
    }
}

static void
credit_words_come_off_the_end(void **state)
{
    (void)state;
    assert_str_equal(label_without_credit_word(STR("The harbour. Photo by ")), STR("The harbour."));
    assert_str_equal(label_without_credit_word(STR("The harbour (")), STR("The harbour"));
    assert_str_equal(label_without_credit_word(STR("The harbour. Source: ")), STR("The harbour."));
    assert_str_equal(label_without_credit_word(STR("A telephoto")), STR("A telephoto"));
}

/* What is not cannot be met. */
static void
rows_are_folded(void **state)
{
    (void)state;
    for (size_t i = 0; i < label_row_count(); i++) {
        struct arena a = { 0 };
        str row = str_of(label_row(i)), folded = text_fold(&a, row);

        if (!str_eq(folded, row))
            print_error("\"%s\" is \"%.*s\" folded\n", label_row(i), STR_ARG(folded));
        assert_true(str_eq(folded, row));
        arena_free(&a);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_are_told),
        cmocka_unit_test(credits_are_told),
        cmocka_unit_test(sources_are_told_from_pictures),
        cmocka_unit_test(authors_are_told),
        cmocka_unit_test(credit_words_come_off_the_end),
        cmocka_unit_test(rows_are_folded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
