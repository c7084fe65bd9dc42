#include "json_mend.h"
#include "test.h"

#include <courant/feed.h>
#include <courant/text.h>

#include <string.h>
#include <zlib.h>

#define BASE "https://host.example/dir/feed.xml"

/* ---- one field out of a small feed ---- */

/* "title", "items.0.title" …; dates as ISO 8601; lists joined by "|". */
static str
date_field(struct arena *a, int64_t at)
{
    char text[TIME_TEXT_LEN] = "";

    if (at)
        time_text(at, text);
    return arena_str(a, str_of(text));
}

static str
joined(struct arena *a, const struct feed_item *item, bool wants_enclosures)
{
    struct buf out = { .arena = a };

    for (size_t i = 0; !wants_enclosures && i < item->category_count; i++)
        buf_printf(&out, "%s%.*s", i ? "|" : "", STR_ARG(item->categories[i]));
    for (size_t i = 0; wants_enclosures && i < item->enclosure_count; i++)
        buf_printf(&out, "%s%.*s %.*s %" PRId64, i ? "|" : "", STR_ARG(item->enclosures[i].url),
                   STR_ARG(item->enclosures[i].type), item->enclosures[i].length);
    return buf_str(&out);
}

static str
item_field(struct arena *a, const struct feed_item *item, str name)
{
    const struct {
        str name, value;
    } fields[] = {
        { STR("id"), item->id },
        { STR("title"), item->title },
        { STR("link"), item->link },
        { STR("author"), item->author },
        { STR("summary"), item->summary_html },
        { STR("content"), item->content_html },
        { STR("comments"), item->comments },
        { STR("image"), item->image },
        { STR("credit"), item->image_credit },
        { STR("language"), item->language },
        { STR("published"), date_field(a, item->published_at) },
        { STR("updated"), date_field(a, item->updated_at) },
        { STR("categories"), joined(a, item, false) },
        { STR("enclosures"), joined(a, item, true) },
        { STR("identity"), feed_item_identity(a, item) },
        { STR("heading"), feed_item_title(a, item) },
    };

    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (str_eq(fields[i].name, name))
            return fields[i].value;
    fail_msg("no field %.*s", STR_ARG(name));
    return (str){ 0 };
}

static str
feed_field(struct arena *a, const struct feed *feed, str name)
{
    const struct {
        str name, value;
    } fields[] = {
        { STR("format"), str_of(feed_format_name(feed->format)) },
        { STR("title"), feed->title },
        { STR("link"), feed->link },
        { STR("description"), feed->description },
        { STR("language"), feed->language },
        { STR("icon"), feed->icon },
        { STR("updated"), date_field(a, feed->updated_at) },
        { STR("ttl"), arena_printf(a, "%" PRId64, feed->ttl_minutes) },
        { STR("update_base"), date_field(a, feed->update_base_at) },
        { STR("skip_hours"), arena_printf(a, "%" PRIx32, feed->skip_hours) },
        { STR("skip_days"), arena_printf(a, "%x", feed->skip_days) },
        { STR("count"), arena_printf(a, "%zu", feed->item_count) },
        { STR("note"), feed->note },
        { STR("next"), feed->next_url },
        { STR("hub"), feed->hub_url },
        { STR("self"), feed->self_url },
    };

    if (str_starts(name, STR("0.")) || str_starts(name, STR("1."))) {
        size_t at = (size_t)(name.ptr[0] - '0');

        return at < feed->item_count ? item_field(a, &feed->items[at], str_from(name, 2))
                                     : STR("(no such item)");
    }
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (str_eq(fields[i].name, name))
            return fields[i].value;
    fail_msg("no field %.*s", STR_ARG(name));
    return (str){ 0 };
}

static void
check(str raw, const char *path, const char *want)
{
    struct arena a = { 0 };
    struct feed_input input = { .raw = raw, .url = STR(BASE) };
    struct feed feed = { 0 };
    struct err err = { 0 };
    str got = feed_parse(&a, &input, &feed, &err) ? feed_field(&a, &feed, str_of(path))
                                                  : str_of(err.text);

    if (!str_eq(got, str_of(want)))
        fail_msg("%.*s\n%s: got \"%.*s\"\nwant \"%s\"", (int)MIN(raw.len, 600), raw.ptr, path,
                 STR_ARG(got), want);
    arena_free(&a);
}

struct row {
    const char *text, *path, *want;
};

static void
check_rows(const struct row *rows, size_t count, const char *before, const char *after)
{
    for (size_t i = 0; i < count; i++) {
        struct arena a = { 0 };

        check(arena_printf(&a, "%s%s%s", before, rows[i].text, after), rows[i].path, rows[i].want);
        arena_free(&a);
    }
}

/* clang-format off */
static const struct row formats[] = {
    { "<rss version='0.91'><channel><title>x</title></channel></rss>", "format", "rss-0.9x" },
    { "<rss version='2.0'/>", "format", "rss-2.0" },
    { "<rss><channel/></rss>", "format", "rss-2.0" },
    { "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'/>", "format", "rss-1.0" },
    { "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'/>", "format", "rss-0.9x" },
    { "<Channel xmlns='http://purl.org/net/rss1.1#'><title>x</title><items><item><title>y</title></item></items></Channel>", "0.title", "y" },
    { "<feed xmlns='http://www.w3.org/2005/Atom'/>", "format", "atom-1.0" },
    { "<feed version='0.3' xmlns='http://purl.org/atom/ns#'/>", "format", "atom-0.3" },
    { "<entry xmlns='http://www.w3.org/2005/Atom'><title>x</title></entry>", "0.title", "x" },
    { "<CHANNEL HREF='http://c.example/'><TITLE>x</TITLE><ITEM HREF='i'><TITLE>y</TITLE></ITEM></CHANNEL>", "format", "cdf" },
    { "<CHANNEL HREF='http://c.example/'><TITLE>x</TITLE><ITEM HREF='/i' LASTMOD='2020-01-02T03:04Z'><TITLE>y</TITLE></ITEM></CHANNEL>", "0.link", "https://host.example/i" },
    { "<r:rss xmlns:r='urn:mine'><r:channel><r:title>x</r:title></r:channel></r:rss>", "title", "x" },
    { "\n\n<b>Warning</b>: no such file<br />\n<?xml version='1.0'?><rss><channel><title>x</title></channel></rss>", "title", "x" },
    { "\xef\xbb\xbf<rss><channel><title>x</title></channel></rss>", "title", "x" },
    { "{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"x\"}", "format", "json-feed-1.1" },
    { "", "title", "nothing in it" },
    { "Gone fishing", "title", "no feed; it begins \"Gone fishing\"" },
    { "{\"error\":1}", "title", "no feed; it begins \"{\"error\":1}\"" },
    { "<!DOCTYPE html><html><head><title>x</title><link rel='alternate' type='application/rss+xml' href='/rss'></head></html>", "title",
      "a web page, not a feed; it names https://host.example/rss" },
    { "<html><body>x</body></html>", "title", "a web page, not a feed" },
};

static const struct row channel[] = { /* inside <rss><channel> */
    { "<dc:title>b</dc:title><title>a</title>", "title", "a" },
    { "<x:title xmlns:x='urn:x'>b</x:title><TITLE>a</TITLE>", "title", "a" },
    { "<title>AT&amp;amp;T &amp;lt;b&amp;gt;</title>", "title", "AT&T <b>" },
    { "<title>The &lt;blink&gt; tag</title>", "title", "The <blink> tag" },
    { "<title>An &lt;i&gt;odd&lt;/i&gt; one</title>", "title", "An odd one" },
    { "<title> two\n lines </title>", "title", "two lines" },
    { "<title>don\xc3\xa2\xe2\x82\xac\xe2\x84\xa2t</title>", "title", "don\xe2\x80\x99t" },
    { "<title>UN CAF\xc3\x89\xe2\x80\xa6</title>", "title", "UN CAF\xc3\x89\xe2\x80\xa6" },
    { "<title>&#146;&hellip;&euro;&nope;&</title>", "title", "\xe2\x80\x99\xe2\x80\xa6\xe2\x82\xac&nope;&" },
    { "<title>a&#27;[31mb\xc2\x9b" "2Jc</title>", "title", "abc" },
    { "<link>/a</link><image><link>/b</link><url>/i.png</url></image>", "link", "https://host.example/a" },
    { "<image><link>/b</link><url>i.png</url><title>no</title></image>", "icon", "https://host.example/dir/i.png" },
    { "<itunes:image href='/a.png'/>", "icon", "https://host.example/a.png" },
    { "<textInput><title>no</title><link>/no</link></textInput>", "link", "" },
    { "<link>javascript:alert(1)</link>", "link", "" },
    { "<language>pt_BR</language>", "language", "pt-BR" },
    { "<language>what ever</language>", "language", "" },
    { "<description>&lt;p&gt;a&lt;/p&gt;</description>", "description", "a" },
    { "<itunes:summary>b</itunes:summary><description>a</description>", "description", "a" },
    { "<pubDate>1 Jan 2020</pubDate><lastBuildDate>2 Jan 2020</lastBuildDate>", "updated", "2020-01-02T00:00:00Z" },
    { "<lastBuildDate>never</lastBuildDate><dc:date>2020-01-03</dc:date>", "updated", "2020-01-03T00:00:00Z" },
    { "<ttl>60</ttl>", "ttl", "60" },
    { "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", "ttl", "360" },
    { "<sy:updateFrequency>2</sy:updateFrequency>", "ttl", "720" },
    { "<sy:updatePeriod> Hourly\n</sy:updatePeriod><ttl>7</ttl>", "ttl", "7" },
    { "<sy:updateBase>2000-01-01T12:00+00:00</sy:updateBase>", "update_base", "2000-01-01T12:00:00Z" },
    { "<skipHours><hour>0</hour><hour> 23 </hour><hour>5</hour></skipHours>", "skip_hours", "800021" },
    { "<skipHours><hour>24</hour><hour>25</hour><hour>x</hour><hour>-3</hour></skipHours>", "skip_hours", "1" },
    { "<skipDays><day>Sunday</day><day>saturday</day><day>Someday</day></skipDays>", "skip_days", "41" },
    { "<skipDays><day>Monday</day><day>Tuesday</day><day>Wednesday</day><day>Thursday</day><day>Friday</day><day>Saturday</day><day>Sunday</day></skipDays>", "skip_days", "0" },
    { "<skipDays><day>Monday</day></skipDays><title>after</title>", "title", "after" },
    { "<atom:link rel='hub' href='//hub.example/'/>", "hub", "https://hub.example/" },
    { "<atom:link rel='next' href='?page=2'/>", "next", "https://host.example/dir/feed.xml?page=2" },
    { "<item><title>a</title></item><title>late</title>", "title", "late" },
    { "<item/><item><title>a</title></item>", "count", "1" },
};

static const struct row items[] = { /* inside <rss><channel><item> */
    { "<title>a</title><media:title>b</media:title>", "0.title", "a" },
    { "<media:group><media:title>b</media:title></media:group>", "0.title", "b" },
    { "<image><title>no</title></image>", "0.title", "(no such item)" },
    { "<title>a <b>bold</b> one</title>", "0.title", "a bold one" },
    { "<title><![CDATA[a & b]]></title>", "0.title", "a & b" },
    { "<title type='text'>&lt;b&gt;x&lt;/b&gt;</title>", "0.title", "<b>x</b>" },
    { "<link>/a?b=1&c=2</link>", "0.link", "https://host.example/a?b=1&c=2" },
    { "<link>\n http://h.example/a \n</link>", "0.link", "http://h.example/a" },
    { "<guid>http://h.example/g</guid>", "0.link", "http://h.example/g" },
    { "<guid isPermaLink='false'>http://h.example/g</guid>", "0.link", "" },
    { "<guid>http://h.example/g</guid><link>http://h.example/l</link>", "0.link", "http://h.example/l" },
    { "<guid> g 1 </guid>", "0.id", "g 1" },
    { "<atom:link href='/x'/><link>/a</link>", "0.link", "https://host.example/a" },
    { "<author>ann@h.example (Ann)</author>", "0.author", "Ann" },
    { "<author>Ann &lt;ann@h.example&gt;</author>", "0.author", "Ann" },
    { "<author>ann@h.example</author><dc:creator>Ann</dc:creator><dc:creator>Bo</dc:creator><dc:creator>Ann</dc:creator>", "0.author", "Ann, Bo" },
    { "<description>a</description>", "0.summary", "a" },
    { "<description>a</description><content:encoded><![CDATA[<p>b</p>]]></content:encoded>", "0.content", "<p>b</p>" },
    { "<description>a</description><summary>b</summary>", "0.content", "a" },
    { "<description>a</description><summary>b</summary>", "0.summary", "b" },
    { "<description>&lt;a href=\" b \"&gt;x&lt;/a&gt;&lt;img src=/i.png&gt;</description>", "0.summary",
      "<a href=\"https://host.example/dir/b\">x</a><img src=\"https://host.example/i.png\">" },
    { "<description>&lt;img srcset='/a 1x, /b,c 2x' src='http://h.example/i'&gt;</description>", "0.summary",
      "<img srcset='https://host.example/a 1x, https://host.example/b,c 2x' src='http://h.example/i'>" },
    { "<description xml:base='http://b.example/c/'><a href='d?e=1&amp;f=2'>x</a><br/></description>", "0.summary",
      "<a href=\"http://b.example/c/d?e=1&amp;f=2\">x</a><br/>" },
    { "<description><xhtml:p>a</xhtml:p></description>", "0.summary", "<p>a</p>" },
    { "<description>a\n\nb</description>", "0.summary", "a<p>b" },
    { "<media:description>a\nb &lt; c</media:description>", "0.summary", "a<br>\nb &lt; c" },
    { "<pubDate>Mon, 02 Mar 2020 07:30 +0100</pubDate><dc:date>2019-01-01</dc:date>", "0.published", "2020-03-02T06:30:00Z" },
    { "<dcterms:modified>2020-01-01</dcterms:modified>", "0.updated", "2020-01-01T00:00:00Z" },
    { "<category>a</category><dc:subject>b</dc:subject><category>a</category><itunes:keywords>c, d</itunes:keywords>", "0.categories", "a|b|c|d" },
    { "<category label='l' term='t'/><itunes:category text='i'/>", "0.categories", "l|i" },
    { "<media:content url='a.mp4' type='video/mp4' fileSize='77'/>", "0.enclosures", "https://host.example/dir/a.mp4 video/mp4 77" },
    { "<media:content url='a.jpg' medium='image'/><media:content url='a.mp3' medium='audio'/>", "0.enclosures", "https://host.example/dir/a.mp3  -1" },
    { "<media:group><media:content url='a.mp4' type='video/mp4'/><media:content url='b.mp4' type='video/mp4'/></media:group>", "0.enclosures", "https://host.example/dir/a.mp4 video/mp4 -1" },
    { "<media:group><media:content url='a.mp4' type='video/mp4'/><media:content url='b.mp4' type='video/mp4' isDefault='true'/></media:group>", "0.enclosures", "https://host.example/dir/b.mp4 video/mp4 -1" },
    { "<media:group><media:content url='a.mp4' type='video/mp4'/></media:group><media:group><media:content url='b.mp4' type='video/mp4'/></media:group>", "0.enclosures", "https://host.example/dir/a.mp4 video/mp4 -1|https://host.example/dir/b.mp4 video/mp4 -1" },
    { "<enclosure url='a.mp3' type='audio/mpeg' length='5'/><media:content url='a.mp3' type='audio/mpeg'/>", "0.enclosures", "https://host.example/dir/a.mp3 audio/mpeg 5" },
    { "<title>safe&lt;!-- x --> text</title>", "0.title", "safe text" },
    { "<title>safe&lt;!DOCTYPE html> text</title>", "0.title", "safe text" },
    { "<title>safe&lt;a onclick='x'> text</title>", "0.title", "safe text" },
    { "<title>on &lt;a name> and &lt;font></title>", "0.title", "on <a name> and <font>" },
    { "<description>&lt;object codebase='c' classid='clsid:1'>&lt;img usemap='m'></description>", "0.summary",
      "<object codebase='https://host.example/dir/c' classid='clsid:1'><img usemap='https://host.example/dir/m'>" },
    { "<title mode='base64' type='application/octet-stream'>RXhhbXBsZSA8Yj5BdG9tPC9iPg==</title>", "0.title", "Example Atom" },
    { "<enclosure url='/a.mp3' type='audio/mpeg' length='12'/><enclosure url='b' length='x'/>", "0.enclosures",
      "https://host.example/a.mp3 audio/mpeg 12|https://host.example/dir/b  -1" },
    { "<media:content url='/a.jpg' medium='image'/><media:thumbnail url='/t.jpg'/>", "0.image", "https://host.example/t.jpg" },
    { "<media:content url='/a.jpg' type='image/jpeg'><media:credit>C</media:credit></media:content>", "0.credit", "C" },
    { "<itunes:link rel='image' href='/a.jpg'/>", "0.image", "https://host.example/a.jpg" },
    { "<comments>/c</comments>", "0.comments", "https://host.example/c" },
    { "<title>a</title><link>http://www.h.example/p?utm_source=x#f</link>", "0.identity", "https://h.example/p" },
    { "<title>a</title><pubDate>1 Jan 2020</pubDate>", "0.identity", "a 2020-01-01T00:00:00Z" },
    { "<title>a</title><description>b</description>", "0.heading", "a" },
    { "<description>&lt;p&gt;The ferry is late again. It was late before.&lt;/p&gt;</description>", "0.heading", "The ferry is late again." },
    { "<description>渡し船は遅れた。また遅れた。</description>", "0.heading", "渡し船は遅れた。" },
    { "<description>one two three four five six seven eight nine ten one two three four five six seven eight nine ten one two three four five six seven</description>",
      "0.heading", "one two three four five six seven eight nine ten one two three four five six seven eight nine ten one two three four…" },
    { "<guid>1</guid>", "0.heading", "" },
    /* what is broken */
    { "<title>a<link>/l</link><description>d</description>", "0.link", "https://host.example/l" },
    { "<title>a<description>d</description>", "0.title", "a" },
    { "<description>a <p>b<p>c<pubDate>1 Jan 2020</pubDate>", "0.published", "" },
    { "<title>a</title><item><title>b</title></item>", "1.title", "b" },
    { "<title>a</title><description>x<item><title>b</title></item>", "1.title", "b" },
    { "<title>a</title><description>x<item><title>b</title></item>", "0.summary", "x" },
    { "<title>a</title><y:z>x<item><title>b</title></item>", "1.title", "b" },
    { "<title>a</title><description><![CDATA[x", "0.title", "a" },
    { "<title>1 < 2</title>", "0.title", "1 < 2" },
};

static const struct row entries[] = { /* inside <feed> of Atom 1.0 */
    { "<title>x</title>", "0.title", "x" },
    { "<title type='html'>&lt;b>x&lt;/b></title>", "0.title", "x" },
    { "<title>&lt;b>x&lt;/b></title>", "0.title", "<b>x</b>" },
    { "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>x &lt;b&gt;</div></title>", "0.title", "x <b>" },
    { "<id>urn:x:1</id>", "0.id", "urn:x:1" },
    { "<id>1</id>", "0.id", "https://host.example/dir/1" },
    { "<link href='/a' type='application/pdf'/><link href='/b'/>", "0.link", "https://host.example/b" },
    { "<link rel='self' href='/a'/><link rel='replies' href='/c'/>", "0.comments", "https://host.example/c" },
    { "<link rel='enclosure' href='/a.mp3' type='audio/mpeg' length='5'/>", "0.enclosures", "https://host.example/a.mp3 audio/mpeg 5" },
    { "<content type='text'>a &lt;b></content>", "0.content", "a &lt;b&gt;" },
    { "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><![CDATA[<]]> &amp;</div></content>", "0.content",
      "<div xmlns='http://www.w3.org/1999/xhtml'>&lt; &amp;</div>" },
    { "<content type='application/octet-stream'>PGI+eDwvYj4=</content>", "0.content", "<b>x</b>" },
    { "<content type='html' src='/there'/><summary>s</summary>", "0.content", "" },
    { "<content type='html' xml:base='/x/'>&lt;img src='y'></content>", "0.content", "<img src='https://host.example/x/y'>" },
    { "<author><name>A</name><email>a@h.example</email></author><author><name>B</name></author>", "0.author", "A, B" },
    { "<title>x</title>", "0.author", "All" },
    { "<title>x</title><source><title>no</title><author><name>S</name></author></source>", "0.author", "S" },
    { "<title>x</title><source><title>no</title></source>", "0.title", "x" },
    { "<issued>2020-01-01</issued><published>2020-01-02</published>", "0.published", "2020-01-02T00:00:00Z" },
    { "<updated>2020-01-01</updated><updated>2020-01-02</updated>", "0.updated", "2020-01-02T00:00:00Z" },
    { "<category term='t'/>", "0.categories", "t" },
};

static const struct row json[] = { /* inside {"items":[{ … }]} */
    { "\"id\":7,\"title\":\"a \\u0026amp; <b>\"", "0.title", "a &amp; <b>" },
    { "\"id\":7", "0.id", "7" },
    { "\"id\":\"http://h.example/1\"", "0.link", "http://h.example/1" },
    { "\"url\":\"x\",\"external_url\":\"/y\"", "0.link", "https://host.example/dir/x" },
    { "\"content_text\":\"a\\n1 < 2\"", "0.content", "a<br>\n1 &lt; 2" },
    { "\"content_html\":\"<a href='/x'>\",\"content_text\":\"no\"", "0.content", "<a href='https://host.example/x'>" },
    { "\"author\":{\"name\":\"A\"}", "0.author", "A" },
    { "\"authors\":[{\"name\":\"A\"},{},{\"name\":\"B\"}]", "0.author", "A, B" },
    { "\"title\":null,\"tags\":[\"a\",1,\"b\"],\"url\":5", "0.categories", "a|b" },
    { "\"attachments\":[{\"url\":\"/a\",\"mime_type\":\"audio/mpeg\",\"size_in_bytes\":9}]", "0.enclosures", "https://host.example/a audio/mpeg 9" },
    { "\"date_published\":\"2020-01-02T03:04:05+01:00\"", "0.published", "2020-01-02T02:04:05Z" },
    { "\"title\":\"a\nb\\qc\\ud83d\"", "0.title", "a b\\qc\xef\xbf\xbd" },
    { "\"title\":\"a\",", "0.title", "a" },
    { "\"title\":\"a\\u0000b\"", "0.title", "ab" },
};

static const struct row mended[] = { /* {"items":[ … cut */
    { "{\"items\":[{\"title\":\"a\"},{\"title\":\"b\",\"url\":\"/l", "1.title", "b" },
    { "{\"items\":[{\"title\":\"a\"},]}", "count", "1" },
    { "{\"items\":[{\"title\":\"a\"", "0.title", "a" },
    { "{\"items\":[{\"title\":", "count", "1" },
    { "\xef\xbb\xbf \n{\"items\":[{\"title\":\"a\"}]} trailing", "0.title", "a" },
};
/* clang-format on */

static void
formats_are_told_apart(void **state)
{
    (void)state;
    check_rows(formats, ARRAY_LEN(formats), "", "");
}

static void
elements_fill_their_fields(void **state)
{
    (void)state;
    check_rows(channel, ARRAY_LEN(channel), "<rss><channel>", "</channel></rss>");
    check_rows(items, ARRAY_LEN(items), "<rss><channel><item>", "</item></channel></rss>");
    check_rows(entries, ARRAY_LEN(entries),
               "<feed xmlns='http://www.w3.org/2005/Atom'><author><name>All</name></author><entry>",
               "</entry></feed>");
}

static void
json_fills_the_same_fields(void **state)
{
    (void)state;
    check_rows(json, ARRAY_LEN(json), "{\"title\":\"t\",\"items\":[{", "}]}");
    check_rows(mended, ARRAY_LEN(mended), "", "");
}

/* ---- whole files ---- */

static void
check_file(const char *path, const struct row *rows, size_t count)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    str raw;

    if (!file_load(path, 1 << 20, &a, &raw, &err))
        fail_msg("%s", err.text);
    for (size_t i = 0; i < count; i++)
        check(raw, rows[i].path, rows[i].want);
    arena_free(&a);
}

static void
files_give_all_they_have(void **state)
{
    static const struct row rss[] = {
        { NULL, "title", "Port Hayward Courier" },
        { NULL, "language", "en-GB" },
        { NULL, "self", "https://courier.example/feed.xml" },
        { NULL, "icon", "https://host.example/mast.png" },
        { NULL, "0.title", "Ferry fares rise by €2 — again" },
        { NULL, "0.author", "Ann Quay, Bo Pier" },
        { NULL, "0.link", "https://courier.example/1?a=1&b=2" },
        { NULL, "0.content",
          "<p>Fares <a href=\"https://host.example/fares\">go up</a> & up.</p>" },
        { NULL, "0.image", "https://courier.example/1.jpg" },
        { NULL, "0.credit", "C. Lens" },
        { NULL, "0.categories", "Transport|Money" },
        { NULL, "0.identity", "courier-1" },
        { NULL, "1.link", "https://courier.example/2" },
        { NULL, "note", "" },
    };
    static const struct row atom[] = {
        { NULL, "title", "Ein Logbuch" },
        { NULL, "link", "https://log.example/a/index.html" },
        { NULL, "language", "de" },
        { NULL, "0.link", "https://log.example/a/b/1.html" },
        { NULL, "0.language", "fr" },
        { NULL, "0.image", "https://log.example/a/b/1.png" },
        { NULL, "0.author", "Die Redaktion" },
        { NULL, "0.content",
          "<div xmlns=\"http://www.w3.org/1999/xhtml\">Siehe <a href=\"https://log.example/a/b/x?a=1&amp;b=2\">dort</a><br/>&lt;hier&gt;</div>" },
        { NULL, "1.title", "Zwei kursive" },
        { NULL, "1.author", "Eva, Max" },
        { NULL, "1.summary", "Kurz &amp; gut" },
        { NULL, "note", "" },
    };

    (void)state;
    check_file("tests/data/feed/rss-20-modules.xml", rss, ARRAY_LEN(rss));
    check_file("tests/data/feed/atom-10-xhtml.xml", atom, ARRAY_LEN(atom));
}

/* ---- encodings, gzip, limits ---- */

static void
encodings_are_found(void **state)
{
    static const struct {
        str raw;
        const char *want;
    } rows[] = {
        { STR_INIT(
              "<?xml version='1.0' encoding='windows-1251'?><rss><channel><title>\xcc\xe8\xf0</title></channel></rss>"),
          "Мир" },
        { STR_INIT(
              "\n\n<?xml version='1.0' encoding='koi8-r'?><rss><channel><title>\xed\xc9\xd2</title></channel></rss>"),
          "Мир" },
        { STR_INIT(
              "<?xml version='1.0' encoding='windows-1251'?><rss><channel><title>\xd0\x9c\xd0\xb8\xd1\x80</title></channel></rss>"),
          "Мир" },
        { STR_INIT(
              "<?xml version='1.0' encoding='utf-16'?><rss><channel><title>x</title></channel></rss>"),
          "x" },
        { STR_INIT("\xff\xfe<\0r\0s\0s\0>\0<\0"
                   "c\0h\0"
                   "a\0n\0n\0"
                   "e\0l\0>\0<\0t\0i\0t\0l\0"
                   "e\0>\0\x1c\x04<\0/\0t\0i\0t\0l\0"
                   "e\0>\0"),
          "М" },
        { STR_INIT("<rss><channel><title>a\0b\xff</title></channel></rss>"), "ab\xc3\xbf" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        check(rows[i].raw, "title", rows[i].want);
}

static str
gzipped(struct arena *a, str text)
{
    z_stream z = { 0 };
    size_t room = text.len / 100 + 1000 + text.len;
    char *out = arena_alloc(a, room);

    deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
    z.next_in = (Bytef *)(uintptr_t)text.ptr;
    z.avail_in = (uInt)text.len;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    deflate(&z, Z_FINISH);
    deflateEnd(&z);
    return (str){ out, room - z.avail_out };
}

static void
gzip_is_opened_within_bounds(void **state)
{
    struct arena a = { 0 };
    str text = STR("<rss><channel><title>x</title></channel></rss>");
    str raw = gzipped(&a, text);
    size_t big = (size_t)20 << 20;

    (void)state;
    check(raw, "title", "x");
    check(raw, "note", "was gzip, unannounced");
    check(str_sub(raw, 0, raw.len - 4), "title", "x");
    check(str_sub(raw, 0, 10), "title", "gzip that cannot be opened");
    raw = gzipped(&a, (str){ arena_alloc(&a, big), big });
    check(raw, "title", "gzip that opens to more than 16777216 bytes");
    check((str){ arena_alloc(&a, big), big }, "title", "larger than 16 MB");
    arena_free(&a);
}

static void
a_source_may_have_its_own_limit(void **state)
{
    struct arena a = { 0 };
    str text = STR("<rss><channel><title>x</title></channel></rss>");
    struct feed_input input = { .raw = text, .most_bytes = text.len };
    struct feed feed = { 0 };
    struct err err = { 0 };

    (void)state;
    assert_true(feed_parse(&a, &input, &feed, &err));
    input.most_bytes = text.len - 1;
    assert_false(feed_parse(&a, &input, &feed, &err));
    assert_int_equal(err.kind, ERR_LIMIT);
    input.raw = gzipped(&a, text);
    input.most_bytes = text.len - 1;
    assert_false(feed_parse(&a, &input, &feed, &err));
    assert_int_equal(err.kind, ERR_LIMIT);
    arena_free(&a);
}

static str
cyrillic_feed(struct arena *a, bool is_windows_1251, size_t count)
{
    struct buf text = { .arena = a };
    str word = is_windows_1251 ? STR("\xcc\xe8\xf0 ") : STR("Мир ");

    buf_printf(&text, "<?xml version='1.0' encoding='%s'?><rss><channel>",
               is_windows_1251 ? "windows-1251" : "utf-8");
    for (size_t i = 0; i < count; i++) {
        buf_printf(&text, "<item><title>%zu &amp; ", i);
        buf_add(&text, word);
        buf_printf(&text, "</title><link>https://host.example/%zu</link><description>", i);
        for (size_t k = 0; k < 200; k++) {
            buf_add(&text, STR("&lt;p>"));
            buf_add(&text, word);
            buf_add(&text, word);
            buf_add(&text, STR("&amp;mdash; &lt;/p>"));
        }
        buf_add(&text, STR("</description></item>"));
    }
    buf_add(&text, STR("</channel></rss>"));
    return buf_str(&text);
}

/* With the bytes themselves at most three times the bytes; what is decoded in its place is as it would be elsewhere. */
static void
memory_follows_the_bytes(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct arena texts = { 0 }, a = { 0 }, b = { 0 };
        struct feed_input input = { .raw = cyrillic_feed(&texts, i == 0, 200) };
        struct feed_input plain = { .raw = cyrillic_feed(&texts, false, 200) };
        struct feed feed = { 0 }, want = { 0 };
        struct err err = { 0 };

        assert_true(feed_parse(&a, &input, &feed, &err) && feed_parse(&b, &plain, &want, &err));
        if (a.total > 2 * input.raw.len)
            fail_msg("%zu bytes beside %zu", a.total, input.raw.len);
        assert_int_equal(feed.item_count, want.item_count);
        for (size_t k = 0; k < feed.item_count; k++) {
            assert_str_equal(feed.items[k].title, want.items[k].title);
            assert_str_equal(feed.items[k].summary_html, want.items[k].summary_html);
        }
        arena_free(&a);
        arena_free(&b);
        arena_free(&texts);
    }
}

static void
add_times(struct buf *out, const char *piece, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_add(out, str_of(piece));
}

static void
hostile_feeds_are_bounded(void **state)
{
    static const struct {
        const char *before, *piece;
        size_t count;
        const char *after;
    } rows[] = {
        { "<rss><channel><item><description>", "<b>", 100000, "" },
        { "<rss><channel>", "<item>", 100000, "" },
        { "<rss><channel><item><link", " a=1", 100000, ">x</link>" },
        { "<rss><channel><item><title>", "&amp;", 3000000, "</title>" },
        { "<rss><channel><item><description>", "&lt;a href=x&gt;", 300000, "" },
        { "<rss><channel><item><description><![CDATA[", "<!--", 2000000, "" },
        { "<rss><channel><item>", "<category>x</category>", 300000, "" },
        { "<rss><channel><item>", "<author>", 300000, "" },
        { "<rss><channel>", "<channel>", 300000, "" },
        { "<rss xml:base='http://h.example/'><channel>", "<a xml:base='b/'>", 100000, "" },
        { "{\"items\":[", "{},", 300000, "" },
        { "{\"items\":[", "[", 300000, "" },
        { "{\"items\":[{\"title\":\"", "\\", 3000000, "" },
        { "<rss><channel><item><pubDate>", "1 ", 3000000, "</pubDate>" },
        { "<rss><channel><title>", "\xc3\xa2\xe2\x82\xac\xe2\x84\xa2", 1000000, "</title>" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena a = { 0 };
        struct buf text = { .arena = &a };
        struct feed_input input = { .url = STR(BASE) };
        struct feed feed = { 0 };
        struct err err = { 0 };
        int64_t began_ms = time_cpu_ms();

        buf_add(&text, str_of(rows[i].before));
        add_times(&text, rows[i].piece, rows[i].count);
        buf_add(&text, str_of(rows[i].after));
        input.raw = buf_str(&text);
        feed_parse(&a, &input, &feed, &err);
        if (time_cpu_ms() - began_ms > 8000)
            fail_msg("%s%s…: took %" PRId64 " ms", rows[i].before, rows[i].piece,
                     time_cpu_ms() - began_ms);
        arena_free(&a);
    }
}

static void
a_refusal_leaves_the_feed_alone(void **state)
{
    struct arena a = { 0 };
    struct feed_input input = { .raw = STR("nothing") };
    struct feed feed = { .format = FEED_CDF };
    struct err err = { 0 };

    (void)state;
    assert_false(feed_parse(&a, &input, &feed, &err));
    assert_int_equal(err.kind, ERR_INVALID);
    assert_int_equal(feed.format, FEED_CDF);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_are_told_apart),
        cmocka_unit_test(elements_fill_their_fields),
        cmocka_unit_test(json_fills_the_same_fields),
        cmocka_unit_test(files_give_all_they_have),
        cmocka_unit_test(encodings_are_found),
        cmocka_unit_test(gzip_is_opened_within_bounds),
        cmocka_unit_test(a_source_may_have_its_own_limit),
        cmocka_unit_test(memory_follows_the_bytes),
        cmocka_unit_test(hostile_feeds_are_bounded),
        cmocka_unit_test(a_refusal_leaves_the_feed_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
