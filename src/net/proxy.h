/*
 * src/net/proxy.h: proxies as the user's settings name them.
 *
 * Shape   "host:port", with http://, https://, socks4://, socks4a://, socks5:// or socks5h:// before it; "none"
 * Memory  in the arena handed in
 */
#ifndef COURANT_NET_PROXY_H
#define COURANT_NET_PROXY_H

#include <courant/base.h>

struct sockaddr;

#define PROXIES_MOST 4

/* On which ports a proxy listens: it may be inside a private network where what is fetched through it may not. */
struct proxy_ports {
    int ports[PROXIES_MOST];
    size_t count;
};

/* For curl: NULL: as the environment says; "": none. */
const char *proxy_option(struct arena *a, str setting);
/* Of the setting; where that is empty, of the environment. */
struct proxy_ports proxy_ports_of(str setting);
bool proxy_ports_have(const struct proxy_ports *proxies, const struct sockaddr *address);

#endif
