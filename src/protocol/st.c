/* st: the states of a VM's components in one node, so that a viewer needs one
 * watch per VM. Each component is a short list: [STATE, SINCE, {more}?]. */
#include "protocol_priv.h"

#include <string.h>

static const char *const states[] = {"pending", "waiting", "running", "done",  "failed",
                                     "blocked", "lost",    "skipped", "stale", NULL};

const char *wf_state_name(WfState state)
{
    return states[state];
}

static void st_entry_free(gpointer data)
{
    WfStEntry *e = data;
    g_free(e->name);
    g_free(e->on);
    g_free(e->on_vm);
    g_free(e->output);
    g_free(e->line);
    g_free(e);
}

WfSt *wf_st_new(void)
{
    WfSt *st = g_new0(WfSt, 1);
    st->entries = g_ptr_array_new_with_free_func(st_entry_free);
    return st;
}

void wf_st_free(WfSt *st)
{
    if (!st)
        return;
    g_ptr_array_unref(st->entries);
    g_free(st->manifest);
    g_free(st);
}

WfStEntry *wf_st_add(WfSt *st, const char *name, WfState state)
{
    WfStEntry *e = g_new0(WfStEntry, 1);
    e->name = g_strdup(name);
    e->state = state;
    st->n[state]++;
    g_ptr_array_add(st->entries, e);
    return e;
}

static int state_of(const json_t *word)
{
    const char *text = json_string_value(word);
    for (int i = 0; text && states[i]; i++)
        if (!strcmp(text, states[i]))
            return i;
    return -1;
}

static void parse_entry(WfReader *r, WfSt *st, const char *name, const json_t *item)
{
    int state = state_of(json_array_get(item, 0));
    const json_t *since = json_array_get(item, 1), *more = json_array_get(item, 2);
    if (state < 0 || !json_is_integer(since) || json_integer_value(since) < 0 ||
        json_integer_value(since) > WF_LIMIT_TIME_MS || (more && !json_is_object(more)) || !*name ||
        strlen(name) > WF_LIMIT_NAME_BYTES) {
        wf_reader_refuse(r, WF_ERROR_INVALID, "a component's state is not readable");
        return;
    }
    WfStEntry *e = wf_st_add(st, name, (WfState)state);
    e->since = json_integer_value(since);
    e->deleting = wf_reader_bool(r, more, "deleting");
    e->delivered = wf_reader_bool(r, more, "delivered");
    e->missing = wf_reader_bool(r, more, "missing");
    e->on = wf_reader_text(r, more, "on", 2 * WF_LIMIT_NAME_BYTES, false);
    e->on_vm = wf_reader_name(r, more, "vm", false);
    e->output = wf_reader_name(r, more, "output", false);
    e->attempt = (guint)wf_reader_int(r, more, "attempt", 0, G_MAXINT32);
    e->line = wf_reader_text(r, more, "line", 4 * WF_LIMIT_ST_LINE, false);
}

static void parse_counts(WfReader *r, const json_t *payload, WfSt *st)
{
    json_auto_t *counts = wf_reader_json(r, payload, "n", JSON_OBJECT);
    memset(st->n, 0, sizeof st->n);
    for (int i = 0; i < WF_N_STATES; i++)
        st->n[i] = (guint)wf_reader_int(r, counts, states[i], 0, WF_LIMIT_COMPONENTS);
}

WfSt *wf_st_parse(const void *data, gsize len, GError **error)
{
    g_autoptr(WfSt) st = wf_st_new();
    if (!len)
        return g_steal_pointer(&st);
    WfReader r = {.what = "states of a VM"};
    json_auto_t *payload = wf_reader_open(&r, data, len, WF_LIMIT_ZNODE_BYTES);
    json_auto_t *entries = wf_reader_json(&r, payload, "c", JSON_OBJECT);
    const char *name;
    json_t *item;
    json_object_foreach (entries, name, item)
        parse_entry(&r, st, name, item);
    st->at = wf_reader_int(&r, payload, "at", 0, WF_LIMIT_TIME_MS);
    st->cut = wf_reader_bool(&r, payload, "cut");
    st->jobs = (guint)wf_reader_int(&r, payload, "jobs", 0, WF_LIMIT_JOBS);
    st->manifest = wf_reader_text(&r, payload, "manifest", WF_DIGEST_CHARS, false);
    parse_counts(&r, payload, st);
    if (r.error) {
        g_propagate_error(error, r.error);
        return NULL;
    }
    return g_steal_pointer(&st);
}

/* How much is left out to make it fit. */
typedef enum { KEEP_ALL, NO_LINES, NO_FINISHED, NO_ENTRIES } Thrift;

static bool has_more(const WfStEntry *e, bool attempt, Thrift thrift)
{
    return e->deleting || e->delivered || e->missing || e->on || e->on_vm || e->output || attempt ||
           (thrift == KEEP_ALL && e->line);
}

static void put_entry(GString *out, const WfStEntry *e, Thrift thrift)
{
    bool attempt = e->attempt > (e->state == WF_STATE_RUNNING ? 0 : 1);
    wf_json_open(out, e->name, '[');
    wf_json_text(out, NULL, wf_state_name(e->state));
    wf_json_int(out, NULL, e->since);
    if (has_more(e, attempt, thrift)) {
        wf_json_open(out, NULL, '{');
        wf_json_flag(out, "deleting", e->deleting);
        wf_json_flag(out, "delivered", e->delivered);
        wf_json_flag(out, "missing", e->missing);
        wf_json_text(out, "on", e->on);
        wf_json_text(out, "vm", e->on_vm);
        wf_json_text(out, "output", e->output);
        if (attempt)
            wf_json_int(out, "attempt", e->attempt);
        wf_json_text(out, "line", thrift == KEEP_ALL ? e->line : NULL);
        wf_json_close(out, '}');
    }
    wf_json_close(out, ']');
}

static bool kept(const WfStEntry *e, Thrift thrift)
{
    if (thrift == NO_ENTRIES)
        return false;
    return thrift != NO_FINISHED || (e->state != WF_STATE_DONE && e->state != WF_STATE_PENDING);
}

static GBytes *format(const WfSt *st, Thrift thrift)
{
    GString *out = wf_json_payload();
    wf_json_int(out, "at", st->at);
    wf_json_text(out, "manifest", st->manifest);
    wf_json_count(out, "jobs", st->jobs);
    wf_json_open(out, "n", '{');
    for (int i = 0; i < WF_N_STATES; i++)
        wf_json_count(out, states[i], st->n[i]);
    wf_json_close(out, '}');
    wf_json_flag(out, "cut", thrift >= NO_FINISHED || st->cut);
    wf_json_open(out, "c", '{');
    for (guint i = 0; i < st->entries->len; i++) {
        const WfStEntry *e = st->entries->pdata[i];
        if (kept(e, thrift))
            put_entry(out, e, thrift);
    }
    wf_json_close(out, '}');
    return wf_json_payload_end(out);
}

GBytes *wf_st_format(const WfSt *st)
{
    for (Thrift thrift = KEEP_ALL;; thrift++) {
        GBytes *bytes = format(st, thrift);
        if (g_bytes_get_size(bytes) <= WF_LIMIT_ZNODE_BYTES || thrift == NO_ENTRIES)
            return bytes;
        g_bytes_unref(bytes);
    }
}
