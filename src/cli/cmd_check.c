/* weft check: findings as text, JSON or SARIF; --explain for one component. */
#include "cli.h"

#include <stdio.h>
#include <weft/check.h>
#include <weft/expr.h>
#include <weft/text.h>

#define VALUE_BYTES 2000 /* of a value that is explained */

static json_t *summary_json(const WfSummary *s)
{
    return json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i}", "errors", s->errors, "warnings",
                     s->warnings, "notes", s->notes, "vms", s->vms, "components", s->components,
                     "edges", s->edges, "cross_vm_edges", s->cross_vm_edges, "cycles", s->cycles);
}

static int print_json(const WfFindings *findings, const WfSummary *summary)
{
    return wf_cli_print_json(json_pack("{s:i, s:o, s:o}", "weft", 1, "findings",
                                       wf_cli_findings_json(findings), "summary",
                                       summary_json(summary)));
}

/* ---- SARIF 2.1.0 ---- */

static json_t *sarif_location(const char *path, const WfSpan *span)
{
    g_autofree char *uri = g_uri_escape_string(path ? path : "", "/", FALSE);
    json_t *physical = json_pack("{s:{s:s}}", "artifactLocation", "uri", uri);

    if (span->line)
        json_object_set_new(physical, "region",
                            json_pack("{s:i, s:i}", "startLine", (int)span->line, "startColumn",
                                      MAX((int)span->column, 1)));
    return json_pack("{s:o}", "physicalLocation", physical);
}

static json_t *sarif_result(const WfFinding *f)
{
    g_autofree char *message =
        f->hint ? g_strdup_printf("%s (%s)", f->message, f->hint) : g_strdup(f->message);
    json_t *result =
        json_pack("{s:s, s:s, s:{s:o}, s:[o]}", "ruleId", wf_code_name(f->code), "level",
                  wf_severity_name(f->severity), "message", "text", wf_json_visible(message),
                  "locations", sarif_location(f->path, &f->span));

    if (f->related && f->related->len) {
        json_t *list = json_array();
        for (guint i = 0; i < f->related->len; i++) {
            const WfRelated *r = f->related->pdata[i];
            json_t *location = sarif_location(r->path, &r->span);
            json_object_set_new(location, "message",
                                json_pack("{s:o}", "text", wf_json_visible(r->text)));
            json_array_append_new(list, location);
        }
        json_object_set_new(result, "relatedLocations", list);
    }
    return result;
}

static int print_sarif(const WfFindings *findings)
{
    json_t *rules = json_array(), *results = json_array();

    for (guint i = 0; i < WF_N_CODES; i++)
        json_array_append_new(rules, json_pack("{s:s, s:{s:s}}", "id", wf_code_name(i),
                                               "shortDescription", "text", wf_code_title(i)));
    for (guint i = 0; i < wf_findings_n(findings); i++)
        json_array_append_new(results, sarif_result(wf_findings_get(findings, i)));
    return wf_cli_print_json(json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:o}]}", "$schema",
                                       "https://json.schemastore.org/sarif-2.1.0.json", "version",
                                       "2.1.0", "runs", "tool", "driver", "name", "weft", "version",
                                       WEFT_VERSION, "rules", rules, "results", results));
}

/* ---- text ---- */

static void print_summary(const WfSummary *s, FILE *out)
{
    fprintf(out, "%u VM%s, %u component%s, %u edge%s (%u between VMs)", s->vms,
            s->vms == 1 ? "" : "s", s->components, s->components == 1 ? "" : "s", s->edges,
            s->edges == 1 ? "" : "s", s->cross_vm_edges);
    if (s->cycles)
        fprintf(out, ", %u cycle%s", s->cycles, s->cycles == 1 ? "" : "s");
    fprintf(out, ": %u error%s, %u warning%s, %u note%s\n", s->errors, s->errors == 1 ? "" : "s",
            s->warnings, s->warnings == 1 ? "" : "s", s->notes, s->notes == 1 ? "" : "s");
}

/* One line; names and values may hold anything. */
G_GNUC_PRINTF(1, 2) static void say(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    g_autofree char *safe = wf_text_visible(text, -1, 0);
    puts(safe);
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* One line of each kind, however many inputs read the same. */
static void print_edges(const json_t *list, const char *title, const char *arrow)
{
    g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const json_t *edge;
    size_t i;

    if (json_array_size(list))
        say("%s:", title);
    json_array_foreach (list, i, edge) {
        const char *value = text_of(edge, "value");
        char *line = g_strdup_printf(
            "  %s %s  [%s%s%s]%s%s", arrow, text_of(edge, "name"), text_of(edge, "kind"),
            json_is_true(json_object_get(edge, "cross_vm")) ? ", between VMs" : "",
            json_is_true(json_object_get(edge, "delivered")) ? ", once delivered" : "",
            *value ? "  " : "", value);
        if (g_hash_table_add(said, line))
            say("%s", line);
    }
}

static void print_source(const json_t *source)
{
    static const char *const what[] = {"component", "vm", "resource"};
    g_autoptr(GString) line = g_string_new(NULL);
    const char *value = text_of(source, "value");

    g_string_append_printf(line, "      from %s", text_of(source, "source"));
    for (guint i = 0; i < G_N_ELEMENTS(what); i++)
        if (json_object_get(source, what[i]))
            g_string_append_printf(line, " %s%s%s", text_of(source, what[i]), *value ? "." : "",
                                   value);
    if (json_object_get(source, "at"))
        g_string_append_printf(line, "  (%s)", text_of(source, "at"));
    say("%s", line->str);
}

static const char *secret_mark(const json_t *value)
{
    return json_is_true(json_object_get(value, "secret")) ? "  [secret]" : "";
}

static void print_input(const json_t *input)
{
    const json_t *expression = json_object_get(input, "expression");
    g_autofree char *value = expression ? wf_expr_words(expression, VALUE_BYTES) : NULL;
    const char *wrong = text_of(input, "error");
    g_autofree char *none = g_strdup_printf("(has no value: %s)", *wrong ? wrong : "none is given");
    g_autofree char *safe = wf_text_visible(value ? value : none, -1, 0);
    g_autofree char *cut = wf_text_cut(safe, 100, "...");
    const json_t *source;
    size_t i;

    say("  %s = %s%s%s", text_of(input, "name"), cut,
        json_is_true(json_object_get(input, "lazy")) ? "  [lazy]" : "", secret_mark(input));
    json_array_foreach (json_object_get(input, "sources"), i, source)
        print_source(source);
}

static int print_explain(const json_t *e)
{
    const json_t *inputs = json_object_get(e, "inputs"), *outputs = json_object_get(e, "outputs"),
                 *value;
    const char *vm = text_of(e, "vm");
    size_t i;

    say("%s on VM %s, hook %s (%s)", text_of(e, "component"), *vm ? vm : "?", text_of(e, "group"),
        text_of(e, "at"));
    if (json_array_size(inputs))
        puts("inputs:");
    json_array_foreach (inputs, i, value)
        print_input(value);
    if (json_array_size(outputs))
        puts("outputs:");
    json_array_foreach (outputs, i, value)
        say("  %s%s", text_of(value, "name"), secret_mark(value));
    print_edges(json_object_get(e, "needs"), "needs", "<-");
    print_edges(json_object_get(e, "feeds"), "feeds", "->");
    return WF_EXIT_OK;
}

static int explain(const WfModel *m, const char *name, bool as_json)
{
    WfId c = wf_model_component_find(m, name);

    if (c == WF_NONE) {
        WfNearest near = wf_nearest_to(name);
        for (WfId i = 0; i < wf_model_n_components(m); i++)
            wf_nearest_try(&near, wf_model_component_name(m, i));
        wf_cli_error(near.found ? "the model has no component '%s'; did you mean '%s'?"
                                : "the model has no component '%s'%s",
                     name, near.found ? near.found : "");
        return WF_EXIT_FAILED;
    }
    json_t *e = wf_check_explain(m, c);
    if (as_json)
        return wf_cli_print_json(e);
    int status = print_explain(e);
    json_decref(e);
    return status;
}

static int print_all(WfCliForm form, const WfCliOptions *options, WfFindings *findings,
                     const WfSummary *summary)
{
    if (form == WF_CLI_JSON_TEXT)
        return print_json(findings, summary);
    if (form == WF_CLI_OWN_TEXT)
        return print_sarif(findings);
    wf_cli_print_findings(options, findings, stdout);
    if (!options->quiet)
        print_summary(summary, stdout);
    return WF_EXIT_OK;
}

int wf_cmd_check(int argc, char **argv)
{
    gboolean strict = FALSE;
    g_autofree char *format_name = NULL, *component = NULL;
    const GOptionEntry own[] = {
        {"format", 0, 0, G_OPTION_ARG_STRING, &format_name, "text, json or sarif", "FORMAT"},
        {"strict", 0, 0, G_OPTION_ARG_NONE, &strict, "warnings fail too", NULL},
        {"explain", 0, 0, G_OPTION_ARG_STRING, &component,
         "tell where COMPONENT's values come from", "COMPONENT"},
        {0},
    };
    g_auto(WfCliOptions) options = {0};
    int status;
    WfCliForm form;

    if (!wf_cli_parse(wf_cli_command("check"), &argc, &argv, &options, own, &status))
        return status;
    if (argc != 2)
        return wf_cli_usage("check", argc < 2 ? "which model?" : "one model at a time");
    if (!wf_cli_form("check", "sarif", format_name, options.json, &form, &status))
        return status;
    options.json = form != WF_CLI_TEXT;
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfModel) m = wf_cli_load(&options, argv[1], findings);
    if (!m && !wf_findings_failed(findings))
        return WF_EXIT_FAILED;
    if (m && component)
        return explain(m, component, form == WF_CLI_JSON_TEXT);
    WfSummary summary = {.errors = wf_findings_count(findings, WF_FAULT)};
    if (m) {
        wf_check_run(m, findings);
        summary = wf_check_summary(m, findings);
    }
    wf_findings_sort(findings);
    status = print_all(form, &options, findings, &summary);
    if (summary.errors || (strict && summary.warnings))
        return WF_EXIT_FAILED;
    return status;
}
