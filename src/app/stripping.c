/* See stripping.h. */
#include "stripping.h"

#include <weft/emit.h>

#define SHOWN_ENSEMBLE "zookeeper:2181"

WfStripped *strip_model(const Desk *desk, const WfKeys *keys, GError **error)
{
    const char *stack = desk->stack, *zk = desk->explore->zk;
    g_autoptr(WfFindings) findings = wf_findings_new(); /* the check has told them */
    WfStripOptions options = {.stack = stack ? stack : SHOWN_STACK,
                              .ensemble = zk ? zk : SHOWN_ENSEMBLE,
                              .keys = keys,
                              .root = desk->explore->model.root};
    return wf_strip(desk->model, &options, findings, error);
}

/* With the stack's own key, so that what is written now and later is the same. */
char *strip_text(const Desk *desk, GError **error)
{
    g_autofree char *path = wf_keys_path(desk->explore->key, desk->stack);
    bool draft;
    g_autoptr(WfKeys) keys = wf_keys_open_or_draft(path, desk->stack, &draft, error);
    g_autoptr(WfStripped) stripped = keys ? strip_model(desk, keys, error) : NULL;
    if (!stripped || (draft && !wf_keys_save(keys, path, error)))
        return NULL;
    return wf_emit_yaml(stripped->template);
}
