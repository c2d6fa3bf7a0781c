/* Rules about secrets, inputs and parameters. */
#include "check_priv.h"

#include <string.h>
#include <weft/expr.h>
#include <weft/limits.h>

/* ---- secrets ---- */

typedef struct {
    const WfModel *m;
    bool any;
} Software;

static void note_software(const WfRef *ref, gpointer user)
{
    Software *s = user;
    s->any |= ref->name && wf_model_component_find(s->m, ref->name) != WF_NONE;
}

/* Of a map of which software gives another part only this part may be left. */
static bool leaves_the_template(const WfModel *m, const WfStackOutput *output)
{
    Software s = {m, false};
    WfExprScope scope = {.version = WF_N_HOT - 1};
    json_auto_t *value =
        output->reads_software ? wf_model_value(m, output->value, WF_VALUE_PORTABLE, NULL) : NULL;

    if (value)
        wf_expr_refs(value, &scope, note_software, &s, NULL);
    return s.any;
}

void wf_rule_secrets(const WfModel *m, WfFindings *findings)
{
    for (guint32 i = 0; i < wf_model_n_stack_outputs(m); i++) {
        WfStackOutput output;
        wf_model_stack_output(m, i, &output);
        if (!output.value.node || !wf_model_expr_secret(m, output.value))
            continue;
        if (leaves_the_template(m, &output)) /* 'weft outputs --reveal' tells it */
            continue;
        wf_model_finding(m, output.place, findings, WF_CODE_SECRET,
                         "output '%s' shows a secret in the clear", output.name);
        wf_findings_hint(findings,
                         "whoever may see the stack may see its outputs; leave the secret out");
    }
}

/* ---- inputs ---- */

static bool fits(const char *type, const json_t *value)
{
    if (strcmp(type, "Number") == 0) {
        if (!json_is_string(value))
            return json_is_number(value);
        char *end;
        g_ascii_strtod(json_string_value(value), &end);
        return *end == '\0' && end != json_string_value(value);
    }
    if (strcmp(type, "Boolean") == 0) {
        static const char *const words[] = {"true", "false", "t",  "f", "1", "0", "on",
                                            "off",  "yes",   "no", "y", "n", NULL};
        if (!json_is_string(value))
            return json_is_boolean(value) || json_is_integer(value);
        g_autofree char *lower = g_ascii_strdown(json_string_value(value), -1);
        return g_strv_contains(words, lower);
    }
    if (strcmp(type, "CommaDelimitedList") == 0)
        return json_is_array(value) || json_is_string(value);
    return true;
}

static void check_value(const WfModel *m, WfFindings *findings, const WfInput *input,
                        WfId component)
{
    const WfDoc *doc = wf_model_doc(m, wf_model_expr_place(m, input->value).doc);
    WfKind kind = wf_doc_kind(doc, input->value.node);
    bool typed = strcmp(input->type, "String") != 0 && strcmp(input->type, "Json") != 0;

    if (kind == WF_STRING && wf_doc_text(doc, input->value.node).len > WF_LIMIT_ZNODE_BYTES) {
        wf_model_finding(m, wf_model_expr_place(m, input->value), findings, WF_CODE_SIZE,
                         "the value of input '%s' has more than %u KB", input->name,
                         WF_LIMIT_ZNODE_BYTES >> 10);
        wf_findings_subject(findings, wf_model_component_name(m, component));
        return;
    }
    if (!typed || kind == WF_NULL)
        return;
    json_auto_t *value = wf_model_value(m, input->value, WF_VALUE_KNOWN, NULL);
    if (!value || json_is_null(value) || json_is_object(value) || fits(input->type, value))
        return;
    wf_model_finding(m, wf_model_expr_place(m, input->value), findings, WF_CODE_INPUT,
                     "input '%s' of '%s' wants a %s", input->name,
                     wf_model_component_name(m, component), input->type);
    wf_findings_subject(findings, wf_model_component_name(m, component));
}

void wf_rule_inputs(const WfModel *m, WfFindings *findings)
{
    for (WfId c = 0; c < wf_model_n_components(m); c++) {
        WfId first;
        guint32 n;
        wf_model_component_inputs(m, c, &first, &n);
        for (WfId i = first; i < first + n; i++) {
            WfInput input;
            wf_model_input(m, i, &input);
            if (input.value.node) {
                check_value(m, findings, &input, c);
                continue;
            }
            wf_model_finding(m, wf_model_component_place(m, c), findings, WF_CODE_NO_VALUE,
                             "input '%s' of '%s' has neither a value nor a default", input.name,
                             wf_model_component_name(m, c));
            wf_findings_subject(findings, wf_model_component_name(m, c));
        }
    }
}

/* ---- values that may never come ---- */

void wf_rule_skipped(const WfModel *m, WfFindings *findings)
{
    for (guint32 e = 0; e < wf_model_n_edges(m); e++) {
        WfEdge edge;
        if (wf_model_edge_kind(m, e) != WF_EDGE_DATA)
            continue;
        guint32 from = wf_graph_from(wf_model_graph(m), e);
        if (wf_model_node_is_vm(m, from) ||
            wf_model_component_kind(m, from) != WF_COMPONENT_RECIPE ||
            (wf_model_component_actions(m, from) & WF_CREATE))
            continue;
        wf_model_edge(m, e, &edge);
        wf_model_finding(m, edge.place, findings, WF_CODE_MAY_SKIP,
                         "'%s' reads '%s' of '%s', which runs nothing at CREATE",
                         wf_model_node_name(m, edge.to), edge.value, wf_model_node_name(m, from));
        wf_findings_subject(findings, wf_model_node_name(m, edge.to));
    }
}

/* ---- what Heat does otherwise ---- */

static void note_otherwise(const WfModel *m, WfFindings *findings, WfId c, guint *n,
                           const char *text)
{
    const char *name = wf_model_component_name(m, c);

    if ((*n)++ >= WF_RULE_REPEATS)
        return;
    wf_model_finding(m, wf_model_component_place(m, c), findings, WF_CODE_NOT_AS_HEAT, "'%s' %s",
                     name, text);
    wf_findings_subject(findings, name);
}

/* Nobody waits for the end of a recipe that sends no signal, but for a value there is no other way
 * to get it. */
static void note_unsignalled_values(const WfModel *m, WfFindings *findings, WfId c, guint *n)
{
    WfId first, last = WF_NONE;
    guint32 n_reads;

    wf_model_component_reads(m, c, &first, &n_reads);
    for (WfId i = first; i < first + n_reads; i++) {
        WfRead read;
        wf_model_read(m, i, &read);
        if (read.source != WF_SOURCE_COMPONENT || !read.attr || read.target == last ||
            !wf_model_component_no_signal(m, read.target))
            continue;
        last = read.target;
        g_autofree char *text = g_strdup_printf("reads '%s' of '%s', which sends no signal: Heat "
                                                "gives null at once, weft waits for the value",
                                                read.attr, wf_model_component_name(m, last));
        note_otherwise(m, findings, c, n, text);
    }
}

/* Only such a server has Heat's own agent, which deployments wait for. */
static bool is_software_server(const WfModel *m, WfId vm)
{
    WfId server = wf_model_vm_resource(m, vm);
    WfExpr format = wf_model_resource_property(m, server, "user_data_format");

    if (strcmp(wf_model_resource_type(m, server), "OS::Nova::Server") != 0)
        return true;
    json_auto_t *value = format.node ? wf_model_value(m, format, WF_VALUE_KNOWN, NULL) : NULL;
    const char *text = json_string_value(value);
    return format.node && (!text || strcmp(text, "SOFTWARE_CONFIG") == 0);
}

/* Once a server's definition. */
static void note_server(const WfModel *m, WfFindings *findings, WfId vm, GHashTable *seen, guint *n)
{
    guint32 n_components;
    const WfId *components = wf_model_vm_components(m, vm, &n_components);

    for (guint32 i = 0; i < n_components; i++) {
        WfId deployment = wf_model_component_deployment(m, components[i]);
        WfResourceKind kind =
            deployment == WF_NONE ? WF_RESOURCE_INFRA : wf_model_resource_kind(m, deployment);
        if (kind != WF_RESOURCE_DEPLOYMENT && kind != WF_RESOURCE_DEPLOYMENT_GROUP)
            continue;
        if (is_software_server(m, vm) ||
            !g_hash_table_add(seen, wf_place_key(wf_model_vm_place(m, vm))))
            return;
        g_autofree char *text = g_strdup_printf(
            "would not run under Heat, as user_data_format of '%s' is not SOFTWARE_CONFIG; weft "
            "runs it",
            wf_model_vm_name(m, vm));
        note_otherwise(m, findings, components[i], n, text);
        return;
    }
}

/* No stack is ever suspended: only CREATE, UPDATE and DELETE come from what a model says. */
void wf_rule_otherwise(const WfModel *m, WfFindings *findings)
{
    const WfActions never = WF_SUSPEND | WF_RESUME;
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    guint n = 0;

    for (WfId c = 0; c < wf_model_n_components(m); c++) {
        WfActions actions = wf_model_component_actions(m, c);
        note_unsignalled_values(m, findings, c, &n);
        if (wf_model_component_kind(m, c) == WF_COMPONENT_RECIPE && actions & never)
            note_otherwise(m, findings, c, &n,
                           actions & ~never
                               ? "runs at SUSPEND or RESUME, too, which weft never does"
                               : "runs only at SUSPEND or RESUME, which weft never does");
    }
    for (WfId vm = 0; vm < wf_model_n_vms(m); vm++)
        note_server(m, findings, vm, seen, &n);
    if (n > WF_RULE_REPEATS)
        wf_findings_add(findings, WF_CODE_NOT_AS_HEAT, wf_model_path(m), NULL, "%u more such",
                        n - WF_RULE_REPEATS);
}

/* ---- what nobody uses ---- */

static void mark_read(const WfModel *m, guint8 *is_read, WfId component, const char *attr)
{
    WfId o = component == WF_NONE || !attr ? WF_NONE : wf_model_output_find(m, component, attr);
    if (o != WF_NONE)
        is_read[o] = 1;
}

static void mark_reads(const WfModel *m, guint8 *is_read)
{
    for (guint32 i = 0; i < wf_model_n_reads(m); i++) {
        WfRead read;
        wf_model_read(m, i, &read);
        if (read.source == WF_SOURCE_COMPONENT)
            mark_read(m, is_read, read.target, read.attr);
    }
    for (guint32 i = 0; i < wf_model_n_links(m); i++) {
        WfLink link;
        wf_model_link(m, i, &link);
        mark_read(m, is_read, link.component, link.attr);
    }
    wf_model_stack_output_reads(m, is_read);
}

/* @ret_also: by output, how many there are at its place, where all members of a group are defined:
 * these are not to be told again. Takes out of question what nobody has to read. */
static void fold_unread(const WfModel *m, guint8 *is_read, guint32 *ret_also)
{
    g_autoptr(GHashTable) first_at = g_hash_table_new(NULL, NULL);

    for (WfId o = 0; o < wf_model_n_outputs(m); o++) {
        WfOutput output, before;
        wf_model_output(m, o, &output);
        is_read[o] |= output.error_output ||
                      wf_model_component_kind(m, output.component) == WF_COMPONENT_WAIT;
        if (is_read[o] || !output.place.node)
            continue;
        guint first = GPOINTER_TO_UINT(g_hash_table_lookup(first_at, wf_place_key(output.place)));
        if (!first) {
            g_hash_table_insert(first_at, wf_place_key(output.place), GUINT_TO_POINTER(o + 1));
            continue;
        }
        wf_model_output(m, first - 1, &before);
        if (strcmp(before.name, output.name) != 0)
            continue;
        ret_also[first - 1]++;
        is_read[o] = true;
    }
}

static void tell_unread(const WfModel *m, const WfOutput *output, guint32 also,
                        WfFindings *findings)
{
    const char *component = wf_model_component_name(m, output->component);
    g_autofree char *others = also ? g_strdup_printf(" and %u more", also) : NULL;

    wf_model_finding(m, output->place, findings, WF_CODE_UNREAD,
                     "nobody reads output '%s' of '%s'%s", output->name, component,
                     others ? others : "");
    wf_findings_subject(findings, component);
}

void wf_rule_unread(const WfModel *m, WfFindings *findings)
{
    g_autofree guint8 *is_read = g_new0(guint8, wf_model_n_outputs(m) + 1);
    g_autofree guint32 *also = g_new0(guint32, wf_model_n_outputs(m) + 1);
    guint n = 0, more = 0;
    WfOutput output;

    mark_reads(m, is_read);
    fold_unread(m, is_read, also);
    for (WfId o = 0; o < wf_model_n_outputs(m); o++) {
        if (is_read[o])
            continue;
        if (n++ >= WF_RULE_REPEATS) {
            more += 1 + also[o];
            continue;
        }
        wf_model_output(m, o, &output);
        tell_unread(m, &output, also[o], findings);
    }
    if (more)
        wf_findings_add(findings, WF_CODE_UNREAD, wf_model_path(m), NULL,
                        "%u more outputs that nobody reads", more);
}

void wf_rule_parameters(const WfModel *m, WfFindings *findings)
{
    for (guint32 i = 0; i < wf_model_n_parameters(m); i++) {
        WfParameter p;
        wf_model_parameter(m, i, &p);
        if (!p.used_by_software || p.used_by_infrastructure)
            continue;
        wf_model_finding(m, p.place, findings, WF_CODE_SOFTWARE_PARAM,
                         "only software uses parameter '%s'; it leaves the stripped template",
                         p.name);
    }
}

/* Arcs looked at for one edge: enough for real models, bounded for hostile ones. */
enum { REDUNDANT_WORK = 12000000 };

/* In a template that was composed a whole stack stands as a list of what is in it, under names with
 * dots: nobody wrote that list, and nobody need shorten it. */
static bool is_flattened(const WfModel *m, const WfEdge *e)
{
    const WfDoc *doc = wf_model_doc(m, e->place.doc);
    WfStr name = wf_doc_text(doc, e->place.node);
    WfPlace component = wf_model_component_place(m, e->to);
    WfStr own = wf_doc_text(wf_model_doc(m, component.doc), component.node);

    return (name.len && memchr(name.s, '.', name.len)) || (own.len && memchr(own.s, '.', own.len));
}

/* A rule such as depends_on a group makes many edges; it is redundant only if all of them are. */
static GHashTable *redundant_rules(const WfModel *m, const guint8 *ask, const guint8 *redundant)
{
    GHashTable *rules = g_hash_table_new(NULL, NULL);
    WfEdge e;

    for (guint32 i = 0; i < wf_model_n_edges(m); i++) {
        if (!redundant[i])
            continue;
        wf_model_edge(m, i, &e);
        g_hash_table_add(rules, wf_place_key(e.place));
    }
    for (guint32 i = 0; g_hash_table_size(rules) && i < wf_model_n_edges(m); i++) {
        if (!ask[i] || redundant[i])
            continue;
        wf_model_edge(m, i, &e);
        g_hash_table_remove(rules, wf_place_key(e.place));
    }
    return rules;
}

void wf_rule_redundant(const WfModel *m, WfFindings *findings)
{
    const WfGraph *g = wf_model_graph(m);
    guint32 n_edges = wf_model_n_edges(m);
    g_autofree guint8 *redundant = g_new0(guint8, n_edges + 1);
    g_autofree guint8 *ask = g_new(guint8, n_edges + 1);
    guint n = 0, more = 0;
    WfEdge e;

    if (n_edges == 0 || wf_graph_order(g, NULL, NULL) != wf_model_n_nodes(m))
        return;
    for (guint32 i = 0; i < n_edges; i++)
        ask[i] = wf_model_edge_kind(m, i) == WF_EDGE_ORDER;
    wf_graph_redundant(g, ask, MAX(REDUNDANT_WORK / n_edges, 8), redundant);
    g_autoptr(GHashTable) unsaid = redundant_rules(m, ask, redundant);
    for (guint32 i = 0; i < n_edges; i++) {
        if (!redundant[i])
            continue;
        wf_model_edge(m, i, &e);
        if (!g_hash_table_remove(unsaid, wf_place_key(e.place)) || is_flattened(m, &e))
            continue;
        if (n++ >= WF_RULE_REPEATS) {
            more++;
            continue;
        }
        wf_model_finding(m, e.place, findings, WF_CODE_REDUNDANT,
                         "'%s' comes after '%s' anyway, over a longer path",
                         wf_model_node_name(m, e.to), wf_model_node_name(m, e.from));
        wf_findings_subject(findings, wf_model_node_name(m, e.to));
    }
    if (more)
        wf_findings_add(findings, WF_CODE_REDUNDANT, wf_model_path(m), NULL,
                        "%u more order edges that a longer path implies", more);
}
