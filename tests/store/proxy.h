/* A relay in front of a server, for what networks do: cut, and say nothing. A process
 * of its own, since closing a session waits for the server's answer. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
    PROXY_PASS,
    PROXY_CUT,  /* connections are closed, new ones refused after they are accepted */
    PROXY_HANG, /* connections stay, nothing passes */
} ProxyMode;

typedef struct Proxy Proxy;

/* Listens on a free port of 127.0.0.1 (or ::1); NULL if it cannot. */
Proxy *proxy_new(int server_port, bool ipv6);
void proxy_free(Proxy *proxy);
int proxy_port(const Proxy *proxy);
guint proxy_set_mode(Proxy *proxy, ProxyMode mode); /* connections accepted so far */
