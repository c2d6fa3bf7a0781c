/* See stacks.h. Names are everybody's to see, so the list takes one question; what a stack does
 * shows when it is chosen. */
#include "stacks.h"

#include <weft/keys.h>
#include <weft/live.h>
#include <weft/protocol.h>
#include <weft/text.h>

static WfLive *live_of(gpointer app)
{
    return wf_desk_of(app)->live;
}

const char *why_no_stacks(gpointer app)
{
    const WfLive *live = live_of(app);
    return live->source != WF_LIVE_SERVERS ? "no servers are connected: :connect HOSTS first"
           : !wf_live_is_connected(live)   ? "the servers are not there now"
                                           : NULL;
}

static void on_chosen(WfApp *app, int choice, gpointer data)
{
    g_autoptr(GPtrArray) names = data;
    WfLive *live = live_of(app);
    if (choice < 0 || live->source != WF_LIVE_SERVERS)
        return; /* nothing chosen, or disconnected meanwhile */
    const char *name = names->pdata[choice];
    if (g_str_equal(name, live->stack))
        return;
    g_autofree char *hosts = g_strdup(live->hosts);
    wf_live_connect(live, hosts, name);
}

/* What was put there by others is no stack of ours. */
static GPtrArray *names_of(const WfReply *reply)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < reply->n_children; i++) {
        g_autofree char *name = wf_zname_decode(reply->children[i]);
        if (name && wf_keys_is_stack_name(name))
            g_ptr_array_add(names, g_steal_pointer(&name));
    }
    g_ptr_array_sort(names, wf_text_order);
    return names;
}

static void choose(WfDesk *desk, GPtrArray *names)
{
    g_autoptr(GArray) choices = g_array_new(FALSE, FALSE, sizeof(WfChoice));
    guint now = 0;
    for (guint i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];
        bool shown = g_str_equal(name, desk->live->stack);
        g_autofree char *path = wf_keys_path(desk->explore->key, name);
        bool has_key = g_file_test(path, G_FILE_TEST_EXISTS);
        WfChoice choice = {.key = shown ? "*" : "",
                           .text = name,
                           .reason = has_key ? NULL : "its key is not on this machine"};
        g_array_append_val(choices, choice);
        now = shown ? i : now;
    }
    wf_app_choose(desk->app, &(WfChoose){.title = "Stacks on these servers (Enter looks at one)",
                                         .choices = (const WfChoice *)(gpointer)choices->data,
                                         .n = choices->len,
                                         .first = now,
                                         .done = on_chosen,
                                         .data = names});
}

static void on_children(WfStore *store, const WfReply *reply, gpointer data)
{
    WfDesk *desk = data;
    wf_app_busy(desk->app, -1);
    if (reply->rc == WF_RC_CLOSED || store != desk->live->store)
        return;
    if (reply->rc != WF_RC_OK && reply->rc != WF_RC_NO_NODE) {
        wf_app_say(desk->app, WF_FAULT, "the stacks cannot be read: %s", wf_rc_text(reply->rc));
        return;
    }
    g_autoptr(GPtrArray) names = names_of(reply);
    if (names->len)
        choose(desk, g_steal_pointer(&names));
    else
        wf_app_say(desk->app, WF_NOTE, "there is no stack on these servers yet");
}

void cmd_stacks(gpointer app, const char *args)
{
    (void)args;
    wf_app_busy(app, 1);
    wf_store_children(live_of(app)->store, "/weft", NULL, on_children, wf_desk_of(app));
}
