#include "guard.h"

#include "test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static const struct {
    const char *address;
    bool is_private;
} cases[] = {
    { "0.0.0.0", true },
    { "10.0.0.1", true },
    { "10.255.255.255", true },
    { "11.0.0.1", false },
    { "100.64.0.1", true },
    { "100.63.255.255", false },
    { "100.128.0.1", false },
    { "127.0.0.1", true },
    { "127.255.255.254", true },
    { "128.0.0.1", false },
    { "169.254.169.254", true },
    { "169.253.0.1", false },
    { "172.15.255.255", false },
    { "172.16.0.1", true },
    { "172.31.255.255", true },
    { "172.32.0.1", false },
    { "192.168.0.1", true },
    { "192.167.255.255", false },
    { "198.19.255.255", true },
    { "198.20.0.1", false },
    { "224.0.0.1", true },
    { "255.255.255.255", true },
    { "8.8.8.8", false },
    { "93.184.216.34", false },
    { "::", true },
    { "::1", true },
    { "::2", true },
    { "::ffff:127.0.0.1", true },
    { "::ffff:8.8.8.8", false },
    { "fc00::1", true },
    { "fdff::1", true },
    { "fe00::1", false },
    { "fe80::1", true },
    { "febf::1", true },
    { "fec0::1", true },
    { "ff02::1", true },
    { "64:ff9b::7f00:1", true },
    { "64:ff9b::808:808", false },
    { "64:ff9b:1::7f00:1", true },
    { "64:ff9b:2::1", false },
    { "2002:7f00:1::", true },
    { "2002:808:808::", false },
    { "2606:2800:220:1::1", false },
    { "::8.8.8.8", true },
};

static bool
is_private(const char *text)
{
    struct sockaddr_storage any = { 0 };

    if (strchr(text, ':')) {
        struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

        assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
        memcpy(&any, &v6, sizeof(v6));
    } else {
        struct sockaddr_in v4 = { .sin_family = AF_INET };

        assert_int_equal(inet_pton(AF_INET, text, &v4.sin_addr), 1);
        memcpy(&any, &v4, sizeof(v4));
    }
    return guard_is_private((const struct sockaddr *)&any);
}

static void
addresses_are_told_apart(void **state)
{
    struct sockaddr_un file = { .sun_family = AF_UNIX };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (is_private(cases[i].address) != cases[i].is_private)
            fail_msg("%s", cases[i].address);
    assert_true(guard_is_private((const struct sockaddr *)&file));
}

static void
every_spelling_of_a_host_counts(void **state)
{
    static const struct {
        const char *host;
        bool is_private;
    } hosts[] = {
        { "localhost", true },
        { "LocalHost.", true },
        { "a.localhost", true },
        { "localhost.org", false },
        { "127.0.0.1", true },
        { "127.1", true },
        { "0x7f.1", true },
        { "2130706433", true },
        { "017700000001", true },
        { "[::1]", true },
        { "[fe80::1%25eth0]", true },
        { "[2606::1]", false },
        { "example.org", false },
        { "10.example.org", false },
        { "", false },
        { "[", false },
        { "8.8.8.8", false },
        { "0", true },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(hosts); i++)
        if (guard_host_is_private(str_of(hosts[i].host)) != hosts[i].is_private)
            fail_msg("%s", hosts[i].host);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_told_apart),
        cmocka_unit_test(every_spelling_of_a_host_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
