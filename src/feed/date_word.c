#include "date_word.h"

#include <string.h>

#define HOUR_S             3600
#define HM(hours, minutes) ((hours)*HOUR_S + (minutes)*60)

/*
 * Names parted by blanks. Full names, and what is no mere shortening of one: a word of three letters or more
 * that begins a name stands for it ("sept", "août", "янв").
 */
struct names {
    int value;
    const char *text;
};

/* clang-format off */
static const struct names months[] = {
    { 1,  "january januar janvier enero gennaio janeiro januari januara styczen stycznia leden ledna "
          "tammikuu ocak oca januarie ianuarie januar gener sijecanj sijecnja jaanuar janvaris sausis "
          "январь января студзень студзеня сичень січень січня қантар қаңтар қаңтары қантары януари јануар "
          "ιανουαριοσ ιανουαριου يناير כانون ינואר जनवरी" },
    { 2,  "february februar fevrier fev febrero febbraio fevereiro februari luty lutego unor unora "
          "helmikuu subat februarie februarius februar febrer veljaca veljace veebruar februaris vasaris "
          "февраль февраля люты лютага лютий лютого ақпан ақпаны февруари фебруар "
          "φεβρουαριοσ φεβρουαριου فبراير פברואר फरवरी" },
    { 3,  "march marz marzo mars marco maart marzec marca brezen brezna maaliskuu mart marcius "
          "martie mrz mrt ozujak ozujka marts kovas март марта сакавік сакавіка березень березня наурыз наурызы "
          "μαρτιοσ μαρτιου مارس מרץ मार्च" },
    { 4,  "april avril abril aprile apr kwiecien kwietnia duben dubna huhtikuu nisan aprilis aprilie "
          "travanj travnja aprill balandis апрель апреля красавік красавіка квітень квітня сәуір сәуірі април "
          "απριλιοσ απριλιου أبريل ابريل אפריל अप्रैल" },
    { 5,  "may mai mayo maggio maio mei maj maja kveten kvetna toukokuu mayis majus maig svibanj "
          "svibnja geguze май мая травень травня мамыр мамыры мај μαιοσ μαιου مايو מאי मई" },
    { 6,  "june juni juin junio giugno junho czerwiec czerwca cerven cervna kesakuu haziran iunie "
          "junius juny lipanj lipnja juuni junijs birzelis июнь июня чэрвень чэрвеня червень червня "
          "маусым маусымы юни јун ιον ιουνιοσ ιουνιου يونيو יוני जून" },
    { 7,  "july juli juillet julio luglio julho lipiec lipca cervenec cervence heinakuu temmuz iulie "
          "julius juliol srpanj srpnja juuli julijs liepa июль июля ліпень ліпеня липень липня шілде шілдесі юли јул "
          "ιολ ιουλιοσ ιουλιου يوليو יולי जुलाई" },
    { 8,  "august aout agosto augustus augusti sierpien sierpnia srpen srpna elokuu agustos "
          "augusztus agost kolovoz kolovoza augusts rugpjutis ago август августа жнівень жніўня серпень серпня "
          "тамыз тамызы αυγουστοσ αυγουστου أغسطس אוגוסט अगस्त" },
    { 9,  "september septembre septiembre setiembre settembre setembro wrzesien wrzesnia zari "
          "syyskuu eylul septembrie szeptember setembre rujan rujna septembris rugsejis сентябрь сентября "
          "верасень верасня вересень вересня қыркүйек қыркүйегі септември септембар "
          "σεπτεμβριοσ σεπτεμβριου سبتمبر ספטמבר सितंबर" },
    { 10, "october oktober octobre octubre ottobre outubro pazdziernik pazdziernika rijen rijna "
          "lokakuu ekim octombrie oktobris spalis oktoober октябрь октября кастрычнік кастрычніка "
          "жовтень жовтня қазан қазаны октомври октобар οκτωβριοσ οκτωβριου أكتوبر אוקטובר अक्टूबर" },
    { 11, "november novembre noviembre novembro listopad listopada marraskuu kasim noiembrie "
          "studeni studenoga novembris lapkritis ноябрь ноября лістапад лістапада листопад листопада "
          "қараша қарашасы ноември новембар νοεμβριοσ νοεμβριου نوفمبر נובמבר नवंबर" },
    { 12, "december dezember decembre diciembre dicembre dezembro desember grudzien grudnia "
          "prosinec prosince joulukuu aralik decembrie desembre prosinac prosinca detsember decembris gruodis "
          "декабрь декабря снежань снежня грудень грудня желтоқсан желтоқсаны декември децембар "
          "δεκεμβριοσ δεκεμβριου ديسمبر דצמבר दिसंबर" },
};

/* Two-letter German, Dutch, Nordic and Cyrillic shortenings are given, being too short for the rule above. */
static const struct names weekdays[] = {
    { 0, "sunday sonntag dimanche domingo domenica zondag sondag niedziela nedele sunnuntai pazar "
         "vasarnap duminica diumenge nedjelja so zo su воскресенье вс неділя нд нядзеля жексенбі жс неделя недеља "
         "κυριακη κυρ الأحد ראשון 日曜日 日 일 일요일 星期日 星期天 周日" },
    { 1, "monday montag lundi lunes lunedi segunda maandag mandag poniedzialek pondeli maanantai "
         "pazartesi hetfo luni dilluns ponedjeljak mo ma lu po понедельник пн понеділок панядзелак дүйсенбі дс "
         "понеделник δευτερα الاثنين שני 月曜日 月 월 월요일 星期一 周一" },
    { 2, "tuesday dienstag mardi martes martedi terca dinsdag tirsdag tisdag wtorek utery tiistai "
         "sali kedd marti dimarts utorak di tu ti вторник вт вівторок аўторак сейсенбі сс τριτη τρι الثلاثاء שלישי "
         "火曜日 火 화 화요일 星期二 周二" },
    { 3, "wednesday mittwoch mercredi miercoles mercoledi quarta woensdag onsdag sroda streda "
         "keskiviikko carsamba szerda miercuri dimecres srijeda mi wo we ke среда ср середа серада сәрсенбі "
         "сряда τεταρτη الأربعاء רביעי 水曜日 水 수 수요일 星期三 周三" },
    { 4, "thursday donnerstag jeudi jueves giovedi quinta donderdag torsdag czwartek ctvrtek torstai "
         "persembe csutortok joi dijous cetvrtak do th to четверг чт четвер чацвер бейсенбі бс четвъртък "
         "πεμπτη πεμ الخميس חמישי 木曜日 木 목 목요일 星期四 周四" },
    { 5, "friday freitag vendredi viernes venerdi sexta vrijdag fredag piatek patek perjantai cuma "
         "pentek vineri divendres petak fr vr pe пятница пт п'ятниця пʼятниця пятніца жұма жм петък "
         "παρασκευη الجمعة שישי 金曜日 金 금 금요일 星期五 周五" },
    { 6, "saturday samstag sonnabend samedi sabado sabato zaterdag lordag sobota lauantai cumartesi "
         "szombat sambata dissabte subota sa za la суббота сб субота сенбі сн събота σαββατο السبت שבת "
         "土曜日 土 토 토요일 星期六 周六" },
};

static const struct names halves[] = { /* 0: before noon */
    { 0, "am a.m 오전 午前 上午 π.μ πμ" },
    { 1, "pm p.m 오후 午後 下午 μ.μ μμ" },
};

static const char fillers[] =
    "de del di da do of at the a an le la den am um uhr kl klo och on o ore alle as às st nd rd th er "
    "в г года год у р року ж жыл жылы жылғы сағат о h t и feira ה";

struct zone {
    const char *name;
    int offset_s;
    enum date_rule rule;
};

/*
 * Zones by their short names: RFC 822's, and those in use today. Where one name means several, it is the one
 * that feeds mean most (IST India, CST and EST America, BST Britain).
 */
static const struct zone zones[] = {
    { "z", 0, 0 }, { "ut", 0, 0 }, { "utc", 0, 0 }, { "gmt", 0, 0 }, { "uct", 0, 0 }, { "wet", 0, 0 }, { "zulu", 0, 0 },
    { "est", HM(-5, 0), 0 }, { "edt", HM(-4, 0), 0 }, { "cst", HM(-6, 0), 0 }, { "cdt", HM(-5, 0), 0 },
    { "mst", HM(-7, 0), 0 }, { "mdt", HM(-6, 0), 0 }, { "pst", HM(-8, 0), 0 }, { "pdt", HM(-7, 0), 0 },
    { "at", HM(-4, 0), DATE_RULE_US }, { "et", HM(-5, 0), DATE_RULE_US }, { "ct", HM(-6, 0), DATE_RULE_US },
    { "mt", HM(-7, 0), DATE_RULE_US }, { "pt", HM(-8, 0), DATE_RULE_US },
    { "akst", HM(-9, 0), 0 }, { "akdt", HM(-8, 0), 0 }, { "hst", HM(-10, 0), 0 }, { "hast", HM(-10, 0), 0 },
    { "ast", HM(-4, 0), 0 }, { "adt", HM(-3, 0), 0 }, { "nst", HM(-3, -30), 0 }, { "ndt", HM(-2, -30), 0 },
    { "art", HM(-3, 0), 0 }, { "brt", HM(-3, 0), 0 }, { "brst", HM(-2, 0), 0 }, { "clt", HM(-4, 0), 0 },
    { "cot", HM(-5, 0), 0 }, { "pet", HM(-5, 0), 0 },
    { "west", HM(1, 0), 0 }, { "bst", HM(1, 0), 0 }, { "cet", HM(1, 0), 0 }, { "cest", HM(2, 0), 0 },
    { "met", HM(1, 0), 0 }, { "mest", HM(2, 0), 0 }, { "mez", HM(1, 0), 0 }, { "mesz", HM(2, 0), 0 },
    { "eet", HM(2, 0), 0 }, { "eest", HM(3, 0), 0 }, { "sast", HM(2, 0), 0 }, { "cat", HM(2, 0), 0 },
    { "wat", HM(1, 0), 0 }, { "eat", HM(3, 0), 0 }, { "trt", HM(3, 0), 0 }, { "msk", HM(3, 0), 0 }, { "msd", HM(4, 0), 0 },
    { "мск", HM(3, 0), 0 }, { "gst", HM(4, 0), 0 }, { "samt", HM(4, 0), 0 }, { "irst", HM(3, 30), 0 },
    { "yekt", HM(5, 0), 0 }, { "pkt", HM(5, 0), 0 }, { "uzt", HM(5, 0), 0 }, { "almt", HM(6, 0), 0 },
    { "ist", HM(5, 30), 0 }, { "npt", HM(5, 45), 0 }, { "omst", HM(6, 0), 0 }, { "krat", HM(7, 0), 0 },
    { "novt", HM(7, 0), 0 }, { "ict", HM(7, 0), 0 }, { "wib", HM(7, 0), 0 }, { "wita", HM(8, 0), 0 },
    { "wit", HM(9, 0), 0 }, { "hkt", HM(8, 0), 0 }, { "sgt", HM(8, 0), 0 }, { "myt", HM(8, 0), 0 },
    { "pht", HM(8, 0), 0 }, { "irkt", HM(8, 0), 0 }, { "awst", HM(8, 0), 0 }, { "jst", HM(9, 0), 0 },
    { "kst", HM(9, 0), 0 }, { "yakt", HM(9, 0), 0 }, { "vlat", HM(10, 0), 0 }, { "acst", HM(9, 30), 0 },
    { "acdt", HM(10, 30), 0 }, { "aest", HM(10, 0), 0 }, { "aedt", HM(11, 0), 0 }, { "magt", HM(11, 0), 0 },
    { "nzst", HM(12, 0), 0 }, { "nzdt", HM(13, 0), 0 }, { "pett", HM(12, 0), 0 },
};

/* Zones by place, as some servers write them; a place that is not here counts as UTC. */
static const struct zone places[] = {
    { "etc/gmt", 0, 0 }, { "etc/utc", 0, 0 }, { "africa/cairo", HM(2, 0), 0 }, { "africa/johannesburg", HM(2, 0), 0 },
    { "africa/lagos", HM(1, 0), 0 }, { "africa/nairobi", HM(3, 0), 0 }, { "africa/casablanca", HM(1, 0), 0 },
    { "america/anchorage", HM(-9, 0), DATE_RULE_US }, { "america/argentina/buenos_aires", HM(-3, 0), 0 },
    { "america/bogota", HM(-5, 0), 0 }, { "america/chicago", HM(-6, 0), DATE_RULE_US },
    { "america/denver", HM(-7, 0), DATE_RULE_US }, { "america/halifax", HM(-4, 0), DATE_RULE_US },
    { "america/lima", HM(-5, 0), 0 }, { "america/los_angeles", HM(-8, 0), DATE_RULE_US },
    { "america/mexico_city", HM(-6, 0), 0 }, { "america/montreal", HM(-5, 0), DATE_RULE_US },
    { "america/new_york", HM(-5, 0), DATE_RULE_US }, { "america/phoenix", HM(-7, 0), 0 },
    { "america/sao_paulo", HM(-3, 0), 0 }, { "america/toronto", HM(-5, 0), DATE_RULE_US },
    { "america/vancouver", HM(-8, 0), DATE_RULE_US }, { "us/eastern", HM(-5, 0), DATE_RULE_US },
    { "us/central", HM(-6, 0), DATE_RULE_US }, { "us/mountain", HM(-7, 0), DATE_RULE_US },
    { "us/pacific", HM(-8, 0), DATE_RULE_US },
    { "asia/almaty", HM(5, 0), 0 }, { "asia/aqtau", HM(5, 0), 0 }, { "asia/qyzylorda", HM(5, 0), 0 },
    { "asia/baku", HM(4, 0), 0 }, { "asia/bangkok", HM(7, 0), 0 }, { "asia/bishkek", HM(6, 0), 0 },
    { "asia/dhaka", HM(6, 0), 0 }, { "asia/dubai", HM(4, 0), 0 }, { "asia/ho_chi_minh", HM(7, 0), 0 },
    { "asia/hong_kong", HM(8, 0), 0 }, { "asia/jakarta", HM(7, 0), 0 }, { "asia/karachi", HM(5, 0), 0 },
    { "asia/kathmandu", HM(5, 45), 0 }, { "asia/kolkata", HM(5, 30), 0 }, { "asia/calcutta", HM(5, 30), 0 },
    { "asia/kuala_lumpur", HM(8, 0), 0 }, { "asia/manila", HM(8, 0), 0 }, { "asia/novosibirsk", HM(7, 0), 0 },
    { "asia/riyadh", HM(3, 0), 0 }, { "asia/seoul", HM(9, 0), 0 }, { "asia/shanghai", HM(8, 0), 0 },
    { "asia/singapore", HM(8, 0), 0 }, { "asia/taipei", HM(8, 0), 0 }, { "asia/tashkent", HM(5, 0), 0 },
    { "asia/tehran", HM(3, 30), 0 }, { "asia/tokyo", HM(9, 0), 0 }, { "asia/vladivostok", HM(10, 0), 0 },
    { "asia/yekaterinburg", HM(5, 0), 0 }, { "asia/tbilisi", HM(4, 0), 0 }, { "asia/yerevan", HM(4, 0), 0 },
    { "australia/adelaide", HM(9, 30), DATE_RULE_AU }, { "australia/brisbane", HM(10, 0), 0 },
    { "australia/melbourne", HM(10, 0), DATE_RULE_AU }, { "australia/perth", HM(8, 0), 0 },
    { "australia/sydney", HM(10, 0), DATE_RULE_AU },
    { "europe/amsterdam", HM(1, 0), DATE_RULE_EU }, { "europe/athens", HM(2, 0), DATE_RULE_EU },
    { "europe/belgrade", HM(1, 0), DATE_RULE_EU }, { "europe/berlin", HM(1, 0), DATE_RULE_EU },
    { "europe/bratislava", HM(1, 0), DATE_RULE_EU }, { "europe/brussels", HM(1, 0), DATE_RULE_EU },
    { "europe/bucharest", HM(2, 0), DATE_RULE_EU }, { "europe/budapest", HM(1, 0), DATE_RULE_EU },
    { "europe/copenhagen", HM(1, 0), DATE_RULE_EU }, { "europe/dublin", 0, DATE_RULE_EU },
    { "europe/helsinki", HM(2, 0), DATE_RULE_EU }, { "europe/istanbul", HM(3, 0), 0 },
    { "europe/kiev", HM(2, 0), DATE_RULE_EU }, { "europe/kyiv", HM(2, 0), DATE_RULE_EU },
    { "europe/lisbon", 0, DATE_RULE_EU }, { "europe/ljubljana", HM(1, 0), DATE_RULE_EU },
    { "europe/london", 0, DATE_RULE_EU }, { "europe/luxembourg", HM(1, 0), DATE_RULE_EU },
    { "europe/madrid", HM(1, 0), DATE_RULE_EU }, { "europe/minsk", HM(3, 0), 0 }, { "europe/moscow", HM(3, 0), 0 },
    { "europe/oslo", HM(1, 0), DATE_RULE_EU }, { "europe/paris", HM(1, 0), DATE_RULE_EU },
    { "europe/prague", HM(1, 0), DATE_RULE_EU }, { "europe/riga", HM(2, 0), DATE_RULE_EU },
    { "europe/rome", HM(1, 0), DATE_RULE_EU }, { "europe/samara", HM(4, 0), 0 },
    { "europe/sofia", HM(2, 0), DATE_RULE_EU }, { "europe/stockholm", HM(1, 0), DATE_RULE_EU },
    { "europe/tallinn", HM(2, 0), DATE_RULE_EU }, { "europe/vienna", HM(1, 0), DATE_RULE_EU },
    { "europe/vilnius", HM(2, 0), DATE_RULE_EU }, { "europe/warsaw", HM(1, 0), DATE_RULE_EU },
    { "europe/zagreb", HM(1, 0), DATE_RULE_EU }, { "europe/zurich", HM(1, 0), DATE_RULE_EU },
    { "pacific/auckland", HM(12, 0), DATE_RULE_AU }, { "pacific/honolulu", HM(-10, 0), 0 },
};
/* clang-format on */

static size_t
count_letters(str word)
{
    size_t count = 0;

    for (size_t i = 0; i < word.len; i++)
        count += ((unsigned char)word.ptr[i] & 0xc0) != 0x80;
    return count;
}

/* Is word one of the names, or, with may_shorten, three letters or more off the front of one? */
static bool
names_have(const char *text, str word, bool may_shorten)
{
    may_shorten = may_shorten && count_letters(word) >= 3;
    for (const char *name = text; *name;) {
        size_t len = strcspn(name, " ");

        if (len >= word.len && memcmp(name, word.ptr, word.len) == 0 &&
            (len == word.len || may_shorten))
            return true;
        name += len + (name[len] == ' ');
    }
    return false;
}

static int
names_find(const struct names *names, size_t count, str word, bool may_shorten)
{
    for (size_t i = 0; i < count; i++)
        if (names_have(names[i].text, word, may_shorten))
            return names[i].value;
    return -1;
}

/* Exact names before shortenings, so that "so" and "mar" are not taken for a longer word's front. */
static struct date_word
find_in_calendar(str word, bool may_shorten)
{
    struct date_word found = {
        .month = names_find(months, ARRAY_LEN(months), word, may_shorten),
        .weekday = names_find(weekdays, ARRAY_LEN(weekdays), word, may_shorten),
    };

    if (found.month >= 0)
        found.kind = found.weekday >= 0 ? DATE_WORD_EITHER : DATE_WORD_MONTH;
    else if (found.weekday >= 0)
        found.kind = DATE_WORD_WEEKDAY;
    return found;
}

static const struct zone *
find_zone(str word)
{
    bool is_place = str_find_char(word, '/') != STR_NONE;
    const struct zone *list = is_place ? places : zones;
    size_t count = is_place ? ARRAY_LEN(places) : ARRAY_LEN(zones);

    for (size_t i = 0; i < count; i++)
        if (str_eq(word, str_of(list[i].name)))
            return &list[i];
    return NULL;
}

/* Nearly every date is made of these; they are found without going through all languages. */
static const char common[][4] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat", "jan", "feb",
                                  "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec" };

static struct date_word
find_common(str word)
{
    struct date_word found = { .month = -1, .weekday = -1 };

    for (int i = 0; word.len == 3 && i < (int)ARRAY_LEN(common); i++) {
        if (memcmp(word.ptr, common[i], 3) != 0)
            continue;
        found.kind = i < 7 ? DATE_WORD_WEEKDAY : DATE_WORD_MONTH;
        found.weekday = i < 7 ? i : -1;
        found.month = i < 7 ? -1 : i < 9 ? i - 6 : i - 5; /* March may be a Tuesday too */
        return found;
    }
    if (str_eq(word, STR("gmt")) || str_eq(word, STR("z")) || str_eq(word, STR("utc")))
        found.kind = DATE_WORD_ZONE;
    return found;
}

struct date_word
date_word_find(str word)
{
    struct date_word found = find_common(word);

    if (found.kind || word.len == 0)
        return found;
    found = find_in_calendar(word, false);
    if (found.kind)
        return found;
    int half = names_find(halves, ARRAY_LEN(halves), word, false);
    const struct zone *zone = find_zone(word);

    if (half >= 0)
        return (struct date_word){ .kind = half ? DATE_WORD_PM : DATE_WORD_AM };
    if (zone)
        return (struct date_word){ .kind = DATE_WORD_ZONE,
                                   .zone_s = zone->offset_s,
                                   .rule = zone->rule };
    if (names_have(fillers, word, false))
        return (struct date_word){ .kind = DATE_WORD_FILLER };
    return find_in_calendar(word, true);
}
