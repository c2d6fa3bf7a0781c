/* Flavors, from a file of one's own or as OpenStack prints them. */
#include <string.h>

#include "read.h"

#include <weft/limits.h>
#include <weft/place.h>

typedef struct {
    char *name, *id;
    gint64 vcpus, ram, disk;
    GArray *resources;   /* Extra */
    GPtrArray *requires; /* name, value alternating; value may be NULL */
} Flavor;

typedef struct {
    char *name;
    gint64 amount;
} Extra;

struct WfFlavors {
    GPtrArray *list;  /* Flavor */
    GPtrArray *names; /* NULL-terminated once read */
    GHashTable *by_name;
};

static void extra_clear(gpointer data)
{
    g_free(((Extra *)data)->name);
}

static void flavor_free(gpointer data)
{
    Flavor *flavor = data;
    g_free(flavor->name);
    g_free(flavor->id);
    g_array_unref(flavor->resources);
    g_ptr_array_unref(flavor->requires);
    g_free(flavor);
}

void wf_flavors_free(WfFlavors *flavors)
{
    if (!flavors)
        return;
    g_hash_table_unref(flavors->by_name);
    g_ptr_array_unref(flavors->names);
    g_ptr_array_unref(flavors->list);
    g_free(flavors);
}

static Flavor *add_flavor(WfFlavors *flavors, char *name, char *id)
{
    Flavor *flavor = g_new0(Flavor, 1);
    flavor->name = name;
    flavor->id = id;
    flavor->resources = g_array_new(FALSE, FALSE, sizeof(Extra));
    g_array_set_clear_func(flavor->resources, extra_clear);
    flavor->requires = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(flavors->list, flavor);
    if (id)
        g_hash_table_insert(flavors->by_name, id, flavor);
    g_hash_table_insert(flavors->by_name, name, flavor);
    return flavor;
}

static void add_resource(Flavor *flavor, const char *name, gint64 amount)
{
    Extra extra = {g_strdup(name), CLAMP(amount, 0, WF_LIMIT_PLACE_AMOUNT)};
    g_array_append_val(flavor->resources, extra);
}

static void add_require(Flavor *flavor, const char *name, const char *value)
{
    g_ptr_array_add(flavor->requires, g_strdup(name));
    g_ptr_array_add(flavor->requires, g_strdup(value));
}

/* An extra spec of Nova. resources:X=n replaces the standard amounts for VCPU,
 * MEMORY_MB and DISK_GB; trait:X=required and aggregate_instance_extra_specs:X=v ask
 * for properties. Others say nothing about the host. */
static void extra_spec(Flavor *flavor, const char *key, const char *value)
{
    if (g_str_has_prefix(key, "resources:")) {
        gint64 amount = g_ascii_strtoll(value, NULL, 10);
        const char *class = key + strlen("resources:");
        amount = CLAMP(amount, 0, WF_LIMIT_PLACE_AMOUNT);
        if (g_str_equal(class, "VCPU"))
            flavor->vcpus = amount;
        else if (g_str_equal(class, "MEMORY_MB"))
            flavor->ram = amount;
        else if (g_str_equal(class, "DISK_GB"))
            flavor->disk = amount;
        else
            add_resource(flavor, class, amount);
    } else if (g_str_has_prefix(key, "trait:") && g_str_equal(value, "required")) {
        add_require(flavor, key + strlen("trait:"), "true");
    } else if (g_str_has_prefix(key, "aggregate_instance_extra_specs:")) {
        add_require(flavor, key + strlen("aggregate_instance_extra_specs:"), value);
    }
}

/* Properties as the client prints them: a map, or "a='b', c='d'" from older ones. */
static void extra_specs(const Reader *r, Flavor *flavor, WfNode node)
{
    if (wf_doc_kind(r->doc, node) == WF_MAP) {
        WF_DOC_FOREACH (r->doc, node, key, value) {
            g_autofree char *name = wf_doc_dup(r->doc, key);
            g_autofree char *text = reader_text(r, value, name);
            if (text)
                extra_spec(flavor, name, text);
        }
        return;
    }
    g_autofree char *line = wf_doc_dup(r->doc, node);
    g_auto(GStrv) part = g_strsplit(line ? line : "", ", ", -1);
    for (guint i = 0; part[i]; i++) {
        char *equals = strchr(part[i], '=');
        if (!equals)
            continue;
        *equals = '\0';
        g_autofree char *value = g_strdup(equals + 1);
        gsize len = strlen(value);
        if (len >= 2 && value[0] == '\'' && value[len - 1] == '\'') {
            memmove(value, value + 1, len - 2);
            value[len - 2] = '\0';
        }
        extra_spec(flavor, g_strstrip(part[i]), value);
    }
}

static gint64 amount(const Reader *r, WfNode map, const char *const *names)
{
    for (guint i = 0; names[i]; i++) {
        WfNode node = wf_doc_get(r->doc, map, names[i]);
        gint64 n = 0;
        if (!node || wf_doc_kind(r->doc, node) == WF_NULL)
            continue;
        if (wf_doc_kind(r->doc, node) == WF_STRING && wf_doc_text(r->doc, node).len == 0)
            return 0; /* swap and ephemeral are empty strings in some versions */
        reader_amount(r, node, names[i], WF_LIMIT_PLACE_AMOUNT, &n);
        return n;
    }
    return 0;
}

static void amounts(const Reader *r, Flavor *flavor, WfNode node)
{
    static const char *const vcpus[] = {"vcpus", "VCPUs", NULL};
    static const char *const ram[] = {"ram", "RAM", NULL};
    static const char *const disk[] = {"disk", "Disk", NULL};
    static const char *const more[] = {"OS-FLV-EXT-DATA:ephemeral", "ephemeral", "Ephemeral", NULL};
    static const char *const swap[] = {"swap", "Swap", NULL};
    flavor->vcpus = amount(r, node, vcpus);
    flavor->ram = amount(r, node, ram);
    flavor->disk = amount(r, node, disk) + amount(r, node, more) +
                   (amount(r, node, swap) + 1023) / 1024; /* swap is in MiB */
}

static char *text_of(const Reader *r, WfNode map, const char *a, const char *b)
{
    WfNode node = wf_doc_get(r->doc, map, a);
    if (!node)
        node = wf_doc_get(r->doc, map, b);
    return node ? reader_text(r, node, a) : NULL;
}

static void read_printed(const Reader *r, WfFlavors *flavors, WfNode list)
{
    WF_DOC_EACH (r->doc, list, item) {
        if (!reader_is(r, item, WF_MAP, "flavor"))
            continue;
        char *name = text_of(r, item, "name", "Name");
        if (!name) {
            reader_fault(r, item, "a flavor without a name");
            continue;
        }
        Flavor *flavor = add_flavor(flavors, name, text_of(r, item, "id", "ID"));
        amounts(r, flavor, item);
        WfNode specs = wf_doc_get(r->doc, item, "extra_specs");
        if (!specs)
            specs = wf_doc_get(r->doc, item, "Properties");
        if (!specs)
            specs = wf_doc_get(r->doc, item, "properties");
        if (specs && wf_doc_kind(r->doc, specs) != WF_NULL)
            extra_specs(r, flavor, specs);
    }
}

/* NAME: {vcpus, ram, disk, resources, properties} */
static void read_own(const Reader *r, WfFlavors *flavors, WfNode map)
{
    static const char *const keys[] = {"vcpus",     "ram",       "disk",       "swap",
                                       "ephemeral", "resources", "properties", NULL};
    WF_DOC_FOREACH (r->doc, map, key, body) {
        g_autofree char *name = reader_text(r, key, "flavor");
        if (!name || !reader_is(r, body, WF_MAP, name))
            continue;
        reader_keys(r, body, keys);
        Flavor *flavor = add_flavor(flavors, g_steal_pointer(&name), NULL);
        amounts(r, flavor, body);
        WF_DOC_FOREACH (r->doc, wf_doc_get(r->doc, body, "resources"), resource, n) {
            gint64 value = 0;
            g_autofree char *text = reader_text(r, resource, "resource");
            if (text && reader_amount(r, n, text, WF_LIMIT_PLACE_AMOUNT, &value))
                add_resource(flavor, text, value);
        }
        WF_DOC_FOREACH (r->doc, wf_doc_get(r->doc, body, "properties"), property, v) {
            g_autofree char *text = reader_text(r, property, "property");
            g_autofree char *value = text ? reader_text(r, v, text) : NULL;
            if (value)
                add_require(flavor, text, value);
        }
    }
}

WfFlavors *wf_flavors_parse(const char *name, GBytes *bytes, WfFindings *findings)
{
    guint before = wf_findings_count(findings, WF_FAULT);
    g_autoptr(WfDoc) doc = wf_doc_parse(name, bytes, findings);
    if (!doc)
        return NULL;
    Reader r = {.doc = doc, .findings = findings, .code = WF_CODE_DATACENTER};
    g_autoptr(WfFlavors) flavors = g_new0(WfFlavors, 1);
    flavors->list = g_ptr_array_new_with_free_func(flavor_free);
    flavors->names = g_ptr_array_new();
    flavors->by_name = g_hash_table_new(g_str_hash, g_str_equal);
    WfNode root = wf_doc_root(doc), inner = wf_doc_get(doc, root, "flavors");
    if (wf_doc_kind(doc, root) == WF_SEQ)
        read_printed(&r, flavors, root);
    else if (wf_doc_kind(doc, inner) == WF_SEQ)
        read_printed(&r, flavors, inner);
    else if (reader_holds(&r, "flavors are wanted, NAME: {vcpus: 1, ram: 512}") &&
             reader_is(&r, root, WF_MAP, "flavors"))
        read_own(&r, flavors, wf_doc_kind(doc, inner) == WF_MAP ? inner : root);
    for (guint i = 0; i < flavors->list->len; i++)
        g_ptr_array_add(flavors->names, ((Flavor *)flavors->list->pdata[i])->name);
    g_ptr_array_add(flavors->names, NULL);
    return wf_findings_count(findings, WF_FAULT) == before ? g_steal_pointer(&flavors) : NULL;
}

bool wf_flavors_apply(const WfFlavors *flavors, const char *name, WfPlaceProblem *p, guint32 item)
{
    const Flavor *flavor = g_hash_table_lookup(flavors->by_name, name);
    if (!flavor)
        return false;
    wf_place_size(p, item, flavor->name);
    wf_place_need(p, item, "vcpus", flavor->vcpus);
    wf_place_need(p, item, "ram", flavor->ram);
    wf_place_need(p, item, "disk", flavor->disk);
    for (guint i = 0; i < flavor->resources->len; i++) {
        const Extra *extra = &g_array_index(flavor->resources, Extra, i);
        wf_place_need(p, item, extra->name, extra->amount);
    }
    for (guint i = 0; i + 1 < flavor->requires->len; i += 2)
        wf_place_require(p, item, flavor->requires->pdata[i], flavor->requires->pdata[i + 1]);
    return true;
}

const char *const *wf_flavors_names(const WfFlavors *flavors)
{
    return (const char *const *)flavors->names->pdata;
}
