#include "paged.h"

#include <courant/html.h>
#include <courant/net.h>

enum {
    MOST_HTML = 2 << 20, /* bytes of all pages */
    MOST_REPEATED = 4,   /* lines at the top of a page that may be those of the first */
};

/* Templates say the standfirst again on every page. */
static str
without_repeated(str html, str before)
{
    for (int i = 0; i < MOST_REPEATED && html.len > 0; i++) {
        size_t end = str_find_char(html, '\n');
        str line = str_sub(html, 0, end);

        if (line.len == 0 || end == STR_NONE || str_find(before, line) == STR_NONE)
            break;
        html = str_from(html, end + 1);
    }
    return html;
}

/* A page's own picture is given apart from its text; here it goes back to its top. */
static void
add_lead(struct buf *out, struct arena *a, const struct page_picture *lead, str first_lead)
{
    if (lead->url.len == 0 || str_eq(lead->url, first_lead))
        return;
    str src = html_escape(a, lead->url), alt = html_escape(a, lead->alt);

    buf_printf(out, "<img src=\"%.*s\" alt=\"%.*s\">\n", STR_ARG(src), STR_ARG(alt));
}

static void
append(struct page_article *whole, struct arena *a, const struct page_article *page)
{
    struct buf html = { .arena = a }, text = { .arena = a };

    buf_add(&html, whole->html);
    add_lead(&html, a, &page->lead, whole->lead.url);
    buf_add(&html, without_repeated(page->html, whole->html));
    buf_add(&text, whole->text);
    buf_add(&text, STR("\n\n"));
    buf_add(&text, page->text);
    whole->html = buf_str(&html);
    whole->text = buf_str(&text);
}

void
paged_add(struct paged *p, struct arena *a, const struct page_article *page, str url)
{
    if (p->count == PAGED_MOST)
        return;
    if (p->count == 0)
        p->whole = *page;
    else if (page->html.len > 0 && p->whole.html.len + page->html.len <= MOST_HTML)
        append(&p->whole, a, page);
    p->whole.next_url = page->next_url;
    p->urls[p->count++] = arena_str(a, url);
}

str
paged_next(const struct paged *p)
{
    str next = p->whole.next_url;

    if (next.len == 0 || p->count == PAGED_MOST || p->count == 0 ||
        !str_eq(net_url_host(next), net_url_host(p->urls[0])))
        return (str){ "", 0 };
    for (size_t i = 0; i < p->count; i++)
        if (str_eq(p->urls[i], next))
            return (str){ "", 0 };
    return next;
}
