/* What weft-agent prints: a line an event, for people on standard error, or as JSON on standard
 * output. Whoever debugs a VM reads there what it waits for, so the connection is told, too: that
 * there is none, for each reason once, and that it is back. */
#include "agentd.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <weft/text.h>

static const char *const kinds[] = {
    [WF_AGENT_TAKEN] = "taken",       [WF_AGENT_WAITING] = "waiting",
    [WF_AGENT_STARTED] = "started",   [WF_AGENT_FINISHED] = "finished",
    [WF_AGENT_SAFE] = "safe",         [WF_AGENT_SETTLED] = "settled",
    [WF_AGENT_REPORTED] = "reported", [WF_AGENT_IDLE] = "idle",
    [WF_AGENT_FENCED] = "fenced",     [WF_AGENT_TROUBLE] = "trouble",
};

Voice voice_of(bool json, bool quiet)
{
    return (Voice){json, quiet, !g_log_writer_is_journald(STDERR_FILENO)};
}

static void put_json(json_t *line)
{
    char *text = json_dumps(line, JSON_COMPACT);
    puts(text ? text : "{}");
    fflush(stdout);
    free(text);
    json_decref(line);
}

static json_t *line_json(const char *event, const char *vm, const char *text)
{
    return json_pack("{s:i, s:I, s:s, s:s, s:s*}", "weft", 1, "at",
                     (json_int_t)(g_get_real_time() / 1000), "event", event, "vm", vm, "text",
                     text);
}

/* The journal of systemd has a clock of its own. */
static GString *line_new(const Voice *v, const char *vm, const char *what)
{
    GString *line = g_string_new(NULL);
    if (v->times) {
        g_autoptr(GDateTime) now = g_date_time_new_now_local();
        g_autofree char *time = g_date_time_format(now, "%F %T ");
        g_string_append(line, time);
    }
    wf_text_append_visible(line, vm, -1);
    g_string_append_printf(line, ": %s", what);
    return line;
}

static void end_line(GString *line, const char *text)
{
    if (text) {
        g_string_append(line, ": ");
        wf_text_append_visible(line, text, -1);
    }
    fprintf(stderr, "%s\n", line->str);
    g_string_free(line, TRUE);
}

/* ---- what the agent does ---- */

static void say_json(const WfAgentEvent *e)
{
    json_t *line = line_json(kinds[e->kind], e->vm, e->text);
    if (e->component)
        json_object_set_new(line, "component", json_string(e->component));
    if (e->action)
        json_object_set_new(line, "action", json_string(e->action));
    json_object_set_new(line, "attempt", json_integer(e->attempt));
    if (e->kind == WF_AGENT_FINISHED)
        json_object_set_new(line, "took_ms", json_integer(e->took_ms));
    put_json(line);
}

void say_event(const Voice *v, const WfAgentEvent *e, bool ending)
{
    bool failed = e->kind == WF_AGENT_FINISHED && e->text;

    if (v->json)
        say_json(e);
    if (v->json || v->quiet || e->kind == WF_AGENT_REPORTED || e->kind == WF_AGENT_SAFE)
        return;
    GString *line = line_new(v, e->vm,
                             failed                               ? "failed"
                             : ending && e->kind == WF_AGENT_IDLE ? "nothing runs, ending"
                                                                  : kinds[e->kind]);
    if (e->component) {
        g_string_append_c(line, ' ');
        wf_text_append_visible(line, e->component, -1);
    }
    if (e->action)
        g_string_append_printf(line, " (%s, attempt %u)", e->action, e->attempt);
    if (e->kind == WF_AGENT_FINISHED)
        g_string_append_printf(line, " after %.1f s", (double)e->took_ms / 1000);
    end_line(line, e->text);
}

/* ---- the connection ---- */

struct Outage {
    WfStore *store;
    const Voice *voice;
    char *vm, *hosts;
    gint64 since;     /* of the store's clock; 0: there is a connection */
    GHashTable *told; /* the reasons of this outage */
};

static void say_connection(const Outage *o, bool is_back, const char *text)
{
    if (o->voice->json)
        put_json(line_json(is_back ? "online" : "offline", o->vm, text));
    else if (!o->voice->quiet)
        end_line(line_new(o->voice, o->vm,
                          is_back ? "connected to ZooKeeper" : "no connection to ZooKeeper"),
                 text);
}

static void on_state(WfStore *store G_GNUC_UNUSED, const WfStoreInfo *info, gpointer user)
{
    Outage *o = user;

    if (info->state != WF_STORE_CONNECTED) {
        if (!o->since)
            o->since = info->since;
        if (!info->reason || !g_hash_table_add(o->told, g_strdup(info->reason)))
            return;
        g_autofree char *text =
            g_strdup_printf("%s: %s; it is tried again and again", o->hosts, info->reason);
        say_connection(o, false, text);
        return;
    }
    if (g_hash_table_size(o->told)) {
        g_autofree char *text =
            g_strdup_printf("%s, after %.1f s without", info->server ? info->server : o->hosts,
                            (double)(info->since - o->since) / G_USEC_PER_SEC);
        say_connection(o, true, text);
    }
    o->since = 0;
    g_hash_table_remove_all(o->told);
}

Outage *outage_watch(WfStore *store, const Voice *voice, const char *vm, const char *hosts)
{
    Outage *o = g_new0(Outage, 1);

    *o = (Outage){.store = store,
                  .voice = voice,
                  .vm = g_strdup(vm),
                  .hosts = g_strdup(hosts),
                  .since = wf_store_now(store),
                  .told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    wf_store_listen(store, on_state, o);
    return o;
}

void outage_free(Outage *o)
{
    wf_store_forget(o->store, o);
    g_hash_table_unref(o->told);
    g_free(o->vm);
    g_free(o->hosts);
    g_free(o);
}
