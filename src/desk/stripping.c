/* The stripped template of the model. */
#include "desk_priv.h"

#include <weft/emit.h>

#define SHOWN_ENSEMBLE "zookeeper:2181"

WfStripped *wf_desk_strip(const WfDesk *desk, const WfKeys *keys, GError **error)
{
    const char *stack = desk->stack, *zk = desk->explore->zk;
    g_autoptr(WfFindings) findings = wf_findings_new(); /* the check has told them */
    WfStripOptions options = {.stack = stack ? stack : WF_DESK_STACK,
                              .ensemble = zk ? zk : SHOWN_ENSEMBLE,
                              .keys = keys,
                              .root = desk->explore->model.root};
    return wf_strip(desk->model, &options, findings, error);
}

/* With the stack's own key, so that what is written now and later is the same. */
char *wf_desk_strip_text(const WfDesk *desk, GError **error)
{
    g_autofree char *path = wf_keys_path(desk->explore->key, desk->stack);
    bool draft;
    g_autoptr(WfKeys) keys = wf_keys_open_or_draft(path, desk->stack, &draft, error);
    g_autoptr(WfStripped) stripped = keys ? wf_desk_strip(desk, keys, error) : NULL;
    if (!stripped || (draft && !wf_keys_save(keys, path, error)))
        return NULL;
    return wf_emit_yaml(stripped->template);
}

const char *wf_why_not_strip(gpointer app)
{
    const WfDesk *desk = wf_desk_of(app);
    if (desk->stack && desk->explore->zk)
        return NULL;
    return "VMs have to know their stack: start weft with --stack and --zk, or use weft strip";
}
