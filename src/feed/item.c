#include <courant/feed.h>
#include <courant/html.h>
#include <courant/net.h>

#define TITLE_MOST  120 /* bytes of a title made of a text, about */
#define SOURCE_MOST 4000

/* Where the first sentence ends: behind its mark, if a blank follows; 0: nowhere. */
static size_t
sentence_len(str text)
{
    for (size_t i = 0; i < text.len; i++) {
        bool is_wide_stop = str_starts(str_from(text, i), STR("。"));
        bool is_stop = text.ptr[i] == '.' || text.ptr[i] == '!' || text.ptr[i] == '?';

        if (is_wide_stop)
            return i + STR("。").len;
        if (is_stop && i > 15 && i + 1 < text.len && text.ptr[i + 1] == ' ')
            return i + 1;
    }
    return 0;
}

/* Not inside a word, nor inside a character. */
static size_t
cut_len(str text, size_t most)
{
    size_t len = str_find_last(str_sub(text, 0, most), ' ');

    if (len != STR_NONE && len > most / 2)
        return len;
    for (len = most; len > 0 && ((unsigned char)text.ptr[len] & 0xc0) == 0x80;)
        len--;
    return len;
}

str
feed_item_title(struct arena *a, const struct feed_item *item)
{
    str html = item->summary_html.len > 0 ? item->summary_html : item->content_html;
    str text;
    size_t len;

    if (item->title.len > 0)
        return item->title;
    if (html.len > SOURCE_MOST)
        html = str_sub(html, 0, cut_len(html, SOURCE_MOST));
    text = html_strip(a, html);
    len = sentence_len(str_sub(text, 0, TITLE_MOST));
    if (len > 0)
        return str_sub(text, 0, len);
    if (text.len <= TITLE_MOST)
        return text;
    return arena_join(a, str_sub(text, 0, cut_len(text, TITLE_MOST)), STR("…"));
}

str
feed_item_identity(struct arena *a, const struct feed_item *item)
{
    char date[TIME_TEXT_LEN] = "";

    if (item->id.len > 0)
        return item->id;
    if (item->link.len > 0)
        return net_url_normal(a, item->link);
    if (item->published_at || item->updated_at)
        time_text(item->published_at ? item->published_at : item->updated_at, date);
    if (item->title.len > 0 || date[0])
        return arena_printf(a, "%.*s %s", STR_ARG(item->title), date);
    str body = item->content_html.len > 0 ? item->content_html : item->summary_html;

    return arena_printf(a, "%016" PRIx64, str_hash(body));
}
