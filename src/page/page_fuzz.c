#include <courant/page.h>
#include <courant/text.h>

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes as served; every fourth page with selectors of the user's, every other one explained. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct page_options mine = { .content_selector = STR_INIT("main, .content"),
                                              .remove_selector = STR_INIT("p > a[href]"),
                                              .known_title = STR_INIT("A title of three words") };
    struct arena a = { 0 };
    struct text_decoded decoded = { 0 };
    struct page_article article = { 0 };
    const struct page_feed *feeds = NULL;
    struct err err = { 0 };
    str url = STR("https://example.org/a/b.html");

    text_decode(&a, (str){ (const char *)data, size }, TEXT_HTML, (str){ "", 0 }, &decoded);
    page_extract(&a, decoded.text, url, size % 4 ? NULL : &mine, &article, &err);
    if (size % 2)
        page_explain(&a, decoded.text, url, NULL);
    page_feeds(&a, decoded.text, url, &feeds);
    arena_free(&a);
    return 0;
}
