/* Payloads larger than a zNode may be: chunks first, under numbers that were not
 * in use, then the node that says which they are, their size and digest. So who
 * stops half-way leaves the version before as it was; the digest tells a reader
 * when some of its chunks are gone or belong to another. */
#include "protocol_priv.h"

#include <sodium.h>
#include <string.h>

#define HASH_BYTES 16

static char *content_hash(const void *data, gsize len)
{
    guint8 hash[HASH_BYTES];
    char hex[2 * HASH_BYTES + 1];
    crypto_generichash(hash, sizeof hash, data, len, NULL, 0);
    return g_strdup(sodium_bin2hex(hex, sizeof hex, hash, sizeof hash));
}

GPtrArray *wf_spill_pack(GBytes *payload, guint first)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    gsize size = g_bytes_get_size(payload);
    if (size <= WF_LIMIT_ZNODE_BYTES) {
        g_ptr_array_add(parts, g_bytes_ref(payload));
        return parts;
    }
    g_autofree char *hash = content_hash(g_bytes_get_data(payload, NULL), size);
    gsize n = (size + WF_LIMIT_ZNODE_BYTES - 1) / WF_LIMIT_ZNODE_BYTES;
    GString *header = wf_json_payload();
    wf_json_int(header, "chunks", (gint64)n);
    wf_json_count(header, "first", first);
    wf_json_int(header, "size", (gint64)size);
    wf_json_text(header, "digest", hash);
    g_ptr_array_add(parts, wf_json_payload_end(header));
    for (gsize i = 0; i < n; i++) {
        gsize at = i * WF_LIMIT_ZNODE_BYTES;
        g_ptr_array_add(parts,
                        g_bytes_new_from_bytes(payload, at, MIN(size - at, WF_LIMIT_ZNODE_BYTES)));
    }
    return parts;
}

/* The header is short, so a payload that is not short is no header and is not parsed twice. */
#define HEADER_BYTES 200

static void check_header(WfReader *r, const json_t *header, WfChunks *ret_chunks, gsize *ret_size,
                         char **ret_hash)
{
    ret_chunks->n = (guint)wf_reader_int(r, header, "chunks", 1, 1 << 20);
    if (json_object_get(header, "first"))
        ret_chunks->first = (guint)wf_reader_int(r, header, "first", 0, 1 << 30);
    *ret_size = (gsize)wf_reader_int(r, header, "size", 1, G_MAXINT64);
    *ret_hash = wf_reader_text(r, header, "digest", 2 * HASH_BYTES, true);
    gsize fit = (*ret_size + WF_LIMIT_ZNODE_BYTES - 1) / WF_LIMIT_ZNODE_BYTES;
    if (!r->error && fit != ret_chunks->n)
        wf_reader_refuse(r, WF_ERROR_INVALID, "size and number of chunks do not fit together");
}

/* No chunks: it is no header. A short payload may well speak of chunks further in. */
static bool read_header(const void *data, gsize len, WfChunks *ret_chunks, gsize *ret_size,
                        char **ret_hash, GError **error)
{
    WfChunks chunks = {0};
    g_autofree char *hash = NULL;
    *ret_chunks = chunks;
    if (len > HEADER_BYTES || !data || !memmem(data, len, "\"chunks\"", 8))
        return true;
    WfReader r = {.what = "chunked payload"};
    json_auto_t *header = wf_reader_open(&r, data, len, HEADER_BYTES);
    if (json_object_get(header, "chunks"))
        check_header(&r, header, &chunks, ret_size, &hash);
    if (r.error) {
        g_propagate_error(error, r.error);
        return false;
    }
    *ret_chunks = chunks;
    if (ret_hash)
        *ret_hash = g_steal_pointer(&hash);
    return true;
}

bool wf_spill_find(const void *data, gsize len, gsize max, WfChunks *ret_chunks, GError **error)
{
    WfChunks chunks;
    gsize size;
    if (!read_header(data, len, &chunks, &size, NULL, error))
        return false;
    if (chunks.n && size > max) {
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT,
                    "chunked payload of %" G_GSIZE_FORMAT " bytes, more than %" G_GSIZE_FORMAT,
                    size, max);
        return false;
    }
    *ret_chunks = chunks;
    return true;
}

GBytes *wf_spill_join(const void *data, gsize len, GPtrArray *chunks, GError **error)
{
    WfChunks of;
    gsize size;
    g_autofree char *hash = NULL;
    if (!read_header(data, len, &of, &size, &hash, error))
        return NULL;
    if (!of.n)
        return g_bytes_new(data, len);
    g_autoptr(GByteArray) whole = g_byte_array_new();
    for (guint i = 0; i < chunks->len; i++) {
        gsize part;
        const guint8 *bytes = g_bytes_get_data(chunks->pdata[i], &part);
        if (whole->len + part > size)
            break;
        g_byte_array_append(whole, bytes, (guint)part);
    }
    g_autofree char *found = content_hash(whole->data, whole->len);
    if (whole->len != size || strcmp(found, hash)) {
        g_set_error(error, WF_ERROR, WF_ERROR_STALE, "the chunks belong to another version");
        return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&whole));
}
