/* Parsing and resolving "HOST[:PORT],...[/PATH]".
 *
 * The client library would resolve names itself, with getaddrinfo() on each
 * attempt to connect, and block the whole program meanwhile; so it is only ever
 * given numeric addresses. */
#include "hosts.h"
#include "weft/error.h"
#include "weft/store.h"

#include <gio/gio.h>
#include <string.h>

enum { DEFAULT_PORT = 2181, MAX_HOSTS = 64, MAX_ADDRESSES = 8 };

typedef struct {
    char *name;
    guint16 port;
} Host;

struct ZkHosts {
    GArray *list; /* of Host */
    char *root;
    GCancellable *cancel; /* while resolving */
    GPtrArray *found;     /* strings ADDRESS:PORT */
    guint left;
    char *problem;
    ZkHostsFunc done;
    gpointer user;
};

static void host_clear(gpointer data)
{
    g_free(((Host *)data)->name);
}

static bool parse_port(const char *text, guint16 *ret_port)
{
    guint64 port;
    if (!g_ascii_string_to_unsigned(text, 10, 1, 65535, &port, NULL))
        return false;
    *ret_port = (guint16)port;
    return true;
}

/* HOST, HOST:PORT, [V6], [V6]:PORT, V6 */
static bool parse_host(const char *text, Host *ret_host)
{
    guint16 port = DEFAULT_PORT;
    const char *end = text + strlen(text);
    const char *name = text, *name_end = end, *colon = strrchr(text, ':');
    if (text[0] == '[') {
        name++;
        name_end = strchr(text, ']');
        if (!name_end || (name_end[1] && name_end[1] != ':'))
            return false;
        colon = name_end[1] ? name_end + 1 : NULL;
    } else if (colon && strchr(text, ':') != colon) {
        colon = NULL; /* more than one: an IPv6 address without a port */
    } else if (colon) {
        name_end = colon;
    }
    if (colon && !parse_port(colon + 1, &port))
        return false;
    g_autofree char *host = g_strndup(name, (gsize)(name_end - name));
    bool address = g_hostname_is_ip_address(host);
    if (!*host || strpbrk(host, " \t@") || (!address && (text[0] == '[' || strchr(host, ':'))))
        return false;
    *ret_host = (Host){g_steal_pointer(&host), port};
    return true;
}

static bool parse_all(ZkHosts *hosts, const char *text, GError **error)
{
    const char *slash = strchr(text, '/');
    hosts->root = g_strdup(slash && slash[1] ? slash : "");
    if (*hosts->root && wf_path_problem(hosts->root)) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "'%s' is not a path for ZooKeeper: %s",
                    hosts->root, wf_path_problem(hosts->root));
        return false;
    }
    g_autofree char *servers = g_strndup(text, slash ? (gsize)(slash - text) : strlen(text));
    g_auto(GStrv) parts = g_strsplit(servers, ",", MAX_HOSTS + 1);
    for (char **part = parts; *part; part++) {
        Host host;
        if (hosts->list->len >= MAX_HOSTS || !parse_host(g_strstrip(*part), &host)) {
            g_set_error(error, WF_ERROR, WF_ERROR_INVALID,
                        "'%s' is not a server: write HOST:PORT, separated by commas", *part);
            return false;
        }
        g_array_append_val(hosts->list, host);
    }
    if (hosts->list->len > 0)
        return true;
    g_set_error_literal(error, WF_ERROR, WF_ERROR_INVALID,
                        "no server given: write HOST:PORT, separated by commas");
    return false;
}

ZkHosts *zk_hosts_parse(const char *text, GError **error)
{
    ZkHosts *hosts = g_new0(ZkHosts, 1);
    hosts->list = g_array_new(FALSE, FALSE, sizeof(Host));
    g_array_set_clear_func(hosts->list, host_clear);
    hosts->found = g_ptr_array_new_with_free_func(g_free);
    if (parse_all(hosts, text, error))
        return hosts;
    zk_hosts_free(hosts);
    return NULL;
}

void zk_hosts_free(ZkHosts *hosts)
{
    if (!hosts)
        return;
    zk_hosts_cancel(hosts);
    g_array_unref(hosts->list);
    g_ptr_array_unref(hosts->found);
    g_free(hosts->root);
    g_free(hosts->problem);
    g_free(hosts);
}

guint zk_hosts_n(const ZkHosts *hosts)
{
    return hosts->list->len;
}

const char *zk_hosts_root(const ZkHosts *hosts)
{
    return hosts->root;
}

/* ---- resolving ----------------------------------------------------------- */

/* One name under way. A cancelled one may still be answered after the hosts are gone. */
typedef struct {
    ZkHosts *hosts;
    GCancellable *cancel;
    const Host *host;
} Query;

static void add_address(ZkHosts *hosts, const char *address, guint16 port)
{
    /* the library splits at the last colon, and wants no brackets */
    g_ptr_array_add(hosts->found, g_strdup_printf("%s:%u", address, port));
}

static void finish(ZkHosts *hosts)
{
    g_autofree char *problem = g_steal_pointer(&hosts->problem);
    g_autoptr(GString) servers = g_string_new(NULL);
    g_clear_object(&hosts->cancel);
    for (guint i = 0; i < hosts->found->len; i++)
        g_string_append_printf(servers, "%s%s", i ? "," : "", (char *)hosts->found->pdata[i]);
    bool any = servers->len > 0;
    g_string_append(servers, hosts->root);
    hosts->done(any ? servers->str : NULL, problem, hosts->user);
}

static void answered(ZkHosts *hosts)
{
    if (--hosts->left == 0)
        finish(hosts);
}

static void on_resolved(GObject *resolver, GAsyncResult *result, gpointer user)
{
    g_autofree Query *query = user;
    g_autoptr(GCancellable) cancel = query->cancel;
    g_autoptr(GError) error = NULL;
    GList *addresses = g_resolver_lookup_by_name_finish(G_RESOLVER(resolver), result, &error);
    if (!g_cancellable_is_cancelled(cancel)) {
        ZkHosts *hosts = query->hosts;
        guint n = 0;
        for (GList *l = addresses; l && n < MAX_ADDRESSES; l = l->next, n++) {
            g_autofree char *address = g_inet_address_to_string(l->data);
            add_address(hosts, address, query->host->port);
        }
        if (error && !hosts->problem)
            hosts->problem =
                g_strdup_printf("cannot resolve '%s': %s", query->host->name, error->message);
        answered(hosts);
    }
    g_resolver_free_addresses(addresses);
}

static gboolean on_nothing_to_resolve(gpointer user)
{
    Query *query = user;
    if (!g_cancellable_is_cancelled(query->cancel))
        answered(query->hosts);
    return G_SOURCE_REMOVE;
}

static void query_free(gpointer data)
{
    Query *query = data;
    g_object_unref(query->cancel);
    g_free(query);
}

static Query *query_new(ZkHosts *hosts, const Host *host)
{
    Query *query = g_new(Query, 1);
    *query = (Query){hosts, g_object_ref(hosts->cancel), host};
    hosts->left++;
    return query;
}

void zk_hosts_resolve(ZkHosts *hosts, ZkHostsFunc done, gpointer user)
{
    g_autoptr(GResolver) resolver = g_resolver_get_default();
    zk_hosts_cancel(hosts);
    hosts->cancel = g_cancellable_new();
    hosts->done = done;
    hosts->user = user;
    hosts->left = 0;
    g_ptr_array_set_size(hosts->found, 0);
    for (guint i = 0; i < hosts->list->len; i++) {
        const Host *host = &g_array_index(hosts->list, Host, i);
        if (g_hostname_is_ip_address(host->name))
            add_address(hosts, host->name, host->port);
        else
            g_resolver_lookup_by_name_async(resolver, host->name, hosts->cancel, on_resolved,
                                            query_new(hosts, host));
    }
    if (hosts->left > 0)
        return;
    GSource *idle = g_idle_source_new();
    g_source_set_priority(idle, G_PRIORITY_DEFAULT);
    g_source_set_callback(idle, on_nothing_to_resolve, query_new(hosts, NULL), query_free);
    g_source_attach(idle, g_main_context_get_thread_default());
    g_source_unref(idle);
}

void zk_hosts_cancel(ZkHosts *hosts)
{
    if (!hosts->cancel)
        return;
    g_cancellable_cancel(hosts->cancel);
    g_clear_object(&hosts->cancel);
    g_clear_pointer(&hosts->problem, g_free);
}
