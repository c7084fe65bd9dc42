#include "proxy.h"

#include <courant/net.h>

#include <stdlib.h>

static bool
is_none(str setting)
{
    return str_eq_nocase(setting, STR("none"));
}

static int
port_of(str proxy)
{
    struct net_url url;
    int64_t port = 1080; /* curl's default */

    if (str_find(proxy, STR("://")) == STR_NONE) {
        size_t colon = str_find_last(proxy, ':');
        str digits = colon == STR_NONE ? STR("") : str_from(proxy, colon + 1);

        str_take_int(&digits, &port);
    } else if (net_url_parse(proxy, &url) && url.port.len > 0) {
        str_take_int(&url.port, &port);
    } else if (str_starts_nocase(proxy, STR("https:"))) {
        port = 443;
    }
    return (int)MIN(port, 65535);
}

struct proxy_ports
proxy_ports_of(str setting)
{
    static const char *const names[] = { "http_proxy", "https_proxy", "all_proxy" };
    struct proxy_ports out = { 0 };

    if (setting.len > 0) {
        if (!is_none(setting))
            out.ports[out.count++] = port_of(setting);
        return out;
    }
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        str value = str_of(getenv(names[i]));

        if (value.len == 0 && i == 1)
            value = str_of(getenv("HTTPS_PROXY"));
        else if (value.len == 0 && i == 2)
            value = str_of(getenv("ALL_PROXY"));
        if (value.len > 0)
            out.ports[out.count++] = port_of(value);
    }
    return out;
}

bool
proxy_ports_have(const struct proxy_ports *proxies, const struct sockaddr *address)
{
    /* Both families have the port in the same place, high byte first. */
    const unsigned char *bytes = (const unsigned char *)address;
    int port = bytes[2] * 256 + bytes[3];

    for (size_t i = 0; i < proxies->count; i++)
        if (proxies->ports[i] == port)
            return true;
    return false;
}

const char *
proxy_option(struct arena *a, str setting)
{
    if (setting.len == 0)
        return NULL;
    return is_none(setting) ? "" : arena_cstr(a, setting);
}
