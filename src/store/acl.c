/* Access lists and identities. An identity is what ZooKeeper's digest scheme
 * calls an id: the name, and a hash of name and secret, so that a list tells
 * who may, but not how to become them. */
#include "weft/store.h"

#include <string.h>

typedef struct {
    guint perms;
    char *identity; /* NULL: anyone */
} Entry;

struct WfAcl {
    gatomicrefcount refs;
    GArray *entries; /* of Entry */
};

static void entry_clear(gpointer data)
{
    g_free(((Entry *)data)->identity);
}

WfAcl *wf_acl_new(void)
{
    WfAcl *acl = g_new0(WfAcl, 1);
    g_atomic_ref_count_init(&acl->refs);
    acl->entries = g_array_new(FALSE, FALSE, sizeof(Entry));
    g_array_set_clear_func(acl->entries, entry_clear);
    return acl;
}

WfAcl *wf_acl_open(void)
{
    WfAcl *acl = wf_acl_new();
    wf_acl_add(acl, WF_PERM_ALL, NULL);
    return acl;
}

WfAcl *wf_acl_ref(WfAcl *acl)
{
    g_atomic_ref_count_inc(&acl->refs);
    return acl;
}

void wf_acl_unref(WfAcl *acl)
{
    if (!acl || !g_atomic_ref_count_dec(&acl->refs))
        return;
    g_array_unref(acl->entries);
    g_free(acl);
}

void wf_acl_add(WfAcl *acl, guint perms, const char *identity)
{
    Entry entry = {perms & WF_PERM_ALL, g_strdup(identity)};
    g_array_append_val(acl->entries, entry);
}

guint wf_acl_n(const WfAcl *acl)
{
    return acl->entries->len;
}

guint wf_acl_perms(const WfAcl *acl, guint i)
{
    return g_array_index(acl->entries, Entry, i).perms;
}

const char *wf_acl_identity(const WfAcl *acl, guint i)
{
    return g_array_index(acl->entries, Entry, i).identity;
}

bool wf_acl_equal(const WfAcl *a, const WfAcl *b)
{
    if (wf_acl_n(a) != wf_acl_n(b))
        return false;
    for (guint i = 0; i < wf_acl_n(a); i++)
        if (wf_acl_perms(a, i) != wf_acl_perms(b, i) ||
            g_strcmp0(wf_acl_identity(a, i), wf_acl_identity(b, i)) != 0)
            return false;
    return true;
}

char *wf_acl_hash(const WfAcl *acl)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    for (guint i = 0; i < wf_acl_n(acl); i++) {
        const char *identity = wf_acl_identity(acl, i);
        g_autofree char *line =
            g_strdup_printf("%u %s\n", wf_acl_perms(acl, i), identity ? identity : "anyone");
        g_checksum_update(sum, (const guchar *)line, -1);
    }
    return g_strndup(g_checksum_get_string(sum), 32);
}

char *wf_identity(const char *credential)
{
    guint8 digest[20];
    gsize len = sizeof digest;
    const char *colon = strchr(credential, ':');
    int name = colon ? (int)(colon - credential) : (int)strlen(credential);

    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
    g_checksum_update(sum, (const guchar *)credential, -1);
    g_checksum_get_digest(sum, digest, &len);
    g_autofree char *base64 = g_base64_encode(digest, len);
    return g_strdup_printf("%.*s:%s", name, credential, base64);
}
