/* Commands that connect to a ZooKeeper, and disconnect. */
#include "commands.h"

#include <string.h>
#include <weft/desk.h>
#include <weft/keys.h>
#include <weft/live.h>

void cmd_connect(gpointer app, const char *args)
{
    g_auto(GStrv) words = g_strsplit(args, " ", 2);
    const char *stack = words[0] && words[1] ? g_strstrip(words[1]) : NULL;
    if (!args[0])
        wf_app_say(app, WF_WARNING,
                   "connect takes servers, HOST[:PORT],...[/CHROOT], or 'private'");
    else
        wf_live_connect(wf_desk_of(app)->live, words[0], stack && stack[0] ? stack : NULL);
}

void cmd_connect_complete(gpointer app, const char *args, GPtrArray *ret)
{
    const char *zk = wf_desk_of(app)->explore->zk, *blank = strchr(args, ' ');
    g_auto(GStrv) stacks = blank ? wf_keys_stacks() : NULL;
    for (char **stack = stacks; stack && *stack; stack++)
        if (g_str_has_prefix(*stack, blank + 1))
            g_ptr_array_add(ret, g_strdup(*stack));
    if (blank)
        return;
    if (zk && g_str_has_prefix(zk, args))
        g_ptr_array_add(ret, g_strdup(zk));
    if (g_str_has_prefix("private", args))
        g_ptr_array_add(ret, g_strdup("private"));
}

const char *why_not_disconnect(gpointer app)
{
    return wf_desk_of(app)->live->source == WF_LIVE_NOTHING ? "nothing is connected" : NULL;
}

void cmd_disconnect(gpointer app, const char *args)
{
    (void)args;
    bool armed = wf_app_armed(app);
    if (armed)
        wf_app_disarm(app); /* said once, below */
    wf_live_disconnect(wf_desk_of(app)->live);
    wf_app_say(app, WF_NOTE, "no longer connected%s", armed ? ", no longer armed" : "");
}
