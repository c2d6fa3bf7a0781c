/* Parsing and resolving "HOST[:PORT],...[/PATH]".
 *
 * The client library would resolve names itself, with getaddrinfo() on each
 * attempt to connect, and block the whole program meanwhile; so it is only ever
 * given numeric addresses. */
#include "hosts.h"
#include "weft/error.h"
#include "weft/store.h"

#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>

enum { DEFAULT_PORT = 2181, MAX_HOSTS = 64, MAX_ADDRESSES = 8 };

typedef struct {
    char *name;
    guint16 port;
} Host;

struct ZkHosts {
    GArray *list; /* of Host */
    char *root;
    GPtrArray *queries; /* of Query, while resolving */
    GPtrArray *found;   /* strings ADDRESS:PORT */
    guint left;
    char *problem;
    bool absent; /* no name exists, as far as has been answered */
    ZkHostsFunc done;
    gpointer user;
};

static void query_unref(gpointer data);

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
    hosts->queries = g_ptr_array_new_with_free_func(query_unref);
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
    g_ptr_array_unref(hosts->queries);
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

/* What was found has no brackets, as the library wants it. */
char *zk_hosts_addresses(const ZkHosts *hosts)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < hosts->found->len; i++) {
        const char *found = hosts->found->pdata[i], *colon = strrchr(found, ':');
        bool v6 = strchr(found, ':') != colon;
        g_string_append_printf(text, "%s%s%.*s%s%s", i ? "," : "", v6 ? "[" : "",
                               (int)(colon - found), found, v6 ? "]" : "", colon);
    }
    if (!text->len)
        return NULL;
    g_string_append(text, hosts->root);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* ---- resolving -----------------------------------------------------------
 * getaddrinfo_a() asks in a thread of the C library; its notice only hands the answer over to the
 * main context of who asked, where everything below happens. */

typedef struct {
    gint refs;      /* the hosts, and the answer that is to come */
    ZkHosts *hosts; /* NULL: nobody wants to know any more */
    GMainContext *context;
    char *name;
    guint16 port;
    struct gaicb request;
    struct addrinfo hints;
} Query;

static void query_unref(gpointer data)
{
    Query *query = data;
    if (!g_atomic_int_dec_and_test(&query->refs))
        return;
    if (query->request.ar_result)
        freeaddrinfo(query->request.ar_result);
    g_main_context_unref(query->context);
    g_free(query->name);
    g_free(query);
}

static void add_address(ZkHosts *hosts, const char *address, guint16 port)
{
    /* the library splits at the last colon, and wants no brackets */
    g_ptr_array_add(hosts->found, g_strdup_printf("%s:%u", address, port));
}

static void finish(ZkHosts *hosts)
{
    g_autofree char *problem = g_steal_pointer(&hosts->problem);
    g_autoptr(GString) servers = g_string_new(NULL);
    for (guint i = 0; i < hosts->found->len; i++)
        g_string_append_printf(servers, "%s%s", i ? "," : "", (char *)hosts->found->pdata[i]);
    bool any = servers->len > 0;
    g_string_append(servers, hosts->root);
    zk_hosts_cancel(hosts);
    hosts->done(any ? servers->str : NULL, problem, hosts->user);
}

static void take_answer(ZkHosts *hosts, const Query *query)
{
    int rc = gai_error((struct gaicb *)&query->request);
    guint n = 0;
    char address[INET6_ADDRSTRLEN + IF_NAMESIZE + 1];

    for (const struct addrinfo *a = rc ? NULL : query->request.ar_result; a && n < MAX_ADDRESSES;
         a = a->ai_next)
        if (!getnameinfo(a->ai_addr, a->ai_addrlen, address, sizeof address, NULL, 0,
                         NI_NUMERICHOST)) {
            add_address(hosts, address, query->port);
            n++;
        }
    hosts->absent &= rc == EAI_NONAME || rc == EAI_NODATA;
    if (rc && !hosts->problem)
        hosts->problem = g_strdup_printf("cannot resolve '%s': %s", query->name, gai_strerror(rc));
}

static gboolean on_answer(gpointer user)
{
    Query *query = user;
    ZkHosts *hosts = query->hosts;
    if (!hosts)
        return G_SOURCE_REMOVE;
    if (query->name)
        take_answer(hosts, query);
    if (--hosts->left == 0)
        finish(hosts);
    return G_SOURCE_REMOVE;
}

static void hand_over(Query *query)
{
    GSource *idle = g_idle_source_new();
    g_source_set_priority(idle, G_PRIORITY_DEFAULT);
    g_source_set_callback(idle, on_answer, query, query_unref);
    g_source_attach(idle, query->context);
    g_source_unref(idle);
}

/* In a thread of the C library. */
static void on_notice(union sigval value)
{
    hand_over(value.sival_ptr);
}

/* @host NULL: an answer that says nothing. */
static Query *query_new(ZkHosts *hosts, const Host *host)
{
    Query *query = g_new0(Query, 1);
    query->refs = 2;
    query->hosts = hosts;
    query->context = g_main_context_ref_thread_default();
    query->name = host ? g_strdup(host->name) : NULL;
    query->port = host ? host->port : 0;
    g_ptr_array_add(hosts->queries, query);
    hosts->left++;
    return query;
}

static void ask(ZkHosts *hosts, const Host *host)
{
    Query *query = query_new(hosts, host);
    struct gaicb *list[] = {&query->request};
    struct sigevent notice = {.sigev_notify = SIGEV_THREAD,
                              .sigev_notify_function = on_notice,
                              .sigev_value.sival_ptr = query};

    query->hints = (struct addrinfo){.ai_socktype = SOCK_STREAM};
    query->request.ar_name = query->name;
    query->request.ar_request = &query->hints;
    if (getaddrinfo_a(GAI_NOWAIT, list, G_N_ELEMENTS(list), &notice))
        hand_over(query); /* not even asked: gai_error() says why */
}

void zk_hosts_resolve(ZkHosts *hosts, ZkHostsFunc done, gpointer user)
{
    zk_hosts_cancel(hosts);
    hosts->done = done;
    hosts->user = user;
    hosts->left = 0;
    hosts->absent = true;
    g_ptr_array_set_size(hosts->found, 0);
    for (guint i = 0; i < hosts->list->len; i++) {
        const Host *host = &g_array_index(hosts->list, Host, i);
        if (g_hostname_is_ip_address(host->name))
            add_address(hosts, host->name, host->port);
        else
            ask(hosts, host);
    }
    if (!hosts->left)
        hand_over(query_new(hosts, NULL));
}

bool zk_hosts_are_absent(const ZkHosts *hosts)
{
    return hosts->absent;
}

void zk_hosts_cancel(ZkHosts *hosts)
{
    for (guint i = 0; i < hosts->queries->len; i++)
        ((Query *)hosts->queries->pdata[i])->hosts = NULL;
    g_ptr_array_set_size(hosts->queries, 0);
    g_clear_pointer(&hosts->problem, g_free);
}
