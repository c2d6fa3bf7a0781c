/* weft retry, weft cancel, weft outputs: one question or wish each. */
#include "live.h"

#include <stdio.h>
#include <string.h>
#include <weft/text.h>

typedef struct {
    GMainLoop *loop;
    int status;
    bool interrupted;
    /* outputs */
    const char *name;
    bool json;
} Wish;

static int wait_for(Wish *w)
{
    live_on_signal(w->loop, &w->interrupted);
    g_main_loop_run(w->loop);
    return w->interrupted ? WF_EXIT_INTERRUPTED : w->status;
}

static void on_done(const GError *error, gpointer user)
{
    Wish *w = user;
    if (error)
        wf_cli_error("%s", error->message);
    w->status = error ? WF_EXIT_FAILED : WF_EXIT_OK;
    g_main_loop_quit(w->loop);
}

int wf_cmd_retry(int argc, char **argv)
{
    g_auto(LiveOptions) live = {0};
    g_auto(WfCliOptions) options = {0};
    const GOptionEntry own[] = {LIVE_ENTRIES(live), {0}};
    int status;

    if (!wf_cli_parse(wf_cli_command("retry"), &argc, &argv, &options, own, &status))
        return status;
    if (argc < 3)
        return wf_cli_usage("retry", "a stack and the components that failed");
    if (!live_has_zk(&live, "retry", &status))
        return status;
    g_autoptr(WfKeys) keys = live_keys(&live, argv[1], LIVE_KEYS_THERE);
    g_autoptr(WfStore) store = keys ? live_open_store(&live, keys) : NULL;
    if (!store)
        return WF_EXIT_FAILED;
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    Wish w = {.loop = loop};
    wf_retry_start(store, argv[1], (const char *const *)argv + 2, on_done, &w);
    status = wait_for(&w);
    g_autofree char *names = g_strjoinv(", ", argv + 2);
    if (status == WF_EXIT_OK && !options.quiet)
        printf("%s will be run again\n", names);
    return status;
}

int wf_cmd_cancel(int argc, char **argv)
{
    g_auto(LiveOptions) live = {0};
    g_auto(WfCliOptions) options = {0};
    gboolean resume = FALSE, now = FALSE;
    const GOptionEntry own[] = {
        LIVE_ENTRIES(live),
        {"now", 0, 0, G_OPTION_ARG_NONE, &now, "end what runs, too; it is run again later", NULL},
        {"resume", 0, 0, G_OPTION_ARG_NONE, &resume, "let it go on", NULL},
        {0},
    };
    int status;

    if (!wf_cli_parse(wf_cli_command("cancel"), &argc, &argv, &options, own, &status))
        return status;
    if (argc != 2 || (now && resume))
        return wf_cli_usage("cancel", "one stack, and --now or --resume");
    if (!live_has_zk(&live, "cancel", &status))
        return status;
    g_autoptr(WfKeys) keys = live_keys(&live, argv[1], LIVE_KEYS_THERE);
    g_autoptr(WfStore) store = keys ? live_open_store(&live, keys) : NULL;
    if (!store)
        return WF_EXIT_FAILED;
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    Wish w = {.loop = loop};
    WfPhase phase = resume ? WF_PHASE_GO : now ? WF_PHASE_HALT : WF_PHASE_PAUSE;
    wf_phase_start(store, argv[1], phase, on_done, &w);
    return wait_for(&w);
}

/* ---- outputs ---- */

static char *text_of(const json_t *output)
{
    const json_t *value = json_object_get(output, "value");
    const char *waits = json_string_value(json_object_get(output, "waits"));
    const char *error = json_string_value(json_object_get(output, "error"));

    if (value)
        return json_is_string(value) ? g_strdup(json_string_value(value))
                                     : json_dumps(value, JSON_ENCODE_ANY);
    if (waits || error)
        return g_strdup_printf(waits ? "(waits for %s)" : "(%s)", waits ? waits : error);
    return g_strdup("(secret; --reveal shows it)");
}

static int print_outputs(const Wish *w, const json_t *outputs)
{
    const char *name;
    json_t *output;

    if (w->name && !json_object_get(outputs, w->name)) {
        wf_cli_error("there is no output '%s'", w->name);
        return WF_EXIT_FAILED;
    }
    if (w->json)
        return wf_cli_print_json(json_pack("{s:i, s:O}", "weft", 1, "outputs", (json_t *)outputs));
    json_object_foreach ((json_t *)outputs, name, output) {
        g_autofree char *text = text_of(output);
        g_autofree char *safe = wf_text_visible(text, -1, 0);
        g_autofree char *title = wf_text_visible(name, -1, 0);
        if (w->name && strcmp(w->name, name) == 0)
            puts(safe);
        else if (!w->name)
            printf("%s: %s\n", title, safe);
    }
    return WF_EXIT_OK;
}

static void on_outputs(const json_t *outputs, const GError *error, gpointer user)
{
    Wish *w = user;
    if (error)
        wf_cli_error("%s", error->message);
    w->status = error ? WF_EXIT_FAILED : print_outputs(w, outputs);
    g_main_loop_quit(w->loop);
}

int wf_cmd_outputs(int argc, char **argv)
{
    g_auto(LiveOptions) live = {0};
    g_auto(WfCliOptions) options = {0};
    gboolean reveal = FALSE;
    const GOptionEntry own[] = {
        LIVE_ENTRIES(live),
        {"reveal", 0, 0, G_OPTION_ARG_NONE, &reveal, "show secret ones, too", NULL},
        {0},
    };
    int status;

    if (!wf_cli_parse(wf_cli_command("outputs"), &argc, &argv, &options, own, &status))
        return status;
    if (argc != 2 && argc != 3)
        return wf_cli_usage("outputs", "a stack, and perhaps the name of one output");
    if (!live_has_zk(&live, "outputs", &status))
        return status;
    g_autoptr(WfKeys) keys = live_keys(&live, argv[1], LIVE_KEYS_THERE);
    g_autoptr(WfStore) store = keys ? live_open_store(&live, keys) : NULL;
    if (!store)
        return WF_EXIT_FAILED;
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    Wish w = {.loop = loop, .name = argc == 3 ? argv[2] : NULL, .json = options.json};
    wf_outputs_start(store, argv[1], keys, reveal, on_outputs, &w);
    return wait_for(&w);
}
