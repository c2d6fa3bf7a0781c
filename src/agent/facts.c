/* What a VM knows of itself, published like any outcome so that others can wait
 * for it. */
#include "agent_priv.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>
#include <weft/file.h>

static bool is_useful(const struct ifaddrs *a)
{
    if (!a->ifa_addr || !(a->ifa_flags & IFF_UP) || (a->ifa_flags & IFF_LOOPBACK))
        return false;
    if (a->ifa_addr->sa_family == AF_INET)
        return true;
    const struct sockaddr_in6 *in6 = (const void *)a->ifa_addr;
    return a->ifa_addr->sa_family == AF_INET6 && !IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr);
}

static void add_address(json_t *by_interface, const struct ifaddrs *a)
{
    char text[INET6_ADDRSTRLEN];
    const void *address =
        a->ifa_addr->sa_family == AF_INET
            ? (const void *)&((const struct sockaddr_in *)(void *)a->ifa_addr)->sin_addr
            : (const void *)&((const struct sockaddr_in6 *)(void *)a->ifa_addr)->sin6_addr;
    if (!inet_ntop(a->ifa_addr->sa_family, address, text, sizeof text))
        return;
    json_t *list = json_object_get(by_interface, a->ifa_name);
    if (!list)
        json_object_set_new(by_interface, a->ifa_name, list = json_array());
    json_array_append_new(list, json_string(text));
}

static json_t *find_addresses(void)
{
    json_t *by_interface = json_object();
    struct ifaddrs *all = NULL;
    if (getifaddrs(&all))
        return by_interface;
    static const int families[] = {AF_INET, AF_INET6}; /* version 4 first, as in Heat's lists */
    for (gsize f = 0; f < G_N_ELEMENTS(families); f++)
        for (const struct ifaddrs *a = all; a; a = a->ifa_next)
            if (is_useful(a) && a->ifa_addr->sa_family == families[f])
                add_address(by_interface, a);
    freeifaddrs(all);
    return by_interface;
}

/* "network_names" says what the template calls the networks, in the order of the interfaces. */
static void name_networks(json_t *facts, const json_t *names, const json_t *by_interface)
{
    json_t *networks = json_object();
    gsize i = 0;
    const char *interface;
    json_t *list;
    json_object_foreach ((json_t *)by_interface, interface, list) {
        const char *name = json_string_value(json_array_get(names, i++));
        json_object_set(networks, name ? name : interface, list);
    }
    json_object_set_new(facts, "networks", networks);
}

static char *first_line(const char *path)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return NULL;
    return g_strndup(g_strstrip(text), 100);
}

/* What the cloud calls this server: cloud-init has asked it, and Nova puts it into the firmware.
 * NULL: nobody knows. */
static char *find_id(void)
{
    static const char *const paths[] = {"/var/lib/cloud/data/instance-id",
                                        "/sys/class/dmi/id/product_uuid"};
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autofree char *id = first_line(paths[i]);
        if (id && g_uuid_string_is_valid(id))
            return g_ascii_strdown(id, -1);
    }
    return NULL;
}

json_t *wf_facts_find(const char *vm, const json_t *more)
{
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    json_t *facts = json_object();
    json_t *addresses = find_addresses();
    json_object_set_new(facts, "name", json_string(vm));
    json_object_set_new(facts, "hostname", json_string(host));
    g_autofree char *id = find_id();
    json_object_set_new(facts, "id", id ? json_string(id) : json_null());
    json_t *first = NULL, *list;
    const char *interface;
    json_object_foreach (addresses, interface, list)
        if (!first)
            first = json_array_get(list, 0);
    json_object_set(facts, "first_address", first ? first : json_null());
    name_networks(facts, json_object_get(more, "network_names"), addresses);
    json_object_set_new(facts, "addresses", addresses);
    if (more)
        json_object_update(facts, (json_t *)more);
    json_object_del(facts, "network_names");
    return facts;
}

void wf_facts_publish(WfAgent *agent)
{
    Component *c = &agent->facts;
    const WfOutcome *old = c->outcome;
    const char *deep = agent->manifest->facts_deep;
    if (c->absent || (old && old->status == WF_STATUS_DONE && !g_strcmp0(old->want, deep) &&
                      json_equal(old->outputs, agent->self)))
        return;
    WfOutcome *o = wf_outcome_new();
    o->status = WF_STATUS_DONE;
    o->want = g_strdup(deep);
    o->outputs = json_incref(agent->self);
    o->machine = g_strdup(agent->machine);
    o->finished = wf_agent_now_ms();
    o->runs = old ? old->runs + 1 : 1;
    wf_outcome_free(c->outcome);
    c->outcome = o;
    wf_publish(c);
}

/* Made when it is asked for first: without it all machines that have no id would be one. */
static char *own_number(const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "machine", NULL), *id = first_line(path);
    if (id && *id)
        return g_steal_pointer(&id);
    g_free(id);
    id = g_uuid_string_random();
    return wf_file_write(path, id, (gssize)strlen(id), 0600, error) ? g_steal_pointer(&id) : NULL;
}

/* machine-id(5) asks that it is shown to nobody as it is, and says when there is none. */
char *wf_machine_id(const WfVmKeys *keys, const char *path, const char *folder, GError **error)
{
    g_autofree char *id = first_line(path);
    if (!id || !*id || !strcmp(id, "uninitialized")) {
        g_free(id);
        id = own_number(folder, error);
    }
    return id ? wf_digest(wf_vm_keys_digest_key(keys), "machine", id, strlen(id)) : NULL;
}

char *wf_boot_id(void)
{
    char *id = first_line("/proc/sys/kernel/random/boot_id");
    return id ? id : g_strdup("");
}
