/* The one order of names that weft writes down: by bytes, the same in every locale, so that what is
 * printed, hashed and compared comes out alike everywhere. */
#include <weft/text.h>

#include <string.h>

int wf_text_order(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char **wf_text_sorted_keys(GHashTable *table)
{
    guint n;
    char **keys = (char **)g_hash_table_get_keys_as_array(table, &n);

    qsort(keys, n, sizeof *keys, wf_text_order);
    return keys;
}
