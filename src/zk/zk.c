/* A store that is a ZooKeeper: the interface of store.h, and what makes and closes one. */
#include "weft/zk.h"
#include "zk_priv.h"

#include <string.h>

enum { DEFAULT_TIMEOUT_MS = 10000 };

static gint64 zk_now(const WfStore *store G_GNUC_UNUSED)
{
    return g_get_monotonic_time();
}

static void zk_add_auth(WfStore *store, const char *credential)
{
    Zk *zk = (Zk *)store;
    g_ptr_array_add(zk->credentials, g_strdup(credential));
    zk_send_credentials(zk);
}

static void zk_close(WfStore *store, bool politely)
{
    zk_loop_stop((Zk *)store, politely);
}

static void wipe(gpointer credential)
{
    explicit_bzero(credential, strlen(credential));
    g_free(credential);
}

static void zk_free(WfStore *store)
{
    Zk *zk = (Zk *)store;
    zk_hosts_free(zk->hosts);
    g_ptr_array_unref(zk->credentials);
    g_free(zk->address);
    g_free(zk->reason);
    g_free(zk);
}

static const WfStoreBackend zk_backend = {
    .name = "zookeeper",
    .now = zk_now,
    .submit = zk_submit,
    .add_auth = zk_add_auth,
    .breathe = zk_breathe,
    .close = zk_close,
    .free = zk_free,
};

bool wf_zk_hosts_check(const char *hosts, GError **error)
{
    ZkHosts *parsed = zk_hosts_parse(hosts, error);

    if (parsed)
        zk_hosts_free(parsed);
    return parsed != NULL;
}

WfStore *wf_zk_new(const char *hosts, int timeout_ms, GError **error)
{
    ZkHosts *parsed = zk_hosts_parse(hosts, error);
    if (!parsed)
        return NULL;
    Zk *zk = g_new0(Zk, 1);
    zk->hosts = parsed;
    zk->asked_timeout_ms = timeout_ms > 0 ? timeout_ms : DEFAULT_TIMEOUT_MS;
    zk->credentials = g_ptr_array_new_with_free_func(wipe);
    zk->base.path_prefix = strlen(zk_hosts_root(parsed));
    wf_store_init(&zk->base, &zk_backend);
    zk_loop_start(zk);
    return &zk->base;
}

char *wf_zk_addresses(const WfStore *store)
{
    return zk_hosts_addresses(((const Zk *)store)->hosts);
}

guint wf_zk_n_attempts(const WfStore *store)
{
    return ((const Zk *)store)->n_attempts;
}
