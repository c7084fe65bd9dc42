#include "guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* The first bits of a 16-byte address. IPv4 addresses are looked up as ::ffff:a.b.c.d. */
#define V4(a, b, c)                                                                                \
    {                                                                                              \
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, a, b, c, 0                                       \
    }

static const struct range {
    uint8_t bytes[16];
    int bits;
} ranges[] = {
    /* clang-format off */
    { V4(0, 0, 0), 96 + 8 },      { V4(10, 0, 0), 96 + 8 },     { V4(100, 64, 0), 96 + 10 },  /* this, private, carriers' */
    { V4(127, 0, 0), 96 + 8 },    { V4(169, 254, 0), 96 + 16 }, { V4(172, 16, 0), 96 + 12 },  /* loopback, link, private */
    { V4(192, 0, 0), 96 + 24 },   { V4(192, 168, 0), 96 + 16 }, { V4(198, 18, 0), 96 + 15 },  /* protocols, private, benchmarks */
    { V4(224, 0, 0), 96 + 4 },    { V4(240, 0, 0), 96 + 4 },                                  /* multicast, reserved, broadcast */
    { { 0 }, 127 },                                                                           /* :: and ::1 */
    { { 0xFC }, 7 },              { { 0xFE, 0x80 }, 10 },       { { 0xFE, 0xC0 }, 10 },       /* private, link, site */
    { { 0xFF }, 8 },              { { 0x01 }, 64 },             { { 0 }, 96 },                /* multicast, discard, old IPv4 */
    { { 0, 0x64, 0xFF, 0x9B, 0, 1 }, 48 },                                                    /* a network's own NAT64 */
    /* clang-format on */
};

static bool
is_in(const uint8_t address[16], const struct range *range)
{
    size_t whole = (size_t)range->bits / 8;
    int left = range->bits % 8;
    uint8_t mask = (uint8_t)(0xFF00 >> left);

    return memcmp(address, range->bytes, whole) == 0 &&
           (left == 0 || ((address[whole] ^ range->bytes[whole]) & mask) == 0);
}

static bool
is_listed(const uint8_t address[16])
{
    for (size_t i = 0; i < ARRAY_LEN(ranges); i++)
        if (is_in(address, &ranges[i]))
            return true;
    return false;
}

static bool
is_private_v4(const uint8_t four[4])
{
    uint8_t mapped[16] = V4(0, 0, 0);

    memcpy(mapped + 12, four, 4);
    return is_listed(mapped);
}

static bool
is_private_v6(const uint8_t address[16])
{
    static const uint8_t nat64[12] = { 0, 0x64, 0xFF, 0x9B };
    static const uint8_t by_6to4[2] = { 0x20, 0x02 };

    /* Both carry an IPv4 address to which a gateway would take us. */
    if (memcmp(address, nat64, sizeof(nat64)) == 0)
        return is_private_v4(address + 12);
    if (memcmp(address, by_6to4, sizeof(by_6to4)) == 0)
        return is_private_v4(address + 2);
    return is_listed(address);
}

bool
guard_is_private(const struct sockaddr *address)
{
    uint8_t bytes[16];

    switch (address->sa_family) {
    case AF_INET: {
        struct sockaddr_in v4;

        memcpy(&v4, address, sizeof(v4));
        memcpy(bytes, &v4.sin_addr, 4);
        return is_private_v4(bytes);
    }
    case AF_INET6: {
        struct sockaddr_in6 v6;

        memcpy(&v6, address, sizeof(v6));
        memcpy(bytes, &v6.sin6_addr, 16);
        return is_private_v6(bytes);
    }
    default: return true; /* a socket file, or something new: nothing that a page should reach */
    }
}

bool
guard_host_is_private(str host)
{
    char text[64];
    struct in_addr v4;
    uint8_t bytes[16];

    if (str_ends(host, STR(".")))
        host.len--;
    if (str_eq_nocase(host, STR("localhost")) ||
        (host.len > 10 && str_eq_nocase(str_from(host, host.len - 10), STR(".localhost"))))
        return true;
    if (str_starts(host, STR("[")) && str_ends(host, STR("]")))
        host = str_sub(host, 1, MIN(str_find_char(host, '%'), host.len - 1));
    if (host.len == 0 || host.len >= sizeof(text))
        return false;
    memcpy(text, host.ptr, host.len);
    text[host.len] = '\0';
    if (inet_pton(AF_INET6, text, bytes) == 1)
        return is_private_v6(bytes);
    if (inet_aton(text, &v4) == 0)
        return false;
    memcpy(bytes, &v4, 4);
    return is_private_v4(bytes);
}
