#include "line.h"

#include "label.h"

#include <courant/text.h>

enum {
    MOST_NOISE = 120, /* bytes of a line that may be noise */
    MOST_FRONT = 160, /* that are looked at of one that may be a call */
};

/* Folded, as text_fold leaves them, without the signs around; "*": anything may follow. */
static const char *const noises[] = {
    "ad",
    "ad feedback",
    "after newsletter promotion",
    "add to saved",
    "add to my list",
    "advertise with us",
    "advertisement",
    "advertisement continue reading the main story",
    "advertising",
    "article continues after*",
    "article continues below*",
    "close",
    "close modal",
    "comment",
    "comments",
    "comments are closed",
    "continue reading below*",
    "continue reading the main story",
    "copied",
    "copy",
    "copy link",
    "copy link to clipboard",
    "download",
    "email",
    "email this article",
    "embed",
    "embed from getty images",
    "enlarge image",
    "enlarge this image",
    "expand",
    "facebook",
    "flipboard",
    "follow",
    "font size",
    "full screen",
    "gift this article",
    "give this article",
    "hide caption",
    "image",
    "image caption",
    "image copyright",
    "image source",
    "instagram",
    "in this article",
    "jump to comments",
    "like",
    "link copied",
    "linkedin",
    "listen",
    "listen to article",
    "listen to this article",
    "listen to this story",
    "loading",
    "loading...",
    "media caption",
    "messenger",
    "more",
    "more information",
    "open image modal",
    "open in app",
    "pause",
    "photo gallery",
    "pin it",
    "pinterest",
    "play",
    "play video",
    "playback is not supported on this device",
    "please enable javascript*",
    "print",
    "print this article",
    "read full story",
    "read more",
    "read more...",
    "read the full story",
    "reddit",
    "related",
    "related article",
    "related articles",
    "related story",
    "related stories",
    "related content",
    "related video",
    "replay",
    "replay video",
    "report this ad",
    "reuse this content",
    "save",
    "save this story",
    "save article",
    "save for later",
    "scroll down to continue*",
    "scroll for more",
    "scroll to continue*",
    "share",
    "share on facebook",
    "share on twitter",
    "share on x",
    "share this",
    "share this article",
    "share this story",
    "show caption",
    "show comments",
    "show more",
    "skip",
    "skip ad",
    "skip past newsletter*",
    "skip advertisement",
    "skip past newsletter promotion",
    "skip to content",
    "skip to end of*",
    "slide show",
    "slideshow",
    "sponsored",
    "sponsored content",
    "sms",
    "story continues after*",
    "story continues below*",
    "subscribe",
    "swipe left for more*",
    "tap to unmute",
    "telegram",
    "text size",
    "thank you for your feedback",
    "the media could not be loaded*",
    "this video cannot be played*",
    "this video is not available*",
    "to play this video you need*",
    "toggle caption",
    "transcript",
    "tweet",
    "tweet this",
    "twitter",
    "unmute",
    "video",
    "video player is loading*",
    "video unavailable",
    "view comments",
    "view gallery",
    "view slideshow",
    "viber",
    "vk",
    "was this article helpful",
    "watch video",
    "whatsapp",
    "your browser does not support*",
    "youtube",
    /* Russian, Ukrainian, Kazakh */
    "бөлісу",
    "видео недоступно",
    "вконтакте",
    "жарнама",
    "комментарии",
    "копировать ссылку",
    "материал продолжается после рекламы",
    "на правах рекламы",
    "одноклассники",
    "показать еще",
    "поделиться",
    "поділитися",
    "продолжение после рекламы",
    "реклама",
    "скачать",
    "слушать",
    "слушать новость",
    "ссылка скопирована",
    "твитнуть",
    "текст новости",
    "увеличить",
    /* German */
    "anzeige",
    "artikel anhoren",
    "artikel drucken",
    "artikel teilen",
    "bild vergrossern",
    "drucken",
    "inhalt entsperren",
    "merken",
    "nach der anzeige geht es weiter*",
    "teilen",
    "weiter nach der anzeige",
    "werbung",
    "vorlesen",
    /* French */
    "ajouter a vos selections",
    "ajouter aux favoris",
    "contribuer",
    "lire plus tard",
    "offrir l'article",
    "offrir cet article",
    "reutiliser ce contenu",
    "agrandir l'image",
    "article reserve aux abonnes",
    "commenter",
    "ecouter l'article",
    "imprimer",
    "la suite apres cette publicite",
    "partager",
    "publicite",
    "suite de l'article apres cette publicite",
    "telecharger",
    /* Spanish, Portuguese, Italian */
    "ampliar",
    "anuncio",
    "archivado en",
    "articolo riservato agli abbonati",
    "ascolta l'articolo",
    "compartilhar",
    "compartilhe",
    "compartir",
    "condividi",
    "continua despues de la publicidad",
    "continua a leggere",
    "continua apos a publicidade",
    "copiar enlace",
    "enviar",
    "escuchar",
    "guardar",
    "imprimir",
    "publicidad",
    "publicidade",
    "pubblicita",
    "riproduzione riservata",
    "stampa",
    /* Dutch, Nordic, Polish, Czech, Turkish */
    "advertentie",
    "annonce",
    "annons",
    "annonse",
    "artikkeli jatkuu mainoksen jalkeen",
    "del",
    "dela",
    "delen",
    "dalsza czesc artykułu pod reklama",
    "dalsza czesc tekstu pod reklama",
    "dalsza czesc materiału pod wideo",
    "mainos",
    "paylas",
    "reklam",
    "reklama",
    "udostepnij",
    "sdilet",
    /* Chinese, Japanese, Korean */
    "広告",
    "广告",
    "廣告",
    "分享",
    "分享到",
    "推广",
    "字号",
    "打印",
    "ポスト",
    "list",
    "シェア",
    "シェアする",
    "印刷",
    "拡大",
    "拡大する",
    "공유하기",
    "공유",
    "광고",
    "글자크기",
    "기사듣기",
    "본문 글씨 키우기",
    /* Arabic, Persian, Hebrew */
    "إعلان",
    "اعلان",
    "شارك",
    "مشاركة",
    "طباعة",
    "حجم الخط",
    "اشتراک گذاری",
    "פרסומת",
    "שתפו",
    "הדפסה",
    /* Indonesian, Vietnamese, Thai, Hindi */
    "advertorial",
    "bagikan",
    "chia se",
    "quang cao",
    "scroll to continue with content",
    "gulir untuk lanjut membaca",
    "lanjutkan membaca di bawah ini",
    "โฆษณา",
    "แชร์",
    "विज्ञापन",
};

/* "~": a sentence may begin so too; a call is mostly a link then. */
static const char *const calls[] = {
    "add us as a preferred source",
    "already a subscriber",
    "become a member",
    "become a subscriber",
    "become a supporter",
    "by signing up",
    "by subscribing",
    "catch up on~",
    "catch the latest",
    "check out our",
    "click here for",
    "click here to",
    "contact the author",
    "contact us at",
    "contact the reporter",
    "do you have a story",
    "do you have an opinion",
    "do you have a tip",
    "do you have information",
    "don't forget to subscribe",
    "don't miss out",
    "don't want to miss",
    "download our",
    "download the~",
    "enter your email",
    "email us at",
    "email the author",
    "enjoy this article",
    "find us on",
    "follow~",
    "for all the latest",
    "for breaking news",
    "for more information on~",
    "for more news",
    "for more on",
    "for more stories",
    "for the latest",
    "get all the latest",
    "get our",
    "get the app",
    "get the best of",
    "get the biggest",
    "get the day's",
    "get the latest",
    "get the most",
    "get the news",
    "get the top",
    "get daily",
    "get more from~",
    "get more news",
    "get unlimited",
    "get up to date",
    "get your daily",
    "got a story",
    "got a news tip",
    "got a tip",
    "have a news tip",
    "have a story",
    "have a tip",
    "help us~",
    "if you enjoyed",
    "if you like",
    "join our",
    "join the conversation",
    "join the discussion",
    "keep up to date",
    "keep up with",
    "know something about",
    "let us know~",
    "like us on",
    "like what you're reading",
    "like this story",
    "like this article",
    "enjoyed this",
    "listen to our",
    "listen to the~",
    "looking for more",
    "never miss",
    "not a subscriber",
    "our editorial",
    "our standards",
    "read our",
    "or sign up",
    "please consider~",
    "read more at",
    "read more news",
    "receive~",
    "see all~",
    "see something wrong",
    "send us",
    "sign up",
    "sign-up",
    "stay connected",
    "stay informed",
    "stay in touch",
    "stay on top",
    "stay tuned~",
    "stay up to date",
    "stay up-to-date",
    "stay updated",
    "subscribe",
    "support~",
    "tell us~",
    "thank you for reading",
    "thanks for reading",
    "this newsletter",
    "to get the latest",
    "to join the conversation",
    "to support~",
    "tune in~",
    "view comments",
    "visit our",
    "want more",
    "want to get",
    "want to read more",
    "want to stay",
    "watch the full",
    "we want to hear",
    "we'd love to hear",
    "what do you think",
    "write to~",
    "you can follow",
    "you can also follow",
    "you can unsubscribe",
    /* Russian, Ukrainian, Kazakh */
    "біздің telegram",
    "ең маңызды жаңалықтарды",
    "ең қызықты жаңалықтар",
    "бізге жазыл",
    "жаңалықтарды бірінші болып",
    "жаңалықтарға жазыл",
    "следите за~",
    "смотрите наши",
    "больше новостей",
    "больше интересного",
    "будьте в курсе",
    "все самые важные",
    "все самое интересное",
    "главные новости~",
    "делитесь~",
    "добавьте нас",
    "еще больше",
    "если вы заметили",
    "если вы нашли",
    "если вы стали",
    "если у вас есть",
    "заметили ошибку",
    "заметили опечатку",
    "мы в telegram",
    "нашли ошибку",
    "нашли опечатку",
    "не пропускайте",
    "не пропустите",
    "обнаружили ошибку",
    "оперативные новости",
    "оставайтесь в курсе",
    "подписывайтесь",
    "подписывайся",
    "подпишитесь",
    "подпишись",
    "подписаться",
    "поддержите",
    "получайте~",
    "присоединяйтесь",
    "присылайте~",
    "расскажите~",
    "самые важные новости",
    "самые интересные~",
    "скачайте",
    "сообщите~",
    "ставьте лайк",
    "узнавайте~",
    "хотите быть",
    "хотите получать",
    "читайте нас",
    "читать нас",
    "чтобы не пропустить",
    "чтобы сообщить об ошибке",
    "выделите ошибку",
    "долучайтесь",
    "підписуйтесь",
    "підпишіться",
    "приєднуйтесь",
    "стежте за",
    "читайте нас",
    "telegram каналымызға",
    "whatsapp каналымызға",
    "instagram парақшамызға",
    /* German */
    "abonnieren sie",
    "bleiben sie",
    "folgen sie",
    "folge uns",
    "haben sie fehler",
    "hier konnen sie~",
    "hier geht es zu",
    "jetzt abonnieren",
    "jetzt kostenlos",
    "keine nachricht mehr",
    "keine news mehr",
    "melden sie sich",
    "mehr nachrichten",
    "newsletter~",
    "sie haben einen fehler",
    "wollen sie~",
    /* French */
    "abonnez-vous",
    "inscrivez-vous",
    "newsletter~",
    "pour ne rien manquer",
    "rejoignez~",
    "recevez~",
    "retrouvez~",
    "suivez~",
    "telechargez",
    /* Spanish, Portuguese, Italian */
    "apuntate",
    "descarga~",
    "puedes seguir",
    "puedes consultar~",
    "recibe~",
    "registrate",
    "sigue~",
    "siguenos",
    "suscribete",
    "unete~",
    "assine~",
    "baixe~",
    "clique aqui",
    "curta~",
    "inscreva-se",
    "participe do~",
    "receba~",
    "siga~",
    "abbonati",
    "iscriviti",
    "ricevi~",
    "scarica~",
    "segui~",
    "seguici",
    /* Dutch, Nordic, Polish, Czech, Romanian, Hungarian, Turkish, Greek */
    "aanmelden voor",
    "abonneer",
    "blijf op de hoogte",
    "meld je aan",
    "volg~",
    "anmal dig",
    "folj~",
    "følg~",
    "prenumerera",
    "tilaa~",
    "dołacz",
    "obserwuj",
    "polub~",
    "sledz~",
    "zapisz sie",
    "sledujte~",
    "odebirejte",
    "aboneaza-te",
    "urmareste~",
    "iratkozz",
    "kovess~",
    "abone ol",
    "bizi takip",
    "haberi google",
    "takip et~",
    "ακολουθηστε",
    /* Arabic, Persian, Hebrew, Hindi */
    "تابعوا",
    "تابعونا",
    "اشترك",
    "انضم~",
    "حمل تطبيق",
    "ما را~",
    "הצטרפו",
    "הירשמו",
    "עקבו",
    "לקבלת",
    "मोबाइल ऐप",
    /* Chinese, Japanese, Korean, Indonesian, Vietnamese, Thai */
    "关注~",
    "扫描~",
    "扫码",
    "下载~",
    "點擊",
    "訂閱~",
    "追蹤~",
    "加入~",
    "フォロー",
    "会員登録",
    "無料会員",
    "メルマガ",
    "구독~",
    "카카오톡",
    "네이버",
    "dapatkan~",
    "ikuti~",
    "cek berita",
    "gabung~",
    "simak~",
    "theo doi",
    "moi ban",
    "ติดตาม~",
};

static const char *const closings[] = {
    "all rights reserved",
    "associated press writer",
    "comments have been",
    "copyright",
    "(c) *",
    "reprinted with permission",
    "republish",
    "sponsored by",
    "tags:",
    "this article is republished",
    "this article was originally",
    "this article originally",
    "this article first appeared",
    "this post originally",
    "this story originally",
    "this post was originally",
    "this material may not",
    "this content is published",
    "this report was produced",
    "topics:",
    "the post ",
    "via:",
    "все права защищены",
    "автор:",
    "источник:",
    "использование материалов",
    "любое использование",
    "метки:",
    "перепечатка",
    "при использовании",
    "редактор:",
    "теги:",
    "тэги:",
    "фото:",
    "дереккөз:",
    "quelle:",
    "mit material von",
    "dpa-infocom",
    "fuente:",
    "temas:",
    "tags:",
    "etiquetas:",
    "fonte:",
    "© riproduzione riservata",
    "riproduzione riservata",
    "zrodło:",
    "kaynak:",
    "editor:",
    "penulis:",
    "责任编辑",
    "責任編輯",
    "(责任编辑",
    "编辑:",
    "編輯:",
    "(编辑",
    "来源:",
    "原标题",
    "版权",
    "本文来自",
    "无断转载",
    "無断転載",
    "<저작권자",
    "저작권자",
    "무단전재",
    "무단 전재",
    "제보는",
};

/* How the first line of a newsletter's box begins. */
static const char *const sign_ups[] = {
    "sign up",
    "sign-up",
    "subscribe",
    "newsletter",
    "our newsletter",
    "get our",
    "get the best of",
    "get the latest",
    "join our newsletter",
    "join our mailing list",
    "never miss a story",
    "stay in the know",
    "подпишитесь",
    "подписывайтесь",
    "подписка на рассылку",
    "жаңалықтарға жазыл",
    "підпишіться",
    "підписуйтесь",
    "abonnieren sie",
    "erhalten sie",
    "melden sie sich",
    "abonnez-vous",
    "inscrivez-vous",
    "recevez",
    "suscribete",
    "apuntate",
    "recibe",
    "iscriviti",
    "ricevi",
    "assine",
    "receba",
    "inscreva-se",
    "meld je aan",
    "zapisz sie",
    "bultene abone",
};

/* "► Share", "[Advertisement]", "Advertisement ↓": from the first letter to the last. */
static str
without_signs(str s)
{
    static const char *const ends[] = { " ", ":", "]", ")", "-", "»", ">", "↓", "·", "•", "|" };

    if (s.len > 0 && (unsigned char)s.ptr[0] >= 0x80)
        s = label_skip_bullets(s);
    if (str_starts(s, STR("·")))
        s = str_trim(str_from(s, 2));
    while (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == '[' || s.ptr[0] == '(' || s.ptr[0] == '-' ||
                         s.ptr[0] == '>'))
        s = str_from(s, 1);
    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        if (str_ends(s, str_of(ends[i]))) {
            s = str_sub(s, 0, s.len - str_of(ends[i]).len);
            i = (size_t)-1; /* and once more from the first */
        }
    return s;
}

static bool
is_noise(str line, str noise)
{
    if (str_ends(noise, STR("*")))
        return str_starts(line, str_sub(noise, 0, noise.len - 1));
    return str_eq(line, noise);
}

/* "1 of 12", "3 / 7": the number of a picture or slide. */
static bool
is_count(str line)
{
    static const char *const words[] = { "of", "/", "из", "von", "de", "sur", "di", "z" };
    int64_t number;

    if (!str_take_int(&line, &number))
        return false;
    line = str_trim(line);
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_starts(line, str_of(words[i]))) {
            line = str_trim(str_from(line, str_of(words[i]).len));
            return str_take_int(&line, &number) && line.len == 0;
        }
    return false;
}

bool
line_is_noise(struct arena *a, str text)
{
    if (text.len > MOST_NOISE)
        return false;
    str line = without_signs(text_fold(a, text));

    if (is_count(line))
        return true;

    for (size_t i = 0; line.len > 0 && i < ARRAY_LEN(noises); i++)
        if (is_noise(line, str_of(noises[i])))
            return true;
    return false;
}

/* A letter behind the phrase makes another word of it, but for scripts that write them together. */
static bool
begins_with(str line, str phrase)
{
    if (str_ends(phrase, STR("*")))
        return str_starts(line, str_sub(phrase, 0, phrase.len - 1));
    if (str_ends(phrase, STR("~")))
        phrase.len--;
    if (!str_starts(line, phrase))
        return false;
    str rest = str_from(line, phrase.len);

    return rest.len == 0 || (unsigned char)phrase.ptr[0] >= 0xD6 ||
           ((unsigned char)phrase.ptr[0] >= 0xD0 && phrase.len >= 12) ||
           !(char_is_alnum(rest.ptr[0]) || (unsigned char)rest.ptr[0] >= 0xC3);
}

static bool
begins_any(struct arena *a, str text, const char *const *phrases, size_t count, bool is_link)
{
    str line = text_fold(a, str_sub(text, 0, MOST_FRONT));

    if (line.len > 0 && line.ptr[0] != '(' && line.ptr[0] != '<')
        line = label_skip_bullets(line);
    for (size_t i = 0; line.len > 0 && i < count; i++)
        if (phrases[i][0] == line.ptr[0] && begins_with(line, str_of(phrases[i])) &&
            (is_link || !str_ends(str_of(phrases[i]), STR("~"))))
            return true;
    return false;
}

bool
line_is_call(struct arena *a, str text, bool is_link)
{
    return begins_any(a, text, calls, ARRAY_LEN(calls), is_link);
}

bool
line_is_sign_up(struct arena *a, str text)
{
    return begins_any(a, text, sign_ups, ARRAY_LEN(sign_ups), true);
}

bool
line_is_closing(struct arena *a, str text)
{
    return str_starts(text, STR("©")) || begins_any(a, text, closings, ARRAY_LEN(closings), true);
}

size_t
line_row_count(void)
{
    return ARRAY_LEN(noises) + ARRAY_LEN(calls) + ARRAY_LEN(closings) + ARRAY_LEN(sign_ups);
}

const char *
line_row(size_t nth)
{
    if (nth < ARRAY_LEN(noises))
        return noises[nth];
    nth -= ARRAY_LEN(noises);
    if (nth < ARRAY_LEN(calls))
        return calls[nth];
    nth -= ARRAY_LEN(calls);
    return nth < ARRAY_LEN(closings) ? closings[nth] : sign_ups[nth - ARRAY_LEN(closings)];
}
