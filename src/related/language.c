#include "language.h"

#include <courant/text.h>

#include <string.h>

#define OVERRULE_LEAST                                                                             \
    4 /* little words of another language, before the feed's own word is doubted */

/* Languages not written in Latin letters, and those written in more than one script. */
static const struct written {
    char code[LANGUAGE_ROOM];
    enum text_script scripts[3];
} not_latin[] = {
    { "ru", { TEXT_SCRIPT_CYRILLIC } },
    { "uk", { TEXT_SCRIPT_CYRILLIC } },
    { "be", { TEXT_SCRIPT_CYRILLIC } },
    { "bg", { TEXT_SCRIPT_CYRILLIC } },
    { "mk", { TEXT_SCRIPT_CYRILLIC } },
    { "ky", { TEXT_SCRIPT_CYRILLIC } },
    { "tg", { TEXT_SCRIPT_CYRILLIC } },
    { "mn", { TEXT_SCRIPT_CYRILLIC } },
    { "tt", { TEXT_SCRIPT_CYRILLIC } },
    { "ba", { TEXT_SCRIPT_CYRILLIC } },
    { "kk", { TEXT_SCRIPT_CYRILLIC, TEXT_SCRIPT_LATIN } },
    { "uz", { TEXT_SCRIPT_CYRILLIC, TEXT_SCRIPT_LATIN } },
    { "az", { TEXT_SCRIPT_LATIN, TEXT_SCRIPT_CYRILLIC } },
    { "sr", { TEXT_SCRIPT_CYRILLIC, TEXT_SCRIPT_LATIN } },
    { "el", { TEXT_SCRIPT_GREEK } },
    { "he", { TEXT_SCRIPT_HEBREW } },
    { "ar", { TEXT_SCRIPT_ARABIC } },
    { "fa", { TEXT_SCRIPT_ARABIC } },
    { "ur", { TEXT_SCRIPT_ARABIC } },
    { "ps", { TEXT_SCRIPT_ARABIC } },
    { "ug", { TEXT_SCRIPT_ARABIC } },
    { "zh", { TEXT_SCRIPT_HAN } },
    { "ja", { TEXT_SCRIPT_KANA, TEXT_SCRIPT_HAN } },
    { "ko", { TEXT_SCRIPT_HANGUL } },
    { "th", { TEXT_SCRIPT_THAI } },
    { "hi", { TEXT_SCRIPT_DEVANAGARI } },
    { "mr", { TEXT_SCRIPT_DEVANAGARI } },
    { "ne", { TEXT_SCRIPT_DEVANAGARI } },
};

/* What a script is taken for when nobody says. */
static const struct {
    enum text_script script;
    char code[LANGUAGE_ROOM];
} usual[] = {
    { TEXT_SCRIPT_LATIN, "en" },  { TEXT_SCRIPT_CYRILLIC, "ru" },   { TEXT_SCRIPT_GREEK, "el" },
    { TEXT_SCRIPT_ARABIC, "ar" }, { TEXT_SCRIPT_HEBREW, "he" },     { TEXT_SCRIPT_HAN, "zh" },
    { TEXT_SCRIPT_KANA, "ja" },   { TEXT_SCRIPT_HANGUL, "ko" },     { TEXT_SCRIPT_THAI, "th" },
    { TEXT_SCRIPT_OTHER, "en" },  { TEXT_SCRIPT_DEVANAGARI, "hi" },
};

#define LITTLE_MOST 7 /* bytes of the longest */

/* Little words, folded, in one language of the table only. */
static const struct {
    char code[LANGUAGE_ROOM];
    const char *words; /* a blank on both sides of each */
} little[] = {
    { "en", " the of and to for is with that was by from are has have it its this will be at " },
    { "de", " der die und das ist den von mit dem nicht fur auf ein eine im sich auch nach wird " },
    { "fr", " le les des et du est une dans pour qui sur par pas au aux ce cette sont ont " },
    { "es", " el los del las una con por para su como se al y mas fue han esta sobre este " },
    { "it", " il di che per della del non sono gli nel alla dei con piu una anche dal delle " },
    { "pt", " os do da em uma nao para dos das ao mais foi pelo pela sua no na um com e " },
    { "nl", " het een van zijn voor op te niet aan met door bij ook naar uit wordt heeft " },
    { "tr", " ve bir bu icin ile olarak olan daha gibi kadar sonra ancak oldu cok " },
    { "pl", " sie na nie jest ze oraz przez dla jak od po tym roku zostal ktory " },
    { "uz", " va bilan uchun bu ham bir uning esa deb ushbu boyicha haqida " },
};

#define RUSSIAN_LAST 0x44F /* no letter of a set is below it; most text is */

/* Letters that Kazakh has and Russian has not; its neighbours have some, but their feeds say so. */
static bool
has_rune_of(const struct text_word *words, size_t count, const char *set)
{
    for (size_t i = 0; i < count; i++)
        for (str rest = words[i].word; rest.len > 0;) {
            char bytes[5] = { 0 };
            uint32_t rune = rune_take(&rest);

            if (rune > RUSSIAN_LAST && rune_encode(rune, bytes) > 0 && strstr(set, bytes))
                return true;
        }
    return false;
}

static enum text_script
script_of_words(const struct text_word *words, size_t count)
{
    size_t seen[TEXT_SCRIPT_DEVANAGARI + 1] = { 0 };
    enum text_script best = TEXT_SCRIPT_OTHER;

    for (size_t i = 0; i < count; i++)
        if (!words[i].is_number)
            seen[text_script(words[i].word)] += words[i].word.len;
    /* Japanese is told by its kana, however many Han signs are between. */
    if (seen[TEXT_SCRIPT_KANA] > 0 && seen[TEXT_SCRIPT_HAN] > 0)
        return TEXT_SCRIPT_KANA;
    for (enum text_script s = TEXT_SCRIPT_LATIN; s <= TEXT_SCRIPT_DEVANAGARI; s++)
        if (seen[s] > seen[best] || (best == TEXT_SCRIPT_OTHER && seen[s] > 0))
            best = s;
    return best;
}

static bool
is_written_in(str code, enum text_script script)
{
    for (size_t i = 0; i < ARRAY_LEN(not_latin); i++)
        if (str_eq(code, str_of(not_latin[i].code)))
            for (size_t k = 0; k < ARRAY_LEN(not_latin[i].scripts); k++)
                if (not_latin[i].scripts[k] == script)
                    return true;
    for (size_t i = 0; i < ARRAY_LEN(not_latin); i++)
        if (str_eq(code, str_of(not_latin[i].code)))
            return false;
    return script == TEXT_SCRIPT_LATIN;
}

static size_t
count_little(size_t row, const struct text_word *words, size_t count)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        char padded[LITTLE_MOST + 3];

        if (words[i].word.len > LITTLE_MOST)
            continue;
        padded[0] = ' ';
        memcpy(padded + 1, words[i].word.ptr, words[i].word.len);
        memcpy(padded + 1 + words[i].word.len, " ", 2);
        found += strstr(little[row].words, padded) != NULL;
    }
    return found;
}

/* The language of Latin letters; the declared one unless another has many more little words. */
static str
guess_latin(str declared, const struct text_word *words, size_t count)
{
    size_t best = 0, best_count = 0, declared_count = 0;

    for (size_t i = 0; i < ARRAY_LEN(little); i++) {
        size_t found = count_little(i, words, count);

        if (str_eq(declared, str_of(little[i].code)))
            declared_count = found;
        if (found > best_count) {
            best_count = found;
            best = i;
        }
    }
    if (declared.len > 0 && (best_count < OVERRULE_LEAST || best_count < 3 * declared_count))
        return declared;
    return str_of(little[best].code);
}

static str
guess_cyrillic(str declared, const struct text_word *words, size_t count)
{
    bool is_plain = declared.len == 0 || str_eq(declared, STR("ru")) || str_eq(declared, STR("kk"));

    if (is_plain && has_rune_of(words, count, "әғқңөұүһ"))
        return STR("kk");
    if (declared.len > 0)
        return declared;
    return has_rune_of(words, count, "їєґі") ? STR("uk") : STR("ru");
}

void
language_of(str declared, const struct text_word *words, size_t count, char out[LANGUAGE_ROOM])
{
    enum text_script script = script_of_words(words, count);
    char code[LANGUAGE_ROOM] = { 0 };
    str result;

    for (size_t i = 0; i < LANGUAGE_ROOM - 1 && i < declared.len && char_is_alpha(declared.ptr[i]);
         i++)
        code[i] = char_lower(declared.ptr[i]);
    result = str_of(code);
    if (script != TEXT_SCRIPT_OTHER && !is_written_in(result, script))
        result = STR("");
    if (script == TEXT_SCRIPT_LATIN)
        result = guess_latin(result, words, count);
    else if (script == TEXT_SCRIPT_CYRILLIC)
        result = guess_cyrillic(result, words, count);
    for (size_t i = 0; result.len == 0 && i < ARRAY_LEN(usual); i++)
        if (usual[i].script == script)
            result = str_of(usual[i].code);
    memset(out, 0, LANGUAGE_ROOM);
    memcpy(out, result.ptr, MIN(result.len, (size_t)LANGUAGE_ROOM - 1));
}
