#include "picture.h"

#include "label.h"
#include "line.h"

#include <courant/net.h>
#include <courant/text.h>

enum {
    SMALLEST = 100,     /* pixels; what is less wide or high is an icon */
    CAPTION_MOST = 600, /* weighed characters */
    CREDIT_MOST = 100,
    BOX_LEVELS = 4,   /* from a picture up to what holds its caption */
    FRONT_MOST = 600, /* of text before the lead picture */
};

/* ---- addresses ---- */

/* The widest of "a.jpg 320w, b.jpg 1024w"; addresses may hold commas, so parts end at ", ". */
static str
widest(str srcset)
{
    str best = { "", 0 };
    int64_t most = -1;

    while (srcset.len > 0) {
        srcset = str_trim(srcset);
        size_t end = 0;

        while (end < srcset.len && !char_is_space(srcset.ptr[end]))
            end++;
        str url = str_sub(srcset, 0, end), rest = str_trim(str_from(srcset, end));
        int64_t width = 0;

        str_take_int(&rest, &width);
        if (url.len > 0 && width > most && width <= 2000) {
            most = width;
            best = url;
        }
        size_t comma = str_find_char(rest, ',');

        srcset = comma == STR_NONE ? (str){ "", 0 } : str_from(rest, comma + 1);
    }
    return str_ends(best, STR(",")) ? str_sub(best, 0, best.len - 1) : best;
}

static bool
is_placeholder(str url)
{
    static const char *const words[] = { "placeholder", "spacer", "blank.gif",  "pixel.gif",
                                         "1x1",         "lazy",   "transparent" };

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_find_nocase(url, str_of(words[i])) != STR_NONE)
            return true;
    return false;
}

static str
resolved(struct reader *r, str value)
{
    str url = value.len > 0 ? net_url_resolve(r->arena, r->base, str_trim(value)) : value;

    return net_url_is_web(url) ? url : (str){ "", 0 };
}

str
picture_address(struct reader *r, const struct html_node *img)
{
    /* What a script would put in src comes first: where it is there, src is a grey square. */
    static const char *const names[] = { "data-src",
                                         "data-original",
                                         "data-lazy-src",
                                         "data-full-src",
                                         "data-url",
                                         "data-hi-res-src",
                                         "src" };
    static const char *const sets[] = { "srcset", "data-srcset", "data-lazy-srcset" };

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        str url = resolved(r, html_attr(img, names[i]));

        if (url.len > 0 && !is_placeholder(url))
            return url;
    }
    for (size_t i = 0; i < ARRAY_LEN(sets); i++) {
        str url = resolved(r, widest(html_attr(img, sets[i])));

        if (url.len > 0)
            return url;
    }
    return resolved(r, html_attr(img, "src"));
}

/* ---- which ---- */

static bool
is_small(const struct html_node *img)
{
    static const char *const names[] = { "width", "height" };

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        str value = html_attr(img, names[i]);
        int64_t pixels;

        if (str_take_int(&value, &pixels) && pixels > 0 && pixels < SMALLEST)
            return true;
    }
    return false;
}

/* The last piece of an address without what sizes it: "photo-800x600.jpg" is photo. */
static str
file_stem(str url)
{
    struct net_url parts;

    if (!net_url_parse(url, &parts))
        return (str){ "", 0 };
    str path = parts.path;
    str name = str_from(path, str_find_last(path, '/') + 1);
    size_t end = 0;

    while (end < name.len && name.ptr[end] != '.')
        end++;
    return str_sub(name, 0, end);
}

static bool
is_same_picture(str x, str y)
{
    str a = file_stem(x), b = file_stem(y);
    size_t same = 0;

    while (same < a.len && same < b.len && a.ptr[same] == b.ptr[same])
        same++;
    return same >= 6 && same * 2 >= MIN(a.len, b.len);
}

/* It went with the box that it stands in. */
static bool
is_of_other_story(const struct mark *m)
{
    return m->drop == DROP_RELATED || m->drop == DROP_LINKS || m->drop == DROP_CARDS ||
           m->drop == DROP_LETTER || m->drop == DROP_ADVERT;
}

static bool
is_usable(struct reader *r, const struct html_node *img)
{
    const struct mark *m = mark_of(r, img);

    /* A picture in a line of text is a sign or a formula. */
    if (m->is_hidden || is_small(img) || r->marks[m->block].own_chars > CREDIT_MOST ||
        is_of_other_story(m))
        return false;
    for (const struct html_node *up = img; up && up->tag != HTML_BODY; up = up->parent) {
        uint32_t hints = mark_of(r, up)->hints;

        if (is_inside(r, r->content, up))
            break;
        if (hints & (HINT_ADVERT | HINT_NAV | HINT_SHARE | HINT_RELATED | HINT_SIDE | HINT_BYLINE |
                     HINT_BIO | HINT_COMMENT | HINT_LETTER))
            return false;
    }
    return true;
}

/* The page's own headline: what is above it belongs to the site. */
static uint32_t
front_of(const struct reader *r)
{
    uint32_t front = r->content->id;

    for (uint32_t id = 0; id < r->content->id; id++)
        if (r->nodes[id]->tag == HTML_H1 || r->nodes[id]->tag == HTML_ARTICLE) {
            front = id;
            break;
        }
    return front;
}

/* The first usable picture from the headline on, before much of the text has gone by. */
static const struct html_node *
find_picture(struct reader *r, str told)
{
    uint32_t chars = 0;
    const struct html_node *first = NULL;

    for (uint32_t id = front_of(r); id <= mark_of(r, r->content)->end; id++) {
        const struct html_node *n = r->nodes[id];

        if (n->tag == HTML_TEXT && !is_dropped(r, n) && is_inside(r, n, r->content))
            chars += mark_of(r, n)->chars;
        if (n->tag != HTML_IMG || !is_usable(r, n))
            continue;
        if (told.len > 0 && is_same_picture(picture_address(r, n), told))
            return n;
        if (!first && chars < FRONT_MOST && picture_address(r, n).len > 0)
            first = n;
    }
    return first;
}

/* ---- caption and credit ---- */

static str
without_brackets(str s)
{
    s = str_trim(s);
    if (s.len > 2 && (s.ptr[0] == '(' || s.ptr[0] == '[') &&
        (s.ptr[s.len - 1] == ')' || s.ptr[s.len - 1] == ']'))
        s = str_trim(str_sub(s, 1, s.len - 1));
    return s;
}

static bool
names_agency(str s)
{
    static const char *const names[] = {
        "Getty",  "AFP", "Reuters",  "EPA",     "Shutterstock", "Xinhua",    "TASS",
        "ТАСС",   "РИА", "Sputnik",  "dpa",     "imago",        "Bloomberg", "Associated Press",
        "/AP",    "AP/", "AP Photo", "Anadolu", "NurPhoto",     "Alamy",     "Unsplash",
        "Pixabay"
    };

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_find(s, str_of(names[i])) != STR_NONE)
            return true;
    return false;
}

/*
 * "(Thomas Reed/AFP/Getty Images)" behind a caption. What stands in square brackets there is always whose
 * the picture is; round ones may hold words of the caption.
 */
static str
agency_at_end(str text)
{
    size_t square = str_ends(text, STR("]")) ? str_find_last(text, '[') : STR_NONE;

    if (square != STR_NONE && square > 0 && text.len - square <= CREDIT_MOST)
        return str_from(text, square);
    size_t open = str_ends(text, STR(")")) ? str_find_last(text, '(') : STR_NONE;

    if (open != STR_NONE && text.len - open <= CREDIT_MOST && names_agency(str_from(text, open)))
        return str_from(text, open);
    return (str){ "", 0 };
}

/* "T. REED/AFP" and nothing else. */
static bool
is_agency(str text)
{
    uint32_t stops = 0;

    return mark_weigh(text, &stops) <= CREDIT_MOST / 2 && stops == 0 && names_agency(text) &&
           str_find_char(text, '/') != STR_NONE;
}

/* "The harbour. Photo: M. Reed" in two. */
static void
split_credit(struct reader *r, str text, struct page_picture *out)
{
    str agency = agency_at_end(text);

    if (agency.len > 0 && out->credit.len == 0) {
        out->credit = text_clean(r->arena, without_brackets(agency));
        text = str_trim(str_sub(text, 0, text.len - agency.len));
    }
    for (size_t i = 0; i < text.len; i++) {
        bool is_start = i == 0 || char_is_space(text.ptr[i - 1]) || text.ptr[i - 1] == '(' ||
                        text.ptr[i - 1] == '[' || text.ptr[i - 1] == '/' ||
                        text.ptr[i - 1] == '|' || text.ptr[i - 1] == '.';
        str credit = is_start ? label_credit(str_from(text, i)) : (str){ "", 0 };

        if (credit.len == 0 || credit.len > CREDIT_MOST * 2)
            continue;
        while (i > 0 &&
               (char_is_space(text.ptr[i - 1]) || text.ptr[i - 1] == '(' ||
                text.ptr[i - 1] == '[' || text.ptr[i - 1] == '/' || text.ptr[i - 1] == '|'))
            i--;
        if (credit.ptr[credit.len - 1] == ')' && str_find_char(credit, '(') == STR_NONE)
            credit.len--;
        if (out->credit.len == 0)
            out->credit = text_clean(r->arena, credit);
        text = str_sub(text, 0, i);
        break;
    }
    if (out->credit.len == 0 && is_agency(text))
        out->credit = text_clean(r->arena, text);
    else if (out->caption.len == 0)
        out->caption = text_clean(r->arena, text);
}

static bool
is_short_block(const struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);

    return node->tag != HTML_TEXT && !m->is_hidden && m->chars > 0 && m->chars <= CREDIT_MOST;
}

/* A line of its own that says who made the picture. */
static str
credit_line(struct reader *r, const struct html_node *node)
{
    if (!is_short_block(r, node))
        return (str){ "", 0 };
    return label_credit(mark_text(r, node));
}

/* What holds a picture and the words about it, and nothing else. */
static const struct html_node *
box_of(const struct reader *r, const struct html_node *img)
{
    const struct html_node *box = img;
    int level = 0;

    for (const struct html_node *up = img->parent; up && level < BOX_LEVELS;
         up = up->parent, level++) {
        if (up == r->content || is_inside(r, r->content, up) ||
            mark_of(r, up)->chars > CAPTION_MOST)
            break;
        box = up;
        if (up->tag == HTML_FIGURE)
            break;
    }
    return box;
}

/* What stands in the box besides the picture is its credit only where it says so. */
static void
read_credit_line(struct reader *r, const struct html_node *box, struct page_picture *out)
{
    for (const struct html_node *n = html_next(box, box); n; n = html_next(n, box)) {
        str credit = credit_line(r, n);

        if (credit.len > 0 && out->credit.len == 0)
            out->credit = text_clean(r->arena, credit);
        if (credit.len > 0)
            clean_drop(r, n, DROP_CAPTION);
    }
}

static bool
holds_caption(const struct reader *r, const struct html_node *top)
{
    for (const struct html_node *n = html_next(top, top); n; n = html_next(n, top))
        if (mark_of(r, n)->hints & (HINT_CAPTION | HINT_CREDIT) && mark_of(r, n)->chars > 0)
            return true;
    return false;
}

/* What a screen reader says before a caption. */
static str
without_prefix(str caption)
{
    static const char *const words[] = { "Image caption,", "Image caption", "Media caption,",
                                         "Media caption",  "Caption:",      "Подпись:" };

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_starts(caption, str_of(words[i])))
            return str_trim(str_from(caption, str_of(words[i]).len));
    return caption;
}

/* The one short line in a figure that stands outside its caption: whose the picture is. */
static void
read_line_beside(struct reader *r, const struct html_node *figure, const struct html_node *caption,
                 struct page_picture *out)
{
    const struct html_node *line = NULL;

    for (const struct html_node *n = html_next(figure, figure); n;
         n = n == caption ? html_next_over(n, figure) : html_next(n, figure)) {
        if (n->tag != HTML_TEXT || mark_of(r, n)->chars == 0 || is_inside(r, n, caption))
            continue;
        if (line || mark_of(r, n)->chars > CREDIT_MOST / 2 || mark_of(r, n)->stops > 0 ||
            mark_of(r, n)->is_linked || line_is_noise(&r->scratch, str_trim(n->text)))
            return;
        line = n;
    }
    if (line)
        out->credit = text_clean(r->arena, str_trim(line->text));
}

static void
read_box(struct reader *r, const struct html_node *img, const struct html_node *box,
         struct page_picture *out)
{
    const struct html_node *caption = NULL;

    for (const struct html_node *n = html_next(box, box); n; n = html_next(n, box)) {
        const struct mark *m = mark_of(r, n);

        if (n->tag == HTML_TEXT || m->is_hidden || m->chars == 0)
            continue;
        if (m->hints & HINT_CREDIT && !holds_caption(r, n) && m->chars <= CREDIT_MOST &&
            out->credit.len == 0) {
            str text = mark_text(r, n), credit = label_credit(text);

            out->credit = text_clean(r->arena, without_brackets(credit.len > 0 ? credit : text));
            clean_drop(r, n, DROP_CAPTION);
        } else if ((m->hints & HINT_CAPTION || n->tag == HTML_FIGCAPTION) && !caption) {
            caption = n;
        }
    }
    clean_drop(r, img, DROP_CAPTION);
    if (caption)
        clean_drop(r, caption, DROP_CAPTION);
    if (!caption && box->tag != HTML_FIGURE) {
        read_credit_line(r, box, out);
        return;
    }
    if (caption && out->credit.len == 0)
        read_credit_line(r, box, out);
    if (caption && box->tag == HTML_FIGURE && out->credit.len == 0 &&
        label_credit(mark_text(r, caption)).len == 0)
        read_line_beside(r, box, caption, out);
    str text = without_prefix(mark_text(r, caption ? caption : box));

    /* The credit may stand inside the caption, as an element of its own. */
    str bare = str_ends(text, STR(")")) ? str_sub(text, 0, text.len - 1) : text;

    if (out->credit.len > 0 && str_ends(bare, out->credit))
        text = label_without_credit_word(str_sub(bare, 0, bare.len - out->credit.len));
    else if (out->credit.len > 0 && str_ends(text, out->credit))
        text = label_without_credit_word(str_sub(text, 0, text.len - out->credit.len));
    split_credit(r, text, out);
    if (str_eq(out->caption, out->credit))
        out->caption = (str){ "", 0 };
    if (box->tag == HTML_FIGURE)
        clean_drop(r, box, DROP_CAPTION);
}

/* "Photo: akorda.kz" as the next line after the picture, in a paragraph like any other. */
static void
read_next_line(struct reader *r, const struct html_node *box, struct page_picture *out)
{
    const struct html_node *n = box;

    for (int i = 0; i < 6 && n; i++) {
        n = html_next_over(n, r->tree.root);
        while (n && (n->tag == HTML_TEXT ? mark_of(r, n)->chars == 0 : mark_of(r, n)->chars == 0))
            n = html_next_over(n, r->tree.root);
        if (!n)
            return;
        if (mark_of(r, n)->chars > CREDIT_MOST && n->first) {
            n = n->first;
            if (n->tag == HTML_TEXT && mark_of(r, n)->chars > 0)
                return;
            if (credit_line(r, n).len == 0 && mark_of(r, n)->chars == 0)
                continue;
        }
        str credit = credit_line(r, n);

        if (credit.len > 0) {
            out->credit = text_clean(r->arena, credit);
            clean_drop(r, n, DROP_CAPTION);
            return;
        }
        if (n->tag != HTML_TEXT && mark_of(r, n)->hints & (HINT_CAPTION | HINT_CREDIT) &&
            mark_of(r, n)->chars > 0 && mark_of(r, n)->chars <= CAPTION_MOST) {
            split_credit(r, mark_text(r, n), out);
            clean_drop(r, n, DROP_CAPTION);
            return;
        }
        if (mark_of(r, n)->chars > 0)
            return;
    }
}

static bool
is_emblem(str url)
{
    static const char *const words[] = { "logo",   "default",     "placeholder",  "favicon",
                                         "sprite", "share-image", "social-share", "og-image" };

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_find_nocase(url, str_of(words[i])) != STR_NONE)
            return true;
    return false;
}

void
picture_find(struct reader *r, const struct meta *meta, struct page_picture *out)
{
    str told = resolved(r, meta_fact(r, meta, FACT_IMAGE));
    const struct html_node *img = r->content ? find_picture(r, told) : NULL;
    str seen = img ? picture_address(r, img) : (str){ "", 0 };

    out->url = told.len > 0 && (seen.len == 0 || !is_emblem(told)) ? told : seen;
    out->alt = meta_fact(r, meta, FACT_IMAGE_ALT);
    if (img && (told.len == 0 || out->url.ptr == seen.ptr || is_same_picture(seen, told) ||
                img->id < r->content->id || mark_of(r, img)->chars == 0)) {
        const struct html_node *box = box_of(r, img);

        if (html_attr(img, "alt").len > 0)
            out->alt = text_clean(r->arena, html_attr(img, "alt"));
        read_box(r, img, box, out);
        if (out->credit.len == 0)
            read_next_line(r, box, out);
    }
    if (out->caption.len == 0)
        out->caption = meta_fact(r, meta, FACT_IMAGE_CAPTION);
    if (out->credit.len == 0)
        out->credit = meta_fact(r, meta, FACT_IMAGE_CREDIT);
}
