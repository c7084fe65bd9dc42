#include "server.h"
#include "test.h"

#include <courant/net.h>

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* TLS and HTTP/2 against nginx, with a certificate that is made here; skipped, saying so, where a program is missing. */

static struct arena arena;
static pid_t nginx;
static int port;
static str certificate;

static int
free_port(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof(at);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (bind(fd, (struct sockaddr *)&at, len) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &len) != 0)
        return -1;
    close(fd);
    return ntohs(at.sin_port);
}

static bool
make_certificate(str folder, struct err *err)
{
    str key = path_join(&arena, folder, STR("key.pem")), out;

    certificate = path_join(&arena, folder, STR("cert.pem"));
    const char *const argv[] = {
        "openssl",       "req",   "-x509",         "-newkey", "rsa:2048",
        "-nodes",        "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
        "-days",         "2",     "-keyout",       key.ptr,   "-out",
        certificate.ptr, NULL
    };

    return run_capture(&arena, argv, STR(""), 65536, 20000, &out, err);
}

static bool
can_connect(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                              .sin_port = htons((uint16_t)port) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ok = connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0;

    close(fd);
    return ok;
}

static bool
start_nginx(str folder, struct err *err)
{
    str file = path_join(&arena, folder, STR("nginx.conf"));

    port = free_port();
    if (!file_write(
            file.ptr,
            arena_printf(&arena,
                         "daemon off; master_process off; pid nginx.pid; error_log stderr crit;\n"
                         "events {}\n"
                         "http { access_log off; client_body_temp_path t1; proxy_temp_path t2;\n"
                         "fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;\n"
                         "server { listen 127.0.0.1:%d ssl http2;\n"
                         "ssl_certificate cert.pem; ssl_certificate_key key.pem;\n"
                         "location / { return 200 \"$server_protocol $connection\"; } } }\n",
                         port),
            err))
        return false;
    nginx = fork();
    if (nginx == 0) {
        execlp("nginx", "nginx", "-p", arena_cstr(&arena, folder), "-c", file.ptr, (char *)NULL);
        execl("/usr/sbin/nginx", "nginx", "-p", arena_cstr(&arena, folder), "-c", file.ptr,
              (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < TEST_LONG_MS / 20; i++) {
        if (can_connect())
            return true;
        if (waitpid(nginx, NULL, WNOHANG) != 0)
            break;
        usleep(20000);
    }
    nginx = 0;
    return err_set(err, ERR_MISSING, "nginx cannot be run here");
}

static int
open_server(void **state)
{
    str folder = arena_printf(&arena, "%s/tls/", test_folder());
    struct err err = { 0 };

    (void)state;
    alarm(TEST_HANG_S);
    if (!file_make_folders(folder.ptr, &err) || !make_certificate(folder, &err) ||
        !start_nginx(folder, &err))
        printf("skipped: TLS and HTTP/2 need openssl and nginx: %s\n", err.text);
    return 0;
}

static int
close_server(void **state)
{
    (void)state;
    if (nginx > 0) {
        kill(nginx, SIGTERM);
        waitpid(nginx, NULL, 0);
    }
    arena_free(&arena);
    return 0;
}

static struct net *
open_net(str ca_file)
{
    struct err err = { 0 };
    struct net *net = net_open(&(struct net_options){ .ca_file = ca_file }, &err);

    assert_non_null(net);
    return net;
}

static str
url_on(const char *host)
{
    return arena_printf(&arena, "https://%s:%d/", host, port);
}

static void
certificates_are_checked(void **state)
{
    const struct {
        const char *host;
        str ca_file;
        const char *want; /* how the body or the words begin */
    } cases[] = {
        { "127.0.0.1", STR_INIT(""), "the certificate is not valid" },
        { "127.0.0.1", certificate, "HTTP/2.0 " },
        { "localhost", certificate, "the certificate is not valid" }, /* of another name */
        { "127.0.0.1", STR_INIT("/no/such/file"), "the file of certificates cannot be read" },
    };

    (void)state;
    if (nginx <= 0)
        skip();
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct net *net = open_net(cases[i].ca_file);
        const struct net_request request = { .url = url_on(cases[i].host), .trust = NET_USER };
        struct net_response *r = net_fetch(net, &request);
        str got = r->err.kind == ERR_NONE ? r->raw_body : str_of(r->err.text);

        if (!str_starts(got, str_of(cases[i].want)))
            fail_msg("%zu: %.*s", i, STR_ARG(got));
        net_response_free(r);
        net_close(net);
    }
}

/* Other certificates hold for the next transfer of a net that is open. */
static void
a_file_of_certificates_can_come_later(void **state)
{
    const struct net_request request = { .url = url_on("127.0.0.1"), .trust = NET_USER };
    struct net_request own = request;
    struct net_response *r;
    struct err err = { 0 };

    (void)state;
    if (nginx <= 0)
        skip();
    struct net *net = open_net(STR(""));

    r = net_fetch(net, &request);
    assert_int_equal(r->err.kind, ERR_NET);
    net_response_free(r);
    own.ca_file = certificate; /* the request's own, for it alone */
    r = net_fetch(net, &own);
    assert_int_equal(r->err.kind, ERR_NONE);
    net_response_free(r);
    r = net_fetch(net, &request);
    assert_int_equal(r->err.kind, ERR_NET);
    net_response_free(r);
    assert_true(net_set_options(net, &(struct net_options){ .ca_file = certificate }, &err));
    r = net_fetch(net, &request);
    assert_int_equal(r->err.kind, ERR_NONE);
    net_response_free(r);
    net_close(net);
}

/* Many at once to one host: one connection carries all of them. */
static void
one_connection_carries_many(void **state)
{
    str first = { 0 };

    (void)state;
    if (nginx <= 0)
        skip();
    struct net *net = open_net(certificate);

    for (uint64_t i = 0; i < 20; i++)
        net_start(net,
                  &(struct net_request){ .id = i, .url = url_on("127.0.0.1"), .trust = NET_USER },
                  false);
    for (int left = 20; left > 0;) {
        struct net_response *r = net_take(net);

        if (!r) {
            net_step(net, -1);
            continue;
        }
        left--;
        assert_int_equal(r->err.kind, ERR_NONE);
        if (first.len == 0)
            first = arena_str(&arena, r->raw_body);
        assert_true(str_eq(first, r->raw_body)); /* HTTP/2 and the connection's number */
        net_response_free(r);
    }
    net_close(net);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(certificates_are_checked),
        cmocka_unit_test(a_file_of_certificates_can_come_later),
        cmocka_unit_test(one_connection_carries_many),
    };

    return cmocka_run_group_tests(tests, open_server, close_server);
}
