/*
 * src/net/guard.h: addresses that nobody outside may make us call: loopback, private, link-local and
 * the like. Looked at when a socket is about to be opened, since names may lead anywhere.
 *
 * Shape   socket addresses of any family; host names as in a URL, where 0x7f.1 is 127.0.0.1 too
 * Source  the IANA special-purpose address registries for IPv4 and IPv6
 */
#ifndef COURANT_NET_GUARD_H
#define COURANT_NET_GUARD_H

#include <courant/base.h>

struct sockaddr;

bool guard_is_private(const struct sockaddr *address);
/* Says the spelling alone that it is one? For hosts that a proxy resolves, and for refusing early. */
bool guard_host_is_private(str host);

#endif
