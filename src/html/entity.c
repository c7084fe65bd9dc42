/*
 * Character references, as far as feeds and titles use them: numbers, and the names of HTML 4. Where a
 * page is parsed whole, gumbo decodes them, with all the names of HTML 5.
 */
#include "entity.h"

#include <courant/html.h>

#include <stdlib.h>
#include <string.h>

#define MOST_NAME 8 /* bytes of the longest name below */

struct entity {
    char name[MOST_NAME + 1];
    char text[5];
};

/* In the order of strcmp. */
/* clang-format off */
static const struct entity entities[] = {
    { "AElig", "Æ" }, { "Aacute", "Á" }, { "Acirc", "Â" }, { "Agrave", "À" }, { "Alpha", "Α" },
    { "Aring", "Å" }, { "Atilde", "Ã" }, { "Auml", "Ä" }, { "Beta", "Β" }, { "Ccedil", "Ç" },
    { "Chi", "Χ" }, { "Dagger", "‡" }, { "Delta", "Δ" }, { "ETH", "Ð" }, { "Eacute", "É" },
    { "Ecirc", "Ê" }, { "Egrave", "È" }, { "Epsilon", "Ε" }, { "Eta", "Η" }, { "Euml", "Ë" },
    { "Gamma", "Γ" }, { "Iacute", "Í" }, { "Icirc", "Î" }, { "Igrave", "Ì" }, { "Iota", "Ι" },
    { "Iuml", "Ï" }, { "Kappa", "Κ" }, { "Lambda", "Λ" }, { "Mu", "Μ" }, { "Ntilde", "Ñ" },
    { "Nu", "Ν" }, { "OElig", "Œ" }, { "Oacute", "Ó" }, { "Ocirc", "Ô" }, { "Ograve", "Ò" },
    { "Omega", "Ω" }, { "Omicron", "Ο" }, { "Oslash", "Ø" }, { "Otilde", "Õ" }, { "Ouml", "Ö" },
    { "Phi", "Φ" }, { "Pi", "Π" }, { "Prime", "″" }, { "Psi", "Ψ" }, { "Rho", "Ρ" },
    { "Scaron", "Š" }, { "Sigma", "Σ" }, { "THORN", "Þ" }, { "Tau", "Τ" }, { "Theta", "Θ" },
    { "Uacute", "Ú" }, { "Ucirc", "Û" }, { "Ugrave", "Ù" }, { "Upsilon", "Υ" }, { "Uuml", "Ü" },
    { "Xi", "Ξ" }, { "Yacute", "Ý" }, { "Yuml", "Ÿ" }, { "Zeta", "Ζ" }, { "aacute", "á" },
    { "acirc", "â" }, { "acute", "´" }, { "aelig", "æ" }, { "agrave", "à" }, { "alefsym", "ℵ" },
    { "alpha", "α" }, { "amp", "&" }, { "and", "∧" }, { "ang", "∠" }, { "apos", "'" },
    { "aring", "å" }, { "asymp", "≈" }, { "atilde", "ã" }, { "auml", "ä" }, { "bdquo", "„" },
    { "beta", "β" }, { "brvbar", "¦" }, { "bull", "•" }, { "cap", "∩" }, { "ccedil", "ç" },
    { "cedil", "¸" }, { "cent", "¢" }, { "chi", "χ" }, { "circ", "ˆ" }, { "clubs", "♣" },
    { "cong", "≅" }, { "copy", "©" }, { "crarr", "↵" }, { "cup", "∪" }, { "curren", "¤" },
    { "dArr", "⇓" }, { "dagger", "†" }, { "darr", "↓" }, { "deg", "°" }, { "delta", "δ" },
    { "diams", "♦" }, { "divide", "÷" }, { "eacute", "é" }, { "ecirc", "ê" }, { "egrave", "è" },
    { "empty", "∅" }, { "emsp", "\xE2\x80\x83" }, { "ensp", "\xE2\x80\x82" }, { "epsilon", "ε" },
    { "equiv", "≡" }, { "eta", "η" }, { "eth", "ð" }, { "euml", "ë" }, { "euro", "€" },
    { "exist", "∃" }, { "fnof", "ƒ" }, { "forall", "∀" }, { "frac12", "½" }, { "frac14", "¼" },
    { "frac34", "¾" }, { "frasl", "⁄" }, { "gamma", "γ" }, { "ge", "≥" }, { "gt", ">" },
    { "hArr", "⇔" }, { "harr", "↔" }, { "hearts", "♥" }, { "hellip", "…" }, { "iacute", "í" },
    { "icirc", "î" }, { "iexcl", "¡" }, { "igrave", "ì" }, { "image", "ℑ" }, { "infin", "∞" },
    { "int", "∫" }, { "iota", "ι" }, { "iquest", "¿" }, { "isin", "∈" }, { "iuml", "ï" },
    { "kappa", "κ" }, { "lArr", "⇐" }, { "lambda", "λ" }, { "lang", "〈" }, { "laquo", "«" },
    { "larr", "←" }, { "lceil", "⌈" }, { "ldquo", "“" }, { "le", "≤" }, { "lfloor", "⌊" },
    { "lowast", "∗" }, { "loz", "◊" }, { "lrm", "\xE2\x80\x8E" }, { "lsaquo", "‹" },
    { "lsquo", "‘" }, { "lt", "<" }, { "macr", "¯" }, { "mdash", "—" }, { "micro", "µ" },
    { "middot", "·" }, { "minus", "−" }, { "mu", "μ" }, { "nabla", "∇" }, { "nbsp", "\xC2\xA0" },
    { "ndash", "–" }, { "ne", "≠" }, { "ni", "∋" }, { "not", "¬" }, { "notin", "∉" },
    { "nsub", "⊄" }, { "ntilde", "ñ" }, { "nu", "ν" }, { "oacute", "ó" }, { "ocirc", "ô" },
    { "oelig", "œ" }, { "ograve", "ò" }, { "oline", "‾" }, { "omega", "ω" }, { "omicron", "ο" },
    { "oplus", "⊕" }, { "or", "∨" }, { "ordf", "ª" }, { "ordm", "º" }, { "oslash", "ø" },
    { "otilde", "õ" }, { "otimes", "⊗" }, { "ouml", "ö" }, { "para", "¶" }, { "part", "∂" },
    { "permil", "‰" }, { "perp", "⊥" }, { "phi", "φ" }, { "pi", "π" }, { "piv", "ϖ" },
    { "plusmn", "±" }, { "pound", "£" }, { "prime", "′" }, { "prod", "∏" }, { "prop", "∝" },
    { "psi", "ψ" }, { "quot", "\"" }, { "rArr", "⇒" }, { "radic", "√" }, { "rang", "〉" },
    { "raquo", "»" }, { "rarr", "→" }, { "rceil", "⌉" }, { "rdquo", "”" }, { "real", "ℜ" },
    { "reg", "®" }, { "rfloor", "⌋" }, { "rho", "ρ" }, { "rlm", "\xE2\x80\x8F" }, { "rsaquo", "›" },
    { "rsquo", "’" }, { "sbquo", "‚" }, { "scaron", "š" }, { "sdot", "⋅" }, { "sect", "§" },
    { "shy", "\xC2\xAD" }, { "sigma", "σ" }, { "sigmaf", "ς" }, { "sim", "∼" }, { "spades", "♠" },
    { "sub", "⊂" }, { "sube", "⊆" }, { "sum", "∑" }, { "sup", "⊃" }, { "sup1", "¹" },
    { "sup2", "²" }, { "sup3", "³" }, { "supe", "⊇" }, { "szlig", "ß" }, { "tau", "τ" },
    { "there4", "∴" }, { "theta", "θ" }, { "thetasym", "ϑ" }, { "thinsp", "\xE2\x80\x89" },
    { "thorn", "þ" }, { "tilde", "˜" }, { "times", "×" }, { "trade", "™" }, { "uArr", "⇑" },
    { "uacute", "ú" }, { "uarr", "↑" }, { "ucirc", "û" }, { "ugrave", "ù" }, { "uml", "¨" },
    { "upsih", "ϒ" }, { "upsilon", "υ" }, { "uuml", "ü" }, { "weierp", "℘" }, { "xi", "ξ" },
    { "yacute", "ý" }, { "yen", "¥" }, { "yuml", "ÿ" }, { "zeta", "ζ" }, { "zwj", "\xE2\x80\x8D" },
    { "zwnj", "\xE2\x80\x8C" },
};
/* clang-format on */

/* What a browser takes the numbers 128 to 159 for: the characters that windows-1252 has there. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
    0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178,
};

static int
compare_names(const void *x, const void *y)
{
    return strcmp(x, ((const struct entity *)y)->name);
}

str
html_entity(str name)
{
    char key[MOST_NAME + 1] = { 0 };

    if (name.len == 0 || name.len > MOST_NAME)
        return (str){ "", 0 };
    memcpy(key, name.ptr, name.len);
    const struct entity *found =
        bsearch(key, entities, ARRAY_LEN(entities), sizeof(entities[0]), compare_names);

    return found ? str_of(found->text) : (str){ "", 0 };
}

static int
digit_value(char c, uint32_t base)
{
    int value = char_is_digit(c)                               ? c - '0'
                : char_lower(c) >= 'a' && char_lower(c) <= 'f' ? char_lower(c) - 'a' + 10
                                                               : -1;

    return value < (int)base ? value : -1;
}

/* "#1234;" or "#x4d2;": the bytes taken, 0 when it is no number. */
static size_t
take_number(str s, struct buf *out)
{
    bool is_hex = s.len > 1 && char_lower(s.ptr[1]) == 'x';
    size_t from = is_hex ? 2 : 1, i = from;
    uint32_t base = is_hex ? 16 : 10, rune = 0;

    for (; i < s.len && digit_value(s.ptr[i], base) >= 0; i++)
        rune = MIN(rune * base + (uint32_t)digit_value(s.ptr[i], base), UINT32_C(0x110000));
    if (i == from)
        return 0;
    if (rune >= 0x80 && rune < 0xA0)
        rune = windows_1252[rune - 0x80];
    buf_add_rune(out, rune == 0 ? RUNE_BAD : rune);
    return i + (i < s.len && s.ptr[i] == ';');
}

/*
 * "amp;": the bytes taken. Without the semicolon only names that end there count, and not before "=":
 * "?a=1&copy=2" and "&notit" stay.
 */
static size_t
take_name(str s, struct buf *out)
{
    size_t len = 0;

    while (len < s.len && len <= MOST_NAME && char_is_alnum(s.ptr[len]))
        len++;
    str text = html_entity(str_sub(s, 0, len));
    bool is_closed = len < s.len && s.ptr[len] == ';';

    if (text.len == 0 || (!is_closed && len < s.len && s.ptr[len] == '='))
        return 0;
    /* Names that browsers know without a semicolon are those of Latin-1 and of markup itself. */
    if (!is_closed && (unsigned char)text.ptr[0] > 0xC3)
        return 0;
    buf_add(out, text);
    return len + is_closed;
}

size_t
entity_take(str s, struct buf *out)
{
    str rest = str_from(s, 1);
    size_t taken = rest.len == 0                ? 0
                   : rest.ptr[0] == '#'         ? take_number(rest, out)
                   : char_is_alpha(rest.ptr[0]) ? take_name(rest, out)
                                                : 0;

    return taken ? taken + 1 : 0;
}

str
html_unescape(struct arena *a, str s)
{
    struct buf out = { .arena = a };
    size_t at = str_find_char(s, '&');

    if (at == STR_NONE)
        return arena_str(a, s);
    while (at != STR_NONE) {
        buf_add(&out, str_sub(s, 0, at));
        s = str_from(s, at);
        size_t taken = entity_take(s, &out);

        if (!taken) {
            buf_add_char(&out, '&');
            taken = 1;
        }
        s = str_from(s, taken);
        at = str_find_char(s, '&');
    }
    buf_add(&out, s);
    return buf_str(&out);
}

void
entity_escape(struct buf *out, str s)
{
    for (size_t i = 0; i < s.len; i++)
        switch (s.ptr[i]) {
        case '&': buf_add(out, STR("&amp;")); break;
        case '<': buf_add(out, STR("&lt;")); break;
        case '>': buf_add(out, STR("&gt;")); break;
        case '"': buf_add(out, STR("&quot;")); break;
        default: buf_add_char(out, s.ptr[i]); break;
        }
}

str
html_escape(struct arena *a, str s)
{
    struct buf out = { .arena = a };

    entity_escape(&out, s);
    return buf_str(&out);
}
