#include <courant/html.h>
#include <courant/text.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses the mode; the rest is the page, and its front a selector. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = { 0 };
    struct html_tree tree = { 0 };
    struct html_selector *selector = NULL;
    struct err err = { 0 };

    if (size == 0)
        return 0;
    str html = { (const char *)data + 1, size - 1 };
    enum html_mode mode = data[0] & 1 ? HTML_MODE_FRAGMENT : HTML_MODE_DOCUMENT;
    bool has_selector = html_selector_parse(&a, str_sub(html, 0, data[0] / 2), &selector, &err);

    if (html_parse(&a, html, mode, NULL, &tree, &err)) {
        for (struct html_node *n = tree.root; has_selector && n; n = html_next(n, tree.root))
            html_matches(n, selector);
        html_text(&a, tree.root);
        html_source(&a, tree.root);
    }
    html_strip(&a, html);
    html_unescape(&a, html);
    arena_free(&a);
    return 0;
}
