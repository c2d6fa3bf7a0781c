/* weft outputs: what a stack gives to whoever asks. Values stand alone on standard output, so that
 * $(weft outputs STACK NAME) is a value or nothing. */
#include "live.h"

#include <stdio.h>
#include <weft/text.h>

typedef struct {
    GMainLoop *loop;
    const char *name; /* NULL: all */
    bool json;
    int status;
    bool interrupted;
} Ask;

/* Why there is no value to show; NULL: there is. Caller frees. */
static char *reason_of(const json_t *output)
{
    const char *waits = json_string_value(json_object_get(output, "waits"));
    const char *error = json_string_value(json_object_get(output, "error"));

    if (json_object_get(output, "value"))
        return NULL;
    return waits ? g_strdup_printf("waits for %s", waits)
                 : g_strdup(error ? error : "secret; --reveal shows it");
}

static char *value_of(const json_t *output)
{
    const json_t *value = json_object_get(output, "value");

    return json_is_string(value) ? g_strdup(json_string_value(value))
                                 : json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
}

/* Line by line: what a shell makes of $(...) is then the value, as shells drop the last line breaks
 * themselves. */
static void put_lines(const char *value)
{
    g_auto(GStrv) lines = g_strsplit(value, "\n", -1);
    guint n = g_strv_length(lines);

    for (guint i = 0; i < n && (lines[i][0] || i + 1 < n); i++) {
        g_autofree char *line = wf_text_visible(lines[i], -1, 0);
        puts(line);
    }
    if (n == 0)
        puts("");
}

static void refuse_unknown(const char *name, json_t *outputs)
{
    WfNearest near = wf_nearest_to(name);
    const char *other;
    json_t *output;

    json_object_foreach (outputs, other, output)
        wf_nearest_try(&near, other);
    wf_cli_error(near.found ? "there is no output '%s'; did you mean '%s'?"
                            : "there is no output '%s'%s",
                 name, near.found ? near.found : "");
}

static int print_one(const char *name, json_t *outputs)
{
    const json_t *output = json_object_get(outputs, name);
    g_autofree char *reason = output ? reason_of(output) : NULL;

    if (!output)
        refuse_unknown(name, outputs);
    else if (reason)
        wf_cli_error("output '%s' has no value to print: %s", name, reason);
    if (!output || reason)
        return WF_EXIT_FAILED;
    g_autofree char *value = value_of(output);
    put_lines(value);
    return WF_EXIT_OK;
}

static void print_all(json_t *outputs, bool heading)
{
    const char *name;
    json_t *output;

    if (heading && json_object_size(outputs))
        puts("outputs:");
    json_object_foreach (outputs, name, output) {
        g_autofree char *reason = reason_of(output);
        bool given = !reason;
        g_autofree char *text = reason ? g_steal_pointer(&reason) : value_of(output);
        g_autofree char *value = wf_text_visible(text, -1, 0);
        g_autofree char *title = wf_text_visible(name, -1, 0);
        printf(given ? "%s%s: %s\n" : "%s%s: (%s)\n", heading ? "  " : "", title, value);
    }
}

static int print_outputs(const Ask *ask, json_t *outputs)
{
    if (ask->name && (!ask->json || !json_object_get(outputs, ask->name)))
        return print_one(ask->name, outputs);
    if (ask->json && ask->name)
        return wf_cli_print_json(json_pack("{s:i, s:{s:O}}", "weft", 1, "outputs", ask->name,
                                           json_object_get(outputs, ask->name)));
    if (ask->json)
        return wf_cli_print_json(json_pack("{s:i, s:O}", "weft", 1, "outputs", outputs));
    print_all(outputs, false);
    return WF_EXIT_OK;
}

static void on_outputs(const json_t *outputs, const GError *error, gpointer user)
{
    Ask *ask = user;

    if (error && !ask->interrupted)
        wf_cli_error("%s", error->message);
    ask->status = error ? WF_EXIT_FAILED : print_outputs(ask, (json_t *)outputs);
    g_main_loop_quit(ask->loop);
}

static void on_end_of_run(const json_t *outputs, const GError *error, gpointer user)
{
    GMainLoop *loop = user;

    if (error)
        wf_cli_error("%s", error->message);
    else
        print_all((json_t *)outputs, true);
    g_main_loop_quit(loop);
    g_main_loop_unref(loop);
}

void live_print_outputs(GMainLoop *loop, WfStore *store, const char *stack, const WfKeys *keys)
{
    wf_outputs_start(store, stack, keys, false, on_end_of_run, g_main_loop_ref(loop));
    g_main_loop_run(loop);
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
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(WfKeys) keys = live_keys(&live, argv[1], LIVE_KEYS_THERE);
    g_autoptr(WfStore) store = keys ? live_open_store(&live, keys) : NULL;
    if (!store)
        return WF_EXIT_FAILED;
    Ask ask = {.loop = loop, .name = argc == 3 ? argv[2] : NULL, .json = options.json};
    live_on_signal(loop, &ask.interrupted);
    wf_outputs_start(store, argv[1], keys, reveal, on_outputs, &ask);
    g_main_loop_run(loop);
    return ask.interrupted ? WF_EXIT_INTERRUPTED : ask.status;
}
