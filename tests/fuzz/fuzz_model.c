/* A model from bytes: template, environment and a nested template, separated by lines of "====".
 * The environment is in a file, as the loader reads it; all that a model can be asked is asked. */
#include <glib/gstdio.h>
#include <stdint.h>
#include <string.h>
#include <weft/check.h>
#include <weft/emit.h>
#include <weft/findings.h>
#include <weft/model.h>
#include <weft/strip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One folder for all runs of the process. */
static const char *folder(void)
{
    static char *path;

    if (!path)
        path = g_dir_make_tmp("fuzz-model-XXXXXX", NULL);
    return path;
}

static void put(const char *name, const char *text, gsize len)
{
    g_autofree char *path = g_build_filename(folder(), name, NULL);
    g_file_set_contents_full(path, text, (gssize)len, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

/* What a check finds nothing in can be composed and stripped. */
static void is_taken(const WfModel *m, WfFindings *findings)
{
    static const guint8 master[32] = {7};
    g_autoptr(GError) error = NULL;
    json_auto_t *template = wf_emit_integrated(m, &error);

    if (!template)
        g_error("not composed: %s", error->message);
    g_autoptr(WfKeys) keys = wf_keys_new(master, "fuzz");
    WfStripOptions options = {.stack = "fuzz", .ensemble = "z:2181", .keys = keys};
    g_autoptr(WfFindings) found = wf_findings_new();
    g_autoptr(WfStripped) stripped = wf_strip(m, &options, found, &error);
    for (guint i = 0; i < wf_findings_n(found); i++)
        if (wf_findings_get(found, i)->severity == WF_FAULT)
            g_printerr("%s\n", wf_findings_get(found, i)->message);
    if (!stripped)
        g_error("not stripped: %s", error->message);
    (void)findings;
}

static void ask(const WfModel *m, WfFindings *findings)
{
    wf_check_run(m, findings);
    if (!wf_findings_count(findings, WF_FAULT))
        is_taken(m, findings);
    WfSummary summary = wf_check_summary(m, findings);
    (void)summary;
    for (WfId c = 0; c < wf_model_n_components(m); c++)
        json_decref(wf_check_explain(m, c));
    g_autoptr(GPtrArray) cycles = wf_check_cycles(m);
    json_auto_t *template = wf_emit_integrated(m, NULL);
    g_autofree char *text = template ? wf_emit_yaml(template) : NULL;
    for (WfId r = 0; r < wf_model_n_resources(m); r++)
        wf_model_digest(m, wf_model_resource_definition(m, r));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_auto(GStrv) parts = g_strsplit(text, "====\n", 3);
    if (!parts[0] || !folder())
        return 0;
    put("env.yaml", parts[1] ? parts[1] : "", parts[1] ? strlen(parts[1]) : 0);
    const char *inner = parts[1] && parts[2] ? parts[2] : "heat_template_version: 2018-08-31\n";
    put("inner.yaml", inner, strlen(inner));
    g_autofree char *path = g_build_filename(folder(), "model.yaml", NULL);
    g_autofree char *env = g_build_filename(folder(), "env.yaml", NULL);
    const char *environments[] = {env, NULL};
    g_autoptr(GBytes) bytes = g_bytes_new(parts[0], strlen(parts[0]));
    g_autoptr(WfFindings) findings = wf_findings_new();
    WfModelOptions options = {.path = path, .bytes = bytes, .environments = environments};
    g_autoptr(WfModel) m = wf_model_load(&options, findings, NULL);
    if (m)
        ask(m, findings);
    return 0;
}
