#include <courant/text.h>

#include <assert.h>
#include <string.h>

/* The first byte chooses the kind and whether HTTP said something; then that, to a newline; then bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = { 0 };
    struct text_decoded got;
    str raw = { (const char *)data, size }, http = STR("");

    if (size == 0)
        return 0;
    enum text_kind kind = (enum text_kind)(data[0] % 3);

    raw = str_from(raw, 1);
    if (data[0] & 0x80)
        str_take_line(&raw, &http);
    text_decode(&a, raw, kind, http, &got);
    assert(utf8_is_valid(got.text) && str_find_char(got.text, '\0') == STR_NONE);
    str block = text_clean_block(&a, raw), line = text_clean(&a, raw);

    assert(utf8_is_valid(block) && text_is_clean(block));
    assert(utf8_is_valid(line) && text_is_clean(line) && str_find_char(line, '\n') == STR_NONE);
    assert(utf8_is_valid(text_clean_url(&a, raw)));
    assert(utf8_is_valid(text_fold(&a, raw)));
    struct text_word *words;
    size_t count = text_words(&a, block, &words);

    for (size_t i = 0; i < count; i++)
        assert(words[i].len > 0 && words[i].at + words[i].len <= block.len);
    arena_free(&a);
    return 0;
}
