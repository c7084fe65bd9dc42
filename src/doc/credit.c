#include "credit.h"

#include <courant/text.h>

#define LINE_MOST ((size_t)240) /* bytes: a credit is short */

/* How credits begin, folded; with a mark, only before one of : = / | © or a dash between blanks. */
static const struct {
    str word;
    bool wants_mark;
} words[] = {
    { STR_INIT("©"), false },
    { STR_INIT("(c)"), false },
    { STR_INIT("photo by"), false },
    { STR_INIT("photos by"), false },
    { STR_INIT("photograph by"), false },
    { STR_INIT("photograph"), true },
    { STR_INIT("photographs"), true },
    { STR_INIT("photo courtesy"), false },
    { STR_INIT("photo credit"), false },
    { STR_INIT("photo illustration"), true },
    { STR_INIT("photo"), true },
    { STR_INIT("photos"), true },
    { STR_INIT("image by"), false },
    { STR_INIT("image courtesy"), false },
    { STR_INIT("image credit"), false },
    { STR_INIT("image source"), false },
    { STR_INIT("image"), true },
    { STR_INIT("images"), true },
    { STR_INIT("picture by"), false },
    { STR_INIT("picture"), true },
    { STR_INIT("pictures"), true },
    { STR_INIT("pic"), true },
    { STR_INIT("illustration by"), false },
    { STR_INIT("illustration"), true },
    { STR_INIT("graphic"), true },
    { STR_INIT("credit"), true },
    { STR_INIT("credits"), true },
    { STR_INIT("courtesy of"), false },
    { STR_INIT("screenshot"), true },
    /* Russian, Ukrainian, Belarusian */
    { STR_INIT("фото"), true },
    { STR_INIT("фото из"), false },
    { STR_INIT("фото с"), false },
    { STR_INIT("фото предоставлен"), false },
    { STR_INIT("фотография"), true },
    { STR_INIT("фотограф"), true },
    { STR_INIT("источник фото"), false },
    { STR_INIT("изображение"), true },
    { STR_INIT("иллюстрация"), true },
    { STR_INIT("коллаж"), true },
    { STR_INIT("скриншот"), true },
    { STR_INIT("снимок"), true },
    { STR_INIT("світлина"), true },
    { STR_INIT("фота"), true },
    /* Kazakh, Kyrgyz, Uzbek, Turkish, Azeri */
    { STR_INIT("сурет"), true },
    { STR_INIT("суреттер"), true },
    { STR_INIT("суретті түсірген"), false },
    { STR_INIT("сүрөт"), true },
    { STR_INIT("surat"), true },
    { STR_INIT("fotograf"), true },
    { STR_INIT("fotosu"), true },
    { STR_INIT("gorsel"), true },
    { STR_INIT("kaynak"), true },
    { STR_INIT("səkil"), true },
    /* German, Dutch, Nordic */
    { STR_INIT("foto"), true },
    { STR_INIT("fotos"), true },
    { STR_INIT("foto von"), false },
    { STR_INIT("bild"), true },
    { STR_INIT("bilder"), true },
    { STR_INIT("bildquelle"), false },
    { STR_INIT("bildnachweis"), false },
    { STR_INIT("grafik"), true },
    { STR_INIT("beeld"), true },
    { STR_INIT("kuva"), true },
    { STR_INIT("billede"), true },
    /* French, Italian, Spanish, Portuguese, Romanian */
    { STR_INIT("credit photo"), false },
    { STR_INIT("photo de"), false },
    { STR_INIT("foto di"), false },
    { STR_INIT("foto de"), false },
    { STR_INIT("fotografia"), true },
    { STR_INIT("imagen"), true },
    { STR_INIT("imagem"), true },
    { STR_INIT("immagine"), true },
    { STR_INIT("credito"), true },
    { STR_INIT("creditos"), true },
    { STR_INIT("reproducao"), true },
    /* Polish, Czech, Slovak, South Slavic, Hungarian, Baltic, Vietnamese, Indonesian */
    { STR_INIT("fot."), false },
    { STR_INIT("fot"), true },
    { STR_INIT("zdjecie"), true },
    { STR_INIT("zdroj"), true },
    { STR_INIT("снимка"), true },
    { STR_INIT("слика"), true },
    { STR_INIT("kep"), true },
    { STR_INIT("nuotr."), false },
    { STR_INIT("anh"), true },
    { STR_INIT("gambar"), true },
    { STR_INIT("φωτο"), true },
    { STR_INIT("φωτογραφια"), true },
    /* East Asia */
    { STR_INIT("照片"), true },
    { STR_INIT("图片来源"), false },
    { STR_INIT("圖片來源"), false },
    { STR_INIT("图片"), true },
    { STR_INIT("圖片"), true },
    { STR_INIT("图源"), true },
    { STR_INIT("图"), true },
    { STR_INIT("圖"), true },
    { STR_INIT("摄影"), true },
    { STR_INIT("攝影"), true },
    { STR_INIT("写真"), true },
    { STR_INIT("写真提供"), true },
    { STR_INIT("画像"), true },
    { STR_INIT("撮影"), true },
    { STR_INIT("사진"), true },
    { STR_INIT("사진제공"), true },
    /* Arabic, Persian, Hebrew, Hindi, Thai, Georgian, Armenian */
    { STR_INIT("تصوير"), true },
    { STR_INIT("صورة"), true },
    { STR_INIT("الصورة"), true },
    { STR_INIT("مصدر الصورة"), false },
    { STR_INIT("عکس"), true },
    { STR_INIT("צילום"), true },
    { STR_INIT("תמונה"), true },
    { STR_INIT("फोटो"), true },
    { STR_INIT("ภาพ"), true },
    { STR_INIT("ფოტო"), true },
    { STR_INIT("լուսանկարը"), true },
};

static const str marks[] = {
    STR_INIT(":"),  STR_INIT("="),  STR_INIT("/"),  STR_INIT("|"),   STR_INIT("©"),
    STR_INIT("- "), STR_INIT("– "), STR_INIT("— "), STR_INIT("(c)"), STR_INIT("∕"),
};

static bool
begins_with_mark(str rest)
{
    rest = str_trim(rest);
    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        if (str_starts(rest, marks[i]))
            return true;
    return false;
}

/* The word must end where it ends: "photo" is not in "photography", though "фото с" is in "фото с места". */
static bool
ends_word(str rest)
{
    if (rest.len == 0)
        return false;
    return text_script_of(rune_take(&rest)) == TEXT_SCRIPT_OTHER;
}

bool
credit_is(str line)
{
    struct arena a = { 0 };
    bool found = false;

    if (line.len == 0 || line.len > LINE_MOST)
        return false;
    str folded = text_fold(&a, line);

    while (folded.len > 0 &&
           (folded.ptr[0] == '(' || folded.ptr[0] == '[' || folded.ptr[0] == '"' ||
            folded.ptr[0] == '|') &&
           !str_starts(folded, STR("(c)")))
        folded = str_trim(str_from(folded, 1));
    for (size_t i = 0; i < ARRAY_LEN(words) && !found; i++) {
        str rest = str_from(folded, words[i].word.len);

        if (str_starts(folded, words[i].word))
            found = words[i].wants_mark
                        ? begins_with_mark(rest)
                        : rest.len > 0 && (ends_word(rest) || words[i].word.len < 4);
    }
    arena_free(&a);
    return found;
}
