/* The built-in script hook: Heat's hook-script.py to the letter, as far as a
 * recipe can see it (name of the file, working folder, inputs as variables,
 * ${heat_outputs_path}.NAME), and weft's own $WEFT_INPUTS and $WEFT_OUTPUTS. */
#include "hook_priv.h"

#include <string.h>
#include <weft/protocol.h>

/* A line an input. */
static bool write_inputs(const WfHookRequest *request, const char *path, GError **error)
{
    g_autoptr(GString) text = g_string_sized_new(1024);
    wf_json_open(text, NULL, '{');
    for (guint i = 0; i < request->n_inputs; i++) {
        const WfHookInput *input = &request->inputs[i];
        g_string_append_c(text, '\n');
        wf_json_value(text, input->name, input->value ? input->value : json_null());
    }
    wf_json_close(text, '}');
    bool ok = wf_hook_write(path, text->str, text->len - 1, 0600, error);
    explicit_bzero(text->str, text->len); /* it may hold secrets */
    return ok;
}

bool wf_script_prepare(WfHookJob *job, const WfHookRequest *request, const json_t *config,
                       WfProcessStart *start, GError **error)
{
    const char *text = json_string_value(config);
    if (!text) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "the recipe of a script must be text");
        return false;
    }
    g_autofree char *script = g_build_filename(job->run_folder, request->id, NULL);
    g_autofree char *inputs = g_build_filename(job->run_folder, "inputs.json", NULL);
    if (!wf_hook_write(script, text, json_string_length(config), 0700, error) ||
        !write_inputs(request, inputs, error))
        return false;
    g_autofree char *heat = g_strdup_printf("heat_outputs_path=%s/out", job->run_folder);
    g_autofree char *in = g_strconcat("WEFT_INPUTS=", inputs, NULL);
    g_autofree char *out = g_strdup_printf("WEFT_OUTPUTS=%s/outputs", job->run_folder);
    const char *const more[] = {heat, in, out, NULL};
    start->envp =
        (const char *const *)wf_hook_environment(job->hooks, request, more, true, job->log);
    start->argv = (const char *const *)g_new0(char *, 2);
    ((char **)start->argv)[0] = g_steal_pointer(&script);
    return true;
}

/* `echo value >FILE` writes a line break, which Heat's hook keeps: so does this one, but says so,
 * as whoever puts the value into a path or an address wonders what is wrong with it. */
static void say_line_break(WfHookJob *job, const char *name, const char *text)
{
    const char *end = strchr(text, '\n');

    if (end && !end[1])
        g_string_append_printf(job->log,
                               "weft: output '%.100s' ends with a line break, which its readers "
                               "get, too, as in Heat: printf %%s writes none\n",
                               name);
}

/* What it wrote for one declared output. */
static void collect_file(WfHookJob *job, const WfJobOutput *output)
{
    g_autofree char *path = g_strdup_printf("%s/out.%s", job->run_folder, output->name);
    g_autoptr(GError) error = NULL;
    g_autofree char *what = g_strdup_printf("output '%.100s'", output->name);
    g_autofree char *text = wf_hook_read(path, what, WF_LIMIT_OUTPUTS_BYTES, &error);
    if (error)
        wf_job_fail(job, "%s", error->message);
    else if (text) {
        say_line_break(job, output->name, text);
        json_object_set_new(job->result.outputs, output->name, json_string(text));
    }
}

static void collect_listed(WfHookJob *job)
{
    g_autofree char *path = g_build_filename(job->run_folder, "outputs", NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *text = wf_hook_read(path, "$WEFT_OUTPUTS", WF_LIMIT_OUTPUTS_BYTES, &error);
    json_auto_t *values = json_object();
    if (error || (text && !wf_hook_parse_outputs(text, values, &error)))
        wf_job_fail(job, "%s", error->message);
    const char *name;
    json_t *value;
    json_object_foreach (values, name, value) {
        if (wf_job_output(job, name))
            json_object_set(job->result.outputs, name, value);
        else
            g_string_append_printf(job->log,
                                   "weft: output '%.100s' is not declared, so nobody can "
                                   "read it\n",
                                   name);
    }
}

void wf_script_collect(WfHookJob *job)
{
    for (guint i = 0; i < job->outputs->len; i++)
        collect_file(job, &g_array_index(job->outputs, WfJobOutput, i));
    collect_listed(job);
    for (guint i = 0; i < job->outputs->len; i++) {
        const WfJobOutput *output = &g_array_index(job->outputs, WfJobOutput, i);
        if (output->secret)
            wf_scrub_add(job->scrub, json_object_get(job->result.outputs, output->name));
    }
    g_autofree char *out = wf_job_text(job, job->out.text, job->out.cut);
    g_autofree char *err = wf_job_text(job, job->err.text, job->err.cut);
    json_object_set_new(job->result.outputs, "deploy_stdout", json_string(out));
    json_object_set_new(job->result.outputs, "deploy_stderr", json_string(err));
    json_object_set_new(job->result.outputs, "deploy_status_code", json_integer(job->result.exit));
}
