/* The small payloads: head, presence, recipe. */
#include "protocol_priv.h"

static const char *const phases[] = {"prepare", "go", "pause", "halt", NULL};

const char *wf_phase_name(WfPhase phase)
{
    return phases[phase];
}

/* A structure if all went well; else frees it and hands the error on. */
#define FINISH(r, thing, free_thing, error)                                                        \
    do {                                                                                           \
        if (!(r).error)                                                                            \
            return (thing);                                                                        \
        g_propagate_error((error), (r).error);                                                     \
        free_thing(thing);                                                                         \
        return NULL;                                                                               \
    } while (0)

WfHead *wf_head_parse(const void *data, gsize len, GError **error)
{
    WfReader r = {.what = "head of the stack"};
    json_auto_t *payload = wf_reader_open(&r, data, len, WF_LIMIT_ZNODE_BYTES);
    WfHead *head = g_new0(WfHead, 1);
    head->generation = (guint64)wf_reader_int(&r, payload, "generation", 0, G_MAXINT64);
    head->phase = (WfPhase)wf_reader_word(&r, payload, "phase", phases, WF_PHASE_PREPARE);
    head->model = wf_reader_text(&r, payload, "model", WF_LIMIT_NAME_BYTES, false);
    head->since = wf_reader_int(&r, payload, "since", 0, WF_LIMIT_TIME_MS);
    head->ending = wf_reader_bool(&r, payload, "ending");
    head->accepted = head->generation;
    if (head->phase == WF_PHASE_PREPARE)
        head->accepted = json_object_get(payload, "accepted")
                             ? (guint64)wf_reader_int(&r, payload, "accepted", 0, G_MAXINT64)
                             : MAX(head->generation, 1) - 1;
    FINISH(r, head, wf_head_free, error);
}

GBytes *wf_head_format(const WfHead *head)
{
    GString *payload = wf_json_payload();
    wf_json_int(payload, "generation", (gint64)head->generation);
    wf_json_text(payload, "phase", wf_phase_name(head->phase));
    wf_json_text(payload, "model", head->model);
    wf_json_count(payload, "since", head->since);
    wf_json_flag(payload, "ending", head->ending);
    if (head->phase == WF_PHASE_PREPARE)
        wf_json_int(payload, "accepted", (gint64)head->accepted);
    return wf_json_payload_end(payload);
}

void wf_head_free(WfHead *head)
{
    if (!head)
        return;
    g_free(head->model);
    g_free(head);
}

WfUp *wf_up_parse(const void *data, gsize len, GError **error)
{
    WfReader r = {.what = "presence of an agent"};
    json_auto_t *payload = wf_reader_open(&r, data, len, WF_LIMIT_ZNODE_BYTES);
    WfUp *up = g_new0(WfUp, 1);
    up->machine = wf_reader_text(&r, payload, "machine", WF_LIMIT_NAME_BYTES, false);
    up->boot = wf_reader_text(&r, payload, "boot", WF_LIMIT_NAME_BYTES, false);
    up->pid = wf_reader_int(&r, payload, "pid", 0, G_MAXINT32);
    up->start = (guint64)wf_reader_int(&r, payload, "start", 0, G_MAXINT64);
    up->version = wf_reader_text(&r, payload, "version", WF_LIMIT_NAME_BYTES, false);
    up->since = wf_reader_int(&r, payload, "since", 0, WF_LIMIT_TIME_MS);
    up->rights = wf_reader_bool(&r, payload, "rights");
    FINISH(r, up, wf_up_free, error);
}

GBytes *wf_up_format(const WfUp *up)
{
    GString *payload = wf_json_payload();
    wf_json_text(payload, "machine", up->machine);
    wf_json_text(payload, "boot", up->boot);
    wf_json_count(payload, "pid", up->pid);
    wf_json_count(payload, "start", (gint64)up->start);
    wf_json_text(payload, "version", up->version);
    wf_json_count(payload, "since", up->since);
    wf_json_flag(payload, "rights", up->rights);
    return wf_json_payload_end(payload);
}

void wf_up_free(WfUp *up)
{
    if (!up)
        return;
    g_free(up->machine);
    g_free(up->boot);
    g_free(up->version);
    g_free(up);
}

GBytes *wf_recipe_format(const json_t *config)
{
    GString *payload = wf_json_payload();
    wf_json_value(payload, "config", config);
    return wf_json_payload_end(payload);
}

json_t *wf_recipe_parse(const void *data, gsize len, GError **error)
{
    WfReader r = {.what = "recipe"};
    json_auto_t *payload = wf_reader_open(&r, data, len, WF_LIMIT_RECIPE_BYTES);
    json_t *config = payload ? json_incref(json_object_get(payload, "config")) : NULL;
    if (!r.error && !json_is_string(config) && !json_is_object(config))
        wf_reader_refuse(&r, WF_ERROR_INVALID, "'config' is neither a text nor a map");
    FINISH(r, config, json_decref, error);
}
