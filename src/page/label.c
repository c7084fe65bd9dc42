#include "label.h"

#include <courant/text.h>

#include <string.h>

#define MOST_LABEL 120 /* bytes: what is longer is no label */

struct phrase {
    const char *start; /* folded: lower case, ё as е, Latin without marks */
    enum label label;
};

/*
 * How a label begins, as text_fold leaves it. A phrase must end where a word ends, except in scripts
 * without blanks and where the row ends in "*" (a stem).
 */
static const struct phrase phrases[] = {
    /* English */
    { "related", LABEL_RELATED },
    { "read also", LABEL_RELATED },
    { "also read", LABEL_RELATED },
    { "see also", LABEL_RELATED },
    { "read more", LABEL_RELATED },
    { "read next", LABEL_RELATED },
    { "what to read next", LABEL_RELATED },
    { "up next", LABEL_RELATED },
    { "more on", LABEL_RELATED },
    { "more about", LABEL_RELATED },
    { "more like this", LABEL_RELATED },
    { "more from", LABEL_RELATED },
    { "more in", LABEL_RELATED },
    { "more coverage", LABEL_RELATED },
    { "more stories", LABEL_RELATED },
    { "further reading", LABEL_RELATED },
    { "keep reading", LABEL_RELATED },
    { "continue reading", LABEL_RELATED },
    { "don't miss", LABEL_RELATED },
    { "dont miss", LABEL_RELATED },
    { "you may also", LABEL_RELATED },
    { "you might also", LABEL_RELATED },
    { "you may like", LABEL_RELATED },
    { "you might like", LABEL_RELATED },
    { "similar", LABEL_RELATED },
    { "recommended", LABEL_RELATED },
    { "we recommend", LABEL_RELATED },
    { "in this series", LABEL_RELATED },
    { "on this topic", LABEL_RELATED },
    { "in case you missed", LABEL_RELATED },
    { "go deeper", LABEL_RELATED },
    { "explore more", LABEL_RELATED },
    { "watch also", LABEL_RELATED },
    { "earlier on", LABEL_RELATED },
    { "most read", LABEL_POPULAR },
    { "most popular", LABEL_POPULAR },
    { "most viewed", LABEL_POPULAR },
    { "most shared", LABEL_POPULAR },
    { "popular", LABEL_POPULAR },
    { "trending", LABEL_POPULAR },
    { "latest", LABEL_POPULAR },
    { "recent", LABEL_POPULAR },
    { "top stories", LABEL_POPULAR },
    { "top news", LABEL_POPULAR },
    { "breaking", LABEL_POPULAR },
    { "editor", LABEL_POPULAR },
    { "editors", LABEL_POPULAR },
    { "headlines", LABEL_POPULAR },
    { "news feed", LABEL_POPULAR },
    { "featured", LABEL_POPULAR },
    { "sponsored", LABEL_ADVERT },
    { "promoted", LABEL_ADVERT },
    { "advertisement", LABEL_ADVERT },
    { "paid content", LABEL_ADVERT },
    { "partner content", LABEL_ADVERT },
    { "from our partners", LABEL_ADVERT },
    { "from around the web", LABEL_ADVERT },
    { "around the web", LABEL_ADVERT },
    { "comments", LABEL_OTHER },
    { "leave a", LABEL_OTHER },
    { "share this", LABEL_OTHER },
    { "reuse this", LABEL_OTHER },
    { "republish this", LABEL_OTHER },
    { "share", LABEL_OTHER },
    { "follow us", LABEL_OTHER },
    { "newsletter", LABEL_OTHER },
    { "newsletters", LABEL_OTHER },
    { "subscribe", LABEL_OTHER },
    { "sign up", LABEL_OTHER },
    { "tags", LABEL_OTHER },
    { "topics", LABEL_OTHER },
    { "categories", LABEL_OTHER },
    { "filed under", LABEL_OTHER },
    { "sections", LABEL_OTHER },
    { "about us", LABEL_OTHER },
    { "about the author", LABEL_OTHER },
    { "contact", LABEL_OTHER },
    { "company", LABEL_OTHER },
    { "references", LABEL_OTHER },
    { "notes", LABEL_OTHER },
    { "bibliography", LABEL_OTHER },
    { "external links", LABEL_OTHER },
    { "more by", LABEL_OTHER },
    /* Russian */
    { "читайте также", LABEL_RELATED },
    { "читаите также", LABEL_RELATED },
    { "читать также", LABEL_RELATED },
    { "читать еще", LABEL_RELATED },
    { "читайте по теме", LABEL_RELATED },
    { "читайте еще", LABEL_RELATED },
    { "читайте далее", LABEL_RELATED },
    { "смотрите также", LABEL_RELATED },
    { "смотри также", LABEL_RELATED },
    { "см. также", LABEL_RELATED },
    { "по теме", LABEL_RELATED },
    { "в тему", LABEL_RELATED },
    { "еще по теме", LABEL_RELATED },
    { "больше по теме", LABEL_RELATED },
    { "материалы по теме", LABEL_RELATED },
    { "новости по теме", LABEL_RELATED },
    { "статьи по теме", LABEL_RELATED },
    { "сюжет", LABEL_RELATED },
    { "похожие", LABEL_RELATED },
    { "связанные", LABEL_RELATED },
    { "рекомендуем", LABEL_RELATED },
    { "рекомендации", LABEL_RELATED },
    { "другие новости", LABEL_RELATED },
    { "другие материалы", LABEL_RELATED },
    { "вам может", LABEL_RELATED },
    { "вам будет интересно", LABEL_RELATED },
    { "возможно, вам", LABEL_RELATED },
    { "ранее по теме", LABEL_RELATED },
    { "популярн*", LABEL_POPULAR },
    { "самое читаемое", LABEL_POPULAR },
    { "самые читаемые", LABEL_POPULAR },
    { "самое обсуждаемое", LABEL_POPULAR },
    { "последние новости", LABEL_POPULAR },
    { "свежие", LABEL_POPULAR },
    { "лента", LABEL_POPULAR },
    { "главное", LABEL_POPULAR },
    { "главные новости", LABEL_POPULAR },
    { "новости дня", LABEL_POPULAR },
    { "выбор редакции", LABEL_POPULAR },
    { "топ", LABEL_POPULAR },
    { "реклама", LABEL_ADVERT },
    { "новости партнер*", LABEL_ADVERT },
    { "партнерск*", LABEL_ADVERT },
    { "комментари*", LABEL_OTHER },
    { "обсуждени*", LABEL_OTHER },
    { "поделиться", LABEL_OTHER },
    { "поделитесь", LABEL_OTHER },
    { "подписывайтесь", LABEL_OTHER },
    { "подписаться", LABEL_OTHER },
    { "теги", LABEL_OTHER },
    { "примечания", LABEL_OTHER },
    { "литература", LABEL_OTHER },
    { "ссылки", LABEL_OTHER },
    { "рубрики", LABEL_OTHER },
    { "разделы", LABEL_OTHER },
    /* Kazakh */
    { "тағы оқыңыз", LABEL_RELATED },
    { "тағы да оқыңыз", LABEL_RELATED },
    { "оқи отырыңыз", LABEL_RELATED },
    { "сондай-ақ оқыңыз", LABEL_RELATED },
    { "ұқсас", LABEL_RELATED },
    { "тақырып бойынша", LABEL_RELATED },
    { "осы тақырыпта", LABEL_RELATED },
    { "тақырыпқа қатысты", LABEL_RELATED },
    { "танымал", LABEL_POPULAR },
    { "соңғы жаңалықтар", LABEL_POPULAR },
    { "көп оқылған", LABEL_POPULAR },
    { "жарнама", LABEL_ADVERT },
    { "пікірлер", LABEL_OTHER },
    /* Ukrainian, Belarusian */
    { "читайте також", LABEL_RELATED },
    { "дивіться також", LABEL_RELATED },
    { "за темою", LABEL_RELATED },
    { "схожі", LABEL_RELATED },
    { "більше про", LABEL_RELATED },
    { "популярні", LABEL_POPULAR },
    { "останні новини", LABEL_POPULAR },
    /* German */
    { "mehr zum thema", LABEL_RELATED },
    { "mehr zu", LABEL_RELATED },
    { "mehr uber", LABEL_RELATED },
    { "lesen sie auch", LABEL_RELATED },
    { "lesen sie mehr", LABEL_RELATED },
    { "lies auch", LABEL_RELATED },
    { "auch interessant", LABEL_RELATED },
    { "das konnte sie auch", LABEL_RELATED },
    { "das konnte dich auch", LABEL_RELATED },
    { "weitere artikel", LABEL_RELATED },
    { "weitere themen", LABEL_RELATED },
    { "passend zum thema", LABEL_RELATED },
    { "passend dazu", LABEL_RELATED },
    { "zum thema", LABEL_RELATED },
    { "siehe auch", LABEL_RELATED },
    { "verwandte", LABEL_RELATED },
    { "ahnliche", LABEL_RELATED },
    { "meistgelesen*", LABEL_POPULAR },
    { "beliebt*", LABEL_POPULAR },
    { "aktuelle", LABEL_POPULAR },
    { "anzeige", LABEL_ADVERT },
    { "werbung", LABEL_ADVERT },
    { "kommentare", LABEL_OTHER },
    /* French */
    { "a lire aussi", LABEL_RELATED },
    { "lire aussi", LABEL_RELATED },
    { "lire la suite", LABEL_RELATED },
    { "lire egalement", LABEL_RELATED },
    { "a lire", LABEL_RELATED },
    { "sur le meme sujet", LABEL_RELATED },
    { "dans la meme rubrique", LABEL_RELATED },
    { "voir aussi", LABEL_RELATED },
    { "a voir aussi", LABEL_RELATED },
    { "pour aller plus loin", LABEL_RELATED },
    { "articles lies", LABEL_RELATED },
    { "articles similaires", LABEL_RELATED },
    { "vous aimerez aussi", LABEL_RELATED },
    { "vous pourriez aussi", LABEL_RELATED },
    { "les plus lus", LABEL_POPULAR },
    { "publicite", LABEL_ADVERT },
    { "contenus sponsorises", LABEL_ADVERT },
    { "commentaires", LABEL_OTHER },
    /* Spanish, Portuguese, Italian */
    { "lee tambien", LABEL_RELATED },
    { "lea tambien", LABEL_RELATED },
    { "leer mas", LABEL_RELATED },
    { "te puede interesar", LABEL_RELATED },
    { "te recomendamos", LABEL_RELATED },
    { "mas informacion", LABEL_RELATED },
    { "mas sobre", LABEL_RELATED },
    { "noticias relacionadas", LABEL_RELATED },
    { "articulos relacionados", LABEL_RELATED },
    { "relacionad*", LABEL_RELATED },
    { "ver tambien", LABEL_RELATED },
    { "mira tambien", LABEL_RELATED },
    { "lo mas leido", LABEL_POPULAR },
    { "ultimas noticias", LABEL_POPULAR },
    { "publicidad", LABEL_ADVERT },
    { "comentarios", LABEL_OTHER },
    { "leia tambem", LABEL_RELATED },
    { "leia mais", LABEL_RELATED },
    { "veja tambem", LABEL_RELATED },
    { "saiba mais", LABEL_RELATED },
    { "mais sobre", LABEL_RELATED },
    { "noticias relacionadas", LABEL_RELATED },
    { "mais lidas", LABEL_POPULAR },
    { "publicidade", LABEL_ADVERT },
    { "leggi anche", LABEL_RELATED },
    { "leggi pure", LABEL_RELATED },
    { "potrebbe interessarti", LABEL_RELATED },
    { "potrebbero interessarti", LABEL_RELATED },
    { "articoli correlati", LABEL_RELATED },
    { "correlati", LABEL_RELATED },
    { "approfondisci", LABEL_RELATED },
    { "i piu letti", LABEL_POPULAR },
    { "pubblicita", LABEL_ADVERT },
    /* Dutch, Swedish, Norwegian, Danish, Finnish */
    { "lees ook", LABEL_RELATED },
    { "lees meer", LABEL_RELATED },
    { "meer over", LABEL_RELATED },
    { "bekijk ook", LABEL_RELATED },
    { "las ocksa", LABEL_RELATED },
    { "las mer", LABEL_RELATED },
    { "les ogsa", LABEL_RELATED },
    { "les mer", LABEL_RELATED },
    { "læs ogsa", LABEL_RELATED },
    { "lue myos", LABEL_RELATED },
    { "mest last", LABEL_POPULAR },
    /* Polish, Czech, Turkish, Greek, Hungarian, Romanian */
    { "czytaj takze", LABEL_RELATED },
    { "czytaj tez", LABEL_RELATED },
    { "czytaj wiecej", LABEL_RELATED },
    { "zobacz takze", LABEL_RELATED },
    { "zobacz tez", LABEL_RELATED },
    { "przeczytaj", LABEL_RELATED },
    { "powiazane", LABEL_RELATED },
    { "ctete take", LABEL_RELATED },
    { "souvisejici", LABEL_RELATED },
    { "ilgili", LABEL_RELATED },
    { "bunlar da ilginizi", LABEL_RELATED },
    { "ayrica oku", LABEL_RELATED },
    { "διαβαστε επισησ", LABEL_RELATED },
    { "διαβαστε ακομα", LABEL_RELATED },
    { "σχετικα", LABEL_RELATED },
    { "olvassa el", LABEL_RELATED },
    { "citeste si", LABEL_RELATED },
    /* Indonesian, Vietnamese */
    { "baca juga", LABEL_RELATED },
    { "artikel terkait", LABEL_RELATED },
    { "berita terkait", LABEL_RELATED },
    { "xem them", LABEL_RELATED },
    { "tin lien quan", LABEL_RELATED },
    { "terpopuler", LABEL_POPULAR },
    /* Chinese, Japanese, Korean, Thai */
    { "相关", LABEL_RELATED },
    { "相關", LABEL_RELATED },
    { "延伸阅读", LABEL_RELATED },
    { "延伸閱讀", LABEL_RELATED },
    { "推荐阅读", LABEL_RELATED },
    { "推薦閱讀", LABEL_RELATED },
    { "更多阅读", LABEL_RELATED },
    { "更多新聞", LABEL_RELATED },
    { "热门", LABEL_POPULAR },
    { "熱門", LABEL_POPULAR },
    { "最新", LABEL_POPULAR },
    { "广告", LABEL_ADVERT },
    { "関連", LABEL_RELATED },
    { "あわせて読みたい", LABEL_RELATED },
    { "合わせて読みたい", LABEL_RELATED },
    { "こちらも", LABEL_RELATED },
    { "おすすめ", LABEL_RELATED },
    { "人気", LABEL_POPULAR },
    { "ランキング", LABEL_POPULAR },
    { "新着", LABEL_POPULAR },
    { "관련", LABEL_RELATED },
    { "함께 읽", LABEL_RELATED },
    { "많이 본", LABEL_POPULAR },
    { "인기", LABEL_POPULAR },
    { "ข่าวที่เกี่ยวข้อง", LABEL_RELATED },
    { "อ่านเพิ่มเติม", LABEL_RELATED },
    { "อ่านข่าว", LABEL_RELATED },
    { "อ่านต่อ", LABEL_RELATED },
    { "อ่านประกอบ", LABEL_RELATED },
    { "บทความที่เกี่ยวข้อง", LABEL_RELATED },
    /* Arabic, Persian, Hebrew, Hindi */
    { "اقرأ أيضا", LABEL_RELATED },
    { "اقرأ ايضا", LABEL_RELATED },
    { "إقرأ أيضا", LABEL_RELATED },
    { "اقرأ المزيد", LABEL_RELATED },
    { "مواضيع ذات صلة", LABEL_RELATED },
    { "موضوعات ذات صلة", LABEL_RELATED },
    { "أخبار ذات صلة", LABEL_RELATED },
    { "ذات صلة", LABEL_RELATED },
    { "الأكثر قراءة", LABEL_POPULAR },
    { "مطالب مرتبط", LABEL_RELATED },
    { "بیشتر بخوانید", LABEL_RELATED },
    { "קראו גם", LABEL_RELATED },
    { "קראו עוד", LABEL_RELATED },
    { "עוד בנושא", LABEL_RELATED },
    { "यह भी पढ़ें", LABEL_RELATED },
    { "ये भी पढ़ें", LABEL_RELATED },
    { "संबंधित", LABEL_RELATED },
    /* The Balkans and the Baltic, India, the Caucasus, and what else was met */
    { "procitajte jos", LABEL_RELATED },
    { "procitajte i", LABEL_RELATED },
    { "procitaj jos", LABEL_RELATED },
    { "citajte aj", LABEL_RELATED },
    { "precitajte si", LABEL_RELATED },
    { "preberite tudi", LABEL_RELATED },
    { "taip pat skaitykite", LABEL_RELATED },
    { "skaitykite taip pat", LABEL_RELATED },
    { "lasi ari", LABEL_RELATED },
    { "loe ka", LABEL_RELATED },
    { "loe lisaks", LABEL_RELATED },
    { "lue lisaa", LABEL_RELATED },
    { "llegeix tambe", LABEL_RELATED },
    { "doc them", LABEL_RELATED },
    { "baca selengkapnya", LABEL_RELATED },
    { "pilihan editor", LABEL_RELATED },
    { "soma pia", LABEL_RELATED },
    { "soma zaidi", LABEL_RELATED },
    { "shuningdek", LABEL_RELATED },
    { "hemcinin oxuyun", LABEL_RELATED },
    { "прочетете още", LABEL_RELATED },
    { "прочетете и", LABEL_RELATED },
    { "вижте още", LABEL_RELATED },
    { "още по темата", LABEL_RELATED },
    { "другие новости по теме", LABEL_RELATED },
    { "اخبار مرتبط", LABEL_RELATED },
    { "شاهد أيضا", LABEL_RELATED },
    { "مقالات ذات صلة", LABEL_RELATED },
    { "اخترنا لك", LABEL_RELATED },
    { "قد يهمك", LABEL_RELATED },
    { "כתבות נוספות", LABEL_RELATED },
    { "לקריאה נוספת", LABEL_RELATED },
    { "इसे भी पढ़ें", LABEL_RELATED },
    { "और पढ़ें", LABEL_RELATED },
    { "हेही वाचा", LABEL_RELATED },
    { "আরও পড়ুন", LABEL_RELATED },
    { "আরো পড়ুন", LABEL_RELATED },
    { "یہ بھی پڑھیں", LABEL_RELATED },
    { "مزید پڑھیں", LABEL_RELATED },
    { "இதையும் படிங்க", LABEL_RELATED },
    { "ఇవి కూడా చదవండి", LABEL_RELATED },
    { "આ પણ વાંચો", LABEL_RELATED },
    { "ასევე წაიკითხეთ", LABEL_RELATED },
    { "կարդացեք նաեւ", LABEL_RELATED },
    { "ilginizi cekebilir", LABEL_RELATED },
    { "cititi si", LABEL_RELATED },
    { "vezi si", LABEL_RELATED },
    { "kapcsolodo", LABEL_RELATED },
    { "ez is erdekelheti", LABEL_RELATED },
    { "olvasd el", LABEL_RELATED },
    { "διαβαστε περισσοτερα", LABEL_RELATED },
    { "δειτε επισησ", LABEL_RELATED },
    { "per saperne di piu", LABEL_RELATED },
    { "leggi l'articolo", LABEL_RELATED },
    { "vedi anche", LABEL_RELATED },
    { "te puede gustar", LABEL_RELATED },
    { "lee mas", LABEL_RELATED },
    { "leer tambien", LABEL_RELATED },
    { "mas noticias", LABEL_RELATED },
    { "notas relacionadas", LABEL_RELATED },
    { "confira tambem", LABEL_RELATED },
    { "veja mais", LABEL_RELATED },
    { "aussi a lire", LABEL_RELATED },
    { "lire plus", LABEL_RELATED },
    { "notre dossier", LABEL_RELATED },
    { "lees verder", LABEL_RELATED },
    { "relaterte", LABEL_RELATED },
    { "relaterat", LABEL_RELATED },
    { "mer om", LABEL_RELATED },
    { "mere om", LABEL_RELATED },
    { "bu haberler de ilginizi", LABEL_RELATED },
    { "diger haberler", LABEL_RELATED },
    { "prectete si", LABEL_RELATED },
    { "mohlo by vas", LABEL_RELATED },
    { "lasa mer", LABEL_RELATED },
    { "lue lisaa aiheesta", LABEL_RELATED },
    { "читайте яшчэ", LABEL_RELATED },
    { "чытайце таксама", LABEL_RELATED },
    { "вижте също", LABEL_RELATED },
    { "lexo edhe", LABEL_RELATED },
    { "lexoni edhe", LABEL_RELATED },
    { "dowiedz sie wiecej", LABEL_RELATED },
    { "zobacz rowniez", LABEL_RELATED },
    { "czytaj rowniez", LABEL_RELATED },
    { "διαβαστε ακομη", LABEL_RELATED },
    { "baca lagi", LABEL_RELATED },
    { "berita berkaitan", LABEL_RELATED },
    { "tin cung chuyen muc", LABEL_RELATED },
    { "看更多", LABEL_RELATED },
    { "更多內容", LABEL_RELATED },
    { "更多内容", LABEL_RELATED },
    { "次に読む", LABEL_RELATED },
    { "もっと読む", LABEL_RELATED },
    { "إقرأ ايضا", LABEL_RELATED },
    { "طالع أيضا", LABEL_RELATED },
    { "تابع أيضا", LABEL_RELATED },
    { "بیشتر ببینید", LABEL_RELATED },
    { "همچنین بخوانید", LABEL_RELATED },
    { "ראו גם", LABEL_RELATED },
    { "ഇതും വായിക്കുക", LABEL_RELATED },
    { "ಇದನ್ನೂ ಓದಿ", LABEL_RELATED },
    { "ਇਹ ਵੀ ਪੜ੍ਹੋ", LABEL_RELATED },
    { "यो पनि पढ्नुहोस्", LABEL_RELATED },
    { "дагы окуңуз", LABEL_RELATED },
    { "холбоотой мэдээ", LABEL_RELATED },
};

size_t
label_row_count(void)
{
    return ARRAY_LEN(phrases);
}

const char *
label_row(size_t nth)
{
    return phrases[nth].start;
}

static bool
is_word_end(str rest)
{
    if (rest.len == 0)
        return true;
    unsigned char c = (unsigned char)rest.ptr[0];

    return c < 0x80 ? !char_is_alnum((char)c) : (c == 0xC2 || c == 0xE2);
}

static bool
begins_with(str text, str start)
{
    bool is_stem = str_ends(start, STR("*"));

    if (is_stem)
        start.len--;
    /* From Hebrew and Arabic on, what follows tells no word's end by a byte. */
    bool is_free = is_stem || (unsigned char)start.ptr[0] >= 0xD6;

    return str_starts(text, start) && (is_free || is_word_end(str_from(text, start.len)));
}

str
label_skip_bullets(str s)
{
    while (s.len > 0) {
        str rest = s;
        uint32_t rune = rune_take(&rest);
        bool is_sign = rune < 0x80 ? !char_is_alnum((char)rune)
                                   : (rune >= 0x2000 && rune <= 0x2BFF) ||
                                         (rune >= 0x3000 && rune <= 0x303F) ||
                                         (rune >= 0x1F000 && rune <= 0x1FAFF) || rune == 0xFE0F ||
                                         rune == 0xBB;

        if (!is_sign)
            break;
        s = rest;
    }
    return s;
}

enum label
label_find(struct arena *a, str text)
{
    str folded = str_trim(text_fold(a, str_sub(str_trim(text), 0, MOST_LABEL)));

    folded = label_skip_bullets(folded);
    for (size_t i = 0; folded.len > 0 && i < ARRAY_LEN(phrases); i++)
        if (phrases[i].start[0] == folded.ptr[0] && begins_with(folded, str_of(phrases[i].start)))
            return phrases[i].label;
    return LABEL_NONE;
}

/* ---- credits ---- */

/* Each is followed by a colon, a dash or a blank; those with "" before stand alone. */
static const char *const credit_words[] = {
    "photograph by",
    "photograph",
    "photographer",
    "photos by",
    "photo by",
    "photo credit",
    "photo courtesy of",
    "photo",
    "photos",
    "picture by",
    "pictures",
    "picture",
    "image credit",
    "image source",
    "image copyright",
    "image courtesy of",
    "image",
    "images",
    "illustration by",
    "illustration",
    "credit",
    "credits",
    "courtesy of",
    "courtesy",
    "copyright",
    "foto",
    "fotos",
    "fotografía",
    "fotografie",
    "bild",
    "bilder",
    "bildquelle",
    "crédit photo",
    "crédits photo",
    "crédit",
    "crédits",
    "credito",
    "crédito",
    "zdjęcie",
    "fot.",
    "kuva",
    "kép",
    "görsel",
    "fotoğraf",
    "Фотография",
    "фотография",
    "Фото",
    "фото",
    "ФОТО",
    "Сурет",
    "сурет",
    "Фотосурет",
    "фотосурет",
    "Изображение",
    "Иллюстрация",
    "Скриншот",
    "Коллаж",
    "Кадр",
    "Снимка",
    "Фотограф",
    "Світлина",
    "写真",
    "撮影",
    "提供",
    "画像",
    "图片来源",
    "图片",
    "图",
    "图源",
    "圖片來源",
    "圖",
    "摄影",
    "攝影",
    "사진",
    "صورة",
    "تصوير",
    "عکس",
    "צילום",
    "ภาพ",
    "फोटो",
    "तस्वीर",
    "ছবি",
    "Ảnh",
    "Φωτογραφία",
    "Φωτό",
    "Valokuva",
    "Fotó",
    "照片",
    "供图",
    "사진제공",
    "사진 제공",
    "الصورة",
    "תמונה",
};

/* These stand under pictures, but under figures and articles too. */
static const char *const source_words[] = {
    "source",   "sources", "quelle",  "fuente",   "fonte",    "bron",   "kilde",
    "källa",    "źródło",  "zdroj",   "kaynak",   "Nguồn",    "Πηγή",   "источник",
    "Источник", "джерело", "Джерело", "дереккөз", "Дереккөз", "المصدر", "منبع",
    "来源",     "來源",    "資料",    "출처",
};

static const char *const copyright_signs[] = { "©", "(c)", "(C)", "(с)", "(С)" };

static str
skip_signs(str s)
{
    static const char *const signs[] = {
        " ", ":", "-", "–", "—", "|", "/", "=", "：", "\u00A0", "©"
    };

    for (size_t i = 0; i < ARRAY_LEN(signs); i++)
        if (str_starts(s, str_of(signs[i]))) {
            s = str_from(s, strlen(signs[i]));
            i = (size_t)-1;
        }
    return s;
}

/* "Photo: X" and "Photo by X", but not "Photography has changed". */
static str
after_word(str text, str word)
{
    if (!str_starts_nocase(text, word))
        return (str){ "", 0 };
    str rest = str_from(text, word.len);
    bool is_open = str_ends(word, STR(" by")) || str_ends(word, STR(" of")) ||
                   str_ends(word, STR(" copyright")) || str_ends(word, STR(" source"));

    if (str_starts(rest, STR("s:")) || str_starts(rest, STR("s :")))
        rest = str_from(rest, 1);
    str trimmed = str_trim(rest);

    if (is_open && str_starts(trimmed, STR(",")))
        return str_trim(str_from(trimmed, 1));
    if (str_starts_nocase(trimmed, STR("by ")))
        return str_trim(str_from(trimmed, 3));
    if (str_starts(trimmed, STR(":")) || str_starts(trimmed, STR("：")) ||
        str_starts(trimmed, STR("/")) || str_starts(trimmed, STR("=")) ||
        str_starts(trimmed, STR("©")) || str_starts(trimmed, STR("|")) ||
        str_starts(rest, STR(" –")) || str_starts(rest, STR(" —")) ||
        str_starts(rest, STR(" - ")) || (is_open && rest.len > 0 && rest.ptr[0] == ' '))
        return skip_signs(trimmed);
    return (str){ "", 0 };
}

/* Of "Photo: X", where the first is among the words, what follows. */
static str
after_any(str text, const char *const *words, size_t count)
{
    str rest = { "", 0 };

    for (size_t i = 0; i < count && rest.len == 0; i++)
        rest = after_word(text, str_of(words[i]));
    return rest;
}

bool
label_is_source(str text)
{
    return after_any(str_trim(text), source_words, ARRAY_LEN(source_words)).len > 0;
}

str
label_credit(str text)
{
    text = str_trim(text);
    /* "(Photo: X)", "[Photo: X]" */
    if (text.len > 2 &&
        ((text.ptr[0] == '(' && text.ptr[text.len - 1] == ')' && char_lower(text.ptr[1]) != 'c') ||
         (text.ptr[0] == '[' && text.ptr[text.len - 1] == ']')))
        text = str_trim(str_sub(text, 1, text.len - 1));
    for (size_t i = 0; i < ARRAY_LEN(copyright_signs); i++)
        if (str_starts(text, str_of(copyright_signs[i])))
            return skip_signs(str_from(text, strlen(copyright_signs[i])));
    str rest = after_any(text, credit_words, ARRAY_LEN(credit_words));

    return rest.len > 0 ? rest : after_any(text, source_words, ARRAY_LEN(source_words));
}

/* The first of the words that ends the text, off; false: none does. */
static bool
cut_word(str *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        str word = str_of(words[i]);
        str front = str_sub(*text, 0, text->len < word.len ? 0 : text->len - word.len);

        if (str_eq_nocase(str_from(*text, front.len), word) &&
            (front.len == 0 || !char_is_alnum(front.ptr[front.len - 1]))) {
            *text = str_trim(front);
            return true;
        }
    }
    return false;
}

str
label_without_credit_word(str text)
{
    static const char *const ends[] = { ":", "-", "–", "—", "|", "/", "(", "[", "©" };

    text = str_trim(text);
    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        if (str_ends(text, str_of(ends[i]))) {
            text = str_trim(str_sub(text, 0, text.len - strlen(ends[i])));
            i = (size_t)-1; /* and once more from the first */
        }
    if (!cut_word(&text, credit_words, ARRAY_LEN(credit_words)))
        cut_word(&text, source_words, ARRAY_LEN(source_words));
    return text;
}

/* ---- authors ---- */

static const char *const author_words[] = {
    "written by", "story by",      "reported by", "words by",  "text by",
    "interview:", "interview by",  "Интервью:",   "Беседовал", "Беседовала",
    "posted by",  "published by",  "by",          "author:",   "authors:",
    "von",        "par",           "por",         "di",        "door",
    "av",         "autor:",        "autorin:",    "texte :",   "Автор:",
    "Авторы:",    "Автор текста:", "Автор",       "Текст:",    "Авторы",
    "Авторлар:",  "Мәтін:",        "От",          "文/",       "文：",
    "作者：",     "作者:",         "记者",        "記者",      "بقلم",
    "كتب",
};

/* A no-break space keeps "By" with the name. */
static str
trim_front(str s)
{
    while (str_starts(s = str_trim(s), STR("\u00A0")))
        s = str_from(s, 2);
    return s;
}

str
label_author(str text)
{
    text = trim_front(text);
    for (size_t i = 0; i < ARRAY_LEN(author_words); i++) {
        str word = str_of(author_words[i]);
        str rest = str_from(text, word.len);

        /* "by" needs a blank after it, "作者：" does not. */
        if (str_starts_nocase(text, word) && rest.len > 0 &&
            (!char_is_alnum(rest.ptr[0]) || !char_is_alpha(word.ptr[word.len - 1])) &&
            ((unsigned char)word.ptr[0] >= 0xE0 || str_ends(word, STR(":")) || rest.ptr[0] == ' ' ||
             rest.ptr[0] == ':' || str_starts(rest, STR("\u00A0"))))
            return trim_front(str_from(rest, rest.ptr[0] == ':'));
    }
    return text;
}
