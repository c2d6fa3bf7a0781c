/* The store of ZooKeeper, over its single-threaded C client.
 *
 *     WfStore *store = wf_zk_new("zk1:2181,zk2:2181,[fd00::3]:2181/prod", 0, &error);
 *
 * Runs as a source of the main context; host names are resolved without
 * blocking it. It reconnects by itself, with growing and random pauses, and
 * makes a new session when one has expired: at the latest when no server
 * answered for as long as the session lasts, since a client that is cut off is
 * never told.
 *
 * What Debian's client library cannot do, and so neither can this: TLS, SASL,
 * reading many nodes in one request, watches on whole trees. Credentials given
 * to wf_store_add_auth() cross the network in clear: on networks that are not
 * trusted, put a tunnel (stunnel, WireGuard) between. Any server from 3.5 on
 * will do. */
#pragma once

#include "weft/store.h"

/* Can @hosts be read? What programs on other machines will be told is checked before. */
bool wf_zk_hosts_check(const char *hosts, GError **error);
/* @hosts: HOST[:PORT] separated by commas (IPv6 in brackets), then perhaps a path below
 * which everything takes place; it must exist. @timeout_ms: of the session, 0: 10 s; the
 * server may grant another. NULL and WF_ERROR_INVALID if @hosts cannot be read. */
WfStore *wf_zk_new(const char *hosts, int timeout_ms, GError **error);

/* The same servers and path by the addresses they resolved to, for a second session that has nobody
 * to ask; NULL: they have not resolved yet. Caller frees. */
char *wf_zk_addresses(const WfStore *store);
/* Connections attempted so far, whether or not they came about: what a test waits for. */
guint wf_zk_n_attempts(const WfStore *store);
