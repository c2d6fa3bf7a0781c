/* Loading: the passes, in order. */
#include "refs.h"

#include <weft/error.h>
#include <weft/file.h>
#include <weft/text.h>
#include <string.h>

/* Comparing names for "did you mean" is the only work that could grow with errors times names: some
 * tenths of a second, then errors come without. */
enum { SUGGESTIONS = 4000000 };

static void free_registry_entry(gpointer data)
{
    RegistryEntry *e = data;
    g_strfreev(e->names);
    g_free(e->pattern);
    g_free(e->target);
    g_free(e->base);
}

static void free_parameter(gpointer data)
{
    json_decref(((Parameter *)data)->value);
}

static GArray *table(gsize size)
{
    return g_array_new(FALSE, TRUE, (guint)size);
}

static WfModel *model_new(const WfModelOptions *options)
{
    WfModel *m = g_new0(WfModel, 1);

    g_atomic_ref_count_init(&m->refs);
    m->path = g_strdup(options->path);
    m->stack_name = g_strdup(options->stack_name);
    m->roots = g_ptr_array_new_with_free_func(g_free);
    m->docs = g_ptr_array_new_with_free_func((GDestroyNotify)wf_doc_unref);
    m->doc_paths = g_ptr_array_new_with_free_func(g_free);
    m->doc_of = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    m->files =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    m->files_named = g_hash_table_new(wf_pair_hash, NULL);
    m->file_digests = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    m->file_list = g_ptr_array_new_with_free_func(g_free);
    m->env_parameters = json_object();
    m->env_defaults = json_object();
    m->registry = table(sizeof(RegistryEntry));
    g_array_set_clear_func(m->registry, free_registry_entry);
    m->names = wf_names_new();
    m->entities = g_hash_table_new(wf_pair_hash, NULL);
    m->scopes = table(sizeof(Scope));
    m->resources = table(sizeof(Resource));
    m->components = table(sizeof(Component));
    m->inputs = table(sizeof(Input));
    m->outputs = table(sizeof(Output));
    m->reads = table(sizeof(Read));
    m->links = table(sizeof(Link));
    m->vms = table(sizeof(Vm));
    m->parameters = table(sizeof(Parameter));
    g_array_set_clear_func(m->parameters, free_parameter);
    m->stack_outputs = table(sizeof(StackOutput));
    m->members = table(sizeof(WfId));
    m->waits = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    m->conditions = g_hash_table_new(wf_pair_hash, NULL);
    m->written_out = g_hash_table_new(wf_pair_hash, NULL);
    m->run_components = table(sizeof(WfId));
    m->server_order = table(sizeof(ServerOrder));
    m->edge_meaning = table(sizeof(EdgeMeaning));
    m->edge_places = table(sizeof(WfPlace));
    m->said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    m->plain_keys = g_hash_table_new(NULL, NULL);
    m->left_out = g_hash_table_new(wf_pair_hash, NULL);
    m->parameter_of = g_hash_table_new(NULL, NULL);
    m->suggestions = SUGGESTIONS;
    m->resolver = &wf_resolver;
    return m;
}

WfModel *wf_model_ref(WfModel *m)
{
    g_atomic_ref_count_inc(&m->refs);
    return m;
}

void wf_model_unref(WfModel *m)
{
    if (!m || !g_atomic_ref_count_dec(&m->refs))
        return;
    GArray *arrays[] = {
        m->registry,      m->scopes,  m->resources,      m->components,   m->inputs,
        m->outputs,       m->reads,   m->links,          m->vms,          m->parameters,
        m->stack_outputs, m->members, m->run_components, m->server_order, m->edge_meaning,
        m->edge_places};
    GHashTable *tables[] = {m->doc_of,     m->files_named,  m->file_digests, m->files,
                            m->entities,   m->waits,        m->conditions,   m->said,
                            m->plain_keys, m->parameter_of, m->written_out,  m->left_out};
    GPtrArray *lists[] = {m->roots, m->docs, m->doc_paths, m->file_list};

    for (guint i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_array_unref(arrays[i]);
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
        g_hash_table_unref(tables[i]);
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        g_ptr_array_unref(lists[i]);
    g_clear_pointer(&m->fact_names, g_ptr_array_unref);
    g_clear_pointer(&m->component_of, g_hash_table_unref);
    json_decref(m->env_parameters);
    json_decref(m->env_defaults);
    wf_names_free(m->names);
    wf_graph_free(m->graph);
    g_free(m->root_entity);
    g_free(m->vm_components);
    g_free(m->path);
    g_free(m->stack_name);
    g_free(m);
}

/* ---- files ---- */

static void set_roots(WfModel *m, const WfModelOptions *options)
{
    bool is_stdin = strcmp(options->path, "-") == 0;

    if (options->root)
        g_ptr_array_add(m->roots, g_strdup(options->root));
    else
        g_ptr_array_add(m->roots, is_stdin ? g_strdup(".") : g_path_get_dirname(options->path));
    /* Whoever names an environment lets its folder be read too. */
    for (guint i = 0; options->environments && options->environments[i]; i++)
        g_ptr_array_add(m->roots, g_path_get_dirname(options->environments[i]));
}

static bool read_template(WfModel *m, const WfModelOptions *options, GError **error)
{
    bool is_stdin = strcmp(options->path, "-") == 0;
    if (!options->bytes && g_file_test(options->path, G_FILE_TEST_IS_DIR)) {
        wf_folder_set_error(options->path, error);
        return false;
    }
    g_autoptr(GBytes) bytes = options->bytes
                                  ? g_bytes_ref(options->bytes)
                                  : wf_file_read(options->path, WF_LIMIT_FILE_BYTES, error);

    if (!bytes)
        return false;
    m->total_bytes += g_bytes_get_size(bytes);
    WfDoc *doc = wf_doc_parse(options->path, bytes, m->findings);
    if (!doc) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "'%s' is not valid YAML or JSON",
                    options->path);
        return false;
    }
    g_ptr_array_add(m->docs, doc);
    g_ptr_array_add(m->doc_paths, is_stdin ? NULL : g_strdup(options->path));
    if (!is_stdin && !options->bytes) {
        g_ptr_array_add(m->file_list, g_strdup(options->path));
        g_hash_table_insert(m->doc_of, g_strdup(options->path), GUINT_TO_POINTER(1));
    }
    return true;
}

/* ---- passes ---- */

/* Deployments become components depth first, so that what is nested stands where its stack stands.
 */
static void read_software(WfModel *m)
{
    g_autofree WfId *order = wf_model_resource_order(m);

    for (guint32 i = 0; i < m->resources->len; i++) {
        WfResourceKind kind = RESOURCE(m, order[i])->kind;
        if (wf_model_resource_enabled(m, order[i]) &&
            (kind == WF_RESOURCE_DEPLOYMENT || kind == WF_RESOURCE_DEPLOYMENT_GROUP))
            wf_software_read(m, order[i]);
    }
    for (WfId r = 0; r < m->resources->len; r++)
        if (RESOURCE(m, r)->kind == WF_RESOURCE_CONFIG && wf_model_resource_enabled(m, r) &&
            !(RESOURCE(m, r)->flags & RESOURCE_USED))
            wf_config_check(m, r);
}

static void nothing(gpointer data, WfId id, WfSym attr, WfExpr at)
{
    (void)data, (void)id, (void)attr, (void)at;
}

static void mark_infra(gpointer data, WfScope scope, WfSym name, WfExpr at)
{
    WfModel *m = data;
    Parameter *p = scope == 0 ? wf_parameter_root(m, name) : NULL;

    (void)at;
    if (p)
        p->used_by_infra = true;
}

/* Marks the parameters that conditions and outputs use. */
static void mark_used(WfModel *m, WfExpr expr)
{
    static const RefSink sink = {nothing, nothing, nothing, mark_infra, false, false, NULL, false};
    wf_refs_scan(m, expr, false, &sink, m);
}

typedef struct {
    WfModel *m;
    bool any;
} Software;

static void software(gpointer data, WfId id, WfSym attr, WfExpr at)
{
    Software *s = data;

    (void)at;
    wf_component_note_read(s->m, id, attr);
    s->any = true;
}

/* An output of a stack: is all there that must be, and nothing else? */
static void check_output(WfModel *m, WfScope s, WfNode key, WfNode entry)
{
    static const char *const keys[] = {"value", "description", "condition", NULL};
    const WfDoc *doc = wf_scope_doc(m, s);
    bool misspelt = false;

    WF_DOC_FOREACH (doc, entry, k, value) {
        (void)value;
        g_autofree char *name = wf_doc_dup_key(doc, k);
        if (g_strv_contains(keys, name))
            continue;
        const char *near = wf_text_nearest(name, keys);
        misspelt |= g_strcmp0(near, keys[0]) == 0;
        wf_fault(m, s, k, WF_CODE_KEY, "'%s' is no key of a stack's output", name);
        if (!near && m->findings && !m->muted) /* Heat takes it, and makes nothing of it */
            wf_findings_severity(m->findings, WF_WARNING);
        if (!wf_fault_meant(m, near))
            wf_fault_hint(m, "the keys are value, description and condition");
    }
    if (misspelt || wf_doc_get(doc, entry, keys[0])) /* else it is probably that one */
        return;
    g_autofree char *name = wf_doc_dup(doc, key);
    wf_fault(m, s, key, WF_CODE_MISSING, "output '%s' has no value", name);
}

static void read_stack_outputs(WfModel *m)
{
    static const RefSink sink = {software, nothing, nothing, NULL, false, true, NULL, false};
    const WfDoc *doc = wf_scope_doc(m, 0);
    WfNode outputs = SCOPE(m, 0)->outputs;

    if (!outputs)
        return;
    WF_DOC_FOREACH (doc, outputs, key, entry) {
        if (wf_doc_kind(doc, entry) != WF_MAP) {
            wf_fault(m, 0, entry, WF_CODE_TYPE, "an output must be a map, this is %s",
                     wf_kind_name(wf_doc_kind(doc, entry)));
            continue;
        }
        check_output(m, 0, key, entry);
        WfNode condition = wf_doc_get(doc, entry, "condition");
        if (condition && wf_condition_node(m, 0, condition) == WF_NO)
            continue;
        StackOutput output = {
            .name = wf_sym_node(m, doc, key), .key = key, .value = wf_doc_get(doc, entry, "value")};
        Software reads = {m, false};
        wf_refs_scan(m, (WfExpr){0, output.value}, true, &sink, &reads);
        output.reads_software = reads.any;
        if (!output.reads_software)
            mark_used(m, (WfExpr){0, output.value});
        g_array_append_val(m->stack_outputs, output);
    }
}

/* Outputs of nested templates are read where somebody asks for them; here they are only checked. */
static void check_nested_outputs(WfModel *m, WfScope s)
{
    static const RefSink sink = {nothing, nothing, nothing, NULL, false, true, NULL, false};
    const WfDoc *doc = wf_scope_doc(m, s);

    if (!SCOPE(m, s)->outputs)
        return;
    WF_DOC_FOREACH (doc, SCOPE(m, s)->outputs, key, entry) {
        if (wf_doc_kind(doc, entry) != WF_MAP) {
            wf_fault(m, s, entry, WF_CODE_TYPE, "an output must be a map, this is %s",
                     wf_kind_name(wf_doc_kind(doc, entry)));
            continue;
        }
        check_output(m, s, key, entry);
        WfNode condition = wf_doc_get(doc, entry, "condition");
        WfNode value = wf_doc_get(doc, entry, "value");
        if (value && (!condition || wf_condition_node(m, s, condition) != WF_NO))
            wf_refs_scan(m, (WfExpr){s, value}, true, &sink, m);
    }
}

/* Once a template, however many stacks are made of it. */
static void check_outputs(WfModel *m)
{
    g_autoptr(GHashTable) docs = g_hash_table_new(NULL, NULL);

    for (WfScope s = 1; s < m->scopes->len; s++)
        if (SCOPE(m, s)->lexical == s && g_hash_table_add(docs, GUINT_TO_POINTER(SCOPE(m, s)->doc)))
            check_nested_outputs(m, s);
}

static void check_conditions(WfModel *m)
{
    for (WfScope s = 0; s < m->scopes->len; s++) {
        const Scope *scope = SCOPE(m, s);
        const WfDoc *doc = wf_scope_doc(m, s);
        if (scope->lexical != s || !scope->conditions)
            continue;
        WF_DOC_FOREACH (doc, SCOPE(m, s)->conditions, key, value) {
            mark_used(m, (WfExpr){s, value});
            wf_condition_check(m, s, key);
        }
    }
}

/* Components a step reads: some milliseconds. */
enum { SLICE = 4000 };

struct WfModelLoad {
    WfModelOptions options;
    WfModel *m;
    GError *error;
    guint pass;
    guint32 at, n; /* in passes over components: the next one, and how many */
};

static bool read_file(WfModelLoad *load)
{
    set_roots(load->m, &load->options);
    read_template(load->m, &load->options, &load->error);
    return false;
}

static bool read_head(WfModelLoad *load)
{
    WfModel *m = load->m;
    guint faults = wf_findings_count(m->findings, WF_FAULT);
    wf_environment_read(m, load->options.environments, load->options.parameters);
    m->bad_options = wf_findings_count(m->findings, WF_FAULT) > faults;
    Scope root = {
        .doc = 0, .parent = WF_NONE, .lexical = WF_NONE, .owner = WF_NONE, .outer = WF_NONE};
    wf_scope_new(m, &root);
    const WfDoc *doc = wf_scope_doc(m, 0);
    WfNode parameters = wf_doc_kind(doc, wf_doc_root(doc)) == WF_MAP
                            ? wf_doc_get(doc, wf_doc_root(doc), "parameters")
                            : 0;
    SCOPE(m, 0)->parameters = parameters && wf_doc_kind(doc, parameters) == WF_MAP ? parameters : 0;
    wf_version_read(m, 0);
    wf_parameters_read(m);
    if (m->bad_options) /* what follows from them says nothing about the model */
        m->findings = NULL;
    return false;
}

static bool read_resources(WfModelLoad *load)
{
    wf_template_read(load->m, 0);
    check_conditions(load->m);
    load->at = 0;
    load->n = load->m->components->len;
    return false;
}

/* True: there are more components. */
static bool read_slice(WfModelLoad *load, void (*read)(WfModel *m, WfId component))
{
    guint32 end = MIN(load->n, load->at + SLICE);
    for (; load->at < end; load->at++)
        read(load->m, load->at);
    return load->at < load->n;
}

static bool read_short(WfModelLoad *load)
{
    return read_slice(load, wf_short_read);
}

static bool read_links(WfModelLoad *load)
{
    wf_schema_check(load->m);
    read_software(load->m);
    wf_links_read(load->m);
    wf_wait_read(load->m);
    wf_clash_check(load->m);
    load->at = 0;
    load->n = load->m->components->len;
    return false;
}

static bool read_reads(WfModelLoad *load)
{
    return read_slice(load, wf_reads_read);
}

static bool connect_all(WfModelLoad *load)
{
    wf_edges_connect(load->m);
    read_stack_outputs(load->m);
    check_outputs(load->m);
    wf_parameters_check_values(load->m);
    g_ptr_array_add(load->m->file_list, NULL);
    return false;
}

/* Each returns whether it has more to do. */
static bool (*const passes[])(WfModelLoad *load) = {
    read_file, read_head, read_resources, read_short, read_links, read_reads, connect_all};

WfModelLoad *wf_model_load_start(const WfModelOptions *options, WfFindings *findings)
{
    WfModelLoad *load = g_new0(WfModelLoad, 1);

    load->options = *options;
    load->m = model_new(options);
    load->m->findings = findings;
    return load;
}

bool wf_model_load_step(WfModelLoad *load)
{
    if (load->error || load->pass == G_N_ELEMENTS(passes))
        return false;
    if (!passes[load->pass](load))
        load->pass++;
    return !load->error && load->pass < G_N_ELEMENTS(passes);
}

WfModel *wf_model_load_end(WfModelLoad *load, GError **error)
{
    g_autoptr(WfModel) m = load->m;

    m->findings = NULL;
    if (!load->error && load->pass < G_N_ELEMENTS(passes))
        g_set_error(&load->error, WF_ERROR, WF_ERROR_CANCELLED, "'%s' was not read to its end",
                    m->path);
    bool failed = load->error;
    if (failed)
        g_propagate_error(error, load->error);
    g_free(load);
    return failed ? NULL : g_steal_pointer(&m);
}

WfModel *wf_model_load(const WfModelOptions *options, WfFindings *findings, GError **error)
{
    WfModelLoad *load = wf_model_load_start(options, findings);

    while (wf_model_load_step(load))
        ;
    return wf_model_load_end(load, error);
}

static void mark_output(gpointer data, WfId component, WfSym attr, WfExpr at)
{
    struct {
        const WfModel *m;
        guint8 *mark;
    } *c = data;
    WfId first;
    guint32 n;

    (void)at;
    wf_model_component_outputs(c->m, component, &first, &n);
    for (WfId o = first; o < first + n; o++)
        if (OUTPUT(c->m, o)->name == attr)
            c->mark[o] = 1;
}

void wf_model_stack_output_reads(const WfModel *m, guint8 *mark)
{
    static const RefSink sink = {mark_output, nothing, nothing, NULL, false, false, NULL, false};
    struct {
        const WfModel *m;
        guint8 *mark;
    } c = {m, mark};

    for (guint i = 0; i < m->stack_outputs->len; i++)
        wf_refs_scan((WfModel *)m,
                     (WfExpr){0, g_array_index(m->stack_outputs, StackOutput, i).value}, false,
                     &sink, &c);
}
