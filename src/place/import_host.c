/* The hosts an import knows of, and what it has heard of each. */
#include "import.h"

static void stock_clear(gpointer data)
{
    g_free(((Stock *)data)->resource);
}

void import_host_free(gpointer data)
{
    Host *host = data;
    g_free(host->name);
    g_free(host->uuid);
    g_free(host->parent);
    g_free(host->zone);
    g_free(host->down);
    g_array_unref(host->stock);
    g_hash_table_unref(host->properties);
    g_free(host);
}

Host *import_host(Import *m, const char *name)
{
    Host *host = g_hash_table_lookup(m->by_name, name);
    if (host)
        return host;
    host = g_new0(Host, 1);
    host->name = g_strdup(name);
    host->stock = g_array_new(FALSE, FALSE, sizeof(Stock));
    g_array_set_clear_func(host->stock, stock_clear);
    host->properties =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    g_ptr_array_add(m->hosts, host);
    g_hash_table_insert(m->by_name, host->name, host);
    return host;
}

Stock *import_stock(Host *host, const char *resource)
{
    for (guint i = 0; i < host->stock->len; i++) {
        Stock *stock = &g_array_index(host->stock, Stock, i);
        if (g_str_equal(stock->resource, resource))
            return stock;
    }
    Stock stock = {.resource = g_strdup(resource)};
    g_array_append_val(host->stock, stock);
    return &g_array_index(host->stock, Stock, host->stock->len - 1);
}

void import_add_property(Host *host, const char *name, const char *value)
{
    GPtrArray *values = g_hash_table_lookup(host->properties, name);
    if (!values) {
        values = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(host->properties, g_strdup(name), values);
    }
    if (!g_ptr_array_find_with_equal_func(values, value, g_str_equal, NULL))
        g_ptr_array_add(values, g_strdup(value));
}
