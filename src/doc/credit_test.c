#include "doc/credit.h"

#include "test.h"

/* clang-format off */
static const struct { const char *line; bool is_credit; } cases[] = {
    { "Photo: akorda.kz", true }, { "PHOTO: AKORDA.KZ", true }, { "Photo by Anna Smith", true },
    { "(Photo: Reuters)", true }, { "© Getty Images", true }, { "(c) AFP", true },
    { "Фото: akorda.kz", true }, { "Фото с сайта акорды", true }, { "ФОТО – Казинформ", true },
    { "Сурет: primeminister.kz", true }, { "Foto: dpa", true }, { "Foto © dpa", true },
    { "Bild: Anna Müller", true }, { "Bildquelle dpa", true }, { "Crédit photo : AFP", true },
    { "Fotoğraf: AA", true }, { "Fot. PAP", true }, { "Zdjęcie: PAP", true }, { "图片来源：新华社", true },
    { "写真：共同通信", true }, { "사진=연합뉴스", true }, { "עכס", false }, { "צילום: רויטרס", true },
    { "عکس: ایرنا", true }, { "Image: NASA/JPL", true }, { "Credit: ESA", true },
    { "", false }, { "Photo", false }, { "Photography is an art", false }, { "Photo sessions are banned.", false },
    { "Фотография сделана вчера", false }, { "Fotos werden geladen", false }, { "Bilder sagen mehr", false },
    { "Image is everything", false }, { "写真は語る", false }, { "The minister spoke.", false },
};
/* clang-format on */

static void
credits_are_told_from_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (credit_is(str_of(cases[i].line)) != cases[i].is_credit)
            fail_msg("\"%s\"", cases[i].line);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(credits_are_told_from_text) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
