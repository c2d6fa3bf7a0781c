/* The servers to connect to. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct ZkHosts ZkHosts;

ZkHosts *zk_hosts_parse(const char *text, GError **error);
void zk_hosts_free(ZkHosts *hosts);
guint zk_hosts_n(const ZkHosts *hosts);
/* "ADDRESS:PORT,...ROOT" as far as resolved; NULL: not at all. Caller frees. */
char *zk_hosts_addresses(const ZkHosts *hosts);
const char *zk_hosts_root(const ZkHosts *hosts); /* the path, or "" */

/* Resolves all names, without blocking. @servers is what the client library wants: numeric
 * addresses, and the path; NULL if no name could be resolved, and @problem says why. Called
 * once, never from inside; not at all after zk_hosts_cancel(). */
typedef void (*ZkHostsFunc)(const char *servers, const char *problem, gpointer user);
void zk_hosts_resolve(ZkHosts *hosts, ZkHostsFunc done, gpointer user);
/* When none could be resolved: does the resolver say of all that there is no such name? Else it may
 * answer better later. */
bool zk_hosts_are_absent(const ZkHosts *hosts);
void zk_hosts_cancel(ZkHosts *hosts);
