/* What a component came to, and its secret outputs. */
#include "protocol_priv.h"

static const char *const statuses[] = {"none", "done", "failed", "deleted", NULL};

const char *wf_status_name(WfStatus status)
{
    return statuses[status];
}

WfOutcome *wf_outcome_new(void)
{
    return g_new0(WfOutcome, 1);
}

void wf_outcome_free(WfOutcome *o)
{
    if (!o)
        return;
    g_free(o->want);
    g_free(o->doing);
    g_free(o->delivered);
    g_free(o->spec);
    g_free(o->action);
    g_free(o->inputs);
    json_decref(o->lazy);
    g_free(o->replace);
    json_decref(o->outputs);
    json_decref(o->missing);
    g_free(o->cause);
    g_free(o->log);
    json_decref(o->earlier);
    g_free(o->machine);
    g_free(o);
}

WfOutcome *wf_outcome_copy(const WfOutcome *o)
{
    WfOutcome *copy = g_memdup2(o, sizeof *o);
    copy->want = g_strdup(o->want);
    copy->doing = g_strdup(o->doing);
    copy->delivered = g_strdup(o->delivered);
    copy->spec = g_strdup(o->spec);
    copy->action = g_strdup(o->action);
    copy->inputs = g_strdup(o->inputs);
    json_incref(copy->lazy);
    copy->replace = g_strdup(o->replace);
    json_incref(copy->outputs);
    json_incref(copy->missing);
    copy->cause = g_strdup(o->cause);
    copy->log = g_strdup(o->log);
    json_incref(copy->earlier);
    copy->machine = g_strdup(o->machine);
    return copy;
}

bool wf_outcome_is_done(const WfOutcome *o, const char *want)
{
    return o && o->status == WF_STATUS_DONE && !o->doing && (!want || !g_strcmp0(o->want, want));
}

bool wf_outcome_is_delivered(const WfOutcome *o, const char *want)
{
    return o && want && !g_strcmp0(o->delivered, want);
}

static void parse_run(WfReader *r, const json_t *payload, WfOutcome *o)
{
    o->action = wf_reader_name(r, payload, "action", false);
    o->inputs = wf_reader_digest(r, payload, "inputs", false);
    o->lazy = wf_reader_json(r, payload, "lazy", JSON_OBJECT);
    o->replace = wf_reader_digest(r, payload, "replace", false);
    o->attempt = (guint)wf_reader_int(r, payload, "attempt", 0, G_MAXINT32);
    o->retry = (guint64)wf_reader_int(r, payload, "retry", 0, G_MAXINT64);
    o->exit = (int)wf_reader_int(r, payload, "exit", -1024, G_MAXINT32);
    o->cause = wf_reader_text(r, payload, "cause", 4096, false);
    o->log = wf_reader_text(r, payload, "log", 4 * WF_LIMIT_LOG_TAIL, false);
    o->started = wf_reader_int(r, payload, "started", 0, WF_LIMIT_TIME_MS);
    o->finished = wf_reader_int(r, payload, "finished", 0, WF_LIMIT_TIME_MS);
    o->machine = wf_reader_name(r, payload, "machine", false);
}

static bool is_time(const json_t *value)
{
    json_int_t ms = json_integer_value(value);
    return json_is_integer(value) && ms >= 0 && ms <= WF_LIMIT_TIME_MS;
}

static json_t *parse_earlier(WfReader *r, const json_t *payload)
{
    json_t *runs = wf_reader_json(r, payload, "earlier", JSON_ARRAY);
    const json_t *run;
    size_t i;

    json_array_foreach (runs, i, run)
        if (json_array_size(run) != 2 || !is_time(json_array_get(run, 0)) ||
            !is_time(json_array_get(run, 1)))
            wf_reader_refuse(r, WF_ERROR_INVALID, "'earlier' has what is no pair of times");
    if (json_array_size(runs) > WF_LIMIT_EARLIER)
        wf_reader_refuse(r, WF_ERROR_LIMIT, "'earlier' has too many attempts");
    return runs;
}

static json_t *parse_missing(WfReader *r, const json_t *payload)
{
    json_t *names = wf_reader_json(r, payload, "missing", JSON_ARRAY);
    const json_t *name;
    size_t i;

    json_array_foreach (names, i, name)
        if (!json_is_string(name) || json_string_length(name) > WF_LIMIT_NAME_BYTES)
            wf_reader_refuse(r, WF_ERROR_INVALID, "'missing' has what is no name");
    return names;
}

WfOutcome *wf_outcome_parse(const void *data, gsize len, GError **error)
{
    g_autoptr(WfOutcome) o = wf_outcome_new();
    if (!len)
        return g_steal_pointer(&o);
    WfReader r = {.what = "outcome"};
    json_auto_t *payload = wf_reader_open(&r, data, len, WF_LIMIT_ZNODE_BYTES);
    o->status = (WfStatus)wf_reader_word(&r, payload, "status", statuses, WF_STATUS_NONE);
    o->want = wf_reader_digest(&r, payload, "want", false);
    o->doing = wf_reader_digest(&r, payload, "doing", false);
    o->delivered = wf_reader_digest(&r, payload, "delivered", false);
    o->runs = (guint64)wf_reader_int(&r, payload, "runs", 0, G_MAXINT64);
    o->spec = wf_reader_digest(&r, payload, "spec", false);
    o->outputs = wf_reader_json(&r, payload, "outputs", JSON_OBJECT);
    o->sealed = wf_reader_bool(&r, payload, "sealed");
    o->missing = parse_missing(&r, payload);
    o->earlier = parse_earlier(&r, payload);
    parse_run(&r, payload, o);
    if (r.error) {
        g_propagate_error(error, r.error);
        return NULL;
    }
    return g_steal_pointer(&o);
}

/* Journals and logs of a run hold an outcome inside an object of their own. */
#define WRAPPED 2

/* What nobody could read back is not written. */
static GBytes *limited(GBytes *bytes, const char *what, GError **error)
{
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    if (size > WF_LIMIT_ZNODE_BYTES)
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT,
                    "%s of %" G_GSIZE_FORMAT " bytes, more than %u", what, size,
                    WF_LIMIT_ZNODE_BYTES);
    else if (wf_json_depth(text, size, NULL) > WF_LIMIT_JSON_DEPTH - WRAPPED)
        g_set_error(error, WF_ERROR, WF_ERROR_LIMIT, "%s nested more than %d deep", what,
                    WF_LIMIT_JSON_DEPTH - WRAPPED);
    else
        return bytes;
    g_bytes_unref(bytes);
    return NULL;
}

GBytes *wf_outcome_format(const WfOutcome *o, GError **error)
{
    GString *out = wf_json_payload();
    wf_json_text(out, "status", wf_status_name(o->status));
    wf_json_text(out, "want", o->want);
    wf_json_text(out, "doing", o->doing);
    wf_json_text(out, "delivered", o->delivered);
    wf_json_count(out, "runs", (gint64)o->runs);
    wf_json_text(out, "spec", o->spec);
    wf_json_text(out, "action", o->action);
    wf_json_text(out, "inputs", o->inputs);
    wf_json_value(out, "lazy", json_object_size(o->lazy) ? o->lazy : NULL);
    wf_json_text(out, "replace", o->replace);
    wf_json_value(out, "outputs", json_object_size(o->outputs) ? o->outputs : NULL);
    wf_json_flag(out, "sealed", o->sealed);
    wf_json_value(out, "missing", json_array_size(o->missing) ? o->missing : NULL);
    wf_json_count(out, "attempt", o->attempt);
    wf_json_count(out, "retry", (gint64)o->retry);
    wf_json_count(out, "exit", o->exit);
    wf_json_text(out, "cause", o->cause);
    wf_json_text(out, "log", o->log);
    wf_json_count(out, "started", o->started);
    wf_json_count(out, "finished", o->finished);
    wf_json_value(out, "earlier", json_array_size(o->earlier) ? o->earlier : NULL);
    wf_json_text(out, "machine", o->machine);
    return limited(wf_json_payload_end(out), "outcome", error);
}

WfSealed *wf_sealed_parse(const void *data, gsize len, GError **error)
{
    WfReader r = {.what = "sealed outputs"};
    json_auto_t *payload = wf_reader_open(&r, data, len, WF_LIMIT_ZNODE_BYTES);
    g_autoptr(WfSealed) sealed = g_new0(WfSealed, 1);
    sealed->want = wf_reader_digest(&r, payload, "want", true);
    sealed->values = wf_reader_json(&r, payload, "values", JSON_OBJECT);
    const char *name;
    json_t *value;
    json_object_foreach (sealed->values, name, value)
        if (!json_is_string(value))
            wf_reader_refuse(&r, WF_ERROR_INVALID, "a value is no text");
    if (r.error) {
        g_propagate_error(error, r.error);
        return NULL;
    }
    if (!sealed->values)
        sealed->values = json_object();
    return g_steal_pointer(&sealed);
}

GBytes *wf_sealed_format(const char *want, const json_t *values, GError **error)
{
    GString *out = wf_json_payload();
    wf_json_text(out, "want", want);
    wf_json_value(out, "values", values);
    return limited(wf_json_payload_end(out), "sealed outputs", error);
}

void wf_sealed_free(WfSealed *sealed)
{
    if (!sealed)
        return;
    g_free(sealed->want);
    json_decref(sealed->values);
    g_free(sealed);
}
