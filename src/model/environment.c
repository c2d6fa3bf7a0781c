/* Environments: parameters, parameter_defaults and resource_registry of several files, put together
 * as the engine does it: a later file's value replaces an earlier one's, unless they are merged by
 * parameter_merge_strategies (merge.c). */
#include "model_priv.h"

#include <weft/file.h>
#include <weft/text.h>
#include <string.h>

static const char *const sections[] = {
    "parameters",
    "parameter_defaults",
    "resource_registry",
    "parameter_merge_strategies",
    "encrypted_param_names",
    "event_sinks",
    NULL,
};

void wf_environment_finding(WfModel *m, const json_t *entry, WfCode code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    const json_t *doc = json_object_get(entry, "doc"), *node = json_object_get(entry, "node");
    m->bad_options |= wf_code_severity(code) == WF_FAULT;
    if (doc)
        wf_doc_finding(m->docs->pdata[json_integer_value(doc)], (WfNode)json_integer_value(node),
                       m->findings, code, "%s", text);
    else
        wf_findings_add(m->findings, code, json_string_value(json_object_get(entry, "by")), NULL,
                        "%s", text);
}

/* An environment file while it is read. */
typedef struct {
    WfModel *m;
    const WfDoc *doc;
    const char *path;
    WfNode strategies; /* parameter_merge_strategies, if that is a map */
    json_t *chosen;    /* name -> strategy, of all files */
} EnvFile;

static const char *const strategies[] = {"overwrite", "merge", "deep_merge", NULL};

/* The strategy that the file names for @key; NULL: none that there is. */
static const char *named_strategy(const EnvFile *f, const char *key)
{
    WfNode node = f->strategies ? wf_doc_get(f->doc, f->strategies, key) : 0;

    for (guint i = 0; node && strategies[i]; i++)
        if (wf_doc_is(f->doc, node, strategies[i]))
            return strategies[i];
    return NULL;
}

/* How the parameter's value goes together with those of earlier files: the first file that gives
 * one decides, and no other may say otherwise. */
static const char *strategy_of(const EnvFile *f, const char *name)
{
    const char *own = named_strategy(f, name),
               *chosen = json_string_value(json_object_get(f->chosen, name));

    if (chosen && own && strcmp(own, chosen) != 0) {
        f->m->bad_options = true;
        wf_doc_finding(f->doc, wf_doc_get(f->doc, f->strategies, name), f->m->findings,
                       WF_CODE_ENVIRONMENT, "'%s' is to be merged by %s here, by %s before", name,
                       own, chosen);
        wf_findings_severity(f->m->findings, WF_FAULT);
        wf_findings_hint(f->m->findings, "name it in the first environment that gives '%s' a value",
                         name);
    }
    if (!chosen) {
        chosen = own ? own : named_strategy(f, "default");
        chosen = chosen ? chosen : "overwrite";
        json_object_set_new(f->chosen, name, json_string(chosen));
    }
    return chosen;
}

/* A value that a later one replaces, if it is another one. */
static void note_overridden(const EnvFile *f, const char *name, const json_t *before,
                            const json_t *value, WfNode node)
{
    if (g_strcmp0(json_string_value(json_object_get(before, "by")), f->path) == 0 ||
        json_equal(json_object_get(before, "value"), value))
        return;
    wf_environment_finding(f->m, before, WF_CODE_OVERRIDDEN, "'%s' gets another value from %s:%u",
                           name, f->path, wf_doc_line(f->doc, node));
}

/* The document was read last. As in the engine null does not replace what an earlier file says. */
static void put_values(const EnvFile *f, json_t *into, WfNode map)
{
    WF_DOC_FOREACH (f->doc, map, key, value) {
        g_autofree char *name = wf_doc_dup(f->doc, key);
        json_t *before = json_object_get(into, name);
        bool null = wf_doc_kind(f->doc, value) == WF_NULL;
        if (before && null)
            continue;
        const char *strategy = null ? "overwrite" : strategy_of(f, name);
        json_t *entry =
            json_pack("{s:o, s:s, s:i, s:I}", "value", wf_doc_to_json(f->doc, value), "by", f->path,
                      "doc", (int)f->m->docs->len - 1, "node", (json_int_t)value);
        if (before && strcmp(strategy, "overwrite") != 0) {
            json_object_set(entry, "before", before);
            json_object_set_new(entry, "deep", json_boolean(strcmp(strategy, "merge") != 0));
        } else if (before) {
            note_overridden(f, name, before, json_object_get(entry, "value"), value);
        }
        json_object_set_new(into, name, entry);
    }
}

static bool is_empty(const WfDoc *doc, WfNode node)
{
    WfKind kind = wf_doc_kind(doc, node);
    return kind == WF_NULL || ((kind == WF_SEQ || kind == WF_MAP) && !wf_doc_first(doc, node));
}

static void read_section(const EnvFile *f, WfNode key, WfNode value)
{
    WfModel *m = f->m;
    const WfDoc *doc = f->doc;
    bool wants_map = wf_doc_is(doc, key, "parameters") ||
                     wf_doc_is(doc, key, "parameter_defaults") ||
                     wf_doc_is(doc, key, "resource_registry") ||
                     wf_doc_is(doc, key, "parameter_merge_strategies");

    if (is_empty(doc, value))
        return;
    if (wants_map && wf_doc_kind(doc, value) != WF_MAP) {
        WfStr name = wf_doc_text(doc, key);
        wf_doc_finding(doc, value, m->findings, WF_CODE_TYPE, "'%.*s' must be a map, this is %s",
                       (int)name.len, name.s, wf_kind_name(wf_doc_kind(doc, value)));
    } else if (wf_doc_is(doc, key, "parameters")) {
        put_values(f, m->env_parameters, value);
    } else if (wf_doc_is(doc, key, "parameter_defaults")) {
        put_values(f, m->env_defaults, value);
    } else if (wf_doc_is(doc, key, "resource_registry")) {
        g_autofree char *dir = g_path_get_dirname(f->path);
        wf_registry_read(m, doc, value, dir);
    } else if (wf_doc_is(doc, key, "encrypted_param_names")) {
        wf_doc_finding(doc, key, m->findings, WF_CODE_ENCRYPTED,
                       "this environment holds encrypted parameters, which only the engine that "
                       "encrypted them can read");
        wf_findings_hint(m->findings, "give the values in a plain environment or with -P");
    }
}

static bool gives_value(const WfDoc *doc, WfNode root, const char *name)
{
    static const char *const values[] = {"parameters", "parameter_defaults"};

    for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
        WfNode map = wf_doc_get(doc, root, values[i]), value = map ? wf_doc_get(doc, map, name) : 0;
        if (value && wf_doc_kind(doc, value) != WF_NULL)
            return true;
    }
    return false;
}

/* A file's strategies are those of the values it gives. */
static void check_strategies(const EnvFile *f, WfNode root)
{
    WfFindings *findings = f->m->findings;

    if (!f->strategies)
        return;
    WF_DOC_FOREACH (f->doc, f->strategies, key, strategy) {
        g_autofree char *name = wf_doc_dup(f->doc, key), *text = wf_doc_dup(f->doc, strategy);
        if (!named_strategy(f, name)) {
            wf_doc_finding(f->doc, strategy, findings, WF_CODE_ENVIRONMENT,
                           "'%s' is no merge strategy", text);
            if (!wf_findings_meant(findings, wf_text_nearest(text, strategies)))
                wf_findings_hint(findings, "the strategies are overwrite, merge and deep_merge");
        } else if (strcmp(name, "default") != 0 && !gives_value(f->doc, root, name)) {
            wf_doc_finding(f->doc, key, findings, WF_CODE_ENVIRONMENT,
                           "this has no effect: the environment gives '%s' no value", name);
        }
    }
}

static void check_section(WfModel *m, const WfDoc *doc, WfNode key, WfNode value)
{
    g_autofree char *name = wf_doc_dup(doc, key);

    if (wf_doc_is(doc, key, "event_sinks") && !is_empty(doc, value))
        wf_doc_finding(doc, key, m->findings, WF_CODE_ENVIRONMENT,
                       "'%s' has no effect here: events are read with 'weft watch'", name);
    if (g_strv_contains(sections, name))
        return;
    wf_doc_finding(doc, key, m->findings, WF_CODE_SECTION, "'%s' is no section of an environment",
                   name);
    wf_findings_meant(m->findings, wf_text_nearest(name, sections));
}

static void read_sections(EnvFile *f)
{
    const WfDoc *doc = f->doc;
    WfNode root = wf_doc_root(doc);

    if (is_empty(doc, root))
        return;
    if (wf_doc_kind(doc, root) != WF_MAP) {
        wf_doc_finding(doc, root, f->m->findings, WF_CODE_TYPE,
                       "an environment must be a map, this is %s",
                       wf_kind_name(wf_doc_kind(doc, root)));
        return;
    }
    WfNode node = wf_doc_get(doc, root, "parameter_merge_strategies");
    f->strategies = wf_doc_kind(doc, node) == WF_MAP ? node : 0;
    check_strategies(f, root);
    WF_DOC_FOREACH (doc, root, key, value) {
        WfNode last = wf_doc_get_str(doc, root, wf_doc_text(doc, key));
        if (last && last != value) /* of two sections the last one counts */
            continue;
        check_section(f->m, doc, key, value);
        read_section(f, key, value);
    }
}

static void read_file(WfModel *m, const char *path, json_t *chosen)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = wf_file_read(path, WF_LIMIT_FILE_BYTES, &error);

    if (!bytes) {
        wf_findings_add(m->findings, WF_CODE_FILE, path, NULL, "%s", error->message);
        wf_findings_hint(m->findings, "it is named as an environment");
        return;
    }
    WfDoc *doc = wf_doc_parse(path, bytes, m->findings);
    if (!doc)
        return;
    g_ptr_array_add(m->docs, doc);
    g_ptr_array_add(m->doc_paths, g_strdup(path));
    g_ptr_array_add(m->file_list, g_strdup(path));
    read_sections(&(EnvFile){.m = m, .doc = doc, .path = path, .chosen = chosen});
}

static void read_assignment(WfModel *m, const char *assignment)
{
    const char *equals = strchr(assignment, '=');

    if (!equals || equals == assignment) {
        wf_findings_add(m->findings, WF_CODE_PARAM, "-P", NULL,
                        "'%s' is not of the form NAME=VALUE", assignment);
        return;
    }
    g_autofree char *name = g_strndup(assignment, equals - assignment);
    if (!g_utf8_validate(equals + 1, -1, NULL)) {
        wf_findings_add(m->findings, WF_CODE_PARAM_VALUE, "-P", NULL,
                        "the value of '%s' is not UTF-8", name);
        return;
    }
    json_object_set_new(m->env_parameters, name,
                        json_pack("{s:s, s:s}", "value", equals + 1, "by", "-P"));
}

void wf_environment_read(WfModel *m, const char *const *paths, const char *const *parameters)
{
    json_auto_t *chosen = json_object();

    for (guint i = 0; paths && paths[i]; i++)
        read_file(m, paths[i], chosen);
    for (guint i = 0; parameters && parameters[i]; i++)
        read_assignment(m, parameters[i]);
}
