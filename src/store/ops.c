/* A list of writes that stand or fall together. Paths and values of one list
 * lie in one string chunk, so that a list of 200 costs a few allocations. */
#include "weft/store_backend.h"

#include <string.h>

/* What a request takes on ZooKeeper's wire besides paths and values. */
enum {
    FRAME_BYTES = 4 + 8 + 9, /* length, header, end of a multi */
    OP_BYTES = 9 + 4 + 4,    /* header of an op, length of its path, version or flags */
    VALUE_BYTES = 4,
    ACL_BYTES = 4,
    ACL_ENTRY_BYTES = 4 + 4 + 6 + 4,
};

struct WfOps {
    gatomicrefcount refs;
    GArray *ops; /* of WfOp */
    GStringChunk *text;
    gsize bytes;
};

static void op_clear(gpointer data)
{
    wf_acl_unref(((WfOp *)data)->acl);
}

WfOps *wf_ops_new(void)
{
    WfOps *ops = g_new0(WfOps, 1);
    g_atomic_ref_count_init(&ops->refs);
    ops->ops = g_array_new(FALSE, FALSE, sizeof(WfOp));
    g_array_set_clear_func(ops->ops, op_clear);
    ops->text = g_string_chunk_new(1024);
    ops->bytes = FRAME_BYTES;
    return ops;
}

WfOps *wf_ops_ref(WfOps *ops)
{
    g_atomic_ref_count_inc(&ops->refs);
    return ops;
}

void wf_ops_unref(WfOps *ops)
{
    if (!ops || !g_atomic_ref_count_dec(&ops->refs))
        return;
    g_array_unref(ops->ops);
    g_string_chunk_free(ops->text);
    g_free(ops);
}

static void add(WfOps *ops, WfOp op)
{
    gsize path_len = strlen(op.path);
    op.path = g_string_chunk_insert_len(ops->text, op.path, (gssize)path_len);
    if (op.kind == WF_OP_CREATE || op.kind == WF_OP_SET) {
        op.data = g_string_chunk_insert_len(ops->text, op.data ? op.data : "", (gssize)op.size);
        ops->bytes += VALUE_BYTES + op.size;
    }
    if (op.acl) {
        wf_acl_ref(op.acl);
        ops->bytes += ACL_BYTES;
        for (guint i = 0; i < wf_acl_n(op.acl); i++) {
            const char *identity = wf_acl_identity(op.acl, i);
            ops->bytes += ACL_ENTRY_BYTES + (identity ? strlen(identity) : strlen("anyone"));
        }
    }
    ops->bytes += OP_BYTES + path_len;
    g_array_append_val(ops->ops, op);
}

void wf_ops_check(WfOps *ops, const char *path, gint32 version)
{
    add(ops, (WfOp){.kind = WF_OP_CHECK, .path = path, .version = version});
}

void wf_ops_create(WfOps *ops, const char *path, const void *data, gsize size, WfAcl *acl,
                   bool ephemeral)
{
    add(ops, (WfOp){.kind = WF_OP_CREATE,
                    .path = path,
                    .data = data,
                    .size = size,
                    .acl = acl,
                    .ephemeral = ephemeral});
}

void wf_ops_set(WfOps *ops, const char *path, const void *data, gsize size, gint32 version)
{
    add(ops,
        (WfOp){.kind = WF_OP_SET, .path = path, .data = data, .size = size, .version = version});
}

void wf_ops_delete(WfOps *ops, const char *path, gint32 version)
{
    add(ops, (WfOp){.kind = WF_OP_DELETE, .path = path, .version = version});
}

guint wf_ops_n(const WfOps *ops)
{
    return ops->ops->len;
}

gsize wf_ops_bytes(const WfOps *ops)
{
    return ops->bytes;
}

const WfOp *wf_ops_get(const WfOps *ops, guint i)
{
    return &g_array_index(ops->ops, WfOp, i);
}
