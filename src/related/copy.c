#include "copy.h"

#include <courant/text.h>

#define COPY_MIN   0.80 /* cosine of the word vectors */
#define HEAD_BYTES 160  /* of the teaser, where "PARIS (AFP) -" stands */

/* As they sign, in their own spelling (in small letters some are common words), and as a reader calls them. */
static const struct {
    const char *signature, *name;
} agencies[] = {
    { "AFP", "AFP" },
    { "Reuters", "Reuters" },
    { "Associated Press", "AP" },
    { "(AP)", "AP" },
    { "dpa", "dpa" },
    { "EFE", "EFE" },
    { "ANSA", "ANSA" },
    { "Xinhua", "Xinhua" },
    { "Kyodo", "Kyodo" },
    { "Yonhap", "Yonhap" },
    { "PTI", "PTI" },
    { "Anadolu", "Anadolu" },
    { "Bloomberg", "Bloomberg" },
    { "PA Media", "PA" },
    { "TASS", "TASS" },
    { "ТАСС", "ТАСС" },
    { "РИА Новости", "РИА Новости" },
    { "Интерфакс", "Интерфакс" },
    { "Interfax", "Interfax" },
    { "Укринформ", "Укринформ" },
    { "Ukrinform", "Ukrinform" },
    { "Казинформ", "Казинформ" },
    { "Kazinform", "Kazinform" },
};

void
copy_text_init(const struct store_vector *vector, struct copy_text *out)
{
    out->source_id = vector->source_id;
    vector_unpack(vector->word, &out->words);
    vector_sort_terms(&out->words);
}

bool
copy_is_same(const struct copy_text *x, const struct copy_text *y)
{
    return x->source_id && y->source_id && x->source_id != y->source_id &&
           vector_dot(&x->words, &y->words) >= COPY_MIN;
}

bool
copy_is_of(const struct store_vector *x, const struct store_vector *y)
{
    struct copy_text mine, other;

    if (x->source_id == y->source_id)
        return false;
    copy_text_init(x, &mine);
    copy_text_init(y, &other);
    return copy_is_same(&mine, &other);
}

static bool
is_letter_at(str text, size_t at)
{
    str rest = str_from(text, at);

    return rest.len > 0 && ((unsigned char)rest.ptr[0] >= 0x80 || char_is_alpha(rest.ptr[0]));
}

/* The signature as a word: what stands beside it is no letter. */
static bool
has_word(str text, str word)
{
    for (size_t at = 0; at + word.len <= text.len; at++)
        if (str_starts(str_from(text, at), word))
            return (at == 0 || !is_letter_at(text, at - 1)) && !is_letter_at(text, at + word.len);
    return false;
}

static str
find_agency(const struct store_story *story)
{
    const str places[] = { story->author, str_sub(story->teaser, 0, HEAD_BYTES),
                           story->source_name };

    for (size_t i = 0; i < ARRAY_LEN(places); i++)
        for (size_t k = 0; k < ARRAY_LEN(agencies); k++)
            if (has_word(places[i], str_of(agencies[k].signature)))
                return str_of(agencies[k].name);
    return STR("");
}

str
copy_source(struct arena *a, const struct store_story *x, const struct store_story *y)
{
    const struct store_story *first = x->sort_at < y->sort_at ? x : y;
    str agency = find_agency(x);

    if (agency.len == 0)
        agency = find_agency(y);
    return agency.len > 0 ? agency : arena_str(a, first->source_name);
}
