/* Events as lines of a journal, and back. Payloads that are JSON stand as such. */
#include "progress_priv.h"

#include <string.h>

static const char *const kinds[] = {"head", "manifest", "st", "up", "outcome"};

char *wf_progress_event_line(const WfProgressEvent *e)
{
    json_auto_t *payload =
        e->len ? wf_json_parse(e->data, e->len, WF_LIMIT_MANIFEST_BYTES, "payload", NULL)
               : json_null();
    json_auto_t *line = payload ? json_pack("{s:i, s:I, s:s, s:s*, s:s*, s:O}", "weft", 1, "at",
                                            (json_int_t)e->at, "event", kinds[e->kind], "vm", e->vm,
                                            "name", e->name, "payload", payload)
                                : NULL;

    return line ? json_dumps(line, JSON_COMPACT) : NULL;
}

bool wf_progress_feed_line(WfProgress *p, const char *text, gint64 *ret_at, GError **error)
{
    json_auto_t *line = wf_json_parse(text, strlen(text), WF_LIMIT_MANIFEST_BYTES, "event", error);
    const char *kind = json_string_value(json_object_get(line, "event"));
    const json_t *payload = json_object_get(line, "payload");
    WfProgressEvent e = {.vm = json_string_value(json_object_get(line, "vm")),
                         .name = json_string_value(json_object_get(line, "name")),
                         .at = json_integer_value(json_object_get(line, "at"))};

    if (!line)
        return false;
    for (guint i = 0; kind && i < G_N_ELEMENTS(kinds); i++) {
        if (strcmp(kind, kinds[i]) != 0)
            continue;
        e.kind = (WfProgressKind)i;
        g_autofree char *data =
            json_is_null(payload) || !payload ? g_strdup("") : wf_json_canonical(payload);
        e.data = data;
        e.len = strlen(data);
        if ((i != WF_PROGRESS_HEAD && !e.vm) || (i == WF_PROGRESS_OUTCOME && !e.name))
            break;
        *ret_at = e.at;
        wf_progress_feed(p, &e);
        return true;
    }
    g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "it is not an event of a run");
    return false;
}
