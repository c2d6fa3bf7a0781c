/* Every payload that an agent or a viewer reads from ZooKeeper. The first byte picks the parser.
 * What parses must format and parse again to the same bytes. */
#include <stdint.h>
#include <string.h>
#include <weft/limits.h>
#include <weft/protocol.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same(GBytes *once, GBytes *twice)
{
    if (once && twice && !g_bytes_equal(once, twice))
        g_error("a payload changes when it is written again");
    g_clear_pointer(&once, g_bytes_unref);
    g_clear_pointer(&twice, g_bytes_unref);
}

static void try_manifest(const void *data, gsize len)
{
    g_autoptr(WfManifest) m = wf_manifest_parse(data, len, "v", NULL);
    g_autoptr(GBytes) bytes = m ? wf_manifest_format(m, NULL, NULL, NULL) : NULL;
    if (!bytes)
        return;
    gsize n;
    const void *text = g_bytes_get_data(bytes, &n);
    g_autoptr(WfManifest) again = wf_manifest_parse(text, n, "v", NULL);
    same(g_bytes_ref(bytes), wf_manifest_format(again, NULL, NULL, NULL));
    for (guint i = 0; i < m->components->len; i++) {
        g_autofree char *spec = wf_entry_spec((const guint8 *)"0123456789abcdef0123456789abcdef",
                                              m->components->pdata[i]);
    }
}

static void try_outcome(const void *data, gsize len)
{
    g_autoptr(WfOutcome) o = wf_outcome_parse(data, len, NULL);
    g_autoptr(WfOutcome) copy = o ? wf_outcome_copy(o) : NULL;
    if (o)
        same(wf_outcome_format(o, NULL), wf_outcome_format(copy, NULL));
}

static void try_st(const void *data, gsize len)
{
    g_autoptr(WfSt) st = wf_st_parse(data, len, NULL);
    g_autoptr(GBytes) bytes = st ? wf_st_format(st) : NULL;
    if (bytes && g_bytes_get_size(bytes) > WF_LIMIT_ZNODE_BYTES)
        g_error("st does not fit a zNode");
}

static void try_small(const void *data, gsize len)
{
    g_autoptr(WfHead) head = wf_head_parse(data, len, NULL);
    g_autoptr(WfUp) up = wf_up_parse(data, len, NULL);
    g_autoptr(WfSealed) sealed = wf_sealed_parse(data, len, NULL);
    json_decref(wf_recipe_parse(data, len, NULL));
    WfChunks chunks;
    wf_spill_find(data, len, WF_LIMIT_MANIFEST_BYTES, &chunks, NULL);
}

static void try_path(const void *data, gsize len)
{
    g_autofree char *path = g_strndup(data, len);
    g_auto(WfZpath) z = {0};
    wf_zpath_parse(path, &z);
    g_autofree char *name = wf_zname_decode(path);
    g_autofree char *element = name ? wf_zname_encode(name) : NULL;
    if (element && strcmp(element, path))
        g_error("a name has two paths");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const tries[])(const void *, gsize) = {try_manifest, try_outcome, try_st,
                                                         try_small, try_path};
    if (size)
        tries[*data % G_N_ELEMENTS(tries)](data + 1, size - 1);
    return 0;
}
