/* What a server boots from: which devices go together, as Heat's plug-in judges them. What only a
 * running stack knows may be anything. */
#include "schema.h"

#include <string.h>

typedef struct {
    WfModel *m;
    guint boots;   /* devices it boots from, for sure, */
    bool may_boot; /* and whether there may be one */
} Boot;

static WfExpr entry_of(const Boot *b, WfExpr map, const char *name)
{
    return (WfExpr){map.scope, wf_doc_get(wf_scope_doc(b->m, map.scope), map.node, name)};
}

static WfPresence presence(const Boot *b, WfExpr map, const char *name)
{
    return wf_presence(b->m, entry_of(b, map, name));
}

/* Is the property that text or, if it is a number, 0? So is null. @open if that cannot be told. */
static bool is(const Boot *b, WfExpr e, const char *text, bool open)
{
    g_auto(WfGiven) given = {0};

    if (!wf_given_read(b->m, e, &given))
        return open;
    return given.kind == WF_STRING
               ? given.text.len == strlen(text) && memcmp(given.text.s, text, given.text.len) == 0
               : (given.kind == WF_INT || given.kind == WF_NULL) && given.number == 0 &&
                     strcmp(text, "0") == 0;
}

static void old_device(Boot *b, WfExpr map)
{
    WfPresence volume = presence(b, map, "volume_id"), snapshot = presence(b, map, "snapshot_id");

    if (volume == WF_SET && snapshot == WF_SET)
        wf_fault(b->m, map.scope, map.node, WF_CODE_PROPERTY,
                 "a device is a volume or a snapshot: 'volume_id' cannot stand beside "
                 "'snapshot_id'");
    else if (volume == WF_ABSENT && snapshot == WF_ABSENT)
        wf_fault(b->m, map.scope, map.node, WF_CODE_MISSING,
                 "a device needs a 'volume_id' or a 'snapshot_id'");
    b->may_boot |= is(b, entry_of(b, map, "device_name"), "vda", true);
}

static void new_device(Boot *b, WfExpr map)
{
    static const char *const sources[] = {"volume_id", "snapshot_id", "image", "image_id",
                                          "swap_size"};
    enum { BOOTABLE = 4 };
    WfPresence size = presence(b, map, "ephemeral_size"),
               format = presence(b, map, "ephemeral_format");
    guint n_set = size == WF_SET || format == WF_SET, n_bootable = 0;
    bool none = size == WF_ABSENT && format == WF_ABSENT, bootable = false;

    for (guint i = 0; i < G_N_ELEMENTS(sources); i++) {
        WfPresence one = presence(b, map, sources[i]);
        n_set += one == WF_SET;
        none &= one == WF_ABSENT;
        bootable |= i < BOOTABLE && one != WF_ABSENT;
        n_bootable += i < BOOTABLE && one == WF_SET;
    }
    if (n_set > 1)
        wf_fault(b->m, map.scope, map.node, WF_CODE_PROPERTY,
                 "a device is only one of a volume, a snapshot, an image, swap and ephemeral");
    else if (none)
        wf_fault(b->m, map.scope, map.node, WF_CODE_MISSING,
                 "a device must be a volume, a snapshot, an image, swap or ephemeral");
    WfExpr index = entry_of(b, map, "boot_index");
    bool first = wf_presence(b->m, index) == WF_ABSENT;
    b->may_boot |= bootable && (first || is(b, index, "0", true));
    b->boots += n_bootable && (first || is(b, index, "0", false));
}

/* False: nothing can be told of what is in the list. */
static bool devices(Boot *b, WfExpr list, void (*one)(Boot *b, WfExpr map))
{
    const WfDoc *doc = wf_scope_doc(b->m, list.scope);

    if (!list.node || wf_doc_kind(doc, list.node) == WF_NULL)
        return true;
    if (wf_doc_kind(doc, list.node) != WF_SEQ)
        return false;
    WF_DOC_EACH (doc, list.node, item) {
        WfExpr map = wf_taken(b->m, (WfExpr){list.scope, item});
        if (wf_doc_kind(doc, map.node) != WF_MAP || wf_is_call(b->m, map))
            return false;
        one(b, map);
    }
    return true;
}

void wf_server_boot_check(WfModel *m, WfId r)
{
    WfExpr old = wf_model_resource_property(m, r, "block_device_mapping"),
           new = wf_model_resource_property(m, r, "block_device_mapping_v2"),
           image = wf_property_written(m, r, "image");
    WfPresence has_image = wf_presence(m, image);
    Boot b = {.m = m, .boots = has_image == WF_SET, .may_boot = has_image != WF_ABSENT};
    const WfDoc *doc = wf_scope_doc(m, old.scope);

    if (strcmp(wf_model_resource_type(m, r), "OS::Nova::Server") != 0 ||
        !devices(&b, old, old_device) || !devices(&b, new, new_device))
        return;
    if (old.node && new.node && wf_doc_size(doc, old.node) && wf_doc_size(doc, new.node)) {
        wf_fault(m, new.scope, new.node, WF_CODE_PROPERTY,
                 "'block_device_mapping_v2' cannot stand beside 'block_device_mapping'");
    } else if (!b.may_boot) {
        wf_fault(m, RESOURCE(m, r)->scope, RESOURCE(m, r)->key, WF_CODE_MISSING,
                 "Heat refuses server '%s': it has neither an image nor a volume to boot from",
                 wf_names_text(m->names, RESOURCE(m, r)->local));
        if (m->findings && !m->muted)
            wf_findings_severity(m->findings, WF_WARNING);
    } else if (new.node && b.boots > 1 && wf_doc_size(doc, new.node)) {
        wf_fault(m, new.scope, new.node, WF_CODE_PROPERTY,
                 "there are %u devices to boot from: give all but one another 'boot_index'",
                 b.boots);
    }
}
