#include "detector.h"

#include <pthread.h>
#include <uchardet/uchardet.h>

#define FUNCTIONS(F)                                                                               \
    F(new)                                                                                         \
    F(delete)                                                                                      \
    F(handle_data)                                                                                 \
    F(data_end)                                                                                    \
    F(get_charset)

static struct {
#define FIELD(name) __typeof__(&uchardet_##name) name;
    FUNCTIONS(FIELD)
#undef FIELD
} uchardet;

static bool is_loaded;

static void
load(void)
{
    static const struct library_symbol symbols[] = {
#define ROW(name) { "uchardet_" #name, &uchardet.name },
        FUNCTIONS(ROW)
#undef ROW
    };
    struct err err = { 0 };

    is_loaded = library_load("libuchardet.so.0", symbols, ARRAY_LEN(symbols), &err);
    if (!is_loaded)
        log_add("text", "encodings are not guessed: %s", err.text);
}

str
detector_guess(struct arena *a, str raw)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    str found = STR("");

    pthread_once(&once, load);
    if (!is_loaded)
        return found;
    uchardet_t detector = uchardet.new();

    if (uchardet.handle_data(detector, raw.ptr, raw.len) == 0) {
        uchardet.data_end(detector);
        found = arena_str(a, str_of(uchardet.get_charset(detector)));
    }
    uchardet.delete(detector);
    return found;
}
