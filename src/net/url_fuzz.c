#include <courant/net.h>

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first line is the base, the rest what is resolved from it; what is normal stays so. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = { 0 };
    str rest = { (const char *)data, size }, base = { 0 };

    str_take_line(&rest, &base);
    str url = net_url_resolve(&a, base, rest), normal = net_url_normal(&a, rest);

    assert(str_eq(net_url_normal(&a, normal), normal));
    net_url_clean(&a, url);
    net_url_without_secret(&a, rest);
    net_url_is_web(url);
    arena_free(&a);
    return 0;
}
