#include "block.h"

#include <courant/text.h>

static void
add_blanks(struct buf *b, int count)
{
    while (count-- > 0)
        buf_add_char(b, ' ');
}

static void
add_links(struct buf *b, const struct doc *doc)
{
    if (doc->link_count == 0)
        return;
    buf_add(b, STR("\nLinks\n\n"));
    for (size_t i = 0; i < doc->link_count; i++)
        buf_printf(b, "[%zu] %.*s\n", i + 1, STR_ARG(doc->links[i].url));
}

str
doc_text(struct arena *a, const struct doc *doc, const struct doc_options *options,
         bool has_link_list)
{
    struct buf b = { .arena = a };
    struct arena scratch = { 0 };
    struct doc_layout layout;

    doc_layout(&scratch, doc, options, &layout);
    for (size_t i = 0; i < layout.line_count; i++) {
        const struct doc_line *line = &layout.lines[i];

        add_blanks(&b, line->indent_cols);
        for (size_t k = 0; k < line->run_count; k++)
            buf_add(&b, line->runs[k].text);
        buf_add_char(&b, '\n');
    }
    if (has_link_list)
        add_links(&b, doc);
    arena_free(&scratch);
    return buf_str(&b);
}
