/*
 * Pictures and media as lines: "▒ picture: alt · credit", with the caption under it where that says
 * more than the alternative text.
 */
#include "build.h"
#include "credit.h"

#include <courant/net.h>
#include <courant/text.h>

#include <stdlib.h>

#define CAPTION_MOST ((size_t)2000) /* bytes: more is not a caption, whatever it is called */

/* Where a picture's address is, best first: pages load them late, by scripts, from other attributes. */
static const char *const image_attrs[] = { "data-src", "data-lazy-src", "data-original",
                                           "data-full-url", "src" };

static bool
is_data(str url)
{
    return str_starts_nocase(str_trim(url), STR("data:"));
}

/* The first address of a srcset. */
static str
first_of_set(str set)
{
    size_t end = 0;

    set = str_trim(set);
    while (end < set.len && !char_is_space(set.ptr[end]) && set.ptr[end] != ',')
        end++;
    return str_sub(set, 0, end);
}

static str
image_url(struct builder *b, const struct html_node *node)
{
    for (size_t i = 0; i < ARRAY_LEN(image_attrs); i++) {
        str value = html_attr(node, image_attrs[i]);

        if (value.len > 0 && !is_data(value)) {
            str url = build_url(b, value);

            if (url.len > 0)
                return url;
        }
    }
    str set = html_attr(node, "srcset");

    return build_url(b, first_of_set(set.len ? set : html_attr(node, "data-srcset")));
}

/* A size given in the tag; 0 when it is not. */
static int64_t
image_size(const struct html_node *node, const char *name)
{
    str value = str_trim(html_attr(node, name));
    int64_t size = 0;

    return str_take_int(&value, &size) && !str_starts(value, STR("%")) ? size : 0;
}

/* Counters, spacers, share buttons: nothing that a reader would look at. */
static bool
is_speck(const struct html_node *node)
{
    int64_t width = image_size(node, "width"), height = image_size(node, "height");

    return (width > 0 && width <= 3) || (height > 0 && height <= 3);
}

static bool
is_inline_icon(const struct html_node *node, str alt)
{
    int64_t width = image_size(node, "width"), height = image_size(node, "height");
    bool is_small = (width > 0 && width <= 32) || (height > 0 && height <= 32);

    return is_small || html_has_word(node, "class", "emoji") ||
           html_has_word(node, "class", "wp-smiley") || (alt.len > 0 && text_cols(alt) <= 2);
}

/* Names of files and cameras tell nothing. */
static bool
is_file_name(str alt)
{
    static const str ends[] = { STR_INIT(".jpg"), STR_INIT(".jpeg"), STR_INIT(".png"),
                                STR_INIT(".webp"), STR_INIT(".gif") };

    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        if (alt.len >= ends[i].len && str_eq_nocase(str_from(alt, alt.len - ends[i].len), ends[i]))
            return true;
    return str_starts_nocase(alt, STR("img_")) || str_starts_nocase(alt, STR("dsc_")) ||
           str_eq_nocase(alt, STR("image")) || str_eq_nocase(alt, STR("photo")) ||
           str_eq_nocase(alt, STR("picture")) || str_eq_nocase(alt, STR("img"));
}

static str
image_alt(struct builder *b, const struct html_node *node)
{
    str alt = text_clean(&b->scratch, html_attr(node, "alt"));

    if (alt.len == 0)
        alt = text_clean(&b->scratch, html_attr(node, "title"));
    if (is_file_name(alt))
        return STR("");
    return text_cols(alt) > 300 ? text_fit(&b->scratch, alt, 300) : alt;
}

/* "▒ picture: alt · credit" into the flow, and its link. */
static void
add_picture_line(struct builder *b, str url, str alt, str credit)
{
    bool is_credit = credit_is(alt.len ? alt : credit);
    str shown = alt.len ? alt : credit;
    int link = url.len ? build_link(b, url, shown, DOC_LINK_PICTURE) : -1;
    uint32_t style = DOC_PICTURE;

    flow_add(&b->flow, STR("▒ "), DOC_PICTURE | DOC_FAINT, -1);
    if (alt.len == 0 && is_credit) {
        flow_add(&b->flow, credit, style, link);
        return;
    }
    if (alt.len > 0 && is_credit) {
        flow_add(&b->flow, alt, style, link);
    } else {
        flow_add(&b->flow, STR("picture"), style, link);
        if (alt.len > 0) {
            flow_add(&b->flow, STR(": "), style, link);
            flow_add(&b->flow, alt, style, link);
        }
    }
    if (credit.len > 0) {
        flow_add(&b->flow, STR(" · "), DOC_PICTURE | DOC_FAINT, -1);
        flow_add(&b->flow, credit, DOC_PICTURE | DOC_FAINT, -1);
    }
}

static void
end_picture_block(struct builder *b)
{
    struct doc_flow flow;

    if (flow_take(&b->flow, b->a, false, &flow))
        build_block(b, BLOCK_PICTURE, &flow);
}

/* The lead's credit, when this is the lead and the caller knows it. */
static str
lead_credit(struct builder *b, str url)
{
    str lead = b->source->lead_picture_url;

    if (lead.len == 0 ||
        !str_eq(net_url_normal(&b->scratch, url), net_url_normal(&b->scratch, build_url(b, lead))))
        return STR("");
    return text_clean(&b->scratch, b->source->lead_picture_credit);
}

static bool
has_folded(struct builder *b, str text, str part)
{
    return str_find(text_fold(&b->scratch, text), text_fold(&b->scratch, part)) != STR_NONE;
}

static bool
repeats_last(struct builder *b, str url)
{
    if (url.len == 0)
        return false;
    bool is_same = b->last_picture_url.len > 0 && str_eq(url, b->last_picture_url);

    b->last_picture_url = url;
    return is_same;
}

/* caption: what stands under it, lest a credit be given twice. */
static void
set_image(struct builder *b, const struct html_node *node, str caption)
{
    str url = image_url(b, node), credit = lead_credit(b, url);

    if (repeats_last(b, url) || (url.len == 0 && image_alt(b, node).len == 0))
        return;
    build_end_block(b);
    if (has_folded(b, caption, credit))
        credit = STR("");
    add_picture_line(b, url, image_alt(b, node), credit);
    if (b->now.is_cell || b->now.is_caption)
        build_end_block(b);
    else
        end_picture_block(b);
}

void
picture_image(struct builder *b, const struct html_node *node)
{
    struct figure *figure = b->now.figure;
    str alt = image_alt(b, node);

    if (is_speck(node) || (figure && figure->done == node))
        return;
    if (is_inline_icon(node, alt)) {
        build_add(b, alt, 0);
        return;
    }
    if (b->now.is_kept)
        return;
    if (!figure || b->now.is_cell || b->now.is_caption) {
        set_image(b, node, STR(""));
        return;
    }
    if (figure->image)
        set_image(b, figure->image, STR(""));
    build_end_block(b);
    figure->image = node;
}

/* The picture that a caption is of: seen before it, or standing after it in the same figure. */
static const struct html_node *
take_captioned(struct figure *figure)
{
    const struct html_node *image = figure->image;

    if (!image && !figure->has_caption)
        figure->done = image = html_find(figure->node, HTML_IMG);
    figure->image = NULL;
    figure->has_caption = true;
    return image && !is_speck(image) ? image : NULL;
}

/* Picture and caption in one line, since the alternative text says nothing more. */
static void
begin_joint_line(struct builder *b, const struct html_node *image, str caption)
{
    str url = image_url(b, image), credit = lead_credit(b, url);

    if (repeats_last(b, url)) {
        b->now.is_tight = true;
        return;
    }
    int link = url.len ? build_link(b, url, caption, DOC_LINK_PICTURE) : -1;

    flow_add(&b->flow, STR("▒ "), DOC_PICTURE | DOC_FAINT, -1);
    if (!credit_is(caption))
        flow_add(&b->flow, STR("picture: "), DOC_PICTURE, link);
    /* the caption's own words open the picture */
    b->now.anchor = ARENA_NEW(&b->scratch, struct anchor);
    *b->now.anchor = (struct anchor){ .url = url, .link = link, .is_entered = true };
    if (!has_folded(b, caption, credit))
        b->now.figure->credit = credit;
    b->now.kind = BLOCK_PICTURE;
}

void
picture_caption(struct builder *b, const struct html_node *node)
{
    bool follows = b->blocks.count && b->blocks.items[b->blocks.count - 1].kind == BLOCK_PICTURE;
    const struct html_node *image = NULL;

    build_end_block(b);
    if (b->now.figure)
        image = take_captioned(b->now.figure);
    b->now.kind = BLOCK_CAPTION;
    b->now.style |= DOC_PICTURE;
    str caption = text_clean(&b->scratch, html_text(&b->scratch, node));

    if (!image || b->now.is_cell) {
        b->now.is_tight = follows && b->now.figure && !b->now.is_cell;
    } else if (caption.len > 0 && has_folded(b, caption, image_alt(b, image))) {
        begin_joint_line(b, image, caption);
    } else {
        set_image(b, image, caption);
        b->now.is_tight = true;
    }
    b->now.caption = node;
    b->now.is_caption = !b->now.is_cell && caption.len <= CAPTION_MOST;
}

void
picture_caption_end(struct builder *b)
{
    struct figure *figure = b->now.figure;

    b->now.is_caption = false;
    if (figure && figure->credit.len > 0 && !flow_is_empty(&b->flow)) {
        flow_add(&b->flow, STR(" · "), DOC_PICTURE | DOC_FAINT, -1);
        flow_add(&b->flow, figure->credit, DOC_PICTURE | DOC_FAINT, -1);
        figure->credit = STR("");
    }
    build_end_block(b);
}

void
picture_end_figure(struct builder *b)
{
    struct figure *figure = b->now.figure;

    if (figure && figure->image) {
        const struct html_node *image = figure->image;

        figure->image = NULL;
        build_end_block(b);
        set_image(b, image, STR(""));
    }
}

/* Is it among the pictures at the front of the body as well? Then it is set there, with its caption. */
static bool
has_image(struct builder *b, const struct html_node *root, str url)
{
    str wanted = net_url_normal(&b->scratch, url);
    int left = 3000;

    for (const struct html_node *node = root; node && left > 0;
         node = html_next(node, root), left--)
        if (node->tag == HTML_IMG &&
            str_eq(net_url_normal(&b->scratch, image_url(b, node)), wanted))
            return true;
    return false;
}

void
picture_lead(struct builder *b, const struct html_node *root)
{
    const struct doc_source *source = b->source;
    str url = build_url(b, source->lead_picture_url);
    str alt = text_clean(&b->scratch, source->lead_picture_alt);
    str credit = text_clean(&b->scratch, source->lead_picture_credit);

    if ((alt.len == 0 && credit.len == 0) || (url.len > 0 && has_image(b, root, url)))
        return;
    add_picture_line(b, url, alt, credit);
    end_picture_block(b);
    b->last_picture_url = url;
}

static const struct {
    enum html_tag tag;
    const char *name, *attr;
} media[] = {
    { HTML_VIDEO, "video", "src" },      { HTML_AUDIO, "audio", "src" },
    { HTML_IFRAME, "embedded", "src" },  { HTML_EMBED, "embedded", "src" },
    { HTML_OBJECT, "embedded", "data" },
};

static str
media_url(struct builder *b, const struct html_node *node, const char *attr)
{
    str url = build_url(b, html_attr(node, attr));

    if (url.len == 0)
        url = build_url(b, html_attr(node, "data-src"));
    for (const struct html_node *child = node->first; child && url.len == 0; child = child->next)
        if (child->tag == HTML_SOURCE)
            url = build_url(b, html_attr(child, "src"));
    return url;
}

void
picture_media(struct builder *b, const struct html_node *node)
{
    size_t row = 0;

    while (row < ARRAY_LEN(media) - 1 && media[row].tag != node->tag)
        row++;
    str url = media_url(b, node, media[row].attr);
    str title = text_clean(&b->scratch, html_attr(node, "title"));

    if (title.len == 0)
        title = text_clean(&b->scratch, html_attr(node, "aria-label"));
    if (url.len == 0)
        return;
    build_end_block(b);
    str shown = title.len ? title : net_url_host(url);
    int link = build_link(b, url, shown, DOC_LINK_MEDIA);
    uint32_t style = DOC_PICTURE;

    flow_add(&b->flow, STR("▶ "), DOC_PICTURE | DOC_FAINT, -1);
    flow_add(&b->flow, arena_printf(&b->scratch, "%s: ", media[row].name), style, link);
    flow_add(&b->flow, shown, style, link);
    if (b->now.is_cell || b->now.is_caption)
        build_end_block(b);
    else
        end_picture_block(b);
}
